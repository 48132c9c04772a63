//! The natural logarithm, for entropies.

use super::entry::{COMMON, Entry, Gives, Meaning, Parameter};
use crate::value::{Literal, Type};

pub(super) const LN: Entry = Entry {
    name: "ln",
    parameters: &[("x", Parameter::Number)],
    takes: "a number",
    about: "float: the natural logarithm. Unknown for 0 and below",
    gives: Gives::Always(Type::Float),
    meaning: Meaning::Known(|a| {
        let number = a.number(0)?;
        (number > 0.0).then(|| Literal::Float(number.ln()))
    }),
    examples: &[("ln(1)", "0.0"), ("ln(0)", "()"), ("ln(-2.5)", "()")],
    ..COMMON
};
