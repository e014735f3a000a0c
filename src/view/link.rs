//! Links to notes, and dates, as templates get them.

use serde::Serialize;

use super::Briefing;
use crate::file::Located;
use crate::language;
use crate::model::{Entity, Id, Note, Round, Source, Statement};
use crate::parse::date::Edtf;
use crate::parse::record::Wording;

/// The language and direction of words that differ from the page's in one of them: for `lang` and `dir`.
#[derive(Debug, Clone, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct Foreign {
    /// The language's tag.
    pub language: Box<str>,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
}

/// A link as seen from the page that it stands on. The component `link` prints it.
#[derive(Debug, Clone, Default, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The address; absent where there is no page.
    pub href: Option<String>,
    /// What is read.
    pub title: String,
    /// The title's language, where it is not the page's.
    pub foreign: Option<Foreign>,
}

impl Link {
    /// A link to an address, under a title in the page's language.
    pub const fn to(href: Option<String>, title: String) -> Self {
        Self { href, title, foreign: None }
    }
}

/// A link to a note. `path` leads from the site's root: write `href="{{ page.root }}{{ link.path }}"`.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct NoteLink {
    /// The note's id.
    pub id: Box<str>,
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
    /// The language of an editor's wording, where it is not the page's.
    pub foreign: Option<Foreign>,
}

impl DateView {
    /// Whether a title says the date already. After a year some languages have a short word, which titles write in full: 2025 р., 2025 року.
    pub fn is_said_in(&self, title: &str) -> bool {
        let words = match self.text.rsplit_once(char::is_whitespace) {
            Some((date, word)) if date.ends_with(char::is_numeric) && word.ends_with('.') && word.chars().count() == 2 => date,
            _ => &self.text,
        };
        title.contains(words)
    }
}

impl<'a> Briefing<'a> {
    /// A date, in the language of the page.
    pub fn date(&self, date: &Edtf) -> DateView {
        DateView { text: self.language.date(date), machine: date.machine(), foreign: None }
    }

    /// A date with the wording that the editor of a note wants shown.
    pub fn date_or_wording(&self, date: Option<&Edtf>, wording: Option<&Wording>, note: Id<Note>) -> Option<DateView> {
        let text = self.language.date_or_wording(date, wording)?;
        let foreign = wording.and_then(|wording| self.foreign(self.model.notes[note].language_of(wording.span), &text));
        // The date says more than the editor wants said.
        Some(DateView { text, machine: date.filter(|_| wording.is_none()).and_then(Edtf::machine), foreign })
    }

    /// When a round was, in the editor's wording where there is one.
    pub fn date_of_round(&self, round: &Round) -> Option<DateView> {
        self.date_or_wording(round.date.as_ref(), round.fields.date_text.as_ref(), round.note)
    }

    /// When a round was due of which it is not known when it was.
    pub fn due_date(&self, round: &Round) -> Option<DateView> {
        self.date_of(round.fields.planned.as_ref()).filter(|_| self.date_of_round(round).is_none())
    }

    pub fn date_of(&self, field: Option<&Located<Edtf>>) -> Option<DateView> {
        field.map(|at| self.date(&at.value))
    }

    /// How words in a language differ from the page: in language, or because they run in the other direction.
    pub fn foreign(&self, language: &str, words: &str) -> Option<Foreign> {
        let other = *language != *self.language.tag;
        let direction = language::direction_of(words).unwrap_or_else(|| language::direction(language));
        (other || direction != self.language.direction).then(|| Foreign { language: language.into(), direction })
    }

    /// The language of a word that several notes share, a lane or a group: the translation of one note holds for all.
    pub fn language_of_shared(&self, word: &Wording, note: Id<Note>) -> &'a str {
        let note = &self.model.notes[note];
        if word.span.file == note.written.front_file { &note.original_language } else { &self.language.tag }
    }

    /// Words in a language, without a link.
    pub fn named(&self, words: &str, language: &str) -> Link {
        Link { foreign: self.foreign(language, words), ..Link::to(None, words.to_owned()) }
    }

    pub fn path(&self, note: Id<Note>) -> &'a str {
        &self.model.notes[note].path
    }

    pub fn title(&self, note: Id<Note>) -> &'a str {
        &self.model.notes[note].title
    }

    /// What a work is called. A title in brackets is the editor's, and reads better as words.
    pub fn work_title(&self, id: Id<Source>) -> &'a str {
        let (title, short) = (self.title(self.model.sources[id].note), self.short_name(id));
        match title.strip_prefix('[').and_then(|title| title.strip_suffix(']')) {
            Some(supplied) if short == title => supplied,
            Some(_) => short,
            None => title,
        }
    }

    /// A link to a note; to a work under its title as words.
    pub fn link(&self, note: Id<Note>) -> NoteLink {
        let target = &self.model.notes[note];
        let title = match target.entity {
            Entity::Source(id) => self.work_title(id).into(),
            _ => target.title.clone(),
        };
        NoteLink { id: target.id.clone(), foreign: self.foreign(&target.title_language, &title), title, path: self.path(note).to_owned() }
    }

    pub fn note_of(&self, entity: impl Into<Entity>) -> Id<Note> {
        self.model.note_of(entity.into()).expect("whatever has an id of its own is a note's")
    }

    pub fn link_to(&self, entity: impl Into<Entity>) -> NoteLink {
        self.link(self.note_of(entity))
    }

    /// Links to the notes about several things, in the order given.
    pub fn links(&self, ids: &[impl Into<Entity> + Copy]) -> Vec<NoteLink> {
        ids.iter().map(|id| self.link_to(*id)).collect()
    }

    /// What something is called: its note's title.
    pub fn name(&self, entity: impl Into<Entity>) -> &'a str {
        self.title(self.note_of(entity))
    }

    /// What something is called in short, where its note says so, else its title.
    pub fn short_name(&self, entity: impl Into<Entity>) -> &'a str {
        self.model.notes[self.note_of(entity)].short_title()
    }

    /// The path of a statement, on its source's page.
    pub fn statement_path(&self, id: Id<Statement>) -> String {
        format!("{}#{}", self.model.page_of_statement(id), self.model.statements[id].id)
    }
}

#[cfg(test)]
mod tests {
    use super::DateView;
    use crate::language::Language;
    use crate::parse::date::Edtf;

    #[test]
    fn a_title_says_a_date_in_full() {
        let said = |date: &str, title: &str| DateView { text: date.to_owned(), machine: None, foreign: None }.is_said_in(title);
        assert!(said("2 June 2025", "Istanbul, 2 June 2025"));
        let ukrainian = Language::new("uk").date(&Edtf::parse("2025-07-23").unwrap());
        assert!(said(&ukrainian, "Стамбул, 23 липня 2025 року") && said(&ukrainian, &format!("Стамбул, {ukrainian}")));
        assert!(!said(&ukrainian, "Стамбул, 24 липня 2025 року"));
        assert!(!said("2025. július", "Isztambul, 2025. június"));
        assert!(!said("mid-June 2025", "Istanbul, June 2025"));
    }
}
