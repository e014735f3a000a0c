//! From pulldown-cmark's events to pieces, blocks and references, in one pass.

mod blocks;
mod extensions;
mod finish;
mod footnotes;
mod images;
mod links;

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Alignment, BrokenLink, BrokenLinkCallback, CowStr, Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd};
use pulldown_latex::config::DisplayMode;

use super::address::{self, Unsafe};

use super::OPTIONS;
use super::citation;
use super::out::PieceWriter;
use super::{Block, BlockKind, Body, Heading, NoteText, QuotationMarks, Reference, ReferenceKind, Settings, TextLevel, quotation_marks};
use super::{raw, sums};
use crate::diagnostic::{Code, Diagnostic};
use crate::file::{FileId, Span, to_u32};

/// Where a body stands, and in which language it is written.
#[derive(Debug, Clone, Copy)]
pub struct BodyPlace<'a> {
    /// The file that holds it.
    pub file: FileId,
    /// The byte at which it begins there.
    pub base: usize,
    /// Its language, BCP 47.
    pub language: &'a str,
}

/// Renders a note's body.
///
/// `reserved` are the ids of the source's statements, which take their anchors before any heading does. References and blocks are added to
/// `note`.
pub fn body(
    text: &str,
    at: BodyPlace<'_>,
    reserved: &[&str],
    settings: &Settings,
    note: &mut NoteText,
    diagnostics: &mut Vec<Diagnostic>,
) -> Body {
    let BodyPlace { file, base, language } = at;
    let whole = Span::new(file, base..base + text.len());
    let place = TextPlace { base: Some(base), escape_prefix: 0, whole };
    let mut renderer = Renderer::new(text, place, TextLevel::Block, (settings, language), note, diagnostics);
    renderer.run(text, place);
    renderer.finish(reserved)
}

/// Where the text being rendered lies in its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextPlace {
    /// Where it begins, if it stands there letter for letter.
    pub(super) base: Option<usize>,
    /// Bytes at its beginning that are ours and not in the file.
    pub(super) escape_prefix: usize,
    /// What is pointed to where there is nothing more exact.
    pub(super) whole: Span,
}

impl TextPlace {
    fn span(self, range: Range<usize>) -> Span {
        let at = |base: usize, offset: usize| base + offset.saturating_sub(self.escape_prefix);
        self.base.map_or(self.whole, |base| Span::new(self.whole.file, at(base, range.start)..at(base, range.end)))
    }

    fn offset(self, at: usize) -> Option<u32> {
        self.base.map(|base| to_u32(base + at.saturating_sub(self.escape_prefix)))
    }
}

/// The events, with those that were looked at in advance.
struct Events<'t, F> {
    inner: OffsetIter<'t, F>,
    ahead: VecDeque<(Event<'t>, Range<usize>)>,
    /// Whether sums of money are hidden from the parser.
    hides_sums: bool,
}

impl<'t, F: BrokenLinkCallback<'t>> Events<'t, F> {
    fn next(&mut self) -> Option<(Event<'t>, Range<usize>)> {
        let (event, range) = self.ahead.pop_front().or_else(|| self.inner.next())?;
        Some((if self.hides_sums { sums::with_sums(event) } else { event }, range))
    }

    /// Whether the paragraph that has just begun holds statement cards or pictures with captions and nothing else.
    fn is_paragraph_of_figures(&mut self) -> bool {
        let is_figure = |event: &Event<'_>| match event {
            Event::Start(Tag::Image { link_type: LinkType::WikiLink { .. }, dest_url, .. }) => dest_url.contains('#'),
            Event::Start(Tag::Image { title, .. }) => !title.trim().is_empty(),
            _ => false,
        };
        // Most paragraphs are told by their first event alone.
        let mut depth = 0_usize;
        for i in 0.. {
            if i >= self.ahead.len() {
                self.ahead.extend(self.inner.next());
            }
            match self.ahead.get(i).map(|(event, _)| event) {
                None => break,
                Some(Event::End(TagEnd::Paragraph)) => return i > 0,
                Some(Event::End(TagEnd::Image)) => depth = depth.saturating_sub(1),
                Some(Event::Start(Tag::Image { .. })) if depth > 0 => depth += 1,
                Some(event) if depth == 0 && is_figure(event) => depth += 1,
                Some(Event::SoftBreak) => {}
                Some(_) if depth > 0 => {}
                Some(_) => return false,
            }
        }
        true
    }

    /// Where the address of a link definition stands.
    fn definition(&self, text: &str, event: &Event<'_>) -> Option<Range<usize>> {
        let Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) = event else { return None };
        if !matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut) {
            return None;
        }
        address::after_mark(text, self.inner.reference_definitions().get(id)?.span.clone(), "]:")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Container {
    Quote,
    Alert,
    Item,
}

/// A space that is due before the next word: a citation before it leaves no text.
#[derive(Clone, Copy)]
struct PendingSpace {
    /// Where it stands in the file, where it stands there.
    file_offset: Option<u32>,
}

/// A block of text while it is read.
struct OpenBlock {
    kind: BlockKind,
    range: Range<usize>,
    /// Whether a reference stands in it, so that it must be kept even if it has no text.
    has_reference: bool,
    text: String,
    file_offsets: Vec<(u32, u32)>,
    code: Vec<(u32, u32)>,
    pending_space: Option<PendingSpace>,
    /// Text before this belongs to a reference and must stay.
    references_end: usize,
}

/// A link whose text is being read.
struct OpenLink {
    range: Range<usize>,
    /// Where its address stands; an inline link's is found at its end.
    target: Option<Range<usize>>,
    /// The reference, or nothing if it is not a live link.
    reference: Option<u32>,
    danger: Option<Unsafe>,
}

/// An image whose alternative text is being read.
struct OpenImage {
    range: Range<usize>,
    target: Option<Range<usize>>,
    address: Box<str>,
    title: Box<str>,
    alt: String,
    /// Length of the block's text before it.
    before: usize,
    /// Images and links inside its alternative text.
    depth: usize,
    /// A wikilink without a text: its text is its address and no alternative text.
    without_alt: bool,
}

struct Footnote {
    number: Option<u32>,
    references: u32,
    /// Its text, and where it is defined.
    definition: Option<(PieceWriter, Span)>,
}

/// A note written in place that is open.
struct InlineNote {
    /// What was written before it.
    enclosing: PieceWriter,
    footnote: usize,
    span: Span,
    /// Brackets that are open in it.
    brackets: usize,
    /// How many inline elements are open around it: it ends before any of them does.
    inline_depth: usize,
}

struct DraftHeading {
    heading: Heading,
    explicit_anchor: Option<(Box<str>, Span)>,
}

pub(super) struct Renderer<'a> {
    place: TextPlace,
    level: TextLevel,
    settings: &'a Settings,
    /// Quotation marks that stand in place of straight ones, where the site wants that.
    quotes: Option<QuotationMarks>,
    /// The word that marks what is ours, where the text may hold raw HTML.
    nonce: Option<String>,
    note: &'a mut NoteText,
    diagnostics: &'a mut Vec<Diagnostic>,
    out: PieceWriter,
    /// For each open footnote: what was written before it, its number in `footnotes`, and where its label stands.
    open_footnotes: Vec<(PieceWriter, usize, Span)>,
    containers: Vec<Container>,
    block: Option<OpenBlock>,
    link: Option<OpenLink>,
    /// Links inside the open link, which HTML does not allow: their text alone is shown.
    inner_links: usize,
    image: Option<OpenImage>,
    /// Depth inside something whose content is not shown.
    skip_depth: usize,
    /// How many inline elements are open.
    inline_depth: usize,
    /// The end of the event before this one; inside a link or an image, of its opening bracket.
    last_end: usize,
    in_paragraph: bool,
    /// Whether the title of an alert comes next, or is open: the paragraph's first line.
    alert_title: bool,
    /// Whether the open paragraph gets no `<p>`: it holds figures and nothing else.
    bare_paragraph: bool,
    in_code: bool,
    alignments: Vec<Alignment>,
    column: usize,
    in_table_head: bool,
    headings: Vec<DraftHeading>,
    has_level_one: bool,
    footnotes: Vec<Footnote>,
    footnote_labels: HashMap<String, usize>,
    /// The number of the last footnote that is referred to.
    last_footnote: u32,
    /// A block of raw HTML that is read, and where its lines stand: (offset in it, offset in the text).
    raw_block: Option<(String, Vec<(usize, usize)>)>,
    /// Text before this place in the text was read already: a bare address, the mark of an alert.
    skip_to: usize,
    /// Before this place in the text no bare address begins.
    no_address_before: usize,
    inline_note: Option<InlineNote>,
    /// Where the last image ends: attributes `{…}` may follow there.
    image_end: usize,
    raw_html: Option<Span>,
    /// The element that is open in the line and takes its content with it.
    silenced: Option<&'static str>,
}

/// What stands at a place that the parser gave.
fn written<'t>(text: &'t str, place: &Range<usize>) -> &'t str {
    text.get(place.clone()).expect("the parser's places lie in its text")
}

impl<'a> Renderer<'a> {
    pub(super) fn new(
        text: &str,
        place: TextPlace,
        level: TextLevel,
        (settings, language): (&'a Settings, &str),
        note: &'a mut NoteText,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        let nonce = (settings.sanitise && raw::is_possible(text)).then(|| raw::nonce(text));
        Self {
            place,
            level,
            settings,
            quotes: settings.typographic_quotes.then(|| quotation_marks(language)),
            out: PieceWriter::new(nonce.as_deref()),
            nonce,
            note,
            diagnostics,
            open_footnotes: Vec::new(),
            containers: Vec::new(),
            block: None,
            link: None,
            inner_links: 0,
            image: None,
            skip_depth: 0,
            inline_depth: 0,
            last_end: 0,
            in_paragraph: false,
            alert_title: false,
            bare_paragraph: false,
            in_code: false,
            alignments: Vec::new(),
            column: 0,
            in_table_head: false,
            headings: Vec::new(),
            has_level_one: false,
            footnotes: Vec::new(),
            footnote_labels: HashMap::new(),
            last_footnote: 0,
            raw_block: None,
            skip_to: 0,
            no_address_before: 0,
            inline_note: None,
            image_end: usize::MAX,
            raw_html: None,
            silenced: None,
        }
    }

    pub(super) fn run(&mut self, text: &str, place: TextPlace) {
        self.place = place;
        let callback =
            |link: BrokenLink<'_>| citation::is_citation(&link.reference).then_some((CowStr::Borrowed(""), CowStr::Borrowed("")));
        let options = if self.quotes.is_some() { OPTIONS.union(Options::ENABLE_SMART_PUNCTUATION) } else { OPTIONS };
        let without_sums = sums::without_sums(text, options);
        let inner = Parser::new_with_broken_link_callback(&without_sums, options, Some(callback)).into_offset_iter();
        (self.skip_to, self.no_address_before) = (0, 0);
        let mut events = Events { inner, ahead: VecDeque::new(), hides_sums: matches!(without_sums, Cow::Owned(_)) };
        self.citation_definitions(text, &events);
        while let Some((event, range)) = events.next() {
            if self.skip_depth > 0 {
                match event {
                    Event::Start(_) => self.skip_depth += 1,
                    Event::End(_) => self.skip_depth -= 1,
                    _ => {}
                }
                self.last_end = range.end;
                continue;
            }
            if range.start < self.skip_to && self.skip(text, &event, &range) {
                self.last_end = range.end;
                continue;
            }
            match event {
                Event::Text(part) => self.text_with_extensions(text, &part, &range),
                Event::Code(part) => self.code(&part, &range),
                Event::SoftBreak | Event::HardBreak if self.end_alert_title(&range) => {}
                Event::SoftBreak => self.soft_break(&range),
                Event::HardBreak => {
                    if self.image.is_none() {
                        self.ensure_block(&range);
                        self.out.raw("<br>\n");
                    }
                    self.plain("\n", None);
                }
                Event::Rule => {
                    self.close_block();
                    self.out.fresh_line().raw("<hr>\n");
                }
                Event::Html(html) => {
                    if let Some((buffer, origins)) = &mut self.raw_block {
                        origins.push((buffer.len(), range.start));
                        buffer.push_str(&html);
                    }
                }
                Event::InlineHtml(html) => {
                    if self.image.is_none() {
                        self.ensure_block(&range);
                        self.raw_html(&html, &[(0, range.start)]);
                        self.silenced = raw::silenced(&html, self.level, self.silenced).filter(|_| self.settings.sanitise);
                    }
                    if html.get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<br")) {
                        self.plain("\n", None);
                    }
                }
                Event::FootnoteReference(label) => self.footnote_reference(&label, &range),
                Event::TaskListMarker(done) => {
                    self.ensure_block(&range);
                    match &self.nonce {
                        Some(nonce) => drop(self.out.raw(&raw::checkbox(nonce, done))),
                        None => raw::put_checkbox(&mut self.out, done),
                    }
                }
                Event::InlineMath(part) => self.formula(&part, DisplayMode::Inline, &range),
                Event::DisplayMath(part) => self.formula(&part, DisplayMode::Block, &range),
                Event::Start(Tag::Paragraph) => {
                    self.close_block();
                    if self.level == TextLevel::Block {
                        self.bare_paragraph = events.is_paragraph_of_figures();
                        self.in_paragraph = !self.bare_paragraph;
                        self.alert_title &= range.start < self.skip_to;
                        if self.alert_title {
                            self.out.raw("<p").attribute("class", "alert-title").raw(">");
                        } else {
                            self.out.fresh_line().raw(if self.in_paragraph { "<p>" } else { "" });
                        }
                        // Markdown counts the line break after a paragraph as part of it; a reader does not.
                        let end = range.start + written(text, &range).trim_end().len();
                        self.begin_block(self.kind(), range.start.max(self.skip_to).min(end)..end);
                    }
                }
                Event::Start(ref tag) => {
                    let definition = events.definition(text, &event);
                    self.start(text, tag, &range, definition);
                    continue;
                }
                Event::End(tag) => self.end(text, tag),
            }
            self.last_end = range.end;
        }
    }

    /// A citation is looked up among the sources; a link definition of the same form would shadow it.
    fn citation_definitions<'t, F: BrokenLinkCallback<'t>>(&mut self, text: &str, events: &Events<'t, F>) {
        let mut spans: Vec<_> = events
            .inner
            .reference_definitions()
            .iter()
            .filter(|(label, _)| citation::is_citation(label))
            .map(|(_, d)| d.span.clone())
            .collect();
        spans.sort_by_key(|span| span.start);
        for span in spans {
            let length = written(text, &span).trim_end().len();
            let help = "Move the colon before the citation, or write `\\[@` for a literal bracket.";
            self.invalid(span.start..span.start + length, "a citation followed by a colon reads as the definition of a link", help);
        }
    }

    /// Reports a mistake in a part of the text.
    fn invalid(&mut self, part: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(Code::InvalidValue, self.place.span(part), message).help(help));
    }

    // ---- blocks of text ----

    fn kind(&self) -> BlockKind {
        match self.containers.last() {
            Some(Container::Quote) => BlockKind::Quote,
            Some(Container::Alert) => BlockKind::Alert,
            Some(Container::Item) => BlockKind::Item,
            None => BlockKind::Paragraph,
        }
    }

    pub(super) fn begin_block(&mut self, kind: BlockKind, range: Range<usize>) {
        self.silenced = None;
        self.block = Some(OpenBlock {
            kind,
            range,
            has_reference: false,
            text: String::new(),
            file_offsets: Vec::new(),
            code: Vec::new(),
            pending_space: None,
            references_end: 0,
        });
    }

    /// Inline content may come without a paragraph around it, in tight lists.
    fn ensure_block(&mut self, range: &Range<usize>) {
        match &mut self.block {
            Some(block) => block.range.end = block.range.end.max(range.end),
            None => self.begin_block(self.kind(), range.clone()),
        }
    }

    fn close_block(&mut self) {
        if self.level == TextLevel::Block {
            self.end_block();
        }
    }

    fn end_block(&mut self) {
        self.close_inline_note();
        let Some(block) = self.block.take() else { return };
        let is_field = matches!(block.kind, BlockKind::Field(_));
        if is_field || block.has_reference || !block.text.trim().is_empty() {
            // A field's places are the whole value's.
            let span = if is_field { self.place.whole } else { self.place.span(block.range.clone()) };
            let heading = self.headings.len().checked_sub(1).map(to_u32).filter(|_| !is_field);
            let (text, file_offsets, code) = (block.text.into(), block.file_offsets.into(), block.code.into());
            self.note.blocks.push(Arc::new(Block { kind: block.kind, text, heading, span, file_offsets, code }));
        }
    }

    /// Adds plain text to the block; `at` is where it stands in the text, letter for letter.
    fn plain(&mut self, part: &str, at: Option<usize>) {
        if self.silenced.is_some() {
            return;
        }
        if let Some(image) = &mut self.image
            && !image.without_alt
        {
            image.alt.push_str(part);
        }
        let at = at.and_then(|at| self.place.offset(at));
        let Some(block) = &mut self.block else { return };
        if let Some(pending_space) = block.pending_space.take()
            && !part.starts_with(|c: char| {
                c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '”' | '’' | '»' | '…')
            })
        {
            add_file_offset(block, pending_space.file_offset);
            block.text.push(' ');
        }
        add_file_offset(block, at);
        block.text.push_str(part);
    }

    fn plain_length(&self) -> usize {
        self.block.as_ref().map_or(0, |block| block.text.len())
    }

    /// Adds a reference that stands in the open block.
    fn add_reference(&mut self, kind: ReferenceKind, target: &str, span: Span, whole: &Range<usize>) -> u32 {
        self.ensure_block(whole);
        let at = to_u32(self.plain_length());
        if let Some(block) = &mut self.block {
            block.has_reference = true;
        }
        self.note.references.push(Reference {
            with_brackets: self.place.span(whole.clone()),
            block: to_u32(self.note.blocks.len()),
            shown: (at, at),
            ..Reference::new(kind, target, span)
        });
        to_u32(self.note.references.len().saturating_sub(1))
    }

    /// Says that the text of a reference ends here.
    fn close_reference(&mut self, reference: u32) {
        let end = self.plain_length();
        if let Some(block) = &mut self.block {
            block.references_end = end;
        }
        self.reference_mut(reference).shown.1 = to_u32(end);
    }

    fn reference_mut(&mut self, reference: u32) -> &mut Reference {
        self.note.references.get_mut(reference as usize).expect("a reference has been added before")
    }

    // ---- inline content ----

    fn text(&mut self, text: &str, part: &str, range: &Range<usize>) {
        if self.in_code {
            self.out.text(part);
            return;
        }
        let (part, start) = if range.start < self.place.escape_prefix {
            (part.get(self.place.escape_prefix.saturating_sub(range.start)..).unwrap_or(""), self.place.escape_prefix)
        } else {
            (part, range.start)
        };
        self.ensure_block(range);
        if part == "[" && self.image.is_none() {
            self.report_unclosed(text, start);
        }
        if self.image.is_none() {
            self.out.text(part);
        }
        self.plain(part, Some(start));
    }

    fn code(&mut self, part: &str, range: &Range<usize>) {
        self.ensure_block(range);
        if self.image.is_none() {
            self.out.raw("<code>").text(part).raw("</code>");
        }
        // The backticks before it are as many as after it.
        let fence = range.len().saturating_sub(part.len()) / 2;
        let before = self.plain_length();
        self.plain(part, Some(range.start + fence));
        let after = self.plain_length();
        if let Some(block) = &mut self.block {
            block.code.push((to_u32(before), to_u32(after)));
        }
    }

    fn soft_break(&mut self, range: &Range<usize>) {
        if self.image.is_none() {
            self.out.raw("\n");
        }
        self.plain(" ", Some(range.start));
    }

    /// The line break between two paragraphs of a field.
    pub(super) fn line_break(&mut self) {
        self.out.raw("<br>\n");
        self.plain("\n", None);
    }

    /// A bracket that became text: was a wikilink or a citation meant?
    fn report_unclosed(&mut self, text: &str, at: usize) {
        let (before, rest) = text.split_at(at);
        let before = before.as_bytes();
        let escapes = before.iter().rev().take_while(|b| **b == b'\\').count();
        if escapes % 2 == 1 || before.last() == Some(&b'[') {
            return;
        }
        if let Some(inner) = rest.strip_prefix("[[") {
            let inner = inner.trim_start_matches([' ', '\t']);
            let empty = inner.starts_with("]]") || (inner.starts_with('|') && inner.contains("]]"));
            let in_cell = self.block.as_ref().is_some_and(|block| block.kind == BlockKind::Cell);
            let message = if empty { "this wikilink names no note" } else { "`[[` is not closed" };
            let help = match (empty, in_cell) {
                (true, _) => "Write the note's id between the brackets, or `\\[\\[` for the brackets themselves.",
                (false, true) => {
                    "In a table the bar of a link is written `\\|`: `[[id\\|text]]`. Else close it with `]]`, or write `\\[\\[` for the brackets themselves."
                }
                (false, false) => "Close it with `]]` in the same paragraph, or write `\\[\\[` for the brackets themselves.",
            };
            self.invalid(at..at + 2, message, help);
        } else if let Some(key) = rest.strip_prefix("[@").or_else(|| rest.strip_prefix("[-@"))
            && key.starts_with(char::is_alphanumeric)
        {
            let end = at + rest.len() - key.len();
            let help = "Close it with `]` in the same paragraph, with no brackets inside and 999 characters at most, or write `\\[@` for a literal bracket.";
            self.invalid(at..end, "this citation is not closed, or has brackets inside", help);
        }
    }

    fn start(&mut self, text: &str, tag: &Tag<'_>, range: &Range<usize>, definition: Option<Range<usize>>) {
        self.last_end = range.start;
        if let Some(image) = &mut self.image {
            // Inside an alternative only text counts.
            if matches!(tag, Tag::Image { .. } | Tag::Link { .. }) {
                image.depth += 1;
            }
            return;
        }
        match tag {
            Tag::Emphasis => self.open_inline("<em>", range),
            Tag::Strong => self.open_inline("<strong>", range),
            Tag::Strikethrough => self.open_inline("<del>", range),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(text, *link_type, dest_url, title, range, definition),
            Tag::Image { link_type, dest_url, title, .. } => self.start_image(text, *link_type, dest_url, title, range, definition),
            _ => {
                self.close_block();
                self.start_block(text, tag, range);
            }
        }
    }

    fn open_inline(&mut self, tag: &str, range: &Range<usize>) {
        self.ensure_block(range);
        self.inline_depth += 1;
        self.out.raw(tag);
    }

    fn close_inline(&mut self, tag: &str) {
        if self.image.is_none() {
            if self.inline_note.as_ref().is_some_and(|note| note.inline_depth == self.inline_depth) {
                self.close_inline_note();
            }
            self.inline_depth = self.inline_depth.saturating_sub(1);
            self.out.raw(tag);
        }
    }
}

/// Notes that the block's text goes on here at another place of the file.
fn add_file_offset(block: &mut OpenBlock, at: Option<u32>) {
    let Some(at) = at else { return };
    let here = to_u32(block.text.len());
    match block.file_offsets.last_mut() {
        Some((text, file)) if at.checked_sub(*file) == here.checked_sub(*text) => {}
        Some((text, file)) if *text >= here => *file = at,
        _ => block.file_offsets.push((here, at)),
    }
}
