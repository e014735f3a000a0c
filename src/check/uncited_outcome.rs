//! # What
//! An outcome of a round names nobody who says so: it has no `sources`, and its text holds no citation.
//!
//! # Why
//! What came of talks is what the sides dispute most. "They agreed to exchange prisoners" is worth nothing without the one who reports it.
//!
//! # Example
//! ```toml
//! [[outcomes]]
//! text = "The sides agreed to exchange prisoners."
//! status = "agreed"
//! ```
//!
//! ```text
//! warning[uncited-outcome]: this outcome of `istanbul-2025-06-02` names nobody who says so
//! ```
//!
//! # How to mend it
//! Name the statements, or the works, that report the outcome: `sources = ["caliber-optimism-pessimism#prisoner-exchange-settled"]`. An
//! outcome that no source reports does not belong on the site.

use crate::diagnostic::{Code, Diagnostic};
use crate::file::Span;
use crate::model::{Model, Note};

use super::cited;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (_, round) in model.rounds.iter() {
        let note = &model.notes[round.note];
        for outcome in &round.outcomes {
            let (text, sources) = (&outcome.fields.text, &outcome.fields.sources);
            // A source that could not be found has been reported as such.
            if sources.is_empty() && !cites_within(note, text.span) {
                diagnostics.push(
                    Diagnostic::new(Code::UncitedOutcome, text.span, format!("this outcome of `{}` names nobody who says so", note.id))
                        .help("Add `sources = [\"source#statement\"]` to it, or cite in its text: `[@source#statement]`."),
                );
            }
        }
    }
}

fn cites_within(note: &Note, place: Span) -> bool {
    let references = note.written.text.references.iter().zip(&note.targets);
    references
        .filter(|(reference, _)| {
            reference.whole.file == place.file && place.start <= reference.whole.start && reference.whole.end <= place.end
        })
        .any(|(reference, target)| cited::is_evidence(reference, target.as_ref()))
}
