//! The plugin's side: an adapter in Rust, in its C form.
//!
//! A plugin is a crate with `crate-type = ["cdylib"]` that implements either [`Adapter`](crate::Adapter) with Polars
//! frames, or, without Polars and built in seconds, [`Plugin`] with [`Table`]s, and exports it:
//!
//! ```ignore
//! uptake_adapter::export_adapter!(MyAdapter);
//! ```
//!
//! Every function, and every step of a stream, catches panics: they come to the host as a fault. That needs
//! `panic = "unwind"`, Cargo's default.

mod entry;
mod export;
#[cfg(feature = "frames")]
mod frames;
mod stream;
mod table;
#[cfg(test)]
mod tests;

pub use entry::table;
pub use table::{Column, Table};

use crate::abi::OwnedArray;
use crate::arrow::Field;
use crate::{AdapterError, Description, Fingerprint, ScanRequest, Settings};
use std::sync::Arc;

/// An adapter as a plugin gives it.
pub trait Plugin: Default + Send + Sync + 'static {
    /// What it is and which settings it reads.
    fn describe(&self) -> Description;

    /// The settings whose values are secrets.
    fn secrets(&self) -> &'static [&'static str] {
        &[]
    }

    /// Opens a source. Looks at what is there, reads no rows yet.
    ///
    /// # Errors
    /// When a setting is missing, unknown or wrong, or when the source isn't there.
    fn open(&self, settings: &Settings) -> Result<Box<dyn PluginSource>, AdapterError>;
}

/// Pieces in the source's own order.
pub type Pieces = Box<dyn Iterator<Item = Result<Piece, AdapterError>> + Send>;

/// An opened source.
pub trait PluginSource: Send {
    /// Reads the rows. May be called more than once, and gives the same rows in the same order each time. Columns that
    /// the source lacks are left out. [`Table::piece`] makes a piece of a table.
    ///
    /// # Errors
    /// When the source can't be read. A fault in the middle comes as the last item.
    fn scan(&mut self, request: &ScanRequest) -> Result<Pieces, AdapterError>;

    /// What the source consists of.
    ///
    /// # Errors
    /// When a part can't be read, or [`Unsupported`](crate::ErrorCode::Unsupported) if no part can be recognised again.
    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError>;
}

/// Rows in their C form, and where they come from.
#[derive(Debug)]
pub struct Piece {
    pub(crate) field: Field,
    pub(crate) array: OwnedArray,
    pub(crate) part: Arc<str>,
    pub(crate) first_row: u64,
}

/// Exports an adapter under the name that hosts look for: a type that implements [`Plugin`](crate::sdk::Plugin), or
/// [`Adapter`](crate::Adapter) and `Default`. Once per library.
#[macro_export]
macro_rules! export_adapter {
    ($adapter:ty) => {
        /// The entry of the C form.
        // SAFETY: no other symbol of a plugin has this name, as a library exports one adapter.
        #[unsafe(no_mangle)]
        pub extern "C" fn uptake_adapter_v1(_host_abi_minor: u32) -> *const $crate::abi::AdapterTable {
            static TABLE: $crate::abi::AdapterTable = $crate::sdk::table::<$adapter>();
            &raw const TABLE
        }
    };
}
