//! For a forge: GitHub's workflow commands, `::error file=…,line=…,col=…,endLine=…,endColumn=…,title=code::message`.

use super::{file_range, visible};
use crate::diagnostic::{Diagnostic, Severity};
use crate::file::Files;

/// All problems, a command a line. `folder` is the site's folder in the repository, with `/` at its end, or empty.
pub fn all(problems: &[Diagnostic], files: &Files, folder: &str) -> String {
    problems.iter().map(|problem| command(problem, files, folder)).collect()
}

fn command(problem: &Diagnostic, files: &Files, folder: &str) -> String {
    let name = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "notice",
    };
    let mut properties = Vec::new();
    if let Some(shown) = file_range(problem.place, files) {
        properties.push(format!("file={}", property(&format!("{folder}{}", shown.path))));
        if let Some((start, end)) = shown.range {
            properties.push(format!("line={},col={},endLine={},endColumn={}", start.line, start.column, end.line, end.column));
        }
    }
    properties.push(format!("title={}", property(problem.code.as_str())));
    format!("::{name} {}::{}\n", properties.join(","), data(&problem.with_help()))
}

fn data(text: &str) -> String {
    visible(&text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")).into_owned()
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
