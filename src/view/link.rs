//! Links to notes, and dates, as templates get them.

use std::ops::Range;

use std::borrow::Cow;

use serde::Serialize;

use super::Briefing;
use super::compose::{Written, heading_text};
use super::words::{Tag, Worded};
use crate::model::{Entity, Evidence, Id, Note, Statement, Target, address};
use crate::parse::date::Edtf;
use crate::parse::markdown::{Block, Piece, Prose, ReferenceKind};

/// A link to a note. `path` leads from the site's root: write `href="{{ page.root }}{{ link.path }}"`.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct NoteLink {
    /// The note's id.
    pub id: Box<str>,
    /// Its kind (`actor`); empty for home and lists.
    pub kind: &'static str,
    /// Its title.
    pub title: Box<str>,
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

impl DateView {
    /// A date in words.
    #[must_use]
    pub fn of(date: &Edtf) -> Self {
        Self { text: date.show(), machine: date.machine(), edtf: date.to_string() }
    }

    /// A date with the wording that the editor wants shown.
    #[must_use]
    pub fn worded(date: Option<&Edtf>, wording: Option<&str>) -> Option<Self> {
        match (date, wording) {
            (None, None) => None,
            (Some(date), None) => Some(Self::of(date)),
            (date, Some(wording)) => Some(Self {
                text: wording.to_owned(),
                // The wording stands because the date says too much.
                machine: None,
                edtf: date.map(ToString::to_string).unwrap_or_default(),
            }),
        }
    }
}

impl<'a> Briefing<'a> {
    /// The path of a note's page, in a language where the note has it.
    #[must_use]
    pub fn path(&self, note: Id<Note>, language: Option<&str>) -> Cow<'a, str> {
        let note = &self.model.notes[note];
        match language {
            Some(language) if note.translations.iter().any(|t| &*t.language == language) => {
                address::in_language(&note.path, language).into()
            }
            _ => (&*note.path).into(),
        }
    }

    /// A note's title, in a language where the note has it.
    #[must_use]
    pub fn title(&self, note: Id<Note>, language: Option<&str>) -> &'a str {
        let note = &self.model.notes[note];
        language.and_then(|language| note.translations.iter().find(|t| &*t.language == language)).map_or(&note.title, |t| &t.title)
    }

    /// A link to a note.
    #[must_use]
    pub fn link(&self, note: Id<Note>) -> NoteLink {
        let at = &self.model.notes[note];
        NoteLink {
            id: at.id.clone(),
            kind: at.kind().map_or("", |kind| kind.as_str()),
            title: at.title.clone(),
            path: self.path(note, None).into_owned(),
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

    /// A field's text, plain: a wikilink without a text of its own reads as its target's title.
    #[must_use]
    pub fn plain(&self, prose: &Prose, written: Written<'_>) -> String {
        if !prose.body.pieces.iter().any(|piece| matches!(piece, Piece::AutoLink(_))) {
            return prose.plain.to_string();
        }
        let block = written.text.blocks.iter().position(|block| block.span == prose.span && *block.text == *prose.plain);
        match block.and_then(|at| Some((at, written.text.blocks.get(at)?))) {
            Some((at, block)) => titled(self, written, at, block, 0..block.text.len(), None).concat(),
            None => prose.plain.to_string(),
        }
    }

    /// What a statement reports, plain.
    #[must_use]
    pub fn statement_text(&self, id: Id<Statement>) -> String {
        let note: &Note = &self.model.notes[self.model.note_of_statement(id)];
        self.plain(&self.model.statements[id].fields.text, note.into())
    }

    /// The path of a statement, on its source's page.
    #[must_use]
    pub fn statement_path(&self, id: Id<Statement>) -> String {
        format!("{}#{}", self.path(self.model.note_of_statement(id), None), self.model.statements[id].id)
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

/// The tag of a value that an editor may have left out.
#[must_use]
pub fn tag<W: Worded>(value: Option<&crate::file::At<W>>) -> Option<Tag> {
    value.map(|at| at.value.tag())
}

/// A range of a block's plain text in three parts: before, inside and behind the place `within`. Wikilinks without a text of their own, which
/// the parser could only give as ids, read as their targets' titles.
#[must_use]
pub fn titled(
    briefing: &Briefing<'_>,
    written: Written<'_>,
    at: usize,
    block: &Block,
    range: Range<usize>,
    within: Option<(u32, u32)>,
) -> [String; 3] {
    let mut parts = [String::new(), String::new(), String::new()];
    let (from, to) = within.map_or((usize::MAX, usize::MAX), |(from, to)| (from as usize, to as usize));
    let part_of = |offset: usize| usize::from(offset >= from).saturating_add(usize::from(offset >= to));
    let copy = |parts: &mut [String; 3], start: usize, end: usize| {
        // Cut where the parts meet.
        let mut start = start;
        for cut in [from.clamp(start, end.max(start)), to.clamp(start, end.max(start)), end] {
            if cut > start {
                if let Some(part) = parts.get_mut(part_of(start)) {
                    part.push_str(block.text.get(start..cut).unwrap_or(""));
                }
                start = cut;
            }
        }
    };
    let mut done = range.start;
    let mut titles: Vec<(usize, usize, String)> = Vec::new();
    let first = written.text.references.partition_point(|reference| (reference.block as usize) < at);
    for (place, reference) in
        written.text.references.iter().enumerate().skip(first).take_while(|(_, reference)| reference.block as usize == at)
    {
        let (start, end) = (reference.within.0 as usize, reference.within.1 as usize);
        let bare = reference.kind == ReferenceKind::Wikilink && start < end && block.text.get(start..end) == Some(&*reference.target);
        if !bare || start < done || end > range.end {
            continue;
        }
        let title = match written.targets.get(place).and_then(Option::as_ref) {
            Some(Target::Note(note, anchor)) => {
                let note = &briefing.model.notes[*note];
                anchor.as_deref().and_then(|anchor| heading_text(note, anchor)).unwrap_or(&note.title).to_owned()
            }
            Some(Target::Here(anchor)) => written.title_here(anchor).unwrap_or(anchor).to_owned(),
            _ => continue,
        };
        titles.push((start, end, title));
    }
    let mut pieces: Vec<(usize, Option<String>, usize)> = Vec::new();
    for (start, end, title) in titles {
        pieces.push((done, None, start));
        pieces.push((start, Some(title), end));
        done = end;
    }
    pieces.push((done, None, range.end));
    for (start, title, end) in pieces {
        match title {
            None => copy(&mut parts, start, end),
            Some(title) => {
                if let Some(part) = parts.get_mut(part_of(start)) {
                    part.push_str(&title);
                }
            }
        }
    }
    parts
}
