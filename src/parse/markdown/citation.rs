//! Citations: `[@source]`, `[@source, § 3]`, `[see @a; -@b#statement, p. 2]`.

use std::ops::Range;

use super::Citation;

/// One work of a group: its target's place in the group's text, and what stands around it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CitationItem {
    /// Where the target stands, without the `@`.
    pub(super) target: Range<usize>,
    /// Prefix, locator and so on.
    pub(super) citation: Citation,
}

/// What is wrong with a part of a group: the message, and how to mend it.
pub(super) type CitationFault = (&'static str, &'static str);

const NO_SOURCE: CitationFault = (
    "this part of a citation names no source",
    "Write `@` and the id of a source, and a comma between it and its locator: `[@source, § 3]`. For a literal bracket write `\\[`.",
);
const NO_SEMICOLON: CitationFault = ("a second source in one citation needs a semicolon before it", "Write `[@a, p. 2; @b]`.");
const SPACE_IN_NAME: CitationFault = ("nothing may stand between a source and its statement", "Write `[@source#statement]`.");

/// Whether the text between brackets is a citation: a work is named by an `@` that begins a word.
pub(super) fn is_citation(inside: &str) -> bool {
    if !inside.contains('@') {
        return false;
    }
    let trimmed = inside.trim_start();
    trimmed.starts_with('@') || trimmed.starts_with("-@") || find_key(inside).is_some()
}

/// The works of a group; all faults with them, each with its place.
pub(super) fn items(inside: &str) -> (Vec<CitationItem>, Vec<(CitationFault, Range<usize>)>) {
    let mut items = Vec::new();
    let mut faults = Vec::new();
    for part in parts(inside) {
        let text = inside.get(part.clone()).expect("a part lies between semicolons");
        let Some((before, key, after)) = find_key(text) else {
            let blank = text.len() - text.trim_start().len();
            let start = part.start + blank;
            faults.push((NO_SOURCE, start..start + text.trim().len()));
            continue;
        };
        let key_start = part.start + before.len() + 1;
        let key_end = key_start + key.len();
        // In Pandoc's notation `-@` leaves the author out, whom no mark names here.
        let prefix = before.strip_suffix('-').unwrap_or(before);
        let locator = after.trim_start();
        let locator = locator.strip_prefix(',').unwrap_or(locator);
        if locator.len() < after.len() && locator.starts_with('#') {
            let statement = locator.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(locator.len());
            let at = key_end + after.len() - locator.len();
            faults.push((SPACE_IN_NAME, key_end..at + statement));
        }
        if let Some((between, second, _)) = find_key(after) {
            let at = key_end + between.len();
            faults.push((NO_SEMICOLON, at..at + 1 + second.len()));
        }
        items.push(CitationItem {
            target: key_start..key_end,
            citation: Citation { prefix: normalised(prefix), locator: normalised(locator) },
        });
    }
    (items, faults)
}

/// The parts between semicolons. A semicolon that ends an entity (`&nbsp;`) separates nothing.
fn parts(inside: &str) -> Vec<Range<usize>> {
    let bytes = inside.as_bytes();
    let mut parts = Vec::new();
    let mut start = 0;
    let mut entity = false;
    for (i, b) in bytes.iter().enumerate() {
        match b {
            b'&' => entity = true,
            b';' if entity && bytes.get(i.saturating_sub(1)) != Some(&b'&') => entity = false,
            b';' => {
                parts.push(start..i);
                start = i + 1;
            }
            b'#' => {}
            b if b.is_ascii_alphanumeric() => {}
            _ => entity = false,
        }
    }
    parts.push(start..inside.len());
    parts
}

/// The first key of a part without its `@`, between what stands before it and after it. Code is left alone.
fn find_key(text: &str) -> Option<(&str, &str, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        if b == b'`' {
            let run = bytes.iter().skip(at).take_while(|b| **b == b'`').count();
            at += run;
            let (_, code) = text.split_at(at);
            if let Some(close) = code.find(&"`".repeat(run)) {
                at += close + run;
            }
            continue;
        }
        if b == b'@' && begins_word(bytes, at) {
            let (_, named) = text.split_at(at + 1);
            let (key, after) = named.split_at(key_length(named));
            if !key.is_empty() {
                return Some((text.split_at(at).0, key, after));
            }
        }
        at += 1;
    }
    None
}

fn begins_word(bytes: &[u8], at: usize) -> bool {
    let before = |n: usize| at.checked_sub(n).and_then(|i| bytes.get(i)).copied();
    let starts = |b: Option<u8>| b.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'(' | b',' | b'>'));
    starts(before(1)) || (before(1) == Some(b'-') && starts(before(2)))
}

/// Letters, digits, `-`, `_` and `#`, and `.`, `:`, `/` between them: more than an id may hold, so that a wrong one is shown whole.
fn key_length(text: &str) -> usize {
    let mut length = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let inside = c.is_alphanumeric() || matches!(c, '-' | '_' | '#');
        let between = matches!(c, '.' | ':' | '/') && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !inside && !between {
            break;
        }
        length = i + c.len_utf8();
    }
    length
}

/// A prefix or locator on one line, with what begins the lines of a quotation and the commonest entities taken out.
fn normalised(text: &str) -> Box<str> {
    if text.trim().is_empty() {
        return Box::default();
    }
    let mut line = String::with_capacity(text.len());
    for (i, part) in text.lines().enumerate() {
        let part = if i == 0 { part } else { part.trim_start_matches([' ', '\t', '>']) };
        for word in part.split_ascii_whitespace() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    if line.contains('&') {
        for (entity, c) in [
            ("&nbsp;", "\u{a0}"),
            ("&sect;", "§"),
            ("&para;", "¶"),
            ("&ndash;", "–"),
            ("&mdash;", "—"),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&amp;", "&"),
        ] {
            line = line.replace(entity, c);
        }
    }
    line.trim().into()
}
