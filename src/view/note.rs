//! What the pages of all notes have in common: summary and body at the top, mentions and references at the end.

use std::collections::HashSet;

use serde::Serialize;

use super::compose::{Composer, Questions};
use super::head::{self, ChangeView, Head};
use super::link::Link;
use super::mentions::{self, MentionView};
use super::parts::Parts;
use super::references::{self, ReferenceView};
use super::statement;
use super::text::Composed;
use super::{Briefing, PageContent, PageView};
use crate::model::{Entity, Id, Note, Statement};

/// What every note's template gets.
#[derive(Debug, Default, Serialize)]
pub struct NoteView {
    /// The summary.
    pub summary: Composed,
    /// The body.
    pub body: Composed,
    /// Changes that readers are told of, the newest first.
    pub changes: Vec<ChangeView>,
    /// The notes that refer here.
    pub mentions: Vec<MentionView>,
    /// The works cited.
    pub references: Vec<ReferenceView>,
    /// The questions that numbered links name.
    pub questions: Option<Questions>,
}

/// A note's page in the making.
pub(crate) struct NotePageBuilder<'a> {
    pub briefing: Briefing<'a>,
    /// The note; home and lists may have none.
    pub id: Option<Id<Note>>,
    entity: Entity,
    pub head: Head,
    pub composer: Composer<'a>,
    pub parts: Parts,
    /// The statements that the page shows in full, on any of its parts.
    shown_in_full: HashSet<Id<Statement>>,
    /// The note whose body is still to be composed.
    pending_body: Option<&'a Note>,
    view: NoteView,
}

impl<'a> NotePageBuilder<'a> {
    /// Begins the page of a note: head and summary. The body comes where [`Self::body`] is called, at the latest when
    /// the page is closed: works are numbered in the order of the page.
    pub fn new(briefing: Briefing<'a>, id: Id<Note>) -> Self {
        let note = &briefing.model.notes[id];
        let head = Head::note(briefing, id);
        let statements = briefing.model.statements_of_note(id);
        let anchors = note.written.body.headings.iter().map(|heading| &*heading.anchor);
        let taken = anchors.chain(statements.iter().map(|id| &*briefing.model.statements[*id].id));
        let mut composer = Composer::new(briefing, &head.root, taken);
        composer.page_note = Some(id);
        // What is not a list stands in the first part.
        let summary = match note.entity {
            _ if !briefing.part.is_first() => Composed::default(),
            Entity::Home => composer.summary_without_citations(id),
            Entity::Topic(topic) if briefing.model.topics[topic].fields.question.is_some() => composer.summary_without_citations(id),
            _ => composer.summary(id),
        };
        let view = NoteView { summary, ..NoteView::default() };
        Self { id: Some(id), composer, pending_body: Some(note), view, ..Self::without_note(briefing, note.entity, head) }
    }

    /// Begins the page of a list, or the home page, for which nobody wrote a note.
    pub fn without_note(briefing: Briefing<'a>, entity: Entity, head: Head) -> Self {
        let composer = Composer::new(briefing, &head.root, std::iter::empty());
        Self {
            briefing,
            id: None,
            entity,
            head,
            composer,
            parts: Parts::new(briefing),
            shown_in_full: HashSet::new(),
            pending_body: None,
            view: NoteView::default(),
        }
    }

    /// Composes the body here; it stands in the first part.
    pub fn body(&mut self) {
        let Some(note) = self.pending_body.take().filter(|_| self.briefing.part.is_first()) else { return };
        self.view.body = statement::body(&mut self.composer, &note.written.body, note);
        let headings = note.written.body.headings.iter().filter(|heading| heading.level <= 2);
        self.head.contents.extend(headings.map(|heading| Link {
            href: Some(format!("#{}", heading.anchor)),
            title: heading.text.to_string(),
            foreign: self.briefing.foreign(note.body_language(), &heading.text),
        }));
    }

    /// Deals statements that the page shows in full out among its parts. Gives those that stand in this part.
    pub fn deal_out(&mut self, statements: Vec<Id<Statement>>) -> Vec<Id<Statement>> {
        self.shown_in_full.extend(&statements);
        self.parts.statements(self.briefing, statements)
    }

    /// Adds a section of the page to its table of contents, by the key of its heading, where there is something in it. An id that begins with `_`
    /// cannot be a heading's anchor.
    pub fn section(&mut self, id: &'static str, key: &str, filled: bool) {
        if filled {
            self.head.contents.push(Link::to(Some(format!("#{id}")), self.briefing.language.word(key)));
        }
    }

    /// Ends the page. Works cited before are numbered; nothing may be cited any more.
    pub fn close(mut self, template: &str, content: impl FnOnce(NoteView) -> PageContent) -> PageView {
        self.body();
        if let Some(id) = self.id.filter(|_| self.briefing.part.is_first()) {
            self.view.changes = head::changes(&mut self.composer, &self.briefing.model.notes[id]);
        }
        self.section("_changes", "note.changes", !self.view.changes.is_empty());
        self.view.mentions =
            self.id.map(|id| mentions::mentions(&self.composer, id, &self.shown_in_full, &mut self.parts)).unwrap_or_default();
        self.section("mentions", "note.mentions", !self.view.mentions.is_empty());
        self.view.references = references::list(&mut self.composer);
        self.section("references", "note.references", !self.view.references.is_empty());
        self.view.questions = self.composer.questions();
        let mut head = self.head;
        head.in_parts = self.parts.navigation(&head.first_path);
        let what = match &head.id {
            Some(id) => format!("`{id}`"),
            None if head.path == *self.briefing.model.prefix => "the home page".to_owned(),
            None => format!("the page `{}`", head.path),
        };
        PageView { template: template.to_owned(), entity: Some(self.entity), what, head, content: content(self.view) }
    }
}
