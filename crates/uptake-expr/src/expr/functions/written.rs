//! What texts and numbers of a source stand for.

use super::entry::{COMMON, Entry, Gives, Meaning, Parameter, Wrong};
use crate::expr::written;
use crate::value::{Literal, Type};

pub(super) const JSON: Entry = Entry {
    name: "json",
    parameters: &[("t", Parameter::Text), ("path", Parameter::Text)],
    takes: "two texts",
    about: "text: the value at a [path](#mappings) in the JSON text `t`; a list or an object as JSON. Unknown if `t` isn't JSON, if nothing is there, and for null",
    gives: Gives::Always(Type::Text),
    meaning: Meaning::Known(|a| written::json(a.text(0)?, a.text(1)?).map(Literal::Text)),
    examples: &[("\"[1, 2]\".json(\"1\")", "\"2\""), ("\"Red\".json(\"a\")", "()")],
    ..COMMON
};

pub(super) const ISO: Entry = Entry {
    name: "iso",
    parameters: &[("t", Parameter::Text), ("pattern", Parameter::Text)],
    about: "text: the day or time `t`, read with a [pattern](#patterns), as `2026-02-15` or `2026-02-15T13:30:00`, with its offset if it has one. Unknown if `t` doesn't match the pattern",
    meaning: Meaning::Known(|a| written::iso(a.text(0)?, a.text(1)?).map(Literal::Text)),
    constants: |constants| match constants {
        [_, Some(Literal::Text(pattern))] if !written::is_pattern(pattern) => Err(Wrong {
            argument: 1,
            message: format!("`{pattern}` isn't a valid pattern for a day or time"),
            help: "such as `%m/%d/%Y`, or `%d.%m.%Y %H:%M`",
        }),
        _ => Ok(None),
    },
    examples: &[
        ("\"2/15/2026\".iso(\"%m/%d/%Y\")", "\"2026-02-15\""),
        ("\"15.02.2026\".iso(\"%m/%d/%Y\")", "()"),
    ],
    ..JSON
};

pub(super) const INSTANT: Entry = Entry {
    name: "instant",
    parameters: &[("n", Parameter::Number)],
    takes: "a number",
    about: "instant: `n` seconds after 1970 began in UTC",
    gives: Gives::Always(Type::Datetime),
    meaning: Meaning::Known(|a| {
        let micros = match a.value(0)? {
            Literal::Int(seconds) => written::instant(*seconds),
            _ => written::instant_of_fraction(a.number(0)?),
        };
        micros.map(Literal::Datetime)
    }),
    examples: &[("date(instant(86400))", "date(\"1970-01-02\")")],
    ..COMMON
};
