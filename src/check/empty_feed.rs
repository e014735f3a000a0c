#![doc = include_str!("../../docs/rules/empty-feed.md")]

use crate::config::OutputKind;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Entity, Model};

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let is_in_feeds = |note: &crate::model::Note| {
        let common = &note.written.common;
        common.created.is_some() || common.updated.is_some() || !common.changes.is_empty()
    };
    let mut notes = model.notes.iter().map(|(_, note)| note);
    if !model.config.outputs.has(OutputKind::Feeds) || notes.any(is_in_feeds) {
        return;
    }
    // A site without a home page is one that has just been begun.
    let Some((_, home)) = model.notes.iter().find(|(_, note)| note.entity == Entity::Home) else { return };
    let message = "the feeds hold nothing: no note says when it was written or changed";
    let help =
        "Write `created = \"2026-11-28\"` into notes and `updated` when they change, or `feeds = false` in `[outputs]` of site.toml.";
    diagnostics.push(Diagnostic::new(Code::EmptyFeed, home.written.first_line, message).help(help));
}
