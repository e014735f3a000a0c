//! Links to notes, and dates, as templates get them.

use serde::Serialize;

use super::Briefing;
use crate::language;
use crate::model::{Entity, Evidence, Id, Note, Statement};
use crate::parse::date::Edtf;

/// The language and direction of words that differ from the page's in one of them: for `lang` and `dir`.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Foreign {
    /// The language's tag.
    pub language: Box<str>,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
}

/// A link to a note. `path` leads from the site's root: write `href="{{ page.root }}{{ link.path }}"`.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct NoteLink {
    /// The note's id.
    pub id: Box<str>,
    /// Its kind (`actor`); empty for home and lists.
    pub kind: &'static str,
    /// Its title.
    pub title: Box<str>,
    /// The title's language, where it is not the page's.
    pub foreign: Option<Foreign>,
    /// Where it lies, from the site's root.
    pub path: String,
}

/// A date as readers see it: never more exact than written.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct DateView {
    /// In words: "about September 2025".
    pub text: String,
    /// For the `datetime` attribute, where one says the same.
    pub machine: Option<String>,
    /// As written, EDTF; sorts and filters.
    pub edtf: String,
}

impl<'a> Briefing<'a> {
    /// A date, in the language of the page.
    #[must_use]
    pub fn date(&self, date: &Edtf) -> DateView {
        DateView { text: self.language.date(date), machine: date.machine(), edtf: date.to_string() }
    }

    /// A date with the wording that the editor wants shown.
    #[must_use]
    pub fn date_or_wording(&self, date: Option<&Edtf>, wording: Option<&str>) -> Option<DateView> {
        match (date, wording) {
            (None, None) => None,
            (Some(date), None) => Some(self.date(date)),
            (date, Some(wording)) => Some(DateView {
                text: wording.to_owned(),
                // The wording stands because the date says too much.
                machine: None,
                edtf: date.map(ToString::to_string).unwrap_or_default(),
            }),
        }
    }

    /// How words in a language differ from the page: in language, or because they run in the other direction.
    #[must_use]
    pub fn foreign(&self, language: &str, words: &str) -> Option<Foreign> {
        let other = *language != *self.language.tag;
        let direction = language::direction_of(words).unwrap_or_else(|| language::direction(language));
        (other || direction != self.language.direction).then(|| Foreign { language: language.into(), direction })
    }

    /// The path of a note's page.
    #[must_use]
    pub fn path(&self, note: Id<Note>) -> &'a str {
        &self.model.notes[note].path
    }

    /// A note's title.
    #[must_use]
    pub fn title(&self, note: Id<Note>) -> &'a str {
        &self.model.notes[note].title
    }

    /// A link to a note.
    #[must_use]
    pub fn link(&self, note: Id<Note>) -> NoteLink {
        let at = &self.model.notes[note];
        NoteLink {
            id: at.id.clone(),
            kind: at.kind().map_or("", |kind| kind.as_str()),
            title: at.title.clone(),
            foreign: self.foreign(&at.title_language, &at.title),
            path: self.path(note).to_owned(),
        }
    }

    /// A link to an entity's note.
    #[must_use]
    pub fn link_to(&self, entity: Entity) -> Option<NoteLink> {
        self.model.note_of(entity).map(|note| self.link(note))
    }

    /// Links to several entities' notes, in the order given.
    #[must_use]
    pub fn links<T>(&self, ids: &[Id<T>]) -> Vec<NoteLink>
    where
        Entity: From<Id<T>>,
    {
        ids.iter().filter_map(|id| self.link_to(Entity::from(*id))).collect()
    }

    /// The path of a statement, on its source's page.
    #[must_use]
    pub fn statement_path(&self, id: Id<Statement>) -> String {
        format!("{}#{}", self.path(self.model.note_of_statement(id)), self.model.statements[id].id)
    }

    /// The note that evidence stands in.
    #[must_use]
    pub fn note_of_evidence(&self, evidence: Evidence) -> Id<Note> {
        match evidence {
            Evidence::Source(source) => self.model.sources[source].note,
            Evidence::Statement(statement) => self.model.note_of_statement(statement),
        }
    }
}
