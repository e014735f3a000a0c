//! The whole briefing as one document: contents, every note, notes at the end.

use serde::Serialize;

use super::body;
use super::compose::Composer;
use super::html::Html;
use super::link::DateView;
use super::parts::{Parts, Printed, Weighed};
use super::references::{self, ReferenceView};
use super::text::{CitationMark, Composed};
use super::words::Tag;
use super::{Briefing, dispute};
use crate::model::address::View;
use crate::model::parts::{Cutter, weight_of};
use crate::model::{Actor, Answer, Entity, Evidence, Id, LinkTarget, Note, Outcome, Statement};
use crate::parse::fields::{ActorType, Kind};

/// The order of the parts: what is decided first, then who and what, the evidence last.
const ORDER: [Kind; 7] = [Kind::Topic, Kind::Dispute, Kind::Track, Kind::Round, Kind::Actor, Kind::Source, Kind::Page];

/// What `print.html` gets.
#[derive(Debug, Serialize)]
pub struct PrintView {
    /// The home page's text.
    pub opening: Composed,
    /// One part a kind.
    pub parts: Vec<PrintedKind>,
    /// The works cited.
    pub references: Vec<ReferenceView>,
}

/// All notes of a kind.
#[derive(Debug, Serialize)]
pub struct PrintedKind {
    /// Its element's id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// Its notes.
    pub notes: Vec<PrintedNote>,
}

/// A note in the document.
#[derive(Debug, Default, Serialize)]
pub struct PrintedNote {
    /// Its element's id: the note's.
    pub id: String,
    /// Where its page lies.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its date, of a round or a source.
    pub date: Option<DateView>,
    /// A round's or a dispute's status.
    pub status: Option<Tag>,
    /// Its summary.
    pub summary: Composed,
    /// Its body.
    pub body: Composed,
    /// A round's outcomes, a dispute's answers.
    pub items: Vec<PrintedItem>,
    /// A source's statements, whose words stand among the references.
    pub statements: Vec<PrintedStatement>,
    /// A source's reference.
    pub reference_html: Html,
}

/// A statement of a source: where links to it lead.
#[derive(Debug, Serialize)]
pub struct PrintedStatement {
    /// Its element's id.
    pub id: Option<String>,
    /// Its mark.
    pub cites: Vec<CitationMark>,
}

/// An outcome of a round, or an answer to a dispute.
#[derive(Debug, Serialize)]
pub struct PrintedItem {
    /// Its text.
    pub text: Composed,
    /// What it rests on.
    pub cites: Vec<CitationMark>,
    /// Whether it is the answer to which a settled dispute came.
    pub holds: bool,
}

pub(super) fn view(composer: Composer<'_>, dealt: &mut Parts) -> PrintView {
    let briefing = composer.briefing;
    let model = briefing.model;
    let printed = printed(briefing);
    let mut composer = composer.whole_document(&model.view_path(View::Print), &printed.places);
    let home = model.home.filter(|_| briefing.part.is_first()).map(|id| {
        let note = &model.notes[id];
        composer.begin(note);
        body::compose(&mut composer, &note.written.body, note)
    });
    let mut parts = Vec::new();
    for (kind, notes) in &printed.notes {
        let kind = *kind;
        let title = |(id, _): &&Weighed| format!("{}: {}", briefing.many(kind), briefing.title(*id));
        let notes = dealt.keep(notes.iter().collect(), |(_, weight)| *weight, title);
        let notes: Vec<PrintedNote> = notes.into_iter().map(|(id, _)| note_of(&mut composer, *id)).collect();
        if !notes.is_empty() {
            let title = briefing.many(kind).to_owned();
            parts.push(PrintedKind { id: format!("_{}", kind.folder()), title, notes });
        }
    }
    PrintView { opening: home.unwrap_or_default(), parts, references: references::list(&mut composer) }
}

/// What a note weighs in the document without the references to what it cites.
fn weight_of_text(briefing: Briefing<'_>, id: Id<Note>) -> usize {
    const AROUND: usize = 500;
    const LINK: usize = 120;
    let note = &briefing.model.notes[id];
    let text: usize = note.written.text.blocks.iter().map(|block| block.text.len()).sum();
    AROUND.saturating_add(text).saturating_add(note.targets.len().saturating_mul(LINK))
}

/// What a statement weighs among the references, with its work.
fn weight_of_reference(briefing: Briefing<'_>, id: Id<Statement>) -> usize {
    const REFERENCE: usize = 1200;
    weight_of(&briefing.model.statements[id]).saturating_add(REFERENCE)
}

/// What a note weighs in a part of the document, with the references to what it cites.
fn weight(briefing: Briefing<'_>, id: Id<Note>) -> usize {
    let model = briefing.model;
    let note = &model.notes[id];
    let mut cited: Vec<Id<Statement>> =
        note.targets.iter().flatten().filter_map(|target| if let LinkTarget::Statement(id) = target { Some(*id) } else { None }).collect();
    if let Entity::Source(source) = note.entity {
        cited.extend(&model.sources[source].statements);
    }
    cited.sort_unstable();
    cited.dedup();
    weight_of_text(briefing, id).saturating_add(cited.into_iter().map(|id| weight_of_reference(briefing, id)).sum())
}

fn printed(briefing: Briefing<'_>) -> &Printed {
    briefing.shared.printed(|| {
        let weighed = |kind| in_order(briefing, kind).into_iter().map(|id| (id, weight(briefing, id))).collect();
        let notes: Vec<(Kind, Vec<Weighed>)> = ORDER.into_iter().map(|kind| (kind, weighed(kind))).collect();
        let parts = count(briefing);
        let mut cutter = Cutter::new(briefing.model.config.page_size, parts);
        let places = notes.iter().flat_map(|(_, notes)| notes).map(|(id, weight)| (*id, cutter.place(*weight))).collect();
        Printed { notes, places, parts }
    })
}

/// In how many parts the document comes.
pub(super) fn parts(briefing: Briefing<'_>) -> usize {
    printed(briefing).parts
}

/// Counts the parts. What somebody may print is one, though it is longer than a page that is read on a screen; each statement then stands
/// among the references once.
fn count(briefing: Briefing<'_>) -> usize {
    /// So many pages' worth.
    const PRINTED: usize = 12;
    let model = briefing.model;
    let size = model.config.page_size;
    let texts: usize = model.notes.ids().map(|id| weight_of_text(briefing, id)).sum();
    let whole = model.statements.ids().map(|id| weight_of_reference(briefing, id)).fold(texts, usize::saturating_add);
    if whole <= size.whole.saturating_mul(PRINTED) {
        return 1;
    }
    model.notes.ids().map(|id| weight(briefing, id).min(size.part)).sum::<usize>().div_ceil(size.part)
}

/// The notes of a kind in the order of their list; rounds in that of the timeline.
fn in_order(briefing: Briefing<'_>, kind: Kind) -> Vec<Id<Note>> {
    let model = briefing.model;
    match kind {
        Kind::Topic => briefing.shared.topic_order().iter().map(|id| model.topics[*id].note).collect(),
        Kind::Round => model.rounds_in_order().iter().map(|id| model.rounds[*id].note).collect(),
        Kind::Dispute => {
            let mut ids: Vec<_> = model.disputes.ids().collect();
            ids.sort_by_key(|id| (!dispute::is_open(model, *id), dispute::weight(model, *id), *id));
            ids.iter().map(|id| model.disputes[*id].note).collect()
        }
        Kind::Source => {
            let mut ids: Vec<_> = model.sources.ids().collect();
            ids.sort_by_key(|id| (!model.sources[*id].read, std::cmp::Reverse(briefing.shared.dependence(*id).resting), *id));
            ids.iter().map(|id| model.sources[*id].note).collect()
        }
        Kind::Actor => {
            let heard = |id: &Id<Actor>| briefing.shared.actor(*id).says.len().saturating_add(briefing.shared.actor(*id).said_for_it.len());
            let mut ids: Vec<_> = model.actors.ids().collect();
            ids.sort_by_key(|id| (model.actors[*id].ty() == Some(ActorType::Media), std::cmp::Reverse(heard(id)), *id));
            ids.iter().map(|id| model.actors[*id].note).collect()
        }
        Kind::Track | Kind::Page => model.notes.iter().filter(|(_, note)| note.kind() == Some(kind)).map(|(id, _)| id).collect(),
    }
}

fn note_of(composer: &mut Composer<'_>, id: Id<Note>) -> PrintedNote {
    let briefing = composer.briefing;
    let model = briefing.model;
    let note = &model.notes[id];
    let mut out = PrintedNote {
        id: note.id.to_string(),
        path: briefing.path(id).to_owned(),
        title: note.title.to_string(),
        ..PrintedNote::default()
    };
    composer.begin(note);
    out.summary = composer.summary(id);
    match note.entity {
        Entity::Round(id) => {
            let round = &model.rounds[id];
            out.date = briefing.date_of_round(round);
            out.status = briefing.tag_of(round.fields.status.as_ref());
            let item = |outcome: &Outcome| PrintedItem {
                text: composer.prose(&outcome.fields.text, note),
                cites: composer.cite(&outcome.sources),
                holds: false,
            };
            out.items = round.outcomes.iter().map(item).collect();
        }
        Entity::Dispute(id) => {
            let dispute = &model.disputes[id];
            out.status = briefing.tag_of(dispute.fields.status.as_ref());
            let item = |answer: &Answer| PrintedItem {
                text: composer.prose(&answer.fields.text, note),
                cites: composer.cite(&answer.evidence()),
                holds: answer.fields.holds.as_ref().is_some_and(|holds| holds.value),
            };
            out.items = dispute.answers.iter().map(item).collect();
        }
        Entity::Source(source) => {
            out.reference_html = briefing.shared.reference(source).clone();
            let statements = model.sources[source].statements.iter();
            out.statements = statements
                .map(|id| PrintedStatement { id: composer.statement_id(*id), cites: composer.cite(&[Evidence::Statement(*id)]) })
                .collect();
        }
        _ => {}
    }
    out.body = body::compose(composer, &note.written.body, note);
    out
}
