//! A saved article page: what it says of itself, from the most to the least exact of the ways to say it.
//!
//! Highwire tags (`citation_*`), schema.org's JSON-LD, OpenGraph, Dublin Core; where none of them says it, the page's own title, byline
//! and date.

use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use super::{At, Found, Work, dates, some};
use crate::bibliography::names::{Name, NameReader};
use crate::bibliography::vocabulary::type_of;
use crate::parse::fields::SourceType;

/// Reads a page.
pub(super) fn read(text: &str) -> Found {
    let mut found = Found::default();
    if let Some(line) = too_deep(text) {
        found.problem(At::Line(line), format!("here the page has more than {DEEPEST} elements open in one another: it is no article"));
        return found;
    }
    let html = Html::parse_document(text);
    let page = Page { metas: metas(&html), article: article(&html), html: &html, text };
    let work = page.work();
    if work.title.is_none() && work.authors.is_empty() && work.published.is_none() {
        found.problem(At::Whole, "the page says nothing of a work: neither title nor author nor date");
        return found;
    }
    found.take(At::Whole, work);
    found
}

/// Elements may stand in one another so deep; pages have some dozens. Behind that a parser's time grows with the square of the depth.
const DEEPEST: usize = 1_000;

/// Elements that have no end, or end where the next of them begins.
const END_BY_THEMSELVES: [&str; 30] = [
    "area", "base", "body", "br", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "html", "img", "input", "li", "link", "meta",
    "optgroup", "option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];

/// The line on which too many elements are open; a rough count, made without a parser.
fn too_deep(text: &str) -> Option<usize> {
    let text = text.to_ascii_lowercase();
    let mut depth = 0_usize;
    let mut at = 0_usize;
    while let Some(found) = text.get(at..)?.find('<') {
        let begin = at.saturating_add(found);
        at = begin.saturating_add(1);
        let rest = text.get(at..)?;
        let (ends, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let name = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || END_BY_THEMSELVES.contains(&name) {
            continue;
        }
        if ends {
            depth = depth.saturating_sub(1);
            continue;
        }
        depth = depth.saturating_add(1);
        if depth > DEEPEST {
            return Some(text.get(..begin)?.bytes().filter(|byte| *byte == b'\n').count().saturating_add(1));
        }
        if matches!(name, "script" | "style" | "textarea" | "title") {
            // What stands in these is no markup.
            at = rest.find(&format!("</{name}")).map_or(text.len(), |end| text.len().saturating_sub(rest.len()).saturating_add(end));
        }
    }
    None
}

struct Page<'h> {
    /// Names of `<meta>` in small letters, with their contents, in order.
    metas: Vec<(String, String)>,
    /// The article in JSON-LD.
    article: Value,
    html: &'h Html,
    text: &'h str,
}

fn all<'h>(html: &'h Html, selector: &str) -> Vec<ElementRef<'h>> {
    // The selectors are our own.
    Selector::parse(selector).map(|selector| html.select(&selector).collect()).unwrap_or_default()
}

fn metas(html: &Html) -> Vec<(String, String)> {
    all(html, "meta[content]")
        .into_iter()
        .flat_map(|meta| {
            let value = meta.value();
            let names = value.attr("name").or_else(|| value.attr("property")).or_else(|| value.attr("itemprop")).unwrap_or_default();
            let content = value.attr("content").and_then(some);
            // One element may have several names.
            names
                .split_whitespace()
                .filter_map(|name| Some((name.to_lowercase().replace("dc:", "dc."), content.clone()?)))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The object of JSON-LD that describes the article; an empty one where there is none.
fn article(html: &Html) -> Value {
    let mut best: (u8, Value) = (0, Value::Null);
    for script in all(html, "script") {
        if script.value().attr("type").is_some_and(|ty| ty.trim().eq_ignore_ascii_case("application/ld+json")) {
            let text: String = script.text().collect();
            // Some sites wrap it in a comment or a CDATA section.
            let text =
                text.trim().trim_start_matches("<!--").trim_end_matches("-->").trim_start_matches("//").trim_start_matches("<![CDATA[");
            let text = text.trim_end().trim_end_matches("]]>").trim_end_matches("//");
            if let Ok(value) = serde_json::from_str::<Value>(text) {
                choose(&value, &mut best, 0);
            }
        }
    }
    best.1
}

fn choose(value: &Value, best: &mut (u8, Value), depth: u8) {
    if depth > 4 {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| choose(item, best, depth.saturating_add(1))),
        Value::Object(object) => {
            let rank = types(value).map(rank).max().unwrap_or(0);
            if rank > best.0 {
                *best = (rank, value.clone());
            }
            for key in ["@graph", "mainEntity"] {
                if let Some(inner) = object.get(key) {
                    choose(inner, best, depth.saturating_add(1));
                }
            }
        }
        _ => {}
    }
}

fn types(value: &Value) -> impl Iterator<Item = &str> {
    let ty = value.get("@type");
    let one = ty.and_then(Value::as_str);
    one.into_iter().chain(ty.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str))
}

/// How likely an object of a type is the article.
fn rank(ty: &str) -> u8 {
    match ty {
        "NewsArticle"
        | "ScholarlyArticle"
        | "ReportageNewsArticle"
        | "AnalysisNewsArticle"
        | "OpinionNewsArticle"
        | "BackgroundNewsArticle"
        | "Report" => 4,
        _ if ty.ends_with("Article") || ty.ends_with("Posting") => 3,
        "CreativeWork" | "Book" | "Legislation" => 2,
        "WebPage" => 1,
        _ => 0,
    }
}

/// A text in JSON-LD, which many sites escape as if it were HTML.
fn text_of(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    if text.contains('&') {
        let decoded: String = Html::parse_fragment(text).root_element().text().collect();
        return some(decoded);
    }
    some(text)
}

/// The name of a person or body: a text, or an object with `name`.
fn names_of(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().flat_map(|item| names_of(Some(item))).collect(),
        Some(Value::Object(object)) => names_of(object.get("name")),
        Some(text) => text_of(text).into_iter().collect(),
        None => Vec::new(),
    }
}

impl Page<'_> {
    fn meta(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.metas.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()))
    }

    fn metas(&self, name: &str) -> Vec<String> {
        self.metas.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
    }

    fn said(&self, key: &str) -> Option<String> {
        self.article.get(key).and_then(text_of)
    }

    fn work(&self) -> Work {
        let (saved_from, saved_on) = self.saved();
        let pages = match (self.meta(&["citation_firstpage"]), self.meta(&["citation_lastpage"])) {
            (Some(first), Some(last)) if first != last => Some(format!("{first}–{last}")),
            (first, _) => first,
        };
        let site = self.meta(&["og:site_name", "application-name"]);
        let journal = self.meta(&["citation_journal_title", "citation_inbook_title", "citation_conference_title"]);
        let in_part = self.article.get("isPartOf").map(|part| names_of(Some(part))).unwrap_or_default().into_iter().next();
        let container = journal.clone().or_else(|| in_part.filter(|_| types(&self.article).any(|ty| ty == "ScholarlyArticle")));
        let publisher = self.meta(&["citation_publisher"]).or_else(|| names_of(self.article.get("publisher")).into_iter().next());
        let identifier = self.meta(&["citation_doi", "prism.doi", "bepress_citation_doi"]);
        let doi = identifier.or_else(|| self.meta(&["dc.identifier", "dcterms.identifier"]).filter(|text| text.contains("10.")));
        let mut work = Work {
            ty: self.sort(journal.is_some()),
            title: self.title(site.as_deref()),
            authors: self.authors(),
            publisher: publisher.or(site).or_else(|| self.meta(&["dc.publisher", "dcterms.publisher"])),
            container_title: container,
            published: self.published(),
            accessed: saved_on.as_deref().and_then(dates::edtf),
            language: self.language(),
            url: self.address(saved_from),
            doi,
            isbn: self.meta(&["citation_isbn"]),
            issn: self.meta(&["citation_issn"]),
            volume: self.meta(&["citation_volume"]),
            issue: self.meta(&["citation_issue"]),
            pages,
            number: self.meta(&["citation_technical_report_number"]),
            ..Work::default()
        };
        if work.title.is_none() || (work.authors.is_empty() && work.published.is_none()) {
            self.fall_back(&mut work);
        }
        work
    }

    fn title(&self, site: Option<&str>) -> Option<String> {
        let told = self
            .meta(&["citation_title"])
            .or_else(|| self.said("headline"))
            .or_else(|| self.meta(&["og:title", "dc.title", "dcterms.title", "twitter:title", "parsely-title"]));
        let title = told.or_else(|| self.said("name"))?;
        // "Headline | The Paper" is the browser's tab, not the headline.
        let bare = site
            .and_then(|site| title.strip_suffix(site))
            .map(|title| title.trim_end().trim_end_matches(['|', '-', '–', '—', '·', ':']).trim_end().to_owned());
        Some(bare.filter(|bare| !bare.is_empty()).unwrap_or(title))
    }

    fn authors(&self) -> Vec<Name> {
        let mut names = self.metas("citation_author");
        let article = || names_of(self.article.get("author"));
        // OpenGraph's author is often the address of a profile.
        let meta = |name: &str| -> Vec<String> {
            self.metas(name).into_iter().filter(|name| !name.contains("://") && !name.starts_with('@')).collect()
        };
        let ways: [&dyn Fn() -> Vec<String>; 6] =
            [&article, &|| meta("article:author"), &|| meta("dc.creator"), &|| meta("dcterms.creator"), &|| meta("author"), &|| {
                meta("parsely-author")
            }];
        for way in ways {
            if names.is_empty() {
                names = way();
            }
        }
        names.dedup();
        let reader = NameReader::default();
        names.iter().filter_map(|name| reader.read(name, "")).collect()
    }

    fn published(&self) -> Option<String> {
        let ways = [
            self.meta(&["citation_publication_date", "citation_date", "citation_online_date"]),
            self.said("datePublished"),
            self.said("dateCreated"),
            self.meta(&[
                "article:published_time",
                "og:article:published_time",
                "og:published_time",
                "dc.date",
                "dc.date.issued",
                "dcterms.issued",
                "dcterms.date",
                "dcterms.created",
            ]),
            self.meta(&["datepublished", "parsely-pub-date", "date", "pubdate", "publish-date"]),
        ];
        ways.into_iter().flatten().find_map(|date| dates::edtf(&date))
    }

    fn language(&self) -> Option<String> {
        let article = self
            .article
            .get("inLanguage")
            .and_then(|language| language.as_str().map(str::to_owned).or_else(|| names_of(Some(language)).into_iter().next()));
        let html = all(self.html, "html[lang]").first().and_then(|html| html.value().attr("lang")).map(str::to_owned);
        [self.meta(&["citation_language"]), article, html, self.meta(&["og:locale", "dc.language", "dcterms.language"])]
            .into_iter()
            .flatten()
            .find_map(some)
    }

    fn address(&self, saved_from: Option<String>) -> Option<String> {
        let canonical = all(self.html, "link[rel=canonical]").first().and_then(|link| link.value().attr("href")).map(str::to_owned);
        let main =
            self.article.get("mainEntityOfPage").and_then(|page| page.as_str().or_else(|| page.get("@id")?.as_str())).map(str::to_owned);
        let ways = [
            canonical,
            self.meta(&["og:url"]),
            self.said("url"),
            main,
            self.meta(&["citation_public_url", "citation_abstract_html_url"]),
            saved_from,
        ];
        ways.into_iter().flatten().map(|url| url.trim().to_owned()).find(|url| url.starts_with("http://") || url.starts_with("https://"))
    }

    /// What browsers and SingleFile write at the head of a page that they save: its address and the day.
    fn saved(&self) -> (Option<String>, Option<String>) {
        let head: String = self.text.chars().take(3000).collect();
        if let Some((_, rest)) = head.split_once("saved from url=(") {
            return (rest.split_once(')').and_then(|(_, url)| some(url.split_whitespace().next()?)), None);
        }
        if head.contains("SingleFile") {
            let line = |key: &str| head.lines().find_map(|line| some(line.trim().strip_prefix(key)?));
            return (
                line("url:"),
                line("saved date:")
                    .map(|date| date.split(" (").next().unwrap_or_default().to_owned())
                    .and_then(|date| javascript_date(&date)),
            );
        }
        (None, None)
    }

    fn sort(&self, in_journal: bool) -> Option<SourceType> {
        if in_journal {
            return Some(SourceType::Article);
        }
        types(&self.article).find_map(|ty| type_of(ty, |row| row.schema))
    }

    /// The page's one heading, where the title is that and the site's name.
    fn heading_of(&self, title: String) -> String {
        match all(self.html, "h1").as_slice() {
            [heading] => some(heading.text().collect::<String>()).filter(|heading| title.starts_with(heading.as_str())).unwrap_or(title),
            _ => title,
        }
    }

    /// What readers see as title, author and date, where nothing says it to machines.
    fn fall_back(&self, work: &mut Work) {
        if work.title.is_none() {
            work.title = self.title_of_tab().map(|title| self.heading_of(title));
        }
        if work.authors.is_empty() {
            work.authors = self.byline().and_then(|name| NameReader::default().read(&name, "")).into_iter().collect();
        }
        if work.published.is_none() {
            let time = all(self.html, "article time[datetime], main time[datetime], time[pubdate], time[datetime]");
            work.published = time.first().and_then(|time| time.value().attr("datetime")).and_then(dates::edtf);
        }
    }

    /// The text of `<title>` without the site's name behind a separator, where what is left is more than a few words.
    fn title_of_tab(&self) -> Option<String> {
        let whole = all(self.html, "head title").first().and_then(|title| some(title.text().collect::<String>()))?;
        let cut = [" | ", " - ", " – ", " — ", " » ", " :: "].iter().filter_map(|separator| whole.rfind(separator)).max();
        let bare = cut.and_then(|at| whole.get(..at)).map(str::trim).filter(|bare| bare.split_whitespace().count() > 4);
        Some(bare.map_or_else(|| whole.clone(), str::to_owned))
    }

    /// The first short text that markup or a class calls the author's.
    fn byline(&self) -> Option<String> {
        all(self.html, "body [rel~=author], body [itemprop~=author], body [class], body [id]").into_iter().find_map(|element| {
            let value = element.value();
            let named = value
                .attr("rel")
                .into_iter()
                .chain(value.attr("itemprop"))
                .any(|names| names.split_whitespace().any(|name| name == "author"));
            let classes = [value.attr("class"), value.attr("id")].into_iter().flatten().collect::<Vec<_>>().join(" ").to_lowercase();
            let mut words = classes.split(|c: char| !c.is_alphanumeric());
            if !named && !words.any(|word| word.starts_with("byline") || matches!(word, "author" | "authors" | "authorname" | "writtenby"))
            {
                return None;
            }
            let name = Selector::parse("[itemprop~=name]").ok().and_then(|selector| element.select(&selector).next()).unwrap_or(element);
            let text = some(name.text().collect::<String>())?;
            let bare = text.trim_start_matches("By ").trim_start_matches("by ").to_owned();
            (bare.split_whitespace().count() <= 6).then_some(bare)
        })
    }
}

/// `Mon Jun 02 2025 14:40:00 GMT+0300` → `2025-06-02`.
fn javascript_date(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [_, month, day, year, ..] => Some(format!("{day} {month} {year}")),
        _ => some(text),
    }
}
