//! Finding the names of notes in running text.

use std::collections::HashMap;
use std::ops::Range;

use crate::model::{Id, Note};
use crate::parse::fold::joins_words;

/// Names of notes, ready to be found in texts: each beginning of a name, up to the end of a word or sign, and the note whose name it is.
/// A text is gone through once, whatever the number of names.
pub(super) struct NameIndex {
    beginnings: HashMap<String, NameOwner>,
    /// Whether a name begins with a byte. Most words of a text begin otherwise: without this, an unoptimised `check` of 4,000
    /// notes takes a third longer.
    begins_with: [bool; 256],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum NameOwner {
    /// Names go on.
    Nobody,
    One(Id<Note>),
    /// Two notes share the name.
    Several,
}

pub(super) struct NameMatch {
    pub(super) at: Range<usize>,
    /// The note; none where several share the name.
    pub(super) note: Option<Id<Note>>,
}

impl NameIndex {
    pub(super) fn new() -> Self {
        Self { beginnings: HashMap::new(), begins_with: [false; 256] }
    }

    /// Adds a name of a note. One without any letter, or of a single character, is not a name that could be told from other text.
    pub(super) fn add(&mut self, name: &str, note: Id<Note>) {
        let name = name.trim();
        if name.chars().count() < 2 || !name.chars().any(char::is_alphabetic) {
            return;
        }
        if let Some(begins) = name.bytes().next().and_then(|byte| self.begins_with.get_mut(usize::from(byte))) {
            *begins = true;
        }
        let (mut beginning, mut at) = (String::new(), 0);
        while let Some((token, end)) = token(name, at, name.len()) {
            at = end;
            beginning.push_str(token);
            let owner = self.beginnings.entry(beginning.clone()).or_insert(NameOwner::Nobody);
            if end == name.len() {
                *owner = match *owner {
                    NameOwner::Nobody => NameOwner::One(note),
                    NameOwner::One(first) if first == note => NameOwner::One(note),
                    _ => NameOwner::Several,
                };
            }
        }
    }

    /// The names in a part of a text, from left to right, the longest at each place, none inside another. Names are found as whole words,
    /// letter for letter; a word that a hyphen or a full stop joins to another ("Kyiv-based", "reuters.com") is not a name.
    pub(super) fn find(&self, text: &str, part: Range<usize>) -> Vec<NameMatch> {
        let mut found: Vec<NameMatch> = Vec::new();
        let may_begin = |byte: u8| self.begins_with.get(usize::from(byte)).is_some_and(|begins| *begins);
        for (at, _) in text.bytes().enumerate().take(part.end).skip(part.start).filter(|(_, byte)| may_begin(*byte)) {
            if found.last().is_some_and(|last| at < last.at.end) || !begins_token(text, at) {
                continue;
            }
            if let Some((end, owner)) = self.longest(text, at, part.end) {
                found.push(NameMatch { at: at..end, note: if let NameOwner::One(note) = owner { Some(note) } else { None } });
            }
        }
        found
    }

    /// The longest name that begins at a place: where it ends, and whose it is.
    fn longest(&self, text: &str, start: usize, limit: usize) -> Option<(usize, NameOwner)> {
        let (mut beginning, mut at) = (String::new(), start);
        let mut best = None;
        while let Some((word, end)) = token(text, at, limit) {
            beginning.push_str(word);
            let Some(owner) = self.beginnings.get(&beginning) else { break };
            at = end;
            let (name, after) = text.split_at(end);
            if *owner != NameOwner::Nobody && !continues_word(name.chars().next_back(), after.chars()) {
                best = Some((end, *owner));
            }
        }
        let (before, name) = text.split_at(start);
        best.filter(|_| !continues_word(name.chars().next(), before.chars().rev()))
    }
}

/// Whether what stands beside the edge of a name makes it part of a longer word. Words of katakana end where it does.
fn continues_word(edge: Option<char>, mut beside: impl Iterator<Item = char>) -> bool {
    let is_katakana = |c: char| matches!(c, '\u{30a1}'..='\u{30fa}' | 'ー');
    match beside.next() {
        Some(c) if joins_words(c) => is_katakana(c) && edge.is_some_and(is_katakana),
        Some(c) if c.is_alphanumeric() || c == '_' => !edge.is_some_and(joins_words),
        Some('-' | '\u{2010}' | '\u{2011}' | '.' | '@') => beside.next().is_some_and(char::is_alphanumeric),
        _ => false,
    }
}

#[derive(PartialEq, Clone, Copy)]
enum Class {
    Word,
    Space,
    Sign,
}

fn class(c: char) -> Class {
    if joins_words(c) {
        // Each letter may begin or end a name.
        Class::Sign
    } else if c.is_alphanumeric() || is_combining(c) {
        Class::Word
    } else if c.is_whitespace() {
        Class::Space
    } else {
        Class::Sign
    }
}

/// Whether a word or a sign begins at a character.
fn begins_token(text: &str, at: usize) -> bool {
    let (before, rest) = text.split_at(at);
    let is_word = |c: char| class(c) == Class::Word;
    !(before.chars().next_back().is_some_and(is_word) && rest.starts_with(is_word))
}

/// The word, the sign or the white space at a place, and where it ends. White space counts as one space, whatever it is made of.
fn token(text: &str, at: usize, limit: usize) -> Option<(&str, usize)> {
    let rest = text.get(at..limit)?;
    let mut classes = rest.char_indices().map(|(place, c)| (place, class(c)));
    let (_, first) = classes.next()?;
    let end = classes.find(|(_, class)| *class != first || first == Class::Sign).map_or(rest.len(), |(place, _)| place);
    let (token, _) = rest.split_at(end);
    Some((if first == Class::Space { " " } else { token }, at + end))
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
        let mut index = NameIndex::new();
        for (place, name) in names.iter().enumerate() {
            index.add(name, Id::new(place));
        }
        index
    }

    fn found(names: &[&str], text: &str) -> Vec<String> {
        let hits = index(names).find(text, 0..text.len());
        hits.into_iter()
            .map(|hit| format!("{}={}", text.get(hit.at.clone()).unwrap(), hit.note.map_or("?".to_owned(), |n| n.index().to_string())))
            .collect()
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
    fn names_need_no_spaces_where_the_script_has_none() {
        let names = ["北嶺国", "北嶺国水利庁", "ナンコ", "남호국", "NHK"];
        assert_eq!(found(&names, "昨日北嶺国水利庁と北嶺国は"), ["北嶺国水利庁=1", "北嶺国=0"]);
        assert_eq!(found(&names, "ナンコは、ナンコツとミナンコ；NHKが"), ["ナンコ=2", "NHK=4"]);
        assert_eq!(found(&names, "그는 남호국은 2025년"), ["남호국=3"]);
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
                let shown = text.get(hit.at).unwrap();
                prop_assert!(names.iter().any(|name| words(name) == words(shown)));
            }
        }
    }
}
