//! Labels beside marks on a plane: right, left, above or beneath, where they meet nothing.

use serde::Serialize;

use super::pack::Extent;
use super::{rounded, text};

/// The gap between a mark and its label.
const GAP: f64 = 7.0;
/// The gap between a label and the edge.
const EDGE: f64 = 4.0;

/// A box in pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Area {
    /// From the left.
    pub across: Extent,
    /// From the top.
    pub down: Extent,
}

impl Area {
    fn meets(self, other: Self) -> bool {
        self.across.meets(other.across, 2.0) && self.down.meets(other.down, 1.0)
    }

    fn inside(self, across: Extent, down: Extent) -> bool {
        self.across.from >= across.from + EDGE
            && self.across.to <= across.to - EDGE
            && self.down.from >= down.from + EDGE
            && self.down.to <= down.to - EDGE
    }

    const fn size(self) -> f64 {
        (self.across.to - self.across.from) * (self.down.to - self.down.from)
    }
}

/// A mark, and the label that is to stand beside it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LabelledArea<'l> {
    /// The mark.
    pub area: Area,
    /// The label's lines; none: it has no label.
    pub lines: &'l [String],
    pub size: f64,
}

/// Where a label stands.
#[derive(Debug, Clone, Serialize)]
pub struct Label {
    /// Its anchor from the left.
    pub x: f64,
    /// The foot of its first line from the top.
    pub y: f64,
    /// `start`, `middle` or `end`.
    pub anchor: &'static str,
}

/// Labels of marks inside a frame, in the order given; the larger marks choose first. None where a label would meet something on all sides.
pub fn labels(marks: &[LabelledArea<'_>], across: Extent, down: Extent) -> Vec<Option<Label>> {
    let mut taken: Vec<Area> = marks.iter().map(|mark| mark.area).collect();
    let mut order: Vec<(usize, &LabelledArea<'_>)> = marks.iter().enumerate().filter(|(_, mark)| !mark.lines.is_empty()).collect();
    order.sort_by(|(a, one), (b, other)| other.area.size().total_cmp(&one.area.size()).then(a.cmp(b)));
    let mut found: Vec<Option<Label>> = vec![None; marks.len()];
    for (number, mark) in order {
        let wide = mark.lines.iter().map(|line| text::width(line, mark.size)).fold(0.0, f64::max);
        let high = mark.lines.len() as f64 * (mark.size + 2.0);
        let Area { across: own, down: beside } = mark.area;
        let (x, y) = (f64::midpoint(own.from, own.to), f64::midpoint(beside.from, beside.to));
        let choices = [
            ("start", own.to + GAP, own.to + GAP, y - high / 2.0),
            ("end", own.from - GAP, own.from - GAP - wide, y - high / 2.0),
            ("middle", x, x - wide / 2.0, beside.from - GAP - high),
            ("middle", x, x - wide / 2.0, beside.to + GAP),
        ];
        let free = choices.into_iter().find_map(|(anchor, at, left, top)| {
            let area = Area { across: Extent::new(left, left + wide), down: Extent::new(top, top + high) };
            let open = area.inside(across, down) && !taken.iter().any(|other| area.meets(*other));
            open.then_some((area, Label { x: rounded(at), y: rounded(top + mark.size - 1.0), anchor }))
        });
        if let (Some((area, label)), Some(slot)) = (free, found.get_mut(number)) {
            taken.push(area);
            *slot = Some(label);
        }
    }
    found
}
