//! Suites: rules tried on small tables, and what has to come out.
//!
//! A suite is a file beside the rules, whose name ends in [`ENDING`]. It belongs to no pack.

mod case;
mod decode;
mod known_names;
mod named;
mod parameters;

pub use case::{Case, Covers, Expected, Subject, Suite, Table};
pub use known_names::{OF_EVIDENCE, check};
pub use named::{NamedRule, named};

use crate::context::Context;
use crate::source::Sources;
use crate::syntax::deceptive;
use crate::{Diagnostics, RuleFile};

/// What the name of a suite's file ends in.
pub const ENDING: &str = ".test.yaml";

/// Reads a suite. What is wrong with it goes to `diagnostics`.
pub fn read(file: &RuleFile, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Suite> {
    let node = file.read(sources, diagnostics)?;
    let mut cx = Context { sources, diagnostics };
    deceptive(&node, &mut cx);
    decode::suite(&node, &mut cx)
}
