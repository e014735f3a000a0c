//! Dates as text: canonical EDTF, English, and HTML's.

use std::fmt::{self, Write as _};

use super::{Clock, Detail, Edtf, End, Moment, Qualifier, Season, Year};

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// A month's English name.
pub(super) fn month_name(month: u8) -> &'static str {
    MONTHS.get(usize::from(month).saturating_sub(1)).copied().unwrap_or("")
}

pub(super) fn canonical(date: &Edtf, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if date.is_set() {
        f.write_char('[')?;
        for (place, moment) in date.moments().enumerate() {
            f.write_str(if place == 0 { "" } else { ", " })?;
            canonical_moment(moment, f)?;
        }
        return f.write_char(']');
    }
    canonical_end(&date.start, f)?;
    if let Some(end) = &date.end {
        f.write_char('/')?;
        canonical_end(end, f)?;
    }
    Ok(())
}

fn canonical_end(end: &End, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match end {
        End::Open => f.write_str(".."),
        End::Unknown => Ok(()),
        End::Date(moment) => canonical_moment(moment, f),
    }
}

fn canonical_moment(moment: &Moment, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Year { negative, digits, unspecified } = moment.year;
    if digits > 9999 {
        f.write_char('Y')?;
    }
    if negative {
        f.write_char('-')?;
    }
    match unspecified {
        0 => write!(f, "{digits:04}")?,
        1 => write!(f, "{:03}X", digits / 10)?,
        _ => write!(f, "{:02}XX", digits / 100)?,
    }
    match moment.detail {
        Detail::Year => {}
        Detail::Season(season) => write!(f, "-{}", season.number())?,
        Detail::SomeMonth => f.write_str("-XX")?,
        Detail::SomeMonthAndDay => f.write_str("-XX-XX")?,
        Detail::Month(month) => write!(f, "-{month:02}")?,
        Detail::SomeDay(month) => write!(f, "-{month:02}-XX")?,
        Detail::Day(month, day) => write!(f, "-{month:02}-{day:02}")?,
        Detail::Time(month, day, clock) => {
            write!(f, "-{month:02}-{day:02}T{}", clock_digits(clock))?;
            f.write_str(&zone_digits(clock))?;
        }
    }
    moment.qualifier.map_or(Ok(()), |qualifier| f.write_char(qualifier.as_char()))
}

fn clock_digits(clock: Clock) -> String {
    let mut text = format!("{:02}:{:02}", clock.hour, clock.minute);
    if let Some(second) = clock.second {
        // Writing to a string cannot fail.
        let _ = write!(text, ":{second:02}");
    }
    text
}

fn zone_digits(clock: Clock) -> String {
    match clock.zone {
        None => String::new(),
        Some(0) => "Z".to_owned(),
        Some(minutes) => {
            let sign = if minutes < 0 { '-' } else { '+' };
            let minutes = minutes.unsigned_abs();
            format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    }
}

fn zone_words(clock: Clock) -> String {
    match clock.zone {
        None => String::new(),
        Some(0) => " UTC".to_owned(),
        Some(minutes) => {
            let sign = if minutes < 0 { '−' } else { '+' };
            let minutes = minutes.unsigned_abs();
            match minutes % 60 {
                0 => format!(" UTC{sign}{}", minutes / 60),
                rest => format!(" UTC{sign}{}:{rest:02}", minutes / 60),
            }
        }
    }
}

pub(super) fn english(date: &Edtf) -> String {
    if date.is_set() {
        let words: Vec<String> = date.moments().map(qualified).collect();
        return words.join(" or ");
    }
    match (&date.start, &date.end) {
        (End::Date(moment), None) => qualified(moment),
        (End::Date(start), Some(End::Date(end))) => span(start, end),
        (End::Date(start), Some(End::Open)) => format!("from {}", qualified(start)),
        (End::Date(start), Some(End::Unknown)) => format!("from {}, end unknown", qualified(start)),
        (End::Open, Some(End::Date(end))) => format!("by {}", qualified(end)),
        (End::Unknown, Some(End::Date(end))) => format!("by {}, start unknown", qualified(end)),
        // The parser lets no date through that says nothing at all.
        (End::Open | End::Unknown, _) => "at an unknown time".to_owned(),
    }
}

/// An interval, with what both ends share said once, be it how sure they are.
fn span(start: &Moment, end: &Moment) -> String {
    if start == end {
        return qualified(start);
    }
    if start.qualifier.is_some() && start.qualifier == end.qualifier {
        let bare = |moment: &Moment| Moment { qualifier: None, ..*moment };
        return with_qualifier(start.qualifier, span(&bare(start), &bare(end)));
    }
    let plain = start.qualifier.is_none() && end.qualifier.is_none();
    if plain && start.year == end.year {
        let year = year_words(start.year);
        match (start.detail, end.detail) {
            (Detail::Month(a), Detail::Month(b)) => return format!("{}–{} {year}", month_name(a), month_name(b)),
            (Detail::Season(a), Detail::Season(b)) => return format!("{}–{} {year}", season_name(a), season_name(b)),
            (Detail::Day(m, a), Detail::Day(n, b)) if m == n => return format!("{a}–{b} {} {year}", month_name(m)),
            (Detail::Day(m, a), Detail::Day(n, b)) => return format!("{a} {} – {b} {} {year}", month_name(m), month_name(n)),
            (Detail::Time(m, a, from), Detail::Time(n, b, to)) if (m, a, from.zone) == (n, b, to.zone) => {
                return format!("{a} {} {year}, {}–{}{}", month_name(m), clock_digits(from), clock_digits(to), zone_words(to));
            }
            _ => {}
        }
    }
    if plain
        && matches!((start.detail, end.detail), (Detail::Year, Detail::Year))
        && start.year.unspecified == 0
        && end.year.unspecified == 0
    {
        let (from, _) = start.year.range();
        if from > 0 {
            return format!("{from}–{}", year_words(end.year));
        }
    }
    format!("{} – {}", qualified(start), qualified(end))
}

fn qualified(moment: &Moment) -> String {
    with_qualifier(moment.qualifier, words(moment))
}

fn with_qualifier(qualifier: Option<Qualifier>, mut text: String) -> String {
    if let Some(qualifier) = qualifier {
        if qualifier.is_approximate() {
            text.insert_str(0, "about ");
        }
        if qualifier.is_uncertain() {
            text.push_str(" (uncertain)");
        }
    }
    text
}

fn words(moment: &Moment) -> String {
    let year = year_words(moment.year);
    match moment.detail {
        Detail::Year | Detail::SomeMonth | Detail::SomeMonthAndDay => year,
        Detail::Season(season) => format!("{} {year}", season_name(season)),
        Detail::Month(month) | Detail::SomeDay(month) => format!("{} {year}", month_name(month)),
        Detail::Day(month, day) => format!("{day} {} {year}", month_name(month)),
        Detail::Time(month, day, clock) => format!("{day} {} {year}, {}{}", month_name(month), clock_digits(clock), zone_words(clock)),
    }
}

const fn season_name(season: Season) -> &'static str {
    match season {
        Season::Spring => "spring",
        Season::Summer => "summer",
        Season::Autumn => "autumn",
        Season::Winter => "winter",
    }
}

fn year_words(year: Year) -> String {
    let (first, last) = year.range();
    match year.unspecified {
        0 => one_year(first),
        // "2000s" could be the whole century.
        1 if first > 0 && first % 100 != 0 => format!("{first}s"),
        _ => format!("between {} and {}", one_year(first), one_year(last)),
    }
}

/// Historians count no year 0: the astronomical year 0 is 1 BC.
fn one_year(year: i64) -> String {
    if year > 0 { year.to_string() } else { format!("{} BC", 1_i64.saturating_sub(year)) }
}

pub(super) fn machine(date: &Edtf) -> Option<String> {
    let moment = date.start.moment().filter(|_| !date.is_set())?;
    let Year { negative, digits, unspecified } = moment.year;
    if date.end.is_some() || moment.qualifier.is_some() || negative || digits == 0 || unspecified > 0 {
        return None;
    }
    match moment.detail {
        Detail::Year | Detail::SomeMonth | Detail::SomeMonthAndDay => Some(format!("{digits:04}")),
        Detail::Season(_) => None,
        Detail::Month(month) | Detail::SomeDay(month) => Some(format!("{digits:04}-{month:02}")),
        Detail::Day(month, day) => Some(format!("{digits:04}-{month:02}-{day:02}")),
        Detail::Time(month, day, clock) => Some(format!("{digits:04}-{month:02}-{day:02}T{}{}", clock_digits(clock), zone_digits(clock))),
    }
}
