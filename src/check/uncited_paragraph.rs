#![doc = include_str!("../../docs/rules/uncited-paragraph.md")]

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;
use crate::parse::fields::Kind;
use crate::parse::markdown::{Block, BlockKind, ReferenceKind};

use super::{AuthoredText, authored_texts, cited_blocks};

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for text in authored_texts(model) {
        if !matches!(model.notes[text.note].kind(), Some(Kind::Actor | Kind::Round | Kind::Track | Kind::Topic | Kind::Dispute)) {
            continue;
        }
        let cited = cited_blocks(model, &text);
        let alt_lengths = alt_lengths(&text);
        for (index, block) in text.written.text.blocks.iter().enumerate() {
            if block.kind == BlockKind::Paragraph
                && !cited.get(index).is_some_and(|cited| *cited)
                && !introduces(&text, &cited, index, block)
                && alt_lengths.get(&index) != Some(&letters_in(&block.text))
            {
                let problem = Diagnostic::new(Code::UncitedParagraph, block.span, "this paragraph rests on no source");
                diagnostics.push(problem.help("Cite what it rests on, `[@source#statement]`: one citation at its end is enough."));
            }
        }
    }
}

/// Whether it ends in a colon and what follows holds evidence.
fn introduces(text: &AuthoredText<'_>, cited: &[bool], index: usize, block: &Block) -> bool {
    let next = index + 1;
    let follows = text.written.text.blocks.get(next).is_some_and(|block| block.kind != BlockKind::Heading);
    block.text.trim_end().ends_with(':') && follows && cited.get(next).is_some_and(|cited| *cited)
}

/// By block with pictures, how many letters and digits the alternative texts of its pictures have.
fn alt_lengths(text: &AuthoredText<'_>) -> HashMap<usize, usize> {
    let mut lengths = HashMap::new();
    for reference in text.written.text.references.iter().filter(|reference| reference.kind == ReferenceKind::Image) {
        let length: &mut usize = lengths.entry(reference.block as usize).or_default();
        *length += letters_in(text.written.text.shown(reference));
    }
    lengths
}

fn letters_in(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}
