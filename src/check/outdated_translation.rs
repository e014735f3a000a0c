#![doc = include_str!("../../docs/rules/outdated-translation.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::file::Located;
use crate::language::in_english;
use crate::model::{Model, Note, TranslatedNote};
use crate::parse::date::Edtf;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (_, note) in model.notes.iter() {
        for (translated, updated) in note.translations.iter().filter_map(|translation| outdated(note, translation)) {
            let dates = (in_english(&translated.value), in_english(&updated.value));
            let message = format!("the translation is of {}, and the original of {}", dates.0, dates.1);
            let problem = Diagnostic::new(Code::OutdatedTranslation, translated.span, message)
                .help("Compare the two, and write the day of the comparison into `translated`.");
            diagnostics.push(problem.related(updated.span, "when the original was changed"));
        }
    }
}

/// The date of a translation and that of its original's last change, where the translation is certainly the older one.
pub fn outdated<'m>(original: &'m Note, translation: &'m TranslatedNote) -> Option<(&'m Located<Edtf>, &'m Located<Edtf>)> {
    let translated = translation.written.translation.as_ref()?.translated.as_ref()?;
    let updated = original.written.common.updated.as_ref()?;
    translated.value.certainly_before(&updated.value).then_some((translated, updated))
}
