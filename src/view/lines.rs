//! Statements as lines: a mark, the words, and who says so. What many lines of one list share is said once: a bundle tells its source, its
//! date and the editor's remark before its lines, and a list names the source that most of its lines have.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::compose::{Composed, Composer, Written};
use super::link::{DateView, NoteLink};
use super::mark;
use super::statement::{self, StatementView};
use crate::model::{Actor, Id, Model, Source, Statement, Topic};
use crate::parse::date::Edtf;
use crate::parse::fields::StatementType;
use crate::parse::markdown::Prose;

/// So many statements of one origin are told together.
const TOGETHER: usize = 4;

/// A line: what the component `line` gets.
#[derive(Debug, Serialize)]
pub struct Line {
    /// The statement.
    pub statement: StatementView,
    /// The topic under which it stands.
    pub topic: Option<NoteLink>,
    /// Whether the line names speaker, work and date; else what stands above it does.
    pub told: bool,
    /// Whether its remark is one that stands above.
    pub noted_above: bool,
}

/// Lines that share speaker, work, date and the works behind: what the component `bundle` gets.
#[derive(Debug, Serialize)]
pub struct Bundle {
    /// The key of the word for what they are: `bundle.demand`; `bundle.statement` where they are of several sorts.
    pub key: &'static str,
    /// When they were said, without the wording that a date may have.
    pub date: Option<DateView>,
    /// The remark that most of them share.
    pub remark: Composed,
    /// The lines; the first tells for all. The shared remark is left out of them.
    pub lines: Vec<Line>,
}

/// Where a statement comes from: what a line tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Origin<'a> {
    source: Id<Source>,
    via: &'a [Id<Source>],
    by: &'a [Id<Actor>],
    on_behalf_of: &'a [Id<Actor>],
    speaker: Option<&'a str>,
    said: Option<Edtf>,
    said_text: Option<&'a str>,
}

impl<'a> Origin<'a> {
    /// Where a statement comes from.
    #[must_use]
    pub fn of(model: &'a Model, id: Id<Statement>) -> Self {
        let statement = &model.statements[id];
        let fields = &model.statements[id].fields;
        Self {
            source: statement.source,
            via: &statement.via,
            by: &statement.by,
            on_behalf_of: &statement.on_behalf_of,
            speaker: fields.speaker.as_ref().map(|text| &*text.value),
            said: statement.said,
            said_text: fields.said_text.as_ref().map(|text| &*text.value),
        }
    }

    /// The origin that most of some statements share, where that is worth saying once.
    #[must_use]
    pub fn usual(model: &'a Model, ids: &[Id<Statement>]) -> Option<Self> {
        let mut counts: HashMap<Self, (usize, Reverse<Id<Statement>>)> = HashMap::new();
        for id in ids {
            let count = counts.entry(Self::of(model, *id)).or_insert((0, Reverse(*id)));
            count.0 = count.0.saturating_add(1);
        }
        // Of two that are as frequent that of the earlier statement: the order must not depend on the table's.
        let (origin, (count, _)) = counts.into_iter().max_by_key(|(_, count)| *count)?;
        (count >= TOGETHER && count.saturating_mul(2) > ids.len()).then_some(origin)
    }
}

/// What stands above a list and is not told again by its lines.
#[derive(Debug, Clone, Copy, Default)]
pub struct Above<'a> {
    /// Where most of the statements come from.
    pub origin: Option<Origin<'a>>,
    /// The remark that many of them share, and how many.
    pub remark: Option<(&'a Prose, usize)>,
}

impl<'a> Above<'a> {
    /// What is worth telling once of some statements.
    #[must_use]
    pub fn of(model: &'a Model, ids: &[Id<Statement>]) -> Self {
        Self { origin: Origin::usual(model, ids), remark: shared_remark(model, ids.iter().copied()) }
    }
}

/// A line of a list of what `side` says or is said to hold; of many speakers where that is empty.
#[must_use]
pub fn line(composer: &mut Composer<'_>, id: Id<Statement>, side: &[Id<Actor>], above: &Above<'_>) -> Line {
    let own = composer.briefing.model.statements[id].fields.remark.as_ref();
    let noted = above.remark.is_some_and(|(shared, _)| own.is_some_and(|own| own.markdown == shared.markdown));
    let statement = statement::line_of(composer, id, noted);
    Line { noted_above: noted, ..finish(composer, statement, id, side, above.origin.as_ref()) }
}

fn finish(
    composer: &Composer<'_>,
    mut statement: StatementView,
    id: Id<Statement>,
    side: &[Id<Actor>],
    usual: Option<&Origin<'_>>,
) -> Line {
    let briefing = composer.briefing;
    let model = briefing.model;
    statement.mark = mark::of(briefing, id, side);
    statement.mark.hue = statement.mark.hue.or_else(|| briefing.shared.sides.of_statement(&model.statements[id]));
    if let Some(who) = &mut statement.who {
        who.named = !matches!(&*model.statements[id].by, [speaker] if side.contains(speaker));
        let own = |title: &str| side.iter().any(|actor| &*model.notes[model.actors[*actor].note].title == title);
        who.on_behalf_of.retain(|link| !own(&link.title));
    }
    Line { statement, topic: None, noted_above: false, told: usual != Some(&Origin::of(model, id)) }
}

/// A line with the topic under which it stands.
#[must_use]
pub fn on_topic(composer: &mut Composer<'_>, id: Id<Statement>, side: &[Id<Actor>], topic: Option<Id<Topic>>, above: &Above<'_>) -> Line {
    let topic = topic.and_then(|topic| composer.briefing.link_to(topic.into()));
    Line { topic, ..line(composer, id, side, above) }
}

/// Parts statements into those that came by the same way through another work, four or more, and all others; both in the order given.
#[must_use]
pub fn together(model: &Model, ids: &[Id<Statement>]) -> (Vec<Vec<Id<Statement>>>, Vec<Id<Statement>>) {
    let mut groups: Vec<Vec<Id<Statement>>> = Vec::new();
    let mut places: HashMap<Origin<'_>, usize> = HashMap::new();
    for id in ids.iter().filter(|id| !model.statements[**id].via.is_empty()) {
        let place = *places.entry(Origin::of(model, *id)).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(*id),
            None => groups.push(vec![*id]),
        }
    }
    groups.retain(|group| group.len() >= TOGETHER);
    let rest = ids.iter().copied().filter(|id| !groups.iter().any(|group| group.contains(id))).collect();
    (groups, rest)
}

/// The remark that so many of some statements share that it is told once, and how many do.
#[must_use]
pub fn shared_remark(model: &Model, ids: impl Iterator<Item = Id<Statement>>) -> Option<(&Prose, usize)> {
    let mut counts: Vec<(&Prose, usize)> = Vec::new();
    for remark in ids.filter_map(|id| model.statements[id].fields.remark.as_ref()) {
        match counts.iter_mut().find(|(known, _)| known.markdown == remark.markdown) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => counts.push((remark, 1)),
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).filter(|(_, count)| *count >= TOGETHER)
}

/// A remark of some of these statements, composed.
#[must_use]
pub fn remark(composer: &mut Composer<'_>, remark: &Prose, ids: &[Id<Statement>]) -> Composed {
    let model = composer.briefing.model;
    // The references of its Markdown are those of the note that it was written in.
    let own = |id: &&Id<Statement>| model.statements[**id].fields.remark.as_ref().is_some_and(|own| std::ptr::eq(own, remark));
    let note = ids.iter().find(own).map(|id| &model.notes[model.note_of_statement(*id)]);
    note.map(|note| composer.prose(remark, Written::from(note))).unwrap_or_default()
}

/// The bundle of statements that [`together`] found.
#[must_use]
pub fn bundle(composer: &mut Composer<'_>, ids: &[Id<Statement>], side: &[Id<Actor>]) -> Bundle {
    let model = composer.briefing.model;
    let remark_of = |id: &Id<Statement>| model.statements[*id].fields.remark.as_ref().map(|remark| &*remark.markdown);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for remark in ids.iter().filter_map(remark_of) {
        let count = counts.entry(remark).or_default();
        *count = count.saturating_add(1);
    }
    let shared = counts.into_iter().max_by_key(|(_, count)| *count).filter(|(_, count)| *count > 1).map(|(remark, _)| remark);
    let first = ids.iter().find(|id| shared.is_some() && remark_of(id) == shared);
    let remark = first.and_then(|id| {
        let note = &model.notes[model.note_of_statement(*id)];
        let remark = model.statements[*id].fields.remark.as_ref()?;
        Some(composer.prose(remark, Written::from(note)))
    });
    let lines = ids
        .iter()
        .map(|id| {
            let told = shared.is_some() && remark_of(id) == shared;
            let mut statement = statement::bundled(composer, *id, told);
            if let Some(remark) = &remark {
                statement.remark.without_lead(remark);
            }
            finish(composer, statement, *id, side, None)
        })
        .collect();
    let mut types = ids.iter().map(|id| model.statements[*id].fields.ty.as_ref().map(|ty| ty.value));
    let ty = types.next().flatten().filter(|first| types.all(|ty| ty == Some(*first)));
    let date = ids.first().and_then(|id| model.statements[*id].said.as_ref()).map(|date| composer.briefing.date(date));
    Bundle { key: key(ty), date, remark: remark.unwrap_or_default(), lines }
}

/// The key of the word for statements of a type.
const fn key(ty: Option<StatementType>) -> &'static str {
    match ty {
        Some(StatementType::Demand) => "bundle.demand",
        Some(StatementType::Offer) => "bundle.offer",
        Some(StatementType::Refusal) => "bundle.refusal",
        Some(StatementType::Position) => "bundle.position",
        _ => "bundle.statement",
    }
}
