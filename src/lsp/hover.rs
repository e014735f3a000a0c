//! What a name, a field or a word means, where the pointer rests.

use std::borrow::Cow;

use lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use super::front::{self, TokenKind};
use super::occurrences::{self, Symbol};
use super::world::{FilePosition, LastBuild, World};
use crate::diagnostic::Code;
use crate::export::clean::markdown as escaped;
use crate::language::in_english;
use crate::parse::fields::{Fields, StatementFields};
use crate::parse::record::{Shape, Value};
use crate::parse::{NoteLocation, ParsedNote, schema};

pub(super) fn hover(world: &World, params: &HoverParams) -> Option<Hover> {
    let at = world.position(&params.text_document_position_params)?;
    let (value, range) = match occurrences::at(at) {
        Some(occurrence) => (of_symbol(&occurrence.symbol, at.build)?, occurrence.range),
        None => of_field(at)?,
    };
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
    Some(Hover { contents, range: Some(at.range(range)) })
}

fn of_field(at: FilePosition<'_>) -> Option<(String, std::ops::Range<usize>)> {
    let FilePosition { build, file, offset, .. } = at;
    let (path, text) = (&*file.path, &*file.text);
    let fields = front::fields_of(path, build)?;
    let range = front::toml_around(path, text, offset)?;
    let token =
        front::scan(text, range, &fields).tokens.into_iter().find(|token| token.range.start <= offset && offset <= token.range.end)?;
    let word = text.get(token.range.clone())?;
    let text = match token.kind {
        TokenKind::Key(Some(spec)) => {
            let required = if spec.required { " (required)" } else { "" };
            format!("`{}`{required}: {}", spec.key, schema::help(spec))
        }
        TokenKind::Entry(_) => Code::from_name(word)?.manual().to_owned(),
        TokenKind::Key(None) => return None,
        TokenKind::Text(value) => {
            let Some(Shape::Choice(choices)) = value.string_shape() else { return None };
            choices.iter().find(|choice| choice.key == word).map(|choice| format!("`{}`: {}", choice.key, choice.meaning))?
        }
    };
    Some((text, token.range))
}

/// What there is to say of a named thing, in Markdown.
pub(super) fn of_symbol(symbol: &Symbol, build: &LastBuild) -> Option<String> {
    match symbol {
        Symbol::Note { id } => build.note(id).map(|note| of_note(note)),
        Symbol::Statement { source, id } => {
            let source = build.note(source)?;
            occurrences::statement(source, id).map(|statement| of_statement(source, statement, build))
        }
        Symbol::Anchor { note, anchor } => {
            let note = build.note(note)?;
            let heading = note.body.headings.iter().find(|heading| heading.anchor == *anchor)?;
            Some(format!("**{}**, in {}", escaped(&heading.text), escaped(note.title())))
        }
    }
}

/// What messages call a note.
pub(super) const fn kind_of(note: &ParsedNote) -> &'static str {
    match note.location {
        NoteLocation::Home => "home page",
        NoteLocation::List(_) => "introduction",
        NoteLocation::Note(kind) => kind.as_str(),
    }
}

/// What there is to say of a note, in Markdown.
pub(super) fn of_note(note: &ParsedNote) -> String {
    let mut text = format!("**{}** · {}", escaped(note.title()), kind_of(note));
    if let Some(kind) = type_of(note) {
        text.push_str(&format!(" ({kind})"));
    }
    if note.common.is_draft() {
        text.push_str(" · draft");
    }
    if let Fields::Source(source) = &note.fields {
        let details = [
            source.authors.iter().map(|author| author.value.to_string()).reduce(|all, one| format!("{all}, {one}")),
            source.publisher.as_ref().map(|publisher| publisher.value.to_string()),
            source.published.as_ref().map(|date| in_english(&date.value)),
        ];
        let details: Vec<String> = details.into_iter().flatten().collect();
        if !details.is_empty() {
            text.push_str(&format!("\n\n{}", escaped(&details.join(", "))));
        }
    }
    if let Fields::Round(round) = &note.fields
        && let Some(date) = &round.date
    {
        text.push_str(&format!("\n\n{}", in_english(&date.value)));
    }
    if let Some(summary) = &note.common.summary {
        text.push_str(&format!("\n\n{}", escaped(&summary.plain)));
    }
    text
}

/// The word of a note's `type`.
fn type_of(note: &ParsedNote) -> Option<Cow<'_, str>> {
    let (_, found) = note.fields.entries().into_iter().find(|(spec, _)| spec.key == "type")?;
    match found {
        Value::Choice(word) => Some(word.into()),
        Value::Text(word) => Some(word),
        _ => None,
    }
}

/// Who said a statement, and when, on one line.
pub(super) fn speaker_and_date(statement: &StatementFields, build: &LastBuild) -> String {
    let names = statement.by.iter().flat_map(|by| &by.0).map(|name| &name.text.value);
    let by: Vec<String> = names.map(|name| build.note(name).map_or(&**name, |note| note.title()).to_owned()).collect();
    let speaker = statement.speaker.as_ref().map(|speaker| speaker.value.to_string());
    let who = match (by.is_empty(), speaker) {
        (true, Some(speaker)) => speaker,
        (true, None) => "the source itself".to_owned(),
        (false, Some(speaker)) => format!("{} (“{speaker}”)", by.join(", ")),
        (false, None) => by.join(", "),
    };
    let said = || statement.said.as_ref().map(|date| in_english(&date.value));
    match statement.said_text.as_ref().map(|text| text.value.to_string()).or_else(said) {
        Some(when) => format!("{who}, {when}"),
        None => who,
    }
}

fn of_statement(source: &ParsedNote, statement: &StatementFields, build: &LastBuild) -> String {
    let what = statement.ty.as_ref().map_or("statement", |ty| ty.value.as_str());
    let text = &*statement.text.plain;
    format!("{}\n\n{} · {what} · in {}", escaped(text), escaped(&speaker_and_date(statement, build)), escaped(source.title()))
}
