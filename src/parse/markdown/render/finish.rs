//! The end of a body: anchors are given out, raw HTML is cleaned.

use std::ops::Range;

use super::super::address::{self, Unsafe};
use super::super::anchor::{self, AnchorOwner, Anchors};
use super::super::out::PieceWriter;
use super::super::{Body, Heading, Reference, ReferenceKind, raw};
use super::{DraftHeading, Renderer};
use crate::diagnostic::{Code, Diagnostic};
use crate::file::Span;

impl Renderer<'_> {
    /// Raw HTML; `origins` says where its parts stand in the text: (offset in it, offset in the text).
    pub(super) fn raw_html(&mut self, html: &str, origins: &[(usize, usize)]) {
        if raw::is_comment(html) {
            return;
        }
        let first = origins.first().map_or(0, |(_, at)| *at);
        if self.raw_html.is_none() {
            self.raw_html = Some(self.place.span(first..first + html.trim_end().len()));
        }
        let dangers = address::dangers_in_html(html);
        let place = |at: usize| {
            let i = origins.partition_point(|(from, _)| *from <= at).saturating_sub(1);
            origins.get(i).map_or(first, |(from, start)| start + at.saturating_sub(*from))
        };
        let whole = self.place;
        let span = |range: &Range<usize>| whole.span(place(range.start)..place(range.end).max(place(range.start)));
        for danger in &dangers {
            self.unsafe_address(Unsafe::Scheme, span(danger));
        }
        for (range, target) in raw::images_without_alt(html) {
            self.note.raw_images_without_alt.push(Reference::new(ReferenceKind::Image, &target, span(&range)));
        }
        if self.settings.sanitise {
            self.cleaned_html(html, &span);
        } else {
            self.out.raw(&raw::without_unwanted(&raw::disarm(html, &dangers), self.level, self.settings));
        }
    }

    /// Raw HTML that is cleaned at the end: says what will be taken out, and takes out frames and media of hosts that may not be embedded.
    fn cleaned_html(&mut self, html: &str, span: &impl Fn(&Range<usize>) -> Span) {
        for (range, kind, target) in raw::addresses_on_site(html) {
            self.note.raw_addresses.push(Reference::new(kind, &target, span(&range)));
        }
        let mut at = 0;
        for found in raw::unwanted(html, self.level, self.settings) {
            self.diagnostics.push(found.problem(span(&found.range)));
            if found.whole {
                self.out.raw(html.get(at..found.range.start).expect("the parts come in order"));
                at = found.range.end;
            }
        }
        self.out.raw(html.get(at..).expect("the parts lie in the text"));
    }

    /// Gives out the anchors, gathers the footnotes and cleans what must be cleaned.
    pub(in crate::parse::markdown) fn finish(mut self, reserved: &[&str]) -> Body {
        self.end_block();
        let anchors = self.assign_anchors(reserved);
        let shift = self.has_level_one;
        let name = |heading: usize| anchors.get(heading).cloned().expect("every heading has its anchor");
        let footnotes = self.gather_footnotes(shift, &name);
        let mut out = PieceWriter::default();
        out.append(std::mem::take(&mut self.out).finish(shift, name));
        out.append(footnotes);
        let mut pieces = out.finish(false, |_| Box::default());
        if let Some(nonce) = &self.nonce {
            pieces = match self.raw_html {
                None => raw::unmark(pieces, nonce),
                Some(span) => raw::clean(&pieces, nonce, self.level, self.settings).unwrap_or_else(|| {
                    self.diagnostics.push(
                        Diagnostic::new(Code::InvalidValue, span, "the raw HTML of this text opens too many elements inside one another")
                            .help("Close what is opened; at most 400 elements may be open at once."),
                    );
                    Vec::new()
                }),
            };
        }
        let headings = self
            .headings
            .into_iter()
            .zip(anchors)
            .map(|(draft, anchor)| Heading { anchor, level: (draft.heading.level + u8::from(shift)).min(6), ..draft.heading })
            .collect();
        Body { pieces: pieces.into(), headings }
    }

    /// The headings' anchors: explicit ones first, so that the others can yield to them.
    fn assign_anchors(&mut self, reserved: &[&str]) -> Vec<Box<str>> {
        if self.headings.is_empty() {
            return Vec::new();
        }
        let mut anchors = Anchors::new(reserved);
        let mut explicit = |(i, draft): (usize, &DraftHeading)| {
            let (explicit_anchor, span) = draft.explicit_anchor.as_ref()?;
            if !anchor::is_plain(explicit_anchor) {
                self.diagnostics.push(
                    Diagnostic::new(Code::InvalidValue, *span, format!("`{explicit_anchor}` cannot be an anchor"))
                        .help("Use letters, digits, `-`, `_`, `.` and `:`."),
                );
                return None;
            }
            match anchors.take(explicit_anchor, i) {
                None => Some(explicit_anchor.clone()),
                Some(owner) => {
                    self.diagnostics.push(taken_anchor(explicit_anchor, *span, &owner, &self.headings));
                    None
                }
            }
        };
        let names: Vec<Option<Box<str>>> = self.headings.iter().enumerate().map(&mut explicit).collect();
        let drafts = self.headings.iter().zip(names).enumerate();
        drafts
            .map(|(i, (draft, name))| {
                name.unwrap_or_else(|| {
                    let preferred = anchor::slug(&draft.heading.text);
                    anchors.take_free(if preferred.is_empty() { "section" } else { &preferred }, i)
                })
            })
            .collect()
    }
}

fn taken_anchor(explicit_anchor: &str, span: Span, owner: &AnchorOwner, headings: &[DraftHeading]) -> Diagnostic {
    let problem = |by: &str| {
        Diagnostic::new(Code::DuplicateId, span, format!("the anchor `{explicit_anchor}` is taken by {by}")).help("Choose another name.")
    };
    match owner {
        AnchorOwner::Statement => problem("a statement of this source"),
        AnchorOwner::Section => problem("a section of the page"),
        AnchorOwner::Footnote => problem("the footnotes"),
        AnchorOwner::Heading(first) => {
            let first = headings.get(*first).map(|draft| draft.explicit_anchor.as_ref().map_or(draft.heading.span, |(_, span)| *span));
            problem("another heading").related_to(first.map(|first| (first, "first given here")))
        }
    }
}
