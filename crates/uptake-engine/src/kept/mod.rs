//! Data that are kept between two runs, as bytes.
//!
//! Whoever keeps them asks a [`Question`] first: all of a policy and of what the project says of its sources that decides what is read,
//! as one text. Where that text, the program and the bytes of the sources are the same, so are the data; everything else in a
//! policy (thresholds, ladders, benchmarks, overrides, checks) judges them and doesn't matter here. Which aggregates were added up
//! isn't part of the text: data that have more than is asked for serve, and only those asked for are read.
//!
//! This module knows no files. It makes sections of bytes, each with a name, and reads those it needs.

mod question;
mod sections;

pub use crate::binary::Damaged;
pub use question::Question;
pub use sections::{HEAD, Kept, KeptData, SETS_ASIDE, Sections, head_serves, keep, restore};
