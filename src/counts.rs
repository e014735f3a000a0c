//! Counting what stands in many places.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// How often each thing comes.
pub(crate) fn counted<T: Ord>(things: impl IntoIterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for thing in things {
        let count = counts.entry(thing).or_default();
        *count += 1;
    }
    counts
}

/// How often each thing comes, the most frequent first; those as frequent in their own order.
pub(crate) fn most_first<T: Ord>(things: impl IntoIterator<Item = T>) -> Vec<(T, usize)> {
    let mut counts: Vec<(T, usize)> = counted(things).into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts
}

/// Each thing once, in its own order.
pub(crate) fn distinct<T: Ord>(things: impl IntoIterator<Item = T>) -> Vec<T> {
    things.into_iter().collect::<BTreeSet<T>>().into_iter().collect()
}

/// Each thing once, in the order in which they first come.
pub(crate) fn unique<T: PartialEq>(things: impl IntoIterator<Item = T>) -> Vec<T> {
    unique_by(things, T::eq)
}

/// The same; of things that are the same to `same` the first.
pub(crate) fn unique_by<T>(things: impl IntoIterator<Item = T>, same: impl Fn(&T, &T) -> bool) -> Vec<T> {
    in_order(things, same).into_iter().map(|(thing, _)| thing).collect()
}

/// How often each thing comes, in the order in which they first do; of things that are the same to `same` the first stands for all.
pub(crate) fn in_order<T>(things: impl IntoIterator<Item = T>, same: impl Fn(&T, &T) -> bool) -> Vec<(T, usize)> {
    let mut counts: Vec<(T, usize)> = Vec::new();
    for thing in things {
        match counts.iter_mut().find(|(known, _)| same(known, &thing)) {
            Some((_, count)) => *count += 1,
            None => counts.push((thing, 1)),
        }
    }
    counts
}

/// The one that comes most often, and how often; of several the first.
pub(crate) fn most<T>(counts: impl IntoIterator<Item = (T, usize), IntoIter: DoubleEndedIterator>) -> Option<(T, usize)> {
    counts.into_iter().rev().max_by_key(|(_, count)| *count)
}
