//! `site.schema.json`: what `site.json` may hold, made from the declarations of the fields (JSON Schema 2020-12).

use serde_json::{Map, Value, json};

use super::entries::{self, DERIVED_OF_STATEMENTS, HeldBy, LIST_KIND, NOTE_ID};
use super::site_json::{self, VERSION};
use crate::parse::fields::{Common, HomeFields, Kind, SourceFields, StatementFields};
use crate::parse::record::{ExpectedKind, FieldSpec, Record, Shape, Worded};
use crate::parse::schema;

pub fn site_schema() -> Vec<u8> {
    let mut schemas = Schemas { tables: Map::new() };
    let introduction = || Common::fields().iter();
    let mut properties = Map::new();
    properties.insert("format".to_owned(), json!({ "const": "rapporteur-site" }));
    properties.insert("version".to_owned(), json!({ "const": VERSION }));
    properties.insert("$schema".to_owned(), json!({ "type": "string" }));
    properties.insert("site".to_owned(), settings());
    let parts = json!({ "type": "array", "items": { "type": "string", "format": "uri" }, "description": "The files that hold the notes, where those are too many for one." });
    properties.insert("parts".to_owned(), parts);
    properties.insert("part".to_owned(), json!({ "type": "integer", "description": "The number of this file among them." }));
    properties.insert("home".to_owned(), schemas.note("The home page.", introduction().chain(HomeFields::fields()), None));
    let list = schemas.note("The introduction of a kind's list.", std::iter::once(&LIST_KIND).chain(introduction()), None);
    properties.insert("lists".to_owned(), json!({ "type": "array", "items": list }));
    for kind in Kind::ALL {
        let note = schemas.note(kind.choice().meaning, entries::declared(kind), Some(kind));
        properties.insert(kind.folder().to_owned(), json!({ "type": "array", "items": note }));
    }
    let required: Vec<&str> = ["format", "version", "site", "lists"].into_iter().chain(Kind::ALL.map(Kind::folder)).collect();
    let mut definitions = schemas.tables;
    definitions.insert("id".to_owned(), json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$" }));
    for (name, pattern, description) in [
        ("date", ".", "EDTF, as exact as it was written: 2025, 2025-06, 2025-06-02T14:40, 2022-03/2022-05, ../2022-02, 2025-05~."),
        ("statement-name", "^[a-z0-9][a-z0-9-]*#.+$", "source#statement"),
        ("evidence", "^[a-z0-9][a-z0-9-]*(#.+)?$", "a source's id, or source#statement"),
    ] {
        definitions.insert(name.to_owned(), json!({ "type": "string", "pattern": pattern, "description": description }));
    }
    let schema = json!({
        "$schema": schema::DIALECT,
        "title": "A briefing site",
        "description": "The whole model of a site made by rapporteur. Fields have the names under which editors write them; a field that is absent was not written. Inline Markdown stands as plain text; where it was written otherwise, a key with `_markdown` after its name holds it as written. New keys may come within a version; `version` counts what breaks readers.",
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
        "$defs": definitions,
    });
    format!("{schema:#}\n").into_bytes()
}

/// The schemas of tables, which grow while the schemas of notes are made.
struct Schemas {
    /// Those of tables inside notes, by the name of their record.
    tables: Map<String, Value>,
}

impl Schemas {
    fn note(&mut self, description: &str, declared: impl Iterator<Item = &'static FieldSpec>, kind: Option<Kind>) -> Value {
        let derived = entries::derived_of_note(kind, HeldBy::Json).map(|derived| &derived.spec);
        with_description(description.to_owned(), self.table(std::iter::once(&NOTE_ID.spec).chain(declared).chain(derived)))
    }

    /// The schema of a table with these fields and no others.
    fn table(&mut self, specs: impl Iterator<Item = &'static FieldSpec>) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for spec in specs {
            properties.insert(site_json::key(spec).to_owned(), with_description(spec.doc.to_owned(), self.field(spec)));
            if matches!(spec.shape, Shape::Markdown) {
                let written = json!({ "type": "string", "contentMediaType": "text/markdown", "description": "As it was written." });
                properties.insert(site_json::markdown_key(spec), written);
            }
            // A source without statements has an empty list of them.
            if spec.required || (spec.record, spec.key) == (SourceFields::NAME, "statements") {
                required.push(site_json::key(spec));
            }
        }
        json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
    }

    fn field(&mut self, spec: &FieldSpec) -> Value {
        match (spec.record, spec.key) {
            (StatementFields::NAME, "id") => json!({ "$ref": "#/$defs/statement-name" }),
            (_, "url_here") => json!({ "type": "string", "format": "uri" }),
            _ => self.shape(&spec.shape),
        }
    }

    fn shape(&mut self, shape: &Shape) -> Value {
        match shape {
            Shape::Text | Shape::Markdown => json!({ "type": "string" }),
            Shape::Date => json!({ "$ref": "#/$defs/date" }),
            Shape::Boolean => json!({ "type": "boolean" }),
            Shape::Integer => json!({ "type": "integer" }),
            Shape::Number => json!({ "type": "string", "pattern": "^[-+0-9.eE]+$" }),
            Shape::Coordinates => json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 }),
            Shape::Choice(choices) => json!({ "enum": choices.iter().map(|word| word.key).collect::<Vec<_>>() }),
            Shape::Name(ExpectedKind::Statement) => json!({ "$ref": "#/$defs/statement-name" }),
            Shape::Name(ExpectedKind::Evidence) => json!({ "$ref": "#/$defs/evidence" }),
            Shape::Name(_) => json!({ "$ref": "#/$defs/id" }),
            Shape::Many(inner) | Shape::OneOrMany(inner) => json!({ "type": "array", "items": self.shape(inner) }),
            // A name alone is written out as a table.
            Shape::Either(_, table) => self.shape(table),
            Shape::Record(fields) => self.definition(fields()),
            Shape::Map(inner) => json!({ "type": "object", "additionalProperties": self.shape(inner) }),
            Shape::Free => json!({ "type": "object" }),
        }
    }

    /// A table inside a note, which is defined once: "a role" → `#/$defs/role`.
    fn definition(&mut self, specs: &'static [FieldSpec]) -> Value {
        let record = specs.first().expect("a record has fields").record;
        let name = record.trim_start_matches("an ").trim_start_matches("a ").replace(' ', "-").replace('`', "");
        if !self.tables.contains_key(&name) {
            let derived = (record == StatementFields::NAME)
                .then(|| entries::held_by(HeldBy::Json, DERIVED_OF_STATEMENTS).map(|derived| &derived.spec));
            let schema = self.table(specs.iter().chain(derived.into_iter().flatten()));
            self.tables.insert(name.clone(), schema);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }
}

fn with_description(description: String, mut schema: Value) -> Value {
    if let Value::Object(fields) = &mut schema {
        fields.insert("description".to_owned(), description.into());
    }
    schema
}

/// What `site` may hold: the site's settings as far as they concern its readers.
fn settings() -> Value {
    let text = || json!({ "type": "string" });
    json!({
        "type": "object",
        "properties": {
            "title": text(),
            "tagline": text(),
            "description": text(),
            "base_url": { "type": "string", "format": "uri" },
            "language": text(),
            "languages": { "type": "array", "items": text() },
            "editor": {
                "type": "object",
                "properties": { "name": text(), "contact": text() },
                "required": ["name"],
                "additionalProperties": false,
            },
            "license": text(),
            "as_of": { "$ref": "#/$defs/date" },
            "published": { "$ref": "#/$defs/date" },
            "citation_style": text(),
            "extra": { "type": "object" },
        },
        "required": ["title", "base_url", "language", "languages", "extra"],
        "additionalProperties": false,
    })
}
