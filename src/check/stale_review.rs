#![doc = include_str!("../../docs/rules/stale-review.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::language::in_english;
use crate::model::Model;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (_, note) in model.notes.iter() {
        let common = &note.written.common;
        let name = if note.id.is_empty() { &note.title } else { &note.id };
        if let (Some(due), Some(now)) = (&common.review_by, &model.as_of)
            && due.value.certainly_before(now)
        {
            let (day, today) = (in_english(&due.value), in_english(now));
            let message = format!("`{name}` was to be reviewed by {day}, and the site is as of {today}");
            let problem = Diagnostic::new(Code::StaleReview, due.span, message);
            diagnostics.push(problem.help("Check it against its sources, set `reviewed`, and move `review_by` on or take it away."));
        } else if let (Some(reviewed), Some(updated)) = (&common.reviewed, &common.updated)
            && reviewed.value.certainly_before(&updated.value)
        {
            let (before, after) = (in_english(&reviewed.value), in_english(&updated.value));
            let message = format!("`{name}` was last reviewed {before}, before it was updated {after}");
            let help = "Check what was changed against its sources, and set `reviewed` to the day on which you did.";
            let problem = Diagnostic::new(Code::StaleReview, reviewed.span, message).help(help);
            diagnostics.push(problem.related(updated.span, "updated here"));
        }
    }
}
