//! Text → date, with messages that teach the notation.

use std::ops::Range;

use super::super::shorten;
use super::words::month_name;
use super::{Clock, Edtf, End, MAX_OTHERS, Moment, Qualifier, Season, days_in_month};

/// The help where nothing more exact can be said.
pub(super) const NOTATION: &str = "Write a year, month or day as `2025`, `2025-06` or `2025-06-02`, a time as `2025-06-02T14:40` and an interval as \
`2022-03/2022-05`; `~` after a date means about, `?` uncertain, `%` both.";

/// Why a text could not be read.
pub(super) enum NotEdtf {
    /// The text is empty.
    Empty,
    /// It does not look like EDTF at all.
    Malformed(Range<usize>),
    /// It looks like EDTF and is none, for this reason.
    Explained { message: String, help: String, at: Range<usize> },
}

impl NotEdtf {
    fn explained(message: impl Into<String>, help: impl Into<String>, at: Range<usize>) -> Self {
        Self::Explained { message: message.into(), help: help.into(), at }
    }
}

pub(super) fn date(text: &str) -> Result<Edtf, NotEdtf> {
    if text.trim().is_empty() {
        return Err(NotEdtf::Empty);
    }
    let all = 0..text.len();
    if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return one_of(inner, all);
    }
    if text.starts_with(['[', '{']) {
        return Err(NotEdtf::explained(
            format!("\"{}\" is not a set of which one date is meant", shorten(text, 60)),
            "Write `[2022-07-23, 2025-07-23]` for one of these days, or an interval, `2025-06/2025-08`, and say the rest in the text.",
            all,
        ));
    }
    let Some((first, second)) = text.split_once('/') else {
        return if text == ".." { Err(unbounded(all)) } else { moment(text, 0).map(Edtf::One) };
    };
    if second.contains('/') {
        return Err(NotEdtf::Malformed(all));
    }
    let interval = Edtf::Interval(end(first, 0)?, end(second, first.len() + 1)?);
    let (begins, ends) = (interval.earliest(), interval.latest());
    if begins.is_none() && ends.is_none() {
        return Err(unbounded(all));
    }
    if begins.zip(ends).is_some_and(|(begins, ends)| ends < begins) {
        return Err(NotEdtf::explained(
            format!("\"{text}\" ends before it begins"),
            format!("Put the earlier date first: `{second}/{first}`."),
            all,
        ));
    }
    Ok(interval)
}

/// Reads what stands between the brackets of `[2022-07-23, 2025-07-23]`.
fn one_of(inner: &str, all: Range<usize>) -> Result<Edtf, NotEdtf> {
    let mut moments = Vec::new();
    let mut at = 1;
    for part in inner.split(',') {
        let bare = part.trim();
        let begins = at + (part.len() - part.trim_start().len());
        if bare.contains("..") || bare.contains('/') {
            return Err(NotEdtf::explained(
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
    let [first, rest @ ..] = moments.as_slice() else { return Err(NotEdtf::Malformed(all)) };
    if rest.is_empty() {
        return Err(NotEdtf::explained(
            "a set of one date is that date",
            "Write the date alone, or the others of which one is meant.",
            all,
        ));
    }
    if rest.len() > MAX_OTHERS {
        return Err(NotEdtf::explained(
            format!("a set holds at most {} dates", MAX_OTHERS + 1),
            "Write an interval from the first to the last.",
            all,
        ));
    }
    let mut rest = rest.iter().copied();
    Ok(Edtf::OneOf(*first, std::array::from_fn(|_| rest.next())))
}

fn unbounded(at: Range<usize>) -> NotEdtf {
    NotEdtf::explained("an interval needs a date at one end at least", "Write `2022-02/..` for what goes on, or leave the field out.", at)
}

fn end(text: &str, at: usize) -> Result<End, NotEdtf> {
    match text {
        "" => Ok(End::Unknown),
        ".." => Ok(End::Open),
        _ => moment(text, at).map(End::Date),
    }
}

/// Reads one date, which begins at byte `at` of the whole text.
fn moment(text: &str, at: usize) -> Result<Moment, NotEdtf> {
    let whole = at..at + text.len();
    let (bare, qualifier) =
        Qualifier::ALL.into_iter().find_map(|(mark, qualifier)| Some((text.strip_suffix(mark)?, Some(qualifier)))).unwrap_or((text, None));
    if let Some(place) = bare.find(['?', '~', '%']) {
        return Err(inner_qualifier(bare, at + place));
    }
    if let Some(long) = bare.strip_prefix('Y') {
        return Ok(Moment { qualifier, ..Moment::of_year(long_year(long, whole)?) });
    }
    let (date, time) = bare.split_once('T').map_or((bare, None), |(date, time)| (date, Some(time)));
    let (digits, negative) = date.strip_prefix('-').map_or((date, false), |rest| (rest, true));
    let mut parts = digits.split('-');
    let year_text = parts.next().unwrap_or_default();
    let mut read = Moment { qualifier, ..short_year(year_text, negative).ok_or_else(|| NotEdtf::Malformed(whole.clone()))? };
    let month_at = at + usize::from(negative) + year_text.len() + 1;
    let (month, day) = (parts.next(), parts.next());
    if parts.next().is_some() {
        return Err(NotEdtf::Malformed(whole));
    }
    if read.year != read.last_year && (month.is_some() || time.is_some()) {
        return Err(NotEdtf::explained(
            format!("\"{bare}\" gives a month of an unspecified year, which belongs to EDTF level 2"),
            format!("Write `{year_text}` alone, or the year in full."),
            whole,
        ));
    }
    match (month, day) {
        (None, _) => {}
        (Some(month), None) => month_or_season(&mut read, month, month_at, bare)?,
        (Some(month), Some(day)) => month_and_day(&mut read, month, day, month_at, &whole)?,
    }
    if let Some(time) = time {
        if read.day.is_none() {
            return Err(NotEdtf::explained(
                "a time of day needs a whole date before it",
                "Write year, month and day: `2025-06-02T14:40`.",
                whole,
            ));
        }
        read.time = Some(clock(time, at + date.len() + 1, &whole)?);
    }
    Ok(read)
}

fn inner_qualifier(bare: &str, place: usize) -> NotEdtf {
    if bare.ends_with(['?', '~', '%']) {
        return NotEdtf::explained("a date takes one qualifier", "Write `%` for what is both uncertain and approximate.", place..place + 1);
    }
    NotEdtf::explained(
        "a qualifier inside a date belongs to EDTF level 2",
        "Put `?`, `~` or `%` at the very end: it then holds for the whole date.",
        place..place + 1,
    )
}

/// `Y` and a year of five to nine digits.
fn long_year(text: &str, whole: Range<usize>) -> Result<i32, NotEdtf> {
    let (digits, negative) = text.strip_prefix('-').map_or((text, false), |rest| (rest, true));
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        let mark = if digits.contains('E') { "an exponent" } else { "significant digits" };
        if digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'E' | b'S')) && !digits.is_empty() {
            return Err(NotEdtf::explained(format!("a year with {mark} belongs to EDTF level 2"), "Write its digits in full.", whole));
        }
        return Err(NotEdtf::Malformed(whole));
    }
    let plain = digits.trim_start_matches('0');
    match digits.parse::<i32>() {
        Ok(value) if digits.len() <= 9 && plain.len() > 4 && plain.len() == digits.len() => Ok(if negative { -value } else { value }),
        _ if digits.len() > 9 => Err(NotEdtf::explained("a year has at most nine digits here", NOTATION, whole)),
        _ => Err(NotEdtf::explained("`Y` is for years of more than four digits", "Write a year of four digits without it: `2025`.", whole)),
    }
}

/// Four digits, of which the last one or two may be `X`.
fn short_year(text: &str, negative: bool) -> Option<Moment> {
    let known = text.trim_end_matches('X');
    let spread = *[0, 9, 99].get(text.len() - known.len())?;
    if text.len() != 4 || !known.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let first: i32 = text.replace('X', "0").parse().ok()?;
    let (year, last_year) = if negative { (-first - spread, -first) } else { (first, first + spread) };
    Some(Moment { last_year, ..Moment::of_year(year) })
}

fn two_digits(text: &str) -> Option<u8> {
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

fn month_or_season(read: &mut Moment, text: &str, at: usize, whole: &str) -> Result<(), NotEdtf> {
    let seasons = "21 to 24 are spring, summer, autumn and winter";
    let help = match two_digits(text) {
        None if text == "XX" => {
            read.unspecified = 1;
            return Ok(());
        }
        None => return Err(NotEdtf::Malformed(at.saturating_sub(whole.len())..at + text.len())),
        Some(number) => {
            let season =
                [Season::Spring, Season::Summer, Season::Autumn, Season::Winter].into_iter().find(|season| *season as u8 == number);
            read.season = season;
            read.month = (1..=12).contains(&number).then_some(number);
            match number {
                1..=12 | 21..=24 => return Ok(()),
                25..=41 => format!("Months run from 01 to 12, and {seasons}; 25 to 41 belong to EDTF level 2."),
                _ => format!("Months run from 01 to 12; {seasons}."),
            }
        }
    };
    Err(NotEdtf::explained(format!("\"{whole}\" has no month {text}"), help, at..at + text.len()))
}

fn month_and_day(read: &mut Moment, month_text: &str, day_text: &str, at: usize, whole: &Range<usize>) -> Result<(), NotEdtf> {
    if month_text == "XX" {
        if day_text == "XX" {
            read.unspecified = 2;
            return Ok(());
        }
        let help = "Write the year and `XX` alone: `2025-XX`.";
        return Err(NotEdtf::explained("a day of an unspecified month belongs to EDTF level 2", help, whole.clone()));
    }
    let month = two_digits(month_text).ok_or_else(|| NotEdtf::Malformed(whole.clone()))?;
    if !(1..=12).contains(&month) {
        let help = "Months run from 01 to 12; a season (21 to 24) takes no day.";
        return Err(NotEdtf::explained(format!("there is no month {month_text}"), help, at..at + month_text.len()));
    }
    read.month = Some(month);
    if day_text == "XX" {
        read.unspecified = 1;
        return Ok(());
    }
    let day = two_digits(day_text).ok_or_else(|| NotEdtf::Malformed(whole.clone()))?;
    let (year, name, last) = (read.year, month_name(month), days_in_month(read.year.into(), month));
    if (1..=last).contains(&day) {
        read.day = Some(day);
        return Ok(());
    }
    let leap = if month == 2 && day == 29 { format!(", since {year} is not a leap year") } else { String::new() };
    let day_at = at + month_text.len() + 1;
    Err(NotEdtf::explained(
        format!("{name} {year} has no day {day_text}{leap}"),
        format!("{name} {year} runs from 01 to {last}."),
        day_at..day_at + day_text.len(),
    ))
}

/// Reads `14:40`, `14:40:30`, each perhaps with `Z`, `+03` or `+03:00` after it.
fn clock(text: &str, at: usize, whole: &Range<usize>) -> Result<Clock, NotEdtf> {
    let malformed = || NotEdtf::Malformed(whole.clone());
    let (time, zone) = text.split_at(text.find(['Z', '+', '-']).unwrap_or(text.len()));
    let zone_at = at + time.len();
    let mut parts = time.split(':');
    let mut part_at = at;
    let mut next_part = |max: u8, what: &str| -> Result<Option<u8>, NotEdtf> {
        let Some(part) = parts.next() else { return Ok(None) };
        let place = part_at..part_at + part.len();
        part_at += part.len() + 1;
        let value = two_digits(part).ok_or_else(malformed)?;
        if value > max {
            return Err(NotEdtf::explained(format!("there is no {what} {part}"), format!("The {what} runs from 00 to {max}."), place));
        }
        Ok(Some(value))
    };
    let hour = next_part(23, "hour")?.ok_or_else(malformed)?;
    let Some(minute) = next_part(59, "minute")? else {
        return Err(NotEdtf::explained("a time of day needs hours and minutes", "Write `2025-06-02T14:40`.", at..zone_at));
    };
    let second = next_part(59, "second")?;
    if parts.next().is_some() {
        return Err(malformed());
    }
    let unknown_zone = |zone: &str| {
        let help = "Write `Z` for UTC or the distance from it, `+03:00`; UTC−12:00 to UTC+14:00 exist.";
        NotEdtf::explained(format!("\"{zone}\" is not a time zone"), help, zone_at..zone_at + zone.len())
    };
    let zone = if zone.is_empty() { None } else { Some(zone_minutes(zone).ok_or_else(|| unknown_zone(zone))?) };
    Ok(Clock { hour, minute, second, zone })
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
    let max = if sign > 0 { 14 * 60 } else { 12 * 60 };
    (minutes < 60 && total <= max).then_some(sign * total)
}
