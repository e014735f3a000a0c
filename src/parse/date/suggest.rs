//! What was probably meant by a text that is not EDTF.
//!
//! Every suggestion is read by the strict parser before it is made, so that none sends an editor from one error to the next.

use super::super::shorten;
use super::read::{self, NOTATION, NotEdtf, month_name};
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
    let text = text.trim();
    // Dates are short; anything longer is prose.
    if text.len() > 120 {
        return None;
    }
    let candidates = [normalised(text), interval(text), single(text)];
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
            '‐' | '‑' | '‒' | '−' => '-',
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

/// Two dates with a dash or a word between them.
fn interval(text: &str) -> Option<String> {
    const WORDS: [&str; 11] = [" – ", " — ", " - ", "–", "—", " to ", " until ", " till ", "--", "...", ".."];
    let lower = text.to_lowercase();
    for opening in ["until ", "till ", "before "] {
        if let Some(end) = lower.strip_prefix(opening) {
            return Some(format!("../{}", one_date(end)?));
        }
    }
    for opening in ["since ", "from "] {
        if let Some(start) = lower.strip_prefix(opening)
            && !WORDS.iter().any(|word| start.contains(word))
        {
            return Some(format!("{}/..", one_date(start)?));
        }
    }
    let bare = lower.strip_prefix("from ").or_else(|| lower.strip_prefix("between ")).unwrap_or(&lower);
    if let Some((a, b)) = bare.split_once('/')
        && !b.contains('/')
    {
        return both_ends(a, b);
    }
    if let Some((a, b)) = bare.split_once(" and ") {
        return both_ends(a, b);
    }
    if let Some(found) = WORDS.iter().find_map(|word| bare.split_once(word).and_then(|(a, b)| both_ends(a, b))) {
        return Some(found);
    }
    // `2022-2025`
    match bare.split_once('-') {
        Some((a, b)) if a.len() == 4 && b.len() == 4 => both_ends(a, b),
        _ => None,
    }
}

/// Both ends of an interval; the first may leave out what the second says: "March–May 2022", "2–4 June 2025".
fn both_ends(first: &str, second: &str) -> Option<String> {
    let open = |text: &str| matches!(text.trim(), "" | "open" | "now" | "today" | "present" | "ongoing" | "..").then(|| "..".to_owned());
    let end = open(second).or_else(|| one_date(second))?;
    let start = open(first).or_else(|| one_date(first)).or_else(|| {
        let rest: Vec<&str> = second.split_whitespace().collect();
        (1..rest.len()).find_map(|from| one_date(&format!("{first} {}", rest.get(from..)?.join(" "))))
    })?;
    Some(format!("{start}/{end}"))
}

/// One date, as an end of an interval or alone.
fn one_date(text: &str) -> Option<String> {
    let text = text.trim();
    parse(text).map(|date| date.to_string()).or_else(|| single(text)).filter(|found| parse(found).is_some_and(|date| !date.is_interval()))
}

/// A single date in another notation.
fn single(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
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
        return with_month_name(rest).or_else(|| numeric(rest));
    }
    let date = parse(rest).map(|date| date.to_string()).or_else(|| with_month_name(rest)).or_else(|| numeric(rest))?;
    Some(format!("{date}{mark}"))
}

/// "2 June 2025", "June 2, 2025, 14:40", "June 2025", "summer 2025", "the 2010s", "mid-August 2025".
fn with_month_name(text: &str) -> Option<String> {
    let (mut month, mut season, mut year, mut day, mut time) = (None, None, None, None, None);
    let mut vague = false;
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '-')).filter(|word| !word.is_empty()) {
        let number =
            word.trim_end_matches(['.', ';']).trim_end_matches("st").trim_end_matches("nd").trim_end_matches("rd").trim_end_matches("th");
        if let Some(found) = month_number(word) {
            if month.replace(found).is_some() {
                return None;
            }
        } else if let Some(found) = season_number(word) {
            season = Some(found);
        } else if word.len() == 5 && word.ends_with("0s") && word.get(..3).is_some_and(all_digits) {
            return Some(format!("{}X", word.get(..3)?));
        } else if number.len() == 4 && all_digits(number) {
            year = Some(number);
        } else if matches!(number.len(), 1 | 2) && all_digits(number) && day.is_none() {
            day = number.parse::<u8>().ok();
        } else if word.len() <= 8 && word.contains(':') {
            time = Some(format!("T{word:0>5}"));
        } else if matches!(word, "early" | "mid" | "late" | "end" | "beginning" | "middle" | "begin") {
            vague = true;
        } else if !matches!(word, "of" | "the" | "in" | "on" | "at" | "and") {
            return None;
        }
    }
    let year = year?;
    let about = if vague { "~" } else { "" };
    match (month, season, day) {
        (Some(month), None, Some(day)) => Some(format!("{year}-{month:02}-{day:02}{}{about}", time.unwrap_or_default())),
        (Some(month), None, None) => Some(format!("{year}-{month:02}{about}")),
        (None, Some(season), None) => Some(format!("{year}-{season}{about}")),
        (None, None, None) if vague => Some(format!("{year}~")),
        _ => None,
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A month's number by its English, Turkish, Ukrainian or Russian name, in full or, in English, by its first three letters.
fn month_number(word: &str) -> Option<u8> {
    const NAMES: [&[&str]; 12] = [
        &["january", "jan", "ocak", "січня", "січень", "января", "январь"],
        &["february", "feb", "şubat", "лютого", "лютий", "февраля", "февраль"],
        &["march", "mar", "mart", "березня", "березень", "марта", "март"],
        &["april", "apr", "nisan", "квітня", "квітень", "апреля", "апрель"],
        &["may", "mayıs", "травня", "травень", "мая", "май"],
        &["june", "jun", "haziran", "червня", "червень", "июня", "июнь"],
        &["july", "jul", "temmuz", "липня", "липень", "июля", "июль"],
        &["august", "aug", "ağustos", "серпня", "серпень", "августа", "август"],
        &["september", "sep", "sept", "eylül", "вересня", "вересень", "сентября", "сентябрь"],
        &["october", "oct", "ekim", "жовтня", "жовтень", "октября", "октябрь"],
        &["november", "nov", "kasım", "листопада", "листопад", "ноября", "ноябрь"],
        &["december", "dec", "aralık", "грудня", "грудень", "декабря", "декабрь"],
    ];
    let word = word.trim_end_matches('.');
    (1..).zip(NAMES).find(|(_, names)| names.contains(&word)).map(|(number, _)| number)
}

fn season_number(word: &str) -> Option<u8> {
    match word {
        "spring" => Some(21),
        "summer" => Some(22),
        "autumn" | "fall" => Some(23),
        "winter" => Some(24),
        _ => None,
    }
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
            let century = year.get(..2)?;
            Some(format!("{year}/{century}{end}"))
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
