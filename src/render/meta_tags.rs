//! `<meta>` tags that Zotero and search engines for scholars read: Highwire Press tags (`citation_…`), and in Dublin Core what those have no
//! word for. Both readers take a fact from either.
//!
//! On a source's page they describe the original work, since that is what a reader who saves the page wants to cite; on every other page they
//! describe the page.

use crate::bibliography::{Bibliography, Work, is_plain, web_address};
use crate::export::clean;
use crate::model::{Entity, Id, Model, Note};
use crate::parse::date::Edtf;
use crate::parse::fields::{SourceFields, SourceType};
use crate::parse::record::Text;
use crate::view::head::Meta;

/// The tags, in order. `root` is the site's address with `/` at its end.
pub fn meta_tags(model: &Model, bibliography: &Bibliography, id: Id<Note>, root: &str) -> Vec<Meta> {
    let mut tags = MetaTags::default();
    match model.notes[id].entity {
        Entity::Source(source) => put_work(&model.sources[source].fields, bibliography.work(source), &mut tags),
        _ if model.is_untranslated(id) => {}
        _ => put_page(model, id, root, &mut tags),
    }
    tags.0
}

#[derive(Default)]
struct MetaTags(Vec<Meta>);

impl MetaTags {
    fn put<'c>(&mut self, name: &str, content: impl Into<Option<&'c str>>) {
        let content = clean::line(content.into().unwrap_or_default());
        if !content.is_empty() {
            self.0.push(Meta { name: name.to_owned(), content: content.into_owned() });
        }
    }
}

/// `2025/06/02`, as Google Scholar asks for; a year or a month alone where no more is known.
fn highwire_date(date: &Edtf) -> Option<String> {
    let start = date.start().filter(|start| is_plain(date) && start.year > 0)?;
    let after_year = [start.month, start.day].into_iter().flatten().map(|part| format!("/{part:02}"));
    Some(std::iter::once(format!("{:04}", start.year)).chain(after_year).collect())
}

/// A date; one that Highwire's form cannot say, as it is written.
fn put_date(date: Option<&Edtf>, tags: &mut MetaTags) {
    match date.map(|date| (date, highwire_date(date))) {
        Some((_, Some(highwire))) => tags.put("citation_publication_date", &*highwire),
        Some((date, None)) => tags.put("DC.date", &*date.to_string()),
        None => {}
    }
}

fn put_page(model: &Model, id: Id<Note>, root: &str, tags: &mut MetaTags) {
    let note = &model.notes[id];
    let common = &note.written.common;
    let config = &model.config;
    let url = format!("{root}{}", note.path);
    let date = common.updated.as_ref().or(common.created.as_ref()).map(|at| at.value);
    let editor = config.editor.as_ref().map(|editor| &*editor.name.value);
    tags.put("citation_title", &*note.title);
    tags.put("citation_author", editor);
    tags.put("citation_journal_title", &*config.title);
    put_date(date.as_ref(), tags);
    tags.put("citation_language", &*config.language);
    tags.put("citation_public_url", &*url);
    tags.put("DC.rights", config.license.as_deref());
}

fn put_work(fields: &SourceFields, work: &Work, tags: &mut MetaTags) {
    fn text(field: &Option<Text>) -> Option<&str> {
        field.as_ref().map(|text| &*text.value)
    }
    let title = work.text("title").unwrap_or_default();
    tags.put("citation_title", title);
    for author in &work.authors {
        tags.put("citation_author", &*author.inverted());
    }
    for editor in &work.editors {
        tags.put("citation_editor", &*editor.inverted());
    }
    let publisher = text(&fields.publisher);
    // By the name of this tag Zotero tells what sort of work it is.
    let (name, holder) = match work.bib_type {
        SourceType::Chapter => ("citation_inbook_title", work.text("container-title")),
        SourceType::Thesis => ("citation_dissertation_institution", publisher),
        SourceType::Report => ("citation_technical_report_institution", publisher),
        _ => ("citation_journal_title", work.text("container-title")),
    };
    tags.put(name, holder);
    tags.put("citation_publisher", publisher);
    put_date(fields.published.as_deref(), tags);
    tags.put("citation_volume", text(&fields.volume));
    tags.put("citation_issue", text(&fields.issue));
    let pages = text(&fields.pages).unwrap_or_default();
    let mut numbers = pages.split(['-', '–', '—', ',', ';']).map(str::trim).filter(|number| !number.is_empty());
    tags.put("citation_firstpage", numbers.next());
    tags.put("citation_lastpage", numbers.next_back());
    tags.put("citation_doi", text(&fields.doi));
    tags.put("citation_isbn", text(&fields.isbn));
    tags.put("citation_issn", text(&fields.issn));
    tags.put("citation_language", text(&fields.language));
    tags.put("citation_public_url", web_address(fields.url.as_ref()));
}
