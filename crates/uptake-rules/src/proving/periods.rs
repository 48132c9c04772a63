//! What holds between what rests on several periods, whatever the data are.

use super::assumed::spread;
use super::leaves::{Counted, Leaf, LeafKind, Leaves};
use super::orders;
use super::over::How;
use super::rows;
use crate::expr::proof::{self, AtMost, Facts, Occurs};
use crate::expr::{Binary, Expr, ExprKind, Function, Take, Window};
use crate::policy::measure::{Absent, Aggregate, By};
use crate::value::{Literal, Type};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// No more events of somebody are counted in a period: a run ends where there are more.
pub(super) const MOST_COUNTED: i64 = 4_294_967_295;

/// The least and the greatest value of a number that is whole, whatever its type.
pub(super) fn range(leaf: &Leaf, leaves: &Leaves) -> Option<RangeInclusive<i64>> {
    let last = |periods: u32| i64::from(periods);
    match &leaf.kind {
        LeafKind::Rows(counted) => match counted.aggregate {
            // What is unknown without a row is never zero.
            Aggregate::Count if !counted.zero && !counted.weighted => Some(1..=MOST_COUNTED),
            Aggregate::DistinctDays if !counted.zero => Some(1..=counted.days),
            Aggregate::Count | Aggregate::Distinct => Some(0..=MOST_COUNTED),
            Aggregate::DistinctDays => Some(0..=counted.days),
            Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max => None,
        },
        LeafKind::Days(_, range) => Some(range.clone()),
        LeafKind::Derived(over) if matches!(leaf.ty, Type::Int | Type::Float) => match &over.how {
            How::Measure(window) => {
                // A missing value counts as zero where the measure says so.
                let of = of_expr(&window.of.expr, leaves).map(|of| match window.absent {
                    Absent::Zero => (*of.start()).min(0)..=(*of.end()).max(0),
                    Absent::Skip | Absent::Unknown => of,
                });
                match window.aggregate {
                    Aggregate::Count => Some(0..=last(window.last)),
                    Aggregate::Sum => several(of?, last(window.last)),
                    Aggregate::Min | Aggregate::Max => of,
                    Aggregate::Mean | Aggregate::Distinct | Aggregate::DistinctDays => None,
                }
            }
            How::Function(window, of) => match window {
                Window::Lag(_) | Window::First => of_expr(of, leaves),
                Window::Streak | Window::Since => Some(0..=i64::MAX),
                Window::Last(over) => match over.take {
                    Take::Count | Take::Known => Some(0..=last(over.periods)),
                    Take::Sum => several(of_expr(of, leaves)?, last(over.periods)),
                    Take::Min | Take::Max => of_expr(of, leaves),
                    Take::Mean => None,
                },
            },
            How::Across(_) | How::Script => None,
        },
        LeafKind::Derived(_) => None,
    }
}

/// The sum of one to so many numbers.
fn several(of: RangeInclusive<i64>, most: i64) -> Option<RangeInclusive<i64>> {
    (*of.start() >= 0).then(|| *of.start()..=of.end().saturating_mul(most))
}

/// The least and the greatest value of an expression of whole numbers.
fn of_expr(expr: &Expr, leaves: &Leaves) -> Option<RangeInclusive<i64>> {
    match &expr.kind {
        ExprKind::Literal(Literal::Int(value)) => Some(*value..=*value),
        ExprKind::Column(name) => range(leaves.of(name)?, leaves),
        ExprKind::If(_, then, otherwise) => either(of_expr(then, leaves)?, &of_expr(otherwise, leaves)?),
        ExprKind::Coalesce(parts) => {
            let mut all = parts.iter().map(|part| of_expr(part, leaves));
            let first = all.next()??;
            all.try_fold(first, |known, part| either(known, &part?))
        }
        ExprKind::Binary(Binary::Add, left, right) => {
            let (left, right) = (of_expr(left, leaves)?, of_expr(right, leaves)?);
            let least = left.start().saturating_add(*right.start());
            Some(least..=left.end().saturating_add(*right.end()))
        }
        _ => None,
    }
}

fn either(one: RangeInclusive<i64>, other: &RangeInclusive<i64>) -> Option<RangeInclusive<i64>> {
    Some((*one.start()).min(*other.start())..=(*one.end()).max(*other.end()))
}

/// Different values of several periods together, beside those of fewer: what occurs in fewer periods occurs in more of them.
fn together(less: &Counted, more: &Counted, leaves: &Leaves, zone: &str) -> Option<(bool, &'static str)> {
    let last = |counted: &Counted| counted.over.map_or(1, |over| over.last);
    let distinct = less.aggregate == Aggregate::Distinct && more.aggregate == Aggregate::Distinct;
    let fits = distinct
        && less.column == more.column
        && less.names == more.names
        && less.zero
        && more.zero
        && less.same_source(more);
    let fits = fits && last(less) <= last(more);
    (fits && rows::implies(less, more, leaves, zone))
        .then_some((false, "what occurs in fewer periods occurs in more of them, too"))
}

/// How values of several periods become one, however it is written.
struct Taken<'a> {
    take: Take,
    last: u32,
    /// The least history for an answer.
    least: u32,
    of: &'a Expr,
    /// What is counted as a period, and what a missing value means: both have to be the same.
    by: Option<(By, Absent, &'a [String])>,
}

fn taken<'l>(leaf: &'l Leaf, leaves: &Leaves) -> Option<Taken<'l>> {
    let LeafKind::Derived(over) = &leaf.kind else {
        return None;
    };
    range(leaf, leaves)?;
    match &over.how {
        How::Measure(window) => Some(Taken {
            take: match window.aggregate {
                Aggregate::Count => Take::Count,
                Aggregate::Sum => Take::Sum,
                Aggregate::Min => Take::Min,
                Aggregate::Max => Take::Max,
                Aggregate::Mean | Aggregate::Distinct | Aggregate::DistinctDays => return None,
            },
            last: window.last,
            least: window.minimum,
            of: &window.of.expr,
            by: Some((window.by, window.absent, &window.datasets)),
        }),
        How::Function(Window::Last(last), of) => Some(Taken {
            take: last.take,
            last: last.periods,
            least: last.least,
            of,
            by: None,
        }),
        How::Function(..) | How::Across(_) | How::Script => None,
    }
}

/// Whether one of two leaves that rest on several periods, or one of the period beside one that rests on several, is never more than the
/// other: whether they are known together, and why it is so.
pub(super) fn at_most(less: &Leaf, more: &Leaf, leaves: &Leaves, zone: &str) -> Option<(bool, &'static str)> {
    if let (LeafKind::Rows(less), LeafKind::Rows(more)) = (&less.kind, &more.kind) {
        return together(less, more, leaves, zone);
    }
    if let Some(found) = since_when(less, more, leaves, zone) {
        return Some(found);
    }
    match (taken(less, leaves), taken(more, leaves)) {
        (Some(less), Some(more)) => nested(&less, &more, leaves, zone),
        (None, Some(more)) => {
            let of = leaf_of(more.of, leaves)?;
            let largest = match more.take {
                Take::Sum => *range(of, leaves)?.start() >= 0,
                Take::Max => true,
                Take::Mean | Take::Min | Take::Count | Take::Known => false,
            };
            let why = "what is of the period is among what is of the last periods";
            (largest && no_more(less, of, leaves, zone)).then_some((false, why))
        }
        (Some(less), None) => {
            let of = leaf_of(less.of, leaves)?;
            let plain = less.by.is_none_or(|(_, absent, _)| absent != Absent::Zero) || *range(of, leaves)?.start() >= 0;
            let why = "the least of the last periods is no more than that of the period";
            (less.take == Take::Min && plain && no_more(of, more, leaves, zone)).then_some((false, why))
        }
        (None, None) => None,
    }
}

/// How long something has held, or since when it hasn't, beside the same of a condition that holds wherever it does. Where a period is
/// unknown to one of them, it may end what is counted of that one alone: so one may be known and the other not.
fn since_when(less: &Leaf, more: &Leaf, leaves: &Leaves, zone: &str) -> Option<(bool, &'static str)> {
    let (LeafKind::Derived(one), LeafKind::Derived(other)) = (&less.kind, &more.kind) else {
        return None;
    };
    match (&one.how, &other.how) {
        (How::Function(Window::Streak, less), How::Function(Window::Streak, more)) => {
            implied(less, more, leaves, zone).then_some((false, "a narrower condition has held for no longer"))
        }
        (How::Function(Window::Since, less), How::Function(Window::Since, more)) => {
            implied(more, less, leaves, zone).then_some((false, "a narrower condition held last no later"))
        }
        _ => None,
    }
}

fn leaf_of<'l>(expr: &Expr, leaves: &'l Leaves) -> Option<&'l Leaf> {
    match &expr.kind {
        ExprKind::Column(name) => leaves.of(name),
        _ => None,
    }
}

/// Whether one leaf of a period is another one, or is never more and known with it.
fn no_more(less: &Leaf, more: &Leaf, leaves: &Leaves, zone: &str) -> bool {
    less.column == more.column || orders::at_most(less, more, leaves, zone).is_some_and(|(together, _)| together)
}

/// The same of expressions, through choices of which the condition is never unknown.
fn no_more_of(less: &Expr, more: &Expr, leaves: &Leaves, zone: &str) -> bool {
    if less.without_spans() == more.without_spans() {
        return true;
    }
    match (&less.kind, &more.kind) {
        (ExprKind::If(condition, then, otherwise), _) if never_unknown(condition) => {
            no_more_of(then, more, leaves, zone) && no_more_of(otherwise, more, leaves, zone)
        }
        (_, ExprKind::If(condition, then, otherwise)) if never_unknown(condition) => {
            no_more_of(less, then, leaves, zone) && no_more_of(less, otherwise, leaves, zone)
        }
        _ => match (leaf_of(less, leaves), leaf_of(more, leaves)) {
            (Some(less), Some(more)) => no_more(less, more, leaves, zone),
            _ => false,
        },
    }
}

/// Whether a condition is known on every row, as those are that say for which group something is.
fn never_unknown(condition: &Expr) -> bool {
    match &condition.kind {
        ExprKind::Literal(Literal::Bool(_)) => true,
        ExprKind::Coalesce(parts) => parts.iter().any(never_unknown),
        ExprKind::Not(inner) => never_unknown(inner),
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().all(never_unknown),
        ExprKind::Call(Function::IsKnown, _) => true,
        _ => false,
    }
}

/// Whether two conditions are known in the same periods: comparisons of what is counted of one dataset are, as each of these numbers is
/// known wherever another one is.
fn told_alike(one: &Expr, other: &Expr, leaves: &Leaves) -> bool {
    let mut names = Vec::new();
    if !is_told_by(one, &mut names) || !is_told_by(other, &mut names) {
        return false;
    }
    let counted = names.iter().map(|name| match leaves.of(name).map(|leaf| &leaf.kind) {
        Some(LeafKind::Rows(counted)) if counted.zero && counted.over.is_none() => Some(counted),
        _ => None,
    });
    let Some(counted) = counted.collect::<Option<Vec<_>>>() else {
        return false;
    };
    let first = counted.first();
    first.is_some_and(|first| counted.iter().all(|other| first.same_source(other)))
}

/// Whether an expression is a comparison of columns, or one of several for different groups, so that it is known where these are.
fn is_told_by<'e>(expr: &'e Expr, names: &mut Vec<&'e str>) -> bool {
    match &expr.kind {
        ExprKind::Column(name) => {
            names.push(name);
            true
        }
        ExprKind::Literal(value) => *value != Literal::Unknown,
        ExprKind::Binary(op, left, right) => op.compares() && is_told_by(left, names) && is_told_by(right, names),
        ExprKind::If(condition, then, otherwise) => {
            never_unknown(condition) && is_told_by(then, names) && is_told_by(otherwise, names)
        }
        _ => false,
    }
}

/// Whether a condition of one period holds wherever another one does, with what is known of the numbers of one period.
fn implied(one: &Expr, other: &Expr, leaves: &Leaves, zone: &str) -> bool {
    let (one, other) = (spread(one), spread(other));
    let columns: BTreeSet<&str> = one.columns().union(&other.columns()).copied().collect();
    let found: Vec<&Leaf> = columns.iter().filter_map(|column| leaves.of(column)).collect();
    let mut facts = Facts::default();
    for less in &found {
        facts
            .ranges
            .extend(range(less, leaves).map(|range| (less.column.clone(), range)));
        for more in found.iter().filter(|more| more.column != less.column) {
            if let Some((together, _)) = orders::at_most(less, more, leaves, zone) {
                facts.orders.push(AtMost {
                    less: less.column.clone(),
                    more: more.column.clone(),
                    together,
                });
            }
        }
    }
    let asked = [(Some(true), Some(false)), (Some(true), None)];
    *proof::ruled_out([&one, &other], &facts, &asked).implied() == Occurs::Never
}

/// Two windows, of which the one lies in the other and has no more in any of its periods.
fn nested(less: &Taken<'_>, more: &Taken<'_>, leaves: &Leaves, zone: &str) -> Option<(bool, &'static str)> {
    let alike = less.by == more.by;
    // A function over periods looks at periods of the calendar, too, and passes over what is missing.
    let calendar = |by: Option<(By, Absent, &[String])>| by.is_none_or(|(by, ..)| by == By::Calendar);
    let adds_up = matches!(
        (less.take, more.take),
        (Take::Sum, Take::Sum) | (Take::Count, Take::Count)
    );
    if !alike && !(adds_up && calendar(less.by) && calendar(more.by) && (less.by.is_none() || more.by.is_none())) {
        return None;
    }
    let same = less.of.without_spans() == more.of.without_spans();
    let numbers = || Some(no_more_of(less.of, more.of, leaves, zone));
    // What is known of the one in each period is known of the other.
    let together = alike && less.last == more.last && less.least == more.least;
    let shorter = less.last <= more.last;
    let why = match less.last == more.last {
        true => "a narrower condition counts no more over the same periods",
        false => "what is of fewer periods is among what is of more of them",
    };
    match (less.take, more.take) {
        (Take::Count, Take::Count) => {
            let fits = shorter && (same || implied(less.of, more.of, leaves, zone));
            fits.then_some((together && told_alike(less.of, more.of, leaves), why))
        }
        (Take::Count, Take::Known) if shorter && same => Some((false, "where a condition holds it is known")),
        (Take::Known, Take::Known) => (shorter && same).then_some((false, why)),
        (Take::Sum, Take::Sum) => {
            let positive = || Some(*of_expr(less.of, leaves)?.start() >= 0);
            let fits = shorter && positive()? && (same || numbers()?);
            fits.then_some((together, why))
        }
        (Take::Max, Take::Max) => (shorter && (same || numbers()?)).then_some((together, why)),
        (Take::Min, Take::Max) => same.then_some((false, "the least of several is no more than the greatest")),
        (Take::Max | Take::Min, Take::Sum) => {
            let positive = *of_expr(less.of, leaves)?.start() >= 0;
            (same && shorter && positive)
                .then_some((false, "none of several is more than their sum, as none is negative"))
        }
        _ => None,
    }
}
