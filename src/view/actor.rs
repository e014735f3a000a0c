//! An actor's page: who it is, how much of what is known of it is its own word, what it wants, whom it met, what of it is disputed.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::compose::Composer;
use super::lines::{self, Bundle, ListHeader, ListLine, StatementOrigin};
use super::link::{DateView, Link, NoteLink};
use super::note::{NotePageBuilder, NoteView};
use super::order::group_name;
use super::parts::LINK_WEIGHT;
use super::round;
use super::shared::{Attendance, Involvement, Presence};
use super::statement::{self, EntryForm, RemarkPlace};
use super::strip::{self, Strip};
use super::text::{CitationMark, Composed, StatementView};
use super::timeline::{self, TimelineFigure};
use super::words::Tag;
use super::{Briefing, PageContent, PageView};
use crate::counts::{distinct, most_first};
use crate::language::Language;
use crate::model::position::{Position, PositionKind};
use crate::model::{Actor, Id, Role, Round, Statement, Topic};
use crate::parse::date::Edtf;
use crate::parse::fields::{ActorType, DelegationRole};

/// What `actor.html` gets.
#[derive(Debug, Serialize)]
pub struct ActorView {
    /// What every note has.
    #[serde(flatten)]
    pub note: NoteView,
    /// What sort of actor.
    pub ty: Option<Tag>,
    /// The number of its hue, where it is one of the sides that have one.
    pub hue: Option<usize>,
    /// The roles in which it was at rounds, the most frequent first.
    pub at_rounds_as: Vec<Tag>,
    /// The alert that the note's own text begins with.
    pub banner: Composed,
    /// Whether the rest of that text is short enough to stand before all else.
    pub brief: bool,
    /// Offices.
    pub roles: Vec<RoleView>,
    /// For whom it speaks.
    pub speaks_for: Vec<RelatedActor>,
    /// Who speaks for it, and how often.
    pub speakers: Vec<Share>,
    /// Of what it is a part.
    pub part_of: Vec<NoteLink>,
    /// What is part of it.
    pub parts: Vec<NoteLink>,
    /// Who holds an office in it and says nothing here.
    pub officers: Vec<RelatedActor>,
    /// Through which works its words and what is said of it are known.
    pub known_through: Vec<Share>,
    /// By whom what it wants is told.
    pub voices: Option<Voices>,
    /// Its statements and those about it over time.
    pub strip: Option<Strip>,
    /// Lines that are told together.
    pub bundles: Vec<Bundle>,
    /// The heading over what it wants.
    pub wants_title: String,
    /// What it wants, by groups of topics.
    pub wants: Vec<WantGroup>,
    /// The line that tells for all that do not tell themselves.
    pub usual: Option<StatementView>,
    /// The remark that many of the lines share, and how many.
    pub remark: Composed,
    /// How many lines that remark is on.
    pub remarked: usize,
    /// Where it was, and who else was there.
    pub meetings: Meetings,
    /// Disputes over these words.
    pub disputes: Vec<Contested>,
    /// Statements by it, on its behalf or in articles that it published, which are not positions.
    pub statements: Vec<ListLine>,
    /// Works that it wrote or published.
    pub published: Vec<NoteLink>,
    /// Its item in Wikidata.
    pub wikidata: Option<String>,
    /// Its own site.
    pub url: Option<String>,
}

/// One of several, with its number and the length of its bar. The actor itself, unnamed, has neither link nor name.
#[derive(Debug, Default, Serialize)]
pub struct Share {
    /// Its note.
    pub link: Option<NoteLink>,
    /// Its name, where it has no note.
    pub name: Option<Link>,
    /// Its office.
    pub office: Composed,
    /// How often.
    pub count: usize,
    /// The length of its bar, 1 to 100.
    pub share: usize,
}

/// By whom what an actor wants is told: each statement counts once.
#[derive(Debug, Serialize)]
pub struct Voices {
    /// By itself.
    pub own: usize,
    /// By those who speak for it.
    pub for_it: usize,
    /// By others, about it.
    pub about: usize,
    /// Whether nearly all is told by others.
    pub through_others: bool,
    /// Who tells most of what others tell.
    pub most_about: Vec<Share>,
    /// How many statements on other matters are its own.
    pub on_other_matters: usize,
}

/// What an actor wants on a group of topics.
#[derive(Debug, Serialize)]
pub struct WantGroup {
    /// The group.
    pub title: Link,
    /// How many statements in it are its own, in all parts.
    pub own: usize,
    /// How many are others' about it, in all parts.
    pub by_others: usize,
    /// Its own, the newest first.
    pub first: Vec<ListLine>,
    /// Its own beyond the first few.
    pub more: Vec<ListLine>,
    /// Those of others about it.
    pub about: Vec<ListLine>,
    /// Whether these stand open: they are the story where hardly anything is its own.
    pub open: bool,
}

/// Where an actor was.
#[derive(Debug, Serialize)]
pub struct Meetings {
    /// What took place, as far as it stands in this part.
    pub held: Vec<MeetingView>,
    /// How many took place in all.
    pub held_count: usize,
    /// What was only said, as far as it stands in this part.
    pub said: Vec<MeetingView>,
    /// What was called off, and from what it stayed away, as far as it stands in this part.
    pub cancelled: Vec<MeetingView>,
    /// How many were only said in all.
    pub said_count: usize,
    /// All of them, drawn; in the first part.
    pub figure: Option<TimelineFigure>,
    /// Whom it met at meetings that were held, each meeting once.
    pub met: Vec<Share>,
}

/// A dispute over an actor's words.
#[derive(Debug, Serialize)]
pub struct Contested {
    /// The dispute.
    pub dispute: NoteLink,
    /// How many answers it has.
    pub answers: usize,
    /// How many of the statements on this page give one, in all of its parts.
    pub statements: usize,
}

/// An office.
#[derive(Debug, Serialize)]
pub struct RoleView {
    /// What it is called.
    pub title: Composed,
    /// Of what.
    pub of: Option<Link>,
    /// Since when and until when, in words.
    pub period: Option<String>,
    /// Who says so.
    pub cites: Vec<CitationMark>,
}

/// Who holds an office, or for whom one speaks.
#[derive(Debug, Serialize)]
pub struct RelatedActor {
    /// The other actor.
    pub actor: NoteLink,
    /// The office; empty where it is a mandate to speak.
    pub title: Composed,
    /// Since when and until when, in words.
    pub period: Option<String>,
}

/// A round at which it was.
#[derive(Debug, Serialize)]
pub struct MeetingView {
    /// The round.
    pub round: NoteLink,
    /// When.
    pub date: Option<DateView>,
    /// When it was due, where it has no date.
    pub due: Option<DateView>,
    /// Where.
    pub place: Composed,
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
pub fn period(language: &Language, from: Option<&Edtf>, to: Option<&Edtf>) -> Option<String> {
    let say = |key: &str, date: &Edtf| Some(language.say(key, &[("date", (&language.date(date)).into())]));
    match (from, to) {
        (None, None) => None,
        (Some(from), None) => say("date.since", from),
        (None, Some(to)) => say("date.until", to),
        (Some(from), Some(to)) => Some(language.period(from, to)),
    }
}

/// So many of its own are shown in a group before the rest folds.
const MOST_UNFOLDED: usize = 3;
/// Fewer than one in so many of its own: an actor is known through others.
const FEW_OF_ITS_OWN: usize = 5;
/// A text of so many bytes stands before all else; a longer one after what it wants.
const MAX_BRIEF_LENGTH: usize = 1400;

/// What an actor holds: each statement once, the newest first.
pub(super) fn held(briefing: Briefing<'_>, id: Id<Actor>) -> Vec<Position> {
    let mut all: Vec<Position> = briefing.shared.positions.of_actor(id).flat_map(|(_, list)| list).copied().collect();
    let newest_first = |a: &Position, b: &Position| briefing.model.newest_first(a.statement, b.statement);
    all.sort_by(|a, b| newest_first(a, b).then(a.statement.cmp(&b.statement)).then(a.kind.cmp(&b.kind)));
    all.dedup_by_key(|position| position.statement);
    all
}

/// What an actor holds, and all else that it says or that is said for it, the newest first.
fn held_and_said(briefing: Briefing<'_>, id: Id<Actor>) -> (Vec<Position>, Vec<Id<Statement>>) {
    let held = held(briefing, id);
    let known: HashSet<Id<Statement>> = held.iter().map(|position| position.statement).collect();
    let other = briefing.shared.actors[id].words().filter(|statement| !known.contains(statement)).collect();
    (held, other)
}

fn all_ids(held: &[Position], other: &[Id<Statement>]) -> Vec<Id<Statement>> {
    held.iter().map(|position| position.statement).chain(other.iter().copied()).collect()
}

/// What a round weighs at which an actor was, with those who were there too.
const PRESENCE_WEIGHT: usize = 700;

/// The statements that an actor's page shows in full.
pub(super) fn statements(briefing: Briefing<'_>, id: Id<Actor>) -> Vec<Id<Statement>> {
    let (held, other) = held_and_said(briefing, id);
    all_ids(&held, &other)
}

/// Where an actor was, each round once.
pub(super) fn presences(briefing: Briefing<'_>, id: Id<Actor>) -> Vec<Presence> {
    let mut seen = HashSet::new();
    briefing.shared.actors[id].presences.iter().filter(|presence| seen.insert(presence.round)).copied().collect()
}

/// At how many rounds an actor was.
pub(super) fn attended_rounds(briefing: Briefing<'_>, id: Id<Actor>) -> usize {
    presences(briefing, id).iter().filter(|presence| presence.took_part()).count()
}

/// What the other lists of the page weigh.
pub(super) fn list_weights(briefing: Briefing<'_>, id: Id<Actor>) -> Vec<usize> {
    let concerns = &briefing.shared.actors[id];
    [vec![PRESENCE_WEIGHT; presences(briefing, id).len()], vec![LINK_WEIGHT; concerns.published.len()]].concat()
}

pub(super) fn page(briefing: Briefing<'_>, id: Id<Actor>) -> PageView {
    let model = briefing.model;
    let actor = &model.actors[id];
    let concerns = &briefing.shared.actors[id];
    let fields = &actor.fields;
    let mut page = NotePageBuilder::new(briefing, actor.note);
    let brief = model.notes[actor.note].written.text.body_blocks().map(|block| block.text.len()).sum::<usize>() < MAX_BRIEF_LENGTH;
    page.body();
    let first = briefing.part.is_first();
    let (held, other) = held_and_said(briefing, id);
    let all = all_ids(&held, &other);
    let voices = voices(briefing, &held, other.len()).filter(|_| first);
    // The statements that are the actor's own or made for it.
    let own = held.iter().filter(|position| position.kind != PositionKind::Imputed).map(|position| position.statement);
    let own: Vec<Id<Statement>> = own.collect();
    let known_by_others = through_others(own.len(), held.len());
    let in_part: HashSet<Id<Statement>> = page.deal_out(all.clone()).into_iter().collect();
    let here = |ids: Vec<Id<Statement>>| -> Vec<Id<Statement>> { ids.into_iter().filter(|id| in_part.contains(id)).collect() };
    let (groups, rest) = lines::split_bundles(model, &own);
    let bundled: HashSet<Id<Statement>> = groups.iter().flatten().copied().collect();
    let other = here(other);
    let loose = [here(rest), other.clone()].concat();
    let above = ListHeader::new(model, &loose);
    let remark = above.remark.map(|remark| remark.compose(&mut page.composer));
    let groups = groups.into_iter().map(here).filter(|group| !group.is_empty());
    let bundles: Vec<Bundle> = groups.map(|group| lines::bundle(&mut page.composer, &group, &[id])).collect();
    let unbundled = held.into_iter().filter(|position| !bundled.contains(&position.statement));
    let wants = wants(&mut page, id, unbundled, &in_part, &above, known_by_others);
    let wants_key = match actor.ty() {
        Some(ActorType::Person) => "actor.positions_person",
        Some(ActorType::Media) => "actor.positions_media",
        _ => "actor.wants",
    };
    page.section("_positions", wants_key, !wants.is_empty() || !bundles.is_empty());
    let presences = presences(briefing, id);
    let here = page.parts.keep(presences.clone(), |_| PRESENCE_WEIGHT, |presence| briefing.name(presence.round));
    let meetings = meetings(briefing, id, &presences, &here);
    let published = page.parts.keep(briefing.links(&concerns.published), |_| LINK_WEIGHT, |link| link.title.clone());
    let has_meetings =
        meetings.figure.is_some() || [&meetings.held, &meetings.said, &meetings.cancelled].iter().any(|rows| !rows.is_empty());
    page.section("_meetings", "actor.meetings", has_meetings);
    // What is told of the whole stands in the first part.
    let told_of: &[Id<Statement>] = if first { &all } else { &[] };
    let disputes = contested(briefing, told_of);
    page.section("_disputes", "actor.disputes", !disputes.is_empty());
    let statements: Vec<ListLine> = other.iter().map(|statement| lines::line(&mut page.composer, *statement, &[id], &above)).collect();
    page.section("_statements", "actor.other_matters", !statements.is_empty());
    let usual = above.origin.and_then(|usual| {
        let first = loose.iter().find(|statement| StatementOrigin::new(model, **statement) == usual)?;
        Some(statement::entry(&mut page.composer, *first, EntryForm::Byline, RemarkPlace::InEntry))
    });
    let roles = roles(&mut page.composer, id);
    if actor.ty() == Some(ActorType::Person) {
        page.head.og_type = "profile";
    }
    let speaks_for = actor.speaks_for.iter().map(|mandate| RelatedActor {
        actor: briefing.link_to(mandate.actor),
        title: Composed::default(),
        period: period(briefing.language, mandate.from.as_ref(), mandate.to.as_ref()),
    });
    let view = ActorView {
        note: NoteView::default(),
        ty: actor.ty().map(|ty| briefing.tag(ty)),
        hue: hue(briefing, id),
        at_rounds_as: usual_roles(&concerns.presences).into_iter().map(|role| briefing.tag(role)).collect(),
        banner: Composed::default(),
        brief,
        roles,
        speaks_for: speaks_for.collect(),
        speakers: speakers(briefing, id),
        part_of: briefing.links(&actor.part_of),
        parts: briefing.links(&concerns.parts),
        officers: officers(briefing, id),
        known_through: known_through(briefing, told_of),
        voices,
        strip: strip::strip_of_side(briefing, hue(briefing, id).unwrap_or(0), &[id], told_of.iter().copied()),
        bundles,
        wants_title: briefing.language.word(wants_key),
        wants,
        usual,
        remark: remark.unwrap_or_default(),
        remarked: above.remark.map_or(0, |remark| remark.count),
        meetings,
        disputes,
        statements,
        published,
        wikidata: fields.wikidata.as_ref().map(|item| item.value.to_string()),
        url: fields.url.as_ref().map(|url| url.value.to_string()),
    };
    page.close("actor.html", |mut note| {
        let banner = note.body.take_alert();
        PageContent::Actor(Box::new(ActorView { note, banner, ..view }))
    })
}

/// The number of the hue of the side that an actor is or speaks for.
pub fn hue(briefing: Briefing<'_>, id: Id<Actor>) -> Option<usize> {
    let sides = &briefing.shared.sides;
    let spoken_for = briefing.model.actors[id].speaks_for.iter().map(|mandate| mandate.actor);
    std::iter::once(id).chain(spoken_for).find_map(|actor| sides.of_actor(actor))
}

/// The roles in which an actor was at rounds, the most frequent first; what it was now and then only counts where it was nothing else, and
/// so does having been a guest or an observer.
fn usual_roles(presences: &[Presence]) -> Vec<DelegationRole> {
    /// A role that it had less than once in so many times of the usual one is left out.
    const RARE: usize = 4;
    let roles = presences.iter().filter_map(|presence| match presence.part {
        Involvement::Delegation { role, attendance: Attendance::Delegation, .. } => Some(role),
        _ => None,
    });
    let mut counts = most_first(roles.filter(|role| *role != DelegationRole::Absent));
    let takes_part = |role: DelegationRole| matches!(role, DelegationRole::Party | DelegationRole::Mediator | DelegationRole::Host);
    if counts.iter().any(|(role, _)| takes_part(*role)) {
        counts.retain(|(role, _)| takes_part(*role));
    }
    let most = counts.first().map_or(0, |(_, count)| *count);
    counts.into_iter().filter(|(_, count)| count * RARE >= most).map(|(role, _)| role).collect()
}

/// Things with their numbers, the most frequent first, those as frequent in the order of `T`; with bars by the longest.
fn shares<T: Ord>(things: impl Iterator<Item = T>, most: usize, named: impl Fn(T) -> Share) -> Vec<Share> {
    let all = most_first(things);
    let longest = all.first().map_or(1, |(_, count)| *count).max(1);
    all.into_iter()
        .take(most)
        .map(|(item, count)| Share { count, share: (count * 100).checked_div(longest).unwrap_or(0).max(1), ..named(item) })
        .collect()
}

fn named(briefing: Briefing<'_>, actor: Id<Actor>) -> Share {
    Share { link: Some(briefing.link_to(actor)), ..Share::default() }
}

/// Who speaks for an actor, and how often: under its own name alone, or a person or body that is named.
fn speakers(briefing: Briefing<'_>, id: Id<Actor>) -> Vec<Share> {
    /// So many have a bar.
    const MOST_BARS: usize = 8;
    let model = briefing.model;
    let concerns = &briefing.shared.actors[id];
    if concerns.said_for_it.is_empty() {
        return Vec::new();
    }
    // `None` is the actor itself: unnamed.
    let own = concerns.says.iter().map(|_| None);
    let others = concerns.said_for_it.iter().map(|statement| {
        let speaker = model.statements[*statement].by.first().copied();
        Some(speaker.ok_or_else(|| statement::speaker(briefing, *statement)))
    });
    shares(own.chain(others), MOST_BARS, |speaker| match speaker {
        None => Share::default(),
        Some(Ok(speaker)) => {
            // An office in the actor itself or in what is part of it; one that is still held before others, and of these the last.
            let is_here = |of: Id<Actor>| of == id || concerns.parts.contains(&of);
            let offices = model.actors[speaker].roles.iter().filter(|role| role.of.is_none_or(is_here));
            let office = offices.max_by_key(|role| (role.of == Some(id), role.of.is_some(), role.fields.to.is_none()));
            let office = office.and_then(|role| role.fields.title.given());
            Share { office: briefing.wording(office, &model.notes[model.actors[speaker].note]), ..named(briefing, speaker) }
        }
        Some(Err(name)) => Share { name: Some(name), ..Share::default() },
    })
}

/// The offices that an actor has or had.
pub(super) fn roles(composer: &mut Composer<'_>, id: Id<Actor>) -> Vec<RoleView> {
    let model = composer.briefing.model;
    let note = &model.notes[model.actors[id].note];
    let view = |role: &Role| RoleView {
        title: composer.briefing.wording(role.fields.title.given(), note),
        of: role.of.map(|of| composer.note(model.actors[of].note)),
        period: period(&model.language, role.fields.from.as_deref(), role.fields.to.as_deref()),
        cites: composer.cite(&role.sources),
    };
    model.actors[id].roles.iter().map(view).collect()
}

/// Who holds an office in it and is not among those who speak for it here.
fn officers(briefing: Briefing<'_>, id: Id<Actor>) -> Vec<RelatedActor> {
    let model = briefing.model;
    let concerns = &briefing.shared.actors[id];
    let speaks = |holder: Id<Actor>| concerns.said_for_it.iter().any(|statement| model.statements[*statement].by.contains(&holder));
    let silent = concerns.officers.iter().filter(|(holder, _)| !speaks(*holder));
    silent
        .filter_map(|(holder, place)| {
            let role = model.actors[*holder].roles.get(*place)?;
            Some(RelatedActor {
                actor: briefing.link_to(*holder),
                title: briefing.wording(role.fields.title.given(), &model.notes[model.actors[*holder].note]),
                period: period(briefing.language, role.fields.from.as_deref(), role.fields.to.as_deref()),
            })
        })
        .collect()
}

/// Through which works statements are known.
fn known_through(briefing: Briefing<'_>, statements: &[Id<Statement>]) -> Vec<Share> {
    let model = briefing.model;
    let works = statements.iter().map(|statement| model.statements[*statement].source);
    shares(works, usize::MAX, |source| Share { link: Some(statement::work_link(briefing, source)), ..Share::default() })
}

/// By whom what an actor wants is told; nothing where it alone tells it, and where that is too little to draw.
pub(super) fn voices(briefing: Briefing<'_>, held: &[Position], on_other_matters: usize) -> Option<Voices> {
    /// So many statements are worth a drawing.
    const ENOUGH: usize = 4;
    /// So many of those who tell most of it are named.
    const NAMED: usize = 4;
    let model = briefing.model;
    let count = |kind: PositionKind| held.iter().filter(|position| position.kind == kind).count();
    let (own, for_it, about, total) =
        (count(PositionKind::Stated), count(PositionKind::OnBehalf), count(PositionKind::Imputed), held.len());
    let own_or_for_it = own + for_it;
    let others = held.iter().filter(|position| position.kind == PositionKind::Imputed);
    let speakers = others.map(|position| {
        let statement = &model.statements[position.statement];
        statement.by.iter().chain(&statement.own_voice).next().copied().ok_or_else(|| statement::speaker(briefing, position.statement))
    });
    let most_about = shares(speakers, NAMED, |speaker| match speaker {
        Ok(actor) => named(briefing, actor),
        Err(name) => Share { name: Some(name), ..Share::default() },
    });
    (total >= ENOUGH && about > 0).then(|| Voices {
        own,
        for_it,
        about,
        through_others: through_others(own_or_for_it, total),
        most_about,
        on_other_matters,
    })
}

/// Whether nearly all that is known of what an actor wants is told by others.
const fn through_others(own_or_for_it: usize, total: usize) -> bool {
    own_or_for_it * FEW_OF_ITS_OWN < total
}

/// What an actor wants, and the topic under which it is told.
type Wanted = (Position, Id<Topic>);

/// What an actor wants: each statement once, under the group of the first of its topics, the newest first. Lines are those of this part.
fn wants(
    page: &mut NotePageBuilder<'_>,
    id: Id<Actor>,
    held: impl Iterator<Item = Position>,
    in_part: &HashSet<Id<Statement>>,
    above: &ListHeader<'_>,
    known_by_others: bool,
) -> Vec<WantGroup> {
    let briefing = page.briefing;
    let mut groups: BTreeMap<usize, (Link, Vec<Wanted>)> = BTreeMap::new();
    for position in held {
        // The first in the order of lists.
        let topics = briefing.model.statements[position.statement].topics.iter().copied();
        let Some(topic) = topics.min_by_key(|topic| briefing.shared.topics[*topic].place) else { continue };
        let group = groups.entry(briefing.shared.topics[topic].group_place);
        group.or_insert_with(|| (group_name(briefing, topic), Vec::new())).1.push((position, topic));
    }
    let groups = groups.into_values().map(|(title, list)| {
        let (about, own): (Vec<Wanted>, Vec<Wanted>) = list.into_iter().partition(|(position, _)| position.kind == PositionKind::Imputed);
        let (own_count, by_others) = (own.len(), about.len());
        let mut show = |list: Vec<Wanted>| -> Vec<ListLine> {
            let here = list.into_iter().filter(|(position, _)| in_part.contains(&position.statement));
            here.map(|(position, topic)| ListLine {
                topic: Some(briefing.link_to(topic)),
                ..lines::line(&mut page.composer, position.statement, &[id], above)
            })
            .collect()
        };
        let (mut first, about) = (show(own), show(about));
        let open = known_by_others || first.is_empty() && about.len() <= MOST_UNFOLDED;
        // One that would fold alone is shown.
        let more = if first.len() > MOST_UNFOLDED + 1 { first.split_off(MOST_UNFOLDED) } else { Vec::new() };
        WantGroup { title, own: own_count, by_others, first, more, about, open }
    });
    groups.filter(|group| !group.first.is_empty() || !group.about.is_empty()).collect()
}

/// The disputes that statements belong to, those first to which most of them do.
fn contested(briefing: Briefing<'_>, statements: &[Id<Statement>]) -> Vec<Contested> {
    let model = briefing.model;
    let disputes_of = |statement: &Id<Statement>| distinct(model.statements[*statement].disputes.iter().map(|(dispute, _)| *dispute));
    most_first(statements.iter().flat_map(disputes_of))
        .into_iter()
        .map(|(dispute, statements)| Contested {
            dispute: briefing.link_to(dispute),
            answers: model.disputes[dispute].answers.len(),
            statements,
        })
        .collect()
}

/// Where an actor was: numbers and drawing of all presences, rows of those that stand in this part. Where it stayed away it was not: that is
/// told by its row alone.
fn meetings(briefing: Briefing<'_>, id: Id<Actor>, presences: &[Presence], here: &[Presence]) -> Meetings {
    let model = briefing.model;
    let rounds: Vec<Id<Round>> = presences.iter().filter(|presence| presence.took_part()).map(|presence| presence.round).collect();
    let (held_count, said_count) = timeline::counts(model, &rounds);
    let rows = |is_so: &dyn Fn(&Round, bool) -> bool| {
        let of_sort = here.iter().filter(|presence| is_so(&model.rounds[presence.round], presence.took_part()));
        of_sort.filter_map(|presence| meeting(briefing, id, presence)).collect()
    };
    let meetings = briefing.shared.actors[id].meetings.iter();
    let met =
        meetings.flat_map(|round| distinct(model.rounds[*round].present().map(|delegation| delegation.actor).filter(|actor| *actor != id)));
    Meetings {
        held: rows(&|round, there| there && round.was_held()),
        held_count,
        said: rows(&|round, there| there && round.was_only_said()),
        said_count,
        cancelled: rows(&|round, there| !there || !round.was_held() && !round.was_only_said()),
        figure: if briefing.part.is_first() { timeline::strip(briefing, &rounds) } else { None },
        met: shares(met, usize::MAX, |actor| named(briefing, actor)),
    }
}

fn meeting(briefing: Briefing<'_>, id: Id<Actor>, presence: &Presence) -> Option<MeetingView> {
    let model = briefing.model;
    let round = &model.rounds[presence.round];
    let said = |key: &str, actor: Id<Actor>| briefing.language.say(key, &[("name", briefing.name(actor).into())]);
    let (role, within, others) = match presence.part {
        Involvement::Delegation { place, role, attendance } => {
            let delegation = round.delegations.get(place)?;
            let within = match attendance {
                Attendance::Delegation => None,
                _ if delegation.actor == id => None,
                Attendance::Head => Some(said("actor.head_of", delegation.actor)),
                Attendance::Member => Some(said("actor.member_of", delegation.actor)),
            };
            // With whom it met: those who were there, where they met, and where it was there itself.
            let met = role != DelegationRole::Absent && round.is_meeting() && round.was_held();
            let others: Vec<Id<Actor>> = round.present().map(|d| d.actor).filter(|actor| met && *actor != delegation.actor).collect();
            (briefing.tag(role).label, within, others)
        }
        Involvement::By(None) => (briefing.language.word("actor.made_by_it"), None, Vec::new()),
        Involvement::By(Some(maker)) => (said("actor.made_by", maker), None, Vec::new()),
        Involvement::To => (briefing.language.word("actor.made_to_it"), None, Vec::new()),
    };
    Some(MeetingView {
        round: briefing.link_to(presence.round),
        date: briefing.date_of_round(round),
        due: briefing.due_date(round),
        place: briefing.wording(round.fields.place.as_ref(), &model.notes[round.note]),
        status: round::status(briefing, round),
        role,
        within,
        others: briefing.links(&others),
    })
}
