#![doc = include_str!("../../docs/rules/single-source.md")]

use crate::diagnostic::{Code, Diagnostic, number_of};
use crate::file::Span;
use crate::model::evidence::Origins;
use crate::model::{Entity, Evidence, Id, LinkTarget, Model, Outcome, Round, Source};

const HELP: &str = "Add a report that does not rely on it, where there is one. This is advice: nothing is wrong with the note.";

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let origins = Origins::new(model);
    for (_, round) in model.rounds.iter() {
        check_round(model, &origins, round, &evidence_about(model, round), diagnostics);
    }
    for (_, dispute) in model.disputes.iter() {
        let origin = |evidence: &[Evidence]| origins.backing(model, evidence).single();
        let single: Vec<(Span, Id<Source>)> =
            dispute.answers.iter().filter_map(|answer| Some((answer.fields.text.span, origin(&answer.evidence())?))).collect();
        report(model, &single, dispute.answers.len(), ["answer", "answers"], diagnostics);
    }
}

/// All evidence about a round: what its own note names, and the statements that speak of it.
fn evidence_about(model: &Model, round: &Round) -> Vec<Evidence> {
    let mut evidence: Vec<Evidence> = round.outcomes.iter().flat_map(|o| &o.sources).copied().collect();
    evidence.extend(round.delegations.iter().flat_map(|d| &d.sources));
    evidence.extend(model.notes[round.note].targets.iter().flatten().filter_map(|target| match target {
        LinkTarget::Statement(id) => Some(Evidence::Statement(*id)),
        LinkTarget::Note { id, .. } => match model.notes[*id].entity {
            Entity::Source(source) => Some(Evidence::Source(source)),
            _ => None,
        },
        _ => None,
    }));
    evidence.extend(round.statements.iter().map(|id| Evidence::Statement(*id)));
    evidence
}

fn check_round(model: &Model, origins: &Origins, round: &Round, evidence: &[Evidence], diagnostics: &mut Vec<Diagnostic>) {
    let note = &model.notes[round.note];
    if let Some(origin) = origins.backing(model, evidence).single() {
        let message = format!("all that is known of `{}` goes back to one work, {}", note.id, name(model, origin));
        diagnostics.push(Diagnostic::new(Code::SingleSource, note.written.first_line, message).help(HELP));
        return;
    }
    let single_of = |outcome: &Outcome| Some((outcome.fields.text.span, origins.backing(model, &outcome.sources).single()?));
    let single: Vec<(Span, Id<Source>)> = round.outcomes.iter().filter_map(single_of).collect();
    report(model, &single, round.outcomes.len(), ["outcome", "outcomes"], diagnostics);
}

/// One message for all outcomes or answers that go back to a single work each: at the first, with the others as related places.
fn report(model: &Model, single: &[(Span, Id<Source>)], total: usize, [one, many]: [&str; 2], diagnostics: &mut Vec<Diagnostic>) {
    let Some(((span, origin), others)) = single.split_first() else { return };
    let message = match others.len() {
        0 => format!("this {one} goes back to one work, {}", name(model, *origin)),
        more if others.iter().all(|(_, o)| o == origin) => {
            format!("{} of {total} {many} go back to one and the same work, {}", more + 1, name(model, *origin))
        }
        more => format!("{} of {total} {many} go back to one work each: this {one} to {}", more + 1, name(model, *origin)),
    };
    let problem = Diagnostic::new(Code::SingleSource, *span, message).help(HELP);
    diagnostics
        .push(problem.related_to(others.iter().map(|(span, origin)| (*span, format!("this {one} goes back to {}", name(model, *origin))))));
}

fn name(model: &Model, id: Id<Source>) -> String {
    let source = &model.sources[id];
    let id = &model.notes[source.note].id;
    if source.read { format!("`{id}`") } else { format!("`{id}`, known through {}", number_of(source.cited_by.len(), "source")) }
}
