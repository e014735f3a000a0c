//! Spreadsheets: the rows of a CSV, TSV or .xlsx file with the columns that their first row names.

use super::{ImportRemark, encoding};
use crate::diagnostic::Failure;

/// A table as it stands in a file.
#[derive(Debug, Default)]
pub struct Sheet {
    pub(super) columns: Vec<String>,
    /// Its rows with their lines or numbers in the file, from 1.
    pub(super) rows: Rows,
    /// What had to be guessed of its encoding.
    pub(super) remark: Option<ImportRemark>,
}

/// The most rows and columns that are read.
const MAX_ROWS: usize = 100_000;
const MAX_COLUMNS: usize = 1_000;

/// Reads a table; `name` is the name by which the user calls it, `language` the site's.
pub fn read(name: &str, bytes: &[u8], language: &str) -> Result<Sheet, Failure> {
    let (mut rows, remark) = if is_workbook(bytes) { (workbook(name, bytes)?, None) } else { separated(name, bytes, language)? };
    rows.retain(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
    if rows.len() > MAX_ROWS || rows.iter().any(|(_, cells)| cells.len() > MAX_COLUMNS) {
        return Err(too_large(name));
    }
    let mut rows = rows.into_iter();
    let (_, columns) = rows.next().ok_or_else(|| Failure::new(format!("`{name}` is empty")).help("The first row names the columns."))?;
    Ok(Sheet { columns: columns.iter().map(|column| heading(column)).collect(), rows: rows.collect(), remark })
}

/// Whether a file is a ZIP archive, as .xlsx is.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// A column's name whatever its case: `Title`, `Date text`. The language after a point (`names.zh-Hant`) stays as it is.
fn heading(column: &str) -> String {
    let (field, language) = column.trim().split_at(column.trim().find('.').unwrap_or(column.trim().len()));
    format!("{}{language}", field.to_lowercase().replace(' ', "_"))
}

fn too_large(name: &str) -> Failure {
    Failure::new(format!("`{name}` has more than {MAX_ROWS} rows or {MAX_COLUMNS} columns, which is the limit"))
        .help("Import a part of it at a time.")
}

type Rows = Vec<(usize, Vec<String>)>;

/// Cells with commas, semicolons or tabs between them; what had to be guessed of the encoding.
fn separated(name: &str, bytes: &[u8], language: &str) -> Result<(Rows, Option<ImportRemark>), Failure> {
    let undecoded = |(_, message)| Failure::new(format!("`{name}`: {message}")).help("In a spreadsheet program, choose “CSV UTF-8”.");
    let (text, remark) = encoding::decode(bytes, language).map_err(undecoded)?;
    // The reader of CSV would count the line of `\r` for the row after it.
    let text = text.replace("\r\n", "\n");
    let first = text.lines().next().unwrap_or_default();
    let count = |separator: char| first.matches(separator).count();
    // Excel names the separator in a line of its own: `sep=;`.
    let named = first.trim_start_matches('"').strip_prefix("sep=").and_then(|rest| rest.bytes().next()).filter(u8::is_ascii);
    let most = [b'\t', b';', b','].into_iter().max_by_key(|separator| count(char::from(*separator)));
    let separator = named.or(most).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| Failure::new(format!("`{name}` cannot be read: {error}")).help("Save it as “CSV UTF-8”."))?;
        let line = row.position().map_or(0, csv::Position::line);
        rows.push((usize::try_from(line).unwrap_or(usize::MAX), row.iter().map(str::to_owned).collect()));
    }
    Ok((rows.into_iter().skip(usize::from(named.is_some())).collect(), remark))
}

/// The first sheet of a workbook, cell by cell, so that a cell far out costs nothing.
#[cfg(feature = "spreadsheets")]
fn workbook(name: &str, bytes: &[u8]) -> Result<Rows, Failure> {
    use calamine::{DataRef, Reader as _, Xlsx, XlsxError};

    let refused = |error: XlsxError| Failure::new(format!("`{name}` cannot be read as .xlsx: {error}")).help("Save it as “CSV UTF-8”.");
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).map_err(refused)?;
    let Some(first) = book.sheet_names().first().cloned() else { return Ok(Rows::new()) };
    let mut reader = book.worksheet_cells_reader(&first).map_err(refused)?;
    let mut rows = Rows::new();
    while let Some(cell) = reader.next_cell().map_err(refused)? {
        let (row, column) = cell.get_position();
        let (Ok(row), Ok(column)) = (usize::try_from(row), usize::try_from(column)) else { continue };
        let text = match cell.get_value() {
            DataRef::String(text) => text.clone(),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
            DataRef::Int(number) => number.to_string(),
            DataRef::Float(number) => number.to_string(),
            DataRef::Bool(flag) => flag.to_string(),
            DataRef::DateTime(date) => {
                let (year, month, day, hour, minute, ..) = date.to_ymd_hms_milli();
                let time = if (hour, minute) == (0, 0) { String::new() } else { format!("T{hour:02}:{minute:02}") };
                format!("{year:04}-{month:02}-{day:02}{time}")
            }
            // As a spreadsheet program writes it into CSV: `#REF!`.
            DataRef::Error(error) => error.to_string(),
            DataRef::Empty => continue,
        };
        if column >= MAX_COLUMNS || rows.len() > MAX_ROWS {
            return Err(too_large(name));
        }
        let number = row + 1;
        if rows.last().is_none_or(|(last, _)| *last != number) {
            rows.push((number, Vec::new()));
        }
        let (_, cells) = rows.last_mut().expect("the row is there by now");
        cells.resize(cells.len().max(column + 1), String::new());
        *cells.get_mut(column).expect("the row is long enough by now") = text;
    }
    Ok(rows)
}

#[cfg(not(feature = "spreadsheets"))]
fn workbook(name: &str, _: &[u8]) -> Result<Rows, Failure> {
    Err(Failure::new(format!("`{name}` is a workbook, which this build of the program does not read")).help("Save it as “CSV UTF-8”."))
}
