//! The stable codes of diagnostics about rule files.

pub use uptake_codes::RuleCode as Code;
