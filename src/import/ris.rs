//! Formats of one field a line behind a tag: RIS (Zotero, EndNote, publishers' sites), EndNote's `.enw` (Refer), PubMed's `.nbib`.
//!
//! All are read as RIS; of the others a table says which tag of RIS each of theirs is.

use super::{At, Found, Work, dates, plain, serials, some};
use crate::bibliography::names::{Name, NameReader};
use crate::bibliography::vocabulary::{Row, own_type, type_of};
use crate::parse::fields::SourceType;

/// A format of tags.
pub(super) struct Tags {
    /// The tag with which an entry begins.
    first: &'static str,
    /// Another one, behind a blank line.
    first_behind_blank: Option<&'static str>,
    /// The tag with which it ends, where one does.
    last: Option<&'static str>,
    /// A line's tag and value.
    split: fn(&str) -> Option<(&str, &str)>,
    /// The format's tags and those of RIS that stand for them; where it is empty, they are the same.
    as_ris: &'static [(&'static str, &'static str)],
    /// What its words for sorts of works are in our table of types.
    types: fn(&Row) -> &'static str,
}

pub(super) const RIS: Tags =
    Tags { first: "TY", first_behind_blank: None, last: Some("ER"), split: ris_tag, as_ris: &[], types: |row| row.ris };

pub(super) const END_NOTE: Tags = Tags {
    first: "%0",
    first_behind_blank: None,
    last: None,
    split: |line| {
        let (tag, value) = line.trim_start_matches('\u{feff}').split_at_checked(2)?;
        (tag.starts_with('%') && (value.is_empty() || value.starts_with(' '))).then(|| (tag, value.trim()))
    },
    as_ris: &[
        ("%0", "TY"),
        ("%A", "AU"),
        ("%B", "T2"),
        ("%C", "CY"),
        ("%D", "PY"),
        ("%8", "DA"),
        ("%E", "ED"),
        ("%G", "LA"),
        ("%I", "PB"),
        ("%J", "T2"),
        ("%N", "IS"),
        ("%P", "SP"),
        ("%R", "DO"),
        ("%S", "T3"),
        ("%T", "TI"),
        ("%U", "UR"),
        ("%V", "VL"),
        ("%7", "ET"),
        ("%@", "SN"),
        ("%?", "A4"),
        ("%Q", "OP"),
        ("%[", "Y2"),
    ],
    types: |row| row.items,
};

pub(super) const PUB_MED: Tags = Tags {
    first: "PMID",
    // ERIC's records have no number of PubMed.
    first_behind_blank: Some("OWN"),
    last: None,
    split: |line| {
        let (tag, value) = line.trim_start_matches('\u{feff}').split_at_checked(4)?;
        (tag.starts_with(|c: char| c.is_ascii_uppercase()) && value.starts_with('-'))
            .then(|| (tag.trim(), value.trim_start_matches('-').trim()))
    },
    as_ris: &[
        ("PMID", "TY"),
        ("TI", "TI"),
        ("BTI", "BT"),
        ("TT", "OP"),
        ("FAU", "AU"),
        ("CN", "AU"),
        ("AU", "A1"),
        ("FED", "ED"),
        ("DP", "DA"),
        ("JT", "T2"),
        ("TA", "JA"),
        ("VI", "VL"),
        ("IP", "IS"),
        ("PG", "SP"),
        ("LA", "LA"),
        ("LID", "M3"),
        ("AID", "M3"),
        ("IS", "SN"),
        ("ISBN", "SN"),
        ("PB", "PB"),
        ("PL", "PP"),
        ("EN", "ET"),
    ],
    types: |_| "",
};

/// A line's tag and value in RIS.
fn ris_tag(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches('\u{feff}');
    if line.trim_end().eq_ignore_ascii_case("er  -") {
        return Some(("ER", ""));
    }
    let (tag, rest) = line.split_at_checked(2)?;
    let mut bytes = tag.bytes();
    let named =
        bytes.next().is_some_and(|b| b.is_ascii_uppercase()) && bytes.next().is_some_and(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let rest = rest.trim_start_matches(' ');
    // One space before the hyphen is wrong and common.
    let value = rest.strip_prefix('-')?;
    (named && line.get(2..3) == Some(" ")).then(|| (tag, value.trim()))
}

/// Whether an entry of the format begins in a text.
pub(super) fn looks_like(text: &str, tags: &Tags) -> bool {
    text.lines().any(|line| (tags.split)(line).is_some_and(|(tag, _)| tag == tags.first || Some(tag) == tags.first_behind_blank))
}

/// Fields of an entry, by tags of RIS; the first is `TY`.
type Fields = Vec<(&'static str, String)>;

/// Reads a file.
pub(super) fn read(text: &str, tags: &Tags) -> Found {
    let mut found = Found::default();
    let mut entry: Option<(usize, Vec<(String, String)>)> = None;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let missing_end = |found: &mut Found, first: usize| {
        if let Some(last) = tags.last {
            found.problem(At::Line(first), format!("this entry is never closed: a line `{last}  - ` is missing"));
        }
    };
    let mut behind_blank = true;
    for (index, line) in text.lines().enumerate() {
        let number = index.saturating_add(1);
        let blank = std::mem::replace(&mut behind_blank, line.trim().is_empty());
        match (tags.split)(line) {
            Some((tag, kind)) if tag == tags.first || (blank && Some(tag) == tags.first_behind_blank) => {
                if let Some((first, fields)) = entry.take() {
                    missing_end(&mut found, first);
                    take(&mut found, first, &fields, tags);
                }
                entry = Some((number, vec![(tag.to_owned(), kind.to_owned())]));
            }
            Some((tag, _)) if Some(tag) == tags.last => match entry.take() {
                Some((first, fields)) => take(&mut found, first, &fields, tags),
                None => found.problem(At::Line(number), "an entry ends here that never began: a line `TY  - …` is missing"),
            },
            Some((tag, value)) => match &mut entry {
                Some((_, fields)) => fields.push((tag.to_owned(), value.to_owned())),
                None => found.problem(At::Line(number), format!("`{tag}` stands outside of an entry")),
            },
            // A long value goes on in the next line.
            None => {
                if let Some((_, value)) = entry.as_mut().and_then(|(_, fields)| fields.last_mut())
                    && !line.trim().is_empty()
                {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
        }
    }
    if let Some((first, fields)) = entry {
        missing_end(&mut found, first);
        take(&mut found, first, &fields, tags);
    }
    if found.works.is_empty() && found.problems.is_empty() {
        found.problem(At::Whole, "the file holds no works");
    }
    found
}

fn take(found: &mut Found, line: usize, written: &[(String, String)], tags: &Tags) {
    let at = At::Line(line);
    let ris = |tag: &str| match tags.as_ris {
        [] => written_as(tag),
        table => table.iter().find(|(own, _)| *own == tag).map(|(_, ris)| *ris),
    };
    let fields: Fields = written.iter().filter_map(|(tag, value)| Some((ris(tag)?, value.clone()))).collect();
    let kind = written.first().map_or("", |(_, kind)| kind.as_str());
    let (work, lost) = work(&fields, kind, tags);
    if let Some(lost) = lost {
        found.problem(at, format!("the date `{lost}` is read as {}", work.published.as_deref().unwrap_or("none")));
    }
    found.take(at, work);
}

/// `J`, `TH`: what stands for given names.
fn is_initials(word: &str) -> bool {
    word.chars().count() <= 3 && word.chars().all(char::is_uppercase)
}

/// The tags of RIS that are read.
fn written_as(tag: &str) -> Option<&'static str> {
    const READ: &[&str] = &[
        "TY", "TI", "T1", "CT", "BT", "T2", "T3", "JF", "JO", "JA", "J2", "AU", "A1", "A2", "A3", "A4", "ED", "PB", "PY", "Y1", "DA", "Y2",
        "LA", "UR", "L2", "DO", "M1", "M3", "SN", "OP", "VL", "IS", "SP", "EP", "ET", "CY", "PP",
    ];
    READ.iter().find(|known| **known == tag).copied()
}

/// The work that fields describe, and a date of which not all could be read.
fn work(fields: &Fields, kind: &str, tags: &Tags) -> (Work, Option<String>) {
    let all =
        |tags: &[&str]| -> Vec<&str> { fields.iter().filter(|(known, _)| tags.contains(known)).map(|(_, value)| value.as_str()).collect() };
    let first = |tags: &[&str]| tags.iter().find_map(|tag| all(&[tag]).into_iter().find_map(|value| some(plain(value))));
    let reader = NameReader::default();
    let medical = tags.first == PUB_MED.first;
    let people = |tags: &[&str]| -> Vec<Name> {
        all(tags)
            .into_iter()
            .flat_map(|value| value.split(';'))
            .filter_map(|name| {
                let name = plain(name);
                let name = name.trim();
                // PubMed's short form: "Doe J".
                if let Some((family, given)) = name.rsplit_once(' ').filter(|(_, given)| medical && tags == ["A1"] && is_initials(given)) {
                    return Name::from_parts(given, "", family, "");
                }
                // A comma with nothing behind it says that a body is meant.
                match name.strip_suffix(',') {
                    Some(body) if tags.contains(&"AU") && !body.contains(',') => Name::from_parts("", "", body, ""),
                    _ => reader.read(name, ""),
                }
            })
            .collect()
    };
    let squeezed: String = kind.chars().filter(|c| c.is_alphanumeric()).collect();
    let word = if tags.first == END_NOTE.first { &*squeezed } else { kind };
    let ty = first(&["M3"])
        .and_then(|word| own_type(&word))
        .or_else(|| type_of(word, tags.types))
        .or_else(|| medical.then(|| if all(&["BT"]).is_empty() { SourceType::Article } else { SourceType::Book }));
    let is_book = ty == Some(SourceType::Book);
    let report = matches!(kind, "RPRT" | "GOVDOC" | "STAND") || ty == Some(SourceType::Report);
    let (isbn, issn) = all(&["SN"])
        .into_iter()
        .map(serials)
        .fold((None, None), |(isbn, issn), (one, other)| (Option::or(isbn, one), Option::or(issn, other)));
    let pages = match (first(&["SP"]), first(&["EP"])) {
        // A book's pages are how many it has.
        _ if is_book => None,
        (Some(start), Some(end)) if start != end && !start.contains('-') => Some(format!("{start}–{end}")),
        (Some(start), _) => Some(start),
        (None, end) => end,
    };
    let holders: &[&str] = if is_book || report { &["JF", "JO"] } else { &["T2", "JF", "JO", "BT", "JA", "J2"] };
    let title = first(&["TI", "T1", "CT"]).or_else(|| first(&["BT"]));
    let dates: Vec<(&str, dates::Reading)> = ["DA", "Y1", "PY"]
        .iter()
        .filter_map(|tag| all(&[tag]).into_iter().find(|text| !text.is_empty()))
        .map(|text| (text, dates::read(text)))
        .collect();
    // "Jun 2" beside the year.
    let joined = match (first(&["DA"]), first(&["PY"])) {
        (Some(day), Some(year)) if year.len() == 4 && dates::edtf(&day).is_none() => Some(dates::read(&format!("{day} {year}"))),
        _ => None,
    };
    let dates: Vec<_> = joined.filter(|reading| !reading.lost).map(|reading| ("", reading)).into_iter().chain(dates).collect();
    let published = dates.iter().find(|(_, reading)| reading.edtf.is_some());
    let lost = match published {
        Some((text, reading)) => reading.lost.then_some(*text),
        None => dates.first().filter(|(_, reading)| reading.lost).map(|(text, _)| *text),
    };
    let unbracketed = |text: String| text.trim_matches(['[', ']', '<', '>']).to_owned();
    let editors: &[&str] = match kind {
        "THES" | "NEWS" => &["ED"],
        _ if all(&["A2", "ED"]).is_empty() => &["A3"],
        _ => &["A2", "ED"],
    };
    let authors = people(&["AU"]);
    let work = Work {
        ty,
        container_title: first(holders).filter(|container| Some(container) != title.as_ref()),
        title,
        authors: if authors.is_empty() {
            people(&["A1"])
        } else if medical {
            authors
        } else {
            people(&["AU", "A1"])
        },
        editors: people(editors),
        translators: people(&["A4"]),
        publisher: first(&["PB"]).map(unbracketed).and_then(some),
        published: published.and_then(|(_, reading)| reading.edtf.clone()),
        accessed: first(&["Y2"]).as_deref().and_then(dates::edtf),
        language: first(&["LA"]),
        url: first(&["UR", "L2"])
            .or_else(|| all(&["M3"]).into_iter().find(|text| text.starts_with("http")).and_then(some))
            .map(|urls| urls.split([' ', ';']).next().unwrap_or_default().to_owned()),
        doi: first(&["DO"]).or_else(|| {
            all(&["M3"]).into_iter().find(|text| text.starts_with("10.")).and_then(|text| some(text.trim_end_matches("[doi]")))
        }),
        isbn,
        issn,
        original_title: first(&["OP"]),
        volume: first(&["VL"]),
        issue: first(&["IS"]).filter(|_| !report),
        pages,
        edition: first(&["ET"]),
        place: first(&["CY", "PP"]).map(unbracketed).and_then(some).filter(|_| !medical),
        series: first(if is_book || report { &["T2", "T3"] } else { &["T3"] }),
        number: if report {
            let serial = first(&["SN"]).filter(|text| serials(text) == (None, None));
            serial.or_else(|| first(&["IS", "M1"]))
        } else {
            None
        },
    };
    (work, lost.map(str::to_owned))
}
