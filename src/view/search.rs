//! Search: the form with its choices, and the lists for those without scripts.

use serde::Serialize;

use super::Briefing;
use super::link::NoteLink;
use crate::counts::distinct;
use crate::parse::date::Edtf;

/// What `search.html` gets; the lists stand in `site.kinds`.
#[derive(Debug, Serialize)]
pub struct SearchView {
    /// The sides that can be chosen, in their order.
    pub sides: Vec<String>,
    /// The topics that can be chosen.
    pub topics: Vec<NoteLink>,
    /// The years that can be chosen, the newest first.
    pub years: Vec<i64>,
}

pub(super) fn view(briefing: Briefing<'_>) -> SearchView {
    let model = briefing.model;
    let sides = briefing.shared.sides.list().iter().map(|side| briefing.side_title(side));
    let said = model.statements.ids().filter_map(|id| model.said_or_reported(id)).map(|date| date.year());
    let met = model.rounds.iter().filter_map(|(_, round)| round.date.as_ref().or(round.fields.planned.as_deref())).map(Edtf::year);
    let published = model.sources.iter().filter_map(|(_, source)| source.fields.published.as_ref()).map(|date| date.value.year());
    let mut years = distinct(said.chain(met).chain(published));
    years.reverse();
    SearchView { sides: sides.collect(), topics: briefing.links(&briefing.shared.topic_order), years }
}
