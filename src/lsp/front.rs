//! Front matter as it is being typed.
//!
//! TOML that is half written cannot be parsed, and that is when an editor's user wants help. This scanner reads what is there, knows from
//! the declared fields what each place holds, and recovers at the next line that begins a field or a table.

use std::ops::Range;

use super::world::LastBuild;
use crate::config::FILE_NAME;
use crate::file::bom_length;
use crate::parse::NoteLocation;
use crate::parse::fields::Kind;
use crate::parse::front_matter::{note_fields, toml_range};
use crate::parse::record::{FieldSpec, Record, Shape};
use crate::parse::translation::translatable;

/// How deep lists and tables may be nested.
const MAX_DEPTH: usize = 40;

/// The TOML that a place lies in.
pub(super) fn toml_around(path: &str, text: &str, offset: usize) -> Option<Range<usize>> {
    toml_range(path, text).filter(|toml| toml.start <= offset && offset <= toml.end)
}

/// Whether a list's entries have ids: a translation then names them by these.
pub(super) fn has_ids(shape: &Shape) -> bool {
    matches!(shape, Shape::Many(Shape::Record(fields)) if fields().iter().any(|spec| spec.key == "id"))
}

#[derive(Clone, Debug)]
pub(super) enum AllowedFields {
    Declared {
        specs: Vec<&'static FieldSpec>,
        in_translation: bool,
    },
    /// Free keys, values of one shape; the field that holds the table. In a translation also the entries of a list, by their ids.
    Map(&'static FieldSpec, &'static Shape),
    Free,
}

impl AllowedFields {
    pub(super) fn of_note(location: &NoteLocation, translation: bool) -> Self {
        Self::of_record(note_fields(location).into_iter().flatten(), translation)
    }

    pub(super) fn of_site() -> Self {
        Self::of_record(crate::config::SiteToml::fields().iter(), false)
    }

    fn of_record(all: impl Iterator<Item = &'static FieldSpec>, in_translation: bool) -> Self {
        let specs = all.filter(|spec| !in_translation || spec.key == "title" || translatable(spec)).collect();
        Self::Declared { specs, in_translation }
    }

    fn spec(&self, key: &str) -> Option<&'static FieldSpec> {
        match self {
            Self::Declared { specs, .. } => specs.iter().find(|spec| spec.key == key).copied(),
            Self::Map(..) | Self::Free => None,
        }
    }

    /// What the value of a key is, and the field that declares it.
    fn value(&self, key: &str) -> FrontValue {
        match self {
            Self::Map(spec, shape) => {
                // Entries that stand under their ids are those of a translation.
                FrontValue { spec: Some(spec), shape: Some(shape), in_translation: matches!(spec.shape, Shape::Many(_)) }
            }
            _ => {
                let spec = self.spec(key);
                let in_translation = matches!(self, Self::Declared { in_translation: true, .. });
                FrontValue { spec, shape: spec.map(|spec| &spec.shape), in_translation }
            }
        }
    }

    /// What a key is.
    fn token(&self, key: &str) -> TokenKind {
        if let Self::Map(spec, _) = self { TokenKind::Entry(spec) } else { TokenKind::Key(self.spec(key)) }
    }
}

/// The fields of a file's front matter.
pub(super) fn fields_of(path: &str, build: &LastBuild) -> Option<AllowedFields> {
    if path == FILE_NAME {
        return Some(AllowedFields::of_site());
    }
    let file = build.files.by_path(path)?;
    let note = build.notes_of(file.id).next()?;
    Some(AllowedFields::of_note(&note.location, note.language.is_some()))
}

/// The kind of notes that a setting names, where it names notes; in it none, where any will do.
pub(super) fn kind_of_setting(value: FrontValue) -> Option<Option<Kind>> {
    match value.spec?.key {
        "columns" => Some(Some(Kind::Actor)),
        "topics" => Some(Some(Kind::Topic)),
        "disputes" => Some(Some(Kind::Dispute)),
        "note" | "notes" => Some(None),
        _ => None,
    }
}

/// What may stand as a value, by the declaration of its field.
#[derive(Clone, Copy, Debug)]
pub(super) struct FrontValue {
    pub(super) spec: Option<&'static FieldSpec>,
    pub(super) shape: Option<&'static Shape>,
    in_translation: bool,
}

impl FrontValue {
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
    pub(super) fn string_shape(self) -> Option<&'static Shape> {
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
    fn table(self) -> AllowedFields {
        self.table_of(self.shape).unwrap_or(AllowedFields::Free)
    }

    fn table_of(self, shape: Option<&'static Shape>) -> Option<AllowedFields> {
        match shape? {
            Shape::Record(fields) => Some(AllowedFields::of_record(fields().iter(), self.in_translation)),
            shape @ Shape::Many(entry) if self.in_translation && has_ids(shape) => self.spec.map(|spec| AllowedFields::Map(spec, entry)),
            Shape::Many(inner) | Shape::OneOrMany(inner) => self.table_of(Some(inner)),
            Shape::Either(one, other) => self.table_of(Some(one)).or_else(|| self.table_of(Some(other))),
            Shape::Map(inner) => self.spec.map(|spec| AllowedFields::Map(spec, inner)),
            _ => None,
        }
    }
}

/// A word of the front matter. Ranges are bytes of the whole file.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// Where it stands; a string without its quotes.
    pub(super) range: Range<usize>,
    /// The table that it stands in, by number.
    pub(super) table: usize,
    pub(super) kind: TokenKind,
}

#[derive(Clone, Debug)]
pub(super) enum TokenKind {
    /// A field's key, in a table's line or header.
    Key(Option<&'static FieldSpec>),
    /// A free key; the field that holds its table.
    Entry(&'static FieldSpec),
    Text(FrontValue),
}

/// What may be written at the end of what was scanned.
#[derive(Clone, Debug, Default)]
pub(super) enum ExpectedInput {
    #[default]
    Nothing,
    /// A key that begins at this byte, in a table by number.
    Key { fields: AllowedFields, start: usize, table: usize },
    /// A key in a header `[…]` or `[[…]]` that begins at this byte.
    Header { fields: AllowedFields, start: usize, double: bool },
    /// A value, of which nothing but perhaps a bare word is there, from this byte on.
    Value { value: FrontValue, start: usize, in_list: bool },
    /// Inside a string whose contents begin at this byte.
    Text { value: FrontValue, start: usize },
}

#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Keys and strings, in order.
    pub(super) tokens: Vec<Token>,
    /// What may be written at the end.
    pub(super) expected: ExpectedInput,
}

/// Reads front matter in `range` of a text.
pub(super) fn scan(text: &str, range: Range<usize>, fields: &AllowedFields) -> Scan {
    let start = range.start.max(bom_length(text)).min(range.end);
    let mut scanner = Scanner { text: text.get(..range.end).unwrap_or(text), at: start, found: Scan::default(), is_set: false, tables: 0 };
    scanner.document(fields);
    scanner.found
}

/// Whether a key without quotes may hold this.
fn is_bare(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    found: Scan,
    /// Whether `found.expected` has been set.
    is_set: bool,
    tables: usize,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        self.text.split_at(self.at).1
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    /// Goes on while a test holds; gives what was passed.
    fn skip_while(&mut self, test: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let (passed, _) = rest.split_at(rest.find(|c| !test(c)).unwrap_or(rest.len()));
        self.at += passed.len();
        passed
    }

    fn skip_space(&mut self) {
        self.skip_while(|c| c == ' ' || c == '\t');
    }

    fn line_end(&mut self) {
        self.skip_while(|c| c != '\n');
        // At the very end nothing is wanted after a value or in a comment.
        self.expect(ExpectedInput::Nothing);
    }

    fn skip_blank(&mut self) {
        self.skip_while(char::is_whitespace);
        while self.peek() == Some('#') {
            self.line_end();
            self.skip_while(char::is_whitespace);
        }
    }

    /// Sets what may be written where the text ends. The innermost place comes first; what others say is ignored.
    fn expect(&mut self, expected: ExpectedInput) {
        if !self.is_set && self.rest().is_empty() {
            self.is_set = true;
            self.found.expected = expected;
        }
    }

    fn push(&mut self, range: Range<usize>, table: usize, kind: TokenKind) {
        self.found.tokens.push(Token { range, table, kind });
    }

    fn new_table(&mut self) -> usize {
        self.tables += 1;
        self.tables
    }

    fn document(&mut self, root: &AllowedFields) {
        let mut fields = root.clone();
        let mut table = self.tables;
        loop {
            self.skip_blank();
            let start = self.at;
            match self.peek() {
                None => return self.expect(ExpectedInput::Key { fields, start, table }),
                Some('[') => {
                    table = self.new_table();
                    fields = self.header(root, table);
                }
                Some(_) => self.pair(&fields, table, 0),
            }
            self.line_end();
            if self.at == start {
                self.bump();
            }
        }
    }

    /// `[a.b]` or `[[a]]`; gives the fields of the table that begins.
    fn header(&mut self, root: &AllowedFields, table: usize) -> AllowedFields {
        self.bump();
        let double = self.peek() == Some('[');
        if double {
            self.bump();
        }
        let mut fields = root.clone();
        loop {
            self.skip_space();
            let start = self.at;
            let key = self.key();
            self.expect(ExpectedInput::Header { fields: fields.clone(), start, double });
            if key.is_empty() {
                return fields;
            }
            let value = fields.value(key);
            self.push(start..self.at, table, fields.token(key));
            fields = value.table();
            self.skip_space();
            if self.peek() != Some('.') {
                return fields;
            }
            self.bump();
        }
    }

    /// A bare or quoted key.
    fn key(&mut self) -> &'t str {
        let Some(quote @ ('"' | '\'')) = self.peek() else { return self.skip_while(is_bare) };
        self.bump();
        let word = self.skip_while(|c| c != quote && c != '\n');
        if self.peek() == Some(quote) {
            self.bump();
        }
        word
    }

    /// `key = value`, as far as it is there.
    fn pair(&mut self, fields: &AllowedFields, table: usize, depth: usize) {
        let mut fields = fields.clone();
        loop {
            self.skip_space();
            let start = self.at;
            let key = self.key();
            self.expect(ExpectedInput::Key { fields: fields.clone(), start, table });
            let value = fields.value(key);
            if !key.is_empty() {
                self.push(start..self.at, table, fields.token(key));
            }
            self.skip_space();
            let next = self.peek();
            if !matches!(next, Some('.' | '=')) {
                return self.expect(ExpectedInput::Nothing);
            }
            self.bump();
            if next == Some('=') {
                return self.value(value, table, false, depth);
            }
            fields = value.table();
        }
    }

    fn value(&mut self, value: FrontValue, table: usize, in_list: bool, depth: usize) {
        self.skip_space();
        let start = self.at;
        self.expect(ExpectedInput::Value { value, start, in_list });
        match self.peek() {
            Some('"' | '\'') => self.string(value, table),
            Some('[') if depth < MAX_DEPTH => {
                let entry = value.entry();
                let expected = |start| ExpectedInput::Value { value: entry, start, in_list: true };
                self.entries(']', expected, |scanner| scanner.value(entry, table, true, depth + 1));
            }
            Some('{') if depth < MAX_DEPTH => {
                let (fields, table) = (value.table(), self.new_table());
                let expected = |start| ExpectedInput::Key { fields: fields.clone(), start, table };
                self.entries('}', expected, |scanner| scanner.pair(&fields, table, depth + 1));
            }
            _ => {
                self.skip_while(|c| !matches!(c, ',' | ']' | '}' | '\n' | '#'));
                self.expect(ExpectedInput::Value { value, start, in_list });
            }
        }
    }

    fn string(&mut self, value: FrontValue, table: usize) {
        let rest = self.rest();
        let quotes = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quotes| rest.starts_with(quotes)).unwrap_or_default();
        self.at += quotes.len();
        let (start, inside) = (self.at, self.rest());
        let mut escaped = false;
        let end = inside.char_indices().find(|(at, c)| {
            let closes = inside.split_at(*at).1.starts_with(quotes) && !escaped;
            escaped = quotes.starts_with('"') && *c == '\\' && !escaped;
            closes || (*c == '\n' && quotes.len() == 1)
        });
        self.at += end.map_or(inside.len(), |(at, _)| at);
        self.expect(ExpectedInput::Text { value, start });
        self.push(start..self.at, table, TokenKind::Text(value));
        if self.rest().starts_with(quotes) {
            self.at += quotes.len();
        }
    }

    /// What stands between commas, up to the bracket that closes it.
    fn entries(&mut self, close: char, expected: impl Fn(usize) -> ExpectedInput, mut entry: impl FnMut(&mut Self)) {
        self.bump();
        loop {
            self.skip_blank();
            if self.recovers_here(close == '}') {
                // The caller skips the rest of a line: it is to be the one before.
                self.at -= 1;
                return;
            }
            let start = self.at;
            self.expect(expected(start));
            match self.peek() {
                None => return,
                Some(c) if c == close => return self.bump(),
                Some(',') => self.bump(),
                Some(_) => entry(self),
            }
            if self.at == start {
                self.bump();
            }
        }
    }

    /// Whether the line that begins here is a field or a table of its own, so that the list or table before it is only half written.
    fn recovers_here(&self, in_table: bool) -> bool {
        if !self.text.split_at(self.at).0.ends_with('\n') {
            return false;
        }
        let line = self.rest().lines().next().unwrap_or_default().trim_end();
        let is_field = || line.split_once('=').is_some_and(|(key, _)| !key.is_empty() && key.trim_end().chars().all(is_bare));
        line.starts_with("[[") && line.ends_with("]]") && !line.contains(',') || !in_table && is_field()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(kind: Kind, toml: &str) -> ExpectedInput {
        scan(toml, 0..toml.len(), &AllowedFields::of_note(&NoteLocation::Note(kind), false)).expected
    }

    fn key_of(value: FrontValue) -> &'static str {
        value.spec.map_or("", |spec| spec.key)
    }

    #[test]
    fn a_place_knows_what_it_holds_while_the_toml_is_broken() {
        use ExpectedInput::{Header, Key, Nothing, Text, Value};
        assert!(matches!(expected(Kind::Actor, "title = \"A\"\nspea"), Key { start: 12, table: 0, .. }));
        assert!(matches!(expected(Kind::Actor, "title = "), Value { value, .. } if key_of(value) == "title"));
        assert!(matches!(expected(Kind::Source, "authors = [\"A\",\npublisher = \"x\"\nty"), Key { .. }));
        assert!(
            matches!(expected(Kind::Round, "delegations = [{ actor = \"ukraine\", ro"), Key { fields: AllowedFields::Declared { specs, .. }, .. }
            if specs.iter().any(|spec| spec.key == "head"))
        );
        assert!(matches!(expected(Kind::Round, "[[dele"), Header { double: true, start: 2, .. }));
        assert!(matches!(expected(Kind::Actor, "title = \"x\" # see"), Nothing));
        type Fits = fn(&Shape) -> bool;
        let is_offered: Fits = |shape| matches!(shape, Shape::Choice(choices) if choices.iter().any(|word| word.key == "offer"));
        let is_name: Fits = |shape| matches!(shape, Shape::Name(_));
        let cases: [(Kind, &str, &str, Fits); 7] = [
            (Kind::Source, "title = \"A\"\n[[statements]]\nby = [\"ukra", "by", is_name),
            (Kind::Source, "title = \"not closed\npublisher = \"x\"\n[[statements]]\ntype = \"", "type", is_offered),
            (Kind::Round, "delegations = [{ actor = \"ukraine\", role = \"h", "role", |_| true),
            (Kind::Actor, "speaks_for = [{ actor = \"", "actor", |_| true),
            (Kind::Actor, "speaks_for = \"u", "speaks_for", is_name),
            (Kind::Actor, "names = { uk = \"У", "names", |_| true),
            (Kind::Actor, "summary = \"\"\"\nA [[uk", "summary", |shape| matches!(shape, Shape::Markdown)),
        ];
        for (kind, toml, key, fits) in cases {
            let Text { value, .. } = expected(kind, toml) else { panic!("{toml}") };
            assert!(key_of(value) == key && value.string_shape().is_some_and(fits), "{toml}");
        }
        let toml = "[checks]\nstale-review = \"o";
        let found = scan(toml, 0..toml.len(), &AllowedFields::of_site());
        assert!(matches!(found.expected, Text { value, .. } if key_of(value) == "checks"));
    }

    #[test]
    fn a_place_lies_in_the_front_matter_or_not() {
        let note = "+++\ntitle = 1\n+++\nText";
        assert_eq!(toml_around("a.md", note, 2), None);
        assert_eq!(toml_around("a.md", note, 14), Some(4..14));
        assert_eq!(toml_around("a.md", note, 18), None);
    }

    #[test]
    fn half_written_texts_do_not_panic() {
        const TEXTS: &str = "[[a|= = =|a = [[[[[|a = {{{{|a = \"\\|a.b.c = [1, 2|\"q\" = 'x|a = '''|ü = ä|]]]\n}}}|a = [{b = [{";
        for text in TEXTS.split('|') {
            for end in 0..=text.len() {
                let _ = scan(text, 0..end, &AllowedFields::of_site());
            }
        }
        let deep = "a = ".to_owned() + &"[".repeat(100_000);
        let _ = scan(&deep, 0..deep.len(), &AllowedFields::Free);
    }
}
