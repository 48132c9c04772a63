//! Floats: where Polars leaves IEEE 754, or the language does. To Polars NaN equals itself and is above everything, the
//! remainder has the sign of the divisor, and a constant 0.0 is a neutral summand, which it isn't to -0.0. The language
//! takes what lies within a rounding error for equal.

use super::kernel::{binary, each, pairs, unary};
use polars::prelude::*;
use uptake_rules::expr::Binary;
use uptake_rules::expr::scalar::{compare_floats, compare_whole};
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

/// A comparison as the language has it, in which what lies within a rounding error is equal.
pub(super) fn compare(op: Binary, left: Expr, right: Expr) -> Expr {
    binary(left, right, Type::Bool, move |left, right| {
        let (left, right) = (left.f64()?, right.f64()?);
        // One loop per operator: the compiler then drops all the others from it.
        let answer = match op {
            Binary::Equal => holds(left, right, |a, b| compare_floats(Binary::Equal, a, b)),
            Binary::NotEqual => holds(left, right, |a, b| compare_floats(Binary::NotEqual, a, b)),
            Binary::Less => holds(left, right, |a, b| compare_floats(Binary::Less, a, b)),
            Binary::LessEqual => holds(left, right, |a, b| compare_floats(Binary::LessEqual, a, b)),
            Binary::Greater => holds(left, right, |a, b| compare_floats(Binary::Greater, a, b)),
            Binary::GreaterEqual => holds(left, right, |a, b| compare_floats(Binary::GreaterEqual, a, b)),
            other => return Err(polars_err!(ComputeError: "`{}` doesn't compare", other.symbol())),
        };
        Ok(answer.into_series())
    })
}

/// A comparison of whole numbers with floats: exact where the float has no fraction.
pub(super) fn compare_wholes(op: Binary, wholes: Expr, floats: Expr) -> Expr {
    binary(wholes, floats, Type::Bool, move |wholes, floats| {
        let holds = |a: i64, b: f64| compare_whole(op, a, b);
        let answer: BooleanChunked = arity::broadcast_binary_elementwise_values(wholes.i64()?, floats.f64()?, holds);
        Ok(answer.into_series())
    })
}

fn holds(left: &Float64Chunked, right: &Float64Chunked, f: impl Fn(f64, f64) -> bool) -> BooleanChunked {
    arity::broadcast_binary_elementwise_values(left, right, f)
}
