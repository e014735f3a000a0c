//! TOML → table, with every syntax error in words that an editor understands.

use toml::de::DeTable;

use crate::diagnostic::{Code, Diagnostic};
use crate::parse::record::Context;

/// Reads TOML; gives what could be read, and whether that was all.
pub(crate) fn table<'t>(toml: &'t str, cx: &mut Context<'_>) -> (DeTable<'t>, bool) {
    let (table, errors) = DeTable::parse_recoverable(toml);
    let sound = errors.is_empty();
    let mut last_line = None;
    for error in &errors {
        let range = error.span().unwrap_or(0..0);
        let start = floor(toml, range.start);
        let end = floor(toml, range.end.max(start));
        // One slip makes the parser stumble several times on its line; the first says it.
        let line = toml.get(..start).map_or(0, |before| before.matches('\n').count());
        if last_line.replace(line) == Some(line) {
            continue;
        }
        let (message, help) = explain(error.message(), toml.get(start..end).unwrap_or_default(), line_of(toml, start));
        let span = cx.span(start..end);
        cx.diagnostics.push(Diagnostic::new(Code::FrontMatterSyntax, span, message).help(help));
    }
    (table.into_inner(), sound)
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn line_of(text: &str, at: usize) -> &str {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |found| found + 1);
    text.get(start..).unwrap_or_default().lines().next().unwrap_or_default()
}

/// The parser's message in plain words, and how to mend it. `found` is what it stumbled over, `line` the line in which that stands.
fn explain(message: &str, found: &str, line: &str) -> (String, String) {
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let key = line.split(['=', ':']).next().unwrap_or_default().trim();
    let said = |message: &str, help: &str| (message.to_owned(), help.to_owned());
    match what {
        "duplicate key" => (
            format!("`{}` stands here for the second time", found.trim()),
            "Delete one of the two. A list of tables wants double brackets: `[[…]]`.".to_owned(),
        ),
        "string values must be quoted" => {
            (format!("this text must stand in quotes: {}", shorten(found)), format!("Write `{key} = \"{}\"`.", shorten(line.split_once('=').map_or(found, |(_, value)| value).trim())))
        }
        "missing value for key" | "missing value" | "key with no value" if !line.contains('=') && line.contains(':') => {
            said("this is YAML's way to write a field", &format!("In TOML it is `{key} = …`, with text in quotes."))
        }
        "key with no value" if !line.contains('=') => {
            (format!("`{}` is neither a field nor a table", shorten(line.trim())), format!("Write `{} = \"…\"`, or close a text that runs over several lines with `\"\"\"`.", shorten(key)))
        }
        "missing value for key" | "missing value" | "key with no value" => {
            (format!("`{key}` has no value"), format!("Write `{key} = \"…\"`, or delete the line."))
        }
        "invalid basic string" | "invalid literal string" | "invalid multi-line basic string" | "invalid multi-line literal string" => {
            said("this text is never closed", "Put the same quotes at its end that it begins with.")
        }
        "unclosed array" => said("this list is never closed", "Put a `]` at its end."),
        "unclosed inline table" => said("this table is never closed", "Put a `}` at its end."),
        "unclosed table" => said("this header is never closed", "A header is `[name]`."),
        "unclosed array table" => said("this header is never closed", "A header of a list's entry is `[[name]]`."),
        "missing comma between array elements" => said("a comma is missing between two entries of a list", "Put a `,` between them."),
        "missing comma between key-value pairs" => said("a comma is missing between two fields of a table", "Put a `,` between them."),
        "extra comma in array" | "extra comma in inline table" => said("there is a comma too many here", "Delete it."),
        "missing escaped value" => said(
            "`\\` begins an escape that TOML does not have",
            "Write `\\\\` for a backslash, or put the text in single quotes, where `\\` is an ordinary character.",
        ),
        "unexpected leading zero" => said("a number cannot begin with 0", "Write it without the 0, or put it in quotes if it is a text or a date."),
        "invalid value" if expected.is_empty() => (format!("`{}` is no value", shorten(found)), "Put text and dates in quotes.".to_owned()),
        "cannot recurse further; max recursion depth met" | "recursion limit" => {
            said("lists or tables stand too deep inside each other here", "Make the nesting flatter.")
        }
        "unexpected content" | "unexpected key or value" => (
            format!("nothing may follow here, and there is {}", if found.is_empty() { "something".to_owned() } else { format!("`{}`", shorten(found)) }),
            "A text that holds `\"` stands in single quotes, or writes it `\\\"`. Every field has a line of its own.".to_owned(),
        ),
        _ => {
            let help = if expected.is_empty() {
                "Every field is a line `key = value`; text and dates stand in quotes.".to_owned()
            } else {
                format!("TOML wants {expected} here. Every field is a line `key = value`; text and dates stand in quotes.")
            };
            (format!("this is no TOML: {what}"), help)
        }
    }
}

fn shorten(text: &str) -> String {
    const LONGEST: usize = 50;
    let text = text.lines().next().unwrap_or_default();
    if text.chars().count() <= LONGEST { text.to_owned() } else { text.chars().take(LONGEST).chain(['…']).collect() }
}
