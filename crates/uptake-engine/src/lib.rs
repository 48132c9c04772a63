//! The engine of `uptake`: a policy and data → an outcome.
//!
//! It knows no domain, no clock, no files and no terminal: rules, rows and the day of the figures come in, an
//! [`Outcome`] comes out. The way through: [`intake`] (contract-checked rows) → [`reduce`] (one row per entity and
//! period) → [`judge`] (measures, definitions, ladders, metrics) → [`outcome`].

mod along;
mod assemble;
mod binary;
pub mod branches;
pub mod calendar;
pub mod compile;
pub mod coverage;
mod cube_digest;
pub mod data;
pub mod error;
pub mod explain;
pub mod history;
pub mod impact;
pub mod input;
pub mod inspect;
pub mod intake;
pub mod judge;
mod judged;
pub mod kept;
pub mod names;
mod narrow;
mod numbers;
pub mod outcome;
pub mod panel;
pub mod parity;
pub mod pushdown;
mod read;
mod records;
pub mod reduce;
mod run;
pub mod shape;
pub mod statistics;
mod stretches;
mod total;
mod truths;

pub use assemble::{outcome, person};
pub use cube_digest::{CubeDigest, cube_digest};
pub use data::Data;
pub use error::Error;
pub use history::Range;
pub use judged::{Judged, JudgedMetric, judge, judge_beside};
pub use outcome::Outcome;
pub use read::{read, read_for, read_tracing};
pub use run::{Request, run};
