#![doc = include_str!("../../docs/rules/orphan-note.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Entity, Model, Note};

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (id, note) in model.notes.iter() {
        let shows_elsewhere = match note.entity {
            Entity::Home | Entity::List(_) | Entity::Source(_) => true,
            Entity::Actor(_) | Entity::Track(_) => false,
            Entity::Round(id) => model.rounds[id].fields.track.is_some() || model.rounds[id].fields.follows.is_some(),
            Entity::Topic(id) => model.topics[id].fields.parent.is_some(),
            Entity::Dispute(id) => !model.disputes[id].fields.topics.is_empty() || !model.disputes[id].fields.rounds.is_empty(),
            Entity::Page(id) => model.pages[id].fields.menu.is_some(),
        };
        // What is written and leads nowhere, or cannot be read, has been reported.
        let is_unread = |key| note.written.text.is_unread(note.written.first_line, key);
        let shows_elsewhere = shows_elsewhere || ["track", "follows", "parent", "topics", "rounds", "menu"].into_iter().any(is_unread);
        if shows_elsewhere || model.mentions[id].iter().any(|mention| mention.from != id) || in_settings(model, note) {
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

/// Whether `site.toml` gives a note its place: in a menu, on the home page, as a column of positions.
fn in_settings(model: &Model, note: &Note) -> bool {
    let config = &model.config;
    let menus = config.in_languages.values().filter_map(|words| words.menu.as_ref()).chain([&config.menu]);
    let in_menu = menus.flat_map(|menu| &menu.items).filter_map(|entry| entry.note.as_ref()).any(|name| name.value == note.id);
    in_menu
        || match note.entity {
            Entity::Topic(id) => model.home_topics.contains(&id),
            Entity::Dispute(id) => model.home_disputes.contains(&id),
            Entity::Actor(id) => model.columns.iter().flatten().any(|actor| *actor == id),
            _ => false,
        }
}
