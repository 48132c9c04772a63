//! Why a metric has no figure.

use serde::{Serialize, Serializer};
use std::fmt;

/// Why there is no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoFigure {
    /// Nobody counts.
    NobodyCounts,
    /// Of nobody who may count it is known whether or with what.
    UnknownStatus,
    /// The denominator adds up to zero.
    ZeroDenominator,
    /// A sum of whole numbers doesn't fit into 64 bits.
    BeyondWhole,
    /// A number is too large for a float of 64 bits.
    BeyondFloat,
}

impl NoFigure {
    /// In words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            NoFigure::NobodyCounts => "no entities count",
            NoFigure::UnknownStatus => "the entities that may count have unknown status",
            NoFigure::ZeroDenominator => "the denominator is 0",
            NoFigure::BeyondWhole => "a sum doesn't fit into a whole number of 64 bits",
            NoFigure::BeyondFloat => "a number is beyond the largest float of 64 bits",
        }
    }
}

impl fmt::Display for NoFigure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for NoFigure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
