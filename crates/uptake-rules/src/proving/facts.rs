//! What holds between what is counted, whatever the data are.

use super::leaves::{Leaf, LeafKind, Leaves};
use super::periods::MOST_COUNTED;
use super::registers::nowhere;
use super::{counted, orders, periods, spells};
use crate::expr::proof::{AtMost, Facts};
use crate::expr::{Binary, Expr, ExprKind};
use crate::policy::measure::Aggregate;
use crate::value::Type;
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
    known.facts.delivered = true;
    let found: Vec<&Leaf> = columns.iter().filter_map(|column| leaves.of(column)).collect();
    for leaf in &found {
        let Some(range) = periods::range(leaf, leaves) else {
            continue;
        };
        let column = &leaf.column;
        let days = match &leaf.kind {
            LeafKind::Rows(counted) => counted.aggregate == Aggregate::DistinctDays,
            LeafKind::Days(..) => true,
            LeafKind::Derived(_) => false,
        };
        known.said.push(match (range.start(), range.end()) {
            (least, most) if days => format!("`{column}` is a number of days of the period: from {least} to {most}"),
            (0, most) if *most >= MOST_COUNTED && matches!(leaf.kind, LeafKind::Rows(_)) => {
                format!("`{column}` is a count: never less than 0")
            }
            (least, most) if *most >= MOST_COUNTED => format!("`{column}` is never less than {least}"),
            (least, most) => format!("`{column}` lies between {least} and {most}"),
        });
        known.facts.ranges.insert(column.clone(), range);
    }
    known.facts.holds = counted::together(&found, leaves, zone);
    for (fact, said) in spells::together(&found, columns, leaves) {
        known.facts.holds.push(fact);
        known.said.push(said);
    }
    if columns.contains("period") && columns.contains("period_end") {
        known.facts.holds.push(never_after("period", "period_end"));
        known.said.push("no period ends before it begins".to_owned());
    }
    for (at, less) in found.iter().enumerate() {
        for (other, more) in found.iter().enumerate() {
            if at == other {
                continue;
            }
            let found = orders::at_most(less, more, leaves, zone);
            let Some((together, why)) = found.or_else(|| periods::at_most(less, more, leaves, zone)) else {
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

/// That one day is never after another one.
fn never_after(one: &str, other: &str) -> Expr {
    let day = |name: &str| Expr {
        kind: ExprKind::Column(name.to_owned()),
        ty: Type::Date,
        span: nowhere(),
    };
    Expr {
        kind: ExprKind::Binary(Binary::LessEqual, Box::new(day(one)), Box::new(day(other))),
        ty: Type::Bool,
        span: nowhere(),
    }
}
