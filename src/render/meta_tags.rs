//! `<meta>` tags that Zotero and search engines for scholars read: Highwire Press tags (`citation_…`) and Dublin Core.
//!
//! On a source's page they describe the original work, since that is what a reader who saves the page wants to cite; on every other page they
//! describe the page.

use crate::bibliography::{Bibliography, Work, is_plain, web};
use crate::export::clean;
use crate::model::{Entity, Id, Model, Note};
use crate::parse::date::Edtf;
use crate::parse::fields::SourceFields;
use crate::parse::record::Text;

/// Name and content of each tag, in order. `root` is the site's address with `/` at its end.
#[must_use]
pub fn meta_tags(model: &Model, bibliography: &Bibliography, id: Id<Note>, root: &str) -> Vec<(String, String)> {
    let mut tags = Tags::default();
    match model.notes[id].entity {
        Entity::Source(source) => of_work(&model.sources[source].fields, bibliography.work(source), &mut tags),
        _ => of_page(model, id, root, &mut tags),
    }
    tags.0
}

#[derive(Default)]
struct Tags(Vec<(String, String)>);

impl Tags {
    fn put(&mut self, name: &str, content: &str) {
        let content = clean::line(content);
        if !content.is_empty() {
            self.0.push((name.to_owned(), content.into_owned()));
        }
    }

    fn opt(&mut self, name: &str, text: Option<&Text>) {
        if let Some(text) = text {
            self.put(name, &text.value);
        }
    }
}

/// `2025/06/02`, as Google Scholar asks for; a year or a month alone where no more is known.
fn slashes(date: &Edtf) -> Option<String> {
    let start = date.start().filter(|start| is_plain(date) && start.year > 0)?;
    Some(match (start.month, start.day) {
        (Some(month), Some(day)) => format!("{:04}/{month:02}/{day:02}", start.year),
        (Some(month), None) => format!("{:04}/{month:02}", start.year),
        _ => format!("{:04}", start.year),
    })
}

fn of_page(model: &Model, id: Id<Note>, root: &str, tags: &mut Tags) {
    let note = &model.notes[id];
    let common = &note.written.common;
    let config = &model.config;
    let url = format!("{root}{}", note.path);
    let date = common.updated.as_ref().or(common.created.as_ref()).map(|at| at.value);
    tags.put("citation_title", &note.title);
    if let Some(editor) = &config.editor {
        tags.put("citation_author", &editor.name);
    }
    tags.put("citation_journal_title", &config.title);
    if let Some(date) = date.as_ref().and_then(slashes) {
        tags.put("citation_publication_date", &date);
    }
    tags.put("citation_language", &config.language);
    tags.put("citation_public_url", &url);
    tags.put("DC.title", &note.title);
    tags.put("DC.type", "Text");
    tags.put("DC.format", "text/html");
    tags.put("DC.identifier", &url);
    tags.put("DC.language", &config.language);
    if let Some(editor) = &config.editor {
        tags.put("DC.creator", &editor.name);
    }
    tags.put("DC.publisher", &config.title);
    if let Some(summary) = note.summary() {
        tags.put("DC.description", &summary.plain);
    }
    if let Some(date) = date {
        tags.put("DC.date", &date.to_string());
    }
    if let Some(license) = &config.license {
        tags.put("DC.rights", license);
    }
}

fn of_work(written: &SourceFields, work: &Work, tags: &mut Tags) {
    let title = work.text("title").unwrap_or_default();
    tags.put("citation_title", title);
    for author in &work.authors {
        tags.put("citation_author", &author.inverted());
    }
    for editor in &work.editors {
        tags.put("citation_editor", &editor.inverted());
    }
    let container = written.container_title.as_ref().or(written.publisher.as_ref());
    tags.opt("citation_journal_title", container);
    tags.opt("citation_publisher", written.publisher.as_ref());
    if let Some(date) = written.published.as_ref().and_then(|at| slashes(&at.value)) {
        tags.put("citation_publication_date", &date);
    }
    tags.opt("citation_volume", written.volume.as_ref());
    tags.opt("citation_issue", written.issue.as_ref());
    if let Some(pages) = &written.pages {
        match pages.value.split_once(['-', '–', '—']) {
            Some((first, last)) => {
                tags.put("citation_firstpage", first.trim());
                tags.put("citation_lastpage", last.trim_start_matches('-').trim());
            }
            None => tags.put("citation_firstpage", &pages.value),
        }
    }
    tags.opt("citation_doi", written.doi.as_ref());
    tags.opt("citation_isbn", written.isbn.as_ref());
    tags.opt("citation_issn", written.issn.as_ref());
    tags.opt("citation_language", written.language.as_ref());
    let url = web(written.url.as_ref());
    if let Some(url) = url {
        tags.put("citation_public_url", url);
    }
    tags.put("DC.title", title);
    tags.put("DC.type", "Text");
    for author in &work.authors {
        tags.put("DC.creator", &author.inverted());
    }
    tags.opt("DC.publisher", written.publisher.as_ref());
    if let Some(date) = &written.published {
        tags.put("DC.date", &date.value.to_string());
    }
    tags.opt("DC.language", written.language.as_ref());
    if let Some(url) = url {
        tags.put("DC.identifier", url);
        tags.put("DC.source", url);
    }
    tags.opt("DC.relation.isPartOf", written.container_title.as_ref());
}
