//! `site.json`: the whole model, under the names that editors write, with every reference resolved. Its schema is published beside it.
//!
//! `version` counts changes that break readers; new keys are no such change.

use std::borrow::Borrow;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::json;

use super::ExportContext;
use super::clean;
use super::entries::{self, DERIVED_OF_STATEMENTS, HeldBy, LIST_KIND, NOTE_ID};
use crate::model::address::Export;
use crate::model::{Entity, Id, Model, Note};
use crate::parse::fields::{Kind, SourceFields};
use crate::parse::record::{Entries, FieldSpec, Record, Value};

pub const VERSION: u32 = 1;

pub const FILE: &str = "data/site.json";

/// The whole model as JSON; where it is too long for one file, settings, introductions and the list of its parts, or one of those.
pub fn site_json(cx: &ExportContext<'_>, of: Export) -> Vec<u8> {
    let part = if let Export::Part(number) = of { number } else { 0 };
    let mut bytes = serde_json::to_vec(&SiteJson { cx, part, part_of_notes: part_of_notes(cx.model) })
        .expect("text, numbers and lists have a form in JSON");
    bytes.push(b'\n');
    bytes
}

/// In how many files it comes, the first among them.
pub fn files(model: &Model) -> usize {
    part_of_notes(model).last().map_or(1, |last| last + 1)
}

/// Where a part lies, from the site's root.
pub fn path(part: usize) -> String {
    format!("data/site/part/{part}.json")
}

/// The part in which each note stands, by its place in the model: 0 where all stand in the file itself.
fn part_of_notes(model: &Model) -> Vec<usize> {
    let size = model.config.page_size.data;
    let weights: Vec<usize> = model.notes.iter().map(|(_, note)| weight(model, note)).collect();
    let whole: usize = weights.iter().sum();
    let mut end = 0_usize;
    let part = |weight: usize| {
        end += weight;
        if whole <= size { 0 } else { end / size + 1 }
    };
    weights.into_iter().map(part).collect()
}

/// What a note weighs, in bytes of JSON as they are estimated: its text stands in it twice, plain and as it was written.
fn weight(model: &Model, note: &Note) -> usize {
    const FIELDS: usize = 900;
    const STATEMENT: usize = 900;
    let text: usize = note.written.text.blocks.iter().map(|block| block.text.len()).sum();
    let statements = match note.entity {
        Entity::Source(source) => model.sources[source].statements.len(),
        _ => 0,
    };
    FIELDS + text * 2 + statements * STATEMENT
}

/// The key under which a field stands. A source's `translations` are editions of the work; the note's own stand under that name.
pub(super) fn key(spec: &FieldSpec) -> &'static str {
    if spec.record == SourceFields::NAME && spec.key == "translations" { "in_other_languages" } else { spec.key }
}

/// The key of inline Markdown as it was written, beside the plain text.
pub(super) fn markdown_key(spec: &FieldSpec) -> String {
    format!("{}_markdown", key(spec))
}

struct SiteJson<'a> {
    cx: &'a ExportContext<'a>,
    part: usize,
    part_of_notes: Vec<usize>,
}

impl Serialize for SiteJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { cx, part, part_of_notes } = self;
        let model = cx.model;
        let last = part_of_notes.iter().max().copied().unwrap_or(0);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("format", "rapporteur-site")?;
        map.serialize_entry("version", &VERSION)?;
        map.serialize_entry("$schema", &cx.url("data/site.schema.json"))?;
        map.serialize_entry("site", &settings(cx))?;
        if *part > 0 {
            map.serialize_entry("part", part)?;
        } else if last > 0 {
            map.serialize_entry("parts", &(1..=last).map(|part| cx.url(&path(part))).collect::<Vec<_>>())?;
        }
        if let Some(id) = model.home.filter(|_| *part == 0) {
            map.serialize_entry("home", &JsonRecord(note(cx, id)))?;
        }
        let introduction = |(kind, id): &(Kind, Id<Note>)| {
            let kind = (&LIST_KIND, Value::Choice(kind.as_str()));
            JsonRecord(std::iter::once(kind).chain(note(cx, *id)).collect::<Entries<'_>>())
        };
        map.serialize_entry("lists", &model.lists.iter().filter(|_| *part == 0).map(introduction).collect::<Vec<_>>())?;
        for kind in Kind::ALL {
            map.serialize_entry(kind.folder(), &Notes(self, kind))?;
        }
        map.end()
    }
}

/// All notes of a kind that stand in a file.
struct Notes<'a>(&'a SiteJson<'a>, Kind);

impl Serialize for Notes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(SiteJson { cx, part, part_of_notes }, kind) = self;
        let is_in_file = |id: Id<Note>| part_of_notes.get(id.index()) == Some(part);
        let notes = cx.model.notes.iter().filter(|(id, note)| note.kind() == Some(*kind) && is_in_file(*id));
        serializer.collect_seq(notes.map(|(id, _)| JsonRecord(note(cx, id))))
    }
}

/// All fields of a note, written and derived; a source's statements with theirs.
fn note<'a>(cx: &ExportContext<'a>, id: Id<Note>) -> Entries<'a> {
    let mut fields: Entries<'a> = entries::value(cx, &NOTE_ID, id).into_iter().collect();
    fields.extend(entries::of_note(cx, id));
    let note = &cx.model.notes[id];
    if let Entity::Source(source) = note.entity {
        let statements = cx.model.sources[source].statements.iter().map(|id| {
            let mut fields = entries::of_statement(cx, *id);
            fields.extend(entries::held_by(HeldBy::Json, DERIVED_OF_STATEMENTS).filter_map(|derived| entries::value(cx, derived, *id)));
            Value::Record(fields)
        });
        let spec = SourceFields::fields().iter().find(|spec| spec.key == "statements");
        fields.extend(spec.map(|spec| (spec, Value::Many(statements.collect()))));
    }
    fields.extend(entries::derived_of_note(note.kind(), HeldBy::Json).filter_map(|derived| entries::value(cx, derived, id)));
    fields
}

/// Fields as an object.
struct JsonRecord<E>(E);

impl<'v, E: Borrow<Entries<'v>>> Serialize for JsonRecord<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (spec, value) in self.0.borrow() {
            map.serialize_entry(key(spec), &Json(value))?;
            // Inline Markdown stands as plain text and, where it is other than that, as it was written.
            if let Value::Markdown(prose) = value
                && prose.markdown != prose.plain
            {
                map.serialize_entry(&markdown_key(spec), &*prose.markdown)?;
            }
        }
        map.end()
    }
}

/// What a field holds.
struct Json<'t, 'v>(&'t Value<'v>);

impl Serialize for Json<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Text(text) | Value::Name(text) => serializer.serialize_str(text),
            Value::Markdown(prose) => serializer.serialize_str(&prose.plain),
            Value::Date(date) => serializer.collect_str(date),
            Value::Boolean(flag) => serializer.serialize_bool(*flag),
            Value::Integer(number) => serializer.serialize_i64(*number),
            // `0.50` and `0.5` are not printed alike.
            Value::Number(digits) => serializer.serialize_str(digits),
            Value::Choice(word) => serializer.serialize_str(word),
            Value::Coordinates(latitude, longitude) => [latitude, longitude].serialize(serializer),
            Value::Many(list) => serializer.collect_seq(list.iter().map(Json)),
            Value::Record(fields) => JsonRecord(fields).serialize(serializer),
            Value::Map(map) => serializer.collect_map(map.iter().map(|(key, value)| (key, Json(value)))),
            Value::Free(value) => value.serialize(serializer),
        }
    }
}

/// The site's settings as far as they concern its readers; `settings` of the schema says what they may hold.
fn settings(cx: &ExportContext<'_>) -> serde_json::Value {
    let config = &cx.model.config;
    let editor = config.editor.as_ref().map(|editor| {
        let contact = editor.contact.as_deref();
        clean::without_nulls(json!({ "name": editor.name.value, "contact": contact }))
    });
    clean::without_nulls(json!({
        "title": config.title,
        "tagline": config.tagline,
        "description": config.description,
        "base_url": cx.root,
        "language": config.language,
        "languages": config.languages,
        "editor": editor,
        "license": config.license,
        "as_of": cx.model.as_of.map(|date| date.to_string()),
        "published": cx.model.published.map(|date| date.to_string()),
        "citation_style": config.citation_style.as_deref(),
        "extra": config.extra,
    }))
}
