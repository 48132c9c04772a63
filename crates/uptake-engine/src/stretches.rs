//! Values of a panel's columns that are kept once for each entity or each period, for each row of a part of it.

use crate::along::Along;
use polars::prelude::*;
use polars_arrow::array::{Array, BooleanArray, PrimitiveArray};
use polars_arrow::bitmap::{Bitmap, BitmapBuilder};
use polars_arrow::types::NativeType;
use std::ops::Range;

/// Rows of a panel: entities in order, each with all periods in order.
pub(crate) struct Stretches {
    /// What there is a value for.
    pub(crate) along: Along,
    pub(crate) rows: Range<usize>,
    /// How many periods each entity has.
    pub(crate) periods: usize,
}

impl Stretches {
    /// The value of each row of a column; none if its type isn't one that many conditions read.
    ///
    /// # Errors
    /// When the column can't be read.
    pub(crate) fn column(&self, column: &Column) -> PolarsResult<Option<Column>> {
        let series = column.as_materialized_series().rechunk();
        let physical = series.to_physical_repr();
        let name = series.name().clone();
        let rows = match physical.dtype() {
            DataType::Boolean => {
                let array = physical.bool()?.downcast_as_array();
                let values = self.bits(array.values());
                let rows = BooleanArray::new(array.dtype().clone(), values, self.validity(array));
                BooleanChunked::with_chunk(name, rows).into_series()
            }
            DataType::Int32 => {
                Int32Chunked::with_chunk(name, self.array(physical.i32()?.downcast_as_array())).into_series()
            }
            DataType::Int64 => {
                Int64Chunked::with_chunk(name, self.array(physical.i64()?.downcast_as_array())).into_series()
            }
            DataType::Float64 => {
                Float64Chunked::with_chunk(name, self.array(physical.f64()?.downcast_as_array())).into_series()
            }
            _ => return Ok(None),
        };
        Ok(Some(rows.cast(series.dtype())?.into_column()))
    }

    /// For each row the place of its value.
    pub(crate) fn places(&self) -> IdxCa {
        let mut places = Vec::with_capacity(self.rows.len());
        let index = |at: usize| IdxSize::try_from(at).unwrap_or(IdxSize::MAX);
        for (place, many) in self.each() {
            match self.along {
                Along::Entities => places.resize(places.len() + many, index(place)),
                Along::Rows | Along::Periods => places.extend((place..place + many).map(index)),
            }
        }
        IdxCa::from_vec(PlSmallStr::EMPTY, places)
    }

    fn array<T: NativeType>(&self, array: &PrimitiveArray<T>) -> PrimitiveArray<T> {
        let mut values = Vec::with_capacity(self.rows.len());
        for (place, many) in self.each() {
            let own = array.values().as_slice();
            match self.along {
                Along::Entities => values.resize(values.len() + many, own.get(place).copied().unwrap_or_default()),
                Along::Rows | Along::Periods => {
                    values.extend_from_slice(own.get(place..place + many).unwrap_or_default());
                }
            }
        }
        PrimitiveArray::new(array.dtype().clone(), values.into(), self.validity(array))
    }

    /// Which rows have a value; none if all have.
    fn validity(&self, array: &dyn Array) -> Option<Bitmap> {
        let known = array.validity().filter(|_| array.null_count() > 0)?;
        Some(self.bits(known))
    }

    fn bits(&self, bits: &Bitmap) -> Bitmap {
        let mut rows = BitmapBuilder::with_capacity(self.rows.len());
        for (place, many) in self.each() {
            match self.along {
                Along::Entities => rows.extend_constant(many, bits.get(place).unwrap_or(false)),
                Along::Rows | Along::Periods => rows.subslice_extend_from_bitmap(bits, place, many),
            }
        }
        rows.freeze()
    }

    /// For each entity the place of the first value of its rows, and how many rows these are.
    fn each(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let width = self.periods.max(1);
        let mut row = self.rows.start;
        std::iter::from_fn(move || {
            let many = (width - row % width).min(self.rows.end.checked_sub(row)?);
            let place = self.along.place(row, width);
            row += many;
            (many > 0).then_some((place, many))
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    #[test]
    fn each_row_has_the_value_that_taking_it_by_its_place_gives() {
        let days = Column::new("day".into(), [Some(7_i32), None, Some(9), Some(-3)]);
        let wholes = Column::new("whole".into(), [Some(7_i64), None, Some(9), Some(-3)]);
        let known = Column::new("known".into(), [1_i64, 2, 3, 4]);
        let columns = [
            days.cast(&DataType::Date).unwrap(),
            days,
            wholes
                .cast(&DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)))
                .unwrap(),
            wholes,
            known,
            Column::new("truth".into(), [Some(true), None, Some(false), Some(true)]),
            Column::new("part".into(), [Some(0.5), None, Some(-0.0), Some(2.0)]),
        ];
        for along in [Along::Entities, Along::Periods] {
            for rows in [0..16, 3..9, 5..6, 7..7, 4..16] {
                let stretches = Stretches {
                    along,
                    rows,
                    periods: 4,
                };
                for column in &columns {
                    let found = stretches.column(column).unwrap().unwrap();
                    let taken = column.take(&stretches.places()).unwrap();
                    assert_eq!(found.dtype(), column.dtype());
                    assert!(found.equals_missing(&taken), "{along:?} {found:?} {taken:?}");
                }
                let texts = Column::new("text".into(), ["a", "b", "c", "d"]);
                assert!(stretches.column(&texts).unwrap().is_none());
            }
        }
    }
}
