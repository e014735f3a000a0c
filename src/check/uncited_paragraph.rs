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
        let pictures = letters_of_pictures(&text);
        for (index, block) in text.written.text.blocks.iter().enumerate() {
            if block.kind == BlockKind::Paragraph
                && !cited.get(index).is_some_and(|cited| *cited)
                && !introduces(&text, &cited, index, block)
                && pictures.get(index).is_none_or(|letters| *letters != Some(letters_in(&block.text)))
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

/// By block, how many letters and digits of its text are pictures' alternatives; nothing for a block without pictures.
fn letters_of_pictures(text: &Text<'_>) -> Vec<Option<usize>> {
    let blocks = &text.written.text.blocks;
    let mut letters = vec![None; blocks.len()];
    for reference in text.written.text.references.iter().filter(|reference| reference.kind == ReferenceKind::Image) {
        let index = reference.block as usize;
        let alt = blocks.get(index).and_then(|block| block.text.get(reference.within.0 as usize..reference.within.1 as usize));
        if let Some(slot) = letters.get_mut(index) {
            *slot = Some(slot.unwrap_or(0_usize).saturating_add(letters_in(alt.unwrap_or(""))));
        }
    }
    letters
}

fn letters_in(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}
