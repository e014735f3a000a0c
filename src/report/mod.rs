//! Problems, for people, for programs, for a forge. What a problem is stands in [`crate::diagnostic`]; here is only how it looks.

pub mod github;
pub mod human;
pub mod json;

use crate::diagnostic::{Diagnostic, Place};
use crate::file::{FileId, Files, Position, Span};

/// Puts problems in the order in which they are shown: by path, place, code and message; those without a place last.
pub fn sort(problems: &mut Vec<Diagnostic>, files: &Files) {
    let key = |problem: &Diagnostic| {
        let (path, start) = match problem.place {
            Place::Nowhere => (None, 0),
            Place::File(file) => (Some(files.path(file).to_owned()), 0),
            Place::Span(span) => (Some(files.path(span.file).to_owned()), span.start),
        };
        (path.is_none(), path, start, problem.code, problem.message.clone())
    };
    problems.sort_by_cached_key(key);
    problems.dedup();
}

/// A place as people count.
struct Located<'f> {
    path: &'f str,
    range: Option<(Position, Position)>,
}

fn locate(place: Place, files: &Files) -> Option<Located<'_>> {
    let whole = |file: FileId| Located { path: files.path(file), range: None };
    match place {
        Place::Nowhere => None,
        Place::File(file) => Some(whole(file)),
        Place::Span(span) => Some(match files.get(span.file) {
            Some(file) => Located { path: &file.path, range: Some((file.position(span.start), file.position(span.end.max(span.start)))) },
            None => whole(span.file),
        }),
    }
}

/// The text of the lines that a span touches, where they begin, and the span inside them.
fn lines_of(span: Span, files: &Files) -> Option<(String, usize, std::ops::Range<usize>)> {
    /// A line that is longer than this is no line that anybody reads; its place is given without it.
    const LONGEST: usize = 4000;
    let file = files.get(span.file)?;
    let text = &*file.text;
    let range = span.range();
    let from = text.get(..range.start)?.rfind('\n').map_or(0, |at| at + 1);
    let bom = if from == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let from = from + bom;
    let first_end = text.get(range.start..)?.find('\n').map_or(text.len(), |at| at + range.start);
    // What runs over many lines is shown by its first.
    let end = range.end.min(first_end).max(range.start);
    if end.saturating_sub(from) > LONGEST {
        return None;
    }
    let mut to = first_end.min(from + LONGEST);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let line = text.get(from..to)?.trim_end_matches('\r');
    let start = range.start.saturating_sub(from).min(line.len());
    let end = end.saturating_sub(from).clamp(start, line.len());
    Some((line.to_owned(), file.position(span.start).line as usize, start..end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn site() -> (Files, Vec<Diagnostic>) {
        let mut files = Files::default();
        let text = "+++\r\ntitle = \"Ünïcode\"\r\n+++\r\nSee [[ukrain]] and\tmore.\r\n";
        let file = files.set("content/rounds/x.md", text.into(), blake3::hash(text.as_bytes()));
        let other = files.id("static/map.png");
        let at = text.find("ukrain").unwrap();
        let title = text.find('"').unwrap();
        let unknown = Diagnostic::new(Code::UnknownReference, Span::new(file.id, at..at + 6), "no note has the id `ukrain`")
            .help("Did you mean `ukraine`?");
        let collision = Diagnostic::new(Code::UrlCollision, other, "two files want `map.png`")
            .help("Rename one.")
            .related(Span::new(file.id, title..title + 9), "the other: 100%, a:b\nsecond line");
        let nowhere = Diagnostic::new(Code::SingleSource, Place::Nowhere, "nothing to point to");
        let mut problems = vec![nowhere, collision, unknown];
        sort(&mut problems, &files);
        (files, problems)
    }

    #[test]
    fn human_messages_read_well_without_colour() {
        let (files, problems) = site();
        insta::assert_snapshot!(human::all(&problems, &files, false));
    }

    #[test]
    fn json_is_one_object_a_line() {
        let (files, problems) = site();
        let text = json::all(&problems, &files);
        for line in text.lines() {
            serde_json::from_str::<serde_json::Value>(line).unwrap();
        }
        insta::assert_snapshot!(text);
    }

    #[test]
    fn github_commands_are_escaped() {
        let (files, problems) = site();
        insta::assert_snapshot!(github::all(&problems, &files));
    }

    #[test]
    fn hostile_text_is_shown_harmlessly() {
        let mut files = Files::default();
        let text = format!("\u{feff}\u{202e}x\u{2066}\t宽\u{200b}y {}\n", "z".repeat(100_000));
        let file = files.set("a.md", text.as_str().into(), blake3::hash(b""));
        for range in [0..3, 3..6, 6..7, 20..21, 50_000..50_001, 100_000..100_010, 0..text.len(), text.len()..text.len()] {
            let problem = Diagnostic::new(Code::UnsafeUrl, Span::new(file.id, range), "an address that \u{202e}lies");
            let shown = human::one(&problem, &files);
            assert!(!shown.contains(['\u{202e}', '\u{2066}']), "{shown}");
            assert!(shown.len() < 20_000);
        }
    }
}
