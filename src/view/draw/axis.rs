//! Days along a line: years in which much happened are open and share its length, years of quiet are pressed together.

use super::pack::Extent;
use crate::counts::counted;
use crate::parse::date::{civil_from_days, days_from_civil, days_in_month};

/// A year with so many marks is open.
const MIN_OPEN_MARKS: usize = 4;
/// A mark that is known no closer than to so many days opens no year: about four months.
const MOST_CLOSE_DAYS: f64 = 124.0;

/// Years beside each other that have one scale.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stretch {
    /// Its first day, since 1 January 1970.
    pub from: f64,
    /// The day after its last.
    pub to: f64,
    /// Where it begins on the line.
    pub start: f64,
    pub length: f64,
    /// Whether its years are pressed together.
    pub pressed: bool,
    /// Its first year.
    pub first: i64,
    /// Its last year.
    pub last: i64,
    /// How many marks lie in it.
    marks: usize,
}

impl Stretch {
    /// Where it ends on the line.
    pub fn end(&self) -> f64 {
        self.start + self.length
    }
}

/// How long things are on the line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measure {
    /// The line.
    pub length: f64,
    /// A pressed stretch.
    pub pressed: f64,
    /// The gap beside a pressed stretch.
    pub gap: f64,
}

/// A month on the line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Month {
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    pub from: f64,
    pub to: f64,
}

/// Days along a line.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Axis {
    /// In the order of time, each beginning on the day on which the one before ends.
    pub stretches: Vec<Stretch>,
}

fn year(day: f64) -> i64 {
    civil_from_days(day.floor() as i64).0
}

/// The first day of a year.
fn new_year(year: i64) -> f64 {
    days_from_civil(year, 1, 1) as f64
}

/// The day after the month in which the day before `day` lies.
fn month_ends(day: f64) -> f64 {
    let (year, month, _) = civil_from_days(day.ceil() as i64 - 1);
    days_from_civil(year, month, 1) as f64 + f64::from(days_in_month(year, month))
}

impl Axis {
    /// The axis of what reaches over these days (the end of each is the day after its last), up to the day after the last of which
    /// anything is known.
    pub fn new(marks: &[Extent], until: Option<f64>, measure: Measure) -> Self {
        let Some(first) = marks.iter().map(|mark| mark.from).min_by(f64::total_cmp) else { return Self::default() };
        // What is known by the year alone does not lengthen the axis: its line ends where that does.
        let close = || marks.iter().filter(|mark| mark.to - mark.from <= MOST_CLOSE_DAYS);
        let ends: Vec<f64> =
            if close().next().is_some() { close().map(|mark| mark.to).collect() } else { marks.iter().map(|mark| mark.to).collect() };
        let last = ends.into_iter().chain(until).fold(first + 1.0, f64::max);
        let mut counts = counted(close().map(|mark| year(mark.from)));
        if counts.values().any(|count| *count >= MIN_OPEN_MARKS) {
            counts.retain(|_, count| *count >= MIN_OPEN_MARKS);
        }
        let mut stretches = Vec::new();
        let mut next = year(first);
        let end_year = year(last - 1.0);
        for (open, marks) in counts {
            if open > next {
                stretches.push(stretch(new_year(next), new_year(open), true, 0));
            }
            stretches.push(stretch(new_year(open), new_year(open + 1), false, marks));
            next = open + 1;
        }
        if end_year >= next {
            let is_only = stretches.is_empty();
            stretches.push(stretch(new_year(next), new_year(end_year + 1), !is_only, 1));
        }
        // Months of quiet before the first mark and after what is known say nothing.
        if let Some(open) = stretches.first_mut().filter(|open| !open.pressed) {
            let (year, month, _) = civil_from_days(first.floor() as i64);
            open.from = days_from_civil(year, month, 1) as f64;
        }
        if let Some(open) = stretches.last_mut().filter(|open| !open.pressed) {
            open.to = month_ends(last).min(open.to);
        }
        let mut axis = Self { stretches };
        axis.measure(measure);
        axis
    }

    /// Shares the line out: pressed stretches are all of one length, open ones are as long as their days times the root of their marks.
    fn measure(&mut self, measure: Measure) {
        let pressed = self.stretches.iter().filter(|stretch| stretch.pressed).count() as f64;
        let gaps = self.stretches.windows(2).filter(|two| two.iter().any(|stretch| stretch.pressed)).count() as f64;
        // Pressed years take at most two fifths of the line.
        let shrunk = (measure.length * 0.4 / (pressed * measure.pressed + gaps * measure.gap)).min(1.0);
        let (short, gap) = (measure.pressed * shrunk, measure.gap * shrunk);
        let rest = measure.length - pressed * short - gaps * gap;
        let weight = |stretch: &Stretch| (stretch.to - stretch.from) * (stretch.marks as f64).sqrt();
        let all: f64 = self.stretches.iter().filter(|stretch| !stretch.pressed).map(weight).sum();
        let mut at = 0.0;
        let mut before: Option<bool> = None;
        for stretch in &mut self.stretches {
            if before.is_some_and(|before| before || stretch.pressed) {
                at += gap;
            }
            before = Some(stretch.pressed);
            stretch.start = at;
            stretch.length = if stretch.pressed { short } else { rest * weight(stretch) / all };
            at = stretch.end();
        }
    }

    /// Where a day stands; what lies outside stands at the end.
    pub fn at(&self, day: f64) -> f64 {
        self.along(day, |stretch| day < stretch.to)
    }

    /// Where the day before `day` ends: as [`Self::at`], but at the end of a stretch rather than at the beginning of the next.
    pub fn end_at(&self, day: f64) -> f64 {
        self.along(day, |stretch| day <= stretch.to)
    }

    /// Where a day stands in the first stretch that holds it, else in the last.
    fn along(&self, day: f64, holds: impl Fn(&Stretch) -> bool) -> f64 {
        let Some(stretch) = self.stretches.iter().find(|stretch| holds(stretch)).or(self.stretches.last()) else { return 0.0 };
        stretch.start + (day.clamp(stretch.from, stretch.to) - stretch.from) / (stretch.to - stretch.from) * stretch.length
    }

    /// The months of the open years that stand by themselves.
    pub fn months(&self) -> Vec<Month> {
        let mut months = Vec::new();
        for stretch in self.stretches.iter().filter(|stretch| !stretch.pressed && stretch.first == stretch.last) {
            for month in 1..=12_u8 {
                let from = days_from_civil(stretch.first, month, 1) as f64;
                let to = from + f64::from(days_in_month(stretch.first, month));
                if from >= stretch.from && to <= stretch.to {
                    months.push(Month { year: stretch.first, month, from: self.at(from), to: self.end_at(to) });
                }
            }
        }
        months
    }

    /// Where the line is broken: the middles of the gaps.
    pub fn breaks(&self) -> Vec<f64> {
        self.stretches
            .windows(2)
            .filter_map(|two| match two {
                [before, after] if after.start - before.end() > 0.0 => Some(f64::midpoint(before.end(), after.start)),
                _ => None,
            })
            .collect()
    }
}

fn stretch(from: f64, to: f64, pressed: bool, marks: usize) -> Stretch {
    Stretch { from, to, start: 0.0, length: 0.0, pressed, first: year(from), last: year(to - 1.0), marks: marks.max(1) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Axis, Extent, Measure, days_from_civil};

    const MEASURE: Measure = Measure { length: 1000.0, pressed: 60.0, gap: 8.0 };

    fn day(year: i64, month: u8, day: u8) -> Extent {
        let from = days_from_civil(year, month, day) as f64;
        Extent::new(from, from + 1.0)
    }

    #[test]
    fn years_of_quiet_are_pressed() {
        let mut marks: Vec<Extent> = (1..=5).map(|month| day(2022, month, 3)).collect();
        marks.extend((1..=5).map(|month| day(2025, month, 3)));
        marks.push(day(2014, 6, 1));
        let axis = Axis::new(&marks, Some(days_from_civil(2025, 12, 1) as f64), MEASURE);
        let shapes: Vec<_> = axis.stretches.iter().map(|s| (s.first, s.last, s.pressed)).collect();
        assert_eq!(shapes, [(2014, 2021, true), (2022, 2022, false), (2023, 2024, true), (2025, 2025, false)]);
        assert_eq!(axis.breaks().len(), 3);
        assert_eq!(axis.months().len(), 12 + 11);
        assert!((axis.stretches.last().unwrap().end() - 1000.0).abs() < 1e-6);
    }

    #[test]
    fn a_few_rounds_open_every_year_that_has_one() {
        let axis = Axis::new(&[day(1993, 5, 1), day(1995, 2, 1), day(1995, 3, 1)], None, MEASURE);
        let shapes: Vec<_> = axis.stretches.iter().map(|s| (s.first, s.pressed)).collect();
        assert_eq!(shapes, [(1993, false), (1994, true), (1995, false)]);
    }

    #[test]
    fn what_is_known_by_the_year_alone_makes_one_even_line() {
        let long = Extent::new(days_from_civil(2014, 1, 1) as f64, days_from_civil(2022, 3, 1) as f64);
        let axis = Axis::new(&[long], None, MEASURE);
        assert_eq!(axis.stretches.iter().map(|s| (s.first, s.last, s.pressed)).collect::<Vec<_>>(), [(2014, 2022, false)]);
        assert_eq!(Axis::new(&[], None, MEASURE), Axis::default());
    }

    proptest! {
        #[test]
        fn time_never_runs_backward(marks in prop::collection::vec((-200_000i64..200_000, 1i64..4000), 1..60), far in prop::option::of(0i64..300_000_000_000)) {
            let mut marks: Vec<Extent> = marks.iter().map(|(from, long)| Extent::new(*from as f64, (from + long) as f64)).collect();
            marks.extend(far.map(|far| Extent::new(far as f64, far as f64 + 1.0)));
            let axis = Axis::new(&marks, None, MEASURE);
            let mut edges: Vec<f64> = marks.iter().flat_map(|mark| [mark.from, mark.to]).collect();
            edges.sort_by(f64::total_cmp);
            let mut before = 0.0;
            for edge in edges {
                let at = axis.end_at(edge);
                prop_assert!(at >= before - 1e-6 && at <= 1000.0 + 1e-6, "{at} after {before}");
                prop_assert!(axis.at(edge) >= at - 1e-6);
                before = at;
            }
        }
    }
}
