#![doc = include_str!("../../docs/rules/unexpected-delegations.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (_, round) in model.rounds.iter().filter(|(_, round)| round.is_act()) {
        let (Some(ty), Some(first)) = (&round.fields.ty, round.fields.delegations.first()) else { continue };
        let id = &model.notes[round.note].id;
        diagnostics.push(
            Diagnostic::new(
                Code::UnexpectedDelegations,
                first.span,
                format!("`{id}` is of the type `{}`, and has delegations", ty.value.as_str()),
            )
            .help("Name in `by` who made it and in `to` those to whom it was made, and take the delegations away.")
            .related(ty.span, "its `type`"),
        );
    }
}
