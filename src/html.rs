//! Trusted HTML and its only maker.
//!
//! What is printed with `| safe` in a template is an [`Html`], and a field that holds one has a name that ends in `_html`. Text comes in
//! through [`Html::text`] and [`Html::open`], which escape it; literal markup is `'static`, so that nothing from a note can be taken for
//! it. The one other way in is what `parse::markdown` has rendered and, where the site wants it, cleaned.

use serde::Serialize;

/// HTML that may be printed as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Html(String);

impl Html {
    /// Nothing.
    pub const fn new() -> Self {
        Self(String::new())
    }

    /// Whether there is nothing in it.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Adds text, escaped.
    pub fn text(&mut self, text: &str) -> &mut Self {
        escape(text, &mut self.0);
        self
    }

    /// Takes white space away from the end.
    pub fn trim_end(&mut self) -> &mut Self {
        self.0.truncate(self.0.trim_end().len());
        self
    }

    /// Takes away what stands after a place, which lies between two characters.
    pub fn split_off(&mut self, at: usize) -> Self {
        Self(self.0.split_off(at))
    }

    /// Opens an element. Values of attributes are escaped.
    pub fn open(&mut self, name: &'static str, attributes: &[(&'static str, &str)]) -> &mut Self {
        self.0.push('<');
        self.0.push_str(name);
        for (key, value) in attributes {
            self.0.push(' ');
            self.0.push_str(key);
            self.0.push_str("=\"");
            escape(value, &mut self.0);
            self.0.push('"');
        }
        self.0.push('>');
        self
    }

    /// Closes an element.
    pub fn close(&mut self, name: &'static str) -> &mut Self {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
        self
    }

    /// JSON for a `<script type="application/ld+json">`: nothing in it can end the element.
    pub fn from_json(value: &impl Serialize) -> Self {
        let text = serde_json::to_string(value).expect("text, numbers, lists and tables have a form in JSON");
        Self(text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
    }

    /// Adds what Markdown was rendered to. Only `view::compose` calls this.
    pub(crate) fn push_rendered(&mut self, html: &str) -> &mut Self {
        self.0.push_str(html);
        self
    }
}

/// Escapes text for HTML text and for attributes in double quotes. The NUL character, which HTML forbids, becomes U+FFFD.
pub(crate) fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    // All of them are one byte in UTF-8, and no part of another character.
    while let Some(index) = rest.bytes().position(|byte| matches!(byte, b'<' | b'>' | b'&' | b'"' | 0)) {
        let (before, special) = rest.split_at(index);
        let (special, after) = special.split_at(1);
        out.push_str(before);
        out.push_str(match special {
            "<" => "&lt;",
            ">" => "&gt;",
            "&" => "&amp;",
            "\"" => "&quot;",
            _ => "\u{fffd}",
        });
        rest = after;
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::Html;

    #[test]
    fn text_and_attributes_are_escaped() {
        let mut html = Html::new();
        html.open("a", &[("href", "x\"y&z")]).text("<b>").close("a");
        assert_eq!(html.as_str(), "<a href=\"x&quot;y&amp;z\">&lt;b&gt;</a>");
    }
}
