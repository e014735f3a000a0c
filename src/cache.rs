//! What a build leaves for the next one: parsed text, formatted references, and the resolved site as long as the notes that changed since
//! refer to the same things as before.
//!
//! Nothing here decides what a build makes, only what it need not work out again. `cached == clean, byte for byte` is tested over hundreds
//! of random edits (`tests/rebuild.rs`).

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::check;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place};
use crate::file::FileId;
use crate::model::resolve::{self, StaticFile};
use crate::parse::{ParsedNote, front_matter};
use crate::read::{Asset, Inputs, NoteFiles};
use crate::render::site::{Outputs, Resolved, picture_sizes};
use crate::render::templates::Templates;
use crate::view::reference;
use crate::view::shared::Shared;

/// What a parsed note depends on.
#[derive(PartialEq, Eq, Debug)]
struct Key {
    md: Option<blake3::Hash>,
    toml: Option<blake3::Hash>,
    sanitise: bool,
}

/// The files of a note: `.md` and `.toml`.
type NoteFileIds = (Option<FileId>, Option<FileId>);

/// Parsed notes, by their files.
type ParsedNotes = HashMap<NoteFileIds, (Key, Arc<ParsedNote>)>;

/// The hashes of a site's own templates, what they were parsed to, and what is wrong with them.
type KeptTemplates = (Vec<blake3::Hash>, Templates, Vec<Diagnostic>);

/// Templates, what is wrong with them, and whether they are others than before.
pub(crate) struct ParsedTemplates {
    pub(crate) templates: Templates,
    pub(crate) problems: Vec<Diagnostic>,
    pub(crate) new: bool,
}

/// What one build leaves for the next.
#[derive(Debug, Default)]
pub struct Cache {
    notes: ParsedNotes,
    templates: Option<KeptTemplates>,
    references: reference::Cache,
    resolved: Option<Kept>,
    pub(crate) checked: check::Memo,
}

/// A resolved site and what it was made of.
#[derive(Debug)]
struct Kept {
    basis: Basis,
    parsed: Vec<Arc<ParsedNote>>,
    resolved: Resolved,
}

/// What the resolved site depends on besides the notes.
#[derive(Debug, PartialEq, Eq)]
struct Basis {
    config: blake3::Hash,
    base_url: Option<url::Url>,
    drafts: bool,
    /// Where they lie, and how large the pictures among them are.
    assets: Vec<Asset>,
}

impl Cache {
    /// Parses every note and template, but for those that have not changed; keeps just what this build used.
    pub(crate) fn parse(&mut self, inputs: &Inputs, config: &Config) -> (Vec<Arc<ParsedNote>>, ParsedTemplates) {
        let Self { notes, templates, references, .. } = self;
        // The style of references waits for nobody, and takes as long as a few hundred notes.
        let (notes, (templates, ())) = rayon::join(
            || parse_notes(notes, &inputs.notes, config.sanitise_html),
            || rayon::join(|| parse_templates(templates, inputs), || references.prepare(config)),
        );
        (notes, templates)
    }

    /// The resolved site: the last one with new texts where nothing else has changed, else a new one.
    pub(crate) fn resolve(&mut self, inputs: &Inputs, parsed: &[Arc<ParsedNote>], config: &Arc<Config>, drafts: bool) -> Resolved {
        let assets = inputs.assets.clone();
        let basis = Basis { config: inputs.config_file.hash, base_url: config.base_url.clone(), drafts, assets };
        let resolved =
            self.resolved.take().filter(|kept| kept.basis == basis).and_then(|kept| kept.with_texts_of(parsed)).unwrap_or_else(|| {
                let built_in = crate::render::assets::names();
                let statics: Vec<_> =
                    inputs.assets.iter().map(|asset| StaticFile { path: asset.path.clone(), place: asset.file.into() }).collect();
                let (model, addresses, diagnostics) = resolve::resolve(parsed, config, &statics, &built_in, drafts);
                let (shared, of_shared) = Shared::new(&model, &mut self.references);
                let shared = shared.with_picture_sizes(picture_sizes(&model, &inputs.assets));
                Resolved {
                    outputs: Arc::new(Outputs::of(&addresses)),
                    model: Arc::new(model),
                    addresses: Arc::new(addresses),
                    shared: Arc::new(shared),
                    diagnostics,
                    of_shared,
                    only_texts: false,
                }
            });
        self.resolved = Some(Kept { basis, parsed: parsed.to_vec(), resolved: resolved.clone() });
        resolved
    }
}

/// A note of so many bytes is a long one.
const LONG: usize = 32 * 1024;

fn parse_notes(kept: &mut ParsedNotes, files: &[NoteFiles], sanitise: bool) -> Vec<Arc<ParsedNote>> {
    let old = &*kept;
    // The long ones first: a note of hundreds of statements that came last would keep all others waiting.
    let length = |note: &NoteFiles| [&note.md, &note.toml].into_iter().flatten().map(|file| file.text.len()).sum::<usize>();
    let mut order: Vec<(usize, &NoteFiles)> = files.iter().enumerate().collect();
    order.sort_by_key(|(_, note)| length(note) < LONG);
    let mut found: Vec<_> = order
        .into_par_iter()
        .filter_map(|(at, note)| {
            let key = Key { md: note.md.as_ref().map(|file| file.hash), toml: note.toml.as_ref().map(|file| file.hash), sanitise };
            let place = (note.md.as_ref().map(|file| file.id), note.toml.as_ref().map(|file| file.id));
            if let Some((old_key, parsed)) = old.get(&place)
                && *old_key == key
            {
                return Some((at, place, key, Arc::clone(parsed)));
            }
            let parsed = front_matter::note(
                note.slot.clone(),
                &note.id,
                note.language.as_deref(),
                note.md.as_deref(),
                note.toml.as_deref(),
                sanitise,
            )?;
            Some((at, place, key, Arc::new(parsed)))
        })
        .collect();
    found.sort_unstable_by_key(|(at, ..)| *at);
    let parsed = found.iter().map(|(_, _, _, note)| Arc::clone(note)).collect();
    *kept = found.into_iter().map(|(_, place, key, note)| (place, (key, note))).collect();
    parsed
}

fn parse_templates(kept: &mut Option<KeptTemplates>, inputs: &Inputs) -> ParsedTemplates {
    let key: Vec<blake3::Hash> = inputs.templates.iter().map(|file| file.hash).collect();
    if let Some((old, templates, problems)) = kept
        && *old == key
    {
        return ParsedTemplates { templates: templates.clone(), problems: problems.clone(), new: false };
    }
    let (templates, problems) = Templates::new(&inputs.templates);
    *kept = Some((key, templates.clone(), problems.clone()));
    ParsedTemplates { templates, problems, new: true }
}

impl Kept {
    /// The same site with the texts of notes that were read anew; nothing where any of them may refer to something else than before.
    fn with_texts_of(mut self, parsed: &[Arc<ParsedNote>]) -> Option<Resolved> {
        if self.parsed.len() != parsed.len() {
            return None;
        }
        let changed: Vec<_> = self.parsed.iter().zip(parsed).filter(|(old, new)| !Arc::ptr_eq(old, new)).collect();
        self.resolved.only_texts = true;
        if changed.is_empty() {
            return Some(self.resolved);
        }
        // What was said of a text may have moved with it.
        let moved = |place: Place| match place {
            Place::Nowhere => false,
            Place::File(file) => changed.iter().any(|(_, new)| new.has_file(file)),
            Place::Span(span) => changed.iter().any(|(_, new)| new.has_file(span.file)),
        };
        let said = self.resolved.diagnostics.iter().chain(&self.resolved.of_shared);
        let stays = said.flat_map(|said| said.related.iter().map(|other| other.place).chain([said.place])).all(|place| !moved(place));
        if !stays || !changed.iter().all(|(old, new)| old.refers_as(new)) {
            return None;
        }
        self.resolved.model = Arc::new(self.resolved.model.with_texts(&changed));
        Some(self.resolved)
    }
}
