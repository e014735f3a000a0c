//! In which order the notes of a kind stand in their list, and what each row weighs: worked out once, in however many parts the list comes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::list_groups::WeighedGroup;
use super::{Briefing, actor, dispute, parts, source, statement, timeline};
use crate::counts::counted;
use crate::model::{Actor, Entity, Id, Model, Note, Round, Source, Track};
use crate::parse::date::Edtf;
use crate::parse::fields::{ActorType, DelegationRole, DisputeWeight, Kind};

/// What a reference weighs, with the share of statements beside it.
const REFERENCE_WEIGHT: usize = 700;

/// What the row of a note weighs in the list of its kind.
fn row_weight(briefing: Briefing<'_>, entity: Entity) -> usize {
    let model = briefing.model;
    let more = match entity {
        Entity::Source(id) => {
            let source = &model.sources[id];
            let vantage = source.fields.vantage.as_ref().map_or(0, |text| text.value.len());
            if source.read { REFERENCE_WEIGHT + vantage } else { source.cited_by.len() * parts::LINK_WEIGHT }
        }
        Entity::Dispute(id) => model.disputes[id].answers.iter().map(|answer| answer.fields.text.plain.len() + 40).sum(),
        Entity::Round(id) => model.rounds[id].delegations.len() * parts::LINK_WEIGHT,
        _ => 0,
    };
    parts::row(briefing, briefing.note_of(entity)) + more
}

fn group(briefing: Briefing<'_>, id: &str, title: String, ids: Vec<impl Into<Entity>>) -> WeighedGroup {
    let weighed = ids.into_iter().map(Into::into).map(|entity| (entity, row_weight(briefing, entity)));
    let rows: Vec<(Entity, usize)> = weighed.collect();
    WeighedGroup { id: id.to_owned(), title, foreign: None, count: rows.len(), rows }
}

/// The list of a kind.
pub fn groups(briefing: Briefing<'_>, kind: Kind) -> &[WeighedGroup] {
    let list = briefing.shared.lists.get(kind as usize).expect("every kind has its list");
    list.get_or_init(|| match kind {
        Kind::Actor => actors(briefing),
        Kind::Round => rounds(briefing),
        Kind::Track => tracks(briefing),
        Kind::Source => sources(briefing),
        Kind::Topic => topics(briefing),
        Kind::Dispute => disputes(briefing),
        Kind::Page => pages(briefing),
    })
}

/// What the rows of the list of a kind weigh, in their order.
pub fn weights(briefing: Briefing<'_>, kind: Kind) -> Vec<usize> {
    groups(briefing, kind).iter().flat_map(|group| &group.rows).map(|(_, weight)| *weight).collect()
}

/// Names in the order that readers of the site's language expect.
fn by_title<T>(briefing: Briefing<'_>, ids: &mut [Id<T>], note: impl Fn(Id<T>) -> Id<Note> + Sync) {
    let title = |id: Id<T>| &*briefing.model.notes[note(id)].title;
    // On this thread alone: one that waits for others would take up work that may wait for this list.
    ids.sort_by(|a, b| briefing.language.compare(title(*a), title(*b)).then(a.cmp(b)));
}

/// The headings of the groups of actors, by their keys; what stands after the point is the id of the group's element.
const ACTOR_GROUPS: [&str; 5] = ["actors.parties", "actors.mediators", "actors.others", "actors.persons", "actors.outlets"];

/// The group of an actor: the parties are those that were party to rounds at least half as often as the one that was most often.
fn actor_groups(model: &Model) -> impl Fn(Id<Actor>) -> &'static str {
    let sent_as = |roles: &'static [DelegationRole]| {
        let delegations = model.rounds.iter().flat_map(|(_, round)| &round.delegations);
        counted(delegations.filter(|delegation| roles.contains(&delegation.role)).map(|delegation| delegation.actor))
    };
    let as_party = sent_as(&[DelegationRole::Party]);
    let between = sent_as(&[DelegationRole::Mediator, DelegationRole::Host]);
    let most = as_party.values().copied().max().unwrap_or(0);
    move |id| match model.actors[id].ty() {
        Some(ActorType::Media) => "actors.outlets",
        Some(ActorType::Person) => "actors.persons",
        _ if as_party.get(&id).is_some_and(|count| count * 2 >= most) => "actors.parties",
        _ if between.contains_key(&id) => "actors.mediators",
        _ => "actors.others",
    }
}

/// How many statements an actor makes, and others on its behalf.
pub fn statements(briefing: Briefing<'_>, id: Id<Actor>) -> usize {
    let concerns = &briefing.shared.actors[id];
    concerns.says.len() + concerns.said_for_it.len()
}

/// Actors in groups; in each group those first of whom there is most.
fn actors(briefing: Briefing<'_>) -> Vec<WeighedGroup> {
    let model = briefing.model;
    let mut ids: Vec<Id<Actor>> = model.actors.ids().collect();
    by_title(briefing, &mut ids, |id| model.actors[id].note);
    ids.sort_by_cached_key(|id| Reverse((statements(briefing, *id), actor::attended_rounds(briefing, *id))));
    let group_of = actor_groups(model);
    let groups = ACTOR_GROUPS.map(|key| {
        let (_, id) = key.split_once('.').expect("a key of a word has a section");
        group(briefing, id, briefing.language.word(key), ids.iter().copied().filter(|id| group_of(*id) == key).collect())
    });
    groups.into()
}

/// Rounds by year, the newest first.
fn rounds(briefing: Briefing<'_>) -> Vec<WeighedGroup> {
    let model = briefing.model;
    let mut years: BTreeMap<Reverse<Option<i64>>, Vec<Id<Round>>> = BTreeMap::new();
    for id in model.rounds_in_order().into_iter().rev() {
        years.entry(Reverse(model.rounds[id].date.as_ref().map(Edtf::year))).or_default().push(id);
    }
    let groups = years.into_iter().map(|(Reverse(year), ids)| match year {
        Some(year) => group(briefing, &format!("year-{year}"), year.to_string(), ids),
        None => group(briefing, "year-undated", briefing.language.word("rounds.undated"), ids),
    });
    groups.collect()
}

/// Tracks as their lanes stand in the timeline, then by what took place.
fn tracks(briefing: Briefing<'_>) -> Vec<WeighedGroup> {
    let model = briefing.model;
    let mut ids: Vec<Id<Track>> = model.tracks.ids().collect();
    ids.sort_by_key(|id| {
        let order = model.tracks[*id].fields.lane_order.as_ref().map(|order| order.value);
        let (held, said) = timeline::counts(model, &model.tracks[*id].rounds);
        (order.is_none(), order, Reverse((held, said)), *id)
    });
    vec![group(briefing, "all", String::new(), ids)]
}

/// Sources by how much rests on them: those read, then those known through others; of these, many that one work cites stand together.
fn sources(briefing: Briefing<'_>) -> Vec<WeighedGroup> {
    let model = briefing.model;
    let resting = |id: &Id<Source>| Reverse(briefing.shared.resting[*id]);
    let (mut read, mut cited): (Vec<Id<Source>>, Vec<Id<Source>>) = model.sources.ids().partition(|id| model.sources[*id].read);
    read.sort_by_key(|id| (resting(id), *id));
    by_title(briefing, &mut cited, |id| model.sources[id].note);
    cited.sort_by_key(resting);
    let mut groups = vec![group(briefing, "read", briefing.language.word("sources.read"), read)];
    let citing_work: HashMap<Id<Source>, Id<Source>> =
        model.sources.ids().flat_map(|citing| source::cited_works(model, citing).0.into_iter().map(move |work| (work, citing))).collect();
    let mut together: BTreeMap<Id<Source>, Vec<Id<Source>>> = BTreeMap::new();
    cited.retain(|work| match citing_work.get(work) {
        Some(citing) => {
            together.entry(*citing).or_default().push(*work);
            false
        }
        None => true,
    });
    let heading_key = if together.is_empty() { "sources.cited" } else { "sources.others_cited" };
    groups.extend(together.into_iter().map(|(citing, works)| {
        let name = statement::work_words(model, citing);
        let title = briefing.language.say("sources.cited_in", &[("name", (&name).into())]);
        group(briefing, &source::works_group_id(model, citing), title, works)
    }));
    groups.push(group(briefing, "cited", briefing.language.word(heading_key), cited));
    groups
}

/// Topics in their groups.
fn topics(briefing: Briefing<'_>) -> Vec<WeighedGroup> {
    let groups = briefing.shared.topic_groups.iter().map(|topics| {
        let name = topics.name(briefing).unwrap_or_default();
        WeighedGroup { foreign: name.foreign, ..group(briefing, &topics.id, name.title, topics.topics.clone()) }
    });
    groups.collect()
}

/// Open disputes on which much hangs, the other open ones, the settled ones.
fn disputes(briefing: Briefing<'_>) -> Vec<WeighedGroup> {
    let model = briefing.model;
    let [mut major, mut minor, mut settled] = [const { Vec::new() }; 3];
    for id in dispute::in_list_order(model, model.disputes.ids()) {
        match (dispute::is_open(model, id), dispute::weight(model, id)) {
            (false, _) => settled.push(id),
            (true, DisputeWeight::Major) => major.push(id),
            (true, DisputeWeight::Minor) => minor.push(id),
        }
    }
    let groups = [("major", major, "disputes.major"), ("minor", minor, "disputes.minor"), ("settled", settled, "disputes.settled")];
    groups.map(|(id, ids, key)| group(briefing, id, briefing.language.word(key), ids)).into()
}

/// Pages by title.
fn pages(briefing: Briefing<'_>) -> Vec<WeighedGroup> {
    let mut ids: Vec<_> = briefing.model.pages.ids().collect();
    by_title(briefing, &mut ids, |id| briefing.model.pages[id].note);
    vec![group(briefing, "all", String::new(), ids)]
}
