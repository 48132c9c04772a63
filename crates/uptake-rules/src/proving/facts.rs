//! What holds between what is counted, whatever the data are.

use super::leaves::{Counted, Leaf, LeafKind, Leaves, fewer_days};
use super::rows;
use crate::expr::proof::{AtMost, Facts};
use crate::policy::measure::Aggregate;
use std::collections::BTreeSet;

/// Facts, and the same in words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) facts: Facts,
    /// A sentence for each, without a full stop.
    pub(crate) said: Vec<String>,
}

/// What is known of the columns of conditions.
pub(super) fn known(columns: &BTreeSet<&str>, leaves: &Leaves, zone: &str) -> Known {
    let mut known = Known::default();
    let found: Vec<&Leaf> = columns.iter().filter_map(|column| leaves.of(column)).collect();
    for leaf in &found {
        let most = match &leaf.kind {
            LeafKind::Rows(counted) => match counted.aggregate {
                Aggregate::Count | Aggregate::Distinct => i64::MAX,
                Aggregate::DistinctDays => counted.days,
                Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max => continue,
            },
            LeafKind::Days(..) => days(leaf),
            LeafKind::Derived(_, reach) => {
                if let Some(range) = reach.range() {
                    known.facts.ranges.insert(leaf.column.clone(), range);
                }
                continue;
            }
        };
        known.facts.ranges.insert(leaf.column.clone(), 0..=most);
        known.said.push(match most {
            i64::MAX => format!("`{}` is a count: never less than 0", leaf.column),
            most => format!("`{}` is a number of days of the period: from 0 to {most}", leaf.column),
        });
    }
    for (at, less) in found.iter().enumerate() {
        for (other, more) in found.iter().enumerate() {
            if at == other {
                continue;
            }
            let Some((together, why)) = at_most(less, more, leaves, zone) else {
                continue;
            };
            known
                .said
                .push(format!("`{}` is never more than `{}`: {why}", less.column, more.column));
            known.facts.orders.push(AtMost {
                less: less.column.clone(),
                more: more.column.clone(),
                together,
            });
        }
    }
    known
}

/// The most days that a leaf of days can have.
fn days(leaf: &Leaf) -> i64 {
    match &leaf.kind {
        LeafKind::Days(measure, 7) => i64::try_from(measure.on.len()).unwrap_or(7).min(7),
        LeafKind::Days(_, most) => *most,
        LeafKind::Rows(_) | LeafKind::Derived(..) => i64::MAX,
    }
}

/// Whether one leaf is never more than another: whether they are known together, and why it is so.
fn at_most(less: &Leaf, more: &Leaf, leaves: &Leaves, zone: &str) -> Option<(bool, &'static str)> {
    match (&less.kind, &more.kind) {
        (LeafKind::Rows(less), LeafKind::Rows(more)) => {
            let why = kinds(less, more)?;
            let fits = less.zero && more.zero && less.same_rows(more);
            (fits && rows::implies(less.filter.as_ref(), more.filter.as_ref(), leaves, zone)).then_some((true, why))
        }
        (LeafKind::Days(less, _), LeafKind::Days(more, _)) => {
            fewer_days(less, more).then_some((false, "it takes away more, or counts fewer days of the week"))
        }
        _ => None,
    }
}

/// Why what is counted can't be more where no more rows count.
fn kinds(less: &Counted, more: &Counted) -> Option<&'static str> {
    match (less.aggregate, more.aggregate) {
        (Aggregate::Count, Aggregate::Count) | (Aggregate::DistinctDays, Aggregate::DistinctDays) => {
            Some("a narrower `where` counts no more")
        }
        (Aggregate::Distinct, Aggregate::Distinct) => {
            (less.column == more.column).then_some("a narrower `where` counts no more")
        }
        (Aggregate::DistinctDays, Aggregate::Count) => Some("there are no more days with events than events"),
        (Aggregate::Distinct, Aggregate::Count) => Some("there are no more different values than events"),
        _ => None,
    }
}
