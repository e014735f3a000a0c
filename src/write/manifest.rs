//! The manifest: which files of an output are ours.
//!
//! ```text
//! rapporteur-manifest 1
//! made-of <blake3 of all that the build was made of, the program included> <blake3 of the content alone> <drafts | no-drafts> <base_url or ->
//!                                                      (only where `build` wrote it)
//! <blake3 of the bytes, hexadecimal> <length in bytes> <path from the output, with `/`>
//! …                                                    (sorted by path, byte by byte)
//! end <number of files>
//! ```
//! It depends on what the build was made of and on its bytes alone, so that two builds of the same content have the same manifest.

use std::fmt::Write as _;

use crate::diagnostic::Failure;

const VERSION: &str = "rapporteur-manifest 1";
const MADE_OF: &str = "made-of ";

/// One file of a build.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileEntry {
    /// Path from the output, with `/`.
    pub path: Box<str>,
    /// blake3 hash of its bytes.
    pub hash: blake3::Hash,
    /// Its length in bytes.
    pub length: u64,
}

/// What a build was made of: by it the next build tells whether anything changed, and `publish` whether the build is of this content.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BuildOrigin {
    /// Hash of everything that the bytes of the build depend on, the program included.
    pub whole: blake3::Hash,
    /// Hash of the content alone: every text and every file of `static/`.
    pub content: blake3::Hash,
    /// Whether drafts are in it.
    pub drafts: bool,
    /// The address that it was built for.
    pub base_url: Option<Box<str>>,
}

impl BuildOrigin {
    fn line(&self) -> String {
        let drafts = if self.drafts { "drafts" } else { "no-drafts" };
        let address = self.base_url.as_deref().unwrap_or("-");
        format!("{MADE_OF}{} {} {drafts} {address}", self.whole.to_hex(), self.content.to_hex())
    }

    fn read(line: &str) -> Option<Self> {
        let mut words = line.strip_prefix(MADE_OF)?.split(' ');
        let mut hash = || blake3::Hash::from_hex(words.next()?).ok();
        let (whole, content) = (hash()?, hash()?);
        let drafts = match words.next()? {
            "drafts" => true,
            "no-drafts" => false,
            _ => return None,
        };
        let base_url = Some(words.next()?).filter(|address| *address != "-").map(Into::into);
        words.next().is_none().then_some(Self { whole, content, drafts, base_url })
    }
}

/// The manifest of files that are sorted by path.
pub fn text<'e>(origin: Option<&BuildOrigin>, entries: impl ExactSizeIterator<Item = &'e FileEntry>) -> String {
    let count = entries.len();
    let mut text = String::with_capacity(count * 128 + 64);
    text.push_str(VERSION);
    text.push('\n');
    if let Some(origin) = origin {
        let _ = writeln!(text, "{}", origin.line());
    }
    for entry in entries {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{} {} {}", entry.hash.to_hex(), entry.length, entry.path);
    }
    let _ = writeln!(text, "end {count}");
    text
}

/// Reads a manifest.
///
/// # Errors
/// The number of the line that is wrong, where it is not whole.
pub fn parse(text: &str) -> Result<Vec<FileEntry>, usize> {
    let mut lines = text.split_inclusive('\n').zip(1..);
    if !matches!(lines.next(), Some((line, _)) if line.strip_suffix('\n') == Some(VERSION)) {
        return Err(1);
    }
    let mut entries = Vec::new();
    let mut last = 1;
    for (line, number) in lines {
        last = number;
        let line = line.strip_suffix('\n').ok_or(number)?;
        if number == 2 && line.starts_with(MADE_OF) {
            continue;
        }
        if let Some(count) = line.strip_prefix("end ") {
            return if count.parse() == Ok(entries.len()) { Ok(entries) } else { Err(number) };
        }
        entries.push(entry(line).ok_or(number)?);
    }
    Err(last + 1)
}

/// What the build of a manifest was made of, where that is written.
pub fn origin(text: &str) -> Option<BuildOrigin> {
    BuildOrigin::read(text.lines().nth(1)?)
}

fn entry(line: &str) -> Option<FileEntry> {
    let mut parts = line.splitn(3, ' ');
    let hash = blake3::Hash::from_hex(parts.next()?).ok()?;
    let length = parts.next()?.parse().ok()?;
    let path = parts.next()?;
    check_path(path).ok()?;
    Some(FileEntry { path: path.into(), hash, length })
}

/// Refuses a path that leads out of the output or that the manifest cannot hold.
pub(super) fn check_path(path: &str) -> Result<(), Failure> {
    let reason = if path.chars().any(char::is_control) {
        "a path may not hold control characters"
    } else if path.contains('\\') {
        "a path may not hold `\\`"
    } else if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        "a path must be relative, without empty parts, `.` and `..`"
    } else if path.split('/').next().is_some_and(|first| first.starts_with(".rapporteur-")) {
        "names that begin with `.rapporteur-` are the program's own"
    } else if cfg!(windows) && path.contains(':') {
        "a path may not hold `:`"
    } else {
        return Ok(());
    };
    Err(Failure::new(format!("cannot write `{}`: {reason}", path.escape_debug())).help("Rename the file."))
}
