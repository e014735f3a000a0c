//! In which order the notes of a kind stand in their list, and what each row weighs: worked out once, in however many parts the list comes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::counts::counted;
use super::list_groups::{ActorGroup, ListGroup, ListedActor, WeighedGroups};
use super::{Briefing, dispute, parts, source, statement, timeline};
use crate::model::{Actor, Dispute, Entity, Id, Model, Note, Page, Round, Source, Topic, Track};
use crate::parse::date::Edtf;
use crate::parse::fields::{ActorType, DelegationRole, DisputeWeight, Kind};

fn weigh<I: Into<Entity> + Copy>(briefing: Briefing<'_>, groups: Vec<ListGroup<I>>) -> WeighedGroups<I> {
    let weigh = |id: I| (id, row_weight(briefing, briefing.note_of(id)));
    groups.into_iter().map(|group| group.map(weigh)).collect()
}

/// What a reference weighs, with the share of statements beside it.
const REFERENCE_WEIGHT: usize = 700;

/// What the row of a note weighs in the list of its kind.
fn row_weight(briefing: Briefing<'_>, note: Id<Note>) -> usize {
    let model = briefing.model;
    let more = match model.notes[note].entity {
        Entity::Source(id) => {
            let source = &model.sources[id];
            let vantage = source.fields.vantage.as_ref().map_or(0, |text| text.value.len());
            if source.read { REFERENCE_WEIGHT + vantage } else { source.cited_by.len() * parts::LINK_WEIGHT }
        }
        Entity::Dispute(id) => model.disputes[id].answers.iter().map(|answer| answer.fields.text.plain.len() + 40).sum(),
        Entity::Round(id) => model.rounds[id].delegations.len() * parts::LINK_WEIGHT,
        _ => 0,
    };
    parts::row(briefing, note) + more
}

/// What the rows of the list of a kind weigh, in their order.
pub fn weights(briefing: Briefing<'_>, kind: Kind) -> Vec<usize> {
    fn of<I>(groups: &WeighedGroups<I>) -> Vec<usize> {
        groups.iter().flat_map(|group| &group.rows).map(|(_, weight)| *weight).collect()
    }
    match kind {
        Kind::Actor => of(actors(briefing)),
        Kind::Round => of(rounds(briefing)),
        Kind::Track => of(tracks(briefing)),
        Kind::Source => of(sources(briefing)),
        Kind::Topic => of(topics(briefing)),
        Kind::Dispute => of(disputes(briefing)),
        Kind::Page => of(pages(briefing)),
    }
}

/// Names in the order that readers of the site's language expect.
fn by_title<T>(briefing: Briefing<'_>, ids: &mut [Id<T>], note: impl Fn(Id<T>) -> Id<Note> + Sync) {
    let title = |id: Id<T>| &*briefing.model.notes[note(id)].title;
    // On this thread alone: one that waits for others would take up work that may wait for this list.
    ids.sort_by(|a, b| briefing.language.compare(title(*a), title(*b)).then(a.cmp(b)));
}

/// The groups of actors: the parties are those that were party to rounds at least half as often as the one that was most often.
fn actor_groups(model: &Model) -> impl Fn(Id<Actor>) -> ActorGroup {
    let sent_as = |roles: &'static [DelegationRole]| {
        let delegations = model.rounds.iter().flat_map(|(_, round)| &round.delegations);
        counted(delegations.filter(|delegation| roles.contains(&delegation.role)).map(|delegation| delegation.actor))
    };
    let as_party = sent_as(&[DelegationRole::Party]);
    let between = sent_as(&[DelegationRole::Mediator, DelegationRole::Host]);
    let most = as_party.values().copied().max().unwrap_or(0);
    move |id| match model.actors[id].ty() {
        Some(ActorType::Media) => ActorGroup::Outlet,
        Some(ActorType::Person) => ActorGroup::Person,
        _ if as_party.get(&id).is_some_and(|count| count * 2 >= most) => ActorGroup::Party,
        _ if between.contains_key(&id) => ActorGroup::Between,
        _ => ActorGroup::Other,
    }
}

/// How many statements an actor makes, and others on its behalf.
pub fn statements(briefing: Briefing<'_>, id: Id<Actor>) -> usize {
    let concerns = &briefing.shared.actors[id];
    concerns.says.len() + concerns.said_for_it.len()
}

/// Actors in groups: parties, those who go between them, others, persons, outlets; in each group those first of whom there is most.
pub fn actors(briefing: Briefing<'_>) -> &WeighedGroups<ListedActor> {
    briefing.shared.lists.actors.get_or_init(|| {
        let model = briefing.model;
        let mut ids: Vec<Id<Actor>> = model.actors.ids().collect();
        by_title(briefing, &mut ids, |id| model.actors[id].note);
        ids.sort_by_key(|id| Reverse((statements(briefing, *id), briefing.shared.actors[*id].presences.len())));
        let group_of = actor_groups(model);
        let mut groups: BTreeMap<ActorGroup, Vec<Id<Actor>>> = BTreeMap::new();
        for id in ids {
            groups.entry(group_of(id)).or_default().push(id);
        }
        let groups = groups.into_iter().map(|(group, ids)| {
            let (id, key) = group.id_and_heading_key();
            let most = ids.first().map_or(0, |first| statements(briefing, *first));
            ListGroup::new(id, briefing.language.word(key), ids).map(|id| ListedActor { id, group, most })
        });
        weigh(briefing, groups.collect())
    })
}

/// Rounds by year, the newest first.
pub fn rounds(briefing: Briefing<'_>) -> &WeighedGroups<Id<Round>> {
    briefing.shared.lists.rounds.get_or_init(|| {
        let model = briefing.model;
        let mut years: BTreeMap<Reverse<Option<i64>>, Vec<Id<Round>>> = BTreeMap::new();
        for (id, round) in model.rounds.iter() {
            years.entry(Reverse(round.date.as_ref().map(Edtf::year))).or_default().push(id);
        }
        let groups = years.into_iter().map(|(year, mut ids)| {
            ids.sort_by(|a, b| model.rounds[*b].date.cmp(&model.rounds[*a].date).then(a.cmp(b)));
            let id = year.0.map_or_else(|| "year-undated".to_owned(), |year| format!("year-{year}"));
            let title = year.0.map_or_else(|| briefing.language.word("rounds.undated"), |year| year.to_string());
            ListGroup::new(id, title, ids)
        });
        weigh(briefing, groups.collect())
    })
}

/// Tracks as their lanes stand in the timeline, then by what took place.
pub fn tracks(briefing: Briefing<'_>) -> &WeighedGroups<Id<Track>> {
    briefing.shared.lists.tracks.get_or_init(|| {
        let model = briefing.model;
        let mut ids: Vec<Id<Track>> = model.tracks.ids().collect();
        ids.sort_by_key(|id| {
            let order = model.tracks[*id].fields.lane_order.as_ref().map(|order| order.value);
            let (held, said) = timeline::counts(model, &model.tracks[*id].rounds);
            (order.is_none(), order, Reverse((held, said)), *id)
        });
        weigh(briefing, vec![ListGroup::new("all", "", ids)])
    })
}

/// Sources by how much rests on them: those read, then those known through others; of these, many that one work cites stand together.
pub fn sources(briefing: Briefing<'_>) -> &WeighedGroups<Id<Source>> {
    briefing.shared.lists.sources.get_or_init(|| {
        let model = briefing.model;
        let resting = |id: &Id<Source>| Reverse(briefing.shared.dependence[*id].resting);
        let (mut read, mut cited): (Vec<Id<Source>>, Vec<Id<Source>>) = model.sources.ids().partition(|id| model.sources[*id].read);
        read.sort_by_key(|id| (resting(id), *id));
        by_title(briefing, &mut cited, |id| model.sources[id].note);
        cited.sort_by_key(resting);
        let mut groups = vec![ListGroup::new("read", briefing.language.word("sources.read"), read)];
        let citing_work: HashMap<Id<Source>, Id<Source>> = model
            .sources
            .ids()
            .flat_map(|citing| source::cited_works(model, citing).0.into_iter().map(move |work| (work, citing)))
            .collect();
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
            ListGroup::new(source::works_group_id(model, citing), title, works)
        }));
        groups.push(ListGroup::new("cited", briefing.language.word(heading_key), cited));
        weigh(briefing, groups)
    })
}

/// Topics in their groups.
pub fn topics(briefing: Briefing<'_>) -> &WeighedGroups<Id<Topic>> {
    briefing.shared.lists.topics.get_or_init(|| {
        let groups = briefing.shared.topic_groups.iter();
        let groups = groups.map(|group| ListGroup::new(&*group.id, group.title.as_deref().unwrap_or_default(), group.topics.clone()));
        weigh(briefing, groups.collect())
    })
}

/// Open disputes on which much hangs, the other open ones, the settled ones.
pub fn disputes(briefing: Briefing<'_>) -> &WeighedGroups<Id<Dispute>> {
    briefing.shared.lists.disputes.get_or_init(|| {
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
        weigh(briefing, groups.map(|(id, ids, key)| ListGroup::new(id, briefing.language.word(key), ids)).into())
    })
}

/// Pages by title.
pub fn pages(briefing: Briefing<'_>) -> &WeighedGroups<Id<Page>> {
    briefing.shared.lists.pages.get_or_init(|| {
        let mut ids: Vec<Id<Page>> = briefing.model.pages.ids().collect();
        by_title(briefing, &mut ids, |id| briefing.model.pages[id].note);
        weigh(briefing, vec![ListGroup::new("all", "", ids)])
    })
}
