//! The elements of a column of lists, or of objects: an object counts as a list of one.

use crate::error::Error;
use polars::prelude::*;
use std::ops::Range;
use uptake_codes::RowCode;

/// The elements of each value of a column.
pub(super) struct Elements {
    /// Where those of each row stand among all.
    ranges: Vec<Range<usize>>,
    /// All elements.
    values: Series,
    /// Whether each value is an object, and not a list.
    objects: bool,
}

impl Elements {
    /// Those of a column, called `name` in the mapping. A missing list has none.
    ///
    /// # Errors
    /// When the column is neither of lists nor of objects.
    pub(super) fn of(name: &str, column: &Series) -> Result<Self, Error> {
        match column.dtype() {
            DataType::List(_) => {
                let lists = column.list()?.rechunk();
                let array = lists.downcast_as_array();
                let known = |row: usize| array.validity().is_none_or(|known| known.get(row) == Some(true));
                let ends = array.offsets().as_slice().windows(2).enumerate();
                let ranges = ends.map(|(row, ends)| match ends {
                    [start, end] if known(row) => place(*start)..place(*end),
                    _ => 0..0,
                });
                Ok(Self {
                    ranges: ranges.collect(),
                    values: lists.get_inner(),
                    objects: false,
                })
            }
            DataType::Struct(_) => {
                let known = column.is_not_null();
                let ranges = known.iter().enumerate().map(|(row, known)| match known {
                    Some(true) => row..row + 1,
                    _ => 0..0,
                });
                Ok(Self {
                    ranges: ranges.collect(),
                    values: column.clone(),
                    objects: true,
                })
            }
            // Nothing but gaps: nothing says which of the two it would be.
            DataType::Null => Ok(Self {
                ranges: vec![0..0; column.len()],
                values: column.clone(),
                objects: false,
            }),
            other => Err(not_a_list(name, other)),
        }
    }

    /// Where the elements of a row stand among all.
    pub(super) fn of_row(&self, row: usize) -> Range<usize> {
        self.ranges.get(row).cloned().unwrap_or_default()
    }

    /// Whether no row has any.
    pub(super) fn none(&self) -> bool {
        self.ranges.iter().all(Range::is_empty)
    }

    /// The elements at these places; unknown where there is no place.
    pub(super) fn at(&self, places: impl Iterator<Item = Option<usize>>) -> Result<Series, Error> {
        let places: IdxCa = places.map(|place| IdxSize::try_from(place?).ok()).collect();
        Ok(self.values.take(&places)?)
    }

    /// The number of an element within its row's list, from zero; an object has none.
    pub(super) fn number(&self, row: usize, place: usize) -> Option<u32> {
        if self.objects {
            return None;
        }
        u32::try_from(place - self.of_row(row).start).ok()
    }
}

fn place(offset: i64) -> usize {
    usize::try_from(offset).unwrap_or(0)
}

fn not_a_list(name: &str, ty: &DataType) -> Error {
    Error::new(
        RowCode::WrongType,
        format!("the source's column `{name}` should be a list, but it is {ty}"),
    )
    .help("check `rows` and `explode` in the mapping")
}
