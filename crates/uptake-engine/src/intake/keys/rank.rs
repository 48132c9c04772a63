//! What claim a row has to stay.

use crate::error::Error;
use polars::prelude::*;

/// The claim of a row: the greatest stays. An unknown value is the least.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Nothing, or an unknown value.
    Unknown,
    /// A number, a day, a time.
    Number(i64),
    /// A text, by its characters.
    Text(Box<str>),
}

/// The claims of rows by the values of a column.
pub(super) fn ranks(column: &Column) -> Result<Vec<Rank>, Error> {
    let series = column.as_materialized_series();
    let number = |value: Option<i64>| value.map_or(Rank::Unknown, Rank::Number);
    Ok(match series.dtype() {
        DataType::String => {
            let text = |text: Option<&str>| text.map_or(Rank::Unknown, |text| Rank::Text(text.into()));
            series.str()?.iter().map(text).collect()
        }
        DataType::Float64 => series.f64()?.iter().map(|value| number(value.map(in_order))).collect(),
        _ => {
            let numbers = series.to_physical_repr().cast(&DataType::Int64)?;
            numbers.i64()?.iter().map(number).collect()
        }
    })
}

/// A whole number in whose order floats are, with both zeros as one.
pub(super) fn in_order(value: f64) -> i64 {
    let bits = (value + 0.0).to_bits().cast_signed();
    // Of negative numbers the larger magnitude comes first.
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_ranked_as_they_are_ordered() {
        let floats = [
            f64::NEG_INFINITY,
            -1e300,
            -2.5,
            -1e-300,
            0.0,
            1e-300,
            0.1,
            7.0,
            f64::INFINITY,
        ];
        assert!(floats.windows(2).all(|pair| in_order(pair[0]) < in_order(pair[1])));
        assert_eq!(in_order(-0.0), in_order(0.0));
    }

    #[test]
    fn an_unknown_value_is_the_least_claim() {
        let column = Column::new("at".into(), [Some(i64::MIN), None]);
        let ranks = ranks(&column).unwrap_or_default();
        assert!(ranks.first() > ranks.last());
    }
}
