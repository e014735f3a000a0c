//! Dates as a language writes them, never more exact than they are written.

use std::sync::LazyLock;

use icu_calendar::{Date, Gregorian};

use super::Language;
use crate::parse::date::{Clock, Edtf, End, Moment, Qualifier, Season};
use crate::parse::record::Wording;

/// A date in English, as messages and files for other tools have it.
pub fn in_english(date: &Edtf) -> String {
    static ENGLISH: LazyLock<Language> = LazyLock::new(|| Language::new("en"));
    ENGLISH.date(date)
}

/// Which fields of a date are written.
#[derive(Clone, Copy)]
pub(super) enum DateFields {
    Day,
    Month,
    Year,
    MonthAndDay,
    MonthAlone,
}

impl Language {
    /// A date in words: "2 June 2025, 14:40", "March–May 2022", "about May 2025".
    pub fn date(&self, date: &Edtf) -> String {
        match date {
            Edtf::One(one) => self.qualified(one),
            Edtf::OneOf(first, others) => {
                let words: Vec<String> = std::iter::once(first).chain(others.iter().flatten()).map(|one| self.qualified(one)).collect();
                self.alternatives(&words)
            }
            Edtf::Interval(End::Date(from), End::Date(to)) => self.interval(from, to),
            Edtf::Interval(End::Date(date), open) if date.year == date.last_year => {
                self.with_date(if *open == End::Open { "date.from" } else { "date.from_unknown_end" }, date)
            }
            Edtf::Interval(open, End::Date(date)) if date.year == date.last_year => {
                self.with_date(if *open == End::Open { "date.by" } else { "date.by_unknown_start" }, date)
            }
            // "From 2010s" is no English, and "spätestens 2010er Jahre" no German.
            Edtf::Interval(from, to) => {
                let end = |end: &End| match end {
                    End::Date(date) => self.qualified(date),
                    End::Open => self.word("date.open"),
                    End::Unknown => self.word("date.unknown"),
                };
                self.ends(end(from), &end(to))
            }
        }
    }

    /// A period. What may lie in what it ends with is told by itself: "2020 – 2020s" is no period.
    pub fn period(&self, from: &Edtf, to: &Edtf) -> String {
        let (first, last) = (self.date(from), self.date(to));
        if from.certainly_before(to) { self.between("date.span", &first, &last) } else { self.ends(first, &last) }
    }

    fn ends(&self, from: String, to: &str) -> String {
        if from == to { from } else { self.between("date.ends", &from, to) }
    }

    /// A date in the editor's wording, where there is one.
    pub fn date_or_wording(&self, date: Option<&Edtf>, wording: Option<&Wording>) -> Option<String> {
        wording.map(|wording| wording.value.to_string()).or_else(|| date.map(|date| self.date(date)))
    }

    fn with_date(&self, key: &str, date: &Moment) -> String {
        self.say(key, &[("date", (&self.qualified(date)).into())])
    }

    fn between(&self, key: &str, from: &str, to: &str) -> String {
        self.say(key, &[("from", from.into()), ("to", to.into())])
    }

    /// An interval. What both ends share is said once; their qualifier too.
    fn interval(&self, a: &Moment, b: &Moment) -> String {
        let are_times = a.time.is_some() && b.time.is_some();
        let are_apart = a != b && (are_times || Edtf::One(*a).certainly_before(&Edtf::One(*b)));
        if !are_apart || is_between(a) || is_between(b) {
            return self.ends(self.qualified(a), &self.qualified(b));
        }
        if a.qualifier.is_some() && a.qualifier == b.qualifier {
            let bare = |moment: &Moment| Moment { qualifier: None, ..*moment };
            return self.with_qualifier(a.qualifier, self.interval(&bare(a), &bare(b)));
        }
        let plain = a.qualifier.is_none() && b.qualifier.is_none() && a.year == a.last_year && b.year == b.last_year;
        if plain && a.year == b.year && a.year > 0 {
            match ((a.month, a.day, a.time), (b.month, b.day, b.time)) {
                ((Some(m), None, None), (Some(n), None, None)) if m != n => {
                    let without_year = |month| self.calendar(a.year, month, 1, DateFields::MonthAlone);
                    return self.with_year_once("date.close", [a, b], [without_year(m), without_year(n)]);
                }
                ((Some(m), Some(day), None), (Some(n), Some(_), None)) if m == n && self.words.has("date.days") => {
                    let day = if day == 1 { self.word("date.first") } else { day.to_string() };
                    let (first, last) = (self.qualified(a), self.qualified(b));
                    // "June 2–4, 2025", "2025年6月2–4日": in some regions the month or the year comes first.
                    let same: usize = first.chars().zip(last.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
                    let before = first.split_at(same).0.trim_end_matches(char::is_numeric);
                    return before.to_owned() + &self.between("date.days", &day, last.split_at(before.len()).1);
                }
                ((Some(m), Some(day), None), (Some(n), Some(end_day), None)) if m != n => {
                    let without_year = |month, day| self.calendar(a.year, month, day, DateFields::MonthAndDay);
                    return self.with_year_once("date.span", [a, b], [without_year(m, day), without_year(n, end_day)]);
                }
                ((Some(m), Some(day), Some(start)), (Some(n), Some(end_day), Some(end)))
                    if (m, day, start.zone) == (n, end_day, end.zone) =>
                {
                    let time = self.between("date.close", &start.digits(), &end.digits()) + &zone(end);
                    return self.timed(&self.calendar(a.year, m, day, DateFields::Day), &time);
                }
                _ => {}
            }
        }
        let years = plain && a.month.is_none() && b.month.is_none() && a.season.is_none() && b.season.is_none() && a.year > 0;
        let key = if years { "date.close" } else { "date.span" };
        let start = if years { a.year.to_string() } else { self.qualified(a) };
        self.between(key, &start, &self.qualified(b))
    }

    /// An interval in a year, which stands where the language has it: "March–May 2022", "2022年3月–5月".
    fn with_year_once(&self, key: &str, ends: [&Moment; 2], [from, to]: [String; 2]) -> String {
        let [first, last] = ends.map(|end| self.qualified(end));
        if last.ends_with(&to) { self.between(key, &first, &to) } else { self.between(key, &from, &last) }
    }

    fn qualified(&self, date: &Moment) -> String {
        let mut words = self.moment(date);
        // "About 2010s" is no English.
        let is_about = matches!(date.qualifier, Some(Qualifier::Approximate | Qualifier::Both));
        if is_about && date.year != date.last_year && !is_between(date) && self.words.has("date.the_decade") {
            words = self.say("date.the_decade", &[("date", (&words).into())]);
        }
        self.with_qualifier(date.qualifier, words)
    }

    fn with_qualifier(&self, qualifier: Option<Qualifier>, words: String) -> String {
        let key = match qualifier {
            None => return words,
            Some(Qualifier::Approximate) => "date.about",
            Some(Qualifier::Uncertain) => "date.uncertain",
            Some(Qualifier::Both) => "date.about_uncertain",
        };
        self.say(key, &[("date", (&words).into())])
    }

    fn moment(&self, date: &Moment) -> String {
        let (first, last) = (date.year, date.last_year);
        if first != last {
            return if is_between(date) {
                self.between("date.between", &self.year(first), &self.year(last))
            } else {
                self.say("date.decade", &[("year", (&first.to_string()).into())])
            };
        }
        if let Some(season) = date.season {
            let key = match season {
                Season::Spring => "date.spring",
                Season::Summer => "date.summer",
                Season::Autumn => "date.autumn",
                Season::Winter => "date.winter",
            };
            return self.say(key, &[("year", (&self.bare_year(first)).into())]);
        }
        match (date.month, date.day, date.time) {
            (Some(month), Some(day), Some(time)) => {
                self.timed(&self.calendar(first, month, day, DateFields::Day), &(time.digits() + &zone(time)))
            }
            (Some(month), Some(day), None) => self.calendar(first, month, day, DateFields::Day),
            (Some(month), None, _) => self.calendar(first, month, 1, DateFields::Month),
            _ => self.year(first),
        }
    }

    fn timed(&self, date: &str, time: &str) -> String {
        self.say("date.time", &[("date", date.into()), ("time", time.into())])
    }

    /// A year by itself, as text has it: "2025", "2025 р.".
    fn year(&self, year: i32) -> String {
        if year > 0 { self.calendar(year, 1, 1, DateFields::Year) } else { self.bare_year(year) }
    }

    /// A year as digits. Historians count no year 0: the astronomical year 0 is 1 BC.
    fn bare_year(&self, year: i32) -> String {
        if year > 0 { year.to_string() } else { self.say("date.bc", &[("year", (&(1 - year).to_string()).into())]) }
    }

    /// A month or a day in words, and the same without its year: "2 June 2025" and "2 June".
    pub fn with_and_without_year(&self, date: &Moment) -> Option<(String, String)> {
        let month = date.month?;
        let written = |fields| self.calendar(date.year, month, date.day.unwrap_or(1), fields);
        Some(match date.day {
            Some(_) => (written(DateFields::Day), written(DateFields::MonthAndDay)),
            None => (written(DateFields::Month), written(DateFields::MonthAlone)),
        })
    }

    /// A date of the calendar; its digits where it lies outside what calendars reach.
    fn calendar(&self, year: i32, month: u8, day: u8, fields: DateFields) -> String {
        let date = if (1000..=9999).contains(&year) { Date::try_new_gregorian(year, month, day).ok() } else { None };
        let written = date.and_then(|date: Date<Gregorian>| self.with(|formats| formats.date(&date, fields)));
        let written = match (fields, written) {
            // ICU has no ordinals for dates: "1er juin".
            (DateFields::Day | DateFields::MonthAndDay, Some(written)) if day == 1 => Some(match written.strip_prefix('1') {
                Some(rest) => self.word("date.first") + rest,
                None => written,
            }),
            (_, written) => written,
        };
        // A calendar's year before 1000 would get an era that nobody wrote.
        written.unwrap_or_else(|| match (fields, date) {
            (DateFields::Year, _) => self.bare_year(year),
            (_, None) => {
                let (without_year, year) = match fields {
                    DateFields::Day => (DateFields::MonthAndDay, format!(" {}", self.bare_year(year))),
                    DateFields::Month => (DateFields::MonthAlone, format!(" {}", self.bare_year(year))),
                    fields => (fields, String::new()),
                };
                self.calendar(2000, month, day, without_year) + &year
            }
            (_, Some(_)) => format!("{year:04}-{month:02}-{day:02}"),
        })
    }
}

/// Whether it is many years that are no decade. A century begins with a year that 100 divides, and "2000s" could be the whole of it.
const fn is_between(date: &Moment) -> bool {
    date.year != date.last_year && (date.year <= 0 || date.year % 100 == 0)
}

/// " UTC+3"
fn zone(clock: Clock) -> String {
    match clock.zone {
        None => String::new(),
        Some(0) => " UTC".to_owned(),
        Some(minutes) => {
            let sign = if minutes < 0 { '−' } else { '+' };
            let minutes = minutes.unsigned_abs();
            let rest = if minutes % 60 == 0 { String::new() } else { format!(":{:02}", minutes % 60) };
            format!(" UTC{sign}{}{rest}", minutes / 60)
        }
    }
}
