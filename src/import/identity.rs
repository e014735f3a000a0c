//! Whether two works are one: by DOI, by address, by title.

use std::collections::{HashMap, HashSet};

use super::{ImportedWork, year_of};
use crate::bibliography::names::{Name, NameReader};
use crate::parse::fields::SourceFields;
use crate::parse::name::slug;

/// The marks by which works are recognised, in words: an identifier, an address in whatever spelling, a title.
const DOI: &str = "the same DOI";
const ISBN: &str = "the same ISBN";
const ADDRESS: &str = "the same address";
const TITLE: &str = "the same title";

/// What a work is recognised by.
#[derive(Clone, Default)]
struct Marks {
    doi: Option<String>,
    isbn: Option<String>,
    addresses: Vec<String>,
    /// Its titles, folded, in all languages that are known.
    titles: Vec<String>,
    /// The names by which its authors are sorted, folded.
    authors: Vec<String>,
    /// Who published it and what it stands in, folded, without hyphens: "aljazeeracom".
    publishers: Vec<String>,
    year: Option<String>,
    /// Its date, where that is a day.
    day: Option<String>,
}

/// Works that are known, each with its description for messages: "`an-id`", "the work in a.bib:3".
#[derive(Default)]
pub(super) struct KnownWorks {
    works: Vec<(Marks, String)>,
    /// Where the works of a mark stand in `works`.
    by_mark: HashMap<(&'static str, String), Vec<usize>>,
}

/// With how many works of one mark a new one is compared, from the latest on.
const MAX_COMPARED: usize = 100;

impl KnownWorks {
    /// Finds the known work that a new one is, or else one with the same identifier: its description, the mark that both have, and whether
    /// they are the same work.
    pub(super) fn find(&self, work: &ImportedWork) -> Option<(&str, &'static str, bool)> {
        let marks = Marks::of(work);
        let mut sibling = None;
        for (mark, value) in marks.all() {
            for place in self.by_mark.get(&(mark, value)).into_iter().flatten().rev().take(MAX_COMPARED) {
                let Some((known, description)) = self.works.get(*place) else { continue };
                if marks.is_same(known, mark) {
                    return Some((description, mark, true));
                }
                if mark == DOI || mark == ADDRESS {
                    sibling = sibling.or(Some((&**description, mark, false)));
                }
            }
        }
        sibling
    }

    /// Remembers a work that will be created.
    pub(super) fn add(&mut self, work: &ImportedWork, description: String) {
        self.put(Marks::of(work), description);
    }

    /// Remembers a source of the site.
    pub(super) fn add_source(&mut self, title: Option<&str>, source: &SourceFields, description: String) {
        let others = source.archives.iter().filter_map(|archive| archive.value.url.given());
        let translations = source.translations.iter().filter_map(|translation| translation.value.url.as_ref());
        let translated =
            source.translations.iter().filter_map(|translation| translation.value.title.as_ref()).chain(&source.original_title);
        let reader = NameReader::default();
        let authors = source.authors.iter().filter_map(|name| reader.read(&name.value, "")).filter_map(|name| author(&name));
        let published = source.published.as_ref().map(|date| date.value.to_string());
        self.put(
            Marks {
                doi: source.doi.as_ref().map(|doi| doi.value.to_lowercase()),
                isbn: source.isbn.as_ref().and_then(|isbn| self::isbn(&isbn.value)),
                addresses: source.url.iter().chain(others).chain(translations).filter_map(|url| address(&url.value)).collect(),
                titles: title.into_iter().chain(translated.map(|title| &*title.value)).map(folded).collect(),
                authors: authors.collect(),
                publishers: source.publisher.iter().chain(&source.container_title).map(|name| publisher(&name.value)).collect(),
                year: published.as_deref().and_then(year_of).map(str::to_owned),
                day: published.filter(|date| is_day(date)),
            },
            description,
        );
    }

    fn put(&mut self, marks: Marks, description: String) {
        let place = self.works.len();
        for mark in marks.all() {
            self.by_mark.entry(mark).or_default().push(place);
        }
        self.works.push((marks, description));
    }
}

impl Marks {
    fn of(work: &ImportedWork) -> Self {
        Self {
            doi: work.text("doi").map(str::to_lowercase),
            isbn: work.text("isbn").and_then(isbn),
            addresses: work.text("url").and_then(address).into_iter().collect(),
            titles: work.text("title").map(folded).into_iter().collect(),
            authors: work.authors.iter().filter_map(author).collect(),
            publishers: ["publisher", "container_title"].into_iter().filter_map(|key| work.text(key)).map(publisher).collect(),
            year: work.text("published").and_then(year_of).map(str::to_owned),
            day: work.text("published").filter(|date| is_day(date)).map(str::to_owned),
        }
    }

    /// Each of them, from the surest on.
    fn all(&self) -> impl Iterator<Item = (&'static str, String)> {
        let long_titles = self.titles.iter().filter(|title| title.chars().count() >= 12);
        let surest = self.doi.iter().map(|doi| (DOI, doi)).chain(self.isbn.iter().map(|isbn| (ISBN, isbn)));
        let marks = surest.chain(self.addresses.iter().map(|address| (ADDRESS, address))).chain(long_titles.map(|title| (TITLE, title)));
        marks.map(|(mark, value)| (mark, value.clone()))
    }

    /// Whether two works that share a mark are one.
    fn is_same(&self, other: &Self, mark: &str) -> bool {
        let differ = |one: &Option<String>, other: &Option<String>| matches!((one, other), (Some(one), Some(other)) if one != other);
        let other_authors =
            !self.authors.is_empty() && !other.authors.is_empty() && !self.authors.iter().any(|author| other.authors.contains(author));
        if mark != TITLE {
            // The chapters of a book share its identifiers.
            return self.titles.is_empty()
                || other.titles.is_empty()
                || self.titles.iter().any(|one| {
                    other.titles.iter().any(|other| one == other || (is_similar(one, other) && !(other_authors && mark == ADDRESS)))
                });
        }
        let is_alike = |one: &String, other: &String| one.contains(&**other) || other.contains(&**one);
        let other_publishers = !self.publishers.is_empty()
            && !other.publishers.is_empty()
            && !self.publishers.iter().any(|one| other.publishers.iter().any(|other| is_alike(one, other)));
        let other_dates = differ(&self.year, &other.year) || differ(&self.day, &other.day);
        !differ(&self.doi, &other.doi) && !other_dates && !other_authors && !other_publishers
    }
}

/// Whether two folded titles may be one: the same, one with a subtitle or a site's name more, or for the most part the same words.
fn is_similar(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let words = |text: &str| text.split('-').map(str::to_owned).collect::<HashSet<_>>();
    let (short_words, long_words) = (words(short), words(long));
    let common = short_words.intersection(&long_words).count();
    short == long || (short.chars().count() >= 12 && long.starts_with(short)) || common * 5 > long_words.len() * 4
}

/// An ISBN without its prefix, hyphens and last digit, which is another in the two lengths.
fn isbn(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let bare = if digits.len() == 13 { digits.strip_prefix("978").unwrap_or(&digits) } else { &digits };
    bare.get(..bare.len().checked_sub(1)?).map(str::to_owned)
}

fn publisher(name: &str) -> String {
    folded(name).replace('-', "")
}

fn is_day(date: &str) -> bool {
    date.len() == 10 && date.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

fn author(name: &Name) -> Option<String> {
    Some(folded(name.known_by())).filter(|name| !name.is_empty())
}

/// An address without what does not change where it leads; nothing for a site's front page, which is not a work of its own.
fn address(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    let host = url.host_str()?.to_lowercase();
    let host = host.strip_prefix("www.").or_else(|| host.strip_prefix("m.")).unwrap_or(&host);
    let path = url.path().trim_end_matches('/').trim_end_matches("/amp");
    let mut pairs: Vec<String> =
        url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair)).map(str::to_owned).collect();
    pairs.sort_unstable();
    if path.is_empty() && pairs.is_empty() {
        return None;
    }
    Some(format!("{host}{path}?{}", pairs.join("&")))
}

fn is_tracking(pair: &str) -> bool {
    let key = pair.split('=').next().unwrap_or(pair).to_lowercase();
    key.starts_with("utm_")
        || matches!(
            key.as_str(),
            "fbclid" | "gclid" | "mc_cid" | "mc_eid" | "igshid" | "ref" | "ref_src" | "cmpid" | "smid" | "taid" | "amp"
        )
}

/// A text without case, marks and punctuation.
fn folded(text: &str) -> String {
    slug(text).unwrap_or_else(|| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect())
}
