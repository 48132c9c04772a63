//! The adapter contract: how data comes in, whatever it lies in.
//!
//! An [`Adapter`] describes itself and opens a [`Source`]; a source answers a [`ScanRequest`] with [`Batch`]es.
//! [`conformance`] tries whether an adapter keeps the contract. The same contract in C, for adapters from shared
//! libraries, is the crate `uptake-abi`.
//!
//! The feature `frames`, on by default, is the Rust form with Polars frames. Without it there is what both forms share:
//! settings, errors, requests, fingerprints.

#[cfg(feature = "frames")]
pub mod children;
mod code;
#[cfg(feature = "frames")]
mod codes;
mod confinement;
#[cfg(feature = "frames")]
pub mod conformance;
#[cfg(feature = "frames")]
pub mod descendants;
mod description;
#[cfg(feature = "frames")]
mod ending;
#[cfg(feature = "frames")]
mod engine;
mod error;
mod lines;
mod request;
mod secrets;
mod setting;
mod settings;
#[cfg(feature = "frames")]
mod source;
mod typed_marks;

pub use code::ErrorCode;
#[cfg(feature = "frames")]
pub use codes::{Coded, Codes, Dictionary};
pub use confinement::{Confinement, Hold};
pub use description::Description;
#[cfg(feature = "frames")]
pub use ending::{Step, until_end};
#[cfg(feature = "frames")]
pub use engine::Engine;
pub use error::AdapterError;
pub use lines::Lines;
pub use request::{Fingerprint, PartState, ProgramFile, Remark, ScanRequest, Spare};
pub use secrets::{Secret, Secrets};
pub use setting::{SettingAbout, SettingKind};
pub use settings::Settings;
#[cfg(feature = "frames")]
pub use source::{Adapter, Batch, Batches, Source};
#[cfg(feature = "frames")]
pub use typed_marks::without_typed_marks;
pub use typed_marks::{is_asked, is_typed_mark, typed_mark};
