//! Anchors: a heading's name in addresses.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The anchor of a heading's text: NFC, lower case, letters and digits of any script kept, everything else one `-`.
///
/// Combining marks belong to their letter, as the vowel signs of Indic scripts must. The dot that lower case leaves behind from `İ` is
/// dropped, so that `İstanbul` is `istanbul`, as its readers type it. Empty where the text has neither letters nor digits.
pub(super) fn slug(text: &str) -> String {
    let lower = if text.is_ascii() { text.to_ascii_lowercase() } else { text.nfc().collect::<String>().to_lowercase() };
    let mut slug = String::with_capacity(lower.len());
    let mut gap = false;
    let mut last = None;
    for c in lower.chars() {
        let is_letter = c.is_alphanumeric() || (last.is_some() && is_combining_mark(c));
        if is_letter {
            if !(last == Some('i') && c == '\u{307}') {
                if gap && !slug.is_empty() {
                    slug.push('-');
                }
                gap = false;
                slug.push(c);
            }
            last = Some(c);
        } else {
            gap = true;
            last = None;
        }
    }
    slug
}

/// Whether an explicit anchor can stand in an address as it is.
pub(super) fn is_plain(anchor: &str) -> bool {
    !anchor.is_empty() && anchor.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':') || is_combining_mark(c))
}

/// The anchors of a page while they are given out.
#[derive(Debug, Default)]
pub(super) struct Anchors<'a> {
    statement_ids: HashSet<&'a str>,
    /// The headings that have anchors, by their places among all headings.
    taken: HashMap<Box<str>, usize>,
    /// From which number to go on, by the anchor that several headings would like.
    next: HashMap<Box<str>, u32>,
}

/// By whom an anchor is taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum AnchorOwner {
    /// By a statement of the source.
    Statement,
    /// By a section of the page.
    Section,
    Footnote,
    /// By a heading, by its place among all headings.
    Heading(usize),
}

impl<'a> Anchors<'a> {
    pub(super) fn new(statement_ids: &[&'a str]) -> Self {
        Self { statement_ids: statement_ids.iter().copied().collect(), ..Self::default() }
    }

    /// Who has an anchor already.
    pub(super) fn owner(&self, anchor: &str) -> Option<AnchorOwner> {
        if self.statement_ids.contains(anchor) {
            Some(AnchorOwner::Statement)
        } else if super::PAGE_SECTIONS.contains(&anchor) || anchor.starts_with('_') {
            // Ids of the page's own that no heading's text can give begin with `_`.
            Some(AnchorOwner::Section)
        } else if anchor.starts_with("fn:") || anchor.starts_with("fnref:") {
            Some(AnchorOwner::Footnote)
        } else {
            self.taken.get(anchor).copied().map(AnchorOwner::Heading)
        }
    }

    /// Gives an anchor to a heading; the owner where it is taken.
    pub(super) fn take(&mut self, anchor: &str, heading: usize) -> Option<AnchorOwner> {
        let owner = self.owner(anchor);
        if owner.is_none() {
            self.taken.insert(anchor.into(), heading);
        }
        owner
    }

    /// Gives a heading the anchor that it would like, or the first free one of `-2`, `-3`, …
    pub(super) fn take_free(&mut self, preferred: &str, heading: usize) -> Box<str> {
        if self.take(preferred, heading).is_none() {
            return preferred.into();
        }
        // The number from which to go on is remembered: many equal headings stay linear.
        let mut number = self.next.get(preferred).copied().unwrap_or(2);
        loop {
            let anchor = format!("{preferred}-{number}");
            number += 1;
            if self.take(&anchor, heading).is_none() {
                self.next.insert(preferred.into(), number);
                return anchor.into();
            }
        }
    }
}
