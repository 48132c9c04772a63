//! What a plugin implements.

use crate::OwnedArray;
use crate::arrow::Field;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Description, Fingerprint, Lines, ScanRequest, Settings};

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
    /// the source lacks are left out. [`Table::piece`](super::Table::piece) makes a piece of a table.
    ///
    /// # Errors
    /// When the source can't be read. An error in the middle comes as the last item.
    fn scan(&mut self, request: &ScanRequest) -> Result<Pieces, AdapterError>;

    /// What the source consists of.
    ///
    /// # Errors
    /// When a part can't be read, or [`Unsupported`](uptake_adapter::ErrorCode::Unsupported) if no part can be recognised again.
    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError>;
}

/// Rows in their C form, and where they come from.
#[derive(Debug)]
pub struct Piece {
    pub(crate) field: Field,
    pub(crate) array: OwnedArray,
    pub(crate) part: Arc<str>,
    pub(crate) first_row: u64,
    pub(crate) lines: Lines,
}

impl Piece {
    /// The same, where its rows stand at these lines of a text or rows of a sheet.
    #[must_use]
    pub fn at(self, lines: Lines) -> Self {
        Self { lines, ..self }
    }
}
