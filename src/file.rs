//! Text that is read: identities, spans, lines and columns.
//!
//! A *file* is text that an editor wrote (a note, `site.toml`, a template). "Source" always means a cited work.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// Identity of a file, stable for one path as long as the [`Files`] it came from lives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FileId(u32);

/// A half-open range of bytes in a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Span {
    /// The file that the range lies in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets.
    pub fn new(file: FileId, range: std::ops::Range<usize>) -> Self {
        Self { file, start: to_u32(range.start), end: to_u32(range.end) }
    }

    /// The range as byte offsets.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Whether a character would not show, or would change how others show. Line breaks and tabs do show; the joiners that Indic scripts,
/// Persian and emoji are written with are let through.
pub const fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
            | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// Whether nothing of a text shows. The joiners, and what chooses the form of a character, show nothing by themselves.
pub fn is_blank(text: &str) -> bool {
    let is_attached = |c| matches!(c, '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
    text.chars().all(|c| c.is_whitespace() || is_hidden(c) || is_attached(c) || c == '\u{2800}')
}

/// A value together with the place where an editor wrote it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Located<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Located<T> {
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl<T> std::ops::Deref for Located<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// A position as people count: line and column from 1, columns in Unicode scalar values.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// One file's text and where it came from.
#[derive(Debug)]
pub struct File {
    /// Its identity.
    pub id: FileId,
    /// Path from the site's root, with `/`.
    pub path: Box<str>,
    /// The text, byte for byte (a byte order mark included). Where the file is not UTF-8, a lossy reading that serves messages only.
    pub text: Arc<str>,
    /// blake3 hash of the bytes.
    pub hash: blake3::Hash,
    milestones: OnceLock<Vec<(usize, Position)>>,
}

/// An offset, or a number of things, in one file or one site.
pub(crate) fn to_u32(number: usize) -> u32 {
    u32::try_from(number).expect("files of 4 GB are refused on reading")
}

/// The length of a byte order mark at the head of a text.
pub(crate) fn bom_length(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

impl File {
    /// Byte offsets whose positions are known: where each line begins, and some in long lines, so that nothing counts these over and over.
    fn milestones(&self) -> &[(usize, Position)] {
        const APART: u32 = 1024;
        self.milestones.get_or_init(|| {
            // A byte order mark is shown by no editor.
            let start = bom_length(&self.text);
            let mut at = Position { line: 1, column: 1 };
            let mut found = vec![(start, at)];
            for (offset, c) in self.text.split_at(start).1.char_indices() {
                at = if c == '\n' { Position { line: at.line + 1, column: 1 } } else { Position { column: at.column + 1, ..at } };
                if at.column % APART == 1 {
                    found.push((start + offset + c.len_utf8(), at));
                }
            }
            found
        })
    }

    /// Line and column of a byte offset; offsets past the end count as the end, offsets inside a character as its start.
    pub fn position(&self, offset: u32) -> Position {
        let end = self.text.floor_char_boundary(offset as usize);
        let milestones = self.milestones();
        let before = milestones.partition_point(|(start, _)| *start <= end).saturating_sub(1);
        let (start, at) = *milestones.get(before).expect("every text has a first line");
        let more = self.text.get(start..end).map_or(0, |text| text.chars().count());
        Position { column: at.column + to_u32(more), ..at }
    }
}

/// All files of a run. Identities are given by path and are never reused, so that a cache may hold spans from one run to the next.
#[derive(Debug, Default, Clone)]
pub struct Files {
    ids: HashMap<Box<str>, FileId>,
    paths: Vec<Box<str>>,
    files: Vec<Option<Arc<File>>>,
}

impl Files {
    /// The identity of a path, which gets one if it has none.
    pub fn intern(&mut self, path: &str) -> FileId {
        if let Some(id) = self.ids.get(path) {
            return *id;
        }
        let id = FileId(to_u32(self.files.len()));
        self.ids.insert(path.into(), id);
        self.paths.push(path.into());
        self.files.push(None);
        id
    }

    /// Puts a file's text in place of what was there; unchanged bytes keep the old allocation.
    pub fn set(&mut self, path: &str, text: Arc<str>, hash: blake3::Hash) -> Arc<File> {
        let id = self.intern(path);
        if let Some(Some(old)) = self.files.get(id.0 as usize)
            && old.hash == hash
        {
            return Arc::clone(old);
        }
        let file = Arc::new(File { id, path: path.into(), text, hash, milestones: OnceLock::new() });
        *self.slot(id) = Some(Arc::clone(&file));
        file
    }

    /// Forgets a file that is no longer there; its identity stays its own.
    pub fn remove(&mut self, path: &str) {
        if let Some(id) = self.ids.get(path).copied() {
            *self.slot(id) = None;
        }
    }

    fn slot(&mut self, id: FileId) -> &mut Option<Arc<File>> {
        self.files.get_mut(id.0 as usize).expect("every identity has its place")
    }

    /// The path of an identity, also of one that has no text (a picture in `static/`).
    pub fn path(&self, id: FileId) -> &str {
        self.paths.get(id.0 as usize).map_or("", |path| path)
    }

    /// The file of an identity, where it still exists.
    pub fn get(&self, id: FileId) -> Option<&Arc<File>> {
        self.files.get(id.0 as usize).and_then(Option::as_ref)
    }

    /// The file at a path.
    pub fn by_path(&self, path: &str) -> Option<&Arc<File>> {
        self.ids.get(path).and_then(|id| self.get(*id))
    }

    /// All files, in the order of their paths.
    pub fn sorted(&self) -> Vec<&Arc<File>> {
        let mut all: Vec<_> = self.files.iter().flatten().collect();
        all.sort_by(|a, b| a.path.cmp(&b.path));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_inside_a_character_counts_as_its_start() {
        let mut files = Files::default();
        let file = files.set("a.md", "\u{feff}é\nб!".into(), blake3::hash(b"a"));
        let columns = |offsets: [u32; 4]| offsets.map(|offset| (file.position(offset).line, file.position(offset).column));
        assert_eq!(columns([0, 1, 3, 4]), [(1, 1), (1, 1), (1, 1), (1, 1)]);
        assert_eq!(columns([5, 7, 8, 99]), [(1, 2), (2, 1), (2, 2), (2, 3)]);
    }

    #[test]
    fn a_long_line_is_counted_once() {
        let text = "é".repeat(1_000_000);
        let mut files = Files::default();
        let file = files.set("a.md", text.as_str().into(), blake3::hash(b"a"));
        let begun = std::time::Instant::now();
        for column in (1..=1_000_000).step_by(100) {
            assert_eq!(file.position((column - 1) * 2), Position { line: 1, column });
        }
        assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    }
}
