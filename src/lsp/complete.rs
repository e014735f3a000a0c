//! Completion: names, fields, words, as each place wants them.

use std::ops::Range;

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionParams, CompletionResponse, CompletionTextEdit, Documentation,
    InsertTextFormat, MarkupContent, MarkupKind, TextEdit,
};

use super::front::{self, Fields, Held, Here, Region, TokenKind};
use super::names::kinds_of;
use super::world::{Built, World};
use super::{Client, Refusal, hover};
use crate::check;
use crate::config::FILE_NAME;
use crate::diagnostic::Code;
use crate::parse::fields::{Fields as KindFields, Kind};
use crate::parse::fold::fold;
use crate::parse::record::{Choices, FieldSpec, Shape, Tag, Wanted};
use crate::parse::{ParsedNote, Slot, schema};

/// More than this many are narrowed down by what is typed.
const MOST: usize = 500;

/// Answers `textDocument/completion`, from what was built last: names change more slowly than people type.
pub(super) fn complete(world: &mut World, params: &CompletionParams, client: Client) -> Result<Option<CompletionResponse>, Refusal> {
    let at = &params.text_document_position;
    let Some(path) = world.path_of(&at.text_document.uri) else { return Ok(None) };
    if world.built().is_none_or(|built| built.file_at(&path).is_none()) {
        world.refresh()?;
    }
    let (Some(built), Some(text)) = (world.built(), world.text(&path)) else { return Ok(None) };
    let offset = world.offset(text, at.position);
    let place = Place { path: &path, text, offset, built, client };
    let mut offers = Offers::default();
    place.offers(&mut offers);
    let lines = world.lines(text);
    let items: Vec<CompletionItem> = offers
        .items
        .into_iter()
        .enumerate()
        .map(|(index, offer)| {
            let edit = TextEdit { range: lines.range(offer.replaces.clone()), new_text: offer.text };
            CompletionItem {
                filter_text: Some(offer.filter.unwrap_or_else(|| offer.label.clone())),
                label: offer.label,
                kind: Some(offer.kind),
                detail: offer.detail,
                documentation: offer.about.map(|value| Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value })),
                // What is offered comes in the order of the manual, or of ids.
                sort_text: Some(format!("{index:05}")),
                insert_text_format: offer.snippet.then_some(InsertTextFormat::SNIPPET),
                text_edit: Some(CompletionTextEdit::Edit(edit)),
                ..CompletionItem::default()
            }
        })
        .collect();
    Ok(Some(CompletionResponse::List(CompletionList { is_incomplete: offers.cut, items })))
}

#[derive(Default)]
struct Offers {
    items: Vec<Offer>,
    /// Whether there are more than were offered.
    cut: bool,
}

struct Offer {
    label: String,
    kind: CompletionItemKind,
    detail: Option<String>,
    about: Option<String>,
    /// What is compared with what was typed, where that is more than the label.
    filter: Option<String>,
    text: String,
    replaces: Range<usize>,
    snippet: bool,
}

/// A place in a text where something is typed.
struct Place<'a> {
    path: &'a str,
    text: &'a str,
    offset: usize,
    built: &'a Built,
    client: Client,
}

impl Place<'_> {
    fn offers(&self, offers: &mut Offers) {
        let Some(fields) = front::fields_of(self.path, self.built) else { return };
        let range = match front::region(self.path, self.text, self.offset) {
            Region::Opening => return,
            Region::Body => return self.markdown(self.line_start(), offers),
            Region::Front(range) => range,
        };
        match front::scan(self.text, range.start..self.offset, &fields).here {
            Here::Nothing => {}
            Here::Key { fields: here, start, table } => self.keys(&fields, &here, start, (table, range), offers),
            Here::Header { fields: here, start, double } => self.headers(&here, start, double, offers),
            Here::Value { held, start, in_list } => self.bare_values(held, start, in_list, offers),
            Here::Text { held, start } => self.strings(held, start, offers),
        }
    }

    fn typed(&self, start: usize) -> &str {
        self.text.get(start..self.offset).unwrap_or_default()
    }

    fn line_start(&self) -> usize {
        self.text.get(..self.offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at.saturating_add(1))
    }

    /// From a start to the end of the name in which the place lies.
    fn name_from(&self, start: usize) -> Range<usize> {
        let rest = self.text.get(self.offset..).unwrap_or_default();
        let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).count();
        start..self.offset.saturating_add(length)
    }

    fn keys(&self, root: &Fields, fields: &Fields, start: usize, (table, range): (usize, Range<usize>), offers: &mut Offers) {
        let replaces = self.name_from(start);
        let rest = self.text.get(replaces.end..).unwrap_or_default().split('\n').next().unwrap_or_default();
        let has_value = rest.trim_start().starts_with('=');
        let whole = front::scan(self.text, range, root);
        let written: Vec<&str> = whole
            .tokens
            .iter()
            .filter(|token| token.table == table && matches!(token.kind, TokenKind::Key(_)) && token.range.start != start)
            .filter_map(|token| self.text.get(token.range.clone()))
            .collect();
        match fields {
            Fields::Declared(specs) => {
                for spec in specs.iter().filter(|spec| !written.contains(&spec.key)) {
                    offers.items.push(self.key(spec, replaces.clone(), has_value));
                }
            }
            Fields::Map(spec, _) if spec.key == "checks" => {
                for code in Code::ALL.iter().filter(|code| !written.contains(&code.as_str())) {
                    let about = check::rule(*code).map(check::Rule::summary);
                    offers.items.push(Offer {
                        about,
                        ..word(code.as_str(), format!("{} = \"", code.as_str()), replaces.clone(), CompletionItemKind::PROPERTY)
                    });
                }
            }
            Fields::Map(spec, _) if spec.key == "labels" => {
                for key in crate::config::label_keys().filter(|key| !written.contains(key)) {
                    offers.items.push(word(key, format!("{key} = \""), replaces.clone(), CompletionItemKind::PROPERTY));
                }
            }
            Fields::Map(..) | Fields::Free => {}
        }
        // A table of its own may begin on any line.
        let line = self.line_start();
        if self.text.get(line..start).is_some_and(|before| before.trim().is_empty())
            && let Fields::Declared(specs) = root
        {
            for spec in specs {
                if let Some((text, snippet)) = self.header_text(spec) {
                    let about = Some(schema::meaning(spec));
                    let label = text.lines().next().unwrap_or_default().to_owned();
                    offers.items.push(Offer { about, snippet, ..word(&label, text, replaces.clone(), CompletionItemKind::STRUCT) });
                }
            }
        }
    }

    fn key(&self, spec: &FieldSpec, replaces: Range<usize>, has_value: bool) -> Offer {
        let text = if has_value {
            spec.key.to_owned()
        } else if self.client.snippets {
            format!("{} = {}", spec.key, blank(&spec.shape))
        } else {
            format!("{} = ", spec.key)
        };
        let detail = Some(if spec.required { "required".to_owned() } else { kind_word(&spec.shape).to_owned() });
        let about = Some(about(spec));
        Offer { detail, about, snippet: !has_value && self.client.snippets, ..word(spec.key, text, replaces, CompletionItemKind::FIELD) }
    }

    /// `[[statements]]` with the fields that an entry must have; `[extra]`.
    fn header_text(&self, spec: &FieldSpec) -> Option<(String, bool)> {
        match &spec.shape {
            Shape::Many(Shape::Record(fields)) => {
                let mut text = format!("[[{}]]\n", spec.key);
                let mut stop = 0_u32;
                for required in fields().iter().filter(|spec| spec.required) {
                    stop = stop.saturating_add(1);
                    let value =
                        if self.client.snippets { blank(&required.shape).replace("$0", &format!("${stop}")) } else { "\"\"".to_owned() };
                    text.push_str(&format!("{} = {value}\n", required.key));
                }
                Some((text, self.client.snippets))
            }
            Shape::Record(_) | Shape::Map(_) | Shape::Free => Some((format!("[{}]\n", spec.key), false)),
            _ => None,
        }
    }

    fn headers(&self, fields: &Fields, start: usize, double: bool, offers: &mut Offers) {
        let Fields::Declared(specs) = fields else { return };
        let replaces = self.name_from(start);
        let rest = self.text.get(replaces.end..).unwrap_or_default();
        let close = if double { "]]" } else { "]" };
        for spec in specs {
            let fits = match &spec.shape {
                Shape::Many(Shape::Record(_)) => double,
                Shape::Record(_) | Shape::Map(_) | Shape::Free => !double,
                _ => false,
            };
            if fits {
                let text = if rest.starts_with(']') { spec.key.to_owned() } else { format!("{}{close}", spec.key) };
                offers.items.push(Offer { about: Some(about(spec)), ..word(spec.key, text, replaces.clone(), CompletionItemKind::STRUCT) });
            }
        }
    }

    /// Values where no quotes are typed yet.
    fn bare_values(&self, held: Held, start: usize, in_list: bool, offers: &mut Offers) {
        let replaces = self.name_from(start);
        let is_list = !in_list && matches!(held.shape, Some(Shape::Many(_)));
        let (before, after) = if is_list { ("[\"", "\"]") } else { ("\"", "\"") };
        match (held.shape, held.string()) {
            (Some(Shape::Boolean), _) => {
                for flag in ["true", "false"] {
                    offers.items.push(word(flag, flag.to_owned(), replaces.clone(), CompletionItemKind::VALUE));
                }
            }
            (_, Some(Shape::Choice(choices))) => choices_of(choices, replaces, before, after, offers),
            (_, Some(Shape::Name(wanted))) => {
                let end = if *wanted == Wanted::Statement { "#" } else { "" };
                self.notes(kinds_of(*wanted), replaces, (before, &format!("{end}{after}")), offers);
            }
            _ => {}
        }
    }

    /// Inside quotes.
    fn strings(&self, held: Held, start: usize, offers: &mut Offers) {
        if self.path == FILE_NAME {
            return self.settings(held, start, offers);
        }
        match held.string() {
            Some(Shape::Choice(choices)) => choices_of(choices, self.name_from(start), "", "", offers),
            Some(Shape::Markdown) => self.markdown(start.max(self.line_start()), offers),
            Some(Shape::Name(wanted)) => match (self.typed(start).split_once('#'), wanted) {
                (Some((source, _)), Wanted::Statement | Wanted::Evidence) => {
                    self.statements(source, start.saturating_add(source.len()).saturating_add(1), offers);
                }
                (Some(_), _) => {}
                (None, Wanted::Statement) => self.notes(&[Kind::Source], self.name_from(start), ("", "#"), offers),
                (None, _) => self.notes(kinds_of(*wanted), self.name_from(start), ("", ""), offers),
            },
            _ => {}
        }
    }

    fn settings(&self, held: Held, start: usize, offers: &mut Offers) {
        let replaces = self.name_from(start);
        match held.spec.map(|spec| spec.key) {
            Some("checks") => {
                for (severity, about) in [
                    ("off", "Nothing is said."),
                    ("advice", "Shown, never denied."),
                    ("warning", "Denied by `--deny-warnings`."),
                    ("error", "Nothing is published."),
                ] {
                    offers.items.push(Offer {
                        about: Some(about.to_owned()),
                        ..word(severity, severity.to_owned(), replaces.clone(), CompletionItemKind::ENUM_MEMBER)
                    });
                }
            }
            Some("note") => self.notes(&[], replaces, ("", ""), offers),
            _ => {
                if let Some(Shape::Choice(choices)) = held.string() {
                    choices_of(choices, replaces, "", "", offers);
                }
            }
        }
    }

    /// Links and citations in Markdown; the text that counts begins at `from`.
    fn markdown(&self, from: usize, offers: &mut Offers) {
        let typed = self.typed(from);
        let open = typed.rfind("[[").filter(|at| typed.get(*at..).is_some_and(|link| !link.contains("]]")));
        if let Some(open) = open {
            let start = open.saturating_add(2);
            let link = typed.get(start..).unwrap_or_default();
            if link.contains('|') {
                return;
            }
            let card = typed.get(..open).is_some_and(|before| before.ends_with('!'));
            let start = from.saturating_add(start);
            return match link.split_once('#') {
                Some((id, _)) => self.anchors(id, start.saturating_add(id.len()).saturating_add(1), card, offers),
                None if card => self.notes(&[Kind::Source], self.name_from(start), ("", "#"), offers),
                None => self.notes(&[], self.name_from(start), ("", ""), offers),
            };
        }
        let Some(at) = typed.rfind('@') else { return };
        let before = typed.get(..at).unwrap_or_default();
        let bracket = before.rfind('[').filter(|open| before.get(*open..).is_some_and(|inside| !inside.contains(']')));
        if bracket.is_none() || !before.ends_with(['[', ' ', '-', ';', '\u{a0}']) {
            return;
        }
        let name = typed.get(at.saturating_add(1)..).unwrap_or_default();
        if name.contains([' ', ',']) {
            return;
        }
        let start = from.saturating_add(at).saturating_add(1);
        match name.split_once('#') {
            Some((source, _)) => self.statements(source, start.saturating_add(source.len()).saturating_add(1), offers),
            None => self.notes(&[Kind::Source], self.name_from(start), ("", ""), offers),
        }
    }

    /// The ids of notes of some kinds; of all, where none is given.
    fn notes(&self, kinds: &[Kind], replaces: Range<usize>, (before, after): (&str, &str), offers: &mut Offers) {
        let fits = |note: &ParsedNote| matches!(note.slot, Slot::Note(kind) if kinds.is_empty() || kinds.contains(&kind));
        let mut found: Vec<_> = self.built.named().filter(|note| fits(note)).collect();
        found.sort_by(|a, b| a.id.cmp(&b.id));
        let typed = fold(self.typed(replaces.start));
        offers.cut = found.len() > MOST;
        if offers.cut {
            found.retain(|note| typed.split(' ').all(|word| names_of(note).contains(word)));
            found.truncate(MOST);
        }
        for note in found {
            let kind = match note.slot {
                Slot::Note(Kind::Actor) => CompletionItemKind::CLASS,
                Slot::Note(Kind::Round | Kind::Track) => CompletionItemKind::EVENT,
                Slot::Note(Kind::Topic | Kind::Dispute) => CompletionItemKind::INTERFACE,
                _ => CompletionItemKind::FILE,
            };
            // A `#` that is there is not written twice.
            let there = self.text.get(replaces.end..).is_some_and(|rest| rest.starts_with('#'));
            let after = if there { after.trim_start_matches('#') } else { after };
            let mut offer = word(&note.id, format!("{before}{}{after}", note.id), replaces.clone(), kind);
            offer.detail = Some(hover::title_of(note));
            offer.about = hover::of_name(&super::names::Name::Note(note.id.clone()), self.built);
            offer.filter = Some(format!("{before}{}", names_of(note)));
            offers.items.push(offer);
        }
    }

    fn anchors(&self, id: &str, start: usize, card: bool, offers: &mut Offers) {
        let own = self.built.file_at(self.path).and_then(|file| self.built.notes_of(file.id).next());
        let Some(note) = (if id.is_empty() { own } else { self.built.note(id) }) else { return };
        self.statements_of(note, start, offers);
        if !card {
            for heading in &note.body.headings {
                let detail = Some(heading.text.to_string());
                let text = heading.anchor.to_string();
                offers.items.push(Offer { detail, ..word(&heading.anchor, text, self.name_from(start), CompletionItemKind::REFERENCE) });
            }
        }
    }

    fn statements(&self, source: &str, start: usize, offers: &mut Offers) {
        if let Some(source) = self.built.note(source) {
            self.statements_of(source, start, offers);
        }
    }

    fn statements_of(&self, source: &ParsedNote, start: usize, offers: &mut Offers) {
        let KindFields::Source(fields) = &source.fields else { return };
        for statement in &fields.statements {
            let Some(id) = statement.id.given() else { continue };
            let text = statement.value.text.given().map_or("", |text| &text.plain);
            let mut offer = word(&id.value, id.value.to_string(), self.name_from(start), CompletionItemKind::CONSTANT);
            offer.filter = Some(findable(&id.value, text));
            offer.detail = Some(hover::speaker_and_date(&statement.value, self.built));
            offer.about = Some(hover::escaped(text));
            offers.items.push(offer);
        }
    }
}

/// Everything by which a note may be looked for: its names in all languages, as written and folded.
pub(super) fn names_of(note: &ParsedNote) -> String {
    let mut names = hover::title_of(note);
    for other in note.common.other_names() {
        names.push(' ');
        names.push_str(&other.value);
    }
    findable(&note.id, &names)
}

/// An id with the words by which it may be looked for, as written and, where that differs, as search folds them.
pub(super) fn findable(id: &str, words: &str) -> String {
    let folded = fold(words);
    if folded == words { format!("{id} {words}") } else { format!("{id} {words} {folded}") }
}

fn word(label: &str, text: String, replaces: Range<usize>, kind: CompletionItemKind) -> Offer {
    Offer { label: label.to_owned(), kind, detail: None, about: None, filter: None, text, replaces, snippet: false }
}

fn choices_of(choices: &Choices, replaces: Range<usize>, before: &str, after: &str, offers: &mut Offers) {
    for Tag { key, meaning, .. } in choices.tags {
        let mut offer = word(key, format!("{before}{key}{after}"), replaces.clone(), CompletionItemKind::ENUM_MEMBER);
        offer.detail = Some((*meaning).to_owned());
        offers.items.push(offer);
    }
}

fn about(spec: &FieldSpec) -> String {
    let notation = schema::notation(&spec.shape).map(|notation| format!("\n\n{notation}")).unwrap_or_default();
    format!("{}{notation}", schema::meaning(spec))
}

/// An empty value of a shape, as a snippet.
fn blank(shape: &Shape) -> &'static str {
    match shape {
        Shape::Text | Shape::Markdown | Shape::Date | Shape::Choice(_) | Shape::Name(_) => "\"$0\"",
        Shape::Many(Shape::Record(_)) => "[{ $0 }]",
        Shape::Coordinates | Shape::Many(Shape::Number | Shape::Integer) => "[$0]",
        Shape::Many(_) => "[\"$0\"]",
        Shape::OneOrMany(inner) | Shape::Either(inner, _) => blank(inner),
        Shape::Boolean | Shape::Integer | Shape::Number => "$0",
        Shape::Record(_) | Shape::Map(_) | Shape::Free => "{ $0 }",
    }
}

/// A shape in a word.
const fn kind_word(shape: &Shape) -> &'static str {
    match shape {
        Shape::Text => "text",
        Shape::Markdown => "inline Markdown",
        Shape::Date => "date",
        Shape::Boolean => "true or false",
        Shape::Integer => "whole number",
        Shape::Number => "number",
        Shape::Coordinates => "latitude and longitude",
        Shape::Choice(_) => "one of a few words",
        Shape::Name(_) => "name",
        Shape::Many(_) => "list",
        Shape::OneOrMany(_) | Shape::Either(..) => "one, or a list",
        Shape::Record(_) | Shape::Map(_) | Shape::Free => "table",
    }
}
