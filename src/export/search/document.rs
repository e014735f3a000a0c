//! What can be found, in which order, by which texts, and what is shown of it.

use serde::Serialize;

use super::super::context::when_words;
use super::IndexLanguages;
use crate::counts::distinct;
use crate::file::to_u32;
use crate::model::{Actor, Entity, Id, Model, Note, Round, Statement, Topic};
use crate::parse::date::Edtf;
use crate::parse::fields::{ActorType, Fields, Kind};
use crate::parse::fold::word_ends;
use crate::parse::markdown::BlockKind;
use crate::view::mark::{self, MarkKind};
use crate::view::track::track_period;
use crate::view::{Briefing, statement};

/// A thing that can be found.
#[derive(Clone, Copy, Debug)]
pub(super) enum Document {
    Note(Id<Note>),
    Statement(Id<Statement>),
}

/// How much a word says about a document, by where it stands. A title of few words says more by each: see [`each_text`].
pub(super) mod weight {
    pub(in super::super) const TITLE: u32 = 8;
    pub(in super::super) const NAME: u32 = 9;
    pub(in super::super) const SUMMARY: u32 = 4;
    pub(in super::super) const HEADING: u32 = 3;
    pub(in super::super) const CONCERNED: u32 = 2;
    pub(in super::super) const TEXT: u32 = 1;
}

/// The kinds in the order in which their documents are numbered; of statements, `None`.
pub(super) const KIND_ORDER: [Option<Kind>; 8] = [
    Some(Kind::Topic),
    Some(Kind::Actor),
    Some(Kind::Round),
    Some(Kind::Track),
    Some(Kind::Dispute),
    Some(Kind::Page),
    None,
    Some(Kind::Source),
];

/// Every document. Of two that fit equally well the first stands first: by kind, statements the newest first, works that were read before
/// those that are only cited.
pub(super) fn documents(model: &Model) -> Vec<Document> {
    let notes = |kind: Kind| model.notes.iter().filter(move |(_, note)| note.kind() == Some(kind)).map(|(id, _)| id);
    let mut all = Vec::new();
    for kind in KIND_ORDER {
        match kind {
            Some(kind) => {
                let mut of_kind: Vec<Id<Note>> = notes(kind).collect();
                of_kind.sort_by_key(|id| !is_read(model, *id));
                all.extend(of_kind.into_iter().map(Document::Note));
            }
            None => {
                let mut statements: Vec<Id<Statement>> = model.statements.ids().collect();
                statements.sort_by(|a, b| model.newest_first(*a, *b));
                all.extend(statements.into_iter().map(Document::Statement));
            }
        }
    }
    all
}

/// Whether a note is anything but a work that is only cited.
pub(super) fn is_read(model: &Model, note: Id<Note>) -> bool {
    match model.notes[note].entity {
        Entity::Source(source) => model.sources[source].read,
        _ => true,
    }
}

/// Its place in [`KIND_ORDER`].
pub(super) fn kind_index(model: &Model, document: Document) -> usize {
    let kind = match document {
        Document::Note(id) => model.notes[id].kind(),
        Document::Statement(_) => None,
    };
    KIND_ORDER.iter().position(|known| *known == kind).expect("every kind has its place")
}

/// The names of a note beside its title: short title, other names, names in other languages.
pub(super) fn names_of(note: &Note) -> impl Iterator<Item = &str> {
    own_names(note).chain(note.translations.iter().map(|translation| &*translation.title))
}

/// The names of a note beside its title, in its own language or in none.
fn own_names(note: &Note) -> impl Iterator<Item = &str> {
    let common = &note.written.common;
    common.short_title.iter().map(|title| &*title.value).chain(common.other_names().map(|name| &*name.value))
}

/// Gives all texts of a document, each with its language and the weight of its words: those of the site's language, and the original's where
/// they are others.
pub(super) fn each_text(site: &IndexLanguages<'_>, document: Document, add: &mut dyn FnMut(&str, &str, u32)) {
    match document {
        Document::Note(id) => {
            let (note, original) = (&site.model.notes[id], &site.original.notes[id]);
            add_title(note, add);
            for name in own_names(note) {
                add(name, &note.title_language, weight::NAME);
            }
            // Each in its own language, so that its forms are one with the name.
            for translation in &note.translations {
                add(&translation.title, &translation.language, weight::NAME);
            }
            add_texts(note.kind(), &note.written, &note.language, add);
            if note.language != original.language {
                for name in std::iter::once(&*original.title).chain(names_of(original)) {
                    add(name, &original.title_language, weight::NAME);
                }
                add_texts(note.kind(), &original.written, &original.language, add);
            }
        }
        Document::Statement(id) => {
            let language = &*site.model.notes[site.model.note_of_statement(id)].language;
            statement_texts(site.model, id, language, add);
            if language != &*site.original.config.language {
                statement_texts(site.original, id, &site.original.config.language, add);
            }
        }
    }
}

fn statement_texts(model: &Model, id: Id<Statement>, language: &str, add: &mut dyn FnMut(&str, &str, u32)) {
    let statement = &model.statements[id];
    let fields = &statement.fields;
    if let Some(text) = fields.text.given() {
        add(&text.plain, language, weight::SUMMARY);
    }
    add(&statement::speaker_words(model, id), language, weight::SUMMARY);
    for actor in [&statement.on_behalf_of, &statement.of, &statement.to, &statement.actors].into_iter().flatten() {
        add(&model.notes[model.actors[*actor].note].title, language, weight::CONCERNED);
    }
    for text in [&fields.speaker, &fields.said_text, &fields.happened_text].into_iter().flatten() {
        add(&text.value, language, weight::TEXT);
    }
    if let Some(quote) = &fields.quote {
        add(&quote.value, fields.quote_language.as_ref().map_or(language, |language| &*language.value), weight::TEXT);
    }
    if let Some(remark) = &fields.remark {
        add(&remark.plain, language, weight::TEXT);
    }
}

/// A title. Of few words each says more than of many. A work's is in the work's language.
fn add_title(note: &Note, add: &mut dyn FnMut(&str, &str, u32)) {
    let count = to_u32(note.title.split_whitespace().count()).max(1);
    let language = match &note.written.fields {
        Fields::Source(source) => source.language.as_ref().map_or(&*note.title_language, |language| &*language.value),
        _ => &*note.title_language,
    };
    add(&note.title, language, weight::TITLE + 6_u32.div_ceil(count));
}

fn add_texts(kind: Option<Kind>, note: &crate::parse::ParsedNote, language: &str, add: &mut dyn FnMut(&str, &str, u32)) {
    for block in &note.text.blocks {
        let weight = match block.kind {
            BlockKind::Heading => weight::HEADING,
            BlockKind::Field("summary" | "question") => weight::SUMMARY,
            // A statement's own words are a document of their own.
            BlockKind::Field("text" | "remark") if kind == Some(Kind::Source) => continue,
            BlockKind::Field(_) => weight::CONCERNED,
            _ => weight::TEXT,
        };
        add(&block.text, language, weight);
    }
    match &note.fields {
        Fields::Round(round) => {
            for text in [&round.place, &round.country, &round.date_text].into_iter().flatten() {
                add(&text.value, language, weight::SUMMARY);
            }
        }
        Fields::Actor(actor) => {
            for role in actor.roles.iter().filter_map(|role| role.value.title.given()) {
                add(&role.value, language, weight::HEADING);
            }
        }
        Fields::Source(source) => {
            for text in source.authors.iter().chain(&source.publisher) {
                add(&text.value, language, weight::SUMMARY);
            }
        }
        _ => {}
    }
}

pub(super) fn year(model: &Model, document: Document) -> Option<i64> {
    date(model, document).map(|date| date.year())
}

fn date(model: &Model, document: Document) -> Option<Edtf> {
    match document {
        Document::Statement(id) => model.said_or_reported(id),
        Document::Note(id) => match &model.notes[id].written.fields {
            Fields::Round(round) => round.date.as_ref().or(round.planned.as_ref()).map(|date| date.value),
            Fields::Source(source) => source.published.as_ref().map(|date| date.value),
            _ => None,
        },
    }
}

/// The numbers of the sides that a document is of: who speaks, for whom and whose position it is; who took part.
pub(super) fn sides(briefing: Briefing<'_>, document: Document) -> Vec<usize> {
    let model = briefing.model;
    let mut actors: Vec<Id<Actor>> = match document {
        Document::Statement(id) => {
            let statement = &model.statements[id];
            [&statement.by, &statement.on_behalf_of, &statement.of].into_iter().flatten().copied().collect()
        }
        Document::Note(id) => match model.notes[id].entity {
            Entity::Actor(actor) => vec![actor],
            Entity::Round(round) => {
                let round = &model.rounds[round];
                round.by.iter().chain(&round.to).copied().chain(round.present().map(|delegation| delegation.actor)).collect()
            }
            _ => Vec::new(),
        },
    };
    let on_the_day = date(model, document);
    let mandates: Vec<Id<Actor>> = actors.iter().flat_map(|actor| model.spoken_for(*actor, on_the_day.as_ref())).collect();
    actors.extend(mandates);
    distinct(actors.into_iter().filter_map(|actor| briefing.shared.sides.of_actor(actor)))
}

/// The note that a document follows without naming it: a statement its topics and rounds, a dispute and a round's outcomes their topics,
/// a round its track.
pub(super) fn followed(model: &Model, document: Document) -> Vec<Id<Note>> {
    let of_topics = |topics: &[Id<Topic>]| topics.iter().map(|id| model.topics[*id].note).collect::<Vec<_>>();
    let of_rounds = |rounds: &[Id<Round>]| rounds.iter().map(|id| model.rounds[*id].note).collect::<Vec<_>>();
    distinct(match document {
        Document::Statement(id) => {
            let statement = &model.statements[id];
            [of_topics(&statement.topics), of_rounds(&statement.rounds)].concat()
        }
        Document::Note(id) => match model.notes[id].entity {
            Entity::Dispute(id) => [of_topics(&model.disputes[id].topics), of_rounds(&model.disputes[id].rounds)].concat(),
            Entity::Round(id) => {
                let round = &model.rounds[id];
                let mut notes: Vec<Id<Note>> = round.outcomes.iter().flat_map(|outcome| of_topics(&outcome.topics)).collect();
                notes.extend(round.track.map(|track| model.tracks[track].note));
                notes
            }
            // What is found of a topic, the topic itself included.
            Entity::Topic(_) => vec![id],
            _ => Vec::new(),
        },
    })
}

/// Whether an actor's last word is the family name.
pub(super) fn is_person(model: &Model, note: &Note) -> bool {
    matches!(note.entity, Entity::Actor(id) if model.actors[id].ty() == Some(ActorType::Person))
}

/// What is shown of a document: in JSON an array, without the names of fields.
#[derive(Serialize)]
pub(super) struct SearchResult(
    /// The title; of a statement who speaks.
    String,
    /// The place of its kind in [`KIND_ORDER`].
    usize,
    /// Its path.
    String,
    /// Its text, shortened.
    String,
    /// What stands below the text: source, date, place.
    Vec<String>,
    /// A statement's mark: shape, number of the hue or 0, whether at second hand.
    Option<(MarkKind, usize, bool)>,
);

/// How much of a text is shown.
const MAX_TEXT_CHARS: usize = 300;

pub(super) fn search_result(briefing: Briefing<'_>, document: Document) -> SearchResult {
    let model = briefing.model;
    let kind = kind_index(model, document);
    match document {
        Document::Note(id) => {
            let note = &model.notes[id];
            let first =
                || note.written.text.blocks.iter().find(|block| block.kind == BlockKind::Paragraph).map_or("", |block| &*block.text);
            let text = note.summary().map_or_else(first, |summary| &*summary.plain);
            let mut details = Vec::new();
            match note.entity {
                Entity::Source(source) => {
                    details.extend(model.sources[source].fields.publisher.as_ref().map(|publisher| publisher.value.to_string()));
                    details.extend(date(model, document).map(|date| briefing.language.date(&date)));
                }
                Entity::Round(round) => {
                    let round = &model.rounds[round];
                    details.extend(when_words(model, round));
                    details.extend(round.fields.place.as_ref().map(|place| place.value.to_string()));
                }
                Entity::Track(track) => details.extend(track_period(model, track)),
                _ => {}
            }
            SearchResult(briefing.link(id).title.to_string(), kind, note.path.to_string(), shortened(text), details, None)
        }
        Document::Statement(id) => {
            let statement = &model.statements[id];
            let text = &*statement.fields.text.plain;
            let mut details = vec![statement::work_words(model, statement.source)];
            details.extend(statement::said_or_reported(briefing, statement).map(|date| date.text));
            let mark = mark::of_statement(briefing, id, &[]);
            let mark = (mark.kind, mark.hue.unwrap_or(0), mark.second_hand);
            let title = statement::speaker_words(model, id);
            SearchResult(title, kind, briefing.statement_path(id), shortened(text), details, Some(mark))
        }
    }
}

/// A text, cut after a word where it is long.
fn shortened(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(MAX_TEXT_CHARS) else { return text.to_owned() };
    let (kept, _) = text.split_at(word_ends(text).take_while(|at| *at <= end).last().unwrap_or(end));
    format!("{}…", kept.trim_end_matches([',', ';', ':', '.', '、', '。']))
}

#[test]
fn texts_are_cut_between_words_in_any_script() {
    let japanese = format!("第四回 {}。", "上限".repeat(200));
    assert_eq!(shortened(&japanese), format!("第四回 {}…", "上限".repeat(148)));
    assert_eq!(shortened(&"word, ".repeat(100)), format!("{}word…", "word, ".repeat(49)));
}
