//! The home page, and pages of the editor's own.

use serde::Serialize;

use super::compose::{CitationMark, Composed};
use super::dispute::{self, DisputeRow};
use super::head::Head;
use super::link::{DateView, NoteLink};
use super::note::{NoteView, Opened};
use super::source::{self, DependenceView};
use super::track::{self, RoundRow};
use super::words::Tag;
use super::{Briefing, Content, PageView, changes};
use crate::model::{Dispute, Entity, Evidence, Id, Model, Note, Page, Round, Source};
use crate::parse::fields::Fields;

/// How many rounds and disputes the home page shows.
const SHOWN: usize = 6;
/// How many changes the home page can tell a returning reader to be new: eight bytes each.
const CHANGES_TOLD: usize = 60;

/// What `home.html` gets.
#[derive(Debug, Serialize)]
pub struct HomeView {
    /// What every note has; its body is the bottom line.
    #[serde(flatten)]
    pub note: NoteView,
    /// Where things stand, a line a point.
    pub standing: Vec<StandingView>,
    /// The newest rounds.
    pub rounds: Vec<RoundRow>,
    /// The open disputes on which most hangs, then those over which most sides differ.
    pub disputes: Vec<DisputeRow>,
    /// The topics, in their order.
    pub topics: Vec<NoteLink>,
    /// The tracks.
    pub tracks: Vec<NoteLink>,
    /// The works that the site rests on most.
    pub sources: Vec<RestsOn>,
    /// Keys of the newest changes with a space between, for a browser that has been here before.
    pub change_keys: String,
}

/// One line on where things stand.
#[derive(Debug, Serialize)]
pub struct StandingView {
    /// The point in a few words.
    pub phrase: String,
    /// Where it stands.
    pub text: Composed,
    /// How far it has got.
    pub mark: Option<Tag>,
    /// As of when.
    pub date: Option<DateView>,
    /// Who says so.
    pub cites: Vec<CitationMark>,
}

/// A work that the site rests on.
#[derive(Debug, Serialize)]
pub struct RestsOn {
    /// The work.
    pub source: NoteLink,
    /// How it is called in a word: its publisher or author.
    pub voice: String,
    /// How much rests on it.
    pub dependence: DependenceView,
}

/// What `page.html` gets.
#[derive(Debug, Serialize)]
pub struct TextView {
    /// What every note has.
    #[serde(flatten)]
    pub note: NoteView,
}

pub(super) fn home(briefing: Briefing<'_>, translation: Option<usize>) -> PageView {
    let model = briefing.model;
    let mut open = match model.home {
        Some(home) => Opened::new(briefing, home, translation),
        None => Opened::without_note(briefing, Entity::Home, Head::plain(briefing, "", &model.config.title)),
    };
    let standing = standing(&mut open);
    open.body();
    let mut newest: Vec<Id<Round>> = model.rounds_in_order();
    newest.reverse();
    newest.truncate(SHOWN);
    let rounds = track::rows(&mut open.composer, &newest);
    let mut contested: Vec<Id<Dispute>> = model.disputes.ids().filter(|id| dispute::is_open(model, *id)).collect();
    contested.sort_by_key(|id| (dispute::weight(model, *id), std::cmp::Reverse(dispute::contesting(model, *id)), *id));
    contested.truncate(SHOWN);
    let disputes = dispute::rows(&mut open.composer, &contested);
    let mut works: Vec<Id<Source>> =
        model.sources.ids().filter(|id| briefing.shared.dependence(*id).resting > 0 && model.sources[*id].read).collect();
    works.sort_by_key(|id| (std::cmp::Reverse(briefing.shared.dependence(*id).resting), *id));
    works.truncate(SHOWN);
    let sources = works
        .iter()
        .filter_map(|id| {
            Some(RestsOn {
                source: briefing.link_to((*id).into())?,
                voice: super::statement::work_words(model, *id),
                dependence: source::dependence(briefing, *id),
            })
        })
        .collect();
    let topics = briefing.links(briefing.shared.topic_order());
    let tracks = briefing.links(&model.tracks.ids().collect::<Vec<_>>());
    let change_keys = changes::newest_keys(model, CHANGES_TOLD);
    open.close("home.html", |note| Content::Home(HomeView { note, standing, rounds, disputes, topics, tracks, sources, change_keys }))
}

fn standing(open: &mut Opened<'_>) -> Vec<StandingView> {
    let model = open.briefing.model;
    let Some(home) = model.home.map(|id| &model.notes[id]) else { return Vec::new() };
    let Fields::Home(fields) = &home.written.fields else { return Vec::new() };
    fields
        .standing
        .iter()
        .map(|point| {
            let point = &point.value;
            let sources: Vec<Evidence> = point.sources.iter().filter_map(|name| evidence(model, &name.text.value)).collect();
            StandingView {
                phrase: point.phrase.given().map(|phrase| phrase.value.to_string()).unwrap_or_default(),
                text: point.text.given().map(|text| open.composer.prose(text, home.into())).unwrap_or_default(),
                mark: open.briefing.tag_of(point.mark.as_ref()),
                date: point.date.as_ref().map(|at| DateView::of(&at.value)),
                cites: open.cite(&sources),
            }
        })
        .collect()
}

/// The source, or the statement of a source, that a name means.
fn evidence(model: &Model, name: &str) -> Option<Evidence> {
    let (work, statement) = name.split_once('#').map_or((name, None), |(work, statement)| (work, Some(statement)));
    let Entity::Source(source) = model.notes[*model.by_id.get(work)?].entity else { return None };
    let Some(statement) = statement else { return Some(Evidence::Source(source)) };
    let mut statements = model.sources[source].statements.iter().copied();
    statements.find(|id| &*model.statements[*id].id == statement).map(Evidence::Statement)
}

pub(super) fn text(briefing: Briefing<'_>, id: Id<Page>, translation: Option<usize>) -> PageView {
    let note: Id<Note> = briefing.model.pages[id].note;
    Opened::new(briefing, note, translation).close("page.html", |note| Content::Text(TextView { note }))
}
