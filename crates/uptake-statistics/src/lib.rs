//! Statistics as pure functions over slices: no input or output, no randomness, no threads, no knowledge of what is counted.
//!
//! Every function answers `None` where its figure can't be known: too few values, a value that is infinite or no number, an
//! argument outside its range. None panics, none returns a figure that isn't finite. Sums are compensated, so the order of
//! the values matters no more than the last digits do.
//!
//! [`catalog()`] lists them all, with the source of each formula and the rule at each edge; `docs/statistics.md` is that list.
//! Each is compared with SciPy, statsmodels or scikit-learn in `tests/figures.rs`.

pub mod adjust;
pub mod calibration;
pub mod catalog;
pub mod centre;
pub mod concentration;
pub mod correlation;
pub mod exact;
pub mod information;
mod input;
pub mod intervals;
mod order;
pub mod ranking;
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

/// A lower and an upper end.
pub type Interval = (f64, f64);

/// What a test found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// The statistic, on the scale that the test names.
    pub statistic: f64,
    /// The chance of a statistic at least as far out if there were nothing to find: between 0 and 1.
    pub p: f64,
}

impl Test {
    /// A test whose figures are both numbers.
    fn known(statistic: f64, p: f64) -> Option<Self> {
        (statistic.is_finite() && p.is_finite()).then(|| Self {
            statistic,
            p: p.clamp(0.0, 1.0),
        })
    }
}
