//! Digests that are taken as files are written, so that nobody has to read them again for the manifest.

use std::collections::BTreeMap;

/// How long a file is, and its SHA-256 as hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDigest {
    /// Its length.
    pub bytes: u64,
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
