#![doc = include_str!("../../docs/rules/improbable-date.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::file::Located;
use crate::language::in_english;
use crate::model::{Model, Round, Source};
use crate::parse::date::Edtf;
use crate::parse::fields::RoundStatus;

/// The years in which a round, a remark, a work or the writing of a note can lie. Today's years of the Islamic and Persian calendars are
/// smaller, those of the Buddhist and Jewish ones greater.
const YEARS: std::ops::RangeInclusive<i64> = 1500..=2200;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (_, note) in model.notes.iter() {
        let common = &note.written.common;
        let own = [&common.created, &common.updated, &common.reviewed, &common.review_by].into_iter().map(Option::as_ref);
        for date in own.chain(common.changes.iter().map(|change| change.date.given())) {
            gregorian(date, diagnostics);
        }
    }
    for (_, round) in model.rounds.iter() {
        check_round(model, round, diagnostics);
    }
    for (_, source) in model.sources.iter() {
        check_statements(model, source, diagnostics);
    }
}

fn check_round(model: &Model, round: &Round, diagnostics: &mut Vec<Diagnostic>) {
    gregorian(round.fields.planned.as_ref(), diagnostics);
    let Some(date) = gregorian(round.fields.date.as_ref(), diagnostics) else { return };
    let Some(now) = model.as_of.as_ref().filter(|_| round.is_to_come) else { return };
    let is = match &round.fields.status {
        Some(status) if status.value == RoundStatus::Held => "was held",
        None if !round.is_act() => "has no `status`",
        _ => return,
    };
    let id = &model.notes[round.note].id;
    let (day, today) = (in_english(&date.value), in_english(now));
    let message = format!("`{id}` {is}, and its date, {day}, lies after the day that the site is of, {today}");
    let help = "Correct the date, set `status` to `announced` or `proposed`, or move `as_of` in `site.toml` on.";
    let problem = Diagnostic::new(Code::ImprobableDate, date.span, message).help(help);
    diagnostics.push(problem.related_to(round.fields.status.as_ref().map(|held| (held.span, "held, by its status"))));
}

fn check_statements(model: &Model, source: &Source, diagnostics: &mut Vec<Diagnostic>) {
    gregorian(source.fields.accessed.as_ref(), diagnostics);
    let published = gregorian(source.fields.published.as_ref(), diagnostics);
    for statement in source.statements.iter().map(|id| &model.statements[*id]) {
        let Some(said) = gregorian(statement.fields.said.as_ref(), diagnostics) else { continue };
        if let Some(published) = published
            && before(&published.value, &said.value)
        {
            let (said_on, published_on) = (in_english(&said.value), in_english(&published.value));
            let message = format!("the statement `{}` is dated {said_on}, after its source was published, {published_on}", statement.id);
            let help = "Correct `said`, or the source's `published`; a day to come of which the statement speaks is its `happened`.";
            let problem = Diagnostic::new(Code::ImprobableDate, said.span, message).help(help);
            diagnostics.push(problem.related(published.span, "published here"));
        }
    }
}

/// Whether a work was certainly published before something was said; by the minute in UTC where both have their zones.
fn before(published: &Edtf, said: &Edtf) -> bool {
    match (published.utc(), said.utc()) {
        (Some(published), Some(said)) => published < said,
        _ => published.certainly_before(said),
    }
}

/// The date, unless its year is one of another calendar, which is reported.
fn gregorian<'m>(date: Option<&'m Located<Edtf>>, diagnostics: &mut Vec<Diagnostic>) -> Option<&'m Located<Edtf>> {
    let date = date?;
    let bounds = [date.value.earliest(), date.value.latest()];
    let Some(year) = bounds.into_iter().flatten().map(|bound| bound.civil().0).find(|year| !YEARS.contains(year)) else {
        return Some(date);
    };
    diagnostics.push(
        Diagnostic::new(Code::ImprobableDate, date.span, format!("the year {year} is mistyped, or one of another calendar"))
            .help("Write the Gregorian year: 1446 of the Islamic calendar began in 2024, and 2568 of the Buddhist calendar is 2025."),
    );
    None
}
