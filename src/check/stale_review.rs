#![doc = include_str!("../../docs/rules/stale-review.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::language::in_english;
use crate::model::Model;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (_, note) in model.notes.iter() {
        let common = &note.written.common;
        if let (Some(due), Some(now)) = (&common.review_by, &model.as_of)
            && due.value.certainly_before(now)
        {
            let message = format!(
                "`{}` was to be reviewed by {}, and the site is as of {}",
                display_name(note),
                in_english(&due.value),
                in_english(now)
            );
            diagnostics.push(
                Diagnostic::new(Code::StaleReview, due.span, message)
                    .help("Check it against its sources, set `reviewed`, and move `review_by` on or take it away."),
            );
        } else if let (Some(reviewed), Some(updated)) = (&common.reviewed, &common.updated)
            && reviewed.value.certainly_before(&updated.value)
        {
            let message = format!(
                "`{}` was last reviewed {}, before it was updated {}",
                display_name(note),
                in_english(&reviewed.value),
                in_english(&updated.value)
            );
            diagnostics.push(
                Diagnostic::new(Code::StaleReview, reviewed.span, message)
                    .help("Check what was changed against its sources, and set `reviewed` to the day on which you did.")
                    .related(updated.span, "updated here"),
            );
        }
    }
}

fn display_name(note: &crate::model::Note) -> &str {
    if note.id.is_empty() { &note.title } else { &note.id }
}
