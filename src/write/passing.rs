//! Readers and writers that look at what passes through them.

use std::io::{self, ErrorKind, Read, Write};

use super::Entry;

/// Hashes and counts.
pub(super) struct Hashing<T> {
    /// Where it comes from, or goes to.
    pub(super) inner: T,
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

impl<T: Write> Write for Hashing<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.see(bytes.get(..n).unwrap_or_default());
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Writes nothing, and fails at the first byte that is not the one that the other reader has at this place.
pub(super) struct Comparing<R> {
    with: R,
    read: Vec<u8>,
}

impl<R: Read> Comparing<R> {
    pub(super) const fn with(with: R) -> Self {
        Self { with, read: Vec::new() }
    }

    /// Whether the other reader has come to its end as well.
    pub(super) fn was_same(&mut self) -> io::Result<bool> {
        self.read.clear();
        Ok(self.with.by_ref().take(1).read_to_end(&mut self.read)? == 0)
    }
}

impl<R: Read> Write for Comparing<R> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.read.clear();
        self.with.by_ref().take(bytes.len() as u64).read_to_end(&mut self.read)?;
        if self.read == bytes { Ok(bytes.len()) } else { Err(ErrorKind::InvalidData.into()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
