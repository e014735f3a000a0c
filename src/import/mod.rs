//! Lists of works and saved pages → source notes; tables → notes and statements.
//!
//! A file of other people's making is never trusted: what cannot be read is reported with its place, and the rest goes on. Nothing is
//! taken for better known than the file says: a date stays as exact as it was given, and every work enters as `access = "cited"`.

mod bibtex;
mod csl;
mod dates;
mod encoding;
mod identity;
mod mhtml;
mod page;
mod plan;
mod ris;
mod rows;
pub mod sheet;
mod tex;
mod zotero_csv;

pub(crate) use plan::quoted;
pub use plan::{ImportPlan, LeftOut, NewNote, plan};
use ris::TagFormat;
pub use rows::{plan_notes, plan_statements};

use std::collections::BTreeMap;

use crate::bibliography::languages;
use crate::bibliography::names::Name;
use crate::bibliography::vocabulary::{FIELDS, Field};
use crate::diagnostic::Failure;
use crate::parse::fields::SourceType;

/// Where in a file something stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PositionInFile {
    /// A line, from 1.
    Line(usize),
    /// An entry of a list, from 1, in a format whose lines are not known.
    Entry(usize),
    /// The file as a whole.
    Whole,
}

/// A place in a file that is imported.
#[derive(Clone, Debug)]
pub struct ImportLocation {
    /// The file, as the user named it.
    pub file: String,
    /// Where in it.
    pub at: PositionInFile,
}

impl std::fmt::Display for ImportLocation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.at {
            PositionInFile::Line(line) => write!(f, "{}:{line}", self.file),
            PositionInFile::Entry(entry) => write!(f, "{}, entry {entry}", self.file),
            PositionInFile::Whole => f.write_str(&self.file),
        }
    }
}

/// A work as a file describes it. Texts are tidy: one line, no space around them, never empty.
#[derive(Clone, Debug, Default)]
pub struct ImportedWork {
    /// What sort of work, where the file says so in a way that a source's `type` can take.
    ty: Option<SourceType>,
    authors: Vec<Name>,
    editors: Vec<Name>,
    translators: Vec<Name>,
    /// Its other fields, by their keys in a source's note; dates in EDTF.
    texts: BTreeMap<&'static str, String>,
    /// What could not be read of it, or was changed.
    remarks: Vec<String>,
}

impl ImportedWork {
    /// The fields that have one name in a format, or several, of which the first counts that is given.
    fn of(names: fn(&Field) -> &'static str, mut read: impl FnMut(&str) -> Option<String>) -> Self {
        let texts = FIELDS.iter().filter_map(|field| Some((field.key, names(field).split_whitespace().find_map(&mut read)?)));
        Self { texts: texts.collect(), ..Self::default() }
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// Gives a field another text, or none.
    fn put(&mut self, key: &'static str, text: Option<String>) {
        match text {
            Some(text) => drop(self.texts.insert(key, text)),
            None => drop(self.texts.remove(key)),
        }
    }

    /// Gives a field the date that was written; what of it could not be read is said.
    fn put_date(&mut self, key: &'static str, written: Option<(String, dates::DateReading)>) {
        let Some((written, reading)) = written else { return };
        if reading.lost {
            self.remarks.push(format!("the date `{written}` is read as {}", reading.edtf.as_deref().unwrap_or("no date")));
        }
        self.put(key, reading.edtf);
    }
}

fn year_of(date: &str) -> Option<&str> {
    date.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit()))
}

/// A remark on a place in a file: one sentence without a full stop.
pub type ImportRemark = (PositionInFile, String);

/// What a file holds.
#[derive(Clone, Debug, Default)]
pub struct FileContents {
    /// The works, in the order of the file.
    pub works: Vec<(PositionInFile, ImportedWork)>,
    /// What could not be read, or was left away.
    pub problems: Vec<ImportRemark>,
    /// Names of what a note has no field for, with how many works have it, and where the first of them stands.
    pub unused_fields: BTreeMap<String, (usize, PositionInFile)>,
}

impl FileContents {
    fn problem(&mut self, at: PositionInFile, message: impl Into<String>) {
        self.problems.push((at, message.into()));
    }

    /// Adds a work, without what cannot stand in a note.
    fn add(&mut self, at: PositionInFile, mut work: ImportedWork) {
        clean(&mut work);
        self.problems.extend(work.remarks.drain(..).map(|message| (at, message)));
        self.works.push((at, work));
    }

    /// Counts what a note has no field for.
    fn count_unused(&mut self, name: &str, at: PositionInFile) {
        let (count, _) = self.unused_fields.entry(name.to_owned()).or_insert((0, at));
        *count += 1;
    }
}

/// Whether something is read from what a format calls so: a field of the table, or one of the `others` that its reader knows.
fn is_known_field(name: &str, of: fn(&Field) -> &'static str, others: &str) -> bool {
    let fields = FIELDS.iter().flat_map(|field| of(field).split(' '));
    others.split_whitespace().chain(fields).any(|known| known == name)
}

/// Reads a file; `name` is the name by which the user calls it, `language` the site's.
pub fn read(name: &str, bytes: &[u8], language: &str) -> Result<FileContents, Failure> {
    if sheet::is_workbook(bytes) {
        return Err(unknown_format(name));
    }
    let page = mhtml::looks_like(bytes).then(|| mhtml::page(bytes)).flatten();
    let (text, problem) = match encoding::decode(page.as_deref().unwrap_or(bytes), language) {
        Ok(decoded) => decoded,
        Err(problem) => return Ok(FileContents { problems: vec![problem], ..FileContents::default() }),
    };
    if text.trim().is_empty() {
        return Ok(FileContents { problems: vec![(PositionInFile::Whole, "the file is empty".to_owned())], ..FileContents::default() });
    }
    let mut found = read_works(name, &text)?;
    found.problems.splice(0..0, problem);
    Ok(found)
}

/// Formats that are known and not read: how they begin (in small letters), what they are, how to have the works in another way.
const REFUSED: [(&[&str], &str, &str); 6] = [
    (&["<rdf:rdf", "<rdf"], "RDF", "In Zotero, choose File → Export Library… → BibLaTeX or CSL JSON."),
    (
        &["<records>", "<xml><records", "<xml>"],
        "EndNote's XML",
        "In EndNote, choose File → Export… with the output style RefMan (RIS) Export.",
    ),
    (&["<pubmedarticleset", "<pubmedarticle"], "PubMed's XML", "In PubMed, choose Save → Format: PubMed, or Cite → Download .nbib."),
    (
        &["<mods", "<modscollection", "<collection", "<marc"],
        "a library catalogue's XML (MODS or MARC)",
        "Ask the catalogue for RIS or BibTeX.",
    ),
    (
        &["mime-version:", "from: <saved by"],
        "MHTML in which no page is found",
        "Open it in the browser and save it as “Webpage, HTML Only”, or use SingleFile.",
    ),
    (&["references:", "---\nreferences:", "- id:", "---\n- id:"], "CSL in YAML", "Convert it: `pandoc --to csljson FILE` writes CSL JSON."),
];

/// Reads a file in its format, which is told by what the file holds; its name helps where that says nothing.
fn read_works(name: &str, text: &str) -> Result<FileContents, Failure> {
    const TAGGED: [(TagFormat, &str); 3] = [(TagFormat::Ris, "ris"), (TagFormat::EndNote, "enw"), (TagFormat::PubMed, "nbib")];
    let start = text.trim_start();
    let head: String = start.chars().take(1000).collect::<String>().to_lowercase();
    let mut first = &*head;
    while first.starts_with("<?") || first.starts_with("<!doctype") {
        first = first.split_once('>').map_or("", |(_, rest)| rest.trim_start());
    }
    if let Some((_, what, help)) = REFUSED.iter().find(|(beginnings, ..)| beginnings.iter().any(|beginning| first.starts_with(beginning))) {
        return Err(Failure::new(format!("`{name}` is {what}, which is not read")).help(*help));
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let looks_tagged = |(format, _): &&(TagFormat, &str)| ris::looks_like(text, *format);
    let is_named = |(_, of_format): &&(TagFormat, &str)| *of_format == ending;
    Ok(if start.starts_with('<') {
        page::read(text)
    } else if start.starts_with(['[', '{']) {
        csl::read(text)
    } else if zotero_csv::looks_like(start) {
        zotero_csv::read(text)
    } else if let Some((format, _)) = TAGGED.iter().find(looks_tagged) {
        ris::read(text, *format)
    } else if bibtex::looks_like(text) || matches!(&*ending, "bib" | "bibtex" | "biblatex") {
        bibtex::read(text)
    } else if let Some((format, _)) = TAGGED.iter().find(is_named) {
        ris::read(text, *format)
    } else {
        match &*ending {
            "json" => csl::read(text),
            "html" | "htm" | "xhtml" => page::read(text),
            _ => return Err(unknown_format(name)),
        }
    })
}

fn unknown_format(name: &str) -> Failure {
    Failure::new(format!("`{name}` is nothing that can be imported")).help(
        "Known are BibTeX, RIS, CSL-JSON, EndNote's .enw, PubMed's .nbib, Zotero's CSV, and a saved article page in HTML. A table of notes needs `--kind` or `--statements-of`.",
    )
}

/// A text on one line, without space around it and without control characters; no-break and thin spaces inside of it stay.
fn tidy(text: &str) -> String {
    let is_kept = |c: char| matches!(c, '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}');
    let parts = text.split(|c: char| (c.is_whitespace() && !is_kept(c)) || c.is_control());
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// Plain text of what may hold entities, and the few elements that titles are given in.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphabetic).collect();
        let is_style = matches!(&*name.to_lowercase(), "i" | "b" | "u" | "sup" | "sub" | "span" | "sc" | "em" | "strong" | "br");
        if let Some((_, after)) = tag.split_once('>').filter(|_| is_style) {
            rest = after;
        } else {
            out.push('<');
            rest = tag;
        }
    }
    out.push_str(rest);
    if out.contains('&') {
        let mut pieces = out.split('&');
        let mut html = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            html.push_str(if begins_entity(piece) { "&" } else { "&amp;" });
            html.push_str(piece);
        }
        out = scraper::Html::parse_fragment(&html.replace('<', "&lt;")).root_element().text().collect();
    }
    out
}

/// Whether the rest of an entity stands after an `&`. HTML's parser takes some without their semicolon, and would read `&section=` in an
/// address as `§ion=`.
fn begins_entity(after: &str) -> bool {
    let name = after.split_once(';').map_or("", |(name, _)| name.strip_prefix('#').unwrap_or(name));
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// The ISBN and the ISSN in a text: what else stands there is neither.
fn isbn_and_issn(text: &str) -> (Option<String>, Option<String>) {
    let digits = |part: &str| part.chars().filter(|c| c.is_ascii_digit() || matches!(c, 'x' | 'X')).count();
    // "EISSN-2375-5636"
    let parts =
        text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).map(|part| part.trim_start_matches(|c: char| !c.is_ascii_digit()));
    let parts: Vec<&str> = parts.filter(|part| digits(part) >= 8).collect();
    let of = |lengths: &[usize]| parts.iter().find(|part| lengths.contains(&digits(part))).map(|part| (*part).to_owned());
    let spaced = non_empty(text).filter(|whole| {
        parts.is_empty() && matches!(digits(whole), 10 | 13) && whole.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | 'X'))
    });
    (of(&[10, 13]).or(spaced), of(&[8]))
}

/// A text made tidy, where anything is left of it.
fn non_empty(text: impl AsRef<str>) -> Option<String> {
    let text = tidy(text.as_ref());
    (!text.is_empty()).then_some(text)
}

/// Takes out of a work what a note cannot hold, and says what that was.
fn clean(work: &mut ImportedWork) {
    use crate::parse::front_matter::check_web_address;
    let fits = |url: &str| check_web_address(url).is_ok();
    let whole =
        |url: &String| Some(format!("https://{}", url.trim_start_matches("//"))).filter(|_| !url.contains(':') && url.contains('.'));
    // An address that is the DOI's own says nothing more.
    let in_address = work.text("url").filter(|url| url.contains("doi.org/")).and_then(bare_doi);
    let mut mend = |key: &'static str, what: &str, mended: &dyn Fn(&String) -> Option<String>| {
        if let Some(written) = work.texts.remove(key) {
            match mended(&written) {
                Some(text) => drop(work.texts.insert(key, text)),
                None => work.remarks.push(format!("`{written}` is {what}, and was left out")),
            }
        }
    };
    mend("url", "not an address on the web", &|url| [Some(url.clone()), whole(url)].into_iter().flatten().find(|url| fits(url)));
    mend("doi", "no DOI", &|doi| bare_doi(doi));
    mend("language", "not a known language", &|name| languages::tag(name));
    for numbers in [work.texts.remove("isbn"), work.texts.remove("issn")].into_iter().flatten() {
        let (isbn, issn) = isbn_and_issn(&numbers);
        if isbn.is_none() && issn.is_none() {
            work.remarks.push(format!("`{numbers}` is neither an ISBN nor an ISSN, and was left out"));
        }
        for (key, number) in [("isbn", isbn), ("issn", issn)] {
            if work.text(key).is_none() {
                work.put(key, number);
            }
        }
    }
    if let Some(doi) = in_address.filter(|_| work.text("doi").is_none()) {
        work.put("doi", Some(doi));
    }
}

/// `10.…/…` out of what contains it.
fn bare_doi(text: &str) -> Option<String> {
    let decoded = text.replace("%2F", "/").replace("%2f", "/");
    let bare = decoded.get(decoded.find("10.")?..)?.trim().trim_end_matches(['.', ',', ';']);
    let (registrant, item) = bare.split_once('/')?;
    let fits = registrant.len() > 3 && registrant.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !item.is_empty();
    (fits && !bare.contains(char::is_whitespace)).then(|| bare.to_owned())
}

#[cfg(test)]
mod tests;
