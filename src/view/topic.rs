//! A topic's page: the question, who holds what, disputes, everything said on it.

use std::collections::HashSet;

use serde::Serialize;

use super::compose::{CitationMark, Composed};
use super::dispute::{self, DisputeRow};
use super::figures::{self, TopicFigures};
use super::link::{DateView, NoteLink};
use super::note::{NoteView, Opened};
use super::statement::{self, Look, StatementView};
use super::words::Tag;
use super::{Briefing, Content, PageView};
use crate::model::position::{Holding, Position};
use crate::model::{Actor, Id, Statement, Topic};
use crate::parse::fields::ActorType;

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
    pub children: Vec<NoteLink>,
    /// Who holds what.
    pub positions: Vec<ActorPositions>,
    /// What rounds brought on it.
    pub outcomes: Vec<TopicOutcome>,
    /// Disputes about it.
    pub disputes: Vec<DisputeRow>,
    /// Statements on it that are nobody's position.
    pub statements: Vec<StatementView>,
    /// How many statements there are on it in all.
    pub statement_count: usize,
    /// Its figures.
    pub figures: Option<TopicFigures>,
}

/// What an actor holds on the topic.
#[derive(Debug, Serialize)]
pub struct ActorPositions {
    /// The actor.
    pub actor: NoteLink,
    /// What sort of actor.
    pub ty: Option<Tag>,
    /// The newest position that it stated, or that was stated on its behalf.
    pub newest: Option<StatementView>,
    /// Earlier ones, the newest first.
    pub earlier: Vec<StatementView>,
    /// Positions that others impute to it.
    pub imputed: Vec<StatementView>,
}

/// What a round brought on the topic.
#[derive(Debug, Serialize)]
pub struct TopicOutcome {
    /// The round.
    pub round: NoteLink,
    /// When.
    pub date: Option<DateView>,
    /// The outcome.
    pub text: Composed,
    /// How far the sides came.
    pub status: Option<Tag>,
    /// Who says so.
    pub cites: Vec<CitationMark>,
}

pub(super) fn page(briefing: Briefing<'_>, id: Id<Topic>, translation: Option<usize>) -> PageView {
    let model = briefing.model;
    let topic = &model.topics[id];
    let of = briefing.shared.topic(id);
    let mut open = Opened::new(briefing, topic.note, translation);
    let note = &model.notes[topic.note];
    let question = model.topics[id].fields.question.as_ref();
    let question = question.map(|question| open.composer.prose(question, note.into())).unwrap_or_default();
    open.body();
    let mut shown = HashSet::new();
    let positions = positions(&mut open, id, &mut shown);
    open.section("_positions", "Positions", !positions.is_empty());
    let outcomes = outcomes(&mut open, &of.outcomes);
    open.section("_outcomes", "Outcomes", !outcomes.is_empty());
    let disputes = dispute::rows(&mut open.composer, &of.disputes);
    open.section("_answers", "Disputes", !disputes.is_empty());
    let other: Vec<Id<Statement>> = of.statements.iter().copied().filter(|statement| !shown.contains(statement)).collect();
    let statements = statement::entries(&mut open.composer, &other, Look::Brief);
    open.section("_statements", "Other statements", !statements.is_empty());
    open.close("topic.html", |note| {
        Content::Topic(TopicView {
            note,
            question,
            parent: topic.parent.and_then(|parent| briefing.link_to(parent.into())),
            children: briefing.links(&topic.children),
            positions,
            outcomes,
            disputes,
            statements,
            statement_count: of.statements.len(),
            figures: figures::of_topic(briefing, id),
        })
    })
}

/// Topics of one group.
#[derive(Debug)]
pub(super) struct Group {
    /// What stands in ids of elements.
    pub id: String,
    /// What it is called; nothing: topics without a group.
    pub title: Option<String>,
    /// Its topics, in their order.
    pub topics: Vec<Id<Topic>>,
}

/// Topics in their groups, in the order of `topic_groups`, without it in that of topics; those without a group come last.
pub(super) fn groups(briefing: Briefing<'_>) -> Vec<Group> {
    let model = briefing.model;
    let mut titles: Vec<Option<&str>> = model.config.topic_groups.iter().map(|group| Some(&*group.value)).collect();
    let of = |topic: &Id<Topic>| model.topics[*topic].fields.group.as_ref().map(|group| &*group.value);
    for group in briefing.shared.topic_order().iter().map(of).filter(Option::is_some) {
        if !titles.contains(&group) {
            titles.push(group);
        }
    }
    titles.push(None);
    let groups = titles.into_iter().enumerate().map(|(place, title)| Group {
        id: format!("group-{}", place.saturating_add(1)),
        title: title.map(str::to_owned),
        topics: briefing.shared.topic_order().iter().copied().filter(|topic| of(topic) == title).collect(),
    });
    groups.filter(|group| !group.topics.is_empty()).collect()
}

/// States before persons: what a spokesman says in a state's name stands under the state.
pub(super) const fn rank(ty: Option<ActorType>) -> usize {
    match ty {
        Some(ActorType::State) => 0,
        Some(ActorType::Bloc) => 1,
        Some(ActorType::Organisation) => 2,
        Some(ActorType::Format) => 3,
        Some(ActorType::Person) => 4,
        Some(ActorType::Media) | None => 5,
    }
}

fn positions(open: &mut Opened<'_>, id: Id<Topic>, shown: &mut HashSet<Id<Statement>>) -> Vec<ActorPositions> {
    let briefing = open.briefing;
    let model = briefing.model;
    let mut rows: Vec<(Id<Actor>, Vec<Position>)> = briefing
        .shared
        .topic(id)
        .actors
        .iter()
        .map(|actor| {
            let own = briefing.shared.positions.cell(*actor, id).iter().copied().filter(|position| {
                let behalf = &model.statements[position.statement].on_behalf_of;
                position.holding != Holding::Stated || behalf.is_empty() || behalf.contains(actor)
            });
            (*actor, own.collect())
        })
        .filter(|(_, list): &(_, Vec<Position>)| !list.is_empty())
        .collect();
    rows.sort_by(|a, b| {
        let ty = |actor: &Id<Actor>| rank(model.actors[*actor].ty());
        ty(&a.0).cmp(&ty(&b.0)).then(b.1.len().cmp(&a.1.len())).then(a.0.cmp(&b.0))
    });
    rows.into_iter()
        .filter_map(|(actor, list)| {
            let (imputed, stated): (Vec<Position>, Vec<Position>) = list.iter().partition(|position| position.holding == Holding::Imputed);
            let ids = |list: &[Position]| list.iter().map(|position| position.statement).collect::<Vec<_>>();
            shown.extend(list.iter().map(|position| position.statement));
            let look = match stated.first() {
                Some(position) if position.holding == Holding::Stated => Look::WithoutSpeaker,
                _ => Look::WithSpeaker,
            };
            let newest = stated.first().and_then(|position| statement::entries(&mut open.composer, &[position.statement], look).pop());
            Some(ActorPositions {
                actor: briefing.link_to(actor.into())?,
                ty: model.actors[actor].ty().map(|ty| briefing.tag(ty)),
                newest,
                earlier: statement::entries(&mut open.composer, &ids(stated.get(1..).unwrap_or_default()), Look::Brief),
                imputed: statement::entries(&mut open.composer, &ids(&imputed), Look::Brief),
            })
        })
        .collect()
}

fn outcomes(open: &mut Opened<'_>, all: &[(Id<crate::model::Round>, usize)]) -> Vec<TopicOutcome> {
    let briefing = open.briefing;
    let model = briefing.model;
    let mut all: Vec<_> = all.to_vec();
    all.sort_by(|a, b| model.rounds[b.0].date.cmp(&model.rounds[a.0].date).then(a.cmp(b)));
    all.iter()
        .filter_map(|(id, place)| {
            let round = &model.rounds[*id];
            let outcome = round.outcomes.get(*place)?;
            let note = &model.notes[round.note];
            Some(TopicOutcome {
                round: briefing.link(round.note),
                date: round.date.as_ref().map(DateView::of),
                text: open.composer.prose(&outcome.fields.text, note.into()),
                status: briefing.tag_of(outcome.fields.status.as_ref()),
                cites: open.cite(&outcome.sources),
            })
        })
        .collect()
}
