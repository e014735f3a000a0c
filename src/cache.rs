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

/// The files of a note, `.md` and `.toml`, with the hashes of their bytes.
type NoteKey = [Option<(FileId, blake3::Hash)>; 2];

/// What one build leaves for the next.
#[derive(Debug, Default)]
pub struct Cache {
    notes: HashMap<NoteKey, Arc<ParsedNote>>,
    /// How their Markdown was read.
    markdown: Settings,
    pub(crate) references: bibliography::Cache,
    pub(crate) templates: templates::Cache,
}

impl Cache {
    /// Parses every note but for those that have not changed; keeps just the notes of this build.
    pub(crate) fn parse(&mut self, files: &[NoteFiles], settings: &Settings) -> Vec<Arc<ParsedNote>> {
        if self.markdown != *settings {
            self.notes.clear();
            self.markdown = settings.clone();
        }
        let old = &self.notes;
        let parse = |note: &NoteFiles| {
            let key = [&note.md, &note.toml].map(|file| file.as_ref().map(|file| (file.id, file.hash)));
            Some((key, old.get(&key).cloned().or_else(|| note.parse(settings).map(Arc::new))?))
        };
        let parsed: Vec<(NoteKey, Arc<ParsedNote>)> = files.par_iter().filter_map(parse).collect();
        let notes = parsed.iter().map(|(_, note)| Arc::clone(note)).collect();
        self.notes = parsed.into_iter().collect();
        notes
    }
}
