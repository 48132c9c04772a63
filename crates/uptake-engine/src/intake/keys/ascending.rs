//! Whether rows come in the order of their keys, as of a source that has sorted them.

use crate::error::Error;
use polars::prelude::*;
use std::cmp::Ordering;

/// A part of a key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Text(Box<str>),
    /// A number, a day, a time or a truth, by its bits.
    Bits(i64),
}

/// The first key of rows and the last one, where each comes after the one before.
#[derive(Debug)]
pub(super) struct Ends {
    pub(super) first: Vec<Part>,
    pub(super) last: Vec<Part>,
}

/// The values of a column of keys.
enum Values {
    Texts(StringChunked),
    Bits(Int64Chunked),
}

impl Values {
    /// Values that are equal have equal bits, as in digests.
    fn of(column: &Column) -> Result<Self, Error> {
        let series = column.as_materialized_series();
        Ok(match series.dtype() {
            DataType::String => Values::Texts(series.str()?.clone()),
            DataType::Float64 => {
                let bits = series.f64()?.iter();
                let bits = bits.map(|value| value.map(|value| (value + 0.0).to_bits().cast_signed()));
                Values::Bits(bits.collect())
            }
            _ => Values::Bits(series.to_physical_repr().cast(&DataType::Int64)?.i64()?.clone()),
        })
    }

    /// How a row follows the one before, of all but the first.
    fn orders(&self) -> Vec<Ordering> {
        fn of<T: Ord>(mut values: impl Iterator<Item = T>) -> Vec<Ordering> {
            let Some(mut before) = values.next() else {
                return Vec::new();
            };
            values
                .map(|own| std::mem::replace(&mut before, own).cmp(&before))
                .collect()
        }
        match self {
            Values::Texts(texts) => of(texts.iter()),
            Values::Bits(bits) => of(bits.iter()),
        }
    }

    fn part(&self, row: usize) -> Option<Part> {
        match self {
            Values::Texts(texts) => texts.get(row).map(|text| Part::Text(text.into())),
            Values::Bits(bits) => bits.get(row).map(Part::Bits),
        }
    }
}

/// The ends of rows of which each has a whole key, after that of the row before. `None` for any others, and for none.
pub(super) fn ends(columns: &[&Column], height: usize) -> Result<Option<Ends>, Error> {
    if columns.iter().any(|column| column.null_count() > 0) {
        return Ok(None);
    }
    let mut orders = vec![Ordering::Equal; height.saturating_sub(1)];
    let mut values = Vec::new();
    for column in columns {
        let own = Values::of(column)?;
        for (order, own) in orders.iter_mut().zip(own.orders()) {
            *order = order.then(own);
        }
        if orders.iter().any(|order| order.is_gt()) {
            return Ok(None);
        }
        values.push(own);
    }
    if orders.iter().any(|order| order.is_eq()) {
        return Ok(None);
    }
    let key = |row: usize| {
        values
            .iter()
            .map(|values| values.part(row))
            .collect::<Option<Vec<Part>>>()
    };
    let ends = height.checked_sub(1).and_then(|last| {
        Some(Ends {
            first: key(0)?,
            last: key(last)?,
        })
    });
    Ok(ends.filter(|ends| !ends.first.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends_of(accounts: &[Option<&str>], days: &[Option<i32>]) -> Option<(Vec<Part>, Vec<Part>)> {
        let accounts = Column::new("account".into(), accounts);
        let days = Column::new("day".into(), days);
        let days = days.cast(&DataType::Date).unwrap();
        let found = ends(&[&accounts, &days], accounts.len()).unwrap();
        found.map(|ends| (ends.first, ends.last))
    }

    #[test]
    fn rows_are_in_order_where_each_key_comes_after_the_one_before() {
        let key = |account: &str, day: i64| vec![Part::Text(account.into()), Part::Bits(day)];
        let sorted = ends_of(&[Some("a"), Some("a"), Some("b")], &[Some(3), Some(5), Some(4)]);
        assert_eq!(sorted, Some((key("a", 3), key("b", 4))));
        let one = ends_of(&[Some("a")], &[Some(3)]);
        assert_eq!(one, Some((key("a", 3), key("a", 3))));
        for (accounts, days) in [
            // The same key twice.
            (vec![Some("a"), Some("a")], vec![Some(3), Some(3)]),
            (vec![Some("a"), Some("a")], vec![Some(5), Some(3)]),
            (vec![Some("b"), Some("a")], vec![Some(3), Some(5)]),
            (vec![Some("a"), None], vec![Some(3), Some(5)]),
            (vec![Some("a"), Some("b")], vec![Some(3), None]),
            (vec![], vec![]),
        ] {
            assert_eq!(ends_of(&accounts, &days), None, "{accounts:?} {days:?}");
        }
    }

    #[test]
    fn both_zeros_are_one_key() {
        let zeros = Column::new("number".into(), [-0.0, 0.0]);
        assert!(ends(&[&zeros], 2).unwrap().is_none());
    }
}
