//! Footnotes: numbered where they are first referred to, gathered at the end.

use std::ops::Range;

use super::super::{Piece, TextLevel};
use super::{Container, Footnote, Renderer};
use crate::diagnostic::{Code, Diagnostic};

impl Renderer<'_> {
    pub(super) fn footnote_index(&mut self, label: &str) -> usize {
        let label = label.to_lowercase();
        if let Some(index) = self.footnote_labels.get(&label) {
            return *index;
        }
        let index = self.footnotes.len();
        self.footnotes.push(Footnote { number: None, references: 0, definition: None });
        self.footnote_labels.insert(label, index);
        index
    }

    pub(super) fn footnote_reference(&mut self, label: &str, range: &Range<usize>) {
        if self.image.is_some() || self.level == TextLevel::Inline {
            return;
        }
        self.ensure_block(range);
        let index = self.footnote_index(label);
        let footnote = self.footnotes.get_mut(index).expect("a footnote's index is its place in the list");
        let number = *footnote.number.get_or_insert(self.last_footnote + 1);
        self.last_footnote = self.last_footnote.max(number);
        // A link inside a link is none; there the number stands alone.
        let linked = self.link.is_none();
        if linked {
            footnote.references += 1;
        }
        let back = back_anchor(number, footnote.references);
        self.out.raw("<sup").attribute("class", "footnote-ref");
        if linked {
            self.out.id(back).raw("><a").href(format!("fn:{number}")).attribute("role", "doc-noteref");
            self.out.label("markdown.footnote", number, "").raw(&format!(">{number}</a></sup>"));
        } else {
            self.out.raw(&format!(">{number}</sup>"));
        }
    }

    pub(super) fn start_footnote(&mut self, label: &str, range: &Range<usize>) {
        let index = self.footnote_index(label);
        self.containers.push(Container::Item);
        let end = (range.start + label.len() + 3).min(range.end);
        self.open_footnotes.push((self.out.begin_part(), index, self.place.span(range.start..end)));
    }

    pub(super) fn end_footnote(&mut self) {
        self.containers.pop();
        let Some((enclosing, index, span)) = self.open_footnotes.pop() else { return };
        let inner = std::mem::replace(&mut self.out, enclosing);
        let footnote = self.footnotes.get_mut(index).expect("a footnote's index is its place in the list");
        if let Some((_, first)) = &footnote.definition {
            self.diagnostics.push(
                Diagnostic::new(Code::DuplicateId, span, "this footnote is defined a second time")
                    .help("Give it a label of its own, or take one of the two away.")
                    .related(*first, "first defined here"),
            );
        } else {
            footnote.definition = Some((inner, span));
        }
    }

    pub(super) fn gather_footnotes(&mut self, shift: bool, anchor: &impl Fn(usize) -> Box<str>) -> Vec<Piece> {
        if self.footnotes.is_empty() {
            return Vec::new();
        }
        let mut footnotes = std::mem::take(&mut self.footnotes);
        // Footnotes that nothing refers to come last: what an editor wrote must not vanish.
        footnotes.sort_by_key(|footnote| footnote.number.unwrap_or(u32::MAX));
        let body = self.out.begin_part();
        self.out.raw("<section").attribute("class", "footnotes").attribute("role", "doc-endnotes");
        self.out.label("markdown.footnotes", 0, "").raw(">\n<ol>\n");
        for (number, Footnote { references, definition, .. }) in (1_u32..).zip(footnotes) {
            self.out.raw("<li").id(format!("fn:{number}")).raw(">");
            if let Some((inner, _)) = definition {
                self.out.raw("\n").append(inner.finish(shift, anchor));
            }
            let inside = self.out.strip("</p>\n");
            for reference in 1..=references {
                let nth = if reference == 1 { String::new() } else { format!("-{reference}") };
                self.out.raw(" <a").href(back_anchor(number, reference)).attribute("class", "footnote-back");
                self.out.attribute("role", "doc-backlink").label("markdown.back", number, &nth).raw(">↩</a>");
            }
            self.out.raw(if inside { "</p>\n</li>\n" } else { "</li>\n" });
        }
        self.out.raw("</ol>\n</section>\n");
        let section = std::mem::replace(&mut self.out, body);
        section.finish(false, |_| Box::default())
    }
}

fn back_anchor(number: u32, reference: u32) -> String {
    if reference <= 1 { format!("fnref:{number}") } else { format!("fnref:{number}:{reference}") }
}
