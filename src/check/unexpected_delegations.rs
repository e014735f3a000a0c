#![doc = include_str!("../../docs/rules/unexpected-delegations.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;
use crate::parse::fields::RoundType;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (_, round) in model.rounds.iter() {
        let (Some(ty), Some(first)) = (&round.fields.ty, round.fields.delegations.first()) else { continue };
        let subject = match ty.value {
            RoundType::Proposal => "a proposal",
            RoundType::Deadline => "a deadline",
            RoundType::Announcement => "an announcement",
            RoundType::Talks | RoundType::Summit | RoundType::Meeting | RoundType::Call | RoundType::Exchange => continue,
        };
        let id = &model.notes[round.note].id;
        diagnostics.push(
            Diagnostic::new(Code::UnexpectedDelegations, first.span, format!("`{id}` is {subject}, and has delegations"))
                .help("Name in `by` who made it and in `to` those to whom it was made, and take the delegations away.")
                .related(ty.span, "its `type`"),
        );
    }
}
