//! Inline Markdown of front matter fields.

use std::ops::Range;

use super::render::{Renderer, TextPlace};
use super::{BlockKind, Body, NoteText, Origin, Prose, TextLevel, raw};
use crate::diagnostic::Diagnostic;

/// Stands before a line, which could begin a block without it. It is punctuation, so that emphasis after it opens as at a line's start.
const ESCAPE_PREFIX: char = '⁖';

/// Renders the inline Markdown of a field.
///
/// There are no blocks in a field: what would begin one (`1.`, `-`, `#`, `>`, a fence) is text, so that "2022. The year …" keeps its
/// number. Paragraphs (with an empty line between them) and lines with a hard break between them are separated by `<br>`.
pub fn inline(text: &str, origin: Origin<'_>, note: &mut NoteText, diagnostics: &mut Vec<Diagnostic>) -> Prose {
    let place = TextPlace { base: origin.exact, escape_prefix: ESCAPE_PREFIX.len_utf8(), whole: origin.span };
    let mut renderer = Renderer::new(text, place, TextLevel::Inline, (origin.settings, origin.language), note, diagnostics);
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
        // A line break inside a paragraph is a space; its bytes stay, so that places stay right.
        let inside = line.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c });
        let escaped: String = std::iter::once(ESCAPE_PREFIX).chain(inside).collect();
        renderer.run(&escaped, TextPlace { base: origin.exact.map(|exact| exact + start), ..place });
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
