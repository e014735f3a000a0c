//! What notes of every kind have: names, dates, text, references, what refers to them.

use serde::Serialize;

use super::{is_empty, plain, text, texts, written};
use crate::export::ExportContext;
use crate::model::{Evidence, Id, Mention, Note, Relation, Target};
use crate::parse::ParsedNote;
use crate::parse::markdown::{BlockKind, ReferenceKind};

/// What notes of every kind have.
#[derive(Serialize)]
pub(super) struct Common<'a> {
    id: &'a str,
    url_here: String,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    also_known_as: Vec<&'a str>,
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    names: serde_json::Map<String, serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    draft: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reviewed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    review_by: Option<String>,
    #[serde(skip_serializing_if = "is_empty")]
    aliases: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    changes: Vec<Change<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extra: Option<&'a serde_json::Value>,
    #[serde(skip_serializing_if = "str::is_empty")]
    body: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    references: Vec<Reference<'a>>,
    #[serde(skip_serializing_if = "is_empty")]
    mentioned_by: Vec<MentionedBy<'a>>,
    #[serde(skip_serializing_if = "is_empty")]
    translations: Vec<Translation<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

/// A link, citation or card.
#[derive(Serialize)]
struct Reference<'a> {
    /// `link`, `image`, `card`, `citation`.
    kind: &'static str,
    /// The field in which it stands, or `body`.
    #[serde(rename = "in")]
    within: &'static str,
    /// The note that it points to.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    /// The statement that it points to.
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<String>,
    /// The anchor that it points to.
    #[serde(skip_serializing_if = "Option::is_none")]
    anchor: Option<&'a str>,
    /// The address that it points to, where it is no note's.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// What follows a cited work's name: `p. 2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    locator: Option<&'a str>,
    /// What precedes a cited work's name: `see`.
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct MentionedBy<'a> {
    note: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<String>,
    /// The field that refers, or `text`.
    by: &'static str,
}

#[derive(Serialize)]
struct Translation<'a> {
    language: &'a str,
    url_here: String,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    body: &'a str,
    #[serde(skip_serializing_if = "is_empty")]
    references: Vec<Reference<'a>>,
}

/// The Markdown of a note's body, as its author wrote it.
#[must_use]
pub fn markdown<'a>(cx: &'a ExportContext<'_>, note: &ParsedNote) -> &'a str {
    let file = note.body_file.and_then(|id| cx.files.get(id));
    file.and_then(|file| file.text.get(note.body_start as usize..)).unwrap_or("").trim_matches(['\r', '\n'])
}

fn references<'a>(cx: &'a ExportContext<'a>, note: &'a ParsedNote, targets: &'a [Option<Target>]) -> Vec<Reference<'a>> {
    let mut list = Vec::with_capacity(note.text.references.len());
    for (reference, target) in note.text.references.iter().zip(targets) {
        let Some(target) = target else { continue };
        let within = match note.text.blocks.get(reference.block as usize).map(|block| block.kind) {
            Some(BlockKind::Field(key)) => key,
            _ => "body",
        };
        let (kind, citation) = match &reference.kind {
            ReferenceKind::Wikilink | ReferenceKind::Link => ("link", None),
            ReferenceKind::Image => ("image", None),
            ReferenceKind::Card => ("card", None),
            ReferenceKind::Citation(citation) => ("citation", Some(citation)),
        };
        let filled = |text: &'a str| Some(text).filter(|text| !text.is_empty());
        let mut one = Reference {
            kind,
            within,
            note: None,
            statement: None,
            anchor: None,
            url: None,
            locator: citation.and_then(|citation| filled(&citation.locator)),
            prefix: citation.and_then(|citation| filled(&citation.prefix)),
        };
        match target {
            Target::Note(id, anchor) => {
                one.note = Some(cx.id_of(*id));
                one.anchor = anchor.as_deref();
            }
            Target::Statement(id) => one.statement = Some(cx.model.statement_name(*id)),
            Target::Here(anchor) => one.anchor = Some(anchor),
            Target::Path(path) => one.url = Some(format!("{}{path}", cx.root())),
            Target::Web(url) => one.url = Some(url.to_string()),
        }
        list.push(one);
    }
    list
}

pub(super) fn mentions<'a>(cx: &'a ExportContext<'a>, list: &[Mention]) -> Vec<MentionedBy<'a>> {
    list.iter()
        .map(|mention| MentionedBy {
            note: cx.id_of(mention.from),
            statement: mention.statement.map(|id| cx.model.statement_name(id)),
            by: match mention.relation {
                Relation::Text(_) => "text",
                Relation::Field(key) => key,
            },
        })
        .collect()
}

impl<'a> Common<'a> {
    pub(super) fn of(cx: &'a ExportContext<'a>, id: Id<Note>) -> Self {
        let note = &cx.model.notes[id];
        let common = &note.written.common;
        let path = &*note.path;
        Self {
            id: &note.id,
            url_here: cx.url(path),
            title: &note.title,
            summary: plain(common.summary.as_ref()),
            also_known_as: texts(&common.also_known_as),
            names: common
                .names
                .iter()
                .flat_map(|map| map.0.iter().map(|(key, name)| (key.value.to_string(), (*name.value).into())))
                .collect(),
            draft: common.draft.as_ref().map(|draft| draft.value).filter(|draft| *draft),
            created: written(common.created.as_ref()),
            updated: written(common.updated.as_ref()),
            reviewed: written(common.reviewed.as_ref()),
            review_by: written(common.review_by.as_ref()),
            aliases: texts(&common.aliases),
            image: text(common.image.as_ref()),
            changes: common
                .changes
                .iter()
                .map(|change| Change {
                    date: written(change.value.date.given()),
                    severity: change.value.severity.as_ref().map(|severity| severity.value.as_str()),
                    note: plain(change.value.note.given()),
                })
                .collect(),
            extra: common.extra.as_ref().map(|extra| &extra.0),
            body: markdown(cx, &note.written),
            references: references(cx, &note.written, &note.targets),
            mentioned_by: mentions(cx, cx.model.mentions_of(id)),
            translations: note
                .translations
                .iter()
                .map(|other| Translation {
                    language: &other.language,
                    url_here: cx.url(&crate::model::address::in_language(path, &other.language)),
                    title: &other.title,
                    summary: plain(other.written.common.summary.as_ref()),
                    body: markdown(cx, &other.written),
                    references: references(cx, &other.written, &other.targets),
                })
                .collect(),
        }
    }
}

pub(super) fn evidence(cx: &ExportContext<'_>, list: &[Evidence]) -> Vec<String> {
    list.iter()
        .map(|evidence| match evidence {
            Evidence::Source(id) => cx.id_of(cx.model.sources[*id].note).to_owned(),
            Evidence::Statement(id) => cx.model.statement_name(*id),
        })
        .collect()
}
