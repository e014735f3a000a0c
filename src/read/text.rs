//! One file's text, read again only where it may have changed.

use std::borrow::Cow;
use std::fs::{File, Metadata};
use std::io::{Error, Read};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// The largest file that is read, in bytes. A body can grow a hundredfold on its page (a card for each `![[a#b]]`), so this bounds memory
/// too: a million cards take 2.8 GB. The longest ledger of a source has not a thirtieth of it.
pub(super) const MAX_BYTES: u64 = 16_000_000;

/// How long after a file's last change its metadata is not yet trusted: some file systems keep time to two seconds, and a second change
/// in the same tick would be missed.
const SETTLING_TIME: Duration = Duration::from_secs(2);

/// Metadata by which a file that has not changed since it was read is recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileStamp {
    len: u64,
    modified: Option<SystemTime>,
    /// Inode and time of the last change of the inode: a file renamed into place, or one whose date was put back.
    inode: Option<(u64, i64, i64)>,
    /// Whether its last change was long enough ago when it was read.
    settled: bool,
    pub(super) fault: Option<TextFault>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextFault {
    /// The first byte that is not UTF-8.
    NotUtf8 { at: usize, byte: u8 },
    /// It begins with UTF-16's byte order mark.
    Utf16,
}

/// What came of reading a file.
pub(super) enum FileText {
    Same,
    New {
        /// Its text; lossy where something is wrong with it.
        text: Arc<str>,
        /// Of its bytes.
        hash: blake3::Hash,
        /// To recognise it; none where the text is not the file's own.
        stamp: Option<FileStamp>,
    },
    /// It has this many bytes, and was not read.
    TooLarge(u64),
}

pub(super) fn read(path: &Path, before: Option<&FileStamp>) -> Result<FileText, Error> {
    let data = std::fs::metadata(path)?;
    if data.len() > MAX_BYTES {
        return Ok(FileText::TooLarge(data.len()));
    }
    let mut stamp = FileStamp::of(&data);
    if before.is_some_and(|before| before.settled && before.describes(&stamp)) {
        return Ok(FileText::Same);
    }
    let mut bytes = Vec::new();
    File::open(path)?.read_to_end(&mut bytes)?;
    if bytes.len() as u64 != stamp.len {
        // It is being written: what was read is not a whole state, and will be read again.
        stamp.settled = false;
    }
    let hash = blake3::hash(&bytes);
    let (text, fault) = decode(&bytes);
    stamp.fault = fault;
    Ok(FileText::New { text: text.into(), hash, stamp: Some(stamp) })
}

impl FileStamp {
    fn of(data: &Metadata) -> Self {
        let modified = data.modified().ok();
        let settled = modified.is_some_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age > SETTLING_TIME));
        Self { len: data.len(), modified, inode: inode(data), settled, fault: None }
    }

    /// Whether the file is another one now than the one that was read while it may have been in the middle of being written.
    pub(super) fn is_outdated(&self, path: &Path) -> bool {
        !self.settled && std::fs::metadata(path).is_ok_and(|data| !self.describes(&Self::of(&data)))
    }

    fn describes(&self, now: &Self) -> bool {
        self.len == now.len && self.modified == now.modified && self.inode == now.inode
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have none")]
fn inode(data: &Metadata) -> Option<(u64, i64, i64)> {
    use std::os::unix::fs::MetadataExt;
    Some((data.ino(), data.ctime(), data.ctime_nsec()))
}

#[cfg(not(unix))]
const fn inode(_: &Metadata) -> Option<(u64, i64, i64)> {
    None
}

/// Bytes → text. What is not UTF-8 is read as well as can be, for the sake of messages.
fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<TextFault>) {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => return (utf16(rest, u16::from_le_bytes).into(), Some(TextFault::Utf16)),
        [0xFE, 0xFF, rest @ ..] => return (utf16(rest, u16::from_be_bytes).into(), Some(TextFault::Utf16)),
        _ => {}
    }
    match str::from_utf8(bytes) {
        // Line ends of Windows are read as others are; lines and columns stay what they are.
        Ok(text) => (if text.contains('\r') { text.replace("\r\n", "\n").into() } else { text.into() }, None),
        Err(error) => {
            let at = error.valid_up_to();
            let byte = bytes.get(at).copied().unwrap_or_default();
            (String::from_utf8_lossy(bytes), Some(TextFault::NotUtf8 { at, byte }))
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
