//! A dispute's page: rival answers side by side, each with its evidence.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::Serialize;

use super::compose::Composer;
use super::figures::{self, Plot, Spans};
use super::html::Html;
use super::lines::{self, SideStatement};
use super::link::{Link, NoteLink};
use super::mark::{self, Mark};
use super::note::{NotePageBuilder, NoteView};
use super::statement;
use super::text::{CitationMark, Composed};
use super::words::Tag;
use super::{Briefing, PageContent, PageView};
use crate::counts::{distinct, in_order, unique};
use crate::model::evidence::Backing;
use crate::model::{Actor, Answer, Dispute, Evidence, Id, Model, Source, Statement};
use crate::parse::fields::{DisputeStatus, DisputeWeight};

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
    /// How much hangs on it.
    pub weight: Tag,
    /// The topics that it concerns.
    pub topics: Vec<NoteLink>,
    /// The rounds that it concerns.
    pub rounds: Vec<NoteLink>,
    /// The rival answers.
    pub answers: Vec<AnswerView>,
    /// What would settle it.
    pub settled_by: Composed,
    /// The figures of the answers, where it is about a number.
    pub plots: Vec<Plot>,
    /// The days that the answers name, where it is about a date.
    pub spans: Option<Spans>,
    /// How many statements give answers.
    pub statements: usize,
    /// Disputes on the same topics, those that share most of them first.
    pub read_on: Vec<DisputeRow>,
}

/// One of the rival answers.
#[derive(Debug, Serialize)]
pub struct AnswerView {
    /// The answer.
    pub text: Composed,
    /// Who gives it.
    pub holders: Vec<Holder>,
    /// The statements that give it.
    pub statements: Vec<SideStatement>,
    /// Works whose title or date gives it.
    pub works: Vec<WorkView>,
    /// The editor's arithmetic.
    pub reckoning: Composed,
    /// How it is known: "Known through one work", "Told by 2 speakers, in 2 works"; nothing where it is the editor's reckoning.
    pub backing: Option<String>,
    /// The works that were read and through which it is known.
    pub origin_works: Vec<NoteLink>,
    /// Whether the settled dispute came to it.
    pub holds: bool,
}

/// Somebody who gives an answer.
#[derive(Debug, Serialize)]
pub struct Holder {
    /// The mark of the statements.
    pub mark: Mark,
    /// Who speaks, in plain words.
    pub name: Link,
    /// How many statements.
    pub times: usize,
}

/// A work whose title or date gives an answer.
#[derive(Debug, Serialize)]
pub struct WorkView {
    /// Its reference.
    pub reference_html: Html,
    /// Its mark.
    pub cites: Vec<CitationMark>,
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
    /// How much hangs on it.
    pub weight: Tag,
    /// The answer to which it came, plain, where it is settled.
    pub holds: Composed,
    /// In a sentence.
    pub summary: Composed,
    /// How many answers there are.
    pub answers: usize,
    /// The answers, plain.
    pub answer_texts: Vec<Composed>,
    /// The numbers of the groups of the topics that it concerns, from 1.
    pub groups: Vec<usize>,
}

/// Whether a dispute is open; one without a status is.
pub fn is_open(model: &Model, id: Id<Dispute>) -> bool {
    status(model, id) == DisputeStatus::Open
}

pub(super) fn status(model: &Model, id: Id<Dispute>) -> DisputeStatus {
    model.disputes[id].fields.status.as_ref().map_or(DisputeStatus::Open, |status| status.value)
}

/// How much hangs on a dispute; major where nothing is written.
pub fn weight(model: &Model, id: Id<Dispute>) -> DisputeWeight {
    model.disputes[id].fields.weight.as_ref().map_or(DisputeWeight::Major, |weight| weight.value)
}

/// How many sides hold an answer of their own: sides that hold the same answers are one. A side is whoever is spoken for, else the speaker.
pub fn contesting_sides(model: &Model, id: Id<Dispute>) -> usize {
    let mut held: BTreeMap<Id<Actor>, BTreeSet<usize>> = BTreeMap::new();
    for (place, answer) in model.disputes[id].answers.iter().enumerate() {
        for statement in &answer.statements {
            for side in model.statements[*statement].whose() {
                held.entry(*side).or_default().insert(place);
            }
        }
    }
    held.into_values().collect::<BTreeSet<_>>().len()
}

/// Disputes for a list, open ones first, those on which more hangs before the others.
pub fn rows(composer: &mut Composer<'_>, ids: &[Id<Dispute>]) -> Vec<DisputeRow> {
    let model = composer.briefing.model;
    in_list_order(model, ids.iter().copied()).into_iter().map(|id| row(composer, id)).collect()
}

pub(super) fn in_list_order(model: &Model, ids: impl Iterator<Item = Id<Dispute>>) -> Vec<Id<Dispute>> {
    let mut ids: Vec<Id<Dispute>> = ids.collect();
    ids.sort_by_key(|id| (status(model, *id), weight(model, *id), *id));
    ids
}

/// The numbers of the groups to which its topics belong.
pub(super) fn topic_groups(briefing: Briefing<'_>, dispute: &Dispute) -> Vec<usize> {
    distinct(dispute.topics.iter().map(|topic| briefing.shared.topics[*topic].group))
}

/// A dispute for a list.
pub(super) fn row(composer: &mut Composer<'_>, id: Id<Dispute>) -> DisputeRow {
    let briefing = composer.briefing;
    let model = briefing.model;
    let dispute = &model.disputes[id];
    let text = |answer: &Answer| briefing.plain(Some(&*answer.fields.text), dispute.note);
    DisputeRow {
        dispute: briefing.link(dispute.note),
        ty: briefing.tag_of(dispute.fields.ty.as_ref()),
        status: briefing.tag(status(model, id)),
        weight: briefing.tag(weight(model, id)),
        holds: dispute.answers.iter().find(|answer| answer.holds()).map(text).unwrap_or_default(),
        summary: composer.summary_without_citations(dispute.note),
        answers: dispute.answers.len(),
        answer_texts: dispute.answers.iter().map(text).collect(),
        groups: topic_groups(briefing, dispute),
    }
}

pub(super) fn page(briefing: Briefing<'_>, id: Id<Dispute>) -> PageView {
    let model = briefing.model;
    let dispute = &model.disputes[id];
    let fields = &dispute.fields;
    let mut page = NotePageBuilder::new(briefing, dispute.note);
    let in_part: HashSet<Id<Statement>> = page.deal_out(statements(model, id)).into_iter().collect();
    let first = briefing.part.is_first();
    let answers = answers(&mut page, id, &in_part);
    page.section("_answers", "dispute.answers_heading", !answers.is_empty());
    page.body();
    let read_on = if first { rows(&mut page.composer, &read_on(briefing, id)) } else { Vec::new() };
    let plots = if first { figures::of_dispute(&mut page.composer, id) } else { Vec::new() };
    page.close("dispute.html", |note| {
        PageContent::Dispute(DisputeView {
            note,
            ty: briefing.tag_of(fields.ty.as_ref()),
            status: briefing.tag(status(model, id)),
            weight: briefing.tag(weight(model, id)),
            topics: briefing.links(&dispute.topics),
            rounds: briefing.links(&dispute.rounds),
            answers,
            statements: dispute.answers.iter().map(|answer| answer.statements.len()).sum(),
            read_on,
            plots,
            spans: if first { figures::spans_of_dispute(briefing, id) } else { Default::default() },
            settled_by: briefing.wording(fields.settled_by.as_ref(), &model.notes[dispute.note]),
        })
    })
}

/// The disputes to read next: those that share the most topics with this one, major ones first.
fn read_on(briefing: Briefing<'_>, id: Id<Dispute>) -> Vec<Id<Dispute>> {
    const MOST: usize = 3;
    let model = briefing.model;
    let topics = &model.disputes[id].topics;
    let shared = |other: &Dispute| other.topics.iter().filter(|topic| topics.contains(topic)).count();
    let on_topics = topics.iter().flat_map(|topic| &briefing.shared.topics[*topic].disputes).copied();
    let mut others = distinct(on_topics.filter(|other| *other != id));
    others.sort_by_key(|other| (weight(model, *other), std::cmp::Reverse(shared(&model.disputes[*other])), *other));
    others.truncate(MOST);
    others
}

/// Who gives an answer, each speaker once, in the order of the statements.
fn holders(briefing: Briefing<'_>, statements: &[Id<Statement>]) -> Vec<Holder> {
    let speakers = statements.iter().map(|id| (mark::of_speaker(briefing, *id), statement::speaker(briefing, *id)));
    let counts = in_order(speakers, |(mark, name), (other, other_name)| name == other_name && mark.kind == other.kind);
    counts.into_iter().map(|((mark, name), times)| Holder { mark, name, times }).collect()
}

/// The statements that give the answers to a dispute, each once.
pub(super) fn statements(model: &Model, id: Id<Dispute>) -> Vec<Id<Statement>> {
    unique(model.disputes[id].answers.iter().flat_map(|answer| &answer.statements).copied())
}

fn answers(page: &mut NotePageBuilder<'_>, id: Id<Dispute>, in_part: &HashSet<Id<Statement>>) -> Vec<AnswerView> {
    let briefing = page.briefing;
    let model = briefing.model;
    let dispute = &model.disputes[id];
    let note = &model.notes[dispute.note];
    dispute
        .answers
        .iter()
        .map(|answer| {
            let text = page.composer.prose(&answer.fields.text, note);
            let work = |id: &Id<Source>| WorkView {
                reference_html: briefing.shared.reference(*id).clone(),
                cites: page.composer.cite(&[Evidence::Source(*id)]),
            };
            let works = answer.sources.iter().map(work).collect();
            let statements: Vec<Id<Statement>> = answer.statements.iter().copied().filter(|id| in_part.contains(id)).collect();
            let evidence = answer.evidence();
            let backing = briefing.shared.origins.backing(model, &evidence);
            AnswerView {
                text,
                holders: holders(briefing, &answer.statements),
                statements: lines::of_many_speakers(&mut page.composer, &[], &statements),
                works,
                reckoning: briefing.wording(answer.fields.reckoning.as_ref(), note),
                backing: (!evidence.is_empty()).then(|| backing_words(model, &backing)),
                origin_works: backing.works.iter().map(|work| statement::work_link(briefing, *work)).collect(),
                holds: answer.holds(),
            }
        })
        .collect()
}

/// How evidence is known, in words.
fn backing_words(model: &Model, backing: &Backing) -> String {
    let language = &model.language;
    let works = backing.works.len();
    let key = match (works, backing.publishers, backing.origin, backing.speakers) {
        (0, ..) => "backing.title",
        (1, ..) => "backing.works",
        (_, _, Some(origin), _) => {
            let origin = statement::work_words(model, origin);
            return language.say("backing.one_origin", &[("n", works.into()), ("origin", (&origin).into())]);
        }
        (_, 1, None, _) => "backing.one_house",
        (_, _, None, 0) => "backing.works",
        (_, _, None, 1) => "backing.one_speaker",
        (_, _, None, _) => "backing.speakers",
    };
    language.say(key, &[("n", works.into()), ("speakers", backing.speakers.into())])
}
