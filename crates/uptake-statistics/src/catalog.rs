//! The list of all functions, for the rule language and for the page about them.

pub use crate::entry::Entry;
use crate::{
    adjust, agreement, calibration, censored, centre, classification, concentration, correlation, density, exact,
    information, intervals, leaders, mix, ranking, regularity, retention, samples, shares, standard, strata, survival,
    tables, trend,
};

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
    ("The largest", leaders::ENTRIES),
    ("Centre and spread", centre::ENTRIES),
    ("Two samples", samples::ENTRIES),
    ("Correlation", correlation::ENTRIES),
    ("Trend", trend::ENTRIES),
    ("Information", information::ENTRIES),
    ("Labels", agreement::ENTRIES),
    ("Predictions", ranking::ENTRIES),
    ("Alarms", classification::ENTRIES),
    ("Calibration", calibration::ENTRIES),
    ("Survival", survival::ENTRIES),
    ("Predictions of durations", censored::ENTRIES),
    ("Cohorts", retention::ENTRIES),
    ("Regularity", regularity::ENTRIES),
    ("Thresholds", density::ENTRIES),
    ("Mixes", mix::ENTRIES),
];

/// Every function.
pub fn catalog() -> impl Iterator<Item = &'static Entry> {
    FAMILIES.iter().flat_map(|(_, entries)| entries.iter())
}
