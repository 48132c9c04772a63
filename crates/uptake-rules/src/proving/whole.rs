//! Whole numbers that stand as floats.

use crate::expr::{Binary, Expr, ExprKind};
use crate::value::{Literal, Type};

/// A whole number as a float. Where it is compared with a number that isn't large, [`as_whole`] takes it back: that says the same.
pub(super) fn as_float(value: Expr) -> Expr {
    let span = value.span;
    let one = Expr {
        kind: ExprKind::Literal(Literal::Float(1.0)),
        ty: Type::Float,
        span,
    };
    Expr {
        kind: ExprKind::Binary(Binary::Multiply, Box::new(value), Box::new(one)),
        ty: Type::Float,
        span,
    }
}

/// The whole number that is multiplied by 1.0: an author may have written that, too.
pub(super) fn as_whole(value: &Expr) -> Option<&Expr> {
    match &value.kind {
        ExprKind::Binary(Binary::Multiply, whole, one)
            if whole.ty == Type::Int && one.kind == ExprKind::Literal(Literal::Float(1.0)) =>
        {
            Some(whole)
        }
        _ => None,
    }
}
