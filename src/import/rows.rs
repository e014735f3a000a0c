//! Rows of a table → notes of a kind, or statements of a source. The columns are the fields' names, as our own CSV has them; lists that have
//! a table of their own come back through that.
//!
//! Each cell becomes a line of TOML, and what the notes' own parser reports of that line is reported of the cell.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use toml::de::DeTable;

use super::plan::Ids;
use super::plan::quoted;
use super::sheet::Sheet;
use super::{ImportLocation, ImportPlan, LeftOut, NewNote, PositionInFile, dates};
use crate::diagnostic::{Failure, Place, Severity};
use crate::export::csv_tables;
use crate::file::Files;
use crate::parse::fields::{Access, Common, Fields, HomeFields, Kind, StatementFields};
use crate::parse::markdown::{Settings, is_statement_id};
use crate::parse::name::{is_note_id, name_key, slug};
use crate::parse::record::{FieldSpec, Record, Shape};
use crate::parse::{NoteFiles, NoteLocation, ParsedNote, front_matter};

/// A line of TOML and the cell that it is made of.
struct TomlLine {
    toml: String,
    place: ImportLocation,
    column: String,
}

impl TomlLine {
    fn new(toml: String, place: &ImportLocation, column: &str) -> Self {
        Self { toml, place: place.clone(), column: column.to_owned() }
    }

    /// Whether it gives a field; what could not be read is a comment.
    fn is_known_field(&self) -> bool {
        !self.toml.starts_with(UNREAD)
    }
}

/// What stands before a line that could not be read.
const UNREAD: &str = "# import could not read: ";

fn joined(lines: &[TomlLine]) -> String {
    lines.iter().flat_map(|line| [&*line.toml, "\n"]).collect()
}

struct TableRow<'s> {
    place: ImportLocation,
    cells: HashMap<&'s str, &'s str>,
}

impl<'s> TableRow<'s> {
    fn all(file: &'s str, sheet: &'s Sheet) -> impl Iterator<Item = Self> {
        sheet.rows.iter().map(move |(number, cells)| {
            let cells = sheet.columns.iter().map(String::as_str).zip(cells.iter().map(|cell| cell.trim()));
            let place = ImportLocation { file: file.to_owned(), at: PositionInFile::Line(*number) };
            Self { place, cells: cells.filter(|(_, cell)| !cell.is_empty()).collect() }
        })
    }

    /// What a cell says, without the apostrophe that our tables put before what a spreadsheet would take for a formula.
    fn cell(&self, column: &str) -> Option<&'s str> {
        let cell = self.cells.get(column)?;
        let formula = ['=', '+', '-', '@', '\'', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
        Some(cell.strip_prefix('\'').filter(|rest| rest.starts_with(formula)).unwrap_or(cell))
    }

    /// The fields of a record that the row gives, as `key = value`.
    fn lines(&self, specs: &[FieldSpec], prefix: &str) -> Vec<TomlLine> {
        let line = |key: &str, value: String, column: &str| TomlLine::new(format!("{key} = {value}"), &self.place, column);
        let mut lines = Vec::new();
        for spec in specs.iter().filter(|spec| !csv_tables::has_own_table(spec)) {
            let column = format!("{prefix}{}", spec.key);
            match spec.shape {
                Shape::Record(fields) => {
                    let inner: Vec<String> = self.lines(fields(), &format!("{column}_")).into_iter().map(|line| line.toml).collect();
                    if !inner.is_empty() {
                        lines.push(line(spec.key, format!("{{ {} }}", inner.join(", ")), &column));
                    }
                }
                Shape::Coordinates => {
                    let given = ["latitude", "longitude"].into_iter().filter_map(|column| Some((column, number(self.cell(column)?))));
                    // Or both in one cell, as a note has them.
                    let both = self.cell(&column).map(|cell| cell.trim_matches(['[', ']']).split([',', '|']));
                    let both = both.into_iter().flatten().map(|degrees| (&*column, number(degrees.trim())));
                    let (columns, numbers): (Vec<_>, Vec<_>) = given.chain(both).unzip();
                    lines.extend(columns.first().map(|column| line(spec.key, list(numbers), column)));
                }
                Shape::Map(_) => {
                    let own = self.cells.keys().filter_map(|heading| {
                        Some((heading.strip_prefix(&*column)?.strip_prefix('.')?, self.cell(heading)?.replace(" | ", " ¦ ")))
                    });
                    // A column of its own counts before the cell for all.
                    let own: BTreeMap<&str, String> = own.collect();
                    let is_own = |item: &&str| item.split_once('=').is_some_and(|(key, _)| own.contains_key(key.trim()));
                    let whole = self.cell(&column).into_iter().flat_map(|cell| cell.split(" | ")).filter(|item| !is_own(item));
                    let items: Vec<String> =
                        whole.map(str::to_owned).chain(own.iter().map(|(key, text)| format!("{key}={text}"))).collect();
                    let given = value(spec.shape, &items.join(" | ")).filter(|_| !items.is_empty());
                    lines.extend(given.map(|given| line(spec.key, given, &column)));
                }
                shape => {
                    let written = format!("{column}_markdown");
                    let cell = self.cell(&written).filter(|_| matches!(shape, Shape::Markdown)).or_else(|| self.cell(&column));
                    lines.extend(cell.and_then(|cell| value(shape, cell)).map(|value| line(spec.key, value, &column)));
                }
            }
        }
        lines
    }
}

/// A cell as a value of TOML. What does not fit becomes a text, of which the parser says what is wrong.
fn value(shape: Shape, cell: &str) -> Option<String> {
    let items = || cell.split(" | ").map(|item| item.trim().replace(" ¦ ", " | ")).filter(|item| !item.is_empty());
    Some(match shape {
        Shape::Boolean if matches!(&*cell.to_lowercase(), "true" | "yes" | "1") => "true".to_owned(),
        Shape::Boolean if matches!(&*cell.to_lowercase(), "false" | "no" | "0") => "false".to_owned(),
        Shape::Integer | Shape::Number => number(cell),
        Shape::Date => quoted(&dates::certain(cell).unwrap_or_else(|| cell.to_owned())),
        Shape::Many(Shape::Record(fields)) => list(items().map(|item| record(fields(), &item)).collect()),
        Shape::Many(inner) => list(items().filter_map(|item| value(*inner, &item)).collect()),
        Shape::OneOrMany(inner) => {
            let mut values: Vec<String> = items().filter(|item| item != csv_tables::NONE).filter_map(|item| value(*inner, &item)).collect();
            if values.len() == 1 { values.remove(0) } else { list(values) }
        }
        Shape::Either(one, other) => match cell.strip_suffix(')').and_then(|cell| cell.rsplit_once(" (")) {
            // "ukraine (2022-01/..)"
            Some((name, bounds)) if matches!(other, Shape::Record(_)) => {
                let (from, to) = bounds.split_once('/').unwrap_or((bounds, ".."));
                let bound = |key: &str, date: &str| if date == ".." { String::new() } else { format!(", {key} = {}", quoted(date)) };
                format!("{{ actor = {}{}{} }}", quoted(name), bound("from", from), bound("to", to))
            }
            _ => return value(*one, cell),
        },
        Shape::Map(inner) => {
            let pair = |item: String| {
                let (key, text) = item.split_once('=')?;
                Some(format!("{} = {}", quoted(key.trim()), value(*inner, text.trim())?))
            };
            let pairs: Option<Vec<String>> = items().map(pair).collect();
            pairs.map_or_else(|| quoted(cell), |pairs| format!("{{ {} }}", pairs.join(", ")))
        }
        Shape::Free => free(&serde_json::from_str(cell).unwrap_or_else(|_| cell.into()))?,
        _ => quoted(cell),
    })
}

/// A record as our tables have it in one cell, "https://archive.example/x 2024-05-30" or "tr A title in words https://x.example/tr": its
/// fields in their order, of which a title takes the words that the others leave.
fn record(specs: &[FieldSpec], item: &str) -> String {
    let mut words: VecDeque<&str> = item.split_whitespace().collect();
    let (before, from_title) = specs.split_at(specs.iter().position(|spec| spec.key == "title").unwrap_or(specs.len()));
    let mut given: Vec<(&FieldSpec, String)> = before.iter().map_while(|spec| Some((spec, words.pop_front()?.to_owned()))).collect();
    if let Some((title, after)) = from_title.split_first() {
        for spec in after.iter().rev() {
            let last = words.pop_back_if(|word| spec.key != "url" || word.contains("://"));
            given.extend(last.map(|word| (spec, word.to_owned())));
        }
        if !words.is_empty() {
            given.push((title, Vec::from(words).join(" ")));
        }
    }
    let pairs = given.iter().filter_map(|(spec, text)| Some(format!("{} = {}", spec.key, value(spec.shape, text)?)));
    format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
}

fn list(values: Vec<String>) -> String {
    format!("[{}]", values.join(", "))
}

/// A number as it stands, without the point that spreadsheets put after whole ones; what is none becomes a text.
fn number(cell: &str) -> String {
    let whole = cell.strip_suffix(".0").unwrap_or(cell);
    let digits = whole.starts_with(|c: char| c.is_ascii_digit() || c == '-') && whole.parse::<f64>().is_ok_and(f64::is_finite);
    if digits { whole.to_owned() } else { quoted(cell) }
}

/// JSON as TOML, on one line.
fn free(json: &serde_json::Value) -> Option<String> {
    use serde_json::Value;
    Some(match json {
        Value::Null => return None,
        Value::Array(items) => list(items.iter().filter_map(free).collect()),
        Value::Object(map) => {
            let pairs = map.iter().filter_map(|(key, value)| Some(format!("{} = {}", quoted(key), free(value)?)));
            format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
        }
        Value::String(text) => quoted(text),
        other => other.to_string(),
    })
}

/// Takes out the lines that the parser of notes does not take, and says why; nothing where none is left. `above` stands before the lines.
fn checked(
    kind: Kind,
    above: &str,
    mut lines: Vec<TomlLine>,
    whole: &ImportLocation,
    problems: &mut Vec<(ImportLocation, String)>,
) -> Option<Vec<TomlLine>> {
    let text = format!("+++\n{above}{}+++\n", joined(&lines));
    let mut files = Files::default();
    let file = files.set("content/x.md", text.as_str().into(), blake3::hash(text.as_bytes()));
    let note = NoteFiles { location: NoteLocation::Note(kind), id: "x".into(), language: None, md: Some(file), toml: None }
        .parse(&Settings::default())?;
    let before = above.lines().count() + 1;
    let mut wrong = BTreeSet::new();
    for problem in note.diagnostics.iter().filter(|problem| problem.severity == Severity::Error) {
        let line = match problem.place {
            Place::Span(span) => text.get(..span.range().start).map(|before| before.matches('\n').count()),
            _ => None,
        };
        let at = line.and_then(|line| line.checked_sub(before)).filter(|at| *at < lines.len());
        let found = at.and_then(|at| lines.get(at));
        let cell = found.filter(|line| !line.column.is_empty());
        problems.push(match cell {
            Some(cell) => {
                let help = problem.help.as_ref().map_or_else(String::new, |help| format!(". {}", help.trim_end_matches('.')));
                let message = problem.message.strip_prefix(&format!("`{}`: ", cell.column)).unwrap_or(&problem.message);
                // Every cell is a text.
                let message = message.strip_suffix(", not a string").unwrap_or(message);
                (cell.place.clone(), format!("column `{}`: {message}; it was left out{help}", cell.column))
            }
            None => (found.map_or_else(|| whole.clone(), |line| line.place.clone()), problem.message.clone()),
        });
        wrong.extend(at.filter(|_| cell.is_some()));
    }
    for at in wrong {
        // What could not be read stays in the note, for its editor alone.
        if let Some(line) = lines.get_mut(at) {
            line.toml.insert_str(0, UNREAD);
        }
    }
    lines.iter().any(TomlLine::is_known_field).then_some(lines)
}

/// Reports columns that are not fields, and those that stand twice. Those that our tables derive are ignored.
fn check_columns(file: &str, sheet: &Sheet, known: &[String], what: &str, plan: &mut ImportPlan) {
    // A language's name stands in a column of its own, `names.fr`, and coordinates may stand in one.
    let is_known = |column: &str| {
        column.starts_with("names.") || known.iter().any(|known| known == column || (known == "latitude" && column == "coordinates"))
    };
    let mut told = |message: String| {
        plan.problems.push((ImportLocation { file: file.to_owned(), at: PositionInFile::Line(1) }, message));
    };
    let mut seen = HashSet::new();
    for column in sheet.columns.iter().filter(|column| !column.is_empty()) {
        if !seen.insert(column) {
            told(format!("column `{column}` stands twice: of two cells the last one counts"));
        } else if !is_known(column) {
            let near = crate::diagnostic::misspelling_of(column, known.iter().map(String::as_str));
            let near = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
            told(format!("column `{column}` is not a field of {what}, and was passed over{near}"));
        }
    }
}

/// The list of a kind that a table holds the entries of: its key and its fields.
fn nested(kind: Kind, name: &str, sheet: &Sheet) -> Option<&'static FieldSpec> {
    let stem = name.rsplit(['/', '\\']).next().and_then(|file| file.split('.').next()).unwrap_or_default();
    let first = sheet.columns.first()?;
    if first != kind.as_str() && !(first == "kind" && sheet.columns.iter().any(|column| column == "id")) {
        return None;
    }
    let records = || Fields::specs(kind).iter().chain(Common::fields()).chain(HomeFields::fields());
    let lists = || records().filter(|spec| matches!(spec.shape, Shape::Many(Shape::Record(_))));
    let names_owner = |column: &str| matches!(column, "number" | "kind" | "id") || column == kind.as_str();
    let fits = |spec: &&FieldSpec| {
        let Shape::Many(Shape::Record(fields)) = spec.shape else { return false };
        let columns: HashSet<String> = csv_tables::columns_of(fields().iter()).into_iter().collect();
        sheet.columns.iter().all(|column| names_owner(column) || columns.contains(column))
    };
    lists().find(|spec| spec.key == stem).or_else(|| lists().find(fits))
}

/// A plan with what is to be said of tables as files.
fn plan_of(tables: &[(String, Sheet)]) -> ImportPlan {
    let remark = |(file, sheet): &(String, Sheet)| {
        let (at, message) = sheet.remark.clone()?;
        Some((ImportLocation { file: file.clone(), at }, message))
    };
    ImportPlan { problems: tables.iter().filter_map(remark).collect(), ..ImportPlan::default() }
}

/// Plans notes of a kind, of tables of them and of the lists in them.
pub fn plan_notes(kind: Kind, tables: &[(String, Sheet)], notes: &[impl AsRef<ParsedNote>]) -> ImportPlan {
    let mut plan = plan_of(tables);
    let mut ids = Ids::of_notes();
    let originals =
        || notes.iter().map(AsRef::as_ref).filter(|note| matches!(note.location, NoteLocation::Note(_)) && note.language.is_none());
    let existing: HashSet<&str> = originals().map(|note| &*note.id).collect();
    originals().for_each(|note| ids.take(&note.id));
    let what = Fields::record_name(kind);
    // The notes of the kind by all their names.
    let mut ids_by_name: HashMap<String, String> = HashMap::new();
    for note in originals().filter(|note| note.location == NoteLocation::Note(kind)) {
        for text in note.common.title.given().map(|title| &**title).into_iter().chain(note.common.other_names()) {
            ids_by_name.entry(name_key(&text.value)).or_insert_with(|| note.id.to_string());
        }
    }
    // A note's own lines, and those of its lists, each with its heading.
    let mut planned: Vec<(String, ImportLocation, String, Vec<TomlLine>)> = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    for (file, sheet) in tables.iter().filter(|(file, sheet)| nested(kind, file, sheet).is_none()) {
        check_columns(file, sheet, &csv_tables::columns_of(csv_tables::note_specs(kind)), what, &mut plan);
        for row in TableRow::all(file, sheet) {
            let title = row.cell("title").map(str::to_owned);
            let left_out = |reason: String| LeftOut { place: row.place.clone(), title: title.clone(), reason };
            let Some(name) = &title else {
                plan.left_out.push(left_out("it has no title".to_owned()));
                continue;
            };
            let of_title = || slug(name).unwrap_or_else(|| kind.as_str().to_owned());
            let wanted = match (row.cell("id"), ids_by_name.get(&name_key(name))) {
                (Some(id), _) if existing.contains(id) || by_id.contains_key(id) => {
                    plan.left_out.push(left_out(format!("already there as `{id}`")));
                    continue;
                }
                (Some(id), _) if is_note_id(id) => id.to_owned(),
                (_, Some(id)) => {
                    plan.left_out.push(left_out(format!("already there as `{id}`; another one of this name needs an `id` of its own")));
                    continue;
                }
                (Some(id), None) => {
                    plan.problems
                        .push((row.place.clone(), format!("column `id`: `{id}` cannot be a note's id, and one was made of the title")));
                    of_title()
                }
                (None, None) => of_title(),
            };
            let id = ids.new_id(&wanted);
            let mut lines = row.lines(Common::fields(), "");
            lines.extend(row.lines(Fields::specs(kind), ""));
            // As every work that is imported: nobody has said that it was read.
            if kind == Kind::Source && row.cell("access").is_none() {
                lines.push(TomlLine::new("access = \"cited\"".to_owned(), &row.place, "access"));
            }
            by_id.insert(id.clone(), planned.len());
            ids_by_name.entry(name_key(name)).or_insert_with(|| id.clone());
            planned.push((id, row.place.clone(), name.clone(), lines));
        }
    }
    for (file, sheet) in tables {
        let Some(spec) = nested(kind, file, sheet) else { continue };
        let Shape::Many(Shape::Record(fields)) = spec.shape else { continue };
        let mut rows: Vec<(usize, TableRow<'_>)> = TableRow::all(file, sheet)
            .map(|row| (row.cell("number").and_then(|number| number.parse().ok()).unwrap_or(usize::MAX), row))
            .collect();
        rows.sort_by_key(|(number, _)| *number);
        for (_, row) in rows {
            let owner = row.cell(kind.as_str()).or_else(|| row.cell("id"));
            if row.cell("kind").is_some_and(|of| of != kind.as_str()) {
                continue;
            }
            let Some((.., lines)) = owner.and_then(|id| by_id.get(id)).and_then(|index| planned.get_mut(*index)) else {
                let reason = match owner {
                    Some(id) => format!("`{id}` is not {what} that is created here"),
                    // Home and introductions have no id in our tables.
                    None if sheet.columns.iter().any(|column| column == "kind") => {
                        "it names no note: it is of home or of the introduction of a list, which tables do not make".to_owned()
                    }
                    None => format!("it does not say of which {} it is", kind.as_str()),
                };
                plan.left_out.push(LeftOut { place: row.place.clone(), title: None, reason });
                continue;
            };
            lines.extend([String::new(), format!("[[{}]]", spec.key)].map(|toml| TomlLine::new(toml, &row.place, "")));
            lines.extend(row.lines(fields(), ""));
        }
    }
    for (id, place, title, lines) in planned {
        let Some(lines) = checked(kind, "", lines, &place, &mut plan.problems) else {
            plan.left_out.push(LeftOut { place, title: Some(title), reason: "nothing of it could be read".to_owned() });
            continue;
        };
        let text = format!("+++\n{}+++\n", joined(&lines));
        let path = format!("content/{}/{id}.md", kind.folder());
        let is_detail = |line: &&TomlLine| line.is_known_field() && (line.column == "type" || line.column == "date");
        let details = lines.iter().filter(is_detail).map(|line| line.toml.clone()).take(2).collect();
        plan.new.push(NewNote { id, path, text, title, details, place });
    }
    plan
}

/// Plans the statements that tables give to a source, whose front matter stands in the file `path` with this text. Gives its new text too,
/// where anything is appended.
pub fn plan_statements(
    source: &ParsedNote,
    path: &str,
    text: &str,
    tables: &[(String, Sheet)],
) -> Result<(ImportPlan, Option<String>), Failure> {
    let refused = |message: String| Failure::new(message).help("Mend what `rapporteur check` says of it first.");
    let mut plan = plan_of(tables);
    let mut ids = Ids::default();
    // By its words, and by the speakers and the name that the source has for them.
    let mut ids_by_words: HashMap<(String, Vec<String>), String> = HashMap::new();
    if let Fields::Source(fields) = &source.fields {
        if fields.access.as_ref().is_some_and(|access| access.value == Access::Cited) {
            let message = format!("`{}` was not read (`access = \"cited\"`), and such a source carries no statements", source.id);
            let help = format!("Once you have read it, write `access = \"read\"` in `{path}`, and import them again.");
            return Err(Failure::new(message).help(help));
        }
        for statement in &fields.statements {
            if let Some(id) = statement.id.given() {
                ids.take(&id.value);
                let by = statement.by.iter().flat_map(|by| &by.0).map(|actor| actor.text.value.to_string());
                let speakers = by.chain(statement.speaker.iter().map(|speaker| speaker.value.to_string())).collect();
                ids_by_words.insert((statement.text.markdown.to_string(), speakers), id.value.to_string());
            }
        }
    }
    // The first words of the text name it.
    let of_words = |text: &str| {
        let id = slug(&text.split_whitespace().take(4).collect::<Vec<_>>().join(" "));
        id.filter(|id| is_statement_id(id)).unwrap_or_else(|| "statement".to_owned())
    };
    let mut found: Vec<Vec<TomlLine>> = Vec::new();
    for (file, sheet) in tables {
        check_columns(file, sheet, &csv_tables::columns_of(csv_tables::statement_specs()), "a statement", &mut plan);
        let mut others = 0_usize;
        for row in TableRow::all(file, sheet) {
            // Our table has `source#statement` as its id.
            let id = row.cell("id").map(|id| id.split_once('#').map_or((None, id), |(source, id)| (Some(source), id)));
            let of = row.cell("source").or_else(|| id.and_then(|(source, _)| source));
            if of.is_some_and(|of| of != &*source.id) {
                others += 1;
                continue;
            }
            let text = row.cell("text_markdown").or_else(|| row.cell("text"));
            let left_out = |reason: String| LeftOut { place: row.place.clone(), title: text.map(str::to_owned), reason };
            let Some(text) = text else {
                plan.left_out.push(left_out("it has no text".to_owned()));
                continue;
            };
            let given = id.map(|(_, id)| id).filter(|id| is_statement_id(id));
            let by = row.cell("by").into_iter().flat_map(|by| by.split(" | ")).map(|actor| actor.trim().to_owned());
            let words = (text.to_owned(), by.chain(row.cell("speaker").map(str::to_owned)).collect());
            let there = match given {
                Some(id) => Some(id).filter(|id| ids.has(id)),
                // Without an id, the same words of the same speakers are the same statement.
                None => ids_by_words.get(&words).map(String::as_str),
            };
            if let Some(id) = there {
                plan.left_out.push(left_out(format!("already there as `{}#{id}`", source.id)));
                continue;
            }
            if let Some((_, id)) = id.filter(|_| given.is_none()) {
                let message = format!("column `id`: `{id}` cannot be a statement's id, and one was made of the text");
                plan.problems.push((row.place.clone(), message));
            }
            let id = ids.new_id(&given.map_or_else(|| of_words(text), str::to_owned));
            let mut lines = row.lines(StatementFields::fields(), "");
            lines.retain(|line| !line.toml.starts_with("id = "));
            lines.insert(0, TomlLine::new(format!("id = {}", quoted(&id)), &row.place, "id"));
            let above = "title = \"T\"\n\n[[statements]]\n";
            if let Some(lines) = checked(Kind::Source, above, lines, &row.place, &mut plan.problems) {
                plan.new.push(NewNote {
                    id: format!("{}#{id}", source.id),
                    path: path.to_owned(),
                    text: String::new(),
                    title: text.to_owned(),
                    details: Vec::new(),
                    place: row.place.clone(),
                });
                ids_by_words.insert(words, id);
                found.push(lines);
            } else {
                plan.left_out.push(left_out("nothing of it could be read".to_owned()));
            }
        }
        if others > 0 {
            let place = ImportLocation { file: file.clone(), at: PositionInFile::Whole };
            let told = match others {
                1 => "1 row is of another source, and was passed over".to_owned(),
                others => format!("{others} rows are of other sources, and were passed over"),
            };
            plan.problems.push((place, told));
        }
    }
    if found.is_empty() {
        return Ok((plan, None));
    }
    let toml = front_matter::toml_range(path, text).ok_or_else(|| refused(format!("`{path}` has no front matter")))?;
    let (before, rest) = text.split_at(toml.start);
    let (front, after) = rest.split_at(toml.len());
    if path.ends_with(".md") && after.is_empty() {
        return Err(refused(format!("the front matter of `{path}` is never closed")));
    }
    DeTable::parse(front).map_err(|error| refused(format!("the front matter of `{path}` cannot be read: {error}")))?;
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut front = front.to_owned();
    if !front.is_empty() && !front.ends_with('\n') {
        front.push_str(line_end);
    }
    for lines in &found {
        let toml = |known: bool| lines.iter().filter(move |line| line.is_known_field() == known).map(|line| &*line.toml);
        let entry = [""].into_iter().chain(toml(false)).chain(["[[statements]]"]).chain(toml(true));
        entry.for_each(|line| front.extend([line, line_end]));
    }
    if DeTable::parse(&front).is_err() {
        return Err(Failure::new(format!("`statements` in `{path}` is a list on one line")).help("Write its entries as `[[statements]]`."));
    }
    Ok((plan, Some(format!("{before}{front}{after}"))))
}
