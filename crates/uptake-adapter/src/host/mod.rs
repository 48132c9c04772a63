//! The host's side: plugins loaded from shared libraries and used like built-in adapters.
//!
//! [`Plugin::load`] checks the file before the system's loader sees it and the table of functions before any is called;
//! [`Plugin`] then is an [`Adapter`](crate::Adapter). Libraries are never unloaded: code that runs at the end of a thread
//! may lie in them. [`Isolated`] is the same in a child process, for code that isn't trusted.

mod calls;
#[cfg(feature = "frames")]
mod child;
mod file;
#[cfg(feature = "frames")]
mod frames;
#[cfg(feature = "frames")]
mod import;
#[cfg(feature = "frames")]
mod isolated;
mod library;
#[cfg(feature = "frames")]
mod plugin;
mod scan;
#[cfg(test)]
mod tests;

#[cfg(feature = "frames")]
pub use child::serve;
#[cfg(feature = "adbc")]
pub(crate) use file::check as checked;
#[cfg(feature = "adbc")]
pub(crate) use import::frame_of;
#[cfg(feature = "frames")]
pub use isolated::{Isolated, Program};
#[cfg(feature = "frames")]
pub use plugin::Plugin;

use std::path::PathBuf;
use std::time::Duration;

/// Which library to load, and under which conditions.
#[derive(Clone, Debug, Default)]
pub struct Load {
    /// The file.
    pub path: PathBuf,
    /// What messages call it: the path as the user wrote it. The path itself if it is empty.
    pub shown: String,
    /// The SHA-256 that the file must have, in hexadecimal.
    pub sha256: Option<String>,
    /// How much a scan may bring.
    pub limits: Limits,
}

/// How much a scan may bring before it counts as endless. Between batches memory is freed, so that without limits a
/// stream without end costs time only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Rows of a scan.
    pub rows: Option<u64>,
    /// Time of a scan, looked at between batches.
    pub time: Option<Duration>,
}
