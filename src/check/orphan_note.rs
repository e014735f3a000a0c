#![doc = include_str!("../../docs/rules/orphan-note.md")]

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
        if shows_elsewhere || model.mentions[id].iter().any(|mention| mention.from != id) || in_menu(model, &note.id) {
            continue;
        }
        let help = match note.entity {
            Entity::Page(_) => format!("Link to it, `[[{}]]`, or give it a place in the menu: `menu = {{ order = 3 }}`.", note.id),
            Entity::Round(_) => format!("Link to it, `[[{}]]`, or give it a `track`.", note.id),
            Entity::Dispute(_) => format!("Link to it, `[[{}]]`, or name its `topics`.", note.id),
            _ => format!("Link to it where it is spoken of, `[[{}]]`, or name it in a field of another note.", note.id),
        };
        diagnostics
            .push(Diagnostic::new(Code::OrphanNote, note.written.first_line, format!("no other note refers to `{}`", note.id)).help(help));
    }
}

fn in_menu(model: &Model, id: &str) -> bool {
    model.config.menu.items.iter().any(|entry| entry.value.note.as_ref().is_some_and(|name| &*name.value == id))
}
