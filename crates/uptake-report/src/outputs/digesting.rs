//! A file whose digest is taken as it is written, so that nobody has to read it again for the manifest.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Result, Write};

/// How long a file is, and its SHA-256 as hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDigest {
    /// Its length.
    pub bytes: usize,
    /// Its digest.
    pub sha256: String,
}

/// What is known of files that were just written, by their names.
#[derive(Clone, Debug, Default)]
pub struct Digests(BTreeMap<&'static str, FileDigest>);

impl Digests {
    /// The digest of a file, if it was taken.
    pub(super) fn of(&self, name: &str) -> Option<&FileDigest> {
        self.0.get(name)
    }

    /// Takes note of a file's.
    pub(super) fn add(&mut self, name: &'static str, digest: FileDigest) {
        self.0.insert(name, digest);
    }
}

/// A digest as hexadecimal digits.
pub(super) fn digits(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Hands bytes on, and takes their digest.
pub(super) struct Digesting<W> {
    inner: W,
    hasher: Sha256,
    bytes: usize,
}

impl<W: Write> Digesting<W> {
    pub(super) fn new(inner: W) -> Self {
        Self {
            inner,
            hasher: Sha256::new(),
            bytes: 0,
        }
    }

    /// The digest of all that was written, once it is handed on.
    pub(super) fn finish(mut self) -> Result<FileDigest> {
        self.inner.flush()?;
        Ok(FileDigest {
            bytes: self.bytes,
            sha256: digits(&self.hasher.finalize()),
        })
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or(bytes));
        self.bytes += written;
        Ok(written)
    }

    fn flush(&mut self) -> Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    #[test]
    fn the_digest_is_that_of_what_was_written() {
        let mut to = Vec::new();
        let mut file = Digesting::new(&mut to);
        file.write_all(b"name,period\n").unwrap();
        file.write_all(b"a,2026-W07\n").unwrap();
        let digest = file.finish().unwrap();
        assert_eq!((digest.bytes, digest.sha256), (to.len(), digits(&Sha256::digest(&to))));
    }
}
