#![doc = include_str!("../../docs/rules/uncited-outcome.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::file::Located;
use crate::model::Model;
use crate::parse::fields::OutcomeFields;

use super::is_evidence;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (_, round) in model.rounds.iter() {
        let note = &model.notes[round.note];
        let is_unread = |outcome: &Located<OutcomeFields>| note.written.text.is_unread(outcome.span, "sources");
        for outcome in &round.outcomes {
            let (text, sources) = (&outcome.fields.text, &outcome.fields.sources);
            let mut cited = note.references_within(text.span);
            // A source that could not be found has been reported as such.
            if sources.is_empty() && !is_unread(&outcome.fields) && !cited.any(|(reference, target)| is_evidence(reference, target)) {
                let problem =
                    Diagnostic::new(Code::UncitedOutcome, text.span, format!("this outcome of `{}` names nobody who says so", note.id));
                diagnostics.push(problem.help("Add `sources = [\"source#statement\"]` to it, or cite in its text: `[@source#statement]`."));
            }
        }
    }
}
