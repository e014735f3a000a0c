//! The search index: built here, read by `static/search.js`, loaded only when a reader begins to type.
//!
//! Three sorts of JSON files, all below `search/`:
//! - `index.json`: how many documents there are of each kind, words that are not looked for, and where each part below begins. It is all that
//!   is loaded at first, and grows by a few bytes a hundred documents.
//! - `terms-N.json`: a slice of the index in the order of its words' sounds (`sound`), so that spellings of one name in any script lie
//!   together: `t` has words, `{"word": [document, weight, step, weight, …]}` where a step is the distance from the document before, or the
//!   word under which its documents stand, `{"form": "word"}`; `n` has names, each word by the one under which it stands, with the notes that bear them. Keys that begin with `@` gather
//!   what belongs to a topic, track, round, side or year. A query loads only the slices in which its words lie.
//! - `documents-N.json`: what is shown of [`DOCUMENTS_PER_PART`] documents. A query loads those of the hits that are shown.
//!
//! So what a query costs hardly grows with the site.

mod document;
mod lexicon;
mod stop;

use serde::Serialize;

use crate::model::Model;
use crate::model::address::{self, DOCUMENTS_PER_PART, SearchFile};
use crate::parse::fields::Kind;
use crate::parse::fold::sound;
use crate::view::Briefing;
use document::{Document, KIND_ORDER, weight};
use lexicon::{IndexEntry, IndexWords, Lexicon};

#[derive(Debug)]
pub struct Index {
    main: Vec<u8>,
    terms: Vec<Vec<u8>>,
    documents: Vec<Vec<u8>>,
}

/// A site in the language of an index and in that of the originals, whose texts the index holds too. The two may be one.
#[derive(Clone, Copy)]
pub(super) struct IndexLanguages<'a> {
    model: &'a Model,
    original: &'a Model,
}

impl<'a> IndexLanguages<'a> {
    fn all(self) -> impl Iterator<Item = &'a str> {
        let (own, original) = (&*self.model.config.language, &*self.original.config.language);
        std::iter::once(own).chain((own != original).then_some(original))
    }
}

#[derive(Serialize)]
struct MainFile<'a> {
    version: u8,
    documents: usize,
    documents_a_part: usize,
    /// Key, name of one, name of many, number of the first document.
    kinds: Vec<(&'static str, String, String, usize)>,
    /// The first work that is only cited.
    cited: usize,
    /// Words that are not looked for beside others.
    stop: String,
    /// The sound with which each part begins.
    terms: Vec<&'a str>,
}

impl Index {
    /// Builds the index of a site, on the calling thread alone: whoever asks for it first builds it while others wait, and a builder that
    /// took up another output in the meantime could come to wait for itself. `original` is the site in the language of its originals.
    pub fn of(briefing: Briefing<'_>, original: &Model) -> Self {
        let model = briefing.model;
        let languages = IndexLanguages { model, original };
        let documents = document::documents(model);
        let files: Vec<SearchFile> = address::search_files(documents.len()).map(|(_, file)| file).collect();
        let term_parts = files.iter().filter(|file| matches!(file, SearchFile::Terms(_))).count();
        let mut lexicon = Lexicon::new(&languages);
        for (number, document) in (0..).zip(&documents) {
            lexicon.add(&languages, *document, number);
            add_keys(briefing, *document, number, &mut lexicon);
        }
        let items = sorted_items(lexicon.finish(&languages, &documents));
        let slices = even_slices(&items, term_parts);
        let is_cited = |document: &Document| matches!(document, Document::Note(id) if !document::is_read(model, *id));
        let main = MainFile {
            version: 2,
            documents: documents.len(),
            documents_a_part: DOCUMENTS_PER_PART,
            kinds: kinds(briefing, &documents),
            cited: documents.iter().position(is_cited).unwrap_or(documents.len()),
            stop: languages.all().map(stop::words).collect::<Vec<_>>().join(" "),
            terms: slices.iter().map(|slice| slice.first().map_or("\u{ffff}", |item| &*item.key)).collect(),
        };
        let shown: Vec<_> = documents.iter().map(|document| document::search_result(briefing, *document)).collect();
        Self {
            main: json(&main),
            terms: slices.into_iter().map(terms_file).collect(),
            documents: shown.chunks(DOCUMENTS_PER_PART).map(json).collect(),
        }
    }

    /// One of its files.
    pub fn file(&self, file: SearchFile) -> &[u8] {
        match file {
            SearchFile::Main => &self.main,
            SearchFile::Terms(part) => self.terms.get(part).map_or(br#"{"t":{},"n":{}}"#, Vec::as_slice),
            SearchFile::Documents(part) => self.documents.get(part).map_or(b"[]", Vec::as_slice),
        }
    }
}

fn json<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("text, numbers and lists have a form in JSON")
}

/// What a document belongs to without naming it.
fn add_keys(briefing: Briefing<'_>, document: Document, number: u32, lexicon: &mut Lexicon) {
    for note in document::followed(briefing.model, document) {
        if let Some(key) = lexicon::follower_key(&briefing.model.notes[note]) {
            lexicon.add_key(&key, number, weight::CONCERNED);
        }
    }
    for side in document::sides(briefing, document) {
        lexicon.add_key(&format!("@side {side}"), number, weight::TEXT);
    }
    if let Some(year) = document::year(briefing.model, document) {
        lexicon.add_key(&format!("@year {year}"), number, weight::TEXT);
    }
}

/// The kinds that the site has, with where their documents begin.
fn kinds(briefing: Briefing<'_>, documents: &[Document]) -> Vec<(&'static str, String, String, usize)> {
    let row = |(place, kind): (usize, Option<Kind>)| {
        let first = documents.partition_point(|document| document::kind_index(briefing.model, *document) < place);
        match kind {
            Some(kind) => (kind.as_str(), briefing.kind_name(kind).to_owned(), briefing.kind_name_plural(kind).to_owned(), first),
            None => ("statement", briefing.language.word("search.statement"), briefing.language.word("search.statements"), first),
        }
    };
    KIND_ORDER.into_iter().enumerate().map(row).collect()
}

/// A word or name with what stands under it, and where it lies.
struct IndexItem {
    key: String,
    word: String,
    entry: IndexEntry,
}

/// Where a word lies: by its sound, of several words by the first's; a key by itself.
fn sort_key(word: &str) -> String {
    if word.starts_with('@') { word.to_owned() } else { sound(word.split(' ').next().unwrap_or(word)) }
}

fn sorted_items(entries: IndexWords) -> Vec<IndexItem> {
    let item = |(word, entry): (String, IndexEntry)| IndexItem { key: sort_key(&word), word, entry };
    let mut items: Vec<IndexItem> = entries.into_iter().map(item).collect();
    // The browser compares texts by the units of UTF-16. Of one word, the documents stay before the notes that have it as a name.
    items.sort_by(|a, b| a.key.encode_utf16().cmp(b.key.encode_utf16()).then_with(|| a.word.cmp(&b.word)));
    items
}

/// Cuts the items into `count` slices of about the same size, never between two that sound the same.
fn even_slices(items: &[IndexItem], count: usize) -> Vec<&[IndexItem]> {
    let size = |item: &IndexItem| {
        let content = match &item.entry {
            IndexEntry::Postings(list) => list.len() * 5,
            IndexEntry::SameAs(word) => word.len(),
            IndexEntry::Names(notes) => notes.len() * 16,
        };
        content + item.word.len() + 6
    };
    let total: usize = items.iter().map(size).sum();
    let mut slices = Vec::with_capacity(count);
    let mut rest = items;
    let mut used = 0_usize;
    for part in 1..=count {
        let target = (total * part).checked_div(count).unwrap_or(total);
        let mut taken = 0_usize;
        let mut previous = None;
        while let Some(item) = rest.get(taken) {
            if used >= target && part < count && previous != Some(&item.key) {
                break;
            }
            used += size(item);
            previous = Some(&item.key);
            taken += 1;
        }
        let (slice, after) = rest.split_at(taken);
        slices.push(slice);
        rest = after;
    }
    slices
}

fn terms_file(slice: &[IndexItem]) -> Vec<u8> {
    let mut terms = serde_json::Map::new();
    let mut names = serde_json::Map::new();
    for item in slice {
        match &item.entry {
            IndexEntry::SameAs(word) => drop(terms.insert(item.word.clone(), word.as_str().into())),
            IndexEntry::Postings(list) => {
                let mut previous = 0;
                let numbers = list.iter().flat_map(|posting| {
                    let step = posting.document - previous;
                    previous = posting.document;
                    [step, posting.weight()]
                });
                terms.insert(item.word.clone(), numbers.collect::<Vec<_>>().into());
            }
            IndexEntry::Names(notes) => {
                let named = notes.iter().flat_map(|(document, key)| {
                    let key = key.as_ref().map(|key| serde_json::Value::from(key.as_str()));
                    std::iter::once(serde_json::Value::from(*document)).chain(key)
                });
                names.insert(item.word.clone(), named.collect::<Vec<_>>().into());
            }
        }
    }
    json(&serde_json::json!({ "t": terms, "n": names }))
}
