//! # What
//! A source that was read has a `url` and no kept copy (`archives`).
//!
//! This is advice: it describes the evidence, and is never denied by `--deny-warnings`. `check --online` asks every address of a source and
//! of its kept copies, and warns under this code of each that does not answer.
//!
//! # Why
//! Articles are changed and vanish, above all those that matter. What the briefing says that they say can then be checked by nobody.
//!
//! # Example
//! ```toml
//! title = "Optimism and pessimism"
//! url = "https://caliber.example/post/1"
//! accessed = "2025-06-05"
//! ```
//!
//! ```text
//! advice[unarchived-source]: no copy of `caliber-optimism-pessimism` is kept
//! ```
//!
//! # How to mend it
//! Have the page kept by a web archive, and add the copy: `archives = [{ url = "https://web.archive.org/…", date = "2025-06-05" }]`.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (id, source) in model.sources.iter() {
        let fields = &model.sources[id].fields;
        if let Some(url) = &fields.url
            && source.read
            && fields.archives.is_empty()
        {
            let name = &model.notes[source.note].id;
            diagnostics.push(
                Diagnostic::new(Code::UnarchivedSource, url.span, format!("no copy of `{name}` is kept"))
                    .help("Have the page kept by a web archive, and add `archives = [{ url = \"…\", date = \"…\" }]`."),
            );
        }
    }
}
