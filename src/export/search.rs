//! The search index: built here, read by `static/search.js`, loaded only when a reader begins to type.
//!
//! Three sorts of JSON files, all below `/search/`:
//! - `index.json`: every note's title and other names (searched with tolerance for slips), and the first term of each part below;
//!   about 60 bytes a note. It is all that is loaded at first.
//! - `terms-N.json`: a slice of the inverted index in the order of its terms: `{"term": [document, weight, step, weight, …]}` where a
//!   step is the distance from the document before. A query loads only the parts in which its terms lie.
//! - `documents-N.json`: what is shown of [`DOCUMENTS_A_PART`] documents: `[title, kind, path, text]`. A query loads those of its best hits.
//!
//! So what a query costs does not grow with the site, but for `index.json`, which grows by a line a note.

use std::collections::HashMap;

use serde::Serialize;

use crate::model::address::{self, DOCUMENTS_A_PART, SearchFile};
use crate::model::{Id, Model, Note, Statement};
use crate::parse::fields::Kind;
use crate::parse::markdown::BlockKind;

/// Longer words are no words that anybody types.
const LONGEST_TERM: usize = 40;

/// A thing that can be found: notes first, in the model's order, then statements.
#[derive(Clone, Copy, Debug)]
enum Document {
    Note(Id<Note>),
    Statement(Id<Statement>),
}

/// How much a word says about a document, by where it stands.
#[derive(Clone, Copy)]
enum Weight {
    Title = 12,
    Name = 9,
    Summary = 4,
    Heading = 3,
    Text = 1,
}

/// The built index.
#[derive(Debug)]
pub struct Index {
    main: Vec<u8>,
    terms: Vec<Vec<u8>>,
    documents: Vec<Vec<u8>>,
}

#[derive(Serialize)]
struct Main<'a> {
    version: u8,
    documents: usize,
    documents_a_part: usize,
    kinds: Vec<(&'static str, &'a str)>,
    /// `[title, kind, path, [other names]]`
    notes: Vec<(&'a str, usize, String, Vec<&'a str>)>,
    /// The first term of each part.
    terms: Vec<&'a str>,
}

impl Index {
    /// Builds the index of a site, on the calling thread alone: whoever asks for it first builds it while others wait, and a builder that
    /// took up another output in the meantime could come to wait for itself. `label` gives the name of a kind as the site words it.
    #[must_use]
    pub fn of(model: &Model, label: &dyn Fn(Kind) -> String) -> Self {
        let documents = documents_of(model);
        let files: Vec<SearchFile> = address::search_files(documents.len()).map(|(_, file)| file).collect();
        let term_parts = files.iter().filter(|file| matches!(file, SearchFile::Terms(_))).count();
        let document_parts = files.iter().filter(|file| matches!(file, SearchFile::Documents(_))).count();
        let postings = postings(model, &documents);
        let mut lists: Vec<Listed<'_>> = postings.iter().flatten().map(|(term, list)| (term.as_str(), list.as_slice())).collect();
        // The lists of one term come from several chunks of documents; no document is in two of them.
        lists.sort_unstable_by(|a, b| a.0.cmp(b.0).then_with(|| a.1.first().cmp(&b.1.first())));
        let terms: Vec<&[Listed<'_>]> = lists.chunk_by(|a, b| a.0 == b.0).collect();
        let slices = even_slices(&terms, term_parts);
        let labels: Vec<String> = Kind::ALL.iter().map(|kind| label(*kind)).collect();
        let main = Main {
            version: 1,
            documents: documents.len(),
            documents_a_part: DOCUMENTS_A_PART,
            kinds: Kind::ALL.iter().zip(&labels).map(|(kind, label)| (kind.as_str(), label.as_str())).collect(),
            notes: model.notes.iter().filter_map(|(_, note)| listed(note)).collect(),
            terms: slices.iter().map(|slice| slice.first().map_or("", |lists| term_of(lists))).collect(),
        };
        let main = serde_json::to_vec(&main).expect("text, numbers and lists have a form in JSON");
        let term_files = slices.iter().map(|slice| terms_file(slice)).collect();
        let document_files = (0..document_parts)
            .map(|part| {
                let shown: Vec<_> = documents
                    .iter()
                    .skip(part.saturating_mul(DOCUMENTS_A_PART))
                    .take(DOCUMENTS_A_PART)
                    .map(|document| shown(model, *document))
                    .collect();
                serde_json::to_vec(&shown).expect("text, numbers and lists have a form in JSON")
            })
            .collect();
        Self { main, terms: term_files, documents: document_files }
    }

    /// One of its files.
    #[must_use]
    pub fn file(&self, file: SearchFile) -> &[u8] {
        match file {
            SearchFile::Main => &self.main,
            SearchFile::Terms(part) => self.terms.get(part).map_or(b"{}", Vec::as_slice),
            SearchFile::Documents(part) => self.documents.get(part).map_or(b"[]", Vec::as_slice),
        }
    }
}

fn documents_of(model: &Model) -> Vec<Document> {
    let notes = model.notes.iter().filter(|(_, note)| note.kind().is_some()).map(|(id, _)| Document::Note(id));
    notes.chain(model.statements.ids().map(Document::Statement)).collect()
}

fn kind_place(kind: Kind) -> usize {
    Kind::ALL.iter().position(|k| *k == kind).unwrap_or(0)
}

fn names_of(note: &Note) -> impl Iterator<Item = &str> {
    note.written.common.other_names().map(|name| &*name.value)
}

fn listed(note: &Note) -> Option<(&str, usize, String, Vec<&str>)> {
    let kind = note.kind()?;
    Some((&note.title, kind_place(kind), note.path.to_string(), names_of(note).collect()))
}

/// `[title, kind, path, text]`
fn shown(model: &Model, document: Document) -> (String, &'static str, String, String) {
    match document {
        Document::Note(id) => {
            let note = &model.notes[id];
            let kind = note.kind().map_or("page", Kind::as_str);
            let text = note.summary().map_or_else(|| first_words(note), |summary| summary.plain.to_string());
            (note.title.to_string(), kind, note.path.to_string(), text)
        }
        Document::Statement(id) => {
            let source = &model.notes[model.note_of_statement(id)];
            let statement = &model.statements[id];
            let text = model
                .written_statement(id)
                .and_then(|written| written.text.given())
                .map_or_else(String::new, |text| text.plain.to_string());
            let speaker = statement.by.iter().map(|actor| &*model.notes[model.actors[*actor].note].title).collect::<Vec<_>>().join(", ");
            let title = if speaker.is_empty() { source.title.to_string() } else { format!("{speaker}, in {}", source.title) };
            (title, "statement", format!("{}#{}", source.path, statement.id), text)
        }
    }
}

fn first_words(note: &Note) -> String {
    let block = note.written.text.blocks.iter().find(|block| block.kind == BlockKind::Paragraph);
    let mut text: String = block.map_or("", |block| &*block.text).chars().take(200).collect();
    if text.chars().count() == 200 {
        text.push('…');
    }
    text
}

/// A document that holds a term, and the term's weight in it. Ordered by document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Posting {
    document: u32,
    weight: u32,
}

/// No weight is larger, however often a word comes up.
const HEAVIEST: u32 = 40;

/// The terms of some documents, each with those that hold it, ascending.
type Postings = HashMap<String, Vec<Posting>>;

/// Those of all documents, chunk by chunk.
fn postings(model: &Model, documents: &[Document]) -> Vec<Postings> {
    let indexed: Vec<(usize, Document)> = documents.iter().copied().enumerate().collect();
    indexed
        .chunks(512)
        .map(|chunk| {
            let mut found = Postings::new();
            for (index, document) in chunk {
                weigh(model, *document, u32::try_from(*index).unwrap_or(u32::MAX), &mut found);
            }
            found
        })
        .collect()
}

/// Adds the words of a document, of which nothing has been added before.
fn weigh(model: &Model, document: Document, number: u32, found: &mut Postings) {
    let mut add = |text: &str, weight: Weight| {
        for term in fold(text).split(' ').filter(|term| !term.is_empty() && term.len() <= LONGEST_TERM) {
            if !found.contains_key(term) {
                found.insert(term.to_owned(), Vec::new());
            }
            let Some(list) = found.get_mut(term) else { continue };
            match list.last_mut() {
                // A word that comes up again says more, but less each time.
                Some(last) if last.document == number => {
                    last.weight = last.weight.saturating_add((weight as u32).div_ceil(3)).min(HEAVIEST);
                }
                _ => list.push(Posting { document: number, weight: weight as u32 }),
            }
        }
    };
    match document {
        Document::Note(id) => {
            let note = &model.notes[id];
            add(&note.title, Weight::Title);
            for name in names_of(note) {
                add(name, Weight::Name);
            }
            for block in &note.written.text.blocks {
                match block.kind {
                    BlockKind::Heading => add(&block.text, Weight::Heading),
                    BlockKind::Field("summary") => add(&block.text, Weight::Summary),
                    // A statement's own words are a document of their own.
                    BlockKind::Field("text" | "remark") if note.kind() == Some(Kind::Source) => {}
                    _ => add(&block.text, Weight::Text),
                }
            }
        }
        Document::Statement(id) => {
            let statement = &model.statements[id];
            let Some(written) = model.written_statement(id) else { return };
            add(&written.text.plain, Weight::Summary);
            for actor in statement.by.iter().chain(&statement.on_behalf_of).chain(&statement.of) {
                add(&model.notes[model.actors[*actor].note].title, Weight::Heading);
            }
            for text in written.speaker.as_deref().into_iter().chain(&written.quote) {
                add(&text.value, Weight::Text);
            }
            if let Some(remark) = &written.remark {
                add(&remark.plain, Weight::Text);
            }
        }
    }
}

/// A term with documents that hold it.
type Listed<'t> = (&'t str, &'t [Posting]);

/// The term of all these lists.
fn term_of<'t>(lists: &[Listed<'t>]) -> &'t str {
    lists.first().map_or("", |(term, _)| term)
}

/// Cuts the sorted terms, each with its lists, into just so many slices of about the same size on disk.
fn even_slices<'a, 'b>(terms: &'a [&'b [Listed<'b>]], count: usize) -> Vec<&'a [&'b [Listed<'b>]]> {
    let size = |lists: &&[Listed<'_>]| {
        let documents: usize = lists.iter().map(|(_, list)| list.len()).sum();
        documents.saturating_mul(5).saturating_add(term_of(lists).len()).saturating_add(6)
    };
    let total: usize = terms.iter().map(size).sum();
    let mut slices = Vec::with_capacity(count);
    let mut rest = terms;
    let mut used = 0;
    for part in 1..=count {
        let goal = total.saturating_mul(part).checked_div(count).unwrap_or(total);
        let mut taken = 0;
        while let Some(term) = rest.get(taken) {
            if used >= goal && part < count {
                break;
            }
            used = size(term).saturating_add(used);
            taken = taken.saturating_add(1);
        }
        let (slice, after) = rest.split_at(taken);
        slices.push(slice);
        rest = after;
    }
    slices
}

fn terms_file(slice: &[&[Listed<'_>]]) -> Vec<u8> {
    let documents: usize = slice.iter().flat_map(|lists| lists.iter()).map(|(_, list)| list.len()).sum();
    let mut out = Vec::with_capacity(slice.len().saturating_mul(16).saturating_add(documents.saturating_mul(5)));
    let number = |out: &mut Vec<u8>, number: u32| serde_json::to_writer(out, &number).expect("memory takes all");
    out.push(b'{');
    for (place, lists) in slice.iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        out.extend(serde_json::to_vec(term_of(lists)).expect("text, numbers and lists have a form in JSON"));
        out.extend(b":[");
        let mut before = 0;
        for (index, posting) in lists.iter().flat_map(|(_, list)| *list).enumerate() {
            if index > 0 {
                out.push(b',');
            }
            number(&mut out, posting.document.saturating_sub(before));
            out.push(b',');
            number(&mut out, posting.weight);
            before = posting.document;
        }
        out.push(b']');
    }
    out.push(b'}');
    out
}

/// Folds text for comparison, word by word with one space between: lower case; no diacritics, but `й` and `ї` are letters of their own;
/// `İ` and `ı` are `i`, `ё` is `е`, `ґ` is `г`, `ł` is `l`, `ø` is `o`, `đ` is `d`, `ß` is `ss`, `æ` is `ae`, `œ` is `oe`, `þ` is `th`.
/// `static/search.js` folds queries in just this way; a test holds both to the same examples.
fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut out = String::with_capacity(text.len());
    let mut ended = false;
    let mut put = |c: char, ended: &mut bool| {
        if std::mem::take(ended) && !out.is_empty() {
            out.push(' ');
        }
        out.push(c);
    };
    for c in text.nfc() {
        if c.is_ascii_alphanumeric() {
            put(c.to_ascii_lowercase(), &mut ended);
        } else if c.is_ascii() {
            // An apostrophe inside a word joins it: "Russia's", "об'єднання".
            ended |= c != '\'';
        } else if !matches!(c, '’' | 'ʼ') && !is_mark(c) {
            let before = ended;
            ended = true;
            let mut first = true;
            for c in c.to_lowercase() {
                for c in letters(c) {
                    if std::mem::take(&mut first) {
                        ended = before;
                    }
                    put(c, &mut ended);
                }
            }
        }
    }
    out
}

/// What a lower-case letter becomes: itself, its bare form, or several letters. Nothing: no letter.
fn letters(c: char) -> impl Iterator<Item = char> {
    use unicode_normalization::UnicodeNormalization;
    let own = match c {
        'й' => "й",
        'ї' => "ї",
        'ё' => "е",
        'ґ' => "г",
        'ı' => "i",
        'ł' => "l",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        _ => "",
    };
    let bare = own.is_empty().then(|| std::iter::once(c).nfkd().filter(|c| !is_mark(*c) && c.is_alphanumeric()));
    own.chars().chain(bare.into_iter().flatten())
}

/// Combining marks.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same pairs stand in `tests/browser/fold.json`, which the browser's tests read.
    #[test]
    fn folding_agrees_with_the_script() {
        let pairs: Vec<(String, String)> = serde_json::from_str(include_str!("../../tests/browser/fold.json")).unwrap();
        for (text, folded) in pairs {
            assert_eq!(fold(&text), folded, "{text}");
        }
    }
}
