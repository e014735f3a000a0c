//! Tables for spreadsheets: RFC 4180, UTF-8, CRLF, the first row names the columns.
//!
//! A table's keys come first (the note's id, or the note that an entry belongs to), then the declared fields, then what is derived.
//!
//! A text cell that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line break) gets an apostrophe before
//! it; so does one that begins with an apostrophe, so that taking one apostrophe away always gives the text back. Numbers of our own are left
//! as they are. Lists stand in one cell, divided by ` | `.

use super::ExportContext;
use super::clean;
use super::entries::{self, DERIVED_OF_STATEMENTS, HeldBy, NOTE_ID};
use crate::model::Entity;
use crate::parse::fields::{Common, Fields, HomeFields, Kind, StatementFields};
use crate::parse::record::{Entries, FieldSpec, Record, Shape, Value};

/// What stands in the cell of a list that was written and is empty: "none", which is not the same as silence.
pub const NONE: &str = "[]";

/// Whether a list has a table of its own; kept copies and editions of a source are short, and stand in one cell.
pub fn has_own_table(spec: &FieldSpec) -> bool {
    matches!(spec.shape, Shape::Many(Shape::Record(_))) && !matches!(spec.key, "archives" | "translations")
}

pub fn notes(cx: &ExportContext<'_>, kind: Kind) -> Vec<u8> {
    let mut table = CsvTable::new(Vec::new(), note_specs(kind).collect());
    for (id, _) in cx.model.notes.iter().filter(|(_, note)| note.kind() == Some(kind)) {
        let mut fields = entries::of_note(cx, id);
        let derived = std::iter::once(&NOTE_ID).chain(entries::derived_of_note(Some(kind), HeldBy::Tables));
        fields.extend(derived.filter_map(|derived| entries::value(cx, derived, id)));
        table.row(Vec::new(), &fields);
    }
    table.finish()
}

pub fn statements(cx: &ExportContext<'_>) -> Vec<u8> {
    let mut table = CsvTable::new(Vec::new(), statement_specs().collect());
    for id in cx.model.statements.ids() {
        let mut fields = entries::of_statement(cx, id);
        fields.extend(entries::held_by(HeldBy::Tables, DERIVED_OF_STATEMENTS).filter_map(|derived| entries::value(cx, derived, id)));
        table.row(Vec::new(), &fields);
    }
    table.finish()
}

/// A row for each entry of a list that notes hold under this key: the note that it belongs to, its number there, its fields.
pub fn list(cx: &ExportContext<'_>, key: &str) -> Vec<u8> {
    let is_list = |spec: &FieldSpec| spec.key == key && has_own_table(spec);
    let owner = Kind::ALL.into_iter().find(|kind| Fields::specs(*kind).iter().any(is_list));
    let keys: &[&str] = match owner {
        Some(kind) => &[kind.as_str(), "number"],
        None => &["kind", "id", "number"],
    };
    let mut specs = owner.map_or(Common::fields(), Fields::specs).iter().chain(HomeFields::fields());
    let Some(Shape::Many(Shape::Record(fields))) = specs.find(|spec| is_list(spec)).map(|spec| &spec.shape) else {
        unreachable!("the list of a table is declared as one of records")
    };
    let mut table = CsvTable::new(keys.to_vec(), fields().iter().collect());
    for (id, note) in cx.model.notes.iter().filter(|(_, note)| owner.is_none() || note.kind() == owner) {
        for (_, list) in entries::of_note(cx, id).iter().filter(|(spec, _)| is_list(spec)) {
            let Value::Many(list) = list else { continue };
            for (index, entry) in list.iter().enumerate() {
                let Value::Record(fields) = entry else { continue };
                // An introduction has no id, and is known by the kind of its list.
                let of = if let Entity::List(kind) = note.entity { Some(kind) } else { note.kind() };
                let kind = owner.is_none().then(|| of.map_or("", Kind::as_str).to_owned());
                let number = (index + 1).to_string();
                table.row(kind.into_iter().chain([escaped(&note.id), number]).collect(), fields);
            }
        }
    }
    table.finish()
}

/// The fields in the table of notes of a kind, the derived ones included.
pub fn note_specs(kind: Kind) -> impl Iterator<Item = &'static FieldSpec> {
    let derived = entries::derived_of_note(Some(kind), HeldBy::Tables).map(|derived| &derived.spec);
    std::iter::once(&NOTE_ID.spec).chain(entries::declared(kind)).chain(derived)
}

/// The fields in the table of statements, the derived ones included.
pub fn statement_specs() -> impl Iterator<Item = &'static FieldSpec> {
    StatementFields::fields().iter().chain(entries::held_by(HeldBy::Tables, DERIVED_OF_STATEMENTS).map(|derived| &derived.spec))
}

pub fn columns_of(specs: impl Iterator<Item = &'static FieldSpec>) -> Vec<String> {
    let mut names = Vec::new();
    specs.for_each(|spec| columns(spec, "", &mut names));
    names
}

struct CsvTable {
    out: csv::Writer<Vec<u8>>,
    specs: Vec<&'static FieldSpec>,
}

impl CsvTable {
    /// One with these columns before those of the fields.
    fn new(keys: Vec<&str>, specs: Vec<&'static FieldSpec>) -> Self {
        let out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(false).from_writer(Vec::new());
        let mut columns: Vec<String> = keys.into_iter().map(str::to_owned).collect();
        columns.extend(columns_of(specs.iter().copied()));
        let mut table = Self { out, specs };
        table.write(&columns);
        table
    }

    /// A row: its keys' cells, and what its fields hold.
    fn row(&mut self, mut cells: Vec<String>, fields: &Entries<'_>) {
        for spec in &self.specs {
            self::cells(spec, value_of(fields, spec), &mut cells);
        }
        self.write(&cells);
    }

    fn write(&mut self, cells: &[String]) {
        self.out.write_record(cells).expect("every row has the columns of the first, and memory takes all");
    }

    fn finish(self) -> Vec<u8> {
        self.out.into_inner().expect("memory takes all")
    }
}

fn value_of<'e, 'v>(fields: &'e Entries<'v>, spec: &FieldSpec) -> Option<&'e Value<'v>> {
    fields.iter().find(|(other, _)| other.key == spec.key && other.record == spec.record).map(|(_, value)| value)
}

fn columns(spec: &FieldSpec, prefix: &str, out: &mut Vec<String>) {
    let name = format!("{prefix}{}", spec.key);
    match spec.shape {
        Shape::Markdown => out.extend([name.clone(), format!("{name}_markdown")]),
        Shape::Coordinates => out.extend(["latitude".to_owned(), "longitude".to_owned()]),
        Shape::Record(fields) => fields().iter().for_each(|inner| columns(inner, &format!("{name}_"), out)),
        _ if has_own_table(spec) => {}
        _ => out.push(name),
    }
}

/// The cells of a field, as many as it has [columns].
fn cells(spec: &FieldSpec, value: Option<&Value<'_>>, out: &mut Vec<String>) {
    match (spec.shape, value) {
        (Shape::Markdown, Some(Value::Markdown(prose))) => out.extend([escaped(&prose.plain), escaped(&prose.markdown)]),
        (Shape::Coordinates, Some(Value::Coordinates(latitude, longitude))) => out.extend([latitude.to_string(), longitude.to_string()]),
        (Shape::Markdown | Shape::Coordinates, _) => out.extend([String::new(), String::new()]),
        (Shape::Record(specs), value) => {
            let fields = if let Some(Value::Record(fields)) = value { fields } else { &Entries::new() };
            specs().iter().for_each(|inner| cells(inner, value_of(fields, inner), out));
        }
        _ if has_own_table(spec) => {}
        (_, None) => out.push(String::new()),
        (Shape::OneOrMany(_), Some(Value::Many(list))) if list.is_empty() => out.push(NONE.to_owned()),
        (_, Some(value @ (Value::Boolean(_) | Value::Integer(_) | Value::Number(_)))) => out.push(cell_text(value)),
        (_, Some(value)) => out.push(escaped(&cell_text(value))),
    }
}

/// A value as the text of one cell.
fn cell_text(value: &Value<'_>) -> String {
    match value {
        Value::Text(text) | Value::Name(text) => text.to_string(),
        Value::Markdown(prose) => prose.plain.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Number(digits) => (*digits).to_owned(),
        Value::Choice(word) => (*word).to_owned(),
        Value::Coordinates(latitude, longitude) => format!("{latitude}, {longitude}"),
        Value::Many(list) => join(list.iter().map(cell_text)),
        Value::Map(map) => join(map.iter().map(|(key, value)| format!("{key}={}", cell_text(value)))),
        Value::Record(fields) => record_text(fields),
        Value::Free(value) => value.to_string(),
    }
}

fn join(items: impl Iterator<Item = String>) -> String {
    items.map(|item| clean::line(&item).replace(" | ", " ¦ ")).collect::<Vec<_>>().join(" | ")
}

/// A record inside a list, as text: "ukraine (2022-01/..)".
fn record_text(fields: &Entries<'_>) -> String {
    let bound = |key: &str| fields.iter().find(|(spec, _)| spec.key == key).map(|(_, value)| cell_text(value));
    let mut words: Vec<String> =
        fields.iter().filter(|(spec, _)| !matches!(spec.key, "from" | "to")).map(|(_, value)| cell_text(value)).collect();
    let (from, to) = (bound("from"), bound("to"));
    if from.is_some() || to.is_some() {
        words.push(format!("({}/{})", from.as_deref().unwrap_or(".."), to.as_deref().unwrap_or("..")));
    }
    words.join(" ")
}

/// Text without control characters, and with an apostrophe before what a spreadsheet would take for a formula.
fn escaped(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')).collect();
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    if formula { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(escaped("=1+1"), "'=1+1");
        assert_eq!(escaped("-2 \"x\"\nnext\u{0}"), "'-2 \"x\"\nnext");
        assert_eq!(escaped("'quoted'"), "''quoted'");
    }

    #[test]
    fn a_cell_of_several_texts_comes_apart_again() {
        let texts = ["a | b", "c"].map(|text| Value::Text(text.into()));
        assert_eq!(cell_text(&Value::Many(texts.into())), "a ¦ b | c");
    }

    #[test]
    #[should_panic(expected = "every row has the columns of the first")]
    fn a_row_with_a_cell_too_few_is_loud() {
        let mut table = CsvTable::new(vec!["round", "number"], Vec::new());
        table.row(vec!["a".to_owned()], &Entries::new());
    }
}
