//! What pages tell other people's programs: feeds to follow, metadata for reference managers, structured data.

use tera::Value;

use super::templates::Templates;
use super::{json_ld, meta_tags};
use crate::bibliography::{Bibliography, Page};
use crate::diagnostic::Diagnostic;
use crate::export::{context, feed};
use crate::model::address::Addresses;
use crate::model::{Entity, Id, Model, Note};
use crate::parse::markdown::Body;
use crate::view::compose::Composer;
use crate::view::head::CiteView;
use crate::view::html::Html;
use crate::view::{Briefing, PageView, statement};

/// Fills in what a view leaves to `render`. A page in another language says what it translates.
pub fn fill(page: &mut PageView, Briefing { model, shared, .. }: Briefing<'_>, addresses: &Addresses) {
    let bibliography = &shared.bibliography;
    let root = context::root_of(model);
    let entity = page.entity.unwrap_or(Entity::Home);
    page.head.feeds = feed::links(model, addresses, entity);
    // What is cited and described is the whole, and that is where its first part is.
    if page.head.in_parts.as_ref().is_some_and(|parts| parts.number > 1) {
        return;
    }
    if page.head.indexed {
        page.head.cite = Some(cite(model, bibliography, page));
    }
    let Some(entity) = page.entity else { return };
    if entity == Entity::Home && page.head.path == *model.prefix {
        page.head.json_ld_html = Html::from_json(&json_ld::of_site(model, &root));
        return;
    }
    let Some(id) = model.note_of(entity) else { return };
    page.head.meta = meta_tags::meta_tags(model, bibliography, id, &root);
    // The page is the original's once more, and tells machines nothing of its own.
    if model.is_untranslated(id) {
        return;
    }
    let data = if model.prefix.is_empty() {
        json_ld::of_note(model, bibliography, id, &root)
    } else {
        json_ld::of_translation(model, id, &page.head, &root)
    };
    page.head.json_ld_html = Html::from_json(&data);
}

/// How to cite a page and, on a source's, the work that it is about.
fn cite(model: &Model, bibliography: &Bibliography, page: &PageView) -> CiteView {
    let head = &page.head;
    let note = page.entity.and_then(|entity| model.note_of(entity));
    let original = note.filter(|id| model.is_untranslated(*id));
    let page_citation = bibliography.page(
        model,
        &Page {
            key: note.and(head.id.as_deref()).unwrap_or_else(|| head.path.trim_end_matches('/')),
            title: &head.title,
            url: head.canonical.as_deref(),
            language: original.map_or(&*head.language, |id| &*model.notes[id].language),
        },
    );
    let work = match page.entity {
        Some(Entity::Source(source)) => bibliography.styled(source),
        _ => Vec::new(),
    };
    CiteView { page: page_citation, original: work }
}

/// A note's Markdown as HTML for readers elsewhere: every link in it is absolute, those to places on its own page too; headings have no
/// links to themselves.
///
/// # Errors
/// As [`Templates::render`].
pub fn portable(briefing: Briefing<'_>, templates: &Templates, id: Id<Note>, body: &Body) -> Result<String, Box<Diagnostic>> {
    let root = context::root_of(briefing.model);
    let note = &briefing.model.notes[id];
    let mut composer = Composer::new(briefing, &root, std::iter::empty()).without_references();
    let composed = statement::body(&mut composer, body, note);
    let subject = format!("the HTML of `{}` for other tools", note.id);
    let html = templates.render_prose(Value::from_serializable(&composed), &briefing.model.config.language, &subject)?;
    let (first, headings) = html.split_once(" <a class=\"anchor\"").map_or((&*html, None), |(first, rest)| (first, Some(rest)));
    let after = headings.into_iter().flat_map(|rest| rest.split(" <a class=\"anchor\""));
    let text: String = std::iter::once(first).chain(after.map(|rest| rest.split_once("</a>").map_or(rest, |(_, text)| text))).collect();
    Ok(text.replace("href=\"#", &format!("href=\"{root}{}#", note.path)))
}
