//! `site.json`: the whole model, under the names that editors write, with every reference resolved.
//!
//! Its schema (JSON Schema 2020-12) is [`SCHEMA`], published beside it. `version` counts changes that break readers; new keys are no such
//! change. It is written straight from the model: no tree of it is ever in memory.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::export::ExportContext;
use crate::file::At;
use crate::model::{Evidence, Id, Mention, Note, Relation, Statement, Target};
use crate::parse::ParsedNote;
use crate::parse::date::Edtf;
use crate::parse::fields::StatementFields;
use crate::parse::markdown::{BlockKind, Prose, ReferenceKind};
use crate::parse::record::Text;

/// What `site.json` may hold.
pub const SCHEMA: &str = include_str!("site.schema.json");

/// Which version of the format this is.
pub const VERSION: u32 = 1;

/// The whole model as JSON.
#[must_use]
pub fn site_json(cx: &ExportContext<'_>) -> Vec<u8> {
    // Writing into memory fails only where a map has keys that are no strings, and there is none here.
    // Everything that was written, and half as much in names and addresses.
    let size = cx.text_size();
    let mut out = Vec::with_capacity(size.saturating_add(size / 2));
    if serde_json::to_writer(&mut out, &Root(cx)).is_err() {
        out.clear();
    }
    out.push(b'\n');
    out
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

/// What notes of every kind have.
#[derive(Serialize)]
struct Common<'a> {
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
struct MentionedBy<'a> {
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

fn mentions<'a>(cx: &'a ExportContext<'a>, list: &[Mention]) -> Vec<MentionedBy<'a>> {
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
    fn of(cx: &'a ExportContext<'a>, id: Id<Note>) -> Self {
        let note = &cx.model.notes[id];
        let common = &note.written.common;
        let path = crate::model::address::of_note(note);
        Self {
            id: &note.id,
            url_here: cx.url(&path),
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
                    date: written(change.value.date.0.as_ref()),
                    severity: change.value.severity.as_ref().map(|severity| severity.value.as_str()),
                    note: plain(change.value.note.0.as_ref()),
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
                    url_here: cx.url(&crate::model::address::in_language(&path, &other.language)),
                    title: &other.title,
                    summary: plain(other.written.common.summary.as_ref()),
                    body: markdown(cx, &other.written),
                    references: references(cx, &other.written, &other.targets),
                })
                .collect(),
        }
    }
}

fn evidence(cx: &ExportContext<'_>, list: &[Evidence]) -> Vec<String> {
    list.iter()
        .map(|evidence| match evidence {
            Evidence::Source(id) => cx.id_of(cx.model.sources[*id].note).to_owned(),
            Evidence::Statement(id) => cx.model.statement_name(*id),
        })
        .collect()
}

macro_rules! ids {
    ($cx:expr, $table:ident, $list:expr) => {
        $list.iter().map(|id| $cx.id_of($cx.model.$table[*id].note)).collect::<Vec<&str>>()
    };
}

macro_rules! choice {
    ($written:expr, $field:ident) => {
        $written.and_then(|written| written.$field.as_ref()).map(|choice| choice.value.as_str())
    };
}

#[derive(Serialize)]
struct Actor<'a> {
    #[serde(flatten)]
    note: Common<'a>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    ty: Option<&'static str>,
    #[serde(skip_serializing_if = "is_empty")]
    roles: Vec<Role<'a>>,
    #[serde(skip_serializing_if = "is_empty")]
    speaks_for: Vec<Mandate<'a>>,
    #[serde(skip_serializing_if = "is_empty")]
    part_of: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wikidata: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Role<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "is_empty")]
    sources: Vec<String>,
}

#[derive(Serialize)]
struct Mandate<'a> {
    actor: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

fn actor<'a>(cx: &'a ExportContext<'a>, id: Id<crate::model::Actor>) -> Actor<'a> {
    let actor = &cx.model.actors[id];
    let fields = cx.model.written_actor(id);
    let role = |role: &'a crate::model::Role| Role {
        title: &role.title,
        of: role.of.map(|of| cx.actor_id(of)),
        from: date(role.from.as_ref()),
        to: date(role.to.as_ref()),
        sources: evidence(cx, &role.sources),
    };
    let mandate = |mandate: &crate::model::Mandate| Mandate {
        actor: cx.actor_id(mandate.actor),
        from: date(mandate.from.as_ref()),
        to: date(mandate.to.as_ref()),
    };
    Actor {
        note: Common::of(cx, actor.note),
        ty: actor.ty.map(|ty| ty.as_str()),
        roles: actor.roles.iter().map(role).collect(),
        speaks_for: actor.speaks_for.iter().map(mandate).collect(),
        part_of: ids!(cx, actors, actor.part_of),
        wikidata: fields.and_then(|fields| text(fields.wikidata.as_ref())),
        url: fields.and_then(|fields| text(fields.url.as_ref())),
    }
}

#[derive(Serialize)]
struct Round<'a> {
    #[serde(flatten)]
    note: Common<'a>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    ty: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    planned: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coordinates: Option<[f64; 2]>,
    #[serde(rename = "format", skip_serializing_if = "Option::is_none")]
    how: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    track: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<i64>,
    #[serde(skip_serializing_if = "is_empty")]
    delegations: Vec<Delegation<'a>>,
    #[serde(skip_serializing_if = "is_empty")]
    outcomes: Vec<Outcome<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    follows: Option<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    followed_by: Vec<&'a str>,
}

#[derive(Serialize)]
struct Delegation<'a> {
    actor: &'a str,
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    members: Vec<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    sources: Vec<String>,
}

#[derive(Serialize)]
struct Outcome<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "is_empty")]
    topics: Vec<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    sources: Vec<String>,
}

fn round<'a>(cx: &'a ExportContext<'a>, id: Id<crate::model::Round>) -> Round<'a> {
    let model = cx.model;
    let round = &model.rounds[id];
    let fields = model.written_round(id);
    let delegation = |delegation: &crate::model::Delegation| Delegation {
        actor: cx.actor_id(delegation.actor),
        role: delegation.role.as_str(),
        head: delegation.head.map(|head| cx.actor_id(head)),
        members: ids!(cx, actors, delegation.members),
        sources: evidence(cx, &delegation.sources),
    };
    let outcome = |outcome: &'a crate::model::Outcome| {
        let written = model.written_outcome(id, outcome);
        Outcome {
            text: plain(written.and_then(|written| written.text.0.as_ref())),
            status: choice!(written, status),
            topics: ids!(cx, topics, outcome.topics),
            sources: evidence(cx, &outcome.sources),
        }
    };
    Round {
        note: Common::of(cx, round.note),
        ty: choice!(fields, ty),
        status: choice!(fields, status),
        date: date(round.date.as_ref()),
        planned: fields.and_then(|fields| written(fields.planned.as_ref())),
        place: fields.and_then(|fields| text(fields.place.as_ref())),
        country: fields.and_then(|fields| text(fields.country.as_ref())),
        coordinates: fields.and_then(|fields| fields.coordinates.as_ref()).map(|at| [at.value.latitude, at.value.longitude]),
        how: choice!(fields, format),
        track: round.track.map(|track| cx.id_of(model.tracks[track].note)),
        number: fields.and_then(|fields| fields.number.as_ref()).map(|number| number.value),
        delegations: round.delegations.iter().map(delegation).collect(),
        outcomes: round.outcomes.iter().map(outcome).collect(),
        follows: round.follows.map(|other| cx.id_of(model.rounds[other].note)),
        followed_by: ids!(cx, rounds, round.followed_by),
    }
}

#[derive(Serialize)]
struct Track<'a> {
    #[serde(flatten)]
    note: Common<'a>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    ty: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    rounds: Vec<&'a str>,
}

fn track<'a>(cx: &'a ExportContext<'a>, id: Id<crate::model::Track>) -> Track<'a> {
    let track = &cx.model.tracks[id];
    let fields = cx.model.written_track(id);
    Track {
        note: Common::of(cx, track.note),
        ty: fields.and_then(|fields| text(fields.ty.as_ref())),
        from: fields.and_then(|fields| written(fields.from.as_ref())),
        to: fields.and_then(|fields| written(fields.to.as_ref())),
        rounds: ids!(cx, rounds, track.rounds),
    }
}

#[derive(Serialize)]
struct Source<'a, S: Serialize> {
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

fn source<'a>(cx: &'a ExportContext<'a>, id: Id<crate::model::Source>) -> Source<'a, impl Serialize> {
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
            fields.archives.iter().map(|at| Archive { url: text(at.value.url.0.as_ref()), date: written(at.value.date.as_ref()) }).collect()
        }),
        other_languages: fields.map_or_else(Vec::new, |fields| {
            let one = |at: &'a At<crate::parse::fields::Translation>| OtherLanguage {
                language: text(at.value.language.0.as_ref()),
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
        text: plain(fields.text.0.as_ref()),
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

#[derive(Serialize)]
struct Topic<'a> {
    #[serde(flatten)]
    note: Common<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    children: Vec<&'a str>,
}

fn topic<'a>(cx: &'a ExportContext<'a>, id: Id<crate::model::Topic>) -> Topic<'a> {
    let topic = &cx.model.topics[id];
    let fields = cx.model.written_topic(id);
    Topic {
        note: Common::of(cx, topic.note),
        question: fields.and_then(|fields| plain(fields.question.as_ref())),
        order: fields.and_then(|fields| fields.order.as_ref()).map(|order| order.value),
        parent: topic.parent.map(|parent| cx.id_of(cx.model.topics[parent].note)),
        children: ids!(cx, topics, topic.children),
    }
}

#[derive(Serialize)]
struct Dispute<'a> {
    #[serde(flatten)]
    note: Common<'a>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    ty: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "is_empty")]
    topics: Vec<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    rounds: Vec<&'a str>,
    answers: Vec<Answer<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settled_by: Option<&'a str>,
}

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "is_empty")]
    statements: Vec<String>,
    #[serde(skip_serializing_if = "is_empty")]
    sources: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reckoning: Option<&'a str>,
}

fn dispute<'a>(cx: &'a ExportContext<'a>, id: Id<crate::model::Dispute>) -> Dispute<'a> {
    let dispute = &cx.model.disputes[id];
    let fields = cx.model.written_dispute(id);
    let answer = |answer: &'a crate::model::Answer| {
        let written = fields.and_then(|fields| fields.answers.get(answer.index)).map(|at| &at.value);
        Answer {
            text: plain(written.and_then(|written| written.text.0.as_ref())),
            statements: answer.statements.iter().map(|id| cx.model.statement_name(*id)).collect(),
            sources: evidence(cx, &answer.sources),
            reckoning: written.and_then(|written| text(written.reckoning.as_ref())),
        }
    };
    Dispute {
        note: Common::of(cx, dispute.note),
        ty: choice!(fields, ty),
        status: choice!(fields, status),
        topics: ids!(cx, topics, dispute.topics),
        rounds: ids!(cx, rounds, dispute.rounds),
        answers: dispute.answers.iter().map(answer).collect(),
        settled_by: fields.and_then(|fields| text(fields.settled_by.as_ref())),
    }
}

#[derive(Serialize)]
struct Page<'a> {
    #[serde(flatten)]
    note: Common<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    menu: Option<Menu<'a>>,
}

#[derive(Serialize)]
struct Menu<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<i64>,
}

fn page<'a>(cx: &'a ExportContext<'a>, id: Id<crate::model::Page>) -> Page<'a> {
    let menu = cx.model.written_page(id).and_then(|fields| fields.menu.as_ref());
    let menu = menu.map(|at| Menu { label: text(at.value.label.as_ref()), order: at.value.order.as_ref().map(|order| order.value) });
    Page { note: Common::of(cx, cx.model.pages[id].note), menu }
}
