//! RIS (Research Information Systems, 2012 tags): one tag a line, CRLF, UTF-8.

use super::names::Name;
use super::vocabulary::FIELDS;
use super::work::{Work, is_plain};
use crate::language::in_english;
use crate::parse::date::{Edtf, Precision};

/// Works as RIS.
pub fn ris<'a>(works: impl Iterator<Item = &'a Work>) -> Vec<u8> {
    works.flat_map(|work| entry(work).into_bytes()).collect()
}

/// A page of the site, for readers: with line feeds and without the line of the key.
pub(super) fn of_page(work: &Work) -> String {
    let text = entry(work).replace("\r\n", "\n");
    text.lines().filter(|line| !line.starts_with("ID  -")).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

/// `YYYY/MM/DD/other`; what is not known stays empty, and what the slashes cannot say stands after the last.
fn date(date: &Edtf) -> Option<String> {
    let start = date.start().filter(|_| has_year(date))?;
    let two = |part: Option<u8>| part.map_or_else(String::new, |part| format!("{part:02}"));
    let other = if is_plain(date) { String::new() } else { in_english(date) };
    Some(format!("{:04}/{}/{}/{}", start.year, two(start.month), two(start.day), other.replace('/', "-")))
}

fn has_year(date: &Edtf) -> bool {
    date.precision() >= Precision::Year && date.start().is_some_and(|start| (0..=9999).contains(&start.year))
}

/// `Family, Given, Suffix`; an institution without commas, which would divide it.
fn name(name: &Name) -> String {
    match name {
        Name::Institution(name) => name.replace(", ", " ").replace(',', " "),
        Name::Person { given, dropping_particle, particle, family, suffix } => {
            let part = |parts: [&str; 2]| parts.join(" ").trim().to_owned();
            let parts = [part([particle, family]), part([given, dropping_particle]), suffix.clone()];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        }
    }
}

fn entry(work: &Work) -> String {
    let mut out = String::new();
    let mut put = |tag: &str, text: &str| {
        if !text.is_empty() {
            out.extend([tag, "  - ", text, "\r\n"]);
        }
    };
    put("TY", super::vocabulary::exported_types(work.bib_type).1);
    put("ID", &work.id);
    for (tag, variable) in [("TI", "title"), ("OP", "original-title")] {
        put(tag, work.text(variable).unwrap_or_default());
    }
    for (tag, people) in [("AU", &work.authors), ("ED", &work.editors), ("A4", &work.translators)] {
        people.iter().for_each(|one| put(tag, &name(one)));
    }
    if let Some(published) = work.published.as_ref().filter(|date| has_year(date)) {
        put("PY", &format!("{:04}", published.year()));
        put("DA", &date(published).unwrap_or_default());
    }
    let pages = work.text("page").unwrap_or_default();
    let (first, last) = pages.split_once(['-', '–', '—']).unwrap_or((pages, ""));
    put("SP", first.trim());
    put("EP", last.trim_matches(['-', ' ']));
    put("M3", work.ty.map_or("", |ty| ty.as_str()));
    put("SN", work.text("ISBN").or_else(|| work.text("ISSN")).unwrap_or_default());
    let elsewhere = |key: &str| matches!(key, "title" | "original_title" | "pages" | "isbn" | "issn");
    for field in FIELDS.iter().filter(|field| !elsewhere(field.key)) {
        put(field.ris.split(' ').next().unwrap_or_default(), work.text(field.csl).unwrap_or_default());
    }
    put("L2", work.archive.as_deref().unwrap_or_default());
    put("Y2", &work.accessed.as_ref().and_then(date).unwrap_or_default());
    work.remarks.iter().for_each(|remark| put("N1", remark));
    out.push_str("ER  - \r\n\r\n");
    out
}
