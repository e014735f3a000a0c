//! Titles in the place of ids: what a reader sees of a link that has no words of its own.
//!
//! The parser cannot know titles, and leaves the id as it was written. Here a note's plain text gets them, once, so that no id stands in
//! any text after `resolve`: paragraphs, headings, and the inline Markdown of fields.

use std::collections::HashMap;
use std::sync::Arc;

use super::names::Names;
use crate::file::{Span, to_u32};
use crate::model::joint::join;
use crate::model::{Id, LinkTarget, Model, Statement};
use crate::parse::ParsedNote;
use crate::parse::fold::word_ends;
use crate::parse::markdown::{Block, BlockKind, Heading, Reference, quotation_marks};

/// How many words of a statement name it.
const WORDS_OF_A_STATEMENT: usize = 8;

/// What gives titles. The references of all notes have been looked up.
pub(super) struct Titles<'a> {
    pub(super) names: &'a Names,
    pub(super) model: &'a Model,
}

#[derive(Clone, Copy)]
struct TitleContext<'a> {
    note: &'a ParsedNote,
    targets: &'a [Option<LinkTarget>],
    /// Whether the text itself is the title of something: what it links to is then named in the shortest way, so that naming ends.
    is_title: bool,
}

impl Titles<'_> {
    /// The note with titles in the place of ids; the same where there is nothing to do.
    pub(super) fn with_titles(&self, note: &Arc<ParsedNote>, targets: &[Option<LinkTarget>]) -> Arc<ParsedNote> {
        if !note.text.references.iter().any(|reference| reference.bare) {
            return Arc::clone(note);
        }
        let mut titled = ParsedNote::clone(note);
        let mut fields: HashMap<Span, Box<str>> = HashMap::new();
        let context = TitleContext { note, targets, is_title: false };
        let mut targets = targets.iter();
        for group in titled.text.references.chunk_by_mut(|a, b| a.block == b.block) {
            let labels: Vec<Option<String>> =
                targets.by_ref().zip(&*group).map(|(target, reference)| self.label_of(reference, target.as_ref(), context)).collect();
            // A block that stays as it is remains one with the parsed note's.
            if labels.iter().all(Option::is_none) {
                continue;
            }
            let index = group.first().map_or(0, |reference| reference.block as usize);
            let block = Arc::make_mut(titled.text.blocks.get_mut(index).expect("a reference stands in a block of its note"));
            put_titles(block, group, &labels);
            match (block.kind, block.heading) {
                (BlockKind::Field(_), _) => drop(fields.insert(block.span, block.text.clone())),
                (BlockKind::Heading, Some(heading)) => {
                    let heading = titled.body.headings.get_mut(heading as usize).expect("a heading's block knows its heading");
                    heading.text = block.text.trim().into();
                }
                _ => {}
            }
        }
        // The fields too remain one with the parsed note's, where none of them shows a title.
        if !fields.is_empty() {
            titled.each_prose(&mut |prose| {
                if let Some(text) = fields.get(&prose.span) {
                    prose.plain = text.clone();
                }
            });
        }
        Arc::new(titled)
    }

    fn label_of(&self, reference: &Reference, target: Option<&LinkTarget>, context: TitleContext<'_>) -> Option<String> {
        if reference.bare { self.label(target?, context) } else { None }
    }

    /// What a link to a target shows.
    fn label(&self, target: &LinkTarget, context: TitleContext<'_>) -> Option<String> {
        match target {
            LinkTarget::Note { id, anchor } => {
                let note = &self.model.notes[*id];
                let heading = anchor
                    .as_deref()
                    .filter(|_| !context.is_title)
                    .and_then(|anchor| self.heading(TitleContext { note: &note.written, targets: &note.targets, is_title: true }, anchor));
                Some(heading.unwrap_or_else(|| note.title.to_string()))
            }
            LinkTarget::Statement(_) if context.is_title => Some(self.model.language.word("mention.a_statement")),
            LinkTarget::Statement(id) => Some(self.statement(*id)),
            LinkTarget::Here(anchor) => {
                let heading = if context.is_title { None } else { self.heading(TitleContext { is_title: true, ..context }, anchor) };
                Some(heading.unwrap_or_else(|| anchor.to_string()))
            }
            LinkTarget::Path(..) | LinkTarget::Web(_) => None,
        }
    }

    /// The title of what an anchor of a note leads to.
    fn heading(&self, context: TitleContext<'_>, anchor: &str) -> Option<String> {
        let Heading { text, span, .. } = match anchor {
            "mentions" => return Some(self.model.language.word("note.mentions")),
            "references" => return Some(self.model.language.word("note.references")),
            _ => context.note.body.headings.iter().find(|heading| &*heading.anchor == anchor)?,
        };
        let block = |block: &Block| block.kind == BlockKind::Heading && block.span == *span;
        Some(self.text(context, block).map_or_else(|| text.to_string(), |text| text.trim().to_owned()))
    }

    /// A statement's name: "statement: " and its first words.
    fn statement(&self, id: Id<Statement>) -> String {
        let (note, span) = self.names.statement_texts[id];
        let note = &self.model.notes[note];
        let (left, right) = quotation_marks(note.language_of(span)).outer;
        let context = TitleContext { note: &note.written, targets: &note.targets, is_title: true };
        let text = self.text(context, |block| block.span == span).unwrap_or_default();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let excerpt = match word_ends(&text).nth(WORDS_OF_A_STATEMENT - 1).map_or(&*text, |end| text.split_at(end).0) {
            first if first.len() < text.len() => {
                let count = |mark: &str| first.matches(mark.trim()).count();
                let open = if left == right { count(left) % 2 == 1 } else { count(left) > count(right) };
                format!("{}…{}", first.trim_end_matches([',', ';', ':', '.', '–', '—', ' ', '、', '。']), if open { right } else { "" })
            }
            whole => whole.to_owned(),
        };
        self.model.language.say("mention.statement", &[("words", (&excerpt).into())])
    }

    /// The text of one block of a note, with titles.
    fn text(&self, context: TitleContext<'_>, is_block: impl Fn(&Block) -> bool) -> Option<String> {
        let written = &context.note.text;
        let (index, block) = written.blocks.iter().enumerate().find(|(_, block)| is_block(block))?;
        let mut block = Block::clone(block);
        let (mut references, labels): (Vec<Reference>, Vec<Option<String>>) = written
            .references
            .iter()
            .zip(context.targets)
            .filter(|(reference, _)| reference.block as usize == index)
            .map(|(reference, target)| (reference.clone(), self.label_of(reference, target.as_ref(), context)))
            .unzip();
        put_titles(&mut block, &mut references, &labels);
        Some(block.text.into())
    }
}

/// A part of a block's text: where it stood, and where it stands now.
struct MovedText {
    old: std::ops::Range<usize>,
    new: usize,
}

/// Puts labels in the place of what the references of a block show; everything that tells of places in the text follows.
fn put_titles(block: &mut Block, references: &mut [Reference], labels: &[Option<String>]) {
    let old = std::mem::take(&mut block.text);
    let mut text = String::with_capacity(old.len());
    let mut kept: Vec<MovedText> = Vec::new();
    let mut titles: Vec<(usize, std::ops::Range<usize>)> = Vec::new();
    let mut done = 0;
    for (place, (reference, label)) in references.iter().zip(labels).enumerate() {
        let (start, end) = (reference.shown.0 as usize, reference.shown.1 as usize);
        let Some(label) = label else { continue };
        let (Some(before), Some(after)) = (old.get(done..start), old.get(end..)) else { continue };
        kept.push(MovedText { old: done..start, new: text.len() });
        text.push_str(before);
        let joined = join(text.chars().next_back(), label, after);
        titles.push((place, text.len()..text.len() + joined.title.len()));
        text.push_str(&joined.title);
        done = end + joined.dropped;
    }
    kept.push(MovedText { old: done..old.len(), new: text.len() });
    text.push_str(old.get(done..).expect("a reference shows a part of its block"));

    let moved = |offset: u32| {
        let offset = offset as usize;
        let next = kept.partition_point(|part| part.old.start <= offset);
        let inside = next.checked_sub(1).and_then(|last| kept.get(last)).filter(|part| offset <= part.old.end);
        to_u32(match (inside, kept.get(next)) {
            (Some(part), _) => part.new + (offset - part.old.start),
            (None, Some(part)) => part.new,
            (None, None) => text.len(),
        })
    };
    for reference in &mut *references {
        reference.shown = (moved(reference.shown.0), moved(reference.shown.1));
    }
    for (place, range) in titles {
        if let Some(reference) = references.get_mut(place) {
            reference.shown = (to_u32(range.start), to_u32(range.end));
        }
    }
    block.code = block.code.iter().map(|(start, end)| (moved(*start), moved(*end))).collect();
    block.file_offsets = moved_offsets(&block.file_offsets, &kept);
    block.text = text.into();
}

/// Where the kept parts of a text stand in the file, from where they stood before. A title gets no place that is right letter for letter.
fn moved_offsets(old: &[(u32, u32)], kept: &[MovedText]) -> Box<[(u32, u32)]> {
    let mut offsets: Vec<(u32, u32)> = Vec::with_capacity(old.len());
    for part in kept {
        let (from, to) = (to_u32(part.old.start), to_u32(part.old.end));
        let new = to_u32(part.new);
        let begins = old.partition_point(|(text, _)| *text <= from);
        if let Some((text, file)) = begins.checked_sub(1).and_then(|last| old.get(last)) {
            offsets.push((new, file + (from - text)));
        }
        let inside = old.iter().skip(begins).take_while(|(text, _)| *text <= to);
        offsets.extend(inside.map(|(text, file)| (new + (text - from), *file)));
    }
    offsets.dedup_by_key(|(text, _)| *text);
    offsets.into()
}
