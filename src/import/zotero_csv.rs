//! Zotero's CSV export: one item a row, its columns named in the first.

use super::{FileContents, ImportedWork, PositionInFile, dates, is_known_field, non_empty, plain};
use crate::bibliography::names::{Name, NameReader};
use crate::bibliography::vocabulary::type_of;

/// Columns that are read besides those of the table of fields, and those that say nothing of the work.
const OTHER_FIELDS: &str =
    "ItemType Author Editor Translator Date AccessDate ConferenceName Key PublicationYear DateAdded DateModified NumPages";

/// Whether a text begins as the export does.
pub(super) fn looks_like(start: &str) -> bool {
    start.lines().next().unwrap_or_default().replace('"', "").starts_with("Key,Item Type,")
}

pub(super) fn read(text: &str) -> FileContents {
    let mut found = FileContents::default();
    let text = text.trim_start().replace("\r\n", "\n");
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let columns: Vec<String> = rows.headers().into_iter().flatten().map(|name| name.replace(' ', "")).collect();
    for row in rows.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                found.problem(PositionInFile::Whole, format!("a row cannot be read: {error}"));
                continue;
            }
        };
        let at =
            row.position().map_or(PositionInFile::Whole, |place| PositionInFile::Line(usize::try_from(place.line()).unwrap_or(usize::MAX)));
        let cells = || columns.iter().zip(&row).filter_map(|(column, cell)| Some((column, non_empty(plain(cell))?)));
        let cell = |name: &str| cells().find(|(column, _)| *column == name).map(|(_, cell)| cell);
        let kind = cell("ItemType").unwrap_or_default();
        if matches!(&*kind, "attachment" | "note" | "annotation") {
            continue;
        }
        let unread = cells().filter(|(column, _)| !is_known_field(column, |field| field.zotero, OTHER_FIELDS));
        unread.for_each(|(column, _)| found.count_unused(column, at));
        let people = |name: &str| -> Vec<Name> {
            cell(name).unwrap_or_default().split(';').filter_map(|name| NameReader::default().read(name, "")).collect()
        };
        let mut work = ImportedWork::of(|field| field.zotero, cell);
        work.ty = type_of(&kind, |row| row.item_types);
        (work.authors, work.editors, work.translators) = (people("Author"), people("Editor"), people("Translator"));
        work.put("pages", cell("Pages").map(|pages| pages.replace('-', "–")));
        if work.text("container_title").is_none() && kind == "conferencePaper" {
            work.put("container_title", cell("ConferenceName"));
        }
        for (key, column) in [("published", "Date"), ("accessed", "AccessDate")] {
            work.put_date(key, cell(column).map(|date| (date.clone(), dates::read(&date))));
        }
        found.add(at, work);
    }
    found
}
