//! What was read, for the manifest: digests of bytes as they pass, and what the last scan consisted of.

use sha2::{Digest as _, Sha256};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uptake_adapter::Fingerprint;

/// SHA-256 and size of bytes that pass by.
#[derive(Clone, Debug, Default)]
pub struct Digest {
    sha256: Sha256,
    bytes: u64,
}

impl Digest {
    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    /// How many bytes there were.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What passed so far, as a part of a source.
    #[must_use]
    pub fn fingerprint(&self, part: &str) -> Fingerprint {
        Fingerprint {
            part: part.to_owned(),
            bytes: self.bytes,
            sha256: hex::encode(self.sha256.clone().finalize()),
            read: None,
        }
    }
}

/// What the last scan read, for a source that can't be read a second time for its digest: nothing until a scan has come to
/// its good end. Shared by the source and its scan.
#[derive(Clone, Debug, Default)]
pub struct LastScan(Arc<Mutex<Vec<Fingerprint>>>);

impl LastScan {
    /// A scan begins: what an earlier one read is forgotten.
    pub fn begin(&self) {
        self.lock().clear();
    }

    /// A scan has come to its good end, and read these.
    pub fn end(&self, parts: Vec<Fingerprint>) {
        *self.lock() = parts;
    }

    /// What was read.
    #[must_use]
    pub fn fingerprints(&self) -> Vec<Fingerprint> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Fingerprint>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_digested_however_they_come() {
        let (mut whole, mut parts) = (Digest::default(), Digest::default());
        whole.update(b"abc");
        parts.update(b"a");
        parts.update(b"bc");
        let told = whole.fingerprint("x");
        assert_eq!(told, parts.fingerprint("x"));
        assert_eq!(told.bytes, 3);
        assert!(told.sha256.starts_with("ba7816bf8f01cfea"), "{}", told.sha256);
    }

    #[test]
    fn an_earlier_scan_is_forgotten_when_the_next_one_begins() {
        let last = LastScan::default();
        last.end(vec![Digest::default().fingerprint("x")]);
        assert_eq!(last.fingerprints().len(), 1);
        last.begin();
        assert!(last.fingerprints().is_empty());
    }
}
