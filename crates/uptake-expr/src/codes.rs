//! The stable codes of diagnostics about rule files, and the catalogue of all.

pub use uptake_codes::{AREAS, RowCode, RuleCode as Code};
