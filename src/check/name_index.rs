//! Finding the names of notes in running text.

use std::collections::HashMap;
use std::ops::Range;

use crate::model::{Id, Note};

/// Names of notes, ready to be found in texts: a tree of their words. A text is gone through once, whatever the number of names.
#[derive(Default)]
pub(super) struct NameIndex {
    /// Numbers of the words and signs that names are made of.
    words: HashMap<Box<str>, u32>,
    /// From a node of the tree and a word to the next node; node 0 is the root.
    steps: HashMap<(u32, u32), u32>,
    /// The note whose name ends at a node; [`Owner::Several`] where two notes share it.
    owners: HashMap<u32, Owner>,
    nodes: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    One(Id<Note>),
    Several,
}

/// A name found in a text.
pub(super) struct Found {
    /// Where, in bytes.
    pub(super) at: Range<usize>,
    /// The note; none where several share the name.
    pub(super) note: Option<Id<Note>>,
}

/// A word, a sign, or white space, which counts as one space whatever it is made of.
struct Token<'t> {
    text: &'t str,
    at: Range<usize>,
}

impl NameIndex {
    /// Adds a name of a note. One without any letter, or of a single character, is no name that could be told from other text.
    pub(super) fn add(&mut self, name: &str, note: Id<Note>) {
        if name.chars().count() < 2 || !name.chars().any(char::is_alphabetic) {
            return;
        }
        let mut node = 0;
        for token in tokens(name.trim()) {
            let fresh = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
            let word = *self.words.entry(token.text.into()).or_insert(fresh);
            let nodes = &mut self.nodes;
            node = *self.steps.entry((node, word)).or_insert_with(|| {
                *nodes = nodes.saturating_add(1);
                *nodes
            });
        }
        let owner = self.owners.entry(node).or_insert(Owner::One(note));
        if *owner != Owner::One(note) {
            *owner = Owner::Several;
        }
    }

    /// The names in a part of a text, from left to right, the longest at each place, none inside another. Names are found as whole words,
    /// letter for letter; a word that a hyphen or a full stop joins to another ("Kyiv-based", "reuters.com") is no name.
    pub(super) fn find(&self, text: &str, part: Range<usize>) -> Vec<Found> {
        let mut found = Vec::new();
        let inside = text.get(part.clone()).unwrap_or("");
        let tokens: Vec<Token<'_>> = tokens(inside).collect();
        let numbers: Vec<Option<u32>> = tokens.iter().map(|token| self.words.get(token.text).copied()).collect();
        let mut next = 0;
        while next < tokens.len() {
            let Some((end, owner)) = self.longest(text, part.start, &tokens, &numbers, next) else {
                next = next.saturating_add(1);
                continue;
            };
            if let (Some(first), Some(last)) = (tokens.get(next), tokens.get(end)) {
                let at = part.start.saturating_add(first.at.start)..part.start.saturating_add(last.at.end);
                found.push(Found { at, note: if let Owner::One(note) = owner { Some(note) } else { None } });
            }
            next = end.saturating_add(1);
        }
        found
    }

    /// The longest name that begins at a token: its last token and its owner.
    fn longest(&self, text: &str, base: usize, tokens: &[Token<'_>], numbers: &[Option<u32>], first: usize) -> Option<(usize, Owner)> {
        let mut node = 0;
        let mut best = None;
        for (index, number) in numbers.iter().enumerate().skip(first) {
            let Some(step) = number.and_then(|word| self.steps.get(&(node, word))) else { break };
            node = *step;
            if let Some(owner) = self.owners.get(&node)
                && let Some(token) = tokens.get(index)
                && !joined(text.get(base.saturating_add(token.at.end)..).unwrap_or("").chars())
            {
                best = Some((index, *owner));
            }
        }
        let start = base.saturating_add(tokens.get(first)?.at.start);
        best.filter(|_| !joined(text.get(..start).unwrap_or("").chars().rev()))
    }
}

/// Whether what stands beside a name makes it part of a longer word.
fn joined(mut beside: impl Iterator<Item = char>) -> bool {
    match beside.next() {
        Some(c) if c.is_alphanumeric() || c == '_' => true,
        Some('-' | '\u{2010}' | '\u{2011}' | '.' | '@') => beside.next().is_some_and(char::is_alphanumeric),
        _ => false,
    }
}

fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    #[derive(PartialEq, Clone, Copy)]
    enum Class {
        Word,
        Space,
        Sign,
    }
    let class = |c: char| {
        if c.is_alphanumeric() || is_combining(c) {
            Class::Word
        } else if c.is_whitespace() {
            Class::Space
        } else {
            Class::Sign
        }
    };
    let mut rest = text;
    let mut at = 0_usize;
    std::iter::from_fn(move || {
        let first = class(rest.chars().next()?);
        let mut ends = rest.char_indices().skip(1);
        let length = ends.find(|(_, c)| first == Class::Sign || class(*c) != first).map_or(rest.len(), |(i, _)| i);
        let (token, after) = rest.split_at_checked(length)?;
        let start = at;
        at = at.saturating_add(length);
        rest = after;
        Some(Token { text: if first == Class::Space { " " } else { token }, at: start..at })
    })
}

/// Marks that belong to the letter before them.
const fn is_combining(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}' | '\u{0483}'..='\u{0489}' | '\u{064b}'..='\u{065f}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn index(names: &[&str]) -> NameIndex {
        let mut index = NameIndex::default();
        for (place, name) in names.iter().enumerate() {
            index.add(name, Id::new(place));
        }
        index
    }

    fn found(names: &[&str], text: &str) -> Vec<String> {
        let hits = index(names).find(text, 0..text.len());
        hits.into_iter().map(|hit| format!("{}={}", &text[hit.at.clone()], hit.note.map_or("?".to_owned(), |n| n.index().to_string()))).collect()
    }

    #[test]
    fn finds_whole_words_the_longest_first() {
        let names = ["United States", "United States Army", "Kyiv", "Türkiye", "U.S."];
        assert_eq!(found(&names, "The United\nStates Army, not the United States."), ["United\nStates Army=1", "United States=0"]);
        assert_eq!(found(&names, "Kyiv’s and kyiv and Kyivan, pro-Kyiv, Kyiv-based; Kyiv–Moscow"), ["Kyiv=2", "Kyiv=2"]);
        assert_eq!(found(&names, "Türkiye'nin; the U.S. said. U.S.-led"), ["Türkiye=3", "U.S.=4"]);
        assert_eq!(found(&names, "kyiv.com Kyiv.com"), Vec::<String>::new());
    }

    #[test]
    fn a_name_of_two_notes_is_nobodys() {
        assert_eq!(found(&["Istanbul", "Istanbul", "Istanbul talks"], "Istanbul, Istanbul talks"), ["Istanbul=?", "Istanbul talks=2"]);
    }

    #[test]
    fn text_without_letters_is_no_name() {
        assert!(found(&["2025", "A", "–"], "A – 2025").is_empty());
    }

    proptest! {
        #[test]
        fn what_is_found_is_a_name(names in prop::collection::vec("[A-Cé .-]{1,6}", 0..8), text in "[A-Cé .\\-\n]{0,40}") {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let mut end = 0;
            for hit in index(&names).find(&text, 0..text.len()) {
                prop_assert!(hit.at.start >= end);
                end = hit.at.end;
                let words = |t: &str| t.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
                let shown = &text[hit.at];
                prop_assert!(names.iter().any(|name| words(name) == words(shown)));
            }
        }
    }
}
