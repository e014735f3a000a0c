//! What is known of a work, in the terms of CSL: made once from a source, or from a page of the site.

use super::names::{Name, NameReader, one_line};
use crate::model::{Id, Model, Source};
use crate::parse::date::{Edtf, Precision};
use crate::parse::fields::{Access, SourceFields, SourceType};
use crate::parse::record::Text;

/// What sort of publication a work is, as bibliographies divide them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// In a newspaper, or of an agency.
    NewspaperArticle,
    /// In a journal.
    JournalArticle,
    /// A book.
    Book,
    /// Part of a book.
    Chapter,
    /// A report.
    Report,
    /// A thesis.
    Thesis,
    /// A treaty.
    Treaty,
    /// A dataset.
    Dataset,
    /// A broadcast.
    Broadcast,
    /// An interview.
    Interview,
    /// A document of a state or organisation.
    Document,
    /// A post in a social network.
    Post,
    /// A page on the web.
    WebPage,
}

impl Form {
    #[cfg(test)]
    pub(super) const ALL: [Self; 13] = [
        Self::NewspaperArticle,
        Self::JournalArticle,
        Self::Book,
        Self::Chapter,
        Self::Report,
        Self::Thesis,
        Self::Treaty,
        Self::Dataset,
        Self::Broadcast,
        Self::Interview,
        Self::Document,
        Self::Post,
        Self::WebPage,
    ];

    fn of(ty: Option<SourceType>, source: &SourceFields) -> Self {
        let in_journal = source.issn.is_some() || source.volume.is_some() || source.issue.is_some();
        match ty {
            Some(SourceType::Book) => Self::Book,
            Some(SourceType::Chapter) => Self::Chapter,
            Some(SourceType::Article) => Self::JournalArticle,
            Some(SourceType::Report) => Self::Report,
            Some(SourceType::Thesis) => Self::Thesis,
            Some(SourceType::Treaty) => Self::Treaty,
            Some(SourceType::Dataset) => Self::Dataset,
            Some(SourceType::Broadcast) => Self::Broadcast,
            Some(SourceType::Webpage) => Self::WebPage,
            // The other types say what a work does, and its numbers where it stands.
            _ if source.isbn.is_some() && source.container_title.is_some() => Self::Chapter,
            _ if source.isbn.is_some() => Self::Book,
            _ if in_journal => Self::JournalArticle,
            Some(SourceType::News | SourceType::Opinion) => Self::NewspaperArticle,
            Some(SourceType::Analysis) if source.number.is_some() || source.series.is_some() => Self::Report,
            Some(SourceType::Analysis) if source.doi.is_some() => Self::JournalArticle,
            Some(SourceType::Interview) => Self::Interview,
            Some(SourceType::Official | SourceType::Document | SourceType::Transcript) => Self::Document,
            Some(SourceType::Social) => Self::Post,
            Some(SourceType::Analysis | SourceType::Explainer) | None => Self::WebPage,
        }
    }

    /// Whether the publisher of such a work is also what holds it, where nothing else is named.
    const fn is_held_by_publisher(self) -> bool {
        use Form::{Broadcast, Interview, JournalArticle, NewspaperArticle, Post, WebPage};
        matches!(self, NewspaperArticle | JournalArticle | WebPage | Post | Interview | Broadcast)
    }
}

/// What is known of a work.
#[derive(Debug, Clone)]
pub struct Work {
    /// Its citation key: the source's id.
    pub id: String,
    /// What sort of publication.
    pub form: Form,
    /// The editor's word for its sort.
    pub ty: Option<SourceType>,
    /// Who wrote it.
    pub authors: Vec<Name>,
    /// Who edited it.
    pub editors: Vec<Name>,
    /// Who translated it.
    pub translators: Vec<Name>,
    /// When it was published.
    pub published: Option<Edtf>,
    /// When it was read.
    pub accessed: Option<Edtf>,
    /// A kept copy.
    pub archive: Option<String>,
    /// What no field says: an inexact date as it stands, and that the work was not read.
    pub remarks: Vec<String>,
    /// Everything that is text, by CSL's name of the variable: `title`, `container-title`, `URL`. Never empty.
    texts: Vec<(&'static str, String)>,
}

/// An address of the web that every format can hold.
#[must_use]
pub fn web(text: Option<&Text>) -> Option<&str> {
    let text = text?.value.trim();
    let fine = (text.starts_with("https://") || text.starts_with("http://"))
        && !text
            .contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '{' | '}' | '<' | '>' | '"' | '\\' | '^' | '`' | '|'));
    fine.then_some(text)
}

/// Whether year, month and day say all of a date.
#[must_use]
pub fn is_plain(date: &Edtf) -> bool {
    is_exact(date) && date.precision() != Precision::Time
}

/// Whether year, month and day say all of a date but the time of day.
pub(super) fn is_exact(date: &Edtf) -> bool {
    !date.is_interval()
        && date.qualifier().is_none()
        && matches!(date.precision(), Precision::Year | Precision::Month | Precision::Day | Precision::Time)
        && date.start().is_some_and(|start| (1..=9999).contains(&start.year))
}

impl Work {
    /// A source of the site.
    pub(super) fn of_source(model: &Model, names: &NameReader, id: Id<Source>) -> Self {
        let note = &model.notes[model.sources[id].note];
        let mut work = Self::new(note.id.to_string(), one_line(&note.original_title));
        let source = &model.sources[id].fields;
        let publisher = source.publisher.as_ref().map_or("", |publisher| &publisher.value);
        let people = |list: &[Text]| list.iter().filter_map(|name| names.read(&name.value, publisher)).collect();
        let ty = source.ty.as_ref().map(|ty| ty.value);
        let form = Form::of(ty, source);
        let archive = source.archives.iter().find_map(|archive| web(Some(&archive.url)));
        let container = source.container_title.as_ref().or_else(|| source.publisher.as_ref().filter(|_| form.is_held_by_publisher()));
        let text = |text: Option<&Text>| text.map(|text| one_line(&text.value)).unwrap_or_default();
        let texts = [
            ("original-title", text(source.original_title.as_ref())),
            ("container-title", text(container)),
            ("collection-title", text(source.series.as_ref())),
            ("publisher", text(source.publisher.as_ref())),
            ("publisher-place", text(source.place.as_ref())),
            ("volume", text(source.volume.as_ref())),
            ("issue", text(source.issue.as_ref())),
            ("number", text(source.number.as_ref())),
            ("page", text(source.pages.as_ref()).replace("--", "–")),
            ("edition", text(source.edition.as_ref())),
            ("DOI", text(source.doi.as_ref())),
            ("ISBN", text(source.isbn.as_ref())),
            ("ISSN", text(source.issn.as_ref())),
            ("URL", web(source.url.as_ref()).or(archive).unwrap_or_default().to_owned()),
            ("language", text(source.language.as_ref())),
        ];
        work.texts.extend(texts.into_iter().filter(|(_, text)| !text.is_empty()));
        work.form = form;
        work.ty = ty;
        work.authors = people(&source.authors);
        work.editors = people(&source.editors);
        work.translators = people(&source.translators);
        work.published = source.published.as_ref().map(|at| at.value);
        work.accessed = source.accessed.as_ref().map(|at| at.value);
        work.archive = archive.filter(|_| web(source.url.as_ref()).is_some()).map(str::to_owned);
        if let Some(published) = work.published.filter(|date| !is_plain(date)) {
            work.remarks.push(format!("Published {} (EDTF {published}).", published.show()));
        }
        if source.access.as_ref().is_some_and(|access| access.value == Access::Cited) {
            work.remarks.push("Known only through works that cite it; not read by the editor.".to_owned());
        }
        work
    }

    /// A page of the site, as a work of the site's editor.
    pub(super) fn of_page(model: &Model, names: &NameReader, page: &Page<'_>) -> Self {
        let site = one_line(&model.config.title);
        let title = one_line(page.title);
        let key: String = page.key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let container = if title == site { String::new() } else { site };
        let texts =
            [("container-title", container), ("URL", page.url.unwrap_or_default().to_owned()), ("language", page.language.to_owned())];
        let mut work = Self::new(format!("{key}-briefing").trim_start_matches('-').to_owned(), title);
        work.texts.extend(texts.into_iter().filter(|(_, text)| !text.is_empty()));
        work.authors = model.config.editor.iter().filter_map(|editor| names.read(&editor.name, "")).collect();
        work.published = page.date;
        work
    }

    /// A work of which only the title is known.
    fn new(id: String, title: String) -> Self {
        Self {
            id,
            form: Form::WebPage,
            ty: None,
            authors: Vec::new(),
            editors: Vec::new(),
            translators: Vec::new(),
            published: None,
            accessed: None,
            archive: None,
            remarks: Vec::new(),
            texts: vec![("title", title)],
        }
    }

    #[cfg(test)]
    pub(super) fn for_tests(texts: &[(&'static str, &str)]) -> Self {
        let mut work = Self::new("a-work".to_owned(), String::new());
        work.texts = texts.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
        work
    }

    /// A text, by CSL's name of the variable in any case.
    #[must_use]
    pub fn text(&self, variable: &str) -> Option<&str> {
        self.texts.iter().find(|(name, _)| name.eq_ignore_ascii_case(variable)).map(|(_, text)| &**text)
    }

    /// All texts, by CSL's names of the variables. A publisher that is also what holds the work is named once.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let held_by = self.text("container-title");
        let texts = self.texts.iter().map(|(name, text)| (*name, &**text));
        texts.filter(move |(name, text)| *name != "publisher" || Some(*text) != held_by)
    }
}

/// What a citation of a page of the site needs of it.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The note's id, or the page's path.
    pub key: &'a str,
    /// Its heading.
    pub title: &'a str,
    /// Its absolute address.
    pub url: Option<&'a str>,
    /// Its language.
    pub language: &'a str,
    /// When it was last changed.
    pub date: Option<Edtf>,
}
