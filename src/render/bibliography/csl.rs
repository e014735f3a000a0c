//! CSL-JSON 1.0.2, as citeproc processors and Zotero read it.

use serde_json::{Map, Value, json};

use super::{Agent, Form, Work, field, is_plain, works};
use crate::export::{ExportContext, Part};
use crate::parse::date::{Edtf, Parts, Precision, Season};
use crate::parse::fields::SourceType;

/// The references of a part of the site.
#[must_use]
pub fn csl_json(cx: &ExportContext<'_>, part: Part) -> Vec<u8> {
    let items: Vec<Value> = works(cx, part).iter().map(item).collect();
    let mut out = serde_json::to_vec_pretty(&items).unwrap_or_default();
    out.push(b'\n');
    out
}

const fn csl_type(form: Form, ty: Option<SourceType>) -> &'static str {
    match (form, ty) {
        (Form::NewspaperArticle, _) => "article-newspaper",
        (Form::JournalArticle, _) => "article-journal",
        (Form::Book, _) => "book",
        (Form::Chapter, _) => "chapter",
        (Form::Report, _) => "report",
        (Form::Interview, _) => "interview",
        (Form::Document, Some(SourceType::Transcript)) => "speech",
        (Form::Document, _) => "document",
        (Form::Post, _) => "post",
        (Form::WebPage, _) => "webpage",
    }
}

fn names(agents: &[Agent]) -> Value {
    let one = |agent: &Agent| match agent {
        Agent::Whole(name) => json!({ "literal": name }),
        Agent::Person { given, particle, family, suffix } => {
            let parts = [("family", family), ("given", given), ("non-dropping-particle", particle), ("suffix", suffix)];
            parts.into_iter().filter(|(_, part)| !part.is_empty()).map(|(key, part)| (key.to_owned(), json!(part))).collect()
        }
    };
    agents.iter().map(one).collect()
}

/// A date variable. Parts hold what is known and no more; a date that has no parts (`../2022-02`, `201X`) is given in words.
#[must_use]
fn date(date: &Edtf) -> Value {
    let known = date.start().filter(|_| date.precision() >= Precision::Year);
    let parts = |parts: Parts| -> Vec<i64> {
        let mut list = vec![parts.year];
        if let Some(month) = parts.month {
            list.push(i64::from(month));
            list.extend(parts.day.map(i64::from));
        }
        list
    };
    let Some(start) = known.filter(|_| !date.is_interval() || date.end().is_some()) else {
        return json!({ "literal": date.show() });
    };
    let mut dates = vec![parts(start)];
    dates.extend(date.end().map(parts));
    let mut value = json!({ "date-parts": dates });
    if let Some(season) = start.season.filter(|_| !date.is_interval()) {
        let number = match season {
            Season::Spring => 1,
            Season::Summer => 2,
            Season::Autumn => 3,
            Season::Winter => 4,
        };
        if let Some(map) = value.as_object_mut() {
            map.insert("season".to_owned(), json!(number));
        }
    }
    if date.qualifier().is_some()
        && let Some(map) = value.as_object_mut()
    {
        map.insert("circa".to_owned(), json!(true));
    }
    value
}

fn item(work: &Work<'_>) -> Value {
    let written = work.written;
    let mut map = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value.filter(|value| !value.is_null() && *value != json!([])) {
            map.insert(key.to_owned(), value);
        }
    };
    let text = |text: Option<&crate::parse::record::Text>| field(text).map(Value::from);
    put("id", Some(json!(work.id)));
    put("type", Some(json!(csl_type(work.form, work.ty))));
    put("citation-key", Some(json!(work.id)));
    put("title", Some(json!(work.title)));
    put("original-title", text(written.original_title.as_ref()));
    put("author", Some(names(&work.authors)));
    put("editor", Some(names(&work.editors)));
    put("translator", Some(names(&work.translators)));
    put("container-title", work.container().map(Value::from));
    put("publisher", text(written.publisher.as_ref()));
    put("publisher-place", text(written.place.as_ref()));
    put("issued", work.published.as_ref().map(date));
    put("accessed", work.accessed.as_ref().map(date));
    put("language", text(written.language.as_ref()));
    put("URL", work.address().map(Value::from));
    put("archive_location", work.archive.filter(|_| work.url.is_some()).map(Value::from));
    put("DOI", text(written.doi.as_ref()));
    put("ISBN", text(written.isbn.as_ref()));
    put("ISSN", text(written.issn.as_ref()));
    put("volume", text(written.volume.as_ref()));
    put("issue", text(written.issue.as_ref()));
    put("number", text(written.number.as_ref()));
    put("page", text(written.pages.as_ref()));
    put("edition", text(written.edition.as_ref()));
    put("collection-title", text(written.series.as_ref()));
    put("genre", work.ty.map(|ty| json!(ty.as_str())));
    put("note", Some(work.remarks().join(" ")).filter(|note| !note.is_empty()).map(Value::from));
    // The exact date for those who read EDTF; processors pass over `custom`.
    let inexact = work.published.filter(|date| !is_plain(date));
    put("custom", inexact.map(|date| json!({ "issued-edtf": date.to_string() })));
    Value::Object(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_hold_what_is_known() {
        let read = |text: &str| date(&Edtf::parse(text).unwrap());
        assert_eq!(read("2025"), json!({ "date-parts": [[2025]] }));
        assert_eq!(read("2025-06-02T14:40"), json!({ "date-parts": [[2025, 6, 2]] }));
        assert_eq!(read("2022-03/2022-05"), json!({ "date-parts": [[2022, 3], [2022, 5]] }));
        assert_eq!(read("2025-09~"), json!({ "date-parts": [[2025, 9]], "circa": true }));
        assert_eq!(read("2025-22"), json!({ "date-parts": [[2025]], "season": 2 }));
        assert!(read("../2022-02").get("literal").is_some());
    }
}
