//! Digests that were taken a moment ago: what is replaced is looked at more than once, and may be large.
//!
//! As in git, what the system says of a file stands for its content as long as it is the same: device, number, length, the time of its
//! last change of content, and that of any change, which no program can set. A change within the same tick of the clock leaves no
//! trace in these, so that only a file counts that hadn't been changed for a while when its digest was taken.

use crate::world;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Result;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use uptake_report::outputs::digest_of;

/// File systems tell times at least as finely, in seconds.
const TICK: i64 = 2;

/// The digests of files, by their looks.
#[derive(Default)]
pub(super) struct Looked(RefCell<BTreeMap<Look, String>>);

/// What the system says of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Look {
    file: (u64, u64),
    length: u64,
    content: (i64, i64),
    any: (i64, i64),
}

impl Looked {
    /// The SHA-256 of a file as hexadecimal digits.
    ///
    /// # Errors
    /// When it can't be read.
    pub(super) fn digest(&self, path: &Path) -> Result<String> {
        let look = Look::of(path)?;
        if let Some(known) = self.0.borrow().get(&look) {
            return Ok(known.clone());
        }
        let now = world::now().as_second();
        let (_, digest) = digest_of(path)?;
        if look.any.0.saturating_add(TICK) < now && Look::of(path)? == look {
            self.0.borrow_mut().insert(look, digest.clone());
        }
        Ok(digest)
    }
}

impl Look {
    fn of(path: &Path) -> Result<Self> {
        let about = std::fs::metadata(path)?;
        Ok(Self {
            file: (about.dev(), about.ino()),
            length: about.len(),
            content: (about.mtime(), about.mtime_nsec()),
            any: (about.ctime(), about.ctime_nsec()),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    #[test]
    fn a_file_that_is_written_anew_at_once_has_another_digest() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let looked = Looked::default();
        std::fs::write(&path, "1").unwrap();
        let before = looked.digest(&path).unwrap();
        std::fs::write(&path, "2").unwrap();
        assert_ne!(looked.digest(&path).unwrap(), before);
        std::fs::write(&path, "1").unwrap();
        assert_eq!(looked.digest(&path).unwrap(), before);
    }
}
