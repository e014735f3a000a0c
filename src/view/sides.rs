//! The sides that stand beside one another, and what each holds on a topic.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;
use serde::Serialize;

use super::Briefing;
use super::mark::{self, Mark, MarkKind};
use super::order::{is_side, rank};
use crate::model::position::{PositionKind, Positions};
use crate::model::{Actor, Id, Model, Statement, Table, Topic};
use crate::parse::fields::DelegationRole;

/// A side: the actors of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Side {
    pub actors: Vec<Id<Actor>>,
    /// The number of its hue: its place in the order, from 1; 0 for whoever stands in no column.
    pub hue: usize,
}

/// The sides in the order in which they stand beside one another, and what each holds.
#[derive(Debug, Default)]
pub(crate) struct Sides {
    list: Vec<Side>,
    hues: HashMap<Id<Actor>, usize>,
    held: Table<HeldOnTopic, Topic>,
}

/// What is held on a topic.
#[derive(Debug)]
struct HeldOnTopic {
    by_sides: Vec<Vec<Held>>,
    by_others: Vec<(Id<Actor>, Held)>,
}

/// A side, and who speaks for it.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    /// The id of its first actor, for addresses.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How many statements it made itself.
    pub own: usize,
    /// How many others made for it.
    pub spoken_for: usize,
    /// How many others made about it.
    pub about: usize,
}

/// What the parts of the page of positions have in common.
#[derive(Debug)]
pub(crate) struct AllPositions {
    /// Of each group, the topics on which somebody holds something, with the weight of their lines.
    pub topics: Vec<Vec<(Id<Topic>, usize)>>,
    /// The sides, with each of their statements counted once.
    pub columns: Vec<Column>,
    /// Whether there is so much that the page shows the first words of each side alone.
    pub limited: bool,
}

/// How many sides stand side by side where the site does not say which.
const DEFAULT_SIDES: usize = 5;

impl Sides {
    /// The columns of `[positions]`; without them the states and bodies with the most statements on what they hold, those that were most
    /// often a party to a round first.
    pub fn new(model: &Model, positions: &Positions) -> Self {
        let mut columns = model.columns.clone();
        if columns.is_empty() {
            columns = default_sides(model, positions).into_iter().map(|actor| vec![actor]).collect();
        }
        let list: Vec<Side> = (1..).zip(columns).map(|(hue, actors)| Side { actors, hue }).collect();
        let hues = list.iter().flat_map(|side| side.actors.iter().map(|actor| (*actor, side.hue))).collect();
        let mut sides = Self { list, hues, held: Table::default() };
        let mut others: Table<Vec<Id<Actor>>, Topic> = model.topics.of_each();
        for (actor, topic, _) in positions.cells().filter(|(actor, ..)| sides.of_actor(*actor).is_none()) {
            others[topic].push(actor);
        }
        let topics: Vec<Id<Topic>> = model.topics.ids().collect();
        let held = topics.into_par_iter().map(|topic| HeldOnTopic {
            by_sides: sides.list.iter().map(|side| held_by_side(model, positions, side, topic)).collect(),
            by_others: sides.held_by_others(model, positions, others[topic].clone(), topic),
        });
        sides.held = held.collect::<Vec<_>>().into_iter().collect();
        sides
    }

    pub fn list(&self) -> &[Side] {
        &self.list
    }

    /// The number of the side that an actor is, from 1.
    pub fn of_actor(&self, actor: Id<Actor>) -> Option<usize> {
        self.hues.get(&actor).copied()
    }

    /// What those hold on a topic who stand in no column. What a spokesman says in the name of a column stands there.
    fn held_by_others(&self, model: &Model, positions: &Positions, mut actors: Vec<Id<Actor>>, topic: Id<Topic>) -> Vec<(Id<Actor>, Held)> {
        let in_column = |list: &[Id<Actor>]| list.iter().any(|actor| self.of_actor(*actor).is_some());
        actors.sort_by_key(|actor| (rank(model.actors[*actor].ty()), *actor));
        let mut seen = HashSet::new();
        let mut held = Vec::new();
        for actor in actors {
            for position in positions.cell(actor, topic) {
                let statement = &model.statements[position.statement];
                let under_column =
                    position.kind == PositionKind::Stated && (in_column(&statement.on_behalf_of) || in_column(&statement.by));
                if !under_column && seen.insert(position.statement) {
                    held.push((actor, Held::new(model, position.statement, &[actor])));
                }
            }
        }
        held
    }

    /// The number of the side whose a statement is.
    pub fn of_statement(&self, statement: &Statement) -> Option<usize> {
        statement.whose().iter().find_map(|actor| self.of_actor(*actor))
    }
}

/// What a side holds on a topic, the newest first. What two of its actors hold counts once.
fn held_by_side(model: &Model, positions: &Positions, side: &Side, topic: Id<Topic>) -> Vec<Held> {
    let cells = side.actors.iter().flat_map(|actor| positions.cell(*actor, topic));
    let mut seen = HashSet::new();
    let held = cells.map(|position| position.statement).filter(|statement| seen.insert(*statement));
    let mut held: Vec<Held> = held.map(|statement| Held::new(model, statement, &side.actors)).collect();
    if side.actors.len() > 1 {
        held.sort_by(|a, b| model.newest_first(a.statement, b.statement).then(a.statement.cmp(&b.statement)));
    }
    held
}

fn default_sides(model: &Model, positions: &Positions) -> Vec<Id<Actor>> {
    let mut held: BTreeMap<Id<Actor>, HashSet<Id<Statement>>> = BTreeMap::new();
    for (actor, _, list) in positions.cells() {
        held.entry(actor).or_default().extend(list.iter().map(|position| position.statement));
    }
    let mut sides: Vec<Id<Actor>> = held.keys().copied().collect();
    // Persons stand side by side only where nobody else holds anything.
    if sides.iter().any(|id| is_side(model, *id)) {
        sides.retain(|id| is_side(model, *id));
    }
    let times_party = |id: Id<Actor>| {
        let delegations = model.rounds.iter().flat_map(|(_, round)| &round.delegations);
        delegations.filter(|delegation| delegation.actor == id && delegation.role == DelegationRole::Party).count()
    };
    sides.sort_by_key(|id| (Reverse(held.get(id).map(HashSet::len)), *id));
    sides.truncate(DEFAULT_SIDES);
    sides.sort_by_key(|id| Reverse(times_party(*id)));
    sides
}

/// How many marks a cell shows.
const MOST_MARKS: usize = 24;

/// A statement with a side's mark, as one of what the side holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    pub statement: Id<Statement>,
    /// Whose word it is: never that of a source that is not named, which speaks for somebody or about others.
    pub kind: MarkKind,
}

impl Held {
    fn new(model: &Model, statement: Id<Statement>, side: &[Id<Actor>]) -> Self {
        Self { statement, kind: mark::kind(model, &model.statements[statement], side) }
    }
}

/// What one side holds on a topic, as a row of marks: the component `mark_row`.
#[derive(Debug, Serialize)]
pub struct MarkRow {
    /// The number of its hue; 0: the others.
    pub hue: usize,
    /// What the side is called.
    pub name: String,
    /// How many statements are its own.
    pub own: usize,
    /// How many others made for it.
    pub spoken_for: usize,
    /// How many are others' about it.
    pub about: usize,
    /// The marks, its own first, then those for it, then those about it; the newest first.
    pub marks: Vec<Mark>,
    /// For each mark the last day on which the statement may have been made, parted by spaces; `?` where nobody knows.
    pub days: String,
    /// How many more statements there are than marks.
    pub more: usize,
}

impl<'a> Briefing<'a> {
    /// What a side is called: by its label, else by its actors' names in short.
    pub fn side_title(&self, side: &Side) -> String {
        let titles: Vec<&str> = side.actors.iter().map(|actor| self.short_name(*actor)).collect();
        let label = side.actors.first().filter(|_| titles.len() > 1);
        let label = label.and_then(|first| self.model.config.label(&self.model.notes[self.model.actors[*first].note].id));
        label.map_or_else(|| titles.join(&self.language.word("frame.comma")), str::to_owned)
    }

    /// What a side holds on a topic, the newest first. What two of its actors hold counts once.
    pub fn held(&self, side: &Side, topic: Id<Topic>) -> &'a [Held] {
        let place = side.hue.saturating_sub(1);
        self.shared.sides.held[topic].by_sides.get(place).expect("it is one of the sides")
    }

    /// What those hold on a topic who stand in no column, each by name, states before persons.
    pub fn held_by_others(&self, topic: Id<Topic>) -> &'a [(Id<Actor>, Held)] {
        &self.shared.sides.held[topic].by_others
    }

    /// A row of marks for what a side holds; `name` and `hue` are the side's.
    pub fn mark_row(&self, name: String, hue: usize, held: &[Held]) -> MarkRow {
        let count = |kinds: &[MarkKind]| held.iter().filter(|held| kinds.contains(&held.kind)).count();
        let mut ordered: Vec<&Held> = held.iter().collect();
        ordered.sort_by_key(|held| held.kind);
        ordered.truncate(MOST_MARKS);
        let days: Vec<String> = ordered.iter().map(|held| self.latest_day(held.statement).unwrap_or_else(|| "?".to_owned())).collect();
        MarkRow {
            hue,
            name,
            own: count(&[MarkKind::Own, MarkKind::Author]),
            spoken_for: count(&[MarkKind::For]),
            about: count(&[MarkKind::About]),
            marks: ordered.iter().map(|held| mark::of_kind(self.model, held.statement, held.kind, hue)).collect(),
            days: days.join(" "),
            more: held.len().saturating_sub(MOST_MARKS),
        }
    }

    /// The last day on which a statement may have been made: "2025-06-30".
    pub fn latest_day(&self, statement: Id<Statement>) -> Option<String> {
        self.model.said_or_reported(statement)?.latest()?.iso_day()
    }
}
