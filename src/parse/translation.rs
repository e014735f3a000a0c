//! Translations: which words of a note they give, and how those are laid over the original's.
//!
//! A translation gives `title`, `summary`, a body, and any field that holds wording ([`FieldSpec::wording`]). Names, dates and all else are
//! the original's. What a translation leaves out stays in the original's words, which are told apart by the file that they stand in.

use std::collections::HashSet;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::ParsedNote;
use super::date::Edtf;
use super::fields::{Common, SourceFields};
use super::markdown::{Block, BlockKind, Body, Prose, Reference};
use super::record::{
    Context, Entries, FieldSpec, FromToml, Record, Shape, Text, Value, field_of_the_note, id_of, not_a_list, not_a_table, type_name,
};
use super::translated_value::{TranslatedValue, TranslationReport};
use crate::diagnostic::{Code, Diagnostic, did_you_mean, in_backticks};
use crate::file::{self, Located, Span, to_u32};

/// Whether a translation gives no words yet: `new --lang` has begun it, and nobody has filled it in. Words that cannot be read are reported.
pub fn is_blank(translation: &ParsedNote) -> bool {
    translation.diagnostics.is_empty()
        && translation.common.title.given().is_none()
        && translation.body.pieces.is_empty()
        && given_names(translation).is_empty()
}

/// What a translation's file gives beside `title`, `summary` and body.
#[derive(Clone, Debug, Default)]
pub struct Translation {
    /// Of which day it is.
    pub translated: Option<Located<Edtf>>,
    pub fields: Vec<(&'static str, TranslatedValue)>,
}

/// Whether a field holds wording, or records that do.
pub(crate) fn translatable(spec: &FieldSpec) -> bool {
    match spec.shape {
        Shape::Record(fields) | Shape::Many(&Shape::Record(fields)) => fields().iter().any(translatable),
        _ => spec.wording,
    }
}

/// The fields of an original that a translation may give, with what they hold. Entries of a list stay, those with an id under it.
pub fn wording(original: &ParsedNote) -> Entries<'_> {
    let all = original.common.entries().into_iter().chain(original.fields.entries());
    all.filter_map(|(spec, value)| Some((spec, only_wording(spec, value)?))).collect()
}

fn only_wording<'v>(spec: &FieldSpec, value: Value<'v>) -> Option<Value<'v>> {
    let record = |entries: Entries<'v>| -> Entries<'v> {
        let kept = |(spec, value): (&'static FieldSpec, Value<'v>)| match spec.key {
            "id" => Some((spec, value)),
            _ => Some((spec, only_wording(spec, value)?)),
        };
        entries.into_iter().filter_map(kept).collect()
    };
    match value {
        Value::Record(entries) => Some(record(entries)).filter(|entries| !entries.is_empty()).map(Value::Record),
        Value::Many(items) if translatable(spec) && !items.is_empty() => Some(Value::Many(
            items.into_iter().map(|item| if let Value::Record(entries) = item { Value::Record(record(entries)) } else { item }).collect(),
        )),
        value @ (Value::Text(_) | Value::Markdown(_)) => (spec.wording || spec.key == "title" || spec.key == "summary").then_some(value),
        _ => None,
    }
}

/// What a translation leaves in the original's words: `summary`, `answers[2].text`, `statements.first.text`.
pub fn missing(original: &ParsedNote, translation: &ParsedNote) -> Vec<String> {
    let mut names = Vec::new();
    add_names(&wording(original), "", &mut names);
    let given = given_names(translation);
    names.retain(|name| !given.contains(name));
    if translation.body.pieces.is_empty() && !original.body.pieces.is_empty() {
        names.push("the text below the fields".to_owned());
    }
    names
}

/// The names of fields that hold wording.
fn add_names(entries: &[(&'static FieldSpec, Value<'_>)], before: &str, names: &mut Vec<String>) {
    for (spec, value) in entries.iter().filter(|(spec, _)| spec.key != "id") {
        let name = format!("{before}{}", spec.key);
        match value {
            Value::Record(entries) => add_names(entries, &format!("{name}."), names),
            Value::Many(items) if matches!(spec.shape, Shape::Many(&Shape::Record(_))) => {
                for (number, item) in (1..).zip(items) {
                    let Value::Record(entries) = item else { continue };
                    let name = id_of(entries).map_or_else(|| format!("{name}[{number}]."), |id| format!("{name}.{id}."));
                    add_names(entries, &name, names);
                }
            }
            _ => names.push(name),
        }
    }
}

/// The names of the fields for which a translation gives words.
fn given_names(translation: &ParsedNote) -> HashSet<String> {
    fn add(name: String, translated: &TranslatedValue, names: &mut HashSet<String>) {
        match translated {
            TranslatedValue::Wording(_) | TranslatedValue::Prose(_) | TranslatedValue::Words(_) => names.extend([name]),
            TranslatedValue::Table(fields) => fields.iter().for_each(|(key, inner)| add(format!("{name}.{key}"), inner, names)),
            TranslatedValue::List(items, _) => {
                (1..).zip(items).for_each(|(number, item)| add(format!("{name}[{number}]"), item, names));
            }
            TranslatedValue::ById(items) => items.iter().for_each(|(id, item)| add(format!("{name}.{}", id.value), item, names)),
        }
    }
    let mut names = HashSet::new();
    names.extend(translation.common.title.given().map(|_| "title".to_owned()));
    names.extend(translation.common.summary.as_ref().map(|_| "summary".to_owned()));
    for (key, translated) in translation.translation.iter().flat_map(|given| &given.fields) {
        add((*key).to_owned(), translated, &mut names);
    }
    names
}

/// Reads the front matter of a translation; `title` and `summary` are read as every note's.
pub(super) fn read(specs: &[&'static [FieldSpec]], table: &DeTable<'_>, cx: &mut Context<'_>) -> Translation {
    let translated = table.get("translated").and_then(|value| cx.with_key("translated", |cx| Located::<Edtf>::from_toml(value, cx)));
    Translation { translated, fields: fields(specs, table, &["title", "summary", "translated"], cx) }
}

fn fields(
    specs: &[&'static [FieldSpec]],
    table: &DeTable<'_>,
    elsewhere: &[&str],
    cx: &mut Context<'_>,
) -> Vec<(&'static str, TranslatedValue)> {
    let mut keys: Vec<_> = table.iter().filter(|(key, _)| !elsewhere.contains(&key.get_ref().as_ref())).collect();
    keys.sort_by_key(|(key, _)| key.span().start);
    let mut found = Vec::new();
    for (key, value) in keys {
        let word = key.get_ref().as_ref();
        // A figure's printed form stands in its own table in the original, and beside the other words of the statement here.
        let (spec, within) = match specs.iter().copied().flatten().find(|spec| spec.key == word) {
            Some(spec) => (Some(spec), None),
            None => field_of_table(specs, word).unzip(),
        };
        match spec {
            Some(spec) if translatable(spec) => {
                let Some(translated) = cx.with_key(spec.key, |cx| value_of(spec, value, cx)) else { continue };
                let Some(table) = within else {
                    found.push((spec.key, translated));
                    continue;
                };
                let known = found.iter_mut().find_map(|(key, value)| match value {
                    TranslatedValue::Table(fields) if *key == table => Some(fields),
                    _ => None,
                });
                match known {
                    Some(fields) => fields.push((spec.key, translated)),
                    None => found.push((table, TranslatedValue::Table(vec![(spec.key, translated)]))),
                }
            }
            _ => {
                let span = cx.span(key.span());
                let known = || {
                    let own = specs.iter().copied().flatten().filter(|spec| translatable(spec)).map(|spec| spec.key);
                    elsewhere.iter().copied().chain(own.filter(|key| !elsewhere.contains(key)))
                };
                let problem = Diagnostic::new(Code::UnknownField, span, format!("a translation has no field `{word}`"));
                cx.diagnostics.push(match spec {
                    Some(_) => problem.help(format!("It gives wording; `{word}` is taken from the original. Delete it here.")),
                    None if let Some(hint) = field_of_the_note(word, cx.note_fields) => problem.help(hint),
                    None => problem.help(format!("It gives wording: {}.", in_backticks(known()))).suggest(did_you_mean(word, known()), ""),
                });
            }
        }
    }
    found
}

/// A field of a table in a field, and that table's key.
fn field_of_table(specs: &[&'static [FieldSpec]], word: &str) -> Option<(&'static FieldSpec, &'static str)> {
    specs.iter().copied().flatten().find_map(|spec| {
        let Shape::Record(fields) = spec.shape else { return None };
        let field = fields().iter().find(|inner| inner.key == word && inner.wording)?;
        Some((field, spec.key))
    })
}

/// What is said in place of one field; nothing where it is empty, or after a report.
fn value_of(spec: &FieldSpec, value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<TranslatedValue> {
    match spec.shape {
        Shape::Text => Text::from_toml(value, cx).filter(|text| !file::is_blank(&text.value)).map(TranslatedValue::Wording),
        Shape::Markdown => Prose::from_toml(value, cx).filter(|prose| !file::is_blank(&prose.markdown)).map(TranslatedValue::Prose),
        Shape::Many(&Shape::Text) => {
            let DeValue::Array(items) = value.get_ref() else {
                return not_a_list(value, Shape::Text, cx);
            };
            // An empty list leaves the original's.
            (!items.is_empty()).then(|| {
                let words = items.iter().filter_map(|item| cx.with_entry("", |cx| Text::from_toml(item, cx)));
                TranslatedValue::Words(words.map(TranslatedValue::Wording).collect())
            })
        }
        Shape::Record(own) => table(own(), value, cx),
        Shape::Many(&Shape::Record(own)) => list(own(), value, cx),
        _ => None,
    }
}

fn list(specs: &'static [FieldSpec], value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<TranslatedValue> {
    let by_id = specs.iter().any(|spec| spec.key == "id");
    match value.get_ref() {
        DeValue::Array(items) if !by_id => {
            let mut read = |item| cx.with_entry("", |cx| table(specs, item, cx)).unwrap_or_else(|| TranslatedValue::Table(Vec::new()));
            let items = items.iter().map(&mut read).collect();
            Some(TranslatedValue::List(items, cx.span(value.span())))
        }
        DeValue::Table(items) if by_id => {
            let mut found = Vec::new();
            for (id, item) in items {
                let id = Text::new(id.get_ref().as_ref().into(), cx.span(id.span()));
                // `id = "text"` is short for a table with the text alone.
                let translated = match (item.get_ref(), specs.iter().find(|spec| spec.key == "text")) {
                    (DeValue::String(_), Some(text)) => cx
                        .with_key(text.key, |cx| value_of(text, item, cx))
                        .map(|translated| TranslatedValue::Table(vec![(text.key, translated)])),
                    _ => cx.with_entry(&id.value, |cx| table(specs, item, cx)),
                };
                found.extend(translated.map(|translated| (id, translated)));
            }
            found.sort_by_key(|(id, _)| id.span.start);
            Some(TranslatedValue::ById(found))
        }
        other => {
            let (key, found) = (cx.key, type_name(other));
            let (expected, help) = if by_id {
                ("a table by id", format!("Write `[{key}.the-id]` before the words of each, or `the-id = \"…\"` below `[{key}]`."))
            } else {
                ("a list of tables", format!("Write `[[{key}]]` before the words of each entry, in the original's order."))
            };
            cx.report(Code::InvalidValue, cx.span(value.span()), format!("`{key}` of a translation takes {expected}, not {found}"), help);
            None
        }
    }
}

fn table(specs: &'static [FieldSpec], value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<TranslatedValue> {
    match value.get_ref() {
        DeValue::Table(table) => Some(TranslatedValue::Table(fields(&[specs], table, &[], cx))),
        // An empty string leaves the original's words here too.
        DeValue::String(text) if file::is_blank(text) => None,
        _ => {
            let first = specs.iter().find(|spec| translatable(spec)).expect("a table of wording has a field that holds some");
            not_a_table(value, &format!("{{ {} = \"…\" }}", first.key), cx)
        }
    }
}

/// A note with a translation's words in the place of its own: what readers of its language get.
pub fn apply(original: &ParsedNote, translation: &ParsedNote) -> (ParsedNote, Vec<Diagnostic>) {
    let mut report = TranslationReport {
        field_of_the_note: |key| field_of_the_note(key, &[Common::fields(), SourceFields::fields()]),
        replaced: HashSet::new(),
        problems: Vec::new(),
    };
    let mut note = ParsedNote { diagnostics: Vec::new(), ..original.clone() };
    note.language.clone_from(&translation.language);
    let given = translation.translation.as_deref();
    let translated = given.map_or(&[][..], |given| &given.fields);
    let common = Arc::make_mut(&mut note.common);
    let original_names = std::mem::take(&mut common.also_known_as);
    Record::translate(common, translated, &mut report);
    // Other names serve every language: the original's follow the translation's.
    for name in original_names {
        if common.also_known_as.iter().all(|known| known.value != name.value) {
            common.also_known_as.push(name);
        }
    }
    note.fields.translate(translated, &mut report);
    if translation.common.title.given().is_some() {
        common.title = translation.common.title.clone();
    }
    if let Some(summary) = &translation.common.summary {
        report.replaced.extend(common.summary.replace(summary.clone()).map(|summary| summary.span));
    }
    let own_body = !translation.body.pieces.is_empty();
    note.own_body = own_body;
    if own_body {
        note.body = translation.body.clone();
        (note.body_file, note.body_start) = (translation.body_file, translation.body_start);
        note.path.clone_from(&translation.path);
        note.body.yield_to(&note.fields.statement_ids());
        link_headings(&mut note.body, &original.body);
    }
    note.translation.clone_from(&translation.translation);
    join_texts(&mut note, original, translation, own_body, &report.replaced);
    (note, report.problems)
}

/// Lets the original's anchors lead to the headings of the translation, where it has the same headings.
fn link_headings(body: &mut Body, original: &Body) {
    let same = body.headings.len() == original.headings.len()
        && body.headings.iter().zip(&original.headings).all(|(own, other)| own.level == other.level);
    for (own, other) in body.headings.iter_mut().zip(&original.headings).filter(|_| same) {
        own.original = Some(other.anchor.clone());
    }
}

/// Puts the references and blocks of both together, without those of the original that were replaced, and points the Markdown to them.
fn join_texts(note: &mut ParsedNote, original: &ParsedNote, translation: &ParsedNote, own_body: bool, replaced: &HashSet<Span>) {
    let is_replaced = |block: &Block| match block.kind {
        BlockKind::Field(_) => replaced.contains(&block.span),
        _ => own_body,
    };
    let (mut blocks, mut references): (Vec<Arc<Block>>, Vec<Reference>) = Default::default();
    let mut kept_blocks: Vec<Option<u32>> = Vec::new();
    for block in &original.text.blocks {
        kept_blocks.push((!is_replaced(block)).then(|| to_u32(blocks.len())));
        blocks.extend(Some(block).filter(|block| !is_replaced(block)).cloned());
    }
    // Nothing that is left points to a reference in a block that is gone.
    let mut kept: Vec<u32> = Vec::new();
    for reference in &original.text.references {
        kept.push(to_u32(references.len()));
        let block = kept_blocks.get(reference.block as usize).copied().flatten();
        references.extend(block.map(|block| Reference { block, ..reference.clone() }));
    }
    let (first_block, first) = (to_u32(blocks.len()), to_u32(references.len()));
    blocks.extend_from_slice(&translation.text.blocks);
    let theirs = translation.text.references.iter();
    references.extend(theirs.map(|reference| Reference { block: reference.block + first_block, ..reference.clone() }));
    let from_original = |reference: u32| *kept.get(reference as usize).expect("every reference of the original has its new number");
    let from_translation = |reference: u32| reference + first;
    let renumber_for = |translated: bool| -> &dyn Fn(u32) -> u32 { if translated { &from_translation } else { &from_original } };
    note.each_prose(&mut |prose| prose.body.renumber(renumber_for(prose.span.file == translation.front_file)));
    note.body.renumber(renumber_for(own_body));
    note.text.blocks = blocks;
    note.text.references = references;
    note.text.raw_addresses.extend_from_slice(&translation.text.raw_addresses);
}

/// The fields that a translation's `title` and `summary` are read into. The original's title stands where it gives none.
pub(super) fn common(table: &DeTable<'_>, first_line: Span, cx: &mut Context<'_>) -> Common {
    // An empty string leaves the original's words here too.
    let given = |value: &DeValue<'_>| value.as_str().is_none_or(|text| !file::is_blank(text));
    let read = |key: &str, value: &DeValue<'_>| matches!(key, "title" | "summary") && given(value);
    let own: DeTable<'_> = table.clone().into_iter().filter(|(key, value)| read(key.get_ref(), value.get_ref())).collect();
    Common::take(&own, first_line, cx)
}
