//! Lists of works and saved pages → source notes.
//!
//! A file of other people's making is never trusted: what cannot be read is reported with its place, and the rest goes on. Nothing is
//! taken for better known than the file says: a date stays as exact as it was given, and every work enters as `access = "cited"`.

mod bibtex;
mod csl;
mod dates;
mod identity;
mod page;
mod plan;
mod ris;
mod write;

pub use plan::{LeftOut, New, Plan, plan};

use crate::bibliography::names::Name;
use crate::parse::fields::SourceType;

/// Where in a file something stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum At {
    /// A line, from 1.
    Line(usize),
    /// An entry of a list, from 1, in a format whose lines are not known.
    Entry(usize),
    /// The file as a whole.
    Whole,
}

/// A place in a file that is imported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The file, as the user named it.
    pub file: String,
    /// Where in it.
    pub at: At,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.at {
            At::Line(line) => write!(f, "{}:{line}", self.file),
            At::Entry(entry) => write!(f, "{}, entry {entry}", self.file),
            At::Whole => f.write_str(&self.file),
        }
    }
}

/// Something that could not be read, or was left away.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Where.
    pub at: At,
    /// What, one sentence without a full stop.
    pub message: String,
}

/// A work as a file describes it. Texts are tidy: one line, no space around them, never empty.
#[derive(Clone, Debug, Default)]
pub struct Work {
    /// What sort of work, where the file says so in a way that a source's `type` can take.
    pub ty: Option<SourceType>,
    /// Its title.
    pub title: Option<String>,
    /// Who wrote it.
    pub authors: Vec<Name>,
    /// Its editors.
    pub editors: Vec<Name>,
    /// Its translators.
    pub translators: Vec<Name>,
    /// Who published it.
    pub publisher: Option<String>,
    /// The journal, paper, book or site that holds it.
    pub container_title: Option<String>,
    /// When it was published, in EDTF.
    pub published: Option<String>,
    /// When it was last looked at, in EDTF.
    pub accessed: Option<String>,
    /// Its language, BCP 47.
    pub language: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Its digital object identifier, bare: `10.1000/182`.
    pub doi: Option<String>,
    /// Its ISBN.
    pub isbn: Option<String>,
    /// Its ISSN.
    pub issn: Option<String>,
    /// Its title in the original language.
    pub original_title: Option<String>,
    /// Volume.
    pub volume: Option<String>,
    /// Issue.
    pub issue: Option<String>,
    /// Pages.
    pub pages: Option<String>,
    /// Edition.
    pub edition: Option<String>,
    /// Place of publication.
    pub place: Option<String>,
    /// Series.
    pub series: Option<String>,
    /// Number of a report or document.
    pub number: Option<String>,
}

/// What a file holds.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The works, in the order of the file.
    pub works: Vec<(At, Work)>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Found {
    fn problem(&mut self, at: At, message: impl Into<String>) {
        self.problems.push(Problem { at, message: message.into() });
    }

    /// Takes a work in, once what cannot stand in a note is taken out of it.
    fn take(&mut self, at: At, mut work: Work) {
        for message in clean(&mut work) {
            self.problem(at, message);
        }
        self.works.push((at, work));
    }
}

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    BibTex,
    Ris,
    Csl,
    Page,
}

/// Reads a file; `name` is the name by which the user calls it. `None` where it is nothing that is known here.
#[must_use]
pub fn read(name: &str, bytes: &[u8]) -> Option<Found> {
    let (text, mut problems) = decode(bytes);
    let mut found = match format(name, &text)? {
        Format::BibTex => bibtex::read(&text),
        Format::Ris => ris::read(&text),
        Format::Csl => csl::read(&text),
        Format::Page => page::read(&text),
    };
    problems.append(&mut found.problems);
    found.problems = problems;
    Some(found)
}

/// Told by what the file holds; its name helps where that says nothing.
fn format(name: &str, text: &str) -> Option<Format> {
    let start = text.trim_start();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    if start.starts_with('<') {
        return Some(Format::Page);
    }
    if start.starts_with(['[', '{']) {
        return Some(Format::Csl);
    }
    if text.lines().any(|line| ris::tag(line).is_some_and(|(tag, _)| tag == "TY")) {
        return Some(Format::Ris);
    }
    if bibtex::looks_like(text) {
        return Some(Format::BibTex);
    }
    match ending.as_str() {
        "bib" | "bibtex" | "biblatex" => Some(Format::BibTex),
        "ris" => Some(Format::Ris),
        "json" => Some(Format::Csl),
        "html" | "htm" | "xhtml" | "mhtml" => Some(Format::Page),
        _ => None,
    }
}

/// Bytes → text: UTF-8, UTF-16 with its mark, else Latin-1, which old programs write.
fn decode(bytes: &[u8]) -> (String, Vec<Problem>) {
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, _) = rest.as_chunks::<2>();
        char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => return (utf16(rest, u16::from_le_bytes), Vec::new()),
        [0xFE, 0xFF, rest @ ..] => return (utf16(rest, u16::from_be_bytes), Vec::new()),
        [0xEF, 0xBB, 0xBF, rest @ ..] if std::str::from_utf8(rest).is_ok() => {
            return (String::from_utf8_lossy(rest).into_owned(), Vec::new());
        }
        _ => {}
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), Vec::new()),
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = before.iter().filter(|b| **b == b'\n').count().saturating_add(1);
            let message = "the file is not UTF-8 and was read as Latin-1: look at its accents".to_owned();
            (bytes.iter().map(|b| char::from(*b)).collect(), vec![Problem { at: At::Line(line), message }])
        }
    }
}

/// A text on one line, without space around it and without control characters.
fn tidy(text: &str) -> String {
    let words: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text that is worth keeping.
fn some(text: impl AsRef<str>) -> Option<String> {
    let text = tidy(text.as_ref());
    (!text.is_empty()).then_some(text)
}

/// Takes out of a work what a note cannot hold; says what that was.
fn clean(work: &mut Work) -> Vec<String> {
    use crate::parse::front_matter::check_web_address;
    use crate::parse::name::{is_language, language_of};
    let mut said = Vec::new();
    if let Some(url) = &work.url
        && check_web_address(url).is_err()
    {
        let whole = format!("https://{}", url.trim_start_matches("//"));
        if !url.contains(':') && check_web_address(&whole).is_ok() && whole.contains('.') {
            work.url = Some(whole);
        } else {
            said.push(format!("`{url}` is no address on the web, and was left out"));
            work.url = None;
        }
    }
    if let Some(written) = work.doi.take() {
        work.doi = bare_doi(&written);
        if work.doi.is_none() {
            said.push(format!("`{written}` is no DOI, and was left out"));
        }
    }
    // An address that is the DOI's own says nothing more.
    if work.doi.is_none()
        && let Some(doi) = work.url.as_deref().filter(|url| url.contains("doi.org/")).and_then(bare_doi)
    {
        work.doi = Some(doi);
    }
    if let Some(tag) = work.language.take() {
        let first = tag.split([',', ';']).next().unwrap_or_default().trim().replace('_', "-");
        work.language = language_of(&first).map(str::to_owned).or_else(|| is_language(&first).then_some(first));
        if work.language.is_none() {
            said.push(format!("the language `{tag}` is not known, and was left out"));
        }
    }
    said
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
