//! The adapter contract: how data comes in, whatever it lies in.
//!
//! An [`Adapter`] describes itself and opens a [`Source`]; a source answers a [`ScanRequest`] with [`Batch`]es.
//! This is the Rust form of the contract. Its C form, `include/uptake_adapter.h`, carries the same calls across a shared
//! library: [`abi`] mirrors it, [`sdk`] makes a plugin of an adapter, [`host`] loads a plugin and uses it like a built-in
//! adapter; [`conformance`] tries either. Unsafe code lives here alone, each block with the reason why it is sound.
//!
//! Features: `frames` is the Rust form with Polars frames, `host` the loader; both are on by default. `adbc` adds what runs
//! a query through a database's driver. A plugin that needs none of them switches them off and builds in seconds.

#![cfg_attr(
    not(all(feature = "frames", feature = "host")),
    allow(
        dead_code,
        unused_imports,
        reason = "half of the contract uses a part of what carries it"
    )
)]

pub mod abi;
#[cfg(feature = "adbc")]
pub mod adbc;
mod arrow;
pub mod children;
#[cfg(feature = "frames")]
pub mod conformance;
mod error;
#[cfg(feature = "host")]
pub mod host;
pub mod sdk;
mod settings;

pub use error::{AdapterError, ErrorCode};
pub use settings::{SettingAbout, Settings};

#[cfg(feature = "frames")]
use polars::frame::DataFrame;
#[cfg(feature = "frames")]
use std::sync::Arc;

/// What an adapter says about itself.
#[derive(Clone, Debug)]
pub struct Description {
    /// The name used in `adapter:`.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// In one sentence.
    pub about: &'static str,
    /// The settings it reads.
    pub settings: &'static [SettingAbout],
}

impl Description {
    /// The description as JSON, with a JSON Schema of the settings, as the C form carries it.
    #[must_use]
    pub fn to_json(&self, secrets: &[&str]) -> String {
        abi::wire::description(self, secrets)
    }
}

/// Brings datasets from one kind of place.
#[cfg(feature = "frames")]
pub trait Adapter: Send + Sync {
    /// What it is and which settings it reads.
    fn describe(&self) -> Description;

    /// The settings whose values are secrets: no message, log or manifest shows them.
    fn secrets(&self) -> &'static [&'static str] {
        &[]
    }

    /// Opens a source. Looks at what is there, reads no rows yet.
    ///
    /// # Errors
    /// When a setting is missing, unknown or wrong, or when the source isn't there.
    fn open(&self, settings: &Settings) -> Result<Box<dyn Source>, AdapterError>;
}

/// What is asked of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScanRequest {
    /// The top-level columns that are needed; all if `None`. A column that the source lacks is left out of the answer,
    /// and the host decides whether that is a fault.
    pub columns: Option<Vec<String>>,
}

/// A part of a source that can be recognised again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// The part: a file, a table.
    pub part: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its content, in lowercase hexadecimal.
    pub sha256: String,
}

/// Rows as they come.
#[cfg(feature = "frames")]
#[derive(Clone, Debug)]
pub struct Batch {
    /// The rows. Columns keep the source's names and types; text formats deliver text.
    pub frame: DataFrame,
    /// The part of the source they come from.
    pub part: Arc<str>,
    /// The number of the first row within the part, from 1.
    pub first_row: u64,
}

/// Batches in the source's own order.
#[cfg(feature = "frames")]
pub type Batches = Box<dyn Iterator<Item = Result<Batch, AdapterError>> + Send>;

/// An opened source.
#[cfg(feature = "frames")]
pub trait Source: Send {
    /// Reads the rows. May be called more than once, and gives the same rows in the same order each time.
    ///
    /// # Errors
    /// When the source can't be read. A fault in the middle comes as the stream's last item.
    fn scan(&mut self, request: &ScanRequest) -> Result<Batches, AdapterError>;

    /// What the source consists of, for the manifest. Where it isn't [rereadable](Source::rereadable): what the last scan
    /// read, nothing before a scan has come to its end.
    ///
    /// # Errors
    /// When a part can't be read.
    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError>;

    /// Whether the content holds still, so that fingerprints can be taken by a second pair of hands while rows are read.
    /// Files do; a program that is run anew, or a service that is asked again, may say something else the second time.
    fn rereadable(&self) -> bool {
        true
    }
}
