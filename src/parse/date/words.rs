//! Dates in words, of any language that CLDR knows: "2. Juni 2025", "Mon, June 2, 2025, 14:40", "summer 2025", "mid-August 2025".

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use icu_calendar::{Date, Gregorian};
use icu_datetime::{FixedCalendarDateTimeFormatter, fieldsets};
use icu_locale_core::Locale;

pub(super) fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Words and signs in dates that say nothing about the day.
const IGNORED_WORDS: &str = "of the de del di do da le la el den der am on at in ve г г. года р р. року yılı year um à the, \
    m d gada ж mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday \
    montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche \
    lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica \
    pazartesi salı çarşamba perşembe cuma cumartesi pazar понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье \
    понеділок вівторок середа середу п'ятниця п’ятниця субота суботу неділя неділю";

/// The date that a text in small letters names. Where it may stand `among_others`, words that are not understood are passed over, and
/// nothing is read where they are another year or month, or where no month or season is named.
pub(crate) fn in_words(lower: &str, among_others: bool) -> Option<String> {
    let (mut year, mut month, mut season, mut day, mut time) = (None, None, None, None, None);
    let mut vague = false;
    for token in lower.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '-')) {
        let word = token.trim_matches(['.', '(', ')', '[', ']']);
        let number = ["st", "nd", "rd", "th", "er", "º", "ª"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        let day_of_month = number.parse::<u8>().ok().filter(|day| number.len() <= 2 && (1..=31).contains(day));
        let named = month_of(word);
        let is_year = word.len() == 4 && all_digits(word);
        if word.is_empty() || IGNORED_WORDS.split_whitespace().any(|ignored| ignored == word) {
            continue;
        } else if is_year && year.is_none() {
            year = Some(word);
        } else if day_of_month.is_some() && day.is_none() {
            day = day_of_month;
        } else if named.is_some() && month.is_none_or(|month| Some(month) == named) {
            month = named;
        } else if season_of(word).is_some() && season.is_none() {
            season = season_of(word);
        } else if word.contains(':') && word.len() <= 8 && time.is_none() {
            time = Some(format!("T{word:0>5}"));
        } else if !among_others && word.len() == 5 && word.ends_with("0s") && word.get(..3).is_some_and(all_digits) {
            return Some(format!("{}X", word.get(..3)?));
        } else if matches!(word, "early" | "mid" | "late" | "end" | "beginning" | "middle" | "begin") {
            vague = true;
        } else if !among_others || is_year || is_month(word) {
            return None;
        }
    }
    // What a hyphen ends is open.
    let year = year.filter(|_| if among_others { month.or(season).is_some() } else { !lower.ends_with('-') })?;
    let about = if vague { "~" } else { "" };
    match (month, season.filter(|_| !among_others || month.is_none()), day, time) {
        (Some(month), None, Some(day), time) => Some(format!("{year}-{month:02}-{day:02}{}{about}", time.unwrap_or_default())),
        (Some(part), None, None, None) | (None, Some(part), None, None) => Some(format!("{year}-{part:02}{about}")),
        (None, None, None, None) => Some(format!("{year}{about}")),
        _ => None,
    }
}

/// EDTF's number of a season.
pub(crate) fn season_of(word: &str) -> Option<u8> {
    match word {
        "spring" => Some(21),
        "summer" => Some(22),
        "autumn" | "fall" => Some(23),
        "winter" => Some(24),
        _ => None,
    }
}

/// A month's name in English.
pub(crate) fn month_name(month: u8) -> &'static str {
    const NAMES: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    NAMES.get(usize::from(month) - 1).expect("months run from 1 to 12")
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
pub(crate) fn is_month(word: &str) -> bool {
    let word = word.to_lowercase();
    word == "sept" || MONTHS.contains_key(word.trim_end_matches('.'))
}

/// A month's number by its name, in full or short.
pub(crate) fn month_of(word: &str) -> Option<u8> {
    let word = word.trim_end_matches('.');
    if word == "sept" { Some(9) } else { MONTHS.get(word).copied().flatten() }
}
