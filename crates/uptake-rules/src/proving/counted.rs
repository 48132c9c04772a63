//! What holds between numbers that are counted from rows because some need a row: a sum, a mean and the greatest are unknown without
//! one, as is a count where its measure says so, and where there are rows there is a day with some.

use super::leaves::{Counted, Leaf, LeafKind, Leaves};
use super::rows;
use crate::expr::{Binary, Expr, ExprKind, Function};
use crate::policy::measure::Aggregate;
use crate::value::{Literal, Type};

/// Conditions that never fail, of leaves that are counted from the same rows.
pub(super) fn together(leaves: &[&Leaf], all: &Leaves, zone: &str) -> Vec<Expr> {
    let of_rows = |leaf: &&Leaf| match &leaf.kind {
        LeafKind::Rows(counted) if counted.over.is_none() => Some(counted.as_ref().clone()),
        LeafKind::Rows(_) | LeafKind::Days(..) | LeafKind::Derived(_) => None,
    };
    let found: Vec<(&Leaf, Counted)> = leaves.iter().filter_map(|leaf| Some((*leaf, of_rows(leaf)?))).collect();
    let mut facts = Vec::new();
    for (one, its) in &found {
        for (other, theirs) in &found {
            let counts = matches!(theirs.aggregate, Aggregate::Count | Aggregate::DistinctDays);
            if !counts || one.column == other.column || !its.same_rows(theirs) {
                continue;
            }
            let Some(shows) = shows_a_row(one, its) else { continue };
            if rows::implies(its, theirs, all, zone) {
                // Unless it shows a row, or else there is one.
                facts.push(truth(ExprKind::Or(vec![
                    truth(ExprKind::Not(Box::new(shows))),
                    surely(at_least_one(other)),
                ])));
            }
        }
    }
    facts
}

/// The condition by which a number shows that some row counts, never unknown; `None` where no number does.
fn shows_a_row(leaf: &Leaf, counted: &Counted) -> Option<Expr> {
    let column = column(leaf);
    let known = truth(ExprKind::Call(Function::IsKnown, vec![column]));
    match (counted.zero, counted.aggregate) {
        (false, _) => Some(known),
        (true, Aggregate::Count | Aggregate::DistinctDays | Aggregate::Distinct) => Some(surely(at_least_one(leaf))),
        (true, Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max) => None,
    }
}

/// Whether a condition holds: false where it is unknown.
fn surely(condition: Expr) -> Expr {
    truth(ExprKind::Coalesce(vec![
        condition,
        truth(ExprKind::Literal(Literal::Bool(false))),
    ]))
}

fn at_least_one(leaf: &Leaf) -> Expr {
    let one = Expr {
        kind: ExprKind::Literal(Literal::Int(1)),
        ty: Type::Int,
        span: super::registers::nowhere(),
    };
    truth(ExprKind::Binary(
        Binary::GreaterEqual,
        Box::new(column(leaf)),
        Box::new(one),
    ))
}

fn column(leaf: &Leaf) -> Expr {
    Expr {
        kind: ExprKind::Column(leaf.column.clone()),
        ty: leaf.ty,
        span: super::registers::nowhere(),
    }
}

fn truth(kind: ExprKind) -> Expr {
    Expr {
        kind,
        ty: Type::Bool,
        span: super::registers::nowhere(),
    }
}
