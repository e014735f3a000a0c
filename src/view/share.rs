//! What the picture says that a page shows where its address is posted.

use super::Briefing;

use crate::model::address::Pictured;
use crate::model::{Entity, Id, Note};

/// What a picture says. Drawn in [`crate::render::share_image`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The page's title.
    pub title: String,
    /// What the page is: "Talks", "Actor".
    pub kind: String,
    /// Its date in words; empty where it has none.
    pub date: String,
    /// The site's name.
    pub site: String,
}

/// The card of a page.
#[must_use]
pub fn card(briefing: Briefing<'_>, of: Pictured) -> Card {
    let config = &briefing.model.config;
    let as_of = briefing.model.as_of.as_ref().map(|date| format!("as of {}", briefing.date(date).text)).unwrap_or_default();
    let (title, kind, date) = match of {
        Pictured::Home => (config.title.to_string(), config.tagline.as_deref().unwrap_or_default().to_owned(), as_of),
        Pictured::View(view) => (briefing.shared.labels.view(view).to_owned(), String::new(), as_of),
        Pictured::Note(id) => {
            let note = &briefing.model.notes[id];
            let kind = note.kind().map(|kind| briefing.shared.labels.one(kind).to_owned()).unwrap_or_default();
            (note.title.to_string(), kind, date_of(briefing, id).unwrap_or(as_of))
        }
    };
    let site = match (of, &config.base_url) {
        (Pictured::Home, Some(url)) => format!("{}{}", url.host_str().unwrap_or_default(), url.path().trim_end_matches('/')),
        _ => config.title.to_string(),
    };
    Card { title, kind, date, site }
}

/// The day of a round, or on which a work was published.
fn date_of(briefing: Briefing<'_>, id: Id<Note>) -> Option<String> {
    let model = briefing.model;
    let date = match model.notes[id].entity {
        Entity::Round(round) => model.rounds[round].date,
        Entity::Source(source) => model.sources[source].fields.published.as_ref().map(|at| at.value),
        _ => None,
    };
    date.as_ref().map(|date| briefing.date(date).text)
}
