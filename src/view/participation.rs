//! Who met whom, where, and who was at which meeting in which role.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::compose::Composer;
use super::draw::{rounded, text};
use super::link::NoteLink;
use super::order::is_side;
use super::parts::Parts;
use super::places::{self, Places};
use super::references::{self, ReferenceView};
use super::round::DelegationView;
use super::timeline::{ItemView, MarkContext};
use super::{Briefing, round, timeline};
use crate::counts::distinct;
use crate::model::{Actor, Id, Model, Round};

/// How many stand along the sides of the triangle.
const MOST_SIDES: usize = 8;
/// The side of a cell of the triangle.
const CELL: f64 = 50.0;
/// The font size of its names.
const NAME_SIZE: f64 = 13.5;
/// A round of so many is a congress: that two were there says nothing of the two.
const MOST_AT_A_ROUND: usize = 40;
/// How many pairs that met once are listed.
const MOST_MET_ONCE: usize = 60;

/// What `participation.html` gets.
#[derive(Debug, Serialize)]
pub struct ParticipationView {
    /// How many meetings took place.
    pub held: usize,
    /// At how many of them both parties were.
    pub both: usize,
    /// The two parties, where there are two.
    pub parties: Vec<NoteLink>,
    /// Who met whom, drawn.
    pub triangle: Option<Triangle>,
    /// Who was at the same held meetings more than once, the most first.
    pub pairs: Vec<Pair>,
    /// Who was at one.
    pub once: Vec<Pair>,
    /// How many pairs were at one.
    pub once_count: usize,
    /// Where.
    pub places: Option<Places>,
    /// Meetings, by date.
    pub meetings: Vec<Meeting>,
    /// How many of them were only said.
    pub said: usize,
    /// The works cited.
    pub references: Vec<ReferenceView>,
}

/// A triangle of actors: the square in a row and a column says how often the two met.
#[derive(Debug, Serialize)]
pub struct Triangle {
    /// Its width in pixels.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// The names beside rows.
    pub rows: Vec<TriangleName>,
    /// The names over columns, on the diagonal.
    pub columns: Vec<TriangleName>,
    /// All cells.
    pub cells: Vec<Cell>,
    /// The side of a cell.
    pub cell: f64,
}

/// A name in the triangle.
#[derive(Debug, Serialize)]
pub struct TriangleName {
    /// The name.
    pub name: String,
    /// Where it ends, beside a row; where it begins, over a column.
    pub x: f64,
    /// The foot of its letters.
    pub y: f64,
}

/// A cell of the triangle.
#[derive(Debug, Serialize)]
pub struct Cell {
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// How often the two met.
    pub times: usize,
    /// The side of the square.
    pub side: f64,
    /// The end of the id of the list that holds their meetings: `pair-3`, `once`; nothing where that stands in another part.
    pub list: Option<String>,
    /// Both names.
    pub names: (String, String),
}

/// Two actors that were at the same meetings.
#[derive(Debug, Serialize)]
pub struct Pair {
    /// One.
    pub first: NoteLink,
    /// The other.
    pub second: NoteLink,
    /// At which.
    pub rounds: Vec<ItemView>,
}

/// A meeting and who was there.
#[derive(Debug, Serialize)]
pub struct Meeting {
    /// The meeting.
    #[serde(flatten)]
    pub item: ItemView,
    /// Who was there or expected.
    pub there: Vec<DelegationView>,
}

pub(super) fn view(mut composer: Composer<'_>, parts: &mut Parts) -> ParticipationView {
    let briefing = composer.briefing;
    let model = briefing.model;
    let first = briefing.part.is_first();
    let context = MarkContext::new(briefing);
    let mut counts = pair_counts(briefing);
    // The two parties come first, however often they met.
    counts.sort_by_key(|((first, second), _)| !(context.is_party(*first) && context.is_party(*second)));
    let (often, once): (Vec<_>, Vec<_>) = counts.iter().partition(|(_, rounds)| rounds.len() > 1);
    let often = parts.keep(often, |pair| pair_weight(pair), |pair| briefing.name(pair.0.0));
    let rounds = parts.keep(rounds(model), |id| meeting_weight(&model.rounds[*id]), |id| briefing.name(*id));
    let meeting = |id: &Id<Round>| {
        let there = model.rounds[*id].delegations.iter().map(|delegation| round::delegation(&mut composer, delegation));
        Meeting { there: there.collect(), item: context.item(*id) }
    };
    let meetings: Vec<Meeting> = rounds.iter().map(meeting).collect();
    let pair = |((first, second), rounds): &&PairCount| {
        let rounds = rounds.iter().map(|id| context.item(*id)).collect();
        Pair { first: briefing.link_to(*first), second: briefing.link_to(*second), rounds }
    };
    ParticipationView {
        held: briefing.shared.meetings.len(),
        both: counts.iter().find(|((a, b), _)| context.is_party(*a) && context.is_party(*b)).map_or(0, |(_, rounds)| rounds.len()),
        parties: context.parties(),
        triangle: if first { triangle(briefing, &context, &counts, &often) } else { None },
        pairs: often.iter().map(pair).collect(),
        once: once.iter().filter(|_| first).take(MOST_MET_ONCE).map(pair).collect(),
        once_count: once.len(),
        places: if first { places::places(briefing, &context) } else { None },
        said: timeline::counts(model, &rounds).1,
        meetings,
        references: references::list(&mut composer),
    }
}

/// The meetings that are listed, by date.
fn rounds(model: &Model) -> Vec<Id<Round>> {
    let mut rounds = model.rounds_in_order();
    // Nobody attends a deadline.
    rounds.retain(|id| !model.rounds[*id].is_act() || !model.rounds[*id].delegations.is_empty());
    rounds
}

fn meeting_weight(round: &Round) -> usize {
    const OVERHEAD_WEIGHT: usize = 600;
    const DELEGATION_WEIGHT: usize = 400;
    round.delegations.len() * DELEGATION_WEIGHT + OVERHEAD_WEIGHT
}

fn pair_weight((_, rounds): &PairCount) -> usize {
    const MEETING_WEIGHT: usize = 300;
    (rounds.len() + 1) * MEETING_WEIGHT
}

/// What the lists of the page weigh.
pub(super) fn weights(briefing: Briefing<'_>) -> Vec<usize> {
    let model = briefing.model;
    let pairs = pair_counts(briefing);
    let pairs = pairs.iter().filter(|(_, rounds)| rounds.len() > 1).map(pair_weight);
    pairs.chain(rounds(model).iter().map(|id| meeting_weight(&model.rounds[*id]))).collect()
}

/// Two actors, and the meetings at which both were.
type PairCount = ((Id<Actor>, Id<Actor>), Vec<Id<Round>>);

/// At which meetings that were held two actors both were, each pair once, those that met most often first.
fn pair_counts(briefing: Briefing<'_>) -> Vec<PairCount> {
    let model = briefing.model;
    let mut met: BTreeMap<_, Vec<Id<Round>>> = BTreeMap::new();
    for id in &briefing.shared.meetings {
        let present = distinct(model.rounds[*id].present().map(|delegation| delegation.actor));
        if present.len() > MOST_AT_A_ROUND {
            continue;
        }
        for (place, first) in present.iter().enumerate() {
            for second in present.iter().skip(place + 1) {
                met.entry((*first, *second)).or_default().push(*id);
            }
        }
    }
    let mut all: Vec<_> = met.into_iter().collect();
    for (_, rounds) in &mut all {
        rounds.sort_by_key(|id| model.rounds[*id].place);
    }
    all.sort_by_key(|(pair, rounds)| (Reverse(rounds.len()), *pair));
    all
}

/// States and bodies by the number of meetings at which they were with others, the parties first; nothing where fewer than three met.
/// The meetings of the pairs `listed` have lists of their own on the page.
fn triangle(briefing: Briefing<'_>, context: &MarkContext<'_>, counts: &[PairCount], listed: &[&PairCount]) -> Option<Triangle> {
    let model = briefing.model;
    let mut times: BTreeMap<Id<Actor>, BTreeSet<Id<Round>>> = BTreeMap::new();
    for ((first, second), rounds) in counts {
        for actor in [first, second] {
            times.entry(*actor).or_default().extend(rounds);
        }
    }
    let mut sides: Vec<Id<Actor>> = times.keys().copied().filter(|id| is_side(model, *id)).collect();
    sides.sort_by_key(|id| (!context.is_party(*id), Reverse(times.get(id).map(BTreeSet::len)), *id));
    sides.truncate(MOST_SIDES);
    if sides.len() < 3 {
        return None;
    }
    let names: Vec<String> = sides.iter().map(|id| text::cut(briefing.short_name(*id), NAME_SIZE, 190.0)).collect();
    let left = names.iter().map(|name| text::width(name, NAME_SIZE)).fold(0.0, f64::max) + 12.0;
    let most = counts.iter().filter(|((a, b), _)| sides.contains(a) && sides.contains(b)).map(|(_, rounds)| rounds.len()).max()? as f64;
    let top = 26.0;
    let mut triangle = Triangle {
        width: left,
        height: rounded(top + (sides.len().saturating_sub(1)) as f64 * CELL + 2.0),
        rows: Vec::new(),
        columns: Vec::new(),
        cells: Vec::new(),
        cell: CELL,
    };
    for (row, (own, label)) in sides.iter().zip(&names).enumerate() {
        let y = top + (row as f64 - 1.0) * CELL;
        if row > 0 {
            triangle.rows.push(TriangleName { name: label.clone(), x: rounded(left - 10.0), y: rounded(y + CELL / 2.0 + 5.0) });
        }
        if row + 1 < sides.len() {
            let x = left + row as f64 * CELL + 4.0;
            triangle.columns.push(TriangleName { name: label.clone(), x: rounded(x), y: rounded(top + row as f64 * CELL - 8.0) });
            triangle.width = triangle.width.max(rounded(x + text::width(label, NAME_SIZE) + 4.0));
        }
        for (column, (other, name)) in sides.iter().zip(&names).enumerate().take(row) {
            let met = counts.iter().find(|((a, b), _)| (a, b) == (own, other) || (a, b) == (other, own));
            let times = met.map_or(0, |(_, rounds)| rounds.len());
            let own_list = met.and_then(|(pair, _)| listed.iter().position(|(listed, _)| listed == pair));
            triangle.cells.push(Cell {
                x: rounded(left + column as f64 * CELL),
                y: rounded(y),
                times,
                side: rounded((CELL - 6.0) * (times as f64 / most).sqrt()),
                list: own_list.map(|place| format!("pair-{place}")).or_else(|| (times == 1).then(|| "once".to_owned())),
                names: (name.clone(), label.clone()),
            });
        }
    }
    Some(triangle)
}
