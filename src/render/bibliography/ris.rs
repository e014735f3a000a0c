//! RIS (Research Information Systems, 2012 tags): one tag a line, CRLF, UTF-8.

use super::{Agent, Form, Work, field, works};
use crate::export::clean;
use crate::export::{ExportContext, Part};
use crate::parse::date::{Edtf, Precision};

/// The references of a part of the site.
#[must_use]
pub fn ris(cx: &ExportContext<'_>, part: Part) -> Vec<u8> {
    let mut out = String::new();
    for work in works(cx, part) {
        entry(&work, &mut out);
    }
    out.into_bytes()
}

const fn reference_type(form: Form) -> &'static str {
    match form {
        Form::NewspaperArticle => "NEWS",
        Form::JournalArticle => "JOUR",
        Form::Book => "BOOK",
        Form::Chapter => "CHAP",
        Form::Report => "RPRT",
        Form::Interview | Form::Document => "GEN",
        Form::Post => "BLOG",
        Form::WebPage => "ELEC",
    }
}

/// `YYYY/MM/DD/other`; what is not known stays empty, and what the slashes cannot say stands behind the last.
pub(super) fn date(date: &Edtf) -> Option<String> {
    let start = date.start().filter(|start| (0..=9999).contains(&start.year) && date.precision() >= Precision::Year)?;
    let two = |part: Option<u8>| part.map_or_else(String::new, |part| format!("{part:02}"));
    let other = if super::is_plain(date) { String::new() } else { date.show() };
    Some(format!("{:04}/{}/{}/{}", start.year, two(start.month), two(start.day), other.replace('/', "-")))
}

/// `Family, Given, Suffix`; an institution as it is.
pub(super) fn name(agent: &Agent) -> String {
    match agent {
        // A comma would divide the name of an institution.
        Agent::Whole(name) => name.replace(", ", " ").replace(',', " "),
        Agent::Person { given, particle, family, suffix } => {
            let family = if particle.is_empty() { family.clone() } else { format!("{particle} {family}") };
            [&family, given, suffix].into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ")
        }
    }
}

fn entry(work: &Work<'_>, out: &mut String) {
    let written = work.written;
    let mut put = |tag: &str, text: Option<String>| {
        if let Some(text) = text.map(|text| clean::line(&text).into_owned()).filter(|text| !text.is_empty()) {
            out.extend([tag, "  - ", &text, "\r\n"]);
        }
    };
    put("TY", Some(reference_type(work.form).to_owned()));
    put("ID", Some(work.id.to_owned()));
    put("TI", Some(work.title.clone()));
    put("OP", field(written.original_title.as_ref()));
    for author in &work.authors {
        put("AU", Some(name(author)));
    }
    for editor in &work.editors {
        put("ED", Some(name(editor)));
    }
    for translator in &work.translators {
        put("A4", Some(name(translator)));
    }
    put("T2", work.container());
    put("T3", field(written.series.as_ref()));
    put("PB", field(written.publisher.as_ref()));
    if let Some(published) = &work.published {
        let year = published.start().filter(|start| (0..=9999).contains(&start.year) && published.precision() >= Precision::Year);
        put("PY", year.map(|start| format!("{:04}", start.year)));
        put("DA", date(published));
    }
    put("VL", field(written.volume.as_ref()));
    put("IS", field(written.issue.as_ref()));
    put("M1", field(written.number.as_ref()));
    put("M3", work.ty.map(|ty| ty.as_str().to_owned()));
    let pages = field(written.pages.as_ref());
    match pages.as_deref().and_then(|pages| pages.split_once(['-', '–', '—'])) {
        Some((first, last)) => {
            put("SP", Some(first.trim().to_owned()));
            put("EP", Some(last.trim_matches(['-', ' ']).to_owned()));
        }
        None => put("SP", pages),
    }
    put("ET", field(written.edition.as_ref()));
    put("CY", field(written.place.as_ref()));
    put("SN", field(written.isbn.as_ref().or(written.issn.as_ref())));
    put("DO", field(written.doi.as_ref()));
    put("UR", work.address().map(str::to_owned));
    if work.url.is_some() {
        put("L2", work.archive.map(str::to_owned));
    }
    put("Y2", work.accessed.as_ref().and_then(date));
    put("LA", field(written.language.as_ref()));
    for remark in work.remarks() {
        put("N1", Some(remark));
    }
    out.push_str("ER  - \r\n\r\n");
}
