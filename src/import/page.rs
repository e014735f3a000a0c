//! A saved article page: what it says of itself, from the most to the least exact of the ways to say it.
//!
//! Highwire tags (`citation_*`), schema.org's JSON-LD, OpenGraph, Dublin Core; where none of them says it, the page's own title, byline
//! and date.

use std::collections::{HashMap, HashSet};

use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use super::{FileContents, ImportedWork, PositionInFile, dates, non_empty, plain};
use crate::bibliography::names::{Name, NameReader, in_byline, is_one_of};
use crate::bibliography::vocabulary::type_of;
use crate::parse::fields::SourceType;
use crate::parse::markdown::too_deep;

pub(super) fn read(text: &str) -> FileContents {
    let mut found = FileContents::default();
    if let Some((above, _)) = too_deep(text, MAX_DEPTH, WITHOUT_END_TAG).and_then(|at| text.split_at_checked(at)) {
        let line = above.matches('\n').count() + 1;
        let message = format!("here the page has more than {MAX_DEPTH} elements open in one another: it is not an article");
        found.problem(PositionInFile::Line(line), message);
        return found;
    }
    let html = Html::parse_document(text);
    let page = ArticlePage { metas: metas(&html), json_ld: JsonLd::read(&html), html: &html, text };
    let work = page.work();
    if let Some(title) = work.text("title").filter(|title| page.is_no_article(title)) {
        found
            .problem(PositionInFile::Whole, format!("the page says “{title}”: it is not an article, but what a site shows instead of one"));
        return found;
    }
    let recased: Vec<String> =
        work.authors.iter().map(Name::spoken).filter(|name| !text.contains(name.as_str()) && text.contains(&name.to_uppercase())).collect();
    if !recased.is_empty() {
        let message = format!("the page writes names in capitals; they were written as names are: {}", recased.join(", "));
        found.problem(PositionInFile::Whole, message);
    }
    if page.json_ld.broken > 0 && page.json_ld.article.is_null() {
        found.problem(PositionInFile::Whole, "the page's JSON-LD cannot be read: what it says elsewhere was taken");
    }
    if work.texts.keys().all(|key| !matches!(*key, "title" | "published")) && work.authors.is_empty() {
        found.problem(PositionInFile::Whole, "the page says nothing of a work: neither title nor author nor date");
        return found;
    }
    found.add(PositionInFile::Whole, work);
    found
}

/// How deep elements may be nested; pages have some dozens.
const MAX_DEPTH: usize = 1_000;

/// Elements without an end tag, and those whose end tag may be left out.
const WITHOUT_END_TAG: &str = "area base body br col colgroup dd dt embed head hr html img input li link meta optgroup option p param \
    source tbody td tfoot th thead tr track wbr";

/// What a `<meta>` says under one of its names.
struct Meta {
    /// In small letters.
    name: String,
    content: String,
    /// Whether the name is RDFa's (`property`).
    is_rdfa: bool,
}

struct ArticlePage<'h> {
    /// In order.
    metas: Vec<Meta>,
    json_ld: JsonLd,
    html: &'h Html,
    text: &'h str,
}

fn select_all<'h>(html: &'h Html, selector: &str) -> Vec<ElementRef<'h>> {
    html.select(&own_selector(selector)).collect()
}

fn own_selector(selector: &str) -> Selector {
    Selector::parse(selector).expect("our own selectors are valid")
}

/// An attribute of the first element that a selector finds.
fn attribute(html: &Html, selector: &str, name: &str) -> Option<String> {
    select_all(html, selector).first()?.value().attr(name).map(str::to_owned)
}

fn metas(html: &Html) -> Vec<Meta> {
    select_all(html, "meta[content]")
        .into_iter()
        .flat_map(|meta| {
            let value = meta.value();
            let property = value.attr("property").filter(|_| value.attr("name").is_none());
            let names = value.attr("name").or(property).or_else(|| value.attr("itemprop")).unwrap_or_default();
            let content = value.attr("content").and_then(|content| non_empty(plain(content)));
            // One element may have several names.
            names
                .split_whitespace()
                .filter_map(|name| {
                    let name = name.to_lowercase().replace("dc:", "dc.");
                    Some(Meta { name, content: content.clone()?, is_rdfa: property.is_some() })
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// What the JSON-LD of a page says.
#[derive(Default)]
struct JsonLd {
    /// The object that describes the article; null where there is none.
    article: Value,
    /// How likely that is the article.
    rank: u8,
    /// What is said of other things, by `@id`.
    nodes: HashMap<String, Value>,
    /// How many blocks cannot be read.
    broken: usize,
}

impl JsonLd {
    fn read(html: &Html) -> Self {
        let mut found = Self::default();
        for script in select_all(html, "script") {
            if script.value().attr("type").is_some_and(|ty| ty.trim().to_lowercase().starts_with("application/ld+json")) {
                // Some sites wrap it in a comment or a CDATA section, and break lines inside of texts.
                let text: String = script.text().collect::<String>().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
                let start = text.find(['{', '[']).unwrap_or(0);
                let start = if text.get(start..).is_some_and(|rest| rest.starts_with("[CDATA[")) { start + 7 } else { start };
                let end = text.rfind(['}', ']']).map_or(text.len(), |end| end + 1);
                let text = text.get(start..end).unwrap_or_default().trim_end_matches("]]>").trim_end_matches("]]");
                match serde_json::from_str::<Value>(text) {
                    Ok(value) => found.choose(&value, 0),
                    Err(_) => found.broken += 1,
                }
            }
        }
        found
    }

    /// Keeps what is more likely the article than what was found before, and objects with an `@id`.
    fn choose(&mut self, value: &Value, depth: u8) {
        if depth > 4 {
            return;
        }
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.choose(item, depth + 1)),
            Value::Object(object) => {
                let rank = types(value).map(rank).max().unwrap_or(0);
                if rank > self.rank {
                    (self.rank, self.article) = (rank, value.clone());
                }
                if let Some(id) = object.get("@id").and_then(Value::as_str).filter(|_| object.len() > 1) {
                    self.nodes.entry(id.to_owned()).or_insert_with(|| value.clone());
                }
                for key in ["@graph", "mainEntity", "mainEntityOfPage", "author", "creator", "publisher"] {
                    if let Some(inner) = object.get(key) {
                        self.choose(inner, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }
}

fn types(value: &Value) -> impl Iterator<Item = &str> {
    let ty = value.get("@type");
    let one = ty.and_then(Value::as_str);
    one.into_iter().chain(ty.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str))
}

/// How likely an object of a type is the article.
fn rank(ty: &str) -> u8 {
    const PRESS: &str = "NewsArticle ScholarlyArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle \
        LiveBlogPosting Report";
    match ty {
        _ if is_one_of(ty, PRESS) => 4,
        _ if ty.ends_with("Article") || ty.ends_with("Posting") => 3,
        "CreativeWork" | "Book" | "Legislation" | "Chapter" | "Thesis" | "Dataset" => 2,
        "WebPage" => 1,
        // A film stands in many an article, and is what a page is about where nothing else is.
        _ if type_of(ty, |row| row.schema).is_some() => 1,
        _ => 0,
    }
}

/// A text in JSON-LD, which many sites escape as if it were HTML; of several the first.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Array(items) => items.iter().find_map(text_of),
        Value::Number(number) => Some(number.to_string()),
        value => non_empty(plain(value.as_str()?)),
    }
}

/// Whether a text is an address rather than a name.
fn is_address(text: &str) -> bool {
    text.contains("://") || text.starts_with(['@', '/']) || text.contains('@')
}

impl ArticlePage<'_> {
    /// Whether the page is a check for robots or an error.
    fn is_no_article(&self, title: &str) -> bool {
        const TITLES: &str = "404 error|404 page|404 not found|just a moment|attention required|access denied|access to this page has been denied|are you a robot|\
            robot check|verify you are human|security check|captcha|ddos-guard|please wait|checking your browser|403 forbidden|404|\
            page not found|not found|error 404|error 403|500 internal server error|503 service|service unavailable|\
            страница не найдена|сторінку не знайдено|sayfa bulunamadı";
        let lower = title.to_lowercase();
        let begins = |start: &str| {
            // "404 days of war" is an article.
            let rest = lower.strip_prefix(start).map(|rest| if start == "404" { rest.trim_start() } else { rest });
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        let is_undated = || self.published().is_none_or(|(_, reading)| reading.edtf.is_none());
        TITLES.split('|').any(begins) && title.chars().count() < 60 && self.json_ld.article.is_null() && is_undated()
    }

    /// The content of the first of these names that the page has.
    fn meta(&self, names: &str) -> Option<String> {
        names.split_whitespace().find_map(|name| self.metas(name).into_iter().next())
    }

    /// All contents of a name; where RDFa has it, RDFa's.
    fn metas(&self, name: &str) -> Vec<String> {
        let named = || self.metas.iter().filter(|meta| meta.name == name);
        let has_rdfa = named().any(|meta| meta.is_rdfa);
        named().filter(|meta| meta.is_rdfa == has_rdfa).map(|meta| meta.content.clone()).collect()
    }

    fn article_text(&self, key: &str) -> Option<String> {
        self.json_ld.article.get(key).and_then(text_of)
    }

    /// The names of persons or bodies: texts, objects with `name`, or what `@id` points to.
    fn names_of(&self, value: Option<&Value>, depth: u8) -> Vec<String> {
        match value {
            Some(Value::Array(items)) => items.iter().flat_map(|item| self.names_of(Some(item), depth)).collect(),
            Some(Value::Object(object)) => match (object.get("name"), object.get("@id").and_then(Value::as_str)) {
                (None, Some(id)) if depth == 0 => self.names_of(self.json_ld.nodes.get(id), 1),
                (name, _) => self.names_of(name, depth),
            },
            Some(text) => text_of(text).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// What stands in the browser's tab.
    fn tab_title(&self) -> Option<String> {
        select_all(self.html, "head title").first().and_then(|title| non_empty(plain(&title.text().collect::<String>())))
    }

    fn work(&self) -> ImportedWork {
        let (saved_from, saved_on) = self.saved_address_and_day();
        let pages = match (self.meta("citation_firstpage"), self.meta("citation_lastpage")) {
            (Some(first), Some(last)) if first != last => Some(format!("{first}–{last}")),
            (first, _) => first,
        };
        let journal = self.meta("citation_journal_title citation_inbook_title citation_conference_title");
        let in_journal = journal.is_some();
        let in_part = || self.names_of(self.json_ld.article.get("isPartOf"), 0).into_iter().next();
        let scholarly = types(&self.json_ld.article).any(|ty| ty == "ScholarlyArticle");
        let publisher =
            self.meta("citation_publisher").or_else(|| self.names_of(self.json_ld.article.get("publisher"), 0).into_iter().next());
        let site = || self.meta("og:site_name application-name dc.publisher dcterms.publisher");
        let identifier = || self.meta("dc.identifier dcterms.identifier").filter(|text| text.contains("10."));
        let mut work = ImportedWork { ty: self.source_type(in_journal), authors: self.authors(), ..ImportedWork::default() };
        for (key, text) in [
            ("title", self.title().or_else(|| self.title_of_tab())),
            ("publisher", publisher.or_else(site).or_else(|| self.properties(&["publisher"]).into_iter().next())),
            ("container_title", journal.or_else(|| in_part().filter(|_| scholarly))),
            ("accessed", saved_on.as_deref().and_then(dates::edtf)),
            ("language", self.language()),
            ("url", self.address(saved_from)),
            ("doi", self.meta("citation_doi prism.doi bepress_citation_doi").or_else(identifier)),
            ("isbn", self.meta("citation_isbn")),
            ("issn", self.meta("citation_issn")),
            ("volume", self.meta("citation_volume")),
            ("issue", self.meta("citation_issue")),
            ("pages", pages),
            ("number", self.meta("citation_technical_report_number")),
        ] {
            work.put(key, text);
        }
        work.put_date("published", self.published());
        work
    }

    /// What microdata or RDFa in the page's text says of its first properties of these names: what is meant for machines, the name in it,
    /// or the words.
    fn properties(&self, names: &[&str]) -> Vec<String> {
        const NAME: &str = "[itemprop~=name], [property~=name], [property$=':name']";
        let selector = |name: &&str| {
            format!("body [itemprop~={name}], body [property~={name}], body [property$=':{name}'], body [property$='/{name}']")
        };
        let text_of = |element: &ElementRef<'_>| {
            let value = element.value();
            value.attr("content").or(value.attr("datetime")).map_or_else(|| element.text().collect(), str::to_owned)
        };
        let of = |element: ElementRef<'_>| non_empty(plain(&text_of(&element.select(&own_selector(NAME)).next().unwrap_or(element))));
        let found = select_all(self.html, &names.iter().map(selector).collect::<Vec<_>>().join(", "));
        found.into_iter().take(6).filter_map(of).collect()
    }

    /// The title that the page gives to machines, as it stands.
    fn title(&self) -> Option<String> {
        let (headline, name) = (self.article_text("headline"), self.article_text("name"));
        // Encyclopaedias say in `headline` what a thing is, and in `name` what it is called, as the page is.
        let tab = self.tab_title().unwrap_or_default();
        let begins = |title: &Option<String>| title.as_ref().is_some_and(|title| tab.starts_with(title.as_str()));
        let described = if begins(&name) && headline.as_ref().is_some_and(|headline| !tab.contains(headline.as_str())) {
            name.clone()
        } else {
            headline
        };
        let given =
            self.meta("citation_title").or(described).or_else(|| self.meta("dc.title dcterms.title og:title twitter:title parsely-title"));
        given.or_else(|| self.properties(&["headline"]).into_iter().next()).or(name)
    }

    fn authors(&self) -> Vec<Name> {
        const METAS: &str = "dc.creator dcterms.creator byl article:author_name article:author og:article:author author parsely-author \
            sailthru.author";
        let language = self.language().unwrap_or_default();
        let authors = ["author", "creator"].into_iter().map(|key| self.names_of(self.json_ld.article.get(key), 0));
        let from_metas = METAS.split_whitespace().map(|name| self.metas(name));
        let from_body = [
            |page: &Self| page.properties(&["author", "creator"]).into_iter().filter(|name| name.split_whitespace().count() <= 8).collect(),
            |page: &Self| page.byline().into_iter().collect(),
        ];
        // OpenGraph's author is often the address of a profile.
        let split = |names: Vec<String>| -> Vec<String> {
            names.into_iter().filter(|name| !is_address(name)).flat_map(|name| in_byline(&name, &language)).collect()
        };
        // Highwire's have one name each, with the family name first.
        let highwire = std::iter::once(self.metas("citation_author"));
        let others = authors.chain(from_metas).chain(from_body.into_iter().map(|read| read(self))).map(split);
        let mut names = highwire.chain(others).find(|names| !names.is_empty()).unwrap_or_default();
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(name.to_lowercase()));
        names.iter().filter_map(|name| NameReader::default().read(name, "")).collect()
    }

    /// The first date that can be read, as it is written, and what it says.
    fn published(&self) -> Option<(String, dates::DateReading)> {
        const METAS: &str = "article:published_time og:article:published_time og:published_time article:published dc.date dc.date.issued \
            dcterms.issued dcterms.date datepublished parsely-pub-date sailthru.date pdate pubdate publish-date publication_date date";
        let candidates = [
            self.meta("citation_publication_date citation_date citation_online_date"),
            self.article_text("datePublished"),
            self.meta(METAS),
            self.properties(&["datePublished"]).into_iter().next(),
            self.article_text("dateCreated"),
            self.meta("dcterms.created dc.date.created"),
            // One after the other: a list of selectors would find the first in the page.
            ["article time[datetime]", "main time[datetime]", "time[pubdate]", "time[datetime]"]
                .into_iter()
                .find_map(|selector| attribute(self.html, selector, "datetime")),
        ];
        let read = |written: String| {
            let day = dates::epoch(&written).map(|day| dates::DateReading { edtf: Some(day), lost: false });
            let reading = day.unwrap_or_else(|| dates::read(&written));
            (written, reading)
        };
        let mut dates: Vec<_> = candidates.into_iter().flatten().map(read).collect();
        let first = dates.iter().position(|(_, reading)| reading.edtf.is_some()).unwrap_or(0);
        (first < dates.len()).then(|| dates.swap_remove(first))
    }

    fn language(&self) -> Option<String> {
        let article = self.json_ld.article.get("inLanguage").and_then(|language| self.names_of(Some(language), 0).into_iter().next());
        let html = attribute(self.html, "html[lang]", "lang");
        let candidates = [self.meta("citation_language"), html, article, self.meta("og:locale dc.language dcterms.language")];
        candidates.into_iter().flatten().find_map(non_empty)
    }

    fn address(&self, saved_from: Option<String>) -> Option<String> {
        let main = self
            .json_ld
            .article
            .get("mainEntityOfPage")
            .and_then(|page| page.as_str().or_else(|| page.get("@id")?.as_str()))
            .map(str::to_owned);
        let candidates = [
            attribute(self.html, "link[rel=canonical]", "href"),
            self.meta("og:url"),
            self.article_text("url"),
            main,
            self.meta("citation_public_url citation_abstract_html_url"),
            saved_from,
        ];
        candidates
            .into_iter()
            .flatten()
            .map(|url| url.trim().to_owned())
            .find(|url| url.starts_with("http://") || url.starts_with("https://"))
    }

    /// What browsers and SingleFile write at the head of a page that they save: its address and the day.
    fn saved_address_and_day(&self) -> (Option<String>, Option<String>) {
        let head: String = self.text.chars().take(3000).collect();
        if let Some((_, rest)) = head.split_once("saved from url=(") {
            return (rest.split_once(')').and_then(|(_, url)| non_empty(url.split_whitespace().next()?)), None);
        }
        if head.contains("SingleFile") {
            let line = |key: &str| head.lines().find_map(|line| non_empty(line.trim().strip_prefix(key)?));
            return (line("url:"), line("saved date:"));
        }
        (None, None)
    }

    fn source_type(&self, in_journal: bool) -> Option<SourceType> {
        if in_journal {
            return Some(SourceType::Article);
        }
        let marked = select_all(self.html, "[itemtype], [typeof]").into_iter().flat_map(|element| {
            let names = element.value().attr("itemtype").or(element.value().attr("typeof")).unwrap_or_default();
            names.split_whitespace().filter_map(|name| name.rsplit(['/', ':', '#']).next())
        });
        let marked = marked.filter(|ty| rank(ty) > 1).max_by_key(|ty| rank(ty));
        types(&self.json_ld.article).chain(marked).find_map(|ty| type_of(ty, |row| row.schema))
    }

    /// The text of `<title>` without the site's name: the page's one heading, where a sign stands after it, or what stands before the
    /// last sign, where that is more than a few words.
    fn title_of_tab(&self) -> Option<String> {
        let text = |element: &ElementRef<'_>| non_empty(element.text().collect::<String>());
        let whole = self.tab_title()?;
        if let [heading] = select_all(self.html, "h1").as_slice()
            && let Some(heading) = text(heading)
            && whole
                .strip_prefix(&heading)
                .is_some_and(|rest| rest.trim_start().starts_with(['|', '-', '–', '—', '·', ':', '_', '»', '«', '/', '•']))
        {
            return Some(heading);
        }
        let cut = [" | ", " - ", " – ", " — ", " » ", " :: "].iter().filter_map(|separator| whole.rfind(separator)).max();
        let bare = cut.and_then(|at| whole.get(..at)).map(str::trim).filter(|bare| bare.split_whitespace().count() > 4);
        Some(bare.map_or_else(|| whole.clone(), str::to_owned))
    }

    /// The first short text that markup or a class calls the author's.
    fn byline(&self) -> Option<String> {
        select_all(self.html, "body [rel~=author], body [itemprop~=author], body [class], body [id]").into_iter().find_map(|element| {
            let value = element.value();
            let mut names = value.attr("rel").into_iter().chain(value.attr("itemprop")).flat_map(str::split_whitespace);
            let named = names.any(|name| name == "author");
            let classes = [value.attr("class"), value.attr("id")].into_iter().flatten().collect::<Vec<_>>().join(" ").to_lowercase();
            let mut words = classes.split(|c: char| !c.is_alphanumeric());
            if !named && !words.any(|word| word.starts_with("byline") || matches!(word, "author" | "authors" | "authorname" | "writtenby"))
            {
                return None;
            }
            let inner = own_selector("[itemprop~=name], [class*=author-name], [class*=authorname], .fn, [rel~=author]");
            let name = element.select(&inner).next().unwrap_or(element);
            self.bare_byline(&non_empty(name.text().collect::<String>())?)
        })
    }

    /// A byline without date and other words; nothing where it is not a name.
    fn bare_byline(&self, text: &str) -> Option<String> {
        let text = non_empty(plain(text))?;
        let words: Vec<&str> = text.split_whitespace().collect();
        // A date ends it.
        let has_digit = |word: &&str| word.contains(|c: char| c.is_ascii_digit());
        let end = words.iter().position(has_digit).unwrap_or(words.len());
        let glued =
            words.get(end).and_then(|word| word.split(|c: char| c.is_ascii_digit()).next()).filter(|letters| letters.chars().count() > 2);
        let month_before = end.checked_sub(1).filter(|at| end < words.len() && dates::is_month(words.get(*at).unwrap_or(&"")));
        let bare = words.get(..month_before.unwrap_or(end))?.iter().copied().chain(glued).collect::<Vec<_>>().join(" ");
        let bare = bare.trim_end_matches([',', '|', '-', '–', '—', '•', '·', ' ']);
        // What a button beside the name says.
        let first = bare.split_whitespace().next().unwrap_or_default().to_lowercase();
        if matches!(&*first, "follow" | "about" | "view" | "share" | "subscribe" | "updated" | "published" | "posted" | "read" | "more") {
            return None;
        }
        (bare.chars().count() > 2 && bare.split_whitespace().count() <= 8 && !is_address(bare) && !bare.contains([':', '’']))
            .then(|| bare.to_owned())
    }
}
