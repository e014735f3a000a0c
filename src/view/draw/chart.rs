//! Lanes of marks over an axis of days, horizontal or vertical.

use serde::Serialize;

use super::axis::{Axis, Measure, Stretch};
use super::pack::{self, Extent};
use super::spread::{self, ColumnLabel};
use super::{rounded, text};

/// What is known to at most so many days is a dot.
const MAX_DOT_DAYS: f64 = 2.0;
/// What is known to at most so many days is a bar, what is known less closely a line: about four months.
const MAX_BAR_DAYS: f64 = 130.0;
/// The font size of labels.
const LABEL_SIZE: f64 = 12.5;
/// The font size of years.
const YEAR_SIZE: f64 = 15.0;
/// The font size of lanes' names.
const LANE_NAME_SIZE: f64 = 14.0;
/// A crowd in more rows than these is counted by month.
const MOST_ROWS: usize = 8;
/// Of so few items each is drawn, in as many rows as they need.
const MOST_UNCOUNTED: usize = 120;
/// How far back an arrow reaches.
const ARROW_LENGTH: f64 = 28.0;
/// A bar is at least so long: it is not a dot.
const MIN_BAR_LENGTH: f64 = 9.0;
/// The height of the highest column of a lane that is counted.
const MAX_COLUMN_HEIGHT: f64 = 40.0;

/// When something was, in days since 1 January 1970; an end is the day after the last.
#[derive(Debug, Clone, PartialEq)]
pub enum When {
    /// On these days, or on some day of them; without an end it goes on.
    Span(f64, Option<f64>),
    /// Some time before this day.
    Before(f64),
    /// On one of these days, and nobody knows on which.
    OneOf(Vec<Extent>),
}

impl When {
    /// The days over which it reaches.
    fn extents(&self) -> Vec<Extent> {
        match self {
            Self::Span(from, to) => vec![Extent::new(*from, to.unwrap_or(from + 1.0))],
            Self::Before(day) => vec![Extent::new(day - 1.0, *day)],
            Self::OneOf(days) => days.clone(),
        }
    }

    /// Its first day.
    pub fn first(&self) -> f64 {
        self.extents().iter().map(|extent| extent.from).fold(f64::INFINITY, f64::min)
    }

    /// Whether it is drawn as a line: known no closer than to a season, or open.
    pub fn is_line(&self) -> bool {
        matches!(self, Self::Span(from, to) if to.is_none_or(|to| to - from > MAX_BAR_DAYS))
    }
}

/// Something to be drawn.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub when: When,
    /// The words beside its mark.
    pub label: Option<String>,
    /// Which label is placed first: the lower.
    pub rank: usize,
    pub lane: usize,
    /// Whether it took place.
    pub held: bool,
    /// Whether it is counted: among those that took place, else among those only said.
    pub counted: bool,
}

/// How a horizontal chart is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChartStyle {
    /// The narrowest width at which it is shown.
    pub width: f64,
    /// The height of a row with a label.
    pub row: f64,
    /// The height of a row without one.
    pub plain_row: f64,
    /// The radius of a dot.
    pub dot: f64,
    /// The radius of the ring around a dot.
    pub ring: f64,
    /// The length of a pressed stretch.
    pub pressed: f64,
    /// The room for lanes' names beside it.
    pub names: f64,
    /// The height of the axis above the lanes.
    pub top: f64,
}

/// A drawing: along the axis in per cent of its width, or in pixels where it is vertical; across in pixels.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Chart {
    /// Its width in pixels: of a vertical one its own, of a horizontal one the narrowest.
    pub width: f64,
    /// Its height in pixels.
    pub height: f64,
    /// Where the lanes begin across the axis; of a vertical one, where the axis begins.
    pub top: f64,
    /// Where lanes end across the axis.
    pub end: f64,
    /// The radius of a dot.
    pub dot: f64,
    /// The radius of its ring.
    pub ring: f64,
    /// Stretches of the axis.
    pub stretches: Vec<StretchView>,
    /// Months of open years.
    pub months: Vec<MonthView>,
    /// Where the axis is broken.
    pub breaks: Vec<f64>,
    /// Lanes.
    pub lanes: Vec<LaneView>,
    /// Marks, in the order of time.
    pub marks: Vec<ItemMark>,
    /// What is counted rather than drawn one by one.
    pub columns: Vec<Tally>,
    /// How many items are not drawn for want of room.
    pub left_out: usize,
    /// Of a vertical one: how many teeth the line of a break has.
    pub teeth: usize,
}

/// Years of the axis with one scale.
#[derive(Debug, Clone, Serialize)]
pub struct StretchView {
    /// Where it begins.
    pub from: f64,
    /// How long it is.
    pub length: f64,
    /// Whether it is pressed.
    pub pressed: bool,
    /// Its first year, where there is room to write it.
    pub year: Option<String>,
    /// Its last year in two digits or four, where it has several.
    pub last: Option<String>,
}

/// A month of the axis.
#[derive(Debug, Clone, Serialize)]
pub struct MonthView {
    /// 1 to 12.
    pub month: u8,
    /// Where it begins.
    pub from: f64,
    /// Its middle.
    pub middle: f64,
    /// Whether there is room for its short name; else for its initial.
    pub short: bool,
    /// Whether there is room for any.
    pub named: bool,
}

/// A lane.
#[derive(Debug, Clone, Serialize)]
pub struct LaneView {
    /// Where it begins across the axis.
    pub from: f64,
    /// How broad it is.
    pub breadth: f64,
    /// Its name, in lines.
    pub name: Vec<String>,
    /// How many of its items took place.
    pub held: usize,
    /// How many were only said.
    pub said: usize,
}

/// An item's mark.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ItemMark {
    /// Which of the items.
    pub item: usize,
    /// The lane.
    pub lane: usize,
    /// Its middle across the axis.
    pub across: f64,
    /// Dots, by their middles along the axis.
    pub dots: Vec<f64>,
    /// A bar: from where, how long.
    pub bar: Option<(f64, f64)>,
    /// A line: from where to where.
    pub line: Option<(f64, f64)>,
    /// Whether the line goes on.
    pub goes_on: bool,
    /// An arrow back from here.
    pub before: Option<f64>,
    /// Its label.
    pub label: Option<MarkLabel>,
}

/// A label.
#[derive(Debug, Clone, Serialize)]
pub struct MarkLabel {
    /// Along the axis, where its anchor is.
    pub at: f64,
    /// How many pixels from there its text begins or ends.
    pub by: f64,
    /// Whether it ends there, at the left of its mark.
    pub ends: bool,
    /// Whether it stands on its line.
    pub on: bool,
    /// The words; of a vertical chart in lines.
    pub lines: Vec<String>,
    /// Of a vertical chart: the middle of its first line.
    pub first_line: f64,
    /// Of a vertical chart: where its leader ends.
    pub leader: f64,
}

/// Items of a lane and a month, counted.
#[derive(Debug, Clone, Serialize)]
pub struct Tally {
    /// Where the month begins.
    pub from: f64,
    /// How long it is.
    pub length: f64,
    /// Where the column stands across the axis.
    pub base: f64,
    /// How many took place.
    pub held: usize,
    /// How many were only said.
    pub said: usize,
    /// How high those are drawn.
    pub held_height: f64,
    /// How high these are drawn.
    pub said_height: f64,
}

/// Where an item could stand along the axis, in pixels.
struct ItemShape {
    extents: Vec<Extent>,
    mark: ItemMark,
}

fn axis(items: &[Item], until: Option<f64>, measure: Measure) -> Axis {
    let extents: Vec<Extent> = items.iter().flat_map(|item| item.when.extents()).collect();
    Axis::new(&extents, until, measure)
}

/// A horizontal chart of items in lanes.
pub fn horizontal(items: &[Item], names: &[&str], until: Option<f64>, style: ChartStyle) -> Chart {
    let axis = axis(items, until, Measure { length: style.width, pressed: style.pressed, gap: 8.0 });
    let share = |at: f64| rounded(at / style.width * 100.0);
    let mut chart = Chart { width: style.width, top: style.top, dot: style.dot, ring: style.ring, ..Chart::default() };
    let room = Extent::new(0.0, style.width);
    let mut across = style.top;
    for (lane, name) in names.iter().enumerate() {
        let own: Vec<(usize, &Item)> = items.iter().enumerate().filter(|(_, item)| item.lane == lane).collect();
        let lines = text::lines(name, LANE_NAME_SIZE, style.names);
        let (drawn, rows, counted) = place_in_rows(
            &own,
            |item| lying_shape(item, &axis, style),
            room,
            if items.len() > MOST_UNCOUNTED { MOST_ROWS } else { usize::MAX },
        );
        let heights: Vec<f64> = (0..rows)
            .map(|row| {
                let labelled = drawn.iter().any(|(at, mark)| *at == row && mark.label.is_some());
                if labelled { style.row } else { style.plain_row }
            })
            .collect();
        let pad = 7.0;
        let columns = if counted.is_empty() { 0.0 } else { MAX_COLUMN_HEIGHT + 6.0 };
        let least = 12.0 + 17.0 * (lines.len() as f64 + 1.0);
        let breadth = (heights.iter().sum::<f64>() + 2.0 * pad + columns).max(least);
        for (row, mut mark) in drawn {
            let before: f64 = heights.iter().take(row).sum();
            mark.across = rounded(across + pad + before + heights.get(row).copied().unwrap_or(0.0) / 2.0);
            chart.marks.push(in_shares(mark, share));
        }
        chart.left_out += count_by_month(&mut chart.columns, &counted, &axis, across + breadth - 4.0);
        chart.lanes.push(lane_view(across, breadth, lines, &own));
        across += breadth;
    }
    for column in &mut chart.columns {
        (column.from, column.length) = (share(column.from), share(column.length));
    }
    scale_columns(&mut chart.columns);
    chart.height = rounded(across);
    chart.end = chart.height;
    draw_axis(&mut chart, &axis, (share, share), |text| text::width(text, YEAR_SIZE) / 1.1 + 3.0, (26.0, 9.0));
    sort_by_time(&mut chart, items);
    chart
}

fn lane_view(from: f64, breadth: f64, name: Vec<String>, own: &[(usize, &Item)]) -> LaneView {
    let count = |held: bool| own.iter().filter(|(_, item)| item.counted && item.held == held).count();
    LaneView { from: rounded(from), breadth: rounded(breadth), name, held: count(true), said: count(false) }
}

/// Puts items of a lane into rows; gives each drawn item's row, the number of rows, and the items that were too many to be drawn one by one.
fn place_in_rows<'i>(
    own: &[(usize, &'i Item)],
    shape: impl Fn(&Item) -> ItemShape,
    room: Extent,
    most: usize,
) -> (Vec<(usize, ItemMark)>, usize, Vec<&'i Item>) {
    let mut counted = Vec::new();
    let mut kept: Vec<(usize, &Item)> = own.to_vec();
    loop {
        kept.sort_by(|(a, one), (b, other)| {
            placing_order(one).cmp(&placing_order(other)).then(one.when.first().total_cmp(&other.when.first())).then(a.cmp(b))
        });
        let shapes: Vec<ItemShape> = kept.iter().map(|(_, item)| shape(item)).collect();
        let extents: Vec<Vec<Extent>> = shapes.iter().map(|shape| shape.extents.clone()).collect();
        let places = pack::rows(&extents, room, 4.0);
        let rows = places.iter().map(|place| place.row + 1).max().unwrap_or(0);
        let is_unlabelled = |item: &Item| item.label.is_none();
        if rows > most && kept.iter().any(|(_, item)| is_unlabelled(item)) {
            counted = kept.iter().map(|(_, item)| *item).filter(|item| is_unlabelled(item)).collect();
            kept.retain(|(_, item)| !is_unlabelled(item));
            continue;
        }
        let drawn = kept.iter().zip(shapes).zip(places).map(|(((item, _), shape), place)| {
            let mut mark = ItemMark { item: *item, ..with_label_placed(shape, place.choice) };
            mark.lane = own.first().map_or(0, |(_, item)| item.lane);
            (place.row, mark)
        });
        return (drawn.collect(), rows, counted);
    }
}

/// Which items are placed first: those of several dates, long lines, labels by rank, dots, bars.
fn placing_order(item: &Item) -> (u8, usize) {
    match &item.when {
        When::OneOf(_) => (0, item.rank),
        when if when.is_line() => (1, item.rank),
        _ if item.label.is_some() => (2, item.rank),
        When::Span(from, Some(to)) if to - from <= MAX_DOT_DAYS => (3, 0),
        _ => (4, 0),
    }
}

/// A mark with the label of the choice that was taken.
fn with_label_placed(shape: ItemShape, choice: usize) -> ItemMark {
    let mut mark = shape.mark;
    let (first, last) = (mark.first(), mark.last());
    let Some(label) = mark.label.as_mut().filter(|label| !label.on) else { return mark };
    let (from, to) = shape.extents.last().map_or((first, last), |bare| (bare.from, bare.to));
    // The anchor is the mark, so that both move together.
    match choice {
        0 => (label.at, label.by, label.ends) = (last, to + 5.0 - last, false),
        1 => (label.at, label.by, label.ends) = (first, from - 5.0 - first, true),
        _ => mark.label = None,
    }
    mark
}

impl ItemMark {
    fn ends(&self) -> impl Iterator<Item = f64> {
        let dots = self.dots.iter().copied();
        let bar = self.bar.into_iter().flat_map(|(from, length)| [from, from + length]);
        let line = self.line.into_iter().flat_map(|(from, to)| [from, to]);
        dots.chain(bar).chain(line).chain(self.before)
    }

    /// Where its mark begins along the axis.
    fn first(&self) -> f64 {
        self.ends().fold(f64::INFINITY, f64::min)
    }

    /// Where its mark ends along the axis.
    fn last(&self) -> f64 {
        self.ends().fold(f64::NEG_INFINITY, f64::max)
    }
}

/// The mark of an item along an axis, and the extents that it may have: label after it, label before it, no label.
fn lying_shape(item: &Item, axis: &Axis, style: ChartStyle) -> ItemShape {
    let mut mark = unlabelled_mark(item, axis);
    let margin = style.ring + 1.0;
    let reach = if mark.before.is_some() {
        Extent::new(mark.first() - ARROW_LENGTH, mark.last() + 2.0)
    } else {
        Extent::new(mark.first() - margin, mark.last() + margin)
    };
    // What reaches over the edge by the breadth of a ring may do so.
    let reach = Extent::new(reach.from.max(0.0), reach.to.min(style.width));
    let words = item.label.as_deref().map_or(0.0, |label| text::width(label, LABEL_SIZE));
    let mut extents = vec![reach];
    if let Some(label) = &item.label {
        let on = (mark.line.is_some() || mark.dots.len() > 1) && mark.last() - mark.first() > words + 50.0;
        let lines = vec![label.clone()];
        mark.label = Some(MarkLabel { at: mark.first(), by: 16.0, ends: false, on, lines, first_line: 0.0, leader: 0.0 });
        if !on {
            extents = vec![Extent::new(reach.from, reach.to + 5.0 + words), Extent::new(reach.from - 5.0 - words, reach.to), reach];
        }
    }
    ItemShape { extents, mark }
}

/// The mark of an item along an axis, without its label.
fn unlabelled_mark(item: &Item, axis: &Axis) -> ItemMark {
    let mut mark = ItemMark::default();
    let middle = |extent: &Extent| f64::midpoint(axis.at(extent.from), axis.end_at(extent.to));
    match &item.when {
        When::OneOf(days) => mark.dots = days.iter().map(middle).collect(),
        When::Before(day) => mark.before = Some(axis.end_at(*day).max(ARROW_LENGTH)),
        When::Span(from, Some(to)) if to - from <= MAX_DOT_DAYS => mark.dots = vec![middle(&Extent::new(*from, *to))],
        When::Span(from, Some(to)) if to - from <= MAX_BAR_DAYS => {
            let (start, end) = (axis.at(*from), axis.end_at(*to));
            // A bar at an end of the axis grows inwards.
            let length = (end - start).max(MIN_BAR_LENGTH);
            let last = axis.stretches.last().map_or(length, Stretch::end);
            mark.bar = Some((f64::midpoint(start, end) - length / 2.0).min(last - length).max(0.0)).map(|from| (from, length));
        }
        When::Span(from, to) => {
            let end = to.map_or_else(|| axis.stretches.last().map_or(0.0, Stretch::end), |to| axis.end_at(to));
            mark.line = Some((axis.at(*from), end));
            mark.goes_on = to.is_none();
        }
    }
    mark
}

fn in_shares(mut mark: ItemMark, share: impl Fn(f64) -> f64) -> ItemMark {
    for dot in &mut mark.dots {
        *dot = share(*dot);
    }
    mark.bar = mark.bar.map(|(from, length)| (share(from), rounded(share(from + length) - share(from))));
    mark.line = mark.line.map(|(from, to)| (share(from), share(to)));
    mark.before = mark.before.map(&share);
    if let Some(label) = &mut mark.label {
        label.at = share(label.at);
        label.by = rounded(label.by);
    }
    mark
}

/// Counts items by month, or by stretch where months are too narrow to be seen; gives how many could not be: long lines, and what is not counted.
fn count_by_month(columns: &mut Vec<Tally>, items: &[&Item], axis: &Axis, base: f64) -> usize {
    let months = axis.months();
    let mut bins: Vec<Extent> = Vec::new();
    for stretch in &axis.stretches {
        let inner: Vec<Extent> = months
            .iter()
            .filter(|month| month.year == stretch.first && !stretch.pressed)
            .map(|month| Extent::new(month.from, month.to))
            .collect();
        if inner.first().is_some_and(|month| month.to - month.from >= 3.0) {
            bins.extend(inner);
        } else {
            bins.push(Extent::new(stretch.start, stretch.end()));
        }
    }
    let mut counts = vec![(0_usize, 0_usize); bins.len()];
    let mut left_out = 0_usize;
    for item in items {
        let at = axis.at(item.when.first());
        let bin = bins.iter().position(|bin| at < bin.to).unwrap_or_else(|| bins.len().saturating_sub(1));
        match counts.get_mut(bin) {
            Some((held, said)) if item.counted && !item.when.is_line() => {
                let side = if item.held { held } else { said };
                *side += 1;
            }
            _ => left_out += 1,
        }
    }
    for (bin, (held, said)) in bins.iter().zip(counts).filter(|(_, (held, said))| held + *said > 0) {
        columns.push(Tally { from: bin.from, length: bin.to - bin.from, base, held, said, held_height: 0.0, said_height: 0.0 });
    }
    left_out
}

/// Heights of columns, all on one scale.
fn scale_columns(columns: &mut [Tally]) {
    let most = columns.iter().map(|column| column.held + column.said).max().unwrap_or(1).max(1) as f64;
    for column in columns {
        column.held_height = rounded(column.held as f64 / most * MAX_COLUMN_HEIGHT);
        column.said_height = rounded(column.said as f64 / most * MAX_COLUMN_HEIGHT);
        (column.from, column.length, column.base) = (rounded(column.from), rounded(column.length), rounded(column.base));
    }
}

/// Years and months in the background of the marks, `at` their places on the chart and so `long`. A year is written where there is room after the one before.
fn draw_axis(
    chart: &mut Chart,
    axis: &Axis,
    (at, long): (impl Fn(f64) -> f64, impl Fn(f64) -> f64),
    year_width: impl Fn(&str) -> f64,
    (short, initial): (f64, f64),
) {
    let last_year = |stretch: &Stretch| {
        if stretch.first > 999 && stretch.last.div_euclid(100) == stretch.first.div_euclid(100) {
            format!("{:02}", stretch.last.rem_euclid(100))
        } else {
            stretch.last.to_string()
        }
    };
    // Open years come first; a pressed one is named where that leaves room for the next.
    let mut free = 0.0;
    for (place, stretch) in axis.stretches.iter().enumerate() {
        let room = if stretch.pressed { axis.stretches.get(place + 1).map_or(f64::INFINITY, |next| next.start) } else { f64::INFINITY };
        let first = stretch.first.to_string();
        let last = (stretch.first != stretch.last).then(|| last_year(stretch));
        let end = stretch.start + year_width(&last.as_ref().map_or_else(|| first.clone(), |last| format!("{first}–{last}")));
        let written = stretch.start >= free - 1e-6 && end <= room;
        if written {
            free = end;
        }
        chart.stretches.push(StretchView {
            from: at(stretch.start),
            length: long(stretch.length),
            pressed: stretch.pressed,
            year: written.then_some(first),
            last: last.filter(|_| written),
        });
    }
    let months = axis.months();
    for month in &months {
        // All months of a year are named alike: as the shortest has room.
        let long = months.iter().filter(|other| other.year == month.year).map(|other| other.to - other.from).fold(f64::INFINITY, f64::min);
        chart.months.push(MonthView {
            month: month.month,
            from: at(month.from),
            middle: at(f64::midpoint(month.from, month.to)),
            short: long >= short,
            named: long >= initial,
        });
    }
    chart.breaks = axis.breaks().into_iter().map(at).collect();
}

/// Marks in the order of time, so that keys and readers go through them in it.
fn sort_by_time(chart: &mut Chart, items: &[Item]) {
    let first = |mark: &ItemMark| items.get(mark.item).map_or(0.0, |item| item.when.first());
    chart.marks.sort_by(|a, b| first(a).total_cmp(&first(b)).then(a.item.cmp(&b.item)));
}

/// What stands left of the lanes of a vertical chart: years and months.
const VERTICAL_LEFT: f64 = 44.0;
/// Where its labels begin.
const VERTICAL_LABELS: f64 = 256.0;
/// Where its lanes end at the latest.
const VERTICAL_END: f64 = 246.0;
/// Its width.
const VERTICAL_WIDTH: f64 = 346.0;
/// A row of it.
const VERTICAL_ROW: f64 = 11.0;
/// A line of a label.
const LINE_HEIGHT: f64 = 14.0;
/// The room for lanes' names, which are turned.
const VERTICAL_NAMES: f64 = 150.0;

/// A vertical chart for narrow screens: time goes down, lanes are columns, labels stand in one column beside them. Lines, which are known to a
/// season or less, are left to the text. None where the lanes need more room than there is.
pub fn vertical(items: &[Item], names: &[&str], until: Option<f64>) -> Option<Chart> {
    let drawable = |item: &&Item| !item.when.is_line();
    let kept: Vec<Item> = items.iter().filter(drawable).cloned().collect();
    let original_places: Vec<usize> = items.iter().enumerate().filter(|(_, item)| drawable(item)).map(|(place, _)| place).collect();
    if kept.is_empty() {
        return None;
    }
    let wrapped = |item: &Item| item.label.as_ref().map(|label| text::lines(label, LABEL_SIZE, VERTICAL_WIDTH - VERTICAL_LABELS));
    let height_of = |lines: &Vec<String>| lines.len() as f64 * LINE_HEIGHT + 4.0;
    let labels: f64 = kept.iter().filter_map(wrapped).map(|lines| height_of(&lines)).sum();
    // Some forty pixels for each open month; then as much as the labels need.
    let draft = axis(&kept, until, Measure { length: 1000.0, pressed: 44.0, gap: 14.0 });
    let open = draft.months().len() as f64;
    let length = (open * 40.0).clamp(280.0, 1000.0).max(labels);
    let axis = axis(&kept, until, Measure { length, pressed: 44.0, gap: 14.0 });
    let shown: Vec<usize> = (0..names.len()).filter(|lane| kept.iter().any(|item| item.lane == *lane)).collect();
    let several = shown.len() > 1;
    let longest = shown.iter().filter_map(|lane| names.get(*lane)).map(|name| text::width(name, LABEL_SIZE)).fold(0.0, f64::max);
    let top = if several { longest.min(VERTICAL_NAMES) + 16.0 } else { 12.0 };
    let mut chart = Chart { width: VERTICAL_WIDTH, top: rounded(top), dot: 4.0, ring: 6.2, ..Chart::default() };
    let most = if several { MOST_ROWS } else { 16 };
    let mut across = VERTICAL_LEFT;
    let shape = |item: &Item| {
        let mark = unlabelled_mark(item, &axis);
        let back = if mark.before.is_some() { ARROW_LENGTH } else { 6.0 };
        let extents = vec![Extent::new(mark.first() - back, mark.last() + 6.0)];
        ItemShape { extents, mark }
    };
    for lane in shown {
        let own: Vec<(usize, &Item)> = kept.iter().enumerate().filter(|(_, item)| item.lane == lane).collect();
        let (drawn, rows, counted) = place_in_rows(&own, shape, Extent::new(0.0, length), most);
        let columns = if counted.is_empty() { 0.0 } else { MAX_COLUMN_HEIGHT + 4.0 };
        let breadth = (rows as f64 * VERTICAL_ROW + 8.0 + columns).max(22.0);
        for (row, mut mark) in drawn {
            mark.across = rounded(across + 4.0 + (row as f64 + 0.5) * VERTICAL_ROW);
            chart.marks.push(in_shares(mark, |at| rounded(top + at)));
        }
        let last = chart.columns.len();
        chart.left_out += count_by_month(&mut chart.columns, &counted, &axis, across + breadth - columns);
        for column in chart.columns.iter_mut().skip(last) {
            column.from += top;
        }
        let name = names.get(lane).map(|name| text::cut(name, LABEL_SIZE, VERTICAL_NAMES)).into_iter().collect();
        chart.lanes.push(lane_view(across, breadth, name, &own));
        across += breadth;
    }
    if across > VERTICAL_END {
        return None;
    }
    scale_columns(&mut chart.columns);
    chart.end = rounded(across);
    sort_by_time(&mut chart, &kept);
    chart.height = rounded(place_labels(&mut chart, &kept, wrapped, top, length));
    draw_axis(&mut chart, &axis, (|at| rounded(rounded(at) + top), rounded), |_| 18.0, (12.0, 12.0));
    // The name of the year stands where those of its first months would.
    let years: Vec<f64> = chart.stretches.iter().map(|stretch| stretch.from).collect();
    for month in &mut chart.months {
        month.named &= years.iter().all(|year| month.middle < *year || month.middle - year > 26.0);
    }
    chart.teeth = ((chart.end - 30.0) / 8.0) as usize;
    for mark in &mut chart.marks {
        mark.item = original_places.get(mark.item).copied().unwrap_or(mark.item);
    }
    Some(chart)
}

/// Puts labels into the column beside a vertical chart; gives where it ends. One of several dates has its label at the first.
fn place_labels(chart: &mut Chart, items: &[Item], wrapped: impl Fn(&Item) -> Option<Vec<String>>, top: f64, length: f64) -> f64 {
    let mut labelled: Vec<(&mut ItemMark, Vec<String>)> = chart
        .marks
        .iter_mut()
        .filter_map(|mark| Some((wrapped(items.get(mark.item)?)?, mark)))
        .map(|(lines, mark)| (mark, lines))
        .collect();
    let ideal = |mark: &ItemMark| mark.bar.map_or_else(|| mark.first(), |(from, long)| from + long / 2.0);
    labelled.sort_by(|(a, _), (b, _)| ideal(a).total_cmp(&ideal(b)).then(a.across.total_cmp(&b.across)));
    let column: Vec<ColumnLabel> = labelled
        .iter()
        .map(|(mark, lines)| ColumnLabel { ideal: ideal(mark) - top, height: lines.len() as f64 * LINE_HEIGHT + 4.0 })
        .collect();
    let middles = spread::column(&column, length);
    let mut end = top + length;
    for (((mark, lines), middle), label) in labelled.into_iter().zip(middles).zip(&column) {
        let at = ideal(mark);
        end = end.max(top + middle + label.height / 2.0);
        let first_line = rounded(top + middle - label.height / 2.0 + 2.0 + LINE_HEIGHT / 2.0);
        mark.label = Some(MarkLabel { at: rounded(at), by: 0.0, ends: false, on: false, lines, first_line, leader: rounded(top + middle) });
    }
    end + 6.0
}

#[cfg(test)]
mod tests;
