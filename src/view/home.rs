//! The home page, and pages of the editor's own.

use std::cmp::Reverse;

use serde::Serialize;

use super::compose::Composer;
use super::dispute::{self, DisputeRow};
use super::head::Head;
use super::link::{DateView, NoteLink};
use super::note::{NotePageBuilder, NoteView};
use super::sides::MarkRow;
use super::text::{CitationMark, Composed};
use super::timeline::{ItemView, MarkContext, TimelineFigure};
use super::words::Tag;
use super::{Briefing, PageContent, PageView, changes, positions, source, statement, timeline};
use crate::model::{Entity, Id, Page, Round, Source, Topic};
use crate::parse::date::Precision;
use crate::parse::fields::Fields;

/// How many moves, topics and works the home page shows.
const MOST_SHOWN: usize = 6;
/// How many disputes it shows.
const MOST_DISPUTES: usize = 5;
/// How many changes the home page can tell a returning reader to be new: eight bytes each.
const MOST_CHANGE_KEYS: usize = 60;

/// What `home.html` gets.
#[derive(Debug, Serialize)]
pub struct HomeView {
    /// What every note has; its body is the bottom line.
    #[serde(flatten)]
    pub note: NoteView,
    /// What the site rests on, as parts of a bar; nothing where a single work was read.
    pub rests_on: Vec<RestsOn>,
    /// Where things stand, a line a point.
    pub standing: Vec<StandingView>,
    /// The timeline in small; nothing where there is little to see.
    pub timeline: Option<TimelineFigure>,
    /// The sides that stand beside one another, by name.
    pub sides: Vec<String>,
    /// What they hold on the topics that matter most.
    pub topics: Vec<HomeTopic>,
    /// How many topics the page of positions has.
    pub topics_in_all: usize,
    /// The disputes that matter most.
    pub disputes: Vec<DisputeRow>,
    /// How many disputes there are.
    pub disputes_in_all: usize,
    /// The newest meetings and moves.
    pub moves: Vec<ItemView>,
    /// Keys of the newest changes with a space between, for a browser that has been here before.
    pub change_keys: String,
}

/// One line on where things stand.
#[derive(Debug, Serialize)]
pub struct StandingView {
    /// The point in a few words.
    pub phrase: Composed,
    /// Where it stands.
    pub text: Composed,
    /// How far it has got.
    pub mark: Option<Tag>,
    /// As of when.
    pub date: Option<DateView>,
    /// Who says so.
    pub cites: Vec<CitationMark>,
}

/// A work that the site rests on, or all others together: a part of a bar.
#[derive(Debug, Serialize)]
pub struct RestsOn {
    /// The work under the name of its publisher or author; nothing: the others.
    pub source: Option<NoteLink>,
    /// How many statements it carries.
    pub statements: usize,
    /// How many those before it carry.
    pub before: usize,
    /// Their share of all, rounded: "62 %".
    pub percent: String,
}

/// A topic, and what each side holds on it.
#[derive(Debug, Serialize)]
pub struct HomeTopic {
    /// The topic.
    pub topic: NoteLink,
    /// The question that it puts, plain.
    pub question: Composed,
    /// One row of marks a side.
    pub cells: Vec<MarkRow>,
}

pub(super) fn home(briefing: Briefing<'_>) -> PageView {
    let model = briefing.model;
    let mut page = match model.home {
        Some(home) => NotePageBuilder::new(briefing, home),
        None => NotePageBuilder::without_note(briefing, Entity::Home, Head::plain(briefing, &model.prefix, &model.config.title)),
    };
    let standing = standing(&mut page.composer);
    let disputes = disputes(&mut page.composer);
    page.body();
    page.close("home.html", |note| {
        PageContent::Home(HomeView {
            note,
            rests_on: works_rested_on(briefing),
            standing,
            timeline: timeline::small(briefing),
            sides: briefing.shared.sides.list().iter().map(|side| briefing.side_title(side)).collect(),
            topics: topics(briefing),
            topics_in_all: positions::all_positions(briefing).topics.iter().map(Vec::len).sum(),
            disputes,
            disputes_in_all: model.disputes.len(),
            moves: moves(briefing),
            change_keys: changes::newest_keys(model, MOST_CHANGE_KEYS),
        })
    })
}

/// The topics that the editor puts first; else those on which the most is held, of those on which at least two sides hold anything.
fn topics(briefing: Briefing<'_>) -> Vec<HomeTopic> {
    let model = briefing.model;
    let row = |id: &Id<Topic>| {
        let sides = briefing.shared.sides.list().iter();
        let cells = sides.map(|side| briefing.mark_row(briefing.side_title(side), side.hue, briefing.held(side, *id))).collect();
        let question = briefing.plain(model.topics[*id].fields.question.as_ref(), model.topics[*id].note);
        HomeTopic { topic: briefing.link_to(*id), question, cells }
    };
    if !model.home_topics.is_empty() {
        return model.home_topics.iter().map(row).collect();
    }
    let mut rows: Vec<HomeTopic> = briefing.shared.topic_order.iter().map(row).collect();
    rows.retain(|row| row.cells.iter().filter(|cell| !cell.marks.is_empty()).count() > 1);
    let marks = |row: &HomeTopic| row.cells.iter().map(|cell| cell.marks.len() + cell.more).sum::<usize>();
    rows.sort_by_key(|row| Reverse(marks(row)));
    rows.truncate(MOST_SHOWN);
    rows
}

/// The disputes that the editor puts first; else the open ones on which most hangs, and over which most sides differ.
fn disputes(composer: &mut Composer<'_>) -> Vec<DisputeRow> {
    let model = composer.briefing.model;
    let mut shown = model.home_disputes.clone();
    if shown.is_empty() {
        shown = model.disputes.ids().filter(|id| dispute::is_open(model, *id)).collect();
        shown.sort_by_key(|id| (dispute::weight(model, *id), Reverse(dispute::contesting_sides(model, *id)), *id));
        shown.truncate(MOST_DISPUTES);
    }
    shown.iter().map(|id| dispute::row(composer, *id)).collect()
}

/// How much of the site each work carries that was read, the one that carries the most first.
fn works_rested_on(briefing: Briefing<'_>) -> Vec<RestsOn> {
    let model = briefing.model;
    let own = |id: &Id<Source>| briefing.model.sources[*id].statements.len();
    let mut works: Vec<Id<Source>> = model.sources.ids().filter(|id| own(id) > 0).collect();
    works.sort_by_key(|id| (Reverse(own(id)), *id));
    if works.len() < 2 {
        return Vec::new();
    }
    let rest = if works.len() > MOST_SHOWN { works.split_off(MOST_SHOWN - 1) } else { Vec::new() };
    let mut before: usize = 0;
    let mut part = |source: Option<Id<Source>>, statements: usize| {
        let part = RestsOn {
            source: source.map(|id| statement::work_link(briefing, id)),
            statements,
            before,
            percent: source::share(briefing, statements).percent,
        };
        before += statements;
        part
    };
    let mut parts: Vec<RestsOn> = works.iter().map(|id| part(Some(*id), own(id))).collect();
    if !rest.is_empty() {
        parts.push(part(None, rest.iter().map(own).sum()));
    }
    parts
}

/// The newest meetings and moves whose month is known.
fn moves(briefing: Briefing<'_>) -> Vec<ItemView> {
    let model = briefing.model;
    let context = MarkContext::new(briefing);
    let dated = |id: &Id<Round>| model.rounds[*id].date.as_ref().is_some_and(|date| date.precision() >= Precision::Month);
    let newest = model.rounds_in_order().into_iter().rev().filter(dated).take(MOST_SHOWN);
    newest.map(|id| context.item(id)).collect()
}

/// Where things stand, as the editor's points of the home page tell it.
pub fn standing(composer: &mut Composer<'_>) -> Vec<StandingView> {
    let briefing = composer.briefing;
    let model = briefing.model;
    let Some(home) = model.home.map(|id| &model.notes[id]) else { return Vec::new() };
    let Fields::Home(fields) = &home.written.fields else { return Vec::new() };
    let points = fields.standing.iter().zip(&model.standing_sources);
    points
        .map(|(point, sources)| {
            let point = &point.value;
            StandingView {
                phrase: briefing.wording(point.phrase.given(), home),
                text: point.text.given().map(|text| composer.prose(text, home)).unwrap_or_default(),
                mark: briefing.tag_of(point.mark.as_ref()),
                date: briefing.date_of(point.date.as_ref()),
                cites: composer.cite(sources),
            }
        })
        .collect()
}

pub(super) fn page(briefing: Briefing<'_>, id: Id<Page>) -> PageView {
    NotePageBuilder::new(briefing, briefing.model.pages[id].note).close("page.html", PageContent::Text)
}
