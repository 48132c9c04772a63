//! The functions of the expression language.

use crate::value::Type;

/// A function. All of them are unknown if an argument is, but for those about being known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// `is_known(x)`: whether `x` has a value; itself never unknown.
    IsKnown,
    /// `abs(x)`
    Abs,
    /// `min(a, b)`
    Min,
    /// `max(a, b)`
    Max,
    /// `round(x)`: to the nearest whole number, halves away from zero.
    Round,
    /// `floor(x)`
    Floor,
    /// `ceiling(x)`
    Ceiling,
    /// `to_int(x)`: cut toward zero.
    ToInt,
    /// `to_float(x)`
    ToFloat,
    /// `text.contains(part)`
    Contains,
    /// `text.starts_with(part)`
    StartsWith,
    /// `text.ends_with(part)`
    EndsWith,
    /// `text.to_lower()`
    ToLower,
    /// `text.to_upper()`
    ToUpper,
    /// `text.trimmed()`: without blanks at its ends.
    Trimmed,
    /// `text.len()`: in characters.
    Len,
    /// `json(text, path)`: what stands at a path in JSON text, as text.
    Json,
    /// `iso(text, pattern)`: a day or time in a form of its own, as ISO 8601 writes it.
    Iso,
    /// `instant(seconds)`: so many seconds after 1970 began in UTC.
    Instant,
    /// `date(x)`: the day of an instant, or a day written as text.
    Date,
    /// `weekday(day)`: 1 for Monday to 7 for Sunday.
    Weekday,
    /// `days_between(a, b)`: days from `a` to `b`, negative if `b` is earlier.
    DaysBetween,
    /// `months_between(a, b)`: whole months from `a` to `b`; a month is over on the same day of the next one.
    MonthsBetween,
}

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
    /// Whether an argument of type `ty` fits.
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

/// Name, function, parameters.
pub const FUNCTIONS: &[(&str, Function, &[Parameter])] = {
    use Parameter::{Any, Day, DayOrText, Number, Text};
    &[
        ("is_known", Function::IsKnown, &[Any]),
        ("abs", Function::Abs, &[Number]),
        ("min", Function::Min, &[Number, Number]),
        ("max", Function::Max, &[Number, Number]),
        ("round", Function::Round, &[Number]),
        ("floor", Function::Floor, &[Number]),
        ("ceiling", Function::Ceiling, &[Number]),
        ("to_int", Function::ToInt, &[Number]),
        ("to_float", Function::ToFloat, &[Number]),
        ("contains", Function::Contains, &[Text, Text]),
        ("starts_with", Function::StartsWith, &[Text, Text]),
        ("ends_with", Function::EndsWith, &[Text, Text]),
        ("to_lower", Function::ToLower, &[Text]),
        ("to_upper", Function::ToUpper, &[Text]),
        ("trimmed", Function::Trimmed, &[Text]),
        ("len", Function::Len, &[Text]),
        ("json", Function::Json, &[Text, Text]),
        ("iso", Function::Iso, &[Text, Text]),
        ("instant", Function::Instant, &[Number]),
        ("date", Function::Date, &[DayOrText]),
        ("weekday", Function::Weekday, &[Day]),
        ("days_between", Function::DaysBetween, &[Day, Day]),
        ("months_between", Function::MonthsBetween, &[Day, Day]),
    ]
};

impl Function {
    /// The function of a name with its parameters.
    #[must_use]
    pub fn find(name: &str) -> Option<(Function, &'static [Parameter])> {
        FUNCTIONS
            .iter()
            .find(|(known, _, _)| *known == name)
            .map(|(_, function, parameters)| (*function, *parameters))
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        FUNCTIONS
            .iter()
            .find(|(_, function, _)| *function == self)
            .map_or("", |(name, _, _)| name)
    }

    /// The type of its result for arguments of these types.
    #[must_use]
    pub fn result(self, arguments: &[Type]) -> Type {
        match self {
            Function::IsKnown | Function::Contains | Function::StartsWith | Function::EndsWith => Type::Bool,
            Function::Abs => arguments.first().copied().unwrap_or(Type::Unknown),
            Function::Min | Function::Max => {
                if arguments.contains(&Type::Float) {
                    Type::Float
                } else {
                    Type::Int
                }
            }
            Function::Round | Function::Floor | Function::Ceiling => {
                arguments.first().copied().unwrap_or(Type::Unknown)
            }
            Function::ToFloat => Type::Float,
            Function::ToLower | Function::ToUpper | Function::Trimmed | Function::Json | Function::Iso => Type::Text,
            Function::Instant => Type::Datetime,
            Function::Date => Type::Date,
            Function::ToInt | Function::Len | Function::Weekday | Function::DaysBetween | Function::MonthsBetween => {
                Type::Int
            }
        }
    }
}
