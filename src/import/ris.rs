//! Formats with one tagged field a line: RIS (Zotero, EndNote, publishers' sites), EndNote's `.enw` (Refer), PubMed's `.nbib`.
//!
//! All are read as RIS: the tags of the others are translated into those of RIS.

use super::{FileContents, ImportedWork, PositionInFile, dates, is_known_field, isbn_and_issn, non_empty, plain};
use crate::bibliography::names::{Name, NameReader};
use crate::bibliography::vocabulary::{source_type_named, type_of};
use crate::parse::fields::SourceType;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TagFormat {
    Ris,
    EndNote,
    PubMed,
}

impl TagFormat {
    /// The tag with which an entry begins.
    const fn start_tag(self) -> &'static str {
        match self {
            Self::Ris => "TY",
            Self::EndNote => "%0",
            Self::PubMed => "PMID",
        }
    }

    /// Whether an entry may begin with a tag where a blank line stands before it: ERIC's records in PubMed's format have no PMID.
    fn starts_after_blank(self, tag: &str) -> bool {
        self == Self::PubMed && tag == "OWN"
    }

    /// A line's tag and value.
    fn split(self, line: &str) -> Option<(&str, &str)> {
        let line = line.trim_start_matches('\u{feff}');
        match self {
            Self::Ris => split_ris(line),
            Self::EndNote => split_end_note(line),
            Self::PubMed => split_pub_med(line),
        }
    }

    /// The tag of RIS that stands for one of this format; nothing for what is not read.
    fn as_ris(self, tag: &str) -> Option<&str> {
        match self {
            Self::Ris => Some(tag).filter(|tag| is_known_field(tag, |field| field.ris, OTHER_FIELDS)),
            Self::EndNote => in_table(END_NOTE_AS_RIS, tag),
            Self::PubMed => in_table(PUB_MED_AS_RIS, tag),
        }
    }
}

/// Tags of EndNote that are read, and those of RIS that stand for them.
const END_NOTE_AS_RIS: &str =
    "%0=TY %A=AU %B=T2 %J=T2 %C=CY %D=PY %8=DA %E=ED %G=LA %I=PB %N=IS %P=SP %R=DO %S=T3 %T=TI %U=UR %V=VL %7=ET %@=SN %?=A4 %Q=OP %[=Y2";
/// The same of PubMed.
const PUB_MED_AS_RIS: &str = "PMID=TY BTI=BT TT=OP FAU=AU CN=AU AU=A1 FED=ED DP=DA JT=T2 TA=JA VI=VL IP=IS PG=SP LID=M3 AID=M3 IS=SN ISBN=SN \
    ISSN=SN PL=PP EN=ET TI=TI LA=LA PB=PB";

fn in_table(table: &'static str, tag: &str) -> Option<&'static str> {
    table.split_whitespace().filter_map(|pair| pair.split_once('=')).find(|(own, _)| *own == tag).map(|(_, ris)| ris)
}

/// Tags of RIS that are read besides those of the table of fields, and those that say nothing of the work.
const OTHER_FIELDS: &str = "TY AU A1 A2 A3 A4 ED PY Y1 DA Y2 M3 ID DB DP";

fn split_ris(line: &str) -> Option<(&str, &str)> {
    if line.trim_end().eq_ignore_ascii_case("er  -") {
        return Some(("ER", ""));
    }
    let (tag, rest) = line.split_at_checked(2)?;
    let is_tag = matches!(tag.as_bytes(), [b'A'..=b'Z', b'A'..=b'Z' | b'0'..=b'9']);
    // One space before the hyphen is wrong and common.
    let value = rest.strip_prefix(' ')?.trim_start_matches(' ').strip_prefix('-')?;
    is_tag.then(|| (tag, value.trim()))
}

fn split_end_note(line: &str) -> Option<(&str, &str)> {
    let (tag, value) = line.split_at_checked(2)?;
    (tag.starts_with('%') && (value.is_empty() || value.starts_with(' '))).then(|| (tag, value.trim()))
}

fn split_pub_med(line: &str) -> Option<(&str, &str)> {
    let (tag, value) = line.split_at_checked(4)?;
    // ERIC has a space before the hyphen of its longest tags.
    let value = value.trim_start_matches(' ').strip_prefix('-')?;
    let is_tag = tag.starts_with(|c: char| c.is_ascii_uppercase()) && tag.bytes().all(|b| b.is_ascii_uppercase() || b == b' ');
    is_tag.then(|| (tag.trim(), value.trim()))
}

pub(super) fn looks_like(text: &str, format: TagFormat) -> bool {
    let mut tags = text.lines().filter_map(|line| format.split(line)).map(|(tag, _)| tag);
    tags.any(|tag| tag == format.start_tag() || format.starts_after_blank(tag))
}

/// An entry as it stands in the file: its first line, its tags and values.
type WrittenEntry = (usize, Vec<(String, String)>);

pub(super) fn read(text: &str, format: TagFormat) -> FileContents {
    let mut found = FileContents::default();
    let mut open: Option<WrittenEntry> = None;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let add_unclosed = |found: &mut FileContents, entry: WrittenEntry| {
        if format == TagFormat::Ris {
            found.problem(PositionInFile::Line(entry.0), "this entry is never closed: a line `ER  - ` is missing");
        }
        add_entry(found, &entry, format);
    };
    let mut after_blank = true;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let blank = std::mem::replace(&mut after_blank, line.trim().is_empty());
        match format.split(line) {
            Some((tag, value)) if tag == format.start_tag() || (blank && format.starts_after_blank(tag)) => {
                let before = open.replace((number, vec![(tag.to_owned(), value.to_owned())]));
                before.into_iter().for_each(|entry| add_unclosed(&mut found, entry));
            }
            Some(("ER", _)) if format == TagFormat::Ris => match open.take() {
                Some(entry) => add_entry(&mut found, &entry, format),
                None => found.problem(PositionInFile::Line(number), "an entry ends here that never began: a line `TY  - …` is missing"),
            },
            Some((tag, value)) => match &mut open {
                Some((_, fields)) => fields.push((tag.to_owned(), value.to_owned())),
                None => found.problem(PositionInFile::Line(number), format!("`{tag}` stands outside of an entry")),
            },
            // A long value goes on in the next line.
            None => {
                if let Some((_, value)) = open.as_mut().and_then(|(_, fields)| fields.last_mut())
                    && !line.trim().is_empty()
                {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
        }
    }
    open.into_iter().for_each(|entry| add_unclosed(&mut found, entry));
    if found.works.is_empty() && found.problems.is_empty() {
        found.problem(PositionInFile::Whole, "the file holds no works");
    }
    found
}

fn add_entry(found: &mut FileContents, (first_line, written): &WrittenEntry, format: TagFormat) {
    let position = PositionInFile::Line(*first_line);
    let mut fields = Vec::new();
    for (tag, value) in written {
        match format.as_ris(tag) {
            Some(tag) => fields.push((tag, &**value)),
            None => found.count_unused(tag, position),
        }
    }
    // Our own exports say in a remark what the slashes of `DA` cannot.
    let remarks = written.iter().filter(|(tag, _)| tag == "N1");
    let exact = remarks.filter_map(|(_, remark)| remark.rsplit_once("(EDTF ")?.1.strip_suffix(").")).next();
    fields.splice(0..0, exact.map(|date| ("DA", date)));
    found.add(position, Entry { fields, format }.work());
}

struct Entry<'t> {
    /// Tags of RIS and their values.
    fields: Vec<(&'t str, &'t str)>,
    format: TagFormat,
}

impl<'t> Entry<'t> {
    fn values(&self, tag: &str) -> impl Iterator<Item = &'t str> {
        self.fields.iter().filter(move |(known, _)| *known == tag).map(|(_, value)| *value)
    }

    fn has(&self, tag: &str) -> bool {
        self.values(tag).next().is_some()
    }

    /// The first value of a tag that is not empty, as plain text.
    fn text(&self, tag: &str) -> Option<String> {
        self.values(tag).find_map(|value| non_empty(plain(value)))
    }

    /// The type, as the format writes it: `JOUR`, `Journal Article`.
    fn written_type(&self) -> &'t str {
        self.values("TY").next().unwrap_or_default()
    }

    fn source_type(&self) -> Option<SourceType> {
        let ours = self.text("M3").and_then(|word| source_type_named(&word));
        ours.or_else(|| match self.format {
            TagFormat::Ris => type_of(self.written_type(), |row| row.ris),
            TagFormat::EndNote => {
                let word: String = self.written_type().chars().filter(|c| c.is_alphanumeric()).collect();
                type_of(&word, |row| row.item_types)
            }
            TagFormat::PubMed => Some(if self.has("BT") { SourceType::Book } else { SourceType::Article }),
        })
    }

    /// The names in the values of some tags; in a value they are separated by semicolons.
    fn names(&self, tags: &[&str]) -> Vec<Name> {
        let values = tags.iter().flat_map(|tag| self.values(tag).map(move |value| (*tag, value)));
        values.flat_map(|(tag, value)| value.split(';').filter_map(move |name| self.name(tag, plain(name).trim()))).collect()
    }

    fn name(&self, tag: &str, text: &str) -> Option<Name> {
        // PubMed's short form: "Doe J".
        if self.format == TagFormat::PubMed
            && tag == "A1"
            && let Some((family, initials)) = text.rsplit_once(' ')
            && initials.chars().count() <= 3
            && initials.chars().all(char::is_uppercase)
        {
            return Name::from_parts(initials, "", family, "");
        }
        match text.strip_suffix(',') {
            // A comma with nothing after it says that an organisation is meant.
            Some(organisation) if tag == "AU" && !organisation.contains(',') => Name::from_parts("", "", organisation, ""),
            _ => NameReader::default().read(text, ""),
        }
    }

    fn work(&self) -> ImportedWork {
        let is_pub_med = self.format == TagFormat::PubMed;
        let mut work = ImportedWork::of(|field| field.ris, |tag| self.text(tag));
        work.ty = self.source_type();
        let is_book = work.ty == Some(SourceType::Book);
        let is_report = matches!(self.written_type(), "RPRT" | "GOVDOC" | "STAND") || work.ty == Some(SourceType::Report);

        work.authors = self.names(if is_pub_med && self.has("AU") { &["AU"] } else { &["AU", "A1"] });
        work.editors = self.names(match self.written_type() {
            "THES" | "NEWS" => &["ED"],
            _ if self.has("A2") || self.has("ED") => &["A2", "ED"],
            _ => &["A3"],
        });
        work.translators = self.names(&["A4"]);
        if is_book || is_report {
            work.put("container_title", self.text("JF").or_else(|| self.text("JO")));
            work.put("series", self.text("T2").or_else(|| self.text("T3")));
        }
        if work.text("container_title") == work.text("title") {
            work.put("container_title", None);
        }
        // A book's pages are how many it has.
        work.put("pages", self.pages().filter(|_| !is_book));
        self.put_numbers(&mut work, is_report);
        for key in ["publisher", "place"] {
            let bare = work.text(key).and_then(|text| non_empty(text.trim_matches(['[', ']', '<', '>'])));
            work.put(key, bare.filter(|_| !(is_pub_med && key == "place")));
        }
        let in_m3 = |start: &str| self.values("M3").find(|text| text.starts_with(start));
        let addresses = work.text("url").or_else(|| in_m3("http"));
        let address = addresses.and_then(|urls| non_empty(urls.split([' ', ';']).next()?));
        work.put("url", address);
        work.put("doi", self.text("DO").or_else(|| in_m3("10.").and_then(|text| non_empty(text.trim_end_matches("[doi]")))));
        self.put_dates(&mut work);
        work
    }

    fn pages(&self) -> Option<String> {
        match (self.text("SP"), self.text("EP")) {
            (Some(start), Some(end)) if start != end && !start.contains('-') => Some(format!("{start}–{end}")),
            (start, end) => start.or(end),
        }
    }

    /// The ISBN and the ISSN, and the number of a report, which may stand in their place.
    fn put_numbers(&self, work: &mut ImportedWork, is_report: bool) {
        let numbers: Vec<_> = self.values("SN").map(isbn_and_issn).collect();
        work.put("isbn", numbers.iter().find_map(|(isbn, _)| isbn.clone()));
        work.put("issn", numbers.iter().find_map(|(_, issn)| issn.clone()));
        let is_neither = |text: &str| isbn_and_issn(text) == (None, None);
        if is_report {
            let number = self.text("SN").filter(|text| is_neither(text));
            work.put("number", number.or_else(|| self.text("IS")).or_else(|| self.text("M1")));
            work.put("issue", None);
        } else {
            work.put("number", None);
            let unread = self.values("SN").filter(|text| !text.is_empty() && is_neither(text));
            work.remarks.extend(unread.map(|text| format!("`{text}` is neither an ISBN nor an ISSN, and was left out")));
        }
    }

    fn put_dates(&self, work: &mut ImportedWork) {
        let date = |tag: &str| self.text(tag).map(|text| (text.clone(), dates::read(&text)));
        // "Jun 2" beside the year.
        let day_with_year = match (self.text("DA"), self.text("PY")) {
            (Some(day), Some(year)) if year.len() == 4 && dates::edtf(&day).is_none() => {
                Some(dates::read(&format!("{day} {year}"))).filter(|reading| !reading.lost).map(|reading| (day, reading))
            }
            _ => None,
        };
        for (written, reading) in day_with_year.into_iter().chain(["DA", "Y1", "PY"].into_iter().filter_map(date)) {
            let is_read = reading.edtf.is_some();
            work.put_date("published", Some((written, reading)));
            if is_read {
                break;
            }
        }
        work.put_date("accessed", date("Y2"));
    }
}
