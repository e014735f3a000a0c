//! For people: what is wrong, the line, a caret under it, how to mend it. Reads well without colour.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{lines_of, locate};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::file::Files;
use crate::model::address::is_bidi_control;

/// All problems, one after the other.
#[must_use]
pub fn all(problems: &[Diagnostic], files: &Files, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for problem in problems {
        text.push_str(&shown(problem, files, &renderer));
        text.push_str("\n\n");
    }
    text
}

/// One problem, without colour.
#[must_use]
pub fn one(problem: &Diagnostic, files: &Files) -> String {
    shown(problem, files, &Renderer::plain())
}

fn shown(problem: &Diagnostic, files: &Files, renderer: &Renderer) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Advice => Level::INFO.with_name("advice"),
    };
    let message = harmless(&problem.message);
    let lines = match problem.place {
        Place::Span(span) => lines_of(span, files),
        _ => None,
    };
    let related: Vec<_> = problem
        .related
        .iter()
        .map(|related| {
            let lines = match related.place {
                Place::Span(span) => lines_of(span, files),
                _ => None,
            };
            (related, harmless(&related.message), lines)
        })
        .collect();
    let help = problem.help.as_deref().map(harmless);

    let mut first = Group::with_title(level.primary_title(message.as_str()).id(problem.code.as_str()));
    first = excerpt(first, problem.place, lines.as_ref(), files, AnnotationKind::Primary);
    let mut groups = vec![first];
    for (related, message, lines) in &related {
        groups.push(excerpt(
            Group::with_title(Level::NOTE.secondary_title(message.as_str())),
            related.place,
            lines.as_ref(),
            files,
            AnnotationKind::Context,
        ));
    }
    if let Some(help) = &help {
        groups.push(Group::with_title(Level::HELP.secondary_title(help.as_str())));
    }
    renderer.render(&groups)
}

type Lines = (String, usize, std::ops::Range<usize>);

fn excerpt<'a>(group: Group<'a>, place: Place, lines: Option<&'a Lines>, files: &'a Files, kind: AnnotationKind) -> Group<'a> {
    let Some(located) = locate(place, files) else { return group };
    match (lines, located.range) {
        (Some((text, line, span)), _) => {
            group.element(Snippet::source(text.as_str()).line_start(*line).path(located.path).annotation(kind.span(span.clone())))
        }
        (None, Some((start, _))) => group.element(Origin::path(located.path).line(start.line as usize).char_column(start.column as usize)),
        (None, None) => group.element(Origin::path(located.path)),
    }
}

/// Characters that would move or turn the text around them are shown as their numbers.
fn harmless(text: &str) -> String {
    if !text.chars().any(|c| is_bidi_control(c) || (c.is_control() && c != '\n')) {
        return text.to_owned();
    }
    text.chars()
        .map(|c| if is_bidi_control(c) || (c.is_control() && c != '\n') { format!("\\u{{{:x}}}", u32::from(c)) } else { c.to_string() })
        .collect()
}
