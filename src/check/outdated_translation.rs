#![doc = include_str!("../../docs/rules/outdated-translation.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::language::in_english;
use crate::model::Model;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (_, note) in model.notes.iter() {
        let Some(updated) = &note.written.common.updated else { continue };
        for other in &note.translations {
            let Some(translated) = other.written.translation.as_ref().and_then(|given| given.translated.as_ref()) else { continue };
            if translated.value.certainly_before(&updated.value) {
                let message = format!(
                    "the translation is of {}, and the original was changed on {}",
                    in_english(&translated.value),
                    in_english(&updated.value)
                );
                diagnostics.push(
                    Diagnostic::new(Code::OutdatedTranslation, translated.span, message)
                        .help("Compare the two, and write the day of the comparison into `translated`.")
                        .related(updated.span, "when the original was changed"),
                );
            }
        }
    }
}
