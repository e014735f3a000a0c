//! References for Zotero, LaTeX and CSL processors: one gathering of what is known of a work, three formats.

mod bibtex;
mod csl;
mod name;
mod page;
mod ris;

pub use bibtex::bibtex;
pub use csl::csl_json;
pub use name::{Agent, agent};
pub use page::page;
pub use ris::ris;

use crate::export::clean;
use crate::export::{ExportContext, Part};
use crate::model::{Id, Model, Source};
use crate::parse::date::{Edtf, Precision};
use crate::parse::fields::{ActorType, SourceFields, SourceType};
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
    /// An interview.
    Interview,
    /// A document of a state or organisation.
    Document,
    /// A post in a social network.
    Post,
    /// A page on the web.
    WebPage,
}

/// What is known of a work.
#[derive(Debug)]
pub struct Work<'a> {
    /// Its id here, which is its citation key.
    pub id: &'a str,
    /// Its title, on one line.
    pub title: String,
    /// What sort of publication.
    pub form: Form,
    /// The editor's word for its sort.
    pub ty: Option<SourceType>,
    /// Who wrote it.
    pub authors: Vec<Agent>,
    /// Who edited it.
    pub editors: Vec<Agent>,
    /// Who translated it.
    pub translators: Vec<Agent>,
    /// When it was published.
    pub published: Option<Edtf>,
    /// When it was read.
    pub accessed: Option<Edtf>,
    /// Its address, where it is one of the web.
    pub url: Option<&'a str>,
    /// The first kept copy.
    pub archive: Option<&'a str>,
    /// All that was written of it.
    pub written: &'a SourceFields,
}

/// A text field on one line; none where nothing is left of it.
#[must_use]
pub fn field(text: Option<&Text>) -> Option<String> {
    text.map(|text| clean::line(&text.value).into_owned()).filter(|text| !text.is_empty())
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

impl<'a> Work<'a> {
    /// Gathers what is known of a source.
    #[must_use]
    pub fn of(cx: &ExportContext<'a>, id: Id<Source>) -> Option<Self> {
        Self::known(cx.model, id, &|name| cx.actor_named(name))
    }

    /// Gathers what is known of a source; `actor_named` says what sort of actor bears a name.
    #[must_use]
    pub fn known(model: &'a Model, id: Id<Source>, actor_named: &dyn Fn(&str) -> Option<Option<ActorType>>) -> Option<Self> {
        let written = model.written_source(id)?;
        let note = &model.notes[model.sources[id].note];
        let publisher = written.publisher.as_ref().map_or("", |publisher| &publisher.value);
        let agents = |list: &[Text]| list.iter().filter_map(|name| agent(&name.value, publisher, actor_named)).collect();
        let ty = written.ty.as_ref().map(|ty| ty.value);
        Some(Self {
            id: &note.id,
            title: clean::line(&note.title).into_owned(),
            form: form(ty, written),
            ty,
            authors: agents(&written.authors),
            editors: agents(&written.editors),
            translators: agents(&written.translators),
            published: written.published.as_ref().map(|at| at.value),
            accessed: written.accessed.as_ref().map(|at| at.value),
            url: web(written.url.as_ref()),
            archive: written.archives.iter().find_map(|archive| web(archive.value.url.given())),
            written,
        })
    }

    /// Where it is found: its own address, else the first kept copy.
    #[must_use]
    pub fn address(&self) -> Option<&'a str> {
        self.url.or(self.archive)
    }

    /// What holds it: journal, newspaper, site or book; an article without one stands in what its publisher publishes.
    #[must_use]
    pub fn container(&self) -> Option<String> {
        field(self.written.container_title.as_ref()).or_else(|| match self.form {
            Form::NewspaperArticle | Form::JournalArticle | Form::WebPage | Form::Post | Form::Interview => {
                field(self.written.publisher.as_ref())
            }
            Form::Book | Form::Chapter | Form::Report | Form::Document => None,
        })
    }

    /// What cannot be said in a field of its own: an inexact date as it stands, and that the work was not read.
    #[must_use]
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if let Some(published) = self.published.filter(|date| !is_plain(date)) {
            remarks.push(format!("Published {} (EDTF {published}).", published.show()));
        }
        if self.written.access.as_ref().is_some_and(|access| access.value == crate::parse::fields::Access::Cited) {
            remarks.push("Known only through works that cite it; not read by the editor.".to_owned());
        }
        remarks
    }
}

/// Whether year, month and day say all of a date.
#[must_use]
pub fn is_plain(date: &Edtf) -> bool {
    !date.is_interval()
        && date.qualifier().is_none()
        && matches!(date.precision(), Precision::Year | Precision::Month | Precision::Day)
        && date.start().is_some_and(|start| (1..=9999).contains(&start.year))
}

fn form(ty: Option<SourceType>, written: &SourceFields) -> Form {
    if written.isbn.is_some() {
        return if written.container_title.is_some() { Form::Chapter } else { Form::Book };
    }
    if written.issn.is_some() || written.volume.is_some() || written.issue.is_some() {
        return Form::JournalArticle;
    }
    match ty {
        Some(SourceType::News | SourceType::Opinion) => Form::NewspaperArticle,
        Some(SourceType::Analysis) => {
            if written.number.is_some() || written.series.is_some() {
                Form::Report
            } else if written.doi.is_some() {
                Form::JournalArticle
            } else {
                Form::WebPage
            }
        }
        Some(SourceType::Interview) => Form::Interview,
        Some(SourceType::Official | SourceType::Document | SourceType::Transcript | SourceType::Treaty | SourceType::Dataset) => {
            Form::Document
        }
        Some(SourceType::Book) => Form::Book,
        Some(SourceType::Chapter) => Form::Chapter,
        Some(SourceType::Article) => Form::JournalArticle,
        Some(SourceType::Report | SourceType::Thesis) => Form::Report,
        Some(SourceType::Social) => Form::Post,
        Some(SourceType::Explainer | SourceType::Broadcast | SourceType::Webpage) | None => Form::WebPage,
    }
}

/// The works that a file covers, by id.
fn works<'a>(cx: &ExportContext<'a>, part: Part) -> Vec<Work<'a>> {
    match part {
        Part::Source(id) => Work::of(cx, id).into_iter().collect(),
        _ => cx.model.sources.ids().filter_map(|id| Work::of(cx, id)).collect(),
    }
}
