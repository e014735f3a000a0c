//! From a name to what it names, and to all places that name it.

use lsp_types::{GotoDefinitionParams, GotoDefinitionResponse, Location, ReferenceParams};

use super::Refusal;
use super::names::{self, Name};
use super::world::{Built, World};
use crate::parse::ParsedNote;

/// Answers `textDocument/definition`.
pub(super) fn definition(world: &mut World, params: &GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>, Refusal> {
    let at = &params.text_document_position_params;
    let Some(path) = world.path_of(&at.text_document.uri) else { return Ok(None) };
    world.refresh()?;
    let Some(built) = world.built() else { return Ok(None) };
    let found = name_at(world, built, &path, at.position).and_then(|name| declared(world, built, &name));
    Ok(found.map(GotoDefinitionResponse::Scalar))
}

/// Answers `textDocument/references`.
pub(super) fn references(world: &mut World, params: &ReferenceParams) -> Result<Option<Vec<Location>>, Refusal> {
    let at = &params.text_document_position;
    let Some(path) = world.path_of(&at.text_document.uri) else { return Ok(None) };
    world.refresh()?;
    let Some(built) = world.built() else { return Ok(None) };
    let Some(name) = name_at(world, built, &path, at.position) else { return Ok(None) };
    let mut found = Vec::new();
    if params.context.include_declaration && !matches!(name, Name::Statement(..)) {
        found.extend(declared(world, built, &name));
    }
    for (file, occurrences) in names::everywhere(&name, built) {
        let wanted = occurrences.into_iter().filter(|occurrence| params.context.include_declaration || !occurrence.declares);
        found.extend(wanted.filter_map(|occurrence| world.location(&file, occurrence.range)));
    }
    Ok(Some(found))
}

/// What a place speaks of: the name that stands there, else the note itself where its title or the line that opens its front matter stands.
pub(super) fn name_at(world: &World, built: &Built, path: &str, position: lsp_types::Position) -> Option<Name> {
    let file = built.file_at(path)?;
    let offset = world.offset(&file.text, position);
    if let Some(occurrence) = names::at(file, offset, built) {
        return Some(occurrence.name);
    }
    itself(world, built, path, position).map(|note| Name::Note(note.id.clone()))
}

/// The note whose head a place is.
pub(super) fn itself<'b>(world: &World, built: &'b Built, path: &str, position: lsp_types::Position) -> Option<&'b ParsedNote> {
    let file = built.file_at(path)?;
    let offset = world.offset(&file.text, position);
    let note = built.notes_of(file.id).find(|note| note.front_file == file.id && !note.id.is_empty() && note.language.is_none())?;
    let title = note.common.title.given().filter(|title| title.span.file == file.id).map(|title| title.span.range());
    let inside = |range: std::ops::Range<usize>| range.start <= offset && offset <= range.end;
    (inside(note.head.range()) || title.is_some_and(inside)).then_some(&**note)
}

/// Where a thing is written down.
fn declared(world: &World, built: &Built, name: &Name) -> Option<Location> {
    match name {
        Name::Note(id) => {
            let note = built.note(id)?;
            let title = note.common.title.given().map(|title| title.span);
            world.location_of(title.unwrap_or(note.head))
        }
        Name::Statement(source, id) => {
            let source = built.note(source)?;
            let statement = super::hover::statement(source, id)?;
            world.location_of(statement.id.given()?.span)
        }
        Name::Anchor(id, anchor) => {
            let heading = built.note(id)?.body.headings.iter().find(|heading| heading.anchor == *anchor)?;
            world.location_of(heading.span)
        }
    }
}
