//! A dispute's page.

use crate::model::{Dispute, Id, Model};
use crate::parse::fields::DisputeStatus;

/// Whether a dispute is open; one without a status is.
#[must_use]
pub fn is_open(model: &Model, id: Id<Dispute>) -> bool {
    model.written_dispute(id).and_then(|dispute| dispute.status.as_ref()).is_none_or(|status| status.value == DisputeStatus::Open)
}
