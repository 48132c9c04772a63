//! Stretches of days that end on the day on which the next one begins.

use super::by_reference::{ByReference, by_reference};
use super::{Records, Stored};
use crate::calendar::Day;
use std::collections::{BTreeMap, HashSet};
use std::convert::Infallible;
use uptake_rules::policy::Policy;

/// By dataset and column: of how many records the last day is the first one of another record that refers to the same by this column,
/// where that is so of most records that end. On such a day both hold. Systems that state as an end the first day on which something no
/// longer holds deliver such rows.
pub(crate) fn meeting(policy: &Policy, all: &BTreeMap<String, Records>) -> ByReference {
    let Ok(found) = by_reference(policy, |dataset, column, _| {
        Ok::<_, Infallible>(all.get(dataset).map_or(0, |records| meets(records, column)))
    });
    found
}

fn meets(records: &Records, column: &str) -> u64 {
    let (Some(from), Some(last), Some(Stored::Texts { codes, .. })) =
        (&records.from, &records.last, records.column(column))
    else {
        return 0;
    };
    let begins: HashSet<(u32, Day)> = (0..records.rows)
        .filter_map(|row| Some((codes.get(row), from.get(row)?)))
        .collect();
    let (mut ended, mut meeting): (u64, u64) = (0, 0);
    for row in 0..records.rows {
        let Some(day) = last.get(row) else { continue };
        ended += 1;
        // What holds on one day begins on it, too.
        meeting += u64::from(from.get(row) != Some(day) && begins.contains(&(codes.get(row), day)));
    }
    if meeting.saturating_mul(2) > ended { meeting } else { 0 }
}
