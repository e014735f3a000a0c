//! How the model's words are said in schema.org's vocabulary, for JSON-LD and RDF alike.

use crate::bibliography::Work;
use crate::model::Note;
use crate::parse::date::{Clock, Edtf, Moment, Precision};
use crate::parse::fields::{ActorType, RoundFormat, RoundStatus, SourceType};
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

/// A work's class. Where no type is written, or one that many sorts of works have, it is that under which bibliographies cite it.
pub fn source_class(work: &Work) -> &'static str {
    match work.ty.filter(|ty| *ty != SourceType::Analysis).unwrap_or(work.bib_type) {
        SourceType::News | SourceType::Interview => "NewsArticle",
        SourceType::Analysis => "AnalysisNewsArticle",
        SourceType::Opinion => "OpinionNewsArticle",
        SourceType::Explainer => "BackgroundNewsArticle",
        SourceType::Official | SourceType::Document | SourceType::Transcript => "DigitalDocument",
        SourceType::Social => "SocialMediaPosting",
        SourceType::Book => "Book",
        SourceType::Chapter => "Chapter",
        SourceType::Article => "ScholarlyArticle",
        SourceType::Report => "Report",
        SourceType::Thesis => "Thesis",
        SourceType::Treaty => "Legislation",
        SourceType::Dataset => "Dataset",
        SourceType::Broadcast => "MediaObject",
        SourceType::Webpage if work.ty.is_none() => "CreativeWork",
        SourceType::Webpage => "WebPage",
    }
}

/// Whether a work is an article of some sort, which has a headline.
pub fn has_headline(work: &Work) -> bool {
    let class = source_class(work);
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

/// Beginning and end as ISO 8601, as exact as written; none for an end that is open, or that ISO 8601 cannot say (seasons, decades, what is
/// uncertain or about).
pub fn iso(date: &Edtf) -> (Option<String>, Option<String>) {
    let iso_moment = |moment: Option<Moment>| {
        let moment = moment.filter(|moment| moment.season.is_none())?;
        let day = moment.iso_day()?;
        let Some(clock) = moment.time else { return Some(day) };
        Some(format!("{day}T{}", Clock { second: clock.second.or(Some(0)), ..clock }))
    };
    if date.precision() < Precision::Year || date.qualifier().is_some() {
        return (None, None);
    }
    (iso_moment(date.start()), if date.is_interval() { iso_moment(date.end()) } else { None })
}

/// A date that says when something was written, as ISO 8601; none for an interval, of which nobody knows the moment.
pub fn iso_date(date: &Edtf) -> Option<String> {
    iso(date).0.filter(|_| !date.is_interval())
}

/// Wikidata's address of an item, where the text is one: `Q212`.
pub fn wikidata(text: Option<&Text>) -> Option<String> {
    let item = text?.value.trim();
    let number = item.strip_prefix('Q')?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then(|| format!("http://www.wikidata.org/entity/{item}"))
}
