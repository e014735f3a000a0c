//! Figures on a scale of numbers: a row of dots, bars and their labels above one axis.

use serde::Serialize;

use super::pack::{self, Extent};
use super::{rounded, text};

/// The narrowest width at which a plot is shown, in pixels.
const WIDTH: f64 = 286.0;
/// The font size of labels.
const LABEL_SIZE: f64 = 12.5;
/// The height of a line of marks.
const LINE_HEIGHT: f64 = 22.0;
/// The breadth of a dot with its outline.
const DOT_WIDTH: f64 = 14.0;
/// How far something without an upper bound is drawn.
const OPEN_LENGTH: f64 = 44.0;

/// A figure to be drawn.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    /// Its lower end.
    pub from: f64,
    /// Its upper end; nothing: there is none.
    pub to: Option<f64>,
    /// Whether it is only about right.
    pub about: bool,
    /// What its editor takes to be right, where it was printed wrong.
    pub corrected: Option<f64>,
    /// The words beside it.
    pub label: String,
    /// The number of the hue of the side that gives it.
    pub hue: Option<usize>,
}

impl Figure {
    fn ends(&self) -> impl Iterator<Item = f64> {
        [Some(self.from), self.to, self.corrected].into_iter().flatten()
    }
}

/// An axis of numbers.
#[derive(Debug, Clone, Serialize)]
pub struct Scale {
    /// Where it begins.
    #[serde(skip)]
    from: f64,
    /// Where it ends.
    #[serde(skip)]
    to: f64,
    /// Its ticks.
    pub ticks: Vec<Tick>,
}

/// A tick of an axis.
#[derive(Debug, Clone, Serialize)]
pub struct Tick {
    /// Where it stands, in per cent.
    pub at: f64,
    /// Its number, as digits.
    pub digits: String,
    /// Whether there is room for them.
    pub named: bool,
}

/// On which side of its mark a figure's label stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LabelSide {
    After,
    Before,
    Nowhere,
}

/// A figure as it is drawn, along the axis in per cent.
#[derive(Debug, Clone, Serialize)]
pub struct Dot {
    /// The number of the hue of the side that gives it.
    pub hue: Option<usize>,
    /// Its middle, below the top of the row, in pixels.
    pub across: f64,
    /// Where it begins.
    pub from: f64,
    /// How long it is; nothing: a dot.
    pub length: Option<f64>,
    /// Whether it has no upper bound.
    pub open: bool,
    /// Whether it is only about right.
    pub about: bool,
    /// Where it would stand if it had been printed right.
    pub corrected: Option<f64>,
    /// Where its label's anchor is.
    pub label_at: f64,
    /// How many pixels from there the label begins or ends.
    pub label_by: f64,
    /// Whether the label ends there.
    pub label_ends: bool,
    /// The label; empty where there is no room for one.
    pub label: String,
}

/// A row of figures.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DotRow {
    /// Its height in pixels.
    pub height: f64,
    /// Its figures.
    pub dots: Vec<Dot>,
}

impl Scale {
    /// From nought, or below where a figure is, to the next tick above the largest: five to eight ticks at 1, 2 or 5 times a power of ten.
    /// Nothing where the length of that is no finite floating-point number. `digits` writes a number as readers have it.
    pub fn new(figures: &[Figure], digits: impl Fn(&str) -> String) -> Option<Self> {
        let most = figures.iter().flat_map(Figure::ends).fold(0.0, f64::max);
        let least = figures.iter().flat_map(Figure::ends).fold(0.0, f64::min);
        let span = if most > least { most - least } else { 1.0 };
        let power = 10_f64.powf((span / 5.0).log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|times| times * power).find(|step| span / step <= 7.0).unwrap_or(span);
        let from = (least / step).floor() * step;
        // A figure at the very end has room for its dot.
        let mut to = ((most / step).floor() + 1.0) * step;
        let open = figures.iter().filter(|figure| figure.to.is_none()).map(|figure| figure.from).fold(from, f64::max);
        while (to - open) / (to - from) * WIDTH < OPEN_LENGTH {
            to += step;
        }
        if !(to - from).is_finite() {
            return None;
        }
        let count = ((to - from) / step).round().clamp(1.0, 20.0) as usize;
        let decimals = (-step.log10().floor()).clamp(0.0, 9.0) as usize;
        let tick = |place: usize| {
            let value = from + place as f64 * step;
            Tick { at: rounded(place as f64 / count as f64 * 100.0), digits: digits(&format!("{value:.decimals$}")), named: true }
        };
        let mut scale = Self { from, to, ticks: (0..=count).map(tick).collect() };
        scale.name_ticks();
        Some(scale)
    }

    /// Leaves out the numbers of ticks for which there is no room. The first begins at its tick and the last ends there; both have theirs.
    fn name_ticks(&mut self) {
        let wide = |tick: &Tick| text::width(&tick.digits, LABEL_SIZE) + 6.0;
        let end = WIDTH - self.ticks.last().map_or(0.0, wide);
        let mut free = self.ticks.first().map_or(0.0, wide);
        let last = self.ticks.len().saturating_sub(1);
        for tick in self.ticks.iter_mut().take(last).skip(1) {
            let (at, half) = (tick.at / 100.0 * WIDTH, wide(tick) / 2.0);
            tick.named = at - half >= free && at + half <= end;
            if tick.named {
                free = at + half;
            }
        }
    }

    /// Where a number stands, in pixels at the narrowest width.
    fn at(&self, value: f64) -> f64 {
        (value - self.from) / (self.to - self.from) * WIDTH
    }

    /// Where a number stands, as a share of the axis.
    pub fn share(&self, value: f64) -> f64 {
        self.at(value) / WIDTH
    }

    /// A row of figures: each in the first line where it meets no other.
    pub fn row(&self, figures: &[Figure]) -> DotRow {
        let share = |at: f64| rounded(at / WIDTH * 100.0);
        let drawn: Vec<(Extent, Vec<(LabelSide, Extent)>)> = figures
            .iter()
            .map(|figure| {
                let from = self.at(figure.from);
                let to = figure.to.map_or(from + OPEN_LENGTH, |to| self.at(to));
                let mark = Extent::new(from, to);
                let ends = figure.corrected.map_or(mark, |right| Extent::new(mark.from.min(self.at(right)), mark.to.max(self.at(right))));
                let bare = Extent::new(ends.from - DOT_WIDTH / 2.0, ends.to + DOT_WIDTH / 2.0);
                let words = text::width(&figure.label, LABEL_SIZE) + 4.0;
                let after = (LabelSide::After, Extent::new(bare.from, bare.to + words));
                let before = (LabelSide::Before, Extent::new(bare.from - words, bare.to));
                // The words are those that were printed, and stand beside what was printed.
                let mut choices = match figure.corrected {
                    Some(right) if self.at(right) > from => vec![before],
                    Some(_) => vec![after],
                    None => vec![after, before],
                };
                choices.push((LabelSide::Nowhere, bare));
                (ends, choices)
            })
            .collect();
        let extents: Vec<Vec<Extent>> = drawn.iter().map(|(_, choices)| choices.iter().map(|(_, extent)| *extent).collect()).collect();
        // A dot at nought reaches out by half its breadth.
        let places = pack::rows(&extents, Extent::new(-DOT_WIDTH / 2.0, WIDTH), 3.0);
        let lines = places.iter().map(|place| place.row + 1).max().unwrap_or(1);
        let dots = figures.iter().zip(&drawn).zip(&places).map(|((figure, (ends, choices)), place)| {
            let start = self.at(figure.from);
            let (side, _) = *choices.get(place.choice).expect("a figure is packed as one of its choices");
            let label_ends = side == LabelSide::Before;
            Dot {
                hue: figure.hue,
                across: rounded((place.row as f64 + 0.5) * LINE_HEIGHT + 4.0),
                from: share(start),
                length: match figure.to {
                    Some(to) if to <= figure.from => None,
                    Some(to) => Some(share(self.at(to) - start)),
                    None => Some(share(OPEN_LENGTH)),
                },
                open: figure.to.is_none(),
                about: figure.about,
                corrected: figure.corrected.map(|right| share(self.at(right))),
                label_at: share(if label_ends { ends.from } else { ends.to }),
                label_by: if label_ends { -DOT_WIDTH / 2.0 - 4.0 } else { DOT_WIDTH / 2.0 + 4.0 },
                label_ends,
                label: if side == LabelSide::Nowhere { String::new() } else { figure.label.clone() },
            }
        });
        DotRow { height: rounded(lines as f64 * LINE_HEIGHT + 8.0), dots: dots.collect() }
    }

    /// Where at least two works agree: the narrowest stretch that holds the most figures within a twentieth of the axis, each given with the
    /// work that it comes from; in per cent, where it begins and how long it is.
    pub fn agreement(&self, figures: &[(Figure, usize)]) -> Option<(f64, f64)> {
        let tolerance = (self.to - self.from) / 20.0;
        let mut points: Vec<(f64, usize)> = figures
            .iter()
            .filter(|(figure, _)| figure.to == Some(figure.from) && figure.corrected.is_none())
            .map(|(figure, work)| (figure.from, *work))
            .collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut best: Option<(usize, f64, f64)> = None;
        for (place, (from, work)) in points.iter().enumerate() {
            let near: Vec<&(f64, usize)> = points.iter().skip(place).take_while(|(at, _)| at - from <= tolerance).collect();
            let Some((to, _)) = near.last() else { continue };
            if near.iter().any(|(_, other)| other != work) && best.is_none_or(|(most, ..)| near.len() > most) {
                best = Some((near.len(), *from, *to));
            }
        }
        let (_, from, to) = best?;
        let (from, to) = (self.at(from) / WIDTH * 100.0, self.at(to) / WIDTH * 100.0);
        Some((rounded(from - 0.4), rounded(to - from + 0.8)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Extent, Figure, LABEL_SIZE, Scale, WIDTH, text};

    fn figure(from: f64, to: Option<f64>) -> Figure {
        Figure { from, to, about: false, corrected: None, label: format!("{from}"), hue: None }
    }

    fn scale_of(figures: &[Figure]) -> Option<Scale> {
        Scale::new(figures, str::to_owned)
    }

    #[test]
    fn ticks_are_round_numbers() {
        let digits = |values: &[f64]| {
            let figures: Vec<Figure> = values.iter().map(|value| figure(*value, Some(*value))).collect();
            scale_of(&figures).unwrap().ticks.into_iter().map(|tick| tick.digits).collect::<Vec<_>>()
        };
        assert_eq!(digits(&[7.0, 27.0]), ["0", "5", "10", "15", "20", "25", "30"]);
        assert_eq!(digits(&[3.0, 3.5, 4.0]), ["0", "1", "2", "3", "4", "5"]);
        assert_eq!(digits(&[0.25]), ["0.00", "0.05", "0.10", "0.15", "0.20", "0.25", "0.30"]);
        assert_eq!(digits(&[114.5, 114_500.0]).last().unwrap(), "120000");
        assert_eq!(digits(&[-3.0, 4.0]), ["-3", "-2", "-1", "0", "1", "2", "3", "4", "5"]);
        assert!(digits(&[]).len() >= 2);
    }

    #[test]
    fn two_works_within_a_twentieth_agree() {
        let at = |value: f64, work: usize| (figure(value, Some(value)), work);
        let figures = [at(19.0, 1), at(20.0, 2), at(27.0, 1)];
        let scale = scale_of(&figures.clone().map(|(figure, _)| figure)).unwrap();
        let (from, length) = scale.agreement(&figures).unwrap();
        assert!(from < 19.0 / 30.0 * 100.0 && from + length > 20.0 / 30.0 * 100.0);
        assert!(scale.agreement(&[at(19.0, 1), at(20.0, 1)]).is_none(), "one work does not agree with itself");
    }

    #[test]
    fn the_label_of_a_corrected_figure_stands_beside_what_was_printed() {
        for (printed, right, before) in [(3.0, 4.0, true), (4.0, 3.0, false)] {
            let figures = [Figure { corrected: Some(right), ..figure(printed, Some(printed)) }];
            let row = scale_of(&figures).unwrap().row(&figures);
            let dot = &row.dots[0];
            assert_eq!((dot.label.as_str(), dot.label_ends), (printed.to_string().as_str(), before));
            assert!((dot.label_at - dot.from).abs() < 0.01, "{} is not at {}", dot.label_at, dot.from);
        }
    }

    #[test]
    fn long_numbers_leave_out_some() {
        let scale = scale_of(&[figure(114_500.0, Some(114_500.0)), figure(0.0, Some(0.0))]).unwrap();
        let named: Vec<&str> = scale.ticks.iter().filter(|tick| tick.named).map(|tick| tick.digits.as_str()).collect();
        assert!(named.len() < scale.ticks.len() && named.first() == Some(&"0") && named.last() == Some(&"120000"), "{named:?}");
        assert!(scale_of(&[figure(27.0, Some(27.0))]).unwrap().ticks.iter().all(|tick| tick.named));
    }

    #[test]
    fn figures_further_apart_than_a_number_can_say_have_no_axis() {
        let scale = |values: &[f64]| scale_of(&values.iter().map(|value| figure(*value, Some(*value))).collect::<Vec<_>>());
        for values in [&[-1e308, 1e308][..], &[0.0, f64::MAX], &[f64::MIN, 0.0]] {
            assert!(scale(values).is_none(), "{values:?}");
        }
        for values in [&[0.0, 1e308][..], &[0.0, f64::MIN_POSITIVE], &[0.0, 5e-324]] {
            let scale = scale(values).unwrap();
            let row = scale.row(&[figure(values[1], None)]);
            assert!(scale.ticks.iter().all(|tick| tick.at.is_finite()) && row.dots.iter().all(|dot| dot.from.is_finite()), "{values:?}");
        }
    }

    proptest! {
        #[test]
        fn in_a_row_nothing_meets_and_nothing_leaves(values in prop::collection::vec((-1e6..1e6f64, prop::option::of(0.0..1e5f64)), 0..9), wide in WIDTH..1200.0) {
            let figures: Vec<Figure> = values.iter().map(|(from, long)| figure(from.round(), long.map(|long| (from + long).round()))).collect();
            let row = scale_of(&figures).unwrap().row(&figures);
            prop_assert_eq!(row.dots.len(), figures.len());
            let boxes: Vec<(f64, Extent, Option<Extent>)> = row.dots.iter().map(|dot| {
                let at = |share: f64| share / 100.0 * wide;
                let mark = Extent::new(at(dot.from) - 6.0, at(dot.from + dot.length.unwrap_or(0.0)) + 6.0);
                let from = at(dot.label_at) + dot.label_by;
                let words = text::width(&dot.label, LABEL_SIZE);
                let label = (!dot.label.is_empty()).then(|| if dot.label_ends { Extent::new(from - words, from) } else { Extent::new(from, from + words) });
                (dot.across, mark, label)
            }).collect();
            for (place, (across, mark, label)) in boxes.iter().enumerate() {
                prop_assert!(mark.from >= -8.0 && mark.to <= wide + 60.0 && *across < row.height);
                for (_, marked, labelled) in boxes.iter().skip(place + 1).filter(|(other, ..)| other == across) {
                    for own in [Some(*mark), *label].into_iter().flatten() {
                        for far in [Some(*marked), *labelled].into_iter().flatten() {
                            prop_assert!(!own.meets(far, -0.5), "{own:?} meets {far:?}");
                        }
                    }
                }
            }
        }
    }
}
