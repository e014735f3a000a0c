//! Translations: which there are, and the notes as readers of a language get them.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Original, PublishedNotes};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::fields::Fields;
use crate::parse::record::Wording;
use crate::parse::{ParsedNote, translation};

/// Reports a second translation of a note into one language, and leaves it out.
pub(super) fn first_of_each<'a>(others: Vec<&'a Arc<ParsedNote>>, diagnostics: &mut Vec<Diagnostic>) -> Vec<&'a Arc<ParsedNote>> {
    let mut kept: Vec<&Arc<ParsedNote>> = Vec::with_capacity(others.len());
    for other in others {
        let Some(earlier) = kept.iter().find(|kept| kept.language == other.language) else {
            kept.push(other);
            continue;
        };
        let language = other.language.as_deref().expect("a translation has a language");
        let problem =
            Diagnostic::new(Code::DuplicateId, other.first_line, format!("`{}` has another translation into `{language}`", other.id));
        diagnostics.push(problem.help("Delete one of the two.").related(earlier.first_line, "the first translation"));
    }
    kept
}

/// The notes with their translations into a language laid over them, and what does not fit.
pub(super) fn overlay(published: &PublishedNotes, language: &str) -> (PublishedNotes, Vec<Diagnostic>) {
    let overlaid: Vec<(Original, Vec<Diagnostic>)> = published
        .notes
        .par_iter()
        .map(|original| {
            let translation = original.translations.iter().find(|other| other.language.as_deref() == Some(language));
            let (parsed, problems) = match translation {
                Some(translation) => {
                    let (parsed, problems) = translation::apply(&original.parsed, translation);
                    (Arc::new(parsed), problems)
                }
                None => (Arc::clone(&original.parsed), Vec::new()),
            };
            (Original { parsed, ..original.clone() }, problems)
        })
        .collect();
    let (mut notes, problems): (Vec<Original>, Vec<Vec<Diagnostic>>) = overlaid.into_iter().unzip();
    let words = shared_words(&published.notes, &notes);
    for original in &mut notes {
        if let Some((field, word)) = shared(&original.parsed.fields)
            && let Some(translated) = words.get(&(field, word.value.clone()))
        {
            let translated = translated.clone();
            match &mut Arc::make_mut(&mut original.parsed).fields {
                Fields::Topic(topic) => Arc::make_mut(topic).group = Some(translated),
                Fields::Track(track) => Arc::make_mut(track).lane = Some(translated),
                _ => {}
            }
        }
    }
    (PublishedNotes { notes, drafts: published.drafts.clone() }, problems.into_iter().flatten().collect())
}

/// The word by which a note stands together with others: a topic's group, a track's lane.
fn shared(fields: &Fields) -> Option<(&'static str, &Wording)> {
    match fields {
        Fields::Topic(topic) => topic.group.as_ref().map(|group| ("group", group)),
        Fields::Track(track) => track.lane.as_ref().map(|lane| ("lane", lane)),
        _ => None,
    }
}

/// The translations of such words; the translation of one note holds for all that share its word.
fn shared_words(originals: &[Original], translated: &[Original]) -> HashMap<(&'static str, Box<str>), Wording> {
    let mut words = HashMap::new();
    for (original, translated) in originals.iter().zip(translated) {
        if let (Some((field, word)), Some((_, other))) = (shared(&original.parsed.fields), shared(&translated.parsed.fields))
            && word.span != other.span
        {
            words.entry((field, word.value.clone())).or_insert_with(|| other.clone());
        }
    }
    words
}

/// The settings for a language, with the groups of topics in its words.
pub(super) fn config(config: &Config, published: &PublishedNotes, translated: &PublishedNotes, language: &str) -> Config {
    let mut own = config.in_language(language);
    let words = shared_words(&published.notes, &translated.notes);
    for group in &mut own.topic_groups {
        if let Some(translated) = words.get(&("group", group.value.clone())) {
            group.value.clone_from(&translated.value);
        }
    }
    own
}
