//! What there is to know about a function of the language.

use super::arguments::Arguments;
use crate::value::{Literal, Type};
use std::borrow::Cow;

/// What an argument may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// Anything.
    Any,
    /// A whole or floating-point number.
    Number,
    /// Text.
    Text,
    /// A date, or an instant, of which the day counts.
    Day,
    /// A date, an instant, or text.
    DayOrText,
}

impl Parameter {
    /// Whether an argument of type `ty` fits. What is always unknown fits everywhere.
    #[must_use]
    pub fn accepts(self, ty: Type) -> bool {
        if ty == Type::Unknown {
            return true;
        }
        match self {
            Parameter::Any => true,
            Parameter::Number => ty.is_number(),
            Parameter::Text => ty == Type::Text,
            Parameter::Day => matches!(ty, Type::Date | Type::Datetime),
            Parameter::DayOrText => matches!(ty, Type::Date | Type::Datetime | Type::Text),
        }
    }

    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Parameter::Any => "anything",
            Parameter::Number => "a number",
            Parameter::Text => "text",
            Parameter::Day => "a date",
            Parameter::DayOrText => "a date or text",
        }
    }
}

/// The type of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// This one, whatever the arguments are.
    Always(Type),
    /// That of the first argument.
    Same,
    /// A float if an argument is one, else a whole number.
    Wider,
}

impl Gives {
    /// The type for arguments of these types.
    #[must_use]
    pub fn ty(self, arguments: &[Type]) -> Type {
        match self {
            Gives::Always(ty) => ty,
            Gives::Same => arguments.first().copied().unwrap_or(Type::Unknown),
            Gives::Wider if arguments.contains(&Type::Float) => Type::Float,
            Gives::Wider => Type::Int,
        }
    }
}

/// What a function makes of single values: the one place that says so. The interpreter calls it, columns are compared with
/// it, and a function without a form of its own for columns is computed by it, row by row.
#[derive(Clone, Copy, Debug)]
pub enum Meaning {
    /// Of known values. Unknown if one of them is, and for `None`.
    Known(fn(&Arguments<'_>) -> Option<Literal>),
    /// Of whatever there is, unknown values among it.
    Any(fn(&[Literal]) -> Literal),
}

/// Why a constant argument can't be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Which argument, from 0.
    pub argument: usize,
    /// What is wrong with it.
    pub message: String,
    /// What to write instead.
    pub help: Cow<'static, str>,
}

/// What looks at the arguments of a call that are constants; `None` stands for the others.
pub type Constants = fn(&[Option<&Literal>]) -> Result<Option<Literal>, Wrong>;

/// All there is to know about a function.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// How it is called.
    pub name: &'static str,
    /// What its arguments are called in texts about it, and what each may be.
    pub parameters: &'static [(&'static str, Parameter)],
    /// The texts that stand for the last arguments where a call leaves them out, one for each that may be left out.
    pub defaults: &'static [&'static str],
    /// What it takes, in words.
    pub takes: &'static str,
    /// What it gives, in words: the type, what it says, and when it is unknown although its arguments are known.
    pub about: &'static str,
    /// The type of its result.
    pub gives: Gives,
    /// What it makes of single values.
    pub meaning: Meaning,
    /// Looks at arguments that are constants (`None` for the others) before any row is read: the constant that the call
    /// is, if it is one, or what is wrong.
    pub constants: Constants,
    /// Whether scripts may call it with a list or a map too, which only the interpreter has.
    pub lists: bool,
    /// Calls with what they give; `()` is unknown. The first stands in the reference.
    pub examples: &'static [(&'static str, &'static str)],
}

/// Nothing is known before rows are read.
pub(super) fn any_constants(_: &[Option<&Literal>]) -> Result<Option<Literal>, Wrong> {
    Ok(None)
}

/// What the entries have in common.
pub(super) const COMMON: Entry = Entry {
    name: "",
    parameters: &[],
    defaults: &[],
    takes: "",
    about: "",
    gives: Gives::Same,
    meaning: Meaning::Known(|_| None),
    constants: any_constants,
    lists: false,
    examples: &[],
};
