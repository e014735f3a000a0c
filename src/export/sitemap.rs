//! What search engines want: `sitemap.xml` (Sitemaps 0.9, with Google's language alternates) and `robots.txt` (RFC 9309).

use std::collections::BTreeMap;
use std::fmt::Write;

use super::ExportContext;
use super::clean;
use super::context::last_change;
use crate::model::address::{self, Address, Addresses, Content, Export};
use crate::model::{Id, Model, Note};
use crate::parse::date::{Edtf, Precision};
use crate::parse::fields::Kind;
use crate::view::head;

pub const FILE: &str = "sitemap.xml";

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// How many files the sitemap has: the one and, where the protocol allows no more addresses in it, its parts, which the one lists.
pub fn files(model: &Model, addresses: &Addresses) -> usize {
    let size = model.config.page_size.sitemap;
    let count = pages(model, addresses).count();
    if count <= size { 1 } else { count.div_ceil(size) + 1 }
}

/// Where a part lies, from the site's root: a sitemap speaks for addresses below its own folder.
pub fn path(part: usize) -> String {
    format!("sitemap-{part}.xml")
}

struct SitemapPage<'a> {
    page: &'a Address,
    note: Option<Id<Note>>,
    /// Its path in the main language.
    original: &'a str,
}

/// The pages that it lists. A note that is not translated stands in a language in the original's words, and is listed where the original is.
fn pages<'a>(model: &'a Model, addresses: &'a Addresses) -> impl Iterator<Item = SitemapPage<'a>> {
    addresses.all().iter().filter_map(|page| {
        let note = match page.content {
            Content::Home | Content::View(_) | Content::List(_) => None,
            Content::Note(id) => Some(id),
            _ => return None,
        };
        let (language, original) = model.split_language(address::path_of(&page.path));
        let is_translated =
            |id: Id<Note>| language.is_none_or(|language| model.notes[id].translations.iter().any(|other| *other.language == *language));
        note.is_none_or(is_translated).then_some(SitemapPage { page, note, original })
    })
}

/// Every page's address, a part of them, or the list of such parts. `lastmod` comes from the content alone, as exact as it was written; a
/// page without a date has none.
pub fn sitemap(cx: &ExportContext<'_>, of: Export) -> Vec<u8> {
    let part = if let Export::Part(number) = of { number } else { 0 };
    let size = cx.model.config.page_size.sitemap;
    let pages: Vec<SitemapPage<'_>> = pages(cx.model, cx.addresses).collect();
    match part.checked_sub(1) {
        Some(part) => urls(cx, pages.chunks(size).nth(part).expect("a part of the sitemap has pages")),
        None if pages.len() > size => index(cx, pages.len().div_ceil(size)),
        None => urls(cx, &pages),
    }
}

fn index(cx: &ExportContext<'_>, parts: usize) -> Vec<u8> {
    let list: String =
        (1..=parts).map(|part| format!(" <sitemap>\n  <loc>{}</loc>\n </sitemap>\n", clean::html(&cx.url(&path(part))))).collect();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"{NAMESPACE}\">\n{list}</sitemapindex>\n").into_bytes()
}

fn urls(cx: &ExportContext<'_>, pages: &[SitemapPage<'_>]) -> Vec<u8> {
    let model = cx.model;
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"{NAMESPACE}\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n"
    );
    let mut newest: BTreeMap<Option<Kind>, Edtf> = BTreeMap::new();
    for (_, note) in model.notes.iter() {
        let Some(date) = last_change(note) else { continue };
        for of in [None, note.kind()] {
            let known = newest.entry(of).or_insert(date);
            *known = date.max(*known);
        }
    }
    for SitemapPage { page, note, original } in pages {
        let date = match page.content {
            Content::List(kind) => newest.get(&Some(kind)).copied(),
            _ => note.map_or(newest.get(&None).copied(), |id| last_change(&model.notes[id])),
        };
        let _ = writeln!(out, " <url>\n  <loc>{}</loc>", clean::html(&cx.url(address::path_of(&page.path))));
        if let Some(date) = date.as_ref().and_then(w3c) {
            let _ = writeln!(out, "  <lastmod>{date}</lastmod>");
        }
        let alternates = head::alternates(model, original, note.map(|id| &model.notes[id]), page.part.is_first());
        let written: Vec<(&str, &str)> = alternates.iter().filter_map(|page| Some((&*page.language, page.url.as_deref()?))).collect();
        let main = alternates.iter().find(|page| page.main).and_then(|page| page.url.as_deref());
        let fallback = main.filter(|_| written.len() > 1).map(|url| ("x-default", url));
        for (language, url) in written.iter().copied().filter(|_| fallback.is_some()).chain(fallback) {
            let _ = writeln!(out, "  <xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{}\"/>", clean::html(language), clean::html(url));
        }
        out.push_str(" </url>\n");
    }
    out.push_str("</urlset>\n");
    out.into_bytes()
}

/// A W3C date (`2025`, `2025-06`, `2025-06-02`), where one says the same.
fn w3c(date: &Edtf) -> Option<String> {
    let has_one = !date.is_interval() && date.qualifier().is_none() && date.precision() >= Precision::Year;
    date.start().filter(|start| has_one && start.season.is_none())?.iso_day()
}

/// What crawlers may read: all of it.
pub fn robots(cx: &ExportContext<'_>) -> Vec<u8> {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", cx.url(FILE)).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_never_more_exact_than_written() {
        let read = |text: &str| w3c(&Edtf::parse(text).unwrap());
        assert_eq!(read("2025-06").as_deref(), Some("2025-06"));
        assert_eq!(read("2025-06-02T14:40").as_deref(), Some("2025-06-02"));
        for rough in ["2025-06~", "../2025", "2025-22", "2025-06-01/2025-06-02"] {
            assert_eq!(read(rough), None, "{rough}");
        }
    }
}
