//! Changes: what readers are told of, the newest first.

use serde::Serialize;

use super::compose::{Composer, ReferenceView};
use super::head::Head;
use super::html::Html;
use super::link::{self, DateView, NoteLink};
use super::words::Tag;
use super::{Briefing, Content, PageView};
use crate::model::address::View;
use crate::model::{Id, Note};
use crate::parse::date::Edtf;

/// What `changes.html` gets.
#[derive(Debug, Serialize)]
pub struct ChangesView {
    /// Days, the newest first.
    pub days: Vec<Day>,
    /// Notes whose check is overdue at the day that the site takes as now.
    pub due: Vec<Due>,
    /// The works cited.
    pub references: Vec<ReferenceView>,
}

/// What changed on one day.
#[derive(Debug, Serialize)]
pub struct Day {
    /// The day; as exact as written.
    pub date: Option<DateView>,
    /// What changed.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Serialize)]
pub struct Change {
    /// The note.
    pub note: NoteLink,
    /// How grave.
    pub severity: Option<Tag>,
    /// What; empty for a note that is new.
    pub text_html: Html,
    /// Whether the note is new.
    pub new: bool,
}

/// A note that should have been checked again.
#[derive(Debug, Serialize)]
pub struct Due {
    /// The note.
    pub note: NoteLink,
    /// By when.
    pub by: DateView,
}

pub(super) fn page(briefing: Briefing<'_>) -> PageView {
    let model = briefing.model;
    let head = Head::view(briefing, View::Changes);
    let mut composer = Composer::new(briefing, &head.root, None, std::iter::empty());
    let mut all: Vec<(Option<Edtf>, Id<Note>, Option<usize>)> = Vec::new();
    for (id, note) in model.notes.iter() {
        let common = &note.written.common;
        all.extend(common.changes.iter().enumerate().map(|(place, change)| (change.value.date.0.as_ref().map(|at| at.value), id, Some(place))));
        all.extend(common.created.as_ref().map(|created| (Some(created.value), id, None)));
    }
    all.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut days: Vec<Day> = Vec::new();
    for (date, id, place) in all {
        let note = &model.notes[id];
        let written = place.and_then(|place| note.written.common.changes.get(place)).map(|change| &change.value);
        let change = Change {
            note: briefing.link(id),
            severity: link::tag(written.and_then(|change| change.severity.as_ref())),
            text_html: written.and_then(|change| change.note.0.as_ref()).map(|text| composer.prose(text, note.into())).unwrap_or_default(),
            new: written.is_none(),
        };
        let date = date.as_ref().map(DateView::of);
        match days.last_mut() {
            Some(day) if day.date == date => day.changes.push(change),
            _ => days.push(Day { date, changes: vec![change] }),
        }
    }
    let overdue = |note: &Note| {
        let by = note.written.common.review_by.as_ref()?.value;
        let now = model.as_of.as_ref()?;
        by.certainly_before(now).then(|| DateView::of(&by))
    };
    let due = model.notes.iter().filter_map(|(id, note)| Some(Due { note: briefing.link(id), by: overdue(note)? })).collect();
    let references = composer.references();
    PageView {
        entity: None,
        template: "changes.html",
        what: "the view `changes`".to_owned(),
        head,
        content: Content::Changes(ChangesView { days, due, references }),
    }
}
