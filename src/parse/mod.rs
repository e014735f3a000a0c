//! Text → notes. Parsing never fails: it gives a note and diagnostics, and both hold places in the user's own files.

pub mod date;
pub mod fields;
pub(crate) mod fold;
pub mod front_matter;
pub mod markdown;
pub mod name;
pub(crate) mod record;
pub(crate) mod schema;
pub(crate) mod translated_value;
pub(crate) mod translation;

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::file::{File, FileId, Span};
use fields::{Common, Fields, Kind};
use markdown::{Body, NoteText, Prose};
use translation::Translation;

/// The beginning of a text, for a message.
fn shorten(text: &str, max_chars: usize) -> String {
    if text.chars().count() <= max_chars { text.to_owned() } else { text.chars().take(max_chars).chain(['…']).collect() }
}

/// Where a note stands in the site, told by its path alone; in the order of the model.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum NoteLocation {
    /// `content/<folder>/**/<id>.md`.
    Note(Kind),
    /// `content/<folder>/_index.md`.
    List(Kind),
    /// `content/_index.md`.
    Home,
}

/// The files of one note, one of the two at least.
#[derive(Debug, Clone)]
pub struct NoteFiles {
    /// Where it stands.
    pub location: NoteLocation,
    /// Its id; empty for home and lists. Of a file whose name is not an id, the id that was suggested.
    pub id: Box<str>,
    /// The language of a translation; none for the original.
    pub language: Option<Box<str>>,
    /// `<id>.md`.
    pub md: Option<Arc<File>>,
    /// `<id>.toml`.
    pub toml: Option<Arc<File>>,
}

/// One note as its author wrote it: typed, located, unresolved.
#[derive(Debug, Clone)]
pub struct ParsedNote {
    /// Where it stands.
    pub location: NoteLocation,
    /// The file's stem without the language; empty for home and lists.
    pub id: Box<str>,
    /// The language of a translation; none for the original.
    pub language: Option<Box<str>>,
    /// The path of its file from `content/`, without the ending: `actors/ministries/northland`.
    pub path: Box<str>,
    /// The file that holds the front matter (`.md` or `.toml`).
    pub front_file: FileId,
    /// The file that holds the body, where there is one.
    pub body_file: Option<FileId>,
    /// Where the body begins in that file, in bytes.
    pub body_start: u32,
    /// What a problem with the note as a whole points to: the front matter's first line.
    pub first_line: Span,
    /// The fields of every kind.
    pub common: Arc<Common>,
    /// The fields of its own kind.
    pub fields: Fields,
    /// What a translation gives beside `title`, `summary` and body.
    pub translation: Option<Arc<Translation>>,
    /// The body.
    pub body: Body,
    /// Whether the body is in the language of the note: a translation may leave the original's.
    pub own_body: bool,
    /// References and blocks of text of the body and of all inline Markdown in the front matter.
    pub text: NoteText,
    /// The problems found while parsing.
    pub diagnostics: Vec<Diagnostic>,
}

impl ParsedNote {
    /// Its title, or its id where it has none.
    pub fn title(&self) -> &str {
        self.common.title.given().map_or(&self.id, |title| &title.value)
    }

    /// Changes all inline Markdown in its fields.
    pub(crate) fn each_prose(&mut self, change: &mut dyn FnMut(&mut Prose)) {
        record::Record::each_prose(Arc::make_mut(&mut self.common), change);
        self.fields.each_prose(change);
    }
}
