//! Where people met: places of rounds on a map, and where one round was.

use serde::Serialize;

use super::draw::globe::{self, GeoPoint, Map, Spot};
use super::timeline::{ItemView, MarkContext};
use super::{Briefing, timeline};
use crate::model::{Id, Model, Round};

/// The radius of the spot of a place where one meeting was held, in pixels; the area grows with their number.
const ONE_MEETING_RADIUS: f64 = 7.0;
/// A spot is no larger.
const MAX_RADIUS: f64 = 30.0;
/// How many maps of far places there are.
const MOST_INSETS: usize = 4;

/// Places and their map.
#[derive(Debug, Serialize)]
pub struct Places {
    /// The map of those that lie near each other.
    pub map: Map,
    /// The same for narrow screens.
    pub narrow: Map,
    /// The places on it, in the order of its spots.
    pub near: Vec<Venue>,
    /// Places far from them, each with a map of its own; those with most first.
    pub insets: Vec<Inset>,
    /// Places far off for which there is no map.
    pub others: Vec<Venue>,
    /// What has a place that no map shows: its coordinates are not known.
    pub unplaced: Vec<Venue>,
}

/// A place far from the others.
#[derive(Debug, Serialize)]
pub struct Inset {
    /// Its map.
    pub map: Map,
    /// The place.
    pub venue: Venue,
    /// How many kilometres it lies from the first place, in hundreds.
    pub kilometres: u64,
    /// That place.
    pub from: String,
}

/// A place where rounds were held or were to be.
#[derive(Debug, Serialize)]
pub struct Venue {
    /// Its name, as notes have it.
    pub name: String,
    /// Its country.
    pub country: Option<String>,
    /// How many took place.
    pub held: usize,
    /// How many were only said.
    pub said: usize,
    /// The radius of the ring around, where some were only said.
    pub ring: f64,
    /// The rounds, by date.
    pub rounds: Vec<ItemView>,
}

/// Where one round was.
#[derive(Debug, Serialize)]
pub struct Locator {
    /// The map.
    pub map: Map,
    /// The place's name.
    pub name: Option<String>,
}

fn place(round: &Round) -> Option<GeoPoint> {
    let coordinates = round.fields.coordinates.as_ref()?.value;
    Some(GeoPoint { latitude: coordinates.latitude, longitude: coordinates.longitude })
}

fn name(round: &Round) -> Option<String> {
    round.fields.place.as_ref().map(|place| place.value.to_string())
}

/// A radius whose disc grows with a number.
fn radius(number: usize) -> f64 {
    (ONE_MEETING_RADIUS * (number.max(1) as f64).sqrt()).min(MAX_RADIUS)
}

fn spot(briefing: Briefing<'_>, at: GeoPoint, venue: &Venue) -> Spot {
    let (held, said) = (venue.held, venue.said);
    let counts = match (held, said) {
        (_, 0) => briefing.language.say("timeline.took_place", &[("n", held.into())]),
        (0, _) => briefing.language.say("timeline.only_said", &[("n", said.into())]),
        _ => briefing.language.say("timeline.lane_counts", &[("held", held.into()), ("said", said.into())]),
    };
    Spot { place: at, radius: radius(venue.held).max(venue.ring), lines: vec![venue.name.clone(), counts] }
}

fn venue(context: &MarkContext<'_>, model: &Model, rounds: &[Id<Round>]) -> Venue {
    let (held, said) = timeline::counts(model, rounds);
    let round = |id: &Id<Round>| &model.rounds[*id];
    let country = rounds.iter().find_map(|id| round(id).fields.country.as_ref().map(|country| country.value.to_string()));
    let views: Vec<ItemView> = rounds.iter().map(|id| context.item(*id)).collect();
    // The shortest of the names that notes give: a town rather than a building in it. Where none does, the country, else what took place there.
    let shortest = rounds.iter().filter_map(|id| name(round(id))).min_by_key(String::len);
    let title = || views.first().map(|item| item.round.title.to_string());
    Venue {
        name: shortest.or_else(|| country.clone()).or_else(title).unwrap_or_default(),
        country,
        ring: if held == rounds.len() { 0.0 } else { radius(rounds.len()).max(radius(held) + 4.0) },
        held,
        said,
        rounds: views,
    }
}

/// All places of rounds; nothing where no round has coordinates.
pub(super) fn places(briefing: Briefing<'_>, context: &MarkContext<'_>) -> Option<Places> {
    let model = briefing.model;
    let mut places: Vec<(GeoPoint, Vec<Id<Round>>)> = Vec::new();
    let mut unplaced: Vec<(String, Vec<Id<Round>>)> = Vec::new();
    for id in model.rounds_in_order() {
        match (place(&model.rounds[id]), name(&model.rounds[id])) {
            (Some(at), _) => match places.iter_mut().find(|(known, _)| known.distance(at) < 5.0) {
                Some((_, rounds)) => rounds.push(id),
                None => places.push((at, vec![id])),
            },
            (None, Some(name)) => match unplaced.iter_mut().find(|(known, _)| *known == name) {
                Some((_, rounds)) => rounds.push(id),
                None => unplaced.push((name, vec![id])),
            },
            (None, None) => {}
        }
    }
    // Those with most first, so that they choose where their labels stand.
    places.sort_by_key(|(_, rounds)| std::cmp::Reverse(rounds.len()));
    let all = places.iter().map(|(at, rounds)| (*at, venue(context, model, rounds))).collect();
    let (near, far) = globe::near_and_far(all, |venue: &Venue| venue.rounds.len());
    let (first, from) = near.first().map(|(at, venue)| (*at, venue.name.clone()))?;
    let spots: Vec<Spot> = near.iter().map(|(at, venue)| spot(briefing, *at, venue)).collect();
    let map = globe::map(&spots, 1000.0, 600.0, globe::MIN_WIDTH);
    // On a phone the names alone have room; the list has the rest.
    let names = spots.iter().map(|spot| Spot {
        radius: spot.radius * 0.7,
        lines: spot.lines.first().cloned().into_iter().collect(),
        ..spot.clone()
    });
    let narrow = globe::map(&names.collect::<Vec<_>>(), 360.0, 320.0, globe::MIN_WIDTH);
    let mut far = far.into_iter();
    let inset = |(at, venue): (GeoPoint, Venue)| {
        let bare = Spot { place: at, radius: radius(venue.held).max(venue.ring), lines: Vec::new() };
        let hundreds = (at.distance(first) / 100.0).round() as u64;
        Inset { map: globe::map(&[bare], 240.0, 150.0, 2200.0), venue, kilometres: hundreds * 100, from: from.clone() }
    };
    Some(Places {
        map,
        narrow,
        near: near.into_iter().map(|(_, venue)| venue).collect(),
        insets: far.by_ref().take(MOST_INSETS).map(inset).collect(),
        others: far.map(|(_, venue)| venue).collect(),
        unplaced: unplaced.iter().map(|(_, rounds)| venue(context, model, rounds)).collect(),
    })
}

/// A small map of where a round was; nothing where its coordinates are not known.
pub fn locator(briefing: Briefing<'_>, id: Id<Round>) -> Option<Locator> {
    let round = &briefing.model.rounds[id];
    let name = name(round);
    let spot = Spot { place: place(round)?, radius: 6.0, lines: name.iter().cloned().collect() };
    Some(Locator { map: globe::map(&[spot], 280.0, 175.0, 1900.0), name })
}
