//! Which of two expressions is never more than the other, told from what they are made of: `made * 1.0 / days` is no more where `made`
//! is none, over the same days.
//!
//! Rounding keeps the order of two numbers, so what holds of the parts holds of the whole. It is asked of numbers that are never negative
//! alone, and neither so large nor so small that floats lose them.

use super::key::key;
use super::links::Ordered;
use super::sample::Ranges;
use crate::expr::{Binary, Expr, ExprKind, scalar};
use crate::value::{Literal, Type};

/// What is known of columns.
#[derive(Clone, Copy)]
pub(super) struct Columns<'a> {
    pub(super) orders: &'a [Ordered],
    pub(super) ranges: Option<&'a Ranges>,
}

/// That one expression is never more than another one, where both are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoMore {
    /// Whether both are known, or neither is.
    pub(super) together: bool,
    /// Whether both are numbers. What is divided by zero isn't: then neither is one.
    pub(super) finite: bool,
}

/// How large a number is that is never negative, where it is a number at all.
#[derive(Clone, Copy, Debug)]
struct Extent {
    /// The least that isn't zero.
    least: f64,
    most: f64,
    finite: bool,
}

/// Beyond this whole numbers have no place.
const MOST_WHOLE: f64 = 1e18;
/// Floats between these stay far from where they are rounded to nothing, or to no number.
const FLOATS: std::ops::RangeInclusive<f64> = 1e-100..=1e100;

impl Columns<'_> {
    /// Whether one expression is never more than the other; `None` where that can't be told.
    pub(super) fn no_more(&self, less: &Expr, more: &Expr) -> Option<NoMore> {
        let finite = self.extent(less)?.finite && self.extent(more)?.finite;
        let together = self.ordered(less, more)?;
        Some(NoMore { together, finite })
    }

    /// Whether both are known, or neither is, where one is never more than the other.
    fn ordered(&self, less: &Expr, more: &Expr) -> Option<bool> {
        if less.ty != more.ty {
            return None;
        }
        if key(less) == key(more) {
            return Some(true);
        }
        match (&less.kind, &more.kind) {
            (ExprKind::Column(less), ExprKind::Column(more)) => {
                let mut known = self.orders.iter();
                let found = known.find(|order| order.less == *less && order.more == *more)?;
                Some(found.together)
            }
            (ExprKind::Binary(op, a, b), ExprKind::Binary(other, c, d)) if op == other => match op {
                Binary::Add | Binary::Multiply => Some(self.ordered(a, c)? && self.ordered(b, d)?),
                // A greater divisor makes less, and one that is zero makes nothing of either.
                Binary::Divide if key(b) == key(d) => self.ordered(a, c),
                Binary::Divide if self.is_positive(b) && self.is_positive(d) => {
                    Some(self.ordered(a, c)? && self.ordered(d, b)?)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a number is never zero, nor less.
    fn is_positive(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Literal(value) => literal(value).is_some_and(|number| number > 0.0),
            ExprKind::Column(name) => self
                .ranges
                .and_then(|ranges| ranges.get(name))
                .is_some_and(|range| *range.start() > 0),
            _ => false,
        }
    }

    /// `None` where it may be negative, or where that can't be told.
    fn extent(&self, expr: &Expr) -> Option<Extent> {
        let found = match &expr.kind {
            ExprKind::Literal(value) => {
                let number = literal(value).filter(|number| *number >= 0.0)?;
                Extent {
                    least: if number > 0.0 { number } else { 1.0 },
                    most: number,
                    finite: true,
                }
            }
            ExprKind::Column(name) => {
                let range = self.ranges?.get(name).filter(|range| *range.start() >= 0)?;
                return Some(Extent {
                    least: 1.0,
                    most: scalar::to_float(*range.end()),
                    finite: true,
                });
            }
            ExprKind::Binary(op, left, right) => {
                let (left, right) = (self.extent(left)?, self.extent(right)?);
                let finite = left.finite && right.finite;
                match op {
                    Binary::Add => Extent {
                        least: left.least.min(right.least),
                        most: left.most + right.most,
                        finite,
                    },
                    Binary::Multiply => Extent {
                        least: left.least * right.least,
                        most: left.most * right.most,
                        finite,
                    },
                    // What isn't a number divides nothing.
                    Binary::Divide if right.finite => Extent {
                        least: match expr.ty {
                            Type::Int => 1.0,
                            _ => left.least / right.most.max(1.0),
                        },
                        most: left.most / right.least,
                        finite: finite && self.is_positive_divisor(expr),
                    },
                    _ => return None,
                }
            }
            _ => return None,
        };
        let fits = match expr.ty {
            Type::Int => found.most <= MOST_WHOLE,
            _ => FLOATS.contains(&found.least) && found.most <= *FLOATS.end(),
        };
        fits.then_some(found)
    }

    fn is_positive_divisor(&self, division: &Expr) -> bool {
        matches!(&division.kind, ExprKind::Binary(_, _, right) if self.is_positive(right))
    }

    /// Whether an expression is known wherever its columns are: arithmetic of floats is, that of whole numbers as far as they have a place.
    pub(super) fn is_known_with_columns(&self, expr: &Expr) -> bool {
        match (&expr.kind, expr.ty) {
            (ExprKind::Column(_), _) => true,
            (ExprKind::Literal(value), _) => *value != Literal::Unknown,
            (ExprKind::Negate(inner), Type::Float) => self.is_known_with_columns(inner),
            (ExprKind::Binary(op, left, right), Type::Float) => {
                !op.compares() && self.is_known_with_columns(left) && self.is_known_with_columns(right)
            }
            (ExprKind::Binary(..) | ExprKind::Negate(_), Type::Int) => self.bounds(expr).is_some(),
            _ => false,
        }
    }

    /// The least and the greatest of sums, differences and products of whole numbers; `None` where one of them may have no place.
    fn bounds(&self, expr: &Expr) -> Option<(i128, i128)> {
        let found = match &expr.kind {
            ExprKind::Literal(Literal::Int(number)) => (i128::from(*number), i128::from(*number)),
            ExprKind::Column(name) => {
                let range = self.ranges?.get(name)?;
                (i128::from(*range.start()), i128::from(*range.end()))
            }
            ExprKind::Negate(inner) => {
                let (least, most) = self.bounds(inner)?;
                (-most, -least)
            }
            ExprKind::Binary(op, left, right) => {
                let ((a, b), (c, d)) = (self.bounds(left)?, self.bounds(right)?);
                match op {
                    Binary::Add => (a + c, b + d),
                    Binary::Subtract => (a - d, b - c),
                    Binary::Multiply => {
                        let all = [a * c, a * d, b * c, b * d];
                        (all.into_iter().min()?, all.into_iter().max()?)
                    }
                    _ => return None,
                }
            }
            _ => return None,
        };
        let fits = found.0 >= i128::from(i64::MIN) && found.1 <= i128::from(i64::MAX);
        fits.then_some(found)
    }
}

fn literal(value: &Literal) -> Option<f64> {
    match value {
        Literal::Int(number) => Some(scalar::to_float(*number)),
        Literal::Float(number) => Some(*number),
        _ => None,
    }
}
