//! A reader that looks at what passes through it.

use std::io::{self, Read};

use super::Entry;

/// Hashes and counts.
pub(super) struct Hashing<T> {
    /// Where it comes from.
    inner: T,
    hasher: blake3::Hasher,
    length: u64,
}

impl<T> Hashing<T> {
    pub(super) fn new(inner: T) -> Self {
        Self { inner, hasher: blake3::Hasher::new(), length: 0 }
    }

    /// All that has passed, as the file at a path of the output.
    pub(super) fn entry(&self, path: &str) -> Entry {
        Entry { path: path.into(), hash: self.hasher.finalize(), length: self.length }
    }

    fn see(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.length = self.length.saturating_add(bytes.len() as u64);
    }
}

impl<T: Read> Read for Hashing<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.see(buffer.get(..n).unwrap_or_default());
        Ok(n)
    }
}
