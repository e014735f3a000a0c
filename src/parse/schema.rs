//! Declared fields → JSON Schema (draft 2020-12) of front matter.
//!
//! The schema says what a value looks like. What lies beyond one value (whether an id exists, whether an interval ends before it begins)
//! is the business of `check`. Everything stands where it is used, without `$ref`: editors that complete TOML lose a field's description
//! that is reached through one. `x-taplo` holds hints for Taplo and Even Better TOML, which other readers ignore.

use serde_json::{Map, Value, json};

use super::fields::{Common, Fields, HomeFields, Kind};
use super::record::{ExpectedKind, FieldSpec, Record, Shape, Worded};
use super::translation::translatable;

/// The dialect in which the schemas are written.
pub const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// An id: the stem of a note's file, or a statement's.
const ID: &str = "[a-z0-9][a-z0-9-]*";

/// The JSON Schema of the front matter of a kind, as it stands in `<id>.toml` or between the `+++` lines of `<id>.md`.
pub fn of_kind(kind: Kind) -> Value {
    let also_required: &[_] = if kind.needs_summary() { &["summary"] } else { &[] };
    let title = format!("Front matter of content/{}/<id>", kind.folder());
    Value::Object(document(&title, kind.choice().meaning, Common::fields().iter().chain(Fields::specs(kind)), also_required))
}

/// The JSON Schema of the front matter of the home page and of the introduction of a list, `_index`.
pub fn of_introduction() -> Value {
    let title = "Front matter of content/_index and content/<folder>/_index";
    let description = "The home page, or the introduction of a kind's list.";
    Value::Object(document(title, description, Common::fields().iter().chain(HomeFields::fields()), &[]))
}

/// The JSON Schema of the front matter of a translation, `<id>.<language>`: the fields of every kind that hold wording, as a translation
/// writes them. Of which kind the note is, its file does not say.
pub fn of_translation() -> Value {
    let is_own = |spec: &&FieldSpec| matches!(spec.key, "title" | "summary");
    let mut schema = document(
        "Front matter of content/<folder>/<id>.<language>",
        "A note in another language.",
        Common::fields().iter().filter(is_own),
        &[],
    );
    let specs = Kind::ALL.into_iter().flat_map(Fields::specs).chain(HomeFields::fields());
    let mut properties = translated_properties(Common::fields().iter().filter(|spec| !is_own(spec)).chain(specs));
    properties.insert("translated".to_owned(), of_shape(&Shape::Date));
    if let Some(Value::Object(all)) = schema.get_mut("properties") {
        all.extend(properties);
    }
    Value::Object(schema)
}

/// What a translation may write for those of the fields that hold wording; where kinds differ in a field, what any of them takes.
fn translated_properties<'s>(specs: impl Iterator<Item = &'s FieldSpec>) -> Map<String, Value> {
    let mut found: Map<String, Value> = Map::new();
    let mut add = |spec: &FieldSpec| {
        let own = translated_shape(&spec.shape);
        let known = found.entry(spec.key).or_insert_with(|| json!({ "description": spec.doc, "anyOf": [] }));
        let shapes = known.get_mut("anyOf").and_then(Value::as_array_mut).expect("it is a list");
        if !shapes.contains(&own) {
            shapes.push(own);
        }
    };
    for spec in specs.filter(|spec| translatable(spec)) {
        add(spec);
        // A table's words may stand beside the others as well.
        if let Shape::Record(fields) = spec.shape {
            fields().iter().filter(|inner| inner.wording).for_each(&mut add);
        }
    }
    found
}

/// The words of a translation in place of a value of a shape.
fn translated_shape(shape: &Shape) -> Value {
    let table = |fields: &[FieldSpec]| json!({ "type": "object", "properties": translated_properties(fields.iter()), "additionalProperties": false });
    // An empty string leaves the original's words.
    let entry = |fields: &[FieldSpec]| json!({ "anyOf": [table(fields), { "type": "string", "maxLength": 0 }] });
    match shape {
        Shape::Record(fields) => entry(fields()),
        Shape::Many(Shape::Record(fields)) if fields().iter().any(|spec| spec.key == "id") => {
            json!({ "type": "object", "additionalProperties": { "anyOf": [table(fields()), { "type": "string" }] } })
        }
        Shape::Many(Shape::Record(fields)) => json!({ "type": "array", "items": entry(fields()) }),
        other => of_shape(other),
    }
}

/// The JSON Schema of a file whose fields are declared.
pub fn of_fields(title: &str, description: &str, specs: &'static [FieldSpec]) -> Value {
    Value::Object(document(title, description, specs, &[]))
}

/// The schema of a file with these fields and no others.
fn document<'s>(
    title: &str,
    description: &str,
    specs: impl IntoIterator<Item = &'s FieldSpec> + Clone,
    also_required: &[&'static str],
) -> Map<String, Value> {
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), DIALECT.into());
    schema.insert("title".to_owned(), title.into());
    schema.insert("description".to_owned(), description.into());
    let required = required(specs.clone()).into_iter().chain(also_required.iter().copied()).collect();
    fill(&mut schema, specs, required);
    schema
}

fn required<'s>(specs: impl IntoIterator<Item = &'s FieldSpec>) -> Vec<&'static str> {
    specs.into_iter().filter(|spec| spec.required).map(|spec| spec.key).collect()
}

/// Makes a schema one of a table with these fields and no others.
fn fill<'s>(schema: &mut Map<String, Value>, specs: impl IntoIterator<Item = &'s FieldSpec>, required: Vec<&'static str>) {
    let properties: Map<String, Value> = specs.into_iter().map(|spec| (spec.key.to_owned(), property(spec))).collect();
    schema.insert("type".to_owned(), "object".into());
    schema.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        schema.insert("x-taplo".to_owned(), json!({ "initKeys": required }));
        schema.insert("required".to_owned(), required.into());
    }
    schema.insert("additionalProperties".to_owned(), false.into());
}

/// What a field means, and how its value is written.
pub fn help(spec: &FieldSpec) -> String {
    let notation = notation(&spec.shape).map(|notation| format!("\n\n{notation}")).unwrap_or_default();
    format!("{}{notation}", spec.doc)
}

fn property(spec: &FieldSpec) -> Value {
    // The field's own meaning comes before what its shape alone can say.
    let mut described = json!({ "description": help(spec) });
    if let (Value::Object(all), Value::Object(own)) = (&mut described, of_shape(&spec.shape)) {
        all.extend(own.into_iter().filter(|(key, _)| key != "description"));
    }
    described
}

/// How a value of a shape is written, in Markdown.
fn notation(shape: &Shape) -> Option<String> {
    Some(match shape {
        Shape::Date => {
            "A date in EDTF, no more exact than it is known: `\"2025\"`, `\"2025-06\"`, `\"2025-06-02\"`, `\"2025-06-02T14:40\"`, `\"2022-03/2022-05\"`; \
             `~` after it means about, `?` uncertain, `%` both; `\"[2022-07-23, 2025-07-23]\"` is one of these days. TOML's own dates are read as well."
                .to_owned()
        }
        Shape::Choice(choices) => choices.iter().map(|word| format!("- `{}`: {}", word.key, word.meaning)).collect::<Vec<_>>().join("\n"),
        Shape::Name(expected) => expected.notation(),
        Shape::Many(inner) => format!("A list. {}", notation(inner).unwrap_or_default()).trim_end().to_owned(),
        Shape::OneOrMany(inner) => format!("One, or a list. {}", notation(inner).unwrap_or_default()).trim_end().to_owned(),
        Shape::Either(one, other) => {
            let parts: Vec<String> = [one, other].into_iter().filter_map(|shape| notation(shape)).collect();
            return (!parts.is_empty()).then(|| parts.join(" Or: "));
        }
        Shape::Map(inner) => format!("A table with keys of your own. {}", notation(inner).unwrap_or_default()).trim_end().to_owned(),
        Shape::Free => "A table of anything.".to_owned(),
        Shape::Coordinates => "Degrees north and degrees east: `[41.01, 28.98]`.".to_owned(),
        Shape::Text | Shape::Markdown | Shape::Boolean | Shape::Integer | Shape::Number | Shape::Record(_) => return None,
    })
}

impl ExpectedKind {
    /// The kind of note whose id such a name is or begins with.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Actor => Kind::Actor,
            Self::Track => Kind::Track,
            Self::Round => Kind::Round,
            Self::Topic => Kind::Topic,
            Self::Dispute => Kind::Dispute,
            Self::Source | Self::Statement | Self::Evidence => Kind::Source,
        }
    }

    /// What such a name is, in a sentence.
    pub fn notation(self) -> String {
        let (note, folder) = (Fields::record_name(self.kind()), self.kind().folder());
        match self {
            Self::Statement => "A statement of a source: `\"source#statement\"`.".to_owned(),
            Self::Evidence => "A source, or a statement in it: `\"source\"` or `\"source#statement\"`.".to_owned(),
            _ => format!("The id of {note}: the name of its file in `content/{folder}/`, without the ending."),
        }
    }

    fn pattern(self) -> String {
        match self {
            Self::Statement => format!("^{ID}#{ID}$"),
            Self::Evidence => format!("^{ID}(#{ID})?$"),
            _ => format!("^{ID}$"),
        }
    }
}

fn of_shape(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": "string" }),
        Shape::Markdown => json!({ "type": "string", "contentMediaType": "text/markdown" }),
        Shape::Date => json!({ "type": "string", "pattern": edtf_pattern() }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Integer => json!({ "type": "integer" }),
        Shape::Number => json!({ "type": "number" }),
        Shape::Coordinates => json!({
            "type": "array",
            "prefixItems": [{ "type": "number", "minimum": -90, "maximum": 90 }, { "type": "number", "minimum": -180, "maximum": 180 }],
            "items": false,
            "minItems": 2,
        }),
        Shape::Choice(choices) => {
            let words: Vec<&str> = choices.iter().map(|word| word.key).collect();
            let meanings: Vec<&str> = choices.iter().map(|word| word.meaning).collect();
            json!({ "type": "string", "enum": words, "x-taplo": { "docs": { "enumValues": meanings } } })
        }
        Shape::Name(expected) => json!({ "description": expected.notation(), "type": "string", "pattern": expected.pattern() }),
        Shape::Many(inner) => json!({ "type": "array", "items": of_shape(inner) }),
        Shape::OneOrMany(inner) => json!({ "anyOf": [of_shape(inner), { "type": "array", "items": of_shape(inner) }] }),
        Shape::Either(one, other) => json!({ "anyOf": [of_shape(one), of_shape(other)] }),
        Shape::Record(fields) => {
            let mut schema = Map::new();
            fill(&mut schema, fields(), required(fields()));
            Value::Object(schema)
        }
        Shape::Map(inner) => json!({ "type": "object", "additionalProperties": of_shape(inner) }),
        Shape::Free => json!({ "type": "object" }),
    }
}

/// EDTF as `parse::date` reads it, as a regular expression of ECMA-262; that a month has this many days, and that an
/// interval ends after it begins, is beyond it.
fn edtf_pattern() -> String {
    let clock = "T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?(Z|[+-]\\d\\d(:[0-5]\\d)?)?";
    let month = "(0[1-9]|1[0-2])";
    let day = "(0[1-9]|[12]\\d|3[01])";
    let year = "-?(\\d\\d(\\d\\d|\\dX|XX))";
    let full = "-?\\d{4}";
    let moment = format!("(Y-?[1-9]\\d{{4,8}}|{full}-(XX(-XX)?|2[1-4]|{month}(-(XX|{day}({clock})?))?)|{year})[?~%]?");
    format!("^({moment}|({moment}/(\\.\\.|{moment})?)|((\\.\\.)?/{moment})|\\[ *{moment}( *, *{moment}){{1,3}} *\\])$")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_closed_schema_with_described_fields() {
        for kind in Kind::ALL {
            let schema = of_kind(kind);
            assert_eq!(schema["additionalProperties"], false, "{}", kind.as_str());
            assert!(schema["required"].as_array().is_some_and(|all| all.iter().any(|key| key == "title")));
            assert_eq!(schema["required"].as_array().is_some_and(|all| all.iter().any(|key| key == "summary")), kind.needs_summary());
            let properties = schema["properties"].as_object().expect("an object");
            for spec in Common::fields().iter().chain(Fields::specs(kind)) {
                let described = properties[spec.key]["description"].as_str().unwrap_or_default();
                assert!(
                    described.starts_with(spec.doc) && !spec.doc.contains('\n') && described.len() > 5,
                    "{}.{}",
                    kind.as_str(),
                    spec.key
                );
            }
        }
    }

    #[test]
    fn references_choices_and_lists() {
        let round = of_kind(Kind::Round);
        let properties = &round["properties"];
        assert_eq!(properties["track"]["pattern"], "^[a-z0-9][a-z0-9-]*$");
        assert_eq!(properties["status"]["enum"][0], "held");
        assert_eq!(properties["status"]["x-taplo"]["docs"]["enumValues"][0], "It took place.");
        assert_eq!(properties["delegations"]["items"]["required"][0], "actor");
        assert_eq!(
            properties["outcomes"]["items"]["properties"]["sources"]["items"]["pattern"],
            "^[a-z0-9][a-z0-9-]*(#[a-z0-9][a-z0-9-]*)?$"
        );
        let source = of_kind(Kind::Source);
        let statement = &source["properties"]["statements"]["items"];
        assert_eq!(statement["required"], json!(["id", "text"]));
        assert_eq!(statement["properties"]["by"]["anyOf"][1]["type"], "array");
    }

    #[test]
    fn a_translation_has_the_fields_of_wording() {
        let schema = of_translation();
        let properties = schema["properties"].as_object().expect("an object");
        assert!(["title", "summary", "translated", "statements", "settled_by"].iter().all(|key| properties.contains_key(*key)));
        assert!(!properties.contains_key("by") && !properties.contains_key("published"));
    }
}
