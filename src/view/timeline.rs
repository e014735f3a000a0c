//! The timeline: what took place and what was only said, drawn to scale in lanes, and the same in words.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Briefing;
use super::compose::Composer;
use super::draw::chart::{self, Chart, ChartStyle, Item, When};
use super::draw::pack::Extent;
use super::draw::text;
use super::link::{DateView, Link, NoteLink};
use super::parts::{self, Parts};
use super::sides::Side;
use super::text::Composed;
use super::words::Tag;
use crate::model::{Actor, Id, Model, Round, Track};
use crate::parse::date::{Bound, Edtf};

/// How many labels stand beside marks, long lines apart.
const MOST_LABELS: usize = 15;
/// How many stand there in the small drawing.
const MOST_SMALL_LABELS: usize = 10;
/// A round's title is its label only if it is no wider, in pixels.
const MAX_TITLE_WIDTH: f64 = 210.0;
/// More lanes than these cannot be told apart: the last are one.
const MOST_LANES: usize = 12;
/// A list of more rounds folds its years.
const LONG_LIST: usize = 150;

const LARGE: ChartStyle =
    ChartStyle { width: 776.0, row: 20.0, plain_row: 20.0, dot: 5.2, ring: 8.2, pressed: 60.0, names: 160.0, top: 60.0 };
const SMALL: ChartStyle =
    ChartStyle { width: 450.0, row: 15.0, plain_row: 12.0, dot: 4.2, ring: 6.2, pressed: 30.0, names: 120.0, top: 42.0 };
const STRIP: ChartStyle =
    ChartStyle { width: 450.0, row: 18.0, plain_row: 16.0, dot: 4.8, ring: 7.4, pressed: 50.0, names: 112.0, top: 44.0 };

/// What `timeline.html` gets.
#[derive(Debug, Serialize)]
pub struct TimelineView {
    /// The drawing; nothing where no round has a date.
    pub figure: Option<TimelineFigure>,
    /// How many took place.
    pub held: usize,
    /// How many were only said.
    pub said: usize,
    /// How many there are with those that were called off.
    pub rounds: usize,
    /// In how many that took place both parties took part.
    pub both: usize,
    /// The two parties, where there are two.
    pub parties: Vec<NoteLink>,
    /// The last dated one with both.
    pub last: Option<ItemView>,
    /// Sides by which one can choose, with how many rounds they took part in.
    pub choices: Vec<SideChoice>,
    /// Years, in order; what has no date comes last.
    pub years: Vec<Year>,
    /// Whether the years of the list are folded.
    pub folded: bool,
}

/// A side by which one can choose.
#[derive(Debug, Serialize)]
pub struct SideChoice {
    /// The side's name.
    pub name: String,
    /// The id of its first actor, for the address.
    pub id: Box<str>,
    /// The number of its class, from 1.
    pub number: usize,
    /// How many rounds it took part in.
    pub rounds: usize,
}

/// A year of the list.
#[derive(Debug, Serialize)]
pub struct Year {
    /// The year; nothing: no date is known.
    pub year: Option<i64>,
    /// How many took place.
    pub held: usize,
    /// How many were only said.
    pub said: usize,
    /// Its rounds.
    pub entries: Vec<RoundEntry>,
    /// The months of those whose month is known, each with its first round, for jumping.
    pub months: Vec<MonthLink>,
}

/// A month to jump to.
#[derive(Debug, Serialize)]
pub struct MonthLink {
    /// 1 to 12.
    pub month: u8,
    /// The id of its first round.
    pub id: Box<str>,
}

/// A round in the list.
#[derive(Debug, Serialize)]
pub struct RoundEntry {
    /// The round and its mark.
    #[serde(flatten)]
    pub item: ItemView,
    /// In a sentence.
    pub summary: Composed,
    /// The name of its lane.
    pub lane: Option<Link>,
}

/// A round, as its mark shows it.
#[derive(Debug, Clone, Serialize)]
pub struct ItemView {
    /// The round.
    pub round: NoteLink,
    /// When.
    pub date: Option<DateView>,
    /// When it was due, where it has no date.
    pub due: Option<DateView>,
    /// When, where its title does not say so already.
    pub date_beside_title: Option<DateView>,
    /// Whether it took place.
    pub held: bool,
    /// Whether it took place and both parties took part.
    pub both: bool,
    /// Whether it was announced, proposed …
    pub status: Option<Tag>,
    /// The mark: `dot`, `bar`, `line`, `before`, `one-of`, `none`.
    pub shape: &'static str,
    /// The numbers of the choices whose sides took part.
    pub sides: Vec<usize>,
}

/// A drawing with what it shows.
#[derive(Debug, Serialize)]
pub struct TimelineFigure {
    /// `large`, `small` or `strip`.
    pub look: &'static str,
    /// The rounds that are drawn; marks name them by their places.
    pub items: Vec<ItemView>,
    /// The drawing for wide screens.
    pub wide: Chart,
    /// The drawing for narrow ones; without it there is a list of the labelled rounds.
    pub tall: Option<Chart>,
    /// Whether lanes have names.
    pub named: bool,
    /// Where a line across all lanes marks the first and the last round with both parties whose day is known, in per cent.
    pub hairlines: Vec<f64>,
    /// Those rounds.
    pub marked: Vec<ItemView>,
    /// How many took place, those without a date included.
    pub held: usize,
    /// How many were only said.
    pub said: usize,
    /// The two parties, where there are two.
    pub parties: Vec<NoteLink>,
    /// How many have no date and are not drawn.
    pub undated: usize,
    /// How many are known to a year or less and not drawn in the small drawing.
    pub vague: usize,
    /// Which marks there are, for the key.
    pub shapes: BTreeSet<&'static str>,
    /// Whether years are pressed together.
    pub pressed: bool,
}

/// How a timeline looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// On its own page: a lane a track, or several tracks of one lane together.
    Large,
    /// The same at a glance, on the home page.
    Small,
    /// Of one track or actor: what took place above what was only said.
    Strip,
}

/// Whether a round took place with all of these.
fn took_place_with_all(round: &Round, actors: &[Id<Actor>]) -> bool {
    let took_part = |actor: &Id<Actor>| round.present().any(|delegation| delegation.actor == *actor);
    !actors.is_empty() && round.was_held() && actors.iter().all(took_part)
}

/// When a date is, as charts have it.
pub(super) fn when(date: &Edtf) -> Option<When> {
    let day = |bound: Bound| bound.day as f64;
    if date.is_set() {
        let days: Vec<Extent> =
            date.alternatives().iter().filter_map(|one| Some(Extent::new(day(one.earliest()?), day(one.latest()?) + 1.0))).collect();
        return (!days.is_empty()).then_some(When::OneOf(days));
    }
    match (date.earliest(), date.latest()) {
        (Some(from), to) => Some(When::Span(day(from), to.map(|to| day(to) + 1.0))),
        (None, Some(to)) => Some(When::Before(day(to) + 1.0)),
        (None, None) => None,
    }
}

fn shape(when: Option<&When>) -> &'static str {
    match when {
        None => "none",
        Some(When::OneOf(_)) => "one-of",
        Some(When::Before(_)) => "before",
        Some(when) if when.is_line() => "line",
        Some(When::Span(from, to)) if to.is_some_and(|to| to - from > 2.0) => "bar",
        Some(When::Span(..)) => "dot",
    }
}

/// The rounds in which an actor took part: in a delegation, by an act of its own or of one who speaks for it, or as the one addressed.
fn rounds_of(briefing: Briefing<'_>, actors: &[Id<Actor>]) -> BTreeSet<Id<Round>> {
    let presences = actors.iter().flat_map(|actor| &briefing.shared.actors[*actor].presences);
    presences.filter(|presence| presence.took_part()).map(|presence| presence.round).collect()
}

/// What all marks of a page need to know.
pub(super) struct MarkContext<'b> {
    briefing: Briefing<'b>,
    parties: &'b [Id<Actor>],
    /// The rounds of each side by which one can choose.
    choices: Vec<BTreeSet<Id<Round>>>,
}

impl<'b> MarkContext<'b> {
    pub(super) fn new(briefing: Briefing<'b>) -> Self {
        Self { briefing, parties: &briefing.shared.parties, choices: Vec::new() }
    }

    /// The two parties, where there are two.
    pub(super) fn parties(&self) -> Vec<NoteLink> {
        self.briefing.links(self.parties)
    }

    pub(super) fn is_party(&self, actor: Id<Actor>) -> bool {
        self.parties.contains(&actor)
    }

    /// A round, as its mark shows it.
    pub(super) fn item(&self, id: Id<Round>) -> ItemView {
        let round = &self.briefing.model.rounds[id];
        let sides = (1..).zip(&self.choices).filter(|(_, rounds)| rounds.contains(&id)).map(|(number, _)| number);
        let link = self.briefing.link(round.note);
        let date = self.briefing.date_of_round(round);
        ItemView {
            date_beside_title: date.clone().filter(|date| !date.is_said_in(&link.title)),
            round: link,
            date,
            due: self.briefing.due_date(round),
            held: round.was_held(),
            both: took_place_with_all(round, self.parties),
            status: self.briefing.tag_of(round.fields.status.as_ref()),
            shape: shape(round.date.as_ref().and_then(when).as_ref()),
            sides: sides.collect(),
        }
    }

    /// A drawing of rounds, where at least one has a date.
    fn figure(&self, rounds: &[Id<Round>], look: Look) -> Option<TimelineFigure> {
        let model = self.briefing.model;
        let (name, style, most_labels) = match look {
            Look::Large => ("large", LARGE, MOST_LABELS),
            Look::Small => ("small", SMALL, MOST_SMALL_LABELS),
            Look::Strip => ("strip", STRIP, MOST_SMALL_LABELS),
        };
        let dated: Vec<(Id<Round>, When)> =
            rounds.iter().filter_map(|id| Some((*id, model.rounds[*id].date.as_ref().and_then(when)?))).collect();
        let undated = rounds.len() - dated.len();
        // The small drawing is for a glance: what is known to a year alone is counted.
        let drawn: Vec<(Id<Round>, When)> =
            dated.iter().filter(|(_, when)| look != Look::Small || !(when.is_line() || matches!(when, When::Before(_)))).cloned().collect();
        if drawn.is_empty() {
            return None;
        }
        let ids: Vec<Id<Round>> = drawn.iter().map(|(id, _)| *id).collect();
        let (places, names) = if look == Look::Strip { self.by_status(&ids) } else { self.tracks(&ids) };
        let labels = self.labels(&drawn, most_labels);
        let items: Vec<Item> = drawn
            .iter()
            .zip(places)
            .map(|((id, when), lane)| {
                let label = labels.iter().enumerate().find(|(_, (labelled, _))| labelled == id);
                Item {
                    when: when.clone(),
                    label: label.map(|(_, (_, text))| text.clone()),
                    rank: label.map_or(usize::MAX, |(rank, _)| rank),
                    lane,
                    held: model.rounds[*id].was_held(),
                    counted: model.rounds[*id].was_held() || model.rounds[*id].was_only_said(),
                }
            })
            .collect();
        let as_of = model.config.as_of.as_ref().filter(|_| look != Look::Strip);
        let until = as_of.and_then(|date| date.latest()).map(|to| to.day as f64 + 1.0);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let wide = chart::horizontal(&items, &names, until, style);
        // Where lanes do not fit beside each other, all are one.
        let one_lane = || items.iter().map(|item| Item { lane: 0, ..item.clone() }).collect::<Vec<_>>();
        let tall = || chart::vertical(&items, &names, until).or_else(|| chart::vertical(&one_lane(), &[""], until));
        let tall = if look == Look::Small { None } else { tall() };
        let views: Vec<ItemView> = ids.iter().map(|id| self.item(*id)).collect();
        let ringed = || wide.marks.iter().filter(|mark| views.get(mark.item).is_some_and(|item| item.both && item.shape == "dot"));
        let mut marked: Vec<&chart::ItemMark> = ringed().next().into_iter().chain(ringed().next_back()).collect();
        marked.dedup_by_key(|mark| mark.item);
        let (hairlines, marked) = marked.iter().filter_map(|mark| Some((*mark.dots.first()?, views.get(mark.item)?.clone()))).unzip();
        let shapes = |item: &ItemView| {
            let took_place = [if item.held { "held" } else { "said" }, item.shape].into_iter();
            took_place.chain(item.both.then_some("both"))
        };
        let (held, said) = counts(model, rounds);
        Some(TimelineFigure {
            look: name,
            named: names.iter().any(|name| !name.is_empty()),
            hairlines: if look == Look::Strip { Vec::new() } else { hairlines },
            marked,
            held,
            said,
            parties: self.parties(),
            undated,
            vague: dated.len() - drawn.len(),
            shapes: views.iter().flat_map(shapes).collect(),
            pressed: wide.stretches.iter().any(|stretch| stretch.pressed),
            items: views,
            wide,
            tall,
        })
    }

    /// The lane of each round, and the lanes' names: tracks in the order that they ask for, then those with most that took place.
    fn tracks(&self, rounds: &[Id<Round>]) -> (Vec<usize>, Vec<String>) {
        let model = self.briefing.model;
        let name = |id: Id<Round>| lane(self.briefing, model.rounds[id].track).map(|lane| lane.title);
        let order =
            |track: Option<Id<Track>>| track.and_then(|track| model.tracks[track].fields.lane_order.as_ref()).map(|order| order.value);
        struct Lane {
            order: Option<i64>,
            held: usize,
            first: usize,
        }
        let own: Vec<Option<String>> = rounds.iter().map(|id| name(*id)).collect();
        let mut lanes: BTreeMap<&Option<String>, Lane> = BTreeMap::new();
        for (first, (id, name)) in rounds.iter().zip(&own).enumerate() {
            let round = &model.rounds[*id];
            let lane = lanes.entry(name).or_insert(Lane { order: None, held: 0, first });
            lane.order = lane.order.into_iter().chain(order(round.track)).min();
            lane.held += usize::from(round.was_held());
        }
        let mut lanes: Vec<(&Option<String>, Lane)> = lanes.into_iter().collect();
        lanes.sort_by_key(|(name, lane)| (name.is_none(), lane.order.is_none(), lane.order, Reverse(lane.held), lane.first));
        let crowded = lanes.len() > MOST_LANES;
        let last = if crowded { MOST_LANES - 1 } else { lanes.len() };
        let place_of: BTreeMap<&Option<String>, usize> =
            lanes.iter().enumerate().map(|(place, (name, _))| (*name, place.min(last))).collect();
        let places = own.iter().filter_map(|name| place_of.get(name).copied()).collect();
        let several = lanes.len() > 1;
        let mut names: Vec<String> = lanes
            .into_iter()
            .map(|(name, _)| {
                name.clone().unwrap_or_else(|| if several { self.briefing.language.word("timeline.no_track") } else { String::new() })
            })
            .collect();
        if crowded {
            names.truncate(MOST_LANES);
            if let Some(name) = names.last_mut() {
                *name = self.briefing.language.word("timeline.other_tracks");
            }
        }
        (places, names)
    }

    fn by_status(&self, rounds: &[Id<Round>]) -> (Vec<usize>, Vec<String>) {
        let held = |id: &Id<Round>| self.briefing.model.rounds[*id].was_held();
        let both = rounds.iter().any(held) && !rounds.iter().all(held);
        let names = [("timeline.lane_held", rounds.iter().any(held)), ("timeline.lane_said", !rounds.iter().all(held))];
        let places = rounds.iter().map(|id| usize::from(both && !held(id))).collect();
        (places, names.into_iter().filter(|(_, there)| *there).map(|(key, _)| self.briefing.language.word(key)).collect())
    }

    /// The labels that are drawn, those that matter most first: what the notes ask for; where none asks, by what took place, who was there
    /// and how much is known of it.
    fn labels(&self, drawn: &[(Id<Round>, When)], most: usize) -> Vec<(Id<Round>, String)> {
        let model = self.briefing.model;
        let asked = drawn.iter().any(|(id, _)| model.rounds[*id].fields.label.is_some());
        let weight = |id: Id<Round>| {
            let round = &model.rounds[id];
            let detail = round.statements.len() + round.present().count().min(6);
            let own = round.fields.label_weight.as_ref().map_or(1, |weight| weight.value);
            (Reverse(own), Reverse(round.was_held()), Reverse(took_place_with_all(round, self.parties)), Reverse(detail), round.place)
        };
        let text = |id: Id<Round>| {
            let round = &model.rounds[id];
            let written = round.fields.label.as_ref().map(|label| label.value.to_string());
            let title =
                || Some(self.briefing.short_name(id)).filter(|title| text::width(title, 12.5) <= MAX_TITLE_WIDTH).map(str::to_owned);
            if asked { written } else { title() }
        };
        let mut candidates: Vec<(Id<Round>, bool)> = drawn.iter().map(|(id, when)| (*id, when.is_line())).collect();
        candidates.sort_by_key(|(id, _)| weight(*id));
        let mut remaining = most;
        let mut labels = Vec::new();
        for (id, line) in candidates {
            // A long line has its name on itself, where there is room for certain.
            let Some(text) = text(id).filter(|_| line || remaining > 0) else { continue };
            remaining = remaining.saturating_sub(usize::from(!line));
            labels.push((id, text));
        }
        labels
    }
}

fn lane(briefing: Briefing<'_>, track: Option<Id<Track>>) -> Option<Link> {
    let track = &briefing.model.tracks[track?];
    let note = &briefing.model.notes[track.note];
    let (name, language) = match &track.fields.lane {
        Some(lane) => (&*lane.value, briefing.language_of_shared(lane, track.note)),
        None => (note.short_title(), &*note.title_language),
    };
    Some(briefing.named(name, language))
}

/// The timeline in small, for the home page; nothing where there is little to see.
pub fn small(briefing: Briefing<'_>) -> Option<TimelineFigure> {
    let rounds = briefing.model.rounds_in_order();
    MarkContext::new(briefing).figure(&rounds, Look::Small).filter(|figure| figure.items.len() > 1)
}

/// Rounds as a strip of two lanes, what took place above what was only said; nothing where there are fewer than two dates.
pub fn strip(briefing: Briefing<'_>, rounds: &[Id<Round>]) -> Option<TimelineFigure> {
    MarkContext::new(briefing).figure(rounds, Look::Strip).filter(|figure| figure.items.len() > 1)
}

pub(super) fn view(composer: Composer<'_>, parts: &mut Parts) -> TimelineView {
    let briefing = composer.briefing;
    let mut composer = composer.without_references();
    let model = briefing.model;
    let mut context = MarkContext::new(briefing);
    let others = briefing.shared.sides.list().iter().filter(|side| !side.actors.iter().any(|actor| context.is_party(*actor)));
    let sides: Vec<_> = others.map(|side| (side, rounds_of(briefing, &side.actors))).filter(|(_, rounds)| !rounds.is_empty()).collect();
    let choice = |(number, (side, rounds)): (usize, &(&Side, BTreeSet<Id<Round>>))| {
        let id = model.notes[model.actors[*side.actors.first()?].note].id.clone();
        Some(SideChoice { name: briefing.side_title(side), id, number, rounds: rounds.len() })
    };
    let choices = (1..).zip(&sides).filter_map(choice).collect();
    context.choices = sides.into_iter().map(|(_, rounds)| rounds).collect();
    let rounds = model.rounds_in_order();
    // As they are listed: by year, what has no date last.
    let mut listed = rounds.clone();
    listed.sort_by_key(|id| year_of(model, *id).map_or((true, 0), |year| (false, year)));
    let year =
        |id: &Id<Round>| year_of(model, *id).map_or_else(|| briefing.language.word("timeline.undated_heading"), |year| year.to_string());
    let listed = parts.keep(listed, |id| parts::row(briefing, model.rounds[*id].note), year);
    let (held, said) = counts(model, &rounds);
    let both: Vec<Id<Round>> = rounds.iter().copied().filter(|id| took_place_with_all(&model.rounds[*id], context.parties)).collect();
    let dated: Vec<Id<Round>> = both.iter().copied().filter(|id| model.rounds[*id].date.as_ref().and_then(when).is_some()).collect();
    TimelineView {
        held,
        said,
        rounds: rounds.len(),
        both: both.len(),
        parties: context.parties(),
        last: last(model, &dated).map(|id| context.item(id)),
        choices,
        years: years(&mut composer, &context, &listed),
        folded: rounds.len() > LONG_LIST,
        figure: if briefing.part.is_first() { context.figure(&rounds, Look::Large) } else { None },
    }
}

fn entry(composer: &mut Composer<'_>, id: Id<Round>, item: ItemView) -> RoundEntry {
    let round = &composer.briefing.model.rounds[id];
    RoundEntry { item, summary: composer.summary(round.note), lane: lane(composer.briefing, round.track) }
}

/// Rounds for a list with the marks of the timeline, in the order given.
pub fn entries(composer: &mut Composer<'_>, rounds: &[Id<Round>]) -> Vec<RoundEntry> {
    let context = MarkContext::new(composer.briefing);
    rounds.iter().map(|id| entry(composer, *id, context.item(*id))).collect()
}

/// The last of rounds in their order; nothing where another may have begun later, since the last is not dated so exactly. What follows another
/// is as late as that.
pub(super) fn last(model: &Model, rounds: &[Id<Round>]) -> Option<Id<Round>> {
    let begun = |id: Id<Round>| model.rounds[id].date.and_then(|date| date.earliest());
    let last = *rounds.last()?;
    let latest = begun(last).or_else(|| begun(model.rounds[last].follows?));
    rounds.iter().all(|other| begun(*other) <= latest).then_some(last)
}

/// How many of these took place, and how many were only said. What was called off is neither.
pub fn counts(model: &Model, rounds: &[Id<Round>]) -> (usize, usize) {
    let count = |is_so: fn(&Round) -> bool| rounds.iter().filter(|id| is_so(&model.rounds[**id])).count();
    (count(Round::was_held), count(Round::was_only_said))
}

fn year_of(model: &Model, id: Id<Round>) -> Option<i64> {
    model.rounds[id].date.as_ref().map(Edtf::year)
}

/// Rounds in their order, by year; what has no date comes last.
fn years(composer: &mut Composer<'_>, context: &MarkContext<'_>, rounds: &[Id<Round>]) -> Vec<Year> {
    let model = composer.briefing.model;
    let month = |id: &Id<Round>| {
        let month = model.rounds[*id].date.as_ref()?.start()?.month?;
        Some(MonthLink { month, id: model.notes[model.rounds[*id].note].id.clone() })
    };
    let year = |rounds: &[Id<Round>]| {
        let (held, said) = counts(model, rounds);
        // Rounds known by the year alone stand after its months.
        let mut months: Vec<MonthLink> = rounds.iter().filter_map(month).collect();
        months.sort_by_key(|link| link.month);
        months.dedup_by_key(|link| link.month);
        let entries = rounds.iter().map(|id| entry(composer, *id, context.item(*id))).collect();
        Year { year: rounds.first().and_then(|id| year_of(model, *id)), held, said, entries, months }
    };
    rounds.chunk_by(|a, b| year_of(model, *a) == year_of(model, *b)).map(year).collect()
}
