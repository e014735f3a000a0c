//! The words of a site, the documents that hold them, and which words are equivalent: spellings of one name, forms of one word, and what the
//! editor lists as synonyms.
//!
//! Equivalent words share a list of documents under one of them, their head; the others refer to it. Forms are joined here, by Snowball's
//! stemmers, so that a browser needs none: it finds a form that the site uses by itself, and another by how it begins.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rust_stemmers::{Algorithm, Stemmer};

use super::document::{self, Document};
use super::{IndexLanguages, stop};
use crate::model::{Entity, Id, Note, Table};
use crate::parse::fold::{each_word, fold, joins_words};
use crate::parse::name::primary_language;

/// Words of more bytes are not indexed.
const MAX_WORD_BYTES: usize = 60;
/// Names of more words are not indexed as one term.
const MAX_NAME_WORDS: usize = 8;

/// A document that holds a word, and the word's weight in it. Ordered by document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Posting {
    pub(super) document: u32,
    /// The weight of the place that weighs most.
    highest: u32,
    /// What other places add to it.
    extra: u32,
}

impl Posting {
    /// The word's weight. One that comes up again says more, but never as much as one in a better place.
    pub(super) fn weight(self) -> u32 {
        self.highest + self.extra.min(self.highest / 2).min(4)
    }

    fn add(&mut self, highest: u32, extra: u32) {
        self.extra += extra + highest.min(self.highest).div_ceil(4);
        self.highest = self.highest.max(highest);
    }
}

/// What stands under a word in the index.
#[derive(Debug)]
pub(super) enum IndexEntry {
    /// The documents that hold it or an equivalent word.
    Postings(Vec<Posting>),
    /// The equivalent word under which the documents stand.
    SameAs(String),
    /// It is a name: the notes that bear it.
    Names(Vec<NamedDocument>),
}

/// A note that has a name: its document, and its [`follower_key`].
pub(super) type NamedDocument = (u32, Option<String>);

/// Words and names with what stands under each.
pub(super) type IndexWords = Vec<(String, IndexEntry)>;

/// A name of several words: its words, and the name.
type Phrase = (Vec<Id<Word>>, Id<Word>);

/// The words of a site while they are gathered.
#[derive(Default)]
pub(super) struct Lexicon {
    ids: HashMap<String, Id<Word>>,
    words: Table<Word>,
    /// Names of several words, by the first.
    phrases: HashMap<Id<Word>, Vec<Phrase>>,
    stems: HashMap<(&'static str, String), Id<Word>>,
    stemmers: Vec<(&'static str, Stemmer)>,
    stop_words: Vec<Id<Word>>,
}

#[derive(Default)]
struct Word {
    text: String,
    postings: Vec<Posting>,
    /// Its parent in the tree of equivalent words (union–find); none for the root.
    same_as: Option<Id<Self>>,
    /// The note whose name it is.
    note: Option<Id<Note>>,
    /// The stemmers by which it has been joined with its other forms.
    stemmed: Vec<usize>,
}

impl Lexicon {
    /// The words of a site before anything is read: its names and synonyms.
    pub(super) fn new(languages: &IndexLanguages<'_>) -> Self {
        let mut lexicon = Self::default();
        for language in languages.all() {
            for word in stop::words(language).split_whitespace() {
                let id = lexicon.id(word);
                lexicon.stop_words.push(id);
            }
        }
        lexicon.stop_words.sort_unstable();
        lexicon.join_names(languages);
        for list in &languages.model.config.synonyms {
            let ids: Vec<Id<Word>> = list.0.iter().filter_map(|word| lexicon.id_of_name(&fold(&word.value))).collect();
            lexicon.join_all(&ids);
        }
        for id in lexicon.words.ids() {
            for language in languages.all() {
                lexicon.join_forms(id, language);
            }
        }
        lexicon
    }

    fn id(&mut self, word: &str) -> Id<Word> {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = self.words.push(Word { text: word.to_owned(), ..Word::default() });
        self.ids.insert(word.to_owned(), id);
        id
    }

    /// The identity of a folded name; a name of several words is found in texts as a phrase.
    fn id_of_name(&mut self, name: &str) -> Option<Id<Word>> {
        if name.is_empty() || name.len() > MAX_WORD_BYTES {
            return None;
        }
        let id = self.id(name);
        if name.contains(' ') {
            let parts: Vec<Id<Word>> = name.split(' ').map(|word| self.id(word)).collect();
            let first = parts.first().copied()?;
            let phrases = self.phrases.entry(first).or_default();
            if !phrases.iter().any(|(_, phrase)| *phrase == id) {
                phrases.push((parts, id));
            }
        }
        Some(id)
    }

    /// Joins the spellings of a name, unless another note has the same name.
    fn join_names(&mut self, languages: &IndexLanguages<'_>) {
        let mut bearers: HashMap<String, Vec<Id<Note>>> = HashMap::new();
        let names_of_notes: Vec<(Id<Note>, Vec<String>)> = languages
            .original
            .notes
            .iter()
            .filter(|(_, note)| is_named(note))
            .map(|(id, _)| (id, names(languages, id, NameUse::StandsForOthers)))
            .collect();
        for (id, names) in &names_of_notes {
            for name in names {
                bearers.entry(name.clone()).or_default().push(*id);
            }
        }
        for (note, names) in names_of_notes {
            let own: Vec<String> = names.into_iter().filter(|name| bearers.get(name).is_some_and(|all| all.len() == 1)).collect();
            let ids: Vec<Id<Word>> = own.iter().filter_map(|name| self.id_of_name(name)).collect();
            ids.iter().for_each(|id| self.words[*id].note = Some(note));
            self.join_all(&ids);
        }
    }

    fn root(&self, mut id: Id<Word>) -> Id<Word> {
        while let Some(next) = self.words[id].same_as {
            id = next;
        }
        id
    }

    fn join_all(&mut self, ids: &[Id<Word>]) {
        ids.array_windows().for_each(|[a, b]| self.join(*a, *b));
    }

    fn join(&mut self, a: Id<Word>, b: Id<Word>) {
        let (a, b) = (self.root(a), self.root(b));
        let (first, second) = (a.min(b), a.max(b));
        if first == second {
            return;
        }
        self.words[second].same_as = Some(first);
        self.words[first].note = self.words[first].note.or(self.words[second].note);
    }

    /// Adds the texts of a document, of which nothing has been added before.
    pub(super) fn add(&mut self, languages: &IndexLanguages<'_>, document: Document, number: u32) {
        let mut ids = Vec::new();
        let mut letters = Vec::new();
        document::each_text(languages, document, &mut |text, language, weight| {
            ids.clear();
            each_word(text, &mut |word| {
                if word.len() <= MAX_WORD_BYTES {
                    let id = self.id(word);
                    self.join_forms(id, language);
                    ids.push(id);
                }
                // A letter of a pair may be a word too: "水" in "取水".
                letters.extend(word.chars().filter(|c| joins_words(*c) && word.len() > c.len_utf8()));
            });
            for letter in letters.drain(..) {
                let id = self.id(letter.encode_utf8(&mut [0; 4]));
                self.post(id, number, weight);
            }
            let mut rest = ids.as_slice();
            while let [id, others @ ..] = rest {
                if self.stop_words.binary_search(id).is_err() {
                    self.post(*id, number, weight);
                }
                let phrases = self.phrases.get(id).into_iter().flatten().filter(|(parts, _)| rest.starts_with(parts));
                if let Some((_, phrase)) = phrases.max_by_key(|(parts, _)| parts.len()) {
                    self.post(*phrase, number, weight);
                }
                rest = others;
            }
        });
    }

    /// Adds that a document belongs to something, by key.
    pub(super) fn add_key(&mut self, key: &str, number: u32, weight: u32) {
        let id = self.id(key);
        self.post(id, number, weight);
    }

    fn post(&mut self, id: Id<Word>, document: u32, weight: u32) {
        let postings = &mut self.words[id].postings;
        match postings.last_mut() {
            Some(last) if last.document == document => last.add(weight, 0),
            _ => postings.push(Posting { document, highest: weight, extra: 0 }),
        }
    }

    /// Joins a word with those of the same stem. Names of different notes are never joined so.
    fn join_forms(&mut self, id: Id<Word>, language: &str) {
        let Some(index) = self.stemmer_index(language) else { return };
        let word = &mut self.words[id];
        if word.stemmed.contains(&index) || word.text.starts_with(|c: char| c.is_ascii_digit()) {
            return;
        }
        word.stemmed.push(index);
        let (name, stemmer) = self.stemmers.get(index).expect("it has just been found there");
        let key = (*name, stemmer.stem(&self.words[id].text).into_owned());
        let first = *self.stems.entry(key).or_insert(id);
        let note = |id| self.words[self.root(id)].note;
        if first != id && note(first).zip(note(id)).is_none_or(|(a, b)| a == b) {
            self.join(first, id);
        }
    }

    fn stemmer_index(&mut self, language: &str) -> Option<usize> {
        let (name, algorithm) = match primary_language(language) {
            "en" => ("en", Algorithm::English),
            "tr" => ("tr", Algorithm::Turkish),
            // Ukrainian has no stemmer; the endings of names and adjectives are those of Russian.
            "ru" | "uk" => ("ru", Algorithm::Russian),
            "fr" => ("fr", Algorithm::French),
            "de" => ("de", Algorithm::German),
            "ar" => ("ar", Algorithm::Arabic),
            _ => return None,
        };
        let index = self.stemmers.iter().position(|(known, _)| *known == name).unwrap_or(self.stemmers.len());
        if index == self.stemmers.len() {
            self.stemmers.push((name, Stemmer::create(algorithm)));
        }
        Some(index)
    }

    /// The finished index: what stands under each word, then the notes that have each name; not sorted yet.
    pub(super) fn finish(self, languages: &IndexLanguages<'_>, documents: &[Document]) -> IndexWords {
        let mut groups: BTreeMap<Id<Word>, Vec<&Word>> = BTreeMap::new();
        for (id, word) in self.words.iter() {
            if self.stop_words.binary_search(&id).is_err() {
                groups.entry(self.root(id)).or_default().push(word);
            }
        }
        let mut heads: HashMap<&str, &str> = HashMap::new();
        let mut entries = Vec::new();
        for members in groups.into_values() {
            let postings = merged(&members);
            let preference = |word: &&&Word| {
                (word.text.contains(' '), usize::MAX.saturating_sub(word.postings.len()), word.text.len(), word.text.clone())
            };
            let Some(head) = members.iter().min_by_key(preference).filter(|_| !postings.is_empty()) else { continue };
            // A word that the site does not use and that means nothing but itself is left out.
            for member in &members {
                heads.insert(&member.text, &head.text);
                if member.text != head.text {
                    entries.push((member.text.clone(), IndexEntry::SameAs(head.text.clone())));
                }
            }
            entries.push((head.text.clone(), IndexEntry::Postings(postings)));
        }
        let mut named: BTreeMap<String, Vec<NamedDocument>> = BTreeMap::new();
        for (number, document) in (0..).zip(documents) {
            let Document::Note(id) = document else { continue };
            let head = |word: &str| heads.get(word).map_or_else(|| word.to_owned(), |head| (*head).to_owned());
            let key = |name: String| {
                heads.get(&*name).map_or_else(|| name.split(' ').map(head).collect::<Vec<_>>().join(" "), |head| (*head).to_owned())
            };
            for key in names(languages, *id, NameUse::LeadsToNote).into_iter().map(key).collect::<BTreeSet<_>>() {
                named.entry(key).or_default().push((number, follower_key(&languages.original.notes[*id])));
            }
        }
        entries.extend(named.into_iter().map(|(name, notes)| (name, IndexEntry::Names(notes))));
        entries
    }
}

/// The documents of equivalent words.
fn merged(members: &[&Word]) -> Vec<Posting> {
    if let [only] = members {
        return only.postings.clone();
    }
    let mut all: Vec<Posting> = members.iter().flat_map(|word| word.postings.iter().copied()).collect();
    all.sort_unstable();
    all.dedup_by(|next, kept| {
        let same = next.document == kept.document;
        if same {
            kept.add(next.highest, next.extra);
        }
        same
    });
    all
}

/// The key under which the documents that follow a note are listed, where some can: see [`document::followed`].
pub(super) fn follower_key(note: &Note) -> Option<String> {
    matches!(note.entity, Entity::Topic(_) | Entity::Track(_) | Entity::Round(_)).then(|| format!("@{}", note.id))
}

/// Whether a note's names may stand for each other in every text: an actor's do, and so do the names in other languages of what is called by
/// a single word, such as a place. What a topic is also known as are key words: they lead to it and say no more.
fn is_named(note: &Note) -> bool {
    match note.entity {
        Entity::Actor(_) => true,
        Entity::Topic(_) | Entity::Track(_) | Entity::Round(_) => !fold(&note.title).contains(' '),
        _ => false,
    }
}

/// What a note's names are wanted for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NameUse {
    /// A text that holds one is found by the others: names alone.
    StandsForOthers,
    /// Whoever types one is led to the note: key words, and names without their article, too.
    LeadsToNote,
}

/// The folded names of a note, each once, none longer than people type.
fn names(languages: &IndexLanguages<'_>, id: Id<Note>, name_use: NameUse) -> Vec<String> {
    let (own, original) = (&languages.model.notes[id], &languages.original.notes[id]);
    let person = document::is_person(languages.original, original);
    let mut names = Vec::new();
    let is_key_word =
        |name: &str| [own, original].iter().flat_map(|note| &note.written.common.also_known_as).any(|word| &*word.value == name);
    let only_names = name_use == NameUse::StandsForOthers && !matches!(original.entity, Entity::Actor(_));
    for name in [own, original].into_iter().flat_map(|note| std::iter::once(&*note.title).chain(document::names_of(note))) {
        if only_names && is_key_word(name) {
            continue;
        }
        let folded = fold(name);
        if folded.split(' ').count() > MAX_NAME_WORDS {
            continue;
        }
        let capital = name.split_whitespace().all(|word| !word.starts_with(char::is_lowercase));
        if person
            && capital
            && (!is_key_word(name) || [own, original].iter().any(|note| is_spelling_of(&fold(&note.title), &folded)))
            && let Some((_, family)) = folded.rsplit_once(' ').filter(|(_, family)| family.chars().count() > 2)
        {
            names.push(family.to_owned());
        }
        if name_use == NameUse::LeadsToNote
            && let Some(bare) = folded.strip_prefix("the ")
        {
            names.push(bare.to_owned());
        }
        names.push(folded);
    }
    names.sort_unstable();
    names.dedup();
    names.retain(|name| !name.is_empty());
    names
}

/// Whether another folded name of a person may be a spelling of the title, and not an office or a nickname: a word of it begins as one there
/// does, or it is in other letters.
fn is_spelling_of(title: &str, name: &str) -> bool {
    let beginnings = |name: &str| name.split(' ').map(|word| word.chars().take(3).collect::<String>()).collect::<Vec<_>>();
    let of_title = beginnings(title);
    beginnings(name).iter().any(|beginning| of_title.contains(beginning)) || title.is_ascii() != name.is_ascii()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::fixture::model_of_site;

    /// The finished words of a site: under each the numbers of its documents, or the word under which they stand; and the names.
    struct FinishedIndex(BTreeMap<String, Result<Vec<u32>, String>>, BTreeMap<String, Vec<NamedDocument>>);

    impl FinishedIndex {
        fn of(settings: &str, notes: &[(&str, &str)]) -> Self {
            let notes: Vec<(&str, String)> = notes.iter().map(|(path, front)| (*path, (*front).to_owned())).collect();
            let (model, problems) = model_of_site(settings, &notes);
            assert!(problems.is_empty(), "{problems:?}");
            let languages = IndexLanguages { model: &model, original: &model };
            let documents = document::documents(&model);
            let mut lexicon = Lexicon::new(&languages);
            for (number, document) in (0..).zip(&documents) {
                lexicon.add(&languages, *document, number);
            }
            let mut found = Self(BTreeMap::new(), BTreeMap::new());
            for (word, entry) in lexicon.finish(&languages, &documents) {
                match entry {
                    IndexEntry::Postings(list) => drop(found.0.insert(word, Ok(list.iter().map(|posting| posting.document).collect()))),
                    IndexEntry::SameAs(same) => drop(found.0.insert(word, Err(same))),
                    IndexEntry::Names(notes) => drop(found.1.insert(word, notes)),
                }
            }
            found
        }

        fn head(&self, word: &str) -> String {
            match &self.0[word] {
                Ok(_) => word.to_owned(),
                Err(head) => head.clone(),
            }
        }

        fn documents(&self, word: &str) -> &[u32] {
            self.0.get(&self.head(word)).and_then(|entry| entry.as_ref().ok()).unwrap()
        }
    }

    const ZELENSKYY: &str = "type = \"person\"\nsummary = \"A president.\"\nalso_known_as = [\"Volodymyr Zelensky\", \"Volodymyr Zelenskyy\"]\nnames = { uk = \"Володимир Зеленський\", ru = \"Владимир Зеленский\" }\n";

    #[test]
    fn spellings_of_a_name_are_one_word_in_every_text() {
        let found = FinishedIndex::of(
            "",
            &[
                ("actors/volodymyr-zelenskyy", ZELENSKYY),
                ("topics/decree", "summary = \"Zelensky's decree.\"\n"),
                ("topics/other", "summary = \"What зеленский said.\"\n"),
            ],
        );
        assert_eq!(found.documents("zelenskyy"), [0, 1, 2]);
        for spelling in ["zelensky", "зеленський", "зеленский", "volodymyr zelensky", "volodymyr zelenskyy", "володимир зеленський"]
        {
            assert_eq!(found.head(spelling), found.head("zelenskyy"), "{spelling}");
        }
        assert_eq!(found.1[&found.head("zelenskyy")], [(2, None)], "the actor bears the name");
    }

    #[test]
    fn a_name_that_two_share_joins_them_not() {
        let person = |id: &str| format!("type = \"person\"\nsummary = \"x\"\nalso_known_as = [\"{id} the elder\", \"The envoy\"]\n");
        let (a, b) = (person("Anna Orlova"), person("Boris Orlov"));
        let found = FinishedIndex::of("", &[("actors/anna-orlova", &a), ("actors/boris-orlov", &b)]);
        assert_ne!(found.head("orlova"), found.head("orlov"));
        assert_eq!(found.1["the envoy"].len(), 2, "both are found by it");
    }

    #[test]
    fn an_office_is_no_family_name_and_a_spelling_of_the_name_holds_one() {
        let person = "type = \"person\"\nsummary = \"x\"\nalso_known_as = [\"Foreign Minister\", \"David Arakhamia\", \"Davyd Arakhamiia\", \"Давид Арахамия\"]\n";
        let found =
            FinishedIndex::of("", &[("actors/david-arakhamia", person), ("topics/tea", "summary = \"A minister spoke of tea.\"\n")]);
        assert_eq!(found.documents("minister"), [0, 1], "the topic by its text, the actor by its other name");
        assert!(!found.documents("arakhamia").contains(&0));
        for spelling in ["arakhamiia", "арахамия"] {
            assert_eq!(found.head(spelling), found.head("arakhamia"), "{spelling}");
        }
    }

    #[test]
    fn a_title_is_no_family_name() {
        let found = FinishedIndex::of(
            "",
            &[
                ("actors/unnamed-source-in-ukraine", "type = \"person\"\nsummary = \"x\"\n"),
                ("actors/ukraine", "type = \"state\"\nsummary = \"y\"\n"),
            ],
        );
        assert_eq!(found.1["ukraine"], [(0, None)]);
    }

    #[test]
    fn key_words_of_a_topic_lead_to_it_and_join_nothing() {
        let found = FinishedIndex::of(
            "",
            &[
                ("topics/prisoners", "summary = \"x\"\nalso_known_as = [\"exchange\", \"обмен пленными\"]\nnames = { ru = \"Пленные\" }\n"),
                ("topics/trade", "summary = \"An exchange of goods.\"\n"),
            ],
        );
        assert_ne!(found.head("exchange"), found.head("prisoners"));
        assert_eq!(found.documents("prisoners"), [0]);
        assert_eq!(found.head("пленные"), found.head("prisoners"), "a name of one word in another language is one");
        assert_eq!(found.1["обмен пленными"], [(0, Some("@prisoners".to_owned()))]);
    }

    #[test]
    fn forms_and_synonyms_are_one() {
        let found = FinishedIndex::of(
            "synonyms = [[\"deal\", \"agreement\"], [\"POW\", \"prisoner of war\", \"captive\"]]\n",
            &[
                ("topics/a", "summary = \"Agreements were negotiated.\"\n"),
                ("topics/b", "summary = \"One negotiates a deal.\"\n"),
                ("topics/c", "summary = \"A prisoner of war and two prisoners.\"\n"),
            ],
        );
        assert_eq!(found.documents("deal"), [0, 1]);
        assert_eq!(found.documents("negotiates"), [0, 1]);
        assert_eq!(found.documents("pow"), [2]);
        assert!(!found.0.contains_key("the") && !found.0.contains_key("was"), "words that say nothing are left out");
    }

    #[test]
    fn a_letter_of_a_pair_is_a_word_too() {
        let found = FinishedIndex::of("", &[("topics/a", "summary = \"取水量の上限\"\n"), ("topics/b", "summary = \"海水\"\n")]);
        assert_eq!((found.documents("水"), found.documents("限")), (&[0, 1][..], &[0][..]));
    }

    #[test]
    fn a_better_place_outweighs_any_number_of_lesser_ones() {
        let mut often = Posting { document: 0, highest: 1, extra: 0 };
        for _ in 0..100 {
            often.add(1, 0);
        }
        assert!(often.weight() < document::weight::CONCERNED);
        let mut summary = Posting { document: 0, highest: document::weight::SUMMARY, extra: 0 };
        summary.add(document::weight::TEXT, 0);
        summary.add(document::weight::SUMMARY, 0);
        assert!((5..document::weight::TITLE).contains(&summary.weight()));
    }
}
