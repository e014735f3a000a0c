//! Who holds what on which topic, over time. Stated and imputed positions are kept apart.

use std::collections::BTreeMap;

use super::{Actor, Id, Model, Statement, Topic};
use crate::parse::fields::StatementType;

/// How a position is an actor's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Holding {
    /// The actor said it.
    Stated,
    /// Somebody who speaks for the actor said it.
    OnBehalf,
    /// Somebody else says that the actor holds it.
    Imputed,
}

/// One position of an actor on a topic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// The statement that gives it.
    pub statement: Id<Statement>,
    /// How it is the actor's.
    pub holding: Holding,
}

/// All positions, by actor and topic, the newest first; where two are of one date, stated ones stand before imputed ones.
#[derive(Debug, Default)]
pub struct Positions {
    cells: BTreeMap<(Id<Actor>, Id<Topic>), Vec<Position>>,
}

impl Positions {
    /// Gathers them from all statements.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let mut cells: BTreeMap<(Id<Actor>, Id<Topic>), Vec<Position>> = BTreeMap::new();
        for (id, statement) in model.statements.iter() {
            let holders = holders(statement);
            for topic in &statement.topics {
                for (actor, holding) in &holders {
                    cells.entry((*actor, *topic)).or_default().push(Position { statement: id, holding: *holding });
                }
            }
        }
        for list in cells.values_mut() {
            list.sort_by(|a, b| {
                let said = |position: &Position| &model.statements[position.statement].said;
                said(b).cmp(said(a)).then(a.holding.cmp(&b.holding)).then(a.statement.cmp(&b.statement))
            });
        }
        Self { cells }
    }

    /// An actor's positions on a topic, the newest first.
    #[must_use]
    pub fn cell(&self, actor: Id<Actor>, topic: Id<Topic>) -> &[Position] {
        self.cells.get(&(actor, topic)).map_or(&[], Vec::as_slice)
    }

    /// An actor's positions, topic by topic in the order of the topics' identities.
    pub fn of_actor(&self, actor: Id<Actor>) -> impl Iterator<Item = (Id<Topic>, &[Position])> {
        self.cells
            .range((actor, Id::new(0))..)
            .take_while(move |((a, _), _)| *a == actor)
            .map(|((_, topic), list)| (*topic, list.as_slice()))
    }

    /// All cells that hold something.
    pub fn cells(&self) -> impl Iterator<Item = (Id<Actor>, Id<Topic>, &[Position])> {
        self.cells.iter().map(|((actor, topic), list)| (*actor, *topic, list.as_slice()))
    }
}

/// Whose position a statement gives. One that describes another's position enters that actor's row alone.
fn holders(statement: &Statement) -> Vec<(Id<Actor>, Holding)> {
    if !statement.of.is_empty() {
        return statement.of.iter().map(|actor| (*actor, Holding::Imputed)).collect();
    }
    let ty = statement.fields.ty.as_ref().map(|ty| ty.value);
    let takes_side = matches!(ty, Some(StatementType::Position | StatementType::Demand | StatementType::Offer | StatementType::Refusal));
    if !takes_side {
        return Vec::new();
    }
    let stated = statement.by.iter().map(|actor| (*actor, Holding::Stated));
    let on_behalf = statement.on_behalf_of.iter().filter(|actor| !statement.by.contains(actor)).map(|actor| (*actor, Holding::OnBehalf));
    stated.chain(on_behalf).collect()
}
