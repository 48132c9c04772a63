//! The engine of `uptake`: a policy and data → an outcome.
//!
//! It knows no domain, no clock, no files and no terminal: rules, rows and the day of the figures come in, an
//! [`Outcome`] comes out. The way through: [`intake`] (contract-checked rows) → [`reduce`] (one row per entity and
//! period) → [`judge`] (measures, definitions, ladders, metrics) → [`outcome`].

pub mod calendar;
pub mod compile;
pub mod error;
pub mod input;
pub mod inspect;
pub mod intake;
pub mod judge;
pub mod names;
pub mod outcome;
pub mod parity;
pub mod reduce;
mod rewrite;
mod run;
pub mod statistics;

pub use error::Error;
pub use outcome::Outcome;
pub use run::{Range, Request, run};
