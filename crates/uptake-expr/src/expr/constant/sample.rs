//! A few values that stand for all: whatever an operand is, one of its samples meets the same comparisons.
//!
//! Between two neighbouring constants every value compares alike, so the constants, their neighbours and the ends suffice.

use crate::expr::{Binary, Expr, ExprKind, Function, Last, Take, Window, scalar};
use crate::value::{Literal, Type};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// What the whole numbers of some columns can be, by the column's name; a column of floats that is here has whole numbers alone.
pub(in crate::expr) type Ranges = BTreeMap<String, RangeInclusive<i64>>;

/// The samples of `operand` where it is compared with `constants`; the unknown value is one. `None` if none can be named.
pub(in crate::expr) fn values(operand: &Expr, constants: &[Literal], ranges: Option<&Ranges>) -> Option<Vec<Literal>> {
    if never_known(operand) {
        return Some(vec![Literal::Unknown]);
    }
    let mut samples = match operand.ty {
        Type::Int => ints(&range(operand, ranges), constants)?,
        Type::Float => match whole(operand, ranges) {
            Some(range) => {
                let whole = |sample| match sample {
                    Literal::Int(number) => Literal::Float(scalar::to_float(number)),
                    other => other,
                };
                ints(range, constants)?.into_iter().map(whole).collect()
            }
            None => floats(operand, constants)?,
        },
        Type::Text => texts(operand, constants),
        Type::Date => dates(constants),
        Type::Datetime => instants(constants),
        Type::Bool | Type::Unknown => return None,
    };
    samples.push(Literal::Unknown);
    Some(samples)
}

/// The samples of two operands that are compared with each other; `same` if they are one and the same.
pub(super) fn pairs(left: Type, right: Type, same: bool) -> Option<Vec<(Literal, Literal)>> {
    let three =
        |low: Literal, high: Literal| vec![(low.clone(), low.clone()), (low.clone(), high.clone()), (high, low)];
    let mut pairs = match (left, right) {
        (Type::Int, Type::Int) => three(Literal::Int(0), Literal::Int(1)),
        (Type::Text, Type::Text) => three(Literal::Text(String::new()), Literal::Text("a".to_owned())),
        (Type::Date, Type::Date) => three(Literal::Date(Date::MIN), Literal::Date(Date::MAX)),
        (Type::Datetime, Type::Datetime) => three(Literal::Datetime(0), Literal::Datetime(1)),
        (left, right) if left.is_number() && right.is_number() => {
            // Around 1 lie all ways to be nearly equal.
            let near = 1.0 - f64::EPSILON;
            let some = [0.0, 1.0, near, near.next_up(), 2.0, f64::INFINITY, f64::NAN];
            let pair = |a: f64, b: f64| (Literal::Float(a), Literal::Float(b));
            some.iter()
                .flat_map(|a| some.iter().map(move |b| (*a, *b)))
                .filter(|(a, b)| !same || a.to_bits() == b.to_bits())
                .map(|(a, b)| pair(a, b))
                .collect()
        }
        _ => return None,
    };
    if same {
        pairs.retain(|(a, b)| a == b || matches!(a, Literal::Float(a) if a.is_nan()));
    }
    pairs.push((Literal::Unknown, Literal::Unknown));
    Some(pairs)
}

/// Whether it is unknown on every row: a division of whole numbers by zero.
fn never_known(operand: &Expr) -> bool {
    match &operand.kind {
        ExprKind::Binary(Binary::Divide | Binary::Remainder, left, right) => {
            left.ty == Type::Int && matches!(right.kind, ExprKind::Literal(Literal::Int(0)))
        }
        _ => false,
    }
}

/// The range of a column of floats that are whole numbers.
fn whole<'r>(operand: &Expr, ranges: Option<&'r Ranges>) -> Option<&'r RangeInclusive<i64>> {
    match &operand.kind {
        ExprKind::Column(name) => ranges?.get(name),
        _ => None,
    }
}

const ALL: RangeInclusive<i64> = i64::MIN..=i64::MAX;

/// What a whole number can be, as far as its expression tells.
pub(super) fn range(operand: &Expr, ranges: Option<&Ranges>) -> RangeInclusive<i64> {
    match &operand.kind {
        ExprKind::Literal(Literal::Int(value)) => *value..=*value,
        ExprKind::Call(function, arguments) => call(*function, arguments, ranges),
        ExprKind::Column(name) => ranges.and_then(|ranges| ranges.get(name)).cloned().unwrap_or(ALL),
        ExprKind::Binary(Binary::Add, left, right) => {
            let (left, right) = (range(left, ranges), range(right, ranges));
            // What goes beyond 64 bits is unknown, so no value lies outside of this.
            left.start().saturating_add(*right.start())..=left.end().saturating_add(*right.end())
        }
        ExprKind::Binary(Binary::Remainder, _, right) => match right.kind {
            ExprKind::Literal(Literal::Int(divisor)) if divisor != 0 => {
                let most = divisor.saturating_abs().saturating_sub(1);
                -most..=most
            }
            _ => ALL,
        },
        // The whole numbers among these are counts and places.
        ExprKind::Group(..) => 0..=i64::MAX,
        ExprKind::Window(window, _) => match window {
            Window::Streak | Window::Since => 0..=i64::MAX,
            Window::Last(Last {
                periods,
                take: Take::Count | Take::Known,
                ..
            }) => 0..=i64::from(*periods),
            _ => ALL,
        },
        _ => ALL,
    }
}

fn call(function: Function, arguments: &[Expr], ranges: Option<&Ranges>) -> RangeInclusive<i64> {
    // The calendar has fewer days, and fewer months, than these.
    const DAYS: i64 = 8_000_000;
    const MONTHS: i64 = 300_000;
    let whole = arguments.iter().all(|argument| argument.ty == Type::Int);
    match (function, arguments) {
        (Function::Len, _) => 0..=i64::MAX,
        (Function::Abs, _) if whole => 0..=i64::MAX,
        (Function::Weekday, _) => 1..=7,
        (Function::DaysBetween, _) => -DAYS..=DAYS,
        (Function::MonthsBetween, _) => -MONTHS..=MONTHS,
        (Function::Min, [a, b]) if whole => {
            let (a, b) = (range(a, ranges), range(b, ranges));
            *a.start().min(b.start())..=*a.end().min(b.end())
        }
        (Function::Max, [a, b]) if whole => {
            let (a, b) = (range(a, ranges), range(b, ranges));
            *a.start().max(b.start())..=*a.end().max(b.end())
        }
        _ => ALL,
    }
}

fn ints(range: &RangeInclusive<i64>, constants: &[Literal]) -> Option<Vec<Literal>> {
    let mut samples = vec![*range.start(), *range.end()];
    for constant in constants {
        match constant {
            Literal::Int(c) => samples.extend([c.saturating_sub(1), *c, c.saturating_add(1)]),
            Literal::Float(c) => {
                // Beyond this neighbouring whole numbers can't be told apart beside a float.
                if !graspable(*c) || c.abs() > 1e15 {
                    return None;
                }
                let (below, above) = (scalar::to_int(c.floor())?, scalar::to_int(c.ceil())?);
                samples.extend([below - 1, below, above, above + 1]);
            }
            _ => {}
        }
    }
    samples.retain(|sample| range.contains(sample));
    samples.sort_unstable();
    samples.dedup();
    Some(samples.into_iter().map(Literal::Int).collect())
}

/// Whether floats near `c` compare with it in the order of their size. Rhai's rule for products of zero disturbs that for
/// the tiniest ones.
fn graspable(c: f64) -> bool {
    c == 0.0 || (1e-9..1e300).contains(&c.abs())
}

fn floats(operand: &Expr, constants: &[Literal]) -> Option<Vec<Literal>> {
    /// How many neighbours on each side may count as equal, and some more.
    const NEAR: usize = 8;
    let mut samples = vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, 0.0];
    for constant in constants {
        let c = match constant {
            Literal::Int(c) => scalar::to_float(*c),
            Literal::Float(c) => *c,
            _ => continue,
        };
        if !graspable(c) {
            return None;
        }
        if c == 0.0 {
            let e = f64::EPSILON;
            for near in [e / 2.0, e.next_down(), e, e.next_up(), e * 2.0] {
                samples.extend([near, -near]);
            }
        }
        samples.push(c);
        samples.extend(std::iter::successors(Some(c), |near| Some(near.next_up())).take(NEAR));
        samples.extend(std::iter::successors(Some(c), |near| Some(near.next_down())).take(NEAR));
    }
    if matches!(&operand.kind, ExprKind::Call(Function::Abs, _)) {
        samples.retain(|sample| sample.is_nan() || *sample >= 0.0);
    }
    Some(samples.into_iter().map(Literal::Float).collect())
}

fn texts(operand: &Expr, constants: &[Literal]) -> Vec<Literal> {
    // What a function can't answer. The text right after it stands for the gap and stays.
    let out_of_reach = |text: &str| match &operand.kind {
        ExprKind::Call(Function::ToLower, _) => text.contains(|c: char| c.is_ascii_uppercase()),
        ExprKind::Call(Function::ToUpper, _) => text.contains(|c: char| c.is_ascii_lowercase()),
        ExprKind::Call(Function::Trimmed, _) => text.trim() != text,
        _ => false,
    };
    let mut samples = vec![String::new()];
    for constant in constants {
        if let Literal::Text(text) = constant {
            if !out_of_reach(text) {
                samples.push(text.clone());
            }
            samples.push(format!("{text}\0"));
        }
    }
    samples.into_iter().map(Literal::Text).collect()
}

fn dates(constants: &[Literal]) -> Vec<Literal> {
    let mut samples = vec![Date::MIN, Date::MAX];
    for constant in constants {
        if let Literal::Date(day) = constant {
            samples.extend([day.saturating_sub(1.day()), *day, day.saturating_add(1.day())]);
        }
    }
    samples.into_iter().map(Literal::Date).collect()
}

fn instants(constants: &[Literal]) -> Vec<Literal> {
    let mut samples = vec![i64::MIN, i64::MAX];
    for constant in constants {
        if let Literal::Datetime(at) = constant {
            samples.extend([at.saturating_sub(1), *at, at.saturating_add(1)]);
        }
    }
    samples.into_iter().map(Literal::Datetime).collect()
}
