//! For programs: one JSON object a line. Lines and columns count from 1, columns in Unicode scalar values, ends are exclusive.

use serde::Serialize;

use super::locate;
use crate::diagnostic::{Diagnostic, Place};
use crate::file::Files;

#[derive(Serialize)]
struct Line<'a> {
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(flatten)]
    place: Where<'a>,
    related: Vec<RelatedLine<'a>>,
}

#[derive(Serialize)]
struct RelatedLine<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Where<'a>,
}

#[derive(Serialize, Default)]
struct Where<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<u32>,
}

impl<'a> Where<'a> {
    fn of(place: Place, files: &'a Files) -> Self {
        let Some(located) = locate(place, files) else { return Self::default() };
        let (start, end) = located.range.unzip();
        Self {
            file: Some(located.path),
            line: start.map(|at| at.line),
            column: start.map(|at| at.column),
            end_line: end.map(|at| at.line),
            end_column: end.map(|at| at.column),
        }
    }
}

/// The last object of a run.
#[derive(Serialize, Debug, Clone, Default)]
pub struct Summary {
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
#[must_use]
pub fn all(problems: &[Diagnostic], files: &Files) -> String {
    problems
        .iter()
        .map(|problem| {
            line(&Line {
                severity: problem.severity.as_str(),
                code: problem.code.as_str(),
                message: &problem.message,
                help: problem.help.as_deref(),
                place: Where::of(problem.place, files),
                related: problem
                    .related
                    .iter()
                    .map(|related| RelatedLine { message: &related.message, place: Where::of(related.place, files) })
                    .collect(),
            })
        })
        .collect()
}

/// The summary, as the last line.
#[must_use]
pub fn summary(summary: &Summary) -> String {
    #[derive(Serialize)]
    struct Last<'a> {
        summary: &'a Summary,
    }
    line(&Last { summary })
}

fn line(value: &impl Serialize) -> String {
    // Strings and numbers alone: serialising them cannot fail.
    let mut text = serde_json::to_string(value).unwrap_or_default();
    text.push('\n');
    text
}
