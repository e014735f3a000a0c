//! Quick fixes: the edit that a problem brings with it, and the note that is missing.

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CreateFile, CreateFileOptions, DocumentChangeOperation,
    NumberOrString, Range, ResourceOp, TextEdit,
};

use super::ClientCapabilities;
use super::diagnostics;
use super::occurrences::{self, Occurrence, Symbol};
use super::place::Lines;
use super::rename::{Edits, FileEdits, edit_operation, operations, workspace_edit};
use super::world::{LastBuild, World};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::file::{File, Span};
use crate::parse::fields::Kind;
use crate::parse::name::is_note_id;

pub(super) fn actions(world: &World, params: &CodeActionParams, client: ClientCapabilities) -> Option<Vec<CodeActionOrCommand>> {
    let only = params.context.only.as_ref();
    if only.is_some_and(|only| !only.iter().any(|kind| CodeActionKind::QUICKFIX.as_str().starts_with(kind.as_str()))) {
        return None;
    }
    let build = world.last_build()?;
    let file = build.files.by_path(&world.path_of(&params.text_document.uri)?)?;
    let lines = Lines::new(&file.text);
    let wanted = lines.offset(params.range.start)..lines.offset(params.range.end);
    let mut found = Vec::new();
    for problem in &build.diagnostics {
        let Place::Span(span) = problem.place else { continue };
        if span.file != file.id || span.range().start > wanted.end || span.range().end < wanted.start {
            continue;
        }
        let range = diagnostics::range(problem.place, Some(&lines));
        let code = Some(NumberOrString::String(problem.code.as_str().to_owned()));
        let known = params.context.diagnostics.iter().find(|known| known.range == range && known.code == code);
        let diagnostics: Option<ClientDiagnostics> = known.map(|known| vec![known.clone()]);
        found.extend(fix(world, file, problem, diagnostics.clone(), client));
        if problem.code == Code::UnknownReference && client.create_files {
            found.extend(create(world, build, file, span, diagnostics.as_ref()));
        }
    }
    Some(found.into_iter().map(CodeActionOrCommand::CodeAction).collect())
}

type ClientDiagnostics = Vec<lsp_types::Diagnostic>;

fn fix(
    world: &World,
    file: &File,
    problem: &Diagnostic,
    diagnostics: Option<ClientDiagnostics>,
    client: ClientCapabilities,
) -> Option<CodeAction> {
    let fix = problem.fix.as_ref().filter(|fix| fix.span.file == file.id)?;
    let edit = TextEdit { range: Lines::new(&file.text).range(fix.span.range()), new_text: fix.replacement.clone() };
    let edits = Edits { uri: world.uri_of(&file.path)?, version: world.version(&file.path), edits: vec![edit] };
    Some(CodeAction {
        title: format!("Change to `{}`", fix.replacement),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics,
        edit: Some(workspace_edit(FileEdits::from([(file.path.clone(), edits)]), Vec::new(), client)),
        is_preferred: Some(true),
        ..CodeAction::default()
    })
}

/// An action a kind that the missing note could be of.
fn create(world: &World, build: &LastBuild, file: &File, span: Span, diagnostics: Option<&ClientDiagnostics>) -> Vec<CodeAction> {
    let is_inside = |range: &std::ops::Range<usize>| span.range().start <= range.start && range.end <= span.range().end;
    let missing = occurrences::in_file(file, build).into_iter().find(|occurrence| is_inside(&occurrence.range));
    let Some(Occurrence { symbol: Symbol::Note { id }, kind, .. }) = missing else { return Vec::new() };
    if !is_note_id(&id) || build.note(&id).is_some() {
        return Vec::new();
    }
    let wanted = Kind::ALL.into_iter().filter(|any| kind.is_none_or(|kind| kind == *any));
    wanted
        .filter_map(|kind| {
            let path = format!("content/{}/{id}.md", kind.folder());
            let uri = world.uri_of(&path)?;
            let options = Some(CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(true) });
            let made = DocumentChangeOperation::Op(ResourceOp::Create(CreateFile { uri: uri.clone(), options, annotation_id: None }));
            let text = TextEdit { range: Range::default(), new_text: first_text(kind, &id) };
            let written = edit_operation(Edits { uri, version: None, edits: vec![text] });
            Some(CodeAction {
                title: format!("Create the note `{path}`"),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: diagnostics.cloned(),
                edit: Some(operations(vec![made, written])),
                ..CodeAction::default()
            })
        })
        .collect()
}

/// A note's first text: its title made of its id, and the fields that its kind must have. It is not a draft, as `new` would make it: the link
/// that asked for it would still lead nowhere.
fn first_text(kind: Kind, id: &str) -> String {
    let capitalised = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    };
    let words: Vec<String> = id.split('-').filter(|word| !word.is_empty()).map(capitalised).collect();
    let mut text = format!("+++\ntitle = \"{}\"\n", words.join(" "));
    if kind.needs_summary() {
        text.push_str("summary = \"\"\n");
    }
    for spec in crate::parse::fields::Fields::specs(kind).iter().filter(|spec| spec.required) {
        text.push_str(&format!("{} = \"\"\n", spec.key));
    }
    text.push_str("+++\n");
    text
}
