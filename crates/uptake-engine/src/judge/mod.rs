//! Judge many: measures, definitions and ladders per entity and period, then metrics over entities.
//!
//! Everything here works on one small frame, entity after entity, period after period without a gap; the events are
//! never read again.

mod bands;
pub mod checks;
mod cube;
mod cut;
mod expressions;
mod measures;
pub mod metrics;
mod privacy;
mod scripts;
pub mod stage;
pub mod steps;
mod window_functions;

pub use cube::Cube;
pub(crate) use privacy::{Hidden, Told};
