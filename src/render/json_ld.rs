//! Structured data in pages: schema.org as JSON-LD 1.1, for search engines and for whoever reads pages by program.
//!
//! The things that pages are about have the same names (IRIs) as in `data/site.ttl`, so that both can be read together.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::bibliography::names::{Name, NameReader};
use crate::bibliography::{Bibliography, web_address};
use crate::config::OutputKind;
use crate::export::clean;
use crate::export::schema_org::{self, SUBJECT_FRAGMENT, iso_date, subject_iri};
use crate::export::table;
use crate::file::Located;
use crate::model::address;
use crate::model::{Actor, Answer, Contributor, Dispute, Entity, Id, Model, Note, Round, Source, Statement};
use crate::parse::date::Edtf;
use crate::parse::fields::{ActorType, DelegationRole};
use crate::parse::record::Text;
use crate::view::head::Head;

/// An object of JSON-LD: these entries, those left out that say nothing.
fn thing(mut entries: Value) -> Value {
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    entries.as_object_mut().expect("a thing has entries").retain(|_, value| !is_empty(value));
    entries
}

fn line(text: Option<&Text>) -> Option<Cow<'_, str>> {
    text.map(|text| clean::line(&text.value))
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
    let license = config.license.as_deref().and_then(license);
    let outputs = &config.outputs;
    let search = || {
        json!({
            "@type": "SearchAction",
            "target": { "@type": "EntryPoint", "urlTemplate": format!("{home}search/?q={{search_term_string}}") },
            "query-input": "required name=search_term_string",
        })
    };
    let site = thing(json!({
        "@type": "WebSite",
        "@id": home,
        "url": home,
        "name": clean::line(&config.title),
        "description": description(model),
        "inLanguage": languages,
        "publisher": editor(model),
        "license": license,
        "translationOfWork": (!is_main).then(|| json!({ "@id": root })),
        "potentialAction": outputs.has(OutputKind::Search).then(search),
    }));
    // Data stands once for all languages.
    if !outputs.has_data() || !is_main {
        return graph(vec![site]);
    }
    let files = table::files(outputs);
    let download = |path: &str| {
        let format = table::format_at(files.iter().find(|file| file.path == path)?.format);
        let media_type = format.media_type.split(';').next();
        Some(json!({ "@type": "DataDownload", "contentUrl": format!("{root}{path}"), "encodingFormat": media_type }))
    };
    let downloads = ["data/briefing.zip", "data/site.json", "data/site.ttl", "data/statements.csv"].into_iter().filter_map(download);
    let dataset = thing(json!({
        "@type": "Dataset",
        "@id": format!("{root}data/{SUBJECT_FRAGMENT}"),
        "name": format!("{}: data", clean::line(&config.title)),
        "description": description(model),
        "license": license,
        "creator": editor(model),
        "isPartOf": { "@id": root },
        "distribution": downloads.collect::<Vec<_>>(),
    }));
    graph(vec![site, dataset])
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
    let common = &note.written.common;
    let date = |field: &Option<Located<Edtf>>| field.as_ref().and_then(|at| iso_date(&at.value));
    let subject = subject(model, bibliography, id, root);
    // The summary of a page that is about something describes that.
    let is_described = subject.is_none() || matches!(note.entity, Entity::Source(_));
    let page = thing(json!({
        "@type": if note.kind().is_some() { "WebPage" } else { "CollectionPage" },
        "@id": format!("{root}{}", note.path),
        "name": clean::line(&note.title),
        "inLanguage": model.config.language,
        "isPartOf": { "@id": root },
        "dateCreated": date(&common.created),
        "dateModified": date(&common.updated),
        "lastReviewed": date(&common.reviewed),
        "breadcrumb": breadcrumbs(model, note, root),
        "description": note.summary().filter(|_| is_described).map(|summary| clean::line(&summary.plain)),
        "mainEntity": subject.is_some().then(|| json!({ "@id": subject_iri(root, note) })),
    }));
    let mut things = vec![page];
    things.extend(subject);
    if let Entity::Source(source) = note.entity {
        let claims = model.sources[source].statements.iter().take(MAX_LISTED);
        things.extend(claims.map(|statement| claim(model, bibliography, *statement, root)));
    }
    graph(things)
}

/// The page of a note in another language: the page itself, and which page it says again. What it is about is told on that page.
pub(crate) fn of_translation(model: &Model, id: Id<Note>, head: &Head, root: &str) -> Value {
    let note = &model.notes[id];
    let original = note.path.strip_prefix(&*model.prefix).unwrap_or(&note.path);
    // The thing has one name, whatever the language of the page.
    let has_subject = !matches!(note.entity, Entity::Home | Entity::List(_) | Entity::Page(_));
    graph(vec![thing(json!({
        "@type": "WebPage",
        "@id": format!("{root}{}", head.path),
        "name": clean::line(&head.title),
        "description": head.description.as_deref().map(clean::line),
        "inLanguage": head.language,
        "isPartOf": { "@id": root },
        "translationOfWork": { "@id": format!("{root}{original}") },
        "mainEntity": has_subject.then(|| json!({ "@id": format!("{root}{original}{SUBJECT_FRAGMENT}") })),
    }))])
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
        thing(json!({ "@type": "ListItem", "position": index + 1, "name": name, "item": url }))
    };
    json!({ "@type": "BreadcrumbList", "itemListElement": steps.into_iter().enumerate().map(item).collect::<Vec<_>>() })
}

/// What a note is about; none for home, lists and pages.
fn subject(model: &Model, bibliography: &Bibliography, id: Id<Note>, root: &str) -> Option<Value> {
    let note = &model.notes[id];
    let mut entries = match note.entity {
        Entity::Actor(actor) => self::actor(model, actor, root),
        Entity::Round(round) => self::round(model, round, root),
        Entity::Track(track) => {
            let rounds = model.tracks[track].rounds.iter().map(|round| link(model, model.rounds[*round].note, root));
            json!({ "@type": "EventSeries", "@id": subject_iri(root, note), "subEvent": rounds.collect::<Vec<_>>() })
        }
        Entity::Source(source) => self::source(model, bibliography, source, root),
        Entity::Topic(_) => json!({ "@type": "DefinedTerm", "@id": subject_iri(root, note) }),
        Entity::Dispute(dispute) => self::dispute(model, dispute, root),
        Entity::Home | Entity::List(_) | Entity::Page(_) => return None,
    };
    let names: Vec<Cow<'_, str>> = note.written.common.other_names().map(|name| clean::line(&name.value)).collect();
    // What search engines show of an article is its headline.
    let is_article = matches!(note.entity, Entity::Source(source) if schema_org::has_headline(bibliography.work(source)));
    let summary = note.summary().filter(|_| !matches!(note.entity, Entity::Source(_)));
    let of_all = json!({
        (if is_article { "headline" } else { "name" }): clean::line(&note.title),
        "alternateName": names,
        "description": summary.map(|summary| clean::line(&summary.plain)),
    });
    entries.as_object_mut()?.extend(of_all.as_object()?.clone());
    Some(thing(entries))
}

/// A thing by name alone: enough to follow it.
fn link(model: &Model, id: Id<Note>, root: &str) -> Value {
    json!({ "@id": subject_iri(root, &model.notes[id]), "name": clean::line(&model.notes[id].title) })
}

/// Another thing by its address alone: its own page says what it is called.
fn reference(model: &Model, id: Id<Note>, root: &str) -> Value {
    json!({ "@id": subject_iri(root, &model.notes[id]) })
}

fn actor(model: &Model, id: Id<Actor>, root: &str) -> Value {
    let actor = &model.actors[id];
    let links = |ids: &[Id<Actor>]| ids.iter().map(|id| link(model, model.actors[*id].note, root)).collect::<Vec<_>>();
    // Both speak of today.
    let has_ended = |to: &Edtf| model.as_of.is_none_or(|now| to.certainly_before(&now));
    let is_person = actor.ty() == Some(ActorType::Person);
    let roles = || actor.roles.iter().filter(|role| is_person && !role.fields.to.as_deref().is_some_and(has_ended));
    let mut organisations: Vec<Id<Actor>> = roles().filter_map(|role| role.of).collect();
    organisations.dedup();
    // In schema.org a country is a place, and a place has no `memberOf`.
    let is_place = matches!(actor.ty(), Some(ActorType::State) | None);
    json!({
        "@type": schema_org::actor_class(actor.ty()),
        "@id": subject_iri(root, &model.notes[actor.note]),
        "sameAs": schema_org::wikidata(actor.fields.wikidata.as_ref()),
        "url": web_address(actor.fields.url.as_ref()),
        "jobTitle": roles().map(|role| clean::line(&role.fields.title.value)).collect::<Vec<_>>(),
        "affiliation": links(&organisations),
        "memberOf": links(if is_place { &[] } else { &actor.part_of }),
    })
}

fn round(model: &Model, id: Id<Round>, root: &str) -> Value {
    let round = &model.rounds[id];
    let fields = &round.fields;
    let (start, end) = round.date.as_ref().map(schema_org::iso).unwrap_or_default();
    let place = (fields.place.is_some() || fields.country.is_some()).then(|| {
        let address = json!({
            "@type": "PostalAddress",
            "addressCountry": line(fields.country.as_deref()),
            "addressLocality": line(fields.place.as_deref()),
        });
        thing(json!({
            "@type": "Place",
            "name": line(fields.place.as_deref().or(fields.country.as_deref())),
            "address": thing(address),
            "geo": fields.coordinates.as_ref().map(|at| {
                json!({ "@type": "GeoCoordinates", "latitude": at.value.latitude, "longitude": at.value.longitude })
            }),
        }))
    });
    let with_role = |roles: &[DelegationRole]| -> Vec<Value> {
        let chosen = round.delegations.iter().filter(|delegation| roles.contains(&delegation.role));
        chosen.map(|delegation| link(model, model.actors[delegation.actor].note, root)).collect()
    };
    json!({
        "@type": "Event",
        "@id": subject_iri(root, &model.notes[round.note]),
        "startDate": start,
        "endDate": end,
        "eventStatus": schema_org::event_status(fields.status.as_ref().map(|status| status.value)),
        "eventAttendanceMode": schema_org::attendance(fields.format.as_ref().map(|format| format.value)),
        "location": place,
        "superEvent": round.track.map(|track| link(model, model.tracks[track].note, root)),
        "attendee": with_role(&[DelegationRole::Party, DelegationRole::Mediator, DelegationRole::Observer, DelegationRole::Guest]),
        "organizer": with_role(&[DelegationRole::Host]),
    })
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

fn source(model: &Model, bibliography: &Bibliography, id: Id<Source>, root: &str) -> Value {
    let source = &model.sources[id];
    let fields = &*source.fields;
    let work = bibliography.work(id);
    let people = |names: &[Name]| names.iter().map(name_json).collect::<Vec<_>>();
    let archives: Vec<&str> = fields.archives.iter().filter_map(|archive| web_address(archive.value.url.given())).collect();
    let doi = |doi: &Text| json!({ "@type": "PropertyValue", "propertyID": "doi", "value": clean::line(&doi.value) });
    let container = |title: &Text| json!({ "@type": "CreativeWork", "name": clean::line(&title.value) });
    let cited = source.cites.iter().take(MAX_LISTED).map(|cited| reference(model, model.sources[*cited].note, root));
    json!({
        "@type": schema_org::source_class(work),
        "@id": subject_iri(root, &model.notes[source.note]),
        "author": people(&work.authors),
        "editor": people(&work.editors),
        "translator": people(&work.translators),
        "publisher": publisher(model, source, root),
        "datePublished": fields.published.as_ref().and_then(|at| iso_date(&at.value)),
        "inLanguage": line(fields.language.as_ref()),
        "url": web_address(fields.url.as_ref()),
        "archivedAt": archives,
        "isbn": line(fields.isbn.as_ref()),
        "pagination": line(fields.pages.as_ref()),
        "identifier": fields.doi.as_ref().map(doi),
        "isPartOf": fields.container_title.as_ref().map(container),
        "citation": cited.collect::<Vec<_>>(),
    })
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
    let authors: Vec<Value> = statement.by.iter().map(|actor| link(model, model.actors[*actor].note, root)).collect();
    let author = match (&fields.speaker, authors.is_empty()) {
        (_, false) => authors.into(),
        (Some(speaker), true) => json!({ "@type": "Thing", "name": clean::line(&speaker.value) }),
        (None, true) => own_voice(model, bibliography, statement.source, root),
    };
    thing(json!({
        "@type": "Claim",
        "@id": iri,
        "url": (url != iri).then_some(&url),
        "text": clean::line(&fields.text.plain),
        "author": author,
        "datePublished": statement.said.as_ref().and_then(iso_date),
        "appearance": { "@id": subject_iri(root, source) },
        "about": statement.topics.iter().map(|topic| reference(model, model.topics[*topic].note, root)).collect::<Vec<_>>(),
    }))
}

fn dispute(model: &Model, id: Id<Dispute>, root: &str) -> Value {
    let dispute = &model.disputes[id];
    let answer_json = |answer: &Answer| json!({ "@type": "Answer", "text": clean::line(&answer.fields.text.plain) });
    let (accepted, suggested): (Vec<_>, Vec<_>) = dispute.answers.iter().partition(|answer| answer.holds());
    json!({
        "@type": "Question",
        "@id": subject_iri(root, &model.notes[dispute.note]),
        "about": dispute.topics.iter().map(|topic| link(model, model.topics[*topic].note, root)).collect::<Vec<_>>(),
        "answerCount": dispute.answers.len(),
        "acceptedAnswer": accepted.first().map(|answer| answer_json(answer)),
        "suggestedAnswer": suggested.into_iter().map(answer_json).collect::<Vec<_>>(),
    })
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
