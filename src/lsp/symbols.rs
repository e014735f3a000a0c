//! Symbols for the editor: the outline of a file, and a search over all notes and statements.

use lsp_types::{
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, OneOf, SymbolKind, WorkspaceSymbol, WorkspaceSymbolParams,
    WorkspaceSymbolResponse,
};

use super::complete::{searchable, searchable_names};
use super::hover::kind_of;
use super::place::Lines;
use super::world::{LastBuild, World};
use crate::file::{FileId, Span};
use crate::parse::NoteLocation;
use crate::parse::ParsedNote;
use crate::parse::fields::{Fields, Kind};
use crate::parse::fold::fold;
use crate::parse::markdown::Heading;

/// How many notes and statements a search gives.
const MAX_RESULTS: usize = 300;

pub(super) fn of_document(world: &World, params: &DocumentSymbolParams) -> Option<DocumentSymbolResponse> {
    let build = world.last_build()?;
    let file = build.files.by_path(&world.path_of(&params.text_document.uri)?)?;
    let lines = Lines::new(&file.text);
    let mut symbols = Vec::new();
    for note in build.notes_of(file.id) {
        symbols.extend(front_matter_symbols(note, file.id, build, &lines));
        if note.body_file == Some(file.id) {
            symbols.extend(heading_symbols(&mut &*note.body.headings, 0, file.text.len(), &lines));
        }
    }
    Some(DocumentSymbolResponse::Nested(symbols))
}

/// The parts of the front matter: the title, and the entries of its lists.
fn front_matter_symbols(note: &ParsedNote, file: FileId, build: &LastBuild, lines: &Lines<'_>) -> Vec<DocumentSymbol> {
    let mut parts = Vec::new();
    let mut add = |kind, entry: Span, name: Option<(String, Span)>, detail: Option<String>| {
        if entry.file == file {
            let (name, span) = name.unwrap_or((String::new(), entry));
            let (entry, own) = (entry.range(), span.range());
            let whole = entry.start.min(own.start)..entry.end.max(own.end);
            parts.push(DocumentSymbol { detail, ..symbol(name, kind, lines.range(whole), lines.range(own)) });
        }
    };
    if let Some(title) = note.common.title.given() {
        add(SymbolKind::FILE, title.span, Some((title.value.to_string(), title.span)), Some(kind_of(note).to_owned()));
    }
    let title = |id: &str| build.note(id).map_or(id, |note| note.title()).to_owned();
    match &note.fields {
        Fields::Source(source) => {
            for statement in &source.statements {
                let id = statement.value.id.given().map(|id| (id.value.to_string(), id.span));
                let text = statement.value.text.given().map(|text| text.plain.to_string());
                add(SymbolKind::CONSTANT, statement.span, id, text);
            }
        }
        Fields::Round(round) => {
            for delegation in &round.delegations {
                let actor = delegation.value.actor.given().map(|actor| (title(&actor.text.value), actor.text.span));
                let role = delegation.value.role.as_ref().map(|role| role.value.as_str().to_owned());
                add(SymbolKind::CLASS, delegation.span, actor, role);
            }
            for outcome in &round.outcomes {
                let text = outcome.value.text.given().map(|text| (text.plain.to_string(), text.span));
                let status = outcome.value.status.as_ref().map(|status| status.value.as_str().to_owned());
                add(SymbolKind::EVENT, outcome.span, text, status);
            }
        }
        Fields::Actor(actor) => {
            for role in &actor.roles {
                let name = role.value.title.given().map(|title| (title.value.to_string(), title.span));
                let of = role.value.of.as_ref().map(|of| title(&of.text.value));
                add(SymbolKind::PROPERTY, role.span, name, of);
            }
        }
        Fields::Dispute(dispute) => {
            for answer in &dispute.answers {
                let text = answer.value.text.given().map(|text| (text.plain.to_string(), text.span));
                add(SymbolKind::ENUM_MEMBER, answer.span, text, None);
            }
        }
        Fields::Track(_) | Fields::Topic(_) | Fields::Page(_) | Fields::Home(_) | Fields::None => {}
    }
    parts
}

fn symbol(name: String, kind: SymbolKind, range: lsp_types::Range, selection_range: lsp_types::Range) -> DocumentSymbol {
    let name = if name.trim().is_empty() { "…".to_owned() } else { name };
    #[expect(deprecated, reason = "the struct has a field that the protocol has given up")]
    DocumentSymbol { name, detail: None, kind, tags: None, deprecated: None, range, selection_range, children: None }
}

/// Takes the next headings below a level from a list, each with its section and those inside it. A section ends where one of its level or
/// above begins, at the latest at `end`.
fn heading_symbols(rest: &mut &[Heading], above: u8, end: usize, lines: &Lines<'_>) -> Vec<DocumentSymbol> {
    let mut found = Vec::new();
    while let Some((heading, after)) = rest.split_first().filter(|(heading, _)| heading.level > above) {
        let next = after.iter().find(|other| other.level <= heading.level);
        let range = heading.span.range();
        let section_end = next.map_or(end, |next| next.span.range().start).max(range.end);
        *rest = after;
        let children = Some(heading_symbols(rest, heading.level, section_end, lines)).filter(|children| !children.is_empty());
        let section = symbol(heading.text.to_string(), SymbolKind::STRING, lines.range(range.start..section_end), lines.range(range));
        found.push(DocumentSymbol { children, ..section });
    }
    found
}

/// Answers `workspace/symbol`: notes by id and names in any spelling, statements by id and words.
pub(super) fn of_workspace(world: &World, params: &WorkspaceSymbolParams) -> Option<WorkspaceSymbolResponse> {
    let build = world.last_build()?;
    let query = fold(&params.query);
    let matches = |text: String| query.split(' ').all(|word| text.contains(word));
    let mut found = Vec::new();
    for note in build.originals() {
        if matches(searchable_names(note))
            && let Some(location) = world.location_of(note.common.title.given().map_or(note.first_line, |title| title.span))
        {
            let kind = match note.location {
                NoteLocation::Note(Kind::Actor) => SymbolKind::CLASS,
                NoteLocation::Note(Kind::Round | Kind::Track) => SymbolKind::EVENT,
                NoteLocation::Note(Kind::Topic | Kind::Dispute) => SymbolKind::INTERFACE,
                _ => SymbolKind::FILE,
            };
            found.push(workspace_symbol(note.title().to_owned(), kind, Some(format!("{} {}", kind_of(note), note.id)), location));
        }
        if query.len() >= 3
            && let Fields::Source(source) = &note.fields
        {
            for statement in &source.statements {
                let text = &*statement.value.text.plain;
                let Some(id) = statement.value.id.given().filter(|id| matches(searchable(&id.value, text))) else { continue };
                let location = world.location_of(id.span);
                found.extend(location.map(|location| {
                    workspace_symbol(id.value.to_string(), SymbolKind::CONSTANT, Some(format!("statement of {}", note.id)), location)
                }));
            }
        }
        if found.len() >= MAX_RESULTS {
            found.truncate(MAX_RESULTS);
            break;
        }
    }
    Some(WorkspaceSymbolResponse::Nested(found))
}

fn workspace_symbol(name: String, kind: SymbolKind, container_name: Option<String>, location: lsp_types::Location) -> WorkspaceSymbol {
    WorkspaceSymbol { name, kind, tags: None, container_name, location: OneOf::Left(location), data: None }
}
