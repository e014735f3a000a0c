//! Model → plain structs, one per template: addresses, order, what is shown. Templates print them and never query.
//!
//! # How a view is made
//!
//! 1. A file `src/view/<name>.rs` declares a struct that is `Serialize` and holds all that its template prints: texts, [`link::NoteLink`]s,
//!    [`link::DateView`]s, [`words::Tag`]s, nested structs. A field that holds trusted HTML is an [`html::Html`] and its name ends in
//!    `_html`; nothing else is printed with `| safe`.
//! 2. A function `page(briefing, …) -> PageView` fills it. It makes a [`head::Head`] and, where text with links or citations is shown, one
//!    [`compose::Composer`] for the page, and asks that for bodies, fields, marks and statements in the order in which they stand on the
//!    page, because works are numbered in that order. `composer.references()` comes last.
//! 3. [`Content`] gets a variant and [`page`] an arm. The template `templates/<name>.html` gets the struct's fields beside the head's as
//!    `page`, and [`site::SiteView`] as `site`.
//!
//! Paths in views lead from the site's root and have no leading `/`; a template writes `href="{{ page.root }}{{ link.path }}"`.
//!
//! A page costs what it shows: what needs a look at the whole site is worked out once, in [`shared::Shared`].

pub mod compose;
pub mod head;
pub mod html;
pub mod link;
pub mod reference;
pub mod shared;
pub mod site;
pub mod statement;
pub mod words;

mod dispute;
mod missing;

use serde::Serialize;

use crate::model::Model;
use crate::model::address::{self, Address};
use head::Head;
use shared::Shared;

/// The model and what was worked out of it: what every view is made from.
#[derive(Debug, Clone, Copy)]
pub struct Briefing<'a> {
    /// The resolved site.
    pub model: &'a Model,
    /// What many pages need.
    pub shared: &'a Shared,
}

/// What a page's template gets beside the head.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Content {
    /// `404.html`.
    Missing(missing::Missing),
    /// `redirect.html`.
    Redirect(missing::Redirect),
}

/// A page, ready for its template.
#[derive(Debug, Serialize)]
pub struct PageView {
    /// Its template's name: `actor.html`.
    #[serde(skip)]
    pub template: &'static str,
    /// What messages call it: "`ukraine`", "the view `timeline`".
    #[serde(skip)]
    pub what: String,
    /// What every page carries.
    #[serde(flatten)]
    pub head: Head,
    /// What its kind of page carries.
    #[serde(flatten)]
    pub content: Content,
}

/// The page that stands at an address; nothing where no page stands there (an export, an asset).
#[must_use]
pub fn page(briefing: Briefing<'_>, address: &Address) -> Option<PageView> {
    let path = address::path_of(&address.path);
    match &address.content {
        address::Content::NotFound => Some(missing::not_found(briefing)),
        address::Content::Redirect(note) => Some(missing::redirect(briefing, path, *note)),
        address::Content::Home
        | address::Content::List(_)
        | address::Content::Note(_)
        | address::Content::Translation(..)
        | address::Content::View(_) => None,
        _ => None,
    }
}
