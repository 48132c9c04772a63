//! The list of all functions, for the rule language and for the page about them.

use crate::{
    adjust, calibration, centre, concentration, correlation, exact, information, intervals, ranking, samples, shares,
    standard, strata, survival, tables, trend,
};

/// What there is to know about a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Its name, the same in Rust and in rules.
    pub name: &'static str,
    /// Its arguments, in order.
    pub arguments: &'static str,
    /// What comes back.
    pub gives: &'static str,
    /// What it says.
    pub about: &'static str,
    /// What happens at the edges, and when the answer is unknown.
    pub edges: &'static str,
    /// Where its formula comes from.
    pub source: &'static str,
    /// What its figures are compared with.
    pub compared: &'static str,
}

/// The families, in the order of the page.
pub const FAMILIES: &[(&str, &[Entry])] = &[
    ("Shares", shares::ENTRIES),
    ("Exact intervals and limits", intervals::ENTRIES),
    ("Tables", tables::ENTRIES),
    ("Exact tests", exact::ENTRIES),
    ("Many tests at once", adjust::ENTRIES),
    ("Strata", strata::ENTRIES),
    ("Standardisation", standard::ENTRIES),
    ("Concentration", concentration::ENTRIES),
    ("Centre and spread", centre::ENTRIES),
    ("Two samples", samples::ENTRIES),
    ("Correlation", correlation::ENTRIES),
    ("Trend", trend::ENTRIES),
    ("Information", information::ENTRIES),
    ("Predictions", ranking::ENTRIES),
    ("Calibration", calibration::ENTRIES),
    ("Survival", survival::ENTRIES),
];

/// Every function.
pub fn catalog() -> impl Iterator<Item = &'static Entry> {
    FAMILIES.iter().flat_map(|(_, entries)| entries.iter())
}
