//! Whole numbers: what doesn't fit into 64 bits is unknown. Polars would wrap around.

use super::kernel::{binary, each, pairs, unary};
use polars::prelude::*;
use uptake_rules::value::Type;

/// An operation on two whole numbers, unknown where it has no answer.
pub(super) fn pair(
    left: Expr,
    right: Expr,
    f: impl Fn(i64, i64) -> Option<i64> + Copy + Send + Sync + 'static,
) -> Expr {
    binary(left, right, Type::Int, move |left, right| {
        let answer: Int64Chunked = pairs(left.i64()?, right.i64()?, f);
        Ok(answer.into_series())
    })
}

/// `-x`
pub(super) fn negate(number: Expr) -> Expr {
    single(number, i64::checked_neg)
}

/// `abs(x)`
pub(super) fn abs(number: Expr) -> Expr {
    single(number, i64::checked_abs)
}

fn single(number: Expr, f: fn(i64) -> Option<i64>) -> Expr {
    unary(number, Type::Int, move |numbers| {
        let answer: Int64Chunked = each(numbers.i64()?, f);
        Ok(answer.into_series())
    })
}
