//! Figures side by side: the numbers that a dispute's answers or a topic's statements give in one unit, and the days that answers name.

use serde::Serialize;

use super::compose::Composer;
use super::draw::axis::{Axis, Measure};
use super::draw::beside::{self, Area, Label, LabelledArea};
use super::draw::chart::{self, Chart, ChartStyle, Item};
use super::draw::pack::Extent;
use super::draw::plot::{DotRow, Figure, Scale};
use super::draw::{rounded, text};
use super::link::{DateView, Link};
use super::text::Composed;
use super::{Briefing, mark, statement, timeline};
use crate::counts::{distinct, unique, unique_by};
use crate::file::Located;
use crate::model::{Dispute, Id, Model, Statement, Topic};
use crate::parse::date::Edtf;
use crate::parse::fields::{DisputeType, FigureFields, StatementFields};
use crate::parse::record::Number;

/// A figure's own words stand beside its dot if they are no wider, in pixels; else its number does.
const MAX_WORDS_WIDTH: f64 = 150.0;
/// How many figures from elsewhere stand beneath for comparison.
const MOST_COMPARED: usize = 6;

/// Figures of one unit.
#[derive(Debug, Serialize)]
pub struct Plot {
    /// The unit, in the editor's words.
    pub unit: Link,
    /// How many figures there are; one that several works report of one utterance counts once.
    pub figures: usize,
    /// The axis; nothing: too few figures for one or too far apart, there is the table alone.
    pub scale: Option<Scale>,
    /// Where at least two works agree: from where, how broad, in per cent.
    pub agreement: Option<(f64, f64)>,
    /// The lowest and the highest figure, as digits; nothing where no figure is a number.
    pub range: Option<(String, String)>,
    /// Answers of a dispute, or statements of a topic.
    pub rows: Vec<PlotRow>,
    /// Other statements of that unit, by date.
    pub compared: Vec<PlotRow>,
    /// The same over time, where there are enough dates.
    pub over_time: Option<OverTime>,
}

/// Figures of one unit over time: a small chart of boxes, as long as the time and as high as the range that is told.
#[derive(Debug, Serialize)]
pub struct OverTime {
    /// Its width in pixels.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Where the axis of numbers stands.
    pub left: f64,
    /// Where the axis of time stands.
    pub foot: f64,
    /// Numbers, each with its height.
    pub ticks: Vec<(f64, String)>,
    /// Years: where each begins, and its number.
    pub years: Vec<(f64, String)>,
    /// Where the axis of time is broken.
    pub breaks: Vec<f64>,
    /// The figures.
    pub boxes: Vec<OverTimeBox>,
}

/// A figure over time.
#[derive(Debug, Serialize)]
pub struct OverTimeBox {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// How long it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
    /// The figure in short.
    pub text: String,
    /// Where that stands; nothing: there is no room, the table has it.
    pub label: Option<Label>,
    /// The number of the hue of the side that gives it.
    pub hue: Option<usize>,
}

/// A row of a plot.
#[derive(Debug, Serialize)]
pub struct PlotRow {
    /// The answer's number; nothing where the row is a statement.
    pub number: Option<usize>,
    /// The answer, or what is said, plain.
    pub text: Composed,
    /// Its figures as they are drawn.
    #[serde(flatten)]
    pub row: DotRow,
    /// Its figures in words, with who gives them.
    pub attributed_figures: Vec<AttributedFigure>,
}

/// A figure in words.
#[derive(Debug, Serialize)]
pub struct AttributedFigure {
    /// The figure as printed.
    pub value: Composed,
    /// What the editor takes to be right, as digits.
    pub corrected: Option<String>,
    /// The statement, from the site's root.
    pub path: String,
    /// Who gives it.
    pub who: Link,
    /// The work in which it stands, where that is not who gives it.
    pub work: Option<String>,
    /// When that is told of, else when it was said or reported.
    pub date: Option<DateView>,
    /// The editor's word on it.
    pub remark: Composed,
}

/// The figures of a topic.
#[derive(Debug, Serialize)]
pub struct TopicFigures {
    /// Those of a unit in which several differ, on an axis.
    pub plots: Vec<Plot>,
    /// Those that stand alone.
    pub single: Vec<PlotRow>,
}

/// Days that the answers of a dispute name, on one axis.
#[derive(Debug, Serialize)]
pub struct Spans {
    /// The drawing; a lane is an answer.
    pub chart: Chart,
    /// The answers, plain, in the order of lanes.
    pub answers: Vec<Composed>,
    /// What marks stand for.
    pub items: Vec<SpanItem>,
}

/// A day or span that a statement names.
#[derive(Debug, Serialize)]
pub struct SpanItem {
    /// The statement, from the site's root.
    pub path: String,
    /// Who names it.
    pub who: Link,
    /// The day.
    pub date: DateView,
    /// Whether it is told as what happened, and not as the day on which something was said.
    pub happened: bool,
}

fn value(model: &Model, id: Id<Statement>) -> Option<&FigureFields> {
    let fields: &StatementFields = &model.statements[id].fields;
    fields.value.as_ref().map(|value| &value.value)
}

/// The unit of a statement's figure in the original's words.
fn unit(model: &Model, id: Id<Statement>) -> Option<&str> {
    model.statements[id].unit.as_deref()
}

/// A unit as the page's language has it: in the words of the first translation that has its own.
fn unit_words(briefing: Briefing<'_>, unit: &str, ids: &[Id<Statement>]) -> Link {
    let model = briefing.model;
    let of = |id: &Id<Statement>| Some((value(model, *id)?.unit.as_ref()?, &model.notes[model.note_of_statement(*id)]));
    let translated = ids.iter().filter_map(of).find(|(words, _)| *words.value != *unit);
    let words = translated.or_else(|| ids.iter().find_map(of));
    words.map(|(words, note)| briefing.named(&words.value, note.language_of(words.span))).unwrap_or_default()
}

/// A statement's figure, to be drawn.
fn figure(briefing: Briefing<'_>, id: Id<Statement>) -> Option<Figure> {
    let value = value(briefing.model, id)?;
    let number = |at: &Option<Located<Number>>| at.as_ref().map(|number| number.value.value);
    // "Up to" a figure is drawn at it.
    let from = number(&value.min).or_else(|| number(&value.max))?;
    // A lower end alone is the figure, unless the source has words for it: "over 300".
    let to = number(&value.max).or_else(|| value.printed.is_none().then_some(from));
    let words = statement::value_words(briefing.language, value);
    let digits = |at: &Option<Located<Number>>| at.as_ref().map(|number| briefing.language.digits(&number.value.digits));
    let short = match (digits(&value.min), digits(&value.max)) {
        (Some(min), Some(max)) if min != max => format!("{min}–{max}"),
        (Some(min), Some(_)) => min,
        (Some(min), None) if to.is_none() => format!("{min} +"),
        (Some(min), None) => min,
        (None, max) => format!("≤ {}", max.unwrap_or_default()),
    };
    Some(Figure {
        from,
        to: to.map(|to| to.max(from)),
        about: value.about.as_ref().is_some_and(|about| about.value),
        corrected: number(&value.corrected),
        hue: mark::of_speaker(briefing, id).hue,
        label: if text::width(&words, 12.5) <= MAX_WORDS_WIDTH { words } else { short },
    })
}

fn attributed_figure(composer: &mut Composer<'_>, id: Id<Statement>) -> Option<AttributedFigure> {
    let briefing = composer.briefing;
    let model = briefing.model;
    let statement = &model.statements[id];
    let value = value(model, id)?;
    let who = statement::speaker(briefing, id);
    let work = statement::work_words(model, statement.source);
    Some(AttributedFigure {
        value: statement::figure_words(briefing, value, &model.notes[model.note_of_statement(id)]),
        corrected: value.corrected.as_ref().map(|right| briefing.language.digits(&right.value.digits)),
        path: briefing.statement_path(id),
        work: (!who.title.contains(&*work)).then_some(work),
        who,
        date: statement::happened(briefing, statement).or_else(|| statement::said_or_reported(briefing, statement)),
        remark: statement::remark(composer, id),
    })
}

/// A plot of rows, each with its statements of one unit.
fn plot(
    composer: &mut Composer<'_>,
    unit: &str,
    rows: Vec<(Option<usize>, Composed, Vec<Id<Statement>>)>,
    compared: &[Id<Statement>],
) -> Plot {
    let briefing = composer.briefing;
    let model = briefing.model;
    let figure_of = |id: &Id<Statement>| figure(briefing, *id);
    let in_rows = distinct(rows.iter().flat_map(|(_, _, ids)| ids).copied());
    let own: Vec<(Figure, usize)> = in_rows.iter().filter_map(|id| Some((figure_of(id)?, model.statements[*id].source.index()))).collect();
    // One utterance that several works report is one figure, unless they report different ones.
    let told = in_rows.iter().filter_map(|id| Some((briefing.shared.origins.utterances[*id], figure_of(id)?)));
    let figures = unique_by(told, |(a, one), (b, other)| a == b && (one.from, one.to) == (other.from, other.to)).len();
    let ends = |figure: &Figure| [figure.from, figure.to.unwrap_or(figure.from)];
    let mut bounds: Vec<f64> = own.iter().flat_map(|(figure, _)| ends(figure)).collect();
    bounds.sort_by(f64::total_cmp);
    bounds.dedup();
    let all: Vec<Figure> = own.iter().map(|(figure, _)| figure.clone()).chain(compared.iter().filter_map(figure_of)).collect();
    // One number alone says nothing on an axis.
    let scale = if bounds.len() > 1 { Scale::new(&all, |digits| briefing.language.digits(digits)) } else { None };
    let agreement = scale.as_ref().and_then(|scale| scale.agreement(&own));
    let digits = |number: &f64| briefing.language.digits(&number.to_string());
    let mut row = |(number, text, ids): (Option<usize>, Composed, Vec<Id<Statement>>)| PlotRow {
        number,
        text,
        row: scale.as_ref().map(|scale| scale.row(&ids.iter().filter_map(figure_of).collect::<Vec<_>>())).unwrap_or_default(),
        attributed_figures: ids.iter().filter_map(|id| attributed_figure(composer, *id)).collect(),
    };
    Plot {
        unit: unit_words(briefing, unit, &in_rows),
        figures,
        agreement,
        range: bounds.first().zip(bounds.last()).map(|(least, most)| (digits(least), digits(most))),
        rows: rows.into_iter().map(&mut row).collect(),
        compared: compared.iter().map(|id| row((None, statement_text(briefing, *id), vec![*id]))).collect(),
        over_time: scale.as_ref().and_then(|scale| over_time(briefing, &in_rows, scale)),
        scale,
    }
}

/// Figures over time, where at least three have a beginning and an end and lie in several times.
fn over_time(briefing: Briefing<'_>, ids: &[Id<Statement>], scale: &Scale) -> Option<OverTime> {
    const LEFT: f64 = 46.0;
    const RIGHT: f64 = 634.0;
    const TOP: f64 = 12.0;
    const FOOT: f64 = 196.0;
    let model = briefing.model;
    let dated = |id: &Id<Statement>| {
        // The day of a report is not the figure's.
        let date = model.statements[*id].happened.or(model.statements[*id].said)?;
        let time = Extent::new(date.earliest()?.day as f64, date.latest()?.day as f64 + 1.0);
        Some((time, figure(briefing, *id)?))
    };
    let figures: Vec<(Extent, Figure)> = ids.iter().filter_map(dated).collect();
    let times: Vec<Extent> = figures.iter().map(|(time, _)| *time).collect();
    let several = times.first().is_some_and(|first| times.iter().any(|time| time.from != first.from));
    if figures.len() < 3 || !several {
        return None;
    }
    let axis = Axis::new(&times, None, Measure { length: RIGHT - LEFT, pressed: 60.0, gap: 10.0 });
    let height = |number: f64| FOOT - scale.share(number) * (FOOT - TOP);
    let boxes: Vec<(Area, String)> = figures
        .iter()
        .map(|(time, figure)| {
            let (from, to) = (LEFT + axis.at(time.from), LEFT + axis.end_at(time.to));
            let (low, high) = (height(figure.from), height(figure.to.unwrap_or(figure.from)));
            // A point in time and a single number are drawn large enough to be seen.
            let visible = |from: f64, to: f64| {
                let (middle, half) = (f64::midpoint(from, to), (to - from).max(8.0) / 2.0);
                Extent::new(middle - half, middle + half)
            };
            (Area { across: visible(from, to), down: visible(high, low) }, figure.label.clone())
        })
        .collect();
    let marked: Vec<LabelledArea<'_>> =
        boxes.iter().map(|(area, text)| LabelledArea { area: *area, lines: std::slice::from_ref(text), size: 12.5 }).collect();
    let labels = beside::labels(&marked, Extent::new(LEFT, RIGHT + 6.0), Extent::new(0.0, FOOT));
    let years = axis.stretches.iter().map(|stretch| {
        let last = if stretch.first == stretch.last { String::new() } else { format!("–{}", stretch.last) };
        (rounded(LEFT + stretch.start), format!("{}{last}", stretch.first), stretch.length)
    });
    let drawn = boxes.into_iter().zip(labels).zip(&figures).map(|(((area, text), label), (_, figure))| OverTimeBox {
        x: rounded(area.across.from),
        y: rounded(area.down.from),
        width: rounded(area.across.to - area.across.from),
        height: rounded(area.down.to - area.down.from),
        text,
        label,
        hue: figure.hue,
    });
    Some(OverTime {
        width: 640.0,
        height: 222.0,
        left: LEFT,
        foot: FOOT,
        ticks: scale.ticks.iter().map(|tick| (rounded(FOOT - tick.at / 100.0 * (FOOT - TOP)), tick.digits.clone())).collect(),
        years: years.filter(|(_, words, length)| text::width(words, 12.5) / 1.1 <= *length).map(|(at, words, _)| (at, words)).collect(),
        breaks: axis.breaks().into_iter().map(|at| rounded(LEFT + at)).collect(),
        boxes: drawn.collect(),
    })
}

fn statement_text(briefing: Briefing<'_>, id: Id<Statement>) -> Composed {
    let fields = &briefing.model.statements[id].fields;
    briefing.plain(Some(fields.short.as_ref().unwrap_or(&fields.text)), briefing.model.note_of_statement(id))
}

/// What has a date is in its order, the rest after.
fn by_date(model: &Model, ids: &mut [Id<Statement>]) {
    let key = |id: &Id<Statement>| {
        let statement = &model.statements[*id];
        // The date of what it tells; else the nearest one known.
        let date = statement.happened.or(statement.said).or(statement.reported);
        let place = date.as_ref().and_then(Edtf::latest_start);
        (place.is_none(), place, *id)
    };
    ids.sort_by_key(key);
}

/// The units of statements, in the order in which they come.
fn units<'m>(model: &'m Model, ids: &[Id<Statement>]) -> Vec<&'m str> {
    unique(ids.iter().filter_map(|id| unit(model, *id)))
}

/// The figures of a dispute about a number, by unit, where two answers differ in it.
pub fn of_dispute(composer: &mut Composer<'_>, id: Id<Dispute>) -> Vec<Plot> {
    let model = composer.briefing.model;
    let dispute = &model.disputes[id];
    if dispute.fields.ty.as_ref().is_none_or(|ty| ty.value != DisputeType::Number) {
        return Vec::new();
    }
    let all: Vec<Id<Statement>> = dispute.answers.iter().flat_map(|answer| &answer.statements).copied().collect();
    let mut plots = Vec::new();
    for wanted in units(model, &all) {
        let has = |id: &Id<Statement>| unit(model, *id) == Some(wanted);
        let rows = (1..).zip(&dispute.answers).map(|(number, answer)| {
            let ids: Vec<Id<Statement>> = answer.statements.iter().copied().filter(has).collect();
            (Some(number), composer.briefing.plain(Some(&*answer.fields.text), dispute.note), ids)
        });
        let rows: Vec<_> = rows.filter(|(_, _, ids)| !ids.is_empty()).collect();
        let mut compared: Vec<Id<Statement>> = model.statements.ids().filter(|id| has(id) && !all.contains(id)).collect();
        by_date(model, &mut compared);
        compared.truncate(MOST_COMPARED);
        let plot = plot(composer, wanted, rows, &compared);
        if plot.scale.is_some() && plot.rows.len() > 1 {
            plots.push(plot);
        }
    }
    plots
}

/// All figures of a topic; nothing where it has none.
pub fn of_topic(composer: &mut Composer<'_>, id: Id<Topic>) -> Option<TopicFigures> {
    let briefing = composer.briefing;
    let model = briefing.model;
    let mut ids: Vec<Id<Statement>> = briefing.shared.topics[id].statements.clone();
    ids.retain(|id| value(model, *id).is_some());
    by_date(model, &mut ids);
    let mut plots: Vec<Plot> = units(model, &ids)
        .into_iter()
        .map(|wanted| {
            let own = ids.iter().copied().filter(|id| unit(model, *id) == Some(wanted));
            plot(composer, wanted, own.map(|id| (None, statement_text(briefing, id), vec![id])).collect(), &[])
        })
        .collect();
    plots.sort_by_key(|plot| std::cmp::Reverse(plot.rows.len()));
    let (plots, alone): (Vec<Plot>, Vec<Plot>) = plots.into_iter().partition(|plot| plot.scale.is_some());
    let single: Vec<PlotRow> = alone.into_iter().flat_map(|plot| plot.rows).collect();
    (!plots.is_empty() || !single.is_empty()).then_some(TopicFigures { plots, single })
}

/// The days that the answers of a dispute about a date name, where each names one and no two the same: a drawing of some of the answers
/// would tell less than their table, and an axis of those that have a statement would look like the whole.
pub fn spans_of_dispute(briefing: Briefing<'_>, id: Id<Dispute>) -> Option<Spans> {
    const STYLE: ChartStyle =
        ChartStyle { width: 420.0, row: 20.0, plain_row: 20.0, dot: 5.2, ring: 8.2, pressed: 46.0, names: 200.0, top: 44.0 };
    let model = briefing.model;
    let dispute = &model.disputes[id];
    if dispute.fields.ty.as_ref().is_none_or(|ty| ty.value != DisputeType::Date) {
        return None;
    }
    let (mut items, mut views): (Vec<Item>, Vec<SpanItem>) = Default::default();
    for (lane, answer) in dispute.answers.iter().enumerate() {
        for statement in &answer.statements {
            let own = &model.statements[*statement];
            let Some(date) = own.happened.or(own.said) else { continue };
            let Some(when) = timeline::when(&date) else { continue };
            let shown = if own.happened.is_some() { statement::happened(briefing, own) } else { statement::said(briefing, own) };
            let Some(shown) = shown else { continue };
            // Two statements of one answer on one day are one mark.
            let is_same_mark = |item: &Item| item.lane == lane && item.when == when;
            if items.iter().any(is_same_mark) {
                continue;
            }
            items.push(Item {
                when,
                label: Some(shown.text.clone()),
                rank: items.len(),
                lane,
                held: own.happened.is_some(),
                counted: true,
            });
            let who = statement::speaker(briefing, *statement);
            views.push(SpanItem { path: briefing.statement_path(*statement), who, date: shown, happened: own.happened.is_some() });
        }
    }
    let days = |lane| items.iter().filter(move |item| item.lane == lane).map(|item| &item.when).collect::<Vec<_>>();
    let lanes = 0..dispute.answers.len();
    if lanes.len() < 2 || lanes.clone().any(|lane| days(lane).is_empty() || (0..lane).any(|other| days(other) == days(lane))) {
        return None;
    }
    let answers: Vec<_> = dispute.answers.iter().map(|answer| briefing.plain(Some(&*answer.fields.text), dispute.note)).collect();
    let names = vec![""; answers.len()];
    let chart = chart::horizontal(&items, &names, None, STYLE);
    Some(Spans { chart, answers, items: views })
}
