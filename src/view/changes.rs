//! Changes: what readers are told of, the newest first.

use serde::Serialize;

use super::compose::Composer;
use super::link::{DateView, NoteLink};
use super::parts::Parts;
use super::references::{self, ReferenceView};
use super::text::Composed;
use super::words::Tag;
use crate::model::{Id, Model, Note};
use crate::parse::date::Edtf;
use crate::parse::fields::Change as ChangeFields;

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
    /// Notes that are new.
    pub new: Vec<Change>,
}

/// One change, or a note that is new.
#[derive(Debug, Serialize)]
pub struct Change {
    /// The note.
    pub note: NoteLink,
    /// How grave.
    pub severity: Option<Tag>,
    /// What.
    pub text: Composed,
    /// What tells it from every other change, as long as its note, day and text stay: by it a reader's browser knows what it has shown.
    pub key: String,
}

/// A note that should have been checked again.
#[derive(Debug, Serialize)]
pub struct Due {
    /// The note.
    pub note: NoteLink,
    /// By when.
    pub by: DateView,
}

/// A change among all: when, of which note, and its place among that note's changes; none where the note itself is new.
#[derive(Debug, Clone, Copy)]
struct ChangeEntry {
    date: Option<Edtf>,
    note: Id<Note>,
    place: Option<usize>,
}

impl ChangeEntry {
    fn written(self, model: &Model) -> Option<&ChangeFields> {
        let changes = &model.notes[self.note].written.common.changes;
        self.place.and_then(|place| changes.get(place)).map(|change| &change.value)
    }

    fn weight(self, model: &Model) -> usize {
        const OVERHEAD_WEIGHT: usize = 220;
        OVERHEAD_WEIGHT + self.written(model).and_then(|change| change.note.given()).map_or(0, |text| text.plain.len())
    }

    fn key(self, model: &Model) -> String {
        let text = self.written(model).and_then(|change| change.note.given()).map_or("", |text| &*text.plain);
        let date = self.date.map(|date| date.to_string()).unwrap_or_default();
        let whole = format!("{}\n{date}\n{text}", model.notes[self.note].id);
        blake3::hash(whole.as_bytes()).to_hex().chars().take(8).collect()
    }
}

/// All changes, the newest first.
fn entries(model: &Model) -> Vec<ChangeEntry> {
    let mut all: Vec<ChangeEntry> = Vec::new();
    for (note, written) in model.notes.iter() {
        let common = &written.written.common;
        let changes = common.changes.iter().enumerate();
        all.extend(changes.map(|(place, change)| ChangeEntry {
            date: change.value.date.given().map(|at| at.value),
            note,
            place: Some(place),
        }));
        all.extend(common.created.as_ref().map(|created| ChangeEntry { date: Some(created.value), note, place: None }));
    }
    all.sort_by(|a, b| b.date.cmp(&a.date).then(a.note.cmp(&b.note)).then(a.place.cmp(&b.place)));
    all
}

/// What all changes weigh.
pub(super) fn weights(model: &Model) -> Vec<usize> {
    entries(model).into_iter().map(|entry| entry.weight(model)).collect()
}

/// The keys of the newest changes, with a space between.
pub(super) fn newest_keys(model: &Model, most: usize) -> String {
    let keys: Vec<String> = entries(model).into_iter().take(most).map(|entry| entry.key(model)).collect();
    keys.join(" ")
}

pub(super) fn view(mut composer: Composer<'_>, parts: &mut Parts) -> ChangesView {
    let briefing = composer.briefing;
    let model = briefing.model;
    let day = |entry: &ChangeEntry| entry.date.as_ref().map_or_else(String::new, |date| briefing.date(date).text);
    let shown = parts.keep(entries(model), |entry| entry.weight(model), day);
    let mut days: Vec<Day> = Vec::new();
    for entry in shown {
        let ChangeEntry { date, note: id, .. } = entry;
        let note = &model.notes[id];
        let key = entry.key(model);
        let date = date.as_ref().map(|date| briefing.date(date));
        if days.last().is_none_or(|day| day.date != date) {
            days.push(Day { date, changes: Vec::new(), new: Vec::new() });
        }
        let day = days.last_mut().expect("the day of this change is in the list");
        let written = entry.written(model);
        let list = if written.is_some() { &mut day.changes } else { &mut day.new };
        list.push(Change {
            note: briefing.link(id),
            severity: written.and_then(|change| briefing.tag_of(change.severity.as_ref())),
            text: written.and_then(|change| change.note.given()).map(|text| composer.prose(text, note)).unwrap_or_default(),
            key,
        });
    }
    let overdue = |note: &Note| {
        let by = note.written.common.review_by.as_ref()?.value;
        let now = model.as_of.as_ref()?;
        by.certainly_before(now).then(|| briefing.date(&by))
    };
    let notes = model.notes.iter().filter(|_| briefing.part.is_first());
    let due = notes.filter_map(|(id, note)| Some(Due { note: briefing.link(id), by: overdue(note)? })).collect();
    ChangesView { days, due, references: references::list(&mut composer) }
}
