#![doc = include_str!("../../docs/rules/missing-translation.md")]

use crate::diagnostic::{Code, Diagnostic, in_backticks};
use crate::model::{Entity, Model, Note};

/// Whether the site wants a note in its other languages. The home page and the lists' introductions stand at the head of each language's
/// part of the site.
pub fn is_to_be_translated(model: &Model, note: &Note) -> bool {
    match (&model.config.translate, note.kind()) {
        (Some(scope), Some(kind)) => scope.has(kind, &note.id),
        _ => true,
    }
}

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (_, note) in model.notes.iter() {
        let is_expected = is_to_be_translated(model, note);
        // A translation that was begun is asked for, whatever `[translate]` names.
        let is_missing = |language: &&str| {
            **language != *model.config.language
                && !note.translations.iter().any(|translation| &*translation.language == *language)
                && (is_expected || note.begun_translations.iter().any(|begun| &**begun == *language))
        };
        let missing: Vec<&str> = model.config.languages.iter().map(|language| &**language).filter(is_missing).collect();
        if missing.is_empty() {
            continue;
        }
        let (subject, id) = match note.entity {
            Entity::Home => ("the home page".to_owned(), "_index".to_owned()),
            Entity::List(kind) => (format!("the list of {}", kind.folder()), format!("{}/_index", kind.folder())),
            _ => (format!("`{}`", note.id), note.id.to_string()),
        };
        let name = id.rsplit('/').next().unwrap_or_default();
        let (begun, absent): (Vec<&str>, Vec<&str>) =
            missing.iter().partition(|language| note.begun_translations.iter().any(|begun| **begun == ***language));
        let fill = begun.iter().map(|language| format!("`{name}.{language}.md` has no words yet: fill it in."));
        let begin = absent.iter().map(|language| format!("`rapporteur new --lang {language} {id}`"));
        let mut help: Vec<String> = fill.collect();
        if !absent.is_empty() {
            help.push(format!("Begin it with {}.", begin.collect::<Vec<_>>().join(" and ")));
            if note.kind().is_some() && model.config.translate.is_none() {
                help.push("If only a part of the site is to be translated, say which in `[translate]` of `site.toml`.".to_owned());
            }
        }
        let message = format!("{subject} is not translated into {}", in_backticks(&missing));
        diagnostics.push(Diagnostic::new(Code::MissingTranslation, note.written.first_line, message).help(help.join(" ")));
    }
}
