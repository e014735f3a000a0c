//! The list of a kind.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;
use serde::Serialize;

use super::compose::{Composed, Composer};
use super::dispute::{self, DisputeRow};
use super::head::Head;
use super::html::Html;
use super::link::{DateView, NoteLink};
use super::note::{NoteView, Opened};
use super::source::{self, DependenceView};
use super::statement;
use super::timeline;
use super::track::{self, RoundRow};
use super::words::Tag;
use super::{Briefing, Content, PageView};
use crate::model::{Actor, Dispute, Entity, Id, Note, Round, Source, Topic, Track};
use crate::parse::fields::{ActorType, Kind};

/// What `<folder>.html` gets: the introduction, and the notes in groups.
#[derive(Debug, Serialize)]
pub struct ListView {
    /// The introduction.
    #[serde(flatten)]
    pub note: NoteView,
    /// How many notes there are.
    pub count: usize,
    /// The notes, in groups.
    pub groups: Groups,
}

/// Notes of one kind, in groups.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Groups {
    /// Actors, by type.
    Actors(Vec<Group<ActorRow>>),
    /// Rounds, by year.
    Rounds(Vec<Group<RoundRow>>),
    /// Tracks.
    Tracks(Vec<Group<TrackRow>>),
    /// Sources: those read, then those known through others.
    Sources(Vec<Group<SourceRow>>),
    /// Topics.
    Topics(Vec<Group<TopicRow>>),
    /// Disputes, by status and topic.
    Disputes(Vec<Group<DisputeRow>>),
    /// Pages.
    Pages(Vec<Group<PageRow>>),
}

/// Some notes of a list.
#[derive(Debug, Serialize)]
pub struct Group<T> {
    /// Its element's id.
    pub id: String,
    /// Its heading; empty where there is one group only.
    pub title: String,
    /// Its notes.
    pub rows: Vec<T>,
}

/// An actor in the list.
#[derive(Debug, Serialize)]
pub struct ActorRow {
    /// The actor.
    pub actor: NoteLink,
    /// In a sentence.
    pub summary: Composed,
    /// For whom it speaks.
    pub speaks_for: Vec<NoteLink>,
    /// Its statements.
    pub statements: usize,
    /// Its rounds.
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
    /// The formatted reference.
    pub reference_html: Html,
    /// What sort of work.
    pub ty: Option<Tag>,
    /// When it was published.
    pub published: Option<DateView>,
    /// Whose side it writes from.
    pub vantage: Option<String>,
    /// Its statements.
    pub statements: usize,
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
    /// How deep it lies below the uppermost topics, from 0.
    pub depth: usize,
    /// The question that it puts.
    pub question: Composed,
    /// In a sentence.
    pub summary: Composed,
    /// Statements on it.
    pub statements: usize,
    /// Actors with a position on it.
    pub actors: usize,
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
    let path = briefing.model.path(&format!("{}/", kind.folder()));
    let mut open = match briefing.model.note_of(Entity::List(kind)) {
        Some(note) => Opened::new(briefing, note),
        None => Opened::without_note(briefing, Entity::List(kind), Head::plain(briefing, &path, briefing.shared.labels.many(kind))),
    };
    open.body();
    open.head.section.clone_from(&path);
    let (count, groups, template) = match kind {
        Kind::Actor => (briefing.model.actors.len(), Groups::Actors(actors(&mut open.composer)), "actors.html"),
        Kind::Round => (briefing.model.rounds.len(), Groups::Rounds(rounds(&mut open.composer)), "rounds.html"),
        Kind::Track => (briefing.model.tracks.len(), Groups::Tracks(tracks(&mut open.composer)), "tracks.html"),
        Kind::Source => (briefing.model.sources.len(), Groups::Sources(sources(briefing)), "sources.html"),
        Kind::Topic => (briefing.model.topics.len(), Groups::Topics(topics(&mut open.composer)), "topics.html"),
        Kind::Dispute => (briefing.model.disputes.len(), Groups::Disputes(disputes(&mut open.composer)), "disputes.html"),
        Kind::Page => (briefing.model.pages.len(), Groups::Pages(pages(&mut open.composer)), "pages.html"),
    };
    open.close(template, |note| Content::List(ListView { note, count, groups }))
}

/// Names in the order that readers of the site's language expect.
fn by_title<T>(briefing: Briefing<'_>, ids: &mut [Id<T>], note: impl Fn(Id<T>) -> Id<Note> + Sync) {
    let title = |id: Id<T>| &*briefing.model.notes[note(id)].title;
    match briefing.shared.collator() {
        Some(collator) => ids.par_sort_by(|a, b| collator.compare(title(*a), title(*b)).then(a.cmp(b))),
        None => ids.par_sort_by(|a, b| title(*a).cmp(title(*b)).then(a.cmp(b))),
    }
}

fn summary(composer: &mut Composer<'_>, note: Id<Note>) -> Composed {
    let note = &composer.briefing.model.notes[note];
    note.summary().map(|summary| composer.prose(summary, note.into())).unwrap_or_default()
}

fn actors(composer: &mut Composer<'_>) -> Vec<Group<ActorRow>> {
    let briefing = composer.briefing;
    let model = briefing.model;
    let mut ids: Vec<Id<Actor>> = model.actors.ids().collect();
    by_title(briefing, &mut ids, |id| model.actors[id].note);
    let groups = [
        (Some(ActorType::State), "States"),
        (Some(ActorType::Bloc), "Blocs"),
        (Some(ActorType::Organisation), "Organisations"),
        (Some(ActorType::Person), "Persons"),
        (Some(ActorType::Format), "Formats of talks"),
        (Some(ActorType::Media), "Outlets"),
        (None, "Others"),
    ];
    let mut all = Vec::new();
    for (ty, title) in groups {
        let rows: Vec<ActorRow> = ids
            .iter()
            .filter(|id| model.actors[**id].ty() == ty)
            .map(|id| {
                let actor = &model.actors[*id];
                let of = briefing.shared.actor(*id);
                let speaks_for: Vec<Id<Actor>> = actor.speaks_for.iter().map(|mandate| mandate.actor).collect();
                ActorRow {
                    actor: briefing.link(actor.note),
                    summary: summary(composer, actor.note),
                    speaks_for: briefing.links(&speaks_for),
                    statements: of.says.len().saturating_add(of.said_for_it.len()),
                    rounds: of.presences.len(),
                }
            })
            .collect();
        if !rows.is_empty() {
            all.push(Group { id: ty.map_or("other", ActorType::as_str).to_owned(), title: title.to_owned(), rows });
        }
    }
    all
}

fn rounds(composer: &mut Composer<'_>) -> Vec<Group<RoundRow>> {
    let model = composer.briefing.model;
    let mut years: BTreeMap<std::cmp::Reverse<Option<i64>>, Vec<Id<Round>>> = BTreeMap::new();
    for (id, round) in model.rounds.iter() {
        years.entry(std::cmp::Reverse(round.date.as_ref().map(crate::parse::date::Edtf::year))).or_default().push(id);
    }
    years
        .into_iter()
        .map(|(year, mut ids)| {
            ids.sort_by(|a, b| model.rounds[*b].date.cmp(&model.rounds[*a].date).then(a.cmp(b)));
            let title = year.0.map_or_else(|| "Undated".to_owned(), |year| year.to_string());
            Group { id: format!("year-{}", title.to_lowercase()), title, rows: track::rows(composer, &ids) }
        })
        .collect()
}

fn tracks(composer: &mut Composer<'_>) -> Vec<Group<TrackRow>> {
    let briefing = composer.briefing;
    let model = briefing.model;
    let mut ids: Vec<Id<Track>> = model.tracks.ids().collect();
    // As their lanes stand in the timeline, then by what took place.
    ids.sort_by_key(|id| {
        let order = model.tracks[*id].fields.lane_order.as_ref().map(|order| order.value);
        let (held, said) = timeline::counts(model, &model.tracks[*id].rounds);
        (order.is_none(), order, std::cmp::Reverse((held, said)), *id)
    });
    let rows = ids
        .iter()
        .map(|id| {
            let track = &model.tracks[*id];
            let (held, said) = timeline::counts(model, &track.rounds);
            TrackRow {
                track: briefing.link(track.note),
                summary: summary(composer, track.note),
                period: track::track_period(model, *id),
                held,
                said,
                last: track.rounds.last().and_then(|round| briefing.link_to((*round).into())),
            }
        })
        .collect();
    vec![Group { id: "all".to_owned(), title: String::new(), rows }]
}

fn sources(briefing: Briefing<'_>) -> Vec<Group<SourceRow>> {
    let model = briefing.model;
    let row = |id: &Id<Source>| {
        let source = &model.sources[*id];
        let fields = &model.sources[*id].fields;
        SourceRow {
            source: briefing.link(source.note),
            reference_html: briefing.shared.reference(*id).clone(),
            ty: briefing.tag_of(fields.ty.as_ref()),
            published: fields.published.as_ref().map(|at| DateView::of(&at.value)),
            vantage: fields.vantage.as_ref().map(|text| text.value.to_string()),
            statements: source.statements.len(),
            dependence: source::dependence(briefing, *id),
            cited_by: briefing.links(&source.cited_by),
        }
    };
    let (mut read, mut cited): (Vec<Id<Source>>, Vec<Id<Source>>) = model.sources.ids().partition(|id| model.sources[*id].read);
    read.sort_by_key(|id| (std::cmp::Reverse(briefing.shared.dependence(*id).resting), *id));
    by_title(briefing, &mut cited, |id| model.sources[id].note);
    let mut groups = vec![("read".to_owned(), "Read by the editor".to_owned(), read)];
    // Where one source cites many works, they stand together.
    let by: HashMap<Id<Source>, Id<Source>> =
        model.sources.ids().flat_map(|citing| source::cited_works(model, citing).0.into_iter().map(move |work| (work, citing))).collect();
    let mut together: BTreeMap<Id<Source>, Vec<Id<Source>>> = BTreeMap::new();
    cited.retain(|work| match by.get(work) {
        Some(citing) => {
            together.entry(*citing).or_default().push(*work);
            false
        }
        None => true,
    });
    let rest = if together.is_empty() { "Known only through another source" } else { "Other works known only through another source" };
    for (citing, works) in &together {
        let name = statement::work_words(model, *citing);
        groups.push((source::works_group(model, *citing), format!("Cited by {name}"), works.clone()));
    }
    groups.push(("cited".to_owned(), rest.to_owned(), cited));
    groups
        .into_iter()
        .filter(|(_, _, ids)| !ids.is_empty())
        .map(|(id, title, ids)| Group { id, title, rows: ids.iter().map(row).collect() })
        .collect()
}

fn topics(composer: &mut Composer<'_>) -> Vec<Group<TopicRow>> {
    let briefing = composer.briefing;
    let model = briefing.model;
    // Each topic behind the one above it, in the order of lists.
    let mut rest: Vec<(Id<Topic>, usize)> =
        briefing.shared.topic_order().iter().rev().filter(|id| model.topics[**id].parent.is_none()).map(|id| (*id, 0)).collect();
    let mut rows = Vec::new();
    let mut seen = std::collections::HashSet::new();
    while let Some((id, depth)) = rest.pop() {
        if !seen.insert(id) {
            continue;
        }
        rest.extend(model.topics[id].children.iter().rev().map(|child| (*child, depth.saturating_add(1))));
        let topic = &model.topics[id];
        let note = &model.notes[topic.note];
        let question = model.topics[id].fields.question.as_ref();
        let of = briefing.shared.topic(id);
        rows.push(TopicRow {
            topic: briefing.link(topic.note),
            depth,
            question: question.map(|question| composer.prose(question, note.into())).unwrap_or_default(),
            summary: summary(composer, topic.note),
            statements: of.statements.len(),
            actors: of.actors.len(),
            disputes: of.disputes.len(),
        });
    }
    vec![Group { id: "all".to_owned(), title: String::new(), rows }]
}

/// Open disputes by their first topic, then the settled ones.
fn disputes(composer: &mut Composer<'_>) -> Vec<Group<DisputeRow>> {
    let briefing = composer.briefing;
    let model = briefing.model;
    let mut by_topic: BTreeMap<Option<Id<Topic>>, Vec<Id<Dispute>>> = BTreeMap::new();
    let mut settled = Vec::new();
    for (id, dispute) in model.disputes.iter() {
        if dispute::is_open(model, id) {
            by_topic.entry(dispute.topics.first().copied()).or_default().push(id);
        } else {
            settled.push(id);
        }
    }
    let mut all = Vec::new();
    let topics = briefing.shared.topic_order().iter().copied().map(Some).chain([None]);
    for topic in topics {
        let Some(ids) = by_topic.get(&topic) else { continue };
        let link = topic.and_then(|topic| briefing.link_to(topic.into()));
        let (id, title) =
            link.map_or_else(|| ("other".to_owned(), "On no topic".to_owned()), |link| (link.id.to_string(), link.title.to_string()));
        all.push(Group { id: format!("topic-{id}"), title, rows: dispute::rows(composer, ids) });
    }
    if !settled.is_empty() {
        all.push(Group { id: "settled".to_owned(), title: "Settled".to_owned(), rows: dispute::rows(composer, &settled) });
    }
    all
}

fn pages(composer: &mut Composer<'_>) -> Vec<Group<PageRow>> {
    let briefing = composer.briefing;
    let model = briefing.model;
    let mut ids: Vec<Id<crate::model::Page>> = model.pages.ids().collect();
    by_title(briefing, &mut ids, |id| model.pages[id].note);
    let rows = ids
        .iter()
        .map(|id| {
            let note = model.pages[*id].note;
            PageRow { page: briefing.link(note), summary: summary(composer, note) }
        })
        .collect();
    vec![Group { id: "all".to_owned(), title: String::new(), rows }]
}
