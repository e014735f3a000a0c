//! Blocks: headings, lists, tables, quotations, code.

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Tag, TagEnd};

use super::super::{BlockKind, Heading, Piece, TextLevel};
use super::{Container, DraftHeading, Renderer, written};

impl Renderer<'_> {
    pub(super) fn start_block(&mut self, text: &str, tag: &Tag<'_>, range: &Range<usize>) {
        if self.level == TextLevel::Inline {
            return;
        }
        match tag {
            Tag::Heading { level, id, .. } => self.start_heading(text, *level as u8, id.as_deref(), range),
            Tag::BlockQuote(kind) => self.start_quote(text, *kind, range),
            Tag::CodeBlock(kind) => self.start_code(kind),
            Tag::HtmlBlock => self.raw_block = Some((String::new(), Vec::new())),
            Tag::List(None) => drop(self.out.fresh_line().raw("<ul>\n")),
            Tag::List(Some(1)) => drop(self.out.fresh_line().raw("<ol>\n")),
            Tag::List(Some(number)) => drop(self.out.fresh_line().raw(&format!("<ol start=\"{number}\">\n"))),
            Tag::Item => self.start_item("<li>"),
            Tag::DefinitionList => drop(self.out.fresh_line().raw("<dl>\n")),
            Tag::DefinitionListTitle => self.start_item("<dt>"),
            Tag::DefinitionListDefinition => self.start_item("<dd>"),
            Tag::FootnoteDefinition(label) => self.start_footnote(label, range),
            Tag::Table(alignments) => {
                self.alignments.clone_from(alignments);
                self.out.fresh_line().raw("<div").attribute("class", "table-wrap");
                // No `region`: a page with two tables would have two landmarks of one name.
                self.out.attribute("role", "group").attribute("tabindex", "0").label("markdown.table", 0, "").raw("><table>");
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

    pub(super) fn start_item(&mut self, tag: &str) {
        self.out.fresh_line().raw(tag);
        self.containers.push(Container::Item);
    }

    pub(super) fn start_cell(&mut self, range: &Range<usize>) {
        self.out.raw(if self.in_table_head { "<th scope=\"col\"" } else { "<td" });
        match self.alignments.get(self.column) {
            Some(Alignment::Left) => self.out.attribute("class", "align-left"),
            Some(Alignment::Center) => self.out.attribute("class", "align-center"),
            Some(Alignment::Right) => self.out.attribute("class", "align-right"),
            Some(Alignment::None) | None => &mut self.out,
        };
        self.out.raw(">");
        self.begin_block(BlockKind::Cell, range.clone());
    }

    /// A quotation or an alert. Markdown knows alerts without a title alone; one with a title of its own begins as a quotation.
    pub(super) fn start_quote(&mut self, text: &str, kind: Option<BlockQuoteKind>, range: &Range<usize>) {
        let mark = if kind.is_none() { alert_mark(text, range) } else { None };
        let kind = kind.or(mark.as_ref().map(|mark| mark.kind));
        self.containers.push(if kind.is_some() { Container::Alert } else { Container::Quote });
        self.out.fresh_line();
        let Some((_, word, title)) = ALERTS.into_iter().find(|(known, ..)| Some(*known) == kind) else {
            self.out.raw("<blockquote>\n");
            return;
        };
        self.out.raw("<aside").attribute("class", &format!("alert alert-{word}")).raw(">");
        self.skip_to = mark.as_ref().map_or(self.skip_to, |mark| mark.end);
        self.alert_title = mark.is_some_and(|mark| mark.has_title);
        if !self.alert_title {
            self.out.raw("<p").attribute("class", "alert-title").raw(">").hole(Piece::Word(title, 0)).raw("</p>\n");
        }
    }

    /// Ends the title of an alert with its line, unless an element of the line is open; says whether it did.
    pub(super) fn end_alert_title(&mut self, line_break: &Range<usize>) -> bool {
        if !self.alert_title || !self.in_paragraph || self.inline_depth > 0 || self.image.is_some() || self.inline_note.is_some() {
            return false;
        }
        self.alert_title = false;
        let end = self.block.as_ref().map_or(line_break.end, |block| block.range.end.max(line_break.end));
        self.end_block();
        self.out.raw("</p>\n<p>");
        self.begin_block(self.kind(), line_break.end..end);
        true
    }

    pub(super) fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        self.in_code = true;
        self.out.fresh_line().raw("<pre><code");
        if let CodeBlockKind::Fenced(info) = kind
            && let Some(language) = info.split([' ', '\t', ',']).next().filter(|language| !language.is_empty())
        {
            self.out.attribute("class", &format!("language-{language}"));
        }
        self.out.raw(">");
    }

    pub(super) fn start_heading(&mut self, text: &str, level: u8, explicit_anchor: Option<&str>, range: &Range<usize>) {
        self.has_level_one |= level == 1;
        let explicit_anchor = explicit_anchor.map(|explicit_anchor| {
            let at = written(text, range).rfind(&format!("#{explicit_anchor}")).map_or_else(
                || range.clone(),
                |i| {
                    let start = range.start + i + 1;
                    start..start + explicit_anchor.len()
                },
            );
            (Box::from(explicit_anchor), self.place.span(at))
        });
        let trimmed = written(text, range).trim_end().len();
        let span = self.place.span(range.start..range.start + trimmed);
        let index = self.headings.len();
        self.headings.push(DraftHeading {
            heading: Heading { level, text: Box::default(), anchor: Box::default(), original: None, span },
            explicit_anchor,
        });
        self.out.fresh_line().raw("<h").level(level).raw(" id=\"").ours().heading_anchor(index).raw("\">");
        self.begin_block(BlockKind::Heading, range.start..range.start + trimmed);
    }

    pub(super) fn end_heading(&mut self, level: u8) {
        let text = self.block.as_ref().map_or("", |block| block.text.trim());
        let index = self.headings.len().saturating_sub(1);
        self.headings.last_mut().expect("a heading that ends has begun").heading.text = text.into();
        self.end_block();
        self.out.raw(" <a").attribute("class", "anchor").raw(" href=\"").ours().raw("#").heading_anchor(index).raw("\"");
        self.out.label("markdown.section", 0, "").raw(">#</a></h").level(level).raw(">\n");
    }

    pub(super) fn end(&mut self, text: &str, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => return self.close_inline("</em>"),
            TagEnd::Strong => return self.close_inline("</strong>"),
            TagEnd::Strikethrough => return self.close_inline("</del>"),
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
        if self.level == TextLevel::Inline {
            return;
        }
        if let TagEnd::Heading(level) = tag {
            return self.end_heading(level as u8);
        }
        self.close_block();
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::BlockQuote(_) => {
                let is_alert = self.containers.pop() == Some(Container::Alert);
                self.out.fresh_line().raw(if is_alert { "</aside>\n" } else { "</blockquote>\n" });
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.out.raw("</code></pre>\n");
            }
            TagEnd::HtmlBlock => {
                if let Some((html, origins)) = self.raw_block.take() {
                    self.out.line_after_tag();
                    self.raw_html(&html, &origins);
                }
            }
            TagEnd::List(ordered) => drop(self.out.raw(if ordered { "</ol>\n" } else { "</ul>\n" })),
            TagEnd::Item => self.end_item("</li>\n"),
            TagEnd::DefinitionList => drop(self.out.raw("</dl>\n")),
            TagEnd::DefinitionListTitle => self.end_item("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.end_item("</dd>\n"),
            TagEnd::FootnoteDefinition => self.end_footnote(),
            TagEnd::Table => drop(self.out.raw("</tbody></table></div>\n")),
            TagEnd::TableHead => {
                self.in_table_head = false;
                self.out.raw("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => drop(self.out.raw("</tr>\n")),
            TagEnd::TableCell => {
                self.column += 1;
                self.out.raw(if self.in_table_head { "</th>" } else { "</td>" });
            }
            _ => {}
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        if self.in_paragraph && !self.out.strip("<p>") {
            self.out.raw("</p>\n");
        } else {
            self.out.fresh_line();
        }
        self.in_paragraph = false;
        self.alert_title = false;
        self.bare_paragraph = false;
    }

    pub(super) fn end_item(&mut self, tag: &str) {
        self.containers.pop();
        self.out.raw(tag);
    }
}

/// The alerts: what Markdown calls each, and the key of its title.
const ALERTS: [(BlockQuoteKind, &str, &str); 5] = [
    (BlockQuoteKind::Note, "note", "markdown.note"),
    (BlockQuoteKind::Tip, "tip", "markdown.tip"),
    (BlockQuoteKind::Important, "important", "markdown.important"),
    (BlockQuoteKind::Warning, "warning", "markdown.warning"),
    (BlockQuoteKind::Caution, "caution", "markdown.caution"),
];

/// The mark of an alert that Markdown alone does not know: with a title after it, `[!WARNING] Read this`, or folded as in Obsidian, `[!NOTE]-`.
struct AlertMark {
    kind: BlockQuoteKind,
    has_title: bool,
    /// Where the title begins, or the line after the mark.
    end: usize,
}

fn alert_mark(text: &str, range: &Range<usize>) -> Option<AlertMark> {
    let whole = text.get(range.clone())?.split_inclusive('\n').next()?;
    let (word, after) = whole.trim().strip_prefix('>')?.trim_start().strip_prefix("[!")?.split_once(']')?;
    let (kind, ..) = ALERTS.into_iter().find(|(_, known, _)| word.eq_ignore_ascii_case(known))?;
    // Brackets or a colon after it make it the text or the name of a link.
    if after.is_empty() || after.starts_with(['(', '[', ':']) {
        return None;
    }
    let title = after.strip_prefix(['+', '-']).unwrap_or(after).trim_start();
    let length = if title.is_empty() { whole.len() } else { whole.trim_end().len() - title.len() };
    Some(AlertMark { kind, has_title: !title.is_empty(), end: range.start + length })
}
