//! Statistics as pure functions over slices: no input or output, no randomness, no threads, no knowledge of what is counted.
//!
//! Every function answers `None` where its figure can't be known: too few values, a value that is infinite or no number, an
//! argument outside its range. None panics, none returns a figure that isn't finite. Sums are rounded once ([`ExactSum`]), so
//! the order of the values doesn't matter.
//!
//! [`catalog()`] lists them all, with the source of each formula and the rule at each edge; `docs/statistics.md` is that list.
//! Each is compared with SciPy, statsmodels or scikit-learn in `tests/figures.rs`.

pub mod adjust;
pub mod agreement;
pub mod calibration;
pub mod catalog;
pub mod censored;
pub mod centre;
pub mod classification;
pub mod concentration;
pub mod correlation;
pub mod density;
mod entry;
pub mod exact;
mod exact_sum;
mod found;
pub mod information;
mod input;
pub mod intervals;
pub mod leaders;
mod long_sum;
pub mod mix;
mod order;
pub mod ranking;
pub mod regularity;
pub mod retention;
pub mod samples;
pub mod shares;
mod special;
pub mod standard;
pub mod strata;
mod sum;
pub mod survival;
pub mod tables;
mod tails;
pub mod trend;

pub use catalog::{Entry, catalog};
pub use exact_sum::ExactSum;
pub use found::{Interval, Test};
