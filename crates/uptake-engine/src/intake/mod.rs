//! The door: what a source delivers becomes a dataset's rows, or is set aside with a reason.
//!
//! raw batch → [`nested`] (lists and structs become columns) → [`cast`] (types of the contract) → mapping → [`contract`].

pub mod cast;
mod contract;
mod door;
mod nested;
mod report;
pub mod set_aside;

pub use door::{Admitted, Door, Known};
pub(crate) use door::{Asked, row_days};
pub use report::IntakeReport;
pub use set_aside::{Reason, SetAsideRow, SetAsideSink};
