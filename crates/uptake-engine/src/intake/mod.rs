//! The door: what a source delivers becomes a dataset's rows, or is set aside with a reason.
//!
//! raw batch → [`unwrapped`] (lists become rows, [`nested`] values columns) → [`cast`] (types of the contract) → mapping → [`contract`].

mod arrival;
mod arrived;
mod asked;
pub mod cast;
pub(crate) mod contract;
mod days;
mod door;
mod elements;
mod gathered;
mod keys;
mod known;
mod nested;
mod outside;
mod passing;
mod places;
mod record;
mod refusal;
mod refused;
mod report;
pub mod set_aside;
mod traced;
mod typed;
mod unwrapped;
mod within;
mod witness;

pub(crate) use arrived::{arrived, deliverable};
pub(crate) use asked::Asked;
pub(crate) use days::row_days;
pub use door::{Admitted, Door};
pub(crate) use door::{Elsewhere, Entered, Entrance, Met, keep};
pub(crate) use gathered::Gathered;
pub(crate) use keys::{Keys, TwinLog};
pub use known::Known;
pub use places::Places;
pub use refusal::Refusal;
pub use refused::{Refused, RowPlace};
pub(crate) use report::counts;
pub use report::{IntakeReport, Repeats, Told};
pub(crate) use set_aside::Forgotten;
pub use set_aside::{Reason, SetAsideRow, SetAsideSink};
