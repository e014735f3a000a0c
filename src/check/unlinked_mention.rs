#![doc = include_str!("../../docs/rules/unlinked-mention.md")]

use std::collections::HashSet;
use std::ops::Range;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic};
use crate::file::{Span, to_u32};
use crate::model::{Entity, Id, LinkTarget, Model, Note};
use crate::parse::markdown::{Block, BlockKind};

use super::name_index::NameIndex;
use super::{AuthoredText, authored_texts};

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let names = names_of(model);
    // A translation has its original's links: what it does not link, the original does not either.
    let texts: Vec<AuthoredText<'_>> = authored_texts(model).filter(|text| text.written.language.is_none()).collect();
    diagnostics.par_extend(texts.par_iter().flat_map_iter(|text| check_text(model, &names, text)));
}

fn names_of(model: &Model) -> NameIndex {
    let mut index = NameIndex::new();
    for (id, note) in model.notes.iter().filter(|(_, note)| matches!(note.entity, Entity::Actor(_) | Entity::Round(_) | Entity::Topic(_))) {
        let common = &note.written.common;
        index.add(&note.title, id);
        for name in common.other_names() {
            index.add(&name.value, id);
        }
        for translation in &note.translations {
            index.add(&translation.title, id);
        }
    }
    index
}

fn check_text(model: &Model, names: &NameIndex, text: &AuthoredText<'_>) -> Vec<Diagnostic> {
    let mut linked: HashSet<Id<Note>> = HashSet::from([text.note]);
    linked
        .extend(text.targets.iter().flatten().filter_map(|target| if let LinkTarget::Note { id, .. } = target { Some(*id) } else { None }));
    let mut diagnostics = Vec::new();
    let mut references = text.written.text.references.iter().peekable();
    for (index, block) in text.written.text.blocks.iter().enumerate() {
        // References are in the order of their blocks.
        let mut covered: Vec<Range<usize>> = block.code.iter().map(|(start, end)| *start as usize..*end as usize).collect();
        while let Some(reference) = references.next_if(|reference| reference.block as usize <= index) {
            if reference.block as usize == index {
                covered.push(reference.shown.0 as usize..reference.shown.1 as usize);
            }
        }
        if !matches!(block.kind, BlockKind::Paragraph | BlockKind::Item) {
            continue;
        }
        for part in gaps(block.text.len(), covered) {
            for hit in names.find(&block.text, part) {
                if let Some(note) = hit.note
                    && linked.insert(note)
                {
                    diagnostics.push(problem_of(model, note, block, hit.at));
                }
            }
        }
    }
    diagnostics
}

/// The parts of a text that lie between the covered ones.
fn gaps(length: usize, mut covered: Vec<Range<usize>>) -> Vec<Range<usize>> {
    covered.sort_unstable_by_key(|range| range.start);
    let mut parts = Vec::new();
    let mut from = 0;
    for range in covered {
        if range.start > from {
            parts.push(from..range.start);
        }
        from = from.max(range.end);
    }
    if from < length {
        parts.push(from..length);
    }
    parts
}

fn problem_of(model: &Model, id: Id<Note>, block: &Block, at: Range<usize>) -> Diagnostic {
    let note = &model.notes[id];
    let shown = block.text.get(at.clone()).expect("a name is found in the text of its block");
    let link = if *shown == *note.title { format!("[[{}]]", note.id) } else { format!("[[{}|{shown}]]", note.id) };
    let kind = note.kind().map_or("note", |kind| kind.as_str());
    let exact_span = span_in_file(block, at);
    let message = format!("`{shown}` is the {kind} `{}`, and nothing here links to it", note.id);
    let problem = Diagnostic::new(Code::UnlinkedMention, exact_span.unwrap_or(block.span), message)
        .help(format!("Write `{link}` at its first mention."));
    match exact_span.filter(|_| !shown.contains(['|', ']', '\n'])) {
        Some(span) => problem.fix(span, link),
        None => problem,
    }
}

/// Where a part of a block's text stands in the file, where it stands there letter for letter.
fn span_in_file(block: &Block, at: Range<usize>) -> Option<Span> {
    let (start, end) = (to_u32(at.start), to_u32(at.end));
    let after = block.file_offsets.partition_point(|(text, _)| *text <= start);
    let (text, file) = block.file_offsets.get(after.checked_sub(1)?)?;
    let runs_on = block.file_offsets.get(after).is_none_or(|(next, _)| end <= *next);
    let from = file.checked_add(start.checked_sub(*text)?)?;
    runs_on.then_some(Span { file: block.span.file, start: from, end: from.checked_add(end.checked_sub(start)?)? })
}

#[cfg(test)]
mod tests {
    use super::gaps;

    #[test]
    fn covered_parts_are_left_out() {
        assert_eq!(gaps(10, vec![4..6, 0..2, 5..7]), [2..4, 7..10]);
        assert_eq!(gaps(3, vec![1..1, 2..3]), [0..1, 1..2]);
        assert!(gaps(3, vec![0..2, 2..3]).is_empty());
    }
}
