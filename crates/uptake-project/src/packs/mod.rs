//! Packs: which files make one, and which packs it builds on.

mod named;
mod needs;
mod pack;
mod passed_over;

pub(crate) use named::named;
pub use needs::Packs;
pub use pack::Pack;
pub(crate) use pack::with_rules;
pub(crate) use passed_over::report as report_passed_over;
