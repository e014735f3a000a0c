//! The text of a new note. What fields there are, what they mean and what they take comes from their declarations.

use std::fmt::Write as _;

use crate::import::quoted;
use crate::parse::fields::{Common, Fields, Kind};
use crate::parse::record::{FieldSpec, Record, Shape, Value, example, id_of};
use crate::parse::{ParsedNote, translation};

/// Fields that stand ready to be filled in; the others are offered in comments. So is what would say that something took place, or when.
const FILLED_IN: &[&str] = &["type", "access"];

/// A new note, a draft.
pub(super) fn original(kind: Kind, title: &str, today: &str) -> String {
    let common = |key: &str| Common::fields().iter().find(|field| field.key == key);
    let mut text = format!("+++\ntitle = {}\n", quoted(title));
    if kind.needs_summary() {
        push_line(&mut text, "summary", "\"\"", common("summary"));
    }
    let _ = writeln!(text, "created = \"{today}\"");
    text.push_str("draft = true  # Take this line out when the note is ready.\n");

    let specs = Fields::specs(kind);
    let mut offered = String::new();
    for field in specs {
        let is_filled_in = field.required || FILLED_IN.contains(&field.key) && !matches!(field.shape, Shape::Text);
        if is_filled_in {
            push_line(&mut text, field.key, &example(&field.shape, today), Some(field));
        } else if !is_table(&field.shape) {
            offered.push_str("# ");
            push_line(&mut offered, field.key, &example(&field.shape, today), Some(field));
        }
    }
    text.push_str("\n# What may be added; the lines that are not wanted can go.\n");
    for key in ["also_known_as", "names"] {
        if let Some(field) = common(key) {
            text.push_str("# ");
            push_line(&mut text, key, &example(&field.shape, today), Some(field));
        }
    }
    text.push_str(&offered);
    for field in specs.iter().filter(|field| is_table(&field.shape)) {
        push_table(&mut text, field, today);
    }
    text.push_str("+++\n\n");
    text
}

/// A translation, with the original's words in comments. What is left empty stays in the original's words.
pub(super) fn translation(original: &ParsedNote, body: &str, today: &str) -> String {
    let mut text = String::from("+++\n# An empty string leaves the original's words.\n");
    let (mut tables, wording) = (String::new(), translation::wording(original));
    for (spec, value) in &wording {
        push_field(&mut text, &mut tables, spec.key, spec, value);
    }
    let _ = writeln!(text, "translated = \"{today}\"");
    text.push_str(&tables);
    if !body.trim().is_empty() {
        text.push_str("\n# The original's text; yours goes below the fields.\n");
        push_comment(&mut text, body.trim());
    }
    text.push_str("+++\n\n");
    text
}

/// A field to be translated: into `text`, or into `tables` where it is a table, since TOML has tables after all other fields.
fn push_field(text: &mut String, tables: &mut String, path: &str, spec: &FieldSpec, value: &Value<'_>) {
    match value {
        Value::Text(words) => push_empty(text, spec.key, words),
        Value::Markdown(prose) => push_empty(text, spec.key, &prose.markdown),
        Value::Record(entries) => {
            // The words of a table in a statement stand beside the others.
            for (spec, value) in entries {
                push_field(text, tables, path, spec, value);
            }
        }
        Value::Many(items) if items.iter().all(|item| matches!(item, Value::Text(_))) => {
            for item in items {
                if let Value::Text(words) = item {
                    push_comment(text, words);
                }
            }
            let _ = writeln!(text, "{} = []", spec.key);
        }
        Value::Many(items) => {
            for item in items {
                let Value::Record(entries) = item else { continue };
                let _ = match id_of(entries) {
                    Some(id) => writeln!(tables, "\n[{path}.{id}]"),
                    None => writeln!(tables, "\n[[{path}]]"),
                };
                let mut deeper = String::new();
                for (spec, value) in entries.iter().filter(|(spec, _)| spec.key != "id") {
                    push_field(tables, &mut deeper, &format!("{path}.{}", spec.key), spec, value);
                }
                tables.push_str(&deeper);
            }
        }
        _ => {}
    }
}

fn push_empty(text: &mut String, key: &str, words: &str) {
    push_comment(text, words);
    let _ = writeln!(text, "{key} = \"\"");
}

/// Words in comments. A control character would end the front matter's syntax.
fn push_comment(text: &mut String, words: &str) {
    for line in words.lines() {
        let line: String = line.chars().filter(|c| *c == '\t' || !c.is_control()).collect();
        let _ = writeln!(text, "{}", format!("# {line}").trim_end());
    }
}

/// `key = value  # what it means`.
fn push_line(text: &mut String, key: &str, value: &str, field: Option<&FieldSpec>) {
    let doc = field.map_or("", |field| field.doc);
    let choices = match field.map(|field| &field.shape) {
        Some(Shape::Choice(choices)) => {
            format!(" One of: {}.", choices.iter().map(|word| word.key).collect::<Vec<_>>().join(", "))
        }
        _ => String::new(),
    };
    let _ = writeln!(text, "{key} = {value}  # {doc}{choices}");
}

/// Whether a field is a list of tables, which TOML writes below all other fields.
fn is_table(shape: &Shape) -> bool {
    matches!(shape, Shape::Many(Shape::Record(_)))
}

/// A list's first entry, in comments.
fn push_table(text: &mut String, field: &FieldSpec, today: &str) {
    let Shape::Many(Shape::Record(fields)) = field.shape else { return };
    let _ = write!(text, "\n# [[{}]]  # {}\n", field.key, field.doc);
    for inner in fields() {
        text.push_str("# ");
        push_line(text, inner.key, &example(&inner.shape, today), Some(inner));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::file::Files;
    use crate::parse::markdown::Settings;
    use crate::parse::{NoteFiles, NoteLocation};

    fn problems(kind: Kind, text: &str) -> Vec<(Code, String)> {
        let file = Files::default().set("content/x.md", text.into(), blake3::hash(text.as_bytes()));
        let note = NoteFiles { location: NoteLocation::Note(kind), id: "x".into(), language: None, md: Some(file), toml: None }
            .parse(&Settings::default())
            .unwrap();
        note.diagnostics.into_iter().map(|problem| (problem.code, problem.message)).collect()
    }

    #[test]
    fn every_kind_can_be_read_as_it_is_and_with_all_that_is_offered() {
        for kind in Kind::ALL {
            let text = original(kind, "A \"title\" \\ with 'all'", "2025-11-21");
            assert_eq!(problems(kind, &text), [], "{text}");
            let open = |line: &str| {
                let offered = line.strip_prefix("# ").filter(|rest| rest.contains(" = ") || rest.starts_with('['));
                format!("{}\n", offered.unwrap_or(line))
            };
            let all: String = text.lines().map(open).collect();
            // `…` is neither an address nor a language nor a Wikidata item; but every field is known, and none has the wrong shape.
            let wrong: Vec<_> = problems(kind, &all)
                .into_iter()
                .filter(|(code, message)| {
                    matches!(code, Code::UnknownField | Code::FrontMatterSyntax | Code::MissingField | Code::InvalidDate)
                        || message.contains(" takes ") && !message.contains("language tag")
                })
                .collect();
            assert_eq!(wrong, [], "{all}");
        }
    }
}
