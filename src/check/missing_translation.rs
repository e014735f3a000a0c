//! # What
//! `languages` in `site.toml` names a language in which a note does not exist. There is one message a note.
//!
//! # Why
//! A site that says it is written in Turkish too should be readable in Turkish from page to page.
//!
//! # Example
//! ```toml
//! language = "en"
//! languages = ["en", "tr"]      # and content/actors/ukraine.tr.md is missing
//! ```
//!
//! ```text
//! warning[missing-translation]: `ukraine` is not translated into `tr`
//! ```
//!
//! # How to mend it
//! Write `<id>.<language>.md` beside the note: it gives `title`, `summary` and body, and every other field is the original's. Where only a
//! part of the site is translated, say which in `[translate]` of `site.toml`: `kinds = ["topics"]`, `notes = ["ukraine"]`.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Entity, Model, Note};

/// Whether the site wants a note in its other languages. The home page and the lists' introductions stand at the head of each language's
/// part of the site.
pub fn is_to_be_translated(model: &Model, note: &Note) -> bool {
    match (&model.config.translate, note.kind()) {
        (Some(meant), Some(kind)) => meant.kinds.contains(&kind) || meant.notes.contains(&note.id),
        _ => true,
    }
}

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let wanted: Vec<&str> =
        model.config.languages.iter().map(|language| &**language).filter(|language| *language != &*model.config.language).collect();
    if wanted.is_empty() {
        return;
    }
    for (_, note) in model.notes.iter().filter(|(_, note)| is_to_be_translated(model, note)) {
        let missing: Vec<&str> = wanted
            .iter()
            .copied()
            .filter(|language| !note.translations.iter().any(|translation| &*translation.language == *language))
            .collect();
        let Some(first) = missing.first() else { continue };
        let (name, file) = match note.entity {
            Entity::Home => ("the home page".to_owned(), format!("_index.{first}.md")),
            Entity::List(kind) => (format!("the list of {}", kind.folder()), format!("_index.{first}.md")),
            _ => (format!("`{}`", note.id), format!("{}.{first}.md", note.id)),
        };
        let languages = missing.iter().map(|language| format!("`{language}`")).collect::<Vec<_>>().join(", ");
        diagnostics.push(
            Diagnostic::new(Code::MissingTranslation, note.written.head, format!("{name} is not translated into {languages}"))
                .help(format!("Write `{file}` beside it, with `title`, `summary` and body.")),
        );
    }
}
