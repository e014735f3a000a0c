//! How front matter becomes typed values: one declaration of a field gives its parser, its place in the JSON Schema and its completion.
//!
//! Reading never stops at the first problem: a value that cannot be read is reported and left out, and reading goes on.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::marker::PhantomData;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeArray, DeInteger, DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, did_you_mean, in_backticks};
use crate::file::{FileId, Located, Span, is_blank};
use crate::parse::date::Edtf;
use crate::parse::markdown::{self, NoteText, Prose};
use crate::parse::shorten;
use crate::parse::translated_value::{TranslatedValue, TranslationReport};

/// One declared field: its key, what it means, what it holds.
#[derive(Debug)]
pub struct FieldSpec {
    /// The key as editors write it.
    pub key: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// Whether a record without it is an error.
    pub required: bool,
    /// What it holds.
    pub shape: Shape,
    /// What messages call its record: "a statement".
    pub record: &'static str,
    /// Whether it holds wording, which a translation gives in another language.
    pub wording: bool,
}

/// What a field holds, by its shape.
#[derive(Clone, Debug)]
pub enum Value<'v> {
    Text(Cow<'v, str>),
    Markdown(&'v Prose),
    Date(Edtf),
    Boolean(bool),
    Integer(i64),
    /// A number as it was written.
    Number(&'v str),
    Choice(&'static str),
    /// The name of a note, a source or a statement.
    Name(Cow<'v, str>),
    Coordinates(f64, f64),
    Many(Vec<Value<'v>>),
    /// A table with declared keys: the fields that are there.
    Record(Entries<'v>),
    /// A table whose keys are free.
    Map(Vec<(&'v str, Value<'v>)>),
    Free(&'v serde_json::Value),
}

/// Fields with what they hold.
pub type Entries<'v> = Vec<(&'static FieldSpec, Value<'v>)>;

/// What a field holds, as far as the schema, completion and hover need to know.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A plain string.
    Text,
    /// Inline Markdown.
    Markdown,
    /// An EDTF date.
    Date,
    Boolean,
    Integer,
    Number,
    /// `[latitude, longitude]` in degrees.
    Coordinates,
    /// A word of a closed set.
    Choice(&'static [Choice]),
    /// The name of a note, a source or a statement.
    Name(ExpectedKind),
    Many(&'static Shape),
    OneOrMany(&'static Shape),
    /// One of several shapes.
    Either(&'static Shape, &'static Shape),
    /// A table with declared keys.
    Record(fn() -> &'static [FieldSpec]),
    /// A table whose keys are free and whose values have one shape.
    Map(&'static Shape),
    /// Anything at all (`extra`).
    Free,
}

/// A word of a closed set: what editors write, for styles and scripts, and what readers see.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Choice {
    /// The set that it belongs to, by its name in Rust: `Basis`.
    pub set: &'static str,
    /// As editors write it: `first-hand`.
    pub key: &'static str,
    /// As readers of English see it: "First-hand".
    pub label: &'static str,
    /// What it means, in a sentence.
    pub meaning: &'static str,
}

/// A value of a closed set.
pub trait Worded: Copy {
    /// Its word.
    fn choice(self) -> Choice;
}

/// What a name may point to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExpectedKind {
    Actor,
    Track,
    Round,
    Source,
    Topic,
    Dispute,
    /// `source#statement`.
    Statement,
    /// `source` or `source#statement`.
    Evidence,
}

pub struct Context<'a> {
    /// The file that holds the front matter.
    pub file: FileId,
    /// Where the TOML begins in it, in bytes.
    pub base: usize,
    /// The TOML of the front matter.
    pub toml: &'a str,
    /// What is wrong so far.
    pub diagnostics: &'a mut Vec<Diagnostic>,
    /// The references and blocks of the note, to which inline Markdown adds.
    pub text: &'a mut NoteText,
    /// How the site wants Markdown to be read.
    pub markdown: &'a markdown::Settings,
    /// The language of the note, BCP 47.
    pub language: &'a str,
    /// The table being read, for messages: "a statement", "front matter of an actor".
    pub owner: &'static str,
    /// The fields of the outermost table, for messages on keys that stand in the wrong one.
    pub note_fields: &'a [&'a [FieldSpec]],
    /// Whether a blank text is reported: in a note it stands for a fact, and in a translation it leaves the original's words.
    pub refuses_blank: bool,
    /// Whether its record must have the field being read.
    pub required: bool,
    /// The key being read; inline Markdown remembers it as the section in which a reference stands.
    pub key: &'static str,
    /// Which entry of its value is being read: its key in a table of free keys; empty in a list.
    pub entry: Option<Box<str>>,
}

impl<'a> Context<'a> {
    /// The field of the file as a whole that has the key being read.
    fn spec(&self) -> Option<&'a FieldSpec> {
        self.note_fields.iter().copied().flatten().find(|spec| spec.key == self.key)
    }

    /// A range of the TOML as a place in the user's file.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, range.start + self.base..range.end + self.base)
    }

    /// What is being read, for messages: "`by`", "an entry of `by`", "`labels.actors`".
    fn subject(&self) -> String {
        match self.entry.as_deref() {
            None => format!("`{}`", self.key),
            Some("") => format!("an entry of `{}`", self.key),
            Some(entry) => format!("`{}.{entry}`", self.key),
        }
    }

    /// Reports a value of another type; nothing is read of it.
    pub fn wrong_type<T>(&mut self, value: &Spanned<DeValue<'_>>, expected: &str) -> Option<T> {
        let written = self.toml.get(value.span()).unwrap_or_default();
        let help = match (value.get_ref(), expected.starts_with("a string")) {
            (DeValue::Array(items), true) if items.get(..).is_some_and(|items| matches!(items, [only] if only.get_ref().is_str())) => {
                "Take the brackets away: it holds one.".to_owned()
            }
            (DeValue::Array(_) | DeValue::Table(_), true) => "Write one text in quotes here.".to_owned(),
            (_, true) => format!("Put it in quotes: `\"{written}\"`."),
            (DeValue::String(_), false) => format!("Write {expected} here, without quotes."),
            (_, false) => format!("Write {expected} here."),
        };
        self.wrong_shape(value, expected, help)
    }

    /// The same, with a help of its own.
    pub fn wrong_shape<T>(&mut self, value: &Spanned<DeValue<'_>>, expected: &str, help: impl Into<String>) -> Option<T> {
        let message = format!("{} takes {expected}, not {}", self.subject(), type_name(value.get_ref()));
        self.report(Code::InvalidValue, self.span(value.span()), message, help);
        None
    }

    /// Reports a number that TOML can write and that no field can hold: too large, or `nan`.
    fn no_such_number<T>(&mut self, value: &Spanned<DeValue<'_>>, help: impl Into<String>) -> Option<T> {
        let written = self.toml.get(value.span()).unwrap_or_default();
        let message = format!("{} cannot be `{}`", self.subject(), shorten(written, 40));
        self.report(Code::InvalidValue, self.span(value.span()), message, help);
        None
    }

    /// Reads a value with its key as the current one.
    pub fn with_key<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Self) -> T) -> T {
        let (outer, entry) = (std::mem::replace(&mut self.key, key), self.entry.take());
        let value = read(self);
        (self.key, self.entry) = (outer, entry);
        value
    }

    /// Reads an entry of the current key's value: of a list, or of a table by its key there.
    pub fn with_entry<T>(&mut self, entry: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.entry.replace(entry.into());
        let value = read(self);
        self.entry = outer;
        value
    }

    pub fn report(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(code, span, message).help(help));
    }
}

/// A TOML type's name with its article.
pub fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// A value that can be read from TOML.
pub trait FromToml: Sized {
    const SHAPE: Shape;
    /// Reads it; `None` after a report.
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self>;
    const WORDING: bool = false;
    /// What it holds, for those who visit its record.
    fn value(&self) -> Value<'_>;
    fn each_prose(&mut self, _change: &mut dyn FnMut(&mut Prose)) {}
    /// Puts a translation's words into it.
    fn translate(&mut self, translated: &TranslatedValue, _report: &mut TranslationReport) {
        if let Some(words) = Self::from_translation(translated) {
            *self = words;
        }
    }
    /// A value that the translation alone gives.
    fn from_translation(_translated: &TranslatedValue) -> Option<Self> {
        None
    }
}

/// A field of a record: a value with a rule for its absence.
pub trait Field: Sized {
    const SHAPE: Shape;
    const REQUIRED: bool = false;
    const WORDING: bool;
    /// The field where the key is absent from the table at `owner`.
    fn absent(owner: Span) -> Self;
    /// The field where the key is there.
    fn read(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Self;
    /// What it holds, for those who visit its record.
    fn value(&self) -> Option<Value<'_>>;
    fn each_prose(&mut self, change: &mut dyn FnMut(&mut Prose));
    /// Puts a translation's words into it; `key` names it in messages.
    fn translate(&mut self, translated: &TranslatedValue, key: &'static str, report: &mut TranslationReport);
}

impl<T: FromToml> Field for Option<T> {
    const SHAPE: Shape = T::SHAPE;
    const WORDING: bool = T::WORDING;
    fn absent(_: Span) -> Self {
        None
    }
    fn read(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Self {
        T::from_toml(value, cx)
    }
    fn value(&self) -> Option<Value<'_>> {
        self.as_ref().map(T::value)
    }
    fn each_prose(&mut self, change: &mut dyn FnMut(&mut Prose)) {
        self.iter_mut().for_each(|value| value.each_prose(change));
    }
    fn translate(&mut self, translated: &TranslatedValue, _: &'static str, report: &mut TranslationReport) {
        match self {
            Some(value) => value.translate(translated, report),
            None => *self = T::from_translation(translated),
        }
    }
}

impl<T: FromToml> Field for Vec<T> {
    const SHAPE: Shape = Shape::Many(&T::SHAPE);
    const WORDING: bool = T::WORDING;
    fn absent(_: Span) -> Self {
        Self::new()
    }
    fn read(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Self {
        match value.get_ref() {
            DeValue::Array(items) => read_items(items, cx),
            _ => not_a_list(value, T::SHAPE, cx).unwrap_or_default(),
        }
    }
    fn value(&self) -> Option<Value<'_>> {
        (!self.is_empty()).then(|| Value::Many(self.iter().map(T::value).collect()))
    }
    fn each_prose(&mut self, change: &mut dyn FnMut(&mut Prose)) {
        self.iter_mut().for_each(|value| value.each_prose(change));
    }
    fn translate(&mut self, translated: &TranslatedValue, key: &'static str, report: &mut TranslationReport) {
        match translated {
            TranslatedValue::Words(words) => *self = words.iter().filter_map(T::from_translation).collect(),
            TranslatedValue::List(items, _) if items.len() == self.len() => {
                self.iter_mut().zip(items).for_each(|(value, translated)| value.translate(translated, report));
            }
            TranslatedValue::List(items, span) => report.report_unequal_length(key, *span, items.len(), self.len()),
            TranslatedValue::ById(items) => {
                let mut by_id: HashMap<Box<str>, &mut T> = HashMap::new();
                for value in self {
                    let id = if let Value::Record(entries) = value.value() { id_of(&entries).map(Box::from) } else { None };
                    if let Some(id) = id {
                        by_id.entry(id).or_insert(value);
                    }
                }
                for (id, translated) in items {
                    match by_id.get_mut(&id.value) {
                        Some(value) => value.translate(translated, report),
                        None => report.report_unknown_entry(key, id, by_id.keys().map(|known| &**known)),
                    }
                }
            }
            TranslatedValue::Wording(_) | TranslatedValue::Prose(_) | TranslatedValue::Table(_) => {}
        }
    }
}

/// The items of a list. A name that is given twice counts once.
fn read_items<T: FromToml>(items: &DeArray<'_>, cx: &mut Context<'_>) -> Vec<T> {
    let (mut read, mut names) = (Vec::new(), HashSet::new());
    for item in items {
        if matches!(item.get_ref(), DeValue::Array(inner) if inner.is_empty()) {
            cx.report(Code::InvalidValue, cx.span(item.span()), format!("an empty list in `{}`", cx.key), FILL_IN);
        } else if item.get_ref().as_str().is_none_or(|name| !matches!(T::SHAPE, Shape::Name(_)) || names.insert(name.to_owned())) {
            read.extend(cx.with_entry("", |cx| T::from_toml(item, cx)));
        }
    }
    read
}

/// The id of a record, where it has one.
pub fn id_of<'e>(entries: &'e [(&FieldSpec, Value<'_>)]) -> Option<&'e str> {
    entries.iter().find_map(|(spec, value)| if let ("id", Value::Text(id)) = (spec.key, value) { Some(&**id) } else { None })
}

/// Reports a single value where a list is wanted.
pub fn not_a_list<T>(value: &Spanned<DeValue<'_>>, shape: Shape, cx: &mut Context<'_>) -> Option<T> {
    let written = cx.toml.get(value.span()).unwrap_or("…");
    let (expected, help) = match (shape, value.get_ref()) {
        (Shape::Record(_), _) if cx.spec().is_some() => {
            ("a list of tables", format!("Write `[[{}]]` before the fields of each entry.", cx.key))
        }
        (Shape::Record(_), DeValue::Table(_)) if written.starts_with('[') => {
            ("a list of tables", format!("Write its header as `[{written}]`."))
        }
        (Shape::Record(fields), _) => {
            ("a list of tables", format!("Write them in brackets: `{} = [{}]`.", cx.key, record_example(fields())))
        }
        (_, DeValue::Table(_)) => ("a list", format!("Write `{} = [\"…\"]`.", cx.key)),
        _ => {
            // No id holds a comma or semicolon: several stand in one text.
            let written = match value.get_ref() {
                DeValue::String(_) if matches!(shape, Shape::Name(_)) => written.replace(", ", "\", \"").replace("; ", "\", \""),
                DeValue::String(_) => written.to_owned(),
                _ => format!("\"{written}\""),
            };
            ("a list", format!("Put it in brackets: `{} = [{written}]`.", cx.key))
        }
    };
    cx.wrong_shape(value, expected, help)
}

/// Reports what is no table where one is wanted; `example` is one.
pub fn not_a_table<T>(value: &Spanned<DeValue<'_>>, example: &str, cx: &mut Context<'_>) -> Option<T> {
    let written = cx.toml.get(value.span()).unwrap_or_default();
    let is_header = matches!(value.get_ref(), DeValue::Array(items) if items.iter().all(|item| item.get_ref().is_table()));
    let header = written.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")).filter(|_| is_header);
    let help = header.map_or_else(|| format!("Write it as a table: `{example}`."), |name| format!("Write its header as `[{name}]`."));
    cx.wrong_shape(value, "a table", help)
}

/// A field that must be there. Where it is missing, or cannot be read, an error has been reported; the field then holds an empty value, so
/// that the rest of the program need not ask. No output is written of a site with such an error.
#[derive(Clone, Debug)]
pub struct Required<T> {
    value: T,
    given: bool,
}

impl<T> Required<T> {
    pub const fn new(value: T) -> Self {
        Self { value, given: true }
    }

    /// The value as its author gave it; nothing where an empty one stands in its place.
    pub fn given(&self) -> Option<&T> {
        self.given.then_some(&self.value)
    }
}

impl<T> std::ops::Deref for Required<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// A type with a value that stands in the place of a missing one.
pub trait Empty {
    /// The empty value; problems with it point to `span`.
    fn empty(span: Span) -> Self;
}

impl Empty for Text {
    fn empty(span: Span) -> Self {
        Self::new(Box::default(), span)
    }
}

impl Empty for Located<Edtf> {
    fn empty(span: Span) -> Self {
        Self::new(Edtf::YEAR_ZERO, span)
    }
}

impl Empty for Prose {
    fn empty(span: Span) -> Self {
        Self { body: markdown::Body::default(), markdown: Box::default(), plain: Box::default(), span }
    }
}

impl<K> Empty for Name<K> {
    fn empty(span: Span) -> Self {
        Self { text: Text::empty(span), kind: PhantomData }
    }
}

impl<T: FromToml + Empty> Field for Required<T> {
    const SHAPE: Shape = T::SHAPE;
    const REQUIRED: bool = true;
    const WORDING: bool = T::WORDING;
    fn absent(owner: Span) -> Self {
        Self { value: T::empty(owner), given: false }
    }
    fn read(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Self {
        T::from_toml(value, cx).map_or_else(|| Self::absent(cx.span(value.span())), Self::new)
    }
    fn value(&self) -> Option<Value<'_>> {
        self.given().map(T::value)
    }
    fn each_prose(&mut self, change: &mut dyn FnMut(&mut Prose)) {
        self.value.each_prose(change);
    }
    fn translate(&mut self, translated: &TranslatedValue, _: &'static str, report: &mut TranslationReport) {
        self.value.translate(translated, report);
    }
}

/// A value that the resolved model shares.
impl<T: FromToml + Clone> FromToml for Arc<T> {
    const SHAPE: Shape = T::SHAPE;
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        T::from_toml(value, cx).map(Self::new)
    }
    fn value(&self) -> Value<'_> {
        T::value(self)
    }
    fn each_prose(&mut self, change: &mut dyn FnMut(&mut Prose)) {
        Self::make_mut(self).each_prose(change);
    }
    fn translate(&mut self, translated: &TranslatedValue, report: &mut TranslationReport) {
        Self::make_mut(self).translate(translated, report);
    }
}

/// One value or a list of them; an empty list says "none", which is not the same as silence.
#[derive(Clone, Debug, Default)]
pub struct OneOrMany<T>(pub Vec<T>);

impl<T: FromToml> FromToml for OneOrMany<T> {
    const SHAPE: Shape = Shape::OneOrMany(&T::SHAPE);
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Array(items) => Some(Self(read_items(items, cx))),
            _ => T::from_toml(value, cx).map(|one| Self(vec![one])),
        }
    }
    fn value(&self) -> Value<'_> {
        Value::Many(self.0.iter().map(T::value).collect())
    }
}

/// A plain string and its place.
pub type Text = Located<Box<str>>;

/// The help for a list that says nothing, and for a text that need not be there.
const FILL_IN: &str = "Fill it in, or take it away.";

impl Context<'_> {
    /// Whether nothing of a text shows, which is reported. `new` leaves the summary of a draft to be written.
    fn shows_nothing(&mut self, value: &Spanned<DeValue<'_>>, text: &str) -> bool {
        let refused = self.refuses_blank && self.key != "summary" && is_blank(text);
        if refused {
            let help = if self.required { "Fill it in." } else { FILL_IN };
            self.report(Code::InvalidValue, self.span(value.span()), format!("{} is empty", self.subject()), help);
        }
        refused
    }
}

fn string<'v>(value: &'v Spanned<DeValue<'_>>, cx: &mut Context<'_>, expected: &str) -> Option<&'v str> {
    match value.get_ref() {
        DeValue::String(text) => (!cx.shows_nothing(value, text)).then_some(text.as_ref()),
        _ => cx.wrong_type(value, expected),
    }
}

impl FromToml for Box<str> {
    const SHAPE: Shape = Shape::Text;
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        string(value, cx, "a string").map(Self::from)
    }
    fn value(&self) -> Value<'_> {
        Value::Text(Cow::Borrowed(self))
    }
}

/// A value with its place.
impl<T: FromToml> FromToml for Located<T> {
    const SHAPE: Shape = T::SHAPE;
    const WORDING: bool = T::WORDING;
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        let span = cx.span(value.span());
        T::from_toml(value, cx).map(|read| Self::new(read, span))
    }
    fn value(&self) -> Value<'_> {
        self.value.value()
    }
    fn each_prose(&mut self, change: &mut dyn FnMut(&mut Prose)) {
        self.value.each_prose(change);
    }
    fn translate(&mut self, translated: &TranslatedValue, report: &mut TranslationReport) {
        self.value.translate(translated, report);
    }
}

/// A plain string that readers see as wording, so that a translation may give it in another language.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wording(pub Text);

impl std::ops::Deref for Wording {
    type Target = Text;
    fn deref(&self) -> &Text {
        &self.0
    }
}

impl FromToml for Wording {
    const SHAPE: Shape = Shape::Text;
    const WORDING: bool = true;
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        Text::from_toml(value, cx).map(Self)
    }
    fn value(&self) -> Value<'_> {
        self.0.value()
    }
    fn from_translation(translated: &TranslatedValue) -> Option<Self> {
        if let TranslatedValue::Wording(words) = translated { Some(Self(words.clone())) } else { None }
    }
}

impl Empty for Wording {
    fn empty(span: Span) -> Self {
        Self(Text::empty(span))
    }
}

impl FromToml for bool {
    const SHAPE: Shape = Shape::Boolean;
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        if let DeValue::Boolean(flag) = value.get_ref() { Some(*flag) } else { cx.wrong_type(value, "true or false") }
    }
    fn value(&self) -> Value<'_> {
        Value::Boolean(*self)
    }
}

impl FromToml for i64 {
    const SHAPE: Shape = Shape::Integer;
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Integer(number) => whole_number(number)
                .or_else(|| cx.no_such_number(value, format!("Write a whole number from {} to {}.", Self::MIN, Self::MAX))),
            _ => cx.wrong_type(value, "a whole number"),
        }
    }
    fn value(&self) -> Value<'_> {
        Value::Integer(*self)
    }
}

/// A whole number in any of TOML's notations; nothing where it is too large.
fn whole_number(number: &DeInteger<'_>) -> Option<i64> {
    i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
}

/// A number as it was written: `6000`, `0.5`. Its digits are shown as they stand.
#[derive(Clone, PartialEq, Debug)]
pub struct Number {
    /// The digits, without separators.
    pub digits: Box<str>,
    /// Its value, for comparison and export.
    pub value: f64,
}

impl FromToml for Number {
    const SHAPE: Shape = Shape::Number;
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        const FINITE: &str = "Write a number in digits, as `6000` or `0.5`.";
        let digits = match value.get_ref() {
            DeValue::Integer(n) if n.radix() == 10 => n.as_str().replace('_', ""),
            DeValue::Integer(n) => whole_number(n).or_else(|| cx.no_such_number(value, FINITE))?.to_string(),
            DeValue::Float(n) => n.as_str().replace('_', ""),
            _ => return cx.wrong_shape(value, "a number", FINITE),
        };
        match digits.parse::<f64>() {
            Ok(number) if number.is_finite() => Some(Self { digits: digits.trim_start_matches('+').into(), value: number }),
            _ => cx.no_such_number(value, FINITE),
        }
    }
    fn value(&self) -> Value<'_> {
        Value::Number(&self.digits)
    }
}

impl FromToml for Edtf {
    const SHAPE: Shape = Shape::Date;
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        let span = cx.span(value.span());
        let written = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            DeValue::Integer(year) if year.radix() == 10 && year.as_str().len() == 4 => {
                cx.diagnostics.push(
                    Diagnostic::new(Code::InvalidDate, span, format!("`{}` takes a date, and a bare year is a number in TOML", cx.key))
                        .help(format!("Write it in quotes: \"{}\".", year.as_str()))
                        .fix(span, format!("\"{}\"", year.as_str())),
                );
                return None;
            }
            _ => {
                let set = cx.toml.get(value.span()).unwrap_or_default().replace(['"', '\''], "");
                let help = match Self::parse(&set) {
                    Ok(_) => format!("One of several dates is written in quotes: \"{set}\"."),
                    Err(_) => "Write a date such as \"2025-06-02\" here.".to_owned(),
                };
                return cx.wrong_shape(value, "a date such as \"2025-06-02\"", help);
            }
        };
        match Self::parse(&written) {
            Ok(date) => Some(date),
            Err(error) => {
                let exact = contents_start(cx.toml, value.span(), &written).map_or(span, |start| {
                    let end = error.at.end.max(error.at.start + 1).min(written.len().max(1));
                    cx.span(start + error.at.start..start + end)
                });
                let mut problem = Diagnostic::new(Code::InvalidDate, exact, format!("`{}`: {}", cx.key, error.message)).help(error.help);
                if let Some(meant) = error.meant {
                    problem = problem.fix(span, format!("\"{meant}\""));
                }
                cx.diagnostics.push(problem);
                None
            }
        }
    }
    fn value(&self) -> Value<'_> {
        Value::Date(*self)
    }
}

/// Where the contents of a string literal begin, if it stands in the file letter for letter (no escapes).
pub(crate) fn contents_start(toml: &str, literal: std::ops::Range<usize>, contents: &str) -> Option<usize> {
    let raw = toml.get(literal.clone())?;
    let quotes = if raw.starts_with("\"\"\"") || raw.starts_with("'''") { 3 } else { usize::from(raw.starts_with(['"', '\''])) };
    let mut start = quotes;
    if quotes == 3 {
        // A line break right after the opening quotes is not part of the string.
        let rest = raw.get(start..)?;
        let line_break = if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
        start += line_break;
    }
    (raw.get(start..raw.len().checked_sub(quotes)?)? == contents).then_some(literal.start + start)
}

impl FromToml for Prose {
    const SHAPE: Shape = Shape::Markdown;
    const WORDING: bool = true;
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        let span = cx.span(value.span());
        let text = string(value, cx, "a string of inline Markdown")?;
        let exact = contents_start(cx.toml, value.span(), text).map(|start| start + cx.base);
        let origin = markdown::Origin { span, exact, key: cx.key, settings: cx.markdown, language: cx.language };
        let references = cx.text.references.len();
        let prose = markdown::inline(text, origin, cx.text, cx.diagnostics);
        // What refers to something shows its title.
        (cx.text.references.len() > references || !cx.shows_nothing(value, &prose.plain)).then_some(prose)
    }
    fn value(&self) -> Value<'_> {
        Value::Markdown(self)
    }
    fn each_prose(&mut self, change: &mut dyn FnMut(&mut Prose)) {
        change(self);
    }
    fn translate(&mut self, translated: &TranslatedValue, report: &mut TranslationReport) {
        if let TranslatedValue::Prose(words) = translated {
            report.replaced.insert(std::mem::replace(self, words.clone()).span);
        }
    }
    fn from_translation(translated: &TranslatedValue) -> Option<Self> {
        if let TranslatedValue::Prose(words) = translated { Some(words.clone()) } else { None }
    }
}

/// The name of something, not yet looked up. `K` says what it must be.
#[derive(Clone, Debug)]
pub struct Name<K> {
    /// The name, as written.
    pub text: Text,
    kind: PhantomData<fn() -> K>,
}

/// A kind of thing that a name may be wanted for.
pub trait NameOf {
    /// What such a name must point to.
    const EXPECTED: ExpectedKind;
}

/// For each kind of thing a type without values, as in `Name<Actor>`.
macro_rules! names {
    ($($name:ident),*) => {
        $(#[derive(Clone, Debug)] pub enum $name {}
        impl NameOf for $name { const EXPECTED: ExpectedKind = ExpectedKind::$name; })*
    };
}

names!(Actor, Track, Round, Source, Topic, Dispute, Statement, Evidence);

impl<K: NameOf> FromToml for Name<K> {
    const SHAPE: Shape = Shape::Name(K::EXPECTED);
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        Text::from_toml(value, cx).map(|text| Self { text, kind: PhantomData })
    }
    fn value(&self) -> Value<'_> {
        Value::Name(Cow::Borrowed(&self.text.value))
    }
}

/// A table with declared keys.
pub trait Record: Sized {
    /// Its fields, in the order of the manual.
    fn fields() -> &'static [FieldSpec];
    /// What messages call it: "a statement".
    const NAME: &'static str;
    /// Fields of which it must have one.
    const ONE_OF: &'static [&'static str];
    /// Takes its fields from a table.
    fn take(table: &DeTable<'_>, owner: Span, cx: &mut Context<'_>) -> Self;
    /// The fields that are there, in the order of the manual.
    fn entries(&self) -> Entries<'_>;
    /// Changes all inline Markdown in its fields.
    fn each_prose(&mut self, change: &mut dyn FnMut(&mut Prose));
    /// Puts a translation's words into its fields.
    fn translate(&mut self, translated: &[(&'static str, TranslatedValue)], report: &mut TranslationReport);
}

/// A value of the shape that a field wants, on a day.
pub fn example(shape: &Shape, day: &str) -> String {
    match shape {
        // The one list of numbers: latitude and longitude.
        Shape::Coordinates => "[41.01, 28.98]".to_owned(),
        Shape::Text | Shape::Markdown => "\"…\"".to_owned(),
        Shape::Date => format!("\"{day}\""),
        Shape::Boolean => "true".to_owned(),
        Shape::Integer | Shape::Number => "1".to_owned(),
        Shape::Choice(choices) => format!("\"{}\"", choices.first().map_or("…", |word| word.key)),
        Shape::Name(expected) => match expected {
            ExpectedKind::Actor => "\"an-actor\"",
            ExpectedKind::Track => "\"a-track\"",
            ExpectedKind::Round => "\"a-round\"",
            ExpectedKind::Topic => "\"a-topic\"",
            ExpectedKind::Dispute => "\"a-dispute\"",
            ExpectedKind::Source | ExpectedKind::Evidence => "\"a-source\"",
            ExpectedKind::Statement => "\"a-source#a-statement\"",
        }
        .to_owned(),
        Shape::Many(inner) => format!("[{}]", example(inner, day)),
        Shape::OneOrMany(inner) | Shape::Either(inner, _) => example(inner, day),
        Shape::Record(fields) => table_example(fields(), day),
        Shape::Map(inner) => format!("{{ tr = {} }}", example(inner, day)),
        Shape::Free => "{}".to_owned(),
    }
}

/// A table with these fields.
fn table_example<'s>(fields: impl IntoIterator<Item = &'s FieldSpec>, day: &str) -> String {
    let written: Vec<String> = fields.into_iter().map(|field| format!("{} = {}", field.key, example(&field.shape, day))).collect();
    format!("{{ {} }}", written.join(", "))
}

/// The day of examples in messages.
const EXAMPLE_DAY: &str = "2025-06-02";

/// A table as its author could write it: with the fields that it must have, or the two that come first.
fn record_example(fields: &[FieldSpec]) -> String {
    let required = fields.iter().filter(|field| field.required);
    let chosen: Vec<&FieldSpec> = if required.clone().next().is_some() { required.collect() } else { fields.iter().take(2).collect() };
    table_example(chosen, EXAMPLE_DAY)
}

/// Reads one field of a record by its key.
pub fn field<F: Field>(table: &DeTable<'_>, key: &'static str, owner: Span, cx: &mut Context<'_>) -> F {
    if let Some(value) = table.get(key) {
        cx.required = F::REQUIRED;
        let before = cx.diagnostics.len();
        let field = cx.with_key(key, |cx| F::read(value, cx));
        if cx.diagnostics.len() > before {
            cx.text.unread.insert((owner, key));
        }
        return field;
    }
    F::absent(owner)
}

/// A hint for a key of the outermost table that stands below a header, where TOML takes it for that table's.
pub(crate) fn field_of_the_note(key: &str, above: &[&[FieldSpec]]) -> Option<String> {
    above.iter().any(|specs| specs.iter().any(|spec| spec.key == key)).then(|| {
        format!("`{key}` is a field of the file as a whole. What stands below a `[…]` or `[[…]]` line belongs to that table: move it above the first such line.")
    })
}

/// Reports the keys of a table at `owner` that are none of `specs`, then what it lacks: the fields that it must have, and one of `one_of`.
/// What is misspelt or cannot be read has been reported, and is not missing.
pub fn check_keys(
    table: &DeTable<'_>,
    owner: Span,
    specs: &[&'static [FieldSpec]],
    one_of: &[&'static str],
    elsewhere: &dyn Fn(&str) -> Option<String>,
    cx: &mut Context<'_>,
) {
    let known = || specs.iter().copied().flatten().map(|spec| spec.key);
    let mut unknown: Vec<_> = table.keys().filter(|key| known().all(|known| known != key.get_ref())).collect();
    unknown.sort_by_key(|key| key.span().start);
    for key in unknown {
        let word = key.get_ref().as_ref();
        let problem = Diagnostic::new(Code::UnknownField, cx.span(key.span()), format!("{} has no field `{word}`", cx.owner));
        cx.diagnostics.push(if let Some(hint) = elsewhere(word) {
            problem.help(hint)
        } else if let Some(near) = did_you_mean(word, known()) {
            cx.text.unread.insert((owner, near));
            problem.suggest(Some(near), "")
        } else {
            let mut list: Vec<&str> = known().collect();
            list.sort_unstable();
            problem.help(format!("Its fields are {}. Your own data belongs under `[extra]`.", in_backticks(list)))
        });
    }
    let is_empty = |value: &Spanned<DeValue<'_>>| matches!(value.get_ref(), DeValue::Array(items) if items.is_empty());
    let is_given = |key| cx.text.is_unread(owner, key) || table.get(key).is_some_and(|value| !is_empty(value));
    let lacking: Vec<&FieldSpec> = specs.iter().copied().flatten().filter(|spec| !is_given(spec.key)).collect();
    let written = |spec: &&FieldSpec| format!("{} = {}", spec.key, example(&spec.shape, EXAMPLE_DAY));
    for spec in lacking.iter().filter(|spec| spec.required) {
        cx.report(Code::MissingField, owner, format!("{} needs `{}`", cx.owner, spec.key), format!("Add `{}`.", written(spec)));
    }
    let choice: Vec<&FieldSpec> = lacking.into_iter().filter(|spec| one_of.contains(&spec.key)).collect();
    if let Some((last, others)) = one_of.split_last().filter(|_| choice.len() == one_of.len()) {
        let message = format!("{} needs {} or `{last}`", cx.owner, in_backticks(others));
        let help = format!("Add one of them: {}.", in_backticks(choice.iter().map(written)));
        cx.report(Code::MissingField, owner, message, help);
    }
}

impl<R: Record> FromToml for R {
    const SHAPE: Shape = Shape::Record(R::fields);
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        let DeValue::Table(table) = value.get_ref() else {
            return not_a_table(value, &record_example(R::fields()), cx);
        };
        let outer = std::mem::replace(&mut cx.owner, R::NAME);
        let owner = cx.span(value.span());
        let record = R::take(table, owner, cx);
        // What stands between braces, or is there already, is not to be moved.
        let (above, toml) = (cx.note_fields, cx.toml);
        let is_inline = toml.get(value.span()).is_some_and(|written| written.starts_with('{'));
        let head = toml.lines().take_while(|line| !line.starts_with('['));
        let is_there = |key: &str| head.clone().any(|line| line.split_once('=').is_some_and(|(known, _)| known.trim() == key));
        let elsewhere = |key: &str| field_of_the_note(key, above).filter(|_| !is_inline && !is_there(key));
        check_keys(table, owner, &[R::fields()], R::ONE_OF, &elsewhere, cx);
        cx.owner = outer;
        Some(record)
    }
    fn value(&self) -> Value<'_> {
        Value::Record(self.entries())
    }
    fn each_prose(&mut self, change: &mut dyn FnMut(&mut Prose)) {
        Record::each_prose(self, change);
    }
    fn translate(&mut self, translated: &TranslatedValue, report: &mut TranslationReport) {
        if let TranslatedValue::Table(fields) = translated {
            Record::translate(self, fields, report);
        }
    }
}

/// Declares a record: a struct, its parser and its description, in one place.
///
/// A row holds the field, which has the name of its key, its type and what it means; `"key" name: Type` gives it a key of another name.
/// `with one of a | b` after the record's name asks for one of these fields.
macro_rules! record {
    ($(#[doc = $doc:literal])* $(#[derive($($derived:ident),*)])? pub struct $name:ident = $record_name:literal $(with one of $($one:ident)|+)? { $($($key:literal)? $field:ident : $ty:ty => $meaning:literal),* $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone $($(, $derived)*)?)]
        pub struct $name { $(#[doc = $meaning] pub $field: $ty),* }

        impl $crate::parse::record::Record for $name {
            const NAME: &'static str = $record_name;
            const ONE_OF: &'static [&'static str] = &[$($(stringify!($one)),+)?];
            fn fields() -> &'static [$crate::parse::record::FieldSpec] {
                const { &[$($crate::parse::record::FieldSpec {
                    key: [$($key,)? stringify!($field)][0],
                    doc: $meaning,
                    required: <$ty as $crate::parse::record::Field>::REQUIRED,
                    shape: <$ty as $crate::parse::record::Field>::SHAPE,
                    record: $record_name,
                    wording: <$ty as $crate::parse::record::Field>::WORDING,
                }),*] }
            }
            fn entries(&self) -> $crate::parse::record::Entries<'_> {
                let values = [$($crate::parse::record::Field::value(&self.$field)),*];
                Self::fields().iter().zip(values).filter_map(|(spec, value)| Some((spec, value?))).collect()
            }
            fn take(
                table: &toml::de::DeTable<'_>,
                owner: $crate::file::Span,
                cx: &mut $crate::parse::record::Context<'_>,
            ) -> Self {
                Self { $($field: $crate::parse::record::field(table, [$($key,)? stringify!($field)][0], owner, cx)),* }
            }
            fn each_prose(&mut self, change: &mut dyn FnMut(&mut $crate::parse::markdown::Prose)) {
                $($crate::parse::record::Field::each_prose(&mut self.$field, change);)*
            }
            fn translate(&mut self, translated: &[(&'static str, $crate::parse::translated_value::TranslatedValue)], report: &mut $crate::parse::translated_value::TranslationReport) {
                $(if let Some((key, translated)) = translated.iter().find(|(key, _)| *key == [$($key,)? stringify!($field)][0]) {
                    $crate::parse::record::Field::translate(&mut self.$field, translated, key, report);
                })*
            }
        }
    };
}
pub(crate) use record;

/// Declares a closed set of words: an enum, its parser and its description. A row holds the variant, the word, its label where readers see
/// it, and its meaning.
macro_rules! choices {
    ($(#[doc = $doc:literal])* pub enum $name:ident { $($variant:ident $key:literal $($label:literal)? : $meaning:literal),* $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $(#[doc = $meaning] $variant),* }

        impl $name {
            /// Every choice, in the order of the manual.
            pub const CHOICES: &[$crate::parse::record::Choice] = &[$(Self::$variant.word()),*];

            const fn word(self) -> $crate::parse::record::Choice {
                match self {
                    $(Self::$variant => $crate::parse::record::Choice {
                        set: stringify!($name),
                        key: $key,
                        label: [$($label,)? $key][0],
                        meaning: $meaning,
                    }),*
                }
            }

            /// The word that editors write.
            pub const fn as_str(self) -> &'static str {
                self.word().key
            }
        }

        impl $crate::parse::record::Worded for $name {
            fn choice(self) -> $crate::parse::record::Choice {
                self.word()
            }
        }

        impl $crate::parse::record::FromToml for $name {
            const SHAPE: $crate::parse::record::Shape = $crate::parse::record::Shape::Choice($name::CHOICES);
            fn from_toml(value: &toml::Spanned<toml::de::DeValue<'_>>, cx: &mut $crate::parse::record::Context<'_>) -> Option<Self> {
                match $crate::parse::record::chosen(value, $name::CHOICES, cx)? {
                    $($key => Some(Self::$variant),)*
                    _ => None,
                }
            }
            fn value(&self) -> $crate::parse::record::Value<'_> {
                $crate::parse::record::Value::Choice(self.as_str())
            }
        }
    };
}
pub(crate) use choices;

/// The word of a closed set that a value is; nothing after a report.
pub fn chosen(value: &Spanned<DeValue<'_>>, choices: &'static [Choice], cx: &mut Context<'_>) -> Option<&'static str> {
    let words: Vec<&str> = choices.iter().map(|word| word.key).collect();
    let help = format!("It takes one of {}.", in_backticks(&words));
    if !value.get_ref().is_str() {
        return cx.wrong_shape(value, "a string", help);
    }
    let text = Text::from_toml(value, cx)?;
    let found = words.iter().copied().find(|word| *word == &*text.value);
    if found.is_none() {
        let problem = Diagnostic::new(Code::InvalidValue, text.span, format!("{} cannot be `{}`", cx.subject(), text.value));
        cx.diagnostics.push(match did_you_mean(&text.value, words) {
            Some(near) => problem.help(format!("Did you mean `{near}`? {help}")).fix(text.span, format!("\"{near}\"")),
            None => problem.help(help),
        });
    }
    found
}

/// A table of free keys, values of one shape: `names = { uk = "Україна" }`.
#[derive(Clone, Debug)]
pub struct KeyedTable<T>(pub Vec<(Text, T)>);

impl<T> KeyedTable<T> {
    pub fn get(&self, key: &str) -> Option<&T> {
        self.0.iter().find(|(known, _)| &*known.value == key).map(|(_, item)| item)
    }
}

impl<T> Default for KeyedTable<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: FromToml> FromToml for KeyedTable<T> {
    const SHAPE: Shape = Shape::Map(&T::SHAPE);
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        let DeValue::Table(table) = value.get_ref() else {
            // Its meaning ends in an example: "`actors = "Who is who"`".
            let example = cx.spec().and_then(|spec| spec.doc.rsplit('`').nth(1)).unwrap_or_default();
            let entry = format!("{} = {{ {example} }}", cx.key);
            return not_a_table(value, if example.starts_with(cx.key) { example } else { &entry }, cx);
        };
        let mut entries = Vec::new();
        for (key, item) in table {
            let span = cx.span(key.span());
            if let Some(read) = cx.with_entry(key.get_ref(), |cx| T::from_toml(item, cx)) {
                entries.push((Text::new(key.get_ref().as_ref().into(), span), read));
            }
        }
        entries.sort_by_key(|(key, _)| key.span.start);
        Some(Self(entries))
    }
    fn value(&self) -> Value<'_> {
        Value::Map(self.0.iter().map(|(key, item)| (&*key.value, item.value())).collect())
    }
}

/// `[extra]`: anything, handed to templates and exports as it is.
#[derive(Clone, Debug)]
pub struct Extra(pub serde_json::Value);

impl FromToml for Extra {
    const SHAPE: Shape = Shape::Free;
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        if value.get_ref().is_table() { Some(Self(to_json(value, cx))) } else { not_a_table(value, "extra = { colour = \"red\" }", cx) }
    }
    fn value(&self) -> Value<'_> {
        Value::Free(&self.0)
    }
}

/// A TOML value as JSON; dates become strings. A number that JSON cannot hold is reported.
fn to_json(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> serde_json::Value {
    use serde_json::{Number, Value};
    let number = match value.get_ref() {
        DeValue::String(text) => return Value::from(text.as_ref()),
        DeValue::Boolean(flag) => return Value::from(*flag),
        DeValue::Datetime(date) => return Value::from(date.to_string()),
        DeValue::Array(items) => return items.iter().map(|item| to_json(item, cx)).collect(),
        DeValue::Table(table) => return table.iter().map(|(key, item)| (key.get_ref().to_string(), to_json(item, cx))).collect(),
        DeValue::Integer(number) => whole_number(number).map(Number::from),
        DeValue::Float(number) => number.as_str().replace('_', "").parse().ok().and_then(Number::from_f64),
    };
    let none_holds_it = "No output can hold this number. Write it as text, in quotes.";
    number.or_else(|| cx.no_such_number(value, none_holds_it)).map_or(Value::Null, Value::Number)
}
