//! Whether a text has another in it.

use super::arguments::Arguments;
use super::entry::{COMMON, Entry, Gives, Meaning, Parameter};
use crate::value::{Literal, Type};

pub(super) const CONTAINS: Entry = Entry {
    name: "contains",
    parameters: &[("t", Parameter::Text), ("part", Parameter::Text)],
    takes: "two texts",
    about: "bool: whether `part` occurs in `t`",
    gives: Gives::Always(Type::Bool),
    meaning: Meaning::Known(|a| found(a, |text, part| text.contains(part))),
    lists: true,
    examples: &[("\"abc\".contains(\"b\")", "true"), ("\"abc\".contains(\"\")", "true")],
    ..COMMON
};

pub(super) const STARTS_WITH: Entry = Entry {
    name: "starts_with",
    about: "bool",
    meaning: Meaning::Known(|a| found(a, |text, part| text.starts_with(part))),
    lists: false,
    examples: &[("\"abc\".starts_with(\"ab\")", "true")],
    ..CONTAINS
};

pub(super) const ENDS_WITH: Entry = Entry {
    name: "ends_with",
    meaning: Meaning::Known(|a| found(a, |text, part| text.ends_with(part))),
    examples: &[("\"abc\".ends_with(\"ab\")", "false")],
    ..STARTS_WITH
};

fn found(a: &Arguments<'_>, holds: fn(&str, &str) -> bool) -> Option<Literal> {
    Some(Literal::Bool(holds(a.text(0)?, a.text(1)?)))
}
