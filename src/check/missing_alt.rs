//! # What
//! An image has no text alternative.
//!
//! # Why
//! Readers who hear the page, readers whose picture did not load, and search know the picture by this text alone. In a briefing a map or
//! a facsimile carries facts; they must be in words too.
//!
//! # Example
//! ```markdown
//! ![](/img/line-of-contact.png)
//! ```
//!
//! ```text
//! warning[missing-alt]: the image `/img/line-of-contact.png` has no text alternative
//! ```
//!
//! # How to mend it
//! Say in one sentence what the picture shows and what it tells: `![The line of contact in June 2025: …](/img/line-of-contact.png)`.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;
use crate::parse::markdown::ReferenceKind;

use super::texts;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for text in texts(model) {
        for reference in text.written.text.references.iter().filter(|reference| reference.kind == ReferenceKind::Image) {
            let block = text.written.text.blocks.get(reference.block as usize);
            let (start, end) = reference.within;
            let alt = block.and_then(|block| block.text.get(start as usize..end as usize)).unwrap_or("");
            if alt.trim().is_empty() {
                diagnostics.push(
                    Diagnostic::new(Code::MissingAlt, reference.whole, format!("the image `{}` has no text alternative", reference.target))
                        .help("Say between the brackets what it shows: `![What it shows](…)`."),
                );
            }
        }
    }
}
