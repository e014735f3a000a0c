#![doc = include_str!("../../docs/rules/unexpected-status.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;
use crate::parse::fields::{RoundStatus, RoundType};

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (_, round) in model.rounds.iter().filter(|(_, round)| round.is_act()) {
        let (Some(ty), Some(status)) = (&round.fields.ty, &round.fields.status) else { continue };
        if status.value != RoundStatus::Held {
            continue;
        }
        let expected = if ty.value == RoundType::Proposal { RoundStatus::Proposed } else { RoundStatus::Announced }.as_str();
        diagnostics.push(
            Diagnostic::new(
                Code::UnexpectedStatus,
                status.span,
                format!("a round of the type `{}` is made, not `held`", ty.value.as_str()),
            )
            .help(format!("Write `status = \"{expected}\"`. Where people met over it, that meeting is a round of its own."))
            .fix(status.span, format!("\"{expected}\""))
            .related(ty.span, "its `type`"),
        );
    }
}
