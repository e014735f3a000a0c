//! Whether two works are one: by DOI, by address, by title.

use std::collections::HashMap;

use super::Work;
use crate::parse::fields::SourceFields;
use crate::parse::name::slug;

/// How a work was recognised.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sameness {
    /// The same DOI.
    Doi,
    /// The same address, in whatever spelling.
    Address,
    /// The same title, and nothing that speaks against it.
    Title,
}

impl Sameness {
    /// In words.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Doi => "the same DOI",
            Self::Address => "the same address",
            Self::Title => "the same title",
        }
    }
}

/// What a work is recognised by.
#[derive(Default)]
struct Marks {
    doi: Option<String>,
    addresses: Vec<String>,
    title: Option<String>,
    year: Option<String>,
}

/// One of the works of a title: its DOI, its year, what it is called.
type Titled<T> = (Option<String>, Option<String>, T);

/// Works that are known, each with what it is called (an id, a place).
pub(super) struct Index<T> {
    by_doi: HashMap<String, T>,
    by_address: HashMap<String, T>,
    by_title: HashMap<String, Vec<Titled<T>>>,
}

impl<T> Default for Index<T> {
    fn default() -> Self {
        Self { by_doi: HashMap::new(), by_address: HashMap::new(), by_title: HashMap::new() }
    }
}

impl<T: Clone> Index<T> {
    /// The known work that this one is.
    pub(super) fn find(&self, work: &Work) -> Option<(&T, Sameness)> {
        let marks = marks_of(work);
        if let Some(known) = marks.doi.as_ref().and_then(|doi| self.by_doi.get(doi)) {
            return Some((known, Sameness::Doi));
        }
        if let Some(known) = marks.addresses.iter().find_map(|address| self.by_address.get(address)) {
            return Some((known, Sameness::Address));
        }
        let same_title = self.by_title.get(marks.title.as_ref()?)?;
        let differ = |one: &Option<String>, other: &Option<String>| matches!((one, other), (Some(one), Some(other)) if one != other);
        let known = same_title.iter().find(|(doi, year, _)| !differ(doi, &marks.doi) && !differ(year, &marks.year))?;
        Some((&known.2, Sameness::Title))
    }

    /// Remembers a work that will be created.
    pub(super) fn add(&mut self, work: &Work, called: &T) {
        self.put(marks_of(work), called);
    }

    /// Remembers a source of the site.
    pub(super) fn add_source(&mut self, title: Option<&str>, source: &SourceFields, called: &T) {
        let others = source.archives.iter().filter_map(|archive| archive.value.url.given());
        let translations = source.translations.iter().filter_map(|translation| translation.value.url.as_ref());
        let addresses = source.url.iter().chain(others).chain(translations).filter_map(|url| address(&url.value)).collect();
        let marks = Marks {
            doi: source.doi.as_ref().map(|doi| doi.value.to_lowercase()),
            addresses,
            title: title.and_then(self::title),
            year: source.published.as_ref().and_then(|date| year(&date.value.to_string())),
        };
        self.put(marks, called);
        for translated in
            source.translations.iter().filter_map(|translation| translation.value.title.as_ref()).chain(&source.original_title)
        {
            self.put(Marks { title: self::title(&translated.value), ..Marks::default() }, called);
        }
    }

    fn put(&mut self, marks: Marks, called: &T) {
        if let Some(title) = marks.title {
            let there = self.by_title.entry(title).or_default();
            if !there.iter().any(|(doi, year, _)| *doi == marks.doi && *year == marks.year) {
                there.push((marks.doi.clone(), marks.year, called.clone()));
            }
        }
        if let Some(doi) = marks.doi {
            self.by_doi.entry(doi).or_insert_with(|| called.clone());
        }
        for address in marks.addresses {
            self.by_address.entry(address).or_insert_with(|| called.clone());
        }
    }
}

fn marks_of(work: &Work) -> Marks {
    Marks {
        doi: work.doi.as_ref().map(|doi| doi.to_lowercase()),
        addresses: work.url.iter().filter_map(|url| address(url)).collect(),
        title: work.title.as_deref().and_then(title),
        year: work.published.as_deref().and_then(year),
    }
}

/// An address without what does not change where it leads; nothing for a site's front page, which is no work of its own.
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

/// A title without case, marks and punctuation; nothing for one so short that many works have it.
fn title(title: &str) -> Option<String> {
    let folded = slug(title).unwrap_or_else(|| title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect());
    (folded.chars().count() >= 12).then_some(folded)
}

fn year(date: &str) -> Option<String> {
    date.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit())).map(str::to_owned)
}
