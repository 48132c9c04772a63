//! The typed tree read for one row: slow, plain, and the measure of every faster reader.

use super::{Expr, ExprKind, scalar};
use crate::value::Literal;

/// The value of `expr`, where `value` gives those of its names and `zone` is the one in which days begin.
///
/// It has the type of the expression, or is unknown. What asks other rows ([`ExprKind::Group`]), other periods
/// ([`ExprKind::Window`]) or an interpreter ([`ExprKind::Script`]) is unknown: none can be had from one row.
pub fn evaluate(expr: &Expr, zone: &str, value: &mut dyn FnMut(&str) -> Literal) -> Literal {
    let found = match &expr.kind {
        ExprKind::Literal(literal) => literal.clone(),
        ExprKind::Column(name) => value(name),
        ExprKind::Not(inner) => {
            truth(evaluate(inner, zone, value)).map_or(Literal::Unknown, |held| Literal::Bool(!held))
        }
        ExprKind::Negate(inner) => match evaluate(inner, zone, value) {
            Literal::Int(number) => scalar::negate(number).map_or(Literal::Unknown, Literal::Int),
            Literal::Float(number) => Literal::Float(-number),
            _ => Literal::Unknown,
        },
        ExprKind::Binary(op, left, right) => {
            let (left, right) = (evaluate(left, zone, value), evaluate(right, zone, value));
            scalar::binary(*op, &left, &right)
        }
        ExprKind::And(parts) => all(parts.iter().map(|part| truth(evaluate(part, zone, value)))),
        ExprKind::Or(parts) => {
            // One holds unless all don't.
            let none = all(parts
                .iter()
                .map(|part| truth(evaluate(part, zone, value)).map(|held| !held)));
            truth(none).map_or(Literal::Unknown, |none| Literal::Bool(!none))
        }
        ExprKind::Coalesce(parts) => parts
            .iter()
            .map(|part| evaluate(part, zone, value))
            .find(|found| *found != Literal::Unknown)
            .unwrap_or(Literal::Unknown),
        ExprKind::In(item, values) => within(&evaluate(item, zone, value), values),
        ExprKind::If(condition, then, otherwise) => match truth(evaluate(condition, zone, value)) {
            Some(true) => evaluate(then, zone, value),
            Some(false) => evaluate(otherwise, zone, value),
            None => Literal::Unknown,
        },
        ExprKind::Call(function, arguments) => {
            let arguments: Vec<Literal> = arguments
                .iter()
                .map(|argument| evaluate(argument, zone, value))
                .collect();
            function.call(&arguments, zone)
        }
        ExprKind::Group(..) | ExprKind::Window(..) | ExprKind::Script(..) => Literal::Unknown,
    };
    scalar::fit(found, expr.ty)
}

fn truth(value: Literal) -> Option<bool> {
    match value {
        Literal::Bool(held) => Some(held),
        _ => None,
    }
}

/// Kleene's `and`.
fn all(parts: impl Iterator<Item = Option<bool>>) -> Literal {
    let mut answer = Literal::Bool(true);
    for part in parts {
        match part {
            Some(false) => return Literal::Bool(false),
            Some(true) => {}
            None => answer = Literal::Unknown,
        }
    }
    answer
}

/// `item in values`: unknown for an unknown item.
fn within(item: &Literal, values: &[Literal]) -> Literal {
    if *item == Literal::Unknown {
        return Literal::Unknown;
    }
    Literal::Bool(
        values
            .iter()
            .any(|value| scalar::compare(super::Binary::Equal, item, value) == Some(true)),
    )
}
