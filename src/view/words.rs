//! The words of the interface: one table for kinds, views, types and statuses. `[labels]` renames kinds and views.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::Briefing;
use crate::file::At;
use crate::language::Language;
use crate::model::address::View;
use crate::model::position::Holding;
use crate::parse::fields::{Common, Fields, HomeFields, Kind};
use crate::parse::record;
pub use crate::parse::record::Worded;
use crate::parse::record::{Choices, FieldSpec, Record, Shape};

/// Every closed set that stands in a note's fields, in the order of the manual.
#[must_use]
pub fn choices() -> Vec<&'static Choices> {
    fn of(specs: &'static [FieldSpec], found: &mut Vec<&'static Choices>) {
        for spec in specs {
            match spec.shape {
                Shape::Choice(choices) => found.push(choices),
                Shape::Record(fields) => of(fields(), found),
                Shape::Many(&Shape::Record(fields)) => of(fields(), found),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    for specs in Kind::ALL.into_iter().map(Fields::specs).chain([HomeFields::fields(), Common::fields()]) {
        of(specs, &mut found);
    }
    found
}

impl Worded for Holding {
    fn tag(self) -> record::Tag {
        let tag = |key, label, meaning| record::Tag { set: "Holding", key, label, meaning };
        match self {
            Self::Stated => tag("stated", "Stated", "The actor said it."),
            Self::OnBehalf => tag("on-behalf", "On its behalf", "Somebody who speaks for the actor said it."),
            Self::Imputed => tag("imputed", "Said about it by others", "Somebody else says that the actor holds it."),
        }
    }
}

/// A word of a closed set: what editors write, for styles and scripts, and what readers of the page's language see.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Tag {
    /// As editors write it: `first-hand`.
    pub key: &'static str,
    /// As readers see it: "First-hand".
    pub label: String,
    /// What it means, in a sentence.
    pub meaning: String,
}

impl Briefing<'_> {
    /// The tag of a value, in the language of the page.
    #[must_use]
    pub fn tag<W: Worded>(&self, value: W) -> Tag {
        self.worded(value.tag())
    }

    /// The tags of a closed set, in the language of the page.
    #[must_use]
    pub fn tags(&self, set: &Choices) -> Vec<Tag> {
        set.tags.iter().map(|tag| self.worded(*tag)).collect()
    }

    fn worded(&self, record::Tag { set, key, label, meaning }: record::Tag) -> Tag {
        let words = self.language.words();
        // What is declared beside the field is English.
        let word = |section: &str, english: &str| match words.plain(&format!("{section}.{set}.{key}")) {
            "" => english.to_owned(),
            text => text.to_owned(),
        };
        Tag { key, label: word("choice", label), meaning: word("meaning", meaning) }
    }

    /// The tag of a value that an editor may have left out.
    #[must_use]
    pub fn tag_of<W: Worded>(&self, value: Option<&At<W>>) -> Option<Tag> {
        value.map(|at| self.tag(at.value))
    }
}

/// The names of kinds and views as a site words them.
#[derive(Debug, Clone)]
pub struct Labels {
    renamed: BTreeMap<Box<str>, Box<str>>,
    language: Arc<Language>,
}

impl Labels {
    /// Those of a site, from `[labels]`.
    #[must_use]
    pub const fn new(renamed: BTreeMap<Box<str>, Box<str>>, language: Arc<Language>) -> Self {
        Self { renamed, language }
    }

    fn get(&self, section: &str, key: &str) -> &str {
        match self.renamed.get(key) {
            Some(label) => label,
            None => self.language.words().plain(&format!("{section}.{key}")),
        }
    }

    /// One of a kind: "Actor".
    #[must_use]
    pub fn one(&self, kind: Kind) -> &str {
        self.get("kind", kind.as_str())
    }

    /// All of a kind: "Actors".
    #[must_use]
    pub fn many(&self, kind: Kind) -> &str {
        self.get("kinds", kind.folder())
    }

    /// A view.
    #[must_use]
    pub fn view(&self, view: View) -> &str {
        self.get("view", view.as_str())
    }
}

/// What a field of a note says about the note that it names, read on the named one's page.
#[must_use]
pub fn relation(key: &str, named: Option<Kind>, in_statement: bool) -> &'static str {
    let evidence = named == Some(Kind::Source);
    match key {
        "by" => "Said by",
        "for" => "Said on behalf of",
        "of" => "Position ascribed to",
        "to" => "Said to",
        "actors" => "About",
        "topics" if in_statement => "On this topic",
        "topics" => "Concerns this topic",
        "rounds" if in_statement => "About this round",
        "rounds" => "Concerns this round",
        "via" => "Reported through",
        "denies" => "Contradicts",
        "supports" => "Bears out",
        "delegations" if evidence => "Evidence for who took part",
        "delegations" => "Took part",
        "outcomes" => "Evidence for an outcome",
        "answers" => "Evidence for an answer",
        "roles" if evidence => "Evidence for an office",
        "roles" => "Holds an office",
        "speaks_for" => "Speaks for",
        "part_of" => "Part of",
        "track" => "Round of this track",
        "follows" => "Follows",
        "parent" => "Part of this topic",
        "cites" => "Cites this work",
        "publisher" => "Published by",
        "stances" if evidence => "Evidence for a position",
        "stances" => "Holds a position on it",
        "shifts" if evidence => "Evidence for a change of position",
        "shifts" if named == Some(Kind::Dispute) => "Whether a position changed",
        "shifts" => "Changed its position on it",
        "standing" => "Evidence for where things stand",
        _ => "Refers to this",
    }
}

/// "1 statement", "3 statements".
#[must_use]
pub fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// A whole number with its thousands parted: "12,345".
#[must_use]
pub fn grouped(number: usize) -> String {
    grouped_digits(&number.to_string())
}

/// A number as written, with the thousands of its whole part parted: "50,000", "1,234.5".
#[must_use]
pub fn grouped_digits(digits: &str) -> String {
    let start = digits.find(|c: char| c.is_ascii_digit()).unwrap_or(digits.len());
    let (sign, rest) = digits.split_at_checked(start).unwrap_or(("", digits));
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (whole, fraction) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let mut out = String::with_capacity(digits.len().saturating_add(4));
    out.push_str(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && whole.len().saturating_sub(place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out.push_str(fraction);
    out
}

/// A small number in words: "two"; from thirteen on in digits.
#[must_use]
pub fn numeral(number: usize) -> String {
    const WORDS: [&str; 13] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(number).map_or_else(|| grouped(number), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{counted, grouped, grouped_digits, numeral};

    #[test]
    fn numbers_read_well() {
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped_digits("-50000.25"), "-50,000.25");
        assert_eq!(grouped_digits("tens"), "tens");
        assert_eq!((numeral(2).as_str(), numeral(13).as_str()), ("two", "13"));
        assert_eq!(counted(1, "answer", "answers"), "1 answer");
    }
}
