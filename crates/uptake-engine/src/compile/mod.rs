//! Typed expressions → Polars expressions.
//!
//! Null stands for *unknown*, and Polars' `and`/`or` are three-valued already. What an expression means stands in
//! [`uptake_rules::expr`]; where Polars' operators mean something else, a kernel of ours runs over the columns: whole
//! numbers that overflow, comparisons of floats, remainders. Where they agree, Polars' own are used.
//!
//! Each operand is compiled once. A copy inside a copy doubles with every level.

mod argument;
mod by_row;
mod call;
mod choose;
mod days;
mod float;
mod forms;
mod kernel;
pub mod literal;
mod types;
mod whole;
mod within;

pub use choose::choose;
pub use types::data_type;

use argument::Argument;
use literal::unknown;
use polars::prelude::*;
use std::ops::Neg;
use uptake_rules::expr::{Binary, Expr as Rule, ExprKind};
use uptake_rules::value::Type;

/// The Polars expression of a rule; `zone` is the one in which days begin. It has the rule's type. Without a column in it
/// it is one value, which `with_columns` spreads over the rows.
///
/// Windows and scripts look beyond their row: the judge puts columns in their place before it compiles. Left in place,
/// they are unknown, and so are functions of groups, which stand in checks only.
pub fn compile(rule: &Rule, zone: &str) -> Expr {
    match &rule.kind {
        ExprKind::Literal(value) => literal::constant(value, rule.ty),
        // Whole numbers may be kept narrower than they are computed with.
        ExprKind::Column(name) if rule.ty == Type::Int => col(name.as_str()).cast(DataType::Int64),
        ExprKind::Column(name) => col(name.as_str()),
        ExprKind::Not(inner) => typed(inner, Type::Bool, zone).not(),
        ExprKind::Negate(inner) => match rule.ty {
            Type::Int => whole::negate(compile(inner, zone)),
            Type::Float => compile(inner, zone).neg(),
            ty => unknown(ty),
        },
        ExprKind::And(parts) => connect(parts, Expr::and, zone),
        ExprKind::Or(parts) => connect(parts, Expr::or, zone),
        ExprKind::Coalesce(parts) => {
            let parts: Vec<Expr> = parts.iter().map(|part| typed(part, rule.ty, zone)).collect();
            coalesce(&parts)
        }
        ExprKind::In(item, values) => within::within(compile(item, zone), item.ty, values),
        ExprKind::If(condition, then, otherwise) => choose(
            typed(condition, Type::Bool, zone),
            typed(then, rule.ty, zone),
            typed(otherwise, rule.ty, zone),
            rule.ty,
        ),
        ExprKind::Binary(op, left, right) => binary(*op, left, right, rule.ty, zone),
        ExprKind::Call(function, arguments) => {
            let arguments: Vec<Argument> = arguments.iter().map(|rule| argument(rule, zone)).collect();
            call::call(*function, &arguments, rule.ty, zone)
        }
        ExprKind::Group(..) | ExprKind::Window(..) | ExprKind::Script(..) => unknown(rule.ty),
    }
}

fn argument(rule: &Rule, zone: &str) -> Argument {
    Argument {
        value: compile(rule, zone),
        ty: rule.ty,
        constant: matches!(rule.kind, ExprKind::Literal(_)),
    }
}

/// A rule as a value of another type: of a number as a float, or of what is always unknown.
fn typed(rule: &Rule, ty: Type, zone: &str) -> Expr {
    let expr = compile(rule, zone);
    if rule.ty == ty { expr } else { expr.cast(data_type(ty)) }
}

/// `&&` or `||` of many, as a tree of little depth.
fn connect(parts: &[Rule], join: fn(Expr, Expr) -> Expr, zone: &str) -> Expr {
    match parts {
        [] => unknown(Type::Bool),
        [only] => typed(only, Type::Bool, zone),
        _ => {
            let (left, right) = parts.split_at(parts.len() / 2);
            join(connect(left, join, zone), connect(right, join, zone))
        }
    }
}

fn binary(op: Binary, left: &Rule, right: &Rule, ty: Type, zone: &str) -> Expr {
    if left.ty == Type::Unknown || right.ty == Type::Unknown {
        return unknown(ty);
    }
    match (left.ty, right.ty) {
        (Type::Int, Type::Float) if op.compares() => {
            return float::compare_wholes(op, compile(left, zone), compile(right, zone));
        }
        (Type::Float, Type::Int) if op.compares() => {
            return float::compare_wholes(op.turned(), compile(right, zone), compile(left, zone));
        }
        _ => {}
    }
    let shared = if left.ty == right.ty { left.ty } else { Type::Float };
    let (a, b) = (typed(left, shared, zone), typed(right, shared, zone));
    match (shared, op) {
        (Type::Int, Binary::Add) => whole::pair(a, b, i64::checked_add),
        (Type::Int, Binary::Subtract) => whole::pair(a, b, i64::checked_sub),
        (Type::Int, Binary::Multiply) => whole::pair(a, b, i64::checked_mul),
        (Type::Int, Binary::Divide) => whole::pair(a, b, i64::checked_div),
        (Type::Int, Binary::Remainder) => whole::pair(a, b, i64::checked_rem),
        (Type::Float, Binary::Add) => float::pair(a, b, |a, b| a + b),
        (Type::Float, Binary::Subtract) => float::pair(a, b, |a, b| a - b),
        (Type::Float, Binary::Multiply) => float::pair(a, b, |a, b| a * b),
        (Type::Float, Binary::Divide) => float::pair(a, b, |a, b| a / b),
        (Type::Float, Binary::Remainder) => float::pair(a, b, |a, b| a % b),
        (Type::Text, Binary::Add) => a + b,
        (_, Binary::Add | Binary::Subtract | Binary::Multiply | Binary::Divide | Binary::Remainder) => unknown(ty),
        (Type::Float, _) => float::compare(op, a, b),
        (_, Binary::Equal) => a.eq(b),
        (_, Binary::NotEqual) => a.neq(b),
        (_, Binary::Less) => a.lt(b),
        (_, Binary::LessEqual) => a.lt_eq(b),
        (_, Binary::Greater) => a.gt(b),
        (_, Binary::GreaterEqual) => a.gt_eq(b),
    }
}

#[cfg(test)]
mod tests;
