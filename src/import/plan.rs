//! What an import would do, before it does it.

use std::collections::{HashMap, HashSet};

use super::identity::KnownWorks;
use super::{FileContents, ImportLocation, ImportedWork, PositionInFile, year_of};
use crate::bibliography::names::Name;
use crate::bibliography::vocabulary::publisher_is_container;
use crate::parse::fields::{Fields, SourceFields, SourceType};
use crate::parse::name::{INDEX, PARTS_FOLDER, slug};
use crate::parse::record::Record as _;
use crate::parse::{NoteLocation, ParsedNote};

/// A note that would be created.
#[derive(Debug)]
pub struct NewNote {
    /// Its id.
    pub id: String,
    /// Its path from the site's root.
    pub path: String,
    /// Its text.
    pub text: String,
    /// The work's title.
    pub title: String,
    /// Who wrote it, when it was published, its type and address, as far as they are known; each as text for people.
    pub details: Vec<String>,
    /// Where the work stands.
    pub place: ImportLocation,
}

/// A work that is not imported.
#[derive(Debug)]
pub struct LeftOut {
    /// Where it stands.
    pub place: ImportLocation,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// Why.
    pub reason: String,
}

/// What an import would do.
#[derive(Debug, Default)]
pub struct ImportPlan {
    /// The notes that it would create, in the order of the files.
    pub new: Vec<NewNote>,
    /// The works that it would leave out.
    pub left_out: Vec<LeftOut>,
    /// What could not be read, or not be kept.
    pub problems: Vec<(ImportLocation, String)>,
    /// Fields that a note has no place for: by file, each in words with how many works have it.
    pub unused_fields: Vec<(String, Vec<String>)>,
}

/// Plans the import of what was found in files, into a site whose notes are these.
pub fn plan(files: Vec<(String, FileContents)>, notes: &[impl AsRef<ParsedNote>]) -> ImportPlan {
    let mut index = KnownWorks::default();
    let mut ids = Ids::of_notes();
    for note in notes.iter().map(AsRef::as_ref).filter(|note| matches!(note.location, NoteLocation::Note(_)) && note.language.is_none()) {
        ids.taken.insert(note.id.to_string());
        if let Fields::Source(source) = &note.fields {
            let title = note.common.title.given().map(|title| &*title.value);
            index.add_source(title, source, format!("`{}`", note.id));
        }
    }
    let mut plan = ImportPlan::default();
    for (file, found) in files {
        let place = |at| ImportLocation { file: file.clone(), at };
        plan.problems.extend(found.problems.into_iter().map(|(at, message)| (place(at), message)));
        let counted = |(name, (count, at)): (String, (usize, PositionInFile))| match at {
            PositionInFile::Line(line) => format!("{name} ({count}, first in line {line})"),
            PositionInFile::Entry(entry) => format!("{name} ({count}, first in entry {entry})"),
            PositionInFile::Whole => name,
        };
        let unused_fields: Vec<String> = found.unused_fields.into_iter().map(counted).collect();
        for (at, work) in found.works {
            add(&mut plan, place(at), &work, &mut index, &mut ids);
        }
        plan.unused_fields.extend(Some((file, unused_fields)).filter(|(_, names)| !names.is_empty()));
    }
    plan
}

fn add(plan: &mut ImportPlan, place: ImportLocation, work: &ImportedWork, index: &mut KnownWorks, ids: &mut Ids) {
    let Some(title) = work.text("title").map(str::to_owned) else {
        plan.left_out.push(LeftOut { place, title: None, reason: "it has no title".to_owned() });
        return;
    };
    if let Some((known, mark, is_same)) = index.find(work) {
        if is_same {
            plan.left_out.push(LeftOut { place, title: Some(title), reason: format!("already there: {known} ({mark})") });
            return;
        }
        let message = format!("it has {mark} as {known} and another title, and is taken for another work");
        plan.problems.push((place.clone(), message));
    }
    index.add(work, format!("the work in {place}"));
    let id = ids.new_id(&id_base(work));
    let path = format!("content/sources/{id}.md");
    plan.new.push(NewNote { text: text_of(work, &title), id, path, details: details(work), title, place });
}

fn details(work: &ImportedWork) -> Vec<String> {
    let authors = work.authors.iter().map(Name::spoken).collect::<Vec<_>>().join(", ");
    let address = work.text("url").map(str::to_owned).or_else(|| work.text("doi").map(|doi| format!("https://doi.org/{doi}")));
    let known = [Some(authors), work.text("published").map(str::to_owned), work.ty.map(|ty| ty.as_str().to_owned()), address];
    known.into_iter().flatten().filter(|text| !text.is_empty()).collect()
}

/// The ids that are taken.
#[derive(Default)]
pub(super) struct Ids {
    taken: HashSet<String>,
    next: HashMap<String, u32>,
}

impl Ids {
    /// For notes: what cannot be a note's id counts as taken.
    pub(super) fn of_notes() -> Self {
        Self { taken: HashSet::from([PARTS_FOLDER, INDEX].map(str::to_owned)), next: HashMap::new() }
    }

    pub(super) fn take(&mut self, id: &str) {
        self.taken.insert(id.to_owned());
    }

    /// Whether one is taken.
    pub(super) fn has(&self, id: &str) -> bool {
        self.taken.contains(id)
    }

    /// An id that was free: the wanted one, or with a number after it.
    pub(super) fn new_id(&mut self, wanted: &str) -> String {
        if self.taken.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        let next = self.next.entry(wanted.to_owned()).or_insert(2);
        loop {
            let id = format!("{wanted}-{next}");
            *next += 1;
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

/// Words that say nothing about a work, in the languages that titles are mostly in.
const STOP_WORDS: &[&str] = &[
    "a", "an", "the", "of", "on", "in", "at", "to", "for", "and", "or", "by", "with", "from", "as", "is", "are", "how", "why", "what",
    "der", "die", "das", "den", "dem", "des", "ein", "eine", "und", "von", "zur", "zum", "le", "la", "les", "un", "une", "du", "de", "et",
    "el", "los", "las", "y", "il", "lo", "gli", "bir", "ve", "ile", "na", "do", "po", "za", "ta", "pro", "iz",
];

/// Who, when, and a word of the title: `le-guin-2025-ceasefire`.
fn id_base(work: &ImportedWork) -> String {
    let person = work.authors.first().or_else(|| work.editors.first()).and_then(|name| slug(name.known_by()));
    // The host as it is written: the parser would turn `президент.рф` into `xn--…`. That of DOIs names nobody.
    let host = || {
        let (_, address) = work.text("url").filter(|url| url::Url::parse(url).is_ok())?.split_once("://")?;
        let host = address.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?.trim_start_matches("www.");
        slug(host).filter(|_| !host.ends_with("doi.org"))
    };
    let body = || work.text("publisher").or(work.text("container_title")).and_then(slug);
    let who = person.or_else(body).or_else(host).map(|who| who.split('-').take(3).collect::<Vec<_>>().join("-"));
    let words = work.text("title").and_then(slug).unwrap_or_default();
    let word = words
        .split('-')
        .find(|word| word.len() > 2 && !STOP_WORDS.contains(word) && !word.bytes().all(|b| b.is_ascii_digit()))
        .map(str::to_owned);
    let mut parts: Vec<String> = [who, work.text("published").and_then(year_of).map(str::to_owned), word].into_iter().flatten().collect();
    // A year alone says nothing.
    if parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit())) {
        parts.insert(0, "source".to_owned());
    }
    let id: String = parts.join("-").chars().take(80).collect();
    let id = id.trim_end_matches('-');
    if id.is_empty() { "source".to_owned() } else { id.to_owned() }
}

/// The note's text. Fields come in the order of the manual.
fn text_of(work: &ImportedWork, title: &str) -> String {
    let names = |people: &[Name]| {
        let names = people.iter().map(|person| quoted(&person.written())).collect::<Vec<_>>().join(", ");
        (!names.is_empty()).then(|| format!("[{names}]"))
    };
    // A paper or site that holds the work is its publisher, where no other is named.
    let published_by_container =
        work.ty.is_none_or(|ty| publisher_is_container(ty) && ty != SourceType::Article) && work.text("publisher").is_none();
    let is_named = published_by_container || work.text("container_title") == work.text("publisher");
    let value = |key: &str| match key {
        "type" => work.ty.map(|ty| quoted(ty.as_str())),
        "authors" => names(&work.authors),
        "editors" => names(&work.editors),
        "translators" => names(&work.translators),
        "access" => Some(quoted("cited")),
        "publisher" if published_by_container => work.text("container_title").map(quoted),
        "container_title" if is_named => None,
        key => work.text(key).map(quoted),
    };
    let fields = SourceFields::fields().iter().filter_map(|field| Some(format!("{} = {}\n", field.key, value(field.key)?)));
    format!("+++\ntitle = {}\n{}+++\n", quoted(title), fields.collect::<String>())
}

/// A TOML string on one line: what JSON escapes, TOML escapes alike. Other control characters are left out.
pub(crate) fn quoted(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    serde_json::Value::from(text).to_string()
}
