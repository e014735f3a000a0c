//! References: each source formatted once, in the site's CSL style.
//!
//! The style's processor gets a date only as exact as the editor wrote it. What it cannot hold (an interval, a doubt) goes through it as
//! a year that no work bears (`STAND_IN`) and is put into words afterwards. The processor's own HTML is not used: it escapes nothing.

mod fold;
mod work;
mod writer;

use std::collections::HashMap;

use hayagriva::archive::{ArchivedStyle, LOCALES, locales};
use hayagriva::citationberg::{IndependentStyle, Locale, LocaleCode, Style};
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChildren, Entry};
use rayon::prelude::*;

use super::html::Html;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::model::{Id, Model, Source};
use crate::parse::record::Text;
use work::Work;
use writer::Writer;

/// The style where `site.toml` names none.
pub const USUAL_STYLE: &str = "chicago-author-date";

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
    fn formatter(&mut self, style: ArchivedStyle, language: &str) -> Option<&mut Formatter> {
        let name = style.csl_id();
        if !self.ready.as_ref().is_some_and(|ready| ready.style == name && &*ready.language == language) {
            self.ready = Formatter::new(style, language).map(|formatter| Ready { style: name, language: language.into(), formatter });
        }
        self.ready.as_mut().map(|ready| &mut ready.formatter)
    }
}

/// Formats every source of a site, in parallel. An unknown style is reported, and the usual one stands in.
#[must_use]
pub fn format_all(model: &Model, cache: &mut Cache) -> (References, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let named = model.config.citation_style.as_ref().and_then(|name| {
        let style = ArchivedStyle::by_name(&name.value);
        if style.is_none() {
            diagnostics.push(unknown_style(name));
        }
        style
    });
    let style = named.or_else(|| ArchivedStyle::by_name(USUAL_STYLE));
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
            style.citation.sort = None;
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

#[cfg(test)]
mod tests;
