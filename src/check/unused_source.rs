#![doc = include_str!("../../docs/rules/unused-source.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Id, Model, Source, Statement};

use super::s;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    // Statements of a work that was not read count nowhere, and are reported for that.
    let sound = |source: &Source| source.read || source.fields.statements.is_empty();
    for (id, source) in model.sources.iter().filter(|(_, source)| sound(source)) {
        let note = &model.notes[source.note];
        let how = if source.statements.is_empty() {
            format!("Cite it, `[@{}]`, name it in `cites` or `via` of the source that relies on it, or take it away.", note.id)
        } else {
            let first = source.statements.first().map_or("", |first| &*model.statements[*first].id);
            format!("Cite it where it belongs, as `[@{}#{first}]`, or take it away.", note.id)
        };
        if model.mentions_of(source.note).iter().all(|mention| mention.from == source.note) {
            diagnostics.push(
                Diagnostic::new(
                    Code::UnusedSource,
                    note.written.head,
                    format!("no note cites the source `{}`, and no other source relies on it", note.id),
                )
                .help(how),
            );
        } else if nothing_used(model, id, source) {
            let count = source.statements.len();
            let message = match count {
                1 => format!("the one statement of `{}` is used nowhere", note.id),
                _ => format!("none of the {count} statement{} of `{}` is used anywhere", s(count), note.id),
            };
            diagnostics.push(Diagnostic::new(Code::UnusedSource, note.written.head, message).help(how));
        }
    }
}

fn nothing_used(model: &Model, id: Id<Source>, source: &Source) -> bool {
    !source.statements.is_empty() && source.statements.iter().all(|statement| !is_used(model, id, *statement))
}

/// Whether another note cites a statement, or it shows on another note's page by itself.
fn is_used(model: &Model, source: Id<Source>, id: Id<Statement>) -> bool {
    let statement = &model.statements[id];
    let home = model.sources[source].note;
    let shows = !(statement.by.is_empty()
        && statement.of.is_empty()
        && statement.to.is_empty()
        && statement.topics.is_empty()
        && statement.rounds.is_empty()
        && statement.actors.is_empty());
    shows || model.uses_of(id).iter().any(|mention| mention.from != home)
}
