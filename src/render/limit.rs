//! Limits on what a site's own templates may do, so that one that never ends is stopped, and reported by its name.
//!
//! The engine counts nothing. So in the text that it gets each loop, include and component of a site's template is followed by a call of
//! `_turn`, and each value that is set goes through `_kept`: they stop a page that takes too many turns, or keeps too much. What a page writes
//! is counted by [`PageBuffer`]. Nothing here looks at the clock: the same template fails at the same place everywhere.

use std::cell::Cell;
use std::io;

use tera::{Kwargs, State, Tera, TeraResult, Value};

/// The most turns of loops that a page may take: a table of all notes by all notes of a site of a thousand.
const MAX_TURNS: u32 = 1_000_000;
const TOO_MANY_TURNS: &str = "the loops of this page take more than 1,000,000 turns, and were stopped here";
/// The most bytes, or entries, of a value that is set.
const MAX_VALUE: usize = 16_000_000;
const VALUE_TOO_LARGE: &str = "the value that is set here is larger than 16 MB";
/// The most bytes of a page.
const MAX_PAGE: usize = 500_000_000;
pub(super) const PAGE_TOO_LARGE: &str = "the page is larger than 500 MB";

thread_local! {
    /// The turns that the page has taken which this thread renders.
    static TURNS: Cell<u32> = const { Cell::new(0) };
}

/// Makes the calls known that [`Limited`] puts into templates.
pub(super) fn register(tera: &mut Tera) {
    tera.register_function("_turn", |_: Kwargs, _: &State<'_>| turn());
    tera.register_function("_kept", |args: Kwargs, _: &State<'_>| {
        kept(args.iter().map(|(_, value)| value.clone()).next().unwrap_or_else(Value::undefined))
    });
    tera.register_filter("_kept", |value: Value, _: Kwargs, _: &State<'_>| kept(value));
}

fn turn() -> TeraResult<&'static str> {
    let taken = TURNS.get() + 1;
    TURNS.set(taken);
    if taken > MAX_TURNS { Err(tera::Error::message(TOO_MANY_TURNS)) } else { Ok("") }
}

/// Passes a value on that is set, or that a loop puts into a list.
fn kept(value: Value) -> TeraResult<Value> {
    turn()?;
    let size = value.as_str().map_or_else(|| value.len().unwrap_or(0), str::len);
    if size > MAX_VALUE { Err(tera::Error::message(VALUE_TOO_LARGE)) } else { Ok(value) }
}

/// How to mend what a message of ours says.
pub(super) fn help(message: &str) -> Option<&'static str> {
    [TOO_MANY_TURNS, VALUE_TOO_LARGE, PAGE_TOO_LARGE]
        .contains(&message)
        .then_some("Does a loop run over more than was meant, or once more over what it has made itself?")
}

/// Begins to count the turns of another page.
pub(super) fn reset() {
    TURNS.set(0);
}

/// Takes the bytes of a page, up to the limit.
pub(super) struct PageBuffer {
    pub(super) html: Vec<u8>,
    pub(super) is_full: bool,
}

impl PageBuffer {
    pub(super) fn new() -> Self {
        reset();
        Self { html: Vec::with_capacity(INITIAL_CAPACITY), is_full: false }
    }
}

/// Room for most pages, in bytes.
const INITIAL_CAPACITY: usize = 32 * 1024;

impl io::Write for PageBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.is_full = self.html.len() + bytes.len() > MAX_PAGE;
        if self.is_full {
            return Err(io::Error::other("the page is too large"));
        }
        self.html.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A template with something put into its text, and the way back to its file.
pub(super) struct Limited {
    pub(super) text: String,
    /// What was put in: before which byte of the file, and its length.
    insertions: Vec<(usize, usize)>,
}

impl Limited {
    /// Puts the calls into a template's text, and `extra` at its places.
    pub(super) fn new(text: &str, extra: impl IntoIterator<Item = (usize, &'static str)>) -> Self {
        let mut calls = calls(text);
        calls.extend(extra);
        calls.sort_by_key(|(at, _)| *at);
        let mut limited = String::with_capacity(text.len() * 2);
        let (mut rest, mut from) = (text, 0);
        for (at, call) in &calls {
            let (before, after) = rest.split_at(at - from);
            limited.extend([before, call]);
            (rest, from) = (after, *at);
        }
        limited.push_str(rest);
        Self { text: limited, insertions: calls.into_iter().map(|(at, call)| (at, call.len())).collect() }
    }

    /// Whether a place of the text lies in what was put in.
    pub(super) fn is_inserted(&self, at: usize) -> bool {
        self.in_file(at) == self.in_file(at + 1)
    }

    /// Where a place of the text lies in the file.
    pub(super) fn in_file(&self, at: usize) -> usize {
        let mut longer = 0;
        for (before, length) in &self.insertions {
            match at.checked_sub(before + longer) {
                None => break,
                Some(inside) if inside < *length => return *before,
                Some(_) => longer += length,
            }
        }
        at - longer
    }
}

/// The calls that limit a template: before which byte of its text each goes.
fn calls(text: &str) -> Vec<(usize, &'static str)> {
    let mut calls = Vec::new();
    let mut tags = TemplateTags { text, at: 0 };
    while let Some(TemplateTag { is_statement, start, end, lists }) = tags.next() {
        for (from, to) in lists {
            calls.extend([(from, "_kept(v="), (to, ")")]);
        }
        if !is_statement {
            continue;
        }
        let inside = text.get(start..end).expect("a tag lies in its text");
        let trims = inside.ends_with('-');
        let close = end - usize::from(trims);
        let mut words = inside.trim_start_matches('-').split_whitespace();
        match words.next() {
            Some("for" | "include" | "component") => calls.push((end + 2, if trims { "{{ _turn() -}}" } else { "{{ _turn() }}" })),
            // Only a block of text that is set has filters before any `=`, and that is then of a filter's argument.
            Some("set" | "set_global") => match inside.find(['=', '|']).filter(|at| inside.as_bytes().get(*at) == Some(&b'=')) {
                Some(sign) => calls.extend([(start + sign + 1, " _kept(v="), (close, ")")]),
                None => calls.push((close, " | _kept ")),
            },
            Some("raw") => tags.skip_raw(),
            _ => {}
        }
    }
    calls
}

/// A tag `{% … %}` or `{{ … }}`: the range of what stands between its marks.
struct TemplateTag {
    is_statement: bool,
    start: usize,
    end: usize,
    /// The values of lists that are made by a loop, `[value for …]`.
    lists: Vec<(usize, usize)>,
}

/// The tags of a template. Where one is not closed they end: the engine says so.
struct TemplateTags<'t> {
    text: &'t str,
    at: usize,
}

impl TemplateTags<'_> {
    fn rest(&self) -> &str {
        self.text.split_at(self.at).1
    }

    /// Moves past the next of these marks; says which it was.
    fn skip_past(&mut self, marks: &[&'static str]) -> Option<&'static str> {
        let rest = self.rest();
        let (at, mark) = marks.iter().filter_map(|mark| Some((rest.find(mark)?, *mark))).min()?;
        self.at += at + mark.len();
        Some(mark)
    }

    fn skip_raw(&mut self) {
        while self.skip_past(&["{%"]).is_some() && !self.rest().trim_start_matches('-').trim_start().starts_with("endraw") {}
    }

    fn skip_string(&mut self, quote: char) -> Option<()> {
        loop {
            let c = self.rest().chars().next()?;
            self.at += c.len_utf8();
            match c {
                '\\' => self.at += self.rest().chars().next()?.len_utf8(),
                _ if c == quote => return Some(()),
                _ => {}
            }
        }
    }

    fn next(&mut self) -> Option<TemplateTag> {
        while self.skip_past(&["{{", "{%", "{#"])? == "{#" {
            self.skip_past(&["#}"])?;
        }
        let start = self.at;
        let is_statement = self.text.get(..start)?.ends_with('%');
        let close = if is_statement { "%}" } else { "}}" };
        let mut lists = Vec::new();
        let mut open: Vec<(char, usize)> = Vec::new();
        while !self.rest().starts_with(close) {
            let c = self.rest().chars().next()?;
            let word_start = self.at;
            self.at += c.len_utf8();
            match c {
                '"' | '\'' | '`' => self.skip_string(c)?,
                '[' | '(' | '{' => open.push((c, self.at)),
                ']' | ')' | '}' => drop(open.pop()),
                _ if c.is_alphanumeric() || c == '_' => {
                    let length: usize = self.rest().chars().take_while(|c| c.is_alphanumeric() || *c == '_').map(char::len_utf8).sum();
                    self.at += length;
                    let is_for = self.text.get(word_start..self.at)? == "for" && !self.text.get(..word_start)?.ends_with('.');
                    if let (true, Some(('[', from))) = (is_for, open.last()) {
                        lists.push((*from, word_start));
                    }
                }
                _ => {}
            }
        }
        let end = self.at;
        self.at += 2;
        Some(TemplateTag { is_statement, start, end, lists })
    }
}
