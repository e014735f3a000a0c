//! The page for addresses that do not exist, and pages that lead on from old addresses.

use serde::Serialize;

use super::head::Head;
use super::link::NoteLink;
use super::{Briefing, Nothing, PageContent, PageView};
use crate::model::{Id, Note};

/// What `redirect.html` gets.
#[derive(Debug, Serialize)]
pub struct Redirect {
    /// Where the note lies now.
    pub target: NoteLink,
    /// Its absolute address.
    pub target_url: Option<String>,
}

/// The page for addresses that do not exist. It is served at any depth, so its links start from the path of `base_url`.
pub(super) fn not_found(briefing: Briefing<'_>) -> PageView {
    let mut head = Head::plain(briefing, &briefing.model.path("404.html"), &briefing.language.word("missing.title"));
    head.root = briefing.model.config.base_path().to_owned();
    head.home = format!("{}{}", head.root, briefing.model.prefix);
    head.alternates.clear();
    head.indexed = false;
    head.canonical = None;
    PageView {
        template: "404.html".to_owned(),
        entity: None,
        what: "the page for missing addresses".to_owned(),
        head,
        content: PageContent::Nothing(Nothing {}),
    }
}

/// A page at an old address.
pub(super) fn redirect(briefing: Briefing<'_>, path: &str, note: Id<Note>) -> PageView {
    let target = briefing.link(note);
    let mut head = Head::plain(briefing, path, &briefing.model.notes[note].title);
    head.indexed = false;
    let target_url = briefing.absolute(&target.path);
    head.canonical.clone_from(&target_url);
    PageView {
        template: "redirect.html".to_owned(),
        entity: None,
        what: format!("the alias `{path}` of `{}`", briefing.model.notes[note].id),
        head,
        content: PageContent::Redirect(Redirect { target, target_url }),
    }
}
