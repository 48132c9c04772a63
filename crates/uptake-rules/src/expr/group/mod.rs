//! Functions of groups of rows: what a check may ask of many rows at once.
//!
//! All there is to know about a function stands in one place, its entry in a family: name, text, examples, and the computation,
//! from whose form ([`compute`]) follows what it takes. Nothing else lists functions one by one; tests compute the examples and
//! compare `docs/rules.md`.
//!
//! The statistics themselves are `uptake-statistics`, which knows no rows. Whoever judges the rules prepares columns ([`given`])
//! and calls; only what names another rule ([`NamedRule`]) is theirs to answer.

mod across;
mod answers;
mod argument;
mod centre;
pub mod compute;
mod concentration;
mod counts;
mod example;
pub mod given;
mod prediction;
pub mod reference;
mod relation;
mod rules;
mod shares;
mod standard;
mod strata;
mod trend;

pub use argument::{Argument, ColumnKind};
pub use compute::Compute;
pub use example::Example;

use super::{Expr, ExprKind};
use crate::value::{Literal, Type};
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

/// Which kind of rule a function of groups names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedRule {
    /// A benchmark, for the band of a value.
    Benchmark,
    /// A metric, for its value.
    Metric,
}

/// All functions of groups by family, in the order in which they are told. A name may stand several times, with another number
/// of arguments each.
pub const GROUP_FAMILIES: &[(&str, &[GroupFunction])] = &[
    ("Counts", counts::FUNCTIONS),
    ("Centre and spread", centre::FUNCTIONS),
    ("Concentration", concentration::FUNCTIONS),
    ("Relations between two values", relation::FUNCTIONS),
    ("Odds and strata", strata::FUNCTIONS),
    ("Standardisation", standard::FUNCTIONS),
    ("From period to period", trend::FUNCTIONS),
    ("Predictions and durations", prediction::FUNCTIONS),
    ("Shares, rates and tables of counts", shares::FUNCTIONS),
    ("Other rules", rules::FUNCTIONS),
    ("All groups of the check", across::FUNCTIONS),
];

/// Each function has a name for each of its arguments: checked when this is compiled.
const _: () = {
    let mut families = GROUP_FAMILIES;
    while let [(_, functions), rest @ ..] = families {
        let mut functions = *functions;
        while let [function, rest @ ..] = functions {
            assert!(
                function.parameters.len() == function.compute.arguments().len(),
                "as many parameters as the form of the computation takes"
            );
            functions = rest;
        }
        families = rest;
    }
};

/// All functions of groups.
pub fn group_functions() -> impl Iterator<Item = &'static GroupFunction> {
    GROUP_FAMILIES.iter().flat_map(|(_, functions)| functions.iter())
}

impl GroupFunction {
    /// The functions of a name.
    pub fn of_name(name: &str) -> impl Iterator<Item = &'static GroupFunction> {
        group_functions().filter(move |function| function.name == name)
    }

    /// The function of a name that takes so many arguments.
    #[must_use]
    pub fn find(name: &str, arguments: usize) -> Option<&'static GroupFunction> {
        Self::of_name(name).find(|function| function.arguments().len() == arguments)
    }

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

/// The rule that an expression asks for by a constant name: of which kind, and the name.
#[must_use]
pub fn named(expr: &Expr) -> Option<(NamedRule, &str)> {
    let ExprKind::Group(function, arguments) = &expr.kind else {
        return None;
    };
    match arguments.first().map(|argument| &argument.kind) {
        Some(ExprKind::Literal(Literal::Text(name))) => Some((function.names_a_rule()?, name)),
        _ => None,
    }
}
