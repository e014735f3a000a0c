//! Renaming: an id everywhere, and the files that carry it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use lsp_types::{
    DocumentChangeOperation, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, PrepareRenameResponse, RenameFile,
    RenameFilesParams, RenameParams, ResourceOp, TextDocumentEdit, TextDocumentPositionParams, TextEdit, Uri, WorkspaceEdit,
};

use super::front::{AllowedFields, Token, scan};
use super::occurrences::{self, Symbol};
use super::place::Lines;
use super::world::{LastBuild, World};
use super::{ClientCapabilities, navigate};
use crate::diagnostic::Failure;
use crate::file::File;
use crate::parse::front_matter::toml_range;
use crate::parse::markdown::is_statement_id;
use crate::parse::name::{is_id, is_note_id, slug};
use crate::parse::{NoteLocation, ParsedNote};

/// Answers `textDocument/prepareRename`: the name that would be changed, or why none can be.
pub(super) fn prepare(world: &World, params: &TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>, Failure> {
    let Some(at) = world.position(params) else { return Ok(None) };
    let (range, placeholder) = if let Some(occurrence) = occurrences::at(at) {
        check_renamable(&occurrence.symbol, at.build)?;
        let placeholder = at.file.text.get(occurrence.range.clone()).unwrap_or_default().to_owned();
        (occurrence.range, placeholder)
    } else {
        let Some(note) = navigate::note_at_title(at).filter(|note| !note.id.is_empty() && note.language.is_none()) else { return Ok(None) };
        let title = note.common.title.given().map(|title| title.span.range()).filter(|title| title.start <= at.offset);
        (title.unwrap_or_else(|| note.first_line.range()), note.id.to_string())
    };
    Ok(Some(PrepareRenameResponse::RangeWithPlaceholder { range: at.range(range), placeholder }))
}

/// Whether there is such a thing, and its name may be changed.
fn check_renamable(symbol: &Symbol, build: &LastBuild) -> Result<(), Failure> {
    let exists = match symbol {
        Symbol::Note { id } => build.note(id).is_some(),
        Symbol::Statement { source, id } => build.note(source).is_some_and(|note| occurrences::statement(note, id).is_some()),
        Symbol::Anchor { .. } => {
            return Err(Failure::new(
                "An anchor follows from its heading: change the heading, or give it one of its own with `{#anchor}`.",
            ));
        }
    };
    if exists { Ok(()) } else { Err(Failure::new("There is no note or statement of this name yet.")) }
}

pub(super) fn rename(world: &World, params: &RenameParams, client: ClientCapabilities) -> Result<Option<WorkspaceEdit>, Failure> {
    let Some(at) = world.position(&params.text_document_position) else { return Ok(None) };
    let build = at.build;
    let Some(symbol) = navigate::symbol_at(at) else { return Ok(None) };
    check_renamable(&symbol, build)?;
    let new = params.new_name.trim();
    check_new_name(&symbol, new, build)?;
    if matches!(&symbol, Symbol::Note { id } | Symbol::Statement { id, .. } if **id == *new) {
        return Ok(None);
    }
    let mut edits = edits(world, build, &symbol, new);
    let Symbol::Note { id } = &symbol else { return Ok(Some(workspace_edit(edits, Vec::new(), client))) };
    if !client.rename_files {
        return Err(Failure::new(format!(
            "This editor does not let a server rename files. Rename `{id}` by hand, and mend what `check` then reports."
        )));
    }
    keep_address(world, build, (id, new), &mut edits);
    let moves = moves(world, build, id, new);
    Ok(Some(workspace_edit(edits, moves, client)))
}

/// Answers `workspace/willRenameFiles`: the references follow a note that is renamed in the editor's list of files.
pub(super) fn files(world: &World, params: &RenameFilesParams, client: ClientCapabilities) -> Option<WorkspaceEdit> {
    let build = world.last_build()?;
    let mut all = FileEdits::new();
    for renamed in &params.files {
        let path = |uri: &str| world.path_of(&uri.parse::<Uri>().ok()?);
        let (Some(old), Some(new)) = (path(&renamed.old_uri), path(&renamed.new_uri)) else { continue };
        let note = build.files.by_path(&old).and_then(|file| build.notes_of(file.id).next());
        let Some(note) = note.filter(|note| note.language.is_none() && !note.id.is_empty()) else { continue };
        let Some(id) = id_of(&new).filter(|id| is_note_id(id) && **id != *note.id && build.note(id).is_none()) else { continue };
        let mut of_note = edits(world, build, &Symbol::Note { id: note.id.clone() }, id);
        keep_address(world, build, (&note.id, id), &mut of_note);
        for (path, mut more) in of_note {
            let known = all.entry(path).or_insert_with(|| Edits { uri: more.uri, version: more.version, edits: Vec::new() });
            // `a.md` and `a.toml` renamed together are one change of id.
            more.edits.retain(|edit| !known.edits.contains(edit));
            known.edits.append(&mut more.edits);
        }
    }
    (!all.is_empty()).then(|| workspace_edit(all, Vec::new(), client))
}

/// The id that a file's name gives.
fn id_of(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    name.strip_suffix(".md").or_else(|| name.strip_suffix(".toml"))
}

fn check_new_name(symbol: &Symbol, new: &str, build: &LastBuild) -> Result<(), Failure> {
    let is_note = matches!(symbol, Symbol::Note { .. });
    let fits = |id: &str| if is_note { is_note_id(id) } else { is_id(id) };
    if !fits(new) {
        let near = slug(new).filter(|near| fits(near)).map(|near| format!(" Write `{near}`.")).unwrap_or_default();
        return Err(Failure::new(format!(
            "`{new}` cannot be an id: it holds small letters a–z, digits and hyphens, begins with a letter or digit, and is no name of the site's own.{near}"
        )));
    }
    match symbol {
        Symbol::Statement { .. } if !is_statement_id(new) => {
            Err(Failure::new(format!("`{new}` cannot be a statement's id: a section of the source's page has this anchor.")))
        }
        Symbol::Note { id } if **id != *new && build.note(new).is_some() => Err(Failure::new(format!("Another note has the id `{new}`."))),
        Symbol::Statement { source, id }
            if **id != *new && build.note(source).is_some_and(|note| occurrences::statement(note, new).is_some()) =>
        {
            Err(Failure::new(format!("`{source}` has another statement `{new}`.")))
        }
        _ => Ok(()),
    }
}

pub(super) struct Edits {
    pub(super) uri: Uri,
    pub(super) version: Option<i32>,
    pub(super) edits: Vec<TextEdit>,
}

/// The edits of files, by path.
pub(super) type FileEdits = BTreeMap<Box<str>, Edits>;

fn edits(world: &World, build: &LastBuild, symbol: &Symbol, new: &str) -> FileEdits {
    occurrences::of(symbol, build)
        .into_iter()
        .filter_map(|(file, occurrences)| {
            let lines = Lines::new(&file.text);
            let mut edits: Vec<TextEdit> = occurrences
                .into_iter()
                .map(|occurrence| TextEdit { range: lines.range(occurrence.range), new_text: new.to_owned() })
                .collect();
            // One place is changed once, however many references were read from it.
            edits.dedup();
            Some((file.path.clone(), Edits { uri: world.uri_of(&file.path)?, version: world.version(&file.path), edits }))
        })
        .collect()
}

/// Makes the old address of a note lead to the new one: adds it to `aliases`, since other sites may have links to it. An alias that is the
/// new address gives it its place.
fn keep_address(world: &World, build: &LastBuild, (id, new): (&str, &str), edits: &mut FileEdits) {
    let Some(note) = build.note(id) else { return };
    let NoteLocation::Note(kind) = &note.location else { return };
    let Some(file) = build.files.get(note.front_file) else { return };
    let old = format!("\"/{}/{id}/\"", kind.folder());
    let new = format!("{}/{new}", kind.folder());
    let aliases = &note.common.aliases;
    let (range, text) = if let Some(taken) = aliases.iter().find(|alias| alias.value.trim_matches('/') == new) {
        (taken.span.range(), old)
    } else if let Some(last) = aliases.last() {
        (last.span.range().end..last.span.range().end, format!(", {old}"))
    } else if let Some(at) = empty_list(file, note, "aliases") {
        (at..at, old)
    } else if let Some(title) = note.common.title.given() {
        let end = title.span.range().end;
        let line = file.text.get(end..).and_then(|rest| rest.find('\n')).map_or(file.text.len(), |length| end + length);
        (line..line, format!("\naliases = [{old}]"))
    } else {
        return;
    };
    let edit = TextEdit { range: Lines::new(&file.text).range(range), new_text: text };
    let Some(uri) = world.uri_of(&file.path) else { return };
    let of_file = || Edits { uri, version: world.version(&file.path), edits: Vec::new() };
    edits.entry(file.path.clone()).or_insert_with(of_file).edits.push(edit);
}

/// Where the first entry of a list goes that a note has and that is empty.
fn empty_list(file: &File, note: &ParsedNote, key: &str) -> Option<usize> {
    let range = toml_range(&file.path, &file.text)?;
    let is_field = |token: &Token| token.table == 0 && file.text.get(token.range.clone()) == Some(key);
    let fields = AllowedFields::of_note(&note.location, false);
    let end = scan(&file.text, range, &fields).tokens.into_iter().find(is_field)?.range.end;
    Some(end + file.text.get(end..)?.find('[')? + 1)
}

/// The files of a note, its translations too, with their new names.
fn moves(world: &World, build: &LastBuild, id: &str, new: &str) -> Vec<RenameFile> {
    let Some(note) = build.note(id) else { return Vec::new() };
    let paths: BTreeSet<&str> = build
        .language_versions(note)
        .flat_map(|other| [Some(other.front_file), other.body_file])
        .flatten()
        .filter_map(|file| build.files.get(file))
        .map(|file| &*file.path)
        .collect();
    paths
        .into_iter()
        .filter_map(|path| {
            let (folder, name) = path.rsplit_once('/')?;
            // A file whose name is not an id has the id that was suggested; its ending begins at the first dot all the same.
            let ending = name.split_once('.').map(|(_, ending)| ending)?;
            let (old_uri, new_uri) = (world.uri_of(path)?, world.uri_of(&format!("{folder}/{new}.{ending}"))?);
            Some(RenameFile { old_uri, new_uri, options: None, annotation_id: None })
        })
        .collect()
}

/// Edits and renamed files as the client takes them.
pub(super) fn workspace_edit(edits: FileEdits, moves: Vec<RenameFile>, client: ClientCapabilities) -> WorkspaceEdit {
    if !client.document_changes {
        #[expect(clippy::mutable_key_type, reason = "the protocol's own type: addresses are not changed here")]
        let changes: HashMap<Uri, Vec<TextEdit>> = edits.into_values().map(|file| (file.uri, file.edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let moved = moves.into_iter().map(|file| DocumentChangeOperation::Op(ResourceOp::Rename(file)));
    operations(edits.into_values().map(edit_operation).chain(moved).collect())
}

pub(super) fn edit_operation(file: Edits) -> DocumentChangeOperation {
    DocumentChangeOperation::Edit(TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri: file.uri, version: file.version },
        edits: file.edits.into_iter().map(OneOf::Left).collect(),
    })
}

pub(super) fn operations(all: Vec<DocumentChangeOperation>) -> WorkspaceEdit {
    WorkspaceEdit { document_changes: Some(DocumentChanges::Operations(all)), ..WorkspaceEdit::default() }
}
