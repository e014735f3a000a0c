//! What is known of a work, in the terms of CSL: made once from a source, or from a page of the site.

use super::names::{Name, NameReader, one_line};
use super::vocabulary::{FIELDS, Field, publisher_is_container};
use crate::language::in_english;
use crate::model::{Id, Model, Source};
use crate::parse::date::{Edtf, Precision};
use crate::parse::fields::{Access, SourceFields, SourceType};
use crate::parse::record::Text;

/// The type under which bibliographies cite a work. Its numbers (ISBN, ISSN, volume) decide where the editor's type is none of theirs.
fn bib_type(ty: Option<SourceType>, source: &SourceFields) -> SourceType {
    use SourceType::{Analysis, Article, Book, Broadcast, Chapter, Dataset, Report, Thesis, Treaty, Webpage};
    let in_journal = source.issn.is_some() || source.volume.is_some() || source.issue.is_some();
    match ty {
        Some(ty @ (Book | Chapter | Article | Report | Thesis | Treaty | Dataset | Broadcast | Webpage)) => ty,
        _ if source.isbn.is_some() && source.container_title.is_some() => Chapter,
        _ if source.isbn.is_some() => Book,
        _ if in_journal => Article,
        Some(Analysis) if source.number.is_some() || source.series.is_some() => Report,
        Some(Analysis) if source.doi.is_some() => Article,
        Some(ty) => ty,
        None => Webpage,
    }
}

/// What is known of a work.
#[derive(Debug, Clone)]
pub struct Work {
    /// Its citation key: the source's id.
    pub id: String,
    /// The type under which bibliographies cite it.
    pub bib_type: SourceType,
    /// The type that the editor gave it.
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
    /// Everything that is text, in the order of the table. Never empty.
    texts: Vec<(&'static Field, String)>,
}

/// An address of the web that every format can hold.
pub fn web_address(text: Option<&Text>) -> Option<&str> {
    let text = text?.value.trim();
    let is_forbidden = |c: char| c.is_whitespace() || c.is_control() || "{}<>\"\\^`|".contains(c);
    Some(text).filter(|text| (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(is_forbidden))
}

/// Whether year, month and day say all of a date.
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
        work.bib_type = bib_type(ty, source);
        let container = source.publisher.as_ref().filter(|_| publisher_is_container(work.bib_type));
        let archive = source.archives.iter().find_map(|archive| web_address(Some(&archive.url)));
        work.texts.extend(FIELDS.iter().filter_map(|field| {
            let text = (field.of)(source).or(container.filter(|_| field.key == "container_title"));
            let text = text.map(|text| one_line(&text.value)).unwrap_or_default();
            let text = match field.key {
                "url" => web_address(source.url.as_ref()).or(archive).unwrap_or_default().to_owned(),
                "pages" => text.replace("--", "–"),
                _ => text,
            };
            (!text.is_empty()).then_some((field, text))
        }));
        work.ty = ty;
        work.authors = people(&source.authors);
        work.editors = people(&source.editors);
        work.translators = people(&source.translators);
        work.published = source.published.as_ref().map(|at| at.value);
        work.accessed = source.accessed.as_ref().map(|at| at.value);
        work.archive = archive.filter(|_| web_address(source.url.as_ref()).is_some()).map(str::to_owned);
        if let Some(published) = work.published.filter(|date| !is_plain(date)) {
            work.remarks.push(format!("Published {} (EDTF {published}).", in_english(&published)));
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
        let mut work = Self::new(format!("{key}-briefing").trim_start_matches('-').to_owned(), title);
        work.put(&[("container-title", &container), ("URL", page.url.unwrap_or_default()), ("language", page.language)]);
        work.authors = model.config.editor_as_written.iter().filter_map(|name| names.read(name, "")).collect();
        // As of when the site was published; to what date its knowledge reaches is another matter.
        work.published = model.published.or(model.as_of);
        work
    }

    /// A work of which only the title is known.
    fn new(id: String, title: String) -> Self {
        let mut work = Self {
            id,
            bib_type: SourceType::Webpage,
            ty: None,
            authors: Vec::new(),
            editors: Vec::new(),
            translators: Vec::new(),
            published: None,
            accessed: None,
            archive: None,
            remarks: Vec::new(),
            texts: Vec::new(),
        };
        work.put(&[("title", &title)]);
        work
    }

    /// Adds the texts that are not empty, by CSL's names of the variables.
    fn put(&mut self, texts: &[(&str, &str)]) {
        let given = texts.iter().filter(|(_, text)| !text.is_empty());
        self.texts.extend(given.filter_map(|(name, text)| Some((FIELDS.iter().find(|field| field.csl == *name)?, (*text).to_owned()))));
    }

    #[cfg(test)]
    pub(super) fn for_tests(texts: &[(&str, &str)]) -> Self {
        let mut work = Self::new("a-work".to_owned(), String::new());
        work.put(texts);
        work
    }

    /// A text, by CSL's name of the variable in any case.
    pub fn text(&self, variable: &str) -> Option<&str> {
        self.texts.iter().find(|(field, _)| field.csl.eq_ignore_ascii_case(variable)).map(|(_, text)| &**text)
    }

    /// All texts. A publisher that is also the container is named once.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&'static Field, &str)> {
        let container = self.text("container-title");
        let texts = self.texts.iter().map(|(field, text)| (*field, &**text));
        texts.filter(move |(field, text)| field.key != "publisher" || Some(*text) != container)
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
}
