//! For people: what is wrong, the line, a caret under it, how to mend it. Reads well without colour.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use rayon::prelude::*;

use super::excerpt::{Excerpt, excerpt};
use super::{FileRange, visible};
use crate::diagnostic::{Code, Diagnostic, Place, Severity, some_of};
use crate::file::Files;

/// Wider than any line that is shown: excerpts are cut before.
const WIDTH: usize = 10_000;

/// All problems, one after the other. What is said of the same unknown name stands once, with all places.
pub fn all(problems: &[Diagnostic], files: &Files, colour: bool) -> String {
    let renderer = renderer(colour);
    let mut texts: Vec<String> =
        grouped_by_name(problems).par_iter().map(|(problem, others)| format_diagnostic(problem, others, files, &renderer)).collect();
    // A blank line after each, the last one too.
    texts.push(String::new());
    texts.join("\n\n")
}

/// One problem, without colour.
pub fn one(problem: &Diagnostic, files: &Files) -> String {
    format_diagnostic(problem, &[], files, &renderer(false))
}

const fn renderer(colour: bool) -> Renderer {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(WIDTH)
}

/// The problems, each with the places of those that say the same of the same name.
fn grouped_by_name(problems: &[Diagnostic]) -> Vec<(&Diagnostic, Vec<Place>)> {
    let mut first: HashMap<(Code, &str), usize> = HashMap::new();
    let mut grouped: Vec<(&Diagnostic, Vec<Place>)> = Vec::new();
    for problem in problems {
        let is_of_name = matches!(problem.code, Code::UnknownReference | Code::MissingAsset) && problem.related.is_empty();
        match first.entry((problem.code, &problem.message)) {
            Entry::Occupied(group) if is_of_name => grouped.get_mut(*group.get()).expect("an index of the list").1.push(problem.place),
            entry => {
                entry.or_insert(grouped.len());
                grouped.push((problem, Vec::new()));
            }
        }
    }
    grouped
}

/// "also at content/actors/ukraine.md:9:5, content/rounds/x.md:12:1 and 3 more".
fn also_at(places: &[Place], files: &Files) -> String {
    const MAX_LISTED: usize = 10;
    let at = |place: &Place| match super::file_range(*place, files) {
        Some(FileRange { path, range: Some((start, _)) }) => format!("{}:{}:{}", visible(path), start.line, start.column),
        Some(FileRange { path, range: None }) => visible(path).into_owned(),
        None => "an address".to_owned(),
    };
    format!("also at {}", some_of(places.iter().map(at), MAX_LISTED))
}

fn format_diagnostic(problem: &Diagnostic, others: &[Place], files: &Files, renderer: &Renderer) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Advice => Level::INFO.with_name("advice"),
    };
    let message = visible(&problem.message);
    let place = ShownPlace::of(problem.place, files);
    let related: Vec<_> = problem.related.iter().map(|related| (visible(&related.message), ShownPlace::of(related.place, files))).collect();
    let help = problem.help.as_deref().map(visible);

    let mut groups =
        vec![place.add_to(Group::with_title(level.primary_title(&*message).id(problem.code.as_str())), AnnotationKind::Primary)];
    for (message, place) in &related {
        groups.push(place.add_to(Group::with_title(Level::NOTE.secondary_title(&**message)), AnnotationKind::Context));
    }
    let also = (!others.is_empty()).then(|| also_at(others, files));
    if let Some(also) = &also {
        groups.push(Group::with_title(Level::NOTE.secondary_title(&**also)));
    }
    if let Some(help) = &help {
        groups.push(Group::with_title(Level::HELP.secondary_title(&**help)));
    }
    let text = renderer.render(&groups);
    with_true_columns(&text, std::iter::once(&place).chain(related.iter().map(|(_, place)| place)))
}

/// A place, ready to be shown.
struct ShownPlace {
    path: Option<String>,
    line: Option<Excerpt>,
}

impl ShownPlace {
    fn of(place: Place, files: &Files) -> Self {
        let path = place.file().map(|file| visible(files.path(file)).into_owned());
        let line = match place {
            Place::Span(span) => files.get(span.file).map(|file| excerpt(file, span)),
            Place::Nowhere | Place::File(_) => None,
        };
        Self { path, line }
    }

    fn add_to<'a>(&'a self, group: Group<'a>, kind: AnnotationKind) -> Group<'a> {
        let Some(path) = &self.path else { return group };
        match &self.line {
            None => group.element(Origin::path(path.as_str())),
            Some(line) => group.element(
                Snippet::source(line.text.as_str())
                    .path(path.as_str())
                    .line_start(line.line)
                    .fold(false)
                    .annotation(kind.span(line.range.clone())),
            ),
        }
    }
}

/// Puts the file's own columns in place of the renderer's, which takes none from us for a line that it shows: it counts in what it is given, and that
/// may be cut or have escapes in it. The places are in the order of the text.
fn with_true_columns<'a>(text: &str, places: impl Iterator<Item = &'a ShownPlace>) -> String {
    let mut done = String::with_capacity(text.len());
    let mut rest = text;
    for place in places {
        let (Some(path), Some(line)) = (&place.path, &place.line) else { continue };
        let counted = line.text.split_at(line.range.start).0.chars().count() + 1;
        if let Some((before, after)) = rest.split_once(&format!("{path}:{}:{counted}", line.line)) {
            done.push_str(before);
            done.push_str(&format!("{path}:{}:{}", line.line, line.column));
            rest = after;
        }
    }
    done.push_str(rest);
    done
}
