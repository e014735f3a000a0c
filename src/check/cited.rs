//! Whether a text says where it is from.

use crate::model::{LinkTarget, Model};
use crate::parse::markdown::{Reference, ReferenceKind};

/// Whether a reference gives evidence: a citation, a statement card, or a link to a statement.
///
/// A citation of something that does not exist counts: that has been reported, and is one mistake, not two.
pub(super) fn is_evidence(reference: &Reference, target: Option<&LinkTarget>) -> bool {
    matches!(reference.kind, ReferenceKind::Citation(_) | ReferenceKind::Card) || matches!(target, Some(LinkTarget::Statement(_)))
}

/// By block, whether a text gives evidence in it. A link to a source's page counts here as well.
pub(super) fn blocks(model: &Model, text: &super::AuthoredText<'_>) -> Vec<bool> {
    let mut cited = vec![false; text.written.text.blocks.len()];
    for (reference, target) in text.written.text.references.iter().zip(text.targets) {
        let names_source =
            matches!(target, Some(LinkTarget::Note { id, .. }) if model.notes[*id].kind() == Some(crate::parse::fields::Kind::Source));
        if names_source || is_evidence(reference, target.as_ref()) {
            *cited.get_mut(reference.block as usize).expect("a reference stands in a block of its note") = true;
        }
    }
    cited
}
