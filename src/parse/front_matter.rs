//! A note's files → its typed fields and its body.
//!
//! Front matter is TOML 1.1 between two lines `+++` at the head of `<id>.md`, or all of `<id>.toml` beside it. Whatever is wrong with it is
//! reported and left out; what can be read is read.

mod split;
mod syntax;
mod validate;

use std::borrow::Cow;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, in_backticks};
use crate::file::{File, Span, bom_length, to_u32};
use crate::parse::fields::{Common, Fields, HomeFields, Kind};
use crate::parse::markdown::{self, NoteText};
use crate::parse::name::is_language;
use crate::parse::record::{Context, FieldSpec, Record, Shape, check_keys};
use crate::parse::{NoteFiles, NoteLocation, ParsedNote, translation};
use split::{FrontMatter, split};
use syntax::table;

pub(crate) use split::toml_range;
pub(crate) use validate::{AddressFault, check_language, check_web_address, is_publishable};

impl NoteFiles {
    /// Reads the note; nothing where it has no file.
    pub fn parse(&self, settings: &markdown::Settings) -> Option<ParsedNote> {
        let NoteFiles { location, id, language, md, toml } = self;
        let language = language.as_deref();
        let mut diagnostics = Vec::new();
        let FileParts { front, file: front_file, body } = parts(md.as_deref(), toml.as_deref(), &mut diagnostics)?;
        let mut text = NoteText::default();
        let first_line = Span::new(front_file.id, front.first_line.clone());
        let specs = note_fields(location);
        let (toml, body_text) = texts(&front, front_file, body.as_ref(), &specs, &mut diagnostics);
        let mut cx = Context {
            file: front_file.id,
            base: front.toml.start,
            toml: &toml,
            diagnostics: &mut diagnostics,
            text: &mut text,
            markdown: settings,
            language: language.unwrap_or(&settings.language),
            owner: owner(location, language),
            note_fields: &specs,
            refuses_blank: language.is_none(),
            required: false,
            entry: None,
            key: "",
        };
        let mut buffer = String::new();
        let (mut table, broken) = table(cx.toml, &mut buffer, &mut cx);
        let syntax_errors = cx.diagnostics.len();
        let mut translation = None;
        let (mut common, mut fields) = if language.is_some() {
            let common = translation::common(&table, first_line, &mut cx);
            translation = Some(Arc::new(translation::read(&specs, &table, &mut cx)));
            (common, Fields::None)
        } else {
            original(location, &specs, &mut table, first_line, &mut cx)
        };
        validate::check_note(&mut common, &mut fields, &mut cx);
        // What seems to be missing may stand where the front matter could not be found.
        broken.suppress_follow_up_errors(cx.diagnostics, syntax_errors, front.complete);
        let body_file = body.as_ref().map(|(file, _)| file.id);
        let body_start = body.as_ref().map_or(0, |(_, start)| to_u32(*start));
        let body = body.map_or_else(markdown::Body::default, |(file, start)| {
            let place = markdown::BodyPlace { file: file.id, base: start, language: language.unwrap_or(&settings.language) };
            markdown::body(&body_text, place, &fields.statement_ids(), settings, &mut text, &mut diagnostics)
        });
        diagnostics.sort_by_key(|problem| problem.place);
        let path = front_file.path.strip_prefix("content/").unwrap_or(&front_file.path);
        Some(ParsedNote {
            location: location.clone(),
            id: id.clone(),
            language: language.map(Into::into),
            path: path.rsplit_once('.').map_or(path, |(path, _)| path).into(),
            front_file: front_file.id,
            body_file,
            body_start,
            first_line,
            common: Arc::new(common),
            fields,
            translation,
            own_body: true,
            body,
            text,
            diagnostics,
        })
    }
}

/// Reads a file that is TOML as a whole and no note: gives its table to `read`, and reports what is wrong with its syntax.
pub(crate) fn read_toml_file<T>(
    file: &File,
    owner: &'static str,
    fields: &[&[FieldSpec]],
    diagnostics: &mut Vec<Diagnostic>,
    read: impl FnOnce(&DeTable<'_>, &mut Context<'_>) -> T,
) -> T {
    let (markdown, mut text, mut buffer) = (markdown::Settings::default(), NoteText::default(), String::new());
    let base = bom_length(&file.text);
    let (_, toml) = file.text.split_at(base);
    let mut cx = Context {
        file: file.id,
        base,
        toml,
        diagnostics,
        text: &mut text,
        markdown: &markdown,
        language: "en",
        owner,
        note_fields: fields,
        refuses_blank: true,
        required: false,
        key: "",
        entry: None,
    };
    let (table, broken) = table(toml, &mut buffer, &mut cx);
    let syntax_errors = cx.diagnostics.len();
    let value = read(&table, &mut cx);
    broken.suppress_follow_up_errors(cx.diagnostics, syntax_errors, true);
    value
}

/// Where the parts of a note stand.
struct FileParts<'f> {
    front: FrontMatter,
    /// The file that holds the front matter.
    file: &'f File,
    /// The file that holds the body, and where it begins there.
    body: Option<(&'f File, usize)>,
}

fn parts<'f>(md: Option<&'f File>, toml: Option<&'f File>, diagnostics: &mut Vec<Diagnostic>) -> Option<FileParts<'f>> {
    let toml_file =
        |toml: &'f File| FileParts { front: split::of_toml_file(toml), file: toml, body: md.map(|md| (md, bom_length(&md.text))) };
    let Some(md) = md else { return toml.map(toml_file) };
    if let Some(toml) = toml {
        if !split::begins_with_front_matter(md) {
            return Some(toml_file(toml));
        }
        let message = format!("this note has front matter twice: here and in `{}`", toml.path);
        diagnostics.push(
            Diagnostic::new(Code::FrontMatterSyntax, Span::new(md.id, split::first_line(md)), message)
                .help(format!("Keep one of them: delete `{}`, or take the front matter out of `{}`.", toml.path, md.path))
                .related(Span::new(toml.id, split::of_toml_file(toml).first_line), "the other front matter"),
        );
    }
    let (front, start) = split(md, diagnostics);
    Some(FileParts { front, file: md, body: Some((md, start)) })
}

/// The TOML and the body. Tables of fields that stand below the front matter are reported, and read as if they stood in it.
fn texts<'f>(
    front: &FrontMatter,
    file: &'f File,
    body: Option<&(&'f File, usize)>,
    fields: &[&'static [FieldSpec]],
    diagnostics: &mut Vec<Diagnostic>,
) -> (Cow<'f, str>, Cow<'f, str>) {
    let toml = file.text.get(front.toml.clone()).expect("front matter lies in its file");
    let Some((body_file, start)) = body else { return (toml.into(), "".into()) };
    let body = body_file.text.get(*start..).expect("a body begins inside its file");
    let is_table = |name: &str| {
        let mut specs = fields.iter().copied().flatten();
        specs.any(|spec| spec.key == name && matches!(spec.shape, Shape::Record(_) | Shape::Map(_) | Shape::Many(Shape::Record(_))))
    };
    let below = Some(body_file).filter(|body| front.complete && body.id == file.id);
    let Some(split::MisplacedTables { header, end }) = below.and_then(|body| split::misplaced_tables(&body.text, *start, &is_table)) else {
        return (toml.into(), body.into());
    };
    let part = |range: std::ops::Range<usize>| file.text.get(range).expect("the split cuts at lines of the file");
    let name = part(header.clone());
    diagnostics.push(
        Diagnostic::new(Code::FrontMatterSyntax, Span::new(file.id, header.clone()), format!("`{name}` stands below the front matter"))
            .help("Move it with its fields above the line `+++` that closes the front matter; what stands below is text.")
            .related(Span::new(file.id, front.toml.end..front.toml.end + 3), "the front matter ends here"),
    );
    let tables = header.start..end;
    let toml = format!("{toml}{}{}", split::blanked(part(front.toml.end..tables.start)), part(tables.clone()));
    let body = format!("{}{}{}", part(*start..tables.start), split::blanked(part(tables.clone())), part(end..file.text.len()));
    (toml.into(), body.into())
}

/// The fields that a note may have.
pub(crate) fn note_fields(location: &NoteLocation) -> Vec<&'static [FieldSpec]> {
    match location {
        NoteLocation::Home => vec![Common::fields(), HomeFields::fields()],
        NoteLocation::List(_) => vec![Common::fields()],
        NoteLocation::Note(kind) => vec![Common::fields(), Fields::specs(*kind)],
    }
}

/// What messages call the note.
const fn owner(location: &NoteLocation, language: Option<&str>) -> &'static str {
    if language.is_some() {
        return "a translation";
    }
    match location {
        NoteLocation::Home => HomeFields::NAME,
        NoteLocation::List(_) => "a list's introduction",
        NoteLocation::Note(kind) => Fields::record_name(*kind),
    }
}

/// Reads fields of the note that stand below a `[…]` line, and so in its table, as if they stood above it.
fn hoist(fields: &[&'static [FieldSpec]], table: &mut DeTable<'_>, cx: &mut Context<'_>) {
    let all = || fields.iter().copied().flatten();
    let above: Vec<String> = table.keys().map(|key| key.get_ref().to_string()).collect();
    let is_note_field = |key: &str| all().any(|spec| spec.key == key) && !above.iter().any(|known| known == key);
    for spec in all() {
        let (header, inner) = match table.get_mut(spec.key).map(Spanned::get_mut) {
            Some(DeValue::Table(inner)) => (format!("[{}]", spec.key), inner),
            Some(DeValue::Array(list)) => match list.last_mut().map(Spanned::get_mut) {
                Some(DeValue::Table(inner)) => (format!("[[{}]]", spec.key), inner),
                _ => continue,
            },
            _ => continue,
        };
        let is_inner_field = |key: &str| match spec.shape {
            Shape::Map(_) => is_language(key),
            Shape::Record(inner) | Shape::Many(&Shape::Record(inner)) => inner().iter().any(|spec| spec.key == key),
            _ => true,
        };
        let key_of = |key: &Spanned<DeString<'_>>| (key.span(), key.get_ref().to_string());
        let mut misplaced: Vec<_> = inner.keys().map(key_of).filter(|(_, key)| is_note_field(key)).collect();
        misplaced.sort_by_key(|(span, _)| span.start);
        // What stands after such a field is one too, even where it looks like a language: `[names]`, `title`, `url`.
        let first = misplaced.iter().position(|(_, key)| !is_inner_field(key)).unwrap_or(misplaced.len());
        misplaced.drain(..first);
        misplaced.retain(|(_, key)| !is_inner_field(key) || matches!(spec.shape, Shape::Map(_)));
        let Some((at, _)) = misplaced.first() else { continue };
        let at = cx.span(at.clone());
        let names = in_backticks(misplaced.iter().map(|(_, key)| key));
        let (verb, pronoun) = if misplaced.len() == 1 { ("stands", "it") } else { ("stand", "them") };
        let message = format!("{names} {verb} below `{header}`, and so in that table");
        cx.report(Code::UnknownField, at, message, format!("Move {pronoun} above the first line that begins with `[`."));
        let moved: Vec<_> = misplaced.iter().filter_map(|(_, key)| inner.remove_entry(key.as_str())).collect();
        table.extend(moved);
    }
}

/// The fields of a note in its original language.
fn original(
    location: &NoteLocation,
    specs: &[&'static [FieldSpec]],
    table: &mut DeTable<'_>,
    first_line: Span,
    cx: &mut Context<'_>,
) -> (Common, Fields) {
    hoist(specs, table, cx);
    let table = &*table;
    let common = Common::take(table, first_line, cx);
    let fields = match location {
        NoteLocation::Home => Fields::Home(Arc::new(HomeFields::take(table, first_line, cx))),
        NoteLocation::List(_) => Fields::None,
        NoteLocation::Note(kind) => Fields::take(*kind, table, first_line, cx),
    };
    check_keys(table, first_line, specs, &[], &field_of_another_kind, cx);
    if let NoteLocation::Note(kind) = location
        && kind.needs_summary()
        && !table.contains_key("summary")
        && !cx.text.is_unread(first_line, "summary")
    {
        let help = "Add `summary = \"…\"`: the note in one or two sentences, shown in lists.";
        cx.report(Code::MissingField, first_line, format!("{} needs `summary`", cx.owner), help);
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
