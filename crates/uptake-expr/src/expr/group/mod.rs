//! Functions of groups of rows: what a check may ask of many rows at once.
//!
//! All there is to know about a function stands in one place, its entry in a family: name, text, examples, and the computation,
//! from whose form ([`compute`]) follows what it takes. Nothing else lists functions one by one; tests compute the examples and
//! compare `docs/rules.md`.
//!
//! The statistics themselves are `uptake-statistics`, which knows no rows. Whoever judges the rules prepares columns ([`given`])
//! and calls; only what names another rule ([`NamedRule`]) is theirs to answer.

mod across;
mod alarms;
mod answers;
mod argument;
mod centre;
pub mod compute;
mod concentration;
mod counts;
mod durations;
mod example;
pub mod function;
pub mod given;
mod habits;
mod labels;
mod prediction;
pub mod reference;
mod relation;
mod rules;
mod shares;
mod shifts;
mod standard;
mod strata;
mod trend;

pub use argument::{Argument, ColumnKind};
pub use compute::{Compute, NamedRule};
pub use example::Example;
pub use function::GroupFunction;
pub use rules::VERDICTS;

/// The family of functions from period to period.
const TRENDS: &str = "From period to period";
/// The family of what seldom happens from period to period by chance.
const SHIFTS: &str = "Steadiness and shifts";

/// All functions of groups by family, in the order in which they are told. A name may stand several times, with another number
/// of arguments each.
pub const GROUP_FAMILIES: &[(&str, &[GroupFunction])] = &[
    ("Counts", counts::FUNCTIONS),
    ("Centre and spread", centre::FUNCTIONS),
    ("Concentration", concentration::FUNCTIONS),
    ("Relations between two values", relation::FUNCTIONS),
    ("Labels", labels::FUNCTIONS),
    ("Odds and strata", strata::FUNCTIONS),
    ("Standardisation", standard::FUNCTIONS),
    (TRENDS, trend::FUNCTIONS),
    (SHIFTS, shifts::FUNCTIONS),
    ("Thresholds and regularity", habits::FUNCTIONS),
    ("Predictions", prediction::FUNCTIONS),
    ("Alarms", alarms::FUNCTIONS),
    ("Survival and cohorts", durations::FUNCTIONS),
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
    /// Whether it goes from period to period, or counts entities or periods: rows of a table have neither.
    #[must_use]
    pub fn needs_periods(&self) -> bool {
        let families = GROUP_FAMILIES.iter();
        let over_time = families.filter(|(family, _)| [TRENDS, SHIFTS].contains(family));
        let mut over_time = over_time.flat_map(|(_, functions)| *functions);
        ["entities", "periods"].contains(&self.name) || over_time.any(|function| function == self)
    }

    /// The functions of a name.
    pub fn of_name(name: &str) -> impl Iterator<Item = &'static GroupFunction> {
        group_functions().filter(move |function| function.name == name)
    }

    /// The function of a name that takes so many arguments.
    #[must_use]
    pub fn find(name: &str, arguments: usize) -> Option<&'static GroupFunction> {
        Self::of_name(name).find(|function| function.arguments().len() == arguments)
    }
}
