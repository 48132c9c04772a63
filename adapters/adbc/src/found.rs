//! A driver that was found.

use std::path::PathBuf;

/// A driver's file, and the entry that a manifest names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The file.
    pub(crate) path: PathBuf,
    /// The entry, if it is known.
    pub(crate) entrypoint: Option<String>,
}
