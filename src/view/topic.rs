//! A topic's page: the question, who holds what, disputes, everything said on it.

use std::cmp::Reverse;
use std::collections::HashSet;

use serde::Serialize;

use super::dispute::{self, DisputeRow};
use super::figures::{self, TopicFigures};
use super::lines::{self, SideStatement, listed};
use super::link::{DateView, Link, NoteLink};
use super::mark;
use super::note::{NotePageBuilder, NoteView};
use super::parts::Parts;
use super::sides::{Held, MarkRow, Side};
use super::statement::{self, EntryForm, RemarkPlace};
use super::strip::{self, Strip};
use super::text::{CitationMark, Composed, StatementView};
use super::words::Tag;
use super::{Briefing, PageContent, PageView, shifts};
use crate::model::{Actor, Dispute, Id, Round, Statement, Topic};

/// What `topic.html` gets.
#[derive(Debug, Serialize)]
pub struct TopicView {
    /// What every note has.
    #[serde(flatten)]
    pub note: NoteView,
    /// The question that it puts.
    pub question: Composed,
    /// The topic above it.
    pub parent: Option<NoteLink>,
    /// The topics below it.
    pub children: Vec<Narrower>,
    /// The sides of which something is known, in their order, and then the others; of a page in parts after the first one those of which
    /// something stands in the part.
    pub sides: Vec<SideView>,
    /// How many sides something is known of.
    pub side_count: usize,
    /// Who holds what on it, over time.
    pub strip: Option<Strip>,
    /// What changed in what a side holds on it, and where that is told.
    pub shifts: Vec<Link>,
    /// What rounds brought on it.
    pub outcomes: Vec<TopicOutcome>,
    /// Disputes about it.
    pub disputes: Vec<DisputeRow>,
    /// How many disputes there are about it in all.
    pub dispute_count: usize,
    /// Statements on it that are nobody's position.
    pub statements: Vec<SideStatement>,
    /// How many statements there are on it in all.
    pub statement_count: usize,
    /// Its figures; nothing where it has none.
    pub figures: Option<TopicFigures>,
}

/// A topic below this one.
#[derive(Debug, Serialize)]
pub struct Narrower {
    /// The topic.
    pub topic: NoteLink,
    /// The question that it puts, plain.
    pub question: Composed,
    /// How many statements there are on it.
    pub statements: usize,
}

/// What a side holds on the topic.
#[derive(Debug, Serialize)]
pub struct SideView {
    /// The number of its hue; 0: one that stands in no column.
    pub hue: usize,
    /// What it is called.
    pub name: String,
    /// Its actor, where it is one.
    pub actor: Option<NoteLink>,
    /// Its marks, and how many statements there are of each sort.
    pub marks: MarkRow,
    /// What it holds, in the editor's lines; of a side of several actors each may have one.
    pub stances: Vec<Stance>,
    /// The newest that it holds and no side above, where no line of the editor's says what it holds.
    pub newest: Option<StatementView>,
    /// How many of the topic's disputes its statements stand in.
    pub disputes: usize,
    /// Whether something of it stands in this part.
    pub in_part: bool,
    /// Whether all of its own that stands in this part stands under a side above.
    pub told_above: bool,
    /// Its own statements and those made for it, the newest first.
    pub own: Vec<SideStatement>,
    /// Those of others about it, the newest first.
    pub about: Vec<SideStatement>,
}

/// What an actor holds on the topic, in the editor's line.
#[derive(Debug, Serialize)]
pub struct Stance {
    #[serde(skip)]
    actor: Id<Actor>,
    /// The actor's name.
    pub name: String,
    /// What it holds.
    pub text: Composed,
    /// Who says so.
    pub cites: Vec<CitationMark>,
}

/// What a round brought on the topic.
#[derive(Debug, Serialize)]
pub struct TopicOutcome {
    /// The round.
    pub round: NoteLink,
    /// When.
    pub date: Option<DateView>,
    /// When the round was due, where it has no date.
    pub due: Option<DateView>,
    /// The outcome.
    pub text: Composed,
    /// How far the sides came.
    pub status: Option<Tag>,
    /// Who says so.
    pub cites: Vec<CitationMark>,
}

/// What a dispute weighs in a list.
const DISPUTE_WEIGHT: usize = 1000;
/// What an outcome weighs, with the reference that it brings.
const OUTCOME_WEIGHT: usize = 1300;

/// The statements that a topic's page shows in full: what each side holds, then the others.
pub(super) fn statements(briefing: Briefing<'_>, id: Id<Topic>) -> Vec<Id<Statement>> {
    let sides = briefing.shared.sides.list().iter().flat_map(|side| briefing.held(side, id));
    let held = sides.chain(briefing.held_by_others(id).iter().map(|(_, held)| held)).map(|held| held.statement);
    let mut seen = HashSet::new();
    held.chain(briefing.shared.topics[id].statements.iter().copied()).filter(|statement| seen.insert(*statement)).collect()
}

/// What the other lists of the page weigh, which come first.
pub(super) fn list_weights(briefing: Briefing<'_>, id: Id<Topic>) -> Vec<usize> {
    let concerns = &briefing.shared.topics[id];
    [vec![DISPUTE_WEIGHT; concerns.disputes.len()], vec![OUTCOME_WEIGHT; concerns.outcomes.len()]].concat()
}

pub(super) fn page(briefing: Briefing<'_>, id: Id<Topic>) -> PageView {
    let model = briefing.model;
    let topic = &model.topics[id];
    let concerns = &briefing.shared.topics[id];
    let mut page = NotePageBuilder::new(briefing, topic.note);
    let note = &model.notes[topic.note];
    // Links from elsewhere lead to disputes and outcomes: they begin in the first part.
    let disputes = page.parts.keep(concerns.disputes.clone(), |_| DISPUTE_WEIGHT, |id| briefing.name(*id));
    let outcomes = outcomes(briefing, &mut page.parts, id);
    let in_part: HashSet<Id<Statement>> = page.deal_out(statements(briefing, id)).into_iter().collect();
    let first = briefing.part.is_first();
    let question = topic.fields.question.as_ref().map(|question| page.composer.prose(question, note)).unwrap_or_default();
    let mut shown = HashSet::new();
    let stances: Vec<Stance> = topic
        .stances
        .iter()
        .filter(|_| first)
        .filter_map(|stance| {
            let text = page.composer.prose(stance.fields.text.given()?, note);
            let name = briefing.name(stance.actor).to_owned();
            Some(Stance { actor: stance.actor, name, text, cites: page.composer.cite(&stance.sources) })
        })
        .collect();
    page.body();
    let (sides, side_count) = sides(&mut page, id, stances, &in_part, &mut shown);
    page.section("_positions", "topic.side_by_side", !sides.is_empty());
    let disputes = dispute::rows(&mut page.composer, &disputes);
    page.section("_answers", "topic.disputed", !disputes.is_empty());
    let outcomes: Vec<TopicOutcome> = outcomes.iter().filter_map(|at| outcome(&mut page, *at)).collect();
    page.section("_outcomes", "topic.outcomes", !outcomes.is_empty());
    let others: Vec<Id<Statement>> =
        concerns.statements.iter().copied().filter(|statement| in_part.contains(statement) && !shown.contains(statement)).collect();
    let statements = lines::of_many_speakers(&mut page.composer, &topic.children, &others);
    page.section("_statements", "topic.others", !statements.is_empty());
    let shifts = topic.shifts.iter().enumerate().filter(|_| first).filter_map(|(place, shift)| {
        let path = [&*page.head.root, &*shifts::path(briefing, id, place)].concat();
        let title = shift.fields.title.given()?;
        Some(Link { href: Some(path), ..briefing.named(&title.value, note.language_of(title.span)) })
    });
    let shifts = shifts.collect();
    let children = topic.children.iter().filter(|_| first).map(|child| Narrower {
        topic: briefing.link_to(*child),
        question: briefing.plain(model.topics[*child].fields.question.as_ref(), model.topics[*child].note),
        statements: briefing.shared.topics[*child].statements.len(),
    });
    let children = children.collect();
    let figures = first.then(|| figures::of_topic(&mut page.composer, id)).flatten();
    page.close("topic.html", |note| {
        PageContent::Topic(Box::new(TopicView {
            note,
            question,
            parent: topic.parent.map(|parent| briefing.link_to(parent)),
            children,
            sides,
            side_count,
            strip: if first { strip(briefing, id) } else { None },
            shifts,
            outcomes,
            disputes,
            dispute_count: concerns.disputes.len(),
            statements,
            statement_count: concerns.statements.len(),
            figures,
        }))
    })
}

/// What the sides hold on a topic over time, a lane a side and one for all others.
fn strip(briefing: Briefing<'_>, topic: Id<Topic>) -> Option<Strip> {
    let sides = briefing.shared.sides.list().iter();
    let mut lanes: Vec<strip::Lane> =
        sides.map(|side| (briefing.side_title(side), side.hue, briefing.held(side, topic).to_vec())).collect();
    let others = briefing.held_by_others(topic).iter().map(|(_, held)| *held).collect();
    lanes.push((briefing.language.word("positions.others"), 0, others));
    strip::strip(briefing, lanes)
}

/// The sides of which something is known, with how many they are: the columns in their order, then whoever stands in none. The first part
/// has all of them, and tells the numbers of the whole.
fn sides(
    page: &mut NotePageBuilder<'_>,
    topic: Id<Topic>,
    mut stances: Vec<Stance>,
    in_part: &HashSet<Id<Statement>>,
    shown: &mut HashSet<Id<Statement>>,
) -> (Vec<SideView>, usize) {
    let briefing = page.briefing;
    let with_stance = || briefing.model.topics[topic].stances.iter().map(|stance| stance.actor);
    let columns = briefing.shared.sides.list().iter();
    let mut all: Vec<(Side, Vec<Held>)> = columns.map(|side| (side.clone(), briefing.held(side, topic).to_vec())).collect();
    let mut others: Vec<(Id<Actor>, Vec<Held>)> = Vec::new();
    for group in briefing.held_by_others(topic).chunk_by(|a, b| a.0 == b.0) {
        others.extend(group.first().map(|(actor, _)| (*actor, group.iter().map(|(_, held)| *held).collect())));
    }
    for actor in with_stance() {
        let known = briefing.shared.sides.of_actor(actor).is_some() || others.iter().any(|(other, _)| *other == actor);
        if !known {
            others.push((actor, Vec::new()));
        }
    }
    all.extend(others.into_iter().map(|(actor, held)| (Side { actors: vec![actor], hue: 0 }, held)));
    all.retain(|(side, held)| !held.is_empty() || with_stance().any(|actor| side.actors.contains(&actor)));
    let count = all.len();
    let mut views = Vec::new();
    // What stands under a side, in whichever part.
    let mut told = HashSet::new();
    for (side, held) in all {
        let here: Vec<Held> = held.iter().copied().filter(|held| in_part.contains(&held.statement)).collect();
        if here.is_empty() && !briefing.part.is_first() {
            continue;
        }
        let (of_side, rest) = stances.into_iter().partition(|stance| side.actors.contains(&stance.actor));
        stances = rest;
        let new: Vec<&Held> = held.iter().filter(|held| told.insert(held.statement)).collect();
        let newest = new.iter().find(|held| held.kind.is_its_own()).or(new.first()).filter(|_| briefing.part.is_first());
        let newest = newest.filter(|_| of_side.is_empty()).map(|held| {
            let fields = &briefing.model.statements[held.statement].fields;
            let note = &briefing.model.notes[briefing.model.note_of_statement(held.statement)];
            let text = page.composer.without_citations(&fields.text, note);
            let mut byline = statement::entry(&mut page.composer, held.statement, EntryForm::Byline, RemarkPlace::InEntry);
            let remark = fields.remark.as_ref().map(|remark| page.composer.without_citations(remark, note));
            byline.core.remark = remark.unwrap_or_default();
            StatementView { text, ..byline }
        });
        let in_dispute = |dispute: &&Id<Dispute>| {
            held.iter().any(|held| briefing.model.statements[held.statement].disputes.iter().any(|(id, _)| id == *dispute))
        };
        let disputes = briefing.shared.topics[topic].disputes.iter().filter(in_dispute).count();
        let name = briefing.side_title(&side);
        let marks = briefing.mark_row(name.clone(), side.hue, &held);
        let (is_empty, has_own) = (here.is_empty(), here.iter().any(|held| held.kind.is_its_own()));
        // What stands under a side above is not said again.
        let not_shown = here.into_iter().filter(|held| shown.insert(held.statement));
        let (own, about): (Vec<Held>, Vec<Held>) = not_shown.partition(|held| held.kind.is_its_own());
        let entries = |page: &mut NotePageBuilder<'_>, list: Vec<Held>| {
            let mark = |held: &Held| mark::of_kind(briefing.model, held.statement, held.kind, side.hue);
            let marked = list.into_iter().map(|held| (held.statement, Some(mark(&held))));
            listed(&mut page.composer, &briefing.model.topics[topic].children, marked)
        };
        views.push(SideView {
            hue: side.hue,
            actor: side.actors.first().filter(|_| side.actors.len() == 1).map(|actor| briefing.link_to(*actor)),
            name,
            marks,
            stances: of_side,
            newest,
            disputes,
            in_part: !is_empty,
            told_above: has_own && own.is_empty(),
            own: entries(page, own),
            about: entries(page, about),
        });
    }
    (views, count)
}

/// What rounds brought on a topic, the newest first, as far as it stands in this part.
fn outcomes(briefing: Briefing<'_>, parts: &mut Parts, topic: Id<Topic>) -> Vec<(Id<Round>, usize)> {
    let model = briefing.model;
    let mut all = briefing.shared.topics[topic].outcomes.clone();
    all.sort_by_key(|(round, place)| (Reverse(model.rounds[*round].place), *place));
    parts.keep(all, |_| OUTCOME_WEIGHT, |at| briefing.name(at.0))
}

fn outcome(page: &mut NotePageBuilder<'_>, (id, place): (Id<Round>, usize)) -> Option<TopicOutcome> {
    let briefing = page.briefing;
    let round = &briefing.model.rounds[id];
    let outcome = round.outcomes.get(place)?;
    let note = &briefing.model.notes[round.note];
    Some(TopicOutcome {
        round: briefing.link(round.note),
        date: briefing.date_of_round(round),
        due: briefing.due_date(round),
        text: page.composer.prose(&outcome.fields.text, note),
        status: briefing.tag_of(outcome.fields.status.as_ref()),
        cites: page.composer.cite(&outcome.sources),
    })
}
