#![doc = include_str!("../../docs/rules/missing-alt.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::file::is_blank;
use crate::model::Model;
use crate::parse::markdown::{Reference, ReferenceKind};

use super::{AuthoredText, authored_texts};

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for AuthoredText { written, .. } in authored_texts(model) {
        let mut report = |image: &Reference, help: &'static str| {
            let message = format!("the image `{}` has no text alternative", image.target);
            diagnostics.push(Diagnostic::new(Code::MissingAlt, image.with_brackets, message).help(help));
        };
        for image in written.text.references.iter().filter(|reference| reference.kind == ReferenceKind::Image) {
            if is_blank(written.text.shown(image)) {
                report(image, "Say between the brackets what it shows: `![What it shows](…)`.");
            }
        }
        for image in &written.text.raw_images_without_alt {
            report(image, "Say in `alt` what it shows: `<img src=\"…\" alt=\"What it shows\">`.");
        }
    }
}
