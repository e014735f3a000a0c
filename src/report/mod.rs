//! Formats of [`Diagnostic`]s: text for people, JSON for programs, annotations for GitHub.

mod excerpt;
pub(crate) mod github;
pub mod human;
pub mod json;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::file::{FileId, Files, Position, is_hidden};

/// Puts problems in the order in which they are shown: by path, place, code and message; those without a place last.
pub fn sort_and_dedup(problems: &mut Vec<Diagnostic>, files: &Files) {
    let key = |problem: &Diagnostic| {
        let path = problem.place.file().map(|file| files.path(file).to_owned());
        let start = if let Place::Span(span) = problem.place { span.start } else { 0 };
        (path.is_none(), path, start, problem.code, problem.message.clone())
    };
    problems.sort_by_cached_key(key);
    problems.dedup();
}

/// "1 error, 2 warnings, 3 pieces of advice", without what there is none of.
pub(crate) fn numbers_of(problems: &[Diagnostic]) -> String {
    let sorts = [
        (Severity::Error, "error", "errors"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Advice, "piece of advice", "pieces of advice"),
    ];
    let words = |(severity, one, many)| match problems.iter().filter(|problem| problem.severity == severity).count() {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let parts: Vec<String> = sorts.into_iter().filter_map(words).collect();
    if parts.is_empty() { "no problems".to_owned() } else { parts.join(", ") }
}

/// A place with its path, and with lines and columns where it is a part of the file.
struct FileRange<'f> {
    path: &'f str,
    range: Option<(Position, Position)>,
}

fn file_range(place: Place, files: &Files) -> Option<FileRange<'_>> {
    let whole = |file: FileId| FileRange { path: files.path(file), range: None };
    match place {
        Place::Nowhere => None,
        Place::File(file) => Some(whole(file)),
        Place::Span(span) => Some(match files.get(span.file) {
            Some(file) => FileRange { path: &file.path, range: Some((file.position(span.start), file.position(span.end.max(span.start)))) },
            None => whole(span.file),
        }),
    }
}

/// Text with everything that could hide or reorder it made visible: control characters, bidirectional controls, characters without width.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return text.into();
    }
    let mut visible = String::with_capacity(text.len());
    push_visible(&mut visible, text.chars());
    visible.into()
}

/// Adds characters to a text; hidden ones are escaped.
fn push_visible(text: &mut String, chars: impl Iterator<Item = char>) {
    for c in chars {
        if is_hidden(c) { text.extend(c.escape_unicode()) } else { text.push(c) }
    }
}
