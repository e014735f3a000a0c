#![doc = include_str!("../../docs/rules/missing-translation.md")]

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
