//! Which of two numbers of one period is never more than the other.

use super::leaves::{Counted, Leaf, LeafKind, Leaves, fewer_days, known_together};
use super::rows;
use crate::policy::measure::Aggregate;

/// Whether one leaf is never more than another: whether they are known together, and why it is so.
pub(super) fn at_most(less: &Leaf, more: &Leaf, leaves: &Leaves, zone: &str) -> Option<(bool, &'static str)> {
    match (&less.kind, &more.kind) {
        (LeafKind::Rows(one), LeafKind::Rows(other)) if is_extreme(one) || is_extreme(other) => (less.ty == more.ty)
            .then(|| extremes(one, other, leaves, zone))
            .flatten(),
        (LeafKind::Rows(less), LeafKind::Rows(more)) => {
            let why = kinds(less, more)?;
            // Where nothing counted is unknown, one may be known and the other not.
            let together = less.zero && more.zero;
            (less.same_rows(more) && rows::implies(less, more, leaves, zone)).then_some((together, why))
        }
        (LeafKind::Days(less, _), LeafKind::Days(more, _)) => {
            let why = "it takes away more, or counts fewer days of the week";
            fewer_days(less, more).then(|| (known_together(less, more), why))
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
            (less.column == more.column && less.names == more.names).then_some("a narrower `where` counts no more")
        }
        (Aggregate::DistinctDays, Aggregate::Count) => Some("there are no more days with events than events"),
        (Aggregate::Distinct, Aggregate::Count) => Some("there are no more different values than events"),
        _ => None,
    }
}

fn is_extreme(counted: &Counted) -> bool {
    matches!(counted.aggregate, Aggregate::Min | Aggregate::Max)
}

/// The least of some numbers, their mean and the greatest of them, and those of fewer rows. What counts as zero without a number isn't
/// among them.
fn extremes(less: &Counted, more: &Counted, leaves: &Leaves, zone: &str) -> Option<(bool, &'static str)> {
    if less.column != more.column || less.zero || more.zero || !less.same_rows(more) {
        return None;
    }
    let fewer = |one: &Counted, other: &Counted| rows::implies(one, other, leaves, zone);
    let (wider, narrower) = (fewer(more, less), fewer(less, more));
    let both = wider && narrower;
    let why = match (less.aggregate, more.aggregate) {
        (Aggregate::Min, Aggregate::Max) if wider || narrower => {
            "the least of some numbers is no more than the greatest"
        }
        (Aggregate::Min, Aggregate::Mean) if both => "the least of some numbers is no more than their mean",
        (Aggregate::Mean, Aggregate::Max) if both => "the mean of some numbers is no more than the greatest",
        (Aggregate::Min, Aggregate::Min) if wider => "the least of more numbers is no more",
        (Aggregate::Max, Aggregate::Max) if narrower => "the greatest of fewer numbers is no more",
        _ => return None,
    };
    Some((both, why))
}
