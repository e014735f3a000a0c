//! # What
//! A proposal, a deadline or an announcement has `[[delegations]]`.
//!
//! # Why
//! One side acts, and nobody meets: a list of delegations would say that those in it took part in something together. Who made it and to
//! whom have fields of their own.
//!
//! # Example
//! ```toml
//! type = "deadline"
//!
//! [[delegations]]
//! actor = "united-states"
//! ```
//!
//! ```text
//! warning[unexpected-delegations]: `trump-deadline` is a deadline, and has delegations
//! ```
//!
//! # How to mend it
//! Name in `by` who made it and in `to` those to whom it was made, and take the delegations away. Where people met, the round's `type` is
//! `talks`, `summit`, `meeting` or `call`.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;
use crate::parse::fields::RoundType;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (_, round) in model.rounds.iter() {
        let (Some(ty), Some(first)) = (&round.fields.ty, round.fields.delegations.first()) else { continue };
        let what = match ty.value {
            RoundType::Proposal => "a proposal",
            RoundType::Deadline => "a deadline",
            RoundType::Announcement => "an announcement",
            RoundType::Talks | RoundType::Summit | RoundType::Meeting | RoundType::Call | RoundType::Exchange => continue,
        };
        let id = &model.notes[round.note].id;
        diagnostics.push(
            Diagnostic::new(Code::UnexpectedDelegations, first.span, format!("`{id}` is {what}, and has delegations"))
                .help("Name in `by` who made it and in `to` those to whom it was made, and take the delegations away.")
                .related(ty.span, "its `type`"),
        );
    }
}
