//! Counting what stands in many places.

use std::collections::{BTreeMap, BTreeSet};

/// How often each thing comes.
pub(super) fn counted<T: Ord>(things: impl IntoIterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for thing in things {
        let count = counts.entry(thing).or_default();
        *count += 1;
    }
    counts
}

/// Each thing once, in its own order.
pub(super) fn distinct<T: Ord>(things: impl IntoIterator<Item = T>) -> Vec<T> {
    things.into_iter().collect::<BTreeSet<T>>().into_iter().collect()
}

/// Each thing once, in the order in which they first come; of things that are the same to `same` the first.
pub(super) fn unique<T>(things: impl IntoIterator<Item = T>, same: impl Fn(&T, &T) -> bool) -> Vec<T> {
    in_order(things, same).into_iter().map(|(thing, _)| thing).collect()
}

/// How often each thing comes, in the order in which they first do; of things that are the same to `same` the first stands for all.
pub(super) fn in_order<T>(things: impl IntoIterator<Item = T>, same: impl Fn(&T, &T) -> bool) -> Vec<(T, usize)> {
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
pub(super) fn most<T>(counts: impl IntoIterator<Item = (T, usize), IntoIter: DoubleEndedIterator>) -> Option<(T, usize)> {
    counts.into_iter().rev().max_by_key(|(_, count)| *count)
}
