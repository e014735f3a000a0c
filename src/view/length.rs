//! In how many parts each page comes.

use std::collections::HashSet;

use super::mentions::Mentions;
use super::parts::{LINK_WEIGHT, row, weigh};
use super::{Briefing, actor, changes, dispute, list_order, methods, participation, positions, print, shifts, topic};
use crate::model::address::{Content, View};
use crate::model::{Entity, Id, Note, Statement, parts};

/// In how many parts a page comes.
pub fn parts(briefing: Briefing<'_>, content: &Content) -> usize {
    let model = briefing.model;
    let items = match content {
        Content::List(kind) => list_order::weights(briefing, *kind),
        Content::View(View::Timeline) => model.rounds.iter().map(|(_, round)| row(briefing, round.note)).collect(),
        Content::View(View::Positions) => return positions::parts(briefing),
        Content::View(View::Participation) => participation::weights(briefing),
        Content::View(View::Methods) => methods::weights(briefing),
        Content::View(View::Changes) => changes::weights(model),
        Content::View(View::Shifts) => shifts::weights(briefing),
        Content::View(View::Print) => return print::printed(briefing).parts,
        Content::Note(id) => return note_parts(briefing, *id),
        _ => return 1,
    };
    model.config.page_size.parts(items, 0)
}

/// In how many parts the page of a note comes: statements, other lists, then what refers to it.
fn note_parts(briefing: Briefing<'_>, id: Id<Note>) -> usize {
    let model = briefing.model;
    let size = model.config.page_size;
    let mut least_parts = 1;
    let mut else_on_page = 0;
    let mut shown: Vec<Id<Statement>> = Vec::new();
    let mut items = match model.notes[id].entity {
        Entity::Home | Entity::List(_) => return 1,
        Entity::Actor(actor) => {
            let text = &model.notes[id].written.text.blocks;
            else_on_page = text.iter().map(|block| block.text.len()).sum();
            shown = actor::statements(briefing, actor);
            actor::list_weights(briefing, actor)
        }
        Entity::Round(round) => {
            shown.clone_from(&briefing.model.rounds[round].statements);
            Vec::new()
        }
        Entity::Track(track) => model.tracks[track].rounds.iter().map(|round| row(briefing, model.rounds[*round].note)).collect(),
        Entity::Source(source) => {
            let source = &model.sources[source];
            let lines = source.statements.iter().map(|id| &model.statements[*id]);
            least_parts = lines.clone().next_back().map_or(1, |line| line.part + 1);
            else_on_page = source.cites.len() * LINK_WEIGHT;
            lines.map(parts::weight_of).chain(source.cited_by.iter().map(|_| LINK_WEIGHT)).collect()
        }
        Entity::Topic(topic) => {
            shown = topic::statements(briefing, topic);
            topic::list_weights(briefing, topic)
        }
        Entity::Dispute(dispute) => {
            shown = dispute::statements(model, dispute);
            Vec::new()
        }
        Entity::Page(_) => Vec::new(),
    };
    items.extend(weigh(model, &shown));
    items.extend(Mentions::new(model, id, true).weights(&HashSet::from_iter(shown)));
    let longer = longer_letters(briefing, items.len());
    size.parts(items, else_on_page + longer).max(least_parts)
}

/// How many bytes more than in English the interface's words take around so many items: a Cyrillic or Arabic letter has two.
fn longer_letters(briefing: Briefing<'_>, items: usize) -> usize {
    /// Letters of labels, names and dates that stand around an item.
    const LETTERS: usize = 100;
    let sample = briefing.language.word("note.mentions");
    let letters = sample.chars().count();
    let longer = sample.len() - letters;
    (items * LETTERS * longer).checked_div(letters).unwrap_or(0)
}
