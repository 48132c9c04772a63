//! Types and constants that columns, measures and expressions share.

use jiff::civil::Date;
use serde::Serialize;

/// The type of a value. Every type has the additional value *unknown*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// True or false.
    Bool,
    /// A whole number of 64 bits.
    Int,
    /// A floating-point number of 64 bits.
    Float,
    /// Text.
    Text,
    /// A day of the calendar.
    Date,
    /// An instant, in microseconds.
    Datetime,
    /// The type of `()`, which is unknown whatever is asked of it.
    Unknown,
}

impl Type {
    /// The types that a rule file can name.
    pub const NAMED: &'static [(&'static str, Type)] = &[
        ("bool", Type::Bool),
        ("int", Type::Int),
        ("float", Type::Float),
        ("text", Type::Text),
        ("date", Type::Date),
        ("datetime", Type::Datetime),
    ];

    /// The name in rule files.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMED
            .iter()
            .find(|(_, ty)| *ty == self)
            .map_or("unknown", |(name, _)| name)
    }

    /// Whether it is a number.
    #[must_use]
    pub fn is_number(self) -> bool {
        matches!(self, Type::Int | Type::Float)
    }
}

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// Unknown, `()`.
    Unknown,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// Text.
    Text(String),
    /// A day.
    Date(Date),
    /// An instant, in microseconds since 1970 began in UTC.
    Datetime(i64),
}

impl Literal {
    /// Its type.
    #[must_use]
    pub fn ty(&self) -> Type {
        match self {
            Literal::Unknown => Type::Unknown,
            Literal::Bool(_) => Type::Bool,
            Literal::Int(_) => Type::Int,
            Literal::Float(_) => Type::Float,
            Literal::Text(_) => Type::Text,
            Literal::Date(_) => Type::Date,
            Literal::Datetime(_) => Type::Datetime,
        }
    }
}

/// A constant of the rule files.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// One value.
    Value(Literal),
    /// A set of values of one type, to look for others in.
    Set(Vec<Literal>),
}

/// Which side an edge between two bands belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Edge {
    /// A value on an edge belongs to the band above it.
    Higher,
    /// A value on an edge belongs to the band below it.
    Lower,
}

impl Edge {
    /// The names in rule files.
    pub const NAMED: &'static [(&'static str, Edge)] = &[("higher", Edge::Higher), ("lower", Edge::Lower)];

    /// Whether `value` has reached the band that starts at `start`.
    #[must_use]
    pub fn reached(self, value: f64, start: f64) -> bool {
        match self {
            Edge::Higher => value >= start,
            Edge::Lower => value > start,
        }
    }
}
