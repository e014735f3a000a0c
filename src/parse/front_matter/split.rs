//! Where front matter ends and the body begins.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::file::{File, Span, bom_length};

/// Where front matter stands in its file, in bytes.
pub(super) struct FrontMatter {
    /// Its first line, to which problems with the note as a whole point.
    pub first_line: Range<usize>,
    pub toml: Range<usize>,
    /// Whether it is all there; where it is not, nothing is said about missing fields.
    pub complete: bool,
}

const FENCE: &str = "+++";

const EXAMPLE: &str = "Begin the file with a line `+++`, then the fields, such as `title = \"…\"`, then another line `+++`.";

/// The lines from a byte on: where each begins, and its text without the white space at its end.
fn lines(text: &str, from: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut at = from;
    text.split_at(from).1.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end())
    })
}

/// The first line that is not blank.
fn first_line_with_text(text: &str) -> Option<(usize, &str)> {
    lines(text, bom_length(text)).find(|(_, line)| !line.is_empty())
}

/// Whether a file begins with front matter.
pub(super) fn begins_with_front_matter(file: &File) -> bool {
    first_line_with_text(&file.text).is_some_and(|(_, line)| line.starts_with(FENCE))
}

/// The first line that is not blank, in bytes.
pub(super) fn first_line(file: &File) -> Range<usize> {
    first_line_with_text(&file.text).map_or(0..0, |(at, line)| at..at + line.len())
}

/// The front matter of a `.toml` file: all of it.
pub(super) fn of_toml_file(file: &File) -> FrontMatter {
    let start = bom_length(&file.text);
    let first_line = lines(&file.text, start).next().map_or(start..start, |(at, line)| at..at + line.len());
    FrontMatter { first_line, toml: start..file.text.len(), complete: true }
}

/// Where the TOML stands in a file of a note or in `site.toml`. Front matter that is not closed yet runs to the end.
pub(crate) fn toml_range(path: &str, text: &str) -> Option<Range<usize>> {
    if path.ends_with(".toml") {
        return Some(bom_length(text)..text.len());
    }
    let (open, _) = first_line_with_text(text).filter(|(_, line)| *line == FENCE)?;
    let start = line_end(text, open);
    let close = lines(text, start).find(|(_, line)| *line == FENCE);
    Some(start..close.map_or(text.len(), |(at, _)| at))
}

/// Splits a `.md` file; gives its front matter and where its body begins.
pub(super) fn split(file: &File, diagnostics: &mut Vec<Diagnostic>) -> (FrontMatter, usize) {
    let text = &*file.text;
    let start = bom_length(text);
    let problem =
        |at: Range<usize>, message: &str, help: &str| Diagnostic::new(Code::FrontMatterSyntax, Span::new(file.id, at), message).help(help);
    let Some((open, line)) = first_line_with_text(text) else {
        diagnostics.push(problem(start..start, "this file is empty", EXAMPLE));
        return (FrontMatter { first_line: start..start, toml: start..start, complete: false }, text.len());
    };
    let first_line = open..open + line.len();
    let at = first_line.clone();
    let without_fields =
        |body: usize| (FrontMatter { first_line: first_line.clone(), toml: first_line.end..first_line.end, complete: false }, body);
    if line == "---" {
        let help = "Write `+++` for both `---` lines, and the fields as `key = value`, with text in quotes.";
        diagnostics.push(problem(at, "front matter is TOML between lines `+++` here, and `---` begins YAML", help));
        let after = lines(text, first_line.end).skip(1).find(|(_, line)| *line == "---" || *line == "...");
        return without_fields(after.map_or(text.len(), |(at, line)| line_end(text, at + line.len())));
    }
    if !line.starts_with(FENCE) {
        // Without the first fence, fields down to the second are what they look like.
        let first_field = lines(text, open).map(|(_, line)| line).find(|line| !line.is_empty() && !line.starts_with('#'));
        if first_field.is_some_and(is_field)
            && let Some((close, fence)) = lines(text, open).find(|(_, line)| *line == FENCE)
        {
            let help = "Put a line that holds `+++` alone above this one.";
            diagnostics.push(problem(at, "the line `+++` above the first field is missing", help));
            return (FrontMatter { first_line, toml: open..close, complete: true }, line_end(text, close + fence.len()));
        }
        diagnostics.push(problem(at, "this note has no front matter", EXAMPLE));
        return without_fields(start);
    }
    if line != FENCE {
        let (after, help) = (open + FENCE.len()..at.end, "Put nothing else on that line; the fields begin on the next one.");
        diagnostics.push(problem(after, "the line that opens the front matter holds more than `+++`", help));
    }
    let inside = line_end(text, first_line.end);
    if let Some((close, line)) = lines(text, inside).find(|(_, line)| *line == FENCE) {
        return (FrontMatter { first_line, toml: inside..close, complete: true }, line_end(text, close + line.len()));
    }
    // A misspelt fence is the likely end; else all may be fields, and nothing is taken for text.
    let likely_fence = lines(text, inside).find(|(_, line)| looks_like_fence(line)).map(|(close, line)| close..close + line.len());
    let unclosed =
        problem(at, "the front matter that begins here is never closed", "Put a line that holds `+++` alone after its last field.");
    let related = likely_fence.clone().map(|fence| (Span::new(file.id, fence), "is this line meant to close it?"));
    diagnostics.push(unclosed.related_to(related));
    // Prose read as TOML gives an error a line; without a likely end the fields stay unread.
    let (end, body) = likely_fence.map_or((inside, text.len()), |fence| (fence.start, line_end(text, fence.end)));
    (FrontMatter { first_line, toml: inside..end, complete: false }, body)
}

/// Whether a line looks like a field: `key = …`.
fn is_field(line: &str) -> bool {
    let key = line.split_once('=').map_or("", |(key, _)| key.trim_end());
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

/// What closes a value that goes on after its line.
fn closing_delimiter(line: &str) -> Option<&'static str> {
    let value = line.split_once('=')?.1.trim();
    let pairs = [("\"\"\"", "\"\"\""), ("'''", "'''"), ("[", "]"), ("{", "}")];
    let (open, close) = pairs.into_iter().find(|(open, _)| value.starts_with(open))?;
    (value.len() == open.len() || !value.ends_with(close)).then_some(close)
}

/// Tables of fields that stand below the front matter, where they would be text.
pub(super) struct MisplacedTables {
    /// The line that opens the first: `[…]` or `[[…]]`.
    pub header: Range<usize>,
    /// Where the last ends.
    pub end: usize,
}

/// Finds such tables in a text from its body on; `is_table` knows the names of fields that are tables.
pub(super) fn misplaced_tables(text: &str, body: usize, is_table: &dyn Fn(&str) -> bool) -> Option<MisplacedTables> {
    let is_header = |line: &str| {
        let name = line.trim_matches(['[', ']']);
        line.starts_with('[') && line.ends_with(']') && is_table(name.split('.').next().unwrap_or(name).trim())
    };
    let is_skipped = |line: &str| line.is_empty() || line.starts_with('#');
    // What the text shows as code is no field.
    let mut code: Option<&str> = None;
    let mut rest = lines(text, body).skip_while(|(_, line)| {
        match (code, code_fence(line)) {
            (None, fence) => code = fence,
            (Some(open), Some(fence)) if fence.starts_with(open) && line.trim_start() == fence => code = None,
            _ => {}
        }
        code.is_some() || !is_header(line)
    });
    let (at, line) = rest.next()?;
    let header = at..at + line.len();
    let (mut end, mut closing, mut fields) = (header.end, None::<&str>, 0_usize);
    for (at, line) in rest {
        let bare = line.trim();
        match closing {
            Some(close) => closing = Some(close).filter(|close| !bare.ends_with(*close)),
            None if is_skipped(bare) => continue,
            None if is_field(bare) || is_header(bare) => closing = closing_delimiter(bare),
            None => break,
        }
        fields += 1;
        end = at + line.len();
    }
    // A link that stands alone, `[[changes]]`, has no field below it.
    (fields > 0).then_some(MisplacedTables { header, end })
}

/// The row of marks with which a line begins or ends fenced code.
fn code_fence(line: &str) -> Option<&str> {
    let bare = line.trim_start();
    let mark = bare.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let info = bare.trim_start_matches(mark);
    let (fence, _) = bare.split_at(bare.len() - info.len());
    (fence.len() >= 3 && !(mark == '`' && info.contains(mark))).then_some(fence)
}

/// A text of the same length with nothing but the ends of its lines.
pub(super) fn blanked(text: &str) -> String {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
}

/// Whether a line is nearly `+++`: `++`, `++++`, `---`, ` +++`, `+++ x`.
fn looks_like_fence(line: &str) -> bool {
    let bare = line.trim();
    bare.starts_with(FENCE) || ((2..=6).contains(&bare.len()) && bare.bytes().all(|b| b == b'+' || b == b'-') && !bare.starts_with("- "))
}

/// The byte after the line break that follows.
fn line_end(text: &str, from: usize) -> usize {
    text.get(from..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| from + at + 1)
}
