//! How the model's words are said in schema.org's vocabulary, for JSON-LD and RDF alike.

use crate::model::Note;
use crate::parse::date::{Clock, Edtf, Moment, Precision};
use crate::parse::fields::{ActorType, RoundFormat, RoundStatus, SourceFields, SourceType};
use crate::parse::record::Text;

/// What follows a page's address in the name of the thing that the page is about. No statement's id and no heading's anchor begins with `_`.
pub const SUBJECT_FRAGMENT: &str = "#_this";

/// The IRI of what a note is about: `https://…/actors/ukraine/#_this`.
pub fn subject_iri(root: &str, note: &Note) -> String {
    [root, &*note.path, SUBJECT_FRAGMENT].concat()
}

/// An actor's class. One without a type is said to be a thing and no more.
pub const fn actor_class(ty: Option<ActorType>) -> &'static str {
    match ty {
        Some(ActorType::Person) => "Person",
        Some(ActorType::State) => "Country",
        Some(ActorType::Organisation | ActorType::Bloc | ActorType::Format) => "Organization",
        Some(ActorType::Media) => "NewsMediaOrganization",
        None => "Thing",
    }
}

/// A source's class.
pub fn source_class(fields: &SourceFields) -> &'static str {
    if fields.isbn.is_some() {
        return if fields.container_title.is_some() { "Chapter" } else { "Book" };
    }
    if fields.issn.is_some() || fields.volume.is_some() || fields.issue.is_some() || fields.doi.is_some() {
        return "ScholarlyArticle";
    }
    match fields.ty.as_ref().map(|ty| ty.value) {
        Some(SourceType::News | SourceType::Interview) => "NewsArticle",
        Some(SourceType::Analysis) if fields.number.is_some() || fields.series.is_some() => "Report",
        Some(SourceType::Analysis) => "AnalysisNewsArticle",
        Some(SourceType::Opinion) => "OpinionNewsArticle",
        Some(SourceType::Explainer) => "BackgroundNewsArticle",
        Some(SourceType::Official | SourceType::Document | SourceType::Transcript) => "DigitalDocument",
        Some(SourceType::Social) => "SocialMediaPosting",
        Some(SourceType::Book) => "Book",
        Some(SourceType::Chapter) => "Chapter",
        Some(SourceType::Article) => "ScholarlyArticle",
        Some(SourceType::Report) => "Report",
        Some(SourceType::Thesis) => "Thesis",
        Some(SourceType::Treaty) => "Legislation",
        Some(SourceType::Dataset) => "Dataset",
        Some(SourceType::Broadcast) => "MediaObject",
        Some(SourceType::Webpage) => "WebPage",
        None => "CreativeWork",
    }
}

/// Whether a source is an article of some sort, which has a headline.
pub fn has_headline(fields: &SourceFields) -> bool {
    let class = source_class(fields);
    class.ends_with("Article") || class == "SocialMediaPosting"
}

/// An event's status; none where schema.org's default, scheduled, is as good as can be said.
pub const fn event_status(status: Option<RoundStatus>) -> Option<&'static str> {
    match status {
        Some(RoundStatus::Cancelled) => Some("https://schema.org/EventCancelled"),
        Some(RoundStatus::Held | RoundStatus::Announced) => Some("https://schema.org/EventScheduled"),
        _ => None,
    }
}

/// How people met.
pub const fn attendance(format: Option<RoundFormat>) -> Option<&'static str> {
    match format {
        Some(RoundFormat::InPerson) => Some("https://schema.org/OfflineEventAttendanceMode"),
        Some(RoundFormat::Online) => Some("https://schema.org/OnlineEventAttendanceMode"),
        Some(RoundFormat::Hybrid) => Some("https://schema.org/MixedEventAttendanceMode"),
        Some(RoundFormat::Written) | None => None,
    }
}

/// Beginning and end as ISO 8601, as exact as written; none for an end that is open, or that ISO 8601 cannot say (seasons, decades). Doubt is
/// lost here; where the date is shown to readers, it is told.
pub fn iso(date: &Edtf) -> (Option<String>, Option<String>) {
    let iso_moment = |moment: Option<Moment>| {
        let moment = moment.filter(|moment| moment.season.is_none())?;
        let day = moment.iso_day()?;
        let Some(clock) = moment.time else { return Some(day) };
        Some(format!("{day}T{}", Clock { second: clock.second.or(Some(0)), ..clock }))
    };
    if date.precision() < Precision::Year {
        return (None, None);
    }
    (iso_moment(date.start()), if date.is_interval() { iso_moment(date.end()) } else { None })
}

/// Wikidata's address of an item, where the text is one: `Q212`.
pub fn wikidata(text: Option<&Text>) -> Option<String> {
    let item = text?.value.trim();
    let number = item.strip_prefix('Q')?;
    (!number.is_empty() && number.len() < 12 && number.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| format!("http://www.wikidata.org/entity/{item}"))
}
