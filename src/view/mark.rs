//! The mark of a statement: who speaks, at a glance. One rule for every page.

use serde::Serialize;

use super::Briefing;
use crate::model::{Actor, Dispute, Id, Model, Statement};
use crate::parse::fields::{ActorType, Basis, DisputeType};

/// Who speaks for a position, as seen from the side that holds it. The order is that of marks in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarkKind {
    /// The side itself.
    Own,
    /// Somebody who speaks for it.
    For,
    /// An article in its own voice, or one who speaks for no side.
    Author,
    /// Others, about it.
    About,
    /// A source that is not named.
    Unnamed,
}

impl MarkKind {
    /// Whether the side has its say: itself, or by one who speaks for it.
    pub const fn is_its_own(self) -> bool {
        matches!(self, Self::Own | Self::For | Self::Author)
    }
}

/// A mark: what the component `mark` gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// Its shape.
    pub kind: MarkKind,
    /// Whether the source has it at second hand: a line beneath.
    pub second_hand: bool,
    /// The number of the hue of the side whose statement it is; none: no side that has one.
    pub hue: Option<usize>,
}

/// The mark of a statement that stands with what a side holds; with no side, in a list of many speakers.
pub fn of_statement(briefing: Briefing<'_>, id: Id<Statement>, side: &[Id<Actor>]) -> Mark {
    let model = briefing.model;
    let statement = &model.statements[id];
    let sides = &briefing.shared.sides;
    let hue = if side.is_empty() { sides.of_statement(statement) } else { side.iter().find_map(|actor| sides.of_actor(*actor)) };
    Mark { hue, ..of_kind(model, id, kind(model, statement, side), 0) }
}

/// The mark of whoever speaks, whomever the statement is about: for answers, each under those who give it.
pub fn of_speaker(briefing: Briefing<'_>, id: Id<Statement>) -> Mark {
    let model = briefing.model;
    let speaking = Statement { of: Vec::new(), ..model.statements[id].clone() };
    let hue = briefing.shared.sides.of_statement(&speaking);
    Mark { hue, ..of_kind(model, id, kind(model, &speaking, &[]), 0) }
}

/// The mark of a statement of which is known for whom it speaks, and the hue; 0: no side's hue. A source that is not named has a mark of its
/// own, for whomever it speaks.
pub(super) fn of_kind(model: &Model, id: Id<Statement>, kind: MarkKind, hue: usize) -> Mark {
    let basis = model.statements[id].fields.basis.as_ref().map(|basis| basis.value);
    let kind = if basis == Some(Basis::Anonymous) { MarkKind::Unnamed } else { kind };
    Mark { kind, second_hand: basis == Some(Basis::SecondHand), hue: Some(hue).filter(|hue| *hue > 0) }
}

/// Whose word a statement is, as seen from a side: what is counted. The mark shows the same, but for sources that are not named.
pub fn kind(model: &Model, statement: &Statement, side: &[Id<Actor>]) -> MarkKind {
    let includes_side = |list: &[Id<Actor>]| side.iter().any(|actor| list.contains(actor));
    let others = |list: &[Id<Actor>]| !statement.of.iter().all(|actor| list.contains(actor));
    if others(&statement.by) && others(&statement.on_behalf_of) {
        return MarkKind::About;
    }
    if includes_side(&statement.by) {
        return MarkKind::Own;
    }
    if includes_side(&statement.on_behalf_of) {
        return MarkKind::For;
    }
    // Whoever speaks for another speaks for it here too; a state or body speaks for itself, and a person or an outlet for no side.
    if statement.on_behalf_of.iter().any(|actor| !statement.by.contains(actor)) {
        return MarkKind::For;
    }
    let body = |actor: &Id<Actor>| !matches!(model.actors[*actor].ty(), Some(ActorType::Person | ActorType::Media));
    if statement.by.iter().any(body) { MarkKind::Own } else { MarkKind::Author }
}

/// Whether sources differ on a date or figure that the statement gives.
pub fn differs(model: &Model, statement: &Statement) -> bool {
    let of_fact =
        |id: Id<Dispute>| matches!(model.disputes[id].fields.ty.as_ref().map(|ty| ty.value), Some(DisputeType::Date | DisputeType::Number));
    statement.disputes.iter().any(|(dispute, _)| of_fact(*dispute))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixture::{model_of_site, statement};
    use crate::model::position::Positions;
    use crate::view::sides::Sides;

    const SIDES: [(&str, &str); 4] = [("north", "state"), ("south", "state"), ("envoy", "person"), ("gazette", "media")];

    fn world(settings: &str, statements: &[(&str, &str)]) -> Model {
        let mut notes: Vec<(&str, String)> = vec![("topics/land", "summary = \"S\"\n".to_owned())];
        let actor = |id: &str, ty: &str| {
            let speaks = if id == "envoy" { "speaks_for = [{ actor = \"north\", to = \"2024\" }]\n" } else { "" };
            format!("summary = \"S\"\ntype = \"{ty}\"\n{speaks}")
        };
        let paths = ["actors/north", "actors/south", "actors/envoy", "actors/gazette"];
        notes.extend(paths.iter().zip(SIDES).map(|(path, (id, ty))| (*path, actor(id, ty))));
        let mut source = "publisher = \"gazette\"\npublished = \"2025-06\"\n".to_owned();
        for (id, more) in statements {
            source += &format!("[[statements]]\nid = \"{id}\"\ntext = \"T\"\ntype = \"demand\"\ntopics = [\"land\"]\n{more}\n");
        }
        notes.push(("s", source));
        let (model, problems) = model_of_site(settings, &notes);
        assert!(problems.is_empty(), "{problems:?}");
        model
    }

    fn actor(model: &Model, name: &str) -> Id<Actor> {
        model.actors.iter().find(|(_, actor)| &*model.notes[actor.note].id == name).unwrap().0
    }

    fn of(model: &Model, id: &str, side: &[&str]) -> MarkKind {
        let side: Vec<Id<Actor>> = side.iter().map(|name| actor(model, name)).collect();
        let id = statement(model, &format!("s#{id}"));
        of_kind(model, id, kind(model, &model.statements[id], &side), 0).kind
    }

    #[test]
    fn each_statement_has_one_mark() {
        let model = world(
            "",
            &[
                ("own", "by = \"north\""),
                ("for", "by = \"envoy\"\nsaid = \"2023\""),
                ("after", "by = \"envoy\"\nsaid = \"2025-05\""),
                ("about", "by = \"south\"\nof = \"north\""),
                ("itself", "by = \"north\"\nof = \"north\""),
                ("article", ""),
                ("unnamed", "speaker = \"a source\"\nfor = \"north\"\nbasis = \"anonymous\""),
                ("described", "speaker = \"a minister\"\nfor = \"north\""),
            ],
        );
        let alone = |id: &str| of(&model, id, &[]);
        assert_eq!(["own", "itself"].map(alone), [MarkKind::Own; 2]);
        assert_eq!(["for", "described"].map(alone), [MarkKind::For; 2]);
        assert_eq!(["after", "article"].map(alone), [MarkKind::Author; 2]);
        assert_eq!(alone("about"), MarkKind::About);
        assert_eq!(alone("unnamed"), MarkKind::Unnamed);
        // What a person says is its own on its own page, and said for the side in the side's row.
        assert_eq!(of(&model, "for", &["envoy"]), MarkKind::Own);
        assert_eq!(of(&model, "for", &["north"]), MarkKind::For);
        assert_eq!(of(&model, "about", &["north"]), MarkKind::About);
    }

    #[test]
    fn hues_go_by_columns_and_columns_by_numbers_where_none_are_written() {
        let said = [("one", "by = \"south\""), ("two", "by = \"south\""), ("three", "by = \"envoy\"\nsaid = \"2023\"")];
        let model = world("", &said);
        let sides = Sides::new(&model, &Positions::new(&model));
        let names: Vec<&str> = sides.list().iter().map(|side| &*model.notes[model.actors[side.actors[0]].note].id).collect();
        assert_eq!(names, ["south", "north"]);
        let third = &model.statements[statement(&model, "s#three")];
        assert_eq!(sides.of_statement(third), Some(2));
        let model = world("[positions]\ncolumns = [[\"north\", \"gazette\"], \"south\"]\n", &said);
        let sides = Sides::new(&model, &Positions::new(&model));
        assert_eq!(
            ["north", "gazette", "south", "envoy"].map(|name| sides.of_actor(actor(&model, name))),
            [Some(1), Some(1), Some(2), None]
        );
    }
}
