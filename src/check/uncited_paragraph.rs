#![doc = include_str!("../../docs/rules/uncited-paragraph.md")]

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;
use crate::parse::fields::Kind;
use crate::parse::markdown::{Block, BlockKind, ReferenceKind};

use super::{AuthoredText, cited, texts};

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
fn introduces(text: &AuthoredText<'_>, cited: &[bool], index: usize, block: &Block) -> bool {
    let next = index.saturating_add(1);
    let follows = text.written.text.blocks.get(next).is_some_and(|block| block.kind != BlockKind::Heading);
    block.text.trim_end().ends_with(':') && follows && cited.get(next).is_some_and(|cited| *cited)
}

/// By block, how many letters and digits of its text are pictures' alternatives; nothing for a block without pictures.
fn letters_of_pictures(text: &AuthoredText<'_>) -> Vec<Option<usize>> {
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
