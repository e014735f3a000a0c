//! # What
//! A translation says of which day it is, and its original was changed later.
//!
//! # Why
//! A reader of the translation would not learn what is new. The page says to readers too that the original has changed.
//!
//! # Example
//! ```toml
//! translated = "2025-06-01"   # and content/actors/ukraine.md has updated = "2025-07-01"
//! ```
//!
//! ```text
//! warning[outdated-translation]: the translation is of 1 June 2025, and the original was changed on 1 July 2025
//! ```
//!
//! # How to mend it
//! Compare the two, bring the translation up to date, and write the day into `translated`.

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
