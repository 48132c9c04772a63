//! Digests of keys and of rows, column after column: no row is put together for it.

use crate::error::Error;
use polars::prelude::*;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// A value, as far as a digest needs it.
enum Value<'a> {
    Text(&'a str),
    /// A number, a day, a time or a truth, by its bits.
    Bits(u64),
}

/// Shows each row's value.
fn each(column: &Column, mut show: impl FnMut(usize, Option<Value<'_>>)) -> Result<(), Error> {
    let series = column.as_materialized_series();
    match series.dtype() {
        DataType::String => {
            let texts = series.str()?.iter().enumerate();
            texts.for_each(|(row, text)| show(row, text.map(Value::Text)));
        }
        // Both zeros are the same number.
        DataType::Float64 => {
            let floats = series.f64()?.iter().enumerate();
            floats.for_each(|(row, value)| show(row, value.map(|value| Value::Bits((value + 0.0).to_bits()))));
        }
        _ => {
            let numbers = series.to_physical_repr().cast(&DataType::Int64)?;
            let numbers = numbers.i64()?.iter().enumerate();
            numbers.for_each(|(row, value)| show(row, value.map(|value| Value::Bits(value.cast_unsigned()))));
        }
    }
    Ok(())
}

/// The digest of each row's key; `None` for a key that isn't wholly known. 128 bits: among a billion keys two share one with a
/// chance of about 10⁻²¹.
pub(super) fn keys(columns: &[&Column], height: usize) -> Result<Vec<Option<u128>>, Error> {
    // Where a part is always unknown there is no key, and nothing to compute.
    if columns.iter().any(|column| column.null_count() == column.len()) {
        return Ok(vec![None; height]);
    }
    let mut keys: Vec<Option<u128>> = vec![Some(0); height];
    for (number, column) in columns.iter().enumerate() {
        each(column, |row, value| {
            let Some(key) = keys.get_mut(row) else { return };
            let part = value.map(|value| match value {
                Value::Text(text) => xxh3_128(text.as_bytes()),
                Value::Bits(bits) => xxh3_128(&bits.to_le_bytes()),
            });
            *key = match (*key, part) {
                (Some(_), Some(part)) if number == 0 => Some(part),
                (Some(before), Some(part)) => Some(joined(before, part)),
                _ => None,
            };
        })?;
    }
    Ok(keys)
}

fn joined(before: u128, part: u128) -> u128 {
    let mut both = [0; 32];
    let (left, right) = both.split_at_mut(16);
    left.copy_from_slice(&before.to_le_bytes());
    right.copy_from_slice(&part.to_le_bytes());
    xxh3_128(&both)
}

/// The digest of each row's values. It tells rows of one key apart, of which there are few: 64 bits are plenty.
pub(super) fn values(columns: &[&Column], height: usize, left_out: bool) -> Result<Vec<u64>, Error> {
    const UNKNOWN: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut digests = vec![u64::from(left_out); height];
    for column in columns {
        each(column, |row, value| {
            let Some(digest) = digests.get_mut(row) else { return };
            let own = match value {
                None => UNKNOWN,
                Some(Value::Text(text)) => xxh3_64(text.as_bytes()),
                Some(Value::Bits(bits)) => mixed(bits, 0xd1b5_4a32_d192_ed03),
            };
            *digest = mixed(digest.rotate_left(17) ^ own, UNKNOWN);
        })?;
    }
    Ok(digests)
}

/// Both halves of a product, folded: every bit of the number moves every bit of the answer.
#[allow(clippy::cast_possible_truncation, reason = "a digest keeps the bits it needs")]
fn mixed(number: u64, by: u64) -> u64 {
    let product = u128::from(number ^ 0xa076_1d64_78bd_642f) * u128::from(by);
    (product >> 64) as u64 ^ product as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(values: &[Option<&str>]) -> Column {
        Column::new("text".into(), values)
    }

    #[test]
    fn a_key_is_known_where_all_of_its_parts_are_and_where_texts_end_matters() {
        let left = texts(&[Some("ab"), Some("a"), Some("ab"), None]);
        let right = texts(&[Some("c"), Some("bc"), Some("c"), Some("c")]);
        let keys = keys(&[&left, &right], 4).unwrap_or_default();
        assert_eq!(keys.first(), keys.get(2));
        assert_ne!(keys.first(), keys.get(1));
        assert_eq!(keys.get(3), Some(&None));
    }

    #[test]
    fn rows_differ_where_a_value_does_or_is_unknown() {
        let number = Column::new("number".into(), [Some(1i64), Some(1), Some(2), None]);
        let text = texts(&[Some("a"), Some("a"), Some("a"), Some("a")]);
        let digests = values(&[&number, &text], 4, false).unwrap_or_default();
        assert_eq!(digests.first(), digests.get(1));
        assert_ne!(digests.first(), digests.get(2));
        assert_ne!(digests.first(), digests.get(3));
        let left_out = values(&[&number, &text], 4, true).unwrap_or_default();
        assert_ne!(digests.first(), left_out.first());
    }
}
