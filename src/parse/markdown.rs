//! Markdown → HTML with holes.
//!
//! A body is rendered once, when it is parsed. What depends on other notes (the title and address of a link's target, the number of a
//! citation, a statement card) is left as a hole ([`Piece`]) and filled when a page is put together. So a parsed body can be cached
//! by content hash alone.
//!
//! Specification: CommonMark 0.31.2 with tables, footnotes (`[^1]`, and in place, `^[…]`), strikethrough, task lists, definition lists, heading attributes, alerts with
//! or without a title of their own, bare web addresses, formulas in LaTeX (`$…$`, `$$…$$`);
//! wikilinks `[[id]]`, `[[id|text]]`, `[[id#anchor]]`, `[[#anchor]]`; statement cards `![[source#statement]]`; Pandoc-style citations
//! `[@source]`, `[@source, § 3]`, `[see @a; -@b#statement, p. 2]`.
//!
//! Rendered headings begin at level 2, because the page's title is the only `<h1>`: where a body uses level 1, all its headings are
//! rendered one level lower (6 stays 6).

mod address;
mod anchor;
mod citation;
mod field;
mod out;
mod quotes;
mod raw;
mod render;
mod sentence;
mod sums;
#[cfg(test)]
mod tests;

pub(crate) use address::{scheme, turns_direction};
pub use field::inline;
pub use quotes::{QuotationMarks, quotation_marks};
pub(crate) use raw::{portable, portable_edits, too_deep};
pub use render::{BodyPlace, body};
pub use sentence::{first_sentences, sentence};

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use anchor::{AnchorOwner, Anchors};
use pulldown_cmark::Options;
use url::Url;

use super::name::is_id;
use crate::file::Span;

/// What is read beside CommonMark.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_MATH)
    .union(Options::ENABLE_WIKILINKS);

/// How the HTML of an alert begins.
pub const ALERT_BEGINS: &str = "<aside class=\"alert";
/// How it ends; no other `aside` stands in it.
pub const ALERT_ENDS: &str = "</aside>";

/// How a site wants Markdown to be read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Settings {
    /// Whether raw HTML is cleaned.
    pub sanitise: bool,
    /// The hosts whose frames, videos, sounds and pictures may stand in notes: `https://www.openstreetmap.org`.
    pub embed: Vec<Box<str>>,
    /// Whether straight quotation marks become those of the language.
    pub typographic_quotes: bool,
    /// The site's main language, BCP 47.
    pub language: Box<str>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { sanitise: true, embed: Vec::new(), typographic_quotes: false, language: "en".into() }
    }
}

impl Settings {
    /// Whether an address lies on one of the hosts that may be embedded, as a browser reads both.
    pub fn embeds(&self, address: &str) -> bool {
        Url::parse(address).is_ok_and(|url| self.embed.contains(&url.origin().ascii_serialization().into()))
    }
}

/// Anchors that a page's own sections take before any heading does.
pub const PAGE_SECTIONS: &[&str] = &["mentions", "references"];

/// Whether a text can be the id of a statement, which is its anchor on the source's page.
pub fn is_statement_id(text: &str) -> bool {
    is_id(text) && !PAGE_SECTIONS.contains(&text)
}

/// Rendered Markdown with holes.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// HTML and holes, in order.
    pub pieces: Arc<[Piece]>,
    /// Its headings, in order.
    pub headings: Vec<Heading>,
}

impl Body {
    /// Renames the anchors of headings that are ids of statements on the same page.
    pub(super) fn yield_to(&mut self, statement_ids: &[&str]) {
        let mut anchors = Anchors::new(statement_ids);
        let owners: Vec<_> = self.headings.iter().enumerate().map(|(i, heading)| anchors.take(&heading.anchor, i)).collect();
        let mut renamed = HashMap::new();
        for (i, (heading, owner)) in self.headings.iter_mut().zip(owners).enumerate() {
            if owner == Some(AnchorOwner::Statement) {
                let free = anchors.take_free(&heading.anchor, i);
                renamed.insert(std::mem::replace(&mut heading.anchor, free.clone()), free);
            }
        }
        for piece in Arc::make_mut(&mut self.pieces) {
            if let Piece::Anchor(name) = piece
                && let Some(free) = renamed.get(name)
            {
                name.clone_from(free);
            }
        }
    }

    /// Gives its references the numbers that they have in another note's list.
    pub(super) fn renumber(&mut self, to: &dyn Fn(u32) -> u32) {
        for piece in Arc::make_mut(&mut self.pieces) {
            match piece {
                Piece::LinkStart(reference)
                | Piece::LinkEnd(reference)
                | Piece::AutoLink(reference)
                | Piece::Citations(reference, _)
                | Piece::Card(reference) => *reference = to(*reference),
                Piece::Image(image) => image.reference = to(image.reference),
                Piece::Html(_) | Piece::Anchor(_) | Piece::Address(_) | Piece::Formula(_) | Piece::Word(..) => {}
            }
        }
    }
}

/// A part of rendered Markdown. Indices point into the note's [`NoteText::references`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// HTML that is right as it stands, cleaned where the site wants it.
    Html(Box<str>),
    /// An anchor's name inside an `id="…"` or `href="#…"`; a page that holds several bodies puts a prefix before it.
    Anchor(Box<str>),
    /// `<a …>` of a link whose text follows.
    LinkStart(u32),
    /// The `</a>` that belongs to it.
    LinkEnd(u32),
    /// A wikilink without a text of its own: the target's title is shown.
    AutoLink(u32),
    /// A group of citations in one pair of brackets: first and number of references.
    Citations(u32, u32),
    /// An address of raw HTML that begins at the site's root, as it was written.
    Address(Box<str>),
    /// A statement card.
    Card(u32),
    /// An image.
    Image(Box<Image>),
    /// A formula, as MathML.
    Formula(Box<str>),
    /// A word of the interface, by its key, with the number that it takes; it is said in the language of the page.
    Word(&'static str, u32),
}

/// An image in rendered Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// The reference that says where it lies.
    pub reference: u32,
    /// Its text alternative, plain.
    pub alt: Box<str>,
    /// Its title, plain.
    pub title: Box<str>,
    /// Whether it is a paragraph of its own, so that its title stands below it as a caption.
    pub captioned: bool,
}

/// Whether a text holds whole blocks, such as paragraphs, or stands in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextLevel {
    /// A body.
    Block,
    /// A field of the front matter.
    Inline,
}

/// A heading of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its level as rendered, 2 to 6.
    pub level: u8,
    /// Its text, plain.
    pub text: Box<str>,
    /// Its anchor, unique on the page.
    pub anchor: Box<str>,
    /// Of a translation: the anchor of the original's heading, which leads here too.
    pub original: Option<Box<str>>,
    /// Where it stands.
    pub span: Span,
}

/// Inline Markdown of a front matter field.
#[derive(Debug, Clone)]
pub struct Prose {
    /// Rendered, without a `<p>` around it.
    pub body: Body,
    /// As its author wrote it.
    pub markdown: Box<str>,
    /// Its text, plain.
    pub plain: Box<str>,
    /// The field's value in the file.
    pub span: Span,
}

/// What a note's Markdown refers to, and in which sentences, over its body and all inline fields.
#[derive(Debug, Clone, Default)]
pub struct NoteText {
    /// Every reference, in the order of reading.
    pub references: Vec<Reference>,
    /// What raw HTML names on the site, links and images: where they stand is known by their tags alone, and no block says more of them.
    pub raw_addresses: Vec<Reference>,
    /// The images that raw HTML shows without `alt`.
    pub raw_images_without_alt: Vec<Reference>,
    /// Every block of text: paragraph, list item, cell, heading, field.
    pub blocks: Vec<Arc<Block>>,
    /// The fields in which something could not be read or is misspelt, by the place of their table and their key: they are not missing.
    pub unread: HashSet<(Span, &'static str)>,
}

impl NoteText {
    /// Whether something in a field of the table at `owner` could not be read.
    pub fn is_unread(&self, owner: Span, key: &'static str) -> bool {
        self.unread.contains(&(owner, key))
    }

    /// The body's blocks, without the front matter's.
    pub fn body_blocks(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().map(|block| &**block).filter(|block| !matches!(block.kind, BlockKind::Field(_)))
    }

    /// The block in which a reference stands.
    pub fn block(&self, reference: &Reference) -> &Block {
        self.blocks.get(reference.block as usize).expect("a reference stands in a block of its note")
    }

    /// What a reference shows, plain.
    pub fn shown(&self, reference: &Reference) -> &str {
        let (start, end) = reference.shown;
        self.block(reference).text.get(start as usize..end as usize).expect("what a reference shows stands in its block")
    }
}

/// What sort of block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A paragraph that stands on its own.
    Paragraph,
    /// A paragraph inside a list item, a definition or a footnote.
    Item,
    /// A paragraph inside a block quotation.
    Quote,
    /// A paragraph inside an alert.
    Alert,
    /// A table cell.
    Cell,
    /// A heading.
    Heading,
    /// Inline Markdown of the field with this key.
    Field(&'static str),
}

/// A block of text.
#[derive(Debug, Clone)]
pub struct Block {
    /// What sort.
    pub kind: BlockKind,
    /// Its text, plain: code, images' alternatives and link texts included, citations left out.
    pub text: Box<str>,
    /// Index of the heading that it stands under in [`Body::headings`].
    pub heading: Option<u32>,
    /// Where it stands.
    pub span: Span,
    /// Maps plain text back to the file: (offset in `text`, offset in the file), ascending; text between two of them runs letter for letter.
    pub file_offsets: Box<[(u32, u32)]>,
    /// Which parts of the text are code, as ranges of bytes, ascending.
    pub code: Box<[(u32, u32)]>,
}

/// What sort of reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceKind {
    /// `[[id]]`, `[[id#anchor]]`, `[[#anchor]]`.
    Wikilink,
    /// `[text](address)`: a note's file, a path on the site, an anchor or an address on the web.
    Link,
    /// `![alt](address)`.
    Image,
    /// `![[source#statement]]`.
    Card,
    /// One work in a citation.
    Citation(Citation),
}

/// One work in a citation: `see -@source#statement, p. 2`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Citation {
    /// Text before it ("see").
    pub prefix: Box<str>,
    /// What follows the first comma: locator and suffix, as written.
    pub locator: Box<str>,
}

/// A reference as written, not yet looked up.
#[derive(Debug, Clone)]
pub struct Reference {
    /// What sort.
    pub kind: ReferenceKind,
    /// The target as written: `ukraine`, `khar-storm#demand`, `#anchor`, `../actors/ukraine.md`, `https://…`.
    pub target: Box<str>,
    /// Where the target stands.
    pub span: Span,
    /// Where the whole link or citation group stands.
    pub with_brackets: Span,
    /// The block in which it stands.
    pub block: u32,
    /// Where its text stands in the block's plain text, in bytes; empty for citations and cards.
    pub shown: (u32, u32),
    /// The link's title (`[text](address "title")`), plain; empty for everything else.
    pub title: Box<str>,
    /// A wikilink without a text of its own: the target's title is to stand in place of [`Reference::shown`], where the target as
    /// written holds the place.
    pub bare: bool,
}

impl Reference {
    /// A reference that nothing is known of but what it names, and where.
    pub(crate) fn new(kind: ReferenceKind, target: &str, span: Span) -> Self {
        Self { kind, target: target.into(), span, with_brackets: span, block: 0, shown: (0, 0), title: Box::default(), bare: false }
    }
}

/// Where inline Markdown comes from.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The whole value in the file.
    pub span: Span,
    /// Where the text begins in the file, if it stands there letter for letter (no escapes); otherwise places are the whole value's.
    pub exact: Option<usize>,
    /// The field's key.
    pub key: &'static str,
    /// How the site wants Markdown to be read.
    pub settings: &'a Settings,
    /// The language of the text, BCP 47.
    pub language: &'a str,
}
