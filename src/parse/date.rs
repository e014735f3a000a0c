//! EDTF dates, level 0 and 1, and of level 2 the set of which one is meant (`[2022-07-23, 2025-07-23]`), as the Library of Congress specifies them (<https://www.loc.gov/standards/datetime/>).
//!
//! Two things go beyond the specification, because talks need them: a time of day may be given without seconds (`2025-06-02T14:40`), and
//! both a qualifier and an interval may hold a time of day. A date remembers how exactly it was written and is never shown more exactly.
//!
//! Bounds are those of the calendar that the text names (proleptic Gregorian, wall-clock time as written); a zone is kept for exports and
//! changes no bound. Seasons are those of the northern hemisphere: spring is March to May, and winter begins in December of its year.

mod read;
mod show;
mod suggest;

use std::cmp::Ordering;
use std::ops::Range;

/// A date, a time, or an interval between two of them, as exact as it was written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Edtf {
    start: End,
    /// Where it is an interval.
    end: Option<End>,
    /// Where it is one of several: the others, in order; the first of all is `start`.
    others: [Option<Moment>; MOST_OTHERS],
}

/// How many dates a set may hold beside its first.
const MOST_OTHERS: usize = 3;

/// One end of an interval, or the whole of what is none.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum End {
    /// `..`: no bound.
    Open,
    /// Nothing: there is a bound, and nobody knows it.
    Unknown,
    /// A date.
    Date(Moment),
}

impl Edtf {
    /// The year 0000, which stands in the place of a date that is missing.
    pub const YEAR_ZERO: Self = Self {
        start: End::Date(Moment { year: Year { negative: false, digits: 0, unspecified: 0 }, detail: Detail::Year, qualifier: None }),
        end: None,
        others: [None; MOST_OTHERS],
    };
}

impl End {
    const fn moment(&self) -> Option<&Moment> {
        match self {
            Self::Date(moment) => Some(moment),
            Self::Open | Self::Unknown => None,
        }
    }
}

/// A single date.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Moment {
    year: Year,
    detail: Detail,
    qualifier: Option<Qualifier>,
}

/// A year, perhaps with unspecified last digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Year {
    /// Before the year 0000.
    negative: bool,
    /// Its digits; at most nine. Unspecified ones are 0.
    digits: u32,
    /// How many of the last digits are unspecified: 0, 1 (`201X`) or 2 (`20XX`).
    unspecified: u8,
}

impl Year {
    #[allow(clippy::arithmetic_side_effects, reason = "a `u32` fits twice into an `i64`")]
    const fn signed(digits: u32, negative: bool) -> i64 {
        if negative { -(digits as i64) } else { digits as i64 }
    }

    /// The first and the last year that it may be.
    fn range(self) -> (i64, i64) {
        let spread = match self.unspecified {
            0 => 0,
            1 => 9,
            _ => 99,
        };
        let near = Self::signed(self.digits, self.negative);
        let far = Self::signed(self.digits.saturating_add(spread), self.negative);
        (near.min(far), near.max(far))
    }
}

/// What follows the year.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Detail {
    /// Nothing: `2025`.
    Year,
    /// `2025-22`.
    Season(Season),
    /// `2025-XX`.
    SomeMonth,
    /// `2025-XX-XX`.
    SomeMonthAndDay,
    /// `2025-06`.
    Month(u8),
    /// `2025-06-XX`.
    SomeDay(u8),
    /// `2025-06-02`.
    Day(u8, u8),
    /// `2025-06-02T14:40`.
    Time(u8, u8, Clock),
}

/// A time of day.
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
    /// 21: March to May.
    Spring,
    /// 22: June to August.
    Summer,
    /// 23: September to November.
    Autumn,
    /// 24: December to February of the next year.
    Winter,
}

/// How sure a date is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Qualifier {
    /// `?`: it may be wrong.
    Uncertain,
    /// `~`: it is about right.
    Approximate,
    /// `%`: both.
    Both,
}

impl Qualifier {
    /// The character that says it.
    #[must_use]
    pub const fn as_char(self) -> char {
        match self {
            Self::Uncertain => '?',
            Self::Approximate => '~',
            Self::Both => '%',
        }
    }

    /// Whether it may be wrong.
    #[must_use]
    pub const fn is_uncertain(self) -> bool {
        !matches!(self, Self::Approximate)
    }

    /// Whether it is only about right.
    #[must_use]
    pub const fn is_approximate(self) -> bool {
        !matches!(self, Self::Uncertain)
    }
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
    /// Its year, month and day.
    #[must_use]
    pub fn civil(self) -> (i64, u8, u8) {
        civil(self.day)
    }
}

/// What was written of one date, for exports. Nothing is filled in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Parts {
    /// The astronomical year (0 is 1 BC); of an unspecified one the earliest.
    pub year: i64,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
    /// The season, where one stands in place of the month.
    pub season: Option<Season>,
    /// The time of day.
    pub time: Option<Clock>,
    /// How sure it is.
    pub qualifier: Option<Qualifier>,
}

/// A date as far as words need it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// What was written; of an unspecified year the earliest.
    pub parts: Parts,
    /// The first and the last year that it may be.
    pub years: (i64, i64),
}

/// What a date says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Form {
    /// One date.
    One(Said),
    /// One of several.
    OneOf(Vec<Said>),
    /// From one to another.
    Span(Said, Said),
    /// From one on.
    From(Said),
    /// From one on; there is an end, and nobody knows it.
    FromWithUnknownEnd(Said),
    /// Up to one.
    By(Said),
    /// Up to one; there is a beginning, and nobody knows it.
    ByWithUnknownStart(Said),
    /// Nothing.
    Unknown,
}

/// Why a text is no date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DateError {
    /// What is wrong: one sentence without a full stop.
    pub message: String,
    /// How to mend it.
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
    /// Where the text is no EDTF of level 0 or 1, or names a day that the calendar does not have.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        read::date(text)
    }

    /// A day, where the calendar has it.
    #[must_use]
    pub fn day(year: u32, month: u8, day: u8) -> Option<Self> {
        let whole = Year { negative: false, digits: year, unspecified: 0 };
        let valid = year <= 9999 && (1..=12).contains(&month) && (1..=days_in_month(i64::from(year), month)).contains(&day);
        valid.then_some(Self {
            start: End::Date(Moment { year: whole, detail: Detail::Day(month, day), qualifier: None }),
            end: None,
            others: [None; MOST_OTHERS],
        })
    }

    /// The first minute that it may mean; none where its start is open or unknown.
    #[must_use]
    pub fn earliest(&self) -> Option<Bound> {
        self.start.moment().map(Moment::earliest)
    }

    /// Where it stands among others in an account of what happened: its beginning; of what is only known to have been before a day,
    /// that day. A date open at both ends stands nowhere.
    #[must_use]
    pub fn standing(&self) -> Option<Bound> {
        self.earliest().or_else(|| self.latest())
    }

    /// The last minute that it may mean; none where its end is open or unknown.
    #[must_use]
    pub fn latest(&self) -> Option<Bound> {
        let others = self.others.iter().flatten().map(Moment::latest);
        self.end.unwrap_or(self.start).moment().map(Moment::latest).into_iter().chain(others).max()
    }

    /// How exactly it is given; an interval is as exact as its rougher end.
    #[must_use]
    pub fn precision(&self) -> Precision {
        self.moments().map(Moment::precision).min().unwrap_or(Precision::Century)
    }

    /// How sure it is; an interval adds up the doubts of its ends.
    #[must_use]
    pub fn qualifier(&self) -> Option<Qualifier> {
        self.moments().filter_map(|moment| moment.qualifier).reduce(|a, b| if a == b { a } else { Qualifier::Both })
    }

    /// Whether it is one of several dates, and nobody knows which.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.others.iter().any(Option::is_some)
    }

    /// The dates of which it is one, in order; itself alone where it is no set.
    #[must_use]
    pub fn alternatives(&self) -> Vec<Self> {
        let one = |start: End, end: Option<End>| Self { start, end, others: [None; MOST_OTHERS] };
        let others = self.others.iter().flatten().map(|moment| one(End::Date(*moment), None));
        std::iter::once(one(self.start, self.end)).chain(others).collect()
    }

    /// Where it stands among rounds of talks: at the end of what its start may mean, so that "May 2025" stands behind the days of May; of
    /// what is only known to have been before a day, that day.
    #[must_use]
    pub fn place(&self) -> Option<Bound> {
        self.start.moment().map(Moment::latest).or_else(|| self.latest())
    }

    /// Whether it is one day or a time of it, and nothing about it is unsure.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.end.is_none() && !self.is_set() && self.qualifier().is_none() && self.precision() >= Precision::Day
    }

    /// Whether it is an interval.
    #[must_use]
    pub const fn is_interval(&self) -> bool {
        self.end.is_some()
    }

    /// The year in which it begins; where its start is open, the year in which it ends.
    #[must_use]
    pub fn year(&self) -> i64 {
        self.moments().next().map_or(0, |moment| moment.year.range().0)
    }

    /// What was written of its start, or of all of it where it is no interval. One of several dates has no one start.
    #[must_use]
    pub fn start(&self) -> Option<Parts> {
        if self.is_set() {
            return None;
        }
        self.start.moment().map(Moment::parts)
    }

    /// What was written of an interval's end.
    #[must_use]
    pub fn end(&self) -> Option<Parts> {
        self.end.as_ref().and_then(End::moment).map(Moment::parts)
    }

    /// The order of what was said, the newest first. What is vague or unsure may be earlier than it looks, and counts from the first day
    /// on which it may lie; where two begin alike, the more exact one comes first.
    #[must_use]
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
        let moment = self.start.moment()?;
        let doubt = match (moment.qualifier, moment.precision()) {
            (None, _) => 0,
            (Some(_), Precision::Time | Precision::Day) => 7,
            (Some(_), Precision::Month | Precision::Season) => 31,
            (Some(_), Precision::Year | Precision::Decade | Precision::Century) => 366,
        };
        Some(moment.earliest().day.saturating_sub(doubt))
    }

    /// Whether all of it lies before all of the other. Qualifiers do not widen a date.
    #[must_use]
    pub fn certainly_before(&self, other: &Self) -> bool {
        matches!((self.latest(), other.earliest()), (Some(latest), Some(earliest)) if latest < earliest)
    }

    /// Whether the two can have a minute in common.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        !self.certainly_before(other) && !other.certainly_before(self)
    }

    /// The minute in UTC, where a time of day with its zone is given.
    #[must_use]
    pub fn utc(&self) -> Option<Bound> {
        let moment = self.start.moment().filter(|_| !self.is_set())?;
        let Detail::Time(_, _, Clock { zone: Some(zone), .. }) = moment.detail else { return None };
        let local = moment.earliest();
        let minutes = i64::from(local.minute).saturating_sub(i64::from(zone));
        let minute = u16::try_from(minutes.rem_euclid(1440)).ok()?;
        Some(Bound { day: local.day.saturating_add(minutes.div_euclid(1440)), minute })
    }

    /// In English, never more exact than written: "2 June 2025, 14:40", "March–May 2022", "about May 2025".
    #[must_use]
    pub fn show(&self) -> String {
        show::english(self)
    }

    /// A value for the `datetime` attribute of HTML's `<time>`, where one says the same: a year after 0, month, day or time without a
    /// qualifier, and no interval.
    #[must_use]
    pub fn machine(&self) -> Option<String> {
        show::machine(self)
    }

    /// What it says, for those who put it into words.
    #[must_use]
    pub fn form(&self) -> Form {
        if self.is_set() {
            return Form::OneOf(self.moments().map(Moment::said).collect());
        }
        match (&self.start, &self.end) {
            (End::Date(moment), None) => Form::One(moment.said()),
            (End::Date(start), Some(End::Date(end))) => Form::Span(start.said(), end.said()),
            (End::Date(start), Some(End::Open)) => Form::From(start.said()),
            (End::Date(start), Some(End::Unknown)) => Form::FromWithUnknownEnd(start.said()),
            (End::Open, Some(End::Date(end))) => Form::By(end.said()),
            (End::Unknown, Some(End::Date(end))) => Form::ByWithUnknownStart(end.said()),
            (End::Open | End::Unknown, _) => Form::Unknown,
        }
    }

    fn moments(&self) -> impl Iterator<Item = &Moment> {
        self.start.moment().into_iter().chain(self.end.as_ref().and_then(End::moment)).chain(self.others.iter().flatten())
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

impl std::fmt::Display for Edtf {
    /// Canonical EDTF.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        show::canonical(self, f)
    }
}

impl Moment {
    fn earliest(&self) -> Bound {
        let (year, _) = self.year.range();
        match self.detail {
            Detail::Year | Detail::SomeMonth | Detail::SomeMonthAndDay => Bound { day: days(year, 1, 1), minute: 0 },
            Detail::Season(season) => Bound { day: days(year, season.first_month(), 1), minute: 0 },
            Detail::Month(month) | Detail::SomeDay(month) => Bound { day: days(year, month, 1), minute: 0 },
            Detail::Day(month, day) => Bound { day: days(year, month, day), minute: 0 },
            Detail::Time(month, day, clock) => Bound { day: days(year, month, day), minute: clock.minutes() },
        }
    }

    fn latest(&self) -> Bound {
        const LAST: u16 = 1439;
        let (_, year) = self.year.range();
        match self.detail {
            Detail::Year | Detail::SomeMonth | Detail::SomeMonthAndDay => Bound { day: days(year, 12, 31), minute: LAST },
            Detail::Season(Season::Winter) => Bound { day: days(year.saturating_add(1), 3, 1).saturating_sub(1), minute: LAST },
            Detail::Season(season) => {
                let month = season.first_month().saturating_add(2);
                Bound { day: days(year, month, days_in_month(year, month)), minute: LAST }
            }
            Detail::Month(month) | Detail::SomeDay(month) => Bound { day: days(year, month, days_in_month(year, month)), minute: LAST },
            Detail::Day(month, day) => Bound { day: days(year, month, day), minute: LAST },
            Detail::Time(month, day, clock) => Bound { day: days(year, month, day), minute: clock.minutes() },
        }
    }

    const fn precision(&self) -> Precision {
        match (self.detail, self.year.unspecified) {
            (Detail::Year, 1) => Precision::Decade,
            (Detail::Year, 2..) => Precision::Century,
            (Detail::Year | Detail::SomeMonth | Detail::SomeMonthAndDay, _) => Precision::Year,
            (Detail::Season(_), _) => Precision::Season,
            (Detail::Month(_) | Detail::SomeDay(_), _) => Precision::Month,
            (Detail::Day(..), _) => Precision::Day,
            (Detail::Time(..), _) => Precision::Time,
        }
    }

    fn said(&self) -> Said {
        Said { parts: self.parts(), years: self.year.range() }
    }

    fn parts(&self) -> Parts {
        let (month, day, season, time) = match self.detail {
            Detail::Year | Detail::SomeMonth | Detail::SomeMonthAndDay => (None, None, None, None),
            Detail::Season(season) => (None, None, Some(season), None),
            Detail::Month(month) | Detail::SomeDay(month) => (Some(month), None, None, None),
            Detail::Day(month, day) => (Some(month), Some(day), None, None),
            Detail::Time(month, day, clock) => (Some(month), Some(day), None, Some(clock)),
        };
        Parts { year: self.year.range().0, month, day, season, time, qualifier: self.qualifier }
    }
}

impl Clock {
    /// Minute of the day.
    fn minutes(self) -> u16 {
        u16::from(self.hour).saturating_mul(60).saturating_add(u16::from(self.minute))
    }
}

impl Season {
    /// EDTF's number for it.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Spring => 21,
            Self::Summer => 22,
            Self::Autumn => 23,
            Self::Winter => 24,
        }
    }

    const fn first_month(self) -> u8 {
        match self {
            Self::Spring => 3,
            Self::Summer => 6,
            Self::Autumn => 9,
            Self::Winter => 12,
        }
    }
}

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub(crate) const fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1 January 1970 of a day of the proleptic Gregorian calendar. Years have at most nine digits, so nothing here can overflow.
#[allow(clippy::arithmetic_side_effects, reason = "a year has at most nine digits: nothing here comes near the ends of an `i64`")]
pub(crate) fn days(year: i64, month: u8, day: u8) -> i64 {
    // Counted from 1 March, so that the leap day comes last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((i64::from(month) + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days`].
#[allow(
    clippy::arithmetic_side_effects,
    reason = "division by the days of a cycle comes first, and leaves room for all that is multiplied and added"
)]
pub(crate) fn civil(days: i64) -> (i64, u8, u8) {
    let days = days.saturating_add(719_468);
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, u8::try_from(month).unwrap_or(1), u8::try_from(day).unwrap_or(1))
}

#[cfg(test)]
mod tests;
