//! The output while it grows: HTML in one buffer, cut into pieces where a hole comes.

use super::Piece;
use crate::html::escape;

/// HTML and holes, with the places that can be filled only when the whole body is known.
#[derive(Debug, Default)]
pub(super) struct PieceWriter {
    html: String,
    pieces: Vec<Piece>,
    /// Where headings' levels stand: index of the piece, offset of the digit in it; and the level.
    levels: Vec<(usize, usize, u8)>,
    /// Which pieces are the anchor of which heading.
    anchors: Vec<(usize, usize)>,
    /// What attributes begin with that are ours, where HTML is cleaned.
    mark: String,
}

impl PieceWriter {
    /// `nonce` is the word that marks what is ours, where HTML is cleaned.
    pub(super) fn new(nonce: Option<&str>) -> Self {
        Self { mark: nonce.map(|nonce| format!("{nonce};")).unwrap_or_default(), ..Self::default() }
    }

    /// Begins a part of its own; gives what was written before.
    pub(super) fn begin_part(&mut self) -> Self {
        let part = Self { mark: self.mark.clone(), ..Self::default() };
        std::mem::replace(self, part)
    }

    /// Adds HTML as it is.
    pub(super) fn raw(&mut self, html: &str) -> &mut Self {
        self.html.push_str(html);
        self
    }

    /// Adds text, escaped for text and for attributes in double quotes.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        escape(text, &mut self.html);
        self
    }

    /// Adds a hole.
    pub(super) fn hole(&mut self, hole: Piece) -> &mut Self {
        self.flush();
        self.pieces.push(hole);
        self
    }

    /// Adds the digit of a heading's level.
    pub(super) fn level(&mut self, level: u8) -> &mut Self {
        self.levels.push((self.pieces.len(), self.html.len(), level));
        self.raw(&level.to_string())
    }

    /// Adds the anchor of a heading, whose name comes later.
    pub(super) fn heading_anchor(&mut self, heading: usize) -> &mut Self {
        self.flush();
        self.anchors.push((self.pieces.len(), heading));
        self.hole(Piece::Anchor(Box::default()))
    }

    /// Marks the value of an attribute as ours.
    pub(super) fn ours(&mut self) -> &mut Self {
        self.html.push_str(&self.mark);
        self
    }

    /// Adds an attribute that is ours.
    pub(super) fn attribute(&mut self, name: &str, value: &str) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"").ours().text(value).raw("\"")
    }

    /// Labels an element with a word of the interface.
    pub(super) fn label(&mut self, key: &'static str, number: u32, after: &str) -> &mut Self {
        self.raw(" aria-label=\"").ours().hole(Piece::Word(key, number)).raw(after).raw("\"")
    }

    /// Gives an element its id.
    pub(super) fn id(&mut self, anchor: String) -> &mut Self {
        self.raw(" id=\"").ours().hole(Piece::Anchor(anchor.into())).raw("\"")
    }

    /// Lets a link lead to an id.
    pub(super) fn href(&mut self, anchor: String) -> &mut Self {
        self.raw(" href=\"").ours().raw("#").hole(Piece::Anchor(anchor.into())).raw("\"")
    }

    fn flush(&mut self) {
        if !self.html.is_empty() {
            self.pieces.push(Piece::Html(self.html.as_str().into()));
            self.html.clear();
        }
    }

    /// Fills in what was left open. `shift` raises every heading's level by one.
    pub(super) fn finish(mut self, shift: bool, anchor: impl Fn(usize) -> Box<str>) -> Vec<Piece> {
        self.flush();
        for &(piece, heading) in &self.anchors {
            *self.pieces.get_mut(piece).expect("it has been added") = Piece::Anchor(anchor(heading));
        }
        if shift {
            for &(piece, offset, level) in &self.levels {
                let Some(Piece::Html(html)) = self.pieces.get_mut(piece) else { unreachable!("a level's digit has been added as HTML") };
                let mut text = std::mem::take(html).into_string();
                text.replace_range(offset..=offset, &(level + 1).min(6).to_string());
                *html = text.into_boxed_str();
            }
        }
        self.pieces
    }

    /// Adds finished pieces; HTML grows together with what is there.
    pub(super) fn append(&mut self, pieces: Vec<Piece>) {
        for piece in pieces {
            match piece {
                Piece::Html(html) => self.raw(&html),
                hole => self.hole(hole),
            };
        }
    }

    /// Begins a new line, unless one has just begun.
    pub(super) fn fresh_line(&mut self) -> &mut Self {
        let begun = if self.html.is_empty() { self.pieces.is_empty() } else { self.html.ends_with('\n') };
        self.raw(if begun { "" } else { "\n" })
    }

    /// Begins a new line after a tag. White space, which an editor's HTML may end with, stays as it is.
    pub(super) fn line_after_tag(&mut self) {
        if self.html.ends_with('>') {
            self.html.push('\n');
        }
    }

    /// Takes away the end of the HTML, where it is there.
    pub(super) fn strip(&mut self, end: &str) -> bool {
        let found = self.html.ends_with(end);
        if found {
            self.html.truncate(self.html.len().saturating_sub(end.len()));
        }
        found
    }
}
