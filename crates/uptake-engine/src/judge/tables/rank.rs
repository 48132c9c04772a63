//! Places in an order.

use super::keys::{Compared, Keys};
use crate::error::Error;
use polars::prelude::*;
use std::cmp::Ordering;
use uptake_rules::text::Name;

/// The place of each row among those with the same values in the columns `per`: 1 is the first, equals share a place, what is
/// unknown has none.
pub(super) fn rank(frame: &DataFrame, name: &str, of: &str, per: &[Name], falling: bool) -> Result<Column, Error> {
    let groups: Vec<Compared<'_>> = per
        .iter()
        .map(|name| {
            Ok(Compared::Series(
                frame.column(&name.text)?.as_materialized_series().clone(),
            ))
        })
        .collect::<Result<_, Error>>()?;
    let (_, groups) = Keys::number(&groups, frame.height())?;
    let values = frame.column(of)?.as_materialized_series();
    let values: Vec<AnyValue<'_>> = values.iter().collect();
    let compare = |a: usize, b: usize| -> Ordering {
        let order = match (values.get(a), values.get(b)) {
            (Some(a), Some(b)) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
            _ => Ordering::Equal,
        };
        if falling { order.reverse() } else { order }
    };
    let group = |row: usize| groups.get(row);
    let mut rows: Vec<usize> = (0..frame.height())
        .filter(|row| values.get(*row).is_some_and(|value| !value.is_null()))
        .collect();
    rows.sort_by(|a, b| group(*a).cmp(&group(*b)).then_with(|| compare(*a, *b)));
    let mut places: Vec<Option<i64>> = vec![None; frame.height()];
    let (mut before, mut place, mut count): (Option<usize>, i64, i64) = (None, 0, 0);
    for row in rows {
        match before {
            Some(last) if group(last) == group(row) => {
                count += 1;
                if compare(last, row) != Ordering::Equal {
                    place = count;
                }
            }
            _ => (place, count) = (1, 1),
        }
        if let Some(slot) = places.get_mut(row) {
            *slot = Some(place);
        }
        before = Some(row);
    }
    Ok(Int64Chunked::from_iter_options(name.into(), places.into_iter()).into_column())
}
