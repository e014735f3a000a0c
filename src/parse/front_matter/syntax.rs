//! TOML → table, with every syntax error in words that an editor understands.

use std::collections::HashSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::file::Span;
use crate::parse::date::{DateError, Edtf};
use crate::parse::record::Context;

/// The most TOML that is read, in bytes: a source with 50,000 statements. Tables take thirty times their text in memory; with this limit a
/// pull request cannot exhaust that of the machine that builds it.
const MAX_BYTES: usize = 12_000_000;

/// Reads TOML and reports every mistake; gives what could be read, and the lines on which that failed.
///
/// The parser ends at a line that is not a field at all. Such lines are blanked in a copy, which `buffer` holds, and the rest is read again.
pub(crate) fn table<'t>(toml: &'t str, buffer: &'t mut String, cx: &mut Context<'_>) -> (DeTable<'t>, BrokenLines) {
    if toml.len() > MAX_BYTES {
        let message = format!("this TOML has {} MB, and {} MB is the limit", toml.len().div_ceil(1_000_000), MAX_BYTES / 1_000_000);
        let help = "Split the note, or move its text below the front matter.";
        cx.report(Code::FrontMatterSyntax, cx.span(line_range(toml, 0)), message, help);
        return (DeTable::new(), BrokenLines(vec![cx.span(0..toml.len())]));
    }
    let (table, errors) = DeTable::parse_recoverable(toml);
    if errors.is_empty() {
        return (table.into_inner(), BrokenLines::default());
    }
    let mut problems = blank_unparsable_lines(toml, buffer, cx);
    let (table, errors) = DeTable::parse_recoverable(buffer);
    let table = table.into_inner();
    // A value that tables extend is one mistake, however many tables there are.
    let mut extended = HashSet::new();
    let errors = errors.iter().map(|error| SyntaxError::new(error, buffer));
    let reported = errors.filter(|error| !error.reason.starts_with("cannot extend") || extended.insert(error.found().to_owned()));
    problems.extend(reported.map(|error| (error.problem(Some(&table), cx), cx.span(error.spoilt_range()))));
    // The parser may report one mistake several times in a row, on one line; the first report is kept.
    problems.dedup_by_key(|(_, line)| line.start);
    let (problems, lines) = problems.into_iter().unzip::<_, _, Vec<_>, _>();
    cx.diagnostics.extend(problems);
    (table, BrokenLines(lines))
}

/// Copies the TOML into `buffer`, without the lines at which the parser ends; gives a problem for each of them, with its line.
fn blank_unparsable_lines(toml: &str, buffer: &mut String, cx: &Context<'_>) -> Vec<(Diagnostic, Span)> {
    const MAX_PROBLEMS: usize = 50;
    toml.clone_into(buffer);
    let mut problems = Vec::new();
    while problems.len() < MAX_PROBLEMS {
        let (_, errors) = DeTable::parse_recoverable(buffer);
        let Some(error) = errors.iter().map(|error| SyntaxError::new(error, buffer)).find(SyntaxError::ends_parsing) else { break };
        let line = error.line_range();
        problems.push((error.problem(None, cx), cx.span(line.clone())));
        buffer.replace_range(line.clone(), &" ".repeat(line.len()));
    }
    problems
}

/// The lines on which the syntax is broken.
#[derive(Debug, Default)]
pub(crate) struct BrokenLines(Vec<Span>);

impl BrokenLines {
    /// Takes out what follows from broken syntax: fields that seem to be missing, and problems with what stands on a broken line. The first
    /// problems, as many as `kept`, are those of the syntax itself. Where the fields are not `complete`, none is missing.
    pub(crate) fn suppress_follow_up_errors(&self, problems: &mut Vec<Diagnostic>, kept: usize, complete: bool) {
        if complete && self.0.is_empty() {
            return;
        }
        let others = problems.split_off(kept);
        problems.extend(others.into_iter().filter(|problem| {
            let Place::Span(span) = problem.place else { return true };
            let on_broken_line = || self.0.iter().any(|line| line.file == span.file && line.start <= span.start && span.start <= line.end);
            problem.code != Code::MissingField && !on_broken_line()
        }));
    }
}

/// The line in which a byte stands, without its line break.
fn line_range(text: &str, at: usize) -> Range<usize> {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |found| found + 1);
    start..start + text.get(start..).unwrap_or_default().lines().next().map_or(0, str::len)
}

/// A part of a text without the space around it.
fn trimmed(text: &str, part: Range<usize>) -> Range<usize> {
    let written = text.get(part.clone()).unwrap_or_default();
    let start = part.start + written.len() - written.trim_start().len();
    start..start + written.trim().len()
}

/// The key that one of the same name at a byte repeats: the last before it that stands in no table between braces which ends before it.
fn earlier_key(table: &DeTable<'_>, name: &str, (toml, before): (&str, usize)) -> Option<Range<usize>> {
    fn of_value(value: &Spanned<DeValue<'_>>, name: &str, (toml, before): (&str, usize)) -> Option<Range<usize>> {
        let at = value.span();
        match value.get_ref() {
            DeValue::Table(_) if at.end <= before && toml.get(at).is_some_and(|written| written.starts_with('{')) => None,
            DeValue::Table(table) => earlier_key(table, name, (toml, before)),
            DeValue::Array(items) => items.iter().filter_map(|item| of_value(item, name, (toml, before))).max_by_key(|range| range.start),
            _ => None,
        }
    }
    let own = table.keys().filter(|key| key.get_ref() == name && key.span().start < before).map(Spanned::span);
    let deeper = table.values().filter_map(|value| of_value(value, name, (toml, before)));
    own.chain(deeper).max_by_key(|range| range.start)
}

/// An error of the parser.
struct SyntaxError<'t> {
    /// The parser's message, without what it expected.
    reason: &'t str,
    expected: &'t str,
    toml: &'t str,
    range: Range<usize>,
}

impl<'t> SyntaxError<'t> {
    fn new(error: &'t toml::de::Error, toml: &'t str) -> Self {
        let range = error.span().unwrap_or(0..0);
        let start = toml.floor_char_boundary(range.start);
        let (reason, expected) = error.message().split_once(", expected ").unwrap_or((error.message(), ""));
        Self { reason, expected, toml, range: start..toml.floor_char_boundary(range.end.max(start)) }
    }

    /// Whether the parser reads nothing after it: a line that is not a field.
    fn ends_parsing(&self) -> bool {
        matches!(
            self.reason,
            "missing value for key" | "key with no value" | "missing value" | "missing assignment between key-value pairs"
        ) && !self.line().trim().is_empty()
    }

    fn problem(&self, table: Option<&DeTable<'_>>, cx: &Context<'_>) -> Diagnostic {
        let (code, message, help) = self.explain();
        let problem = Diagnostic::new(code, cx.span(self.underlined_range()), message).help(help);
        let repeats = table.filter(|_| self.reason == "duplicate key");
        let first = repeats.and_then(|table| earlier_key(table, self.found(), (self.toml, self.range.start)));
        problem.related_to(first.map(|first| (cx.span(first), "the first")))
    }

    /// The text at which it stands.
    fn found(&self) -> &str {
        self.toml.get(self.range.clone()).unwrap_or_default()
    }

    fn line_range(&self) -> Range<usize> {
        line_range(self.toml, self.range.start)
    }

    /// What cannot be read for it: its line, and below a header the fields that would be taken for the note's.
    fn spoilt_range(&self) -> Range<usize> {
        let line = self.line_range();
        let below = self.toml.get(line.end..).unwrap_or_default();
        let fields = if self.reason.starts_with("unclosed") && self.reason.ends_with(" table") && self.line().starts_with('[') {
            below.find("\n[").unwrap_or(below.len())
        } else {
            0
        };
        line.start..line.end + fields
    }

    fn line(&self) -> &str {
        self.toml.get(self.line_range()).unwrap_or_default()
    }

    /// The rest of the line.
    fn rest(&self) -> Range<usize> {
        trimmed(self.toml, self.range.start..self.line_range().end)
    }

    /// The character at which it stands, where editors show nothing there, or a space that is none to TOML.
    fn unseen(&self) -> Option<char> {
        let at = self.toml.get(self.range.start..)?.chars().next()?;
        let is_unseen = at.is_whitespace() || matches!(at, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
        (is_unseen && !at.is_ascii()).then_some(at)
    }

    /// What is underlined: never nothing, where there is something on the line.
    fn underlined_range(&self) -> Range<usize> {
        if let Some(unseen) = self.unseen() {
            return self.range.start..self.range.start + unseen.len_utf8();
        }
        if !self.range.is_empty() {
            return self.range.clone();
        }
        let quotes = match self.reason {
            "invalid multi-line basic string" => Some("\"\"\""),
            "invalid multi-line literal string" => Some("'''"),
            _ => None,
        };
        if let Some(opening) = quotes.and_then(|quotes| self.toml.rfind(quotes)) {
            return opening..opening + 3;
        }
        let rest = self.rest();
        if rest.is_empty() { trimmed(self.toml, self.line_range()) } else { rest }
    }

    /// The parser's message in plain words, and how to mend it.
    fn explain(&self) -> (Code, String, String) {
        let line = self.line();
        let key = line.split(['=', ':']).next().unwrap_or_default().trim();
        let value = line.split_once('=').map_or(line, |(_, value)| value).trim();
        let is_value = self.reason == "string values must be quoted" || self.reason.starts_with("invalid ");
        let (key, value) = match self.inner_key().filter(|_| is_value && !self.found().is_empty()) {
            Some(inner) if value.starts_with(['[', '{']) || !line.contains('=') => (inner, self.found()),
            _ => (key, value),
        };
        let date = if self.reason == "duplicate key" { None } else { Self::explain_date(key, value) };
        date.unwrap_or_else(|| {
            let (message, help) = self.explain_syntax(key, value);
            (Code::FrontMatterSyntax, message, help)
        })
    }

    /// The key of what stands at the mistake, where that lies in a list or in a table between braces; empty in a list.
    fn inner_key(&self) -> Option<&str> {
        let before = self.toml.get(self.line_range().start..self.range.start)?.trim_end();
        before.strip_suffix('=').map_or(Some(""), |before| before.trim_end().rsplit(['{', ',', ' ', '\t']).next())
    }

    /// A date without quotes: `published = 2025-06` is the most natural mistake of all.
    fn explain_date(key: &str, value: &str) -> Option<(Code, String, String)> {
        let bare = value.split('#').next().unwrap_or(value).trim();
        if key.is_empty() || !bare.starts_with(|c: char| c.is_ascii_digit() || c == '.') || bare.contains(['"', '\'', '[', '{']) {
            return None;
        }
        match Edtf::parse(bare) {
            Ok(date) => Some((
                Code::FrontMatterSyntax,
                format!("the date {bare} must stand in quotes"),
                format!("Write `{key} = \"{date}\"`. Without quotes TOML knows whole days alone."),
            )),
            Err(DateError { message, meant: Some(meant), .. }) => {
                Some((Code::InvalidDate, format!("`{key}`: {message}"), format!("Write `{key} = \"{meant}\"`.")))
            }
            Err(DateError { message, help, .. }) if bare.len() >= 10 && bare.bytes().filter(|b| *b == b'-').count() >= 2 => {
                Some((Code::InvalidDate, format!("`{key}`: {message}"), help))
            }
            Err(_) => None,
        }
    }

    fn explain_syntax(&self, key: &str, value: &str) -> (String, String) {
        fn said(message: impl Into<String>, help: impl Into<String>) -> (String, String) {
            (message.into(), help.into())
        }
        let line = self.line().trim();
        if let Some(unseen) = self.unseen() {
            let help = "Delete it, and type a space anew where one is wanted.";
            return said(format!("a character that cannot be seen stands here, U+{:04X}", u32::from(unseen)), help);
        }
        match self.reason {
            // Headers, lists, tables and keys.
            "duplicate key" => {
                let help = if line.starts_with('[') {
                    "Delete one of the two, or write `[[…]]` for both if they are entries of a list."
                } else {
                    "Delete one of the two."
                };
                said(format!("`{}` stands here for the second time", self.found().trim()), help)
            }
            "missing value for key" | "missing value" | "key with no value" if !line.contains('=') => {
                if line.contains(':') {
                    let help = format!("In TOML it is `{} = …`, with text in quotes.", shortened_line(key));
                    return said("this is YAML's way to write a field", help);
                }
                let help = "A field is a line `key = \"…\"`; a text that runs over several lines stands between `\"\"\"`.";
                said(format!("`{}` is neither a field nor a table", shortened_line(line)), help)
            }
            "cannot extend value of type array with a dotted key" if self.found().trim() == "languages" => said(
                "`languages` is a list above, and its own words need a table",
                "Delete the list: the tables alone say which languages there are. Give each one its own, with a code: `[languages.en]`; it may be empty.",
            ),
            "unquoted keys cannot be empty" => said("there is no key before the `=`", "A field is a line `key = \"…\"`."),
            "unclosed array" => said("this list is never closed", "Put a `]` at its end."),
            "unclosed inline table" => said("this table is never closed", "Put a `}` at its end."),
            "unclosed table" => said("this header is never closed", "A header is `[name]`."),
            "unclosed array table" => said("this header is never closed", "A header of a list's entry is `[[name]]`."),
            "missing comma between array elements" => said("a comma is missing between two entries of a list", "Put a `,` between them."),
            "missing comma between key-value pairs" => said("a comma is missing between two fields of a table", "Put a `,` between them."),
            "extra comma in array" | "extra comma in inline table" => said("there is a comma too many here", "Delete it."),
            "cannot recurse further; max recursion depth met" | "recursion limit" => {
                said("lists or tables stand too deep inside each other here", "Make the nesting flatter.")
            }
            // Quotes and escapes.
            _ if value.starts_with(TYPOGRAPHIC_QUOTES) => said(
                "these are typographic quotes, and TOML knows straight ones alone",
                format!("Write `{key} = {}`.", quoted_line(value.trim_matches(TYPOGRAPHIC_QUOTES))),
            ),
            "string values must be quoted" | "missing value for key" | "missing value" | "key with no value" if value.is_empty() => {
                said(format!("`{key}` has no value"), format!("Write `{key} = \"…\"`, or delete the line."))
            }
            "string values must be quoted" => said(
                format!("this text must stand in quotes: `{}`", shortened_line(value)),
                if key.is_empty() {
                    format!("Write `{}`.", quoted_line(value))
                } else {
                    format!("Write `{key} = {}`.", quoted_line(value))
                },
            ),
            "invalid basic string" | "invalid literal string" | "invalid multi-line basic string" | "invalid multi-line literal string" => {
                if self.found().starts_with(char::is_control) {
                    said("a control character stands in this text", "Delete it; your editor may not show it.")
                } else {
                    said("this text is never closed", "Put the same quotes at its end that it begins with.")
                }
            }
            "missing escaped value" => said(
                "`\\` begins an escape that TOML does not have",
                "Write `\\\\` for a backslash, or put the text in single quotes, where `\\` is an ordinary character.",
            ),
            "unexpected content" | "unexpected key or value" => {
                let found = shortened_line(self.toml.get(self.underlined_range()).unwrap_or_default());
                let quotes = match value.starts_with('\'') {
                    true => "A text that holds `'` stands in double quotes.",
                    false => "A text that holds `\"` stands in single quotes, or writes it `\\\"`.",
                };
                said(format!("nothing may follow here, and there is `{found}`"), format!("{quotes} Every field has a line of its own."))
            }
            "unexpected leading zero" => {
                said("a number cannot begin with 0", "Write it without the 0, or put it in quotes if it is a text.")
            }
            reason if reason.starts_with("invalid ") && !self.found().is_empty() => said(
                format!("`{}` is not a value that TOML knows", shortened_line(self.found())),
                format!("Text and dates stand in quotes: `{}`.", quoted_line(value)),
            ),
            reason => {
                let wanted = match self.expected {
                    "" | "nothing" => String::new(),
                    expected => format!("TOML wants {expected} here. "),
                };
                let help = format!("{wanted}A field is a line `key = value`; text and dates stand in quotes.");
                said(format!("this is not TOML: {reason}"), help)
            }
        }
    }
}

const TYPOGRAPHIC_QUOTES: [char; 8] = ['“', '”', '„', '«', '»', '‘', '’', '‚'];

/// How much of a line a message repeats, in characters.
const MAX_SHOWN: usize = 50;

fn shortened_line(text: &str) -> String {
    crate::parse::shorten(text.lines().next().unwrap_or_default(), MAX_SHOWN)
}

/// A line as a text in quotes; of a long one, the quotes alone.
fn quoted_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() > MAX_SHOWN {
        "\"…\"".to_owned()
    } else if line.contains(['"', '\\']) && !line.contains('\'') {
        format!("'{line}'")
    } else {
        format!("\"{}\"", line.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
