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

/// How much a scan may bring before it counts as endless. Between batches memory is freed, but who adds rows up may need
/// more with each: so a scan has an end even where nobody thought of one. The default is far above what a source holds,
/// and none of the three is a goal: whoever has more says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Rows of a scan; [`Limits::ROWS`] by default.
    pub rows: Option<u64>,
    /// Bytes of its rows in memory, all batches together; [`Limits::BYTES`] by default.
    pub bytes: Option<u64>,
    /// Time of a scan, looked at between batches, with what the host does with them; [`Limits::TIME`] by default.
    pub time: Option<Duration>,
}

impl Limits {
    /// A thousand million.
    pub const ROWS: u64 = 1_000_000_000;
    /// A tebibyte.
    pub const BYTES: u64 = 1 << 40;
    /// An hour.
    pub const TIME: Duration = Duration::from_secs(3600);
    /// No limit at all.
    pub const NONE: Self = Self {
        rows: None,
        bytes: None,
        time: None,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rows: Some(Self::ROWS),
            bytes: Some(Self::BYTES),
            time: Some(Self::TIME),
        }
    }
}
