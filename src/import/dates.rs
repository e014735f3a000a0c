//! Dates as other programs write them → EDTF, never more exact than they were given.

use std::collections::BTreeSet;

use crate::bibliography::names::is_one_of;
use crate::parse::date::Edtf;
use crate::parse::date::words::{in_words, month_of, season_of};
pub(super) use crate::parse::date::words::{is_month, month_name};

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
    let lower = without_time(&text.to_lowercase());
    // What TeX writes for a space that no line breaks.
    let untied = lower.replace(['~', '_'], " ");
    // `2013-31` is not an interval of years here: programs write a month that is none.
    let is_month =
        text.split_once('-').is_some_and(|(year, month)| is_year(year) && month.len() == 2 && month.bytes().all(|b| b.is_ascii_digit()));
    if !is_month && let Some(date) = [&lower, &untied].into_iter().find_map(|text| meant(text)) {
        return whole(date);
    }
    let without_date = matches!(
        text.to_lowercase().as_str(),
        "n.d" | "n. d" | "nd" | "no date" | "undated" | "s.d" | "o.j" | "б. г" | "in press" | "forthcoming"
    );
    let part = in_words(&untied, true).and_then(|date| valid(&date)).or_else(|| month_of_no_day(text)).or_else(|| year_alone(text));
    DateReading { edtf: part, lost: !without_date }
}

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

/// What a text means that may be EDTF.
fn meant(text: &str) -> Option<String> {
    Edtf::parse(text).map_or_else(|error| error.meant, |date| Some(date.to_string()))
}

/// RIS: `2025/06/02/`, `2025/06//`, `2025///Spring`; also `2025/06/02`, `2025/2026` and `2025/spring`. Says too whether it says more than could be read.
fn ris_date(text: &str) -> Option<(String, bool)> {
    let mut parts = text.splitn(4, '/').map(str::trim);
    let year = parts.next().filter(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))?;
    let (month, day, other) = (parts.next()?, parts.next(), parts.next().unwrap_or_default());
    let lost = !other.is_empty() && !other.contains(':') && season(other).is_none();
    if is_year(month) && day.is_none() {
        return Some((format!("{year}/{month}"), lost));
    }
    if month.is_empty() {
        return Some((season(other).map_or_else(|| year.to_owned(), |season| format!("{year}-{season}")), lost));
    }
    if let Some(number) = season_of(&month.to_lowercase()) {
        return Some((format!("{year}-{number}"), lost));
    }
    let two = |part: &str| part.parse::<u8>().ok().map(|number| format!("{number:02}"));
    let month = two(month).or_else(|| month_of(&month.to_lowercase()).map(|number| format!("{number:02}")))?;
    let day = day.and_then(two).map_or_else(String::new, |day| format!("-{day}"));
    Some((format!("{year}-{month}{day}"), lost))
}

/// EDTF's number of a season that is given in a word or by a number.
pub(super) fn season(word: &str) -> Option<u8> {
    let word = word.trim().to_lowercase();
    let number = word.parse().ok().map(|number: u8| if number < 5 { number + 20 } else { number });
    season_of(&word).or_else(|| number.filter(|number| (21..=24).contains(number)))
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

/// The years in a text, each once.
fn years(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|number| is_year(number)).collect()
}

/// The one year in a text that says more than can be read.
fn year_alone(text: &str) -> Option<String> {
    let years = years(text);
    years.first().filter(|_| years.len() == 1).map(|year| (*year).to_owned())
}

/// Words of a clock's time.
const CLOCK_WORDS: &str = "gmt utc z est edt cst cdt mst mdt pst pdt bst cet cest eet eest msk ist a.m p.m pm";

/// A text without the time of day, which says nothing about when a work came out.
fn without_time(lower: &str) -> String {
    let is_time = |word: &str| {
        let word = word.trim_matches([',', ';', '.', '(', ')', '[', ']']);
        let is_zone = word.len() == 5 && word.starts_with('-') || word.starts_with('+') || word.starts_with("gmt");
        is_zone || word.contains(':') || is_one_of(word, CLOCK_WORDS)
    };
    let (times, words): (Vec<&str>, Vec<&str>) = lower.split_whitespace().partition(|word| is_time(word));
    let text = words.join(" ");
    // A dash stood between two times.
    if times.is_empty() { text } else { text.trim_end_matches([' ', '-', '–', '—']).to_owned() }
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
            ("2025/spring", Some("2025-21")),
            ("2025/Fall//", Some("2025-23")),
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
            ("2015/June", Some("2015-06")),
            ("about giugno 2025", Some("2025-06~")),
            ("02.06.2025 14:40", Some("2025-06-02")),
            ("2 June 2025, 14:40 - 16:30", Some("2025-06-02")),
            ("2025年6月2日（月）", Some("2025-06-02")),
            ("２０２５年６月", Some("2025-06")),
            ("2025년 6월 2일 14:40", Some("2025-06-02")),
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
