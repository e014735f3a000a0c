#![doc = include_str!("../../docs/rules/unused-source.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Id, Model, Source, Statement};

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    // Statements of a work that was not read count nowhere, and are reported for that.
    let counts = |source: &Source| source.read || source.fields.statements.is_empty();
    for (id, source) in model.sources.iter().filter(|(_, source)| counts(source)) {
        let note = &model.notes[source.note];
        let help = match source.statements.first() {
            Some(first) => format!("Cite it where it belongs, as `[@{}]`, or take it away.", model.statement_name(*first)),
            None => format!("Cite it, `[@{}]`, name it in `cites` or `via` of the source that relies on it, or take it away.", note.id),
        };
        if model.mentions[source.note].iter().all(|mention| mention.from == source.note) {
            let message = format!("no note cites the source `{}`, and no other source relies on it", note.id);
            diagnostics.push(Diagnostic::new(Code::UnusedSource, note.written.first_line, message).help(help));
        } else if !source.statements.is_empty() && !source.statements.iter().any(|statement| is_used(model, id, *statement)) {
            let message = match source.statements.len() {
                1 => format!("the one statement of `{}` is used nowhere", note.id),
                count => format!("none of the {count} statements of `{}` is used anywhere", note.id),
            };
            diagnostics.push(Diagnostic::new(Code::UnusedSource, note.written.first_line, message).help(help));
        }
    }
}

/// Whether another note cites a statement, or it shows on another note's page by itself.
fn is_used(model: &Model, source: Id<Source>, id: Id<Statement>) -> bool {
    let statement = &model.statements[id];
    let own_note = model.sources[source].note;
    let names_actors = [&statement.by, &statement.of, &statement.to, &statement.actors].into_iter().any(|actors| !actors.is_empty());
    let stands_elsewhere = names_actors || !statement.topics.is_empty() || !statement.rounds.is_empty();
    stands_elsewhere || model.statement_mentions[id].iter().any(|mention| mention.from != own_note)
}
