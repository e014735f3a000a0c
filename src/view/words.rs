//! The words of the interface: one table for kinds, views, types and statuses. The language has the names that `[labels]` gives to kinds and views.

use serde::Serialize;

use super::Briefing;
use crate::file::Located;
use crate::language::Language;
use crate::model::address::View;
use crate::parse::fields::{Common, Fields, HomeFields, Kind};
pub use crate::parse::record::Worded;
use crate::parse::record::{Choice, FieldSpec, Record, Shape};

/// Every closed set that stands in a note's fields, in the order of the manual.
pub fn choices() -> Vec<&'static [Choice]> {
    fn collect(specs: &'static [FieldSpec], found: &mut Vec<&'static [Choice]>) {
        for spec in specs {
            match spec.shape {
                Shape::Choice(choices) => found.push(choices),
                Shape::Record(fields) => collect(fields(), found),
                Shape::Many(&Shape::Record(fields)) => collect(fields(), found),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    for specs in Kind::ALL.into_iter().map(Fields::specs).chain([HomeFields::fields(), Common::fields()]) {
        collect(specs, &mut found);
    }
    found
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

/// A word of a closed set as readers of a language see it.
pub fn label(language: &Language, value: impl Worded) -> String {
    let Choice { set, key, label, .. } = value.choice();
    word(language, "choice", set, key, label)
}

/// What is declared beside the field is English; the words of other languages stand in their files.
fn word(language: &Language, section: &str, set: &str, key: &str, english: &str) -> String {
    match language.words().plain(&format!("{section}.{set}.{key}")) {
        "" => english.to_owned(),
        text => text.to_owned(),
    }
}

impl<'a> Briefing<'a> {
    /// The tag of a value, in the language of the page.
    pub fn tag<W: Worded>(&self, value: W) -> Tag {
        self.tag_view(value.choice())
    }

    /// The tags of a closed set, in the language of the page.
    pub fn tags(&self, set: &[Choice]) -> Vec<Tag> {
        set.iter().map(|choice| self.tag_view(*choice)).collect()
    }

    fn tag_view(&self, Choice { set, key, label, meaning }: Choice) -> Tag {
        Tag { key, label: word(self.language, "choice", set, key, label), meaning: word(self.language, "meaning", set, key, meaning) }
    }

    /// The tag of a value that an editor may have left out.
    pub fn tag_of<W: Worded>(&self, value: Option<&Located<W>>) -> Option<Tag> {
        value.map(|at| self.tag(at.value))
    }

    /// What one of a kind is called: "Actor".
    pub fn kind_name(&self, kind: Kind) -> &'a str {
        self.language.words().plain(&format!("kind.{}", kind.as_str()))
    }

    /// What all of a kind are called: "Actors".
    pub fn kind_name_plural(&self, kind: Kind) -> &'a str {
        self.language.words().plain(&format!("kinds.{}", kind.folder()))
    }

    pub fn view_name(&self, view: View) -> &'a str {
        self.language.words().plain(&format!("view.{}", view.as_str()))
    }
}
