//! A file to read.

use std::path::PathBuf;
use std::sync::Arc;
use uptake_formats::{Origin, Remarks};

/// A file to read.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// What messages call it.
    pub(crate) shown: Arc<str>,
    /// Where its reader tells what isn't a row and isn't a fault.
    pub(crate) remarks: Remarks,
}

impl File {
    /// For the readers of its rows.
    pub(crate) fn origin(&self) -> Origin {
        Origin {
            shown: Arc::clone(&self.shown),
            setting: "path",
        }
    }
}
