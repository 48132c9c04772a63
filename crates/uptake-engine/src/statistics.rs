//! The statistics that the engine's own figures need; `uptake-statistics` has all of them.

pub use uptake_statistics::shares::{CONFIDENCE, wilson};
