//! A cell of a table: what people read, and the number behind it.

use crate::number::{plain, thousands, value};
use serde::Serialize;
use uptake_engine::outcome::Number;

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Cell {
    /// As people read it.
    pub text: String,
    /// The number that the text is of, not rounded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<f64>,
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            number: None,
        }
    }

    /// What isn't known or doesn't exist.
    #[must_use]
    pub fn none() -> Self {
        Self::text("n/a")
    }

    /// What isn't shown, since too few people are behind it.
    #[must_use]
    pub fn hidden() -> Self {
        Self::text("too few to show")
    }

    /// A value in its unit.
    #[must_use]
    pub fn value(number: Option<Number>, unit: &str) -> Self {
        match number {
            None => Self::none(),
            Some(number) => Self {
                text: value(number, unit),
                number: Some(number.nearest()),
            },
        }
    }

    /// A sum or a count.
    #[must_use]
    pub fn plain(number: Option<Number>) -> Self {
        match number {
            None => Self::none(),
            Some(number) => Self {
                text: plain(number),
                number: Some(number.nearest()),
            },
        }
    }

    /// A number of people or rows.
    #[must_use]
    pub fn count(number: u64) -> Self {
        #[allow(
            clippy::cast_precision_loss,
            reason = "the nearest number is told beside the exact text"
        )]
        let nearest = number as f64;
        Self {
            text: thousands(number),
            number: Some(nearest),
        }
    }

    /// An interval, with one decimal.
    #[must_use]
    pub fn interval(low: Option<f64>, high: Option<f64>) -> Self {
        match (low, high) {
            (Some(low), Some(high)) => Self::text(format!("{low:.1}–{high:.1}")),
            _ => Self::default(),
        }
    }
}
