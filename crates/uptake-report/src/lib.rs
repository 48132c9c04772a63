//! Outcome → what people and programs read: a terminal summary, CSV, Parquet and JSON.

pub mod checks;
pub mod export;
pub mod identities;
pub mod json;
pub mod notes;
pub mod number;
pub mod set_aside;
mod spark;
pub mod terminal;
pub mod unlisted;
mod written;

pub use written::{Written, written};
