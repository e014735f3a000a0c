//! What many pages need, worked out once for a build: who speaks for whom, what was said on a topic, formatted references.

use std::collections::HashMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::html::Html;
use super::ledger_summary::LedgerSummary;
use super::list_groups::Lists;
use super::order::{self, TopicGroup, is_side};
use super::parts::Printed;
use super::sides::{AllPositions, Sides};
use crate::bibliography::{self, Bibliography};
use crate::counts::{distinct, most_first};
use crate::diagnostic::Diagnostic;
use crate::file::File;
use crate::model::evidence::Origins;
use crate::model::position::Positions;
use crate::model::{Actor, Dispute, Id, Model, Round, Source, Statement, Table, Topic};
use crate::parse::fields::DelegationRole;

/// How somebody was at a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attendance {
    /// Named as a delegation's actor.
    Delegation,
    Head,
    Member,
}

/// One presence of an actor at a round.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Presence {
    pub round: Id<Round>,
    /// Its part in it.
    pub part: Involvement,
}

impl Presence {
    /// Whether it took part: it did not stay away.
    pub fn took_part(&self) -> bool {
        !matches!(self.part, Involvement::Delegation { role: DelegationRole::Absent, .. })
    }
}

/// An actor's part in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Involvement {
    /// It was there, or expected.
    Delegation {
        /// The place of the delegation among the round's.
        place: usize,
        role: DelegationRole,
        attendance: Attendance,
    },
    /// It made the proposal, set the deadline or announced it; or one who speaks for it did.
    By(Option<Id<Actor>>),
    /// It was made to it.
    To,
}

/// What many pages need. Built once, then only read.
#[derive(Debug)]
pub(crate) struct Shared {
    pub positions: Positions,
    pub sides: Sides,
    /// What evidence goes back to.
    pub origins: Origins,
    pub bibliography: Bibliography,
    pub actors: Table<ActorIndex, Actor>,
    pub topics: Table<TopicIndex, Topic>,
    /// How many statements rest on each source: its own, and those of others that came through it.
    pub resting: Table<usize, Source>,
    pub topic_order: Vec<Id<Topic>>,
    pub topic_groups: Vec<TopicGroup>,
    /// Meetings that were held, each once.
    pub meetings: Vec<Id<Round>>,
    /// The two parties to them, where there are two.
    pub parties: Vec<Id<Actor>>,
    pub(super) lists: Lists,
    pub(super) all_positions: OnceLock<AllPositions>,
    /// The order of the print edition.
    pub(super) printed: OnceLock<Printed>,
    /// What each source's ledger tells of all of its lines.
    pub(super) ledger_summaries: Table<OnceLock<LedgerSummary>, Source>,
    picture_sizes: HashMap<Box<str>, (u32, u32)>,
}

/// What concerns an actor.
#[derive(Debug, Default)]
pub(crate) struct ActorIndex {
    /// Statements that it makes, the newest first.
    pub says: Vec<Id<Statement>>,
    /// Statements that others make on its behalf, the newest first.
    pub said_for_it: Vec<Id<Statement>>,
    /// What signed articles that it published say in their own voice, the newest first.
    pub in_its_articles: Vec<Id<Statement>>,
    pub parts: Vec<Id<Actor>>,
    /// Who holds an office in it: the holder and the place of the role.
    pub officers: Vec<(Id<Actor>, usize)>,
    /// Where it was, by the rounds' dates, the newest first.
    pub presences: Vec<Presence>,
    /// The meetings that were held at which it was itself, each once.
    pub meetings: Vec<Id<Round>>,
    /// Works that it wrote or published.
    pub published: Vec<Id<Source>>,
}

impl ActorIndex {
    /// All that it says, that is said for it, and that its own articles say.
    pub fn words(&self) -> impl Iterator<Item = Id<Statement>> {
        self.says.iter().chain(&self.said_for_it).chain(&self.in_its_articles).copied()
    }
}

/// What concerns a topic.
#[derive(Debug, Default)]
pub(crate) struct TopicIndex {
    /// Statements on it, the newest first.
    pub statements: Vec<Id<Statement>>,
    pub disputes: Vec<Id<Dispute>>,
    /// Outcomes that concern it: the round and the outcome's place.
    pub outcomes: Vec<(Id<Round>, usize)>,
    /// Actors with a position on it.
    pub actors: Vec<Id<Actor>>,
    /// Its place in the order of lists.
    pub place: usize,
    /// The place of the first topic of its group.
    pub group_place: usize,
    /// The number of its group in lists, from 1.
    pub group: usize,
}

impl Shared {
    /// Works everything out. What `cache` holds from a build before is taken from it. `picture_sizes` are by paths on the site.
    pub fn new(
        model: &Model,
        style: Option<&File>,
        cache: &mut bibliography::Cache,
        picture_sizes: HashMap<Box<str>, (u32, u32)>,
    ) -> (Self, Vec<Diagnostic>) {
        let (bibliography, diagnostics) = Bibliography::of(model, style, cache);
        let positions = Positions::new(model);
        let mut actors = by_actor(model);
        let (mut topics, resting) = indices(model, &positions);
        let newest_first = |list: &mut Vec<Id<Statement>>| {
            list.sort_by(|a, b| model.newest_first(*a, *b).then(a.cmp(b)));
        };
        actors.as_mut_slice().par_iter_mut().for_each(|actor| {
            newest_first(&mut actor.says);
            newest_first(&mut actor.said_for_it);
            newest_first(&mut actor.in_its_articles);
            actor.presences.sort_by(|a, b| {
                let place = |presence: &Presence| model.rounds[presence.round].place;
                place(b).cmp(&place(a))
            });
        });
        topics.as_mut_slice().par_iter_mut().for_each(|topic| newest_first(&mut topic.statements));
        let meetings = model.held_meetings();
        for round in &meetings {
            for actor in distinct(model.rounds[*round].present().map(|delegation| delegation.actor)) {
                actors[actor].meetings.push(*round);
            }
        }
        let topic_order = model.topics_in_order();
        let mut groups: HashMap<&str, usize> = HashMap::new();
        for (place, topic) in topic_order.iter().enumerate() {
            let group_place = *groups.entry(order::group_title(model, *topic)).or_insert(place);
            (topics[*topic].place, topics[*topic].group_place) = (place, group_place);
        }
        let topic_groups = order::groups(model, &topic_order);
        for (number, group) in (1..).zip(&topic_groups) {
            for topic in &group.topics {
                topics[*topic].group = number;
            }
        }
        let shared = Self {
            sides: Sides::new(model, &positions),
            positions,
            origins: Origins::new(model),
            bibliography,
            actors,
            topics,
            resting,
            topic_order,
            topic_groups,
            lists: Lists::default(),
            all_positions: OnceLock::new(),
            parties: parties(model, &meetings),
            meetings,
            printed: OnceLock::new(),
            ledger_summaries: model.sources.of_each(),
            picture_sizes,
        };
        (shared, diagnostics)
    }

    /// Width and height of a picture on the site, where they are known.
    pub fn picture_size(&self, path: &str) -> Option<(u32, u32)> {
        self.picture_sizes.get(path).copied()
    }

    pub fn reference(&self, source: Id<Source>) -> &Html {
        self.bibliography.reference(source).expect("every work has a reference")
    }
}

/// The two actors that were a party to meetings most often; none where two cannot be told from a third.
fn parties(model: &Model, meetings: &[Id<Round>]) -> Vec<Id<Actor>> {
    let sides = |meeting: &Id<Round>| {
        let parties = model.rounds[*meeting].delegations.iter().filter(|delegation| delegation.role == DelegationRole::Party);
        distinct(parties.map(|delegation| delegation.actor).filter(|id| is_side(model, *id)))
    };
    match most_first(meetings.iter().flat_map(sides)).as_slice() {
        [(first, _), (second, _)] => vec![*first, *second],
        [(first, _), (second, two), (_, three), ..] if two > three => vec![*first, *second],
        _ => Vec::new(),
    }
}

fn by_actor(model: &Model) -> Table<ActorIndex, Actor> {
    let mut all: Table<ActorIndex, Actor> = model.actors.of_each();
    for (id, statement) in model.statements.iter() {
        for actor in statement.by.iter().chain(&statement.own_voice) {
            all[*actor].says.push(id);
        }
        // What describes another's position is nobody's word on its behalf.
        for actor in statement.on_behalf_of.iter().filter(|actor| !statement.by.contains(actor)) {
            all[*actor].said_for_it.push(id);
        }
        let publisher = model.sources[statement.source].publishing_actor();
        if let Some(publisher) = publisher.filter(|actor| statement.is_in_own_voice() && !statement.own_voice.contains(actor)) {
            all[publisher].in_its_articles.push(id);
        }
    }
    for (id, actor) in model.actors.iter() {
        for whole in &actor.part_of {
            all[*whole].parts.push(id);
        }
        for (place, role) in actor.roles.iter().enumerate() {
            if let Some(of) = role.of {
                all[of].officers.push((id, place));
            }
        }
    }
    for (id, round) in model.rounds.iter() {
        for (place, delegation) in round.delegations.iter().enumerate() {
            let mut add = |actor: Id<Actor>, attendance| {
                let part = Involvement::Delegation { place, role: delegation.role, attendance };
                all[actor].presences.push(Presence { round: id, part });
            };
            add(delegation.actor, Attendance::Delegation);
            if let Some(head) = delegation.head {
                add(head, Attendance::Head);
            }
            for member in delegation.members.iter().filter(|member| Some(**member) != delegation.head) {
                add(*member, Attendance::Member);
            }
        }
        for maker in &round.by {
            all[*maker].presences.push(Presence { round: id, part: Involvement::By(None) });
            for side in model.spoken_for(*maker, round.date.as_ref()).filter(|side| !round.by.contains(side)) {
                all[side].presences.push(Presence { round: id, part: Involvement::By(Some(*maker)) });
            }
        }
        for addressed in &round.to {
            all[*addressed].presences.push(Presence { round: id, part: Involvement::To });
        }
    }
    for (id, source) in model.sources.iter() {
        for maker in distinct(source.publishing_actor().into_iter().chain(source.voice.authors.iter().filter_map(|author| author.actor))) {
            all[maker].published.push(id);
        }
    }
    all
}

/// What concerns each topic, and what rests on each source.
fn indices(model: &Model, positions: &Positions) -> (Table<TopicIndex, Topic>, Table<usize, Source>) {
    let mut topics: Table<TopicIndex, Topic> = model.topics.of_each();
    let mut resting: Table<usize, Source> = model.sources.of_each();
    for (id, statement) in model.statements.iter() {
        for topic in &statement.topics {
            topics[*topic].statements.push(id);
        }
        resting[statement.source] += 1;
        for via in &statement.via {
            resting[*via] += 1;
        }
    }
    for (id, dispute) in model.disputes.iter() {
        for topic in &dispute.topics {
            topics[*topic].disputes.push(id);
        }
    }
    for (id, round) in model.rounds.iter() {
        for (place, outcome) in round.outcomes.iter().enumerate() {
            for topic in &outcome.topics {
                topics[*topic].outcomes.push((id, place));
            }
        }
    }
    for (actor, topic, _) in positions.cells() {
        topics[topic].actors.push(actor);
    }
    (topics, resting)
}
