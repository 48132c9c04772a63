//! Floats: where Polars leaves IEEE 754. It has NaN equal to itself and above everything, its remainder has the sign of
//! the divisor, and a constant 0.0 is a neutral summand to it, which it isn't to -0.0.

use super::kernel::{binary, each, pairs, unary};
use polars::prelude::*;
use uptake_rules::expr::Binary;
use uptake_rules::value::Type;

/// An operation on two floats.
pub(super) fn pair(left: Expr, right: Expr, f: impl Fn(f64, f64) -> f64 + Copy + Send + Sync + 'static) -> Expr {
    binary(left, right, Type::Float, move |left, right| {
        let answer: Float64Chunked = pairs(left.f64()?, right.f64()?, |a, b| Some(f(a, b)));
        Ok(answer.into_series())
    })
}

/// `abs(x)`
pub(super) fn abs(number: Expr) -> Expr {
    unary(number, Type::Float, |numbers| {
        let answer: Float64Chunked = each(numbers.f64()?, |number: f64| Some(number.abs()));
        Ok(answer.into_series())
    })
}

/// `to_int(x)`: cut toward zero; unknown for NaN and outside 64 bits.
pub(super) fn to_int(number: Expr) -> Expr {
    unary(number, Type::Int, |numbers| {
        let answer: Int64Chunked = each(numbers.f64()?, cut);
        Ok(answer.into_series())
    })
}

fn cut(number: f64) -> Option<i64> {
    // Both ends are powers of two, which floats hold exactly; NaN is in no range.
    const END: f64 = 9_223_372_036_854_775_808.0;
    #[allow(clippy::cast_possible_truncation, reason = "cutting is what it is for")]
    (-END..END).contains(&number).then_some(number as i64)
}

/// A comparison in which NaN differs from everything.
pub(super) fn compare(op: Binary, left: Expr, right: Expr) -> Expr {
    binary(left, right, Type::Bool, move |left, right| {
        let (left, right) = (left.f64()?, right.f64()?);
        let answer = if has_nan(left) || has_nan(right) {
            let holds = match op {
                Binary::Equal => |a: f64, b: f64| a == b,
                Binary::NotEqual => |a: f64, b: f64| a != b,
                Binary::Less => |a: f64, b: f64| a < b,
                Binary::LessEqual => |a: f64, b: f64| a <= b,
                Binary::Greater => |a: f64, b: f64| a > b,
                Binary::GreaterEqual => |a: f64, b: f64| a >= b,
                other => return Err(polars_err!(ComputeError: "`{}` doesn't compare", other.symbol())),
            };
            arity::broadcast_binary_elementwise_values(left, right, holds)
        } else {
            // Without NaN Polars' own comparison is right, and several times as fast.
            match op {
                Binary::Equal => left.equal(right),
                Binary::NotEqual => left.not_equal(right),
                Binary::Less => left.lt(right),
                Binary::LessEqual => left.lt_eq(right),
                Binary::Greater => left.gt(right),
                Binary::GreaterEqual => left.gt_eq(right),
                other => return Err(polars_err!(ComputeError: "`{}` doesn't compare", other.symbol())),
            }
        };
        Ok(answer.with_name(left.name().clone()).into_series())
    })
}

/// Whether NaN stands anywhere. All are looked at, since that is faster than stopping at the first.
fn has_nan(numbers: &Float64Chunked) -> bool {
    numbers
        .downcast_iter()
        .any(|array| array.values_iter().fold(false, |found, number| found | number.is_nan()))
}
