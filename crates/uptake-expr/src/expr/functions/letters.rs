//! Texts in another form, and how long they are. Letters change by Unicode's rules, as Rust's `str` has them.

use super::entry::{COMMON, Entry, Gives, Meaning, Parameter, Wrong};
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

/// The most bytes of a text that `replaced` makes. What would be longer is unknown.
const LONGEST: usize = 1 << 20;

/// `text` with another text in place of a part, wherever the part occurs. `None` beyond [`LONGEST`].
fn replaced(text: &str, part: &str, new: &str) -> Option<String> {
    if part.is_empty() {
        return Some(text.to_owned());
    }
    let times = text.matches(part).count();
    let size = text.len().checked_add(times.checked_mul(new.len())?)?;
    (size - times * part.len() <= LONGEST).then(|| text.replace(part, new))
}

pub(super) const REPLACED: Entry = Entry {
    name: "replaced",
    parameters: &[
        ("t", Parameter::Text),
        ("part", Parameter::Text),
        ("new", Parameter::Text),
    ],
    takes: "three texts",
    about: "text with `new` wherever `part` occurs in it. Unknown if it would be longer than 1 MiB. In mappings and in `where` it may be called `replace`; in scripts that name [changes the text itself](#the-interpreter)",
    meaning: Meaning::Known(|a| replaced(a.text(0)?, a.text(1)?, a.text(2)?).map(Literal::Text)),
    constants: |constants| match constants {
        [_, Some(Literal::Text(part)), _] if part.is_empty() => Err(Wrong {
            argument: 1,
            message: "an empty text can't be replaced".to_owned(),
            help: "name the part that is to be replaced".into(),
        }),
        _ => Ok(None),
    },
    examples: &[
        ("\"a-b-c\".replaced(\"-\", \"\")", "\"abc\""),
        ("\"abc\".replaced(\"-\", \" \")", "\"abc\""),
    ],
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
