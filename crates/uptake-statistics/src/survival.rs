//! How long until something happens, where some have not been seen to the end.

use crate::entry::Entry;
use crate::input::{all_amounts, known, length, number};

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[Entry {
    name: "median_survival",
    arguments: "durations (0 or more), happened (true: it happened then; false: not seen any longer)",
    gives: "a duration",
    about: "The first duration by which it has happened to at least half, by the curve of Kaplan and Meier.",
    edges: "unknown for none, a negative duration, and where the curve never comes down to a half; one last seen at a duration still counts at it",
    source: "E. L. Kaplan, P. Meier, J. of the American Statistical Association 53 (1958), 457–481",
    compared: "statsmodels SurvfuncRight",
}];

/// The median duration: the first at which Π (1 − events/at risk) is a half or less, within 10⁻¹².
#[must_use]
pub fn median_survival(durations: &[f64], happened: &[bool]) -> Option<f64> {
    if durations.len() != happened.len() || !all_amounts(durations) {
        return None;
    }
    let mut order: Vec<(f64, bool)> = durations
        .iter()
        .map(|time| time + 0.0)
        .zip(happened.iter().copied())
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut at_risk = length(&order);
    let mut left = 1.0;
    for group in order.chunk_by(|a, b| a.0 == b.0) {
        let events = number(group.iter().filter(|(_, happened)| *happened).count());
        left *= 1.0 - events / at_risk;
        if left <= 0.5 + 1e-12 {
            return group.first().and_then(|(time, _)| known(*time));
        }
        at_risk -= length(group);
    }
    None
}
