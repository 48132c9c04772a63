//! Rows as bytes → batches: what adapters share that get CSV, NDJSON, JSON or Arrow streams from wherever they lie.
//!
//! Every reader works in bounded memory on what it is given: a batch is at most [`BATCH_ROWS`] rows or about
//! [`BATCH_BYTES`] bytes, and a single row or message that is larger than [`LARGEST`] is a fault.

mod ahead;
pub mod amounts;
pub mod arrow;
pub mod csv_rows;
mod delivered;
mod digest;
pub mod foreign;
pub mod json;
pub mod ndjson;
mod remarks;

pub use ahead::ahead;
pub use delivered::Delivered;
pub use digest::{Digest, LastScan};
pub use remarks::Remarks;

use polars::prelude::*;
use std::sync::Arc;
use uptake_adapter::{AdapterError, ErrorCode, is_asked};

/// Rows per batch, at most.
pub const BATCH_ROWS: usize = 65_536;

/// Bytes per batch, about.
pub const BATCH_BYTES: usize = 16 << 20;

/// Bytes of a single row, at most, and of a field's name or value within it.
pub const LARGEST: usize = 64 << 20;

/// Where rows come from, for messages.
#[derive(Clone, Debug)]
pub struct Origin {
    /// What messages call it.
    pub shown: Arc<str>,
    /// The setting that is blamed.
    pub setting: &'static str,
}

impl Origin {
    /// What can't be read, and why.
    #[must_use]
    pub fn unreadable(&self, error: &dyn std::fmt::Display) -> AdapterError {
        self.fault(format!("`{}` can't be read: {error}", self.shown))
    }

    /// A fault in what it holds.
    #[must_use]
    pub fn fault(&self, message: impl Into<String>) -> AdapterError {
        AdapterError::new(ErrorCode::Source, message).setting(self.setting)
    }
}

/// The asked columns of a frame, those it has, and what says of them which values aren't texts.
///
/// # Errors
/// When two columns share a name.
pub fn keep(frame: &DataFrame, columns: Option<&[String]>) -> PolarsResult<DataFrame> {
    match columns {
        None => Ok(frame.clone()),
        Some(columns) => frame.select(
            frame
                .get_column_names()
                .into_iter()
                .filter(|name| is_asked(columns, name))
                .cloned()
                .collect::<Vec<PlSmallStr>>(),
        ),
    }
}
