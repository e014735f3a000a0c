//! The notes that a site has, under all their names.

use rayon::prelude::*;

use crate::parse::NoteFiles;
use crate::parse::NoteLocation;
use crate::parse::fields::Kind;
use crate::parse::markdown::Settings;
use crate::parse::name::{name_key, slug};
use crate::read::Inputs;

/// Names that are at least this alike may be spellings of one name.
const MIN_LIKENESS: f64 = 0.8;

#[derive(Debug)]
pub(super) struct KnownNote {
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) path: String,
    pub(super) title: String,
    /// Title, other names, names in other languages; each folded.
    names: Vec<String>,
}

/// All notes of a site, drafts included, by path.
#[derive(Debug)]
pub(super) struct KnownNotes(Vec<KnownNote>);

impl KnownNotes {
    pub(super) fn read(inputs: &Inputs) -> Self {
        Self(inputs.notes.par_iter().filter_map(read_note).collect())
    }

    pub(super) fn by_id(&self, id: &str) -> Option<&KnownNote> {
        self.0.iter().find(|note| note.id == id)
    }

    /// The notes that have a name, in any spelling that folds to the same letters and in any order of its words: "Umerov, Rustem".
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = &KnownNote> {
        let key = name_key(name);
        self.0.iter().filter(move |note| note.names.iter().any(|known| name_key(known) == key))
    }

    /// Up to three notes with a name like this one, the likest first.
    pub(super) fn similar(&self, name: &str) -> Vec<&KnownNote> {
        let name = fold(name);
        let likest = |note: &KnownNote| note.names.iter().map(|known| likeness(&name, known)).fold(0.0, f64::max);
        let mut similar: Vec<(f64, &KnownNote)> = self.0.iter().map(|note| (likest(note), note)).collect();
        similar.retain(|(likeness, _)| *likeness >= MIN_LIKENESS);
        similar.sort_by(|(a, x), (b, y)| b.total_cmp(a).then_with(|| x.path.cmp(&y.path)));
        similar.into_iter().take(3).map(|(_, note)| note).collect()
    }
}

fn read_note(files: &NoteFiles) -> Option<KnownNote> {
    let NoteLocation::Note(kind) = files.location else { return None };
    if files.language.is_some() {
        return None;
    }
    let parsed = files.parse(&Settings::default())?;
    let path = files.md.as_ref().or(files.toml.as_ref())?.path.to_string();
    let title = parsed.common.title.given().map_or_else(|| files.id.to_string(), |title| title.value.to_string());
    let names = std::iter::once(fold(&title)).chain(parsed.common.other_names().map(|name| fold(&name.value))).collect();
    Some(KnownNote { id: files.id.to_string(), kind, path, title, names })
}

/// A name without case, marks, punctuation and alphabet, as far as it can be written in Latin letters.
fn fold(name: &str) -> String {
    slug(name).unwrap_or_else(|| name.to_lowercase())
}

/// How alike two folded names are, from 0 to 1. Names with different numbers in them name different things.
fn likeness(a: &str, b: &str) -> f64 {
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    if digits(a) == digits(b) { strsim::normalized_damerau_levenshtein(a, b) } else { 0.0 }
}
