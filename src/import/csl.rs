//! CSL-JSON, as Zotero exports it: a list of items (or an object with `items`).

use serde_json::Value;

use super::{FileContents, ImportedWork, PositionInFile, dates, is_known_field, non_empty, plain};
use crate::bibliography::names::{Name, NameReader};
use crate::bibliography::vocabulary::{source_type_named, type_of};

pub(super) fn read(text: &str) -> FileContents {
    let mut found = FileContents::default();
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            found.problem(PositionInFile::Line(error.line().max(1)), format!("this is not JSON: {error}"));
            return found;
        }
    };
    let items = match value {
        Value::Array(items) => items,
        Value::Object(mut object) => match object.remove("items") {
            Some(Value::Array(items)) => items,
            _ => vec![Value::Object(object)],
        },
        _ => Vec::new(),
    };
    for (index, item) in items.iter().enumerate() {
        let at = PositionInFile::Entry(index + 1);
        if item.get("itemType").is_some() {
            found.problem(at, "this is Zotero's own JSON: export the works as CSL JSON");
        } else if item.is_object() {
            let unread = item.as_object().into_iter().flatten().filter(|(name, _)| !is_known_field(name, |field| field.csl, OTHER_FIELDS));
            unread.for_each(|(name, _)| found.count_unused(name, at));
            found.add(at, work(item));
        } else {
            found.problem(at, "this is not a CSL item");
        }
    }
    if items.is_empty() {
        found.problem(PositionInFile::Whole, "the file holds no works");
    }
    found
}

/// Variables that are read besides those of the table of fields, and those that say nothing of the work.
const OTHER_FIELDS: &str = "id type custom author editor translator issued accessed event-place citation-key citation-label";

/// A field's text; numbers too, as some programs write volumes.
fn field(item: &Value, name: &str) -> Option<String> {
    match item.get(name)? {
        Value::String(text) => non_empty(plain(text)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn people(item: &Value, key: &str) -> Vec<Name> {
    let part = |person: &Value, key: &str| person.get(key).and_then(Value::as_str).map(plain).unwrap_or_default();
    let name = |person: &Value| {
        let literal = part(person, "literal");
        if !literal.trim().is_empty() {
            return Name::from_parts("", "", &literal, "");
        }
        // Not CSL, but common.
        let name = person.as_str().map_or_else(|| part(person, "name"), plain);
        if !name.trim().is_empty() {
            return NameReader::default().read(&name, "");
        }
        let particle = format!("{} {}", part(person, "dropping-particle"), part(person, "non-dropping-particle"));
        Name::from_parts(&part(person, "given"), &particle, &part(person, "family"), &part(person, "suffix"))
    };
    item.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(name).collect()
}

fn date(item: &Value, key: &str) -> dates::DateReading {
    let Some(date) = item.get(key).filter(|date| !date.is_null()) else { return dates::DateReading::default() };
    if let Some(text) = date.as_str() {
        return dates::read(text);
    }
    let written = date.get("date-parts").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let ends = || written.iter().map(|parts| one_date(parts, date.get("season")));
    let parts: Vec<String> = ends().flatten().collect();
    let circa = match date.get("circa") {
        None | Some(Value::Null | Value::Bool(false)) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Number(number)) => number.as_i64() != Some(0),
        Some(_) => true,
    };
    let text = match parts.as_slice() {
        [one] if circa => Some(format!("{one}~")),
        [one] => Some(one.clone()),
        [from, to, ..] if circa => Some(format!("{from}~/{to}~")),
        [from, to, ..] => Some(format!("{from}/{to}")),
        [] => None,
    };
    let reading_of = |key: &str| date.get(key).and_then(Value::as_str).map(dates::read).filter(|reading| reading.edtf.is_some());
    // An end that is nothing or 0 is not known: the date does not say when it ends.
    let unread_end = written.len() > 1 && ends().skip(1).any(|end| end.is_none()) && !parts.is_empty();
    let from_parts = text.map(|text| dates::read(&text)).filter(|reading| reading.edtf.is_some());
    let reading =
        reading_of("edtf").or_else(|| from_parts.map(|reading| dates::DateReading { lost: reading.lost || unread_end, ..reading }));
    let has_content =
        date.as_object().is_some_and(|date| !date.is_empty()) && !written.iter().all(|parts| parts == &Value::Array(Vec::new()));
    reading
        .or_else(|| reading_of("raw"))
        .or_else(|| reading_of("literal"))
        .unwrap_or(dates::DateReading { edtf: None, lost: has_content || date.is_number() })
}

/// `[2025, 6, 2]`, `["2025", "6"]`; a month of 13 to 16 or 21 to 24 is a season. A day or month that no calendar has is written all the same.
fn one_date(parts: &Value, season: Option<&Value>) -> Option<String> {
    let number = |part: &Value| part.as_i64().or_else(|| part.as_str()?.trim().parse().ok());
    let list = parts.as_array()?;
    // `["2024-05-06"]`: one text in the place of its parts.
    if let [Value::String(text)] = list.as_slice()
        && text.contains('-')
        && !text.starts_with('-')
    {
        return dates::edtf(text);
    }
    let mut parts = list.iter().map_while(number);
    let year = parts.next().filter(|year| *year != 0)?;
    let sign = if year < 0 { "-" } else { "" };
    let year = format!("{sign}{:04}", year.unsigned_abs());
    let season = season.and_then(|season| season.as_str().map(str::to_owned).or_else(|| season.as_i64().map(|number| number.to_string())));
    Some(match (parts.next(), parts.next()) {
        (Some(month @ 1..=12), Some(day)) if day != 0 => format!("{year}-{month:02}-{day:02}"),
        (Some(month @ 13..=16), _) => format!("{year}-{}", month + 8),
        (Some(month), _) if month != 0 => format!("{year}-{month:02}"),
        _ => season.as_deref().and_then(dates::season).map_or_else(|| year.clone(), |season| format!("{year}-{season}")),
    })
}

fn work(item: &Value) -> ImportedWork {
    let csl_type = item.get("type").and_then(Value::as_str).unwrap_or_default();
    let mut work = ImportedWork::of(|field| field.csl, |name| field(item, name));
    let ours = |key: &str| item.get("custom")?.get(key)?.as_str();
    work.ty = ours("source-type").and_then(source_type_named).or_else(|| type_of(csl_type, |row| row.csl));
    (work.authors, work.editors, work.translators) = (people(item, "author"), people(item, "editor"), people(item, "translator"));
    for (key, variable) in [("published", "issued"), ("accessed", "accessed")] {
        let written = item.get(variable).map(ToString::to_string).unwrap_or_default();
        // Our own exports say there what parts cannot.
        let exact = ours(&format!("{variable}-edtf")).map(dates::read).filter(|reading| reading.edtf.is_some());
        work.put_date(key, Some((written, exact.unwrap_or_else(|| date(item, variable)))));
    }
    work.put("pages", work.text("pages").map(|pages| pages.replace('-', "–")));
    if work.text("doi").is_none() {
        // Zotero keeps what it has no field for in `note`, one "Name: value" a line.
        let note = field(item, "note").unwrap_or_default();
        work.put("doi", note.split_once("DOI:").and_then(|(_, rest)| non_empty(rest.split_whitespace().next()?)));
    }
    if work.text("place").is_none() && !matches!(csl_type, "paper-conference" | "speech") {
        work.put("place", field(item, "event-place"));
    }
    work
}
