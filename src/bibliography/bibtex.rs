//! BibLaTeX, by the library that `import` reads it with, in the part that BibTeX reads too: `date` (EDTF, which BibLaTeX reads) for
//! exactness, and the `year` besides.
//!
//! UTF-8 throughout (Biber, BibTeXu and Zotero read it). Keys are the sources' ids.

use biblatex::{Chunk, Chunks, Entry, Spanned};

use super::names::Name;
use super::vocabulary::{Field, is_held_by_publisher};
use super::work::Work;
use crate::parse::date::{Edtf, Moment, Precision};
use crate::parse::fields::SourceType;

/// Works as BibLaTeX.
pub fn bibtex<'a>(works: impl Iterator<Item = &'a Work>) -> Vec<u8> {
    works.flat_map(|work| format!("{}\n\n", written(work)).into_bytes()).collect()
}

/// A page of the site, for the eye.
pub(super) fn of_page(work: &Work) -> String {
    written(work)
}

/// TeX's special characters that the library escapes in a way which TeX, or a reader that counts braces, takes for something else: what
/// stands for them in what it is given, and what they become.
const SPECIAL: [(char, char, &str); 5] = [
    ('\\', '\u{e010}', "{\\textbackslash}"),
    ('{', '\u{e011}', "{\\textbraceleft}"),
    ('}', '\u{e012}', "{\\textbraceright}"),
    ('~', '\u{e013}', "{\\textasciitilde}"),
    ('^', '\u{e014}', "{\\textasciicircum}"),
];

/// The signs of EDTF that the library would escape, and what stands for them in what it is given.
const IN_DATES: [(&str, &str); 2] = [("~", "\u{e015}"), ("%", "\u{e016}")];

fn guarded(text: &str) -> String {
    text.chars().map(|c| SPECIAL.iter().find(|(special, ..)| *special == c).map_or(c, |(_, guard, _)| *guard)).collect()
}

fn chunk(text: &str, make: fn(String) -> Chunk) -> Chunks {
    vec![Spanned::detached(make(guarded(text)))]
}

/// `particle Family, Suffix, Given`, joined by `and`; in braces where it is an institution, or would be taken apart.
fn names(names: &[Name]) -> Chunks {
    let mut chunks = Vec::new();
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            chunks.push(Spanned::detached(Chunk::Normal(" and ".to_owned())));
        }
        let is_joined = |text: &str| text.split_whitespace().any(|word| word.eq_ignore_ascii_case("and"));
        let inverted = name.inverted();
        let whole = matches!(name, Name::Institution(_)) || is_joined(&inverted);
        chunks.extend(chunk(&inverted, if whole { Chunk::Verbatim } else { Chunk::Normal }));
    }
    chunks
}

/// What a field is called in entries of a sort; nothing where they do not have it.
fn called(field: &Field, sort: SourceType) -> &'static str {
    use SourceType::{Article, Chapter, News, Opinion, Report, Thesis};
    let body = !matches!(sort, News | Opinion | Article | Chapter | SourceType::Book | SourceType::Dataset);
    match field.key {
        "container_title" if matches!(sort, News | Opinion | Article) => "journaltitle",
        "container_title" if sort == Chapter => "booktitle",
        "container_title" if is_held_by_publisher(sort) => "organization",
        "publisher" if matches!(sort, Report | Thesis) => "institution",
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
    let day = |parts: Option<Moment>| {
        let parts = parts?;
        Some(format!("{:04}-{:02}-{:02}", parts.year, parts.month?, parts.day?))
    };
    let start = day(date.start());
    if date.is_interval() { Some(format!("{}/{}", start?, day(date.end())?)) } else { start }
}

fn written(work: &Work) -> String {
    let mut entry = Entry::new(work.id.clone(), super::vocabulary::written(work.sort).2);
    let mut put = |field: &str, text: &str| {
        if !field.is_empty() && !text.is_empty() {
            // Addresses and dates stand as they are: nothing in them is escaped, and what holds braces is no address here.
            let text = match field {
                "doi" | "url" => text.replace(['{', '}', '\\'], ""),
                "date" | "urldate" => IN_DATES.iter().fold(text.to_owned(), |text, (sign, guard)| text.replace(*sign, guard)),
                _ => guarded(text),
            };
            entry.set(field, vec![Spanned::detached(Chunk::Normal(text))]);
        }
    };
    // The title stands last; a number behind the issue, which finds an article.
    let superfluous = |key: &str| key == "title" || (key == "number" && work.text("issue").is_some());
    for (field, text) in work.texts().filter(|(field, _)| !superfluous(field.key)) {
        put(called(field, work.sort), &if field.key == "pages" { text.replace(['–', '—'], "--") } else { text.to_owned() });
    }
    if let Some(published) = &work.published {
        put("date", &date(published).unwrap_or_default());
        if published.precision() >= Precision::Year
            && let Some(start) = published.start().filter(|start| (1..=9999).contains(&start.year))
        {
            put("year", &start.year.to_string());
        }
    }
    put("urldate", &work.accessed.as_ref().and_then(date).unwrap_or_default());
    put("langid", work.text("language").and_then(super::languages::babel).unwrap_or_default());
    put("entrysubtype", if matches!(work.sort, SourceType::News | SourceType::Opinion) { "newspaper" } else { "" });
    put("keywords", work.ty.map_or("", |ty| ty.as_str()));
    put("note", &work.remarks.join(" "));
    for (field, people) in [("author", &work.authors), ("editor", &work.editors), ("translator", &work.translators)] {
        if !people.is_empty() {
            entry.set(field, names(people));
        }
    }
    // Braces of its own keep a title's capitals, in whatever language it is.
    entry.set("title", chunk(work.text("title").unwrap_or_default(), Chunk::Verbatim));
    let text = entry.to_biblatex_string();
    let text = SPECIAL.iter().fold(text, |text, (_, guard, command)| text.replace(*guard, command));
    IN_DATES.iter().fold(text, |text, (sign, guard)| text.replace(guard, sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_text() {
        let mut entry = Entry::new("x".to_owned(), biblatex::EntryType::Misc);
        entry.set("note", chunk("50% & {x} \\ a_b ~^#$ }}{{", Chunk::Normal));
        let text = SPECIAL.iter().fold(entry.to_biblatex_string(), |text, (_, guard, command)| text.replace(*guard, command));
        assert!(
            text.contains(
                "{50\\% \\& {\\textbraceleft}x{\\textbraceright} {\\textbackslash} a\\_b {\\textasciitilde}{\\textasciicircum}\\#\\$"
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
