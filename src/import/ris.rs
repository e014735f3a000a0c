//! RIS, as Zotero, EndNote and publishers' sites export it: a line `TY  - …`, lines of two-letter tags, a line `ER  - `.

use super::{At, Found, Work, dates, some};
use crate::bibliography::names::{Name, NameReader};
use crate::parse::fields::SourceType;

/// A line's tag and value.
pub(super) fn tag(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches('\u{feff}');
    let (tag, rest) = line.split_at_checked(2)?;
    let mut bytes = tag.bytes();
    let named =
        bytes.next().is_some_and(|b| b.is_ascii_uppercase()) && bytes.next().is_some_and(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let rest = rest.trim_start_matches(' ');
    // One space before the hyphen is wrong and common.
    let value = rest.strip_prefix('-')?;
    (named && line.get(2..3) == Some(" ")).then(|| (tag, value.trim()))
}

/// Reads a file.
pub(super) fn read(text: &str) -> Found {
    let mut found = Found::default();
    let mut entry: Option<(usize, Vec<(String, String)>)> = None;
    for (index, line) in text.lines().enumerate() {
        let number = index.saturating_add(1);
        match tag(line) {
            Some(("TY", kind)) => {
                if let Some((first, fields)) = entry.take() {
                    found.problem(At::Line(first), "this entry is never closed: a line `ER  - ` is missing");
                    found.take(At::Line(first), work(&fields));
                }
                entry = Some((number, vec![("TY".to_owned(), kind.to_owned())]));
            }
            Some(("ER", _)) => match entry.take() {
                Some((first, fields)) => found.take(At::Line(first), work(&fields)),
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
        found.problem(At::Line(first), "this entry is never closed: a line `ER  - ` is missing");
        found.take(At::Line(first), work(&fields));
    }
    found
}

fn work(fields: &[(String, String)]) -> Work {
    let first =
        |tags: &[&str]| tags.iter().find_map(|tag| fields.iter().filter(|(known, _)| known == tag).find_map(|(_, value)| some(value)));
    let reader = NameReader::default();
    let people = |tags: &[&str]| -> Vec<Name> {
        fields.iter().filter(|(known, _)| tags.contains(&known.as_str())).filter_map(|(_, value)| reader.read(value, "")).collect()
    };
    let kind = fields.first().map_or("", |(_, kind)| kind.as_str());
    let (in_book, is_book) = (
        matches!(kind, "CHAP" | "ECHAP" | "CONF" | "CPAPER" | "JOUR" | "EJOUR" | "ENCYC" | "DICT"),
        matches!(kind, "BOOK" | "EBOOK" | "EDBOOK" | "SER"),
    );
    let report = matches!(kind, "RPRT" | "GOVDOC" | "STAND");
    let serial = first(&["SN"]);
    let digits = serial.as_deref().unwrap_or_default().chars().filter(|c| c.is_ascii_digit() || matches!(c, 'x' | 'X')).count();
    let pages = match (first(&["SP"]), first(&["EP"])) {
        // A book's pages are how many it has.
        _ if is_book => None,
        (Some(start), Some(end)) if start != end && !start.contains('-') => Some(format!("{start}–{end}")),
        (Some(start), _) => Some(start),
        (None, end) => end,
    };
    let container = first(if is_book || report { &["JF", "JO"] } else { &["T2", "JF", "JO", "BT", "JA", "J2"] });
    Work {
        ty: sort(kind),
        title: first(&["TI", "T1", "CT"]).or_else(|| first(&["BT"]).filter(|_| is_book)),
        authors: people(&["AU", "A1"]),
        editors: people(if in_book { &["A2", "ED"] } else { &["ED", "A3"] }),
        translators: people(&["A4"]),
        publisher: first(&["PB"]),
        container_title: container,
        published: first(&["DA", "Y1"]).as_deref().and_then(dates::edtf).or_else(|| first(&["PY"]).as_deref().and_then(dates::edtf)),
        accessed: first(&["Y2"]).as_deref().and_then(dates::edtf),
        language: first(&["LA"]),
        url: first(&["UR", "L2"]).map(|urls| urls.split([' ', ';']).next().unwrap_or_default().to_owned()),
        doi: first(&["DO"]).or_else(|| first(&["M3"]).filter(|text| text.starts_with("10."))),
        isbn: serial.clone().filter(|_| digits >= 10),
        issn: serial.clone().filter(|_| digits == 8),
        original_title: first(&["OP"]),
        volume: first(&["VL"]),
        issue: first(&["IS"]).filter(|_| !report),
        pages,
        edition: first(&["ET"]),
        place: first(&["CY", "PP"]),
        series: first(if is_book || report { &["T2", "T3"] } else { &["T3"] }),
        number: if report { serial.filter(|_| digits != 8 && digits < 10).or_else(|| first(&["IS", "M1"])) } else { None },
    }
}

fn sort(kind: &str) -> Option<SourceType> {
    Some(match kind {
        "NEWS" => SourceType::News,
        "JOUR" | "EJOUR" | "BOOK" | "EBOOK" | "EDBOOK" | "CHAP" | "ECHAP" | "CONF" | "CPAPER" | "THES" => SourceType::Analysis,
        "GOVDOC" | "HEAR" => SourceType::Official,
        "STAT" | "BILL" | "CASE" | "LEGAL" => SourceType::Document,
        _ => return None,
    })
}
