//! `site.json`: the whole model, under the names that editors write, with every reference resolved.
//!
//! Its schema (JSON Schema 2020-12) is [`SCHEMA`], published beside it. `version` counts changes that break readers; new keys are no such
//! change. It is written straight from the model: no tree of it is ever in memory.

mod kinds;
mod note;
mod source;

use std::io::{self, Write};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::ExportContext;
use crate::file::At;
use crate::parse::date::Edtf;
use crate::parse::markdown::Prose;
use crate::parse::record::Text;
use kinds::{actor, dispute, page, round, topic, track};
use note::Common;
pub use note::markdown;
use source::source;

/// The ids of the notes of several entities.
macro_rules! ids {
    ($cx:expr, $table:ident, $list:expr) => {
        $list.iter().map(|id| $cx.id_of($cx.model.$table[*id].note)).collect::<Vec<&str>>()
    };
}
use ids;

/// The word that stands in a field with a choice of words.
macro_rules! choice {
    ($written:expr, $field:ident) => {
        $written.and_then(|written| written.$field.as_ref()).map(|choice| choice.value.as_str())
    };
}
use choice;

/// What `site.json` may hold.
pub const SCHEMA: &str = include_str!("site.schema.json");

/// Which version of the format this is.
pub const VERSION: u32 = 1;

/// Writes the whole model as JSON.
///
/// # Errors
/// Where `out` refuses.
pub fn site_json(cx: &ExportContext<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Root(cx))?;
    out.write_all(b"\n")
}

/// A list that is made while it is written.
struct Each<F>(F);

impl<F, I> Serialize for Each<F>
where
    F: Fn() -> I,
    I: Iterator,
    I::Item: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

fn is_empty<T>(list: &[T]) -> bool {
    list.is_empty()
}

fn text(text: Option<&Text>) -> Option<&str> {
    text.map(|text| &*text.value)
}

fn texts(list: &[Text]) -> Vec<&str> {
    list.iter().map(|text| &*text.value).collect()
}

fn plain(prose: Option<&Prose>) -> Option<&str> {
    prose.map(|prose| &*prose.plain)
}

fn written(date: Option<&At<Edtf>>) -> Option<String> {
    date.map(|date| date.value.to_string())
}

fn date(date: Option<&Edtf>) -> Option<String> {
    date.map(ToString::to_string)
}

/// The whole file.
struct Root<'a>(&'a ExportContext<'a>);

impl Serialize for Root<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let cx = self.0;
        let model = cx.model;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("format", "rapporteur-site")?;
        map.serialize_entry("version", &VERSION)?;
        map.serialize_entry("$schema", &cx.url("data/site.schema.json"))?;
        map.serialize_entry("site", &Settings::of(cx))?;
        if let Some(id) = model.home {
            map.serialize_entry("home", &Common::of(cx, id))?;
        }
        map.serialize_entry(
            "lists",
            &Each(|| model.lists.iter().map(|(kind, id)| List { kind: kind.as_str(), note: Common::of(cx, *id) })),
        )?;
        map.serialize_entry("actors", &Each(|| model.actors.ids().map(|id| actor(cx, id))))?;
        map.serialize_entry("rounds", &Each(|| model.rounds.ids().map(|id| round(cx, id))))?;
        map.serialize_entry("tracks", &Each(|| model.tracks.ids().map(|id| track(cx, id))))?;
        map.serialize_entry("sources", &Each(|| model.sources.ids().map(|id| source(cx, id))))?;
        map.serialize_entry("topics", &Each(|| model.topics.ids().map(|id| topic(cx, id))))?;
        map.serialize_entry("disputes", &Each(|| model.disputes.ids().map(|id| dispute(cx, id))))?;
        map.serialize_entry("pages", &Each(|| model.pages.ids().map(|id| page(cx, id))))?;
        map.end()
    }
}

#[derive(Serialize)]
struct Settings<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tagline: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    base_url: &'a str,
    language: &'a str,
    languages: &'a [Box<str>],
    #[serde(skip_serializing_if = "Option::is_none")]
    editor: Option<Editor<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    citation_style: Option<&'a str>,
    extra: &'a serde_json::Value,
}

#[derive(Serialize)]
struct Editor<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<&'a str>,
}

impl<'a> Settings<'a> {
    fn of(cx: &'a ExportContext<'a>) -> Self {
        let config = &cx.model.config;
        Self {
            title: &config.title,
            tagline: config.tagline.as_deref(),
            description: config.description.as_deref(),
            base_url: cx.root(),
            language: &config.language,
            languages: &config.languages,
            editor: config.editor.as_ref().map(|editor| Editor { name: &editor.name, contact: editor.contact.as_deref() }),
            license: config.license.as_deref(),
            as_of: date(cx.model.as_of.as_ref()),
            citation_style: text(config.citation_style.as_ref()),
            extra: &config.extra,
        }
    }
}

#[derive(Serialize)]
struct List<'a> {
    kind: &'static str,
    #[serde(flatten)]
    note: Common<'a>,
}
