//! For programs: one JSON object a line. Lines and columns count from 1, columns in Unicode scalar values, ends are exclusive.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::file_range;
use crate::diagnostic::{Diagnostic, Place};
use crate::file::Files;

/// The last object of a run.
#[derive(Serialize, Debug, Clone, Default)]
pub struct RunSummary {
    /// Notes read.
    pub notes: usize,
    /// Pages that the site has.
    pub pages: usize,
    /// Files that the site has.
    pub files: usize,
    /// Files written.
    pub written: usize,
    /// Files left as they were.
    pub unchanged: usize,
    /// Files removed.
    pub removed: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// How long the run took, in milliseconds.
    pub elapsed_ms: u128,
}

/// All problems, an object a line.
pub fn all(problems: &[Diagnostic], files: &Files) -> String {
    problems.iter().map(|problem| line(problem, files)).collect()
}

/// The summary, as the last line.
pub fn summary(summary: &RunSummary) -> String {
    format!("{}\n", json!({ "summary": summary }))
}

fn line(problem: &Diagnostic, files: &Files) -> String {
    let mut line = Map::new();
    let mut add = |key: &str, value: Value| line.insert(key.to_owned(), value);
    add("severity", problem.severity.as_str().into());
    add("code", problem.code.as_str().into());
    add("message", problem.message.as_str().into());
    if let Some(help) = &problem.help {
        add("help", help.as_str().into());
    }
    line.append(&mut place(problem.place, files));
    let related = problem.related.iter().map(|related| {
        let mut object = Map::from_iter([("message".to_owned(), related.message.as_str().into())]);
        object.append(&mut place(related.place, files));
        Value::Object(object)
    });
    line.insert("related".to_owned(), related.collect());
    format!("{}\n", Value::Object(line))
}

/// Where a problem is; nothing where it is in no file, the file alone where it is all of it.
fn place(place: Place, files: &Files) -> Map<String, Value> {
    let Some(shown) = file_range(place, files) else { return Map::new() };
    let mut object = Map::from_iter([("file".to_owned(), shown.path.into())]);
    if let Some((start, end)) = shown.range {
        let numbers = [("line", start.line), ("column", start.column), ("end_line", end.line), ("end_column", end.column)];
        object.extend(numbers.map(|(key, number)| (key.to_owned(), number.into())));
    }
    object
}
