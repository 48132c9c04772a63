//! A file to be counted.

use std::path::PathBuf;

/// A file of a crate's sources.
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) text: String,
}
