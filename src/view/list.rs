//! The list of a kind.

use serde::Serialize;

use super::actor::{self, Voices};
use super::compose::Composer;
use super::dispute::{self, DisputeRow};
use super::head::Head;
use super::html::Html;
use super::link::{DateView, Link, NoteLink};
use super::list_groups::{ListGroup, WeighedGroup};
use super::list_order;
use super::note::{NotePageBuilder, NoteView};
use super::source::{self, DependenceView};
use super::text::Composed;
use super::timeline;
use super::track::{self, RoundRow};
use super::words::Tag;
use super::{Briefing, PageContent, PageView, order};
use crate::counts::counted;
use crate::model::address::{self, SharePage};
use crate::model::{Actor, Entity, Id, Source, Topic, Track};
use crate::parse::fields::Kind;
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
    /// How many of them were only said.
    pub said: usize,
    /// The notes, in groups.
    pub groups: Vec<ListGroup<Row>>,
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
    pub name: Option<Link>,
    /// How many disputes are on its topics.
    pub count: usize,
}

/// A note in the list of its kind.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Row {
    /// In the groups of actors.
    Actor(ActorRow),
    /// By year.
    Round(RoundRow),
    /// In one group.
    Track(TrackRow),
    /// Among those read, or those known through others.
    Source(SourceRow),
    /// In the groups of topics.
    Topic(TopicRow),
    /// By status and weight.
    Dispute(DisputeRow),
    /// In one group.
    Page(PageRow),
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
    pub vantage: Composed,
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
    let model = briefing.model;
    let path = model.list_path(kind);
    let mut page = match model.note_of(Entity::List(kind)) {
        Some(note) => NotePageBuilder::new(briefing, note),
        None => NotePageBuilder::without_note(briefing, Entity::List(kind), Head::plain(briefing, &path, briefing.kind_name_plural(kind))),
    };
    page.body();
    page.head.section.clone_from(&path);
    if page.head.image_drawn {
        page.head.image = address::share_image(model, SharePage::List(kind));
    }
    let groups = groups(&mut page, kind);
    let choices = if kind == Kind::Dispute { choices(briefing) } else { Vec::new() };
    let most = model.topics.ids().map(|topic| briefing.shared.topics[topic].statements.len()).max().unwrap_or(0);
    let (held, said) = timeline::counts(model, &model.rounds.ids().collect::<Vec<_>>());
    page.close(&format!("{}.html", kind.folder()), |note| {
        PageContent::List(ListView { note, count: model.count(kind), held, said, groups, most, choices })
    })
}

/// The groups of topics on which there are disputes; nothing where that would choose nothing.
fn choices(briefing: Briefing<'_>) -> Vec<GroupChoice> {
    /// The style knows so many groups by number.
    const MOST_CHOICES: usize = 9;
    let disputes = briefing.model.disputes.iter().flat_map(|(_, dispute)| dispute::topic_groups(briefing, dispute));
    let counts = counted(disputes);
    let groups = (1..=MOST_CHOICES).zip(&briefing.shared.topic_groups);
    let choices: Vec<GroupChoice> = groups
        .filter_map(|(number, group)| Some(GroupChoice { number, name: group.name(briefing), count: *counts.get(&number)? }))
        .collect();
    if choices.len() > 1 { choices } else { Vec::new() }
}

/// The groups of which something stands in the part of the list that is made, each with the rows of that.
fn groups(page: &mut NotePageBuilder<'_>, kind: Kind) -> Vec<ListGroup<Row>> {
    let briefing = page.briefing;
    let mut groups_here = Vec::new();
    for group in list_order::groups(briefing, kind) {
        let here = page.parts.keep(group.rows.iter().collect(), |(_, weight)| *weight, |(entity, _)| briefing.name(*entity));
        if !here.is_empty() {
            let rows = here.into_iter().map(|(entity, _)| row(&mut page.composer, *entity, group)).collect();
            groups_here.push(ListGroup {
                id: group.id.clone(),
                title: group.title.clone(),
                foreign: group.foreign.clone(),
                count: group.count,
                rows,
            });
        }
    }
    groups_here
}

fn row(composer: &mut Composer<'_>, entity: Entity, group: &WeighedGroup) -> Row {
    match entity {
        Entity::Actor(id) => Row::Actor(actor_row(composer, id, group)),
        Entity::Round(id) => Row::Round(track::row(composer, id)),
        Entity::Track(id) => Row::Track(track_row(composer, id)),
        Entity::Source(id) => Row::Source(source_row(composer, id)),
        Entity::Topic(id) => Row::Topic(topic_row(composer, id)),
        Entity::Dispute(id) => Row::Dispute(dispute::row(composer, id)),
        Entity::Page(id) => {
            let note = composer.briefing.model.pages[id].note;
            Row::Page(PageRow { page: composer.briefing.link(note), summary: composer.summary(note) })
        }
        Entity::Home | Entity::List(_) => unreachable!("a list holds notes of its kind"),
    }
}

fn actor_row(composer: &mut Composer<'_>, id: Id<Actor>, group: &WeighedGroup) -> ActorRow {
    let briefing = composer.briefing;
    let statements = list_order::statements(briefing, id);
    // The first of a group has the most.
    let most = match group.rows.first() {
        Some((Entity::Actor(first), _)) => list_order::statements(briefing, *first),
        _ => 0,
    };
    let speaks_for: Vec<Id<Actor>> = briefing.model.actors[id].speaks_for.iter().map(|mandate| mandate.actor).collect();
    let is_party = group.id == "parties";
    let first = is_party || group.id == "mediators";
    ActorRow {
        actor: briefing.link_to(id),
        hue: actor::hue(briefing, id),
        summary: if first { composer.summary(briefing.model.actors[id].note) } else { Composed::default() },
        speaks_for: briefing.links(&speaks_for),
        voices: if is_party { actor::voices(briefing, &actor::held(briefing, id), 0) } else { None },
        statements,
        share: (statements * 100).checked_div(most).unwrap_or(0),
        rounds: actor::attended_rounds(briefing, id),
    }
}

fn track_row(composer: &mut Composer<'_>, id: Id<Track>) -> TrackRow {
    let briefing = composer.briefing;
    let track = &briefing.model.tracks[id];
    let (held, said) = timeline::counts(briefing.model, &track.rounds);
    TrackRow {
        track: briefing.link(track.note),
        summary: composer.summary(track.note),
        period: track::track_period(briefing.model, id),
        held,
        said,
        last: timeline::last(briefing.model, &track.rounds).map(|round| briefing.link_to(round)),
    }
}

fn source_row(composer: &mut Composer<'_>, id: Id<Source>) -> SourceRow {
    let briefing = composer.briefing;
    let source = &briefing.model.sources[id];
    let fields = &source.fields;
    let (note, vantage) = (&briefing.model.notes[source.note], fields.vantage.as_ref().filter(|_| source.read));
    SourceRow {
        source: briefing.link(source.note),
        reference_html: source.read.then(|| briefing.shared.reference(id).clone()),
        ty: briefing.tag_of(fields.ty.as_ref()),
        publisher: fields.publisher.as_ref().map(|text| text.value.to_string()),
        published: briefing.date_of(fields.published.as_ref()),
        vantage: vantage.map(|text| briefing.words(markdown::first_sentences(&text.value, 1).0, text.span, note)).unwrap_or_default(),
        dependence: source::dependence(briefing, id),
        cited_by: briefing.links(&source.cited_by),
    }
}

fn topic_row(composer: &mut Composer<'_>, id: Id<Topic>) -> TopicRow {
    let briefing = composer.briefing;
    let topic = &briefing.model.topics[id];
    let concerns = &briefing.shared.topics[id];
    let question = topic.fields.question.as_ref().map(|text| composer.prose(text, &briefing.model.notes[topic.note]));
    TopicRow {
        topic: briefing.link(topic.note),
        narrower: order::is_narrower(briefing, id),
        summary: if question.is_some() { composer.summary_without_citations(topic.note) } else { composer.summary(topic.note) },
        question: question.unwrap_or_default(),
        statements: concerns.statements.len(),
        disputes: concerns.disputes.len(),
    }
}
