//! Search: the form, and the lists for those without scripts.

use serde::Serialize;

use super::head::Head;
use super::{Briefing, Content, PageView};
use crate::model::address::View;

/// What `search.html` gets; the lists stand in `site.kinds`.
#[derive(Debug, Serialize)]
pub struct SearchView {
    /// How many notes and statements can be found.
    pub documents: usize,
}

pub(super) fn page(briefing: Briefing<'_>) -> PageView {
    let model = briefing.model;
    PageView {
        entity: None,
        template: "search.html",
        what: "the view `search`".to_owned(),
        head: Head::view(briefing, View::Search),
        content: Content::Search(SearchView { documents: model.by_id.len().saturating_add(model.statements.len()) }),
    }
}
