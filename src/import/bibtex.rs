//! BibTeX and BibLaTeX, as lenient as BibTeX, biber, Zotero and JabRef are.
//!
//! A file is cut into entries and fields here: the parsers that there are give up a file for one bad entry. Nothing of an entry is lost for a
//! field that cannot be read.

use std::collections::{BTreeSet, HashMap};

use super::tex::{self, MAX_DEPTH};
use super::{FileContents, ImportedWork, PositionInFile, dates, is_known_field, languages, non_empty, plain};
use crate::bibliography::names::{Name, NameReader, family_in_front, is_suffix};
use crate::bibliography::vocabulary::{exported_types, source_type_named, type_of};
use crate::parse::fields::SourceType;

/// Whether a text holds an entry: `@word{` at the head of a line.
pub(super) fn looks_like(text: &str) -> bool {
    text.lines().any(|line| begins_entry(line.trim_start()))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.')
}

fn begins_entry(line: &str) -> bool {
    line.strip_prefix('@').is_some_and(|rest| {
        let rest = rest.trim_start();
        let word = rest.trim_start_matches(is_word);
        word.len() < rest.len() && rest.starts_with(char::is_alphabetic) && word.trim_start().starts_with(['{', '('])
    })
}

/// A piece of a value: text, or the name of a string.
#[derive(Clone, Copy)]
enum ValuePiece<'t> {
    Text(&'t str),
    Named(&'t str),
}

/// A field as it stands in the file.
struct BibField<'t> {
    name: String,
    value: Vec<ValuePiece<'t>>,
    line: usize,
}

/// An entry as it stands in the file.
struct BibEntry<'t> {
    /// Its type, in small letters.
    entry_type: String,
    key: &'t str,
    line: usize,
    fields: Vec<BibField<'t>>,
}

/// Fields of an entry, with their values as TeX.
type Values = HashMap<String, String>;

/// A file, and what of it is still to be read.
struct BibScanner<'t> {
    text: &'t str,
    rest: &'t str,
    /// The line of the byte `counted`, which is before `rest`.
    line: usize,
    counted: usize,
}

/// Why an entry ends before its end.
fn unclosed() -> String {
    "this entry is never closed: a `}` is missing".to_owned()
}

impl<'t> BibScanner<'t> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn skip(&mut self, bytes: usize) -> &'t str {
        let (skipped, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        skipped
    }

    fn skip_while(&mut self, fits: impl Fn(char) -> bool) -> &'t str {
        self.skip(self.rest.find(|c| !fits(c)).unwrap_or(self.rest.len()))
    }

    /// The line at which the rest begins.
    fn line(&mut self) -> usize {
        let at = self.text.len() - self.rest.len();
        self.line += self.text.bytes().take(at).skip(self.counted).filter(|b| *b == b'\n').count();
        self.counted = at;
        self.line
    }

    /// Space and comments between fields.
    fn skip_space(&mut self) {
        loop {
            self.skip_while(char::is_whitespace);
            if self.peek() != Some('%') {
                return;
            }
            self.skip_while(|c| c != '\n');
        }
    }

    /// Goes to the `@` of the next entry; an entry after `%` is reported.
    fn next_entry(&mut self, found: &mut FileContents) -> bool {
        while let Some(at) = self.rest.find('@') {
            self.skip(at);
            if !begins_entry(self.rest) {
                self.skip(1);
                continue;
            }
            let (before, _) = self.text.split_at(self.text.len() - self.rest.len());
            if !before.rsplit('\n').next().is_some_and(|line| line.trim_start().starts_with('%')) {
                return true;
            }
            let at = PositionInFile::Line(self.line());
            found.problem(at, "the entry after `%` is a comment, and was left out");
            self.skip_while(|c| c != '\n');
        }
        false
    }

    /// A value in braces or quotation marks, without them.
    fn delimited(&mut self) -> Result<&'t str, String> {
        let quoted = self.peek() == Some('"');
        self.skip(1);
        let inside = self.rest;
        let (mut depth, mut escaped, mut line_start) = (0_usize, false, false);
        while let Some(c) = self.peek() {
            match c {
                '"' if quoted && depth == 0 && !escaped => break,
                '{' if !escaped => depth += 1,
                '}' if !escaped && depth == 0 && !quoted => break,
                '}' if !escaped => depth = depth.saturating_sub(1),
                '@' if line_start && self.rest.lines().next().is_some_and(begins_entry) => return Err(unclosed()),
                _ => {}
            }
            if depth > MAX_DEPTH {
                return Err(format!("this entry has braces more than {MAX_DEPTH} deep in one another"));
            }
            escaped = c == '\\' && !escaped;
            line_start = c == '\n' || (line_start && c.is_whitespace());
            self.skip(c.len_utf8());
        }
        if self.rest.is_empty() {
            return Err(unclosed());
        }
        let (inside, _) = inside.split_at(inside.len() - self.rest.len());
        self.skip(1);
        Ok(inside)
    }

    fn value(&mut self) -> Result<Vec<ValuePiece<'t>>, String> {
        let mut pieces = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                Some('{' | '"') => pieces.push(ValuePiece::Text(self.delimited()?)),
                _ => {
                    let word = self.skip_while(|c| !c.is_whitespace() && !matches!(c, ',' | '#' | '}' | ')' | '{' | '"'));
                    if !word.is_empty() {
                        let number = word.bytes().all(|b| b.is_ascii_digit());
                        pieces.push(if number { ValuePiece::Text(word) } else { ValuePiece::Named(word) });
                    }
                }
            }
            self.skip_space();
            if self.peek() != Some('#') {
                return Ok(pieces);
            }
            self.skip(1);
        }
    }

    /// An entry, from its `@` on.
    fn entry(&mut self, found: &mut FileContents) -> Result<BibEntry<'t>, String> {
        let line = self.line();
        self.skip(1);
        self.skip_while(char::is_whitespace);
        let entry_type = self.skip_while(is_word).to_lowercase();
        self.skip_while(char::is_whitespace);
        let close = if self.peek() == Some('{') { '}' } else { ')' };
        let mut entry = BibEntry { entry_type, key: "", line, fields: Vec::new() };
        if entry.entry_type == "comment" {
            // A comment in brackets is skipped; one that is never closed ends with its line.
            let start = self.rest;
            if self.delimited().is_err() {
                self.rest = start;
                self.skip_while(|c| c != '\n');
            }
            return Ok(entry);
        }
        if entry.entry_type == "preamble" && close == '}' {
            self.delimited()?;
            return Ok(entry);
        }
        self.skip(1);
        let mut first = true;
        loop {
            self.skip_space();
            if first && self.peek() != Some(close) {
                let ahead = self.rest.chars().find(|c| matches!(c, ',' | '=' | '\n') || *c == close);
                if entry.entry_type != "string" && ahead != Some('=') {
                    entry.key = self.skip_while(|c| c != ',' && c != close && c != '\n').trim();
                }
                first = false;
                continue;
            }
            first = false;
            match self.peek() {
                None => return Err(unclosed()),
                Some(',') => {
                    self.skip(1);
                }
                Some(c) if c == close => {
                    self.skip(1);
                    return Ok(entry);
                }
                Some('@') if self.rest.lines().next().is_some_and(begins_entry) => return Err(unclosed()),
                Some(_) => {
                    let line = self.line();
                    let name = self
                        .skip_while(|c| !c.is_whitespace() && !matches!(c, '=' | ',' | '{' | '}' | '(' | ')' | '"' | '#'))
                        .to_lowercase();
                    self.skip_space();
                    if self.peek() == Some('=') && !name.is_empty() {
                        self.skip(1);
                        let value = self.value()?;
                        entry.fields.push(BibField { name, value, line });
                    } else {
                        found.problem(PositionInFile::Line(line), "here stands no field of the form `name = {value}`: it was passed over");
                        self.skip_while(|c| c != ',' && c != close && c != '\n');
                    }
                }
            }
        }
    }
}

pub(super) fn read(text: &str) -> FileContents {
    let mut found = FileContents::default();
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut scanner = BibScanner { text: &text, rest: &text, line: 1, counted: 0 };
    let mut entries = Vec::new();
    while scanner.next_entry(&mut found) {
        let line = scanner.line();
        match scanner.entry(&mut found) {
            Ok(entry) => entries.push(entry),
            Err(why) => found.problem(PositionInFile::Line(line), why),
        }
    }
    let strings = strings(&entries, &mut found);
    let works: Vec<&BibEntry<'_>> = entries
        .iter()
        .filter(|entry| !matches!(&*entry.entry_type, "string" | "comment" | "preamble" | "set" | "bibnote" | "control"))
        .collect();
    let values: Vec<Values> = works.iter().map(|entry| values(entry, &strings, &mut found)).collect();
    let mut by_key: HashMap<&str, usize> = HashMap::new();
    for (index, entry) in works.iter().enumerate() {
        by_key.entry(entry.key).or_insert(index);
    }
    for (entry, written) in works.iter().zip(&values) {
        if entry.entry_type == "xdata" {
            continue;
        }
        let at = PositionInFile::Line(entry.line);
        let mut whole = written.clone();
        inherit(&mut whole, entry, &works, &values, &by_key, 0);
        let mut reading =
            EntryReader { entry_type: &entry.entry_type, values: whole, unknown_commands: BTreeSet::new(), remarks: Vec::new() };
        let mut work = reading.work();
        work.remarks.append(&mut reading.remarks);
        let unknown_command =
            |command| format!("the TeX command `\\{command}` is not known: it was left out, and what it stands before was kept");
        work.remarks.extend(reading.unknown_commands.iter().map(unknown_command));
        written
            .keys()
            .filter(|name| !is_known_field(name, |field| field.bibtex, OTHER_FIELDS))
            .for_each(|name| found.count_unused(name, at));
        found.add(at, work);
    }
    if found.works.is_empty() && found.problems.is_empty() && !text.trim().is_empty() {
        found.problem(PositionInFile::Whole, "nothing in this file could be read as an entry of BibTeX");
    }
    found
}

/// Fields that are read besides those of the table of fields, and those that say nothing of the work.
const OTHER_FIELDS: &str = "author editor translator director programmer presenter inventor interviewer holder editortype date year month day \
    urldate lastchecked lastaccessed subtitle booktitle booksubtitle maintitle mainsubtitle journal journaltitle journalsubtitle \
    shortjournal shorttitle eventtitle lista entrysubtype type howpublished bdsk-url-1 ee link biburl crossref xdata ids";

/// The greatest length of a value that is put together of strings, in bytes.
const MAX_LENGTH: usize = 50_000;

/// The strings of a file, by their names in small letters: `@string{apr = "April"}`. One that uses itself or a later one stays incomplete.
fn strings(entries: &[BibEntry<'_>], found: &mut FileContents) -> HashMap<String, String> {
    let mut known = HashMap::new();
    for field in entries.iter().filter(|entry| entry.entry_type == "string").flat_map(|entry| &entry.fields) {
        match expand(&field.value, &known) {
            Ok(text) => {
                known.insert(field.name.clone(), text);
            }
            Err(unknown) => found.problem(PositionInFile::Line(field.line), format!("the string `{}` was left out: {unknown}", field.name)),
        }
    }
    known
}

/// A value with the strings put in.
fn expand(pieces: &[ValuePiece<'_>], strings: &HashMap<String, String>) -> Result<String, String> {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            ValuePiece::Text(piece) => text.push_str(piece),
            ValuePiece::Named(name) => {
                text.push_str(strings.get(&name.to_lowercase()).ok_or_else(|| format!("`{name}` is defined nowhere"))?);
            }
        }
        if text.len() > MAX_LENGTH && pieces.len() > 1 {
            return Err(format!("it is longer than {MAX_LENGTH} bytes"));
        }
    }
    Ok(text)
}

/// Fields that say nothing about a work, or nothing that a note holds; they may stand twice, and name what they like.
const IGNORED_FIELDS: &str = "file keywords note annote annotation abstract groups owner timestamp tags mendeley-tags";

fn values(entry: &BibEntry<'_>, strings: &HashMap<String, String>, found: &mut FileContents) -> Values {
    let mut values = Values::new();
    for field in &entry.fields {
        let ignored = IGNORED_FIELDS.split(' ').any(|name| name == field.name);
        let value = match expand(&field.value, strings) {
            Ok(value) => value,
            // BibTeX's own abbreviations of months, and what people take for them.
            Err(_) if field.name == "month" => field.value.iter().map(|(ValuePiece::Text(text) | ValuePiece::Named(text))| *text).collect(),
            Err(_) if ignored => continue,
            Err(why) => {
                found.problem(PositionInFile::Line(field.line), format!("`{}` was left out: {why}", field.name));
                continue;
            }
        };
        if values.insert(field.name.clone(), value).is_some() && !ignored {
            found.problem(PositionInFile::Line(field.line), format!("`{}` stands twice in this entry: the last one was taken", field.name));
        }
    }
    values
}

/// How long a chain of entries that inherit from each other may be.
const MAX_GENERATIONS: usize = 4;

/// Takes over what an entry inherits by `crossref` and `xdata`, as biber does; what identifies another work is never inherited.
fn inherit(
    values: &mut Values,
    entry: &BibEntry<'_>,
    works: &[&BibEntry<'_>],
    all: &[Values],
    by_key: &HashMap<&str, usize>,
    generation: usize,
) {
    const NOT_INHERITED: &str = "doi url urldate isbn issn eprint eprinttype file crossref xref xdata ids entryset entrysubtype related relatedtype \
        label options presort sortkey shorttitle sorttitle indextitle shorthand pages note annotation keywords abstract key langid-options";
    if generation >= MAX_GENERATIONS {
        return;
    }
    let named = |field: &str| values.get(field).map(|keys| keys.split(',').map(|key| key.trim().to_owned()).collect::<Vec<_>>());
    let parents = [("xdata", named("xdata")), ("crossref", named("crossref"))];
    for (field, key) in parents.into_iter().flat_map(|(field, keys)| keys.into_iter().flatten().map(move |key| (field, key))) {
        let Some((parent, written)) = by_key.get(&*key).and_then(|index| Some((works.get(*index)?, all.get(*index)?))) else { continue };
        if parent.line == entry.line && parent.key == entry.key {
            continue;
        }
        let mut whole = written.clone();
        inherit(&mut whole, parent, works, all, by_key, generation + 1);
        let mut fields: Vec<(String, String)> = whole.into_iter().collect();
        // A volume's title is the chapter's `booktitle`, whatever the volume has in its own.
        let becomes = |name: &str| {
            if field == "crossref" { inherited_as(name, &parent.entry_type, &entry.entry_type) } else { Some(name) }.map(str::to_owned)
        };
        fields.sort_unstable_by_key(|(name, _)| (becomes(name).as_ref() == Some(name), name.clone()));
        for (name, value) in fields {
            if let Some(name) = becomes(&name).filter(|name| !NOT_INHERITED.split_whitespace().any(|never| never == *name)) {
                values.entry(name).or_insert(value);
            }
        }
    }
}

/// What a field of a parent becomes in a child: a volume's title is the chapter's `booktitle`.
fn inherited_as<'n>(name: &'n str, parent: &str, child: &str) -> Option<&'n str> {
    let is_part = matches!(
        child,
        "incollection" | "inproceedings" | "conference" | "inbook" | "inreference" | "bookinbook" | "suppbook" | "suppcollection"
    );
    let is_multivolume = parent.starts_with("mv");
    let is_book = is_multivolume || matches!(parent, "book" | "collection" | "proceedings" | "reference" | "misc" | "booklet" | "manual");
    let is_journal = parent == "periodical" && matches!(child, "article" | "suppperiodical");
    match name {
        "title" if is_multivolume => Some("maintitle"),
        "title" if is_part && is_book => Some("booktitle"),
        "title" if is_journal => Some("journaltitle"),
        "subtitle" if is_multivolume => Some("mainsubtitle"),
        "subtitle" if is_part && is_book => Some("booksubtitle"),
        "subtitle" if is_journal => Some("journalsubtitle"),
        "titleaddon" | "subtitle" if is_multivolume || is_journal || (is_part && is_book) => None,
        // Of a volume's makers, the author is the chapter's only where the whole book is by one hand.
        "author" if is_part && is_book && !matches!(child, "inbook" | "bookinbook" | "suppbook") => None,
        name => Some(name),
    }
}

/// An entry whose fields become those of a work.
struct EntryReader<'e> {
    entry_type: &'e str,
    values: Values,
    /// TeX commands that are not known.
    unknown_commands: BTreeSet<String>,
    remarks: Vec<String>,
}

impl EntryReader<'_> {
    fn field(&mut self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| {
            let text = tex::prose(self.values.get(*name)?);
            self.unknown_commands.extend(text.unknown.iter().cloned());
            non_empty(plain(&text.text()))
        })
    }

    fn verbatim(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| non_empty(tex::verbatim(self.values.get(*name)?).text()))
    }

    /// A title and what stands below it.
    fn title(&mut self, title: &[&str], subtitle: &str) -> Option<String> {
        let title = self.field(title)?;
        let subtitle = self.field(&[subtitle]).filter(|subtitle| !title.ends_with(subtitle.as_str()));
        Some(match subtitle {
            Some(subtitle) if title.ends_with(['?', '!', ':', '.']) => format!("{title} {subtitle}"),
            Some(subtitle) => format!("{title}: {subtitle}"),
            None => title,
        })
    }

    /// The people of a field: names between `and`, in any case; "others" becomes a remark.
    fn people(&mut self, field: &str) -> Vec<Name> {
        let Some(written) = self.values.get(field).cloned() else { return Vec::new() };
        let mut people = Vec::new();
        for name in names(&written) {
            let text = tex::prose(name);
            self.unknown_commands.extend(text.unknown.iter().cloned());
            let whole = text.text();
            if matches!(whole.trim().to_lowercase().as_str(), "others" | "et al" | "et al.") {
                self.remarks.push(format!("`{field}` names others without their names (et al.)"));
                continue;
            }
            people.extend(person(&text.pieces));
        }
        people
    }

    fn work(&mut self) -> ImportedWork {
        let mut work = ImportedWork::of(|field| field.bibtex, |name| self.field(&[name]));
        work.ty = self.source_type();
        let is_part = self.entry_type.starts_with("in");
        let title = self
            .title(&["title"], "subtitle")
            .or_else(|| self.title(&["booktitle", "maintitle", "journaltitle", "shorttitle"], "booksubtitle").filter(|_| !is_part));
        let container = self
            .title(&["journaltitle", "journal"], "journalsubtitle")
            .or_else(|| self.title(&["booktitle"], "booksubtitle"))
            .or_else(|| self.title(&["maintitle"], "mainsubtitle"))
            .or_else(|| self.field(&["shortjournal", "eventtitle"]));
        // In the Chicago style of BibLaTeX, a work of reference stands in `title`, and its entry in `lista`.
        let entry = self.field(&["lista"]).filter(|_| self.entry_type == "inreference");
        let (title, container) = if entry.is_some() { (entry, title) } else { (title, container) };
        work.put("container_title", container.filter(|container| Some(container) != title.as_ref()));
        work.put("title", title);

        let makers = ["author", "director", "programmer", "presenter", "inventor", "interviewer", "holder"];
        work.authors = makers.into_iter().map(|field| self.people(field)).find(|people| !people.is_empty()).unwrap_or_default();
        (work.editors, work.translators) = (self.people("editor"), self.people("translator"));
        let editor_is_author =
            self.field(&["editortype"]).is_some_and(|kind| matches!(kind.as_str(), "director" | "author" | "producer" | "founder"));
        if work.authors.is_empty() && editor_is_author {
            work.authors = std::mem::take(&mut work.editors);
        }
        let article = self.entry_type.ends_with("article")
            || self.entry_type == "suppperiodical"
            || matches!(work.ty, Some(SourceType::Article | SourceType::News));
        if article {
            let number = work.texts.remove("number");
            work.put("issue", work.text("issue").map(str::to_owned).or(number));
        }
        work.put("url", self.address());
        work.put("doi", self.verbatim(&["doi"]).and_then(|doi| non_empty(doi.split([',', ' ']).next()?)));
        // Babel's name of a language says less than a tag does.
        let named = |text: &Option<String>| text.as_deref().is_some_and(|text| languages::tag(text).is_some());
        let languages = ["language", "langid", "hyphenation"].map(|name| self.field(&[name]));
        work.put("language", languages.iter().find(|text| named(text)).or(languages.iter().find(|text| text.is_some())).cloned().flatten());
        let accessed = self.verbatim(&["urldate", "lastchecked", "lastaccessed"]).map(|date| (date.clone(), dates::read(&date)));
        work.put_date("accessed", accessed);
        let published = self.published();
        work.put_date("published", published);
        work
    }

    fn source_type(&mut self) -> Option<SourceType> {
        let subtype = self.field(&["entrysubtype", "type", "howpublished"]).unwrap_or_default().to_lowercase();
        let serial = ["doi", "issn", "volume", "number"].iter().any(|field| self.values.contains_key(*field));
        // Our own exports say it in `keywords`.
        let ours = self.values.get("keywords").and_then(|word| source_type_named(word));
        ours.filter(|ty| exported_types(*ty).2 == self.entry_type).or_else(|| match self.entry_type {
            "article" if subtype.contains("newspaper") => Some(SourceType::News),
            // Papers of the press stand in `@article` too.
            "article" if !serial && !subtype.contains("magazine") => None,
            entry_type => type_of(entry_type, |row| row.bibtex),
        })
    }

    /// The address, also where it stands in another field. Of two the first is taken, with a remark.
    fn address(&mut self) -> Option<String> {
        if let Some(url) = self.verbatim(&["url"]) {
            let bare = url.trim_matches(['<', '>', ' ']);
            let mut urls = bare.split_whitespace();
            let first = urls.next()?.trim_end_matches([',', ';']).to_owned();
            if urls.next().is_some() {
                self.remarks.push(format!("`url` holds more than one address: `{first}` was taken"));
            }
            return Some(first);
        }
        let other = self.verbatim(&["howpublished", "note", "bdsk-url-1", "ee", "link", "biburl"]);
        other.as_deref().and_then(address_in)
    }

    /// The date as it is written, and what it says.
    fn published(&mut self) -> Option<(String, dates::DateReading)> {
        // `2025~` is about 2025: in a date, `~` is no space.
        if let Some(date) = self.verbatim(&["date"]) {
            // BibLaTeX leaves the end of an interval that goes on empty.
            let reading = dates::read(&if date.ends_with('/') { format!("{date}..") } else { date.clone() });
            return Some((date, reading));
        }
        let year = self.field(&["year"])?;
        let (month, day) = (self.field(&["month"]).unwrap_or_default(), self.field(&["day"]).unwrap_or_default());
        let written = |year: &str, month: &str| [&day, month, year].join(" ").trim().to_owned();
        // "Dec. 2022–Jan. 2023" has years of its own.
        let own_year = month.split(|c: char| !c.is_ascii_digit()).any(|number| number.len() == 4);
        let reading = dates::read(&written(if own_year { "" } else { &year }, &months_in_words(&month)));
        Some((written(&year, &month), reading))
    }
}

/// Months that are given by number, as words.
fn months_in_words(months: &str) -> String {
    if months.contains(char::is_alphabetic) {
        return months.to_owned();
    }
    let word = |part: &str| {
        let number: u8 = part.trim_end_matches(|c: char| !c.is_ascii_digit()).parse().ok()?;
        (1..=12).contains(&number).then(|| part.replace(|c: char| c.is_ascii_digit(), "") + dates::month_name(number))
    };
    let parts = months.split(['-', '–', '—', '/', ' ']).filter(|part| !part.is_empty());
    parts.map(|part| word(part).unwrap_or_else(|| part.to_owned())).collect::<Vec<_>>().join("-")
}

/// A name as BibTeX divides it: "First von Last", "von Last, First", "von Last, Jr, First", or as biber does, by parts with their names.
/// Braces hold words together.
fn person(pieces: &[(String, bool)]) -> Option<Name> {
    // Words of each part between commas; those in braces are one.
    let mut parts: Vec<Vec<String>> = vec![vec![String::new()]];
    for (piece, braced) in pieces {
        for c in piece.chars().map(|c| if c.is_whitespace() { ' ' } else { c }) {
            match c {
                ',' if !braced => parts.push(vec![String::new()]),
                ' ' if !braced => parts.last_mut()?.push(String::new()),
                c => parts.last_mut()?.last_mut()?.push(c),
            }
        }
    }
    parts.iter_mut().for_each(|words| words.retain(|word| !word.trim().is_empty()));
    parts.retain(|words| !words.is_empty());
    let named = |wanted: &str| {
        let find =
            |words: &Vec<String>| Some(words.join(" ").split_once('=').filter(|(name, _)| name.trim() == wanted)?.1.trim().to_owned());
        parts.iter().find_map(find).unwrap_or_default()
    };
    if !named("family").is_empty() {
        let (family, prefix) = (named("family"), named("prefix"));
        let prefix = if family.starts_with(&prefix) { "" } else { &*prefix };
        return Name::from_parts(&named("given"), prefix, &family, &named("suffix"));
    }
    let is_small = |word: &&String| word.starts_with(char::is_lowercase);
    let with_particle = |words: &[String], given: &str, suffix: &str| {
        let small = words.iter().take_while(is_small).count().min(words.len().saturating_sub(1));
        let (particle, family) = words.split_at(small);
        Name::from_parts(given, &particle.join(" "), &family.join(" "), suffix)
    };
    match parts.as_slice() {
        [] => None,
        [words] => {
            if let Some(body @ Name::Institution(_)) = NameReader::default().read(&words.join(" "), "") {
                return Some(body);
            }
            if let Some((family, given)) = family_in_front(words) {
                return Name::from_parts(&given, "", family, "");
            }
            let last = words.len().saturating_sub(1);
            let from = words.iter().take(last).skip(1).position(|word| is_small(&word)).map_or(last, |at| at + 1);
            let (given, family) = words.split_at(from);
            match family {
                // A suffix stands after all.
                [suffix] if is_suffix(suffix) && given.len() > 1 => {
                    let (given, family) = given.split_at(given.len().saturating_sub(1));
                    Name::from_parts(&given.join(" "), "", &family.join(" "), suffix)
                }
                family => with_particle(family, &given.join(" "), ""),
            }
        }
        [family, given] => with_particle(family, &given.join(" "), ""),
        // "King, Martin Luther, Jr.": the suffix stands where BibTeX wants the given name.
        [family, given, suffix] if is_suffix(&suffix.join(" ")) => with_particle(family, &given.join(" "), &suffix.join(" ")),
        [family, suffix, given @ ..] => {
            with_particle(family, &given.iter().flatten().cloned().collect::<Vec<_>>().join(" "), &suffix.join(" "))
        }
    }
}

fn address_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_at(text.find("https://").or_else(|| text.find("http://"))?);
    let url = rest.split(|c: char| c.is_whitespace() || matches!(c, '}' | '{' | '>' | '"' | '\\')).next()?;
    Some(url.trim_end_matches(['.', ',', ';', ')']).to_owned())
}

/// The names of a list, which `and` divides outside of braces.
fn names(written: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut depth, mut name_start, mut word) = (0_usize, 0_usize, 0_usize);
    let mut escaped = false;
    let divides = |word: &str| word.eq_ignore_ascii_case("and");
    for (at, c) in written.char_indices().chain([(written.len(), ' ')]) {
        match c {
            '{' if !escaped => depth += 1,
            '}' if !escaped => depth = depth.saturating_sub(1),
            _ if depth == 0 && (c.is_whitespace() || c == '~') => {
                if written.get(word..at).is_some_and(divides) {
                    found.push(written.get(name_start..word).unwrap_or_default());
                    name_start = at;
                }
                word = at + c.len_utf8();
            }
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    found.push(written.get(name_start..).unwrap_or_default());
    // Some programs divide names by semicolons.
    if let [names] = found.as_slice()
        && names.contains(';')
        && !names.contains('{')
    {
        found = names.split(';').collect();
    }
    found.retain(|name| !name.trim_matches([' ', '~', '\n', '\t', ',', ';']).is_empty());
    found
}
