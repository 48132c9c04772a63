//! The stable codes of adapters' errors: they stand with all others in the catalogue.

pub use uptake_codes::AdapterCode as ErrorCode;
