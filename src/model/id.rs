//! Typed identities and the tables that give them.

use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use crate::file::to_u32;

/// The identity of a `T` in its [`Table`].
pub struct Id<T> {
    index: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// The identity at a place in the table.
    pub fn new(index: usize) -> Self {
        Self { index: to_u32(index), of: PhantomData }
    }

    pub const fn index(self) -> usize {
        self.index as usize
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.index.cmp(&other.index)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}
impl<T> std::fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{}", self.index)
    }
}

/// Something of every `Of`, by its identity; without `Of` the things themselves.
#[derive(Debug, Clone)]
pub struct Table<T, Of = T>(Vec<T>, PhantomData<fn() -> Of>);

impl<T, Of> Default for Table<T, Of> {
    fn default() -> Self {
        Self(Vec::new(), PhantomData)
    }
}

impl<T> Table<T> {
    /// A table of something else for each of these, empty at first.
    pub fn of_each<V: Default>(&self) -> Table<V, T> {
        self.0.iter().map(|_| V::default()).collect()
    }
}

impl<T, Of> Table<T, Of> {
    pub fn push(&mut self, item: T) -> Id<Of> {
        let id = Id::new(self.0.len());
        self.0.push(item);
        id
    }

    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    /// All of them with their identities, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Id<Of>, &T)> + DoubleEndedIterator {
        self.0.iter().enumerate().map(|(i, item)| (Id::new(i), item))
    }

    pub fn ids(&self) -> impl ExactSizeIterator<Item = Id<Of>> + DoubleEndedIterator + use<T, Of> {
        (0..self.0.len()).map(Id::new)
    }

    pub fn as_slice(&self) -> &[T] {
        &self.0
    }

    pub fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<T, Of> FromIterator<T> for Table<T, Of> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect(), PhantomData)
    }
}

const HAS_ITS_PLACE: &str =
    "an Id is made by a table that only grows, and a table of something else is made for all of its kind before it is asked";

impl<T, Of> Index<Id<Of>> for Table<T, Of> {
    type Output = T;
    fn index(&self, id: Id<Of>) -> &T {
        self.0.get(id.index()).expect(HAS_ITS_PLACE)
    }
}

impl<T, Of> IndexMut<Id<Of>> for Table<T, Of> {
    fn index_mut(&mut self, id: Id<Of>) -> &mut T {
        self.0.get_mut(id.index()).expect(HAS_ITS_PLACE)
    }
}
