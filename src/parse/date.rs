//! EDTF dates, level 0 and 1, and of level 2 the set of which one is meant (`[2022-07-23, 2025-07-23]`), as the Library of Congress specifies them (<https://www.loc.gov/standards/datetime/>).
//!
//! Two things go beyond the specification, because talks need them: a time of day may be given without seconds (`2025-06-02T14:40`), and
//! both a qualifier and an interval may hold a time of day. A date remembers how exactly it was written and is never shown more exactly.
//!
//! Bounds are those of the calendar that the text names (proleptic Gregorian, wall-clock time as written); a zone is kept for exports and
//! changes no bound. Seasons are those of the northern hemisphere: spring is March to May, and winter begins in December of its year.

mod read;
mod suggest;
pub(crate) mod words;

use std::cmp::Ordering;
use std::fmt::{self, Write};
use std::ops::Range;

/// A date, a time, or an interval between two of them, as exact as it was written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Edtf {
    /// One date.
    One(Moment),
    /// One of several, and nobody knows which: the first, and the others in order.
    OneOf(Moment, [Option<Moment>; MAX_OTHERS]),
    /// From one end to the other; one of them at least is a date.
    Interval(End, End),
}

/// How many dates a set may hold beside its first.
const MAX_OTHERS: usize = 3;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum End {
    /// `..`: no bound.
    Open,
    /// Nothing: there is a bound, and nobody knows it.
    Unknown,
    Date(Moment),
}

impl End {
    const fn moment(&self) -> Option<&Moment> {
        match self {
            Self::Date(moment) => Some(moment),
            Self::Open | Self::Unknown => None,
        }
    }
}

/// What was written of one date. Nothing is filled in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Moment {
    /// The astronomical year (0 is 1 BC), of at most nine digits; of `201X` the first that it may be.
    pub year: i32,
    /// The last year that it may be.
    pub last_year: i32,
    /// The season, where one stands in place of the month.
    pub season: Option<Season>,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
    pub time: Option<Clock>,
    /// How many `-XX` stand after what is known: for the day, or for the month and perhaps the day.
    pub unspecified: u8,
    pub qualifier: Option<Qualifier>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Clock {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59, where it was written.
    pub second: Option<u8>,
    /// Minutes east of UTC, where it was written.
    pub zone: Option<i16>,
}

/// A season of the northern hemisphere.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Season {
    Spring = 21,
    Summer = 22,
    Autumn = 23,
    /// December to February of the next year.
    Winter = 24,
}

impl Season {
    const fn first_month(self) -> u8 {
        (self as u8 - 20) * 3
    }
}

/// How sure a date is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Qualifier {
    Uncertain,
    Approximate,
    Both,
}

impl Qualifier {
    pub const fn is_uncertain(self) -> bool {
        !matches!(self, Self::Approximate)
    }

    pub const fn is_approximate(self) -> bool {
        !matches!(self, Self::Uncertain)
    }

    const ALL: [(char, Self); 3] = [('?', Self::Uncertain), ('~', Self::Approximate), ('%', Self::Both)];
}

/// How exactly a date is given, from rough to exact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Precision {
    /// `20XX`.
    Century,
    /// `201X`.
    Decade,
    /// `2025`, `2025-XX`.
    Year,
    /// `2025-22`.
    Season,
    /// `2025-06`, `2025-06-XX`.
    Month,
    /// `2025-06-02`.
    Day,
    /// `2025-06-02T14:40`.
    Time,
}

/// A minute on the calendar, for sorting.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Bound {
    /// Days since 1 January 1970.
    pub day: i64,
    /// Minute of the day, 0 to 1439.
    pub minute: u16,
}

impl Bound {
    pub fn civil(self) -> (i64, u8, u8) {
        civil_from_days(self.day)
    }

    /// Its day as ISO 8601 writes it, `2025-06-02`, where the year has four digits.
    pub fn iso_day(self) -> Option<String> {
        let (year, month, day) = self.civil();
        (1..=9999).contains(&year).then(|| format!("{year:04}-{month:02}-{day:02}"))
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DateError {
    /// What is wrong: one sentence without a full stop.
    pub message: String,
    pub help: String,
    /// The EDTF that was probably meant, where there is just one.
    pub meant: Option<String>,
    /// Where in the text, in bytes; never past its end.
    pub at: Range<usize>,
}

impl Edtf {
    /// Reads a date.
    ///
    /// # Errors
    /// Where the text is not EDTF of level 0 or 1 nor such a set of level 2, or names a day that the calendar does not have.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        read::date(text).map_err(|problem| suggest::explain(text, problem))
    }

    /// A day, where the calendar has it.
    fn of_day(year: i32, month: u8, day: u8) -> Option<Self> {
        let valid = (0..=9999).contains(&year) && (1..=12).contains(&month) && (1..=days_in_month(year.into(), month)).contains(&day);
        valid.then_some(Self::One(Moment { month: Some(month), day: Some(day), ..Moment::of_year(year) }))
    }

    /// The year 0000, which stands in the place of a date that is missing.
    pub const YEAR_ZERO: Self = Self::One(Moment::of_year(0));

    /// All dates in it.
    fn moments(&self) -> impl Iterator<Item = &Moment> {
        let (first, last, others) = match self {
            Self::One(moment) => (Some(moment), None, [].as_slice()),
            Self::OneOf(first, others) => (Some(first), None, others.as_slice()),
            Self::Interval(start, end) => (start.moment(), end.moment(), [].as_slice()),
        };
        first.into_iter().chain(last).chain(others.iter().flatten())
    }

    /// The first minute that it may mean; none where its start is open or unknown.
    pub fn earliest(&self) -> Option<Bound> {
        self.first().map(Moment::earliest)
    }

    /// The last minute that it may mean; none where its end is open or unknown.
    pub fn latest(&self) -> Option<Bound> {
        match self {
            Self::Interval(_, end) => end.moment().map(Moment::latest),
            _ => self.moments().map(Moment::latest).max(),
        }
    }

    /// Where it stands among rounds of talks: at the end of what its start may mean, so that "May 2025" stands after the days of May; of
    /// what is only known to have been before a day, that day.
    pub fn latest_start(&self) -> Option<Bound> {
        self.first().map(Moment::latest).or_else(|| self.latest())
    }

    /// How exactly it is given; an interval is as exact as its rougher end.
    pub fn precision(&self) -> Precision {
        self.moments().map(Moment::precision).min().expect("a date holds a date")
    }

    /// How sure it is; an interval adds up the doubts of its ends.
    pub fn qualifier(&self) -> Option<Qualifier> {
        self.moments().filter_map(|moment| moment.qualifier).reduce(|a, b| if a == b { a } else { Qualifier::Both })
    }

    /// Whether it is one of several dates, and nobody knows which.
    pub const fn is_set(&self) -> bool {
        matches!(self, Self::OneOf(..))
    }

    /// The dates of which it is one, in order; itself alone where it is not a set.
    pub fn alternatives(&self) -> Vec<Self> {
        if self.is_set() { self.moments().map(|moment| Self::One(*moment)).collect() } else { vec![*self] }
    }

    /// Whether it is one day or a time of it, and nothing about it is unsure.
    pub fn is_exact(&self) -> bool {
        matches!(self, Self::One(moment) if moment.qualifier.is_none() && moment.precision() >= Precision::Day)
    }

    /// Whether it is an interval.
    pub const fn is_interval(&self) -> bool {
        matches!(self, Self::Interval(..))
    }

    /// The year in which it begins; where its start is open, the year in which it ends.
    pub fn year(&self) -> i64 {
        self.moments().next().expect("a date holds a date").year.into()
    }

    /// The date at its start; of several the first.
    const fn first(&self) -> Option<&Moment> {
        match self {
            Self::One(moment) | Self::OneOf(moment, _) => Some(moment),
            Self::Interval(start, _) => start.moment(),
        }
    }

    /// What was written of its start, or of all of it where it is not an interval. One of several dates has no one start.
    pub fn start(&self) -> Option<Moment> {
        self.first().filter(|_| !self.is_set()).copied()
    }

    /// What was written of an interval's end.
    pub fn end(&self) -> Option<Moment> {
        if let Self::Interval(_, end) = self { end.moment().copied() } else { None }
    }

    /// The order of what was said, the newest first. What is vague or unsure may be earlier than it looks, and counts from the first day
    /// on which it may lie; where two begin alike, the more exact one comes first.
    pub fn newest_first(&self, other: &Self) -> Ordering {
        let key = |date: &Self| (date.surely_since(), date.earliest());
        let width = |date: &Self| date.latest().map_or(i64::MAX, |bound| bound.day);
        key(other)
            .cmp(&key(self))
            .then_with(|| match self.earliest() {
                Some(_) => width(self).cmp(&width(other)),
                None => width(other).cmp(&width(self)),
            })
            .then_with(|| other.cmp(self))
    }

    /// The first day on which it may lie, its doubts counted in: what is about or uncertain may be wrong by a week, a month or a year, as
    /// exact as it is given.
    fn surely_since(&self) -> Option<i64> {
        let moment = self.first()?;
        let doubt = match (moment.qualifier, moment.precision()) {
            (None, _) => 0,
            (Some(_), Precision::Time | Precision::Day) => 7,
            (Some(_), Precision::Month | Precision::Season) => 31,
            (Some(_), Precision::Year | Precision::Decade | Precision::Century) => 366,
        };
        Some(moment.earliest().day - doubt)
    }

    /// Whether all of it lies before all of the other. Qualifiers do not widen a date.
    pub fn certainly_before(&self, other: &Self) -> bool {
        matches!((self.latest(), other.earliest()), (Some(latest), Some(earliest)) if latest < earliest)
    }

    /// Whether the two can have a minute in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        !self.certainly_before(other) && !other.certainly_before(self)
    }

    /// The minute in UTC, where a time of day with its zone is given.
    pub fn utc(&self) -> Option<Bound> {
        let moment = self.start()?;
        let local = moment.earliest();
        let minutes = i64::from(local.minute) - i64::from(moment.time?.zone?);
        let minute = u16::try_from(minutes.rem_euclid(1440)).expect("a day has 1440 minutes");
        Some(Bound { day: local.day + minutes.div_euclid(1440), minute })
    }

    /// A value for the `datetime` attribute of HTML's `<time>`, where one says the same: a year after 0, month, day or time without a
    /// qualifier, and no interval.
    pub fn machine(&self) -> Option<String> {
        let Self::One(moment) = self else { return None };
        let is_representable = moment.qualifier.is_none() && moment.season.is_none() && moment.year > 0 && moment.year == moment.last_year;
        is_representable.then(|| format!("{:04}{}", moment.year, moment.after_year()))
    }
}

impl Ord for Edtf {
    /// By earliest bound (open first), then by latest (open last), then by canonical text.
    fn cmp(&self, other: &Self) -> Ordering {
        self.earliest()
            .cmp(&other.earliest())
            .then_with(|| match (self.latest(), other.latest()) {
                (Some(a), Some(b)) => a.cmp(&b),
                (a, b) => a.is_none().cmp(&b.is_none()),
            })
            .then_with(|| if self == other { Ordering::Equal } else { self.to_string().cmp(&other.to_string()) })
    }
}

impl PartialOrd for Edtf {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Edtf {
    /// Canonical EDTF.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(moment) => write!(f, "{moment}"),
            Self::OneOf(..) => write!(f, "[{}]", self.moments().map(Moment::to_string).collect::<Vec<_>>().join(", ")),
            Self::Interval(start, end) => write!(f, "{start}/{end}"),
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str(".."),
            Self::Unknown => Ok(()),
            Self::Date(moment) => write!(f, "{moment}"),
        }
    }
}

impl Moment {
    const fn of_year(year: i32) -> Self {
        Self { year, last_year: year, season: None, month: None, day: None, time: None, unspecified: 0, qualifier: None }
    }

    fn earliest(&self) -> Bound {
        let month = self.month.or(self.season.map(Season::first_month)).unwrap_or(1);
        Bound { day: days_from_civil(self.year.into(), month, self.day.unwrap_or(1)), minute: self.time.map_or(0, Clock::minutes) }
    }

    fn latest(&self) -> Bound {
        let (year, month) = match (self.month, self.season) {
            (Some(month), _) => (self.last_year, month),
            (None, Some(Season::Winter)) => (self.last_year + 1, 2),
            (None, Some(season)) => (self.last_year, season.first_month() + 2),
            (None, None) => (self.last_year, 12),
        };
        let year = i64::from(year);
        let day = self.day.unwrap_or_else(|| days_in_month(year, month));
        Bound { day: days_from_civil(year, month, day), minute: self.time.map_or(1439, Clock::minutes) }
    }

    const fn precision(&self) -> Precision {
        match (self.time, self.day, self.month, self.season) {
            (Some(_), ..) => Precision::Time,
            (_, Some(_), ..) => Precision::Day,
            (_, _, Some(_), _) => Precision::Month,
            (_, _, _, Some(_)) => Precision::Season,
            _ => match self.last_year - self.year {
                0 => Precision::Year,
                9 => Precision::Decade,
                _ => Precision::Century,
            },
        }
    }

    /// Year, month and day as ISO 8601 writes them, as far as they are known: `2025-06`. None for a year that has not four digits.
    pub fn iso_day(&self) -> Option<String> {
        let after_year = [self.month, self.day].into_iter().flatten().map(|part| format!("-{part:02}"));
        (1..=9999).contains(&self.year).then(|| std::iter::once(format!("{:04}", self.year)).chain(after_year).collect())
    }

    /// What is known of it after the year: `-06-02T14:40Z`.
    fn after_year(&self) -> String {
        let mut text = String::new();
        for part in [self.season.map(|season| season as u8), self.month, self.day].into_iter().flatten() {
            let _ = write!(text, "-{part:02}");
        }
        if let Some(time) = self.time {
            let _ = write!(text, "T{time}");
        }
        text
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, digits) = if self.year < 0 { ("-", -self.last_year) } else { ("", self.year) };
        match self.last_year - self.year {
            0 if digits > 9999 => write!(f, "Y{sign}{digits}")?,
            0 => write!(f, "{sign}{digits:04}")?,
            9 => write!(f, "{sign}{:03}X", digits / 10)?,
            _ => write!(f, "{sign}{:02}XX", digits / 100)?,
        }
        f.write_str(&self.after_year())?;
        f.write_str(&"-XX".repeat(self.unspecified.into()))?;
        let mark = Qualifier::ALL.into_iter().find(|(_, qualifier)| Some(*qualifier) == self.qualifier);
        mark.map_or(Ok(()), |(mark, _)| f.write_char(mark))
    }
}

impl Clock {
    fn minutes(self) -> u16 {
        u16::from(self.hour) * 60 + u16::from(self.minute)
    }

    /// As a watch shows it: `14:40`, `14:40:30`.
    pub fn digits(self) -> String {
        let seconds = self.second.map_or_else(String::new, |second| format!(":{second:02}"));
        format!("{:02}:{:02}{seconds}", self.hour, self.minute)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits())?;
        match self.zone {
            None => Ok(()),
            Some(0) => f.write_char('Z'),
            Some(zone) => {
                let minutes = zone.unsigned_abs();
                write!(f, "{}{:02}:{:02}", if zone < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
            }
        }
    }
}

pub(crate) const fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1 January 1970 of a day of the proleptic Gregorian calendar. Years have at most nine digits, so nothing here can overflow.
pub(crate) fn days_from_civil(year: i64, month: u8, day: u8) -> i64 {
    // Counted from 1 March, so that the leap day comes last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((i64::from(month) + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month and day of a day counted from 1 January 1970.
pub(crate) fn civil_from_days(days: i64) -> (i64, u8, u8) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let to_u8 = |n: i64| u8::try_from(n).expect("months and days are small");
    (year, to_u8(month), to_u8(day))
}

#[cfg(test)]
mod tests;
