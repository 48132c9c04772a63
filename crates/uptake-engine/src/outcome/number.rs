//! A number of a report.

use serde::{Serialize, Serializer};
use std::fmt;

/// A number that is reported. A whole one has all its digits, also where a float would lose some.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number. In reports, one beyond those that are all 64-bit floats.
    Whole(i64),
    /// A finite number. Zero has no sign.
    Float(f64),
}

impl Number {
    /// A whole number, as it is reported.
    #[must_use]
    pub fn whole(number: i64) -> Self {
        // Beyond, not every whole number is a float, and those that are would be written with zeros at their end.
        const ALL: u64 = 1 << 53;
        match exact(number) {
            Some(float) if number.unsigned_abs() <= ALL => Self::Float(float),
            _ => Self::Whole(number),
        }
    }

    /// A float; `None` where it isn't finite.
    #[must_use]
    pub fn float(number: f64) -> Option<Self> {
        number.is_finite().then_some(Self::Float(number + 0.0))
    }

    /// The nearest float.
    #[must_use]
    pub fn nearest(self) -> f64 {
        match self {
            #[allow(clippy::cast_precision_loss, reason = "the nearest one is asked for")]
            Self::Whole(number) => number as f64,
            Self::Float(number) => number,
        }
    }

    /// The number as a float, if that is the same number.
    #[must_use]
    pub fn exact(self) -> Option<f64> {
        match self {
            Self::Whole(number) => exact(number),
            Self::Float(number) => Some(number),
        }
    }
}

/// A whole number as a float, if there is one that is the same.
pub(crate) fn exact(number: i64) -> Option<f64> {
    #[allow(clippy::cast_precision_loss, reason = "compared right after")]
    let float = number as f64;
    #[allow(
        clippy::cast_possible_truncation,
        reason = "127 bits hold every float near 64 of them"
    )]
    let back = float as i128;
    (back == i128::from(number)).then_some(float)
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => number.fmt(f),
            Self::Float(number) => number.fmt(f),
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Whole(number) => serializer.serialize_i64(*number),
            Self::Float(number) => serializer.serialize_f64(*number),
        }
    }
}
