//! In which order things stand: topics in their groups, actors by what they are.

use super::Briefing;
use crate::model::{Actor, Id, Model, Topic};
use crate::parse::fields::ActorType;

/// Topics of one group.
#[derive(Debug)]
pub struct TopicGroup {
    /// What stands in ids of elements.
    pub id: String,
    /// What it is called; nothing: topics without a group.
    pub title: Option<String>,
    /// Its topics, in their order.
    pub topics: Vec<Id<Topic>>,
}

/// Topics in their groups, in the order of `topic_groups`, without it in that of topics; those without a group come last.
pub fn groups(model: &Model, topics: &[Id<Topic>]) -> Vec<TopicGroup> {
    let mut titles: Vec<Option<&str>> = model.config.topic_groups.iter().map(|group| Some(&*group.value)).collect();
    let group_of = |topic: &Id<Topic>| model.topics[*topic].fields.group.as_ref().map(|group| &*group.value);
    for group in topics.iter().map(group_of).filter(Option::is_some) {
        if !titles.contains(&group) {
            titles.push(group);
        }
    }
    titles.push(None);
    let groups = (1..).zip(titles).map(|(number, title)| TopicGroup {
        id: format!("group-{number}"),
        title: title.map(str::to_owned),
        topics: topics.iter().copied().filter(|topic| group_of(topic) == title).collect(),
    });
    groups.filter(|group| !group.topics.is_empty()).collect()
}

/// Whether a topic is part of a broader one of its group.
pub fn is_narrower(briefing: Briefing<'_>, topic: Id<Topic>) -> bool {
    let topics = &briefing.model.topics;
    let group = |topic: Id<Topic>| topics[topic].fields.group.as_ref().map(|group| &group.value);
    topics[topic].parent.is_some_and(|parent| group(parent) == group(topic))
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
