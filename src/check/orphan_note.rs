//! # What
//! Nothing leads to a note but the list of its kind: no other note links to it or names it in a field, and it names no note on whose page
//! it would show. A round shows on its track's page and beside the rounds that it follows, a topic under its parent, a dispute on the pages
//! of its topics and rounds, a page in the menu. Sources have a rule of their own, `unused-source`.
//!
//! # Why
//! Readers come from note to note. One that nothing leads to is found by nobody, and is the first to grow old unnoticed.
//!
//! # Example
//! ```text
//! content/topics/reparations.md      and `[[reparations]]` nowhere, nor `topics = ["reparations"]`
//! ```
//!
//! ```text
//! warning[orphan-note]: no other note refers to `reparations`
//! ```
//!
//! # How to mend it
//! Link to it where it is spoken of: `[[id]]`. Or name it in a field: `topics`, `rounds`, `actors` of statements, `delegations` of a round,
//! `track`, `parent`, `part_of`. Give a page a place in the menu: `menu = { order = 3 }`. Or take the note away.

use crate::config::MenuTarget;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Entity, Model};

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (id, note) in model.notes.iter() {
        let shows_elsewhere = match note.entity {
            Entity::Home | Entity::List(_) | Entity::Source(_) => true,
            Entity::Actor(_) | Entity::Track(_) => false,
            Entity::Round(id) => model.rounds[id].track.is_some() || model.rounds[id].follows.is_some(),
            Entity::Topic(id) => model.topics[id].parent.is_some(),
            Entity::Dispute(id) => !model.disputes[id].topics.is_empty() || !model.disputes[id].rounds.is_empty(),
            Entity::Page(id) => model.pages[id].fields.menu.is_some(),
        };
        if shows_elsewhere || model.mentions_of(id).iter().any(|mention| mention.from != id) || in_menu(model, &note.id) {
            continue;
        }
        let how = match note.entity {
            Entity::Page(_) => format!("Link to it, `[[{}]]`, or give it a place in the menu: `menu = {{ order = 3 }}`.", note.id),
            Entity::Round(_) => format!("Link to it, `[[{}]]`, or give it a `track`.", note.id),
            Entity::Dispute(_) => format!("Link to it, `[[{}]]`, or name its `topics`.", note.id),
            _ => format!("Link to it where it is spoken of, `[[{}]]`, or name it in a field of another note.", note.id),
        };
        diagnostics.push(Diagnostic::new(Code::OrphanNote, note.written.head, format!("no other note refers to `{}`", note.id)).help(how));
    }
}

fn in_menu(model: &Model, id: &str) -> bool {
    model.config.menu.iter().any(|entry| matches!(&entry.target, MenuTarget::Note(name) if &*name.value == id))
}
