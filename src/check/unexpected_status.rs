#![doc = include_str!("../../docs/rules/unexpected-status.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;
use crate::parse::fields::{RoundStatus, RoundType};

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (_, round) in model.rounds.iter() {
        let (Some(ty), Some(status)) = (&round.fields.ty, &round.fields.status) else { continue };
        let (subject, expected) = match ty.value {
            _ if status.value != RoundStatus::Held => continue,
            RoundType::Proposal => ("a proposal", RoundStatus::Proposed),
            RoundType::Deadline => ("a deadline", RoundStatus::Announced),
            RoundType::Announcement => ("an announcement", RoundStatus::Announced),
            RoundType::Talks | RoundType::Summit | RoundType::Meeting | RoundType::Call | RoundType::Exchange => continue,
        };
        let expected = expected.as_str();
        diagnostics.push(
            Diagnostic::new(Code::UnexpectedStatus, status.span, format!("{subject} is made, not `held`"))
                .help(format!("Write `status = \"{expected}\"`. Where people met over it, that meeting is a round of its own."))
                .fix(status.span, format!("\"{expected}\""))
                .related(ty.span, "its `type`"),
        );
    }
}
