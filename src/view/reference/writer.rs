//! Writes the processor's tree as HTML of our own.

use hayagriva::citationberg::{FontStyle, FontVariant, FontWeight, VerticalAlign};
use hayagriva::{ElemChild, ElemChildren, ElemMeta, Formatted};

use super::work::{STAND_IN_TEXT, Work, year_words};
use crate::view::html::Html;

/// Writes the processor's tree as HTML of our own.
pub(super) struct Writer<'a> {
    pub(super) work: &'a Work,
    pub(super) html: &'a mut Html,
}

impl Writer<'_> {
    pub(super) fn children(&mut self, children: &ElemChildren) {
        for child in &children.0 {
            match child {
                ElemChild::Text(text) => self.text(text),
                ElemChild::Elem(elem) => {
                    let words = if elem.meta == Some(ElemMeta::Date) { Some(plain(&elem.children)) } else { None };
                    match words.filter(|_| self.work.hedged) {
                        Some(words) => {
                            let begins = self.html.as_str().trim_end().ends_with(['.', '”', '>']) || self.html.is_empty();
                            let words = self.work.date_words(&words);
                            self.html.text(&if begins && !words.starts_with("ca. ") { capitalised(&words) } else { words });
                        }
                        None => self.children(&elem.children),
                    }
                }
                ElemChild::Markup(text) => {
                    self.html.text(text);
                }
                ElemChild::Link { text, url } => {
                    let safe = url.starts_with("https://") || url.starts_with("http://");
                    if safe {
                        self.html.open("a", &[("class", "external"), ("rel", "noopener"), ("href", url)]);
                    }
                    self.text(text);
                    if safe {
                        self.html.close("a");
                    }
                }
                ElemChild::Transparent { .. } => {}
            }
        }
    }

    fn text(&mut self, formatted: &Formatted) {
        let format = formatted.formatting;
        let mut close: Vec<&'static str> = Vec::new();
        let mut open = |html: &mut Html, wanted: bool, name: &'static str| {
            if wanted {
                html.open(name, &[]);
                close.push(name);
            }
        };
        open(self.html, format.font_style == FontStyle::Italic, "i");
        open(self.html, format.font_weight == FontWeight::Bold, "b");
        open(self.html, format.vertical_align == VerticalAlign::Sup, "sup");
        open(self.html, format.vertical_align == VerticalAlign::Sub, "sub");
        let small_caps = format.font_variant == FontVariant::SmallCaps;
        if small_caps {
            self.html.open("span", &[("class", "small-caps")]);
        }
        if self.work.hedged && formatted.text.contains(STAND_IN_TEXT) {
            let year = self.work.published.as_ref().map(year_words).unwrap_or_default();
            self.html.text(&formatted.text.replace(STAND_IN_TEXT, &year));
        } else {
            self.html.text(&formatted.text);
        }
        if small_caps {
            self.html.close("span");
        }
        for name in close.into_iter().rev() {
            self.html.close(name);
        }
    }
}

/// With a capital at its beginning.
fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// The tree's text.
fn plain(children: &ElemChildren) -> String {
    let mut out = String::new();
    for child in &children.0 {
        match child {
            ElemChild::Text(text) | ElemChild::Link { text, .. } => out.push_str(&text.text),
            ElemChild::Elem(elem) => out.push_str(&plain(&elem.children)),
            ElemChild::Markup(text) => out.push_str(text),
            ElemChild::Transparent { .. } => {}
        }
    }
    out
}
