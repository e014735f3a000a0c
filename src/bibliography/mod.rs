//! One bibliography: every work is read once, and every form in which it is cited is made here.
//!
//! A [`Work`] is made from a source of the model, or from a page of the site. [`names`] reads the names in it. All styled text (lists of
//! references, "Cite this page", "Cite the original") is written by one CSL processor in the style that the site has chosen, and where
//! readers are offered Chicago's and APA's besides, in those. [`bibtex`], [`ris`] and [`csl_json`] write the files for reference managers;
//! the processor is given that same CSL-JSON.

mod bibtex;
mod csl;
mod csl_json;
pub(crate) mod languages;
pub mod names;
mod ris;
pub mod vocabulary;
mod work;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hayagriva::archive::ArchivedStyle;
use hayagriva::citationberg::{self, IndependentStyle};
use rayon::prelude::*;
use serde::Serialize;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::file::File;
use crate::html::Html;
use crate::language::Language;
use crate::model::{Id, Model, Source};
use crate::parse::record::Text;
pub use bibtex::bibtex;
use csl::{Piece, Processor};
pub use csl_json::csl_json;
use names::NameReader;
pub use ris::ris;
pub use work::{Page, Work, is_plain, web_address};

/// The style where `site.toml` names none.
pub const DEFAULT_STYLE: &str = "chicago-author-date";

/// The styles that most readers are asked for, with the names by which they know them.
const OFFERED: [(&str, &str); 2] = [("chicago-author-date", "Chicago"), ("apa", "APA")];

/// Every style that the program has: the name to write in `citation_style`, and what it is called, by name.
pub fn styles() -> Vec<(&'static str, &'static str)> {
    let named = |style: &ArchivedStyle| style.names().first().map(|name| (*name, style.display_name()));
    let mut styles: Vec<_> = ArchivedStyle::all().iter().filter_map(named).collect();
    styles.sort_unstable();
    styles
}

/// A formatted reference without the work's own texts.
type Pieces = Arc<[Piece]>;

/// The works of a site and their references. A reference is made when it is first asked for: a build that finds nothing changed needs none.
#[derive(Debug)]
pub struct Bibliography {
    works: Vec<Work>,
    names: NameReader,
    styles: Arc<Styles>,
    language: Arc<Language>,
    /// The references of each work, by style.
    references: Vec<Vec<OnceLock<Html>>>,
    /// The references of the home page, by style.
    home: OnceLock<Vec<Pieces>>,
    /// Those of any other page of the site. They differ in their titles and addresses alone, as pages are cited as of one day.
    pages: OnceLock<Vec<Pieces>>,
}

/// A reference in a style.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Styled {
    /// What the style is called.
    pub style: String,
    /// The reference.
    pub reference_html: Html,
}

/// How to cite a page of the site.
#[derive(Debug, Clone, Serialize)]
pub struct PageCitation {
    /// The page in styles, the site's own first.
    pub styled: Vec<Styled>,
    /// The page, as BibTeX.
    pub bibtex: String,
    /// The page, as RIS; lines end in a line feed.
    pub ris: String,
}

/// What one build leaves for the next: the styles of the last site, by language.
#[derive(Debug, Default)]
pub struct Cache(HashMap<Box<str>, Arc<Styles>>);

/// The styles of a site, its own first, and what has been formatted in them.
#[derive(Debug, Default)]
struct Styles {
    ids: Vec<String>,
    processors: Vec<Processor>,
    /// Formatted references, by the hash of all that they depend on.
    formatted: Mutex<HashMap<blake3::Hash, Pieces>>,
}

impl Styles {
    /// Makes the styles of a site ready: its own, then those that are offered besides.
    fn of(own: Option<Style>, language: &str, cache: &mut Cache) -> Arc<Self> {
        let offered = OFFERED.iter().filter_map(|(name, _)| ArchivedStyle::by_name(name)).map(Style::Archived);
        let mut styles: Vec<Style> = Vec::new();
        for style in own.into_iter().chain(offered) {
            if !styles.iter().any(|known| known.id() == style.id()) {
                styles.push(style);
            }
        }
        let ids: Vec<String> = styles.iter().map(Style::id).collect();
        if let Some(known) = cache.0.get(language).filter(|known| known.ids == ids) {
            return Arc::clone(known);
        }
        let processors: Vec<Processor> = styles.into_par_iter().filter_map(|style| style.into_processor(language)).collect();
        let styles = Arc::new(Self { ids, processors, ..Self::default() });
        cache.0.insert(language.into(), Arc::clone(&styles));
        styles
    }

    fn format(&self, processor: &Processor, work: &Work, language: &Language) -> Pieces {
        let item = processor.item(work);
        let published = work.published.map(|date| language.date(&date));
        let key = serde_json::to_vec(&(&processor.id, &published, &item)).expect("a key has a form in JSON");
        let key = blake3::hash(&key);
        let known = || self.formatted.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known().get(&key).cloned();
        found.unwrap_or_else(|| {
            let made: Pieces = processor.format(&item, work, language).into();
            known().insert(key, Arc::clone(&made));
            made
        })
    }
}

enum Style {
    /// One of those that the program has.
    Archived(ArchivedStyle),
    /// One of the site's own, with the hash of its file.
    Own(blake3::Hash, Box<IndependentStyle>),
}

impl Style {
    fn id(&self) -> String {
        match self {
            Self::Archived(style) => style.csl_id().to_owned(),
            Self::Own(hash, _) => hash.to_hex().to_string(),
        }
    }

    fn into_processor(self, language: &str) -> Option<Processor> {
        let id = self.id();
        match self {
            Self::Archived(style) => Processor::new(style, language),
            Self::Own(_, style) => Some(Processor::of_style(id, *style, language)),
        }
    }
}

/// The style that a site names; what is wrong with it, where it is none that is known or cannot be read.
fn own_style(config: &Config, file: Option<&File>) -> Result<Option<Style>, Box<Diagnostic>> {
    let Some(name) = &config.citation_style else { return Ok(None) };
    let refused = |message: String, help: &str| Err(Box::new(Diagnostic::new(Code::UnknownStyle, name.span, message).help(help)));
    let Some(path) = config.style_file() else {
        return ArchivedStyle::by_name(&name.value).map(|style| Some(Style::Archived(style))).ok_or_else(|| Box::new(unknown_style(name)));
    };
    let Some(file) = file else {
        let help = "Put the style there, or name one that the program has: `rapporteur styles` lists them.";
        return refused(format!("there is no file `{path}` in the site"), help);
    };
    match citationberg::Style::from_xml(&file.text) {
        Ok(citationberg::Style::Independent(style)) => Ok(Some(Style::Own(file.hash, Box::new(style)))),
        Ok(citationberg::Style::Dependent(style)) => {
            refused(format!("`{path}` only says that it is like another style"), &format!("Take that one: {}.", style.parent_link.href))
        }
        Err(error) => {
            let help = "A style is an XML file from the Citation Style Language's repository.";
            refused(format!("`{path}` is not a CSL style: {}", error.source), help)
        }
    }
}

impl Bibliography {
    /// Reads every source of a site, in parallel. `style` is the file that `citation_style` names. An unknown style is reported, and the
    /// usual one stands in.
    pub fn of(model: &Model, style: Option<&File>, cache: &mut Cache) -> (Self, Vec<Diagnostic>) {
        let (own, diagnostics) = match own_style(&model.config, style) {
            Ok(own) => (own, Vec::new()),
            Err(problem) => (None, vec![*problem]),
        };
        let styles = Styles::of(own, &model.config.language, cache);
        let names = NameReader::of(model);
        let sources: Vec<Id<Source>> = model.sources.ids().collect();
        let works: Vec<Work> = sources.into_par_iter().map(|id| Work::of_source(model, &names, id)).collect();
        let references = works.iter().map(|_| styles.processors.iter().map(|_| OnceLock::new()).collect()).collect();
        let (home, pages) = (OnceLock::new(), OnceLock::new());
        (Self { works, names, styles, language: Arc::clone(&model.language), references, home, pages }, diagnostics)
    }

    /// A work.
    pub fn work(&self, source: Id<Source>) -> &Work {
        self.works.get(source.index()).expect("a work of every source")
    }

    /// All works, by id.
    pub fn works(&self) -> impl Iterator<Item = &Work> {
        self.works.iter()
    }

    /// A work in the site's own style.
    pub fn reference(&self, source: Id<Source>) -> Option<&Html> {
        self.references_of(source).next()
    }

    /// A work in the site's own style and in those that are offered besides.
    pub fn styled(&self, source: Id<Source>) -> Vec<Styled> {
        let styled = self.references_of(source).zip(&self.styles.processors);
        styled.map(|(html, processor)| Styled { style: style_name(processor), reference_html: html.clone() }).collect()
    }

    fn references_of(&self, source: Id<Source>) -> impl Iterator<Item = &Html> {
        let work = self.work(source);
        let references = self.references.get(source.index()).into_iter().flatten();
        references.zip(&self.styles.processors).map(move |(reference, processor)| {
            reference.get_or_init(|| csl::html(&self.styles.format(processor, work, &self.language), work))
        })
    }

    /// How to cite a page of the site.
    pub fn page(&self, model: &Model, page: &Page<'_>) -> PageCitation {
        let work = Work::of_page(model, &self.names, page);
        let (pages, title) = match work.text("container-title") {
            None => (&self.home, &*model.config.title),
            Some(_) => (&self.pages, "A page"),
        };
        let pages = pages.get_or_init(|| {
            let url = model.config.base_url.as_ref().map(url::Url::as_str);
            let sample = Work::of_page(model, &self.names, &Page { key: "", title, url, language: &model.config.language });
            self.styles.processors.iter().map(|processor| self.styles.format(processor, &sample, &self.language)).collect()
        });
        let styled = pages.iter().zip(&self.styles.processors).map(|(pieces, processor)| {
            // Who reads how to cite a page is on it, and needs no link to it.
            let unlinked = pieces.iter().filter(|piece| !matches!(piece, Piece::OpenLink(_) | Piece::Close("a")));
            Styled { style: style_name(processor), reference_html: csl::html(&unlinked.cloned().collect::<Vec<_>>(), &work) }
        });
        PageCitation { styled: styled.collect(), bibtex: bibtex::entry(&work), ris: ris::of_page(&work) }
    }
}

/// The name of a style that readers see.
fn style_name(processor: &Processor) -> String {
    let is_its = |name: &str| ArchivedStyle::by_name(name).is_some_and(|style| style.csl_id() == processor.id);
    let offered = OFFERED.iter().find(|(name, _)| is_its(name));
    offered.map_or_else(|| processor.title.clone(), |(_, name)| (*name).to_owned())
}

fn unknown_style(name: &Text) -> Diagnostic {
    let known: Vec<&str> = ArchivedStyle::all().iter().flat_map(|style| style.names()).copied().collect();
    let problem = Diagnostic::new(Code::UnknownStyle, name.span, format!("there is no citation style `{}`", name.value));
    let help = format!(
        "Among the {} known styles are `{DEFAULT_STYLE}`, `apa`, `ieee`, `modern-language-association`, `chicago-notes` and `nature`; `rapporteur styles` lists all.",
        ArchivedStyle::all().len()
    );
    problem.help(help).suggest(did_you_mean(&name.value, known.iter().copied()), "\"")
}

#[cfg(test)]
mod tests;
