//! The groups of a list.

use std::sync::OnceLock;

use serde::Serialize;

use crate::model::{Actor, Dispute, Entity, Id, Page, Round, Source, Topic, Track};

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
    pub fn new(id: impl Into<String>, title: impl Into<String>, rows: Vec<T>) -> Self {
        Self { id: id.into(), title: title.into(), count: rows.len(), rows }
    }

    /// The same group with other rows in the place of its own.
    pub fn map<U>(self, row: impl FnMut(T) -> U) -> ListGroup<U> {
        ListGroup { id: self.id, title: self.title, count: self.count, rows: self.rows.into_iter().map(row).collect() }
    }
}

/// The groups of a list, with the weight of each row.
pub type WeighedGroups<I> = Vec<ListGroup<(I, usize)>>;

/// The lists of all kinds, each worked out when its parts are counted.
#[derive(Debug, Default)]
pub struct Lists {
    pub(super) actors: OnceLock<WeighedGroups<ListedActor>>,
    pub(super) rounds: OnceLock<WeighedGroups<Id<Round>>>,
    pub(super) tracks: OnceLock<WeighedGroups<Id<Track>>>,
    pub(super) sources: OnceLock<WeighedGroups<Id<Source>>>,
    pub(super) topics: OnceLock<WeighedGroups<Id<Topic>>>,
    pub(super) disputes: OnceLock<WeighedGroups<Id<Dispute>>>,
    pub(super) pages: OnceLock<WeighedGroups<Id<Page>>>,
}

/// Which group of the list an actor stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActorGroup {
    /// A party to the talks.
    Party,
    /// A mediator or host.
    Between,
    /// Another state or body.
    Other,
    /// A person.
    Person,
    /// An outlet.
    Outlet,
}

impl ActorGroup {
    /// Its element's id, and the key of its heading.
    pub const fn id_and_heading_key(self) -> (&'static str, &'static str) {
        match self {
            Self::Party => ("parties", "actors.parties"),
            Self::Between => ("mediators", "actors.mediators"),
            Self::Other => ("others", "actors.others"),
            Self::Person => ("persons", "actors.persons"),
            Self::Outlet => ("outlets", "actors.outlets"),
        }
    }
}

/// An actor in its group.
#[derive(Debug, Clone, Copy)]
pub struct ListedActor {
    /// The actor.
    pub id: Id<Actor>,
    /// Its group.
    pub group: ActorGroup,
    /// The number of statements of that actor of the group which has the most.
    pub most: usize,
}

impl From<ListedActor> for Entity {
    fn from(listed: ListedActor) -> Self {
        Self::Actor(listed.id)
    }
}
