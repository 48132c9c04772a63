//! What there is to know about a function of groups.

use super::argument::Argument;
use super::compute::{Compute, NamedRule};
use super::example::Example;
use crate::value::Type;
use std::fmt::Write;

/// A function of groups. Rows of which an argument is unknown are left out; if none is left, there is no answer.
#[derive(Clone, Copy)]
pub struct GroupFunction {
    /// How it is called.
    pub name: &'static str,
    /// What its arguments are called in texts about it.
    pub parameters: &'static [&'static str],
    /// The type of its answer.
    pub ty: Type,
    /// The unit or range of its answer; may be empty.
    pub unit: &'static str,
    /// What it says.
    pub about: &'static str,
    /// What an answer requires besides a row of which all is known; may be empty.
    pub requires: &'static str,
    /// The functions of `uptake-statistics` that it offers.
    pub statistics: &'static [&'static str],
    /// How it comes to its answer.
    pub compute: Compute,
    /// Calls with their answers. If something is required, one shows it not met.
    pub examples: &'static [Example],
}

impl GroupFunction {
    /// What it takes.
    #[must_use]
    pub const fn arguments(&self) -> &'static [Argument] {
        self.compute.arguments()
    }

    /// Whether it looks at all groups of a check.
    #[must_use]
    pub const fn over_groups(&self) -> bool {
        matches!(self.compute, Compute::Groups(_))
    }

    /// Which kind of rule its first argument names, if it does.
    #[must_use]
    pub const fn names_a_rule(&self) -> Option<NamedRule> {
        match self.compute {
            Compute::Rule(kind) => Some(kind),
            Compute::Group(_) | Compute::Groups(_) => None,
        }
    }

    /// How it is called, with its arguments: `quantile(x, part)`.
    #[must_use]
    pub fn signature(&self) -> String {
        format!("{}({})", self.name, self.parameters.join(", "))
    }

    /// What it gives, in words: type, unit, what it says, and what it requires.
    #[must_use]
    pub fn gives(&self) -> String {
        let mut text = self.ty.name().to_owned();
        let parts = [(", ", self.unit), (": ", self.about), ("; requires ", self.requires)];
        for (before, part) in parts.into_iter().filter(|(_, part)| !part.is_empty()) {
            // Writing into a text can't fail.
            let _ = write!(text, "{before}{part}");
        }
        text
    }
}

/// By name and number of arguments: no two have both.
impl PartialEq for GroupFunction {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.parameters.len() == other.parameters.len()
    }
}

impl std::fmt::Debug for GroupFunction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.signature())
    }
}
