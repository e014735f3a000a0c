//! Places as editors count them, and files as they name them.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use lsp_types::{Position, Uri};

use crate::file::bom_length;

/// A text cut into lines, for many conversions. Columns count units of UTF-16, which every client understands.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        // No editor shows or counts a byte order mark.
        let starts =
            std::iter::once(bom_length(text)).chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// A byte's place as line and column.
    pub(super) fn position(&self, offset: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let before = self.text.get(start..offset.min(self.text.len())).unwrap_or_default();
        let column: usize = before.chars().map(char::len_utf16).sum();
        Position { line: u32::try_from(line).unwrap_or(u32::MAX), character: u32::try_from(column).unwrap_or(u32::MAX) }
    }

    pub(super) fn range(&self, range: Range<usize>) -> lsp_types::Range {
        lsp_types::Range { start: self.position(range.start), end: self.position(range.end) }
    }

    /// The byte at a line and column; places after a line's end count as its end.
    pub(super) fn offset(&self, at: Position) -> usize {
        let Some(start) = self.starts.get(at.line as usize).copied() else { return self.text.len() };
        let line = self.text.get(start..).unwrap_or_default().split('\n').next().unwrap_or_default();
        let line = line.strip_suffix('\r').unwrap_or(line);
        let mut column = 0_usize;
        for (inside, c) in line.char_indices() {
            if column >= at.character as usize {
                return start + inside;
            }
            column += c.len_utf16();
        }
        start + line.len()
    }
}

/// The file that a client means; none where it is not on this disk.
pub(super) fn path_of(uri: &Uri) -> Option<PathBuf> {
    url::Url::parse(uri.as_str()).ok()?.to_file_path().ok()
}

/// A file as clients name it; the path must be absolute.
pub(super) fn uri_of(path: &Path) -> Option<Uri> {
    let mut uri = String::from(url::Url::from_file_path(path).ok()?);
    // A browser leaves these in a path as they are; RFC 3986 does not.
    for (sign, escaped) in [("[", "%5B"), ("]", "%5D"), ("|", "%7C"), ("^", "%5E")] {
        uri = uri.replace(sign, escaped);
    }
    Uri::from_str(&uri).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_units_of_utf_16() {
        let text = "\u{feff}a🌍b\r\nçü\n";
        let lines = Lines::new(text);
        let b = text.find('b').expect("b");
        assert_eq!(lines.position(b), Position { line: 0, character: 3 });
        assert_eq!(lines.offset(Position { line: 0, character: 3 }), b);
        assert_eq!(lines.offset(Position { line: 0, character: 99 }), b + 1);
        assert_eq!(lines.offset(Position { line: 1, character: 1 }), text.find('ü').expect("ü"));
        assert_eq!(lines.offset(Position { line: 9, character: 0 }), text.len());
        for (at, _) in text.char_indices().skip(1).filter(|(_, c)| *c != '\n') {
            assert_eq!(lines.offset(lines.position(at)), at);
        }
    }

    #[test]
    fn paths_and_addresses() {
        let path = Path::new("/site with space/content/actors/ä.md");
        let uri = uri_of(path).expect("an address");
        assert_eq!(uri.as_str(), "file:///site%20with%20space/content/actors/%C3%A4.md");
        assert_eq!(path_of(&uri).as_deref(), Some(path));
        let path = Path::new("/site[1]/a|b^c.md");
        assert_eq!(uri_of(path).and_then(|uri| path_of(&uri)).as_deref(), Some(path));
        assert_eq!(path_of(&Uri::from_str("untitled:Untitled-1").expect("an address")), None);
    }
}
