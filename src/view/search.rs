//! Search: the form with its choices, and the lists for those without scripts.

use serde::Serialize;

use super::head::Head;
use super::link::NoteLink;
use super::{Briefing, Content, PageView};
use crate::model::address::View;

/// What `search.html` gets; the lists stand in `site.kinds`.
#[derive(Debug, Serialize)]
pub struct SearchView {
    /// How many notes and statements can be found.
    pub documents: usize,
    /// The sides that can be chosen.
    pub sides: Vec<SideChoice>,
    /// The topics that can be chosen.
    pub topics: Vec<NoteLink>,
    /// The years that can be chosen, the newest first.
    pub years: Vec<i64>,
}

/// A side that can be chosen.
#[derive(Debug, Serialize)]
pub struct SideChoice {
    /// Its number among the sides, from 1.
    pub number: usize,
    /// Its name.
    pub title: String,
}

pub(super) fn page(briefing: Briefing<'_>) -> PageView {
    let model = briefing.model;
    let sides = (1..).zip(briefing.shared.sides.list());
    let sides = sides.filter_map(|(number, side)| {
        let note = &model.notes[model.actors[*side.actors.first()?].note];
        let label = model.config.label(&note.id).filter(|_| side.actors.len() > 1);
        Some(SideChoice { number, title: label.unwrap_or(&note.title).to_owned() })
    });
    let said = model.statements.ids().filter_map(|id| model.said_by(id)).map(|date| date.year());
    let held = model.rounds.iter().filter_map(|(_, round)| round.date.as_ref()).map(crate::parse::date::Edtf::year);
    let published = model.sources.iter().filter_map(|(_, source)| source.fields.published.as_ref()).map(|date| date.value.year());
    let mut years: Vec<i64> = said.chain(held).chain(published).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    PageView {
        entity: None,
        template: "search.html",
        what: "the view `search`".to_owned(),
        head: Head::view(briefing, View::Search),
        content: Content::Search(SearchView {
            documents: model.by_id.len().saturating_add(model.statements.len()),
            sides: sides.collect(),
            topics: briefing.links(briefing.shared.topic_order()),
            years,
        }),
    }
}
