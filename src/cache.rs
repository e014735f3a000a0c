//! What a build leaves for the next one: parsed notes, formatted references and parsed templates, each by what it was made of.
//!
//! Nothing here decides what a build makes, only what it need not work out again. `cached == clean, byte for byte` is tested over hundreds
//! of random edits (`tests/rebuild.rs`).

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::bibliography;
use crate::file::FileId;
use crate::parse::markdown::Settings;
use crate::parse::{NoteFiles, ParsedNote};
use crate::render::templates;

/// What a parsed note depends on: the bytes of its files, and how Markdown is read.
#[derive(PartialEq, Eq, Debug)]
struct NoteKey {
    md: Option<blake3::Hash>,
    toml: Option<blake3::Hash>,
    markdown: Arc<Settings>,
}

/// The files of a note: `.md` and `.toml`.
type NoteFileIds = (Option<FileId>, Option<FileId>);

/// What one build leaves for the next.
#[derive(Debug, Default)]
pub struct Cache {
    notes: HashMap<NoteFileIds, (NoteKey, Arc<ParsedNote>)>,
    pub(crate) references: bibliography::Cache,
    pub(crate) templates: templates::Cache,
}

impl Cache {
    /// Parses every note but for those that have not changed; keeps just the notes of this build.
    pub(crate) fn parse(&mut self, files: &[NoteFiles], settings: &Settings) -> Vec<Arc<ParsedNote>> {
        let old = &self.notes;
        let settings = Arc::new(settings.clone());
        let parsed: Vec<(NoteFileIds, NoteKey, Arc<ParsedNote>)> = files
            .par_iter()
            .filter_map(|note| {
                let (md, toml) = (note.md.as_deref(), note.toml.as_deref());
                let ids = (md.map(|file| file.id), toml.map(|file| file.id));
                let key = NoteKey { md: md.map(|file| file.hash), toml: toml.map(|file| file.hash), markdown: Arc::clone(&settings) };
                if let Some((old_key, parsed)) = old.get(&ids)
                    && *old_key == key
                {
                    return Some((ids, key, Arc::clone(parsed)));
                }
                Some((ids, key, Arc::new(note.parse(&settings)?)))
            })
            .collect();
        let notes = parsed.iter().map(|(_, _, note)| Arc::clone(note)).collect();
        self.notes = parsed.into_iter().map(|(ids, key, note)| (ids, (key, note))).collect();
        notes
    }
}
