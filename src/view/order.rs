//! In which order things stand: topics in their groups, actors by what they are.

use super::Briefing;
use super::link::Link;
use crate::counts::unique;
use crate::model::{Actor, Id, Model, Note, Topic};
use crate::parse::fields::ActorType;
use crate::parse::record::Wording;

/// Topics of one group.
#[derive(Debug)]
pub(crate) struct TopicGroup {
    /// What stands in ids of elements.
    pub id: String,
    pub topics: Vec<Id<Topic>>,
}

impl TopicGroup {
    /// What it is called; nothing: topics without a group.
    pub fn name(&self, briefing: Briefing<'_>) -> Option<Link> {
        name_of_group(briefing, *self.topics.first()?)
    }
}

/// Topics in their groups, in the order of `topic_groups`, without it in that of topics; those without a group come last.
pub fn groups(model: &Model, topics: &[Id<Topic>]) -> Vec<TopicGroup> {
    let in_settings = model.config.topic_groups.iter().map(|group| &*group.value);
    let titles = unique(in_settings.chain(topics.iter().filter_map(|topic| group_of(model, *topic))));
    let groups = (1..).zip(titles.into_iter().map(Some).chain([None])).map(|(number, title)| TopicGroup {
        id: format!("group-{number}"),
        topics: topics.iter().copied().filter(|topic| group_of(model, *topic) == title).collect(),
    });
    groups.filter(|group| !group.topics.is_empty()).collect()
}

/// A topic and those above it, the uppermost last.
fn with_broader(model: &Model, topic: Id<Topic>) -> impl Iterator<Item = Id<Topic>> {
    // No topic lies below itself: such circles are cut where names are resolved.
    std::iter::successors(Some(topic), |topic| model.topics[*topic].parent)
}

/// The group of a topic, as its note or that of a topic above it says, which is given too.
fn written_group(model: &Model, topic: Id<Topic>) -> Option<(&Wording, Id<Note>)> {
    with_broader(model, topic).find_map(|topic| Some((model.topics[topic].fields.group.as_ref()?, model.topics[topic].note)))
}

fn group_of(model: &Model, topic: Id<Topic>) -> Option<&str> {
    written_group(model, topic).map(|(group, _)| &*group.value)
}

fn name_of_group(briefing: Briefing<'_>, topic: Id<Topic>) -> Option<Link> {
    let (group, note) = written_group(briefing.model, topic)?;
    Some(briefing.named(&group.value, briefing.language_of_shared(group, note)))
}

fn uppermost(model: &Model, topic: Id<Topic>) -> &Note {
    let uppermost = with_broader(model, topic).last().expect("a topic is the first of these");
    &model.notes[model.topics[uppermost].note]
}

/// What the group of a topic is called; where no note says, as the uppermost topic.
pub fn group_title(model: &Model, topic: Id<Topic>) -> &str {
    group_of(model, topic).unwrap_or(&uppermost(model, topic).title)
}

/// The same with its language.
pub fn group_name(briefing: Briefing<'_>, topic: Id<Topic>) -> Link {
    let note = uppermost(briefing.model, topic);
    name_of_group(briefing, topic).unwrap_or_else(|| briefing.named(&note.title, &note.title_language))
}

/// Whether a topic is part of a broader one of its group.
pub fn is_narrower(briefing: Briefing<'_>, topic: Id<Topic>) -> bool {
    let model = briefing.model;
    model.topics[topic].parent.is_some_and(|parent| group_of(model, parent) == group_of(model, topic))
}

/// Whether an actor can be a side of its own: a state or body, no person and no outlet.
pub fn is_side(model: &Model, id: Id<Actor>) -> bool {
    rank(model.actors[id].ty()) < rank(Some(ActorType::Person))
}

/// States before persons: what a spokesman says in a state's name stands under the state.
pub const fn rank(ty: Option<ActorType>) -> usize {
    match ty {
        Some(ActorType::State) => 0,
        Some(ActorType::Bloc) => 1,
        Some(ActorType::Organisation) => 2,
        Some(ActorType::Format) => 3,
        Some(ActorType::Person) => 4,
        Some(ActorType::Media) | None => 5,
    }
}
