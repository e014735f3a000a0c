//! A round's page: what came of it and who says so, what each side says of it, who was there, and its place in its track.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::compose::Composer;
use super::dispute::{self, DisputeRow};
use super::lines::{self, Bundle, ListHeader, ListLine};
use super::link::{DateView, Link, NoteLink};
use super::mark::{self, Mark, MarkKind};
use super::note::{NotePageBuilder, NoteView};
use super::places::{self, Locator};
use super::statement;
use super::text::{CitationMark, Composed};
use super::words::Tag;
use super::{Briefing, PageContent, PageView};
use crate::counts::{counted, distinct, unique_by};
use crate::model::{Actor, Delegation, Dispute, Evidence, Id, Round, Statement};
use crate::parse::fields::{DelegationRole, DisputeType, RoundStatus};

/// What `round.html` gets.
#[derive(Debug, Serialize)]
pub struct RoundView {
    /// What every note has.
    #[serde(flatten)]
    pub note: NoteView,
    /// What sort of round.
    pub ty: Option<Tag>,
    /// Whether it took place.
    pub status: Option<Tag>,
    /// When.
    pub date: Option<DateView>,
    /// When it was due.
    pub planned: Option<DateView>,
    /// Town and country.
    pub place: Composed,
    /// The map of where that is.
    pub locator: Option<Locator>,
    /// How people met.
    pub format: Option<Tag>,
    /// The track.
    pub track: Option<NoteLink>,
    /// Its number in the track.
    pub number: Option<i64>,
    /// The round before it, where the track does not show it.
    pub follows: Option<NoteLink>,
    /// The rounds that follow it, where the track does not show them.
    pub followed_by: Vec<NoteLink>,
    /// Its track, round by round.
    pub chain: Vec<ChainLink>,
    /// Who made a proposal, set a deadline or announced something.
    pub by: Vec<NoteLink>,
    /// To whom.
    pub to: Vec<NoteLink>,
    /// Who took part.
    pub delegations: Vec<DelegationView>,
    /// What came of it.
    pub outcomes: Vec<OutcomeView>,
    /// How many outcomes there are of each sort, in the order of the sorts.
    pub counts: Vec<(Tag, usize)>,
    /// Questions about it alone on how it is to be judged, with their answers.
    pub verdicts: Vec<Verdict>,
    /// What each side says of it.
    pub accounts: Vec<Account>,
    /// Disputes about it.
    pub disputes: Vec<DisputeRow>,
}

/// A round in the chain that is its track.
#[derive(Debug, Serialize)]
pub struct ChainLink {
    /// The round.
    pub round: NoteLink,
    /// When, where its title does not say so already.
    pub date: Option<DateView>,
    /// When it was due, where it has no date.
    pub due: Option<DateView>,
    /// Whether it took place.
    pub held: bool,
    /// What was called off says so; of another that was not held it is only said.
    pub cancelled: Option<Tag>,
    /// Whether it is the one whose page this is.
    pub here: bool,
}

/// A question on how a round is to be judged.
#[derive(Debug, Serialize)]
pub struct Verdict {
    /// The dispute.
    pub dispute: NoteLink,
    /// Its answers.
    pub answers: Vec<VerdictAnswer>,
}

/// An answer to it.
#[derive(Debug, Serialize)]
pub struct VerdictAnswer {
    /// The answer.
    pub text: Composed,
    /// Who gives it.
    pub holders: Vec<Attribution>,
}

/// Who says something, and where.
#[derive(Debug, Serialize)]
pub struct Attribution {
    /// The mark of the statement.
    pub mark: Mark,
    /// The speaker, with the place of the statement.
    pub speaker: Link,
    /// What its source is called, where that is not the speaker.
    pub work: Option<String>,
}

/// Who took part.
#[derive(Debug, Serialize)]
pub struct DelegationView {
    /// The actor.
    pub actor: Link,
    /// The number of its hue.
    pub hue: Option<usize>,
    /// In which role.
    pub role: Tag,
    /// Who led it.
    pub head: Option<Link>,
    /// Who else was in it.
    pub members: Vec<Link>,
    /// Who says so.
    pub cites: Vec<CitationMark>,
}

/// What came of a round.
#[derive(Debug, Serialize)]
pub struct OutcomeView {
    /// The outcome.
    pub text: Composed,
    /// How far the sides came.
    pub status: Option<Tag>,
    /// The topics that it concerns.
    pub topics: Vec<NoteLink>,
    /// By whose account.
    pub holders: Vec<Attribution>,
    /// When that was said, where all of it was said at one time.
    pub date: Option<DateView>,
    /// The statements and works that say so.
    pub cites: Vec<CitationMark>,
    /// The disputes that these statements are part of.
    pub disputes: Vec<Link>,
}

/// What one side says of a round.
#[derive(Debug, Serialize)]
pub struct Account {
    /// The side; absent where the speakers are not actors here, or the sources speak themselves.
    pub side: Option<NoteLink>,
    /// What stands in its place: `round.others`, `round.own_voice`.
    pub key: Option<&'static str>,
    /// The number of its hue.
    pub hue: Option<usize>,
    /// The one work through which all of it is known.
    pub through: Option<NoteLink>,
    /// Lines that are told together.
    pub bundles: Vec<Bundle>,
    /// What it says; nothing, as of bundles, where our sources give no account of a party.
    pub lines: Vec<ListLine>,
}

pub(super) fn page(briefing: Briefing<'_>, id: Id<Round>) -> PageView {
    let model = briefing.model;
    let round = &model.rounds[id];
    let fields = &round.fields;
    let mut page = NotePageBuilder::new(briefing, round.note);
    // Readers look for the outcomes first; where there are none, for the text.
    if round.outcomes.is_empty() {
        page.body();
    }
    let first = briefing.part.is_first();
    let outcomes = if first { outcomes(&mut page, id) } else { Vec::new() };
    page.section("_outcomes", "round.outcomes", !outcomes.is_empty());
    let delegations = round.delegations.iter().filter(|_| first);
    let delegations: Vec<DelegationView> = delegations.map(|one| delegation(&mut page.composer, one)).collect();
    page.section("_delegations", "round.at_the_table", !delegations.is_empty());
    let disputes_about: &[Id<Dispute>] = if first { &round.disputes } else { &[] };
    // How this round and no other is to be judged.
    let judges = |dispute: &Id<Dispute>| {
        let dispute = &model.disputes[*dispute];
        *dispute.rounds == [id] && dispute.fields.ty.as_ref().is_some_and(|ty| ty.value == DisputeType::Interpretation)
    };
    let (verdict_of, others): (Vec<_>, Vec<_>) = disputes_about.iter().copied().partition(judges);
    let verdicts: Vec<Verdict> = verdict_of.iter().map(|dispute| verdict(&mut page, *dispute)).collect();
    page.section("_verdicts", "round.verdicts", !verdicts.is_empty());
    let accounts = accounts(&mut page, id);
    page.section("_accounts", "round.accounts", !accounts.is_empty());
    page.body();
    let disputes = dispute::rows(&mut page.composer, &others);
    page.section("_answers", "round.disputes", !disputes.is_empty());
    let chain = chain(briefing, id);
    let shown = |link: &NoteLink| chain.iter().any(|other| other.round.id == link.id);
    let follows = round.follows.map(|round| briefing.link_to(round)).filter(|link| !shown(link));
    let mut followed_by = briefing.links(&round.followed_by);
    followed_by.retain(|link| !shown(link));
    page.close("round.html", |note| {
        PageContent::Round(Box::new(RoundView {
            note,
            ty: briefing.tag_of(fields.ty.as_ref()),
            status: status(briefing, round),
            date: briefing.date_of_round(round),
            planned: briefing.date_of(fields.planned.as_ref()),
            place: place(briefing, round),
            locator: places::locator(briefing, id),
            format: briefing.tag_of(fields.format.as_ref()),
            track: round.track.map(|track| briefing.link_to(track)),
            number: fields.number.as_ref().map(|at| at.value),
            follows,
            followed_by,
            chain,
            by: briefing.links(&round.by),
            to: briefing.links(&round.to),
            delegations,
            counts: counts(briefing, round),
            outcomes,
            verdicts,
            accounts,
            disputes,
        }))
    })
}

/// A delegation.
pub fn delegation(composer: &mut Composer<'_>, delegation: &Delegation) -> DelegationView {
    let briefing = composer.briefing;
    let link = |id: Id<Actor>| composer.note(briefing.model.actors[id].note);
    DelegationView {
        actor: link(delegation.actor),
        hue: briefing.shared.sides.of_actor(delegation.actor),
        role: briefing.tag(delegation.role),
        head: delegation.head.map(link),
        members: composer.actors(&delegation.members),
        cites: composer.cite(&delegation.sources),
    }
}

/// Town and country.
pub fn place(briefing: Briefing<'_>, round: &Round) -> Composed {
    let (place, country) = (&round.fields.place, &round.fields.country);
    let Some(first) = place.as_ref().or(country.as_ref()) else { return Composed::default() };
    let names: Vec<&str> = place.iter().chain(country).map(|text| &*text.value).collect();
    briefing.words(&names.join(&briefing.language.word("frame.comma")), first.span, &briefing.model.notes[round.note])
}

/// Whether it took place. Of an act of one side that says nothing, unless it was called off or is only reported: a proposal is proposed.
pub fn status(briefing: Briefing<'_>, round: &Round) -> Option<Tag> {
    let is_shown = |status: &RoundStatus| !round.is_act() || matches!(status, RoundStatus::Cancelled | RoundStatus::Reported);
    round.fields.status.as_ref().map(|status| status.value).filter(is_shown).map(|status| briefing.tag(status))
}

/// How many outcomes there are of each sort.
fn counts(briefing: Briefing<'_>, round: &Round) -> Vec<(Tag, usize)> {
    let statuses = round.outcomes.iter().filter_map(|outcome| outcome.fields.status.as_ref());
    counted(statuses.map(|status| status.value)).into_iter().map(|(status, count)| (briefing.tag(status), count)).collect()
}

/// The rounds of its track in their order; of a long one those around it.
fn chain(briefing: Briefing<'_>, id: Id<Round>) -> Vec<ChainLink> {
    /// So many are shown before it, and as many after it.
    const MOST_AROUND: usize = 5;
    let model = briefing.model;
    let Some(track) = model.rounds[id].track else { return Vec::new() };
    let rounds = &model.tracks[track].rounds;
    let own_place = rounds.iter().position(|round| *round == id).unwrap_or(0);
    let shown = rounds.iter().enumerate().filter(|(place, _)| place.abs_diff(own_place) <= MOST_AROUND);
    let links = shown.map(|(_, round)| {
        let other = &model.rounds[*round];
        let link = briefing.link_to(*round);
        // Many a title is the date.
        let date = briefing.date_of_round(other).filter(|date| !date.is_said_in(&link.title));
        let cancelled = status(briefing, other).filter(|_| !other.was_held() && !other.was_only_said());
        ChainLink { round: link, date, due: briefing.due_date(other), held: other.was_held(), cancelled, here: *round == id }
    });
    let links: Vec<ChainLink> = links.collect();
    if links.len() > 1 { links } else { Vec::new() }
}

/// Who says what evidence says, each speaker once a work; a work as a whole under its own name.
fn holders(page: &NotePageBuilder<'_>, evidence: &[Evidence]) -> Vec<Attribution> {
    let model = page.briefing.model;
    let holder = |piece: &Evidence| match piece {
        Evidence::Statement(id) => {
            let said = &model.statements[*id];
            let speaker = statement::speaker(page.briefing, *id);
            // A work's own voice is called by the work.
            let work = (!said.is_in_own_voice()).then(|| statement::work_words(model, said.source)).filter(|work| *work != speaker.title);
            Attribution {
                mark: mark::of_statement(page.briefing, *id, &[]),
                work,
                speaker: Link { href: Some(page.composer.statement_href(*id)), ..speaker },
            }
        }
        Evidence::Source(id) => {
            let title = statement::work_words(model, *id);
            Attribution {
                mark: Mark { kind: MarkKind::Author, second_hand: false, hue: None },
                speaker: Link::to(Some(page.composer.href(model.sources[*id].note)), title),
                work: None,
            }
        }
    };
    unique_by(evidence.iter().map(holder), |a, b| a.speaker.title == b.speaker.title && a.work == b.work)
}

fn outcomes(page: &mut NotePageBuilder<'_>, id: Id<Round>) -> Vec<OutcomeView> {
    let briefing = page.briefing;
    let model = briefing.model;
    let round = &model.rounds[id];
    let note = &model.notes[round.note];
    round
        .outcomes
        .iter()
        .map(|outcome| {
            let statements = outcome.sources.iter().filter_map(|evidence| match evidence {
                Evidence::Statement(id) => Some(&model.statements[*id]),
                Evidence::Source(_) => None,
            });
            let statements: Vec<&Statement> = statements.collect();
            let mut dates = statements.iter().map(|statement| statement::said_in_short(briefing, statement));
            let date = dates.next().flatten().filter(|first| dates.all(|other| other.as_ref() == Some(first)));
            let disputes = distinct(statements.iter().flat_map(|statement| statement.disputes.iter().map(|(dispute, _)| *dispute)));
            OutcomeView {
                text: page.composer.prose(&outcome.fields.text, note),
                status: briefing.tag_of(outcome.fields.status.as_ref()),
                topics: briefing.links(&outcome.topics),
                holders: holders(page, &outcome.sources),
                date,
                cites: page.composer.cite(&outcome.sources),
                disputes: disputes.iter().map(|dispute| page.composer.note(model.disputes[*dispute].note)).collect(),
            }
        })
        .collect()
}

fn verdict(page: &mut NotePageBuilder<'_>, id: Id<Dispute>) -> Verdict {
    let model = page.briefing.model;
    let dispute = &model.disputes[id];
    let note = &model.notes[dispute.note];
    let answers = dispute
        .answers
        .iter()
        .map(|answer| VerdictAnswer { text: page.composer.prose(&answer.fields.text, note), holders: holders(page, &answer.evidence()) });
    Verdict { answers: answers.collect(), dispute: page.briefing.link_to(id) }
}

/// A side's place among the accounts, and the side.
type AccountKey = (usize, Option<Id<Actor>>);

/// Statements about the round by the side on whose behalf they are made: the parties in the order of the delegations, then others, the
/// sources' own voice last.
fn accounts(page: &mut NotePageBuilder<'_>, id: Id<Round>) -> Vec<Account> {
    let briefing = page.briefing;
    let model = briefing.model;
    let round = &model.rounds[id];
    let statements = page.deal_out(round.statements.clone());
    let makers = round.by.iter().chain(&round.to).copied();
    let parties: Vec<Id<Actor>> = round.delegations.iter().map(|delegation| delegation.actor).chain(makers).collect();
    // Delegations come first, in their order; then other actors; then speakers who are not actors here; then the sources themselves.
    let mut sides: BTreeMap<AccountKey, Vec<Id<Statement>>> = BTreeMap::new();
    if statements.is_empty() {
        return Vec::new();
    }
    // A party of which our sources give no account is named too, in the first part.
    let heard = round.statements.iter().map(|id| &model.statements[*id]);
    let heard: HashSet<Id<Actor>> = heard.flat_map(|one| one.on_behalf_of.iter().chain(&one.by).chain(&one.own_voice)).copied().collect();
    for (place, delegation) in round.delegations.iter().enumerate().filter(|_| briefing.part.is_first()) {
        let is_silent = delegation.role == DelegationRole::Party && !heard.contains(&delegation.actor);
        if is_silent && parties.iter().position(|actor| *actor == delegation.actor) == Some(place) {
            sides.entry((place, Some(delegation.actor))).or_default();
        }
    }
    // After all parties.
    let (others, own_voice) = (parties.len() + 1, parties.len() + 2);
    for id in &statements {
        let statement = &model.statements[*id];
        let side = statement.on_behalf_of.first().or(statement.by.first()).copied();
        let place = match side {
            Some(side) => parties.iter().position(|actor| *actor == side).unwrap_or(parties.len()),
            None if statement.fields.speaker.is_some() => others,
            None => own_voice,
        };
        sides.entry((place, side)).or_default().push(*id);
    }
    sides
        .into_iter()
        .map(|((place, side), statements)| {
            account(page, if place == others { "round.others" } else { "round.own_voice" }, side, &statements)
        })
        .collect()
}

fn account(
    page: &mut NotePageBuilder<'_>,
    key_without_side: &'static str,
    side: Option<Id<Actor>>,
    statements: &[Id<Statement>],
) -> Account {
    let briefing = page.briefing;
    let model = briefing.model;
    let actors: Vec<Id<Actor>> = side.into_iter().collect();
    let (groups, loose) = lines::split_bundles(model, statements);
    let mut works = statements.iter().map(|statement| model.statements[*statement].source);
    let through = works.next().filter(|first| side.is_some() && works.all(|work| work == *first));
    Account {
        side: side.map(|side| briefing.link_to(side)),
        key: side.is_none().then_some(key_without_side),
        hue: side.and_then(|side| briefing.shared.sides.of_actor(side)),
        through: through.map(|source| statement::work_link(briefing, source)),
        bundles: groups.iter().map(|group| lines::bundle(&mut page.composer, group, &actors)).collect(),
        lines: loose.iter().map(|statement| lines::line(&mut page.composer, *statement, &actors, &ListHeader::default())).collect(),
    }
}
