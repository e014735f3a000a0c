//! Inline Markdown of front matter fields.

use std::ops::Range;

use super::render::{Renderer, TextPlace};
use super::{BlockKind, Body, NoteText, Origin, Prose, TextLevel, raw};
use crate::diagnostic::Diagnostic;

/// Stands before a line that would otherwise begin a block. It is punctuation, so that emphasis after it opens as at a line's start.
const ESCAPE_PREFIX: char = '⁖';

/// Renders the inline Markdown of a field.
///
/// There are no blocks in a field: what would begin one (`1.`, `-`, `#`, `>`, a fence) is text, so that "2022. The year …" keeps its
/// number. Paragraphs (with an empty line between them) and lines with a hard break between them are separated by `<br>`.
pub fn inline(text: &str, origin: Origin<'_>, note: &mut NoteText, diagnostics: &mut Vec<Diagnostic>) -> Prose {
    let place = TextPlace { file: origin.span.file, base: origin.exact, escape_prefix: 0, whole: origin.span };
    let mut renderer = Renderer::new(text, place, Some(origin.key), (origin.settings, origin.language), note, diagnostics);
    renderer.begin_block(BlockKind::Field(origin.key), 0..text.len());
    let mut first = true;
    for range in lines(text) {
        let line = text.get(range.clone()).expect("the lines of a text lie in it");
        let start = range.start + line.len() - line.trim_start().len();
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if !first {
            renderer.line_break();
        }
        first = false;
        let base = origin.exact.map(|exact| exact + start);
        let mut place = TextPlace { file: origin.span.file, base, escape_prefix: 0, whole: origin.span };
        let has_break = line.contains(['\n', '\r']);
        if !has_break && !begins_block(line) {
            renderer.run(line, place);
            continue;
        }
        // A line break inside a paragraph is a space; its bytes stay, so that places stay right.
        let mut escaped = String::with_capacity(line.len() + ESCAPE_PREFIX.len_utf8());
        if begins_block(line) {
            escaped.push(ESCAPE_PREFIX);
            place.escape_prefix = ESCAPE_PREFIX.len_utf8();
        }
        escaped.extend(line.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }));
        renderer.run(&escaped, place);
    }
    let body = renderer.finish(&[]);
    let plain = note.blocks.last().expect("a field has a block of its own").text.clone();
    Prose {
        body: Body { headings: Vec::new(), ..body },
        markdown: raw::portable(text, TextLevel::Inline, origin.settings).into(),
        plain,
        span: origin.span,
    }
}

/// Whether the first characters of a line could begin a block or a definition.
fn begins_block(line: &str) -> bool {
    match line.as_bytes().first() {
        Some(b'[') => line.contains("]:"),
        Some(b) => b.is_ascii_digit() || matches!(b, b'#' | b'>' | b'-' | b'+' | b'*' | b'_' | b'=' | b'~' | b'`' | b'<' | b'|' | b':'),
        None => false,
    }
}

/// The paragraphs of a field, cut at hard line breaks.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0_usize;
    let mut at = 0_usize;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let content = line.trim_end_matches(['\n', '\r']);
        let blank = content.trim().is_empty();
        let has_break = content.len() < line.len() && (content.ends_with("  ") || (content.ends_with('\\') && !content.ends_with("\\\\")));
        if blank {
            lines.push(start..at);
            start = end;
        } else if has_break {
            let marker = usize::from(content.ends_with('\\'));
            lines.push(start..(at + content.len()).saturating_sub(marker));
            start = end;
        }
        at = end;
    }
    lines.push(start..text.len());
    lines
}
