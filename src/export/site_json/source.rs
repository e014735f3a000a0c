//! Sources with their statements.

use serde::Serialize;

use super::note::{Common, MentionedBy, mentions};
use super::{Each, choice, date, ids, is_empty, plain, text, texts, written};
use crate::export::ExportContext;
use crate::file::At;
use crate::model::{Id, Statement};
use crate::parse::fields::StatementFields;

#[derive(Serialize)]
pub(super) struct Source<'a, S: Serialize> {
    #[serde(flatten)]
    note: Common<'a>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    ty: Option<&'static str>,
    #[serde(skip_serializing_if = "is_empty")]
    authors: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher_actor: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accessed: Option<String>,
    access: &'static str,
    #[serde(skip_serializing_if = "is_empty")]
    archives: Vec<Archive<'a>>,
    #[serde(rename = "in_other_languages", skip_serializing_if = "is_empty")]
    other_languages: Vec<OtherLanguage<'a>>,
    #[serde(skip_serializing_if = "is_empty")]
    cites: Vec<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    cited_by: Vec<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    editors: Vec<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    translators: Vec<&'a str>,
    /// `url`, `language`, `doi` and the other plain fields, as far as they are there.
    #[serde(flatten)]
    plain: serde_json::Map<String, serde_json::Value>,
    statements: S,
}

#[derive(Serialize)]
struct Archive<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
}

#[derive(Serialize)]
struct OtherLanguage<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
}

pub(super) fn source<'a>(cx: &'a ExportContext<'a>, id: Id<crate::model::Source>) -> Source<'a, impl Serialize> {
    let model = cx.model;
    let source = &model.sources[id];
    let fields = model.written_source(id);
    let plain = fields.map_or_else(serde_json::Map::new, |fields| {
        let fields = [
            ("url", &fields.url),
            ("language", &fields.language),
            ("vantage", &fields.vantage),
            ("caveat", &fields.caveat),
            ("doi", &fields.doi),
            ("isbn", &fields.isbn),
            ("issn", &fields.issn),
            ("container_title", &fields.container_title),
            ("original_title", &fields.original_title),
            ("volume", &fields.volume),
            ("issue", &fields.issue),
            ("pages", &fields.pages),
            ("edition", &fields.edition),
            ("place", &fields.place),
            ("series", &fields.series),
            ("number", &fields.number),
        ];
        fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), (*value.as_ref()?.value).into()))).collect()
    });
    Source {
        note: Common::of(cx, source.note),
        ty: choice!(fields, ty),
        authors: fields.map_or_else(Vec::new, |fields| texts(&fields.authors)),
        publisher: fields.and_then(|fields| text(fields.publisher.as_ref())),
        publisher_actor: source.publisher.map(|actor| cx.actor_id(actor)),
        published: fields.and_then(|fields| written(fields.published.as_ref())),
        accessed: fields.and_then(|fields| written(fields.accessed.as_ref())),
        access: if source.read { "read" } else { "cited" },
        archives: fields.map_or_else(Vec::new, |fields| {
            fields.archives.iter().map(|at| Archive { url: text(at.value.url.given()), date: written(at.value.date.as_ref()) }).collect()
        }),
        other_languages: fields.map_or_else(Vec::new, |fields| {
            let one = |at: &'a At<crate::parse::fields::Translation>| OtherLanguage {
                language: text(at.value.language.given()),
                url: text(at.value.url.as_ref()),
                title: text(at.value.title.as_ref()),
            };
            fields.translations.iter().map(one).collect()
        }),
        cites: ids!(cx, sources, source.cites),
        cited_by: ids!(cx, sources, source.cited_by),
        editors: fields.map_or_else(Vec::new, |fields| texts(&fields.editors)),
        translators: fields.map_or_else(Vec::new, |fields| texts(&fields.translators)),
        plain,
        statements: Each(move || source.statements.iter().filter_map(move |id| Some(statement(cx, *id, model.written_statement(*id)?)))),
    }
}

#[derive(Serialize)]
struct StatementJson<'a> {
    id: String,
    url_here: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    ty: Option<&'static str>,
    #[serde(skip_serializing_if = "is_empty")]
    by: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<&'a str>,
    #[serde(rename = "for", skip_serializing_if = "is_empty")]
    on_behalf_of: Vec<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    of: Vec<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    to: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    said: Option<String>,
    /// Whether `said` is the day on which the source was published, for want of another.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    said_is_publication: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    said_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    happened: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    happened_text: Option<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    topics: Vec<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    rounds: Vec<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    actors: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<&'static str>,
    #[serde(skip_serializing_if = "is_empty")]
    via: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locator: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote_language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<ValueJson<'a>>,
    #[serde(skip_serializing_if = "is_empty")]
    denies: Vec<String>,
    #[serde(skip_serializing_if = "is_empty")]
    denied_by: Vec<String>,
    #[serde(skip_serializing_if = "is_empty")]
    supports: Vec<String>,
    #[serde(skip_serializing_if = "is_empty")]
    supported_by: Vec<String>,
    #[serde(skip_serializing_if = "is_empty")]
    disputes: Vec<InDispute<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remark: Option<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    used_by: Vec<MentionedBy<'a>>,
}

/// A figure as printed: its digits as text, since `0.50` and `0.5` are not printed alike.
#[derive(Serialize)]
struct ValueJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected: Option<&'a str>,
}

/// An answer to a dispute, counted from 1.
#[derive(Serialize)]
struct InDispute<'a> {
    dispute: &'a str,
    answer: usize,
}

fn statement<'a>(cx: &'a ExportContext<'a>, id: Id<Statement>, fields: &'a StatementFields) -> StatementJson<'a> {
    let model = cx.model;
    let statement = &model.statements[id];
    let names = |list: &[Id<Statement>]| list.iter().map(|id| model.statement_name(*id)).collect::<Vec<_>>();
    let figure = |value: &'a At<crate::parse::fields::Value>| ValueJson {
        min: value.value.min.as_ref().map(|number| &*number.value.digits),
        max: value.value.max.as_ref().map(|number| &*number.value.digits),
        unit: text(value.value.unit.as_ref()),
        about: value.value.about.as_ref().map(|about| about.value),
        corrected: value.value.corrected.as_ref().map(|number| &*number.value.digits),
    };
    StatementJson {
        id: model.statement_name(id),
        url_here: cx.url_of_statement(id),
        text: plain(fields.text.given()),
        ty: fields.ty.as_ref().map(|ty| ty.value.as_str()),
        by: ids!(cx, actors, statement.by),
        speaker: text(fields.speaker.as_ref()),
        on_behalf_of: ids!(cx, actors, statement.on_behalf_of),
        of: ids!(cx, actors, statement.of),
        to: ids!(cx, actors, statement.to),
        said: date(statement.said.as_ref()),
        said_is_publication: fields.said.is_none() && statement.said.is_some(),
        said_text: text(fields.said_text.as_ref()),
        happened: date(statement.happened.as_ref()),
        happened_text: text(fields.happened_text.as_ref()),
        topics: ids!(cx, topics, statement.topics),
        rounds: ids!(cx, rounds, statement.rounds),
        actors: ids!(cx, actors, statement.actors),
        basis: fields.basis.as_ref().map(|basis| basis.value.as_str()),
        via: ids!(cx, sources, statement.via),
        locator: text(fields.locator.as_ref()),
        quote: text(fields.quote.as_ref()),
        quote_language: text(fields.quote_language.as_ref()),
        value: fields.value.as_ref().map(figure),
        denies: names(&statement.denies),
        denied_by: names(&statement.denied_by),
        supports: names(&statement.supports),
        supported_by: names(&statement.supported_by),
        disputes: statement
            .disputes
            .iter()
            .map(|(dispute, answer)| InDispute { dispute: cx.id_of(model.disputes[*dispute].note), answer: answer.saturating_add(1) })
            .collect(),
        remark: plain(fields.remark.as_ref()),
        used_by: mentions(cx, model.uses_of(id)),
    }
}
