//! A work → the text of a source note.

use std::fmt::Write as _;

use super::Work;
use crate::bibliography::names::Name;
use crate::parse::fields::SourceType;

/// Sorts of works whose paper, station or site is what publishes them.
const HELD: [SourceType; 7] = [
    SourceType::News,
    SourceType::Opinion,
    SourceType::Explainer,
    SourceType::Social,
    SourceType::Interview,
    SourceType::Broadcast,
    SourceType::Webpage,
];

/// The note's text. Fields come in the order of the manual.
pub(super) fn note(work: &Work, title: &str) -> String {
    let Work {
        ty,
        title: _,
        authors,
        editors,
        translators,
        publisher,
        container_title,
        published,
        accessed,
        language,
        url,
        doi,
        isbn,
        issn,
        original_title,
        volume,
        issue,
        pages,
        edition,
        place,
        series,
        number,
    } = work;
    let one = |value: &Option<String>| value.as_deref().map(quoted);
    let names = |makers: &[Name]| {
        let names = makers.iter().map(|maker| quoted(&maker.written())).collect::<Vec<_>>().join(", ");
        (!names.is_empty()).then(|| format!("[{names}]"))
    };
    // A paper or site that holds the work is its publisher, where no other is named.
    let held = ty.is_none_or(|ty| HELD.contains(&ty)) && publisher.is_none();
    let (publisher, container_title) = if held { (container_title, &None) } else { (publisher, container_title) };
    let container_title = if container_title == publisher { &None } else { container_title };
    let fields = [
        ("title", Some(quoted(title))),
        ("type", ty.map(|ty| quoted(ty.as_str()))),
        ("authors", names(authors)),
        ("publisher", one(publisher)),
        ("published", one(published)),
        ("accessed", one(accessed)),
        ("language", one(language)),
        ("url", one(url)),
        ("access", Some(quoted("cited"))),
        ("doi", one(doi)),
        ("isbn", one(isbn)),
        ("issn", one(issn)),
        ("container_title", one(container_title)),
        ("original_title", one(original_title)),
        ("volume", one(volume)),
        ("issue", one(issue)),
        ("pages", one(pages)),
        ("edition", one(edition)),
        ("place", one(place)),
        ("series", one(series)),
        ("number", one(number)),
        ("editors", names(editors)),
        ("translators", names(translators)),
    ];
    let mut text = "+++\n".to_owned();
    for (key, value) in fields {
        if let Some(value) = value {
            // Writing to a `String` does not fail.
            let _ = writeln!(text, "{key} = {value}");
        }
    }
    text.push_str("+++\n");
    text
}

/// A TOML string. What is imported has no control characters.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
