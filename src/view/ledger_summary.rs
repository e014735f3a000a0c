//! What a work's ledger tells of all of its lines, on each of its parts: who speaks in which, and what they are about. Worked out once for
//! all parts.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::Briefing;
use super::link::Link;
use super::statement;
use crate::counts::{counted, in_order, most};
use crate::model::{Actor, Id, Model, Source, Statement, Topic};
use crate::parse::fields::ActorType;

/// A work with fewer lines is not drawn and needs no filter.
pub(super) const MIN_LINES_DRAWN: usize = 20;
/// A person with more than one in so many of the lines has a row of its own.
const OWN_ROW_SHARE: usize = 10;
/// Whoever has one in so many of the lines speaks in a good part of the work.
const MOST_QUOTED_SHARE: usize = 4;
/// The style knows so many topics by number.
const MOST_TOPICS: usize = 60;
/// The style knows so many groups of speakers by number; the last holds the rest.
const MOST_GROUPS: usize = 9;

/// What a work's ledger tells of all of its lines.
#[derive(Debug)]
pub(crate) struct LedgerSummary {
    /// The groups of speakers: the work itself, then by number of lines, the others last.
    pub groups: Vec<SpeakerGroup>,
    /// The number of each line's group, from 1, in the order of the work.
    pub group_of: Vec<usize>,
    /// The topics of the lines in the order of lists, with how many lines are on each.
    pub topics: Vec<(Id<Topic>, usize)>,
    /// The person who speaks most in the work, with the number of lines, where that is a good part of it.
    pub most_quoted: Option<(Id<Actor>, usize)>,
    /// How many lines the editor remarks on.
    pub remarks: usize,
    /// How many lines are part of a dispute.
    pub disputed: usize,
}

/// Those who speak in a work, as one.
#[derive(Debug, Clone, Serialize)]
pub struct SpeakerGroup {
    /// Its name; nothing for those who belong to none of the others.
    pub name: Option<String>,
    /// Whether it is the work itself.
    pub own: bool,
    /// Some of those who speak in it, where it is a side or the rest.
    pub speakers: Vec<Link>,
    /// The number of its hue.
    pub hue: Option<usize>,
    /// How many lines.
    pub count: usize,
    /// Its lines, as an SVG path over all lines of the page, each one wide.
    pub ticks: String,
}

/// As whom somebody speaks in a work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum SpeakerRole {
    /// The work itself.
    Own,
    /// A person who speaks much in it.
    Person(Id<Actor>),
    /// One of the sides, by number.
    Side(usize),
    /// Anybody else.
    Other,
}

impl<'a> Briefing<'a> {
    pub fn ledger_summary(&self, source: Id<Source>) -> &'a LedgerSummary {
        self.shared.ledger_summaries[source].get_or_init(|| LedgerSummary::new(*self, source))
    }
}

impl LedgerSummary {
    fn new(briefing: Briefing<'_>, source: Id<Source>) -> Self {
        let model = briefing.model;
        let lines = &model.sources[source].statements;
        let said = counted(lines.iter().filter_map(|id| person(model, *id)));
        let mut places: BTreeMap<SpeakerRole, Vec<usize>> = BTreeMap::new();
        for (place, id) in lines.iter().enumerate() {
            let speaks_often = |actor: &Id<Actor>| said.get(actor).is_some_and(|count| count * OWN_ROW_SHARE > lines.len());
            places.entry(role_of(briefing, *id, speaks_often)).or_default().push(place);
        }
        let mut order: Vec<(SpeakerRole, Vec<usize>)> = places.into_iter().collect();
        order.sort_by_key(|(role, places)| (*role != SpeakerRole::Own, *role == SpeakerRole::Other, Reverse(places.len())));
        // What the style cannot tell apart is one.
        if order.len() > MOST_GROUPS {
            let mut rest: Vec<usize> = order.split_off(MOST_GROUPS - 1).into_iter().flat_map(|(_, places)| places).collect();
            rest.sort_unstable();
            order.push((SpeakerRole::Other, rest));
        }
        let mut group_of = vec![0; lines.len()];
        for ((_, places), number) in order.iter().zip(1..) {
            for place in places {
                *group_of.get_mut(*place).expect("a place is that of a line") = number;
            }
        }
        let on_topics = counted(lines.iter().flat_map(|id| &model.statements[*id].topics));
        let topics = briefing.shared.topic_order.iter().filter_map(|topic| Some((*topic, *on_topics.get(topic)?)));
        let count = |is_counted: &dyn Fn(&Statement) -> bool| lines.iter().filter(|id| is_counted(&model.statements[**id])).count();
        Self {
            groups: order.iter().map(|(role, places)| speakers(briefing, source, *role, places)).collect(),
            group_of,
            topics: topics.take(MOST_TOPICS).collect(),
            most_quoted: most(said).filter(|(_, count)| lines.len() >= MIN_LINES_DRAWN && count * MOST_QUOTED_SHARE >= lines.len()),
            remarks: count(&|statement| statement.fields.remark.is_some()),
            disputed: count(&|statement| !statement.disputes.is_empty()),
        }
    }
}

/// The one person who speaks.
fn person(model: &Model, id: Id<Statement>) -> Option<Id<Actor>> {
    match &*model.statements[id].by {
        [one] if model.actors[*one].ty() == Some(ActorType::Person) => Some(*one),
        _ => None,
    }
}

/// As whom a statement's speaker speaks.
fn role_of(briefing: Briefing<'_>, id: Id<Statement>, speaks_often: impl Fn(&Id<Actor>) -> bool) -> SpeakerRole {
    let statement = &briefing.model.statements[id];
    if statement.is_in_own_voice() {
        return SpeakerRole::Own;
    }
    if let Some(one) = person(briefing.model, id).filter(speaks_often) {
        return SpeakerRole::Person(one);
    }
    let speakers = statement.on_behalf_of.iter().chain(&statement.by);
    speakers.filter_map(|actor| briefing.shared.sides.of_actor(*actor)).next().map_or(SpeakerRole::Other, SpeakerRole::Side)
}

fn speakers(briefing: Briefing<'_>, source: Id<Source>, role: SpeakerRole, places: &[usize]) -> SpeakerGroup {
    /// So many of those who speak for a side are named.
    const NAMED: usize = 3;
    let model = briefing.model;
    let sides = &briefing.shared.sides;
    let (name, hue) = match role {
        SpeakerRole::Own => (Some(statement::own_voice(model, source)), None),
        SpeakerRole::Person(actor) => {
            let mut sides_of = model.actors[actor].speaks_for.iter().map(|mandate| mandate.actor).chain([actor]);
            (Some(briefing.name(actor).to_owned()), sides_of.find_map(|actor| sides.of_actor(actor)))
        }
        SpeakerRole::Side(hue) => (sides.list().get(hue.saturating_sub(1)).map(|side| briefing.side_title(side)), Some(hue)),
        SpeakerRole::Other => (None, None),
    };
    let mut named: Vec<Link> = Vec::new();
    if let SpeakerRole::Side(_) | SpeakerRole::Other = role {
        let said = places.iter().filter_map(|place| model.sources[source].statements.get(*place));
        let mut counts = in_order(said.map(|id| statement::speaker(briefing, *id)), |a, b| a == b);
        counts.sort_by_key(|(_, count)| Reverse(*count));
        named.extend(counts.into_iter().take(NAMED).map(|(words, _)| words).filter(|words| Some(&words.title) != name.as_ref()));
    }
    SpeakerGroup { name, own: role == SpeakerRole::Own, speakers: named, hue, count: places.len(), ticks: String::new() }
}
