//! One bibliography: every work is read once, and every form in which it is cited is made here.
//!
//! A [`Work`] is made from a source of the model, or from a page of the site. [`names`] reads the names in it. All styled text (lists of
//! references, "Cite this page", "Cite the original") is written by one CSL processor in the style that the site has chosen, and where
//! readers are offered Chicago's and APA's besides, in those. [`bibtex`], [`ris`] and [`csl_json`] write the files for reference managers;
//! the processor is given that same CSL-JSON.

mod bibtex;
mod csl;
mod csl_json;
pub mod names;
mod ris;
mod work;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use hayagriva::archive::ArchivedStyle;
use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::html::Html;
use crate::model::{Id, Model, Source};
use crate::parse::date::Edtf;
use crate::parse::record::Text;
pub use bibtex::bibtex;
use csl::{Piece, Processor};
pub use csl_json::csl_json;
use names::NameReader;
pub use ris::ris;
pub use work::{Form, Page, Work, is_plain, web};

/// The style where `site.toml` names none.
pub const USUAL_STYLE: &str = "chicago-author-date";

/// The styles that most readers are asked for, with the names by which they know them.
const OFFERED: [(&str, &str); 2] = [("chicago-author-date", "Chicago"), ("apa", "APA")];

/// A formatted reference without the work's own texts.
type Pieces = Arc<[Piece]>;

/// The works of a site and their references.
#[derive(Debug, Default)]
pub struct Bibliography {
    works: Vec<Work>,
    names: NameReader,
    /// What the styles are called, the site's own first.
    styles: Vec<String>,
    /// The references of each work, in the order of `styles`.
    references: Vec<Vec<Html>>,
    /// The references of the site's pages, by whether it is the home page, and by date.
    pages: HashMap<(bool, Option<Edtf>), Vec<Pieces>>,
}

/// A work cited in a style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Styled {
    /// What the style is called.
    pub style: String,
    /// The reference.
    pub html: Html,
}

/// How to cite a page of the site.
#[derive(Debug, Clone)]
pub struct PageCitation {
    /// In styles, the site's own first.
    pub styled: Vec<Styled>,
    /// As BibTeX.
    pub bibtex: String,
    /// As RIS; lines end in a line feed.
    pub ris: String,
}

/// What one build leaves for the next.
#[derive(Debug, Default)]
pub struct Cache {
    /// Formatted references, by the hash of all that they depend on.
    formatted: HashMap<blake3::Hash, Pieces>,
    /// The styles of the last site, with the language that they were made ready for.
    ready: Option<(Vec<&'static str>, Box<str>, Vec<Processor>)>,
}

impl Cache {
    /// Makes the styles of a site ready.
    fn prepare(&mut self, config: &Config) {
        let styles = styles_of(config);
        let names: Vec<&'static str> = styles.iter().map(|style| style.csl_id()).collect();
        if !self.ready.as_ref().is_some_and(|(ready, language, _)| *ready == names && *language == config.language) {
            let processors = styles.into_par_iter().filter_map(|style| Processor::new(style, &config.language)).collect();
            self.ready = Some((names, config.language.clone(), processors));
        }
    }
}

/// The style that a site names, or the usual one where it names none that is known; then those that are offered besides.
fn styles_of(config: &Config) -> Vec<ArchivedStyle> {
    let named = config.citation_style.as_ref().and_then(|name| ArchivedStyle::by_name(&name.value));
    let mut styles: Vec<ArchivedStyle> = Vec::new();
    for style in named.into_iter().chain(OFFERED.iter().filter_map(|(name, _)| ArchivedStyle::by_name(name))) {
        if !styles.iter().any(|known| known.csl_id() == style.csl_id()) {
            styles.push(style);
        }
    }
    styles
}

impl Bibliography {
    /// Reads every source of a site and formats it, in parallel. An unknown style is reported, and the usual one stands in.
    #[must_use]
    pub fn of(model: &Model, cache: &mut Cache) -> (Self, Vec<Diagnostic>) {
        let unknown = model.config.citation_style.as_ref().filter(|name| ArchivedStyle::by_name(&name.value).is_none());
        let diagnostics = unknown.map(unknown_style).into_iter().collect();
        cache.prepare(&model.config);
        let names = NameReader::of(model);
        let sources: Vec<Id<Source>> = model.sources.ids().collect();
        let works: Vec<Work> = sources.into_par_iter().map(|id| Work::of_source(model, &names, id)).collect();
        let mut bibliography = Self { works, names, ..Self::default() };
        let dates: BTreeSet<Option<Edtf>> =
            model.notes.iter().map(|(id, _)| page_date(model, Some(id))).chain([page_date(model, None)]).collect();
        let pages = dates.iter().flat_map(|date| [(true, *date), (false, *date)]);
        let pages: Vec<((bool, Option<Edtf>), Work)> =
            pages.map(|(home, date)| ((home, date), bibliography.sample(model, home, date))).collect();

        let processors = cache.ready.as_ref().map_or(&[][..], |(_, _, processors)| processors);
        let known = &cache.formatted;
        let format_in = |processor: &Processor, work: &Work| -> (blake3::Hash, Pieces) {
            let item = processor.item(work);
            let published = work.published.map(|date| date.to_string());
            let key = (processor.id, &model.config.language, &published, &item);
            let key = blake3::hash(&serde_json::to_vec(&key).unwrap_or_default());
            (key, known.get(&key).cloned().unwrap_or_else(|| processor.format(&item, work).into()))
        };
        let format = |work: &Work| -> Vec<_> { processors.iter().map(|processor| format_in(processor, work)).collect() };
        let of_works: Vec<_> = bibliography.works.par_iter().map(format).collect();
        let of_pages: Vec<_> = pages.par_iter().map(|(_, work)| format(work)).collect();
        bibliography.styles = processors.iter().map(called).collect();
        bibliography.references = of_works
            .iter()
            .zip(&bibliography.works)
            .map(|(styled, work)| styled.iter().map(|(_, pieces)| csl::html(pieces, work)).collect())
            .collect();
        let pieces_of = |styled: &Vec<(blake3::Hash, Pieces)>| styled.iter().map(|(_, pieces)| Arc::clone(pieces)).collect();
        bibliography.pages = pages.iter().map(|(key, _)| *key).zip(of_pages.iter().map(pieces_of)).collect();
        cache.formatted = of_works.into_iter().chain(of_pages).flatten().collect();
        (bibliography, diagnostics)
    }

    /// A page of a date, for the styles to be tried on.
    fn sample(&self, model: &Model, home: bool, date: Option<Edtf>) -> Work {
        let title = if home { &*model.config.title } else { "A page" };
        let url = model.config.base_url.as_ref().map(url::Url::as_str);
        Work::of_page(model, &self.names, &Page { key: "", title, url, language: &model.config.language, date })
    }

    /// A work.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a work is made of every source")]
    pub fn work(&self, source: Id<Source>) -> &Work {
        self.works.get(source.index()).expect("a work of every source")
    }

    /// All works, by id.
    pub fn works(&self) -> impl Iterator<Item = &Work> {
        self.works.iter()
    }

    /// A name that stands elsewhere than in a source.
    #[must_use]
    pub fn name(&self, written: &str) -> Option<names::Name> {
        self.names.read(written, "")
    }

    /// A work in the site's own style.
    #[must_use]
    pub fn reference(&self, source: Id<Source>) -> Option<&Html> {
        self.references.get(source.index())?.first()
    }

    /// A work in the site's own style and in those that are offered besides.
    #[must_use]
    pub fn styled(&self, source: Id<Source>) -> Vec<Styled> {
        let styled = self.references.get(source.index()).into_iter().flatten();
        styled.zip(&self.styles).map(|(html, style)| Styled { style: style.clone(), html: html.clone() }).collect()
    }

    /// How to cite a page of the site.
    #[must_use]
    pub fn page(&self, model: &Model, page: &Page<'_>) -> PageCitation {
        let work = Work::of_page(model, &self.names, page);
        let home = work.text("container-title").is_none();
        let pieces = self.pages.get(&(home, page.date)).into_iter().flatten();
        let styled = pieces.zip(&self.styles).map(|(pieces, style)| Styled { style: style.clone(), html: csl::html(pieces, &work) });
        PageCitation { styled: styled.collect(), bibtex: bibtex::of_page(&work), ris: ris::of_page(&work) }
    }
}

/// When what a page shows was last changed: its note, or the site.
#[must_use]
pub fn page_date(model: &Model, note: Option<Id<crate::model::Note>>) -> Option<Edtf> {
    let common = note.map(|id| &model.notes[id].written.common);
    let own = common.and_then(|common| common.updated.as_ref().or(common.created.as_ref()));
    // A page is cited as of when the site was published; to what date its knowledge reaches is another matter.
    model.published.or(own.map(|at| at.value)).or(model.as_of)
}

fn called(processor: &Processor) -> String {
    let is_its = |name: &str| ArchivedStyle::by_name(name).is_some_and(|style| style.csl_id() == processor.id);
    let offered = OFFERED.iter().find(|(name, _)| is_its(name));
    offered.map_or_else(|| processor.title.clone(), |(_, called)| (*called).to_owned())
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

#[cfg(test)]
mod tests;
