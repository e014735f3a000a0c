//! Zotero's CSV export: one item a row, its columns named in the first.

use std::collections::HashMap;

use super::{At, Found, Work, dates, plain, some};
use crate::bibliography::names::{Name, NameReader};
use crate::bibliography::vocabulary::type_of;

/// Whether a text begins as the export does.
pub(super) fn looks_like(start: &str) -> bool {
    let first = start.lines().next().unwrap_or_default().replace('"', "");
    first.starts_with("Key,Item Type,")
}

/// Reads a file.
pub(super) fn read(text: &str) -> Found {
    let mut found = Found::default();
    let text = text.trim_start().replace("\r\n", "\n");
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let columns: HashMap<String, usize> = match rows.headers() {
        Ok(names) => names.iter().enumerate().map(|(index, name)| (name.to_owned(), index)).collect(),
        Err(error) => {
            found.problem(At::Whole, format!("this is no CSV: {error}"));
            return found;
        }
    };
    for row in rows.records() {
        match row {
            Ok(row) => {
                let at = row.position().map_or(At::Whole, |place| At::Line(usize::try_from(place.line()).unwrap_or(usize::MAX)));
                let field = |name: &str| columns.get(name).and_then(|index| row.get(*index)).and_then(|text| some(plain(text)));
                let kind = field("Item Type").unwrap_or_default();
                if !matches!(&*kind, "attachment" | "note" | "annotation") {
                    let reading = field("Date").map(|date| (dates::read(&date), date));
                    if let Some((reading, date)) = reading.as_ref().filter(|(reading, _)| reading.lost) {
                        found.problem(at, format!("the date `{date}` is read as {}", reading.edtf.as_deref().unwrap_or("none")));
                    }
                    found.take(at, work(&kind, &field, reading.and_then(|(reading, _)| reading.edtf)));
                }
            }
            Err(error) => found.problem(At::Whole, format!("a row cannot be read: {error}")),
        }
    }
    found
}

fn work(kind: &str, field: &dyn Fn(&str) -> Option<String>, published: Option<String>) -> Work {
    let people = |name: &str| -> Vec<Name> {
        let names = field(name).unwrap_or_default();
        names.split(';').filter_map(|name| NameReader::default().read(name, "")).collect()
    };
    Work {
        ty: type_of(kind, |row| row.items),
        title: field("Title"),
        authors: people("Author"),
        editors: people("Editor"),
        translators: people("Translator"),
        publisher: field("Publisher"),
        container_title: field("Publication Title").or_else(|| field("Conference Name").filter(|_| kind == "conferencePaper")),
        published,
        accessed: field("Access Date").as_deref().and_then(dates::edtf),
        language: field("Language"),
        url: field("Url"),
        doi: field("DOI"),
        isbn: field("ISBN"),
        issn: field("ISSN"),
        original_title: None,
        volume: field("Volume"),
        issue: field("Issue"),
        pages: field("Pages").map(|pages| pages.replace('-', "–")),
        edition: field("Edition"),
        place: field("Place"),
        series: field("Series"),
        number: field("Number"),
    }
}
