//! The timeline: rounds, and events that belong to none, in order; and a drawing of rounds by track.

use serde::Serialize;

use super::compose::{CitationMark, Composed, Composer, ReferenceView};
use super::head::Head;
use super::link::{DateView, NoteLink};
use super::track::{self, RoundRow};
use super::{Briefing, Content, PageView};
use crate::model::address::View;
use crate::model::{Evidence, Id, Model, Round, Statement, Track};
use crate::parse::date::{Bound, Edtf};
use crate::parse::fields::StatementType;

/// More rounds than this are not drawn: nobody could tell the marks apart.
const MOST_DRAWN: usize = 400;

/// What `timeline.html` gets.
#[derive(Debug, Serialize)]
pub struct TimelineView {
    /// Years, in order; what has no date comes last.
    pub years: Vec<Year>,
    /// Tracks, for the filter.
    pub tracks: Vec<NoteLink>,
    /// Actors that took part in some round, for the filter.
    pub actors: Vec<NoteLink>,
    /// Topics of rounds, for the filter.
    pub topics: Vec<NoteLink>,
    /// The drawing.
    pub drawing: Option<Drawing>,
    /// The works cited.
    pub references: Vec<ReferenceView>,
}

/// A year of the timeline.
#[derive(Debug, Serialize)]
pub struct Year {
    /// "2022", or "Undated".
    pub label: String,
    /// Its element's id.
    pub id: String,
    /// What happened in it.
    pub entries: Vec<Entry>,
}

/// An entry of the timeline: a round, or an event that belongs to none.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// The round.
    pub round: Option<RoundRow>,
    /// The event.
    pub event: Option<Event>,
    /// Ids of its tracks, actors and topics with a space between, for the filter.
    pub track_id: String,
    /// As above.
    pub actor_ids: String,
    /// As above.
    pub topic_ids: String,
    /// Whether its date is more exact than it can be relied on: "about", "uncertain".
    pub unsure: bool,
}

/// An event that a source reports.
#[derive(Debug, Serialize)]
pub struct Event {
    /// When it happened.
    pub date: Option<DateView>,
    /// What happened.
    pub text: Composed,
    /// Its mark.
    pub cites: Vec<CitationMark>,
    /// When it was reported.
    pub reported: Option<DateView>,
}

/// Rounds by track, drawn: an SVG of this size.
#[derive(Debug, Serialize)]
pub struct Drawing {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// One line a track.
    pub lanes: Vec<Lane>,
    /// Where years begin.
    pub years: Vec<YearMark>,
}

/// A track's line.
#[derive(Debug, Serialize)]
pub struct Lane {
    /// Its name.
    pub title: String,
    /// Its height.
    pub y: usize,
    /// Where its first round stands.
    pub from: usize,
    /// Where its last round stands.
    pub to: usize,
    /// Its rounds.
    pub marks: Vec<Mark>,
}

/// A round in the drawing.
#[derive(Debug, Serialize)]
pub struct Mark {
    /// From the left.
    pub x: usize,
    /// From the top.
    pub y: usize,
    /// The entry in the list that it leads to.
    pub href: String,
    /// Title and date.
    pub label: String,
    /// `held`, `proposed` …
    pub status: &'static str,
}

/// The beginning of a year in the drawing.
#[derive(Debug, Serialize)]
pub struct YearMark {
    /// From the left.
    pub x: usize,
    /// The year.
    pub label: String,
}

/// The heading of what has no date, behind all years.
const UNDATED: &str = "Undated";

enum Item {
    Round(Id<Round>),
    Event(Id<Statement>),
}

pub(super) fn page(briefing: Briefing<'_>) -> PageView {
    let model = briefing.model;
    let head = Head::view(briefing, View::Timeline);
    let mut composer = Composer::new(briefing, &head.root, None, std::iter::empty());
    let items = items(model);
    let mut years: Vec<Year> = Vec::new();
    for (date, item) in &items {
        let label = date.as_ref().map_or_else(|| UNDATED.to_owned(), |date| date.year().to_string());
        let entry = entry(&mut composer, *date, item);
        // What has no date stands among what it follows, in the middle of a year.
        match years.iter_mut().find(|year| year.label == label) {
            Some(year) => year.entries.push(entry),
            None => years.push(Year { id: format!("_{}", label.to_lowercase()), label, entries: vec![entry] }),
        }
    }
    years.sort_by_key(|year| year.label == UNDATED);
    let taking_part = |actor: &&super::link::NoteLink| !actor.id.is_empty();
    let actors: Vec<_> = model.actors.ids().filter(|id| !briefing.shared.actor(*id).presences.is_empty()).collect();
    let topics: Vec<_> =
        briefing.shared.topic_order().iter().copied().filter(|id| !briefing.shared.topic(*id).outcomes.is_empty()).collect();
    let tracks: Vec<_> = model.tracks.ids().collect();
    let references = composer.references();
    PageView {
        entity: None,
        template: "timeline.html",
        what: "the view `timeline`".to_owned(),
        head,
        content: Content::Timeline(TimelineView {
            years,
            tracks: briefing.links(&tracks),
            actors: briefing.links(&actors).iter().filter(taking_part).cloned().collect(),
            topics: briefing.links(&topics),
            drawing: drawing(briefing),
            references,
        }),
    }
}

/// Rounds in their order, and events between them; what has no date comes last.
fn items(model: &Model) -> Vec<(Option<Edtf>, Item)> {
    let mut items: Vec<(Option<Bound>, Option<Edtf>, Item)> = Vec::new();
    // A round that stands behind the one that it follows, whatever its date, takes that one's place among the events.
    let mut reached = None;
    for id in model.rounds_in_order() {
        let round = &model.rounds[id];
        reached = round.stands.map(|stands| reached.map_or(stands, |before: Bound| before.max(stands)));
        items.push((reached, round.date, Item::Round(id)));
    }
    let events = model.statements.iter().filter(|(_, statement)| is_event(statement));
    items.extend(events.map(|(id, statement)| (statement.happened.as_ref().and_then(Edtf::place), statement.happened, Item::Event(id))));
    // A stable sort keeps the order of rounds, and them before events of one day.
    items.sort_by_key(|(stands, date, item)| (stands.is_none(), *stands, date.filter(|_| matches!(item, Item::Event(_)))));
    items.into_iter().map(|(_, date, item)| (date, item)).collect()
}

/// Whether a statement is an entry of its own: a dated event that no round stands for.
fn is_event(statement: &crate::model::Statement) -> bool {
    let ty = statement.fields.ty.as_ref().map(|ty| ty.value);
    ty == Some(StatementType::Event) && statement.happened.is_some() && statement.rounds.is_empty()
}

fn entry(composer: &mut Composer<'_>, date: Option<Edtf>, item: &Item) -> Entry {
    let model = composer.briefing.model;
    let ids = |list: &mut dyn Iterator<Item = &str>| list.collect::<Vec<_>>().join(" ");
    let unsure = date.is_some_and(|date| date.qualifier().is_some());
    match item {
        Item::Round(id) => {
            let round = &model.rounds[*id];
            let topics = round.outcomes.iter().flat_map(|outcome| &outcome.topics).map(|topic| &*model.notes[model.topics[*topic].note].id);
            let actors = round.delegations.iter().map(|delegation| &*model.notes[model.actors[delegation.actor].note].id);
            Entry {
                track_id: round.track.map(|track| model.notes[model.tracks[track].note].id.to_string()).unwrap_or_default(),
                actor_ids: ids(&mut actors.into_iter()),
                topic_ids: ids(&mut topics.into_iter()),
                round: track::rows(composer, &[*id]).pop(),
                event: None,
                unsure,
            }
        }
        Item::Event(id) => {
            let statement = &model.statements[*id];
            let fields = &model.statements[*id].fields;
            let source = &model.notes[model.note_of_statement(*id)];
            let actors = statement.by.iter().chain(&statement.actors).map(|actor| &*model.notes[model.actors[*actor].note].id);
            let topics = statement.topics.iter().map(|topic| &*model.notes[model.topics[*topic].note].id);
            let wording = |text: Option<&crate::parse::record::Text>| text.map(|text| text.value.to_string());
            let event = Event {
                date: DateView::worded(date.as_ref(), wording(fields.happened_text.as_deref()).as_deref()),
                text: composer.prose(&fields.text, source.into()),
                cites: composer.cite(&[Evidence::Statement(*id)]),
                reported: statement.reported.as_ref().map(DateView::of),
            };
            Entry {
                round: None,
                event: Some(event),
                track_id: String::new(),
                actor_ids: ids(&mut actors.into_iter()),
                topic_ids: ids(&mut topics.into_iter()),
                unsure,
            }
        }
    }
}

/// Draws rounds one beside the other in the order of their dates: equal steps, since months of quiet would leave the drawing empty.
fn drawing(briefing: Briefing<'_>) -> Option<Drawing> {
    const STEP: usize = 22;
    const YEAR_GAP: usize = 34;
    const LEFT: usize = 16;
    const TOP: usize = 34;
    const LANE: usize = 46;
    let model = briefing.model;
    let mut rounds: Vec<Id<Round>> = model.rounds.ids().filter(|id| model.rounds[*id].date.is_some()).collect();
    if rounds.len() < 2 || rounds.len() > MOST_DRAWN {
        return None;
    }
    rounds.sort_by_key(|id| model.rounds[*id].place);
    let mut order: Vec<Option<Id<Track>>> = model.tracks.ids().map(Some).collect();
    let first = |track: &Option<Id<Track>>| rounds.iter().position(|id| model.rounds[*id].track == *track);
    order.push(None);
    order.retain(|track| first(track).is_some());
    order.sort_by_key(|track| (track.is_none(), first(track)));
    let mut lanes: Vec<Lane> = order
        .iter()
        .enumerate()
        .map(|(place, track)| Lane {
            title: track.map_or_else(|| "No track".to_owned(), |track| model.notes[model.tracks[track].note].title.to_string()),
            y: TOP.saturating_add(place.saturating_mul(LANE)).saturating_add(LANE / 2),
            from: usize::MAX,
            to: 0,
            marks: Vec::new(),
        })
        .collect();
    let mut years: Vec<YearMark> = Vec::new();
    let mut x = LEFT;
    // One of several dates is drawn at each of them.
    let mut drawn: Vec<(Bound, Edtf, Id<Round>)> = Vec::new();
    for id in &rounds {
        let dates = model.rounds[*id].date.map(|date| date.alternatives()).unwrap_or_default();
        drawn.extend(dates.into_iter().filter_map(|date| {
            Some((
                model.rounds[*id].stands.filter(|_| !model.rounds[*id].date.is_some_and(|d| d.is_set())).or_else(|| date.place())?,
                date,
                *id,
            ))
        }));
    }
    drawn.sort_by_key(|(stands, ..)| *stands);
    for (_, date, id) in &drawn {
        let round = &model.rounds[*id];
        let year = date.standing().map_or_else(|| date.year(), |bound| bound.civil().0).to_string();
        if years.last().is_none_or(|mark| mark.label != year) {
            x = x.saturating_add(if years.is_empty() { 0 } else { YEAR_GAP });
            years.push(YearMark { x, label: year });
        }
        x = x.saturating_add(STEP);
        let note = &model.notes[round.note];
        let status = match model.rounds[*id].fields.status.as_ref().map_or("held", |status| status.value.as_str()) {
            "held" if round.date.is_some_and(|date| date.is_set()) => "reported",
            status => status,
        };
        if let Some(lane) = order.iter().position(|track| *track == round.track).and_then(|place| lanes.get_mut(place)) {
            lane.from = lane.from.min(x);
            lane.to = lane.to.max(x);
            lane.marks.push(Mark {
                x,
                y: lane.y,
                href: format!("#_{}", note.id),
                label: if round.date.is_some_and(|date| date.is_set()) {
                    format!("{}, perhaps {}", note.title, date.show())
                } else {
                    format!(
                        "{}, {}",
                        note.title,
                        round.fields.date_text.as_ref().map_or_else(|| date.show(), |text| text.value.to_string())
                    )
                },
                status,
            });
        }
    }
    let height = TOP.saturating_add(lanes.len().saturating_mul(LANE)).saturating_add(10);
    Some(Drawing { width: x.saturating_add(3 * STEP), height, lanes, years })
}
