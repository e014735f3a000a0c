#![doc = include_str!("../../docs/rules/missing-alt.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;
use crate::parse::markdown::ReferenceKind;

use super::authored_texts;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for text in authored_texts(model) {
        for reference in text.written.text.references.iter().filter(|reference| reference.kind == ReferenceKind::Image) {
            if text.written.text.shown(reference).trim().is_empty() {
                let message = format!("the image `{}` has no text alternative", reference.target);
                let problem = Diagnostic::new(Code::MissingAlt, reference.with_brackets, message);
                diagnostics.push(problem.help("Say between the brackets what it shows: `![What it shows](…)`."));
            }
        }
    }
}
