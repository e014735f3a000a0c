//! CSL-JSON 1.0.2, as Zotero and citation processors read it, and what our own processor is given.

use hayagriva::citationberg::json::Item;
use serde_json::{Map, Value, json};

use super::names::Name;
use super::work::{Work, is_exact, is_plain};
use crate::language::in_english;
use crate::parse::date::{Edtf, Moment, Precision};

/// The variables that the processor gets marks for.
pub(super) const MARKED: [&str; 8] =
    ["title", "original-title", "container-title", "collection-title", "publisher", "publisher-place", "DOI", "URL"];

/// What a mark begins with.
pub(super) const MARK_START: char = '\u{e000}';
/// What it ends with.
pub(super) const MARK_END: char = '\u{e001}';

/// What stands for a text in what the processor gets.
pub(super) fn mark(variable: &str) -> String {
    format!("{MARK_START}{variable}{MARK_END}")
}

/// How many years later an inexact date of publication is given to the processor.
pub(super) const INEXACT_OFFSET: i32 = 10_000;

/// Works as CSL-JSON.
pub fn csl_json<'a>(works: impl Iterator<Item = &'a Work>) -> Vec<u8> {
    let items: Value = works.map(object).collect();
    format!("{items:#}\n").into_bytes()
}

/// A work as the processor gets it: with marks in the place of the texts that are not the style's to change, and with dates that it can hold.
/// Of an inexact date of publication it gets the start, [`INEXACT_OFFSET`] years later, so that the date can be found in what it writes.
pub(super) fn item(work: &Work, demotes_particles: bool) -> Item {
    let mut object = object(work);
    object.retain(|key, _| !matches!(&**key, "custom" | "note" | "archive_location" | "citation-key" | "issued" | "accessed"));
    for (variable, value) in &mut object {
        if MARKED.contains(&&**variable) {
            *value = Value::String(mark(variable));
        }
    }
    // A particle that is demoted goes with the given names. What are arrays so far are names.
    for name in object.values_mut().filter_map(Value::as_array_mut).flatten().filter_map(Value::as_object_mut) {
        if demotes_particles && let Some(particle) = name.remove("non-dropping-particle") {
            name.insert("dropping-particle".to_owned(), particle);
        }
    }
    let accessed = work.accessed.as_ref().filter(|at| is_exact(at)).and_then(Edtf::start).map(parts);
    let issued = work.published.as_ref().and_then(|date| {
        let mut start = date.start().or_else(|| date.end())?;
        if !is_exact(date) {
            start.year += INEXACT_OFFSET;
            // Any month makes a style write more than the year.
            start.month = start.month.or(start.season.map(|_| 1));
        }
        // The processor's years are small.
        i16::try_from(start.year).ok().map(|_| parts(start))
    });
    for (variable, parts) in [("accessed", accessed), ("issued", issued)] {
        object.extend(parts.map(|parts| (variable.to_owned(), json!({ "date-parts": [parts] }))));
    }
    serde_json::from_value(Value::Object(object)).expect("every value in it is a text, a list of names, or a date with parts")
}

fn object(work: &Work) -> Map<String, Value> {
    let mut map = Map::new();
    let mut put = |key: &str, value: Option<Value>| map.extend(value.map(|value| (key.to_owned(), value)));
    put("id", Some(json!(work.id)));
    put("type", Some(json!(super::vocabulary::exported_types(work.bib_type).0)));
    put("citation-key", Some(json!(work.id)));
    for (role, people) in [("author", &work.authors), ("editor", &work.editors), ("translator", &work.translators)] {
        put(role, (!people.is_empty()).then(|| people.iter().map(name).collect()));
    }
    for (field, text) in work.texts() {
        put(field.csl, Some(json!(text)));
    }
    put("issued", work.published.as_ref().map(date));
    put("accessed", work.accessed.as_ref().map(date));
    put("archive_location", work.archive.as_ref().map(|url| json!(url)));
    put("note", (!work.remarks.is_empty()).then(|| json!(work.remarks.join(" "))));
    // What CSL has no variable for; processors pass over `custom`.
    let mut custom = Map::new();
    custom.extend(work.ty.map(|ty| ("source-type".to_owned(), json!(ty.as_str()))));
    custom.extend(work.published.filter(|date| !is_plain(date)).map(|date| ("issued-edtf".to_owned(), json!(date.to_string()))));
    put("custom", (!custom.is_empty()).then_some(Value::Object(custom)));
    map
}

fn name(name: &Name) -> Value {
    match name {
        Name::Institution(name) => json!({ "literal": name }),
        Name::Person { given, dropping_particle, particle, family, suffix } => {
            let parts = [
                ("family", family),
                ("given", given),
                ("dropping-particle", dropping_particle),
                ("non-dropping-particle", particle),
                ("suffix", suffix),
            ];
            parts.into_iter().filter(|(_, part)| !part.is_empty()).map(|(key, part)| (key.to_owned(), json!(part))).collect()
        }
    }
}

/// `[2025, 6, 2]`, as far as the parts are known.
fn parts(parts: Moment) -> Vec<i32> {
    let mut list = vec![parts.year];
    if let Some(month) = parts.month {
        list.push(month.into());
        list.extend(parts.day.map(i32::from));
    }
    list
}

/// A date variable. Parts hold what is known and no more; a date that has no parts (`../2022-02`, `201X`, `2025-22/2025-23`) is given in
/// words.
fn date(date: &Edtf) -> Value {
    let known = date.start().filter(|_| date.precision() >= Precision::Year);
    let has_parts = |moment: Moment| !date.is_interval() || moment.season.is_none();
    let Some(start) = known.filter(|start| has_parts(*start) && (!date.is_interval() || date.end().is_some_and(has_parts))) else {
        return json!({ "literal": in_english(date) });
    };
    let mut dates = vec![parts(start)];
    dates.extend(date.end().map(parts));
    let mut value = Map::new();
    value.insert("date-parts".to_owned(), json!(dates));
    if let Some(season) = start.season {
        // From 1, in the order of the year.
        value.insert("season".to_owned(), json!((season as u8).saturating_sub(20)));
    }
    if date.qualifier().is_some() {
        value.insert("circa".to_owned(), json!(true));
    }
    Value::Object(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_hold_what_is_known() {
        let read = |text: &str| date(&Edtf::parse(text).unwrap());
        assert_eq!(read("2025"), json!({ "date-parts": [[2025]] }));
        assert_eq!(read("2025-06-02T14:40"), json!({ "date-parts": [[2025, 6, 2]] }));
        assert_eq!(read("2022-03/2022-05"), json!({ "date-parts": [[2022, 3], [2022, 5]] }));
        assert_eq!(read("2025-09~"), json!({ "date-parts": [[2025, 9]], "circa": true }));
        assert_eq!(read("2025-22"), json!({ "date-parts": [[2025]], "season": 2 }));
        for without_parts in ["../2022-02", "2025-22/2025-23", "2025-06/2025-23"] {
            assert!(read(without_parts).get("literal").is_some(), "{without_parts}");
        }
    }
}
