//! The list of a kind.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;
use serde::Serialize;

use super::actor::{self, Voices};
use super::counts::counted;
use super::dispute::{self, DisputeRow};
use super::head::Head;
use super::html::Html;
use super::link::{DateView, NoteLink};
use super::note::{NotePageBuilder, NoteView};
use super::source::{self, DependenceView};
use super::statement;
use super::text::Composed;
use super::timeline;
use super::track::{self, RoundRow};
use super::words::Tag;
use super::{Briefing, Content, PageView, order, parts};
use crate::model::{Actor, Entity, Id, Model, Note, Page, Round, Source, Track};
use crate::parse::date::Edtf;
use crate::parse::fields::{ActorType, DelegationRole, DisputeWeight, Kind};
use crate::parse::markdown;

/// What `<folder>.html` gets: the introduction, and the notes in groups.
#[derive(Debug, Serialize)]
pub struct ListView {
    /// The introduction.
    #[serde(flatten)]
    pub note: NoteView,
    /// How many notes there are.
    pub count: usize,
    /// How many of the rounds took place.
    pub held: usize,
    /// The notes, in groups.
    pub groups: Groups,
    /// Of topics, the number of statements on the one that has the most.
    pub most: usize,
    /// Of disputes, the groups of topics by which they can be chosen.
    pub choices: Vec<GroupChoice>,
}

/// A group of topics by which disputes can be chosen.
#[derive(Debug, Serialize)]
pub struct GroupChoice {
    /// Its number, from 1.
    pub number: usize,
    /// What it is called; nothing: topics without a group.
    pub title: Option<String>,
    /// How many disputes are on its topics.
    pub count: usize,
}

/// Notes of one kind, in groups.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Groups {
    /// Actors, by weight.
    Actors(Vec<ListGroup<ActorRow>>),
    /// Rounds, by year.
    Rounds(Vec<ListGroup<RoundRow>>),
    /// Tracks.
    Tracks(Vec<ListGroup<TrackRow>>),
    /// Sources: those read, then those known through others.
    Sources(Vec<ListGroup<SourceRow>>),
    /// Topics, in their groups.
    Topics(Vec<ListGroup<TopicRow>>),
    /// Disputes, by status and weight.
    Disputes(Vec<ListGroup<DisputeRow>>),
    /// Pages.
    Pages(Vec<ListGroup<PageRow>>),
}

/// Some notes of a list.
#[derive(Debug, Serialize)]
pub struct ListGroup<T> {
    /// Its element's id.
    pub id: String,
    /// Its heading; empty where there is one group only.
    pub title: String,
    /// How many notes it has, in all parts of the list.
    pub count: usize,
    /// Those that stand on this page.
    pub rows: Vec<T>,
}

impl<T> ListGroup<T> {
    fn new(id: impl Into<String>, title: impl Into<String>, rows: Vec<T>) -> Self {
        Self { id: id.into(), title: title.into(), count: rows.len(), rows }
    }
}

/// The groups of which something stands in the part of the list that is made, each with that.
fn in_this_part<I: Into<Entity> + Copy>(page: &mut NotePageBuilder<'_>, mut groups: Vec<ListGroup<I>>) -> Vec<ListGroup<I>> {
    let briefing = page.briefing;
    for group in &mut groups {
        let ids = std::mem::take(&mut group.rows);
        group.rows = page.parts.keep(ids, |id| row_weight(briefing, briefing.about(*id)), |id| briefing.name(*id));
    }
    groups.retain(|group| !group.rows.is_empty());
    groups
}

/// What a reference weighs, with the share of statements beside it.
const REFERENCE: usize = 700;

/// What the row of a note weighs in the list of its kind.
fn row_weight(briefing: Briefing<'_>, note: Id<Note>) -> usize {
    let model = briefing.model;
    let more = match model.notes[note].entity {
        Entity::Source(id) => {
            let source = &model.sources[id];
            let vantage = source.fields.vantage.as_ref().map_or(0, |text| text.value.len());
            if source.read { REFERENCE.saturating_add(vantage) } else { source.cited_by.len().saturating_mul(parts::LINK) }
        }
        Entity::Dispute(id) => model.disputes[id].answers.iter().map(|answer| answer.fields.text.plain.len().saturating_add(40)).sum(),
        Entity::Round(id) => model.rounds[id].delegations.len().saturating_mul(parts::LINK),
        _ => 0,
    };
    parts::row(briefing, note).saturating_add(more)
}

/// What the list of a kind weighs.
pub(super) fn weights(briefing: Briefing<'_>, kind: Kind) -> Vec<usize> {
    let notes = briefing.model.notes.iter().filter(|(_, note)| note.kind() == Some(kind));
    notes.map(|(id, _)| row_weight(briefing, id)).collect()
}

/// An actor in the list.
#[derive(Debug, Serialize)]
pub struct ActorRow {
    /// The actor.
    pub actor: NoteLink,
    /// The number of its hue.
    pub hue: Option<usize>,
    /// In a sentence; only of those that stand first.
    pub summary: Composed,
    /// For whom it speaks.
    pub speaks_for: Vec<NoteLink>,
    /// By whom what it wants is told; only of those that stand first.
    pub voices: Option<Voices>,
    /// Its statements, and those made on its behalf.
    pub statements: usize,
    /// The length of their bar among those of its group, 0 to 100.
    pub share: usize,
    /// Rounds at which it was, or that it made.
    pub rounds: usize,
}

/// A track in the list.
#[derive(Debug, Serialize)]
pub struct TrackRow {
    /// The track.
    pub track: NoteLink,
    /// In a sentence.
    pub summary: Composed,
    /// Since when and until when.
    pub period: Option<String>,
    /// How many of its rounds took place.
    pub held: usize,
    /// How many were only said.
    pub said: usize,
    /// Its last round.
    pub last: Option<NoteLink>,
}

/// A source in the list.
#[derive(Debug, Serialize)]
pub struct SourceRow {
    /// The source.
    pub source: NoteLink,
    /// The formatted reference; only of a work that was read.
    pub reference_html: Option<Html>,
    /// What sort of work.
    pub ty: Option<Tag>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When it was published.
    pub published: Option<DateView>,
    /// Whose side it writes from, in a sentence; only of a work that was read.
    pub vantage: Option<String>,
    /// How much of the site rests on it.
    pub dependence: DependenceView,
    /// The works that cite it.
    pub cited_by: Vec<NoteLink>,
}

/// A topic in the list.
#[derive(Debug, Serialize)]
pub struct TopicRow {
    /// The topic.
    pub topic: NoteLink,
    /// Whether it is part of a broader topic of its group.
    pub narrower: bool,
    /// The question that it puts.
    pub question: Composed,
    /// In a sentence.
    pub summary: Composed,
    /// Statements on it.
    pub statements: usize,
    /// Disputes about it.
    pub disputes: usize,
}

/// A page in the list.
#[derive(Debug, Serialize)]
pub struct PageRow {
    /// The page.
    pub page: NoteLink,
    /// In a sentence.
    pub summary: Composed,
}

pub(super) fn page(briefing: Briefing<'_>, kind: Kind) -> PageView {
    let path = briefing.model.list_path(kind);
    let mut page = match briefing.model.note_of(Entity::List(kind)) {
        Some(note) => NotePageBuilder::new(briefing, note),
        None => NotePageBuilder::without_note(briefing, Entity::List(kind), Head::plain(briefing, &path, briefing.kind_name_plural(kind))),
    };
    page.body();
    page.head.section.clone_from(&path);
    let (count, groups, template) = match kind {
        Kind::Actor => (briefing.model.actors.len(), Groups::Actors(actors(&mut page)), "actors.html"),
        Kind::Round => (briefing.model.rounds.len(), Groups::Rounds(rounds(&mut page)), "rounds.html"),
        Kind::Track => (briefing.model.tracks.len(), Groups::Tracks(tracks(&mut page)), "tracks.html"),
        Kind::Source => (briefing.model.sources.len(), Groups::Sources(sources(&mut page)), "sources.html"),
        Kind::Topic => (briefing.model.topics.len(), Groups::Topics(topics(&mut page)), "topics.html"),
        Kind::Dispute => (briefing.model.disputes.len(), Groups::Disputes(disputes(&mut page)), "disputes.html"),
        Kind::Page => (briefing.model.pages.len(), Groups::Pages(pages(&mut page)), "pages.html"),
    };
    let choices = if kind == Kind::Dispute { choices(briefing) } else { Vec::new() };
    let most = briefing.model.topics.ids().map(|topic| briefing.shared.topic(topic).statements.len()).max().unwrap_or(0);
    let held = briefing.model.rounds.iter().filter(|(_, round)| round.was_held()).count();
    page.close(template, |note| Content::List(ListView { note, count, held, groups, most, choices }))
}

/// The groups of topics on which there are disputes; nothing where that would choose nothing.
fn choices(briefing: Briefing<'_>) -> Vec<GroupChoice> {
    let groups = (1..).zip(order::groups(briefing)).map(|(number, group)| {
        let count = briefing.model.disputes.iter().filter(|(_, dispute)| group.has_any(&dispute.topics)).count();
        GroupChoice { number, title: group.title, count }
    });
    let choices: Vec<GroupChoice> = groups.filter(|choice| choice.count > 0).collect();
    if choices.len() > 1 { choices } else { Vec::new() }
}

/// Names in the order that readers of the site's language expect.
fn by_title<T>(briefing: Briefing<'_>, ids: &mut [Id<T>], note: impl Fn(Id<T>) -> Id<Note> + Sync) {
    let title = |id: Id<T>| &*briefing.model.notes[note(id)].title;
    ids.par_sort_by(|a, b| briefing.language.compare(title(*a), title(*b)).then(a.cmp(b)));
}

/// Which group of the list an actor stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ActorGroup {
    Party,
    Between,
    Other,
    Person,
    Outlet,
}

impl ActorGroup {
    /// Its element's id, and the key of its heading.
    const fn id_and_heading_key(self) -> (&'static str, &'static str) {
        match self {
            Self::Party => ("parties", "actors.parties"),
            Self::Between => ("mediators", "actors.mediators"),
            Self::Other => ("others", "actors.others"),
            Self::Person => ("persons", "actors.persons"),
            Self::Outlet => ("outlets", "actors.outlets"),
        }
    }
}

/// The groups of actors: the parties are those that were party to rounds at least half as often as the one that was most often.
fn actor_groups(model: &Model) -> impl Fn(Id<Actor>) -> ActorGroup {
    let sent_as = |roles: &'static [DelegationRole]| {
        let delegations = model.rounds.iter().flat_map(|(_, round)| &round.delegations);
        counted(delegations.filter(|sent| roles.contains(&sent.role)).map(|sent| sent.actor))
    };
    let as_party = sent_as(&[DelegationRole::Party]);
    let between = sent_as(&[DelegationRole::Mediator, DelegationRole::Host]);
    let most = as_party.values().copied().max().unwrap_or(0);
    move |id| match model.actors[id].ty() {
        Some(ActorType::Media) => ActorGroup::Outlet,
        Some(ActorType::Person) => ActorGroup::Person,
        _ if as_party.get(&id).is_some_and(|count| count.saturating_mul(2) >= most) => ActorGroup::Party,
        _ if between.contains_key(&id) => ActorGroup::Between,
        _ => ActorGroup::Other,
    }
}

/// Actors in groups: parties, those who go between them, others, persons, outlets; in each group those first of whom there is most.
fn actors(page: &mut NotePageBuilder<'_>) -> Vec<ListGroup<ActorRow>> {
    let briefing = page.briefing;
    let model = briefing.model;
    let mut ids: Vec<Id<Actor>> = model.actors.ids().collect();
    by_title(briefing, &mut ids, |id| model.actors[id].note);
    let statements = |id: Id<Actor>| {
        let concerns = briefing.shared.actor(id);
        concerns.says.len().saturating_add(concerns.said_for_it.len())
    };
    ids.sort_by_key(|id| Reverse((statements(*id), briefing.shared.actor(*id).presences.len())));
    let group_of = actor_groups(model);
    let mut groups: BTreeMap<ActorGroup, Vec<Id<Actor>>> = BTreeMap::new();
    for id in ids {
        groups.entry(group_of(id)).or_default().push(id);
    }
    let most_of = |ids: &[Id<Actor>]| ids.iter().map(|id| statements(*id)).max().unwrap_or(0).max(1);
    let most: BTreeMap<ActorGroup, usize> = groups.iter().map(|(group, ids)| (*group, most_of(ids))).collect();
    let groups = groups.into_iter().map(|(group, ids)| {
        let (id, key) = group.id_and_heading_key();
        ListGroup::new(id, briefing.language.word(key), ids)
    });
    rows_of(in_this_part(page, groups.collect()), |id| {
        let (group, count) = (group_of(*id), statements(*id));
        let speaks_for: Vec<Id<Actor>> = model.actors[*id].speaks_for.iter().map(|mandate| mandate.actor).collect();
        let first = matches!(group, ActorGroup::Party | ActorGroup::Between);
        ActorRow {
            actor: briefing.link_to(*id),
            hue: actor::hue(briefing, *id),
            summary: if first { page.composer.summary(model.actors[*id].note) } else { Composed::default() },
            speaks_for: briefing.links(&speaks_for),
            voices: if group == ActorGroup::Party { actor::voices_for_list(briefing, *id) } else { None },
            statements: count,
            share: most.get(&group).and_then(|most| count.saturating_mul(100).checked_div(*most)).unwrap_or(0),
            rounds: briefing.shared.actor(*id).presences.len(),
        }
    })
}

fn rounds(page: &mut NotePageBuilder<'_>) -> Vec<ListGroup<RoundRow>> {
    let model = page.briefing.model;
    let mut years: BTreeMap<Reverse<Option<i64>>, Vec<Id<Round>>> = BTreeMap::new();
    for (id, round) in model.rounds.iter() {
        years.entry(Reverse(round.date.as_ref().map(Edtf::year))).or_default().push(id);
    }
    let groups = years
        .into_iter()
        .map(|(year, mut ids)| {
            ids.sort_by(|a, b| model.rounds[*b].date.cmp(&model.rounds[*a].date).then(a.cmp(b)));
            let id = year.0.map_or_else(|| "year-undated".to_owned(), |year| format!("year-{year}"));
            let title = year.0.map_or_else(|| page.briefing.language.word("rounds.undated"), |year| year.to_string());
            ListGroup::new(id, title, ids)
        })
        .collect();
    rows_of(in_this_part(page, groups), |id| track::row(&mut page.composer, *id))
}

fn tracks(page: &mut NotePageBuilder<'_>) -> Vec<ListGroup<TrackRow>> {
    let briefing = page.briefing;
    let model = briefing.model;
    let mut ids: Vec<Id<Track>> = model.tracks.ids().collect();
    // As their lanes stand in the timeline, then by what took place.
    ids.sort_by_key(|id| {
        let order = model.tracks[*id].fields.lane_order.as_ref().map(|order| order.value);
        let (held, said) = timeline::counts(model, &model.tracks[*id].rounds);
        (order.is_none(), order, Reverse((held, said)), *id)
    });
    let groups = in_this_part(page, vec![ListGroup::new("all", "", ids)]);
    rows_of(groups, |id| {
        let track = &model.tracks[*id];
        let (held, said) = timeline::counts(model, &track.rounds);
        TrackRow {
            track: briefing.link(track.note),
            summary: page.composer.summary(track.note),
            period: track::track_period(model, *id),
            held,
            said,
            last: track.rounds.last().map(|round| briefing.link_to(*round)),
        }
    })
}

/// The rows of groups.
fn rows_of<I, T>(groups: Vec<ListGroup<I>>, mut row: impl FnMut(&I) -> T) -> Vec<ListGroup<T>> {
    let rows = |ListGroup { id, title, count, rows }: ListGroup<I>| {
        let rows = rows.iter().map(&mut row).collect();
        ListGroup { id, title, count, rows }
    };
    groups.into_iter().map(rows).collect()
}

fn sources(page: &mut NotePageBuilder<'_>) -> Vec<ListGroup<SourceRow>> {
    let briefing = page.briefing;
    let model = briefing.model;
    let row = |id: &Id<Source>| {
        let source = &model.sources[*id];
        let fields = &source.fields;
        SourceRow {
            source: briefing.link(source.note),
            reference_html: source.read.then(|| briefing.shared.reference(*id).clone()),
            ty: briefing.tag_of(fields.ty.as_ref()),
            publisher: fields.publisher.as_ref().map(|text| text.value.to_string()),
            published: briefing.date_of(fields.published.as_ref()),
            vantage: fields.vantage.as_ref().filter(|_| source.read).map(|text| markdown::first_sentences(&text.value, 1).0.to_owned()),
            dependence: source::dependence(briefing, *id),
            cited_by: briefing.links(&source.cited_by),
        }
    };
    let (mut read, mut cited): (Vec<Id<Source>>, Vec<Id<Source>>) = model.sources.ids().partition(|id| model.sources[*id].read);
    read.sort_by_key(|id| (Reverse(briefing.shared.dependence(*id).resting), *id));
    by_title(briefing, &mut cited, |id| model.sources[id].note);
    cited.sort_by_key(|id| Reverse(briefing.shared.dependence(*id).resting));
    let mut groups = vec![ListGroup::new("read", briefing.language.word("sources.read"), read)];
    // Where one source cites many works, they stand together.
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
        ListGroup::new(source::works_group_id(model, citing), title, works)
    }));
    groups.push(ListGroup::new("cited", briefing.language.word(heading_key), cited));
    rows_of(in_this_part(page, groups), row)
}

/// Topics in their groups.
fn topics(page: &mut NotePageBuilder<'_>) -> Vec<ListGroup<TopicRow>> {
    let briefing = page.briefing;
    let model = briefing.model;
    let groups = order::groups(briefing).into_iter().map(|group| ListGroup::new(group.id, group.title.unwrap_or_default(), group.topics));
    let groups = in_this_part(page, groups.collect());
    let composer = &mut page.composer;
    rows_of(groups, |id| {
        let topic = &model.topics[*id];
        let note = &model.notes[topic.note];
        let concerns = briefing.shared.topic(*id);
        TopicRow {
            topic: briefing.link(topic.note),
            narrower: order::is_narrower(briefing, *id),
            question: topic.fields.question.as_ref().map(|question| composer.prose(question, note)).unwrap_or_default(),
            summary: composer.summary(topic.note),
            statements: concerns.statements.len(),
            disputes: concerns.disputes.len(),
        }
    })
}

/// Open disputes on which much hangs, the other open ones, the settled ones.
fn disputes(page: &mut NotePageBuilder<'_>) -> Vec<ListGroup<DisputeRow>> {
    let briefing = page.briefing;
    let model = briefing.model;
    let [mut major, mut minor, mut settled] = [const { Vec::new() }; 3];
    for id in dispute::in_list_order(model, model.disputes.ids()) {
        match (dispute::is_open(model, id), dispute::weight(model, id)) {
            (false, _) => settled.push(id),
            (true, DisputeWeight::Major) => major.push(id),
            (true, DisputeWeight::Minor) => minor.push(id),
        }
    }
    let word = |key: &str| briefing.language.word(key);
    let groups = [("major", major, "disputes.major"), ("minor", minor, "disputes.minor"), ("settled", settled, "disputes.settled")];
    let groups = groups.into_iter().map(|(id, ids, key)| ListGroup::new(id, word(key), ids));
    let topic_groups = order::groups(briefing);
    rows_of(in_this_part(page, groups.collect()), |id| dispute::row(&mut page.composer, *id, &topic_groups))
}

fn pages(page: &mut NotePageBuilder<'_>) -> Vec<ListGroup<PageRow>> {
    let briefing = page.briefing;
    let model = briefing.model;
    let mut ids: Vec<Id<Page>> = model.pages.ids().collect();
    by_title(briefing, &mut ids, |id| model.pages[id].note);
    let groups = in_this_part(page, vec![ListGroup::new("all", "", ids)]);
    rows_of(groups, |id| {
        let note = model.pages[*id].note;
        PageRow { page: briefing.link(note), summary: page.composer.summary(note) }
    })
}
