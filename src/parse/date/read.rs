//! Text → date, with messages that teach the notation.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "sums of offsets inside one text in memory, at most `isize::MAX`, and what a part falls short of its whole"
)]

use std::ops::Range;

use super::show::month_name;
use super::suggest::{ambiguous, suggest};
use super::{Clock, DateError, Detail, Edtf, End, MOST_OTHERS, Moment, Qualifier, Season, Year, days_in_month};

/// What is said where nothing more exact can be.
pub(super) const NOTATION: &str = "Write a year, month or day as `2025`, `2025-06` or `2025-06-02`, a time as `2025-06-02T14:40` and an interval as \
`2022-03/2022-05`; `~` behind a date means about, `?` uncertain, `%` both.";

/// Why a part of a text could not be read.
enum Problem {
    /// It does not look like EDTF at all.
    Shape(Range<usize>),
    /// It looks like EDTF and cannot be: message, help and place.
    Said { message: String, help: String, at: Range<usize> },
}

impl Problem {
    fn said(message: impl Into<String>, help: impl Into<String>, at: Range<usize>) -> Self {
        Self::Said { message: message.into(), help: help.into(), at }
    }
}

pub(super) fn date(text: &str) -> Result<Edtf, DateError> {
    if text.trim().is_empty() {
        return Err(DateError {
            message: "a date is wanted here, and nothing is written".to_owned(),
            help: NOTATION.to_owned(),
            meant: None,
            at: 0..text.len(),
        });
    }
    strict(text).map_err(|problem| {
        let meant = suggest(text);
        match problem {
            Problem::Shape(at) => {
                let help = match (&meant, ambiguous(text)) {
                    (Some(meant), _) => format!("Write `{meant}`."),
                    (None, Some((a, b))) => format!("Write `{a}` for {}, or `{b}` for {}.", a.show(), b.show()),
                    (None, None) => NOTATION.to_owned(),
                };
                DateError { message: format!("\"{}\" is not an EDTF date", shorten(text)), help, meant, at }
            }
            Problem::Said { message, help, at } => {
                let help = meant.as_ref().map_or_else(|| help.clone(), |meant| format!("{help} Did you mean `{meant}`?"));
                DateError { message, help, meant, at }
            }
        }
    })
}

/// Reads EDTF without an attempt to explain what is wrong.
pub(super) fn exact(text: &str) -> Option<Edtf> {
    strict(text).ok()
}

fn shorten(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST { text.to_owned() } else { text.chars().take(LONGEST).chain(['…']).collect() }
}

fn strict(text: &str) -> Result<Edtf, Problem> {
    let all = 0..text.len();
    if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return one_of(inner, all);
    }
    if text.starts_with(['[', '{']) {
        return Err(Problem::said(
            format!("\"{}\" is no set of which one date is meant", shorten(text)),
            "Write `[2022-07-23, 2025-07-23]` for one of these days, or an interval, `2025-06/2025-08`, and say the rest in the text.",
            all,
        ));
    }
    let Some((first, second)) = text.split_once('/') else {
        return match text {
            ".." => Err(nothing_said(all)),
            _ => Ok(Edtf { start: End::Date(moment(text, 0)?), end: None, others: [None; MOST_OTHERS] }),
        };
    };
    let behind = first.len() + 1;
    if second.contains('/') {
        return Err(Problem::Shape(all));
    }
    let start = end(first, 0)?;
    let end = end(second, behind)?;
    if start.moment().is_none() && end.moment().is_none() {
        return Err(nothing_said(all));
    }
    let interval = Edtf { start, end: Some(end), others: [None; MOST_OTHERS] };
    if let (Some(begins), Some(ends)) = (interval.earliest(), interval.latest())
        && ends < begins
    {
        return Err(Problem::said(
            format!("\"{text}\" ends before it begins"),
            format!("Put the earlier date first: `{second}/{first}`."),
            all,
        ));
    }
    Ok(interval)
}

/// Reads what stands between the brackets of `[2022-07-23, 2025-07-23]`.
fn one_of(inner: &str, all: Range<usize>) -> Result<Edtf, Problem> {
    let mut moments = Vec::new();
    let mut at = 1;
    for part in inner.split(',') {
        let bare = part.trim();
        let begins = at + (part.len() - part.trim_start().len());
        if bare.contains("..") || bare.contains('/') {
            return Err(Problem::said(
                "a set of dates holds single dates here",
                "Write each of them, `[2025-06-02, 2025-06-03]`, or an interval, `2025-06-02/2025-06-03`.",
                begins..begins + bare.len(),
            ));
        }
        moments.push(moment(bare, begins)?);
        at += part.len() + 1;
    }
    moments.sort_by_key(|moment| (moment.earliest(), moment.latest()));
    moments.dedup();
    let [first, others @ ..] = moments.as_slice() else { return Err(Problem::Shape(all)) };
    if others.is_empty() {
        return Err(Problem::said("a set of one date is that date", "Write the date alone, or the others of which one is meant.", all));
    }
    if others.len() > MOST_OTHERS {
        return Err(Problem::said(
            format!("a set holds at most {} dates", MOST_OTHERS + 1),
            "Write an interval from the first to the last.",
            all,
        ));
    }
    let mut rest = [None; MOST_OTHERS];
    for (slot, other) in rest.iter_mut().zip(others) {
        *slot = Some(*other);
    }
    Ok(Edtf { start: End::Date(*first), end: None, others: rest })
}

fn nothing_said(at: Range<usize>) -> Problem {
    Problem::said("an interval needs a date at one end at least", "Write `2022-02/..` for what goes on, or leave the field out.", at)
}

fn end(text: &str, at: usize) -> Result<End, Problem> {
    match text {
        "" => Ok(End::Unknown),
        ".." => Ok(End::Open),
        _ => moment(text, at).map(End::Date),
    }
}

/// Reads one date, which begins at byte `at` of the whole text.
fn moment(text: &str, at: usize) -> Result<Moment, Problem> {
    let whole = at..at + text.len();
    let (bare, qualifier) = split_qualifier(text);
    if let Some(place) = bare.find(['?', '~', '%']) {
        return Err(inner_qualifier(bare, at + place));
    }
    if let Some(long) = bare.strip_prefix('Y') {
        return Ok(Moment { year: long_year(long, whole)?, detail: Detail::Year, qualifier });
    }
    let (date, time) = match bare.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (bare, None),
    };
    let (digits, negative) = date.strip_prefix('-').map_or((date, false), |rest| (rest, true));
    let mut parts = digits.split('-');
    let year_text = parts.next().unwrap_or_default();
    let year_at = at + usize::from(negative);
    let year = short_year(year_text, negative).ok_or_else(|| Problem::Shape(whole.clone()))?;
    let month_at = year_at + year_text.len() + 1;
    let (month, day) = (parts.next(), parts.next());
    if parts.next().is_some() {
        return Err(Problem::Shape(whole));
    }
    let day_at = month_at + month.map_or(0, str::len) + 1;
    if year.unspecified > 0 && (month.is_some() || time.is_some()) {
        return Err(Problem::said(
            format!("\"{bare}\" gives a month of an unspecified year, which belongs to EDTF level 2"),
            format!("Write `{year_text}` alone, or the year in full."),
            whole,
        ));
    }
    let detail = match (month, day) {
        (None, _) => Detail::Year,
        (Some(month), None) => month_or_season(month, month_at, bare)?,
        (Some(month), Some(day)) => month_and_day(year, (month, month_at), (day, day_at), &whole)?,
    };
    let detail = match (detail, time) {
        (detail, None) => detail,
        (Detail::Day(month, day), Some(time)) => Detail::Time(month, day, clock(time, at + date.len() + 1, &whole)?),
        (_, Some(_)) => {
            return Err(Problem::said(
                "a time of day needs a whole date before it",
                "Write year, month and day: `2025-06-02T14:40`.",
                whole,
            ));
        }
    };
    Ok(Moment { year, detail, qualifier })
}

fn split_qualifier(text: &str) -> (&str, Option<Qualifier>) {
    for qualifier in [Qualifier::Uncertain, Qualifier::Approximate, Qualifier::Both] {
        if let Some(bare) = text.strip_suffix(qualifier.as_char()) {
            return (bare, Some(qualifier));
        }
    }
    (text, None)
}

fn inner_qualifier(bare: &str, place: usize) -> Problem {
    if bare.ends_with(['?', '~', '%']) {
        return Problem::said("a date takes one qualifier", "Write `%` for what is both uncertain and approximate.", place..place + 1);
    }
    Problem::said(
        "a qualifier inside a date belongs to EDTF level 2",
        "Put `?`, `~` or `%` at the very end: it then holds for the whole date.",
        place..place + 1,
    )
}

/// `Y` and a year of five to nine digits.
fn long_year(text: &str, whole: Range<usize>) -> Result<Year, Problem> {
    let (digits, negative) = text.strip_prefix('-').map_or((text, false), |rest| (rest, true));
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        let mark = if digits.contains('E') { "an exponent" } else { "significant digits" };
        if digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'E' | b'S')) && !digits.is_empty() {
            return Err(Problem::said(format!("a year with {mark} belongs to EDTF level 2"), "Write its digits in full.", whole));
        }
        return Err(Problem::Shape(whole));
    }
    let plain = digits.trim_start_matches('0');
    match digits.parse::<u32>() {
        Ok(value) if digits.len() <= 9 && plain.len() > 4 && plain.len() == digits.len() => {
            Ok(Year { negative, digits: value, unspecified: 0 })
        }
        _ if digits.len() > 9 => Err(Problem::said("a year has at most nine digits here", NOTATION, whole)),
        _ => Err(Problem::said("`Y` is for years of more than four digits", "Write a year of four digits without it: `2025`.", whole)),
    }
}

/// Four digits, of which the last one or two may be `X`.
fn short_year(text: &str, negative: bool) -> Option<Year> {
    if text.len() != 4 {
        return None;
    }
    let known = text.trim_end_matches('X');
    let unspecified = u8::try_from(text.len() - known.len()).ok().filter(|n| *n <= 2)?;
    if !known.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits: u32 = text.replace('X', "0").parse().ok()?;
    // There is no year -0000; it is 0000.
    Some(Year { negative: negative && (digits > 0 || unspecified > 0), digits, unspecified })
}

fn two_digits(text: &str) -> Option<u8> {
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

fn month_or_season(text: &str, at: usize, whole: &str) -> Result<Detail, Problem> {
    let place = at..at + text.len();
    if text == "XX" {
        return Ok(Detail::SomeMonth);
    }
    match two_digits(text) {
        Some(month @ 1..=12) => Ok(Detail::Month(month)),
        Some(21) => Ok(Detail::Season(Season::Spring)),
        Some(22) => Ok(Detail::Season(Season::Summer)),
        Some(23) => Ok(Detail::Season(Season::Autumn)),
        Some(24) => Ok(Detail::Season(Season::Winter)),
        Some(25..=41) => Err(Problem::said(
            format!("\"{whole}\" has no month {text}"),
            "Months run from 01 to 12, and 21 to 24 are spring, summer, autumn and winter; 25 to 41 belong to EDTF level 2.",
            place,
        )),
        Some(_) => Err(no_month(whole, text, place)),
        None => Err(Problem::Shape(at.saturating_sub(whole.len())..at + text.len())),
    }
}

fn no_month(whole: &str, month: &str, at: Range<usize>) -> Problem {
    Problem::said(
        format!("\"{whole}\" has no month {month}"),
        "Months run from 01 to 12; 21 to 24 are spring, summer, autumn and winter.",
        at,
    )
}

fn month_and_day(year: Year, month: (&str, usize), day: (&str, usize), whole: &Range<usize>) -> Result<Detail, Problem> {
    let ((month_text, month_at), (day_text, day_at)) = (month, day);
    if month_text == "XX" {
        return match day_text {
            "XX" => Ok(Detail::SomeMonthAndDay),
            _ => Err(Problem::said(
                "a day of an unspecified month belongs to EDTF level 2",
                "Write the year and `XX` alone: `2025-XX`.",
                whole.clone(),
            )),
        };
    }
    let month = two_digits(month_text).ok_or_else(|| Problem::Shape(whole.clone()))?;
    if !(1..=12).contains(&month) {
        let help = "Months run from 01 to 12; a season (21 to 24) takes no day.";
        return Err(Problem::said(format!("there is no month {month_text}"), help, month_at..month_at + month_text.len()));
    }
    if day_text == "XX" {
        return Ok(Detail::SomeDay(month));
    }
    let day = two_digits(day_text).ok_or_else(|| Problem::Shape(whole.clone()))?;
    let (number, _) = year.range();
    let last = days_in_month(number, month);
    if (1..=last).contains(&day) {
        return Ok(Detail::Day(month, day));
    }
    let name = month_name(month);
    let leap = if month == 2 && day == 29 { format!(", since {number} is no leap year") } else { String::new() };
    Err(Problem::said(
        format!("{name} {number} has no day {day_text}{leap}"),
        format!("{name} {number} runs from 01 to {last}."),
        day_at..day_at + day_text.len(),
    ))
}

/// Reads `14:40`, `14:40:30`, each perhaps with `Z`, `+03` or `+03:00` behind it.
fn clock(text: &str, at: usize, whole: &Range<usize>) -> Result<Clock, Problem> {
    let shape = || Problem::Shape(whole.clone());
    let (time, zone) = match text.find(['Z', '+', '-']) {
        Some(place) => (text.get(..place).unwrap_or_default(), text.get(place..)),
        None => (text, None),
    };
    let zone_at = at + time.len();
    let mut parts = time.split(':');
    let mut part_at = at;
    let mut next = |largest: u8, what: &str| -> Result<Option<u8>, Problem> {
        let Some(part) = parts.next() else { return Ok(None) };
        let place = part_at..part_at + part.len();
        part_at += part.len() + 1;
        let value = two_digits(part).ok_or_else(shape)?;
        if value > largest {
            return Err(Problem::said(format!("there is no {what} {part}"), format!("The {what} runs from 00 to {largest}."), place));
        }
        Ok(Some(value))
    };
    let hour = next(23, "hour")?.ok_or_else(shape)?;
    let Some(minute) = next(59, "minute")? else {
        return Err(Problem::said("a time of day needs hours and minutes", "Write `2025-06-02T14:40`.", at..zone_at));
    };
    let second = next(59, "second")?;
    if parts.next().is_some() {
        return Err(shape());
    }
    let zone = zone.map(|zone| zone_minutes(zone).ok_or_else(|| bad_zone(zone, zone_at))).transpose()?;
    Ok(Clock { hour, minute, second, zone })
}

fn bad_zone(zone: &str, at: usize) -> Problem {
    Problem::said(
        format!("\"{zone}\" is no time zone"),
        "Write `Z` for UTC or the distance from it, `+03:00`; UTC−12:00 to UTC+14:00 exist.",
        at..at + zone.len(),
    )
}

fn zone_minutes(text: &str) -> Option<i16> {
    if text == "Z" {
        return Some(0);
    }
    let (digits, sign) = text.strip_prefix('+').map(|rest| (rest, 1)).or_else(|| text.strip_prefix('-').map(|rest| (rest, -1)))?;
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (two_digits(hours)?, two_digits(minutes)?),
        None => (two_digits(digits)?, 0),
    };
    let total = i16::from(hours) * 60 + i16::from(minutes);
    let largest = if sign > 0 { 14 * 60 } else { 12 * 60 };
    (minutes < 60 && total <= largest).then_some(sign * total)
}
