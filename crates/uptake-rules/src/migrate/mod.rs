//! Versions of the rule language: what a newer one calls otherwise, and files of older ones in its words.
//!
//! Rules of all versions are read, side by side, and mean what they meant: a step only gives a key another name.
//!
//! - `names` has the steps. Decoders read the names of the first version, which it gives to files of newer ones.
//! - `text` writes an older file in the newest version.

mod names;
mod text;

pub use names::{called, version_of};
pub(crate) use names::{into_first, report};
pub use text::migrate;
