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
            help: "such as `%m/%d/%Y`, or `%d.%m.%Y %H:%M`".into(),
        }),
        _ => Ok(None),
    },
    examples: &[
        ("\"2/15/2026\".iso(\"%m/%d/%Y\")", "\"2026-02-15\""),
        ("\"15.02.2026\".iso(\"%m/%d/%Y\")", "()"),
    ],
    ..JSON
};

pub(super) const NUMBER: Entry = Entry {
    name: "number",
    parameters: &[
        ("t", Parameter::Text),
        ("decimal", Parameter::Text),
        ("thousands", Parameter::Text),
    ],
    defaults: &[".", ""],
    takes: "text; the mark before decimals, `.` without it; the mark between thousands, none without it",
    about: "float: the number in the text, blanks around it aside. Unknown if it isn't a number so written; marks between thousands stand before three digits. A blank stands for every kind of blank",
    gives: Gives::Always(Type::Float),
    meaning: Meaning::Known(|a| {
        let marks = written::Marks::new(a.text(1)?, a.text(2)?)?;
        written::number(a.text(0)?, marks).map(Literal::Float)
    }),
    constants: |constants| {
        match constants {
        [_, Some(Literal::Text(decimal)), Some(Literal::Text(thousands))]
            if written::Marks::new(decimal, thousands).is_none() =>
        {
            Err(Wrong {
                argument: 1,
                message: format!("`{decimal}` and `{thousands}` aren't valid marks of numbers"),
                help: "a mark is one character, not a digit, a letter or a sign, and the two differ: `number(t, \",\", \".\")`".into(),
            })
        }
        _ => Ok(None),
    }
    },
    examples: &[
        ("\"1.234,5\".number(\",\", \".\")", "1234.5"),
        ("\"2.5\".number()", "2.5"),
        ("\"1,5\".number()", "()"),
    ],
    ..COMMON
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
