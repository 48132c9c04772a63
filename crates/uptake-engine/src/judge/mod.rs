//! Judge many: measures, definitions and ladders per entity and period, then metrics over entities.
//!
//! Everything here works on one small frame, entity after entity, period after period without a gap; the events are
//! never read again.

mod alternatives;
mod bands;
pub mod checks;
mod classes;
mod cube;
mod cut;
pub(crate) mod entries;
pub(crate) mod evaluate;
pub(crate) mod expressions;
pub mod governed;
mod measures;
pub mod metrics;
pub(crate) mod moves;
mod own_rules;
mod privacy;
pub(crate) mod reach;
mod scripts;
pub(crate) mod shared;
mod shares;
pub mod stage;
pub mod steps;
pub(crate) mod tables;
mod window_functions;

pub use cube::Cube;
pub(crate) use measures::{OwnWindow, across_answer};
pub(crate) use privacy::{Hidden, Told, few_in_square};
pub use tables::KeptTables;
pub(crate) use window_functions::answers as window_answers;
