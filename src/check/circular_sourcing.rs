#![doc = include_str!("../../docs/rules/circular-sourcing.md")]

use crate::diagnostic::{Code, Diagnostic, number_of};
use crate::file::Span;
use crate::model::evidence::publisher_key;
use crate::model::graph::strongly_connected_components;
use crate::model::{Id, Model, Source, Statement, Table};

/// The most related places of one message; a cycle may have thousands of members.
const MAX_RELATED: usize = 10;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for id in model.sources.ids() {
        check_own_publisher(model, id, diagnostics);
    }
    check_works(model, diagnostics);
    check_statements(model, diagnostics);
}

fn check_own_publisher(model: &Model, id: Id<Source>, diagnostics: &mut Vec<Diagnostic>) {
    let source = &model.sources[id];
    let note = &model.notes[source.note];
    let Some(publisher_of_it) = publisher_key(model, id) else { return };
    let is_own = |cited: &Id<Source>| publisher_key(model, *cited).as_ref() == Some(&publisher_of_it);
    let own: Vec<Id<Source>> = source.cites.iter().copied().filter(is_own).collect();
    let Some((first, others)) = own.split_first() else { return };
    let publisher = source.fields.publisher.as_ref().map_or("its publisher", |p| &*p.value);
    let (own_id, work) = (&note.id, name(model, *first));
    let others_are = match others.len() {
        0 => "is".to_owned(),
        more => format!("and {} are", number_of(more, "other work")),
    };
    let message = format!("`{own_id}` relies on its own house: `{work}` {others_are} published by {publisher} too");
    let problem = Diagnostic::new(Code::CircularSourcing, named_at(model, id, *first), message)
        .help("Do not count them as two voices. A `caveat` on the source says it to the reader.");
    let too = others.iter().take(MAX_RELATED).map(|other| (named_at(model, id, *other), format!("`{}` too", name(model, *other))));
    diagnostics.push(problem.related_to(too));
}

fn check_works(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for Cycle { first, next, others } in cycles(&model.sources, |source| &source.cites) {
        let (count, citing, cited) = (others.len() + 1, name(model, first), name(model, next));
        let message = format!("{count} works cite each other in a circle: `{citing}` cites `{cited}`, from which it leads back");
        let problem = Diagnostic::new(Code::CircularSourcing, named_at(model, first, next), message)
            .help("They count as one origin. If one of the two only lists the other as further reading, take it out of `cites`.");
        diagnostics.push(problem.related_to(others.iter().take(MAX_RELATED).map(|other| {
            let head = model.notes[model.sources[*other].note].written.first_line;
            (head, format!("`{}` is part of the circle", name(model, *other)))
        })));
    }
}

fn check_statements(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for Cycle { first, next, others } in cycles(&model.statements, |statement| &statement.supports) {
        let (count, one, other) = (others.len() + 1, model.statement_name(first), model.statement_name(next));
        let message = format!("{count} statements support each other in a circle: `{one}` supports `{other}`, from which it leads back");
        let problem = Diagnostic::new(Code::CircularSourcing, model.statements[first].fields.id.span, message)
            .help("Keep `supports` on the statement that bears out the other, and take it away on the other.");
        let part =
            |id: &Id<Statement>| (model.statements[*id].fields.id.span, format!("`{}` is part of the circle", model.statement_name(*id)));
        diagnostics.push(problem.related_to(others.iter().take(MAX_RELATED).map(part)));
    }
}

/// Things that lead to each other in a cycle.
struct Cycle<T> {
    first: Id<T>,
    /// The one of them to which the first leads.
    next: Id<T>,
    /// All but the first, ascending.
    others: Vec<Id<T>>,
}

/// The cycles of a relation: several that lead to each other.
fn cycles<T>(table: &Table<T>, related: impl Fn(&T) -> &[Id<T>]) -> Vec<Cycle<T>> {
    let edges: Vec<Vec<usize>> = table.as_slice().iter().map(|item| related(item).iter().map(|id| id.index()).collect()).collect();
    let mut groups = strongly_connected_components(&edges);
    groups.sort_unstable();
    let cycle = |group: Vec<usize>| {
        let mut others: Vec<Id<T>> = group.into_iter().map(Id::new).collect();
        let next = related(&table[*others.first()?]).iter().copied().find(|id| others.binary_search(id).is_ok())?;
        let first = others.remove(0);
        Some(Cycle { first, next, others })
    };
    groups.into_iter().filter_map(cycle).collect()
}

fn name(model: &Model, id: Id<Source>) -> &str {
    &model.notes[model.sources[id].note].id
}

/// Where a source names another one.
fn named_at(model: &Model, id: Id<Source>, cited: Id<Source>) -> Span {
    let cited_id = name(model, cited);
    let head = model.notes[model.sources[id].note].written.first_line;
    let fields = &model.sources[id].fields;
    let via = fields.statements.iter().filter_map(|at| at.value.via.as_ref()).flat_map(|via| &via.0);
    fields.cites.iter().chain(via).find(|name| &*name.text.value == cited_id).map_or(head, |name| name.text.span)
}
