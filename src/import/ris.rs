//! Formats with one tagged field a line: RIS (Zotero, EndNote, publishers' sites), EndNote's `.enw` (Refer), PubMed's `.nbib`.
//!
//! All are read as RIS; of the others a table says which tag of RIS each of theirs is.

use super::{FileContents, ImportedWork, PositionInFile, dates, is_known_field, isbn_and_issn, non_empty, plain};
use crate::bibliography::names::{Name, NameReader};
use crate::bibliography::vocabulary::{TypeRow, source_type_named, type_of};
use crate::parse::fields::SourceType;

/// A format of tags.
pub(super) struct TagFormat {
    /// The tag with which an entry begins.
    start_tag: &'static str,
    /// Another one, which begins an entry after a blank line alone.
    start_tag_after_blank: Option<&'static str>,
    /// The tag with which it ends, where one does.
    end_tag: Option<&'static str>,
    /// A line's tag and value.
    split: fn(&str) -> Option<(&str, &str)>,
    /// The format's tags and those of RIS that stand for them; where it is empty, they are the same.
    as_ris: &'static str,
    /// Its column in our table of types.
    types: fn(&TypeRow) -> &'static str,
}

pub(super) const RIS: TagFormat =
    TagFormat { start_tag: "TY", start_tag_after_blank: None, end_tag: Some("ER"), split: ris_tag, as_ris: "", types: |row| row.ris };

pub(super) const END_NOTE: TagFormat = TagFormat {
    start_tag: "%0",
    start_tag_after_blank: None,
    end_tag: None,
    split: |line| {
        let (tag, value) = line.trim_start_matches('\u{feff}').split_at_checked(2)?;
        (tag.starts_with('%') && (value.is_empty() || value.starts_with(' '))).then(|| (tag, value.trim()))
    },
    as_ris: "%0=TY %A=AU %B=T2 %C=CY %D=PY %8=DA %E=ED %G=LA %I=PB %J=T2 %N=IS %P=SP %R=DO %S=T3 %T=TI %U=UR %V=VL %7=ET \
        %@=SN %?=A4 %Q=OP %[=Y2",
    types: |row| row.item_types,
};

pub(super) const PUB_MED: TagFormat = TagFormat {
    start_tag: "PMID",
    // ERIC's records have no PMID.
    start_tag_after_blank: Some("OWN"),
    end_tag: None,
    split: |line| {
        let (tag, value) = line.trim_start_matches('\u{feff}').split_at_checked(4)?;
        // ERIC has a space before the hyphen of its longest tags.
        let value = value.trim_start_matches(' ').strip_prefix('-')?;
        (tag.starts_with(|c: char| c.is_ascii_uppercase()) && tag.bytes().all(|b| b.is_ascii_uppercase() || b == b' '))
            .then(|| (tag.trim(), value.trim()))
    },
    as_ris: "PMID=TY TI=TI BTI=BT TT=OP FAU=AU CN=AU AU=A1 FED=ED DP=DA JT=T2 TA=JA VI=VL IP=IS PG=SP LA=LA LID=M3 AID=M3 \
        IS=SN ISBN=SN ISSN=SN PB=PB PL=PP EN=ET",
    types: |_| "",
};

fn ris_tag(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches('\u{feff}');
    if line.trim_end().eq_ignore_ascii_case("er  -") {
        return Some(("ER", ""));
    }
    let (tag, rest) = line.split_at_checked(2)?;
    let is_tag = matches!(tag.as_bytes(), [b'A'..=b'Z', b'A'..=b'Z' | b'0'..=b'9']);
    // One space before the hyphen is wrong and common.
    let value = rest.strip_prefix(' ')?.trim_start_matches(' ').strip_prefix('-')?;
    is_tag.then(|| (tag, value.trim()))
}

pub(super) fn looks_like(text: &str, format: &TagFormat) -> bool {
    text.lines()
        .any(|line| (format.split)(line).is_some_and(|(tag, _)| tag == format.start_tag || Some(tag) == format.start_tag_after_blank))
}

/// Fields of an entry, by tags of RIS; the first is `TY`.
type EntryFields<'t> = Vec<(&'t str, &'t str)>;

pub(super) fn read(text: &str, format: &TagFormat) -> FileContents {
    let mut found = FileContents::default();
    let mut entry: Option<(usize, Vec<(String, String)>)> = None;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let add_unclosed = |found: &mut FileContents, (first, fields): (usize, Vec<(String, String)>)| {
        if let Some(end_tag) = format.end_tag {
            found.problem(PositionInFile::Line(first), format!("this entry is never closed: a line `{end_tag}  - ` is missing"));
        }
        add_entry(found, first, &fields, format);
    };
    let mut after_blank = true;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let blank = std::mem::replace(&mut after_blank, line.trim().is_empty());
        match (format.split)(line) {
            Some((tag, kind)) if tag == format.start_tag || (blank && Some(tag) == format.start_tag_after_blank) => {
                let before = entry.replace((number, vec![(tag.to_owned(), kind.to_owned())]));
                before.into_iter().for_each(|entry| add_unclosed(&mut found, entry));
            }
            Some((tag, _)) if Some(tag) == format.end_tag => match entry.take() {
                Some((first, fields)) => add_entry(&mut found, first, &fields, format),
                None => found.problem(PositionInFile::Line(number), "an entry ends here that never began: a line `TY  - …` is missing"),
            },
            Some((tag, value)) => match &mut entry {
                Some((_, fields)) => fields.push((tag.to_owned(), value.to_owned())),
                None => found.problem(PositionInFile::Line(number), format!("`{tag}` stands outside of an entry")),
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
    entry.into_iter().for_each(|entry| add_unclosed(&mut found, entry));
    if found.works.is_empty() && found.problems.is_empty() {
        found.problem(PositionInFile::Whole, "the file holds no works");
    }
    found
}

fn add_entry(found: &mut FileContents, line: usize, written: &[(String, String)], format: &TagFormat) {
    let mut fields = EntryFields::new();
    for (tag, value) in written {
        let ris = match format.as_ris {
            "" => Some(&**tag).filter(|tag| is_known_field(tag, |field| field.ris, OTHER_FIELDS)),
            table => table.split_whitespace().filter_map(|pair| pair.split_once('=')).find(|(own, _)| own == tag).map(|(_, ris)| ris),
        };
        match ris {
            Some(ris) => fields.push((ris, value)),
            None => found.count_unused(tag, PositionInFile::Line(line)),
        }
    }
    found.add(PositionInFile::Line(line), work(&fields, format));
}

/// Tags of RIS that are read besides those of the table of fields, and those that say nothing of the work.
const OTHER_FIELDS: &str = "TY AU A1 A2 A3 A4 ED PY Y1 DA Y2 M3 ID DB DP";

/// `J`, `TH`: what stands for given names.
fn is_initials(word: &str) -> bool {
    word.chars().count() <= 3 && word.chars().all(char::is_uppercase)
}

/// The names in a value; they are separated by semicolons.
fn people(value: &str, may_be_organisation: bool, short: bool) -> impl Iterator<Item = Name> {
    value.split(';').map(plain).filter_map(move |name| {
        let name = name.trim();
        // PubMed's short form: "Doe J".
        if let Some((family, given)) = name.rsplit_once(' ').filter(|(_, given)| short && is_initials(given)) {
            return Name::from_parts(given, "", family, "");
        }
        // A comma with nothing after it says that an organisation is meant.
        match name.strip_suffix(',') {
            Some(body) if may_be_organisation && !body.contains(',') => Name::from_parts("", "", body, ""),
            _ => NameReader::default().read(name, ""),
        }
    })
}

fn work(fields: &EntryFields<'_>, format: &TagFormat) -> ImportedWork {
    let all = |tag: &str| fields.iter().filter(move |(known, _)| *known == tag).map(|(_, value)| *value).collect::<Vec<_>>();
    let first = |tag: &str| all(tag).into_iter().find_map(|value| non_empty(plain(value)));
    let first_of = |tags: &[&str]| tags.iter().find_map(|tag| first(tag));
    let is_pubmed = format.start_tag == PUB_MED.start_tag;
    let names = |tags: &[&str]| -> Vec<Name> {
        let values = tags.iter().flat_map(|tag| all(tag).into_iter().map(move |value| (*tag, value)));
        values.flat_map(|(tag, value)| people(value, tag == "AU", is_pubmed && tag == "A1")).collect()
    };
    let kind = all("TY").first().copied().unwrap_or_default();
    let bare_kind: String = kind.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut work = ImportedWork::of(|field| field.ris, first);
    work.ty = first("M3")
        .and_then(|word| source_type_named(&word))
        .or_else(|| type_of(if format.start_tag == END_NOTE.start_tag { &bare_kind } else { kind }, format.types))
        .or_else(|| is_pubmed.then(|| if all("BT").is_empty() { SourceType::Article } else { SourceType::Book }));
    let is_book = work.ty == Some(SourceType::Book);
    let is_report = matches!(kind, "RPRT" | "GOVDOC" | "STAND") || work.ty == Some(SourceType::Report);

    work.authors = names(if is_pubmed && !all("AU").is_empty() { &["AU"] } else { &["AU", "A1"] });
    work.editors = names(match kind {
        "THES" | "NEWS" => &["ED"],
        _ if all("A2").is_empty() && all("ED").is_empty() => &["A3"],
        _ => &["A2", "ED"],
    });
    work.translators = names(&["A4"]);
    if is_book || is_report {
        work.put("container_title", first_of(&["JF", "JO"]));
        work.put("series", first_of(&["T2", "T3"]));
    }
    if work.text("container_title") == work.text("title") {
        work.put("container_title", None);
    }
    work.put(
        "pages",
        match (first("SP"), first("EP")) {
            // A book's pages are how many it has.
            _ if is_book => None,
            (Some(start), Some(end)) if start != end && !start.contains('-') => Some(format!("{start}–{end}")),
            (start, end) => start.or(end),
        },
    );
    let numbers: Vec<_> = all("SN").into_iter().map(isbn_and_issn).collect();
    work.put("isbn", numbers.iter().find_map(|(isbn, _)| isbn.clone()));
    work.put("issn", numbers.iter().find_map(|(_, issn)| issn.clone()));
    if is_report {
        let report_number = first("SN").filter(|text| isbn_and_issn(text) == (None, None));
        work.put("number", report_number.or_else(|| first_of(&["IS", "M1"])));
        work.put("issue", None);
    } else {
        work.put("number", None);
        let neither = all("SN").into_iter().filter(|text| !text.is_empty() && isbn_and_issn(text) == (None, None));
        work.remarks.extend(neither.map(|text| format!("`{text}` is neither an ISBN nor an ISSN, and was left out")));
    }
    for key in ["publisher", "place"] {
        let bare = work.text(key).and_then(|text| non_empty(text.trim_matches(['[', ']', '<', '>'])));
        work.put(key, bare.filter(|_| !(is_pubmed && key == "place")));
    }
    let in_m3 =
        |start: &str| all("M3").into_iter().find(|text| text.starts_with(start)).and_then(|text| non_empty(text.trim_end_matches("[doi]")));
    let addresses = work.text("url").map(str::to_owned).or_else(|| in_m3("http"));
    work.put("url", addresses.and_then(|urls| non_empty(urls.split([' ', ';']).next()?)));
    work.put("doi", first("DO").or_else(|| in_m3("10.")));

    let dated = |tag: &str| first(tag).map(|text| (text.clone(), dates::read(&text)));
    // "Jun 2" beside the year.
    let day_with_year = match (first("DA"), first("PY")) {
        (Some(day), Some(year)) if year.len() == 4 && dates::edtf(&day).is_none() => {
            Some(dates::read(&format!("{day} {year}"))).filter(|reading| !reading.lost).map(|reading| (day, reading))
        }
        _ => None,
    };
    let dates: Vec<_> = day_with_year.into_iter().chain(["DA", "Y1", "PY"].into_iter().filter_map(dated)).collect();
    work.put_date("published", dates.iter().find(|(_, reading)| reading.edtf.is_some()).or(dates.first()).cloned());
    work.put_date("accessed", dated("Y2"));
    work
}
