//! Numbers without their sign, and the lesser and greater of two.

use super::arguments::Arguments;
use super::entry::{COMMON, Entry, Gives, Meaning, Parameter};
use crate::expr::scalar;
use crate::value::Literal;

pub(super) const ABS: Entry = Entry {
    name: "abs",
    parameters: &[("x", Parameter::Number)],
    takes: "a number",
    about: "the same type: without its sign",
    gives: Gives::Same,
    meaning: Meaning::Known(|a| match a.value(0)? {
        Literal::Int(number) => scalar::abs(*number).map(Literal::Int),
        _ => Some(Literal::Float(a.number(0)?.abs())),
    }),
    examples: &[("abs(-3)", "3"), ("abs(-2.5)", "2.5")],
    ..COMMON
};

pub(super) const MIN: Entry = Entry {
    name: "min",
    parameters: &[("a", Parameter::Number), ("b", Parameter::Number)],
    takes: "two numbers",
    about: "the smaller; int, or float if one of them is a float",
    gives: Gives::Wider,
    meaning: Meaning::Known(|a| of_two(a, i64::min, scalar::min)),
    examples: &[("min(3, 5)", "3"), ("min(3, 2.5)", "2.5"), ("min(3, ())", "()")],
    ..COMMON
};

pub(super) const MAX: Entry = Entry {
    name: "max",
    about: "the larger; int, or float if one of them is a float",
    meaning: Meaning::Known(|a| of_two(a, i64::max, scalar::max)),
    examples: &[("max(3, 5)", "5"), ("max(3, 2.5)", "3.0")],
    ..MIN
};

/// Two whole numbers stay whole.
fn of_two(a: &Arguments<'_>, whole: fn(i64, i64) -> i64, float: fn(f64, f64) -> f64) -> Option<Literal> {
    if let (Literal::Int(a), Literal::Int(b)) = (a.value(0)?, a.value(1)?) {
        return Some(Literal::Int(whole(*a, *b)));
    }
    Some(Literal::Float(float(a.number(0)?, a.number(1)?)))
}
