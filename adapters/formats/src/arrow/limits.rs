//! How much of a columnar file is held in memory at once.

use crate::amounts;
use crate::json;
use uptake_adapter::{AdapterError, SettingAbout, SettingKind as Kind, Settings};

/// What a reader of columnar data takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the asked columns of one batch of rows, unpacked.
    pub largest: u64,
    /// Levels of nested values in a column that is read.
    pub levels: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            largest: 1 << 30,
            levels: json::Limits::default().levels,
        }
    }
}

/// The setting with the size of a batch.
pub const LARGEST_ROW_GROUP: SettingAbout = SettingAbout::new(
    "largest_row_group",
    Kind::Size,
    "of Parquet and Arrow IPC: bytes of one row group or batch, its asked columns, unpacked, at most; it is held in memory",
)
.or("`1GiB`");

impl Limits {
    /// From the settings.
    ///
    /// # Errors
    /// When one of them isn't a number in its range.
    pub fn new(settings: &Settings) -> Result<Self, AdapterError> {
        let default = Self::default();
        Ok(Self {
            largest: amounts::bytes(settings, "largest_row_group", default.largest)?,
            levels: json::Limits::new(settings)?.levels,
        })
    }
}
