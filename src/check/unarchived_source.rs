#![doc = include_str!("../../docs/rules/unarchived-source.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (_, source) in model.sources.iter() {
        let (fields, written) = (&source.fields, &model.notes[source.note].written);
        if let Some(url) = &fields.url
            && source.read
            && fields.archives.is_empty()
            && !written.text.is_unread(written.first_line, "archives")
        {
            let name = &model.notes[source.note].id;
            let problem = Diagnostic::new(Code::UnarchivedSource, url.span, format!("no copy of `{name}` is kept"));
            diagnostics.push(problem.help("Have the page kept by a web archive, and add `archives = [{ url = \"…\", date = \"…\" }]`."));
        }
    }
}
