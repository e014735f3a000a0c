//! Extensions of CommonMark inside text: bare addresses, inline notes, formulas, quotation marks.

use std::ops::Range;

use pulldown_cmark::Event;
use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::event::{Content, Event as FormulaEvent, StateChange};
use pulldown_latex::{Parser, Storage, mathml};

use super::super::{Piece, ReferenceKind, TextLevel};
use super::{InlineNote, Renderer, written};
use crate::html::escape;
use crate::parse::fold::joins_words;

impl Renderer<'_> {
    /// Text, and the extensions that begin in it.
    pub(super) fn text_with_extensions(&mut self, text: &str, part: &str, range: &Range<usize>) {
        if self.in_code || self.image.is_some() {
            return self.text(text, part, range);
        }
        let as_written = written(text, range);
        if let Some(marks) = self.quotes
            && part != as_written
        {
            // Where no space stands outside a quotation, only what was opened says which of its marks this is.
            let beside = [
                text.get(..range.start).and_then(|before| before.chars().next_back()),
                text.get(range.end..).and_then(|after| after.chars().next()),
            ];
            let joined = beside.into_iter().flatten().any(joins_words);
            let next = |pair| if self.is_open(pair) { pair.1 } else { pair.0 };
            let mark = match part {
                "“" | "”" if joined => next(marks.outer),
                "‘" | "’" if joined => next(marks.inner),
                "“" => marks.outer.0,
                "”" => marks.outer.1,
                "‘" => marks.inner.0,
                "’" if self.ends_inner_quotation(text, range) => marks.inner.1,
                "’" => "’",
                // Dashes and dots stay as they were written.
                "–" | "—" | "…" => as_written,
                _ => part,
            };
            return self.text(text, mark, range);
        }
        if as_written == "[" && self.begin_inline_note(text, range.start) {
            return;
        }
        if let Some(note) = &mut self.inline_note {
            match as_written {
                "[" => note.brackets += 1,
                "]" if note.brackets > 0 => note.brackets -= 1,
                "]" if note.inline_depth == self.inline_depth => return self.close_inline_note(),
                _ => {}
            }
        }
        if range.start == self.image_end && as_written.starts_with('{') && as_written.contains('}') {
            let end = as_written.find('}').map_or(range.end, |close| range.start + close + 1);
            let help = "Take them away. A picture is as wide as its file says, and never wider than the text; give the file the size that it should have.";
            self.invalid(range.start..end, "a picture takes no attributes", help);
        }
        if part == as_written && self.link.is_none() {
            self.text_with_addresses(text, range);
        } else {
            self.text(text, part, range);
        }
    }

    /// Text that stands as it is written, and the bare addresses in it.
    fn text_with_addresses(&mut self, text: &str, range: &Range<usize>) {
        let mut at = range.start;
        while let Some(address) = self.bare_address(text, at..range.end) {
            let before = at..address.start;
            self.text(text, written(text, &before), &before);
            let shown = written(text, &address).replace("&amp;", "&");
            self.open_link(ReferenceKind::Link, &shown, "", Some(address.clone()), &address);
            self.out.text(&shown);
            self.plain(&shown, (shown.len() == address.len()).then_some(address.start));
            self.end_link(text);
            // It may go on in the events after this one.
            self.skip_to = address.end;
            at = address.end;
        }
        if at < range.end {
            let rest = at..range.end;
            self.text(text, written(text, &rest), &rest);
        }
    }

    /// Passes over text that was read already; says whether nothing of the event is left.
    pub(super) fn skip(&mut self, text: &str, event: &Event<'_>, range: &Range<usize>) -> bool {
        let is_whole = range.end <= self.skip_to;
        match event {
            Event::Start(_) if is_whole => self.skip_depth = 1,
            Event::Start(_) | Event::End(_) => return false,
            Event::Text(_) | Event::InlineMath(_) | Event::DisplayMath(_) if !is_whole => {
                let rest = self.skip_to..range.end;
                self.text_with_extensions(text, written(text, &rest), &rest);
            }
            _ => return is_whole,
        }
        true
    }

    /// Whether a closing single mark ends a quotation in a quotation, and is not an apostrophe: one was opened in this block and not closed.
    fn ends_inner_quotation(&self, text: &str, range: &Range<usize>) -> bool {
        let letter_after = text.get(range.end..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric);
        !letter_after && self.quotes.is_some_and(|marks| self.is_open(marks.inner))
    }

    /// Whether a quotation was opened in this block and not closed.
    fn is_open(&self, (left, right): (&str, &str)) -> bool {
        let [left, right] = [left, right].map(|mark| mark.trim().chars().next());
        let mut marks = self.block.iter().flat_map(|block| block.text.chars().rev().map(Some));
        left != right && marks.find(|mark| [left, right].contains(mark)) == Some(left)
    }

    /// Where the first bare web address of a part of the text stands: as GitHub's Markdown has it, without the stops and brackets after
    /// it. It may end after that part.
    fn bare_address(&mut self, text: &str, part: Range<usize>) -> Option<Range<usize>> {
        const STOPS: &[char] = &['.', ',', ':', '!', '?', '\'', '*', '_', '~', '…', '’', '›', '،', '؛', '؟', '！', '？', '）'];
        let mut from = part.start.max(self.no_address_before);
        loop {
            let start = from + text.get(from..part.end)?.find("http")?;
            from = start + "http".len();
            let (before, rest) = text.split_at(start);
            if !(rest.starts_with("https://") || rest.starts_with("http://"))
                || before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '\'' | '=' | '/'))
            {
                continue;
            }
            let ends = |c: char| c.is_whitespace() || "<>\"|`\\][”»“«。，、".contains(c);
            let (mut address, _) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
            let end = start + address.len();
            let count = |bracket: char| address.matches(bracket).count();
            let mut unopened = count(')').saturating_sub(count('('));
            loop {
                address = address.trim_end_matches(STOPS);
                address = match (address.strip_suffix(')'), address.strip_suffix(';')) {
                    (Some(inner), _) if unopened > 0 => {
                        unopened -= 1;
                        inner
                    }
                    (_, Some(inner)) => without_entity(inner),
                    _ => break,
                };
            }
            if address.contains('.') {
                return Some(start..start + address.len());
            }
            // What holds no full stop holds none further on.
            self.no_address_before = end;
            from = end;
        }
    }

    /// Begins an inline note, `^[…]`, where its end stands in the same block; says whether it did.
    fn begin_inline_note(&mut self, text: &str, at: usize) -> bool {
        let (before, rest) = text.split_at(at);
        let Some(head) = before.strip_suffix('^').filter(|head| !head.ends_with('\\')) else { return false };
        if self.level == TextLevel::Inline || self.inline_note.is_some() || self.link.is_some() || !closes(rest) {
            return false;
        }
        let range = head.len()..at + 1;
        self.out.strip("^");
        if let Some(block) = &mut self.block
            && block.text.ends_with('^')
        {
            block.text.pop();
        }
        let label = format!("^{}", range.start);
        self.footnote_reference(&label, &range);
        let footnote = self.footnote_index(&label);
        self.plain(" (", None);
        let enclosing = self.out.begin_part();
        self.out.raw("<p>");
        self.inline_note =
            Some(InlineNote { enclosing, footnote, span: self.place.span(range), brackets: 0, inline_depth: self.inline_depth });
        true
    }

    pub(super) fn close_inline_note(&mut self) {
        let Some(note) = self.inline_note.take() else { return };
        self.out.raw("</p>\n");
        self.plain(")", None);
        let inner = std::mem::replace(&mut self.out, note.enclosing);
        self.footnotes.get_mut(note.footnote).expect("it has been referred to").definition = Some((inner, note.span));
    }

    pub(super) fn formula(&mut self, latex: &str, mode: DisplayMode, range: &Range<usize>) {
        self.ensure_block(range);
        self.plain(latex, None);
        if self.image.is_some() {
            return;
        }
        match mathml_of(latex, mode) {
            Ok(mathml) => {
                self.out.hole(Piece::Formula(mathml.into()));
            }
            Err(reason) => {
                let help = "A formula is written in LaTeX, `$x^2$`; a dollar that is none is written `\\$`.";
                self.invalid(range.clone(), format!("this is not a formula: {}", reason.lines().next().unwrap_or_default()), help);
                self.out.raw("<code>").text(latex).raw("</code>");
            }
        }
    }
}

/// A formula as MathML, or why it is none. `pulldown-latex` escapes what stands in `\text` alone: the names of functions and the annotation
/// are escaped before it writes them, and the signs that are an element of their own after it.
fn mathml_of(latex: &str, display_mode: DisplayMode) -> Result<String, String> {
    let escaped = |text: &str| {
        let mut html = String::new();
        escape(text, &mut html);
        html
    };
    let storage = Storage::new();
    let mut events: Vec<_> = Parser::new(latex, &storage).collect::<Result<_, _>>().map_err(|error| error.to_string())?;
    if events.iter().any(|event| matches!(event, FormulaEvent::StateChange(StateChange::Color(_)))) {
        return Err("it has a colour, and pages take colours from the theme alone".to_owned());
    }
    let names = events.iter().map(|event| match event {
        FormulaEvent::Content(Content::Function(name)) => escaped(name),
        _ => String::new(),
    });
    let names: Vec<_> = names.collect();
    for (event, escaped_name) in events.iter_mut().zip(&names) {
        if let FormulaEvent::Content(Content::Function(name)) = event {
            *name = escaped_name;
        }
    }
    let annotation = escaped(latex);
    let config = RenderConfig { display_mode, annotation: Some(&annotation), ..RenderConfig::default() };
    let mut mathml = String::new();
    let events = events.into_iter().map(Ok::<_, pulldown_latex::ParserError>);
    mathml::push_mathml(&mut mathml, events, config).map_err(|error| error.to_string())?;
    // What is left of styles are distances, which the pages' policy does not let in.
    while let Some((before, style)) = mathml.split_once(" style=\"")
        && let Some((_, after)) = style.split_once('"')
    {
        mathml = format!("{before}{after}");
    }
    // U+0338 is the stroke of `\not`; a space is given as an entity, which the writer escapes.
    Ok(mathml
        .replace("<</", "&lt;</")
        .replace("<\u{338}", "&lt;\u{338}")
        .replace(">></", ">&gt;</")
        .replace(">&</", ">&amp;</")
        .replace("&amp;nbsp;", "\u{a0}"))
}

/// A text before a semicolon, without the entity that the semicolon ends: `&gt;`.
fn without_entity(text: &str) -> &str {
    let head = text.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    head.strip_suffix('&').filter(|_| head.len() < text.len()).unwrap_or(text)
}

/// Whether the bracket that a text begins with is closed before an empty line.
fn closes(text: &str) -> bool {
    let mut depth = 0_usize;
    let mut empty_line = false;
    for c in text.chars() {
        match c {
            '[' => depth += 1,
            ']' if depth <= 1 => return true,
            ']' => depth = depth.saturating_sub(1),
            '\n' if empty_line => return false,
            _ => {}
        }
        empty_line = c == '\n' || (empty_line && c.is_whitespace());
    }
    false
}
