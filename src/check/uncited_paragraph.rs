//! # What
//! A paragraph in the body of an actor, round, track, topic or dispute holds no citation, no statement card, and no link to a statement or
//! a source. A paragraph that ends in a colon may leave the evidence to what it introduces; one that holds pictures alone needs none.
//!
//! # Why
//! Everything that the site says about the talks can be followed to who said it and who reports it. A paragraph without evidence is where
//! an editor's memory, or a source's loaded wording, slips into the site's own voice.
//!
//! # Example
//! ```markdown
//! Russia handed over its memorandum only at the table.
//! ```
//!
//! ```text
//! warning[uncited-paragraph]: this paragraph rests on no source
//! ```
//!
//! # How to mend it
//! Cite the statements that the paragraph rests on: `[@khar-storm#memorandum-at-the-table]`; one citation at its end is enough. Reasoning
//! of your own can cite what it reasons about. What is not about the talks belongs on a page under `pages/`, where the rule does not look.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;
use crate::parse::fields::Kind;
use crate::parse::markdown::{Block, BlockKind, ReferenceKind};

use super::{Text, cited, texts};

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for text in texts(model) {
        if !matches!(model.notes[text.note].kind(), Some(Kind::Actor | Kind::Round | Kind::Track | Kind::Topic | Kind::Dispute)) {
            continue;
        }
        let cited = cited::blocks(model, &text);
        for (index, block) in text.written.text.blocks.iter().enumerate() {
            if block.kind == BlockKind::Paragraph
                && !cited.get(index).is_some_and(|cited| *cited)
                && !introduces(&text, &cited, index, block)
                && !pictures_alone(&text, index, block)
            {
                diagnostics.push(
                    Diagnostic::new(Code::UncitedParagraph, block.span, "this paragraph rests on no source")
                        .help("Cite what it rests on, `[@source#statement]`: one citation at its end is enough."),
                );
            }
        }
    }
}

/// Whether it ends in a colon and what follows holds evidence.
fn introduces(text: &Text<'_>, cited: &[bool], index: usize, block: &Block) -> bool {
    let next = index.saturating_add(1);
    let follows = text.written.text.blocks.get(next).is_some_and(|block| block.kind != BlockKind::Heading);
    block.text.trim_end().ends_with(':') && follows && cited.get(next).is_some_and(|cited| *cited)
}

/// Whether nothing is left of it without its pictures.
fn pictures_alone(text: &Text<'_>, index: usize, block: &Block) -> bool {
    let mut pictures = 0_usize;
    let mut of_pictures = 0_usize;
    for reference in &text.written.text.references {
        if reference.block as usize == index && reference.kind == ReferenceKind::Image {
            let alt = block.text.get(reference.within.0 as usize..reference.within.1 as usize).unwrap_or("");
            pictures = pictures.saturating_add(1);
            of_pictures = of_pictures.saturating_add(alt.chars().filter(|c| c.is_alphanumeric()).count());
        }
    }
    pictures > 0 && block.text.chars().filter(|c| c.is_alphanumeric()).count() == of_pictures
}
