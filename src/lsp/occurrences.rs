//! Occurrences of names: what a place in a text names, and all places that name one thing.

use std::ops::Range;
use std::sync::Arc;

use super::front::{AllowedFields, TokenKind, kind_of_setting, scan};
use super::world::{FilePosition, LastBuild};
use crate::file::File;
use crate::parse::fields::{Fields, Kind, StatementFields};
use crate::parse::front_matter::toml_range;
use crate::parse::markdown::{Reference, ReferenceKind};
use crate::parse::record::Shape;
use crate::parse::{NoteLocation, ParsedNote};

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Symbol {
    Note {
        id: Box<str>,
    },
    /// A statement, by the id of its source and its own.
    Statement {
        source: Box<str>,
        id: Box<str>,
    },
    /// A heading, by the id of its note and its anchor.
    Anchor {
        note: Box<str>,
        anchor: Box<str>,
    },
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
    /// The kind of note that is wanted here; without it any will do.
    pub(super) kind: Option<Kind>,
}

impl Occurrence {
    const fn new(range: Range<usize>, symbol: Symbol) -> Self {
        Self { range, symbol, declares: false, kind: None }
    }

    /// Of a note, by its id, which begins at a byte.
    fn of_note(start: usize, id: &str, kind: Option<Kind>) -> Self {
        Self { kind, ..Self::new(start..start + id.len(), Symbol::Note { id: id.into() }) }
    }

    /// Of a statement, by its id, which begins at a byte.
    fn of_statement(start: usize, source: &str, id: &str) -> Self {
        Self::new(start..start + id.len(), Symbol::Statement { source: source.into(), id: id.into() })
    }
}

/// The statement of a source that has an id.
pub(super) fn statement<'n>(source: &'n ParsedNote, id: &str) -> Option<&'n StatementFields> {
    let Fields::Source(fields) = &source.fields else { return None };
    fields.statements.iter().map(|entry| &entry.value).find(|statement| statement.id.given().is_some_and(|known| *known.value == *id))
}

/// Every name in a file, in the order of the text.
pub(super) fn in_file(file: &File, build: &LastBuild) -> Vec<Occurrence> {
    let mut found = Vec::new();
    if &*file.path == crate::config::FILE_NAME {
        add_from_settings(file, &mut found);
    }
    for note in build.notes_of(file.id) {
        if note.front_file == file.id {
            add_from_front_matter(file, note, &mut found);
        }
        for reference in note.text.references.iter().filter(|reference| reference.span.file == file.id) {
            add_from_reference(file, reference, note, build, &mut found);
        }
    }
    found.sort_by_key(|occurrence| occurrence.range.start);
    found
}

/// The name that stands at a place.
pub(super) fn at(position: FilePosition<'_>) -> Option<Occurrence> {
    let is_here = |found: &Occurrence| found.range.start <= position.offset && position.offset <= found.range.end;
    in_file(position.file, position.build).into_iter().find(is_here)
}

/// All occurrences of a thing in the site, by file.
pub(super) fn of(symbol: &Symbol, build: &LastBuild) -> Vec<(Arc<File>, Vec<Occurrence>)> {
    let name: &str = match symbol {
        Symbol::Note { id: name } | Symbol::Statement { id: name, .. } | Symbol::Anchor { anchor: name, .. } => name,
    };
    // Scanning is slow, and most files do not hold the name.
    let can_hold = |file: &&Arc<File>| file.path.starts_with("content/") || &*file.path == crate::config::FILE_NAME;
    let files = build.files.sorted().into_iter().filter(can_hold).filter(|file| file.text.contains(name));
    let found = files.map(|file| {
        let here = in_file(file, build).into_iter().filter(|occurrence| occurrence.symbol == *symbol).collect();
        (Arc::clone(file), here)
    });
    found.filter(|(_, here): &(_, Vec<Occurrence>)| !here.is_empty()).collect()
}

fn add_from_settings(file: &File, found: &mut Vec<Occurrence>) {
    for token in scan(&file.text, 0..file.text.len(), &AllowedFields::of_site()).tokens {
        if let TokenKind::Text(value) = token.kind
            && let Some(kind) = kind_of_setting(value)
            && let Some(text) = file.text.get(token.range.clone())
        {
            found.push(Occurrence::of_note(token.range.start, text, kind));
        }
    }
}

fn add_from_front_matter(file: &File, note: &ParsedNote, found: &mut Vec<Occurrence>) {
    let Some(range) = toml_range(&file.path, &file.text) else { return };
    for token in scan(&file.text, range, &AllowedFields::of_note(&note.location, note.language.is_some())).tokens {
        let Some(text) = file.text.get(token.range.clone()).filter(|text| !text.contains('\\')) else { continue };
        let start = token.range.start;
        let value = match token.kind {
            TokenKind::Text(value) => value,
            TokenKind::Entry(spec) if spec.key == "statements" => {
                found.push(Occurrence::of_statement(start, &note.id, text));
                continue;
            }
            TokenKind::Entry(_) | TokenKind::Key(_) => continue,
        };
        if let Some(Shape::Name(expected)) = value.string_shape() {
            // `note` or `note#statement`.
            let (id, statement) = text.split_once('#').map_or((text, None), |(id, statement)| (id, Some(statement)));
            found.push(Occurrence::of_note(start, id, Some(expected.kind())));
            found.extend(statement.map(|statement| Occurrence::of_statement(start + id.len() + 1, id, statement)));
        } else if note.location == NoteLocation::Note(Kind::Source) && value.spec.is_some_and(|spec| spec.key == "id") {
            found.push(Occurrence { declares: true, ..Occurrence::of_statement(start, &note.id, text) });
        }
    }
}

fn add_from_reference(file: &File, reference: &Reference, note: &ParsedNote, build: &LastBuild, found: &mut Vec<Occurrence>) {
    let Some(start) = target_start(file, reference) else { return };
    let target = &*reference.target;
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    let (id, id_start, kind) = match reference.kind {
        ReferenceKind::Wikilink => (path, 0, None),
        ReferenceKind::Citation(_) | ReferenceKind::Card => (path, 0, Some(Kind::Source)),
        ReferenceKind::Link => match note_in_address(path, build) {
            Some((id, at)) => (id, at, None),
            None if path.is_empty() => ("", 0, None),
            None => return,
        },
        ReferenceKind::Image => return,
    };
    if !id.is_empty() {
        found.push(Occurrence::of_note(start + id_start, id, kind));
    }
    let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) else { return };
    let note_id: &str = if id.is_empty() { &note.id } else { id };
    let from = start + path.len() + 1;
    let is_statement = build.note(note_id).is_some_and(|note| statement(note, anchor).is_some())
        || matches!(reference.kind, ReferenceKind::Citation(_) | ReferenceKind::Card);
    found.push(if is_statement {
        Occurrence::of_statement(from, note_id, anchor)
    } else {
        Occurrence::new(from..from + anchor.len(), Symbol::Anchor { note: note_id.into(), anchor: anchor.into() })
    });
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
fn note_in_address<'a>(path: &'a str, build: &LastBuild) -> Option<(&'a str, usize)> {
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
    build.note(last).is_some_and(|note| note.location == NoteLocation::Note(kind)).then_some((last, at))
}
