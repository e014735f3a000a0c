//! In how many parts each page comes.

use super::parts::{row, statements};
use super::{Briefing, actor, changes, dispute, list, mentions, methods, participation, positions, print, shifts, source, topic};
use crate::model::address::{Content, View};
use crate::model::{Entity, Id, Note};

/// In how many parts a page comes.
pub fn parts(briefing: Briefing<'_>, content: &Content) -> usize {
    let model = briefing.model;
    let weight = match content {
        Content::List(kind) => list::weight(briefing, *kind),
        Content::View(View::Timeline) => model.rounds.iter().map(|(_, round)| row(briefing, round.note)).sum(),
        Content::View(View::Positions) => return positions::parts(briefing),
        Content::View(View::Participation) => participation::weight(briefing),
        Content::View(View::Methods) => methods::weight(briefing),
        Content::View(View::Changes) => changes::weight(model),
        Content::View(View::Shifts) => shifts::weight(briefing),
        Content::View(View::Print) => return print::parts(briefing),
        Content::Note(id) => return note_parts(briefing, *id),
        _ => return 1,
    };
    model.config.page_size.parts(weight)
}

/// In how many parts the page of a note comes.
fn note_parts(briefing: Briefing<'_>, id: Id<Note>) -> usize {
    let model = briefing.model;
    let (weight, least_parts) = match model.notes[id].entity {
        Entity::Home | Entity::List(_) => return 1,
        Entity::Actor(id) => (actor::weight(briefing, id), 1),
        Entity::Round(id) => (statements(briefing, &briefing.shared.round(id).statements), 1),
        Entity::Track(id) => (model.tracks[id].rounds.iter().map(|round| row(briefing, model.rounds[*round].note)).sum(), 1),
        Entity::Source(id) => {
            let ledger = &model.sources[id].statements;
            let last = ledger.last().map_or(0, |id| model.statements[*id].part);
            (statements(briefing, ledger).saturating_add(source::weight(model, id)), last.saturating_add(1))
        }
        Entity::Topic(id) => (topic::weight(briefing, id), 1),
        Entity::Dispute(id) => (statements(briefing, &dispute::statements(model, id)), 1),
        Entity::Page(_) => (0, 1),
    };
    let count = model.mentions_of(id).chunk_by(|a, b| a.from == b.from).count();
    let mentions = mentions::weight(model.notes[id].kind(), count).saturating_mul(count);
    model.config.page_size.parts(weight.saturating_add(mentions)).max(least_parts)
}
