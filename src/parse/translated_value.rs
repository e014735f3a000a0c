//! What a translation says in place of a field's value, and what is reported while it takes its place.

use std::collections::HashSet;

use super::markdown::Prose;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::file::{Located, Span};

/// What a translation says in place of a value.
#[derive(Clone, Debug)]
pub enum TranslatedValue {
    /// Plain words.
    Wording(Located<Box<str>>),
    Prose(Prose),
    /// A list of plain words, which takes the place of the original's.
    Words(Vec<TranslatedValue>),
    /// A table's fields.
    Table(Vec<(&'static str, TranslatedValue)>),
    /// The tables of a list, in the original's order.
    List(Vec<TranslatedValue>, Span),
    /// The tables of a list, by id.
    ById(Vec<(Located<Box<str>>, TranslatedValue)>),
}

/// What comes of putting a translation's words in the place of the original's.
#[derive(Debug)]
pub struct TranslationReport {
    /// A hint for a key that is a field of the note as a whole, and not the id of an entry.
    pub field_of_the_note: fn(&str) -> Option<String>,
    /// Where the inline Markdown stands that others took the place of.
    pub replaced: HashSet<Span>,
    /// What does not fit.
    pub problems: Vec<Diagnostic>,
}

impl TranslationReport {
    /// Reports a list of another length than the original's.
    pub fn report_unequal_length(&mut self, key: &str, span: Span, count: usize, original_count: usize) {
        let entries = if count == 1 { "entry" } else { "entries" };
        let message = format!("`{key}` has {count} {entries}, and the original has {original_count}");
        let help = "Write one table for each of the original's, in its order. An empty string leaves the original's words.";
        self.problems.push(Diagnostic::new(Code::UnequalTranslation, span, message).help(help));
    }

    /// Reports words for an entry that the original does not have.
    pub fn report_unknown_entry<'k>(&mut self, key: &str, id: &Located<Box<str>>, known: impl Iterator<Item = &'k str>) {
        let message = format!("the original has no entry `{}` in `{key}`", id.value);
        let problem = Diagnostic::new(Code::UnknownReference, id.span, message).help("Correct the id, or take the entry away.");
        let problem = problem.suggest(did_you_mean(&id.value, known), "");
        self.problems.push(problem.help_if((self.field_of_the_note)(&id.value)));
    }
}
