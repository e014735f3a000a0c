//! Actors, rounds, tracks, topics, disputes and pages.

use serde::Serialize;

use super::note::{Common, evidence};
use super::{choice, date, ids, is_empty, plain, text, written};
use crate::export::ExportContext;
use crate::model::Id;

#[derive(Serialize)]
pub(super) struct Actor<'a> {
    #[serde(flatten)]
    note: Common<'a>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    ty: Option<&'static str>,
    #[serde(skip_serializing_if = "is_empty")]
    roles: Vec<Role<'a>>,
    #[serde(skip_serializing_if = "is_empty")]
    speaks_for: Vec<Mandate<'a>>,
    #[serde(skip_serializing_if = "is_empty")]
    part_of: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wikidata: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Role<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "is_empty")]
    sources: Vec<String>,
}

#[derive(Serialize)]
struct Mandate<'a> {
    actor: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

pub(super) fn actor<'a>(cx: &'a ExportContext<'a>, id: Id<crate::model::Actor>) -> Actor<'a> {
    let actor = &cx.model.actors[id];
    let fields = cx.model.written_actor(id);
    let role = |role: &'a crate::model::Role| Role {
        title: &role.title,
        of: role.of.map(|of| cx.actor_id(of)),
        from: date(role.from.as_ref()),
        to: date(role.to.as_ref()),
        sources: evidence(cx, &role.sources),
    };
    let mandate = |mandate: &crate::model::Mandate| Mandate {
        actor: cx.actor_id(mandate.actor),
        from: date(mandate.from.as_ref()),
        to: date(mandate.to.as_ref()),
    };
    Actor {
        note: Common::of(cx, actor.note),
        ty: actor.ty().map(|ty| ty.as_str()),
        roles: actor.roles.iter().map(role).collect(),
        speaks_for: actor.speaks_for.iter().map(mandate).collect(),
        part_of: ids!(cx, actors, actor.part_of),
        wikidata: fields.and_then(|fields| text(fields.wikidata.as_ref())),
        url: fields.and_then(|fields| text(fields.url.as_ref())),
    }
}

#[derive(Serialize)]
pub(super) struct Round<'a> {
    #[serde(flatten)]
    note: Common<'a>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    ty: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    planned: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coordinates: Option<[f64; 2]>,
    #[serde(rename = "format", skip_serializing_if = "Option::is_none")]
    how: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    track: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<i64>,
    #[serde(skip_serializing_if = "is_empty")]
    delegations: Vec<Delegation<'a>>,
    #[serde(skip_serializing_if = "is_empty")]
    outcomes: Vec<Outcome<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    follows: Option<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    followed_by: Vec<&'a str>,
}

#[derive(Serialize)]
struct Delegation<'a> {
    actor: &'a str,
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    members: Vec<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    sources: Vec<String>,
}

#[derive(Serialize)]
struct Outcome<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "is_empty")]
    topics: Vec<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    sources: Vec<String>,
}

pub(super) fn round<'a>(cx: &'a ExportContext<'a>, id: Id<crate::model::Round>) -> Round<'a> {
    let model = cx.model;
    let round = &model.rounds[id];
    let fields = model.written_round(id);
    let delegation = |delegation: &crate::model::Delegation| Delegation {
        actor: cx.actor_id(delegation.actor),
        role: delegation.role.as_str(),
        head: delegation.head.map(|head| cx.actor_id(head)),
        members: ids!(cx, actors, delegation.members),
        sources: evidence(cx, &delegation.sources),
    };
    let outcome = |outcome: &'a crate::model::Outcome| {
        let written = model.written_outcome(id, outcome);
        Outcome {
            text: plain(written.and_then(|written| written.text.given())),
            status: choice!(written, status),
            topics: ids!(cx, topics, outcome.topics),
            sources: evidence(cx, &outcome.sources),
        }
    };
    Round {
        note: Common::of(cx, round.note),
        ty: choice!(fields, ty),
        status: choice!(fields, status),
        date: date(round.date.as_ref()),
        planned: fields.and_then(|fields| written(fields.planned.as_ref())),
        place: fields.and_then(|fields| text(fields.place.as_ref())),
        country: fields.and_then(|fields| text(fields.country.as_ref())),
        coordinates: fields.and_then(|fields| fields.coordinates.as_ref()).map(|at| [at.value.latitude, at.value.longitude]),
        how: choice!(fields, format),
        track: round.track.map(|track| cx.id_of(model.tracks[track].note)),
        number: fields.and_then(|fields| fields.number.as_ref()).map(|number| number.value),
        delegations: round.delegations.iter().map(delegation).collect(),
        outcomes: round.outcomes.iter().map(outcome).collect(),
        follows: round.follows.map(|other| cx.id_of(model.rounds[other].note)),
        followed_by: ids!(cx, rounds, round.followed_by),
    }
}

#[derive(Serialize)]
pub(super) struct Track<'a> {
    #[serde(flatten)]
    note: Common<'a>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    ty: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    rounds: Vec<&'a str>,
}

pub(super) fn track<'a>(cx: &'a ExportContext<'a>, id: Id<crate::model::Track>) -> Track<'a> {
    let track = &cx.model.tracks[id];
    let fields = cx.model.written_track(id);
    Track {
        note: Common::of(cx, track.note),
        ty: fields.and_then(|fields| text(fields.ty.as_ref())),
        from: fields.and_then(|fields| written(fields.from.as_ref())),
        to: fields.and_then(|fields| written(fields.to.as_ref())),
        rounds: ids!(cx, rounds, track.rounds),
    }
}

#[derive(Serialize)]
pub(super) struct Topic<'a> {
    #[serde(flatten)]
    note: Common<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    children: Vec<&'a str>,
}

pub(super) fn topic<'a>(cx: &'a ExportContext<'a>, id: Id<crate::model::Topic>) -> Topic<'a> {
    let topic = &cx.model.topics[id];
    let fields = cx.model.written_topic(id);
    Topic {
        note: Common::of(cx, topic.note),
        question: fields.and_then(|fields| plain(fields.question.as_ref())),
        order: fields.and_then(|fields| fields.order.as_ref()).map(|order| order.value),
        parent: topic.parent.map(|parent| cx.id_of(cx.model.topics[parent].note)),
        children: ids!(cx, topics, topic.children),
    }
}

#[derive(Serialize)]
pub(super) struct Dispute<'a> {
    #[serde(flatten)]
    note: Common<'a>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    ty: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "is_empty")]
    topics: Vec<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    rounds: Vec<&'a str>,
    answers: Vec<Answer<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settled_by: Option<&'a str>,
}

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    statements: Vec<String>,
    #[serde(skip_serializing_if = "is_empty")]
    sources: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reckoning: Option<&'a str>,
}

pub(super) fn dispute<'a>(cx: &'a ExportContext<'a>, id: Id<crate::model::Dispute>) -> Dispute<'a> {
    let dispute = &cx.model.disputes[id];
    let fields = cx.model.written_dispute(id);
    let answer = |answer: &'a crate::model::Answer| {
        let written = Some(&answer.fields.value);
        Answer {
            text: plain(written.and_then(|written| written.text.given())),
            statements: answer.statements.iter().map(|id| cx.model.statement_name(*id)).collect(),
            sources: evidence(cx, &answer.sources),
            reckoning: written.and_then(|written| text(written.reckoning.as_ref())),
        }
    };
    Dispute {
        note: Common::of(cx, dispute.note),
        ty: choice!(fields, ty),
        status: choice!(fields, status),
        topics: ids!(cx, topics, dispute.topics),
        rounds: ids!(cx, rounds, dispute.rounds),
        answers: dispute.answers.iter().map(answer).collect(),
        settled_by: fields.and_then(|fields| text(fields.settled_by.as_ref())),
    }
}

#[derive(Serialize)]
pub(super) struct Page<'a> {
    #[serde(flatten)]
    note: Common<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    menu: Option<Menu<'a>>,
}

#[derive(Serialize)]
struct Menu<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<i64>,
}

pub(super) fn page<'a>(cx: &'a ExportContext<'a>, id: Id<crate::model::Page>) -> Page<'a> {
    let menu = cx.model.written_page(id).and_then(|fields| fields.menu.as_ref());
    let menu = menu.map(|at| Menu { label: text(at.value.label.as_ref()), order: at.value.order.as_ref().map(|order| order.value) });
    Page { note: Common::of(cx, cx.model.pages[id].note), menu }
}
