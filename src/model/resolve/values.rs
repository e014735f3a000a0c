//! Values that are right or wrong only beside others: of a drawing, of a settled dispute, of a change of position.

use super::problems::Problems;
use crate::diagnostic::{Code, Diagnostic};
use crate::file::Located;
use crate::parse::fields::{DisputeFields, DisputeStatus, RoundFields, ShiftFields};

/// The weight of a round's label is 1, 2 or 3.
pub(super) fn check_label_weight(fields: &RoundFields, problems: &mut Problems<'_>) {
    if let Some(weight) = &fields.label_weight
        && !(1..=3).contains(&weight.value)
    {
        let problem = Diagnostic::new(Code::InvalidValue, weight.span, format!("`label_weight` is 1, 2 or 3, not {}", weight.value));
        problems.push(problem.help("3 is for the labels that matter most, which are placed first; 1 for those that matter least."));
    }
}

/// One answer of a dispute holds, and only of a settled one.
pub(super) fn check_holds(fields: &DisputeFields, problems: &mut Problems<'_>) {
    let settled = fields.status.as_ref().is_some_and(|status| status.value == DisputeStatus::Settled);
    let mut holding = fields.answers.iter().filter_map(|answer| answer.holds.as_ref()).filter(|holds| holds.value);
    let Some(first) = holding.next() else { return };
    if !settled {
        let problem = Diagnostic::new(Code::InvalidValue, first.span, "an answer `holds` only where the dispute is settled")
            .help("Write `status = \"settled\"` where it is, or take `holds` away.");
        problems.push(problem.related_to(fields.status.as_ref().map(|status| (status.span, "its status"))));
    }
    for other in holding {
        problems.push(
            Diagnostic::new(Code::InvalidValue, other.span, "another answer to this dispute `holds` already")
                .help("A dispute is settled by one answer: take `holds` away from the others.")
                .related(first.span, "the first that holds"),
        );
    }
}

/// A change of position lies between two or three statements, and the words to be marked stand in their texts. `texts` is absent where not
/// all statements were found.
pub(super) fn check_shift(shift: &Located<ShiftFields>, texts: Option<&[&str]>, problems: &mut Problems<'_>) {
    let count = shift.statements.len();
    if !(2..=3).contains(&count) {
        let message = format!("a shift has two or three `statements`, and this one has {count}");
        let help = "Name the statements between which the position changed, in order of time.";
        problems.push(Diagnostic::new(Code::InvalidValue, shift.span, message).help(help));
    }
    let Some(texts) = texts else { return };
    for word in shift.words.iter().filter(|word| !texts.iter().any(|text| text.contains(&*word.value))) {
        let message = format!("`{}` occurs in none of the shift's statements", word.value);
        let help = "Write it as one of their texts has it, with the same capital letters, or take it away.";
        problems.push(Diagnostic::new(Code::InvalidValue, word.span, message).help(help));
    }
}
