//! BibTeX and BibLaTeX, as Zotero and other programs export them.
//!
//! One bad entry makes the parser give up the whole file, so the file is cut into entries first, and each is read for itself.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use biblatex::{Bibliography, ChunksExt, Entry, EntryType, ParseError, Person, RawBibliography, RawChunk, RawEntry};

use super::{At, Found, Work, dates, some};
use crate::bibliography::names::Name;
use crate::parse::fields::SourceType;

/// Whether a text holds an entry: `@word{` at the head of a line.
pub(super) fn looks_like(text: &str) -> bool {
    text.lines().any(|line| begins_entry(line.trim_start()))
}

fn begins_entry(line: &str) -> bool {
    line.strip_prefix('@').is_some_and(|rest| {
        let word = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        word.len() < rest.len() && word.trim_start().starts_with(['{', '('])
    })
}

/// An entry as it stands in the file.
struct Raw {
    range: Range<usize>,
    line: usize,
    closed: bool,
    /// How deep its braces stand in one another.
    deepest: usize,
}

/// Braces may stand in one another so deep. Behind that the parser's time grows with the square of the depth.
const DEEPEST: usize = 100;

/// Reads a file.
pub(super) fn read(text: &str) -> Found {
    let mut found = Found::default();
    let raw = entries(text);
    let strings = strings(text, &raw);
    let mut by_key: HashMap<&str, &str> = HashMap::new();
    for written in raw.iter().filter(|entry| entry.closed && entry.deepest <= DEEPEST).filter_map(|entry| text.get(entry.range.clone())) {
        if let Some(key) = key_of(written) {
            by_key.entry(key).or_insert(written);
        }
    }
    for entry in raw {
        let written = text.get(entry.range.clone()).unwrap_or_default();
        let kind = written.trim_start_matches('@').split(['{', '(', ' ']).next().unwrap_or_default().to_lowercase();
        if matches!(kind.as_str(), "string" | "comment" | "preamble") {
            continue;
        }
        let at = At::Line(entry.line);
        if !entry.closed {
            found.problem(at, "this entry is never closed: a `}` is missing");
            continue;
        }
        if entry.deepest > DEEPEST {
            found.problem(at, format!("this entry has braces more than {DEEPEST} deep in one another"));
            continue;
        }
        // The strings that it uses go before it; lines are counted from its own beginning.
        let mut prelude = used_strings(written, &strings);
        let mut read = alone(&format!("{prelude}{written}"));
        // What it takes over from another entry: a paper from its proceedings. One that cannot be read gives nothing.
        if let Some(parent) = parent_of(written).and_then(|key| by_key.get(&*key)).filter(|parent| **parent != written) {
            let both = format!("{}{prelude}{parent}\n", used_strings(parent, &strings));
            if let Ok(with_parent) = alone(&format!("{both}{written}")) {
                (read, prelude) = (Ok(with_parent), both);
            }
        }
        match read {
            Ok(parsed) => match parsed.iter().last() {
                Some(parsed) => found.take(at, work(parsed)),
                None => found.problem(at, "this entry cannot be read"),
            },
            Err(error) => {
                let inside = error.span.start.saturating_sub(prelude.len());
                let lines = written.bytes().take(inside).filter(|b| *b == b'\n').count();
                found.problem(At::Line(entry.line.saturating_add(lines)), format!("this entry cannot be read: {}", error.kind));
            }
        }
    }
    found
}

/// The longest string that is put in by its name, in bytes: the longest name of a journal has a third of it.
const LONGEST_STRING: usize = 1000;

/// The key of an entry.
fn key_of(written: &str) -> Option<&str> {
    let (_, rest) = written.split_once(['{', '('])?;
    let key = rest.split(',').next()?.trim();
    (!key.is_empty()).then_some(key)
}

/// The key of the entry from which an entry takes over what it does not say itself.
fn parent_of(written: &str) -> Option<String> {
    if !written.to_ascii_lowercase().contains("crossref") {
        return None;
    }
    let raw = RawBibliography::parse(written).ok()?;
    named_in_crossref(&raw.entries.last()?.v)
}

fn named_in_crossref(entry: &RawEntry<'_>) -> Option<String> {
    let field = entry.fields.iter().find(|field| field.key.v.eq_ignore_ascii_case("crossref"))?;
    let text = field.value.v.iter().map(|chunk| match chunk.v {
        RawChunk::Normal(text) | RawChunk::Abbreviation(text) => text,
    });
    Some(text.collect::<String>().trim().to_owned())
}

/// Reads the last entry of a text that holds what it needs and no more. The parser follows names without end where entries or strings
/// name each other, and puts strings into strings however long that makes them; so what an entry would take over from another one counts
/// only where that one stands before it and takes over nothing itself, and a string that uses itself or a later one, or grows too long, is
/// left out.
fn alone(written: &str) -> Result<Bibliography, ParseError> {
    let mut raw = RawBibliography::parse(written)?;
    let mut before: HashSet<String> = HashSet::new();
    let last = raw.entries.len();
    for (place, entry) in (1..).zip(&mut raw.entries) {
        let own = entry.v.key.v.to_owned();
        let keeps = place == last && named_in_crossref(&entry.v).is_some_and(|parent| parent != own && before.contains(&parent));
        entry
            .v
            .fields
            .retain(|field| !field.key.v.eq_ignore_ascii_case("xdata") && (keeps || !field.key.v.eq_ignore_ascii_case("crossref")));
        before.insert(own);
    }
    let all: HashSet<&str> = raw.abbreviations.iter().map(|string| string.key.v).collect();
    let mut lengths: HashMap<&str, usize> = HashMap::new();
    raw.abbreviations.retain(|string| {
        let length = string.value.v.iter().try_fold(0_usize, |sum, chunk| match chunk.v {
            RawChunk::Normal(text) => Some(sum.saturating_add(text.len())),
            RawChunk::Abbreviation(name) if all.contains(name) => Some(sum.saturating_add(*lengths.get(name)?)),
            RawChunk::Abbreviation(_) => Some(sum),
        });
        let fits = length.filter(|length| *length <= LONGEST_STRING && !lengths.contains_key(string.key.v));
        if let Some(length) = fits {
            lengths.insert(string.key.v, length);
        }
        fits.is_some()
    });
    Bibliography::from_raw(raw)
}

/// Cuts a file into entries. An entry that is not closed ends where the next line begins one.
fn entries(text: &str) -> Vec<Raw> {
    let mut found = Vec::new();
    let mut line = 1_usize;
    let mut at = 0_usize;
    // The entry that stands open, with its line, its closing bracket and how deep the braces are.
    let mut open: Option<(usize, usize, u8, usize)> = None;
    let mut deepest = 0_usize;
    let mut line_start = true;
    let mut escaped = false;
    for (offset, byte) in text.bytes().enumerate() {
        if byte == b'@' && line_start && begins_entry(text.get(offset..).unwrap_or_default().lines().next().unwrap_or_default()) {
            if let Some((start, first, ..)) = open.take() {
                found.push(Raw { range: start..offset, line: first, closed: false, deepest });
            }
            open = Some((offset, line, 0, 0));
            deepest = 0;
        } else if let Some((start, first, close, depth)) = &mut open {
            match byte {
                b'{' | b'(' if *close == 0 => {
                    *close = if byte == b'{' { b'}' } else { b')' };
                    *depth = usize::from(byte == b'{');
                }
                b'{' if !escaped => *depth = depth.saturating_add(1),
                b'}' if !escaped => *depth = depth.saturating_sub(1),
                _ => {}
            }
            deepest = deepest.max(*depth);
            if byte == *close && *close != 0 && *depth == 0 && !escaped {
                found.push(Raw { range: *start..offset.saturating_add(1), line: *first, closed: true, deepest });
                open = None;
            }
        }
        escaped = byte == b'\\' && !escaped;
        match byte {
            b'\n' => {
                line = line.saturating_add(1);
                line_start = true;
            }
            // Zotero puts a comma before the next entry.
            b' ' | b'\t' | b'\r' | b',' if line_start => {}
            _ => line_start = open.is_none(),
        }
        at = offset;
    }
    if let Some((start, first, ..)) = open {
        found.push(Raw { range: start..at.saturating_add(1).min(text.len()), line: first, closed: false, deepest });
    }
    found
}

/// The definitions of a file, by the name that they give: `@string{apr = "April"}`.
fn strings<'t>(text: &'t str, raw: &[Raw]) -> HashMap<String, &'t str> {
    let mut found = HashMap::new();
    for entry in raw.iter().filter(|entry| entry.closed && entry.deepest <= DEEPEST) {
        let Some(written) = text.get(entry.range.clone()) else { continue };
        if written.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("@string"))
            && let Some((name, _)) = written.split_once('=')
        {
            let name = name.rsplit(['{', '(']).next().unwrap_or_default().trim().to_lowercase();
            found.insert(name, written);
        }
    }
    found
}

/// The definitions that an entry uses.
fn used_strings(entry: &str, strings: &HashMap<String, &str>) -> String {
    let mut prelude = String::new();
    if strings.is_empty() {
        return prelude;
    }
    let mut seen: Vec<String> = Vec::new();
    for word in entry.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | ':'))).map(str::to_lowercase) {
        if let Some(definition) = strings.get(&word)
            && !seen.contains(&word)
        {
            prelude.push_str(definition);
            prelude.push('\n');
            seen.push(word);
        }
    }
    prelude
}

fn field(entry: &Entry, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| some(without_math(&entry.get(key)?.format_verbatim())))
}

/// Raised and lowered digits, which Zotero writes as formulas (`km$^{2}$`), as characters; other formulas stay as they are.
fn without_math(text: &str) -> String {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    const LOWERED: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, formula)) = rest.split_once('$') {
        out.push_str(before);
        rest = formula;
        let set = match formula.chars().next() {
            Some('^') => &RAISED,
            Some('_') => &LOWERED,
            _ => {
                out.push('$');
                continue;
            }
        };
        let digits = formula.split_once('$').and_then(|(inside, after)| {
            let inside = inside.get(1..)?.trim_start_matches('{').trim_end_matches('}');
            let digits: Option<String> = inside.chars().map(|c| set.get(c.to_digit(10)? as usize).copied()).collect();
            Some((digits?, after))
        });
        match digits {
            Some((digits, after)) => {
                out.push_str(&digits);
                rest = after;
            }
            None => out.push('$'),
        }
    }
    out.push_str(rest);
    out
}

fn people(entry: &Entry, key: &str) -> Vec<Name> {
    let people: Vec<Person> = entry.get_as(key).unwrap_or_default();
    people
        .iter()
        // "and others" stands for those who are not named.
        .filter(|person| !(person.name == "others" && person.given_name.is_empty()))
        .filter_map(|person| Name::from_parts(&person.given_name, &person.prefix, &person.name, &person.suffix))
        .collect()
}

fn work(entry: &Entry) -> Work {
    let article = matches!(entry.entry_type, EntryType::Article | EntryType::Unknown(_));
    let number = field(entry, &["number"]);
    let title = match (field(entry, &["title"]), field(entry, &["subtitle"])) {
        (Some(title), Some(subtitle)) => Some(format!("{title}: {subtitle}")),
        (title, _) => title,
    };
    let url = field(entry, &["url"]).or_else(|| field(entry, &["howpublished", "note"]).and_then(|text| address_in(&text)));
    Work {
        ty: sort(entry),
        title,
        authors: people(entry, "author"),
        editors: people(entry, "editor"),
        translators: people(entry, "translator"),
        publisher: field(entry, &["publisher", "institution", "school", "organization"]),
        container_title: field(entry, &["journaltitle", "journal", "booktitle", "maintitle", "eventtitle"]),
        published: published(entry),
        accessed: field(entry, &["urldate"]).as_deref().and_then(dates::edtf),
        language: field(entry, &["langid", "language"]),
        url,
        doi: field(entry, &["doi"]),
        isbn: field(entry, &["isbn"]),
        issn: field(entry, &["issn"]),
        original_title: field(entry, &["origtitle"]),
        volume: field(entry, &["volume"]),
        issue: field(entry, &["issue"]).or_else(|| number.clone().filter(|_| article)),
        pages: field(entry, &["pages"]).map(|pages| pages.replace("--", "–")),
        edition: field(entry, &["edition"]),
        place: field(entry, &["location", "address"]),
        series: field(entry, &["series"]),
        number: number.filter(|_| !article),
    }
}

/// The address in `\url{…}` or a text.
fn address_in(text: &str) -> Option<String> {
    let start = text.find("https://").or_else(|| text.find("http://"))?;
    let rest = text.get(start..)?;
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '}' | '>' | '"')).unwrap_or(rest.len());
    rest.get(..end).map(str::to_owned)
}

fn published(entry: &Entry) -> Option<String> {
    if let Some(date) = field(entry, &["date"]) {
        // BibLaTeX leaves the end of an interval that goes on empty.
        let date = if date.ends_with('/') { format!("{date}..") } else { date };
        return dates::edtf(&date);
    }
    let year = field(entry, &["year"])?;
    let (month, day) = (field(entry, &["month"]), field(entry, &["day"]));
    let with_month = month.and_then(|month| {
        let month = month.replace(['~', '\u{a0}'], " ");
        match month.parse::<u8>() {
            Ok(number) => Some(day.map_or_else(|| format!("{year}-{number:02}"), |day| format!("{year}-{number:02}-{day:0>2}"))),
            Err(_) => Some(day.map_or_else(|| format!("{month} {year}"), |day| format!("{day} {month} {year}"))),
        }
        .as_deref()
        .and_then(dates::edtf)
    });
    with_month.or_else(|| dates::edtf(&year))
}

fn sort(entry: &Entry) -> Option<SourceType> {
    let subtype = field(entry, &["entrysubtype", "type"]).unwrap_or_default().to_lowercase();
    match &entry.entry_type {
        EntryType::Article if subtype.contains("newspaper") => Some(SourceType::News),
        EntryType::Article if subtype.contains("magazine") => None,
        EntryType::Article if entry.get("doi").is_some() || entry.get("issn").is_some() || entry.get("volume").is_some() => {
            Some(SourceType::Analysis)
        }
        EntryType::Book
        | EntryType::MvBook
        | EntryType::InBook
        | EntryType::InCollection
        | EntryType::Collection
        | EntryType::InProceedings
        | EntryType::Thesis
        | EntryType::PhdThesis
        | EntryType::MastersThesis => Some(SourceType::Analysis),
        EntryType::Unknown(kind) if matches!(kind.as_str(), "legislation" | "legal" | "jurisdiction") => Some(SourceType::Document),
        _ => None,
    }
}
