//! Tests of the drawing: nothing meets, nothing leaves, everything is told.
use proptest::prelude::*;

use super::super::text;
use super::{Chart, ChartStyle, Extent, Item, ItemMark, LABEL_SIZE, LINE_HEIGHT, VERTICAL_LABELS, When, horizontal, vertical};

const STYLE: ChartStyle =
    ChartStyle { width: 776.0, row: 20.0, plain_row: 20.0, dot: 5.2, ring: 8.2, pressed: 56.0, names: 160.0, top: 60.0 };
const NAMES: [&str; 4] = ["Direct talks", "A meeting of the two presidents", "Forums", "Europe"];

/// A box on a drawing: along and across the axis.
#[derive(Debug, Clone, Copy)]
struct Area {
    along: Extent,
    across: Extent,
}

impl Area {
    fn meets(self, other: Self) -> bool {
        self.along.meets(other.along, -0.1) && self.across.meets(other.across, -0.1)
    }
}

fn mark_areas(mark: &ItemMark, radius: f64, at: impl Fn(f64) -> f64) -> Vec<Area> {
    let across = |half: f64| Extent::new(mark.across - half, mark.across + half);
    let dots = mark.dots.iter().map(|dot| Area { along: Extent::new(at(*dot) - radius, at(*dot) + radius), across: across(radius) });
    let bar = mark.bar.map(|(from, length)| Area { along: Extent::new(at(from), at(from + length)), across: across(5.0) });
    // A label may stand on its own line, on no other.
    let line = mark.line.map(|(from, to)| Area { along: Extent::new(at(from), at(to)), across: across(4.0) });
    let arrow = mark.before.map(|to| Area { along: Extent::new(at(to) - 28.0, at(to)), across: across(4.0) });
    dots.chain(bar).chain(line).chain(arrow).collect()
}

/// The boxes of a horizontal chart at a width, by mark.
fn areas(chart: &Chart, width: f64) -> Vec<(usize, Vec<Area>, Option<Area>)> {
    let at = |share: f64| share / 100.0 * width;
    let label = |mark: &ItemMark| {
        let label = mark.label.as_ref()?;
        let words = text::width(label.lines.first()?, LABEL_SIZE);
        let from = at(label.at) + label.by;
        let along = if label.ends { Extent::new(from - words, from) } else { Extent::new(from, from + words) };
        Some(Area { along, across: Extent::new(mark.across - 8.0, mark.across + 8.0) })
    };
    chart.marks.iter().map(|mark| (mark.item, mark_areas(mark, chart.ring, at), label(mark))).collect()
}

fn assert_nothing_meets(all: &[(usize, Vec<Area>, Option<Area>)]) {
    for (item, marks, label) in all {
        for (other, other_marks, other_label) in all.iter().filter(|(other, ..)| other > item) {
            for own in marks.iter().chain(label) {
                for area in other_marks.iter().chain(other_label) {
                    assert!(!own.meets(*area), "{item} and {other} meet: {own:?} {area:?}");
                }
            }
        }
    }
}

fn check_lying(items: &[Item]) {
    let chart = horizontal(items, &NAMES, None, STYLE);
    for width in [STYLE.width, 1104.0, 2400.0] {
        let all = areas(&chart, width);
        assert_nothing_meets(&all);
        for area in all.iter().flat_map(|(_, marks, label)| marks.iter().chain(label)) {
            assert!(area.along.from >= -9.0 && area.along.to <= width + 9.0, "{area:?} leaves the drawing");
            assert!(area.across.from >= chart.top - 0.1 && area.across.to <= chart.height + 0.1, "{area:?} leaves the drawing");
        }
        for area in all.iter().filter_map(|(_, _, label)| *label) {
            assert!(area.along.from >= -0.1 && area.along.to <= width + 0.1, "the label {area:?} leaves the drawing");
        }
    }
    assert!(chart.marks.iter().map(|mark| items[mark.item].when.first()).is_sorted(), "marks stand in the order of time");
    let counted: usize = chart.columns.iter().map(|column| column.held + column.said).sum();
    assert_eq!(chart.marks.len() + counted + chart.left_out, items.len(), "every item is drawn, counted or told to be left out");
}

fn check_upright(items: &[Item]) {
    let Some(chart) = vertical(items, &NAMES, None) else { return };
    let marks: Vec<_> = chart.marks.iter().map(|mark| (mark.item, mark_areas(mark, 5.5, |at| at), None)).collect();
    assert_nothing_meets(&marks);
    let mut end = 0.0;
    let mut labels: Vec<_> = chart.marks.iter().filter_map(|mark| mark.label.as_ref()).collect();
    labels.sort_by(|a, b| a.first_line.total_cmp(&b.first_line));
    for label in labels {
        let from = label.first_line - LINE_HEIGHT / 2.0;
        assert!(from >= end - 0.1, "labels stand on each other");
        end = from + label.lines.len() as f64 * LINE_HEIGHT;
        assert!(end <= chart.height, "a label leaves the drawing");
        assert!(label.lines.iter().all(|line| VERTICAL_LABELS + text::width(line, LABEL_SIZE) <= chart.width + 0.1));
    }
    let counted: usize = chart.columns.iter().map(|column| column.held + column.said).sum();
    let drawable = items.iter().filter(|item| !item.when.is_line()).count();
    assert_eq!(chart.marks.len() + counted + chart.left_out, drawable);
    assert!(chart.end <= VERTICAL_LABELS);
}

/// Rounds of any number over some years, from a fixed seed, so that a failure comes again.
fn rounds(number: usize, years: f64) -> Vec<Item> {
    let mut seed = 7_u64;
    let mut next = move |below: f64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as f64 / f64::from(u32::MAX >> 1) * below
    };
    (0..number)
        .map(|place| {
            let from = 18_000.0 + next(years * 365.0).floor();
            let kind = next(10.0);
            let when = match () {
                () if kind < 5.0 => When::Span(from, Some(from + 1.0)),
                () if kind < 7.5 => When::Span(from, Some(from + 2.0 + next(100.0).floor())),
                () if kind < 8.3 => When::Span(from, Some(from + 366.0)),
                () if kind < 8.8 => When::Span(from, None),
                () if kind < 9.5 => When::Before(from),
                () => When::OneOf(vec![Extent::new(from, from + 1.0), Extent::new(from + 400.0, from + 401.0)]),
            };
            let labelled = place < 15 || number < 15;
            Item {
                when,
                label: labelled.then(|| format!("Label of number {place}")),
                rank: place,
                lane: place % NAMES.len(),
                held: place % 3 == 0,
                counted: true,
            }
        })
        .collect()
}

#[test]
fn any_number_of_rounds_is_drawn_without_a_collision() {
    for number in [0, 1, 3, 5, 55, 500] {
        for years in [0.1, 1.0, 4.0, 30.0] {
            let items = rounds(number, years);
            check_lying(&items);
            check_upright(&items);
        }
    }
}

#[test]
fn a_crowd_is_counted_and_the_drawing_stays_low() {
    let chart = horizontal(&rounds(500, 10.0), &NAMES, None, STYLE);
    assert!(!chart.columns.is_empty() && chart.height < 1400.0, "{}", chart.height);
    let all = |column: &super::Tally| column.held + column.said;
    let (highest, total) = (chart.columns.iter().map(all).max().unwrap(), chart.columns.iter().map(all).sum::<usize>());
    assert!(highest > 1 && total > 300);
}

#[test]
fn nothing_to_draw_is_an_empty_drawing() {
    assert!(horizontal(&[], &NAMES, None, STYLE).marks.is_empty());
    assert!(vertical(&[], &NAMES, None).is_none());
}

fn when() -> impl Strategy<Value = When> {
    let day = 15_000.0..20_000.0f64;
    prop_oneof![
        day.clone().prop_map(|day| When::Span(day.floor(), Some(day.floor() + 1.0))),
        (day.clone(), 2.0..900.0f64).prop_map(|(day, long)| When::Span(day.floor(), Some((day + long).floor()))),
        day.clone().prop_map(|day| When::Span(day.floor(), None)),
        day.clone().prop_map(|day| When::Before(day.floor())),
        prop::collection::vec(day, 2..4)
            .prop_map(|days| When::OneOf(days.iter().map(|day| Extent::new(day.floor(), day.floor() + 1.0)).collect())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]
    #[test]
    fn labels_and_marks_never_meet(items in prop::collection::vec((when(), prop::option::of("[A-Za-zğ ]{3,30}"), 0..4usize, any::<bool>()), 0..70)) {
        let items: Vec<Item> = items.into_iter().enumerate().map(|(rank, (when, label, lane, held))| Item { when, label, rank, lane, held, counted: true }).collect();
        check_lying(&items);
        check_upright(&items);
    }
}
