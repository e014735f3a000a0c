//! From a name to what it names, and to all places that name it.

use lsp_types::{GotoDefinitionParams, GotoDefinitionResponse, Location, ReferenceParams};

use super::occurrences::{self, Symbol};
use super::world::{FilePosition, LastBuild, World};
use crate::parse::ParsedNote;

/// Answers `textDocument/definition`. From the title of a translation it leads to the original.
pub(super) fn definition(world: &World, params: &GotoDefinitionParams) -> Option<GotoDefinitionResponse> {
    let at = world.position(&params.text_document_position_params)?;
    let found = match note_at_title(at).filter(|note| note.language.is_some()) {
        Some(translation) => title_location(world, at.build.language_versions(translation).find(|version| version.language.is_none())?),
        None => declaration(world, at.build, &symbol_at(at)?),
    };
    found.map(GotoDefinitionResponse::Scalar)
}

/// Answers `textDocument/implementation`: the translations of the note that a place names, or whose title it is.
pub(super) fn implementation(world: &World, params: &GotoDefinitionParams) -> Option<GotoDefinitionResponse> {
    let at = world.position(&params.text_document_position_params)?;
    let named = || match symbol_at(at)? {
        Symbol::Note { id } => at.build.note(&id).map(|note| &**note),
        _ => None,
    };
    let note = note_at_title(at).or_else(named)?;
    let translations = at.build.language_versions(note).filter(|version| version.language.is_some());
    Some(GotoDefinitionResponse::Array(translations.filter_map(|version| title_location(world, version)).collect()))
}

pub(super) fn references(world: &World, params: &ReferenceParams) -> Option<Vec<Location>> {
    let at = world.position(&params.text_document_position)?;
    let symbol = symbol_at(at)?;
    let with_declaration = params.context.include_declaration;
    let mut found = Vec::new();
    if with_declaration && !matches!(symbol, Symbol::Statement { .. }) {
        found.extend(declaration(world, at.build, &symbol));
    }
    for (file, occurrences) in occurrences::of(&symbol, at.build) {
        let wanted = occurrences.into_iter().filter(|occurrence| with_declaration || !occurrence.declares);
        found.extend(wanted.filter_map(|occurrence| world.location(&file, occurrence.range)));
    }
    Some(found)
}

/// What a place speaks of: the name that stands there, else the note itself where its title or the line that opens its front matter stands.
pub(super) fn symbol_at(at: FilePosition<'_>) -> Option<Symbol> {
    let note_here = || note_at_title(at).filter(|note| !note.id.is_empty()).map(|note| Symbol::Note { id: note.id.clone() });
    occurrences::at(at).map(|occurrence| occurrence.symbol).or_else(note_here)
}

/// The note, or the translation, in whose title or first line a place lies.
pub(super) fn note_at_title(at: FilePosition<'_>) -> Option<&ParsedNote> {
    let FilePosition { build, file, offset, .. } = at;
    let note = build.notes_of(file.id).find(|note| note.front_file == file.id)?;
    let title = note.common.title.given().filter(|title| title.span.file == file.id).map(|title| title.span.range());
    let inside = |range: std::ops::Range<usize>| range.start <= offset && offset <= range.end;
    (inside(note.first_line.range()) || title.is_some_and(inside)).then_some(&**note)
}

/// Where a note begins: its title.
fn title_location(world: &World, note: &ParsedNote) -> Option<Location> {
    let title = note.common.title.given().map(|title| title.span).filter(|span| span.file == note.front_file);
    world.location_of(title.unwrap_or(note.first_line))
}

/// Where a thing is written down.
fn declaration(world: &World, build: &LastBuild, symbol: &Symbol) -> Option<Location> {
    match symbol {
        Symbol::Note { id } => title_location(world, build.note(id)?),
        Symbol::Statement { source, id } => {
            let source = build.note(source)?;
            let statement = occurrences::statement(source, id)?;
            world.location_of(statement.id.given()?.span)
        }
        Symbol::Anchor { note, anchor } => {
            let heading = build.note(note)?.body.headings.iter().find(|heading| heading.anchor == *anchor)?;
            world.location_of(heading.span)
        }
    }
}
