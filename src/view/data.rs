//! The files for other tools: what there is to take away.

use serde::Serialize;

use super::head::Head;
use super::{Briefing, Content, PageView};
use crate::model::address::View;

/// What `data.html` gets; the files stand in `site.outputs`.
#[derive(Debug, Serialize)]
pub struct DataView {
    /// The licence of the site's text, which covers the data made of it.
    pub license: Option<String>,
}

pub(super) fn page(briefing: Briefing<'_>) -> PageView {
    PageView {
        entity: None,
        template: "data.html",
        what: "the view `data`".to_owned(),
        head: Head::view(briefing, View::Data),
        content: Content::Data(DataView { license: briefing.model.config.license.as_deref().map(str::to_owned) }),
    }
}
