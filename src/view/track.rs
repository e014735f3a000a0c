//! A track's page: its rounds in order.

use serde::Serialize;

use super::compose::Composer;
use super::link::{DateView, NoteLink};
use super::note::{NotePageBuilder, NoteView};
use super::round;
use super::text::Composed;
use super::timeline::{self, RoundEntry, TimelineFigure};
use super::words::Tag;
use super::{Briefing, PageContent, PageView, actor, parts};
use crate::model::{Actor, Id, Model, Round, Track};

/// What `track.html` gets.
#[derive(Debug, Serialize)]
pub struct TrackView {
    /// What every note has.
    #[serde(flatten)]
    pub note: NoteView,
    /// What sort of track, in the editor's word.
    pub ty: Composed,
    /// Since when and until when, in words.
    pub period: Option<String>,
    /// Its rounds as a strip.
    pub figure: Option<TimelineFigure>,
    /// How many took place.
    pub held: usize,
    /// How many were only said.
    pub said: usize,
    /// Its rounds, by date.
    pub rounds: Vec<RoundEntry>,
}

/// A round in a list.
#[derive(Debug, Serialize)]
pub struct RoundRow {
    /// The round.
    pub round: NoteLink,
    /// When.
    pub date: Option<DateView>,
    /// When it was due.
    pub planned: Option<DateView>,
    /// What sort of round.
    pub ty: Option<Tag>,
    /// Whether it took place, as far as its note says.
    pub held: bool,
    /// Its status, in words.
    pub status: Option<Tag>,
    /// Where.
    pub place: Composed,
    /// Whose act it was, and who took part, those who were absent left out.
    pub actors: Vec<NoteLink>,
    /// In a sentence.
    pub summary: Composed,
    /// How many disputes concern it.
    pub disputes: usize,
}

/// Since when and until when a track ran: as written, else from its first round to its last.
pub fn track_period(model: &Model, id: Id<Track>) -> Option<String> {
    let fields = &model.tracks[id].fields;
    let from = fields.from.as_ref().map(|at| at.value);
    let to = fields.to.as_ref().map(|at| at.value);
    actor::period(&model.language, from.as_ref(), to.as_ref())
}

/// A round for a list.
pub fn row(composer: &mut Composer<'_>, id: Id<Round>) -> RoundRow {
    let briefing = composer.briefing;
    let round = &briefing.model.rounds[id];
    let fields = &round.fields;
    let actors: Vec<Id<Actor>> = round.by.iter().copied().chain(round.present().map(|delegation| delegation.actor)).collect();
    RoundRow {
        round: briefing.link(round.note),
        date: briefing.date_of_round(round),
        planned: briefing.date_of(fields.planned.as_ref()),
        ty: briefing.tag_of(fields.ty.as_ref()),
        held: round.was_held(),
        status: round::status(briefing, round),
        place: briefing.wording(fields.place.as_ref(), &briefing.model.notes[round.note]),
        actors: briefing.links(&actors),
        summary: composer.summary(round.note),
        disputes: round.disputes.len(),
    }
}

pub(super) fn page(briefing: Briefing<'_>, id: Id<Track>) -> PageView {
    let model = briefing.model;
    let track = &model.tracks[id];
    let mut page = NotePageBuilder::new(briefing, track.note);
    page.body();
    let weight = |id: &Id<Round>| parts::row(briefing, model.rounds[*id].note);
    let rounds = page.parts.keep(track.rounds.clone(), weight, |id| briefing.name(*id));
    let rounds = timeline::entries(&mut page.composer, &rounds);
    let (held, said) = timeline::counts(model, &track.rounds);
    page.section("_timeline", "kinds.rounds", !rounds.is_empty());
    page.close("track.html", |note| {
        PageContent::Track(TrackView {
            note,
            ty: briefing.wording(track.fields.ty.as_ref(), &model.notes[track.note]),
            period: track_period(model, id),
            figure: briefing.part.is_first().then(|| timeline::strip(briefing, &track.rounds)).flatten(),
            held,
            said,
            rounds,
        })
    })
}
