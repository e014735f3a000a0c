//! A work line by line: its statements part by part and paragraph by paragraph, who speaks where, and by what the lines can be filtered.

use std::collections::BTreeMap;

use serde::Serialize;

use super::compose::Composer;
use super::draw::text;
use super::ledger_summary::{MIN_LINES_DRAWN, SpeakerGroup};
use super::lines::{Remark, Spoken};
use super::statement::{self, EntryForm, RemarkPlace};
use super::text::{Composed, StatementView};
use crate::counts::{in_order, most};
use crate::model::{Id, Model, Source, Statement, Topic};

/// A work line by line.
#[derive(Debug, Serialize)]
pub struct Ledger {
    /// How many lines there are.
    pub count: usize,
    /// How many of them stand on this page, which may be a part of a long one.
    pub here: usize,
    /// Whether there are so many that a drawing and a filter help.
    pub many: bool,
    /// Who speaks: rows of the drawing and choices of the filter; a line's `data-g` is the place of its group, from 1.
    pub groups: Vec<SpeakerGroup>,
    /// The topics of the lines, in the order of lists, with how many lines are on each; a line's `data-t` has their places, from 1.
    pub topics: Vec<(String, usize)>,
    /// How many lines the editor remarks on.
    pub remarks: usize,
    /// How many lines are part of a dispute.
    pub disputed: usize,
    /// The parts of the work.
    pub parts: Vec<WorkPart>,
    /// How many lines the longest part has.
    pub longest: usize,
    /// Where parts end, as an SVG path over all lines, each one wide.
    pub ends: String,
}

/// The lines of one part of a work.
#[derive(Debug, Serialize)]
pub struct WorkPart {
    /// Its number, from 1.
    pub number: usize,
    /// Its name, as locators have it; absent where they name none.
    pub title: Option<String>,
    /// How many lines.
    pub count: usize,
    /// How many of them the editor remarks on.
    pub remarks: usize,
    /// The middle of it among all lines, in percent.
    pub middle: String,
    /// Whether there is room for its number above the drawing.
    pub numbered: bool,
    /// Its name there, cut to the room; nothing where there is too little.
    pub short_title: Option<String>,
    /// Its lines by hue, as SVG paths, each line one wide.
    pub ticks: Vec<(usize, String)>,
    /// A line that tells speaker and date for all that do not tell themselves.
    pub usual: StatementView,
    /// Whether it tells for all lines of the part.
    pub all: bool,
    /// What the editor remarks on many of its lines, told once.
    pub remark: Composed,
    /// On how many.
    pub remarked: usize,
    /// Its paragraphs.
    pub paragraphs: Vec<Paragraph>,
}

/// The lines of one paragraph.
#[derive(Debug, Serialize)]
pub struct Paragraph {
    /// Its number, where the locator is one.
    pub number: Option<String>,
    /// The locator within the part, where it is more than a number.
    pub label: Option<String>,
    /// Its lines.
    pub lines: Vec<LedgerLine>,
}

/// A line.
#[derive(Debug, Serialize)]
pub struct LedgerLine {
    /// The statement.
    pub statement: StatementView,
    /// The number of its group.
    pub group: usize,
    /// The numbers of its topics, parted by spaces.
    pub topics: String,
    /// What it can be filtered by: `n` where the editor remarks on it, `d` where it is part of a dispute.
    pub marks: &'static str,
    /// Whether its remark is the one that the head of the part tells, and not that of all its lines.
    pub as_above: bool,
    /// Whether it names its speaker itself.
    pub named: bool,
    /// Whether it tells its date itself.
    pub dated: bool,
}

/// What the head of a part tells for its lines.
#[derive(Debug, Clone, Copy)]
struct PartHeader<'a> {
    spoken: Spoken<'a>,
    /// The remark that many of them share.
    remark: Option<Remark<'a>>,
    /// How many lines the part has.
    all: usize,
}

/// A work line by line.
pub fn ledger(composer: &mut Composer<'_>, source: Id<Source>) -> Ledger {
    let briefing = composer.briefing;
    let model = briefing.model;
    let statements = &model.sources[source].statements;
    let summary = briefing.ledger_summary(source);
    let part_of = |id: &Id<Statement>| model.statements[*id].part;
    let first = statements.partition_point(|id| part_of(id) < briefing.part.number);
    let grouped = statements.iter().copied().zip(summary.group_of.iter().copied()).skip(first);
    let here: Vec<(Id<Statement>, usize)> = grouped.take_while(|(id, _)| part_of(id) == briefing.part.number).collect();
    let topic_numbers = summary.topics.iter().zip(1..).map(|((topic, _), number)| (*topic, number)).collect();
    let mut parts: Vec<WorkPart> = Vec::new();
    let mut begin = 0_usize;
    for list in here.chunk_by(|(a, _), (b, _)| part(model, *a) == part(model, *b)) {
        let number = parts.len() + 1;
        parts.push(part_view(composer, number, list, begin, here.len(), &topic_numbers));
        begin += list.len();
    }
    let last_lines = parts.iter().scan(0_usize, |at, part| {
        *at += part.count;
        Some(at.saturating_sub(1))
    });
    let ends = last_lines.take(parts.len().saturating_sub(1)).map(|line| format!("M{line}.5 0v1")).collect();
    Ledger {
        count: statements.len(),
        here: here.len(),
        many: statements.len() >= MIN_LINES_DRAWN,
        groups: summary.groups.iter().zip(1..).map(|(speakers, number)| group(speakers, number, &here)).collect(),
        topics: summary.topics.iter().map(|(topic, count)| (briefing.name(*topic).to_owned(), *count)).collect(),
        remarks: summary.remarks,
        disputed: summary.disputed,
        longest: parts.iter().map(|part| part.count).max().unwrap_or(1),
        parts,
        ends,
    }
}

/// A group of speakers, with its lines among those of this page.
fn group(speakers: &SpeakerGroup, number: usize, here: &[(Id<Statement>, usize)]) -> SpeakerGroup {
    let places = here.iter().enumerate().filter(|(_, (_, group))| *group == number).map(|(place, _)| place);
    SpeakerGroup { ticks: ticks(places), ..speakers.clone() }
}

/// Ticks at places; the style makes each a little less than one wide.
fn ticks(places: impl Iterator<Item = usize>) -> String {
    places.map(|place| format!("M{place} 0v1")).collect()
}

/// The part of the work that a locator begins with, in quotation marks: “Introduction”, para 1.
fn part(model: &Model, id: Id<Statement>) -> Option<&str> {
    statement::split_locator(&model.statements[id].fields.locator.as_ref()?.value).0
}

/// The place in that part.
fn place_in_part(model: &Model, id: Id<Statement>) -> &str {
    model.statements[id].fields.locator.as_ref().map_or("", |locator| statement::split_locator(&locator.value).1)
}

/// "para 3" → "3".
fn paragraph_number(locator: &str) -> Option<&str> {
    let number = locator.strip_prefix("para ").or_else(|| locator.strip_prefix("Para "))?;
    number.bytes().all(|byte| byte.is_ascii_digit()).then_some(number)
}

/// What most lines of a part tell of speaker and date, where most of them have one speaker; else what the first in the work's own voice
/// tells, or the first of all. Gives the line that tells it.
fn usual(model: &Model, list: &[(Id<Statement>, usize)]) -> Id<Statement> {
    let spoken = list.iter().map(|(id, _)| (Spoken::new(model, *id), *id));
    let counts = in_order(spoken, |(spoken, _), (other, _)| spoken == other);
    let own = counts.iter().find(|((spoken, _), _)| spoken.by.is_empty() && spoken.speaker.is_none()).map(|((_, id), _)| *id);
    let ((_, usual), count) = most(counts).expect("a part has lines");
    if count * 2 > list.len() { usual } else { own.unwrap_or(usual) }
}

fn part_view(
    composer: &mut Composer<'_>,
    number: usize,
    list: &[(Id<Statement>, usize)],
    begin: usize,
    all: usize,
    topics: &BTreeMap<Id<Topic>, usize>,
) -> WorkPart {
    /// A part of one in so many of the lines has room for its number above the drawing.
    const NUMBER_SHARE: usize = 36;
    /// And for the beginning of its name.
    const NAME_SHARE: usize = 8;
    /// How wide the drawing is, in pixels, on the narrowest screen that has names.
    const NAMED_WIDTH: usize = 860;
    let model = composer.briefing.model;
    let first = usual(model, list);
    let remark = Remark::shared(model, list.iter().map(|(id, _)| *id));
    let above = PartHeader { spoken: Spoken::new(model, first), remark, all: list.len() };
    let remark_text = remark.map(|remark| remark.compose(composer)).unwrap_or_default();
    let paragraphs: Vec<Paragraph> = list
        .chunk_by(|a, b| place_in_part(model, a.0) == place_in_part(model, b.0))
        .map(|group| {
            let locator = group.first().map_or("", |(id, _)| place_in_part(model, *id));
            let number = paragraph_number(locator).map(str::to_owned);
            let label = Some(locator.to_owned()).filter(|locator| number.is_none() && !locator.is_empty());
            Paragraph { number, label, lines: group.iter().map(|line| ledger_line(composer, *line, topics, &above)).collect() }
        })
        .collect();
    let lines = || paragraphs.iter().flat_map(|paragraph| &paragraph.lines);
    let mut hues: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, line) in lines().enumerate() {
        hues.entry(line.statement.core.mark.hue.unwrap_or(0)).or_default().push(place);
    }
    let title = list.first().and_then(|(id, _)| part(model, *id));
    let room = (list.len() * NAMED_WIDTH).checked_div(all).unwrap_or(0) as f64 - 8.0;
    // The way through other works is told by each line that has one.
    let mut usual = statement::entry(composer, first, EntryForm::Byline, RemarkPlace::InEntry);
    usual.core.via.clear();
    let middle = ((begin * 2 + list.len()) * 5000).checked_div(all).unwrap_or(0);
    WorkPart {
        number,
        short_title: title.filter(|_| list.len() * NAME_SHARE >= all).map(|title| text::cut(title, 12.0, room)),
        title: title.map(str::to_owned),
        count: list.len(),
        remarks: list.iter().filter(|(id, _)| model.statements[*id].fields.remark.is_some()).count(),
        middle: format!("{}.{:02}", middle / 100, middle % 100),
        numbered: list.len() * NUMBER_SHARE >= all,
        ticks: hues.into_iter().map(|(hue, places)| (hue, ticks(places.into_iter()))).collect(),
        all: lines().all(|line| !line.named && !line.dated),
        usual,
        remark: remark_text,
        remarked: remark.map_or(0, |remark| remark.count),
        paragraphs,
    }
}

fn ledger_line(
    composer: &mut Composer<'_>,
    (id, group): (Id<Statement>, usize),
    topics: &BTreeMap<Id<Topic>, usize>,
    above: &PartHeader<'_>,
) -> LedgerLine {
    let model = composer.briefing.model;
    let statement = &model.statements[id];
    let mut numbers: Vec<usize> = statement.topics.iter().filter_map(|topic| topics.get(topic).copied()).collect();
    numbers.sort_unstable();
    let own = Spoken::new(model, id);
    let usual = &above.spoken;
    let has_date = |spoken: &Spoken<'_>| spoken.said.is_some() || spoken.said_text.is_some();
    // A line without a date must not take over that of the head.
    let named = (own.by, own.speaker) != (usual.by, usual.speaker) || has_date(usual) && !has_date(&own);
    let remark_place = above.remark.as_ref().map_or(RemarkPlace::InEntry, |remark| remark.place(model, id));
    let mut view = statement::entry(composer, id, EntryForm::Ledger, remark_place);
    // A question that our note leads to is not put again beside it.
    let core = &mut view.core;
    core.disputes.retain(|dispute| !core.remark.leads_to(dispute));
    LedgerLine {
        statement: view,
        group,
        topics: numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        marks: match (statement.fields.remark.is_some(), statement.disputes.is_empty()) {
            (true, false) => "n d",
            (true, true) => "n",
            (false, false) => "d",
            (false, true) => "",
        },
        dated: has_date(&own) && (named || (own.said, own.said_text) != (usual.said, usual.said_text)),
        as_above: remark_place == RemarkPlace::AboveList && above.remark.is_some_and(|remark| remark.count < above.all),
        named,
    }
}
