//! References: each source formatted once, in the site's CSL style.
//!
//! The style's processor gets a date only as exact as the editor wrote it. What it cannot hold (an interval, a doubt) goes through it as
//! a year that no work bears (`STAND_IN`) and is put into words afterwards. The processor's own HTML is not used: it escapes nothing.

mod fold;

use std::collections::HashMap;

use hayagriva::archive::{ArchivedStyle, LOCALES, locales};
use hayagriva::citationberg::{FontStyle, FontVariant, FontWeight, IndependentStyle, Locale, LocaleCode, Style, VerticalAlign};
use hayagriva::types::{
    ChunkedString, Date, EntryType, FormatString, MaybeTyped, Person, PersonRole, PersonsWithRoles, Publisher, QualifiedUrl, StringChunk,
};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild, ElemChildren, ElemMeta, Entry, Formatted,
};
use rayon::prelude::*;

use super::html::Html;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::model::{Id, Model, Source};
use crate::parse::date::{Edtf, Precision};
use crate::parse::fields::{SourceFields, SourceType};
use crate::parse::record::Text;

/// The style where `site.toml` names none.
pub const USUAL_STYLE: &str = "chicago-author-date";

/// A year that stands for a date which the processor cannot hold.
const STAND_IN: i32 = 9743;
const STAND_IN_TEXT: &str = "9743";

/// The formatted references of a site.
#[derive(Debug, Default)]
pub struct References(Vec<Html>);

impl References {
    /// A source's.
    #[must_use]
    pub fn get(&self, source: Id<Source>) -> Option<&Html> {
        self.0.get(source.index())
    }
}

/// What one build leaves for the next.
#[derive(Debug, Default)]
pub struct Cache {
    /// References, by the hash of all that they depend on.
    formatted: HashMap<blake3::Hash, Html>,
    /// The style and the words of the language of the last site that had a reference to format.
    ready: Option<Ready>,
}

/// A style with the language that it was made ready for.
#[derive(Debug)]
struct Ready {
    style: &'static str,
    language: Box<str>,
    formatter: Formatter,
}

impl Cache {
    /// Makes the style of a site ready, so that its references can be formatted at once. It takes longer than resolving a small site, and
    /// can be done meanwhile.
    pub fn prepare(&mut self, config: &Config) {
        if let Some(style) = style_of(config) {
            self.formatter(style, &config.language);
        }
    }

    fn formatter(&mut self, style: ArchivedStyle, language: &str) -> Option<&mut Formatter> {
        let name = style.csl_id();
        if !self.ready.as_ref().is_some_and(|ready| ready.style == name && &*ready.language == language) {
            self.ready = Formatter::new(style, language).map(|formatter| Ready { style: name, language: language.into(), formatter });
        }
        self.ready.as_mut().map(|ready| &mut ready.formatter)
    }
}

/// The style that a site names, or the usual one where it names none that is known.
fn style_of(config: &Config) -> Option<ArchivedStyle> {
    let named = config.citation_style.as_ref().and_then(|name| ArchivedStyle::by_name(&name.value));
    named.or_else(|| ArchivedStyle::by_name(USUAL_STYLE))
}

/// Formats every source of a site, in parallel. An unknown style is reported, and the usual one stands in.
#[must_use]
pub fn format_all(model: &Model, cache: &mut Cache) -> (References, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    if let Some(name) = model.config.citation_style.as_ref().filter(|name| ArchivedStyle::by_name(&name.value).is_none()) {
        diagnostics.push(unknown_style(name));
    }
    let style = style_of(&model.config);
    let language = &*model.config.language;
    let works: Vec<(Work, blake3::Hash)> = model
        .sources
        .as_slice()
        .par_iter()
        .enumerate()
        .map(|(index, _)| {
            let work = Work::of(model, Id::new(index));
            let key = work.key(style.map_or("", ArchivedStyle::csl_id), language);
            (work, key)
        })
        .collect();
    let known = std::mem::take(&mut cache.formatted);
    let missing: Vec<&Entry> = works.iter().filter(|(_, key)| !known.contains_key(key)).map(|(work, _)| &work.entry).collect();
    let mut formatter = style.filter(|_| !missing.is_empty()).and_then(|style| cache.formatter(style, language));
    if let Some(formatter) = &mut formatter {
        formatter.fold_for(&missing);
    }
    let formatted: Vec<Html> = works
        .par_iter()
        .map(|(work, key)| match (known.get(key), &formatter) {
            (Some(known), _) => known.clone(),
            (None, Some(formatter)) => formatter.format(work),
            (None, None) => work.plain(),
        })
        .collect();
    cache.formatted = works.into_iter().map(|(_, key)| key).zip(formatted.iter().cloned()).collect();
    (References(formatted), diagnostics)
}

fn unknown_style(name: &Text) -> Diagnostic {
    let known: Vec<&str> = ArchivedStyle::all().iter().flat_map(|style| style.names()).copied().collect();
    let problem = Diagnostic::new(Code::UnknownStyle, name.span, format!("there is no citation style `{}`", name.value));
    match did_you_mean(&name.value, known.iter().copied()) {
        Some(near) => problem.help(format!("Did you mean `{near}`?")).fix(name.span, format!("\"{near}\"")),
        None => problem.help(format!(
            "Among the {} known styles are `{USUAL_STYLE}`, `apa`, `ieee`, `modern-language-association`, `chicago-notes` and `nature`.",
            ArchivedStyle::all().len()
        )),
    }
}

/// A style and the words of its language, ready to format.
#[derive(Debug)]
struct Formatter {
    style: IndependentStyle,
    /// The style for each sort of work that is to be formatted.
    by_sort: HashMap<fold::Sort, IndependentStyle>,
    /// The style for each shape that many works to be formatted have.
    by_shape: HashMap<fold::Shape, IndependentStyle>,
    locale: Option<LocaleCode>,
    locales: Vec<Locale>,
}

/// How many works of one shape repay folding the style for them.
const WORTH_FOLDING: usize = 8;

/// How far into an archived language its code is looked for. It is the first thing there.
const HEAD: usize = 64;

/// The words of the languages that the processor may look at: the language itself, the one that stands in for it, and English.
///
/// Reading all sixty of the archive takes a tenth of a second, more than the rest of a small site's build.
fn words_of(language: &LocaleCode) -> Vec<Locale> {
    let mut wanted = vec![language.clone(), LocaleCode::en_us()];
    wanted.extend(language.fallback());
    let may_be_wanted = |bytes: &&&[u8]| {
        let head = bytes.get(..HEAD).unwrap_or(bytes);
        wanted.iter().any(|code| head.windows(code.0.len().max(1)).any(|part| part == code.0.as_bytes()))
    };
    let read = LOCALES.iter().filter(may_be_wanted).filter_map(|bytes| ciborium::de::from_reader::<Locale, _>(*bytes).ok());
    let found: Vec<Locale> = read.filter(|locale| locale.lang.as_ref().is_some_and(|lang| wanted.contains(lang))).collect();
    if found.iter().any(|locale| locale.lang == Some(LocaleCode::en_us())) { found } else { locales() }
}

impl Formatter {
    fn new(style: ArchivedStyle, language: &str) -> Option<Self> {
        let Style::Independent(mut style) = style.get() else { return None };
        let code = LocaleCode(match language {
            "en" => "en-US".to_owned(),
            other => other.to_owned(),
        });
        if let Some(bibliography) = &mut style.bibliography {
            // Each work stands alone: there is nothing to sort.
            bibliography.sort = None;
            // Works must be cited to be listed, and only the list is wanted: a citation of nothing spares nearly half of the time.
            let citation = &mut style.citation;
            citation.layout.elements.clear();
            citation.disambiguate_add_givenname = false;
            citation.disambiguate_add_names = false;
            citation.disambiguate_add_year_suffix = false;
        }
        Some(Self { style, by_sort: HashMap::new(), by_shape: HashMap::new(), locales: words_of(&code), locale: Some(code) })
    }

    /// Makes the style ready for the works that are to be formatted.
    fn fold_for(&mut self, entries: &[&Entry]) {
        for entry in entries {
            self.by_sort.entry(fold::Sort::of(entry)).or_insert_with(|| fold::by_sort(&self.style, entry));
        }
        let mut shapes: HashMap<fold::Shape, (&Entry, usize)> = HashMap::new();
        let of_entries: Vec<_> = entries.par_iter().filter_map(|entry| fold::Shape::of(entry).map(|shape| (shape, *entry))).collect();
        for (shape, entry) in of_entries {
            let works = &mut shapes.entry(shape).or_insert((entry, 0)).1;
            *works = works.saturating_add(1);
        }
        let worth_it = shapes.into_par_iter().filter(|(shape, (_, works))| *works >= WORTH_FOLDING && !self.by_shape.contains_key(shape));
        let new: Vec<_> = worth_it.map(|(shape, (entry, _))| (shape, fold::by_shape(self.of_sort(entry), entry))).collect();
        self.by_shape.extend(new);
    }

    fn of_sort(&self, entry: &Entry) -> &IndependentStyle {
        self.by_sort.get(&fold::Sort::of(entry)).unwrap_or(&self.style)
    }

    fn format(&self, work: &Work) -> Html {
        let shape = if self.by_shape.is_empty() { None } else { fold::Shape::of(&work.entry) };
        let of_shape = shape.and_then(|shape| self.by_shape.get(&shape));
        let style = of_shape.unwrap_or_else(|| self.of_sort(&work.entry));
        let content = self.content(style, &work.entry);
        let mut html = Html::new();
        if let Some(content) = content {
            Writer { work, html: &mut html }.children(&content);
        }
        html.mend_stops().mend_quotes();
        // A style may leave a kind of work out altogether.
        if html.is_empty() { work.plain() } else { html }
    }

    /// What the processor makes of a work: its entry in the list or, in a style without one, its citation.
    fn content(&self, style: &IndependentStyle, entry: &Entry) -> Option<ElemChildren> {
        let request = CitationRequest::new(vec![CitationItem::with_entry(entry)], style, self.locale.clone(), &self.locales, None);
        let mut driver = BibliographyDriver::new();
        driver.citation(request);
        let rendered = driver.finish(BibliographyRequest::new(style, self.locale.clone(), &self.locales));
        let item = rendered.bibliography.and_then(|bibliography| bibliography.items.into_iter().next());
        item.map(|item| item.content).or_else(|| rendered.citations.into_iter().next().map(|citation| citation.citation))
    }
}

/// What a reference is made of.
struct Work {
    entry: Entry,
    published: Option<Edtf>,
    /// Whether the date is one that the processor cannot hold. It gets no other date then.
    hedged: bool,
}

impl Work {
    fn of(model: &Model, id: Id<Source>) -> Self {
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

    fn key(&self, style: &str, language: &str) -> blake3::Hash {
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
    fn plain(&self) -> Html {
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
    fn date_words(&self, styled: &str) -> String {
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
fn year_words(date: &Edtf) -> String {
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
fn is_plain(date: &Edtf) -> bool {
    let season = date.start().is_some_and(|parts| parts.season.is_some());
    !date.is_interval() && date.qualifier().is_none() && !season && date.precision() >= Precision::Year
}

/// A date as the processor holds it; with a stand-in for the year where it cannot hold the date.
fn date_of(date: &Edtf) -> Option<Date> {
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
        Some(SourceType::Document) => EntryType::Report,
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
            | SourceType::Social,
        )
        | None => EntryType::Web,
    }
}

/// What a work is called is not the style's to change: its capitals stay.
fn verbatim(text: &str) -> FormatString {
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

/// Writes the processor's tree as HTML of our own.
struct Writer<'a> {
    work: &'a Work,
    html: &'a mut Html,
}

impl Writer<'_> {
    fn children(&mut self, children: &ElemChildren) {
        for child in &children.0 {
            match child {
                ElemChild::Text(text) => self.text(text),
                ElemChild::Elem(elem) => {
                    let words = if elem.meta == Some(ElemMeta::Date) { Some(plain(&elem.children)) } else { None };
                    match words.filter(|_| self.work.hedged) {
                        Some(words) => {
                            let begins = self.html.as_str().trim_end().ends_with(['.', '”', '>']) || self.html.is_empty();
                            let words = self.work.date_words(&words);
                            self.html.text(&if begins && !words.starts_with("ca. ") { capitalised(&words) } else { words });
                        }
                        None => self.children(&elem.children),
                    }
                }
                ElemChild::Markup(text) => {
                    self.html.text(text);
                }
                ElemChild::Link { text, url } => {
                    let safe = url.starts_with("https://") || url.starts_with("http://");
                    if safe {
                        self.html.open("a", &[("class", "external"), ("rel", "noopener"), ("href", url)]);
                    }
                    self.text(text);
                    if safe {
                        self.html.close("a");
                    }
                }
                ElemChild::Transparent { .. } => {}
            }
        }
    }

    fn text(&mut self, formatted: &Formatted) {
        let format = formatted.formatting;
        let mut close: Vec<&'static str> = Vec::new();
        let mut open = |html: &mut Html, wanted: bool, name: &'static str| {
            if wanted {
                html.open(name, &[]);
                close.push(name);
            }
        };
        open(self.html, format.font_style == FontStyle::Italic, "i");
        open(self.html, format.font_weight == FontWeight::Bold, "b");
        open(self.html, format.vertical_align == VerticalAlign::Sup, "sup");
        open(self.html, format.vertical_align == VerticalAlign::Sub, "sub");
        let small_caps = format.font_variant == FontVariant::SmallCaps;
        if small_caps {
            self.html.open("span", &[("class", "small-caps")]);
        }
        if self.work.hedged && formatted.text.contains(STAND_IN_TEXT) {
            let year = self.work.published.as_ref().map(year_words).unwrap_or_default();
            self.html.text(&formatted.text.replace(STAND_IN_TEXT, &year));
        } else {
            self.html.text(&formatted.text);
        }
        if small_caps {
            self.html.close("span");
        }
        for name in close.into_iter().rev() {
            self.html.close(name);
        }
    }
}

/// With a capital at its beginning.
fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// The tree's text.
fn plain(children: &ElemChildren) -> String {
    let mut out = String::new();
    for child in &children.0 {
        match child {
            ElemChild::Text(text) | ElemChild::Link { text, .. } => out.push_str(&text.text),
            ElemChild::Elem(elem) => out.push_str(&plain(&elem.children)),
            ElemChild::Markup(text) => out.push_str(text),
            ElemChild::Transparent { .. } => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(published: &str) -> Work {
        let mut entry = Entry::new("x", EntryType::Article);
        entry.set_title(verbatim("Talks <again> & “again”?"));
        entry.set_authors(vec![Person {
            name: "Erol & Co".into(),
            given_name: None,
            prefix: None,
            suffix: None,
            comma_suffix: false,
            alias: None,
        }]);
        let mut parent = Entry::new("", EntryType::Newspaper);
        parent.set_title(verbatim("Газета"));
        entry.set_parents(vec![parent]);
        let published = Edtf::parse(published).ok();
        if let Some(date) = published.as_ref().and_then(date_of) {
            entry.set_date(date);
        }
        let hedged = published.as_ref().is_some_and(|date| !is_plain(date));
        Work { entry, published, hedged }
    }

    fn formatted(style: &str, published: &str) -> String {
        let style = ArchivedStyle::by_name(style).expect("a known style");
        Formatter::new(style, "en").expect("an independent style").format(&work(published)).as_str().to_owned()
    }

    #[test]
    fn text_is_escaped_and_titles_keep_their_capitals() {
        let html = formatted(USUAL_STYLE, "2025-06-02");
        assert!(html.contains("Talks &lt;again&gt; &amp; ‘again’?”"), "{html}");
        assert!(html.contains("Erol &amp; Co"), "{html}");
        assert!(!html.contains("style="), "{html}");
    }

    #[test]
    fn dates_are_never_more_exact_than_written() {
        for style in [USUAL_STYLE, "apa", "ieee", "modern-language-association", "chicago-notes"] {
            for date in ["2025-09~", "2025-06-02?", "2022-03/2022-05", "2025", "2025~", "2025-22", "201X", "../2022-02", "2025-06-02/.."] {
                let html = formatted(style, date);
                assert!(!html.contains(STAND_IN_TEXT), "{style} {date}: {html}");
                let digits: String = date.chars().filter(char::is_ascii_digit).take(3).collect();
                assert!(html.contains(&digits), "{style} {date}: {html}");
            }
        }
        assert!(formatted(USUAL_STYLE, "2025-09~").contains("about September"), "{}", formatted(USUAL_STYLE, "2025-09~"));
        assert!(!formatted(USUAL_STYLE, "2025").contains(",."), "{}", formatted(USUAL_STYLE, "2025"));
        assert!(formatted(USUAL_STYLE, "2025~").contains("ca. 2025"), "{}", formatted(USUAL_STYLE, "2025~"));
    }

    #[test]
    fn every_language_is_found_with_those_that_stand_in_for_it() {
        let all = locales();
        let known = |code: &LocaleCode| all.iter().find(|locale| locale.lang.as_ref() == Some(code));
        for locale in &all {
            let code = locale.lang.clone().unwrap();
            let found = words_of(&code);
            for wanted in [Some(code.clone()), code.fallback(), Some(LocaleCode::en_us())].into_iter().flatten() {
                assert_eq!(found.iter().find(|l| l.lang.as_ref() == Some(&wanted)), known(&wanted), "{wanted:?} for {code:?}");
            }
            assert!(found.len() <= 3, "{code:?} needs {} languages", found.len());
        }
    }

    #[test]
    fn a_citation_of_nothing_changes_no_reference() {
        for (ty, authors) in [(EntryType::Article, 2), (EntryType::Report, 0), (EntryType::Web, 1), (EntryType::Book, 5)] {
            let mut entry = Entry::new("a-work", ty);
            entry.set_title(verbatim("A title"));
            entry.set_authors((0..authors).map(|n| Person::from_strings(vec![&format!("Surname{n}"), "Given Name"]).unwrap()).collect());
            entry.set_date(Date::from_year(2025));
            let work = Work { entry, published: None, hedged: false };
            for style in ArchivedStyle::all() {
                let Some(bare) = Formatter::new(*style, "en") else { continue };
                let Style::Independent(whole) = style.get() else { continue };
                let whole = Formatter {
                    style: whole,
                    by_sort: HashMap::new(),
                    by_shape: HashMap::new(),
                    locale: bare.locale.clone(),
                    locales: bare.locales.clone(),
                };
                assert_eq!(bare.format(&work), whole.format(&work), "{}", style.csl_id());
            }
        }
    }
}
