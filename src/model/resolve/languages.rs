//! Translations: which there are, and the notes as readers of a language get them.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Chosen, Original};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::{ParsedNote, translation};

/// Reports a second translation of a note into one language, and leaves it out.
pub(super) fn first_of_each<'a>(others: Vec<&'a Arc<ParsedNote>>, diagnostics: &mut Vec<Diagnostic>) -> Vec<&'a Arc<ParsedNote>> {
    let mut first: HashMap<&str, &Arc<ParsedNote>> = HashMap::new();
    let mut kept = Vec::with_capacity(others.len());
    for other in others {
        let language = other.language.as_deref().unwrap_or_default();
        if let Some(earlier) = first.get(language) {
            diagnostics.push(
                Diagnostic::new(Code::DuplicateId, other.head, format!("`{}` has another translation into `{language}`", other.id))
                    .help("Delete one of the two.")
                    .related(earlier.head, "the first translation"),
            );
        } else {
            first.insert(language, other);
            kept.push(other);
        }
    }
    kept
}

/// The notes with their translations into a language laid over them, and what does not fit.
pub(super) fn laid(chosen: &Chosen, language: &str) -> (Chosen, Vec<Diagnostic>) {
    let laid: Vec<(Original, Vec<Diagnostic>)> = chosen
        .notes
        .par_iter()
        .map(|original| {
            let translation = original.translations.iter().find(|other| other.language.as_deref() == Some(language));
            let (parsed, problems) = match translation {
                Some(translation) => {
                    let (parsed, problems) = translation::lay(&original.parsed, translation);
                    (Arc::new(parsed), problems)
                }
                None => (Arc::clone(&original.parsed), Vec::new()),
            };
            (Original { parsed, translations: original.translations.clone(), ..*original }, problems)
        })
        .collect();
    let mut problems = Vec::new();
    let notes = laid
        .into_iter()
        .map(|(original, found)| {
            problems.extend(found);
            original
        })
        .collect();
    (Chosen { notes, drafts: chosen.drafts.clone() }, problems)
}
