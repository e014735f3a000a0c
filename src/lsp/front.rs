//! Front matter as it is being typed.
//!
//! TOML that is half written cannot be parsed, and that is when an editor's user wants help. This scanner reads what is there, knows from
//! the declared fields what each place holds, and recovers at the next line that begins a field or a table.

use std::ops::Range;

use super::world::Built;
use crate::config::FILE_NAME;
use crate::parse::Slot;
use crate::parse::fields::{Common, Fields as KindFields};
use crate::parse::record::{FieldSpec, Record, Shape};

/// How deep lists and tables may stand inside each other.
const DEEPEST: usize = 40;

/// Which part of a note's file a place lies in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Region {
    /// In the TOML, which has this range.
    Front(Range<usize>),
    /// On or before the line that opens it.
    Opening,
    /// In the text.
    Body,
}

/// Where the TOML of a file stands. Front matter that is not closed yet runs to the end.
pub(super) fn toml_of(path: &str, text: &str) -> Option<Range<usize>> {
    if path.ends_with(".toml") {
        return Some(0..text.len());
    }
    let mut at = 0_usize;
    let mut start = None;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches('\u{feff}').trim_end();
        let next = at.saturating_add(line.len());
        match start {
            None if bare.is_empty() => {}
            None if bare == "+++" => start = Some(next),
            None => return None,
            Some(start) if bare == "+++" => return Some(start..at),
            Some(_) => {}
        }
        at = next;
    }
    start.map(|start| start.min(text.len())..text.len())
}

/// Which part of a file a place lies in.
pub(super) fn region(path: &str, text: &str, offset: usize) -> Region {
    match toml_of(path, text) {
        Some(toml) if offset < toml.start => Region::Opening,
        Some(toml) if offset <= toml.end => Region::Front(toml),
        _ => Region::Body,
    }
}

/// The fields of a table.
#[derive(Clone, Debug)]
pub(super) enum Fields {
    /// These, and no others.
    Declared(Vec<&'static FieldSpec>),
    /// Free keys, values of one shape; the field that holds the table.
    Map(&'static FieldSpec, &'static Shape),
    /// Nothing is known of it.
    Free,
}

impl Fields {
    /// The fields of a note's front matter.
    pub(super) fn of_note(slot: &Slot, translation: bool) -> Self {
        let common = Common::fields().iter();
        if translation {
            return Self::Declared(common.filter(|spec| matches!(spec.key, "title" | "summary")).collect());
        }
        Self::Declared(match slot {
            Slot::Note(kind) => common.chain(KindFields::specs(*kind)).collect(),
            Slot::Home | Slot::List(_) => common.collect(),
        })
    }

    /// The fields of `site.toml`.
    pub(super) fn of_site() -> Self {
        Self::Declared(crate::config::SiteToml::fields().iter().collect())
    }

    fn spec(&self, key: &str) -> Option<&'static FieldSpec> {
        match self {
            Self::Declared(specs) => specs.iter().find(|spec| spec.key == key).copied(),
            Self::Map(..) | Self::Free => None,
        }
    }

    /// What the value of a key is, and the field that declares it.
    fn value(&self, key: &str) -> Held {
        match self {
            Self::Map(spec, shape) => Held { spec: Some(spec), shape: Some(shape) },
            _ => {
                let spec = self.spec(key);
                Held { spec, shape: spec.map(|spec| &spec.shape) }
            }
        }
    }
}

/// The fields of a file's front matter.
pub(super) fn fields_of(path: &str, built: &Built) -> Option<Fields> {
    if path == FILE_NAME {
        return Some(Fields::of_site());
    }
    let file = built.file_at(path)?;
    let note = built.notes_of(file.id).next()?;
    Some(Fields::of_note(&note.slot, note.language.is_some()))
}

/// What a place holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    /// The field that declares it.
    pub(super) spec: Option<&'static FieldSpec>,
    /// What stands there.
    pub(super) shape: Option<&'static Shape>,
}

impl Held {
    /// An entry of a list.
    fn entry(self) -> Self {
        fn entry(shape: &'static Shape) -> Option<&'static Shape> {
            match shape {
                Shape::Many(inner) | Shape::OneOrMany(inner) => Some(inner),
                Shape::Either(one, other) => entry(one).or_else(|| entry(other)),
                _ => None,
            }
        }
        Self { shape: self.shape.and_then(entry), ..self }
    }

    /// The string that may stand here; where a list is wanted, an entry of it.
    pub(super) fn string(self) -> Option<&'static Shape> {
        fn string(shape: &'static Shape) -> Option<&'static Shape> {
            match shape {
                Shape::Text | Shape::Markdown | Shape::Date | Shape::Choice(_) | Shape::Name(_) => Some(shape),
                Shape::Many(inner) | Shape::OneOrMany(inner) => string(inner),
                Shape::Either(one, other) => string(one).or_else(|| string(other)),
                _ => None,
            }
        }
        self.shape.and_then(string)
    }

    /// The table that may stand here.
    fn table(self) -> Fields {
        fn table(shape: &'static Shape, spec: Option<&'static FieldSpec>) -> Option<Fields> {
            match shape {
                Shape::Record(fields) => Some(Fields::Declared(fields().iter().collect())),
                Shape::Many(inner) | Shape::OneOrMany(inner) => table(inner, spec),
                Shape::Either(one, other) => table(one, spec).or_else(|| table(other, spec)),
                Shape::Map(inner) => spec.map(|spec| Fields::Map(spec, inner)),
                _ => None,
            }
        }
        self.shape.and_then(|shape| table(shape, self.spec)).unwrap_or(Fields::Free)
    }
}

/// A word of the front matter. Ranges are bytes of the whole file.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// Where it stands; a string without its quotes.
    pub(super) range: Range<usize>,
    /// The table that it stands in, by number.
    pub(super) table: usize,
    /// What it is.
    pub(super) kind: TokenKind,
}

/// What a word is.
#[derive(Clone, Debug)]
pub(super) enum TokenKind {
    /// A field's key, in a table's line or header.
    Key(Option<&'static FieldSpec>),
    /// A string.
    Text(Held),
}

/// What may be written at the end of what was scanned.
#[derive(Clone, Debug, Default)]
pub(super) enum Here {
    /// Nothing that is known.
    #[default]
    Nothing,
    /// A key that begins at this byte, in a table by number.
    Key { fields: Fields, start: usize, table: usize },
    /// A key in a header `[…]` or `[[…]]` that begins at this byte.
    Header { fields: Fields, start: usize, double: bool },
    /// A value, of which nothing but perhaps a bare word is there, from this byte on.
    Value { held: Held, start: usize, in_list: bool },
    /// Inside a string whose contents begin at this byte.
    Text { held: Held, start: usize },
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Keys and strings, in order.
    pub(super) tokens: Vec<Token>,
    /// What may be written at the end.
    pub(super) here: Here,
}

/// Reads front matter in `range` of a text.
pub(super) fn scan(text: &str, range: Range<usize>, fields: &Fields) -> Scan {
    let start = range.start.min(range.end);
    let start = if start == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8().min(range.end) } else { start };
    let mut scanner = Scanner { text: text.get(..range.end).unwrap_or(text), at: start, found: Scan::default(), done: false, tables: 0 };
    scanner.document(fields);
    scanner.found
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    found: Scan,
    /// Whether what may be written at the end has been found.
    done: bool,
    tables: usize,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) {
        self.at = self.at.saturating_add(self.peek().map_or(0, char::len_utf8));
    }

    fn skip_while(&mut self, test: impl Fn(char) -> bool) {
        let length: usize = self.rest().chars().take_while(|c| test(*c)).map(char::len_utf8).sum();
        self.at = self.at.saturating_add(length);
    }

    fn space(&mut self) {
        self.skip_while(|c| c == ' ' || c == '\t');
    }

    fn line_end(&mut self) {
        self.skip_while(|c| c != '\n');
        // At the very end nothing is wanted behind a value or in a comment.
        if self.peek().is_none() {
            self.end(Here::Nothing);
        }
    }

    /// Space, line ends and comments.
    fn blank(&mut self) {
        loop {
            self.skip_while(char::is_whitespace);
            if self.peek() != Some('#') {
                return;
            }
            self.line_end();
        }
    }

    /// Says what may be written at the end; the innermost place speaks first, and no other after it.
    fn end(&mut self, here: Here) {
        if !self.done && self.peek().is_none() {
            self.done = true;
            self.found.here = here;
        }
    }

    fn push(&mut self, range: Range<usize>, table: usize, kind: TokenKind) {
        self.found.tokens.push(Token { range, table, kind });
    }

    fn new_table(&mut self) -> usize {
        self.tables = self.tables.saturating_add(1);
        self.tables
    }

    fn document(&mut self, root: &Fields) {
        let mut fields = root.clone();
        let mut table = self.tables;
        loop {
            self.blank();
            match self.peek() {
                None => {
                    let start = self.at;
                    return self.end(Here::Key { fields, start, table });
                }
                Some('[') => {
                    fields = self.header(root);
                    table = self.tables;
                    self.line_end();
                }
                Some(_) => {
                    let before = self.at;
                    self.pair(&fields, table, 0);
                    self.line_end();
                    if self.at == before {
                        self.bump();
                    }
                }
            }
        }
    }

    /// `[a.b]` or `[[a]]`; gives the fields of the table that begins.
    fn header(&mut self, root: &Fields) -> Fields {
        self.bump();
        let double = self.peek() == Some('[');
        if double {
            self.bump();
        }
        let table = self.new_table();
        let mut fields = root.clone();
        loop {
            self.space();
            let start = self.at;
            let key = self.word();
            self.end(Here::Header { fields: fields.clone(), start, double });
            if key.is_empty() {
                break;
            }
            let held = fields.value(&key);
            let spec = fields.spec(&key);
            self.push(start..self.at, table, TokenKind::Key(spec));
            fields = held.table();
            self.space();
            if self.peek() != Some('.') {
                break;
            }
            self.bump();
        }
        fields
    }

    /// A bare or quoted key.
    fn word(&mut self) -> String {
        let start = self.at;
        match self.peek() {
            Some(quote @ ('"' | '\'')) => {
                self.bump();
                self.skip_while(|c| c != quote && c != '\n');
                let word = self.text.get(start.saturating_add(1)..self.at).unwrap_or_default().to_owned();
                if self.peek() == Some(quote) {
                    self.bump();
                }
                word
            }
            _ => {
                self.skip_while(|c| c.is_alphanumeric() || c == '_' || c == '-');
                self.text.get(start..self.at).unwrap_or_default().to_owned()
            }
        }
    }

    /// `key = value`, as far as it is there.
    fn pair(&mut self, fields: &Fields, table: usize, depth: usize) {
        let mut fields = fields.clone();
        loop {
            self.space();
            let start = self.at;
            let key = self.word();
            self.end(Here::Key { fields: fields.clone(), start, table });
            let held = fields.value(&key);
            if !key.is_empty() {
                let spec = fields.spec(&key);
                self.push(start..self.at, table, TokenKind::Key(spec));
            }
            self.space();
            match self.peek() {
                Some('.') => {
                    self.bump();
                    fields = held.table();
                }
                Some('=') => {
                    self.bump();
                    return self.value(held, table, false, depth);
                }
                _ => return self.end(Here::Nothing),
            }
        }
    }

    fn value(&mut self, held: Held, table: usize, in_list: bool, depth: usize) {
        self.space();
        let start = self.at;
        self.end(Here::Value { held, start, in_list });
        match self.peek() {
            Some('"' | '\'') => self.string(held, table),
            Some('[') if depth < DEEPEST => self.list(held.entry(), table, depth.saturating_add(1)),
            Some('{') if depth < DEEPEST => self.inline_table(&held.table(), depth.saturating_add(1)),
            _ => {
                self.skip_while(|c| !matches!(c, ',' | ']' | '}' | '\n' | '#'));
                self.end(Here::Value { held, start, in_list });
            }
        }
    }

    fn string(&mut self, held: Held, table: usize) {
        let quote = self.peek().unwrap_or('"');
        let long = if quote == '"' { "\"\"\"" } else { "'''" };
        let is_long = self.rest().starts_with(long);
        self.at = self.at.saturating_add(if is_long { 3 } else { 1 });
        let start = self.at;
        let mut length = 0_usize;
        let mut escaped = false;
        let mut closed = false;
        for (at, c) in self.rest().char_indices() {
            length = at;
            let ends = if is_long { self.rest().get(at..).is_some_and(|rest| rest.starts_with(long)) } else { c == quote };
            if ends && !escaped {
                closed = true;
                break;
            }
            if c == '\n' && !is_long {
                closed = true;
                break;
            }
            escaped = quote == '"' && c == '\\' && !escaped;
            length = at.saturating_add(c.len_utf8());
        }
        self.at = start.saturating_add(length);
        let range = start..self.at;
        if !closed {
            self.end(Here::Text { held, start });
        }
        self.push(range, table, TokenKind::Text(held));
        let quotes = if is_long {
            long
        } else if quote == '"' {
            "\""
        } else {
            "'"
        };
        if self.rest().starts_with(quotes) {
            self.at = self.at.saturating_add(quotes.len());
        }
    }

    /// Whether the line that begins here is a field or a table of its own, so that what stood open before is only half written.
    fn new_line_recovers(&self, in_table: bool) -> bool {
        let before = self.text.get(..self.at).unwrap_or_default();
        if !before.is_empty() && !before.ends_with('\n') {
            return false;
        }
        let line = self.rest().split('\n').next().unwrap_or_default().trim_end();
        if line.starts_with("[[") && line.ends_with("]]") && !line.contains(',') {
            return true;
        }
        !in_table
            && line
                .split_once('=')
                .is_some_and(|(key, _)| !key.is_empty() && key.trim_end().chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-'))
    }

    fn list(&mut self, entry: Held, table: usize, depth: usize) {
        self.bump();
        loop {
            self.blank();
            if self.new_line_recovers(false) {
                // `line_end` of the line before is what the caller skips to: step back behind it.
                self.at = self.at.saturating_sub(1);
                return;
            }
            let start = self.at;
            self.end(Here::Value { held: entry, start, in_list: true });
            match self.peek() {
                None => return,
                Some(']') => return self.bump(),
                Some(',') => self.bump(),
                Some(_) => self.value(entry, table, true, depth),
            }
            if self.at == start {
                self.bump();
            }
        }
    }

    fn inline_table(&mut self, fields: &Fields, depth: usize) {
        self.bump();
        let table = self.new_table();
        loop {
            self.blank();
            if self.new_line_recovers(true) {
                self.at = self.at.saturating_sub(1);
                return;
            }
            let start = self.at;
            self.end(Here::Key { fields: fields.clone(), start, table });
            match self.peek() {
                None => return,
                Some('}') => return self.bump(),
                Some(',') => self.bump(),
                Some(_) => self.pair(fields, table, depth),
            }
            if self.at == start {
                self.bump();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::fields::Kind;

    fn here(kind: Kind, toml: &str) -> Here {
        scan(toml, 0..toml.len(), &Fields::of_note(&Slot::Note(kind), false)).here
    }

    fn key_of(held: Held) -> &'static str {
        held.spec.map_or("", |spec| spec.key)
    }

    #[test]
    fn a_place_knows_what_it_holds_while_the_toml_is_broken() {
        assert!(matches!(here(Kind::Actor, "title = \"A\"\nspea"), Here::Key { start: 12, table: 0, .. }));
        assert!(matches!(here(Kind::Actor, "title = "), Here::Value { held, .. } if key_of(held) == "title"));
        assert!(matches!(here(Kind::Source, "title = \"A\"\n[[statements]]\nby = [\"ukra"), Here::Text { held, .. }
            if key_of(held) == "by" && matches!(held.string(), Some(Shape::Name(_)))));
        assert!(matches!(here(Kind::Source, "title = \"not closed\npublisher = \"x\"\n[[statements]]\ntype = \""), Here::Text { held, .. }
            if key_of(held) == "type" && matches!(held.string(), Some(Shape::Choice(words)) if words.tags.iter().any(|tag| tag.key == "offer"))));
        assert!(matches!(here(Kind::Source, "authors = [\"A\",\npublisher = \"x\"\nty"), Here::Key { .. }));
        assert!(
            matches!(here(Kind::Round, "delegations = [{ actor = \"ukraine\", role = \"h"), Here::Text { held, .. } if key_of(held) == "role")
        );
        assert!(matches!(here(Kind::Round, "delegations = [{ actor = \"ukraine\", ro"), Here::Key { fields: Fields::Declared(specs), .. }
            if specs.iter().any(|spec| spec.key == "head")));
        assert!(matches!(here(Kind::Round, "[[dele"), Here::Header { double: true, start: 2, .. }));
        assert!(matches!(here(Kind::Actor, "speaks_for = [{ actor = \""), Here::Text { held, .. } if key_of(held) == "actor"));
        assert!(matches!(here(Kind::Actor, "speaks_for = \"u"), Here::Text { held, .. } if matches!(held.string(), Some(Shape::Name(_)))));
        assert!(matches!(here(Kind::Actor, "title = \"x\" # see"), Here::Nothing));
        assert!(matches!(here(Kind::Actor, "names = { uk = \"У"), Here::Text { held, .. } if key_of(held) == "names"));
        assert!(
            matches!(here(Kind::Actor, "summary = \"\"\"\nA [[uk"), Here::Text { held, .. } if matches!(held.string(), Some(Shape::Markdown)))
        );
    }

    #[test]
    fn settings_and_maps() {
        let toml = "[checks]\nstale-review = \"o";
        let found = scan(toml, 0..toml.len(), &Fields::of_site());
        assert!(matches!(found.here, Here::Text { held, .. } if key_of(held) == "checks"));
    }

    #[test]
    fn where_the_front_matter_stands() {
        let note = "+++\ntitle = 1\n+++\nText";
        assert_eq!(toml_of("a.md", note), Some(4..14));
        assert_eq!(region("a.md", note, 2), Region::Opening);
        assert_eq!(region("a.md", note, 14), Region::Front(4..14));
        assert_eq!(region("a.md", note, 18), Region::Body);
        assert_eq!(toml_of("a.md", "+++\ntitle = "), Some(4..12));
        assert_eq!(toml_of("a.md", "Text"), None);
        assert_eq!(toml_of("a.md", "+++"), Some(3..3));
    }

    #[test]
    fn nothing_that_is_typed_makes_it_stumble() {
        for text in [
            "[",
            "[[",
            "[[a",
            "= = =",
            "a = [[[[[",
            "a = {{{{",
            "a = \"\\",
            "a.b.c = [1, 2",
            "\"q\" = 'x",
            "a = '''",
            "ü = ä",
            "]]]\n}}}",
            "a = [{b = [{",
        ] {
            for end in 0..=text.len() {
                let _ = scan(text, 0..end, &Fields::of_site());
            }
        }
        let deep = "a = ".to_owned() + &"[".repeat(100_000);
        let _ = scan(&deep, 0..deep.len(), &Fields::Free);
    }
}
