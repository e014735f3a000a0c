//! Who took part: round × actor, with the role at the time; and who met whom.

use std::collections::BTreeMap;

use serde::Serialize;

use super::compose::{CitationMark, Composer, ReferenceView};
use super::head::Head;
use super::link::{DateView, NoteLink};
use super::shared::Part;
use super::topic::rank;
use super::words::Tag;
use super::{Briefing, Content, PageView};
use crate::model::address::View;
use crate::model::{Actor, Delegation, Evidence, Id, Round};
use crate::parse::fields::DelegationRole;

/// How many actors stand side by side.
const COLUMNS: usize = 6;
/// How many pairs are drawn and listed.
const PAIRS: usize = 12;

/// What `participation.html` gets.
#[derive(Debug, Serialize)]
pub struct ParticipationView {
    /// The actors that stand side by side: those at the most rounds.
    pub columns: Vec<NoteLink>,
    /// Rounds, by date.
    pub rows: Vec<Row>,
    /// Who was at the same held meetings most often.
    pub pairs: Vec<Pair>,
    /// The works cited.
    pub references: Vec<ReferenceView>,
}

/// A round.
#[derive(Debug, Serialize)]
pub struct Row {
    /// The round.
    pub round: NoteLink,
    /// When.
    pub date: Option<DateView>,
    /// Whether it took place.
    pub status: Option<Tag>,
    /// One cell an actor of [`ParticipationView::columns`].
    pub cells: Vec<Cell>,
    /// The others who were there or expected.
    pub others: Vec<Cell>,
}

/// An actor at a round.
#[derive(Debug, Serialize)]
pub struct Cell {
    /// The actor.
    pub actor: NoteLink,
    /// In which role; nothing: no part in it in our sources.
    pub role: Option<Tag>,
    /// Who led the delegation.
    pub head: Option<NoteLink>,
    /// Who else was in it.
    pub members: Vec<NoteLink>,
    /// Who says so.
    pub cites: Vec<CitationMark>,
}

/// Two actors that were at the same rounds.
#[derive(Debug, Serialize)]
pub struct Pair {
    /// One.
    pub first: NoteLink,
    /// The other.
    pub second: NoteLink,
    /// At how many meetings that were held both were.
    pub rounds: usize,
    /// The share of the longest bar, 1 to 100.
    pub share: usize,
}

pub(super) fn page(briefing: Briefing<'_>) -> PageView {
    let model = briefing.model;
    let head = Head::view(briefing, View::Participation);
    let mut composer = Composer::new(briefing, &head.root, None, std::iter::empty());
    let mut actors: Vec<(Id<Actor>, usize)> =
        model.actors.ids().map(|id| (id, model_presences(briefing, id))).filter(|(_, count)| *count > 0).collect();
    let sides = |id: &Id<Actor>| rank(model.actors[*id].ty()) < 4;
    actors.sort_by(|a, b| sides(&b.0).cmp(&sides(&a.0)).then(b.1.cmp(&a.1)).then(a.0.cmp(&b.0)));
    let columns: Vec<Id<Actor>> = actors.iter().take(COLUMNS).map(|(id, _)| *id).collect();
    let mut rounds = model.rounds_in_order();
    // Nobody attends a deadline.
    rounds.retain(|id| !model.rounds[*id].is_act() || !model.rounds[*id].delegations.is_empty());
    let rows = rounds.iter().map(|round| row(&mut composer, *round, &columns)).collect();
    let references = composer.references();
    PageView {
        entity: None,
        template: "participation.html",
        what: "the view `participation`".to_owned(),
        head,
        content: Content::Participation(ParticipationView { columns: briefing.links(&columns), rows, pairs: pairs(briefing), references }),
    }
}

/// At how many rounds an actor was named as a party of any sort.
fn model_presences(briefing: Briefing<'_>, id: Id<Actor>) -> usize {
    briefing
        .shared
        .actor(id)
        .presences
        .iter()
        .filter(|presence| matches!(presence.part, Part::Delegation { role, .. } if role != DelegationRole::Absent))
        .count()
}

fn row(composer: &mut Composer<'_>, id: Id<Round>, columns: &[Id<Actor>]) -> Row {
    let briefing = composer.briefing;
    let model = briefing.model;
    let round = &model.rounds[id];
    let cells = columns
        .iter()
        .filter_map(|actor| {
            let delegation = round.delegations.iter().find(|delegation| delegation.actor == *actor);
            match delegation {
                Some(delegation) => cell(composer, delegation),
                None => {
                    Some(Cell { actor: briefing.link_to((*actor).into())?, role: None, head: None, members: Vec::new(), cites: Vec::new() })
                }
            }
        })
        .collect();
    let others =
        round.delegations.iter().filter(|delegation| !columns.contains(&delegation.actor)).filter_map(|d| cell(composer, d)).collect();
    Row { round: briefing.link(round.note), date: super::round::date(round), status: super::round::status(briefing, round), cells, others }
}

fn cell(composer: &mut Composer<'_>, delegation: &Delegation) -> Option<Cell> {
    let briefing = composer.briefing;
    let evidence: Vec<Evidence> = delegation.sources.clone();
    Some(Cell {
        actor: briefing.link_to(delegation.actor.into())?,
        role: Some(briefing.tag(delegation.role)),
        head: delegation.head.and_then(|head| briefing.link_to(head.into())),
        members: briefing.links(&delegation.members),
        cites: composer.cite(&evidence),
    })
}

/// Who was at the same meetings most often; those that were held count, each once.
fn pairs(briefing: Briefing<'_>) -> Vec<Pair> {
    /// A round of so many is a congress: that two were there says nothing of the two.
    const MOST_AT_A_ROUND: usize = 40;
    let model = briefing.model;
    let mut counts: BTreeMap<(Id<Actor>, Id<Actor>), usize> = BTreeMap::new();
    for id in &briefing.shared.meetings {
        let mut there: Vec<Id<Actor>> = model.rounds[*id].present().map(|delegation| delegation.actor).collect();
        there.sort_unstable();
        there.dedup();
        if there.len() > MOST_AT_A_ROUND {
            continue;
        }
        for (place, first) in there.iter().enumerate() {
            for second in there.iter().skip(place.saturating_add(1)) {
                let count = counts.entry((*first, *second)).or_default();
                *count = count.saturating_add(1);
            }
        }
    }
    let mut all: Vec<_> = counts.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let most = all.first().map_or(1, |(_, count)| *count).max(1);
    all.into_iter()
        .take(PAIRS)
        .filter_map(|((first, second), rounds)| {
            let share = rounds.saturating_mul(100).checked_div(most).unwrap_or(0).max(1);
            Some(Pair { first: briefing.link_to(first.into())?, second: briefing.link_to(second.into())?, rounds, share })
        })
        .collect()
}
