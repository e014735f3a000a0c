//! A note's files → its typed fields and its body.
//!
//! Front matter is TOML 1.1 between two lines `+++` at the head of `<id>.md`, or all of `<id>.toml` beside it. Whatever is wrong with it is
//! reported and left out; what can be read is read.

mod split;
mod syntax;
mod validate;

use std::sync::Arc;

use toml::de::DeTable;

use crate::diagnostic::{Code, Diagnostic};
use crate::file::{File, Span};
use crate::parse::fields::{
    ActorFields, Common, DisputeFields, Fields, HomeFields, Kind, PageFields, RoundFields, SourceFields, TopicFields, TrackFields,
};
use crate::parse::markdown::{self, NoteText};
use crate::parse::record::{Context, FieldSpec, Record, unknown_keys};
use crate::parse::{ParsedNote, Slot, translation};
use split::{Front, split};

pub(crate) use syntax::table;
pub(crate) use validate::{WebAddress, check_web_address};

/// Reads a note from its files: `md` is `<id>.md`, `toml` is `<id>.toml` beside it. None where there is neither.
///
/// `id` is the file's stem without the language and empty for home and lists.
pub fn note(
    slot: Slot,
    id: &str,
    language: Option<&str>,
    md: Option<&File>,
    toml: Option<&File>,
    settings: &markdown::Settings,
) -> Option<ParsedNote> {
    let mut diagnostics = Vec::new();
    let Parts { front, file: front_file, body } = parts(md, toml, &mut diagnostics)?;
    let mut text = NoteText::default();
    let head = Span::new(front_file.id, front.head.clone());
    let mut cx = Context {
        file: front_file.id,
        base: front.toml.start,
        toml: front_file.text.get(front.toml.clone()).unwrap_or_default(),
        diagnostics: &mut diagnostics,
        text: &mut text,
        markdown: settings,
        language: language.unwrap_or(&settings.language),
        owner: owner(&slot, language),
        note_fields: &note_fields(&slot),
        key: "",
    };
    let mut room = String::new();
    let (table, broken) = table(cx.toml, &mut room, &mut cx);
    let syntax = cx.diagnostics.len();
    let mut given = None;
    let (common, mut fields) = if language.is_some() {
        let specs = note_fields(&slot);
        let common = translation::common(&table, head, &mut cx);
        given = Some(Arc::new(translation::read(&specs, &table, &mut cx)));
        (common, Fields::None)
    } else {
        original(&slot, &table, head, &mut cx)
    };
    validate::fields(&common, &mut fields, &mut cx);
    if !front.complete {
        // What seems to be missing may stand where the front matter could not be found.
        let found = cx.diagnostics.split_off(syntax);
        cx.diagnostics.extend(found.into_iter().filter(|problem| problem.code != Code::MissingField));
    }
    broken.suppress_follow_up_errors(cx.diagnostics, syntax);
    let body_file = body.as_ref().map(|(file, _)| file.id);
    let body_start = body.as_ref().map_or(0, |(_, start)| u32::try_from(*start).unwrap_or(u32::MAX));
    let body = body.map_or_else(markdown::Body::default, |(file, start)| {
        let reserved: Vec<&str> = match &fields {
            Fields::Source(source) => source.statements.iter().filter_map(|at| at.id.given().map(|id| &*id.value)).collect(),
            _ => Vec::new(),
        };
        let place = markdown::BodyPlace { file: file.id, base: start, language: language.unwrap_or(&settings.language) };
        markdown::body(file.text.get(start..).unwrap_or_default(), place, &reserved, settings, &mut text, &mut diagnostics)
    });
    diagnostics.sort_by_key(|problem| problem.place);
    Some(ParsedNote {
        slot,
        id: id.into(),
        language: language.map(Into::into),
        front_file: front_file.id,
        body_file,
        body_start,
        head,
        common,
        fields,
        translation: given,
        own_body: true,
        body,
        text,
        diagnostics,
    })
}

/// Where the parts of a note stand.
struct Parts<'f> {
    front: Front,
    /// The file that holds the front matter.
    file: &'f File,
    /// The file that holds the body, and where it begins there.
    body: Option<(&'f File, usize)>,
}

fn parts<'f>(md: Option<&'f File>, toml: Option<&'f File>, diagnostics: &mut Vec<Diagnostic>) -> Option<Parts<'f>> {
    let beside = |toml: &'f File| Parts { front: split::whole(toml), file: toml, body: md.map(|md| (md, split::bom(&md.text))) };
    let Some(md) = md else { return toml.map(beside) };
    if let Some(toml) = toml {
        if !split::begins(md) {
            return Some(beside(toml));
        }
        diagnostics.push(
            Diagnostic::new(
                Code::FrontMatterSyntax,
                Span::new(md.id, split::first_line(md)),
                format!("this note has front matter twice: here and in `{}`", toml.path),
            )
            .help(format!("Keep one of them: delete `{}`, or take the front matter out of `{}`.", toml.path, md.path))
            .related(Span::new(toml.id, split::whole(toml).head), "the other front matter"),
        );
    }
    let (front, start) = split(md, diagnostics);
    Some(Parts { front, file: md, body: Some((md, start)) })
}

/// The fields that stand at the head of a note.
fn note_fields(slot: &Slot) -> Vec<&'static [FieldSpec]> {
    match slot {
        Slot::Home => vec![Common::fields(), HomeFields::fields()],
        Slot::List(_) => vec![Common::fields()],
        Slot::Note(kind) => vec![Common::fields(), Fields::specs(*kind)],
    }
}

/// What messages call the note.
const fn owner(slot: &Slot, language: Option<&str>) -> &'static str {
    if language.is_some() {
        return "a translation";
    }
    match slot {
        Slot::Home => HomeFields::NAME,
        Slot::List(_) => "a list's introduction",
        Slot::Note(kind) => match kind {
            Kind::Actor => ActorFields::NAME,
            Kind::Round => RoundFields::NAME,
            Kind::Track => TrackFields::NAME,
            Kind::Source => SourceFields::NAME,
            Kind::Topic => TopicFields::NAME,
            Kind::Dispute => DisputeFields::NAME,
            Kind::Page => PageFields::NAME,
        },
    }
}

fn original(slot: &Slot, table: &DeTable<'_>, head: Span, cx: &mut Context<'_>) -> (Common, Fields) {
    let mut seen = Vec::new();
    let common = Common::take(table, head, &mut seen, cx);
    let fields = match slot {
        Slot::Home => Fields::Home(Arc::new(HomeFields::take(table, head, &mut seen, cx))),
        Slot::List(_) => Fields::None,
        Slot::Note(Kind::Actor) => Fields::Actor(Arc::new(ActorFields::take(table, head, &mut seen, cx))),
        Slot::Note(Kind::Round) => Fields::Round(Arc::new(RoundFields::take(table, head, &mut seen, cx))),
        Slot::Note(Kind::Track) => Fields::Track(Arc::new(TrackFields::take(table, head, &mut seen, cx))),
        Slot::Note(Kind::Source) => Fields::Source(Arc::new(SourceFields::take(table, head, &mut seen, cx))),
        Slot::Note(Kind::Topic) => Fields::Topic(Arc::new(TopicFields::take(table, head, &mut seen, cx))),
        Slot::Note(Kind::Dispute) => Fields::Dispute(Arc::new(DisputeFields::take(table, head, &mut seen, cx))),
        Slot::Note(Kind::Page) => Fields::Page(Arc::new(PageFields::take(table, head, &mut seen, cx))),
    };
    unknown_keys(table, &seen, &field_of_another_kind, cx);
    if let Slot::Note(kind) = slot
        && kind.needs_summary()
        && !table.contains_key("summary")
    {
        cx.diagnostics.push(
            Diagnostic::new(Code::MissingField, head, format!("{} needs `summary`", cx.owner))
                .help("Add `summary = \"…\"`: the note in one or two sentences, shown in lists."),
        );
    }
    (common, fields)
}

/// A hint for a key that another kind has.
fn field_of_another_kind(key: &str) -> Option<String> {
    let has = |specs: &[FieldSpec]| specs.iter().any(|spec| spec.key == key);
    let kinds: Vec<&str> = Kind::ALL.into_iter().filter(|kind| has(Fields::specs(*kind))).map(Kind::folder).collect();
    match kinds.as_slice() {
        [] => None,
        [one] => Some(format!("`{key}` is a field of {one}.")),
        [first @ .., last] => Some(format!("`{key}` is a field of {} and {last}.", first.join(", "))),
    }
}

#[cfg(test)]
mod tests;
