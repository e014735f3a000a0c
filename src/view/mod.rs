//! Model → plain structs, one per template: addresses, order, what is shown. Templates print them and never query.
//!
//! # How a view is made
//!
//! 1. A file `src/view/<name>.rs` declares a struct that is `Serialize` and holds all that its template prints: texts, `link::NoteLink`s,
//!    `link::DateView`s, `words::Tag`s, nested structs, and `text::Composed` for what a note says in Markdown. All HTML but that of
//!    the Markdown stands in templates; a field that holds trusted HTML is an `html::Html`, its name ends in `_html`, and nothing else
//!    is printed with `| safe`.
//! 2. A function fills it: `page(briefing, …) -> PageView` of a note, with `note::NotePageBuilder`, and `view(composer) -> …View` of a view. Where
//!    text with links or citations is shown, it asks the page's one `compose::Composer` for bodies, fields, marks and statements in the
//!    order in which they stand on the page, because works are numbered in that order. `references::list` comes last.
//! 3. `PageContent` gets a variant and `page` or `view_page` an arm. The template `templates/<name>.html` gets the struct's fields beside the head's as
//!    `page`, and `site::SiteView` as `site`.
//!
//! Paths in views lead from the site's root and have no leading `/`; a template writes `href="{{ page.root }}{{ link.path }}"`.
//!
//! A page costs what it shows: what needs a look at the whole site is worked out once, in `shared::Shared`.

pub(crate) mod actor;
mod changes;
pub(crate) mod compose;
mod dispute;
mod draw;
mod figures;
pub(crate) mod head;
mod home;
mod ledger;
mod ledger_summary;
pub(crate) mod length;
mod lines;
mod link;
mod list;
mod list_groups;
mod list_order;
pub(crate) mod mark;
mod mentions;
mod methods;
mod missing;
mod note;
mod order;
pub(crate) mod own_words;
mod participation;
mod parts;
mod places;
mod positions;
mod print;
mod references;
mod round;
mod search;
pub mod share;
pub(crate) mod shared;
mod shifts;
mod sides;
pub(crate) mod site;
mod source;
pub(crate) mod statement;
mod strip;
mod text;
mod timeline;
mod topic;
pub(crate) mod track;
pub mod words;

pub use crate::html;
use serde::Serialize;

use crate::language::Language;
use crate::model::address::{self, Address};
use crate::model::parts::Part;
use crate::model::{Entity, Id, Model, Note};
use compose::Composer;
use head::Head;
use parts::Parts;
use shared::Shared;

/// The model and what was worked out of it: what every view is made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Briefing<'a> {
    pub model: &'a Model,
    pub shared: &'a Shared,
    /// The language of the page, which words the interface.
    pub language: &'a Language,
    /// Which part of a long page is made.
    pub part: Part,
}

/// What a page's template gets beside the head.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum PageContent {
    /// `home.html`.
    Home(home::HomeView),
    /// `<folder>.html`.
    List(list::ListView),
    /// `actor.html`.
    Actor(Box<actor::ActorView>),
    /// `round.html`.
    Round(Box<round::RoundView>),
    /// `track.html`.
    Track(track::TrackView),
    /// `source.html`.
    Source(Box<source::SourceView>),
    /// `topic.html`.
    Topic(Box<topic::TopicView>),
    /// `dispute.html`.
    Dispute(dispute::DisputeView),
    /// `page.html`.
    Text(note::NoteView),
    /// `timeline.html`.
    Timeline(Box<timeline::TimelineView>),
    /// `positions.html`.
    Positions(Box<positions::PositionsView>),
    /// `shifts.html`.
    Shifts(shifts::ShiftsView),
    /// `participation.html`.
    Participation(Box<participation::ParticipationView>),
    /// `changes.html`.
    Changes(changes::ChangesView),
    /// `methods.html`.
    Methods(methods::MethodsView),
    /// `search.html`.
    Search(search::SearchView),
    /// `print.html`.
    Print(print::PrintView),
    /// `data.html` and `404.html`.
    Nothing(Nothing),
    /// `redirect.html`.
    Redirect(missing::Redirect),
}

/// Nothing beside what every page has.
#[derive(Debug, Serialize)]
pub struct Nothing {}

/// A page, ready for its template.
#[derive(Debug, Serialize)]
pub(crate) struct PageView {
    /// Its template's name: `actor.html`.
    #[serde(skip)]
    pub template: String,
    /// What it is about, for structured data; nothing for views, 404 and redirects.
    #[serde(skip)]
    pub entity: Option<Entity>,
    /// What messages call it: "`ukraine`", "the view `timeline`".
    #[serde(skip)]
    pub what: String,
    /// What every page carries.
    #[serde(flatten)]
    pub head: Head,
    /// What its kind of page carries.
    #[serde(flatten)]
    pub content: PageContent,
}

/// The page that stands at an address; nothing where no page stands there (an export, an asset).
pub(crate) fn page(briefing: Briefing<'_>, address: &Address) -> Option<PageView> {
    let path = address::path_of(&address.path);
    let briefing = Briefing { part: address.part, ..briefing };
    match &address.content {
        address::Content::Home => Some(home::home(briefing)),
        address::Content::List(kind) => Some(list::page(briefing, *kind)),
        address::Content::Note(note) => note_page(briefing, *note),
        address::Content::NotFound => Some(missing::not_found(briefing)),
        address::Content::Redirect(note) => Some(missing::redirect(briefing, path, *note)),
        address::Content::View(view) => Some(view_page(briefing, *view)),
        address::Content::Export(..)
        | address::Content::Search(_)
        | address::Content::ShareImage(_)
        | address::Content::Asset(_)
        | address::Content::BuiltIn(_)
        | address::Content::Theme => None,
    }
}

fn view_page(briefing: Briefing<'_>, view: address::View) -> PageView {
    let mut head = Head::view(briefing, view);
    let mut parts = Parts::new(briefing);
    let composer = Composer::new(briefing, &head.root, std::iter::empty());
    let content = match view {
        address::View::Timeline => PageContent::Timeline(Box::new(timeline::view(composer, &mut parts))),
        address::View::Positions => PageContent::Positions(Box::new(positions::view(composer, &mut parts))),
        address::View::Shifts => PageContent::Shifts(shifts::view(composer, &mut parts)),
        address::View::Participation => PageContent::Participation(Box::new(participation::view(composer, &mut parts))),
        address::View::Search => PageContent::Search(search::view(briefing)),
        address::View::Changes => PageContent::Changes(changes::view(composer, &mut parts)),
        address::View::Methods => PageContent::Methods(methods::view(briefing, &mut parts)),
        address::View::Data => PageContent::Nothing(Nothing {}),
        address::View::Print => PageContent::Print(print::view(composer, &mut parts)),
    };
    head.in_parts = parts.navigation(&head.first_path);
    let name = view.as_str();
    PageView { template: format!("{name}.html"), entity: None, what: format!("the view `{name}`"), head, content }
}

fn note_page(briefing: Briefing<'_>, note: Id<Note>) -> Option<PageView> {
    Some(match briefing.model.notes[note].entity {
        Entity::Home => home::home(briefing),
        Entity::List(kind) => list::page(briefing, kind),
        Entity::Actor(id) => actor::page(briefing, id),
        Entity::Round(id) => round::page(briefing, id),
        Entity::Track(id) => track::page(briefing, id),
        Entity::Source(id) => source::page(briefing, id),
        Entity::Topic(id) => topic::page(briefing, id),
        Entity::Dispute(id) => dispute::page(briefing, id),
        Entity::Page(id) => home::page(briefing, id),
    })
}
