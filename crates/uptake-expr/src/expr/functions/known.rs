//! Whether something is known.

use super::entry::{COMMON, Entry, Gives, Meaning, Parameter};
use crate::value::{Literal, Type};

pub(super) const IS_KNOWN: Entry = Entry {
    name: "is_known",
    parameters: &[("x", Parameter::Any)],
    takes: "anything",
    about: "bool: whether `x` has a value; never unknown",
    gives: Gives::Always(Type::Bool),
    meaning: Meaning::Any(|values| Literal::Bool(!values.contains(&Literal::Unknown))),
    examples: &[("is_known(1 / 0)", "false"), ("is_known(0)", "true")],
    ..COMMON
};
