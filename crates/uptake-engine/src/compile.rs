//! Typed expressions → Polars expressions. Null stands for *unknown*, and Polars' `and`/`or` are three-valued already.

use polars::prelude::*;
use uptake_rules::expr::{Binary, Expr as Rule, ExprKind, Function};
use uptake_rules::value::{Literal, Type};

/// The Polars type of a type. An instant is kept in UTC, without a zone.
pub fn data_type(ty: Type) -> DataType {
    match ty {
        Type::Bool => DataType::Boolean,
        Type::Int => DataType::Int64,
        Type::Float => DataType::Float64,
        Type::Text => DataType::String,
        Type::Date => DataType::Date,
        Type::Datetime => DataType::Datetime(TimeUnit::Microseconds, None),
        Type::Unknown => DataType::Null,
    }
}

/// The Polars expression of a rule; `zone` is the one in which days begin.
pub fn compile(rule: &Rule, zone: &str) -> Expr {
    let go = |rule: &Rule| compile(rule, zone);
    match &rule.kind {
        ExprKind::Literal(value) => literal(value),
        ExprKind::Column(name) => col(name.as_str()),
        ExprKind::Not(inner) => go(inner).not(),
        ExprKind::Negate(inner) => lit(0) - go(inner),
        ExprKind::And(parts) => fold(parts.iter().map(go), Expr::and),
        ExprKind::Or(parts) => fold(parts.iter().map(go), Expr::or),
        ExprKind::Coalesce(parts) => fold(parts.iter().map(go), |known, other| {
            when(known.clone().is_not_null()).then(known).otherwise(other)
        }),
        ExprKind::In(item, values) => within(&go(item), values),
        ExprKind::If(condition, then, otherwise) => {
            let condition = go(condition);
            when(condition.clone().is_null())
                .then(lit(NULL).cast(data_type(rule.ty)))
                .when(condition)
                .then(go(then))
                .otherwise(go(otherwise))
        }
        ExprKind::Binary(op, left, right) => {
            let whole = left.ty == Type::Int && right.ty == Type::Int;
            binary(*op, go(left), go(right), whole)
        }
        ExprKind::Call(function, arguments) => call(*function, arguments, zone),
    }
}

fn fold(parts: impl Iterator<Item = Expr>, join: impl Fn(Expr, Expr) -> Expr) -> Expr {
    parts.reduce(join).unwrap_or_else(|| lit(NULL))
}

fn literal(value: &Literal) -> Expr {
    match value {
        Literal::Unknown => lit(NULL),
        Literal::Bool(value) => lit(*value),
        Literal::Int(value) => lit(*value),
        Literal::Float(value) => lit(*value),
        Literal::Text(value) => lit(value.as_str()),
        Literal::Date(value) => lit(crate::calendar::day(*value)).cast(DataType::Date),
    }
}

/// `in`: an equality per value, so that an unknown item is unknown.
fn within(item: &Expr, values: &[Literal]) -> Expr {
    let none = when(item.clone().is_null())
        .then(lit(NULL).cast(DataType::Boolean))
        .otherwise(lit(false));
    values
        .iter()
        .map(|value| item.clone().eq(literal(value)))
        .reduce(Expr::or)
        .unwrap_or(none)
}

fn binary(op: Binary, left: Expr, right: Expr, whole: bool) -> Expr {
    match op {
        Binary::Add => left + right,
        Binary::Subtract => left - right,
        Binary::Multiply => left * right,
        Binary::Divide if whole => unless_zero(&right, cut_quotient(&left, &right)),
        Binary::Divide => unless_zero(&right, left / right.clone()),
        Binary::Remainder if whole => {
            let rest = left.clone() - cut_quotient(&left, &right) * right.clone();
            unless_zero(&right, rest)
        }
        Binary::Remainder => {
            let quotient = (left.clone() / right.clone())
                .cast(DataType::Int64)
                .cast(DataType::Float64);
            unless_zero(&right, left - quotient * right.clone())
        }
        Binary::Equal => left.eq(right),
        Binary::NotEqual => left.neq(right),
        Binary::Less => left.lt(right),
        Binary::LessEqual => left.lt_eq(right),
        Binary::Greater => left.gt(right),
        Binary::GreaterEqual => left.gt_eq(right),
    }
}

fn unless_zero(divisor: &Expr, value: Expr) -> Expr {
    when(divisor.clone().eq(lit(0))).then(lit(NULL)).otherwise(value)
}

/// The quotient of whole numbers cut toward zero, as Rhai has it; Polars rounds it down.
fn cut_quotient(left: &Expr, right: &Expr) -> Expr {
    let down = left.clone().floor_div(right.clone());
    let rest = left.clone() - down.clone() * right.clone();
    let signs_differ = left.clone().lt(lit(0)).neq(right.clone().lt(lit(0)));
    down + when(rest.neq(lit(0)).and(signs_differ))
        .then(lit(1i64))
        .otherwise(lit(0i64))
}

/// The day of a date or of an instant.
fn day(argument: &Rule, zone: &str) -> Expr {
    let compiled = compile(argument, zone);
    match argument.ty {
        Type::Datetime if zone == "UTC" => compiled.dt().date(),
        Type::Datetime => {
            let utc = compiled
                .dt()
                .replace_time_zone(Some(TimeZone::UTC), lit("raise"), NonExistent::Raise);
            match TimeZone::opt_try_new(Some(zone)) {
                Ok(Some(zone)) => utc.dt().convert_time_zone(zone).dt().date(),
                _ => utc.dt().date(),
            }
        }
        Type::Text => compiled.cast(DataType::Date),
        _ => compiled,
    }
}

fn number(expr: Expr) -> Expr {
    expr.cast(DataType::Int64)
}

fn call(function: Function, arguments: &[Rule], zone: &str) -> Expr {
    let argument = |index: usize| {
        arguments
            .get(index)
            .map_or_else(|| lit(NULL), |rule| compile(rule, zone))
    };
    let on = |index: usize| arguments.get(index).map_or_else(|| lit(NULL), |rule| day(rule, zone));
    let whole = arguments.first().is_some_and(|rule| rule.ty == Type::Int);
    match function {
        Function::IsKnown => argument(0).is_not_null(),
        Function::Abs => when(argument(0).lt(lit(0)))
            .then(lit(0) - argument(0))
            .otherwise(argument(0)),
        Function::Min => pick(argument(0), argument(1), Expr::lt_eq),
        Function::Max => pick(argument(0), argument(1), Expr::gt_eq),
        Function::Round | Function::Floor | Function::Ceiling if whole => argument(0),
        Function::Round => argument(0).round(0, RoundMode::HalfAwayFromZero),
        Function::Floor => argument(0).floor(),
        Function::Ceiling => argument(0).ceil(),
        Function::ToInt => number(argument(0)),
        Function::ToFloat => argument(0).cast(DataType::Float64),
        Function::Contains => argument(0).str().contains_literal(argument(1)),
        Function::StartsWith => argument(0).str().starts_with(argument(1)),
        Function::EndsWith => argument(0).str().ends_with(argument(1)),
        Function::ToLower => argument(0).str().to_lowercase(),
        Function::ToUpper => argument(0).str().to_uppercase(),
        Function::Trimmed => argument(0).str().strip_chars(lit(NULL)),
        Function::Len => number(argument(0).str().len_chars()),
        Function::Date => on(0),
        Function::Weekday => number(on(0).dt().weekday()),
        Function::DaysBetween => number(on(1).cast(DataType::Int32)) - number(on(0).cast(DataType::Int32)),
        Function::MonthsBetween => {
            let months = |expr: Expr| number(expr.clone().dt().year()) * lit(12) + number(expr.dt().month());
            let short = on(1).dt().day().lt(on(0).dt().day());
            months(on(1)) - months(on(0)) - number(short)
        }
    }
}

/// One of two, unknown if one of them is.
fn pick(left: Expr, right: Expr, first: impl Fn(Expr, Expr) -> Expr) -> Expr {
    let chosen = first(left.clone(), right.clone());
    when(chosen.clone().is_null())
        .then(lit(NULL))
        .when(chosen)
        .then(left)
        .otherwise(right)
}
