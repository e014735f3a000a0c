//! A work → the text of a source note.

use super::ImportedWork;
use crate::bibliography::names::Name;
use crate::bibliography::vocabulary::publisher_is_container;
use crate::parse::fields::{SourceFields, SourceType};
use crate::parse::record::Record as _;

/// The note's text. Fields come in the order of the manual.
pub(super) fn note(work: &ImportedWork, title: &str) -> String {
    let names = |people: &[Name]| {
        let names = people.iter().map(|person| quoted(&person.written())).collect::<Vec<_>>().join(", ");
        (!names.is_empty()).then(|| format!("[{names}]"))
    };
    // A paper or site that holds the work is its publisher, where no other is named.
    let published_by_container =
        work.ty.is_none_or(|ty| publisher_is_container(ty) && ty != SourceType::Article) && work.text("publisher").is_none();
    let is_named = published_by_container || work.text("container_title") == work.text("publisher");
    let value = |key: &str| match key {
        "type" => work.ty.map(|ty| quoted(ty.as_str())),
        "authors" => names(&work.authors),
        "editors" => names(&work.editors),
        "translators" => names(&work.translators),
        "access" => Some(quoted("cited")),
        "publisher" if published_by_container => work.text("container_title").map(quoted),
        "container_title" if is_named => None,
        key => work.text(key).map(quoted),
    };
    let fields = SourceFields::fields().iter().filter_map(|field| Some(format!("{} = {}\n", field.key, value(field.key)?)));
    format!("+++\ntitle = {}\n{}+++\n", quoted(title), fields.collect::<String>())
}

/// A TOML string on one line: what JSON escapes, TOML escapes alike. Other control characters are left out.
pub(crate) fn quoted(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    serde_json::Value::from(text).to_string()
}
