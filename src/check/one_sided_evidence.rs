#![doc = include_str!("../../docs/rules/one-sided-evidence.md")]

use std::collections::{BTreeSet, HashMap};

use crate::diagnostic::{Code, Diagnostic};
use crate::language::Language;
use crate::model::{Actor, Dispute, Evidence, Id, Model, Round, Statement};
use crate::parse::fields::DelegationRole;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (_, round) in model.rounds.iter() {
        check_round(model, round, diagnostics);
    }
    for (_, dispute) in model.disputes.iter() {
        check_dispute(model, dispute, diagnostics);
    }
}

fn check_round(model: &Model, round: &Round, diagnostics: &mut Vec<Diagnostic>) {
    let Some(party) = only_party(model, round) else { return };
    let note = &model.notes[round.note];
    let others: Vec<String> = parties(round).into_iter().filter(|p| *p != party).map(|p| format!("`{}`", id(model, p))).collect();
    let message = format!("all accounts of `{}` come from `{}`", note.id, id(model, party));
    let others = Language::new("en").alternatives(&others);
    let help = format!("Add an account by {others}, or by a third party, where there is one; else say in the body that there is none.");
    diagnostics.push(Diagnostic::new(Code::OneSidedEvidence, note.written.first_line, message).help(help));
}

fn check_dispute(model: &Model, dispute: &Dispute, diagnostics: &mut Vec<Diagnostic>) {
    if dispute.answers.len() < 2 || dispute.answers.iter().any(|answer| answer.statements.is_empty() || !answer.sources.is_empty()) {
        return;
    }
    let statements: Vec<Id<Statement>> = dispute.answers.iter().flat_map(|answer| &answer.statements).copied().collect();
    let Some(actor) = common_speaker(model, &statements) else { return };
    let note = &model.notes[dispute.note];
    let place = dispute.fields.answers.first().map_or(note.written.first_line, |answer| answer.span);
    diagnostics.push(
        Diagnostic::new(Code::OneSidedEvidence, place, format!("all answers to `{}` come from `{}`", note.id, id(model, actor)))
            .help("Add what others say to the question, where there is something; else say in the body that only this side speaks of it."),
    );
}

fn id(model: &Model, actor: Id<Actor>) -> &str {
    &model.notes[model.actors[actor].note].id
}

fn parties(round: &Round) -> BTreeSet<Id<Actor>> {
    round.delegations.iter().filter(|d| d.role == DelegationRole::Party).map(|d| d.actor).collect()
}

/// The party that all statements about a round come from.
fn only_party(model: &Model, round: &Round) -> Option<Id<Actor>> {
    let parties = parties(round);
    if parties.len() < 2 {
        return None;
    }
    let mut statements = round.statements.clone();
    for evidence in round.outcomes.iter().flat_map(|o| &o.sources).chain(round.delegations.iter().flat_map(|d| &d.sources)) {
        match evidence {
            Evidence::Statement(id) => statements.push(*id),
            Evidence::Source(_) => return None,
        }
    }
    let mut members: HashMap<Id<Actor>, Id<Actor>> = HashMap::new();
    for delegation in round.delegations.iter().filter(|d| d.role == DelegationRole::Party) {
        members.extend(delegation.head.iter().chain(&delegation.members).map(|person| (*person, delegation.actor)));
    }
    let mut speakers = BTreeSet::new();
    for id in statements {
        let sides = sides(model, &model.statements[id], &parties, &members);
        if sides.is_empty() {
            return None;
        }
        speakers.extend(sides);
        if speakers.len() > 1 {
            return None;
        }
    }
    speakers.first().copied()
}

/// The parties from whose side a statement comes.
fn sides(
    model: &Model,
    statement: &Statement,
    parties: &BTreeSet<Id<Actor>>,
    members: &HashMap<Id<Actor>, Id<Actor>>,
) -> BTreeSet<Id<Actor>> {
    let mut found = BTreeSet::new();
    let mut visited = BTreeSet::new();
    let mut pending: Vec<Id<Actor>> = speakers(statement).collect();
    while let Some(actor) = pending.pop() {
        if !visited.insert(actor) {
            continue;
        }
        if parties.contains(&actor) {
            found.insert(actor);
            continue;
        }
        found.extend(members.get(&actor));
        pending.extend(&model.actors[actor].part_of);
    }
    found
}

/// An actor who made every statement, or for whom it was made; one on whose behalf they were made before the speaker.
fn common_speaker(model: &Model, statements: &[Id<Statement>]) -> Option<Id<Actor>> {
    let (first, others) = statements.split_first()?;
    let first = &model.statements[*first];
    speakers(first).find(|actor| others.iter().all(|id| speakers(&model.statements[*id]).any(|other| other == *actor)))
}

/// Those on whose behalf a statement is made, and who makes it: the speakers, or in a work's own voice its authors or publisher.
fn speakers(statement: &Statement) -> impl Iterator<Item = Id<Actor>> {
    statement.on_behalf_of.iter().chain(&statement.by).chain(&statement.own_voice).copied()
}
