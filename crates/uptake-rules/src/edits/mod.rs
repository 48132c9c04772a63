//! Where two sets of rules differ, rule by rule, and the rules between both: some edits made and others not.
//!
//! Rules are compared as trees, so that comments, layout and the order of files make no edit. A rule of a pack is known by its section
//! and name, wherever it stands; what an override says of it, by the override's file, too.
//!
//! - `set` has rules as they were read, `edit` what differs.
//! - `units` cuts rules into what can be edited by itself, `same` says whether two of them differ.
//! - `entries` does so with the entries of a register.
//! - `mix` makes some of the edits.
//! - `another_name` finds rules of which only the name may differ.
//! - `exceptions` are overrides and waivers, and the rules without one of them.

mod another_name;
mod edit;
mod entries;
mod exceptions;
mod mix;
mod same;
mod set;
mod units;

pub use another_name::PerhapsRenamed;
pub use edit::{Edit, EditKind};
pub use exceptions::{Exception, ExceptionKind};
pub use mix::Edits;
pub(crate) use same::{meaning, says_the_same};
pub use set::RuleSet;
