//! Text as the formats for other tools can hold it.

use std::borrow::Cow;

/// Whether XML 1.0 can hold a character (its production `Char`).
const fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Without the characters that XML 1.0 cannot hold in any form: control characters and the two non-characters.
pub fn xml(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_xml) { Cow::Borrowed(text) } else { Cow::Owned(text.chars().filter(|c| is_xml(*c)).collect()) }
}

/// On one line: every run of white space and control characters becomes one space, none at the ends.
pub fn line(text: &str) -> Cow<'_, str> {
    let is_separator = |c: char| c.is_whitespace() || c.is_control() || !is_xml(c);
    if text.split(' ').all(|word| !word.is_empty() && !word.contains(is_separator)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split(is_separator).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
}

/// Text for HTML and XML, where an element's content or the value of an attribute in double quotes is wanted.
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    crate::html::escape(&xml(text), &mut out);
    out
}

/// Plain text on one line, such that Markdown leaves it as it is.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in line(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A JSON object without the keys whose values are null.
pub fn without_nulls(mut object: serde_json::Value) -> serde_json::Value {
    if let Some(map) = object.as_object_mut() {
        map.retain(|_, value| !value.is_null());
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(xml("a\u{0}b\u{b}c\u{fffe}d\ne"), "abcd\ne");
        assert_eq!(line("  a\r\n b\u{7}c  d "), "a b c d");
        assert_eq!(line("a b"), "a b");
        assert_eq!(line("a  b"), "a b");
        assert_eq!(line(" a"), "a");
        assert_eq!(line("a "), "a");
        assert_eq!(line("é  ü ö "), "é ü ö");
        assert_eq!(line("a\u{a0}b"), "a b");
        assert_eq!(line("a\u{7f}b"), "a b");
        assert_eq!(xml("\u{ef}\u{ffff}ï"), "\u{ef}ï");
        assert_eq!(line(""), "");
    }

    #[test]
    fn what_html_would_read_as_markup_is_escaped() {
        assert_eq!(html("<a href='\"'>&"), "&lt;a href='&quot;'&gt;&amp;");
    }
}
