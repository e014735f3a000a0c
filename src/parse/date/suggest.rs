//! What was probably meant by a text that is not EDTF.
//!
//! Every suggestion is read by the strict parser before it is made, so that none sends an editor from one error to the next.

use unicode_normalization::UnicodeNormalization;

use super::super::shorten;
use super::read::{self, NOTATION, NotEdtf};
use super::words::{all_digits, in_words, month_name};
use super::{DateError, Edtf};

/// Reads EDTF without an attempt to explain what is wrong.
fn parse(text: &str) -> Option<Edtf> {
    read::date(text).ok()
}

/// What is wrong with a text that could not be read, and what was probably meant.
pub(super) fn explain(text: &str, problem: NotEdtf) -> DateError {
    let meant = suggest(text);
    let (message, help, at) = match problem {
        NotEdtf::Empty => ("a date is wanted here, and nothing is written".to_owned(), NOTATION.to_owned(), 0..text.len()),
        NotEdtf::Malformed(at) => {
            let help = match (&meant, ambiguous(text)) {
                (Some(meant), _) => format!("Write `{meant}`."),
                (None, Some([a, b])) => format!("Write {a}, or {b}."),
                (None, None) => NOTATION.to_owned(),
            };
            (format!("\"{}\" is not an EDTF date", shorten(text, 60)), help, at)
        }
        NotEdtf::Explained { message, help, at } => {
            (message, meant.as_ref().map_or_else(|| help.clone(), |meant| format!("{help} Did you mean `{meant}`?")), at)
        }
    };
    DateError { message, help, meant, at }
}

/// The EDTF that a text probably means.
fn suggest(text: &str) -> Option<String> {
    // Full-width digits and signs.
    let text: String = text.nfkc().collect();
    let text = text.trim();
    // Dates are short; anything longer is prose.
    if text.len() > 120 {
        return None;
    }
    let candidates = [normalised(text), single(text), interval(text)];
    candidates.into_iter().flatten().find_map(|candidate| parse(&candidate).map(|date| date.to_string()))
}

/// The two days that `02/06/2025` may mean, read with the day first and with the month first: each as EDTF, and in words.
fn ambiguous(text: &str) -> Option<[String; 2]> {
    let parts: Vec<&str> = text.trim().split(['/', '-']).collect();
    let [a, b, year] = parts.as_slice() else { return None };
    if year.len() != 4 || !parts.iter().all(|part| all_digits(part)) {
        return None;
    }
    let (a, b, year) = (a.parse().ok()?, b.parse().ok()?, year.parse().ok()?);
    let reading = |month: u8, day: u8| Some(format!("`{}` for {day} {} {year}", Edtf::of_day(year, month, day)?, month_name(month)));
    Some([reading(b, a)?, reading(a, b)?])
}

/// Spaces, dashes and letters of the wrong case or script.
fn normalised(text: &str) -> Option<String> {
    let mut out: String = text
        .chars()
        .map(|c| match c {
            '‐' | '‑' | '‒' | '–' | '−' => '-',
            't' => 'T',
            'z' => 'Z',
            'x' | 'u' | 'Х' | 'х' | '*' => 'X',
            'y' => 'Y',
            c => c,
        })
        .filter(|c| !c.is_whitespace())
        .collect();
    for both in ["?~", "~?"] {
        if let Some(bare) = out.strip_suffix(both) {
            out = format!("{bare}%");
        }
    }
    for mark in ['?', '~', '%'] {
        if let Some(bare) = out.strip_prefix(mark) {
            out = format!("{bare}{mark}");
        }
    }
    // `2025-06-02 14:40`: the space stood for the T.
    if let Some((date, time)) = text.split_once(' ')
        && date.len() == 10
        && time.trim_start().starts_with(|c: char| c.is_ascii_digit())
        && time.contains(':')
    {
        out = format!("{date}T{}", time.replace(' ', ""));
    }
    Some(out)
}

/// Two dates with a dash or a word between them, or one with a word that says which end it is.
fn interval(text: &str) -> Option<String> {
    const BEFORE: &str = "before by until till bis vor avant до";
    const SINCE: &str = "after since from ab seit nach depuis après от с после від з після";
    const BETWEEN: [&str; 17] =
        ["--", "–", "—", "/", " - ", " to ", " until ", " till ", " bis ", " au ", " al ", " до ", " and ", "&", "...", "..", "-"];
    let lower = text.to_lowercase();
    let (word, after) = lower.split_once(' ').unwrap_or_default();
    let is_one_of = |words: &str| words.split_whitespace().any(|one| one == word);
    if is_one_of(BEFORE) {
        return Some(format!("../{}", one_date(after)?));
    }
    if is_one_of(SINCE)
        && let Some(start) = one_date(after)
    {
        return Some(format!("{start}/.."));
    }
    let both = if is_one_of(SINCE) || word == "between" { after } else { &lower };
    BETWEEN.iter().find_map(|between| both.split_once(between).and_then(|(first, second)| both_ends(first, second)))
}

/// Both ends of an interval; each may leave out what the other says: "March–May 2022", "2–4 June 2025", "June 2–4, 2025".
fn both_ends(first: &str, second: &str) -> Option<String> {
    let whole = |end: &str| {
        let is_open = matches!(end.trim(), "" | "open" | "now" | "today" | "present" | "ongoing" | "..");
        if is_open { Some("..".to_owned()) } else { one_date(end) }
    };
    let parts = |other: &str| {
        let words: Vec<&str> = other.split_whitespace().collect();
        (1..words.len()).map(|at| words.split_at(at)).map(|(beginning, rest)| (beginning.join(" "), rest.join(" "))).collect::<Vec<_>>()
    };
    let with_rest = |end: &str, other: &str| parts(other).iter().find_map(|(_, rest)| one_date(&format!("{end} {rest}")));
    let with_beginning = || parts(first).iter().rev().find_map(|(beginning, _)| one_date(&format!("{beginning} {second}")));
    let start = whole(first).or_else(|| with_rest(first, second))?;
    let end = whole(second).or_else(|| with_rest(second, first)).or_else(with_beginning)?;
    Some(format!("{start}/{end}"))
}

/// One date, as an end of an interval or alone.
fn one_date(text: &str) -> Option<String> {
    let text = text.trim();
    parse(text).map(|date| date.to_string()).or_else(|| single(text)).filter(|found| parse(found).is_some_and(|date| !date.is_interval()))
}

/// A single date in another notation.
fn single(text: &str) -> Option<String> {
    let lower = with_hyphens(text).unwrap_or_else(|| text.to_lowercase());
    let mut rest = lower.trim();
    let mut mark = "";
    for word in ["about ", "around ", "circa ", "approximately ", "approx. ", "um ", "ca. ", "ca ", "c. ", "c.", "~"] {
        if let Some(after) = rest.strip_prefix(word) {
            (rest, mark) = (after.trim(), "~");
        }
    }
    for words in ["(uncertain)", "(?)", "?"] {
        if let Some(before) = rest.strip_suffix(words) {
            (rest, mark) = (before.trim(), if mark.is_empty() { "?" } else { "%" });
        }
    }
    if let Some(before) = rest.strip_suffix('~') {
        (rest, mark) = (before.trim(), "~");
    }
    if mark.is_empty() && rest == lower {
        return in_words(rest, false).or_else(|| numeric(rest));
    }
    let date = parse(rest).map(|date| date.to_string()).or_else(|| in_words(rest, false)).or_else(|| numeric(rest))?;
    Some(format!("{date}{mark}"))
}

/// `2025年6月2日(月) 14:40`, `2025년 6월 2일`, with hyphens and without the weekday.
fn with_hyphens(text: &str) -> Option<String> {
    const SIGNS: [char; 6] = ['年', '月', '日', '년', '월', '일'];
    let (date, after) = match text.split_once('(').map(|(date, rest)| (date, rest.split_once(')'))) {
        Some((date, Some((weekday, after)))) if weekday.chars().all(char::is_alphabetic) => (date, after),
        Some(_) => return None,
        None => (text, ""),
    };
    let (date, time) = date.rsplit_once(SIGNS)?;
    let numbers: Vec<&str> = date.split(SIGNS).map(str::trim).collect();
    Some([&numbers.join("-"), time, after].join(" ").trim().to_owned())
}

/// `02.06.2025`, `2025/06/02`, `2025-6-2`, `6/2025`, `20250602`. Of `02/06/2025` nobody can tell which is the month.
fn numeric(text: &str) -> Option<String> {
    let (date, time) = match text.split_once(|c: char| c == 't' || c.is_whitespace()) {
        Some((date, time)) if time.contains(':') => (date, format!("T{}", time.trim().to_uppercase())),
        Some(_) => return None,
        None => (text, String::new()),
    };
    if date.len() == 8 && all_digits(date) {
        return Some(format!("{}-{}-{}{time}", date.get(..4)?, date.get(4..6)?, date.get(6..)?));
    }
    let parts: Vec<&str> = date.split(['.', '/', '-']).collect();
    if !parts.iter().all(|part| all_digits(part) && part.len() <= 4) {
        return None;
    }
    let number = |part: &str| part.parse::<u16>().ok();
    match parts.as_slice() {
        // `2022-25`: the years 2022 to 2025.
        [year, end] if year.len() == 4 && end.len() == 2 && number(end)? > 12 && time.is_empty() => {
            let end = format!("{}{end}", year.get(..2)?);
            (*year < &*end).then(|| format!("{year}/{end}"))
        }
        [year, month] | [month, year] if year.len() == 4 && month.len() <= 2 && time.is_empty() => {
            Some(format!("{year}-{:02}", number(month)?))
        }
        [year, a, b] if year.len() == 4 => {
            let (a, b) = (number(a)?, number(b)?);
            let (month, day) = if a > 12 { (b, a) } else { (a, b) };
            Some(format!("{year}-{month:02}-{day:02}{time}"))
        }
        [a, b, year] if year.len() == 4 => {
            let (a, b) = (number(a)?, number(b)?);
            // Points are written with the day first; a slash or a hyphen says nothing about the order.
            let (day, month) = match (a, b) {
                _ if date.contains('.') || a > 12 || a == b => (a, b),
                _ if b > 12 => (b, a),
                _ => return None,
            };
            Some(format!("{year}-{month:02}-{day:02}{time}"))
        }
        _ => None,
    }
}
