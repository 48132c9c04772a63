//! Every stable code that a user can see, in one catalogue: what it means, and what to do about it.
//!
//! A code is a promise: scripts and dashboards filter by it. So none is ever reused for another meaning, and one that goes
//! moves to [`RETIRED`]. There is one file per area; `docs/codes.md` is printed from them by `cargo xtask generate`.
//!
//! Errors, notes and reasons take these types, not texts: a code that isn't in the catalogue doesn't compile.

mod adapters;
mod catalogue;
mod entry;
mod page;
mod program;
mod rows;
mod rules;
mod runs;

pub use adapters::AdapterCode;
pub use catalogue::{AREAS, Area, RETIRED, Retired, SHARED, find};
pub use entry::{Code, Entry};
pub use page::{page, table};
pub use program::ProgramCode;
pub use rows::RowCode;
pub use rules::RuleCode;
pub use runs::RunCode;
