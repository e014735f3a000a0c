//! The whole briefing as one document: contents, every note, notes at the end.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::actor::{self, RoleView};
use super::compose::Composer;
use super::home::{self, StandingView};
use super::html::Html;
use super::link::{DateView, Foreign, Link};
use super::list_groups::ListGroup;
use super::parts::{Parts, Printed, PrintedStretch};
use super::references::{self, ReferenceView};
use super::round::{self, DelegationView};
use super::text::{CitationMark, Composed};
use super::words::Tag;
use super::{Briefing, dispute, list_order, source, statement};
use crate::model::address::View;
use crate::model::parts::{Paginator, weight_of};
use crate::model::{Answer, Entity, Evidence, Id, LinkTarget, Model, Note, Outcome, Stance, Statement};
use crate::parse::fields::{ActorType, Kind};
use crate::parse::markdown::{Block, BlockKind};
use crate::parse::record::Wording;

/// The order of the parts: what is decided first, then who and what, the evidence last.
const ORDER: [Kind; 7] = [Kind::Topic, Kind::Dispute, Kind::Track, Kind::Round, Kind::Actor, Kind::Source, Kind::Page];

/// What `print.html` gets.
#[derive(Debug, Serialize)]
pub struct PrintView {
    /// Where things stand, of the home page.
    pub standing: Vec<StandingView>,
    /// The home page's text.
    pub opening: Composed,
    /// One part a kind.
    pub parts: Vec<ListGroup<PrintedNote>>,
    /// The works cited.
    pub references: Vec<ReferenceView>,
}

/// A note in the document.
#[derive(Debug, Default, Serialize)]
pub struct PrintedNote {
    /// Its element's id: the note's, where the note begins here.
    pub id: String,
    /// Where it begins, as seen from the page, of a source whose further statements stand here.
    pub begins_at: Option<String>,
    /// Its title.
    pub title: String,
    /// The title's language, where it is not the page's.
    pub foreign: Option<Foreign>,
    /// Its date, of a round.
    pub date: Option<DateView>,
    /// When a round is or was due.
    pub planned: Option<DateView>,
    /// A round's or a dispute's status.
    pub status: Option<Tag>,
    /// Town and country of a round.
    pub place: Composed,
    /// Who made a proposal, set a deadline or announced something.
    pub by: Vec<Link>,
    /// To whom.
    pub to: Vec<Link>,
    /// Who was at the table of a round.
    pub delegations: Vec<DelegationView>,
    /// The offices of an actor.
    pub roles: Vec<RoleView>,
    /// The question of a topic.
    pub question: Composed,
    /// Its summary.
    pub summary: Composed,
    /// Its body.
    pub body: Composed,
    /// A round's outcomes, a dispute's answers, what each side holds on a topic.
    pub items: Vec<PrintedItem>,
    /// What the editor says of the note in fields of plain words: what would settle a dispute, where a source stands.
    pub remarks: Vec<PrintedRemark>,
    /// A source's statements that stand here; their words stand among the references.
    pub statements: Vec<PrintedStatement>,
    /// How many statements the source has.
    pub statements_in_all: usize,
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

/// What a field of plain words says.
#[derive(Debug, Serialize)]
pub struct PrintedRemark {
    /// The key of the field's name in the interface.
    pub key: &'static str,
    /// The words.
    pub text: Composed,
}

/// An outcome of a round, an answer to a dispute, or what a side holds on a topic.
#[derive(Debug, Default, Serialize)]
pub struct PrintedItem {
    /// Whose position it is, on a topic.
    pub actor: Option<Link>,
    /// Its text.
    pub text: Composed,
    /// How far the sides came, of an outcome.
    pub status: Option<Tag>,
    /// What it rests on.
    pub cites: Vec<CitationMark>,
    /// Whether it is the answer to which a settled dispute came.
    pub holds: bool,
    /// The editor's arithmetic behind an answer.
    pub reckoning: Composed,
}

pub(super) fn view(composer: Composer<'_>, dealt: &mut Parts) -> PrintView {
    let briefing = composer.briefing;
    let model = briefing.model;
    let printed = printed(briefing);
    let mut composer = composer.whole_document(&model.view_path(View::Print), printed);
    let home = model.home.filter(|_| briefing.part.is_first()).map(|id| {
        let note = &model.notes[id];
        composer.begin(note);
        (home::standing(&mut composer), statement::body(&mut composer, &note.written.body, note))
    });
    let (standing, opening) = home.unwrap_or_default();
    let mut parts = Vec::new();
    let word = |key: &str| briefing.language.word(key);
    for (kind, notes) in &printed.notes {
        let kind = *kind;
        let label = |stretch: &&PrintedStretch| {
            let first = model.statements_of_note(stretch.note).get(stretch.statements.start).filter(|_| stretch.statements.start > 0);
            let locator = first.and_then(|id| model.statements[*id].fields.locator.as_ref());
            let within = locator.map_or_else(String::new, |locator| format!("{}{}", word("frame.comma"), locator.value));
            format!("{}{}{}{within}", briefing.kind_name_plural(kind), word("frame.colon"), briefing.title(stretch.note))
        };
        let stretches = dealt.keep_placed(notes.iter().collect(), |_, stretch| stretch.part, label);
        let note = |stretch: &PrintedStretch| note_of(&mut composer, stretch, printed.begins.get(&stretch.note) == Some(&stretch.part));
        let notes: Vec<PrintedNote> = stretches.into_iter().map(note).collect();
        if !notes.is_empty() {
            let title = briefing.kind_name_plural(kind).to_owned();
            parts.push(ListGroup { id: format!("_{}", kind.folder()), title, foreign: None, count: notes.len(), rows: notes });
        }
    }
    PrintView { standing, opening, parts, references: references::list(&mut composer) }
}

/// What a note weighs in the document without the references to what it cites.
fn weight_of_text(briefing: Briefing<'_>, id: Id<Note>) -> usize {
    const OVERHEAD_WEIGHT: usize = 500;
    const LINK_WEIGHT: usize = 120;
    let note = &briefing.model.notes[id];
    // The words of a source's statements stand among the references.
    let is_told_there = |block: &Block| note.kind() == Some(Kind::Source) && matches!(block.kind, BlockKind::Field("text" | "remark"));
    let blocks = note.written.text.blocks.iter().filter(|block| !is_told_there(block));
    let text: usize = blocks.map(|block| block.text.len()).sum();
    OVERHEAD_WEIGHT + text + note.targets.len() * LINK_WEIGHT
}

/// What a statement weighs among the references, with its work.
fn weight_of_reference(briefing: Briefing<'_>, id: Id<Statement>) -> usize {
    const REFERENCE: usize = 1200;
    weight_of(&briefing.model.statements[id]) + REFERENCE
}

/// What a note weighs in a part of the document, with the references to what it cites: in one piece or, of a source that is too long for a
/// part, its text and then each of its statements.
fn weights(briefing: Briefing<'_>, id: Id<Note>) -> Vec<usize> {
    /// The mark of a statement of the note's own.
    const MARK: usize = 150;
    let model = briefing.model;
    let others: HashSet<Id<Statement>> = model.notes[id]
        .targets
        .iter()
        .flatten()
        .filter_map(|target| if let LinkTarget::Statement(cited) = target { Some(*cited) } else { None })
        .filter(|cited| model.note_of_statement(*cited) != id)
        .collect();
    let text = weight_of_text(briefing, id) + others.into_iter().map(|id| weight_of_reference(briefing, id)).sum::<usize>();
    let own: Vec<usize> = model.statements_of_note(id).iter().map(|id| weight_of(&model.statements[*id]) + MARK).collect();
    let whole = text + own.iter().sum::<usize>();
    if whole <= model.config.page_size.part { vec![whole] } else { std::iter::once(text).chain(own).collect() }
}

pub(super) fn printed(briefing: Briefing<'_>) -> &Printed {
    briefing.shared.printed.get_or_init(|| {
        let size = briefing.model.config.page_size;
        let is_one = is_one(briefing);
        let weights = |id| (id, if is_one { vec![0] } else { weights(briefing, id) });
        let weighed = ORDER.map(|kind| (kind, in_order(briefing, kind).into_iter().map(weights).collect::<Vec<_>>()));
        let all = weighed.iter().flat_map(|(_, notes)| notes).flat_map(|(_, weights)| weights);
        let parts = all.map(|weight| (*weight).min(size.part)).sum::<usize>().div_ceil(size.part).max(1);
        let mut paginator = Paginator::new(size, parts);
        let mut printed = Printed { notes: Vec::new(), begins: HashMap::new(), statements: HashMap::new(), parts };
        for (kind, notes) in weighed {
            let stretches = notes.into_iter().flat_map(|(id, weights)| stretches(briefing.model, id, &weights, &mut paginator));
            printed.notes.push((kind, stretches.collect()));
        }
        for stretch in printed.notes.iter().flat_map(|(_, stretches)| stretches) {
            let begin = *printed.begins.entry(stretch.note).or_insert(stretch.part);
            let elsewhere =
                briefing.model.statements_of_note(stretch.note).get(stretch.statements.clone()).filter(|_| begin != stretch.part);
            printed.statements.extend(elsewhere.into_iter().flatten().map(|id| (*id, stretch.part)));
        }
        printed
    })
}

/// What of a note stands in each part, for the weights of its pieces.
fn stretches(model: &Model, note: Id<Note>, weights: &[usize], paginator: &mut Paginator) -> Vec<PrintedStretch> {
    let mut stretches: Vec<PrintedStretch> = Vec::new();
    for (end, weight) in weights.iter().enumerate() {
        let part = paginator.next_part(*weight);
        match stretches.last_mut() {
            Some(last) if last.part == part => last.statements.end = end,
            last => {
                let start = last.map_or(0, |last| last.statements.end);
                stretches.push(PrintedStretch { note, statements: start..end, part });
            }
        }
    }
    if let ([whole], [_]) = (&mut *stretches, weights) {
        whole.statements.end = model.statements_of_note(note).len();
    }
    stretches
}

/// Whether the document comes in one part. What somebody may print does, though it is longer than a page that is read on a screen; each
/// statement then stands among the references once.
fn is_one(briefing: Briefing<'_>) -> bool {
    /// So many pages' worth.
    const PRINTED: usize = 12;
    let model = briefing.model;
    let texts: usize = model.notes.ids().map(|id| weight_of_text(briefing, id)).sum();
    let references: usize = model.statements.ids().map(|id| weight_of_reference(briefing, id)).sum();
    texts + references <= model.config.page_size.whole * PRINTED
}

/// The notes of a kind in the order of their list; rounds in that of the timeline.
fn in_order(briefing: Briefing<'_>, kind: Kind) -> Vec<Id<Note>> {
    let model = briefing.model;
    match kind {
        Kind::Topic => briefing.shared.topic_order.iter().map(|id| model.topics[*id].note).collect(),
        Kind::Round => model.rounds_in_order().iter().map(|id| model.rounds[*id].note).collect(),
        Kind::Dispute => dispute::in_list_order(model, model.disputes.ids()).iter().map(|id| model.disputes[*id].note).collect(),
        Kind::Source => {
            let mut ids: Vec<_> = model.sources.ids().collect();
            ids.sort_by_key(|id| (!model.sources[*id].read, std::cmp::Reverse(briefing.shared.resting[*id]), *id));
            ids.iter().map(|id| model.sources[*id].note).collect()
        }
        Kind::Actor => {
            let mut ids: Vec<_> = model.actors.ids().collect();
            ids.sort_by_key(|id| {
                (model.actors[*id].ty() == Some(ActorType::Media), std::cmp::Reverse(list_order::statements(briefing, *id)), *id)
            });
            ids.iter().map(|id| model.actors[*id].note).collect()
        }
        Kind::Track | Kind::Page => model.notes.iter().filter(|(_, note)| note.kind() == Some(kind)).map(|(id, _)| id).collect(),
    }
}

fn note_of(composer: &mut Composer<'_>, stretch: &PrintedStretch, begins: bool) -> PrintedNote {
    let briefing = composer.briefing;
    let model = briefing.model;
    let id = stretch.note;
    let note = &model.notes[id];
    let foreign = briefing.foreign(&note.title_language, &note.title);
    let mut out = PrintedNote { id: note.id.to_string(), title: note.title.to_string(), foreign, ..PrintedNote::default() };
    composer.begin(note);
    if begins {
        out.summary = composer.summary(id);
    } else {
        out.id = format!("{}--_{}", note.id, stretch.statements.start);
        out.begins_at = Some(composer.href(id));
    }
    match note.entity {
        Entity::Actor(id) => out.roles = actor::roles(composer, id),
        Entity::Round(id) => {
            let round = &model.rounds[id];
            out.date = briefing.date_of_round(round);
            out.planned = briefing.date_of(round.fields.planned.as_ref());
            out.status = round::status(briefing, round);
            out.place = round::place(briefing, round);
            out.by = composer.actors(&round.by);
            out.to = composer.actors(&round.to);
            out.delegations = round.delegations.iter().map(|one| round::delegation(composer, one)).collect();
            let item = |outcome: &Outcome| PrintedItem {
                text: composer.prose(&outcome.fields.text, note),
                status: briefing.tag_of(outcome.fields.status.as_ref()),
                cites: composer.cite(&outcome.sources),
                ..PrintedItem::default()
            };
            out.items = round.outcomes.iter().map(item).collect();
        }
        Entity::Dispute(id) => {
            let dispute = &model.disputes[id];
            out.status = Some(briefing.tag(dispute::status(model, id)));
            let item = |answer: &Answer| PrintedItem {
                text: composer.prose(&answer.fields.text, note),
                cites: composer.cite(&answer.evidence()),
                holds: answer.holds(),
                reckoning: briefing.wording(answer.fields.reckoning.as_ref(), note),
                ..PrintedItem::default()
            };
            out.items = dispute.answers.iter().map(item).collect();
            out.remarks = remarks(briefing, note, &[("dispute.settled_by", dispute.fields.settled_by.as_ref())]);
        }
        Entity::Topic(id) => {
            let item = |stance: &Stance| PrintedItem {
                actor: Some(composer.note(model.actors[stance.actor].note)),
                text: composer.prose(&stance.fields.text, note),
                cites: composer.cite(&stance.sources),
                ..PrintedItem::default()
            };
            let topic = &model.topics[id];
            out.items = topic.stances.iter().map(item).collect();
            out.question = topic.fields.question.as_ref().map(|question| composer.prose(question, note)).unwrap_or_default();
        }
        Entity::Source(source) => {
            let all = &model.sources[source].statements;
            let here = all.get(stretch.statements.clone()).expect("a stretch is of its source's statements");
            let statement =
                |id: &Id<Statement>| PrintedStatement { id: composer.statement_id(*id), cites: composer.cite(&[Evidence::Statement(*id)]) };
            out.statements = here.iter().map(statement).collect();
            out.statements_in_all = all.len();
            if begins {
                out.reference_html = briefing.shared.reference(source).clone();
                out.remarks = remarks(briefing, note, &source::remarks(&model.sources[source].fields));
            }
        }
        _ => {}
    }
    if begins {
        out.body = statement::body(composer, &note.written.body, note);
    }
    out
}

fn remarks(briefing: Briefing<'_>, note: &Note, fields: &[(&'static str, Option<&Wording>)]) -> Vec<PrintedRemark> {
    let given = fields.iter().filter(|(_, text)| text.is_some());
    given.map(|(key, text)| PrintedRemark { key, text: briefing.wording(*text, note) }).collect()
}
