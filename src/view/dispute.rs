//! A dispute's page: rival answers side by side, each with its evidence.

use serde::Serialize;

use super::compose::Composer;
use super::html::Html;
use super::link::{self, NoteLink};
use super::note::{NoteView, Opened};
use super::statement::{self, Look, StatementView};
use super::words::{Tag, Worded};
use super::{Briefing, Content, PageView};
use crate::model::{Dispute, Evidence, Id, Model, Source};
use crate::parse::fields::DisputeStatus;

/// What `dispute.html` gets.
#[derive(Debug, Serialize)]
pub struct DisputeView {
    /// What every note has; its body is the editor's note.
    #[serde(flatten)]
    pub note: NoteView,
    /// What the sources disagree on.
    pub ty: Option<Tag>,
    /// Whether it is settled.
    pub status: Tag,
    /// The topics that it concerns.
    pub topics: Vec<NoteLink>,
    /// The rounds that it concerns.
    pub rounds: Vec<NoteLink>,
    /// The rival answers.
    pub answers: Vec<AnswerView>,
    /// What would settle it.
    pub settled_by: Option<String>,
}

/// One of the rival answers.
#[derive(Debug, Serialize)]
pub struct AnswerView {
    /// Its number, from 1.
    pub number: usize,
    /// The answer.
    pub text_html: Html,
    /// The statements that give it.
    pub statements: Vec<StatementView>,
    /// Works whose title or date gives it.
    pub works: Vec<WorkView>,
    /// The editor's arithmetic.
    pub reckoning: Option<String>,
    /// To how many independent works its evidence goes back; works of one house count once.
    pub origins: usize,
    /// Those works.
    pub origin_works: Vec<NoteLink>,
}

/// A work whose title or date gives an answer.
#[derive(Debug, Serialize)]
pub struct WorkView {
    /// The work.
    pub source: NoteLink,
    /// Its reference.
    pub reference_html: Html,
    /// Its mark.
    pub cites_html: Html,
}

/// A dispute in a list.
#[derive(Debug, Serialize)]
pub struct DisputeRow {
    /// The dispute; its title is the question.
    pub dispute: NoteLink,
    /// What the sources disagree on.
    pub ty: Option<Tag>,
    /// Whether it is settled.
    pub status: Tag,
    /// In a sentence.
    pub summary_html: Html,
    /// How many answers there are.
    pub answers: usize,
    /// The answers, plain.
    pub answer_texts: Vec<String>,
    /// The topics that it concerns.
    pub topics: Vec<NoteLink>,
}

/// Whether a dispute is open; one without a status is.
#[must_use]
pub fn is_open(model: &Model, id: Id<Dispute>) -> bool {
    status(model, id) == DisputeStatus::Open
}

fn status(model: &Model, id: Id<Dispute>) -> DisputeStatus {
    model.disputes[id].fields.status.as_ref().map_or(DisputeStatus::Open, |status| status.value)
}

/// Disputes for a list, open ones first.
#[must_use]
pub fn rows(composer: &mut Composer<'_>, ids: &[Id<Dispute>]) -> Vec<DisputeRow> {
    let briefing = composer.briefing;
    let model = briefing.model;
    let mut ids: Vec<Id<Dispute>> = ids.to_vec();
    ids.sort_by_key(|id| (status(model, *id), *id));
    ids.iter()
        .map(|id| {
            let dispute = &model.disputes[*id];
            let note = &model.notes[dispute.note];
            let fields = &model.disputes[*id].fields;
            DisputeRow {
                dispute: briefing.link(dispute.note),
                ty: link::tag(fields.ty.as_ref()),
                status: status(model, *id).tag(),
                summary_html: note.summary().map(|summary| composer.prose(summary, note.into())).unwrap_or_default(),
                answers: dispute.answers.len(),
                answer_texts: dispute.answers.iter().map(|answer| answer.fields.text.plain.to_string()).collect(),
                topics: briefing.links(&dispute.topics),
            }
        })
        .collect()
}

pub(super) fn page(briefing: Briefing<'_>, id: Id<Dispute>, translation: Option<usize>) -> PageView {
    let model = briefing.model;
    let dispute = &model.disputes[id];
    let fields = &model.disputes[id].fields;
    let mut open = Opened::new(briefing, dispute.note, translation);
    let answers = answers(&mut open, id);
    open.section("_answers", "Answers", !answers.is_empty());
    open.body();
    open.close("dispute.html", |note| {
        Content::Dispute(DisputeView {
            note,
            ty: link::tag(fields.ty.as_ref()),
            status: status(model, id).tag(),
            topics: briefing.links(&dispute.topics),
            rounds: briefing.links(&dispute.rounds),
            answers,
            settled_by: fields.settled_by.as_ref().map(|text| text.value.to_string()),
        })
    })
}

fn answers(open: &mut Opened<'_>, id: Id<Dispute>) -> Vec<AnswerView> {
    let briefing = open.briefing;
    let model = briefing.model;
    let dispute = &model.disputes[id];
    let note = &model.notes[dispute.note];
    dispute
        .answers
        .iter()
        .enumerate()
        .filter_map(|(place, answer)| {
            let mut works = Vec::new();
            let mut statements = answer.statements.clone();
            let text_html = open.composer.prose(&answer.fields.text, note.into());
            for piece in &answer.sources {
                match piece {
                    Evidence::Statement(statement) => statements.push(*statement),
                    Evidence::Source(source) => works.push(work(open, *source)),
                }
            }
            let origins = briefing.shared.origins.of_answer(answer);
            let independent = briefing.shared.origins.independent(&origins);
            let origin_works: Vec<Id<Source>> = origins.into_iter().collect();
            Some(AnswerView {
                number: place.saturating_add(1),
                text_html,
                statements: statement::entries(&mut open.composer, &statements, Look::WithSpeaker),
                works,
                reckoning: answer.fields.reckoning.as_ref().map(|text| text.value.to_string()),
                origins: independent,
                origin_works: origin_works.iter().map(|work| short_link(briefing, *work)).collect(),
            })
        })
        .collect()
}

/// A link to a work under the name of its publisher or author.
fn short_link(briefing: Briefing<'_>, id: Id<Source>) -> NoteLink {
    let title = statement::voice(briefing.model, id).into();
    NoteLink { title, ..briefing.link(briefing.model.sources[id].note) }
}

fn work(open: &mut Opened<'_>, source: Id<Source>) -> WorkView {
    WorkView {
        source: open.briefing.link(open.briefing.model.sources[source].note),
        reference_html: open.briefing.shared.reference(source).clone(),
        cites_html: open.cite(&[Evidence::Source(source)]),
    }
}
