//! An actor's page: who, speaks for whom, what they want on each topic, whom they met where.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::compose::CitationMark;
use super::link::{DateView, NoteLink};
use super::note::{NoteView, Opened};
use super::round;
use super::shared::{Attendance, Part, Presence};
use super::statement::{self, Look, StatementView};
use super::words::Tag;
use super::{Briefing, Content, PageView};
use crate::language::Language;
use crate::model::position::{Holding, Position};
use crate::model::{Actor, Id, Statement, Topic};
use crate::parse::date::Edtf;
use crate::parse::fields::DelegationRole;

/// What `actor.html` gets.
#[derive(Debug, Serialize)]
pub struct ActorView {
    /// What every note has.
    #[serde(flatten)]
    pub note: NoteView,
    /// What sort of actor.
    pub ty: Option<Tag>,
    /// Offices.
    pub roles: Vec<RoleView>,
    /// For whom it speaks.
    pub speaks_for: Vec<MandateView>,
    /// Who speaks for it.
    pub spokespeople: Vec<MandateView>,
    /// Of what it is a part.
    pub part_of: Vec<NoteLink>,
    /// What is part of it.
    pub parts: Vec<NoteLink>,
    /// Who holds an office in it.
    pub officers: Vec<OfficerView>,
    /// What it wants, topic by topic.
    pub positions: Vec<TopicPositions>,
    /// Where it was, and who else was there.
    pub meetings: Vec<MeetingView>,
    /// Statements by it or on its behalf that are no positions.
    pub statements: Vec<StatementView>,
    /// How many statements it makes itself.
    pub says_count: usize,
    /// Works that it wrote or published.
    pub published: Vec<NoteLink>,
    /// Its item in Wikidata.
    pub wikidata: Option<String>,
    /// Its own site.
    pub url: Option<String>,
}

/// An office.
#[derive(Debug, Serialize)]
pub struct RoleView {
    /// What it is called.
    pub title: String,
    /// Of what.
    pub of: Option<NoteLink>,
    /// Since when and until when, in words.
    pub period: Option<String>,
    /// Who says so.
    pub cites: Vec<CitationMark>,
}

/// A mandate to speak.
#[derive(Debug, Serialize)]
pub struct MandateView {
    /// The other actor.
    pub actor: NoteLink,
    /// Since when and until when, in words.
    pub period: Option<String>,
}

/// Who holds an office.
#[derive(Debug, Serialize)]
pub struct OfficerView {
    /// The holder.
    pub actor: NoteLink,
    /// The office.
    pub title: String,
    /// Since when and until when, in words.
    pub period: Option<String>,
}

/// What an actor wants on a topic.
#[derive(Debug, Serialize)]
pub struct TopicPositions {
    /// The topic.
    pub topic: NoteLink,
    /// The newest position that it stated, or that was stated on its behalf.
    pub newest: Option<StatementView>,
    /// Earlier ones, the newest first.
    pub earlier: Vec<StatementView>,
    /// Positions that others impute to it.
    pub imputed: Vec<StatementView>,
    /// How many more concern this topic and are shown under another.
    pub elsewhere: usize,
}

/// A round at which it was.
#[derive(Debug, Serialize)]
pub struct MeetingView {
    /// The round.
    pub round: NoteLink,
    /// When.
    pub date: Option<DateView>,
    /// Where.
    pub place: Option<String>,
    /// Whether it took place.
    pub status: Option<Tag>,
    /// In which role, in words.
    pub role: String,
    /// "head of the delegation of …", where it was there within another's delegation.
    pub within: Option<String>,
    /// The other delegations' actors, where they met.
    pub others: Vec<NoteLink>,
}

/// "since March 2022", "2022 – 2024".
#[must_use]
pub fn period(language: &Language, from: Option<&Edtf>, to: Option<&Edtf>) -> Option<String> {
    let say = |key: &str, date: &Edtf| Some(language.say(key, &[("date", (&language.date(date)).into())]));
    match (from, to) {
        (None, None) => None,
        (Some(from), None) => say("date.since", from),
        (None, Some(to)) => say("date.until", to),
        (Some(from), Some(to)) if from == to => Some(language.date(from)),
        (Some(from), Some(to)) => {
            let (from, to) = (language.date(from), language.date(to));
            Some(language.say("date.span", &[("from", (&from).into()), ("to", (&to).into())]))
        }
    }
}

pub(super) fn page(briefing: Briefing<'_>, id: Id<Actor>) -> PageView {
    let model = briefing.model;
    let actor = &model.actors[id];
    let of = briefing.shared.actor(id);
    let fields = &model.actors[id].fields;
    let mut open = Opened::new(briefing, actor.note);
    open.body();
    let roles: Vec<RoleView> = actor
        .roles
        .iter()
        .map(|role| RoleView {
            title: role.title.to_string(),
            of: role.of.and_then(|of| briefing.link_to(of.into())),
            period: period(briefing.language, role.from.as_ref(), role.to.as_ref()),
            cites: open.cite(&role.sources),
        })
        .collect();
    let positions = positions(&mut open, id);
    open.section("_positions", "Positions", !positions.is_empty());
    let meetings = meetings(briefing, id, &of.presences);
    open.section("_meetings", "Rounds", !meetings.is_empty());
    let shown: HashSet<Id<Statement>> =
        briefing.shared.positions.of_actor(id).flat_map(|(_, list)| list.iter().map(|position| position.statement)).collect();
    let other: Vec<Id<Statement>> = of.says.iter().copied().filter(|statement| !shown.contains(statement)).collect();
    let statements = statement::entries(&mut open.composer, &other, Look::WithoutSpeaker);
    open.section("_statements", "Other statements", !statements.is_empty());
    let speaks_for = actor
        .speaks_for
        .iter()
        .filter_map(|mandate| {
            Some(MandateView {
                actor: briefing.link_to(mandate.actor.into())?,
                period: period(briefing.language, mandate.from.as_ref(), mandate.to.as_ref()),
            })
        })
        .collect();
    let spokespeople = of
        .spokespeople
        .iter()
        .filter_map(|(speaker, place)| {
            let mandate = model.actors[*speaker].speaks_for.get(*place)?;
            Some(MandateView {
                actor: briefing.link_to((*speaker).into())?,
                period: period(briefing.language, mandate.from.as_ref(), mandate.to.as_ref()),
            })
        })
        .collect();
    let officers = of
        .officers
        .iter()
        .filter_map(|(holder, place)| {
            let role = model.actors[*holder].roles.get(*place)?;
            Some(OfficerView {
                actor: briefing.link_to((*holder).into())?,
                title: role.title.to_string(),
                period: period(briefing.language, role.from.as_ref(), role.to.as_ref()),
            })
        })
        .collect();
    if actor.ty() == Some(crate::parse::fields::ActorType::Person) {
        open.head.og_type = "profile";
    }
    open.close("actor.html", |note| {
        Content::Actor(ActorView {
            note,
            ty: actor.ty().map(|ty| briefing.tag(ty)),
            roles,
            speaks_for,
            spokespeople,
            part_of: briefing.links(&actor.part_of),
            parts: briefing.links(&of.parts),
            officers,
            positions,
            meetings,
            statements,
            says_count: of.says.len(),
            published: briefing.links(&of.published),
            wikidata: fields.wikidata.as_ref().map(|item| item.value.to_string()),
            url: fields.url.as_ref().map(|url| url.value.to_string()),
        })
    })
}

/// What an actor wants on each topic. A statement on several topics stands in full under the first of them; under the others it counts.
fn positions(open: &mut Opened<'_>, id: Id<Actor>) -> Vec<TopicPositions> {
    let briefing = open.briefing;
    let by_topic: BTreeMap<Id<Topic>, &[Position]> = briefing.shared.positions.of_actor(id).collect();
    let mut shown: HashSet<Id<Statement>> = HashSet::new();
    let mut all = Vec::new();
    for topic in briefing.shared.topic_order() {
        let Some(list) = by_topic.get(topic) else { continue };
        let Some(link) = briefing.link_to((*topic).into()) else { continue };
        let (imputed, stated): (Vec<Position>, Vec<Position>) = list.iter().partition(|position| position.holding == Holding::Imputed);
        let newest = stated.first().and_then(|position| {
            let again = !shown.insert(position.statement);
            let look = match position.holding {
                _ if again => Look::Brief,
                Holding::Stated => Look::WithoutSpeaker,
                Holding::OnBehalf | Holding::Imputed => Look::WithSpeaker,
            };
            statement::entries(&mut open.composer, &[position.statement], look).pop()
        });
        let mut elsewhere = 0_usize;
        let mut show = |positions: &[Position]| {
            let new: Vec<Id<Statement>> =
                positions.iter().map(|position| position.statement).filter(|statement| shown.insert(*statement)).collect();
            elsewhere = elsewhere.saturating_add(positions.len().saturating_sub(new.len()));
            statement::entries(&mut open.composer, &new, Look::Brief)
        };
        let earlier = show(stated.get(1..).unwrap_or_default());
        let imputed = show(&imputed);
        all.push(TopicPositions { topic: link, newest, earlier, imputed, elsewhere });
    }
    all
}

fn meetings(briefing: Briefing<'_>, id: Id<Actor>, presences: &[Presence]) -> Vec<MeetingView> {
    let model = briefing.model;
    presences
        .iter()
        .filter_map(|presence| {
            let round = &model.rounds[presence.round];
            let fields = &model.rounds[presence.round].fields;
            let title = |actor: Id<Actor>| &*model.notes[model.actors[actor].note].title;
            let (role, within, others) = match presence.part {
                Part::Delegation { place, role, attendance } => {
                    let sent = round.delegations.get(place)?;
                    let within = match attendance {
                        Attendance::Delegation => None,
                        _ if sent.actor == id => None,
                        Attendance::Head => Some(format!("head of the delegation of {}", title(sent.actor))),
                        Attendance::Member => Some(format!("member of the delegation of {}", title(sent.actor))),
                    };
                    // With whom it met: those who were there, where they met, and where it was there itself.
                    let met = role != DelegationRole::Absent && round.is_meeting() && round.was_held();
                    let others = round.present().map(|d| d.actor).filter(|actor| met && *actor != sent.actor).collect();
                    (briefing.tag(role).label, within, others)
                }
                Part::By(None) => ("By it".to_owned(), None, Vec::new()),
                Part::By(Some(maker)) => (format!("By {}", title(maker)), None, Vec::new()),
                Part::To => ("To it".to_owned(), None, Vec::new()),
            };
            Some(MeetingView {
                round: briefing.link_to(presence.round.into())?,
                date: round::date(briefing, round),
                place: fields.place.as_ref().map(|place| place.value.to_string()),
                status: round::status(briefing, round),
                role,
                within,
                others: briefing.links(&others),
            })
        })
        .collect()
}
