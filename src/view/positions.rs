//! Positions: topic × actor. The newest stated position with its date and citations, the history one step away; imputed ones in words.

use std::collections::HashMap;

use serde::Serialize;

use super::compose::{CitationMark, Composed, Composer, ReferenceView};
use super::head::Head;
use super::link::{DateView, NoteLink};
use super::statement;
use super::topic::rank;
use super::words::Tag;
use super::{Briefing, Content, PageView};
use crate::model::address::View;
use crate::model::position::{Holding, Position};
use crate::model::{Actor, Evidence, Id, Topic};

/// How many actors stand side by side. More would not fit a page, printed or not.
const COLUMNS: usize = 5;

/// What `positions.html` gets.
#[derive(Debug, Serialize)]
pub struct PositionsView {
    /// The actors that stand side by side: those with a position on the most topics.
    pub columns: Vec<NoteLink>,
    /// Topics, in their order, those on which nobody holds anything left out.
    pub rows: Vec<Row>,
    /// Topics on which our sources give no position.
    pub silent: Vec<NoteLink>,
    /// The works cited.
    pub references: Vec<ReferenceView>,
}

/// A topic.
#[derive(Debug, Serialize)]
pub struct Row {
    /// The topic.
    pub topic: NoteLink,
    /// Its element's id.
    pub id: String,
    /// The question that it puts, plain.
    pub question: Option<String>,
    /// One cell an actor of [`PositionsView::columns`].
    pub cells: Vec<Cell>,
    /// The other actors with a position on it.
    pub others: Vec<Cell>,
}

/// What an actor holds on a topic.
#[derive(Debug, Serialize)]
pub struct Cell {
    /// The actor.
    pub actor: NoteLink,
    /// The newest position; nothing: no position in our sources.
    pub newest: Option<Held>,
    /// All others, the newest first.
    pub earlier: Vec<Held>,
}

/// A position as it is shown.
#[derive(Debug, Serialize)]
pub struct Held {
    /// In the editor's words.
    pub text: Composed,
    /// When it was said, else "reported" and when.
    pub date: Option<DateView>,
    /// Stated, said on its behalf, or imputed.
    pub holding: Tag,
    /// Who says so: the spokesman, or who imputes it; nothing where the actor itself spoke.
    pub voice: Option<String>,
    /// Its mark.
    pub cites: Vec<CitationMark>,
}

pub(super) fn page(briefing: Briefing<'_>) -> PageView {
    let head = Head::view(briefing, View::Positions);
    let mut composer = Composer::new(briefing, &head.root, None, std::iter::empty());
    let columns = columns(briefing);
    let (spoken, silent): (Vec<Id<Topic>>, Vec<Id<Topic>>) =
        briefing.shared.topic_order().iter().partition(|topic| !briefing.shared.topic(**topic).actors.is_empty());
    let rows = spoken.iter().filter_map(|topic| row(&mut composer, *topic, &columns)).collect();
    let references = composer.references();
    PageView {
        entity: None,
        template: "positions.html",
        what: "the view `positions`".to_owned(),
        head,
        content: Content::Positions(PositionsView { columns: briefing.links(&columns), rows, silent: briefing.links(&silent), references }),
    }
}

/// The actors with a position on the most topics, sides before persons.
fn columns(briefing: Briefing<'_>) -> Vec<Id<Actor>> {
    let model = briefing.model;
    let mut counts: HashMap<Id<Actor>, usize> = HashMap::new();
    for (actor, _, _) in briefing.shared.positions.cells() {
        let count = counts.entry(actor).or_default();
        *count = count.saturating_add(1);
    }
    let sides = |id: &Id<Actor>| rank(model.actors[*id].ty()) < 4;
    let mut actors: Vec<(Id<Actor>, usize)> = model.actors.ids().filter_map(|id| counts.get(&id).map(|count| (id, *count))).collect();
    actors.sort_by(|a, b| sides(&b.0).cmp(&sides(&a.0)).then(b.1.cmp(&a.1)).then(a.0.cmp(&b.0)));
    actors.truncate(COLUMNS);
    actors.into_iter().map(|(actor, _)| actor).collect()
}

fn row(composer: &mut Composer<'_>, topic: Id<Topic>, columns: &[Id<Actor>]) -> Option<Row> {
    let briefing = composer.briefing;
    let model = briefing.model;
    let cells = columns.iter().filter_map(|actor| cell(composer, *actor, topic)).collect();
    let mut rest: Vec<Id<Actor>> = briefing.shared.topic(topic).actors.iter().copied().filter(|actor| !columns.contains(actor)).collect();
    // What a spokesman says in a state's name stands under the state.
    rest.retain(|actor| briefing.shared.positions.cell(*actor, topic).iter().any(|position| own(briefing, *actor, position, columns)));
    rest.sort_by_key(|actor| (rank(model.actors[*actor].ty()), *actor));
    let others = rest.iter().filter_map(|actor| cell(composer, *actor, topic)).collect();
    let link = briefing.link_to(topic.into())?;
    Some(Row {
        id: format!("_{}", link.id),
        question: model.topics[topic].fields.question.as_ref().map(|question| question.plain.to_string()),
        topic: link,
        cells,
        others,
    })
}

fn own(briefing: Briefing<'_>, actor: Id<Actor>, position: &Position, columns: &[Id<Actor>]) -> bool {
    let behalf = &briefing.model.statements[position.statement].on_behalf_of;
    position.holding != Holding::Stated || behalf.contains(&actor) || !behalf.iter().any(|side| columns.contains(side))
}

fn cell(composer: &mut Composer<'_>, actor: Id<Actor>, topic: Id<Topic>) -> Option<Cell> {
    let briefing = composer.briefing;
    let positions = briefing.shared.positions.cell(actor, topic);
    // A stated position comes before a newer one that somebody imputes.
    let first = positions.iter().find(|position| position.holding != Holding::Imputed).or_else(|| positions.first()).copied();
    let newest = first.map(|position| held(composer, position));
    let earlier = positions.iter().filter(|position| Some(**position) != first).map(|position| held(composer, *position)).collect();
    Some(Cell { actor: briefing.link_to(actor.into())?, newest, earlier })
}

fn held(composer: &mut Composer<'_>, position: Position) -> Held {
    let model = composer.briefing.model;
    let statement = &model.statements[position.statement];
    let fields = &model.statements[position.statement].fields;
    let source = &model.notes[model.note_of_statement(position.statement)];
    Held {
        text: composer.prose(&fields.text, source.into()),
        date: statement::said_or_reported(statement),
        holding: composer.briefing.tag(position.holding),
        voice: (position.holding != Holding::Stated).then(|| statement::speaker_words(model, position.statement)),
        cites: composer.cite(&[Evidence::Statement(position.statement)]),
    }
}
