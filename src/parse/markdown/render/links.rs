//! Links, wikilinks and citations.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::super::address::{self, Unsafe};
use super::super::citation;
use super::super::{Piece, ReferenceKind};
use super::{OpenLink, PendingSpace, Renderer, written};
use crate::diagnostic::{Code, Diagnostic};
use crate::file::{Span, to_u32};

impl Renderer<'_> {
    pub(super) fn start_link(
        &mut self,
        text: &str,
        link_type: LinkType,
        address: &str,
        title: &str,
        range: &Range<usize>,
        definition: Option<Range<usize>>,
    ) {
        self.ensure_block(range);
        self.last_end = range.start + 1;
        if self.link.is_some() {
            self.inner_links += 1;
            return;
        }
        match link_type {
            LinkType::WikiLink { has_pothole } => self.wikilink(text, address, has_pothole, range),
            LinkType::ShortcutUnknown => {
                self.skip_depth = 1;
                self.citation(text, range.clone());
            }
            LinkType::ReferenceUnknown | LinkType::CollapsedUnknown => {
                self.two_brackets(text, link_type == LinkType::CollapsedUnknown, range);
                self.out.text(written(text, range));
                self.skip_depth = 1;
            }
            _ => {
                let inner = range.start + 1..range.end.saturating_sub(1);
                match link_type {
                    LinkType::Email => self.open_link(ReferenceKind::Link, &format!("mailto:{address}"), title, Some(inner), range),
                    LinkType::Autolink => self.open_link(ReferenceKind::Link, address, title, Some(inner), range),
                    _ => self.open_link(ReferenceKind::Link, address, title, definition, range),
                }
            }
        }
    }

    pub(super) fn open_link(
        &mut self,
        kind: ReferenceKind,
        address: &str,
        title: &str,
        target: Option<Range<usize>>,
        range: &Range<usize>,
    ) {
        let danger = address::unsafe_reason(address).filter(|danger| kind == ReferenceKind::Link || *danger == Unsafe::Bidi);
        let reference = if danger.is_none() {
            let span = self.place.span(target.clone().unwrap_or_else(|| range.clone()));
            let reference = self.add_reference(kind, address, span, range);
            self.reference_mut(reference).title = title.into();
            self.out.hole(Piece::LinkStart(reference));
            Some(reference)
        } else {
            None
        };
        self.inline_depth += 1;
        self.link = Some(OpenLink { range: range.clone(), target, reference, danger });
    }

    pub(super) fn end_link(&mut self, text: &str) {
        if self.inner_links > 0 {
            self.inner_links = self.inner_links.saturating_sub(1);
            return;
        }
        let Some(link) = self.link.take() else { return };
        self.inline_depth = self.inline_depth.saturating_sub(1);
        let target =
            link.target.or_else(|| address::after_mark(text, self.last_end..link.range.end, "](")).unwrap_or_else(|| link.range.clone());
        let span = self.place.span(target);
        if let Some(danger) = link.danger {
            self.unsafe_address(danger, span);
        }
        if let Some(reference) = link.reference {
            self.reference_mut(reference).span = span;
            self.close_reference(reference);
            self.out.hole(Piece::LinkEnd(reference));
        }
    }

    pub(super) fn unsafe_address(&mut self, danger: Unsafe, span: Span) {
        let (message, help) = match danger {
            Unsafe::Scheme => (
                "this address has a scheme that no link may have",
                "Use `https:`, `http:`, `mailto:`, `tel:` or an address inside the site.",
            ),
            Unsafe::Bidi => (
                "this address holds an invisible character that turns the direction of writing around",
                "Type the address anew; your editor may not show that character.",
            ),
        };
        self.diagnostics.push(Diagnostic::new(Code::UnsafeUrl, span, message).help(help));
    }

    /// The target of a wikilink or card: as written, without the white space around it and the backslash that a table wants before `|`.
    pub(super) fn wiki_target<'w>(
        &self,
        text: &str,
        written: &'w str,
        range: &Range<usize>,
        image: bool,
    ) -> (&'w str, Option<Range<usize>>) {
        let target = written.strip_suffix('\\').unwrap_or(written).trim();
        let lead = written.len() - written.trim_start().len();
        let start = range.start + "[[".len() + usize::from(image) + lead;
        let at = start..start + target.len();
        let found = text.get(at.clone()) == Some(target);
        (target, found.then_some(at))
    }

    pub(super) fn wikilink(&mut self, text: &str, written: &str, piped: bool, range: &Range<usize>) {
        let (target, at) = self.wiki_target(text, written, range, false);
        let span = self.place.span(at.clone().unwrap_or_else(|| range.clone()));
        if target.is_empty() {
            self.invalid(range.clone(), "this wikilink names no note", "Write the note's id between the brackets.");
            self.skip_depth = 1;
            return;
        }
        if piped && !piped_text(text, range).trim().is_empty() {
            self.open_link(ReferenceKind::Wikilink, target, "", Some(at.unwrap_or_else(|| range.clone())), range);
            return;
        }
        self.skip_depth = 1;
        if let Some(danger) = address::unsafe_reason(target).filter(|danger| *danger == Unsafe::Bidi) {
            self.unsafe_address(danger, span);
            return;
        }
        let reference = self.add_reference(ReferenceKind::Wikilink, target, span, range);
        self.plain(target, at.map(|at| at.start));
        self.close_reference(reference);
        let start = to_u32(self.plain_length().saturating_sub(target.len()));
        // Where the text is taken out, nothing of it is shown.
        if self.silenced.is_none() {
            let reference = self.reference_mut(reference);
            reference.bare = true;
            reference.shown.0 = start;
        }
        self.out.hole(Piece::AutoLink(reference));
    }

    pub(super) fn citation(&mut self, text: &str, range: Range<usize>) {
        let start = range.start + 1;
        let inside = text.get(start..range.end.saturating_sub(1)).unwrap_or("");
        let at = |part: &Range<usize>| start + part.start..start + part.end;
        let (items, faults) = citation::items(inside);
        for ((message, help), part) in faults {
            self.invalid(if part.is_empty() { range.clone() } else { at(&part) }, message, help);
        }
        // The space before a citation is that before the next word, or none before a full stop.
        self.ensure_block(&range);
        let offset = self.place.offset(range.start.saturating_sub(1));
        if let Some(block) = &mut self.block
            && block.text.ends_with(' ')
            && block.text.len() > block.references_end
        {
            block.text.pop();
            block.pending_space = Some(PendingSpace { file_offset: offset });
        }
        let first = to_u32(self.note.references.len());
        for item in items {
            let place = at(&item.target);
            let target = inside.get(item.target).unwrap_or("");
            self.add_reference(ReferenceKind::Citation(item.citation), target, self.place.span(place), &range);
        }
        let count = to_u32(self.note.references.len()) - first;
        if count > 0 {
            self.out.hole(Piece::Citations(first, count));
        }
    }

    /// `[…][@b]` and `[@a][]`, which Markdown reads as one link.
    pub(super) fn two_brackets(&mut self, text: &str, collapsed: bool, range: &Range<usize>) {
        let trailing = if collapsed && text.get(range.end..).is_some_and(|rest| rest.starts_with("[]")) { 2 } else { 0 };
        let span = self.place.span(range.start..range.end + trailing);
        let problem = if collapsed {
            Diagnostic::new(Code::InvalidValue, span, "empty brackets stand after a citation").help("Take `[]` away.")
        } else {
            let problem = Diagnostic::new(Code::InvalidValue, span, "brackets directly before a citation read as one link with it");
            match written(text, range).strip_prefix('[').and_then(|w| w.strip_suffix(']')).and_then(|w| w.split_once("][")) {
                Some((a, b)) if citation::is_citation(a) => problem.help(format!("Write `[{a}; {b}]`.")).fix(span, format!("[{a}; {b}]")),
                _ => problem.help("Put a space between them, or write `\\[` for a literal bracket."),
            }
        };
        self.diagnostics.push(problem);
    }
}

/// The text of a link, `[[id|text]]`; empty where it has none.
pub(super) fn piped_text<'t>(text: &'t str, link: &Range<usize>) -> &'t str {
    text.get(link.clone()).and_then(|link| link.split_once('|')).map_or("", |(_, shown)| shown.trim_end_matches(']'))
}
