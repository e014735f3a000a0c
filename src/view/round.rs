//! A round's page: facts, delegations, outcomes, and each side's account of it side by side.

use std::collections::BTreeMap;

use serde::Serialize;

use super::compose::{CitationMark, Composed};
use super::dispute::{self, DisputeRow};
use super::link::{DateView, NoteLink};
use super::note::{NoteView, Opened};
use super::statement::{self, Look, StatementView};
use super::words::Tag;
use super::{Briefing, Content, PageView};
use crate::model::{Actor, Id, Round, Statement};
use crate::parse::fields::{DelegationRole, RoundStatus};

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
    pub place: Option<String>,
    /// Latitude and longitude in degrees.
    pub coordinates: Option<(f64, f64)>,
    /// How people met.
    pub format: Option<Tag>,
    /// The track.
    pub track: Option<NoteLink>,
    /// Its number in the track.
    pub number: Option<i64>,
    /// The round before it.
    pub follows: Option<NoteLink>,
    /// The rounds that follow it.
    pub followed_by: Vec<NoteLink>,
    /// Who made a proposal, set a deadline or announced something.
    pub by: Vec<NoteLink>,
    /// To whom.
    pub to: Vec<NoteLink>,
    /// Who took part.
    pub delegations: Vec<DelegationView>,
    /// What came of it.
    pub outcomes: Vec<OutcomeView>,
    /// What each side says of it.
    pub accounts: Vec<Account>,
    /// Disputes about it.
    pub disputes: Vec<DisputeRow>,
}

/// Who took part.
#[derive(Debug, Serialize)]
pub struct DelegationView {
    /// The actor.
    pub actor: NoteLink,
    /// In which role.
    pub role: Tag,
    /// Who led it.
    pub head: Option<NoteLink>,
    /// Who else was in it.
    pub members: Vec<NoteLink>,
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
    /// Who says so.
    pub cites: Vec<CitationMark>,
}

/// What one side says of a round.
#[derive(Debug, Serialize)]
pub struct Account {
    /// The side; absent where the speakers are no actors here, or the sources speak themselves.
    pub side: Option<NoteLink>,
    /// Its heading.
    pub title: String,
    /// What it says; nothing where our sources give no account of a party.
    pub statements: Vec<StatementView>,
}

pub(super) fn page(briefing: Briefing<'_>, id: Id<Round>) -> PageView {
    let model = briefing.model;
    let round = &model.rounds[id];
    let fields = &model.rounds[id].fields;
    let mut open = Opened::new(briefing, round.note);
    open.body();
    let outcomes = outcomes(&mut open, id);
    open.section("_outcomes", "Outcomes", !outcomes.is_empty());
    let delegations: Vec<DelegationView> = round
        .delegations
        .iter()
        .filter_map(|delegation| {
            Some(DelegationView {
                actor: briefing.link_to(delegation.actor.into())?,
                role: briefing.tag(delegation.role),
                head: delegation.head.and_then(|head| briefing.link_to(head.into())),
                members: briefing.links(&delegation.members),
                cites: open.cite(&delegation.sources),
            })
        })
        .collect();
    open.section("_delegations", "Who took part", !delegations.is_empty());
    let accounts = accounts(&mut open, id);
    open.section("_accounts", "Accounts", !accounts.is_empty());
    let disputes = dispute::rows(&mut open.composer, &briefing.shared.round(id).disputes);
    open.section("_answers", "Disputes", !disputes.is_empty());
    let place = fields.place.iter().chain(&fields.country).map(|text| &*text.value).collect::<Vec<_>>().join(", ");
    open.close("round.html", |note| {
        Content::Round(Box::new(RoundView {
            note,
            ty: briefing.tag_of(fields.ty.as_ref()),
            status: status(briefing, round),
            date: date(briefing, round),
            planned: fields.planned.as_ref().map(|at| briefing.date(&at.value)),
            place: Some(place).filter(|place| !place.is_empty()),
            coordinates: fields.coordinates.as_ref().map(|at| (at.value.latitude, at.value.longitude)),
            format: briefing.tag_of(fields.format.as_ref()),
            track: round.track.and_then(|track| briefing.link_to(track.into())),
            number: fields.number.as_ref().map(|at| at.value),
            follows: round.follows.and_then(|round| briefing.link_to(round.into())),
            followed_by: briefing.links(&round.followed_by),
            by: briefing.links(&round.by),
            to: briefing.links(&round.to),
            delegations,
            outcomes,
            accounts,
            disputes,
        }))
    })
}

/// When it was, in the editor's wording where there is one.
#[must_use]
pub fn date(briefing: Briefing<'_>, round: &Round) -> Option<DateView> {
    briefing.date_or_wording(round.date.as_ref(), round.fields.date_text.as_ref().map(|text| &*text.value))
}

/// Whether it took place. Of an act of one side that says nothing, unless it was called off or is only reported: a proposal is proposed.
#[must_use]
pub fn status(briefing: Briefing<'_>, round: &Round) -> Option<Tag> {
    let told = |status: &RoundStatus| !round.is_act() || matches!(status, RoundStatus::Cancelled | RoundStatus::Reported);
    round.fields.status.as_ref().map(|status| status.value).filter(told).map(|status| briefing.tag(status))
}

fn outcomes(open: &mut Opened<'_>, id: Id<Round>) -> Vec<OutcomeView> {
    let briefing = open.briefing;
    let round = &briefing.model.rounds[id];
    let note = &briefing.model.notes[round.note];
    round
        .outcomes
        .iter()
        .map(|outcome| OutcomeView {
            text: open.composer.prose(&outcome.fields.text, note.into()),
            status: briefing.tag_of(outcome.fields.status.as_ref()),
            topics: briefing.links(&outcome.topics),
            cites: open.cite(&outcome.sources),
        })
        .collect()
}

/// A side's place among the accounts, and the side.
type Side = (usize, Option<Id<Actor>>);

/// Statements about the round by the side on whose behalf they are made: the parties in the order of the delegations, then others, the
/// sources' own voice last.
fn accounts(open: &mut Opened<'_>, id: Id<Round>) -> Vec<Account> {
    let briefing = open.briefing;
    let model = briefing.model;
    let round = &model.rounds[id];
    let makers = round.by.iter().chain(&round.to).copied();
    let delegations: Vec<Id<Actor>> = round.delegations.iter().map(|delegation| delegation.actor).chain(makers).collect();
    // Delegations come first, in their order; then other actors; then speakers who are no actors here; then the sources themselves.
    let mut sides: BTreeMap<Side, Vec<Id<Statement>>> = BTreeMap::new();
    if briefing.shared.round(id).statements.is_empty() {
        return Vec::new();
    }
    // A party of which our sources give no account is named too.
    for (place, delegation) in model.rounds[id].delegations.iter().enumerate() {
        if delegation.role == DelegationRole::Party && delegations.iter().position(|actor| *actor == delegation.actor) == Some(place) {
            sides.entry((place, Some(delegation.actor))).or_default();
        }
    }
    // Behind all delegations.
    let (others, own_voice) = (delegations.len().saturating_add(1), delegations.len().saturating_add(2));
    for statement in &briefing.shared.round(id).statements {
        let at = &model.statements[*statement];
        let side = at.on_behalf_of.first().or(at.by.first()).copied();
        let place = match side {
            Some(side) => delegations.iter().position(|actor| *actor == side).unwrap_or(delegations.len()),
            None if model.statements[*statement].fields.speaker.is_some() => others,
            None => own_voice,
        };
        sides.entry((place, side)).or_default().push(*statement);
    }
    sides
        .into_iter()
        .map(|((place, side), statements)| {
            let link = side.and_then(|side| briefing.link_to(side.into()));
            let title = match &link {
                Some(link) => link.title.to_string(),
                None if place == others => "Others".to_owned(),
                None => "The sources’ own voice".to_owned(),
            };
            let views = statements.iter().flat_map(|id| {
                let alone = side.is_some_and(|side| model.statements[*id].by == [side]);
                statement::entries(&mut open.composer, &[*id], if alone { Look::WithoutSpeaker } else { Look::WithSpeaker })
            });
            Account { title, statements: views.collect(), side: link }
        })
        .collect()
}
