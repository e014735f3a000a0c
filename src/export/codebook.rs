//! What the data files hold, for people: written from the same declarations that the parser and the data files use.

use super::ExportContext;
use super::clean;
use super::entries::{self, DERIVED_OF_NOTES, DERIVED_OF_STATEMENTS, Derived, HeldBy, NOTE_ID};
use super::turtle::{self, Term};
use crate::parse::fields::Kind;
use crate::parse::record::{FieldSpec, Shape};

pub fn codebook(cx: &ExportContext<'_>) -> Vec<u8> {
    let mut out = format!("# Codebook: {}\n\n{FILES}\n{FIELDS}", clean::line(&cx.model.config.title));
    for (title, fields) in entries::records() {
        out.push_str(&format!("\n### Fields of {title}\n\n"));
        fields.iter().for_each(|spec| push_field(spec, "", &mut out));
    }
    out.push_str(DERIVED);
    push_derived("every kind", std::iter::once(&NOTE_ID).chain(DERIVED_OF_NOTES), &mut out);
    for kind in Kind::ALL {
        push_derived(kind.folder(), entries::derived_of_kind(kind), &mut out);
    }
    push_derived("statements", DERIVED_OF_STATEMENTS, &mut out);
    out.push_str(TERMS);
    out.into_bytes()
}

/// A line of a field, and below it its words or the fields of its tables.
fn push_field(spec: &FieldSpec, indent: &str, out: &mut String) {
    let term = match turtle::term(spec) {
        Term::Predicate(term) | Term::Address(term) => format!("; `{term}`"),
        Term::OwnPredicate => format!("; `{}`", turtle::own_term(spec.key)),
        Term::Combined => String::new(),
    };
    out.push_str(&format!("{indent}- `{}` ({}{term}): {}\n", spec.key, shape_name(&spec.shape), spec.doc));
    match spec.shape {
        Shape::Choice(choices) => {
            for word in choices {
                out.push_str(&format!("{indent}  - `{}`: {}\n", word.key, word.meaning));
            }
        }
        Shape::Many(&Shape::Record(_)) if spec.key == "statements" => {}
        Shape::Record(fields) | Shape::Many(&Shape::Record(fields)) | Shape::OneOrMany(&Shape::Either(_, &Shape::Record(fields))) => {
            fields().iter().for_each(|inner| push_field(inner, &format!("{indent}  "), out));
        }
        _ => {}
    }
}

fn push_derived<T: 'static>(title: &str, fields: impl IntoIterator<Item = &'static Derived<T>>, out: &mut String) {
    let lines: Vec<String> = fields
        .into_iter()
        .map(|field| {
            let held_by = match field.held_by {
                HeldBy::Both => "",
                HeldBy::Json => ", in `site.json`",
                HeldBy::Tables => ", in tables",
            };
            format!("- `{}` (derived{held_by}): {}\n", field.spec.key, field.spec.doc)
        })
        .collect();
    if !lines.is_empty() {
        out.push_str(&format!("\n### Derived: of {title}\n\n{}", lines.concat()));
    }
}

/// What a field holds, in a few words.
pub(crate) fn shape_name(shape: &Shape) -> String {
    match shape {
        Shape::Text => "text".to_owned(),
        Shape::Markdown => "text, plain and as Markdown".to_owned(),
        Shape::Date => "EDTF date".to_owned(),
        Shape::Boolean => "true or false".to_owned(),
        Shape::Integer => "whole number".to_owned(),
        Shape::Number => "number, as printed".to_owned(),
        Shape::Coordinates => "latitude and longitude".to_owned(),
        Shape::Choice(_) => "one of".to_owned(),
        Shape::Name(_) => "id".to_owned(),
        Shape::Many(inner) | Shape::OneOrMany(inner) => format!("list of {}", shape_name(inner)),
        Shape::Either(first, second) => format!("{} or {}", shape_name(first), shape_name(second)),
        Shape::Record(_) => "group of fields".to_owned(),
        Shape::Map(inner) => format!("{} by language", shape_name(inner)),
        Shape::Free => "anything".to_owned(),
    }
}

const FILES: &str = "\
A *statement* is what a source reports somebody to have said or done, in the editor's words. It is never the editor's own claim that it is true.

## Files

- `site.json`: everything, with all references resolved; its schema is `site.schema.json`.
- `site.ttl`: the same as RDF (schema.org, PROV-O, and the terms below).
- `graph.graphml`: actors, rounds, statements, topics, disputes and sources as a graph.
- `actors.csv`, `rounds.csv`, `tracks.csv`, `sources.csv`, `topics.csv`, `disputes.csv`, `pages.csv`: a row for each note.
- `statements.csv`: a row for each statement; its `id` is `source#statement`.
- `delegations.csv`, `outcomes.csv`, `answers.csv`, `roles.csv`, `changes.csv`, `stances.csv`, `shifts.csv`, `standing.csv`: a row for each delegation or outcome of a round, answer to a dispute, office of an actor, change of a note, side or change of mind on a topic, point on where things stand.
- `references.bib`, `references.ris`, `references.json`: the sources for LaTeX, reference managers and CSL processors.
- `calendar.ics`: the rounds whose day is known.

## Dates

Dates are EDTF, levels 0 and 1, and of level 2 the set of which one is meant (`[2022-07-23, 2025-07-23]`); never more exact than the evidence: `2025`, `2025-06`, `2025-06-02T14:40`; `2022-03/2022-05` an interval; `../2022-02` open at its start; `~` about, `?` uncertain, `%` both. Columns that end in `earliest` and `latest` hold the first and the last day that a date may mean; they are empty where it is open.

## Tables

RFC 4180, UTF-8, CRLF. A list stands in one cell, divided by ` | `; `[]` says that its editor wrote an empty one (`for`: personally). A text cell that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, their full-width forms, a tab or a line break) or that begins with an apostrophe has one apostrophe more before it: take one away to get the text. Control characters are left out. `url_here` is the page on this site.

Inline Markdown stands twice: as plain text, and under the same name with `_markdown` after it as it was written (in `site.json` only where that is something else).
";

const FIELDS: &str = "\
## Fields

Fields have the names under which editors write them; after a field's shape stands its term in `site.ttl`. A table inside a note has columns with both names (`value_min`); a list of tables has a file of its own, named above, with the note that an entry belongs to and its `number` there.
";

const DERIVED: &str = "
## Derived fields

Nobody writes them: they follow from other fields and other notes. `import` passes over them. Where nothing is written, `access` is `read`, a delegation's `role` is `party`, `for` is whom the speakers speak for on that day, and `cites` holds the works behind `via` too.
";

const TERMS: &str = "
## Terms in `site.ttl`

The namespace is this file's address followed by `#`.

Classes: `Actor`, `Round`, `Track`, `Source`, `Topic`, `Dispute`, `Page`, `Introduction` (the home page), `Statement`, `Delegation`, `Outcome`, `Stance`, `Shift`, `Standing`.

Terms of our own besides those of the fields above: `asOf`, the day up to which the site's knowledge reaches; in feeds `kind`, `severity` and `dated`, a note's kind, how grave a change was, and a date as it was written.
";
