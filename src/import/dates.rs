//! Dates as other programs write them → EDTF, never more exact than they were given.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use icu_calendar::{Date, Gregorian};
use icu_datetime::{FixedCalendarDateTimeFormatter, fieldsets};
use icu_locale_core::Locale;

use crate::bibliography::names::is_one_of;
use crate::parse::date::Edtf;

/// What a text says of a date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DateReading {
    /// The date; nothing for "n.d." and what holds no year.
    pub(super) edtf: Option<String>,
    /// Whether the text says more than could be read.
    pub(super) lost: bool,
}

/// The date that a text gives.
pub(super) fn edtf(text: &str) -> Option<String> {
    read(text).edtf
}

/// The date in a text that is not EDTF, where it can be read without doubt and without loss.
pub(super) fn certain(text: &str) -> Option<String> {
    let meant = Edtf::parse(text).err()?.meant;
    meant.or_else(|| Some(read(text)).filter(|reading| !reading.lost)?.edtf)
}

pub(super) fn read(text: &str) -> DateReading {
    let text: String = text.chars().map(western_digit).collect();
    let whole = |edtf: String| DateReading { edtf: Some(edtf), lost: false };
    // The brackets of `[2022-07-23, 2025-07-23]` are EDTF's own.
    if let Some(set) = valid(text.trim()).filter(|date| date.starts_with('[')) {
        return whole(set);
    }
    let brackets = ['[', ']', '(', ')', '{', '}', ',', '©'];
    let text = text.trim().trim_matches(brackets).trim();
    let text = if text.ends_with("..") { text } else { text.trim_end_matches(['.', ',']) };
    if text.is_empty() || text.len() > 200 {
        return DateReading { edtf: None, lost: !text.is_empty() };
    }
    if let Some(date) = open_interval(text).or_else(|| valid(&day_of_moment(text)?)).or_else(|| valid(text)) {
        return whole(date);
    }
    if let Some((date, lost)) = ris_date(text)
        && let Some(edtf) = valid(&date)
    {
        return DateReading { edtf: Some(edtf), lost };
    }
    if let Some(date) = bound(text) {
        return whole(date);
    }
    let lower = text.to_lowercase().replace(['\u{a0}', '~', '_'], " ");
    // `2013-31` is not an interval of years here: programs write a month that is none.
    let is_month =
        text.split_once('-').is_some_and(|(year, month)| is_year(year) && month.len() == 2 && month.bytes().all(|b| b.is_ascii_digit()));
    if !is_month && let Some(date) = in_words(&lower).or_else(|| Edtf::parse(text).err()?.meant) {
        return whole(date);
    }
    let without_date = matches!(
        text.to_lowercase().as_str(),
        "n.d" | "n. d" | "nd" | "no date" | "undated" | "s.d" | "o.j" | "б. г" | "in press" | "forthcoming"
    );
    let part = known_part(&lower).or_else(|| month_of_no_day(text)).or_else(|| year_alone(text));
    DateReading { edtf: part, lost: !without_date }
}

/// The date in a text that names a month with a word that is another month's in another language, read in this one.
pub(super) fn read_in(language: &str, text: &str) -> Option<DateReading> {
    let locale: Locale = language.parse().ok()?;
    let in_english = |word: &str| {
        MONTHS.get(word).filter(|month| month.is_none())?;
        let is_named = |number: u8| month_names(&locale, number).iter().any(|name| name == word);
        (1..).zip(ENGLISH_MONTHS).find(|(number, _)| is_named(*number)).map(|(_, month)| month)
    };
    let lower = text.to_lowercase();
    let translated = |written: &str| {
        let word = written.trim_matches(|c: char| !c.is_alphabetic());
        in_english(word).map_or_else(|| written.to_owned(), |month| written.replace(word, month))
    };
    let english: Vec<String> = lower.split(' ').map(translated).collect();
    Some(english.join(" ")).filter(|english| *english != lower).map(|english| read(&english))
}

/// The months in English, shortened.
pub(super) const ENGLISH_MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Of a day that no calendar has, the month.
fn month_of_no_day(text: &str) -> Option<String> {
    let hyphens = text.replace('/', "-");
    let is_one_date = hyphens.trim_end_matches('-').matches('-').count() == 2 && years(text).len() < 2;
    let month = hyphens.get(..7).filter(|_| is_one_date)?;
    valid(month).filter(|date| date.len() == 7)
}

/// Arabic-Indic and Persian digits are digits.
fn western_digit(c: char) -> char {
    let value = match c {
        '\u{660}'..='\u{669}' => u32::from(c) - 0x660,
        '\u{6f0}'..='\u{6f9}' => u32::from(c) - 0x6f0,
        _ => return c,
    };
    char::from_digit(value, 10).unwrap_or(c)
}

/// Open and unknown ends of an interval, in EDTF's and BibLaTeX's words.
fn open_interval(text: &str) -> Option<String> {
    let (start, end) = text.split_once('/')?;
    let end_of = |end: &str| match end.trim().to_lowercase().as_str() {
        "open" | ".." => Some("..".to_owned()),
        "unknown" => Some(String::new()),
        _ => None,
    };
    let (start_word, end_word) = (end_of(start), end_of(end));
    if start_word.is_none() && end_word.is_none() {
        return None;
    }
    valid(&format!("{}/{}", start_word.unwrap_or_else(|| start.to_owned()), end_word.unwrap_or_else(|| end.to_owned())))
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse::<u16>().is_ok_and(|year| (1000..2200).contains(&year))
}

/// A text that is EDTF already.
fn valid(text: &str) -> Option<String> {
    Edtf::parse(text).ok().map(|date| date.to_string())
}

/// RIS: `2025/06/02/`, `2025/06//`, `2025///Spring`; also `2025/06/02` and `2025/2026`. Says too whether it says more than could be read.
fn ris_date(text: &str) -> Option<(String, bool)> {
    let mut parts = text.splitn(4, '/').map(str::trim);
    let year = parts.next().filter(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))?;
    let (month, day, other) = (parts.next()?, parts.next(), parts.next().unwrap_or_default());
    let lost = !other.is_empty() && !other.contains(':') && season(other).is_none();
    if month.len() == 4 && day.is_none() {
        return Some((format!("{year}/{month}"), lost));
    }
    if month.is_empty() {
        return Some((season(other).map_or_else(|| year.to_owned(), |season| format!("{year}-{season}")), lost));
    }
    let two = |part: &str| part.parse::<u8>().ok().map(|number| format!("{number:02}"));
    let month = two(month).or_else(|| self::month(&month.to_lowercase()).map(|number| format!("{number:02}")))?;
    match day.and_then(two) {
        Some(day) => Some((format!("{year}-{month}-{day}"), lost)),
        None => Some((format!("{year}-{month}"), lost)),
    }
}

/// EDTF's number of a season.
pub(super) fn season(word: &str) -> Option<u8> {
    match word.trim().to_lowercase().as_str() {
        "spring" | "1" | "21" => Some(21),
        "summer" | "2" | "22" => Some(22),
        "autumn" | "fall" | "3" | "23" => Some(23),
        "winter" | "4" | "24" => Some(24),
        _ => None,
    }
}

/// The day of a moment that is counted in seconds or milliseconds since 1970.
pub(super) fn epoch(text: &str) -> Option<String> {
    let number: i64 = text.parse().ok().filter(|_| matches!(text.len(), 10 | 13))?;
    let seconds = if text.len() == 13 { number / 1000 } else { number };
    Some(chrono::DateTime::from_timestamp(seconds, 0)?.date_naive().to_string())
}

/// The day of `2025-06-02T14:40:00Z`: a clock's time says nothing about when a work came out, and its zone may be another's.
fn day_of_moment(text: &str) -> Option<String> {
    let (day, rest) = text.split_at_checked(10)?;
    (rest.starts_with(['T', ' ', 't']) && rest.contains(':')).then(|| day.to_owned())
}

/// "before March 2022", "seit 2014": the date is one end, and the other is not said.
fn bound(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let (word, date) = lower.split_once(' ')?;
    let (before, after) = if is_one_of(word, "before by until till bis vor avant до") {
        ("../", "")
    } else if is_one_of(word, "after since from ab seit nach depuis après от с после від з після") {
        ("", "/..")
    } else {
        return None;
    };
    let DateReading { edtf, lost } = read(date.trim_start_matches("the "));
    edtf.filter(|date| !lost && !date.contains(['/', '['])).map(|date| format!("{before}{date}{after}"))
}

/// The years in a text, each once.
fn years(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|number| is_year(number)).collect()
}

/// The one year in a text that says more than can be read.
fn year_alone(text: &str) -> Option<String> {
    let years = years(text);
    years.first().filter(|_| years.len() == 1).map(|year| (*year).to_owned())
}

/// What one end of a date in words says.
#[derive(Clone, Copy, Default)]
struct DateWords<'t> {
    year: Option<&'t str>,
    month: Option<u8>,
    season: Option<u8>,
    day: Option<u8>,
    /// Whether a word or number is not understood.
    unknown: bool,
    /// Whether that is another year or month, or a month that has this name in one language and another one in another.
    is_ambiguous: bool,
}

/// Words and signs in dates that say nothing about the day.
const IGNORED_WORDS: &str = "of the de del di do da le la el den der am on at in ve г г. года р р. року yılı year um à the, \
    gmt utc z est edt cst cdt mst mdt pst pdt bst cet cest eet eest msk ist a.m p.m a.m. p.m. pm \
    m d gada ж mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday \
    montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche \
    lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica \
    pazartesi salı çarşamba perşembe cuma cumartesi pazar понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье \
    понеділок вівторок середа середу п'ятниця п’ятниця субота суботу неділя неділю";

impl<'t> DateWords<'t> {
    fn read(text: &'t str) -> Self {
        let mut found = Self::default();
        for token in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')) {
            let word = token.trim_matches(['.', '(', ')', '[', ']']);
            let bare = ["st", "nd", "rd", "th", "er", "º", "ª"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
            let day =
                Some(bare).filter(|bare| bare.len() <= 2).and_then(|bare| bare.parse::<u8>().ok()).filter(|day| (1..=31).contains(day));
            if word.is_empty()
                || word.contains(':')
                || word.starts_with(['+', '-'])
                || word.starts_with("gmt")
                || is_one_of(word, IGNORED_WORDS)
            {
                continue;
            } else if is_year(word) && found.year.is_none() {
                found.year = Some(word);
            } else if day.is_some() && found.day.is_none() {
                found.day = day;
            } else if found.month.is_none()
                && let Some(month) = month(word)
            {
                found.month = Some(month);
            } else if found.month.is_none()
                && found.season.is_none()
                && word.parse::<u8>().is_err()
                && let Some(season) = season(word)
            {
                found.season = Some(season);
            } else {
                found.unknown = true;
                found.is_ambiguous |= is_year(word) || (is_month(word) && (found.month.is_none() || found.month != month(word)));
            }
        }
        found
    }

    fn edtf(&self) -> Option<String> {
        let year = self.year?;
        valid(&match (self.month, self.day, self.season) {
            (Some(month), Some(day), _) => format!("{year}-{month:02}-{day:02}"),
            (Some(month), None, _) => format!("{year}-{month:02}"),
            (None, None, Some(season)) => format!("{year}-{season}"),
            (None, None, None) => year.to_owned(),
            (None, Some(_), _) => return None,
        })
    }
}

/// Dates in words, of any language that CLDR knows: "2. Juni 2025", "Dec. 2022–Jan. 2023", "June 2–4, 2025", "Mon, 02 Jun 2025 23:30:00 GMT".
fn in_words(lower: &str) -> Option<String> {
    let whole = DateWords::read(lower);
    let range_at = |between: &str| {
        let (from, to) = lower.split_once(between)?;
        range(DateWords::read(from), DateWords::read(to.trim_start_matches('-')))
    };
    whole
        .edtf()
        .filter(|_| !whole.unknown)
        .or_else(|| ["--", "–", "—", "/", " - ", " to ", " bis ", " au ", " al ", " до ", "-", "&", " and "].into_iter().find_map(range_at))
}

/// The date among other words, where no more than one is named.
fn known_part(lower: &str) -> Option<String> {
    let words = DateWords::read(lower);
    words.edtf().filter(|_| !words.is_ambiguous && (words.month.is_some() || words.season.is_some()))
}

/// From one end to the other; each may leave out what the other says.
fn range<'t>(mut from: DateWords<'t>, mut to: DateWords<'t>) -> Option<String> {
    if from.unknown || to.unknown {
        return None;
    }
    if from.year.is_none() && from.month > to.month && to.month.is_some() {
        return None;
    }
    from.year = from.year.or(to.year);
    to.year = to.year.or(from.year);
    if from.day.is_some() {
        from.month = from.month.or(to.month);
    }
    if to.day.is_some() {
        to.month = to.month.or(from.month);
    }
    valid(&format!("{}/{}", from.edtf()?, to.edtf()?))
}

/// The languages whose names of months are known.
const LANGUAGES: &str = "en fr de es it pt nl pl ru uk tr cs sk sv da nb fi hu ro bg el sr sr-Latn hr bs sl mk lt lv et be az kk ky uz ka hy \
    ar he fa id ms vi sq ca eu gl is ga cy af sw zu hi bn ta te mr gu kn ml pa ur ne th mn tk ku";

/// Names of months, in small letters; nothing for those that are another month's in another language.
static MONTHS: LazyLock<HashMap<String, Option<u8>>> = LazyLock::new(|| {
    let mut known: HashMap<String, Option<u8>> = HashMap::new();
    for language in LANGUAGES.split_whitespace().filter_map(|language| language.parse::<Locale>().ok()) {
        let mut own: BTreeMap<String, u8> = BTreeMap::new();
        let mut ambiguous = Vec::new();
        for month in 1..=12 {
            for word in month_names(&language, month) {
                if *own.entry(word.clone()).or_insert(month) != month {
                    ambiguous.push(word);
                }
            }
        }
        // A word that stands with every month is not a month's name.
        own.retain(|word, _| !ambiguous.contains(word));
        for (word, month) in own {
            known.entry(word).and_modify(|known| *known = known.filter(|known| *known == month)).or_insert(Some(month));
        }
    }
    known
});

/// What a language calls a month: alone and beside a day, in full and short.
fn month_names(language: &Locale, month: u8) -> Vec<String> {
    let Ok(day) = Date::try_new_gregorian(2025, month, 2) else { return Vec::new() };
    let mut found: Vec<String> = Vec::new();
    for length in [fieldsets::M::long(), fieldsets::M::medium()] {
        let formatter = FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new(language.into(), length);
        found.extend(formatter.map(|formatter| formatter.format(&day).to_string()));
    }
    for length in [fieldsets::MD::long(), fieldsets::MD::medium()] {
        let formatter = FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new(language.into(), length);
        found.extend(formatter.map(|formatter| formatter.format(&day).to_string()));
    }
    let words = found.iter().flat_map(|text| text.split(|c: char| !c.is_alphabetic() && !matches!(c, '\'' | '’' | '\u{300}'..='\u{36f}')));
    words.filter(|word| word.chars().count() > 2).map(str::to_lowercase).collect()
}

/// Whether a word is a month's name.
pub(super) fn is_month(word: &str) -> bool {
    let word = word.to_lowercase();
    word == "sept" || MONTHS.contains_key(word.trim_end_matches('.'))
}

/// A month's number by its name, in full or short.
fn month(word: &str) -> Option<u8> {
    let word = word.trim_end_matches('.');
    if word == "sept" { Some(9) } else { MONTHS.get(word).copied().flatten() }
}

#[cfg(test)]
mod tests {
    use super::edtf;

    #[test]
    fn dates_are_as_exact_as_they_were_given() {
        for (written, wanted) in [
            ("2025/06/02/", Some("2025-06-02")),
            ("2025/06//", Some("2025-06")),
            ("2025/6/2", Some("2025-06-02")),
            ("2025///", Some("2025")),
            ("2025///Spring", Some("2025-21")),
            ("2025/06/03/14:40:00", Some("2025-06-03")),
            ("2025-06-02T23:40:00Z", Some("2025-06-02")),
            ("2025-06-02 23:40:00", Some("2025-06-02")),
            ("2025-06/2025-07", Some("2025-06/2025-07")),
            ("2025/2026", Some("2025/2026")),
            ("June 2025", Some("2025-06")),
            ("2 June 2025", Some("2025-06-02")),
            ("June 2, 2025", Some("2025-06-02")),
            ("2025", Some("2025")),
            ("[2025]", Some("2025")),
            ("c. 2025", Some("2025~")),
            ("2025?", Some("2025?")),
            ("02/06/2025", Some("2025")),
            ("n.d.", None),
            ("", None),
            ("in press", None),
            ("2025/13/45", Some("2025")),
            ("99999999999", None),
            ("2024-03/..", Some("2024-03/..")),
            ("../2024-03", Some("../2024-03")),
            ("2024-03/open", Some("2024-03/..")),
            ("unknown/2024-03", Some("/2024-03")),
            ("juin 2025", Some("2025-06")),
            ("2. Juni 2025", Some("2025-06-02")),
            ("2 de junio de 2025", Some("2025-06-02")),
            ("2 haziran 2025", Some("2025-06-02")),
            ("2 червня 2025 р.", Some("2025-06-02")),
            ("jun-jul 2023", Some("2023-06/2023-07")),
            ("June-July 2023", Some("2023-06/2023-07")),
            ("Dec. 2022-Jan. 2023", Some("2022-12/2023-01")),
            ("June 2--4 2025", Some("2025-06-02/2025-06-04")),
            ("Mon, 02 Jun 2025 23:30:00 GMT", Some("2025-06-02")),
            ("Thu Sep 16 2021 03:52:10 GMT+0000 (UTC)", Some("2021-09-16")),
            ("٢٠٢٥-٠٦-٠٢", Some("2025-06-02")),
            ("2015/october", Some("2015-10")),
        ] {
            assert_eq!(edtf(written).as_deref(), wanted, "{written}");
        }
    }

    #[test]
    fn a_bound_a_span_and_a_choice_stay_what_they_are() {
        for (written, wanted) in [
            ("before March 2022", "../2022-03"),
            ("by 2 June 2025", "../2025-06-02"),
            ("after 2 June 2025", "2025-06-02/.."),
            ("bis 2. Juni 2025", "../2025-06-02"),
            ("до червня 2025", "../2025-06"),
            ("between May and June 2025", "2025-05/2025-06"),
            ("from 1 May to 3 June 2025", "2025-05-01/2025-06-03"),
            ("[2022-07-23, 2025-07-23]", "[2022-07-23, 2025-07-23]"),
            ("lundi 2 juin 2025", "2025-06-02"),
            ("2025 m. birželio 2 d.", "2025-06-02"),
        ] {
            assert_eq!(super::read(written), super::DateReading { edtf: Some(wanted.to_owned()), lost: false }, "{written}");
        }
    }

    #[test]
    fn what_is_not_read_is_known_to_be_lost() {
        for (written, wanted) in [
            ("2013-31", Some("2013")),
            ("2025-06-31", Some("2025-06")),
            ("2025/02/30/", Some("2025-02")),
            ("02/06/2025", Some("2025")),
            ("2025 (1999)", None),
            ("December-January 2023", Some("2023")),
            ("some day", None),
            ("May, June and July 2025", Some("2025")),
            ("2025-06-02, 2026-01-01", None),
            ("2025-06-02, 2025-07-03", Some("2025")),
            ("perhaps 2 June 2025", Some("2025-06-02")),
            ("2025///Hilary term", Some("2025")),
            ("2025/06/02/or a day before", Some("2025-06-02")),
            // Croatian for October, and Polish for November.
            ("10. listopada 2024.", Some("2024")),
            // Tuesday in Spanish.
            ("mar 2 jun 2025", Some("2025")),
        ] {
            assert_eq!(super::read(written), super::DateReading { edtf: wanted.map(str::to_owned), lost: true }, "{written}");
        }
        assert!(!super::read("n.d.").lost && !super::read("2025").lost);
    }
}
