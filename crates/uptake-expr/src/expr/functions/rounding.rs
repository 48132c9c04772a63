//! Whole numbers of floats, and floats of whole numbers.

use super::arguments::Arguments;
use super::entry::{COMMON, Entry, Gives, Meaning, Parameter};
use crate::expr::number::to_int;
use crate::value::{Literal, Type};

pub(super) const ROUND: Entry = Entry {
    name: "round",
    parameters: &[("x", Parameter::Number)],
    takes: "a number",
    about: "the same type: the nearest whole number, halves away from zero",
    gives: Gives::Same,
    meaning: Meaning::Known(|a| changed(a, f64::round)),
    examples: &[("round(2.5)", "3.0"), ("round(-2.5)", "-3.0"), ("round(2)", "2")],
    ..COMMON
};

pub(super) const FLOOR: Entry = Entry {
    name: "floor",
    about: "the same type: the whole number at or below",
    meaning: Meaning::Known(|a| changed(a, f64::floor)),
    examples: &[("floor(2.7)", "2.0"), ("floor(-2.1)", "-3.0")],
    ..ROUND
};

pub(super) const CEILING: Entry = Entry {
    name: "ceiling",
    about: "the same type: the whole number at or above",
    meaning: Meaning::Known(|a| changed(a, f64::ceil)),
    examples: &[("ceiling(2.1)", "3.0"), ("ceiling(-2.7)", "-2.0")],
    ..ROUND
};

pub(super) const TO_INT: Entry = Entry {
    name: "to_int",
    about: "int: cut toward zero",
    gives: Gives::Always(Type::Int),
    meaning: Meaning::Known(|a| match a.value(0)? {
        Literal::Int(number) => Some(Literal::Int(*number)),
        _ => to_int(a.number(0)?).map(Literal::Int),
    }),
    examples: &[("to_int(-2.7)", "-2"), ("to_int(1.0 / 0.0)", "()")],
    ..ROUND
};

pub(super) const TO_FLOAT: Entry = Entry {
    name: "to_float",
    about: "float",
    gives: Gives::Always(Type::Float),
    meaning: Meaning::Known(|a| a.number(0).map(Literal::Float)),
    examples: &[("to_float(3) / 2", "1.5")],
    ..ROUND
};

/// A float changed by `change`; a whole number is one already.
fn changed(a: &Arguments<'_>, change: fn(f64) -> f64) -> Option<Literal> {
    match a.value(0)? {
        Literal::Int(number) => Some(Literal::Int(*number)),
        _ => Some(Literal::Float(change(a.number(0)?))),
    }
}
