//! Completion: names, fields, words, as each place wants them.

use std::ops::Range;
use std::sync::Arc;

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionParams, CompletionResponse, CompletionTextEdit, Documentation,
    InsertTextFormat, MarkupContent, MarkupKind, TextEdit,
};

use super::front::{self, AllowedFields, ExpectedInput, FrontValue, TokenKind};
use super::place::Lines;
use super::world::{LastBuild, World};
use super::{ClientCapabilities, hover};
use crate::bibliography::styles;
use crate::config::FILE_NAME;
use crate::diagnostic::{Code, Failure};
use crate::export::clean::markdown;
use crate::export::codebook::shape_name;
use crate::language::{Language, words::codes};
use crate::parse::fields::{Fields, Kind};
use crate::parse::fold::fold;
use crate::parse::record::{Choice, ExpectedKind, FieldSpec, Shape};
use crate::parse::{NoteLocation, ParsedNote, schema};

/// More than this many are narrowed down by what is typed.
const MAX_ITEMS: usize = 500;

/// Answers `textDocument/completion`, from what was built last: names change more slowly than people type.
pub(super) fn complete(
    world: &mut World,
    params: &CompletionParams,
    client: ClientCapabilities,
) -> Result<Option<CompletionResponse>, Failure> {
    let at = &params.text_document_position;
    let Some(path) = world.path_of(&at.text_document.uri) else { return Ok(None) };
    if world.last_build().is_none_or(|build| build.files.by_path(&path).is_none()) {
        world.refresh()?;
    }
    let (Some(build), Some(text)) = (world.last_build(), world.text(&path)) else { return Ok(None) };
    let lines = Lines::new(text);
    let cursor = CursorContext { path: &path, text, offset: lines.offset(at.position), build, client, lines };
    let mut offers = Offers::default();
    cursor.offers(&mut offers);
    // What is offered comes in the order of the manual, or of ids.
    offers.items.iter_mut().enumerate().for_each(|(index, item)| item.sort_text = Some(format!("{index:05}")));
    Ok(Some(CompletionResponse::List(CompletionList { is_incomplete: offers.is_incomplete, items: offers.items })))
}

#[derive(Default)]
struct Offers {
    items: Vec<CompletionItem>,
    /// Whether there are more than were offered.
    is_incomplete: bool,
}

/// A place in a text where something is typed.
struct CursorContext<'a> {
    path: &'a str,
    text: &'a str,
    offset: usize,
    build: &'a LastBuild,
    client: ClientCapabilities,
    lines: Lines<'a>,
}

impl CursorContext<'_> {
    fn offers(&self, offers: &mut Offers) {
        let Some(fields) = front::fields_of(self.path, self.build) else { return };
        let Some(range) = front::toml_around(self.path, self.text, self.offset) else { return self.markdown(self.line_start(), offers) };
        match front::scan(self.text, range.start..self.offset, &fields).expected {
            ExpectedInput::Nothing => {}
            ExpectedInput::Key { fields: expected, start, table } => self.keys(&fields, &expected, start, (table, range), offers),
            ExpectedInput::Header { fields: expected, start, double } => self.headers(&expected, start, double, offers),
            ExpectedInput::Value { value, start, in_list } => self.bare_values(value, start, in_list, offers),
            ExpectedInput::Text { value, start } => self.strings(value, start, ("", ""), offers),
        }
    }

    /// An offer: `text` stands in the place of a range, and what is typed is compared with the label.
    fn item(&self, label: &str, new_text: String, replaces: &Range<usize>, kind: CompletionItemKind) -> CompletionItem {
        CompletionItem {
            label: label.to_owned(),
            filter_text: Some(label.to_owned()),
            kind: Some(kind),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit { range: self.lines.range(replaces.clone()), new_text })),
            ..CompletionItem::default()
        }
    }

    fn typed(&self, start: usize) -> &str {
        self.text.get(start..self.offset).unwrap_or_default()
    }

    fn line_start(&self) -> usize {
        self.text.split_at(self.offset).0.rfind('\n').map_or(0, |at| at + 1)
    }

    /// From a start to the end of the name in which the place lies.
    fn name_from(&self, start: usize) -> Range<usize> {
        let (_, rest) = self.text.split_at(self.offset);
        let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).count();
        start..self.offset + length
    }

    fn keys(&self, root: &AllowedFields, fields: &AllowedFields, start: usize, (table, range): (usize, Range<usize>), offers: &mut Offers) {
        let replaces = &self.name_from(start);
        let rest = self.text.get(replaces.end..).unwrap_or_default().split('\n').next().unwrap_or_default();
        let has_value = rest.trim_start().starts_with('=');
        let whole = front::scan(self.text, range, root);
        let written: Vec<&str> = whole
            .tokens
            .iter()
            .filter(|token| {
                token.table == table && matches!(token.kind, TokenKind::Key(_) | TokenKind::Entry(_)) && token.range.start != start
            })
            .filter_map(|token| self.text.get(token.range.clone()))
            .collect();
        let is_unused = |key: &str| !written.contains(&key);
        let after = if has_value { "" } else { " = \"" };
        let property = |key: &str| self.item(key, format!("{key}{after}"), replaces, CompletionItemKind::PROPERTY);
        match fields {
            AllowedFields::Declared { specs, .. } => {
                offers.items.extend(specs.iter().filter(|spec| is_unused(spec.key)).map(|spec| self.key(spec, replaces, has_value)));
            }
            AllowedFields::Map(spec, _) if spec.key == "checks" => {
                for code in Code::ALL.iter().filter(|code| is_unused(code.as_str()) && !code.guards_integrity()) {
                    offers.items.push(CompletionItem { documentation: in_markdown(code.summary()), ..property(code.as_str()) });
                }
            }
            AllowedFields::Map(spec, _) if spec.key == "labels" => {
                offers.items.extend(crate::config::label_keys().filter(|key| is_unused(key)).map(property));
            }
            AllowedFields::Map(spec, _) => self.entries(spec, start, offers),
            AllowedFields::Free => {}
        }
        // A table of its own may begin on any line.
        let line = self.line_start();
        if self.text.get(line..start).is_some_and(|before| before.trim().is_empty())
            && let AllowedFields::Declared { specs, in_translation } = root
        {
            for spec in specs {
                if let Some((text, snippet)) = self.header_text(spec, *in_translation) {
                    let label = text.lines().next().unwrap_or_default().to_owned();
                    let offer = self.item(&label, text, replaces, CompletionItemKind::STRUCT);
                    offers.items.push(CompletionItem {
                        documentation: in_markdown(spec.doc.to_owned()),
                        insert_text_format: snippet.then_some(InsertTextFormat::SNIPPET),
                        ..offer
                    });
                }
            }
        }
    }

    fn key(&self, spec: &FieldSpec, replaces: &Range<usize>, has_value: bool) -> CompletionItem {
        let snippet = self.client.snippets && !has_value;
        let text = match (has_value, snippet) {
            (true, _) => spec.key.to_owned(),
            (false, true) => format!("{} = {}", spec.key, empty_value(&spec.shape)),
            (false, false) => format!("{} = ", spec.key),
        };
        CompletionItem {
            detail: Some(if spec.required { "required".to_owned() } else { shape_name(&spec.shape) }),
            documentation: in_markdown(schema::help(spec)),
            insert_text_format: snippet.then_some(InsertTextFormat::SNIPPET),
            ..self.item(spec.key, text, replaces, CompletionItemKind::FIELD)
        }
    }

    /// `[[statements]]` with the fields that an entry must have; `[extra]`.
    fn header_text(&self, spec: &FieldSpec, in_translation: bool) -> Option<(String, bool)> {
        match &spec.shape {
            shape if in_translation && front::has_ids(shape) => Some((format!("[{}]\n", spec.key), false)),
            Shape::Many(Shape::Record(fields)) => {
                let mut text = format!("[[{}]]\n", spec.key);
                for (required, stop) in fields().iter().filter(|spec| spec.required).zip(1..) {
                    let value = if self.client.snippets {
                        empty_value(&required.shape).replace("$0", &format!("${stop}"))
                    } else {
                        "\"\"".to_owned()
                    };
                    text.push_str(&format!("{} = {value}\n", required.key));
                }
                Some((text, self.client.snippets))
            }
            Shape::Record(_) | Shape::Map(_) | Shape::Free => Some((format!("[{}]\n", spec.key), false)),
            _ => None,
        }
    }

    fn headers(&self, fields: &AllowedFields, start: usize, double: bool, offers: &mut Offers) {
        let replaces = &self.name_from(start);
        if let AllowedFields::Map(FieldSpec { key: "languages", .. }, _) = fields {
            for code in codes() {
                let documentation = in_markdown(Language::new(code).own_name().to_owned());
                let offer = self.item(code, code.to_owned(), replaces, CompletionItemKind::STRUCT);
                offers.items.push(CompletionItem { documentation, ..offer });
            }
        }
        if let AllowedFields::Map(spec, _) = fields {
            self.entries(spec, start, offers);
        }
        let AllowedFields::Declared { specs, .. } = fields else { return };
        let is_closed = self.text.split_at(replaces.end).1.starts_with(']');
        let wanted = if double { "]]" } else { "]" };
        let close = if is_closed { "" } else { wanted };
        for spec in specs {
            let fits = match &spec.shape {
                Shape::Many(Shape::Record(_)) => double,
                Shape::Record(_) | Shape::Map(_) | Shape::Free => !double,
                _ => false,
            };
            if fits {
                let offer = self.item(spec.key, format!("{}{close}", spec.key), replaces, CompletionItemKind::STRUCT);
                offers.items.push(CompletionItem { documentation: in_markdown(schema::help(spec)), ..offer });
            }
        }
    }

    /// Values where no quotes are typed yet.
    fn bare_values(&self, value: FrontValue, start: usize, in_list: bool, offers: &mut Offers) {
        if let Some(Shape::Boolean) = value.shape {
            let replaces = self.name_from(start);
            let flag = |flag: &str| self.item(flag, flag.to_owned(), &replaces, CompletionItemKind::VALUE);
            return offers.items.extend(["true", "false"].map(flag));
        }
        let is_list = !in_list && matches!(value.shape, Some(Shape::Many(_)));
        self.strings(value, start, if is_list { ("[\"", "\"]") } else { ("\"", "\"") }, offers);
    }

    /// Strings, inside quotes that stand there or in these.
    fn strings(&self, value: FrontValue, start: usize, quotes: (&str, &str), offers: &mut Offers) {
        let replaces = self.name_from(start);
        if self.path == FILE_NAME {
            return self.settings(value, replaces, quotes, offers);
        }
        match value.string_shape() {
            _ if value.spec.is_some_and(|spec| spec.key == "allow") => self.rules(&replaces, quotes, offers),
            Some(Shape::Choice(choices)) => self.choices(choices, &replaces, quotes, offers),
            Some(Shape::Markdown) => self.markdown(start.max(self.line_start()), offers),
            Some(Shape::Name(wanted)) => match (self.typed(start).split_once('#'), wanted) {
                (Some((source, _)), ExpectedKind::Statement | ExpectedKind::Evidence) => {
                    self.statements(source, start + source.len() + 1, offers);
                }
                (Some(_), _) => {}
                (None, _) => {
                    let end = if *wanted == ExpectedKind::Statement { "#" } else { "" };
                    self.notes(Some(wanted.kind()), replaces, (quotes.0, &format!("{end}{}", quotes.1)), offers);
                }
            },
            _ => {}
        }
    }

    fn choices(&self, choices: &[Choice], replaces: &Range<usize>, (before, after): (&str, &str), offers: &mut Offers) {
        for Choice { key, meaning, .. } in choices {
            let offer = self.item(key, format!("{before}{key}{after}"), replaces, CompletionItemKind::ENUM_MEMBER);
            offers.items.push(CompletionItem { detail: Some((*meaning).to_owned()), ..offer });
        }
    }

    /// The rules that a note may allow, by their codes.
    fn rules(&self, replaces: &Range<usize>, (before, after): (&str, &str), offers: &mut Offers) {
        for code in Code::ALL.iter().filter(|code| !code.guards_integrity()) {
            let offer = self.item(code.as_str(), format!("{before}{}{after}", code.as_str()), replaces, CompletionItemKind::ENUM_MEMBER);
            offers.items.push(CompletionItem { documentation: in_markdown(code.summary()), ..offer });
        }
    }

    /// The values of `site.toml`, in quotes that stand there or in these.
    fn settings(&self, value: FrontValue, replaces: Range<usize>, quotes: (&str, &str), offers: &mut Offers) {
        let mut add = |value: &str, about: &str| {
            let offer = self.item(value, format!("{}{value}{}", quotes.0, quotes.1), &replaces, CompletionItemKind::ENUM_MEMBER);
            let filter_text = Some(format!("{}{value} {about}", quotes.0));
            offers.items.push(CompletionItem { filter_text, detail: Some(about.to_owned()), ..offer });
        };
        match value.spec.map(|spec| spec.key) {
            Some("citation_style") => styles().into_iter().for_each(|(name, title)| add(name, title)),
            Some("language" | "languages") => codes().into_iter().for_each(|code| add(code, Language::new(code).own_name())),
            Some("kinds") => Kind::ALL.iter().for_each(|kind| add(kind.folder(), &format!("all {}", kind.folder()))),
            _ => match (front::kind_of_setting(value), value.string_shape()) {
                (Some(kind), _) => self.notes(kind, replaces, quotes, offers),
                (None, Some(Shape::Choice(choices))) => self.choices(choices, &replaces, quotes, offers),
                _ => {}
            },
        }
    }

    /// Links and citations in Markdown; the text that counts begins at `from`.
    fn markdown(&self, from: usize, offers: &mut Offers) {
        let typed = self.typed(from);
        if let Some((before, link)) = typed.rsplit_once("[[").filter(|(_, link)| !link.contains("]]")) {
            if link.contains('|') {
                return;
            }
            let card = before.ends_with('!');
            let start = from + before.len() + 2;
            return match link.split_once('#') {
                Some((id, _)) => self.anchors(id, start + id.len() + 1, card, offers),
                None if card => self.notes(Some(Kind::Source), self.name_from(start), ("", "#"), offers),
                None => self.notes(None, self.name_from(start), ("", ""), offers),
            };
        }
        let Some((before, name)) = typed.rsplit_once('@') else { return };
        let in_brackets = before.rsplit_once('[').is_some_and(|(_, inside)| !inside.contains(']'));
        if !in_brackets || !before.ends_with(['[', ' ', '-', ';', '\u{a0}']) || name.contains([' ', ',']) {
            return;
        }
        let start = from + before.len() + 1;
        match name.split_once('#') {
            Some((source, _)) => self.statements(source, start + source.len() + 1, offers),
            None => self.notes(Some(Kind::Source), self.name_from(start), ("", ""), offers),
        }
    }

    /// The ids of notes of a kind; of all, where none is given.
    fn notes(&self, kind: Option<Kind>, replaces: Range<usize>, (before, after): (&str, &str), offers: &mut Offers) {
        let fits = |note: &&Arc<ParsedNote>| kind.is_none_or(|kind| note.location == NoteLocation::Note(kind));
        let mut found: Vec<_> = self.build.originals().filter(fits).collect();
        found.sort_by(|a, b| a.id.cmp(&b.id));
        let typed = fold(self.typed(replaces.start));
        offers.is_incomplete = found.len() > MAX_ITEMS;
        if offers.is_incomplete {
            found.retain(|note| typed.split(' ').all(|word| searchable_names(note).contains(word)));
            found.truncate(MAX_ITEMS);
        }
        for note in found {
            let kind = match note.location {
                NoteLocation::Note(Kind::Actor) => CompletionItemKind::CLASS,
                NoteLocation::Note(Kind::Round | Kind::Track) => CompletionItemKind::EVENT,
                NoteLocation::Note(Kind::Topic | Kind::Dispute) => CompletionItemKind::INTERFACE,
                _ => CompletionItemKind::FILE,
            };
            // A `#` that is there is not written twice.
            let has_hash = self.text.get(replaces.end..).is_some_and(|rest| rest.starts_with('#'));
            let after = if has_hash { after.trim_start_matches('#') } else { after };
            offers.items.push(CompletionItem {
                detail: Some(note.title().to_owned()),
                documentation: in_markdown(hover::of_note(note)),
                filter_text: Some(format!("{before}{}", searchable_names(note))),
                ..self.item(&note.id, format!("{before}{}{after}", note.id), &replaces, kind)
            });
        }
    }

    fn anchors(&self, id: &str, start: usize, card: bool, offers: &mut Offers) {
        let own = self.build.files.by_path(self.path).and_then(|file| self.build.notes_of(file.id).next());
        let Some(note) = (if id.is_empty() { own } else { self.build.note(id) }) else { return };
        self.statements_of(note, start, offers);
        if !card {
            // A heading's anchor has the letters of its language.
            let rest = self.text.split_at(self.offset).1;
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').unwrap_or(rest.len());
            let replaces = start..self.offset + length;
            for heading in &note.body.headings {
                let offer = self.item(&heading.anchor, heading.anchor.to_string(), &replaces, CompletionItemKind::REFERENCE);
                offers.items.push(CompletionItem { detail: Some(heading.text.to_string()), ..offer });
            }
        }
    }

    /// The ids under which a translation may give words: those of the original's statements.
    fn entries(&self, spec: &FieldSpec, start: usize, offers: &mut Offers) {
        let note = self.build.files.by_path(self.path).and_then(|file| self.build.notes_of(file.id).next());
        if let Some(note) = note.filter(|_| spec.key == "statements") {
            self.statements(&note.id, start, offers);
        }
    }

    fn statements(&self, source: &str, start: usize, offers: &mut Offers) {
        if let Some(source) = self.build.note(source) {
            self.statements_of(source, start, offers);
        }
    }

    fn statements_of(&self, source: &ParsedNote, start: usize, offers: &mut Offers) {
        let Fields::Source(fields) = &source.fields else { return };
        for statement in &fields.statements {
            let Some(id) = statement.id.given() else { continue };
            let text = &*statement.value.text.plain;
            offers.items.push(CompletionItem {
                filter_text: Some(searchable(&id.value, text)),
                detail: Some(hover::speaker_and_date(&statement.value, self.build)),
                documentation: in_markdown(markdown(text)),
                ..self.item(&id.value, id.value.to_string(), &self.name_from(start), CompletionItemKind::CONSTANT)
            });
        }
    }
}

/// Everything by which a note may be looked for: its names in all languages, as written and folded.
pub(super) fn searchable_names(note: &ParsedNote) -> String {
    let mut names = note.title().to_owned();
    for other in note.common.other_names() {
        names.push(' ');
        names.push_str(&other.value);
    }
    searchable(&note.id, &names)
}

/// An id with the words by which it may be looked for, as written and, where that differs, as search folds them.
pub(super) fn searchable(id: &str, words: &str) -> String {
    let folded = fold(words);
    if folded == words { format!("{id} {words}") } else { format!("{id} {words} {folded}") }
}

/// What is shown beside an offer, in Markdown.
fn in_markdown(value: String) -> Option<Documentation> {
    Some(Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value }))
}

fn empty_value(shape: &Shape) -> &'static str {
    match shape {
        Shape::Text | Shape::Markdown | Shape::Date | Shape::Choice(_) | Shape::Name(_) => "\"$0\"",
        Shape::Many(Shape::Record(_)) => "[{ $0 }]",
        Shape::Coordinates => "[$0]",
        Shape::Many(_) => "[\"$0\"]",
        Shape::OneOrMany(inner) | Shape::Either(inner, _) => empty_value(inner),
        Shape::Boolean | Shape::Integer | Shape::Number => "$0",
        Shape::Record(_) | Shape::Map(_) | Shape::Free => "{ $0 }",
    }
}
