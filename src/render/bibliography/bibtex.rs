//! BibLaTeX, in the part that BibTeX reads too: `year` and `month` for BibTeX, `date` (EDTF, which BibLaTeX reads) for exactness.
//!
//! UTF-8 throughout (Biber, BibTeXu and Zotero read it). Keys are the sources' ids.

use super::{Agent, Form, Work, field, is_plain, works};
use crate::export::clean;
use crate::export::{ExportContext, Part};
use crate::parse::date::{Edtf, Precision};

/// The references of a part of the site.
#[must_use]
pub fn bibtex(cx: &ExportContext<'_>, part: Part) -> Vec<u8> {
    let mut out = String::new();
    for work in works(cx, part) {
        entry(&work, &mut out);
    }
    out.into_bytes()
}

/// TeX's special characters as text; braces cannot even be escaped inside a value, so they become commands.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean::line(text).chars() {
        match c {
            '\\' => out.push_str("{\\textbackslash}"),
            '{' => out.push_str("{\\textbraceleft}"),
            '}' => out.push_str("{\\textbraceright}"),
            '~' => out.push_str("{\\textasciitilde}"),
            '^' => out.push_str("{\\textasciicircum}"),
            '#' | '$' | '%' | '&' | '_' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

pub(super) fn names(agents: &[Agent]) -> String {
    let one = |agent: &Agent| match agent {
        Agent::Whole(name) => format!("{{{}}}", escape(name)),
        // A name that holds the word `and`, or a comma in a part of it, would be taken apart.
        Agent::Person { given, particle, family, suffix } => {
            let guard = |part: &str| {
                let text = escape(part);
                if part.contains(',') || part.split_whitespace().any(|word| word.eq_ignore_ascii_case("and")) {
                    format!("{{{text}}}")
                } else {
                    text
                }
            };
            Agent::Person { given: guard(given), particle: guard(particle), family: guard(family), suffix: guard(suffix) }.inverted()
        }
    };
    agents.iter().map(one).collect::<Vec<_>>().join(" and ")
}

const fn entry_type(form: Form) -> &'static str {
    match form {
        Form::NewspaperArticle | Form::JournalArticle => "article",
        Form::Book => "book",
        Form::Chapter => "incollection",
        Form::Report => "techreport",
        Form::Interview | Form::Document => "misc",
        Form::Post | Form::WebPage => "online",
    }
}

/// A date as BibLaTeX reads it: EDTF level 1, without the time of day.
pub(super) fn date(date: &Edtf) -> Option<String> {
    if date.precision() != Precision::Time {
        return Some(date.to_string());
    }
    let day = |parts: Option<crate::parse::date::Parts>| {
        let parts = parts?;
        Some(format!("{:04}-{:02}-{:02}", parts.year, parts.month?, parts.day?))
    };
    let start = day(date.start());
    if date.is_interval() { Some(format!("{}/{}", start?, day(date.end())?)) } else { start }
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn entry(work: &Work<'_>, out: &mut String) {
    use std::fmt::Write;
    let written = work.written;
    let mut fields: Vec<(&str, String)> = Vec::new();
    let mut put = |name: &'static str, text: Option<String>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            fields.push((name, text));
        }
    };
    let plain = |text: Option<&crate::parse::record::Text>| field(text).map(|text| escape(&text));
    // The second pair of braces keeps the title's own capitals, in whatever language it is.
    put("title", Some(format!("{{{}}}", escape(&work.title))));
    put("origtitle", plain(written.original_title.as_ref()));
    put("author", Some(names(&work.authors)));
    put("editor", Some(names(&work.editors)));
    put("translator", Some(names(&work.translators)));
    let container = work.container().map(|text| escape(&text));
    match work.form {
        Form::NewspaperArticle | Form::JournalArticle => put("journal", container),
        Form::Chapter => put("booktitle", container),
        Form::Post | Form::WebPage | Form::Interview | Form::Book | Form::Document => {}
        Form::Report => put("booktitle", container),
    }
    let publisher = match work.form {
        Form::Report => "institution",
        Form::Interview | Form::Document | Form::Post | Form::WebPage => "organization",
        _ => "publisher",
    };
    put(publisher, plain(written.publisher.as_ref()));
    if let Some(published) = &work.published {
        put("date", date(published));
        if let Some(start) = published.start().filter(|start| (1..=9999).contains(&start.year) && published.precision() >= Precision::Year)
        {
            put("year", Some(start.year.to_string()));
        }
    }
    let month = work.published.filter(is_plain).and_then(|date| date.start()).and_then(|start| start.month);
    put("volume", plain(written.volume.as_ref()));
    put("number", plain(written.issue.as_ref().or(written.number.as_ref())));
    put("pages", plain(written.pages.as_ref()).map(|pages| pages.replace(['–', '—'], "--")));
    put("edition", plain(written.edition.as_ref()));
    put("series", plain(written.series.as_ref()));
    put("address", plain(written.place.as_ref()));
    put("isbn", plain(written.isbn.as_ref()));
    put("issn", plain(written.issn.as_ref()));
    // Addresses are verbatim: nothing in them is escaped.
    put("doi", field(written.doi.as_ref()).map(|doi| doi.replace(['{', '}', '\\'], "")));
    put("url", work.address().map(str::to_owned));
    put("urldate", work.accessed.as_ref().and_then(date));
    put("langid", written.language.as_ref().and_then(|language| langid(&language.value)).map(str::to_owned));
    put("language", plain(written.language.as_ref()));
    put("type", work.ty.map(|ty| ty.as_str().to_owned()));
    put("note", Some(escape(&work.remarks().join(" "))));
    let _ = writeln!(out, "@{}{{{},", entry_type(work.form), work.id);
    for (name, text) in fields {
        let _ = writeln!(out, "  {name} = {{{text}}},");
    }
    if let Some(name) = month.and_then(|month| MONTHS.get(usize::from(month).wrapping_sub(1))) {
        let _ = writeln!(out, "  month = {name},");
    }
    out.push_str("}\n\n");
}

/// The names that babel and polyglossia have for languages.
pub(super) fn langid(language: &str) -> Option<&'static str> {
    Some(match language.split('-').next().unwrap_or_default() {
        "en" => "english",
        "tr" => "turkish",
        "ru" => "russian",
        "uk" => "ukrainian",
        "az" => "azerbaijani",
        "de" => "german",
        "fr" => "french",
        "es" => "spanish",
        "it" => "italian",
        "pl" => "polish",
        "ar" => "arabic",
        "zh" => "chinese",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_text() {
        assert_eq!(
            escape("50% & {x} \\ a_b\n~^#$"),
            "50\\% \\& {\\textbraceleft}x{\\textbraceright} {\\textbackslash} a\\_b {\\textasciitilde}{\\textasciicircum}\\#\\$"
        );
        let open = escape("}}{{").matches('{').count();
        assert_eq!(open, escape("}}{{").matches('}').count());
    }

    #[test]
    fn a_time_of_day_is_left_out() {
        assert_eq!(date(&Edtf::parse("2025-06-02T14:40").unwrap()).unwrap(), "2025-06-02");
        assert_eq!(date(&Edtf::parse("2025-06~").unwrap()).unwrap(), "2025-06~");
        assert_eq!(date(&Edtf::parse("../2022-02").unwrap()).unwrap(), "../2022-02");
    }
}
