//! What a measure keeps of a value: it is a float, and what isn't finite, or is a whole number that no float is, is unknown. Within an
//! expression `1.0 / 0.0` may stand and be compared; a measure has no such value.

use super::leaves::Leaves;
use super::periods;
use super::too_large::TooLarge;
use super::whole::{as_float, as_whole};
use crate::expr::{Binary, Expr, ExprKind, Function, scalar};
use crate::value::{Literal, Type};

/// Up to here floats that are equal are the same whole number.
const WHOLE: i64 = 1 << 50;
/// Floats up to here stay finite whatever is done to them once.
const LARGE: f64 = 1e150;
/// A larger value isn't written twice.
const MOST_PARTS: usize = 400;

/// The value of a measure that is a float.
///
/// # Errors
/// When it is too large to be told.
pub(super) fn measured(value: Expr, leaves: &Leaves) -> Result<Expr, TooLarge> {
    let span = value.span;
    let float = |kind: ExprKind| Expr {
        kind,
        ty: Type::Float,
        span,
    };
    let unknown = || float(ExprKind::Literal(Literal::Unknown));
    let kept =
        |condition: Expr, value: Expr| float(ExprKind::If(Box::new(condition), Box::new(value), Box::new(unknown())));
    match value.kind {
        ExprKind::If(condition, then, otherwise) => Ok(float(ExprKind::If(
            condition,
            Box::new(measured(*then, leaves)?),
            Box::new(measured(*otherwise, leaves)?),
        ))),
        ExprKind::Literal(Literal::Unknown) => Ok(unknown()),
        ExprKind::Literal(Literal::Int(number)) if number.abs() <= WHOLE => {
            Ok(float(ExprKind::Literal(Literal::Float(scalar::to_float(number)))))
        }
        _ if value.ty == Type::Int => {
            if is_small(&value, leaves) {
                return Ok(as_float(value));
            }
            twice(&value)?;
            let rounded = as_float(value.clone());
            Ok(kept(compare(Binary::Equal, value, rounded.clone()), rounded))
        }
        _ if value.ty != Type::Float || is_finite(&value) => Ok(value),
        _ => {
            if let ExprKind::Binary(Binary::Divide, left, right) = &value.kind
                && let Some(divisor) = whole(right).filter(|_| is_finite(left))
            {
                let zero = Expr {
                    kind: ExprKind::Literal(Literal::Int(0)),
                    ty: Type::Int,
                    span,
                };
                return Ok(kept(compare(Binary::NotEqual, divisor.clone(), zero), value));
            }
            twice(&value)?;
            // What isn't finite less itself is no number, and compares with nothing but zero.
            let nothing = float(ExprKind::Binary(
                Binary::Subtract,
                Box::new(value.clone()),
                Box::new(value.clone()),
            ));
            let one = float(ExprKind::Literal(Literal::Float(1.0)));
            Ok(kept(compare(Binary::Less, nothing, one), value))
        }
    }
}

fn compare(op: Binary, left: Expr, right: Expr) -> Expr {
    let span = left.span;
    Expr {
        kind: ExprKind::Binary(op, Box::new(left), Box::new(right)),
        ty: Type::Bool,
        span,
    }
}

fn twice(value: &Expr) -> Result<(), TooLarge> {
    let mut parts = 0;
    value.visit(&mut |_| parts += 1);
    if parts > MOST_PARTS { Err(TooLarge) } else { Ok(()) }
}

/// The whole number that a number is.
fn whole(value: &Expr) -> Option<&Expr> {
    match value.ty {
        Type::Int => Some(value),
        _ => as_whole(value),
    }
}

/// Whether every value of a whole number has a float of its own, and no other float is taken for it.
pub(super) fn is_small(value: &Expr, leaves: &Leaves) -> bool {
    let within = |bound: Option<i64>| bound.is_some_and(|bound| bound <= WHOLE);
    within(bound(value, leaves))
}

/// The greatest that a whole number can be, without its sign.
fn bound(value: &Expr, leaves: &Leaves) -> Option<i64> {
    let of = |part: &Expr| bound(part, leaves);
    match &value.kind {
        ExprKind::Literal(Literal::Int(number)) => number.checked_abs(),
        ExprKind::Literal(Literal::Unknown) => Some(0),
        ExprKind::Column(name) => {
            let range = periods::range(leaves.of(name)?, leaves)?;
            Some(range.start().checked_abs()?.max(range.end().checked_abs()?))
        }
        ExprKind::If(_, then, otherwise) => Some(of(then)?.max(of(otherwise)?)),
        ExprKind::Coalesce(parts) => parts
            .iter()
            .map(of)
            .try_fold(0, |most: i64, part| Some(most.max(part?))),
        ExprKind::Negate(inner) => of(inner),
        ExprKind::Binary(Binary::Add | Binary::Subtract, left, right) => of(left)?.checked_add(of(right)?),
        ExprKind::Binary(Binary::Multiply, left, right) => of(left)?.checked_mul(of(right)?),
        ExprKind::Binary(Binary::Divide, left, _) => of(left),
        ExprKind::Binary(Binary::Remainder, left, _) => of(left),
        ExprKind::Call(Function::Weekday, _) => Some(7),
        ExprKind::Call(Function::DaysBetween | Function::MonthsBetween, _) => Some(8_000_000),
        ExprKind::Call(Function::Len, _) => Some(1 << 44),
        ExprKind::Call(Function::Abs, parts) => of(parts.first()?),
        ExprKind::Call(Function::Min | Function::Max, parts) => parts
            .iter()
            .map(of)
            .try_fold(0, |most: i64, part| Some(most.max(part?))),
        _ => None,
    }
}

/// Whether a number is finite where it is known. Columns are: what isn't is set aside, or is no measure's value.
fn is_finite(value: &Expr) -> bool {
    if value.ty == Type::Int || size(value).is_some() {
        return true;
    }
    let literal = |part: &Expr| match &part.kind {
        ExprKind::Literal(Literal::Float(number)) => Some(number.abs()),
        ExprKind::Literal(Literal::Int(number)) => Some(scalar::to_float(*number).abs()),
        _ => None,
    };
    match &value.kind {
        ExprKind::Column(_) => true,
        ExprKind::Literal(Literal::Unknown) => true,
        ExprKind::Negate(inner) => is_finite(inner),
        ExprKind::If(_, then, otherwise) => is_finite(then) && is_finite(otherwise),
        ExprKind::Coalesce(parts) => parts.iter().all(is_finite),
        ExprKind::Call(Function::Abs | Function::Min | Function::Max, parts) => parts.iter().all(is_finite),
        ExprKind::Binary(Binary::Divide, left, right) => {
            is_finite(left) && literal(right).is_some_and(|by| (1.0..LARGE).contains(&by))
        }
        ExprKind::Binary(Binary::Multiply, left, right) => {
            let no_more = |by: Option<f64>| by.is_some_and(|by| by <= 1.0);
            is_finite(left) && is_finite(right) && (no_more(literal(left)) || no_more(literal(right)))
        }
        _ => false,
    }
}

/// The greatest that a number can be, without its sign, as far as that is far from the greatest number there is.
fn size(value: &Expr) -> Option<f64> {
    let found = match &value.kind {
        ExprKind::Literal(Literal::Float(number)) => number.abs(),
        _ if value.ty == Type::Int => 1e19,
        ExprKind::Negate(inner) => size(inner)?,
        ExprKind::Binary(Binary::Add | Binary::Subtract, left, right) => size(left)? + size(right)?,
        ExprKind::Binary(Binary::Multiply, left, right) => size(left)? * size(right)?,
        ExprKind::Binary(Binary::Divide, left, right) => match &right.kind {
            ExprKind::Literal(Literal::Float(by)) if *by != 0.0 => size(left)? / by.abs(),
            ExprKind::Literal(Literal::Int(by)) if *by != 0 => size(left)? / scalar::to_float(*by).abs(),
            _ => return None,
        },
        ExprKind::If(_, then, otherwise) => match (&then.kind, &otherwise.kind) {
            (_, ExprKind::Literal(Literal::Unknown)) => size(then)?,
            (ExprKind::Literal(Literal::Unknown), _) => size(otherwise)?,
            _ => size(then)?.max(size(otherwise)?),
        },
        ExprKind::Call(Function::Abs, parts) => size(parts.first()?)?,
        _ => return None,
    };
    (found <= LARGE).then_some(found)
}
