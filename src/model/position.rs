//! Who holds what on which topic, over time. Stated and imputed positions are kept apart.

use std::collections::BTreeMap;

use super::{Actor, Id, Model, Statement, Topic};
use crate::parse::fields::StatementType;

/// By whose word a position is an actor's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum PositionKind {
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
    pub statement: Id<Statement>,
    pub kind: PositionKind,
}

/// All positions, by actor and topic, the newest first, those without a date after all others; where two are of one date, stated ones
/// stand before imputed ones.
#[derive(Debug, Default)]
pub struct Positions {
    cells: BTreeMap<(Id<Actor>, Id<Topic>), Vec<Position>>,
}

impl Positions {
    /// Gathers them from all statements.
    pub fn new(model: &Model) -> Self {
        let mut cells: BTreeMap<(Id<Actor>, Id<Topic>), Vec<Position>> = BTreeMap::new();
        for (id, statement) in model.statements.iter() {
            let holders = holders(statement);
            for topic in &statement.topics {
                for (actor, kind) in &holders {
                    cells.entry((*actor, *topic)).or_default().push(Position { statement: id, kind: *kind });
                }
            }
        }
        for list in cells.values_mut() {
            list.sort_by(|a, b| model.newest_first(a.statement, b.statement).then(a.kind.cmp(&b.kind)).then(a.statement.cmp(&b.statement)));
        }
        Self { cells }
    }

    /// An actor's positions on a topic, the newest first.
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
fn holders(statement: &Statement) -> Vec<(Id<Actor>, PositionKind)> {
    if !statement.of.is_empty() {
        return statement.of.iter().map(|actor| (*actor, PositionKind::Imputed)).collect();
    }
    let ty = statement.fields.ty.as_ref().map(|ty| ty.value);
    let takes_side = matches!(ty, Some(StatementType::Position | StatementType::Demand | StatementType::Offer | StatementType::Refusal));
    if !takes_side {
        return Vec::new();
    }
    let stated = statement.by.iter().chain(&statement.own_voice).map(|actor| (*actor, PositionKind::Stated));
    let on_behalf =
        statement.on_behalf_of.iter().filter(|actor| !statement.by.contains(actor)).map(|actor| (*actor, PositionKind::OnBehalf));
    stated.chain(on_behalf).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixture::model;

    fn says(id: &str, more: &str) -> String {
        format!("[[statements]]\nid = \"{id}\"\ntext = \"T\"\ntype = \"position\"\ntopics = [\"land\"]\n{more}")
    }

    /// The statements of an actor on `land`, the newest first.
    fn cell(model: &Model, actor: &str) -> Vec<String> {
        let actor = model.actors.iter().find(|(_, a)| &*model.notes[a.note].id == actor).unwrap().0;
        let positions = Positions::new(model);
        let found: Vec<String> = positions.cell(actor, Id::new(0)).iter().map(|p| model.statements[p.statement].id.to_string()).collect();
        let of_actor: Vec<String> =
            positions.of_actor(actor).flat_map(|(_, list)| list.iter().map(|p| model.statements[p.statement].id.to_string())).collect();
        assert_eq!(found, of_actor);
        found
    }

    fn notes(source: &str) -> Vec<(&'static str, String)> {
        let summary = || "summary = \"S\"\n".to_owned();
        vec![
            ("topics/land", summary()),
            ("actors/a", summary()),
            ("actors/b", summary() + "speaks_for = \"a\"\n"),
            ("s", source.to_owned()),
        ]
    }

    #[test]
    fn an_undated_one_is_never_the_newest() {
        // The article is of November, and when its sentence was said nobody knows.
        let source = "published = \"2025-11\"\n".to_owned()
            + &says("undated", "by = \"a\"\n")
            + &says("old", "by = \"a\"\nsaid = \"2025-05-11\"\n")
            + &says("new", "by = \"a\"\nsaid = \"2025-09-02\"\n");
        let model = model(&notes(&source));
        assert_eq!(cell(&model, "a"), ["new", "old", "undated"]);
        assert_eq!(model.statements[crate::model::fixture::statement(&model, "s#undated")].said, None);
    }

    #[test]
    fn an_exact_day_beats_a_vague_one_that_may_be_earlier() {
        let said = |id: &str, date: &str| says(id, &format!("by = \"a\"\nsaid = \"{date}\"\n"));
        let source = said("month", "2025-06")
            + &said("day", "2025-06-02")
            + &said("about", "2025-06-03~")
            + &said("later", "2025-07")
            + &said("before", "../2025-08");
        assert_eq!(cell(&model(&notes(&source)), "a"), ["later", "day", "month", "about", "before"]);
    }

    #[test]
    fn each_actor_has_its_own_and_what_others_say_of_it() {
        let source = says("own", "by = \"b\"\n") + &says("of", "by = \"a\"\nof = \"b\"\n") + &says("alone", "by = \"a\"\n");
        let model = model(&notes(&source));
        assert_eq!(cell(&model, "b"), ["own", "of"]);
        assert_eq!(cell(&model, "a"), ["alone", "own"]);
    }

    #[test]
    fn an_articles_own_voice_is_its_authors_and_nobody_elses() {
        // `b` speaks for `a`, and writes here for himself.
        let source = "authors = [\"b\"]\npublisher = \"a\"\n".to_owned() + &says("own", "");
        let model = model(&notes(&source));
        assert_eq!(cell(&model, "b"), ["own"]);
        assert!(cell(&model, "a").is_empty());
        let unsigned = "publisher = \"A\"\n".to_owned() + &says("own", "");
        assert_eq!(cell(&crate::model::fixture::model(&notes(&unsigned)), "a"), ["own"]);
    }
}
