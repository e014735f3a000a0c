//! Names where they stand: which note or statement a place in a text speaks of, and all places that speak of one.

use std::ops::Range;
use std::sync::Arc;

use super::front::{AllowedFields, FrontValue, TokenKind, scan, toml_of};
use super::world::{Built, FilePosition};
use crate::file::File;
use crate::parse::fields::{Fields, Kind, StatementFields};
use crate::parse::markdown::{Reference, ReferenceKind};
use crate::parse::record::{ExpectedKind, Shape};
use crate::parse::{NoteLocation, ParsedNote};

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Symbol {
    Note(Box<str>),
    /// A statement: its source's id, and its own.
    Statement(Box<str>, Box<str>),
    /// A heading's anchor in a note.
    Anchor(Box<str>, Box<str>),
}

/// A place in a file that names a note, a statement or a heading.
#[derive(Clone, Debug)]
pub(super) struct Occurrence {
    /// The name alone, in bytes.
    pub(super) range: Range<usize>,
    /// What is named, whether or not there is such a thing.
    pub(super) symbol: Symbol,
    /// Whether this is where a statement gets its id.
    pub(super) declares: bool,
    /// The kinds that would do here; empty: any.
    pub(super) kinds: &'static [Kind],
}

/// The kinds of notes that a field takes.
pub(super) const fn kinds_of(wanted: ExpectedKind) -> &'static [Kind] {
    match wanted {
        ExpectedKind::Actor => &[Kind::Actor],
        ExpectedKind::Track => &[Kind::Track],
        ExpectedKind::Round => &[Kind::Round],
        ExpectedKind::Topic => &[Kind::Topic],
        ExpectedKind::Dispute => &[Kind::Dispute],
        ExpectedKind::Source | ExpectedKind::Statement | ExpectedKind::Evidence => &[Kind::Source],
    }
}

pub(super) fn statement<'n>(source: &'n ParsedNote, id: &str) -> Option<&'n StatementFields> {
    let Fields::Source(fields) = &source.fields else { return None };
    fields.statements.iter().map(|at| &at.value).find(|statement| statement.id.given().is_some_and(|known| *known.value == *id))
}

pub(super) fn in_file(file: &File, built: &Built) -> Vec<Occurrence> {
    let mut found = Vec::new();
    if &*file.path == crate::config::FILE_NAME {
        in_settings(file, &mut found);
    }
    for note in built.notes_of(file.id) {
        if note.front_file == file.id {
            in_front_matter(file, note, &mut found);
        }
        for reference in note.text.references.iter().filter(|reference| reference.span.file == file.id) {
            in_reference(file, reference, note, built, &mut found);
        }
    }
    found.sort_by_key(|occurrence| occurrence.range.start);
    found
}

pub(super) fn at(position: FilePosition<'_>) -> Option<Occurrence> {
    let is_here = |found: &Occurrence| found.range.start <= position.offset && position.offset <= found.range.end;
    in_file(position.file, position.built).into_iter().find(is_here)
}

/// Every place in the site that names a thing, by file.
pub(super) fn everywhere(symbol: &Symbol, built: &Built) -> Vec<(Arc<File>, Vec<Occurrence>)> {
    let word: &str = match symbol {
        Symbol::Note(id) | Symbol::Statement(_, id) | Symbol::Anchor(_, id) => id,
    };
    // Scanning is slow, and most files do not hold the word.
    let files = built.texts().into_iter().filter(|file| file.text.contains(word));
    let found = files.map(|file| {
        let here = in_file(file, built).into_iter().filter(|occurrence| occurrence.symbol == *symbol).collect();
        (Arc::clone(file), here)
    });
    found.filter(|(_, here): &(_, Vec<Occurrence>)| !here.is_empty()).collect()
}

fn in_settings(file: &File, found: &mut Vec<Occurrence>) {
    for token in scan(&file.text, 0..file.text.len(), &AllowedFields::of_site()).tokens {
        if let TokenKind::Text(FrontValue { spec: Some(spec), .. }) = token.kind
            && spec.key == "note"
            && let Some(text) = file.text.get(token.range.clone())
        {
            found.push(Occurrence { symbol: Symbol::Note(text.into()), range: token.range, declares: false, kinds: &[] });
        }
    }
}

fn in_front_matter(file: &File, note: &ParsedNote, found: &mut Vec<Occurrence>) {
    let Some(range) = toml_of(&file.path, &file.text) else { return };
    for token in scan(&file.text, range, &AllowedFields::of_note(&note.location, note.language.is_some())).tokens {
        let TokenKind::Text(value) = token.kind else { continue };
        let Some(text) = file.text.get(token.range.clone()).filter(|text| !text.contains('\\')) else { continue };
        if let Some(Shape::Name(wanted)) = value.string_shape() {
            push_name(token.range.start, text, kinds_of(*wanted), found);
        } else if note.location == NoteLocation::Note(Kind::Source) && value.spec.is_some_and(|spec| spec.key == "id") {
            let symbol = Symbol::Statement(note.id.clone(), text.into());
            found.push(Occurrence { symbol, range: token.range, declares: true, kinds: &[] });
        }
    }
}

/// `note` or `note#statement`, which begins at a byte.
fn push_name(start: usize, text: &str, kinds: &'static [Kind], found: &mut Vec<Occurrence>) {
    let (id, statement) = text.split_once('#').map_or((text, None), |(id, statement)| (id, Some(statement)));
    let end = start + id.len();
    found.push(Occurrence { range: start..end, symbol: Symbol::Note(id.into()), declares: false, kinds });
    if let Some(statement) = statement {
        let start = end + 1;
        let range = start..start + statement.len();
        found.push(Occurrence { range, symbol: Symbol::Statement(id.into(), statement.into()), declares: false, kinds: &[] });
    }
}

fn in_reference(file: &File, reference: &Reference, note: &ParsedNote, built: &Built, found: &mut Vec<Occurrence>) {
    let Some(start) = target_start(file, reference) else { return };
    let target = &*reference.target;
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    let (id, id_start, kinds): (&str, usize, &'static [Kind]) = match reference.kind {
        ReferenceKind::Wikilink => (path, 0, &[]),
        ReferenceKind::Citation(_) | ReferenceKind::Card => (path, 0, &[Kind::Source]),
        ReferenceKind::Link => match note_in_address(path, built) {
            Some((id, at)) => (id, at, &[]),
            None if path.is_empty() => ("", 0, &[]),
            None => return,
        },
        ReferenceKind::Image => return,
    };
    if !id.is_empty() {
        let from = start + id_start;
        let range = from..from + id.len();
        found.push(Occurrence { range, symbol: Symbol::Note(id.into()), declares: false, kinds });
    }
    let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) else { return };
    let note_id: &str = if id.is_empty() { &note.id } else { id };
    let from = start + path.len() + 1;
    let range = from..from + anchor.len();
    let is_statement = built.note(note_id).is_some_and(|note| statement(note, anchor).is_some())
        || matches!(reference.kind, ReferenceKind::Citation(_) | ReferenceKind::Card);
    let symbol =
        if is_statement { Symbol::Statement(note_id.into(), anchor.into()) } else { Symbol::Anchor(note_id.into(), anchor.into()) };
    found.push(Occurrence { range, symbol, declares: false, kinds: &[] });
}

/// Where a reference's target stands letter for letter.
fn target_start(file: &File, reference: &Reference) -> Option<usize> {
    let target = &*reference.target;
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    [reference.span, reference.with_brackets].into_iter().find_map(|span| {
        let slice = file.text.get(span.range())?;
        let (inside, _) = slice.match_indices(target).find(|(at, _)| {
            let (before, rest) = slice.split_at(*at);
            !before.ends_with(is_part) && !rest.split_at(target.len()).1.starts_with(is_part)
        })?;
        Some(span.range().start + inside)
    })
}

/// The id in `../actors/ukraine.md` or `/actors/ukraine/`, and where it begins.
fn note_in_address<'a>(path: &'a str, built: &Built) -> Option<(&'a str, usize)> {
    if path.contains("://") || path.starts_with("//") || path.starts_with("mailto:") {
        return None;
    }
    let trimmed = path.split('?').next().unwrap_or(path).trim_end_matches('/');
    let (folders, last) = trimmed.rsplit_once('/').unwrap_or(("", trimmed));
    let at = trimmed.len() - last.len();
    if let Some(stem) = last.strip_suffix(".md") {
        return (stem != "_index" && !stem.contains('.')).then_some((stem, at));
    }
    let kind = Kind::from_folder(folders.rsplit('/').next().unwrap_or(folders))?;
    built.note(last).is_some_and(|note| note.location == NoteLocation::Note(kind)).then_some((last, at))
}
