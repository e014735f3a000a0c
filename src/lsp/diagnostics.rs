//! Problems, file by file, as the client shows them.

use std::collections::BTreeMap;

use lsp_types::{DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Position, PublishDiagnosticsParams, Range};

use super::place::Lines;
use super::world::{LastBuild, World};
use crate::diagnostic::{Diagnostic, Failure, Place, Severity, in_backticks};
use crate::parse::{ParsedNote, translation};

/// Builds again, and gives the problems of every file that has some; files that had some and open documents get an empty list, so that the
/// client clears what it shows there.
pub(super) fn refresh_and_collect(world: &mut World) -> Result<Vec<PublishDiagnosticsParams>, Failure> {
    world.refresh()?;
    let Some(build) = world.last_build() else { return Ok(Vec::new()) };
    let mut by_file: BTreeMap<Box<str>, Vec<lsp_types::Diagnostic>> =
        world.published.iter().map(|path| (path.clone(), Vec::new())).collect();
    for problems in build.diagnostics.chunk_by(|a, b| a.place.file() == b.place.file()) {
        let file = problems.first().and_then(|problem| problem.place.file());
        let lines = file.and_then(|file| build.files.get(file)).map(|file| Lines::new(&file.text));
        // What lies in no file is shown with the settings.
        let shown = by_file.entry(file.map_or(crate::config::FILE_NAME, |file| build.files.path(file)).into()).or_default();
        shown.extend(problems.iter().map(|problem| to_lsp(problem, range(problem.place, lines.as_ref()), world, build)));
    }
    for path in world.open_paths() {
        let notes = build.files.by_path(path).into_iter().flat_map(|file| build.notes_of(file.id));
        by_file.entry(path.into()).or_default().extend(notes.filter_map(|note| untranslated(note, world, build)));
    }
    world.published = by_file.iter().filter(|(_, problems)| !problems.is_empty()).map(|(path, _)| path.clone()).collect();
    let messages = by_file.into_iter().filter_map(|(path, diagnostics)| {
        Some(PublishDiagnosticsParams { uri: world.uri_of(&path)?, diagnostics, version: world.version(&path) })
    });
    Ok(messages.collect())
}

fn to_lsp(problem: &Diagnostic, range: Range, world: &World, build: &LastBuild) -> lsp_types::Diagnostic {
    let related: Vec<DiagnosticRelatedInformation> = problem
        .related
        .iter()
        .filter_map(|related| {
            Some(DiagnosticRelatedInformation { location: location(related.place, world, build)?, message: related.message.clone() })
        })
        .collect();
    lsp_types::Diagnostic {
        range,
        severity: Some(match problem.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Advice => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(problem.code.as_str().to_owned())),
        source: Some("rapporteur".to_owned()),
        message: problem.with_help(),
        related_information: (!related.is_empty()).then_some(related),
        ..lsp_types::Diagnostic::default()
    }
}

/// A hint that names the fields of an open translation which show the original's words.
fn untranslated(translation: &ParsedNote, world: &World, build: &LastBuild) -> Option<lsp_types::Diagnostic> {
    translation.language.as_ref()?;
    let original = build.language_versions(translation).find(|version| version.language.is_none())?;
    let fields = translation::missing(original, translation);
    let list = in_backticks(&fields);
    (!fields.is_empty()).then(|| lsp_types::Diagnostic {
        range: world.location_of(translation.first_line).map_or(START, |place| place.range),
        severity: Some(DiagnosticSeverity::HINT),
        source: Some("rapporteur".to_owned()),
        message: format!("not translated, and shown in the original's language: {list}"),
        ..lsp_types::Diagnostic::default()
    })
}

const START: Range = Range { start: Position { line: 0, character: 0 }, end: Position { line: 0, character: 0 } };

/// The lines and columns of a place in the file of these lines.
pub(super) fn range(place: Place, lines: Option<&Lines<'_>>) -> Range {
    match (place, lines) {
        (Place::Span(span), Some(lines)) => lines.range(span.range()),
        _ => START,
    }
}

fn location(place: Place, world: &World, build: &LastBuild) -> Option<Location> {
    match place {
        Place::Nowhere => None,
        Place::File(file) => Some(Location { uri: world.uri_of(build.files.path(file))?, range: START }),
        Place::Span(span) => world.location_of(span),
    }
}
