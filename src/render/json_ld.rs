//! Structured data in pages: schema.org as JSON-LD 1.1, for search engines and for whoever reads pages by program.
//!
//! The things that pages are about have the same names (IRIs) as in `data/site.ttl`, so that both can be read together.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::bibliography::names::{Name, NameReader};
use crate::bibliography::{Bibliography, web_address};
use crate::config::OutputKind;
use crate::export::clean;
use crate::export::schema_org::{self, SUBJECT_FRAGMENT, iso_date, subject_iri};
use crate::export::table;
use crate::model::address;
use crate::model::{Actor, Answer, Contributor, Dispute, Entity, Id, Model, Note, Round, Source, Statement};
use crate::parse::date::Edtf;
use crate::parse::fields::{ActorType, DelegationRole};
use crate::parse::record::Text;
use crate::view::head::Head;

/// A JSON-LD object; empty values are left out.
#[derive(Default)]
struct Thing(Map<String, Value>);

impl Thing {
    fn new(class: &'static str, id: String) -> Self {
        let mut thing = Self::without_id(class);
        thing.put("@id", id);
        thing
    }

    fn without_id(class: &'static str) -> Self {
        let mut thing = Self::default();
        thing.put("@type", class);
        thing
    }

    fn put(&mut self, key: &str, value: impl Into<Value>) -> &mut Self {
        let value = value.into();
        let is_empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(list) => list.is_empty(),
            Value::Object(entries) => entries.is_empty(),
            Value::Bool(_) | Value::Number(_) => false,
        };
        if !is_empty {
            self.0.insert(key.to_owned(), value);
        }
        self
    }

    fn put_text(&mut self, key: &str, text: Option<&Text>) -> &mut Self {
        self.put(key, text.map(|text| clean::line(&text.value)))
    }

    fn into_json(self) -> Value {
        Value::Object(self.0)
    }
}

fn graph(things: Vec<Value>) -> Value {
    json!({ "@context": "https://schema.org", "@graph": things })
}

/// The home page of a language: the site, its editor, its search.
pub fn of_site(model: &Model, root: &str) -> Value {
    let home = format!("{root}{}", model.prefix);
    let is_main = model.prefix.is_empty();
    let config = &model.config;
    let languages = if is_main { &*config.languages } else { std::slice::from_ref(&config.language) };
    let mut site = Thing::new("WebSite", home.clone());
    site.put("url", &*home)
        .put("name", clean::line(&config.title))
        .put("description", description(model))
        .put("inLanguage", languages.iter().map(ToString::to_string).collect::<Vec<_>>())
        .put("publisher", editor(model))
        .put("license", config.license.as_deref().and_then(license))
        .put("translationOfWork", (!is_main).then(|| json!({ "@id": root })));
    let outputs = &config.outputs;
    if outputs.has(OutputKind::Search) {
        site.put(
            "potentialAction",
            json!({
                "@type": "SearchAction",
                "target": { "@type": "EntryPoint", "urlTemplate": format!("{home}search/?q={{search_term_string}}") },
                "query-input": "required name=search_term_string",
            }),
        );
    }
    // Data stands once for all languages.
    if !outputs.has_data() || !is_main {
        return graph(vec![site.into_json()]);
    }
    let mut dataset = Thing::new("Dataset", format!("{root}data/{SUBJECT_FRAGMENT}"));
    let files = table::files(outputs);
    let download = |path: &str| {
        let format = table::format_at(files.iter().find(|file| file.path == path)?.format);
        let media_type = format.media_type.split(';').next();
        Some(json!({ "@type": "DataDownload", "contentUrl": format!("{root}{path}"), "encodingFormat": media_type }))
    };
    dataset
        .put("name", format!("{}: data", clean::line(&config.title)))
        .put("description", description(model))
        .put("license", config.license.as_deref().and_then(license))
        .put("creator", editor(model))
        .put("isPartOf", json!({ "@id": root }))
        .put(
            "distribution",
            ["data/briefing.zip", "data/site.json", "data/site.ttl", "data/statements.csv"]
                .into_iter()
                .filter_map(download)
                .collect::<Vec<_>>(),
        );
    graph(vec![site.into_json(), dataset.into_json()])
}

fn description(model: &Model) -> Cow<'_, str> {
    let config = &model.config;
    let text = config.description.as_deref().or(config.tagline.as_deref()).unwrap_or(&config.title);
    clean::line(text)
}

fn editor(model: &Model) -> Value {
    let Some(editor) = &model.config.editor else { return Value::Null };
    let name = clean::line(&editor.name);
    let written = model.config.editor_as_written.as_deref().unwrap_or_default();
    let class = match NameReader::default().read(written, "") {
        Some(Name::Person { .. }) => "Person",
        _ => "Organization",
    };
    json!({ "@type": class, "name": name })
}

/// The address of a licence that is known by an SPDX name of Creative Commons, or is an address.
fn license(name: &str) -> Option<String> {
    let name = name.trim();
    if name.starts_with("https://") || name.starts_with("http://") {
        return Some(name.to_owned());
    }
    if name.eq_ignore_ascii_case("CC0-1.0") {
        return Some("https://creativecommons.org/publicdomain/zero/1.0/".to_owned());
    }
    let rest = name.to_ascii_lowercase();
    let (terms, version) = rest.strip_prefix("cc-")?.rsplit_once('-')?;
    let known = matches!(terms, "by" | "by-sa" | "by-nc" | "by-nd" | "by-nc-sa" | "by-nc-nd")
        && matches!(version, "1.0" | "2.0" | "2.5" | "3.0" | "4.0");
    known.then(|| format!("https://creativecommons.org/licenses/{terms}/{version}/"))
}

/// A note's page: the page itself, the way to it, and what it is about.
pub fn of_note(model: &Model, bibliography: &Bibliography, id: Id<Note>, root: &str) -> Value {
    let note = &model.notes[id];
    let url = format!("{root}{}", note.path);
    let mut page = Thing::new(if note.kind().is_some() { "WebPage" } else { "CollectionPage" }, url);
    let common = &note.written.common;
    page.put("name", clean::line(&note.title))
        .put("inLanguage", model.config.language.to_string())
        .put("isPartOf", json!({ "@id": root }))
        .put("dateCreated", common.created.as_ref().and_then(|at| iso_date(&at.value)))
        .put("dateModified", common.updated.as_ref().and_then(|at| iso_date(&at.value)))
        .put("lastReviewed", common.reviewed.as_ref().and_then(|at| iso_date(&at.value)))
        .put("breadcrumb", breadcrumbs(model, note, root));
    let subject = subject(model, bibliography, id, root);
    let mut things = Vec::new();
    // The summary of a page that is about something describes that.
    if subject.is_none() || matches!(note.entity, Entity::Source(_)) {
        page.put("description", note.summary().map(|summary| clean::line(&summary.plain)));
    }
    page.put("mainEntity", subject.is_some().then(|| json!({ "@id": subject_iri(root, note) })));
    things.push(page.into_json());
    things.extend(subject);
    if let Entity::Source(source) = note.entity {
        things
            .extend(model.sources[source].statements.iter().take(MAX_LISTED).map(|statement| claim(model, bibliography, *statement, root)));
    }
    graph(things)
}

/// The page of a note in another language: the page itself, and which page it says again. What it is about is told on that page.
pub(crate) fn of_translation(model: &Model, id: Id<Note>, head: &Head, root: &str) -> Value {
    let note = &model.notes[id];
    let url = format!("{root}{}", head.path);
    let original = note.path.strip_prefix(&*model.prefix).unwrap_or(&note.path);
    let mut page = Thing::new("WebPage", url);
    page.put("name", clean::line(&head.title))
        .put("description", head.description.as_deref().map(|text| clean::line(text)))
        .put("inLanguage", head.language.as_str())
        .put("isPartOf", json!({ "@id": root }))
        .put("translationOfWork", json!({ "@id": format!("{root}{original}") }));
    if !matches!(note.entity, Entity::Home | Entity::List(_) | Entity::Page(_)) {
        // The thing has one name, whatever the language of the page.
        page.put("mainEntity", json!({ "@id": format!("{root}{original}{SUBJECT_FRAGMENT}") }));
    }
    graph(vec![page.into_json()])
}

fn breadcrumbs(model: &Model, note: &Note, root: &str) -> Value {
    let mut steps = vec![(clean::line(&model.config.title), Some(root.to_owned()))];
    if let Some(kind) = note.kind() {
        steps.push((crate::export::feed::kind_title(model, kind).into(), Some(format!("{root}{}", model.list_path(kind)))));
    }
    // The last step is the page itself.
    if note.entity != Entity::Home {
        steps.push((clean::line(&note.title), None));
    }
    let item = |(index, (name, url)): (usize, (Cow<'_, str>, Option<String>))| {
        let mut step = Thing::without_id("ListItem");
        step.put("position", index + 1).put("name", name).put("item", url);
        step.into_json()
    };
    json!({ "@type": "BreadcrumbList", "itemListElement": steps.into_iter().enumerate().map(item).collect::<Vec<_>>() })
}

/// What a note is about; none for home, lists and pages.
fn subject(model: &Model, bibliography: &Bibliography, id: Id<Note>, root: &str) -> Option<Value> {
    let note = &model.notes[id];
    let mut thing = match note.entity {
        Entity::Actor(actor) => self::actor(model, actor, root),
        Entity::Round(round) => self::round(model, round, root),
        Entity::Track(track) => {
            let mut thing = Thing::new("EventSeries", subject_iri(root, note));
            thing.put(
                "subEvent",
                model.tracks[track].rounds.iter().map(|round| link(model, model.rounds[*round].note, root)).collect::<Vec<_>>(),
            );
            thing
        }
        Entity::Source(source) => self::source(model, bibliography, source, root),
        Entity::Topic(_) => Thing::new("DefinedTerm", subject_iri(root, note)),
        Entity::Dispute(dispute) => self::dispute(model, dispute, root),
        Entity::Home | Entity::List(_) | Entity::Page(_) => return None,
    };
    let common = &note.written.common;
    let names: Vec<Cow<'_, str>> = common.other_names().map(|name| clean::line(&name.value)).collect();
    // What search engines show of an article is its headline.
    let is_article = matches!(note.entity, Entity::Source(source) if schema_org::has_headline(bibliography.work(source)));
    thing.put(if is_article { "headline" } else { "name" }, clean::line(&note.title)).put("alternateName", names);
    if !matches!(note.entity, Entity::Source(_)) {
        thing.put("description", note.summary().map(|summary| clean::line(&summary.plain)));
    }
    Some(thing.into_json())
}

/// A thing by name alone: enough to follow it.
fn link(model: &Model, id: Id<Note>, root: &str) -> Value {
    json!({ "@id": subject_iri(root, &model.notes[id]), "name": clean::line(&model.notes[id].title) })
}

/// Another thing by its address alone: its own page says what it is called.
fn reference(model: &Model, id: Id<Note>, root: &str) -> Value {
    json!({ "@id": subject_iri(root, &model.notes[id]) })
}

fn actor(model: &Model, id: Id<Actor>, root: &str) -> Thing {
    let actor = &model.actors[id];
    let mut thing = Thing::new(schema_org::actor_class(actor.ty()), subject_iri(root, &model.notes[actor.note]));
    thing.put("sameAs", schema_org::wikidata(actor.fields.wikidata.as_ref()));
    thing.put("url", web_address(actor.fields.url.as_ref()));
    let link_to = |id: &Id<Actor>| link(model, model.actors[*id].note, root);
    if matches!(actor.ty(), Some(ActorType::Person)) {
        // Both speak of today.
        let has_ended = |to: &Edtf| model.as_of.is_none_or(|now| to.certainly_before(&now));
        let roles = || actor.roles.iter().filter(|role| !role.to.as_ref().is_some_and(has_ended));
        let titles: Vec<Cow<'_, str>> = roles().map(|role| clean::line(&role.title)).collect();
        thing.put("jobTitle", titles);
        let mut organisations: Vec<Id<Actor>> = roles().filter_map(|role| role.of).collect();
        organisations.dedup();
        thing.put("affiliation", organisations.iter().map(link_to).collect::<Vec<_>>());
    }
    // In schema.org a country is a place, and a place has no `memberOf`.
    if !matches!(actor.ty(), Some(ActorType::State) | None) {
        thing.put("memberOf", actor.part_of.iter().map(link_to).collect::<Vec<_>>());
    }
    thing
}

fn round(model: &Model, id: Id<Round>, root: &str) -> Thing {
    let round = &model.rounds[id];
    let fields = &round.fields;
    let mut thing = Thing::new("Event", subject_iri(root, &model.notes[round.note]));
    if let Some(date) = &round.date {
        let (start, end) = schema_org::iso(date);
        thing.put("startDate", start).put("endDate", end);
    }
    thing.put("eventStatus", schema_org::event_status(fields.status.as_ref().map(|status| status.value)));
    thing.put("eventAttendanceMode", schema_org::attendance(fields.format.as_ref().map(|format| format.value)));
    if fields.place.is_some() || fields.country.is_some() {
        let mut place = Thing::without_id("Place");
        place.put_text("name", fields.place.as_deref().or(fields.country.as_deref()));
        let mut address = Thing::without_id("PostalAddress");
        address.put_text("addressCountry", fields.country.as_deref());
        address.put_text("addressLocality", fields.place.as_deref());
        place.put("address", address.into_json());
        if let Some(at) = &fields.coordinates {
            place.put("geo", json!({ "@type": "GeoCoordinates", "latitude": at.value.latitude, "longitude": at.value.longitude }));
        }
        thing.put("location", place.into_json());
    }
    if let Some(track) = round.track {
        thing.put("superEvent", link(model, model.tracks[track].note, root));
    }
    let with_role = |roles: &[DelegationRole]| -> Vec<Value> {
        let chosen = round.delegations.iter().filter(|delegation| roles.contains(&delegation.role));
        chosen.map(|delegation| link(model, model.actors[delegation.actor].note, root)).collect()
    };
    thing.put("attendee", with_role(&[DelegationRole::Party, DelegationRole::Mediator, DelegationRole::Observer, DelegationRole::Guest]));
    thing.put("organizer", with_role(&[DelegationRole::Host]));
    thing
}

/// A name as a person or an organisation.
fn name_json(name: &Name) -> Value {
    match name {
        Name::Institution(name) => json!({ "@type": "Organization", "name": name.clone() }),
        Name::Person { given, family, .. } => {
            json!({ "@type": "Person", "name": name.spoken(), "givenName": given.clone(), "familyName": family.clone() })
        }
    }
}

fn source(model: &Model, bibliography: &Bibliography, id: Id<Source>, root: &str) -> Thing {
    let source = &model.sources[id];
    let fields = &*source.fields;
    let note = &model.notes[source.note];
    let work = bibliography.work(id);
    let mut thing = Thing::new(schema_org::source_class(work), subject_iri(root, note));
    for (role, people) in [("author", &work.authors), ("editor", &work.editors), ("translator", &work.translators)] {
        thing.put(role, people.iter().map(name_json).collect::<Vec<_>>());
    }
    thing.put("publisher", publisher(model, source, root));
    thing.put("datePublished", fields.published.as_ref().and_then(|at| iso_date(&at.value)));
    thing.put_text("inLanguage", fields.language.as_ref());
    thing.put("url", web_address(fields.url.as_ref()));
    let archives: Vec<&str> = fields.archives.iter().filter_map(|archive| web_address(archive.value.url.given())).collect();
    thing.put("archivedAt", archives);
    thing.put_text("isbn", fields.isbn.as_ref()).put_text("pagination", fields.pages.as_ref());
    if let Some(doi) = &fields.doi {
        thing.put("identifier", json!({ "@type": "PropertyValue", "propertyID": "doi", "value": clean::line(&doi.value) }));
    }
    if let Some(container) = &fields.container_title {
        thing.put("isPartOf", json!({ "@type": "CreativeWork", "name": clean::line(&container.value) }));
    }
    thing.put(
        "citation",
        source.cites.iter().take(MAX_LISTED).map(|cited| reference(model, model.sources[*cited].note, root)).collect::<Vec<_>>(),
    );
    thing
}

/// Who published a work: the actor, else the name as written.
fn publisher(model: &Model, source: &Source, root: &str) -> Value {
    let name = || source.fields.publisher.as_ref().map_or_else(String::new, |publisher| clean::line(&publisher.value).into_owned());
    match source.publishing_actor() {
        Some(actor) => link(model, model.actors[actor].note, root),
        None if name().is_empty() => Value::Null,
        None => json!({ "@type": "Organization", "name": name() }),
    }
}

/// Who speaks where a work speaks itself: its authors, those that are actors as these; else its publisher.
fn own_voice(model: &Model, bibliography: &Bibliography, id: Id<Source>, root: &str) -> Value {
    let authors = &model.sources[id].voice.authors;
    let author = |(author, name): (&Contributor, &Name)| {
        author.actor.map_or_else(|| name_json(name), |actor| link(model, model.actors[actor].note, root))
    };
    match &*authors.iter().zip(&bibliography.work(id).authors).map(author).collect::<Vec<_>>() {
        [] => publisher(model, &model.sources[id], root),
        authors => authors.into(),
    }
}

/// The most claims, and the most cited works, that a source's page names to search engines. All of them stand in
/// `/data/site.ttl`; on the page of a long ledger they would outweigh what people read.
const MAX_LISTED: usize = 4;

/// A statement: a claim that appears in its source.
fn claim(model: &Model, bibliography: &Bibliography, id: Id<Statement>, root: &str) -> Value {
    let statement = &model.statements[id];
    let fields = &statement.fields;
    let source = &model.notes[model.note_of_statement(id)];
    // The claim keeps its IRI, whatever part of a long page it stands on.
    let anchor = address::percent_encoded(&statement.id);
    let iri = format!("{root}{}#{anchor}", source.path);
    let url = format!("{root}{}#{anchor}", model.page_of_statement(id));
    let elsewhere = (url != iri).then_some(url);
    let mut claim = Thing::new("Claim", iri);
    claim.put("url", elsewhere);
    claim.put("text", clean::line(&fields.text.plain));
    let authors: Vec<Value> = statement.by.iter().map(|actor| link(model, model.actors[*actor].note, root)).collect();
    if authors.is_empty() {
        match &fields.speaker {
            Some(speaker) => claim.put("author", json!({ "@type": "Thing", "name": clean::line(&speaker.value) })),
            None => claim.put("author", own_voice(model, bibliography, statement.source, root)),
        };
    } else {
        claim.put("author", authors);
    }
    claim.put("datePublished", statement.said.as_ref().and_then(iso_date));
    claim.put("appearance", json!({ "@id": subject_iri(root, source) }));
    claim.put("about", statement.topics.iter().map(|topic| reference(model, model.topics[*topic].note, root)).collect::<Vec<_>>());
    claim.into_json()
}

fn dispute(model: &Model, id: Id<Dispute>, root: &str) -> Thing {
    let dispute = &model.disputes[id];
    let mut thing = Thing::new("Question", subject_iri(root, &model.notes[dispute.note]));
    thing.put("about", dispute.topics.iter().map(|topic| link(model, model.topics[*topic].note, root)).collect::<Vec<_>>());
    thing.put("answerCount", dispute.answers.len());
    let answer_json = |answer: &Answer| json!({ "@type": "Answer", "text": clean::line(&answer.fields.text.plain) });
    let (accepted, suggested): (Vec<_>, Vec<_>) = dispute.answers.iter().partition(|answer| answer.holds());
    thing.put("acceptedAnswer", accepted.first().map(|answer| answer_json(answer)));
    thing.put("suggestedAnswer", suggested.into_iter().map(answer_json).collect::<Vec<_>>());
    thing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_have_addresses() {
        assert_eq!(license("CC-BY-4.0").as_deref(), Some("https://creativecommons.org/licenses/by/4.0/"));
        assert_eq!(license("CC-BY-NC-SA-4.0").as_deref(), Some("https://creativecommons.org/licenses/by-nc-sa/4.0/"));
        assert_eq!(license("all rights reserved"), None);
    }
}
