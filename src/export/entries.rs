//! What a note or a statement gives to every output: its declared fields, and what follows from other fields and notes.
//!
//! Outputs write what they are given by its shape. So a field that is declared reaches all of them.

use std::borrow::Cow;

use super::ExportContext;
use crate::model::address;
use crate::model::{Dispute, Entity, Id, LinkTarget, Mention, Note, Relation, Round, Source, Statement, Topic, Track};
use crate::parse::ParsedNote;
use crate::parse::date::Edtf;
use crate::parse::fields::{Access, Common, DelegationFields, DelegationRole, Fields, HomeFields, Kind, SourceFields, StatementFields};
use crate::parse::markdown::{BlockKind, ReferenceKind, TextLevel, portable};
use crate::parse::record::{Entries, ExpectedKind, FieldSpec, Record, Shape, Value};
use crate::view::statement::own_voice;

/// The outputs that hold a derived field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum HeldBy {
    /// `site.json` and the tables.
    Both,
    Json,
    Tables,
}

type ValueOf<T> = for<'a> fn(&ExportContext<'a>, Id<T>) -> Option<Value<'a>>;

/// A derived field: it follows from other fields or other notes.
pub(super) struct Derived<T: 'static> {
    pub(super) spec: FieldSpec,
    pub(super) held_by: HeldBy,
    value: ValueOf<T>,
}

const fn required_field(record: &'static str, key: &'static str, doc: &'static str, shape: Shape) -> FieldSpec {
    FieldSpec { key, doc, required: true, shape, record, wording: false }
}

const fn optional_field(record: &'static str, key: &'static str, doc: &'static str, shape: Shape) -> FieldSpec {
    FieldSpec { required: false, ..required_field(record, key, doc, shape) }
}

/// What the specifications of derived fields give as their record.
const DERIVED: &str = "derived";

/// One that is always there.
const fn always<T>(key: &'static str, doc: &'static str, shape: Shape, held_by: HeldBy, value: ValueOf<T>) -> Derived<T> {
    Derived { spec: required_field(DERIVED, key, doc, shape), held_by, value }
}

const fn derived<T>(key: &'static str, doc: &'static str, shape: Shape, held_by: HeldBy, value: ValueOf<T>) -> Derived<T> {
    Derived { spec: optional_field(DERIVED, key, doc, shape), held_by, value }
}

/// The first or the last day that a date may mean.
const fn day_in_tables<T>(key: &'static str, doc: &'static str, value: ValueOf<T>) -> Derived<T> {
    derived(key, doc, Shape::Date, HeldBy::Tables, value)
}

const ACTOR: Shape = Shape::Name(ExpectedKind::Actor);
const ROUNDS: Shape = Shape::Many(&Shape::Name(ExpectedKind::Round));
const SOURCES: Shape = Shape::Many(&Shape::Name(ExpectedKind::Source));
const TOPICS: Shape = Shape::Many(&Shape::Name(ExpectedKind::Topic));
const STATEMENTS: Shape = Shape::Many(&Shape::Name(ExpectedKind::Statement));

/// The id of a note, which stands before its fields.
pub(super) static NOTE_ID: Derived<Note> =
    always("id", "Its id; empty for the home page and the introductions of lists.", Shape::Text, HeldBy::Both, |cx, id| {
        Some(text(cx.id_of(id)))
    });

/// What the introduction of a list stands before.
pub(super) static LIST_KIND: FieldSpec =
    required_field(DERIVED, "kind", "The kind whose list it introduces.", Shape::Choice(Kind::CHOICES));

pub(super) const DERIVED_OF_NOTES: &[Derived<Note>] = &[
    always("url_here", "Its page on this site.", Shape::Text, HeldBy::Both, |cx, id| Some(owned(cx.url_of(id)))),
    derived("body", "Its text, in Markdown as it was written.", Shape::Text, HeldBy::Json, |cx, id| {
        markdown(cx, &cx.model.notes[id].written)
    }),
    derived(
        "references",
        "The links, images, cards and citations in its Markdown, in the order of reading.",
        REFERENCES,
        HeldBy::Json,
        |cx, id| {
            let note = &cx.model.notes[id];
            many(references(cx, &note.written, &note.targets))
        },
    ),
    derived("mentioned_by", "The notes that refer to it.", MENTIONS, HeldBy::Json, |cx, id| many(mentions(cx, &cx.model.mentions[id]))),
    derived("translations", "The note in other languages.", Shape::Many(&Shape::Record(|| TRANSLATION)), HeldBy::Json, |cx, id| {
        many(translations(cx, id))
    }),
];

const DERIVED_OF_ROUNDS: &[Derived<Note>] = &[
    day_in_tables("earliest", EARLIEST, |cx, id| earliest(round(cx, id).date.as_ref())),
    day_in_tables("latest", LATEST, |cx, id| latest(round(cx, id).date.as_ref())),
    derived("followed_by", "The rounds that follow it.", ROUNDS, HeldBy::Both, |cx, id| many(names(cx, &round(cx, id).followed_by))),
];

const DERIVED_OF_TRACKS: &[Derived<Note>] =
    &[always("rounds", "Its rounds, by date.", ROUNDS, HeldBy::Both, |cx, id| Some(Value::Many(names(cx, &track(cx, id).rounds))))];

const DERIVED_OF_SOURCES: &[Derived<Note>] = &[
    day_in_tables("earliest", EARLIEST, |cx, id| earliest(source(cx, id).fields.published.as_deref())),
    day_in_tables("latest", LATEST, |cx, id| latest(source(cx, id).fields.published.as_deref())),
    derived("publisher_actor", "The actor that its publisher is.", ACTOR, HeldBy::Both, |cx, id| {
        source(cx, id).publishing_actor().map(|actor| name(cx.actor_id(actor)))
    }),
    derived("cited_by", "The works that cite it.", SOURCES, HeldBy::Both, |cx, id| many(names(cx, &source(cx, id).cited_by))),
    always("statements", "How many statements it carries.", Shape::Integer, HeldBy::Tables, |cx, id| {
        count(source(cx, id).statements.len())
    }),
];

const DERIVED_OF_TOPICS: &[Derived<Note>] =
    &[derived("children", "The topics below it.", TOPICS, HeldBy::Both, |cx, id| many(names(cx, &topic(cx, id).children)))];

const DERIVED_OF_DISPUTES: &[Derived<Note>] =
    &[always("answers", "How many answers there are.", Shape::Integer, HeldBy::Tables, |cx, id| count(dispute(cx, id).answers.len()))];

pub(super) const fn derived_of_kind(kind: Kind) -> &'static [Derived<Note>] {
    match kind {
        Kind::Round => DERIVED_OF_ROUNDS,
        Kind::Track => DERIVED_OF_TRACKS,
        Kind::Source => DERIVED_OF_SOURCES,
        Kind::Topic => DERIVED_OF_TOPICS,
        Kind::Dispute => DERIVED_OF_DISPUTES,
        Kind::Actor | Kind::Page => &[],
    }
}

pub(super) const DERIVED_OF_STATEMENTS: &[Derived<Statement>] = &[
    always("source", "The source that carries it.", Shape::Name(ExpectedKind::Source), HeldBy::Tables, |cx, id| {
        Some(name(cx.id_of(cx.model.note_of_statement(id))))
    }),
    derived(
        "voice",
        "Where no speaker is named, whose voice it is: the source's authors in their publisher's house, or the house.",
        Shape::Text,
        HeldBy::Both,
        |cx, id| {
            let speaks = !cx.model.statements[id].by.is_empty() || statement(cx, id).speaker.is_some();
            (!speaks).then(|| owned(own_voice(cx.model, cx.model.statements[id].source)))
        },
    ),
    day_in_tables("said_earliest", "The first day that `said` may mean.", |cx, id| earliest(statement(cx, id).said.as_deref())),
    day_in_tables(
        "said_latest",
        "The last day that `said` may mean; where it is not known when something was said, the day on which it had been reported.",
        |cx, id| {
            let source = &cx.model.sources[cx.model.statements[id].source];
            latest(statement(cx, id).said.as_deref().or(source.fields.published.as_deref()))
        },
    ),
    day_in_tables("happened_earliest", "The first day that `happened` may mean.", |cx, id| earliest(statement(cx, id).happened.as_deref())),
    day_in_tables("happened_latest", "The last day that `happened` may mean.", |cx, id| latest(statement(cx, id).happened.as_deref())),
    derived("denied_by", "Statements that contradict it.", STATEMENTS, HeldBy::Both, |cx, id| {
        many(statements(cx, &cx.model.statements[id].denied_by))
    }),
    derived("supported_by", "Statements that bear it out.", STATEMENTS, HeldBy::Both, |cx, id| {
        many(statements(cx, &cx.model.statements[id].supported_by))
    }),
    derived(
        "disputes",
        "The answers to disputes that it gives, counted from 1.",
        Shape::Many(&Shape::Record(|| IN_DISPUTE)),
        HeldBy::Json,
        |cx, id| many(answers(cx, id, |dispute, answer| group(IN_DISPUTE, [Some(name(dispute)), count(answer)]))),
    ),
    derived(
        "disputes",
        "The answers to disputes that it gives: `dispute#number of the answer`.",
        Shape::Many(&Shape::Text),
        HeldBy::Tables,
        |cx, id| many(answers(cx, id, |dispute, answer| owned(format!("{dispute}#{answer}")))),
    ),
    derived("used_by", "The notes that refer to it.", MENTIONS, HeldBy::Json, |cx, id| {
        many(mentions(cx, &cx.model.statement_mentions[id]))
    }),
    always("url_here", "Where it stands on its source's page.", Shape::Text, HeldBy::Both, |cx, id| Some(owned(cx.url_of_statement(id)))),
];

const EARLIEST: &str = "The first day that its date may mean.";
const LATEST: &str = "The last day that its date may mean.";

const REFERENCES: Shape = Shape::Many(&Shape::Record(|| REFERENCE));
const REFERENCE: &[FieldSpec] = &[
    required_field("a reference", "kind", "`link`, `image`, `card` or `citation`.", Shape::Text),
    required_field("a reference", "in", "The field in which it stands, or `body`.", Shape::Text),
    optional_field(
        "a reference",
        "note",
        "The note that it points to; empty for the home page and the introductions of lists.",
        Shape::Text,
    ),
    optional_field("a reference", "statement", "The statement that it points to.", Shape::Name(ExpectedKind::Statement)),
    optional_field("a reference", "anchor", "The anchor that it points to.", Shape::Text),
    optional_field("a reference", "url", "The address that it points to, where it is not a note's.", Shape::Text),
    optional_field("a reference", "locator", "What follows a cited work's name: `p. 2`.", Shape::Text),
    optional_field("a reference", "prefix", "What precedes a cited work's name: `see`.", Shape::Text),
];

const MENTIONS: Shape = Shape::Many(&Shape::Record(|| MENTION));
const MENTION: &[FieldSpec] = &[
    required_field("a mention", "note", "The note that refers; empty for the home page and the introductions of lists.", Shape::Text),
    optional_field("a mention", "statement", "The statement in which it refers.", Shape::Name(ExpectedKind::Statement)),
    required_field("a mention", "by", "The field that refers, or `text`.", Shape::Text),
];

const TRANSLATION: &[FieldSpec] = &[
    required_field("a note in another language", "language", "The language, BCP 47.", Shape::Text),
    required_field("a note in another language", "url_here", "Its page on this site.", Shape::Text),
    required_field("a note in another language", "title", "The name or headline.", Shape::Text),
    optional_field("a note in another language", "summary", "The note in one or two sentences.", Shape::Markdown),
    optional_field("a note in another language", "body", "Its text, in Markdown as it was written.", Shape::Text),
    optional_field("a note in another language", "references", "The links, images, cards and citations in its Markdown.", REFERENCES),
];

const IN_DISPUTE: &[FieldSpec] = &[
    required_field("an answer given", "dispute", "The dispute.", Shape::Name(ExpectedKind::Dispute)),
    required_field("an answer given", "answer", "Which answer, from 1.", Shape::Integer),
];

pub(super) fn declared(kind: Kind) -> impl Iterator<Item = &'static FieldSpec> {
    Common::fields().iter().chain(Fields::specs(kind))
}

/// The records that hold fields of notes: their name in the codebook, and their fields.
pub(super) fn records() -> Vec<(String, &'static [FieldSpec])> {
    let mut records = vec![("every kind".to_owned(), Common::fields())];
    records.extend(Kind::ALL.map(|kind| (kind.folder().to_owned(), Fields::specs(kind))));
    records.push(("the home page".to_owned(), HomeFields::fields()));
    records.push(("statements".to_owned(), StatementFields::fields()));
    records
}

/// A note's declared fields that are there, but for a source's statements, which outputs write by [`of_statement`]. What holds where
/// nothing is written stands beside what is written.
pub(super) fn of_note<'a>(cx: &ExportContext<'a>, id: Id<Note>) -> Entries<'a> {
    let model = cx.model;
    let note = &model.notes[id];
    let mut entries = note.written.common.entries();
    entries.extend(note.written.fields.entries());
    match note.entity {
        Entity::Source(source) => {
            let source = &model.sources[source];
            // What statements came through counts as cited too.
            entries.retain(|(spec, _)| !matches!(spec.key, "statements" | "cites"));
            let access = if source.read { Access::Read } else { Access::Cited };
            supply(&mut entries, SourceFields::fields(), "access", Value::Choice(access.as_str()));
            if let Some(cites) = many(names(cx, &source.cites)) {
                supply(&mut entries, SourceFields::fields(), "cites", cites);
            }
        }
        Entity::Round(_) => {
            for (_, value) in entries.iter_mut().filter(|(spec, _)| spec.key == "delegations") {
                let Value::Many(delegations) = value else { continue };
                for delegation in delegations {
                    let Value::Record(delegation) = delegation else { continue };
                    supply(delegation, DelegationFields::fields(), "role", Value::Choice(DelegationRole::Party.as_str()));
                }
            }
        }
        _ => {}
    }
    entries
}

/// A statement's declared fields that are there. Its id is `source#statement`; whom it speaks for follows from the speakers' mandates where
/// nothing is written.
pub(super) fn of_statement<'a>(cx: &ExportContext<'a>, id: Id<Statement>) -> Entries<'a> {
    let statement = &cx.model.statements[id];
    let mut entries = statement.fields.value.entries();
    for (spec, value) in &mut entries {
        if spec.key == "id" {
            *value = owned(cx.model.statement_name(id));
        }
    }
    if let Some(actors) = many(names(cx, &statement.on_behalf_of)) {
        supply(&mut entries, StatementFields::fields(), "for", actors);
    }
    entries
}

/// Puts a value where nothing is written.
fn supply<'a>(entries: &mut Entries<'a>, specs: &'static [FieldSpec], key: &str, value: Value<'a>) {
    let absent = |spec: &&FieldSpec| !entries.iter().any(|(other, _)| (other.record, other.key) == (spec.record, spec.key));
    if let Some(spec) = specs.iter().find(|spec| spec.key == key).filter(absent) {
        entries.push((spec, value));
    }
}

/// A derived field, where it is there.
pub(super) fn value<'a, T>(cx: &ExportContext<'a>, field: &'static Derived<T>, id: Id<T>) -> Option<(&'static FieldSpec, Value<'a>)> {
    Some((&field.spec, (field.value)(cx, id)?))
}

/// The derived fields of notes of a kind, of home or of introductions that an output holds.
pub(super) fn derived_of_note(kind: Option<Kind>, output: HeldBy) -> impl Iterator<Item = &'static Derived<Note>> {
    held_by(output, kind.map_or(&[][..], derived_of_kind)).chain(held_by(output, DERIVED_OF_NOTES))
}

/// The derived fields that an output holds.
pub(super) fn held_by<T>(output: HeldBy, fields: &'static [Derived<T>]) -> impl Iterator<Item = &'static Derived<T>> {
    fields.iter().filter(move |derived| derived.held_by == HeldBy::Both || derived.held_by == output)
}

/// The Markdown of a note's body, as its author wrote it, but for raw HTML that readers do not get.
fn markdown<'a>(cx: &ExportContext<'a>, note: &ParsedNote) -> Option<Value<'a>> {
    let file = cx.files.get(note.body_file?).expect("the file of a note's body has been read");
    let body = file.text.get(note.body_start as usize..).expect("a body begins inside its file").trim_matches(['\r', '\n']);
    (!body.is_empty()).then(|| Value::Text(portable(body, TextLevel::Block, &cx.model.config.markdown)))
}

fn references<'a>(cx: &ExportContext<'a>, note: &'a ParsedNote, targets: &'a [Option<LinkTarget>]) -> Vec<Value<'a>> {
    let one = |(reference, target): (&'a crate::parse::markdown::Reference, &'a Option<LinkTarget>)| {
        let (kind, citation) = match &reference.kind {
            ReferenceKind::Wikilink | ReferenceKind::Link => ("link", None),
            ReferenceKind::Image => ("image", None),
            ReferenceKind::Card => ("card", None),
            ReferenceKind::Citation(citation) => ("citation", Some(citation)),
        };
        let field = if let BlockKind::Field(key) = note.text.block(reference).kind { key } else { "body" };
        let non_empty = |part: &'a str| (!part.is_empty()).then(|| text(part));
        let (mut to_note, mut to_statement, mut anchor, mut url) = (None, None, None, None);
        match target.as_ref()? {
            LinkTarget::Note { id, anchor: to } => {
                to_note = Some(text(cx.id_of(*id)));
                anchor = to.as_deref().map(text);
            }
            LinkTarget::Statement(id) => to_statement = Some(statement_name(cx, *id)),
            LinkTarget::Here(to) => anchor = Some(text(to)),
            LinkTarget::Path(path, rest) => url = Some(owned([&*cx.root, &*address::percent_encoded(path), rest].concat())),
            LinkTarget::Web(to) => url = Some(text(to)),
        }
        let (locator, prefix) = citation.map_or((None, None), |citation| (non_empty(&citation.locator), non_empty(&citation.prefix)));
        Some(group(REFERENCE, [Some(text(kind)), Some(text(field)), to_note, to_statement, anchor, url, locator, prefix]))
    };
    note.text.references.iter().zip(targets).filter_map(one).collect()
}

fn mentions<'a>(cx: &ExportContext<'a>, list: &[Mention]) -> Vec<Value<'a>> {
    let one = |mention: &Mention| {
        let by = match mention.relation {
            Relation::Text(_) => "text",
            Relation::Field(key) => key,
        };
        let statement = mention.statement.map(|id| statement_name(cx, id));
        group(MENTION, [Some(text(cx.id_of(mention.from))), statement, Some(text(by))])
    };
    list.iter().map(one).collect()
}

fn translations<'a>(cx: &ExportContext<'a>, id: Id<Note>) -> Vec<Value<'a>> {
    let note = &cx.model.notes[id];
    let one = |other: &'a crate::model::TranslatedNote| {
        let url = cx.url(&crate::model::address::in_language(&note.path, &other.language));
        let summary = other.written.common.summary.as_ref().map(Value::Markdown);
        let body = markdown(cx, &other.written);
        let references = many(references(cx, &other.written, &other.targets));
        group(TRANSLATION, [Some(text(&other.language)), Some(owned(url)), Some(text(&other.title)), summary, body, references])
    };
    note.translations.iter().map(one).collect()
}

/// A table with these fields, as far as they are there.
fn group<'a, const N: usize>(specs: &'static [FieldSpec], values: [Option<Value<'a>>; N]) -> Value<'a> {
    assert_eq!(specs.len(), N, "every field has its value");
    Value::Record(specs.iter().zip(values).filter_map(|(spec, value)| Some((spec, value?))).collect())
}

fn text(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}

fn owned<'a>(text: String) -> Value<'a> {
    Value::Text(Cow::Owned(text))
}

fn name(id: &str) -> Value<'_> {
    Value::Name(Cow::Borrowed(id))
}

fn statement_name<'a>(cx: &ExportContext<'a>, id: Id<Statement>) -> Value<'a> {
    Value::Name(Cow::Owned(cx.model.statement_name(id)))
}

fn many(list: Vec<Value<'_>>) -> Option<Value<'_>> {
    (!list.is_empty()).then_some(Value::Many(list))
}

fn count<'a>(number: usize) -> Option<Value<'a>> {
    Some(Value::Integer(i64::try_from(number).expect("a count has fewer than 64 bits")))
}

fn earliest<'a>(date: Option<&Edtf>) -> Option<Value<'a>> {
    date?.earliest()?.iso_day().map(owned)
}

fn latest<'a>(date: Option<&Edtf>) -> Option<Value<'a>> {
    date?.latest()?.iso_day().map(owned)
}

fn statement<'a>(cx: &ExportContext<'a>, id: Id<Statement>) -> &'a StatementFields {
    &cx.model.statements[id].fields.value
}

fn names<'a>(cx: &ExportContext<'a>, list: &[impl Into<Entity> + Copy]) -> Vec<Value<'a>> {
    let notes = list.iter().map(|id| cx.model.note_of((*id).into()).expect("what has an id of its own is a note's"));
    notes.map(|note| name(cx.id_of(note))).collect()
}

fn statements<'a>(cx: &ExportContext<'a>, list: &[Id<Statement>]) -> Vec<Value<'a>> {
    list.iter().map(|id| statement_name(cx, *id)).collect()
}

/// The answers to disputes that a statement gives: the dispute's id, and the answer's number.
fn answers<'a>(cx: &ExportContext<'a>, id: Id<Statement>, one: fn(&'a str, usize) -> Value<'a>) -> Vec<Value<'a>> {
    let disputes = cx.model.statements[id].disputes.iter();
    disputes.map(|(dispute, answer)| one(cx.id_of(cx.model.disputes[*dispute].note), answer + 1)).collect()
}

macro_rules! entities {
    ($($function:ident $table:ident $kind:ident),*) => {
        $(fn $function<'a>(cx: &ExportContext<'a>, note: Id<Note>) -> &'a $kind {
            match cx.model.notes[note].entity {
                Entity::$kind(id) => &cx.model.$table[id],
                other => unreachable!("the derived fields of a kind are asked of its notes, not of {other:?}"),
            }
        })*
    };
}

entities!(round rounds Round, track tracks Track, source sources Source, topic topics Topic, dispute disputes Dispute);
