//! Images and statement cards.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::super::address::{self, Unsafe};
use super::super::{BlockKind, Piece, ReferenceKind};
use super::links::piped_text;
use super::{OpenImage, Renderer};
use crate::file::to_u32;

impl Renderer<'_> {
    pub(super) fn start_image(
        &mut self,
        text: &str,
        link_type: LinkType,
        address: &str,
        title: &str,
        range: &Range<usize>,
        definition: Option<Range<usize>>,
    ) {
        self.ensure_block(range);
        self.last_end = range.start + 2;
        match link_type {
            LinkType::WikiLink { has_pothole } if address.contains('#') => {
                self.skip_depth = 1;
                self.card(text, address, has_pothole, range);
            }
            LinkType::ShortcutUnknown => {
                // "Hold on![@a]": an exclamation mark before a citation.
                let end = range.start + 1;
                self.text(text, "!", &(range.start..end));
                self.skip_depth = 1;
                self.citation(text, end..range.end);
            }
            LinkType::ReferenceUnknown | LinkType::CollapsedUnknown => {
                self.two_brackets(text, link_type == LinkType::CollapsedUnknown, &(range.start + 1..range.end));
                self.skip_depth = 1;
            }
            _ => {
                let wiki = matches!(link_type, LinkType::WikiLink { .. });
                let (address, target) = if wiki { self.wiki_target(text, address, range, true) } else { (address, definition) };
                // Obsidian's `![[picture.png|300]]` gives a width and no text.
                let shown = piped_text(text, range);
                let size = shown.bytes().all(|b| b.is_ascii_digit() || b == b'x' || b == b' ');
                self.image = Some(OpenImage {
                    range: range.clone(),
                    target: if wiki { Some(target.unwrap_or_else(|| range.clone())) } else { target },
                    address: address.into(),
                    title: title.into(),
                    alt: String::new(),
                    before: self.plain_length(),
                    depth: 0,
                    without_alt: wiki && size,
                });
            }
        }
    }

    pub(super) fn end_image(&mut self, text: &str) {
        if let Some(image) = &mut self.image
            && image.depth > 0
        {
            image.depth = image.depth.saturating_sub(1);
            return;
        }
        let Some(image) = self.image.take() else { return };
        if image.without_alt
            && let Some(block) = &mut self.block
        {
            block.text.truncate(image.before);
            let before = to_u32(image.before);
            block.file_offsets.retain(|(at, _)| *at < before);
            block.code.retain(|(_, end)| *end <= before);
        }
        let target =
            image.target.or_else(|| address::after_mark(text, self.last_end..image.range.end, "](")).unwrap_or_else(|| image.range.clone());
        let span = self.place.span(target);
        if let Some(danger) = address::unsafe_reason(&image.address) {
            self.unsafe_address(danger, span);
            self.out.text(&image.alt);
            return;
        }
        let reference = self.add_reference(ReferenceKind::Image, &image.address, span, &image.range);
        self.reference_mut(reference).shown.0 = to_u32(image.before);
        self.close_reference(reference);
        self.out.hole(Piece::Image(Box::new(super::super::Image {
            reference,
            alt: image.alt.into(),
            captioned: self.bare_paragraph && !image.title.trim().is_empty(),
            title: image.title,
        })));
        self.image_end = image.range.end;
    }

    pub(super) fn card(&mut self, text: &str, written: &str, piped: bool, range: &Range<usize>) {
        let (target, at) = self.wiki_target(text, written, range, true);
        let span = self.place.span(at.unwrap_or_else(|| range.clone()));
        let in_text = self.block.as_ref().is_some_and(|block| matches!(block.kind, BlockKind::Heading | BlockKind::Field(_)));
        if in_text || self.inline_depth > 0 || (self.alert_title && self.in_paragraph) {
            let help = format!("Give it a paragraph of its own, or link to it: `[[{target}]]`.");
            self.invalid(range.clone(), "a statement card cannot stand inside a line of text", help);
            return;
        }
        if piped {
            self.invalid(range.clone(), "a statement card takes no text of its own", format!("Write `![[{target}]]`."));
        }
        if let Some(danger) = address::unsafe_reason(target).filter(|danger| *danger == Unsafe::Bidi) {
            self.unsafe_address(danger, span);
            return;
        }
        let reference = self.add_reference(ReferenceKind::Card, target, span, range);
        // A card is a block: a paragraph around it is closed before it and opened again after it.
        if self.in_paragraph && !self.out.strip("<p>") {
            self.out.raw("</p>\n");
        }
        self.out.hole(Piece::Card(reference)).raw(if self.in_paragraph { "\n<p>" } else { "" });
    }
}
