//! BibLaTeX, in the part that BibTeX reads too: `date` (EDTF, which BibLaTeX reads) for exactness, and the `year` besides.
//!
//! UTF-8 throughout (Biber, BibTeXu and Zotero read it). Keys are the sources' ids.

use std::collections::BTreeMap;

use super::names::Name;
use super::vocabulary::{Field, publisher_is_container};
use super::work::Work;
use crate::parse::date::{Edtf, Precision};
use crate::parse::fields::SourceType;

/// Works as BibLaTeX.
pub fn bibtex<'a>(works: impl Iterator<Item = &'a Work>) -> Vec<u8> {
    works.flat_map(|work| format!("{}\n\n", entry(work)).into_bytes()).collect()
}

/// Text with TeX's special characters as commands, in the form that those who only count braces read too.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("{\\textbackslash}"),
            '{' => out.push_str("{\\textbraceleft}"),
            '}' => out.push_str("{\\textbraceright}"),
            '~' => out.push_str("{\\textasciitilde}"),
            '^' => out.push_str("{\\textasciicircum}"),
            '#' | '&' | '%' | '$' | '_' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// `particle Family, Suffix, Given`, joined by `and`; in braces where it is an institution, or would be taken apart.
fn names(names: &[Name]) -> String {
    let one = |name: &Name| {
        let inverted = name.inverted();
        let would_be_divided = inverted.split_whitespace().any(|word| word.eq_ignore_ascii_case("and"));
        let text = escaped(&inverted);
        if matches!(name, Name::Institution(_)) || would_be_divided { format!("{{{text}}}") } else { text }
    };
    names.iter().map(one).collect::<Vec<_>>().join(" and ")
}

/// What a field is called in entries of a type; nothing where they do not have it.
fn field_name(field: &Field, bib_type: SourceType) -> &'static str {
    use SourceType::{Article, Chapter, News, Opinion, Report, Thesis};
    let body = !matches!(bib_type, News | Opinion | Article | Chapter | SourceType::Book | SourceType::Dataset);
    match field.key {
        "container_title" if matches!(bib_type, News | Opinion | Article) => "journaltitle",
        "container_title" if bib_type == Chapter => "booktitle",
        "container_title" if publisher_is_container(bib_type) => "organization",
        "publisher" if matches!(bib_type, Report | Thesis) => "institution",
        "publisher" if body => "organization",
        // One field holds both.
        "issue" => "number",
        _ => field.bibtex.split(' ').next().unwrap_or_default(),
    }
}

/// A date as BibLaTeX reads it: EDTF level 1, without the time of day.
fn date(date: &Edtf) -> Option<String> {
    if date.precision() != Precision::Time {
        return Some(date.to_string());
    }
    let start = date.start()?.iso_day()?;
    if date.is_interval() { Some(format!("{start}/{}", date.end()?.iso_day()?)) } else { Some(start) }
}

pub(super) fn entry(work: &Work) -> String {
    let mut fields: BTreeMap<&str, String> = BTreeMap::new();
    let mut put = |field: &'static str, text: String| {
        if !field.is_empty() && !text.is_empty() {
            fields.insert(field, text);
        }
    };
    // A number after the issue, which finds an article, is left out.
    let superfluous = |key: &str| key == "number" && work.text("issue").is_some();
    for (field, text) in work.texts().filter(|(field, _)| !superfluous(field.key)) {
        let text = match field.key {
            // Nothing in an address is escaped, and what holds braces is none.
            "doi" | "url" => text.replace(['{', '}', '\\'], ""),
            "pages" => escaped(&text.replace(['–', '—'], "--")),
            // Braces of its own keep a title's capitals, in whatever language it is.
            "title" => format!("{{{}}}", escaped(text)),
            _ => escaped(text),
        };
        put(field_name(field, work.bib_type), text);
    }
    if let Some(published) = &work.published {
        put("date", date(published).unwrap_or_default());
        if published.precision() >= Precision::Year
            && let Some(start) = published.start().filter(|start| (1..=9999).contains(&start.year))
        {
            put("year", start.year.to_string());
        }
    }
    put("urldate", work.accessed.as_ref().and_then(date).unwrap_or_default());
    put("langid", work.text("language").and_then(super::languages::babel_name).unwrap_or_default().to_owned());
    put("entrysubtype", if matches!(work.bib_type, SourceType::News | SourceType::Opinion) { "newspaper" } else { "" }.to_owned());
    put("keywords", work.ty.map_or("", |ty| ty.as_str()).to_owned());
    put("note", escaped(&work.remarks.join(" ")));
    for (field, people) in [("author", &work.authors), ("editor", &work.editors), ("translator", &work.translators)] {
        put(field, names(people));
    }
    let fields: String = fields.into_iter().map(|(field, text)| format!("{field} = {{{text}}},\n")).collect();
    format!("@{}{{{},\n{fields}}}", super::vocabulary::exported_types(work.bib_type).2, work.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_text() {
        let text = escaped("50% & {x} \\ a_b ~^#$ }}{{");
        assert!(
            text.contains(
                "50\\% \\& {\\textbraceleft}x{\\textbraceright} {\\textbackslash} a\\_b {\\textasciitilde}{\\textasciicircum}\\#\\$"
            ),
            "{text}"
        );
        assert_eq!(text.matches('{').count(), text.matches('}').count());
    }

    #[test]
    fn a_time_of_day_is_left_out() {
        assert_eq!(date(&Edtf::parse("2025-06-02T14:40").unwrap()).unwrap(), "2025-06-02");
        assert_eq!(date(&Edtf::parse("2025-06~").unwrap()).unwrap(), "2025-06~");
        assert_eq!(date(&Edtf::parse("../2022-02").unwrap()).unwrap(), "../2022-02");
    }
}
