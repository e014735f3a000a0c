//! What a reference is made of: a source as the processor holds it.

use hayagriva::Entry;
use hayagriva::types::{
    ChunkedString, Date, EntryType, FormatString, MaybeTyped, Person, PersonRole, PersonsWithRoles, Publisher, QualifiedUrl, StringChunk,
};

use crate::model::{Id, Model, Source};
use crate::parse::date::{Edtf, Precision};
use crate::parse::fields::{SourceFields, SourceType};
use crate::parse::record::Text;
use crate::view::html::Html;

/// A year that stands for a date which the processor cannot hold.
const STAND_IN: i32 = 9743;
pub(super) const STAND_IN_TEXT: &str = "9743";

/// What a reference is made of.
pub(super) struct Work {
    pub(super) entry: Entry,
    pub(super) published: Option<Edtf>,
    /// Whether the date is one that the processor cannot hold. It gets no other date then.
    pub(super) hedged: bool,
}

impl Work {
    pub(super) fn of(model: &Model, id: Id<Source>) -> Self {
        let note = &model.notes[model.sources[id].note];
        let mut entry = Entry::new(&note.id, EntryType::Web);
        entry.set_title(verbatim(&note.title));
        let Some(source) = model.written_source(id) else { return Self { entry, published: None, hedged: false } };
        let mut entry = Entry::new(&note.id, entry_type(source));
        entry.set_title(verbatim(&note.title));
        fill(&mut entry, source, &model.config.language);
        let published = source.published.as_ref().map(|at| at.value);
        let hedged = published.as_ref().is_some_and(|date| !is_plain(date));
        if let Some(date) = published.as_ref().and_then(date_of) {
            entry.set_date(date);
        }
        if hedged && let Some(url) = entry.url().map(|url| url.value.clone()) {
            entry.set_url(QualifiedUrl::new(url, None));
        }
        Self { entry, published, hedged }
    }

    pub(super) fn key(&self, style: &str, language: &str) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        let entry = serde_json::to_vec(&self.entry).unwrap_or_default();
        let published = self.published.map(|date| date.to_string()).unwrap_or_default();
        for part in [style.as_bytes(), language.as_bytes(), self.entry.key().as_bytes(), published.as_bytes(), &entry] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        hasher.finalize()
    }

    /// Author, title, publisher and date in a row: for kinds of works that a style has no form for.
    pub(super) fn plain(&self) -> Html {
        let mut parts: Vec<String> = Vec::new();
        let names: Vec<String> = self.entry.authors().unwrap_or_default().iter().map(|person| person.given_first(false)).collect();
        parts.push(names.join(", "));
        parts.push(self.entry.title().map(|title| format!("“{}”", title)).unwrap_or_default());
        parts.push(self.entry.publisher().and_then(|publisher| publisher.name()).map(ToString::to_string).unwrap_or_default());
        parts.push(self.published.map(|date| date.show()).unwrap_or_default());
        parts.retain(|part| !part.is_empty());
        Html::of_text(&format!("{}.", parts.join(". ")))
    }

    /// The words for a date whose year stands in, as the style would write it: the year alone, or all of it.
    pub(super) fn date_words(&self, styled: &str) -> String {
        let Some(date) = self.published else { return styled.to_owned() };
        if styled.is_empty() {
            return String::new();
        }
        if !styled.contains(STAND_IN_TEXT) {
            // The month and day of a style that puts the year elsewhere.
            return date.show().replace(&format!(" {}", year_words(&date)), "");
        }
        let alone = styled.trim_matches(|c: char| !c.is_alphanumeric()) == STAND_IN_TEXT;
        let words = if alone { year_words(&date) } else { date.show() };
        if alone { styled.replace(STAND_IN_TEXT, &words) } else { words }
    }
}

/// The year of a date in words: "2025", "2022–2023", "ca. 2025".
pub(super) fn year_words(date: &Edtf) -> String {
    let years = match (date.start(), date.end()) {
        (Some(start), Some(end)) if start.year != end.year => format!("{}–{}", start.year, end.year),
        (Some(one), _) | (None, Some(one)) => one.year.to_string(),
        (None, None) => return date.show(),
    };
    match date.precision() {
        // The doubt is about the day or the month.
        Precision::Season | Precision::Month | Precision::Day | Precision::Time => years,
        Precision::Century | Precision::Decade => date.show(),
        Precision::Year => {
            let qualifier = date.qualifier();
            let about = if qualifier.is_some_and(|q| q.is_approximate()) { "ca. " } else { "" };
            let doubt = if qualifier.is_some_and(|q| q.is_uncertain()) { "?" } else { "" };
            format!("{about}{years}{doubt}")
        }
    }
}

/// Whether the processor can hold a date.
pub(super) fn is_plain(date: &Edtf) -> bool {
    let season = date.start().is_some_and(|parts| parts.season.is_some());
    !date.is_interval() && date.qualifier().is_none() && !season && date.precision() >= Precision::Year
}

/// A date as the processor holds it; with a stand-in for the year where it cannot hold the date.
pub(super) fn date_of(date: &Edtf) -> Option<Date> {
    let parts = date.start().or_else(|| date.end())?;
    let mut view = Date::from_year(if is_plain(date) { i32::try_from(parts.year).ok()? } else { STAND_IN });
    view.month = parts.month.map(|month| month.saturating_sub(1));
    view.day = parts.day.map(|day| day.saturating_sub(1));
    if parts.season.is_some() {
        // Any month makes a style write more than the year; the words come from the date itself.
        view.month = Some(0);
    }
    Some(view)
}

fn entry_type(source: &SourceFields) -> EntryType {
    match source.ty.as_ref().map(|ty| ty.value) {
        Some(SourceType::News | SourceType::Opinion) => EntryType::Article,
        Some(SourceType::Document | SourceType::Report | SourceType::Treaty | SourceType::Dataset) => EntryType::Report,
        Some(SourceType::Book) => EntryType::Book,
        Some(SourceType::Chapter) => EntryType::Chapter,
        Some(SourceType::Article) => EntryType::Article,
        Some(SourceType::Thesis) => EntryType::Thesis,
        Some(SourceType::Analysis) if source.container_title.is_some() || source.volume.is_some() || source.issue.is_some() => {
            EntryType::Article
        }
        Some(SourceType::Analysis) if source.number.is_some() || source.isbn.is_some() => EntryType::Report,
        // Styles have few forms for interviews, posts and statements on the web: Chicago leaves them out. As pages of a site they are complete.
        Some(
            SourceType::Analysis
            | SourceType::Interview
            | SourceType::Explainer
            | SourceType::Official
            | SourceType::Transcript
            | SourceType::Social
            | SourceType::Broadcast
            | SourceType::Webpage,
        )
        | None => EntryType::Web,
    }
}

/// What a work is called is not the style's to change: its capitals stay.
pub(super) fn verbatim(text: &str) -> FormatString {
    FormatString { value: ChunkedString(vec![StringChunk::verbatim(text)]), short: None }
}

fn string(text: &Text) -> FormatString {
    verbatim(&text.value)
}

/// A name as written: "Family, Given" is a person; the words of any other are kept together where it names an organisation.
fn person(name: &Text) -> Option<Person> {
    let text = name.value.trim();
    if text.contains(',') {
        return Person::from_strings(text.split(',').collect()).ok();
    }
    Some(Person { name: text.to_owned(), given_name: None, prefix: None, suffix: None, comma_suffix: false, alias: None })
}

fn people(names: &[Text]) -> Vec<Person> {
    names.iter().filter_map(person).collect()
}

fn fill(entry: &mut Entry, source: &SourceFields, site_language: &str) {
    let authors = people(&source.authors);
    if !authors.is_empty() {
        entry.set_authors(authors);
    }
    let editors = people(&source.editors);
    if !editors.is_empty() {
        entry.set_editors(editors);
    }
    let translators = people(&source.translators);
    if !translators.is_empty() {
        entry.set_affiliated(vec![PersonsWithRoles::new(translators, PersonRole::Translator)]);
    }
    // Without a language the processor takes titles for English and changes their capitals.
    if let Ok(language) = value_or(source.language.as_ref(), site_language).parse() {
        entry.set_language(language);
    }
    let publisher = source.publisher.as_ref();
    if publisher.is_some() || source.place.is_some() {
        entry.set_publisher(Publisher::new(publisher.map(string), source.place.as_ref().map(string)));
    }
    if let Some(url) = source.url.as_ref().and_then(|url| url::Url::parse(&url.value).ok()) {
        let accessed = source.accessed.as_ref().map(|at| at.value).filter(|date| date.qualifier().is_none() && !date.is_interval());
        entry.set_url(QualifiedUrl::new(url, accessed.as_ref().and_then(date_of)));
    }
    if let Some(doi) = &source.doi {
        entry.set_doi(doi.value.to_string());
    }
    if let Some(isbn) = &source.isbn {
        entry.set_isbn(isbn.value.to_string());
    }
    if let Some(issn) = &source.issn {
        entry.set_issn(issn.value.to_string());
    }
    if let Some(edition) = &source.edition {
        entry.set_edition(MaybeTyped::String(edition.value.to_string()));
    }
    if let Some(pages) = &source.pages {
        entry.set_page_range(MaybeTyped::String(pages.value.replace("--", "–").replace('-', "–")));
    }
    let (volume, issue) = (source.volume.as_ref(), source.issue.as_ref());
    let mut parents = Vec::new();
    // What holds it: a journal, a newspaper, a site.
    let news = matches!(source.ty.as_ref().map(|ty| ty.value), Some(SourceType::News | SourceType::Opinion));
    let container = source.container_title.as_ref().or(if news { publisher } else { None });
    if container.is_some() || volume.is_some() || issue.is_some() || news {
        let kind = match entry.entry_type() {
            _ if news => EntryType::Newspaper,
            EntryType::Article => EntryType::Periodical,
            _ => EntryType::Web,
        };
        let mut parent = Entry::new("", kind);
        if let Some(container) = container {
            parent.set_title(string(container));
        }
        if let Some(volume) = volume {
            parent.set_volume(MaybeTyped::String(volume.value.to_string()));
        }
        if let Some(issue) = issue {
            parent.set_issue(MaybeTyped::String(issue.value.to_string()));
        }
        parents.push(parent);
    }
    if let Some(series) = &source.series {
        let mut parent = Entry::new("", EntryType::Anthology);
        parent.set_title(string(series));
        parents.push(parent);
    }
    entry.set_parents(parents);
}

/// What was written, or what holds where nothing was.
fn value_or<'a>(written: Option<&'a Text>, usual: &'a str) -> &'a str {
    written.map_or(usual, |text| &*text.value)
}
