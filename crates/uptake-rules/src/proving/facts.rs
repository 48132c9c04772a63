//! What holds between what is counted, whatever the data are.

use super::leaves::{Counted, Leaf, LeafKind, Leaves, fewer_days};
use super::{periods, rows};
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
        let Some(range) = periods::range(leaf, leaves) else { continue };
        let column = &leaf.column;
        let days = match &leaf.kind {
            LeafKind::Rows(counted) => counted.aggregate == Aggregate::DistinctDays,
            LeafKind::Days(..) => true,
            LeafKind::Derived(_) => false,
        };
        known.said.push(match (range.start(), range.end()) {
            (least, most) if days => format!("`{column}` is a number of days of the period: from {least} to {most}"),
            (0, &i64::MAX) => format!("`{column}` is a count: never less than 0"),
            (least, &i64::MAX) => format!("`{column}` is never less than {least}"),
            (least, most) => format!("`{column}` lies between {least} and {most}"),
        });
        known.facts.ranges.insert(column.clone(), range);
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

/// Whether one leaf is never more than another: whether they are known together, and why it is so.
pub(super) fn at_most(less: &Leaf, more: &Leaf, leaves: &Leaves, zone: &str) -> Option<(bool, &'static str)> {
    match (&less.kind, &more.kind) {
        (LeafKind::Rows(less), LeafKind::Rows(more)) => {
            let why = kinds(less, more)?;
            if less.over != more.over {
                return periods::together(less, more, leaves, zone);
            }
            let fits = less.zero && more.zero && less.same_rows(more);
            (fits && rows::implies(less.filter.as_ref(), more.filter.as_ref(), leaves, zone)).then_some((true, why))
        }
        (LeafKind::Days(less, _), LeafKind::Days(more, _)) => {
            fewer_days(less, more).then_some((false, "it takes away more, or counts fewer days of the week"))
        }
        _ => periods::at_most(less, more, leaves, zone),
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
