//! What the data files hold, for people: written from the same declarations that the parser uses, so that it cannot drift from them.

use std::fmt::Write;

use super::ExportContext;
use super::clean;
use crate::parse::fields::{Common, Fields, Kind, StatementFields};
use crate::parse::record::{FieldSpec, Record, Shape};

/// The codebook, as Markdown.
#[must_use]
pub fn codebook(cx: &ExportContext<'_>) -> Vec<u8> {
    let mut out = String::new();
    let _ = writeln!(out, "# Codebook: {}\n", clean::line(&cx.model.config.title));
    out.push_str(FILES);
    out.push_str("\n## Fields\n\nFields have the names under which editors write them.\n");
    section("Fields of every kind", Common::fields(), &mut out);
    for kind in Kind::ALL {
        section(&format!("Fields of {}", kind.folder()), Fields::specs(kind), &mut out);
    }
    section("Fields of statements", StatementFields::fields(), &mut out);
    out.push_str(TERMS);
    out.into_bytes()
}

fn section(title: &str, fields: &[FieldSpec], out: &mut String) {
    let _ = writeln!(out, "\n### {title}\n");
    for field in fields {
        let doc = clean::line(field.doc);
        let _ = writeln!(out, "- `{}` ({}): {doc}", field.key, shape(&field.shape));
        if let Shape::Choice(choices) = &field.shape {
            for tag in choices.tags {
                let _ = writeln!(out, "  - `{}`: {}", tag.key, tag.meaning);
            }
        }
        if let Shape::Many(Shape::Record(fields)) | Shape::Record(fields) = &field.shape
            && field.key != "statements"
        {
            for inner in fields() {
                let _ = writeln!(out, "  - `{}` ({}): {}", inner.key, shape(&inner.shape), clean::line(inner.doc));
            }
        }
    }
}

fn shape(shape: &Shape) -> String {
    match shape {
        Shape::Text => "text".to_owned(),
        Shape::Markdown => "text, here plain".to_owned(),
        Shape::Date => "EDTF date".to_owned(),
        Shape::Boolean => "true or false".to_owned(),
        Shape::Integer => "whole number".to_owned(),
        Shape::Number => "number, as printed".to_owned(),
        Shape::Coordinates => "latitude and longitude".to_owned(),
        Shape::Choice(_) => "one of".to_owned(),
        Shape::Name(_) => "id".to_owned(),
        Shape::Many(inner) => format!("list of {}", self::shape(inner)),
        Shape::OneOrMany(inner) => format!("list of {}", self::shape(inner)),
        Shape::Either(first, second) => format!("{} or {}", self::shape(first), self::shape(second)),
        Shape::Record(_) => "group of fields".to_owned(),
        Shape::Map(inner) => format!("{} by language", self::shape(inner)),
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
- `delegations.csv`, `outcomes.csv`, `answers.csv`, `roles.csv`, `changes.csv`: a row for each delegation or outcome of a round, answer to a dispute, office of an actor, change of a note.
- `references.bib`, `references.ris`, `references.json`: the sources for LaTeX, reference managers and CSL processors.
- `calendar.ics`: the rounds whose day is known.

## Dates

Dates are EDTF, levels 0 and 1, and never more exact than the evidence: `2025`, `2025-06`, `2025-06-02T14:40`; `2022-03/2022-05` an interval; `../2022-02` open at its start; `~` about, `?` uncertain, `%` both. Columns that end in `earliest` and `latest` hold the first and the last day that a date may mean; they are empty where it is open.

## Tables

RFC 4180, UTF-8, CRLF. A list stands in one cell, divided by ` | `. A text cell that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, their full-width forms, a tab or a line break) or that begins with an apostrophe has one apostrophe more before it: take one away to get the text. Control characters are left out. `url_here` is the page on this site.

`said` is the day on which the source was published where nothing else is known. `denied_by`, `supported_by` and `disputes` (`dispute#number of the answer`) follow from other notes.
";

const TERMS: &str = "
## Terms in `site.ttl`

The namespace is this file's address followed by `#`.

Classes: `Actor`, `Round`, `Track`, `Source`, `Topic`, `Dispute`, `Page`, `Statement`, `Delegation`, `Outcome`.

- `kind`, `type`, `status`, `format`, `access`, `basis`, `severity`: as the fields of the same name.
- `created`, `updated`, `reviewed`, `reviewBy`, `change`: when a note was written, changed, checked; a change.
- `date`, `planned`, `from`, `to`, `published`, `accessed`, `said`, `happened`, `asOf`, `dated`: dates, as EDTF literals.
- `saidText`, `happenedText`: the wording where a date cannot carry it.
- `role`, `of`: an office, and of what. `delegation`, `head`: who took part in a round, and who led them.
- `outcome`: what came of a round. `follows`: the round before. `number`: its number in the track.
- `onBehalfOf`: for whom the speaker spoke. `toWhom`: to whom. `positionOf`: whose position a statement describes, where that is another's.
- `aboutRound`: a round that a statement speaks of. `via`: the work through which it came.
- `denies`, `supports`: statements that a statement contradicts or bears out.
- `speaker`: the speaker as the source names them. `locator`: where in the source. `quote`: a few words of the original. `remark`: the editor's word.
- `value`, `corrected`, `approximate`: a figure as printed, what the editor takes to be right, whether it is approximate.
- `question`, `parent`: of topics. `settledBy`, `reckoning`: of disputes and their answers.
- `vantage`, `caveat`, `publisherName`, `doi`, `containerTitle`, `originalTitle`, `place`, `series`: of sources, as the fields of the same name.
";
