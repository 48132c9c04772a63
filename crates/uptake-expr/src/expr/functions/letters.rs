//! Texts in another form, and how long they are. Letters change by Unicode's rules, as Rust's `str` has them.

use super::entry::{COMMON, Entry, Gives, Meaning, Parameter};
use crate::expr::scalar;
use crate::value::{Literal, Type};

pub(super) const TO_LOWER: Entry = Entry {
    name: "to_lower",
    parameters: &[("t", Parameter::Text)],
    takes: "text",
    about: "text in lower case",
    gives: Gives::Always(Type::Text),
    meaning: Meaning::Known(|a| Some(Literal::Text(a.text(0)?.to_lowercase()))),
    examples: &[("\"ABC\".to_lower()", "\"abc\"")],
    ..COMMON
};

pub(super) const TO_UPPER: Entry = Entry {
    name: "to_upper",
    about: "text in upper case",
    meaning: Meaning::Known(|a| Some(Literal::Text(a.text(0)?.to_uppercase()))),
    examples: &[("\"abc\".to_upper()", "\"ABC\"")],
    ..TO_LOWER
};

pub(super) const TRIMMED: Entry = Entry {
    name: "trimmed",
    about: "text without leading and trailing blanks",
    meaning: Meaning::Known(|a| Some(Literal::Text(a.text(0)?.trim().to_owned()))),
    examples: &[("\" a b \".trimmed()", "\"a b\"")],
    ..TO_LOWER
};

pub(super) const LEN: Entry = Entry {
    name: "len",
    about: "int: the number of characters",
    gives: Gives::Always(Type::Int),
    meaning: Meaning::Known(|a| Some(Literal::Int(scalar::len(a.text(0)?)))),
    lists: true,
    examples: &[("\"ab\".len()", "2")],
    ..TO_LOWER
};
