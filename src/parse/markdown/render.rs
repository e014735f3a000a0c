//! From pulldown-cmark's events to pieces, blocks and references, in one pass.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, BrokenLink, BrokenLinkCallback, CodeBlockKind, CowStr, Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd,
};

use super::address::{self, Unsafe};
use super::anchor::{self, Anchors, Owner};
use super::citation::{self, Fault};
use super::out::Out;
use super::raw;
use super::{Block, BlockKind, Body, Heading, NoteText, Piece, Reference, ReferenceKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::file::{FileId, Span};

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_WIKILINKS);

/// Renders a note's body.
///
/// `base` is the byte at which `text` begins in its file; `reserved` are the ids of the source's statements, which take their anchors
/// before any heading does; `sanitise` says whether raw HTML is cleaned. References and blocks are added to `note`.
pub fn body(
    text: &str,
    file: FileId,
    base: usize,
    reserved: &[&str],
    sanitise: bool,
    note: &mut NoteText,
    diagnostics: &mut Vec<Diagnostic>,
) -> Body {
    let whole = Span::new(file, base..base.saturating_add(text.len()));
    let place = Place { file, base: Some(base), guard: 0, whole };
    let mut renderer = Renderer::new(text, place, None, sanitise, note, diagnostics);
    renderer.run(text, place);
    renderer.finish(reserved)
}

/// Where the text being rendered lies in its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) file: FileId,
    /// Where it begins, if it stands there letter for letter.
    pub(super) base: Option<usize>,
    /// Bytes at its beginning that are ours and not in the file.
    pub(super) guard: usize,
    /// What is pointed to where there is nothing more exact.
    pub(super) whole: Span,
}

impl Place {
    fn span(self, range: Range<usize>) -> Span {
        let at = |base: usize, offset: usize| base.saturating_add(offset.saturating_sub(self.guard));
        self.base.map_or(self.whole, |base| Span::new(self.file, at(base, range.start)..at(base, range.end)))
    }

    fn offset(self, at: usize) -> Option<u32> {
        self.base.map(|base| clamp(base.saturating_add(at.saturating_sub(self.guard))))
    }
}

fn clamp(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The events, with those that were looked at in advance.
struct Events<'t, F> {
    inner: OffsetIter<'t, F>,
    ahead: VecDeque<(Event<'t>, Range<usize>)>,
}

impl<'t, F: BrokenLinkCallback<'t>> Events<'t, F> {
    fn next(&mut self) -> Option<(Event<'t>, Range<usize>)> {
        self.ahead.pop_front().or_else(|| self.inner.next())
    }

    /// Whether the paragraph that has just begun holds statement cards and nothing else.
    fn paragraph_of_cards(&mut self) -> bool {
        let is_card = |event: &Event<'_>| {
            matches!(event, Event::Start(Tag::Image { link_type: LinkType::WikiLink { .. }, dest_url, .. }) if dest_url.contains('#'))
        };
        // Ordinary paragraphs are told by their first event alone.
        if self.ahead.is_empty()
            && let Some(event) = self.inner.next()
        {
            self.ahead.push_back(event);
        }
        if !self.ahead.front().is_some_and(|(event, _)| is_card(event)) {
            return false;
        }
        let mut depth = 0_usize;
        let mut i = 0;
        loop {
            if i >= self.ahead.len() {
                match self.inner.next() {
                    Some(event) => self.ahead.push_back(event),
                    None => return true,
                }
            }
            let Some((event, _)) = self.ahead.get(i) else { return true };
            i = i.saturating_add(1);
            match event {
                Event::End(TagEnd::Paragraph) => return true,
                Event::End(TagEnd::Image) => depth = depth.saturating_sub(1),
                event if is_card(event) => depth = depth.saturating_add(1),
                Event::SoftBreak => {}
                _ if depth > 0 => {}
                _ => return false,
            }
        }
    }

    /// Where the address of a link definition stands.
    fn definition(&self, text: &str, event: &Event<'_>) -> Option<Range<usize>> {
        let Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) = event else { return None };
        if !matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut) {
            return None;
        }
        address::definition(text, self.inner.reference_definitions().get(id)?.span.clone())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Container {
    Quote,
    Alert,
    Item,
}

/// A block of text while it is read.
struct OpenBlock {
    kind: BlockKind,
    range: Range<usize>,
    /// Whether a reference stands in it, so that it must be kept even if it has no text.
    referred: bool,
    text: String,
    marks: Vec<(u32, u32)>,
    code: Vec<(u32, u32)>,
    /// A space that is due before the next word, and where it stands: behind a citation, which leaves no text.
    space: Option<Option<u32>>,
    /// Text before this belongs to a reference and must stay.
    kept: usize,
}

/// A link whose text is being read.
struct OpenLink {
    /// Where the whole link stands.
    range: Range<usize>,
    /// Where its address stands; an inline link's is found at its end.
    target: Option<Range<usize>>,
    /// The reference, or nothing if it is no live link.
    reference: Option<u32>,
    /// Why it is not.
    danger: Option<Unsafe>,
}

/// An image whose alternative is being read.
struct OpenImage {
    range: Range<usize>,
    target: Option<Range<usize>>,
    address: Box<str>,
    title: Box<str>,
    alt: String,
    /// Length of the block's text before it.
    before: usize,
    /// Images and links inside its alternative.
    depth: usize,
    /// A wikilink without a text: its text is its address and no alternative.
    silent: bool,
}

struct Footnote {
    number: Option<u32>,
    references: u32,
    /// Its text, and where it is defined.
    definition: Option<(Out, Span)>,
}

struct DraftHeading {
    heading: Heading,
    own: Option<(Box<str>, Span)>,
}

/// What the rendering needs and fills.
pub(super) struct Renderer<'a> {
    place: Place,
    /// The key of the field, or nothing for a body.
    field: Option<&'static str>,
    sanitise: bool,
    /// The word that marks what is ours, where the text may hold raw HTML.
    nonce: Option<String>,
    note: &'a mut NoteText,
    diagnostics: &'a mut Vec<Diagnostic>,
    out: Out,
    outer: Vec<(Out, usize, Span)>,
    containers: Vec<Container>,
    block: Option<OpenBlock>,
    spare: (String, Vec<(u32, u32)>),
    link: Option<OpenLink>,
    /// Links inside the open link, which HTML does not allow: their text alone is shown.
    inner_links: usize,
    image: Option<OpenImage>,
    /// Depth inside something whose content is not shown.
    muted: usize,
    inline_depth: usize,
    last_end: usize,
    in_paragraph: bool,
    bare_paragraph: bool,
    in_code: bool,
    alignments: Vec<Alignment>,
    column: usize,
    in_table_head: bool,
    headings: Vec<DraftHeading>,
    level_one: bool,
    footnotes: Vec<Footnote>,
    footnote_labels: HashMap<String, usize>,
    numbered: Vec<usize>,
    raw_block: Option<(String, Vec<(usize, usize)>)>,
    /// Where the first raw HTML stands.
    raw_html: Option<Span>,
}

impl<'a> Renderer<'a> {
    pub(super) fn new(
        text: &str,
        place: Place,
        field: Option<&'static str>,
        sanitise: bool,
        note: &'a mut NoteText,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            place,
            field,
            sanitise,
            nonce: (sanitise && raw::is_possible(text)).then(|| raw::nonce(text)),
            note,
            diagnostics,
            out: Out::default(),
            outer: Vec::new(),
            containers: Vec::new(),
            block: None,
            spare: Default::default(),
            link: None,
            inner_links: 0,
            image: None,
            muted: 0,
            inline_depth: 0,
            last_end: 0,
            in_paragraph: false,
            bare_paragraph: false,
            in_code: false,
            alignments: Vec::new(),
            column: 0,
            in_table_head: false,
            headings: Vec::new(),
            level_one: false,
            footnotes: Vec::new(),
            footnote_labels: HashMap::new(),
            numbered: Vec::new(),
            raw_block: None,
            raw_html: None,
        }
    }

    /// Reads a text to its end.
    pub(super) fn run(&mut self, text: &str, place: Place) {
        self.place = place;
        let callback = |link: BrokenLink<'_>| citation::is_citation(&link.reference).then_some((CowStr::Borrowed(""), CowStr::Borrowed("")));
        let inner = Parser::new_with_broken_link_callback(text, OPTIONS, Some(callback)).into_offset_iter();
        let mut events = Events { inner, ahead: VecDeque::new() };
        self.citation_definitions(text, &events);
        while let Some((event, range)) = events.next() {
            if self.muted > 0 {
                match event {
                    Event::Start(_) => self.muted = self.muted.saturating_add(1),
                    Event::End(_) => self.muted = self.muted.saturating_sub(1),
                    _ => {}
                }
                self.last_end = range.end;
                continue;
            }
            match event {
                Event::Text(part) => self.text(text, &part, &range),
                Event::Code(part) => self.code(&part, &range),
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
                    self.out.fresh_line();
                    self.out.raw("<hr>\n");
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
                    }
                }
                Event::FootnoteReference(label) => self.footnote_reference(&label, &range),
                Event::TaskListMarker(done) => {
                    self.ensure_block(&range);
                    match &self.nonce {
                        Some(nonce) => self.out.raw(&raw::checkbox(nonce, done)),
                        None => self.out.raw(raw::checkbox_html(done)),
                    }
                }
                // Mathematics is not switched on; should it ever be, its text shall not get lost.
                Event::InlineMath(part) | Event::DisplayMath(part) => self.text(text, &part, &range),
                Event::Start(Tag::Paragraph) => {
                    self.close_block();
                    if self.field.is_none() {
                        self.bare_paragraph = events.paragraph_of_cards();
                        self.in_paragraph = !self.bare_paragraph;
                        self.out.fresh_line();
                        if self.in_paragraph {
                            self.out.raw("<p>");
                        }
                        self.begin_block(self.kind(), range.clone());
                    }
                }
                Event::Start(ref tag) => {
                    let definition = events.definition(text, &event);
                    self.start(text, tag, &range, definition);
                    continue;
                }
                Event::End(tag) => self.end(text, tag, &range),
            }
            self.last_end = range.end;
        }
    }

    /// A citation is looked up among the sources; a link definition of the same form would shadow it.
    fn citation_definitions<'t, F: BrokenLinkCallback<'t>>(&mut self, text: &str, events: &Events<'t, F>) {
        let mut spans: Vec<_> =
            events.inner.reference_definitions().iter().filter(|(label, _)| citation::is_citation(label)).map(|(_, d)| d.span.clone()).collect();
        spans.sort_by_key(|span| span.start);
        for span in spans {
            let length = text.get(span.clone()).unwrap_or("").trim_end().len();
            let span = self.place.span(span.start..span.start.saturating_add(length));
            self.diagnostics.push(
                Diagnostic::new(Code::InvalidValue, span, "a citation followed by a colon reads as the definition of a link")
                    .help("Move the colon before the citation, or write `\\[@` for a literal bracket."),
            );
        }
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
        let (text, marks) = std::mem::take(&mut self.spare);
        self.block = Some(OpenBlock { kind, range, referred: false, text, marks, code: Vec::new(), space: None, kept: 0 });
    }

    /// Inline content may come without a paragraph around it, in tight lists.
    fn ensure_block(&mut self, range: &Range<usize>) {
        match &mut self.block {
            Some(block) => block.range.end = block.range.end.max(range.end),
            None => self.begin_block(self.kind(), range.clone()),
        }
    }

    fn close_block(&mut self) {
        if self.field.is_none() {
            self.end_block();
        }
    }

    fn end_block(&mut self) {
        let Some(mut block) = self.block.take() else { return };
        let is_field = matches!(block.kind, BlockKind::Field(_));
        if is_field || block.referred || !block.text.trim().is_empty() {
            // A field's places are the whole value's.
            let span = if is_field { self.place.whole } else { self.place.span(block.range.clone()) };
            let heading = self.headings.len().checked_sub(1).map(clamp).filter(|_| !is_field);
            self.note.blocks.push(Block {
                kind: block.kind,
                text: block.text.as_str().into(),
                heading,
                span,
                marks: block.marks.as_slice().into(),
                code: std::mem::take(&mut block.code),
            });
        }
        block.text.clear();
        block.marks.clear();
        self.spare = (block.text, block.marks);
    }

    /// Adds plain text to the block; `at` is where it stands in the text, letter for letter.
    fn plain(&mut self, part: &str, at: Option<usize>) {
        if let Some(image) = &mut self.image
            && !image.silent
        {
            image.alt.push_str(part);
        }
        let at = at.and_then(|at| self.place.offset(at));
        let Some(block) = &mut self.block else { return };
        if let Some(space) = block.space.take()
            && !part.starts_with(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '”' | '’' | '»' | '…'))
        {
            mark(block, space);
            block.text.push(' ');
        }
        mark(block, at);
        block.text.push_str(part);
    }

    fn plain_length(&self) -> usize {
        self.block.as_ref().map_or(0, |block| block.text.len())
    }

    /// Adds a reference that stands in the open block.
    fn refer(&mut self, kind: ReferenceKind, target: &str, span: Span, whole: &Range<usize>) -> u32 {
        self.ensure_block(whole);
        let at = clamp(self.plain_length());
        if let Some(block) = &mut self.block {
            block.referred = true;
        }
        self.note.references.push(Reference {
            kind,
            target: target.into(),
            span,
            whole: self.place.span(whole.clone()),
            block: clamp(self.note.blocks.len()),
            within: (at, at),
            title: Box::default(),
            bare: false,
        });
        clamp(self.note.references.len().saturating_sub(1))
    }

    /// Says that the text of a reference ends here.
    fn close_reference(&mut self, reference: u32) {
        let end = self.plain_length();
        if let Some(block) = &mut self.block {
            block.kept = end;
        }
        if let Some(reference) = self.note.references.get_mut(reference as usize) {
            reference.within.1 = clamp(end);
        }
    }

    // ---- inline content ----

    fn text(&mut self, text: &str, part: &str, range: &Range<usize>) {
        if self.in_code {
            self.out.text(part);
            return;
        }
        let (part, start) = if range.start < self.place.guard {
            (part.get(self.place.guard.saturating_sub(range.start)..).unwrap_or(""), self.place.guard)
        } else {
            (part, range.start)
        };
        self.ensure_block(range);
        if part == "[" && self.image.is_none() {
            self.unclosed(text, start);
        }
        if self.image.is_none() {
            self.out.text(part);
        }
        self.plain(part, Some(start));
    }

    fn code(&mut self, part: &str, range: &Range<usize>) {
        self.ensure_block(range);
        if self.image.is_none() {
            self.out.raw("<code>");
            self.out.text(part);
            self.out.raw("</code>");
        }
        // The backticks before it are as many as behind it.
        let fence = range.len().saturating_sub(part.len()) / 2;
        let before = self.plain_length();
        self.plain(part, Some(range.start.saturating_add(fence)));
        let after = self.plain_length();
        if let Some(block) = &mut self.block {
            block.code.push((clamp(before), clamp(after)));
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
    fn unclosed(&mut self, text: &str, at: usize) {
        let before = text.get(..at).unwrap_or("").as_bytes();
        let escapes = before.iter().rev().take_while(|b| **b == b'\\').count();
        if escapes % 2 == 1 || before.last() == Some(&b'[') {
            return;
        }
        let rest = text.get(at..).unwrap_or("");
        let problem = if let Some(inner) = rest.strip_prefix("[[") {
            let inner = inner.trim_start_matches([' ', '\t']);
            let empty = inner.starts_with("]]") || (inner.starts_with('|') && inner.contains("]]"));
            let (message, help) = if empty {
                ("this wikilink names no note", "Write the note's id between the brackets, or `\\[\\[` for the brackets themselves.")
            } else {
                ("`[[` is not closed", "Close it with `]]` in the same paragraph, or write `\\[\\[` for the brackets themselves.")
            };
            Diagnostic::new(Code::InvalidValue, self.place.span(at..at.saturating_add(2)), message).help(help)
        } else if let Some(key) = rest.strip_prefix("[@").or_else(|| rest.strip_prefix("[-@"))
            && key.starts_with(char::is_alphanumeric)
        {
            let end = at.saturating_add(rest.len().saturating_sub(key.len()));
            Diagnostic::new(Code::InvalidValue, self.place.span(at..end), "this citation is not closed, or has brackets inside").help(
                "Close it with `]` in the same paragraph, with no brackets inside and 999 characters at most, or write `\\[@` for a literal bracket.",
            )
        } else {
            return;
        };
        self.diagnostics.push(problem);
    }

    fn start(&mut self, text: &str, tag: &Tag<'_>, range: &Range<usize>, definition: Option<Range<usize>>) {
        self.last_end = range.start;
        if let Some(image) = &mut self.image {
            // Inside an alternative only text counts.
            if matches!(tag, Tag::Image { .. } | Tag::Link { .. }) {
                image.depth = image.depth.saturating_add(1);
            }
            return;
        }
        match tag {
            Tag::Emphasis => self.open_inline("<em>", range),
            Tag::Strong => self.open_inline("<strong>", range),
            Tag::Strikethrough => self.open_inline("<del>", range),
            Tag::Superscript => self.open_inline("<sup>", range),
            Tag::Subscript => self.open_inline("<sub>", range),
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
        self.inline_depth = self.inline_depth.saturating_add(1);
        self.out.raw(tag);
    }

    fn close_inline(&mut self, tag: &str) {
        if self.image.is_none() {
            self.inline_depth = self.inline_depth.saturating_sub(1);
            self.out.raw(tag);
        }
    }

    // ---- links ----

    fn start_link(
        &mut self,
        text: &str,
        link_type: LinkType,
        address: &str,
        title: &str,
        range: &Range<usize>,
        definition: Option<Range<usize>>,
    ) {
        self.ensure_block(range);
        self.last_end = range.start.saturating_add(1);
        if self.link.is_some() {
            self.inner_links = self.inner_links.saturating_add(1);
            return;
        }
        match link_type {
            LinkType::WikiLink { has_pothole } => self.wikilink(text, address, has_pothole, range),
            LinkType::ShortcutUnknown => {
                self.muted = 1;
                self.citation(text, range.clone());
            }
            LinkType::ReferenceUnknown | LinkType::CollapsedUnknown => {
                self.two_brackets(text, link_type == LinkType::CollapsedUnknown, range);
                self.out.text(text.get(range.clone()).unwrap_or(""));
                self.muted = 1;
            }
            _ => {
                let inner = range.start.saturating_add(1)..range.end.saturating_sub(1);
                match link_type {
                    LinkType::Email => self.open_link(ReferenceKind::Link, &format!("mailto:{address}"), title, Some(inner), range),
                    LinkType::Autolink => self.open_link(ReferenceKind::Link, address, title, Some(inner), range),
                    _ => self.open_link(ReferenceKind::Link, address, title, definition, range),
                }
            }
        }
    }

    fn open_link(&mut self, kind: ReferenceKind, address: &str, title: &str, target: Option<Range<usize>>, range: &Range<usize>) {
        let danger = address::danger(address).filter(|danger| kind == ReferenceKind::Link || *danger == Unsafe::Bidi);
        let reference = if danger.is_none() {
            let span = self.place.span(target.clone().unwrap_or_else(|| range.clone()));
            let reference = self.refer(kind, address, span, range);
            if let Some(reference) = self.note.references.get_mut(reference as usize) {
                reference.title = title.into();
            }
            self.out.hole(Piece::LinkStart(reference));
            Some(reference)
        } else {
            None
        };
        self.inline_depth = self.inline_depth.saturating_add(1);
        self.link = Some(OpenLink { range: range.clone(), target, reference, danger });
    }

    fn end_link(&mut self, text: &str) {
        if self.inner_links > 0 {
            self.inner_links = self.inner_links.saturating_sub(1);
            return;
        }
        let Some(link) = self.link.take() else { return };
        self.inline_depth = self.inline_depth.saturating_sub(1);
        let target =
            link.target.or_else(|| address::destination(text, self.last_end, link.range.end)).unwrap_or_else(|| link.range.clone());
        let span = self.place.span(target);
        if let Some(danger) = link.danger {
            self.unsafe_address(danger, span);
        }
        if let Some(reference) = link.reference {
            if let Some(reference) = self.note.references.get_mut(reference as usize) {
                reference.span = span;
            }
            self.close_reference(reference);
            self.out.hole(Piece::LinkEnd(reference));
        }
    }

    fn unsafe_address(&mut self, danger: Unsafe, span: Span) {
        let problem = match danger {
            Unsafe::Scheme => Diagnostic::new(Code::UnsafeUrl, span, "this address has a scheme that no link may have")
                .help("Use `https:`, `http:`, `mailto:`, `tel:` or an address inside the site."),
            Unsafe::Bidi => Diagnostic::new(Code::UnsafeUrl, span, "this address holds an invisible character that turns the direction of writing around")
                .help("Type the address anew, without characters U+202A to U+202E and U+2066 to U+2069."),
        };
        self.diagnostics.push(problem);
    }

    /// The target of a wikilink or card: as written, without the white space around it and the backslash that a table wants before `|`.
    fn wiki_target<'w>(&self, text: &str, written: &'w str, range: &Range<usize>, image: bool) -> (&'w str, Option<Range<usize>>) {
        let target = written.strip_suffix('\\').unwrap_or(written).trim();
        let lead = written.len().saturating_sub(written.trim_start().len());
        let start = range.start.saturating_add(if image { 3 } else { 2 }).saturating_add(lead);
        let at = start..start.saturating_add(target.len());
        let found = text.get(at.clone()) == Some(target);
        (target, found.then_some(at))
    }

    fn wikilink(&mut self, text: &str, written: &str, piped: bool, range: &Range<usize>) {
        let (target, at) = self.wiki_target(text, written, range, false);
        let span = self.place.span(at.clone().unwrap_or_else(|| range.clone()));
        if target.is_empty() {
            self.diagnostics.push(
                Diagnostic::new(Code::InvalidValue, self.place.span(range.clone()), "this wikilink names no note")
                    .help("Write the note's id between the brackets."),
            );
            self.muted = 1;
            return;
        }
        let shown = text.get(range.clone()).and_then(|link| link.split_once('|')).map_or("", |(_, shown)| shown.trim_end_matches(']'));
        if piped && !shown.trim().is_empty() {
            self.open_link(ReferenceKind::Wikilink, target, "", Some(at.unwrap_or_else(|| range.clone())), range);
            return;
        }
        self.muted = 1;
        if let Some(danger) = address::danger(target).filter(|danger| *danger == Unsafe::Bidi) {
            self.unsafe_address(danger, span);
            return;
        }
        let reference = self.refer(ReferenceKind::Wikilink, target, span, range);
        self.plain(target, at.map(|at| at.start));
        self.close_reference(reference);
        let within = clamp(self.plain_length().saturating_sub(target.len()));
        if let Some(reference) = self.note.references.get_mut(reference as usize) {
            reference.bare = true;
            reference.within.0 = within;
        }
        self.out.hole(Piece::AutoLink(reference));
    }

    // ---- citations ----

    fn citation(&mut self, text: &str, range: Range<usize>) {
        let start = range.start.saturating_add(1);
        let inside = text.get(start..range.end.saturating_sub(1)).unwrap_or("");
        let at = |part: &Range<usize>| start.saturating_add(part.start)..start.saturating_add(part.end);
        let (works, faults) = citation::works(inside);
        for fault in faults {
            let problem = match fault {
                Fault::NoSource(part) => {
                    let place = if part.is_empty() { range.clone() } else { at(&part) };
                    Diagnostic::new(Code::InvalidValue, self.place.span(place), "this part of a citation names no source")
                        .help("Write `@` and the id of a source, and a comma between it and its locator: `[@source, § 3]`. For a literal bracket write `\\[`.")
                }
                Fault::NoSemicolon(part) => {
                    Diagnostic::new(Code::InvalidValue, self.place.span(at(&part)), "a second source in one citation needs a semicolon before it")
                        .help("Write `[@a, p. 2; @b]`.")
                }
            };
            self.diagnostics.push(problem);
        }
        // The space before a citation is that before the next word, or none before a full stop.
        self.ensure_block(&range);
        let offset = self.place.offset(range.start.saturating_sub(1));
        if let Some(block) = &mut self.block
            && block.text.ends_with(' ')
            && block.text.len() > block.kept
        {
            block.text.pop();
            block.space = Some(offset);
        }
        let first = clamp(self.note.references.len());
        for work in works {
            let place = at(&work.target);
            let target = inside.get(work.target).unwrap_or("");
            self.refer(ReferenceKind::Citation(work.citation), target, self.place.span(place), &range);
        }
        let count = clamp(self.note.references.len()).saturating_sub(first);
        if count > 0 {
            self.out.hole(Piece::Citations(first, count));
        }
    }

    /// `[…][@b]` and `[@a][]`, which Markdown reads as one link.
    fn two_brackets(&mut self, text: &str, collapsed: bool, range: &Range<usize>) {
        let behind = if collapsed && text.get(range.end..).is_some_and(|rest| rest.starts_with("[]")) { 2 } else { 0 };
        let span = self.place.span(range.start..range.end.saturating_add(behind));
        let written = text.get(range.clone()).unwrap_or("");
        let problem = if collapsed {
            Diagnostic::new(Code::InvalidValue, span, "empty brackets stand behind a citation").help("Take `[]` away.")
        } else {
            let problem = Diagnostic::new(Code::InvalidValue, span, "brackets directly before a citation read as one link with it");
            match written.strip_prefix('[').and_then(|w| w.strip_suffix(']')).and_then(|w| w.split_once("][")) {
                Some((a, b)) if citation::is_citation(a) => problem.help(format!("Write `[{a}; {b}]`.")).fix(span, format!("[{a}; {b}]")),
                _ => problem.help("Put a space between them, or write `\\[` for a literal bracket."),
            }
        };
        self.diagnostics.push(problem);
    }

    // ---- images and cards ----

    fn start_image(
        &mut self,
        text: &str,
        link_type: LinkType,
        address: &str,
        title: &str,
        range: &Range<usize>,
        definition: Option<Range<usize>>,
    ) {
        self.ensure_block(range);
        self.last_end = range.start.saturating_add(2);
        match link_type {
            LinkType::WikiLink { has_pothole } if address.contains('#') => {
                self.muted = 1;
                self.card(text, address, has_pothole, range);
            }
            LinkType::ShortcutUnknown => {
                // "Hold on![@a]": an exclamation mark before a citation.
                let end = range.start.saturating_add(1);
                self.text(text, "!", &(range.start..end));
                self.muted = 1;
                self.citation(text, end..range.end);
            }
            LinkType::ReferenceUnknown | LinkType::CollapsedUnknown => {
                self.two_brackets(text, link_type == LinkType::CollapsedUnknown, &(range.start.saturating_add(1)..range.end));
                self.muted = 1;
            }
            _ => {
                let wiki = matches!(link_type, LinkType::WikiLink { .. });
                let (address, target) = if wiki { self.wiki_target(text, address, range, true) } else { (address, definition) };
                // Obsidian's `![[picture.png|300]]` gives a width and no text.
                let shown = text.get(range.clone()).and_then(|link| link.split_once('|')).map_or("", |(_, shown)| shown.trim_end_matches(']'));
                let size = shown.bytes().all(|b| b.is_ascii_digit() || b == b'x' || b == b' ');
                self.image = Some(OpenImage {
                    range: range.clone(),
                    target: if wiki { Some(target.unwrap_or_else(|| range.clone())) } else { target },
                    address: address.into(),
                    title: title.into(),
                    alt: String::new(),
                    before: self.plain_length(),
                    depth: 0,
                    silent: wiki && size,
                });
            }
        }
    }

    fn end_image(&mut self, text: &str) {
        if let Some(image) = &mut self.image
            && image.depth > 0
        {
            image.depth = image.depth.saturating_sub(1);
            return;
        }
        let Some(image) = self.image.take() else { return };
        if image.silent
            && let Some(block) = &mut self.block
        {
            block.text.truncate(image.before);
        }
        let target =
            image.target.or_else(|| address::destination(text, self.last_end, image.range.end)).unwrap_or_else(|| image.range.clone());
        let span = self.place.span(target);
        if let Some(danger) = address::danger(&image.address) {
            self.unsafe_address(danger, span);
            self.out.text(&image.alt);
            return;
        }
        let reference = self.refer(ReferenceKind::Image, &image.address, span, &image.range);
        if let Some(found) = self.note.references.get_mut(reference as usize) {
            found.within.0 = clamp(image.before);
        }
        self.close_reference(reference);
        self.out.hole(Piece::Image { reference, alt: image.alt.into(), title: image.title });
    }

    fn card(&mut self, text: &str, written: &str, piped: bool, range: &Range<usize>) {
        let (target, at) = self.wiki_target(text, written, range, true);
        let span = self.place.span(at.unwrap_or_else(|| range.clone()));
        let in_text = self.block.as_ref().is_some_and(|block| matches!(block.kind, BlockKind::Heading | BlockKind::Field(_)));
        if in_text || self.inline_depth > 0 {
            self.diagnostics.push(
                Diagnostic::new(Code::InvalidValue, self.place.span(range.clone()), "a statement card cannot stand inside a line of text")
                    .help(format!("Give it a paragraph of its own, or link to it: `[[{target}]]`.")),
            );
            return;
        }
        if piped {
            self.diagnostics.push(
                Diagnostic::new(Code::InvalidValue, self.place.span(range.clone()), "a statement card takes no text of its own")
                    .help(format!("Write `![[{target}]]`.")),
            );
        }
        if let Some(danger) = address::danger(target).filter(|danger| *danger == Unsafe::Bidi) {
            self.unsafe_address(danger, span);
            return;
        }
        let reference = self.refer(ReferenceKind::Card, target, span, range);
        // A card is a block: a paragraph around it is closed before it and opened again behind it.
        if self.in_paragraph && !self.out.strip("<p>") {
            self.out.raw("</p>\n");
        }
        self.out.hole(Piece::Card(reference));
        if self.in_paragraph {
            self.out.raw("\n<p>");
        }
    }

    // ---- blocks ----

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.raw(" ");
        self.out.raw(name);
        self.out.raw("=\"");
        self.mark_ours();
        self.out.text(value);
        self.out.raw("\"");
    }

    fn mark_ours(&mut self) {
        if let Some(nonce) = &self.nonce {
            self.out.raw(nonce);
            self.out.raw(";");
        }
    }

    fn start_block(&mut self, text: &str, tag: &Tag<'_>, range: &Range<usize>) {
        if self.field.is_some() {
            return;
        }
        match tag {
            Tag::Heading { level, id, .. } => self.start_heading(text, *level as u8, id.as_deref(), range),
            Tag::BlockQuote(kind) => self.start_quote(*kind),
            Tag::CodeBlock(kind) => self.start_code(kind),
            Tag::HtmlBlock => self.raw_block = Some((String::new(), Vec::new())),
            Tag::List(first) => {
                self.out.fresh_line();
                match first {
                    None => self.out.raw("<ul>\n"),
                    Some(1) => self.out.raw("<ol>\n"),
                    Some(number) => self.out.raw(&format!("<ol start=\"{number}\">\n")),
                }
            }
            Tag::Item => self.start_item("<li>"),
            Tag::DefinitionList => {
                self.out.fresh_line();
                self.out.raw("<dl>\n");
            }
            Tag::DefinitionListTitle => self.start_item("<dt>"),
            Tag::DefinitionListDefinition => self.start_item("<dd>"),
            Tag::FootnoteDefinition(label) => self.start_footnote(label, range),
            Tag::Table(alignments) => {
                self.alignments.clone_from(alignments);
                self.out.fresh_line();
                self.out.raw("<div");
                self.attribute("class", "table-wrap");
                self.attribute("role", "region");
                self.attribute("tabindex", "0");
                self.attribute("aria-label", "Table");
                self.out.raw("><table>");
            }
            Tag::TableHead => {
                self.in_table_head = true;
                self.column = 0;
                self.out.raw("<thead><tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.out.raw("<tr>");
            }
            Tag::TableCell => self.start_cell(range),
            _ => {}
        }
    }

    fn start_item(&mut self, tag: &str) {
        self.out.fresh_line();
        self.out.raw(tag);
        self.containers.push(Container::Item);
    }

    fn start_cell(&mut self, range: &Range<usize>) {
        self.out.raw(if self.in_table_head { "<th scope=\"col\"" } else { "<td" });
        match self.alignments.get(self.column) {
            Some(Alignment::Left) => self.attribute("class", "align-left"),
            Some(Alignment::Center) => self.attribute("class", "align-center"),
            Some(Alignment::Right) => self.attribute("class", "align-right"),
            Some(Alignment::None) | None => {}
        }
        self.out.raw(">");
        self.begin_block(BlockKind::Cell, range.clone());
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        self.containers.push(if kind.is_some() { Container::Alert } else { Container::Quote });
        self.out.fresh_line();
        let (class, title) = match kind {
            None => {
                self.out.raw("<blockquote>\n");
                return;
            }
            Some(BlockQuoteKind::Note) => ("alert alert-note", "Note"),
            Some(BlockQuoteKind::Tip) => ("alert alert-tip", "Tip"),
            Some(BlockQuoteKind::Important) => ("alert alert-important", "Important"),
            Some(BlockQuoteKind::Warning) => ("alert alert-warning", "Warning"),
            Some(BlockQuoteKind::Caution) => ("alert alert-caution", "Caution"),
        };
        self.out.raw("<aside");
        self.attribute("class", class);
        self.out.raw("><p");
        self.attribute("class", "alert-title");
        self.out.raw(">");
        self.out.raw(title);
        self.out.raw("</p>\n");
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        self.in_code = true;
        self.out.fresh_line();
        self.out.raw("<pre><code");
        if let CodeBlockKind::Fenced(info) = kind
            && let Some(language) = info.split([' ', '\t', ',']).next().filter(|language| !language.is_empty())
        {
            self.attribute("class", &format!("language-{language}"));
        }
        self.out.raw(">");
    }

    fn start_heading(&mut self, text: &str, level: u8, own: Option<&str>, range: &Range<usize>) {
        self.level_one |= level == 1;
        let own = own.map(|own| {
            let at = text
                .get(range.clone())
                .and_then(|heading| heading.rfind(&format!("#{own}")))
                .map_or_else(|| range.clone(), |i| {
                    let start = range.start.saturating_add(i).saturating_add(1);
                    start..start.saturating_add(own.len())
                });
            (Box::from(own), self.place.span(at))
        });
        let trimmed = text.get(range.clone()).unwrap_or("").trim_end().len();
        let span = self.place.span(range.start..range.start.saturating_add(trimmed));
        let index = self.headings.len();
        self.headings.push(DraftHeading { heading: Heading { level, text: Box::default(), anchor: Box::default(), span }, own });
        self.out.fresh_line();
        self.out.raw("<h");
        self.out.level(level);
        self.out.raw(" id=\"");
        self.mark_ours();
        self.out.heading_anchor(index);
        self.out.raw("\">");
        self.begin_block(BlockKind::Heading, range.start..range.start.saturating_add(trimmed));
    }

    fn end_heading(&mut self, level: u8) {
        let words = self.block.as_ref().map_or("", |block| block.text.trim());
        let index = self.headings.len().saturating_sub(1);
        if let Some(draft) = self.headings.last_mut() {
            draft.heading.text = words.into();
        }
        self.end_block();
        self.out.raw(" <a");
        self.attribute("class", "anchor");
        self.out.raw(" href=\"");
        self.mark_ours();
        self.out.raw("#");
        self.out.heading_anchor(index);
        self.out.raw("\"");
        self.attribute("aria-label", "Link to this section");
        self.out.raw(">#</a></h");
        self.out.level(level);
        self.out.raw(">\n");
    }

    fn end(&mut self, text: &str, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Emphasis => return self.close_inline("</em>"),
            TagEnd::Strong => return self.close_inline("</strong>"),
            TagEnd::Strikethrough => return self.close_inline("</del>"),
            TagEnd::Superscript => return self.close_inline("</sup>"),
            TagEnd::Subscript => return self.close_inline("</sub>"),
            TagEnd::Link => {
                match &mut self.image {
                    Some(image) => image.depth = image.depth.saturating_sub(1),
                    None => self.end_link(text),
                }
                return;
            }
            TagEnd::Image => return self.end_image(text),
            _ => {}
        }
        if self.field.is_some() {
            return;
        }
        if let TagEnd::Heading(level) = tag {
            return self.end_heading(level as u8);
        }
        self.close_block();
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::BlockQuote(kind) => {
                self.containers.pop();
                self.out.fresh_line();
                self.out.raw(if kind.is_some() { "</aside>\n" } else { "</blockquote>\n" });
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.out.raw("</code></pre>\n");
            }
            TagEnd::HtmlBlock => {
                if let Some((html, origins)) = self.raw_block.take() {
                    self.out.line_behind_tag();
                    self.raw_html(&html, &origins);
                }
            }
            TagEnd::List(ordered) => self.out.raw(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => self.end_item("</li>\n"),
            TagEnd::DefinitionList => self.out.raw("</dl>\n"),
            TagEnd::DefinitionListTitle => self.end_item("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.end_item("</dd>\n"),
            TagEnd::FootnoteDefinition => self.end_footnote(range),
            TagEnd::Table => self.out.raw("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_table_head = false;
                self.out.raw("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.out.raw("</tr>\n"),
            TagEnd::TableCell => {
                self.column = self.column.saturating_add(1);
                self.out.raw(if self.in_table_head { "</th>" } else { "</td>" });
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        if self.in_paragraph && !self.out.strip("<p>") {
            self.out.raw("</p>\n");
        } else {
            self.out.fresh_line();
        }
        self.in_paragraph = false;
        self.bare_paragraph = false;
    }

    fn end_item(&mut self, tag: &str) {
        self.containers.pop();
        self.out.raw(tag);
    }

    // ---- footnotes ----

    fn footnote(&mut self, label: &str) -> usize {
        let label = label.to_lowercase();
        if let Some(index) = self.footnote_labels.get(&label) {
            return *index;
        }
        let index = self.footnotes.len();
        self.footnotes.push(Footnote { number: None, references: 0, definition: None });
        self.footnote_labels.insert(label, index);
        index
    }

    fn footnote_reference(&mut self, label: &str, range: &Range<usize>) {
        if self.image.is_some() || self.field.is_some() {
            return;
        }
        self.ensure_block(range);
        let index = self.footnote(label);
        let next = clamp(self.numbered.len()).saturating_add(1);
        let Some(footnote) = self.footnotes.get_mut(index) else { return };
        let number = match footnote.number {
            Some(number) => number,
            None => {
                self.numbered.push(index);
                *footnote.number.insert(next)
            }
        };
        // A link inside a link is none; there the number stands alone.
        let linked = self.link.is_none();
        if linked {
            footnote.references = footnote.references.saturating_add(1);
        }
        let back = back_anchor(number, footnote.references);
        self.out.raw("<sup");
        self.attribute("class", "footnote-ref");
        if linked {
            self.out.raw(" id=\"");
            self.mark_ours();
            self.out.hole(Piece::Anchor(back));
            self.out.raw("\"><a href=\"");
            self.mark_ours();
            self.out.raw("#");
            self.out.hole(Piece::Anchor(format!("fn:{number}").into()));
            self.out.raw("\"");
            self.attribute("role", "doc-noteref");
            self.attribute("aria-label", &format!("Footnote {number}"));
            self.out.raw(&format!(">{number}</a></sup>"));
        } else {
            self.out.raw(&format!(">{number}</sup>"));
        }
    }

    fn start_footnote(&mut self, label: &str, range: &Range<usize>) {
        let index = self.footnote(label);
        self.containers.push(Container::Item);
        let end = range.start.saturating_add(label.len()).saturating_add(3).min(range.end);
        let outer = std::mem::take(&mut self.out);
        self.outer.push((outer, index, self.place.span(range.start..end)));
    }

    fn end_footnote(&mut self, _range: &Range<usize>) {
        self.containers.pop();
        let Some((outer, index, span)) = self.outer.pop() else { return };
        let inner = std::mem::replace(&mut self.out, outer);
        let Some(footnote) = self.footnotes.get_mut(index) else { return };
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

    // ---- raw HTML ----

    /// Raw HTML; `origins` says where its parts stand in the text: (offset in it, offset in the text).
    fn raw_html(&mut self, html: &str, origins: &[(usize, usize)]) {
        if self.sanitise && raw::is_comment(html) {
            return;
        }
        let first = origins.first().map_or(0, |(_, at)| *at);
        if self.raw_html.is_none() {
            self.raw_html = Some(self.place.span(first..first.saturating_add(html.trim_end().len())));
        }
        let dangers = address::dangers_in_html(html);
        let place = |at: usize| {
            let i = origins.partition_point(|(from, _)| *from <= at).saturating_sub(1);
            origins.get(i).map_or(first, |(from, start)| start.saturating_add(at.saturating_sub(*from)))
        };
        for danger in &dangers {
            let span = self.place.span(place(danger.start)..place(danger.end).max(place(danger.start)));
            self.unsafe_address(Unsafe::Scheme, span);
        }
        if self.sanitise {
            self.out.raw(html);
        } else {
            self.out.raw(&raw::disarm(html, &dangers));
        }
    }

    // ---- the end ----

    /// Gives out the anchors, gathers the footnotes and cleans what must be cleaned.
    pub(super) fn finish(mut self, reserved: &[&str]) -> Body {
        self.end_block();
        let anchors = self.anchors(reserved);
        let shift = self.level_one;
        let name = |heading: usize| anchors.get(heading).cloned().unwrap_or_default();
        let footnotes = self.gather_footnotes(shift, &name);
        let mut pieces = std::mem::take(&mut self.out).finish(shift, name);
        if !footnotes.is_empty() {
            let mut out = Out::default();
            out.append(pieces);
            out.append(footnotes);
            pieces = out.finish(false, |_| Box::default());
        }
        if let Some(nonce) = &self.nonce {
            pieces = match self.raw_html {
                None => raw::unmark(pieces, nonce),
                Some(span) => raw::clean(&pieces, nonce, self.field.is_some()).unwrap_or_else(|raw::TooDeep| {
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
            .map(|(draft, anchor)| Heading { anchor, level: draft.heading.level.saturating_add(u8::from(shift)).min(6), ..draft.heading })
            .collect();
        Body { pieces, headings }
    }

    /// The headings' anchors: explicit ones first, so that the others can yield to them.
    fn anchors(&mut self, reserved: &[&str]) -> Vec<Box<str>> {
        if self.headings.is_empty() {
            return Vec::new();
        }
        let mut anchors = Anchors::new(reserved);
        let mut names: Vec<Option<Box<str>>> = vec![None; self.headings.len()];
        for (i, draft) in self.headings.iter().enumerate() {
            let Some((own, span)) = &draft.own else { continue };
            if !anchor::is_plain(own) {
                self.diagnostics.push(
                    Diagnostic::new(Code::InvalidValue, *span, format!("`{own}` cannot be an anchor"))
                        .help("Use letters, digits, `-`, `_`, `.` and `:`."),
                );
                continue;
            }
            match anchors.take(own, i) {
                None => {
                    if let Some(name) = names.get_mut(i) {
                        *name = Some(own.clone());
                    }
                }
                Some(owner) => self.diagnostics.push(clash(own, *span, &owner, &self.headings)),
            }
        }
        let drafts = self.headings.iter().zip(names).enumerate();
        drafts
            .map(|(i, (draft, name))| {
                name.unwrap_or_else(|| {
                    let own = draft.own.as_ref().map(|(own, _)| own).filter(|own| anchor::is_plain(own) && !own.starts_with("fn"));
                    let wanted = own.map_or_else(|| anchor::slug(&draft.heading.text), ToString::to_string);
                    anchors.take_free(if wanted.is_empty() { "section" } else { &wanted }, i)
                })
            })
            .collect()
    }

    fn gather_footnotes(&mut self, shift: bool, anchor: &impl Fn(usize) -> Box<str>) -> Vec<Piece> {
        if self.footnotes.is_empty() {
            return Vec::new();
        }
        // Footnotes that nothing refers to come last: what an editor wrote shall not vanish.
        let rest = (0..self.footnotes.len()).filter(|i| self.footnotes.get(*i).is_some_and(|f| f.number.is_none()));
        let order: Vec<usize> = self.numbered.iter().copied().chain(rest).collect();
        let body = std::mem::take(&mut self.out);
        self.out.fresh_line();
        self.out.raw("<section");
        self.attribute("class", "footnotes");
        self.attribute("role", "doc-endnotes");
        self.attribute("aria-label", "Footnotes");
        self.out.raw(">\n<ol>\n");
        for (number, index) in (1_u32..).zip(order) {
            let Some(footnote) = self.footnotes.get_mut(index) else { continue };
            let references = footnote.references;
            let definition = footnote.definition.take();
            self.out.raw("<li id=\"");
            self.mark_ours();
            self.out.hole(Piece::Anchor(format!("fn:{number}").into()));
            self.out.raw("\">");
            if let Some((inner, _)) = definition {
                self.out.raw("\n");
                self.out.append(inner.finish(shift, anchor));
            }
            let inside = self.out.strip("</p>\n");
            for reference in 1..=references {
                self.out.raw(" <a href=\"");
                self.mark_ours();
                self.out.raw("#");
                self.out.hole(Piece::Anchor(back_anchor(number, reference)));
                self.out.raw("\"");
                self.attribute("class", "footnote-back");
                self.attribute("role", "doc-backlink");
                let label = if reference == 1 { format!("Back to reference {number}") } else { format!("Back to reference {number}-{reference}") };
                self.attribute("aria-label", &label);
                self.out.raw(">↩</a>");
            }
            self.out.raw(if inside { "</p>\n</li>\n" } else { "</li>\n" });
        }
        self.out.raw("</ol>\n</section>\n");
        let section = std::mem::replace(&mut self.out, body);
        section.finish(false, |_| Box::default())
    }
}

fn back_anchor(number: u32, reference: u32) -> Box<str> {
    if reference <= 1 { format!("fnref:{number}").into() } else { format!("fnref:{number}:{reference}").into() }
}

fn clash(own: &str, span: Span, owner: &Owner, headings: &[DraftHeading]) -> Diagnostic {
    let problem = |by: &str| Diagnostic::new(Code::DuplicateId, span, format!("the anchor `{own}` is taken by {by}")).help("Choose another name.");
    match owner {
        Owner::Statement => problem("a statement of this source"),
        Owner::Section => problem("a section of the page"),
        Owner::Footnote => problem("the footnotes"),
        Owner::Heading(first) => {
            let first = headings.get(*first).map(|draft| draft.own.as_ref().map_or(draft.heading.span, |(_, span)| *span));
            let problem = problem("another heading");
            match first {
                Some(first) => problem.related(first, "first given here"),
                None => problem,
            }
        }
    }
}

/// Notes where the block's text goes on in the file, unless it just runs on.
fn mark(block: &mut OpenBlock, at: Option<u32>) {
    let Some(at) = at else { return };
    let here = clamp(block.text.len());
    match block.marks.last_mut() {
        Some((text, file)) if at.checked_sub(*file) == here.checked_sub(*text) => {}
        Some((text, file)) if *text >= here => *file = at,
        _ => block.marks.push((here, at)),
    }
}
