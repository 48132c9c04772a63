//! Whether a few values of each column stand for all: where columns are compared with what stays as it is, and nothing is
//! computed of them.

use super::asking::Asking;
use crate::expr::{Expr, ExprKind, Function};
use crate::value::{Literal, Type};

/// Whether a few values of each column stand for all others: every comparison is plain, nothing follows from what changes, and
/// nothing that led to the wanted answer was refused.
pub(super) fn is_settled(asking: &Asking<'_>) -> bool {
    let mut columns = asking.condition.columns().into_iter();
    let follows = columns.any(|name| asking.follows(name).is_some());
    !follows && !asking.refused.get() && is_plain(asking.condition, asking)
}

/// Whether every comparison in a condition is plain.
fn is_plain(condition: &Expr, asking: &Asking<'_>) -> bool {
    let all = |parts: &[Expr]| parts.iter().all(|part| is_plain(part, asking));
    if is_fixed(condition, asking) {
        return true;
    }
    match &condition.kind {
        ExprKind::Literal(_) | ExprKind::Column(_) => true,
        ExprKind::Not(inner) => is_plain(inner, asking),
        ExprKind::And(parts) | ExprKind::Or(parts) => all(parts),
        ExprKind::Coalesce(parts) if condition.ty == Type::Bool => all(parts),
        ExprKind::If(asked, then, otherwise) if condition.ty == Type::Bool => {
            [asked, then, otherwise].iter().all(|part| is_plain(part, asking))
        }
        ExprKind::Binary(op, left, right) if op.compares() && left.ty == Type::Bool => {
            is_plain(left, asking) && is_plain(right, asking)
        }
        ExprKind::Binary(op, left, right) if op.compares() => {
            passes(left, asking) && passes(right, asking) && !(varies(left, asking) && varies(right, asking))
        }
        ExprKind::In(item, _) => passes(item, asking),
        ExprKind::Call(Function::IsKnown, arguments) => arguments.iter().all(|part| passes(part, asking)),
        ExprKind::Negate(_)
        | ExprKind::Binary(..)
        | ExprKind::Coalesce(_)
        | ExprKind::If(..)
        | ExprKind::Call(..)
        | ExprKind::Group(..)
        | ExprKind::Window(..)
        | ExprKind::Script(..) => false,
    }
}

/// Whether an operand is one of some values as they are, picked by plain conditions.
fn passes(operand: &Expr, asking: &Asking<'_>) -> bool {
    if is_fixed(operand, asking) {
        return true;
    }
    match &operand.kind {
        ExprKind::Literal(_) | ExprKind::Column(_) => true,
        // The less or the greater of some lies as they lie to what it is compared with.
        ExprKind::Coalesce(parts) | ExprKind::Call(Function::Min | Function::Max, parts) => {
            parts.iter().all(|part| passes(part, asking))
        }
        ExprKind::If(asked, then, otherwise) => {
            is_plain(asked, asking) && passes(then, asking) && passes(otherwise, asking)
        }
        _ if operand.ty == Type::Bool => is_plain(operand, asking),
        _ => false,
    }
}

/// Whether a value that may change is among those that an operand may be.
fn varies(operand: &Expr, asking: &Asking<'_>) -> bool {
    match &operand.kind {
        ExprKind::Column(name) => asking.variable(name).is_some() || asking.follows(name).is_some(),
        ExprKind::Coalesce(parts) | ExprKind::Call(Function::Min | Function::Max, parts) => {
            parts.iter().any(|part| varies(part, asking))
        }
        ExprKind::If(_, then, otherwise) => varies(then, asking) || varies(otherwise, asking),
        _ => false,
    }
}

/// Whether nothing in it may change.
pub(super) fn is_fixed(expr: &Expr, asking: &Asking<'_>) -> bool {
    let moves = |name: &&str| asking.variable(name).is_some() || asking.follows(name).is_some();
    !expr.columns().iter().any(moves)
}

/// The values that an operand may be and that stay as they are.
pub(super) fn constants(operand: &Expr, asking: &Asking<'_>, found: &mut Vec<Literal>) {
    if is_fixed(operand, asking) {
        let value = asking.evaluate(operand, &[]);
        if value != Literal::Unknown && !found.contains(&value) {
            found.push(value);
        }
        return;
    }
    match &operand.kind {
        ExprKind::Coalesce(parts) | ExprKind::Call(Function::Min | Function::Max, parts) => {
            parts.iter().for_each(|part| constants(part, asking, found));
        }
        ExprKind::If(_, then, otherwise) => {
            constants(then, asking, found);
            constants(otherwise, asking, found);
        }
        _ => {}
    }
}

/// The columns that an operand may be as they are, or the less or the greater of which it is.
pub(super) fn passed<'a>(operand: &'a Expr, found: &mut Vec<&'a str>) {
    match &operand.kind {
        ExprKind::Column(name) => found.push(name),
        ExprKind::Coalesce(parts) | ExprKind::Call(Function::Min | Function::Max, parts) => {
            parts.iter().for_each(|part| passed(part, found));
        }
        ExprKind::If(_, then, otherwise) => {
            passed(then, found);
            passed(otherwise, found);
        }
        _ => {}
    }
}
