//! `rapporteur`: curated notes about negotiations → a linked, sourced briefing website.
//!
//! # Architecture
//!
//! Text goes one way through the program:
//!
//! ```text
//! read → parse → model (resolve) → check → view → render → write          serve = watch + the same build + reload
//! ```
//!
//! Each stage is a pure function of the stage before it, except `read` (the only reader of disk and clock) and [`mod@write`].
//! Content problems are data: a stage gives its value *and* its [`Diagnostic`]s, and goes on. `Result` is for what the environment
//! refuses ([`Failure`]).
//!
//! - `file`: text that is read, places in it, lines and columns. `counts`: how often things come. `diagnostic`: codes, severities, problems.
//! - [`language`]: the words of the interface, plurals, numbers, lists, by language.
//! - `config`: `site.toml` → settings.
//! - `read`: a folder → [`Inputs`], kept and refreshed by [`Disk`] in `serve`.
//! - `parse`: a note's text → [`ParsedNote`]: typed fields with their places (`parse::fields`, declared once by the macros of
//!   `parse::record`), and Markdown as HTML with holes ([`markdown`]). Knows nothing of other notes, so it can be cached by content.
//! - `model`: names become references in `model::resolve`, and nowhere else. Everything that will be written has claimed its address in
//!   [`Addresses`]. `model::position` and `model::evidence` say who holds what, and what evidence goes back to.
//! - `check`: one file a rule. The manual's page of each rule is `docs/rules/<code>.md`, which the program holds ([`Code::manual`]).
//! - [`bibliography`]: works and the names in them, read once; references by one CSL processor, BibTeX, RIS, CSL-JSON.
//! - [`view`]: model → plain structs, one a template: addresses, order, what is shown. [`html`] is the only maker of trusted HTML.
//!   `view::draw` is the geometry of drawings.
//! - [`render`]: templates, pages, pictures for sharing. [`export`]: one file an output for other tools, and the table of them.
//! - [`mod@write`]: staged, compared, swapped; what we did not write is never touched.
//! - [`report`]: problems for people, for programs, for a forge. `commands`, `serve`, `lsp`, `import`, `publish`: what a user
//!   calls.
//!
//! # Invariants
//!
//! 1. Parsing never fails. Every diagnostic points into the user's own file, with a stable code and a way to mend it.
//! 2. Names are resolved once; after `model::resolve` a dangling reference cannot be expressed.
//! 3. Templates get exactly `site` and `page`. No draft and no statement of an unread source can reach an output: views do not hold them.
//! 4. The same inputs give the same bytes: no clock, no hash-map order, no thread order in any output.
//! 5. An output is a pure function to bytes.
//! 6. The last good output survives everything.
//! 7. The published site needs no server, no third party, no script.
//!
//! What is *not* there: no second way to rebuild (`serve` calls [`build`] like everybody else, and renders the pages that are asked for with
//! the same pure function that writes them to disk), no globals, no template that queries the model. The one [`Cache`] keeps parsed notes,
//! formatted references and parsed templates by what they were made of; everything after it runs every time.

#![cfg_attr(test, allow(clippy::restriction, reason = "a test that cannot go on says so by panicking"))]

pub mod bibliography;
mod cache;
mod check;
pub mod cli;
mod commands;
mod config;
mod counts;
mod diagnostic;
pub mod export;
mod file;
pub mod html;
pub mod import;
pub mod language;
mod lsp;
mod media_type;
mod model;
mod parse;
mod publish;
mod read;
pub mod render;
pub mod report;
mod serve;
mod terminal;
pub mod view;
pub mod write;

use std::sync::Arc;
use std::time::{Duration, Instant};

pub use cache::Cache;
pub use check::check;
pub use config::{Config, OutputKind, PageSize, read as read_settings};
pub use diagnostic::{Code, Diagnostic, Failure, Place, Severity};
pub use file::{File, Files, Span};
pub use model::Model;
pub use model::address::{Addresses, Content, Scope, percent_encoded};
pub use model::resolve::{OtherFiles, Resolved, StaticFile, resolve};
pub use parse::date::Edtf;
pub use parse::fields::Kind;
pub use parse::name::is_id;
pub use parse::{NoteFiles, NoteLocation, ParsedNote, markdown};
pub use read::{Disk, Inputs};
use render::assets;
pub use render::site::{Output, Rendered, Site};

/// What a caller may choose.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whether drafts are published.
    pub drafts: bool,
    /// An address that takes the place of `base_url` in `site.toml`.
    pub base_url: Option<url::Url>,
    /// How much stands on one page before it comes in parts; for tests of small sites.
    pub page_size: PageSize,
}

/// How long each stage took.
#[derive(Debug, Clone, Default)]
pub struct Timings(Vec<(&'static str, Duration)>);

impl Timings {
    /// Runs a stage and remembers how long it took.
    pub fn stage<T>(&mut self, name: &'static str, run: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let value = run();
        self.0.push((name, begun.elapsed()));
        value
    }

    /// Puts earlier stages before these.
    pub fn put_first(&mut self, earlier: Self) {
        self.0.splice(0..0, earlier.0);
    }

    /// The stages in order.
    pub fn stages(&self) -> &[(&'static str, Duration)] {
        &self.0
    }
}

/// A built site, ready to be rendered, and what is wrong with its content.
#[derive(Debug)]
pub struct Build {
    /// Every problem but those of rendering; severities are final, in the order of places.
    pub diagnostics: Vec<Diagnostic>,
    /// The site. With errors in the content it can still be rendered, so that template errors show too; it must not be written then.
    pub site: Site,
    /// How many notes are drafts and not published.
    pub drafts_left_out: usize,
    /// How many notes were read, translations and drafts included.
    pub notes: usize,
    /// The notes as they were read, translations and drafts included, in the order of paths.
    pub parsed: Vec<Arc<ParsedNote>>,
    /// How long each stage took.
    pub timings: Timings,
}

impl Build {
    /// Whether the content has errors.
    pub fn has_errors(&self) -> bool {
        diagnostic::has_errors(&self.diagnostics)
    }
}

/// Builds the site: the one way from inputs to outputs, for every command and every test.
pub fn build(inputs: &Inputs, cache: &mut Cache, options: &Options) -> Build {
    let mut timings = Timings::default();
    let mut diagnostics = inputs.diagnostics.clone();

    let (config, problems) = read_settings(&inputs.config_file, options.base_url.as_ref());
    diagnostics.extend(problems);
    let config = Arc::new(Config { page_size: options.page_size, ..config });

    let parsed = timings.stage("parse", || cache.parse(&inputs.notes, &config.markdown));
    diagnostics.extend(parsed.iter().flat_map(|note| note.diagnostics.iter().cloned()));

    let (languages, problems) = view::own_words::read(&inputs.words, &config, &inputs.config_file);
    diagnostics.extend(problems);

    let statics: Vec<_> = inputs.assets.iter().map(|asset| StaticFile { path: asset.path.clone(), place: asset.file.into() }).collect();
    let resolved = timings.stage("resolve", || {
        let exports = export::table::files(&config.outputs);
        let built_in: Vec<&str> = assets::built_in().map(|(path, _)| path).collect();
        let files = OtherFiles { statics: &statics, built_in: &built_in, exports: &exports, languages: &languages };
        resolve(&parsed, &config, &files, options.drafts)
    });
    let Resolved { model, others, addresses, diagnostics: problems } = resolved;
    diagnostics.extend(problems);

    diagnostics.extend(timings.stage("check", || check(&model)));

    let (site, problems) =
        timings.stage("view", || Site::new(model, others, addresses, inputs, (&mut cache.references, &mut cache.templates)));
    diagnostics.extend(problems);

    check::apply_allowances(&mut diagnostics, &parsed, options.drafts);
    check::apply_severities(&mut diagnostics, &config);
    report::sort_and_dedup(&mut diagnostics, &inputs.files);
    let is_draft = |note: &&Arc<ParsedNote>| note.language.is_none() && note.common.is_draft();
    let drafts_left_out = if options.drafts { 0 } else { parsed.iter().filter(is_draft).count() };
    Build { diagnostics, site, drafts_left_out, notes: inputs.notes.len(), parsed, timings }
}
