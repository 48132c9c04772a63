//! A batch column by column, with what lies inside of each.

use super::memory::{Check, Extent};
use crate::arrow::breach::{broken, shown};
use crate::arrow::column::{Bits, Column, Data, index_at};
use crate::arrow::field::{Field, Kind, Offsets};
use crate::arrow::owned::OwnedArray;
use uptake_adapter::{AdapterError, ErrorCode};

/// The columns of a batch: a struct without null rows. Answers them and how many rows they have.
///
/// # Safety
/// Every pointer of the array points at as much as its length, its offset and its type say, until it is released.
///
/// # Errors
/// When the array breaks the Arrow C interface in a way that can be seen.
pub unsafe fn columns<'a>(field: &'a Field, array: &'a OwnedArray) -> Result<(usize, Vec<Column<'a>>), AdapterError> {
    // SAFETY: the caller's.
    unsafe { all(field, array, None) }
}

/// The same of an array whose buffers have as many bytes as `extent` says, and no more than these are looked at.
///
/// # Safety
/// Every pointer of the array points at as much as the extent says, until it is released.
///
/// # Errors
/// As [`columns`]; also when a buffer is shorter than the rows need.
pub unsafe fn columns_within<'a>(
    field: &'a Field,
    array: &'a OwnedArray,
    extent: &'a Extent,
) -> Result<(usize, Vec<Column<'a>>), AdapterError> {
    // SAFETY: the caller's.
    unsafe { all(field, array, Some(extent)) }
}

/// # Safety
/// As for [`columns`], or [`columns_within`] where there is an extent.
unsafe fn all<'a>(
    field: &'a Field,
    array: &'a OwnedArray,
    extent: Option<&'a Extent>,
) -> Result<(usize, Vec<Column<'a>>), AdapterError> {
    if field.kind != Kind::Struct || field.dictionary.is_some() {
        let message = format!("the stream's type is `{}` instead of a struct", field.format);
        return Err(broken(message));
    }
    let rows = usize::try_from(array.raw().length).unwrap_or(0);
    // SAFETY: the caller's.
    let column = unsafe {
        Check {
            field,
            array: array.raw(),
            extent,
        }
        .column(0, rows)
    }?;
    match (column.valid, column.data) {
        (None, Data::Struct(columns)) => Ok((rows, columns)),
        _ => Err(broken("a batch has rows that are null as a whole".to_owned())),
    }
}

impl<'a> Check<'a> {
    /// The rows `from..from + rows` of an array.
    ///
    /// # Safety
    /// As for [`columns`].
    unsafe fn column(&self, from: usize, rows: usize) -> Result<Column<'a>, AdapterError> {
        let whole = self.size()?;
        if from.checked_add(rows).is_none_or(|end| end > whole) {
            return Err(self.broken(&format!(
                "has {whole} rows where {} are needed",
                from.saturating_add(rows)
            )));
        }
        let offset = usize::try_from(self.array.offset).unwrap_or(0);
        // SAFETY: the caller's, here and below.
        let valid = unsafe { self.validity(offset, whole, from, rows) }?;
        let start = offset + from;
        let mut column = Column {
            field: self.field,
            rows,
            valid,
            data: Data::Null,
        };
        // SAFETY: the caller's.
        column.data = unsafe { self.data(start, rows, &column) }?;
        Ok(column)
    }

    /// # Safety
    /// As for [`columns`].
    unsafe fn data(&self, start: usize, rows: usize, column: &Column<'a>) -> Result<Data<'a>, AdapterError> {
        if let Some(values) = &self.field.dictionary {
            // SAFETY: the caller's.
            return unsafe { self.dictionary(values, start, rows, column) };
        }
        // SAFETY: for all below the caller's, and `size` found the buffers and children to be as many.
        unsafe {
            Ok(match &self.field.kind {
                Kind::Null => Data::Null,
                Kind::Bool => {
                    let bytes = self.bytes(1, 0, (start + rows).div_ceil(8) * usize::from(rows > 0))?;
                    Data::Bool(Bits { bytes, from: start })
                }
                Kind::Primitive(primitive) => Data::Fixed(self.fixed(primitive.width(), start, rows)?),
                Kind::FixedBytes(width) => Data::Fixed(self.fixed(*width, start, rows)?),
                Kind::Text(Offsets::View) => self.views(start, rows, column, true)?,
                Kind::Bytes(Offsets::View) => self.views(start, rows, column, false)?,
                Kind::Text(offsets) => self.parted(*offsets, start, rows, true)?,
                Kind::Bytes(offsets) => self.parted(*offsets, start, rows, false)?,
                Kind::List(offsets) => {
                    let (ends, last) = self.ends(*offsets, start, rows)?;
                    let items = Box::new(self.child(0)?.column(0, last)?);
                    Data::List { ends, items }
                }
                Kind::FixedList(width) => {
                    let place = start.checked_mul(*width).zip(rows.checked_mul(*width));
                    let (from, items) = place.ok_or_else(|| self.broken("is longer than memory"))?;
                    Data::FixedList(Box::new(self.child(0)?.column(from, items)?))
                }
                Kind::Struct => {
                    let mut columns = Vec::with_capacity(self.field.children.len());
                    for index in 0..self.field.children.len() {
                        columns.push(self.child(index)?.column(start, rows)?);
                    }
                    Data::Struct(columns)
                }
            })
        }
    }

    /// # Safety
    /// As for [`columns`].
    unsafe fn dictionary(
        &self,
        values: &'a Field,
        start: usize,
        rows: usize,
        column: &Column<'a>,
    ) -> Result<Data<'a>, AdapterError> {
        let Kind::Primitive(primitive) = &self.field.kind else {
            return Err(self.broken("is a dictionary whose indices aren't integers"));
        };
        // SAFETY: the caller's.
        let indices = unsafe { self.fixed(primitive.width(), start, rows) }?;
        // SAFETY: `size` found it not to be null.
        let Some(array) = (unsafe { self.array.dictionary.as_ref() }) else {
            return Err(self.broken("has no dictionary"));
        };
        let extent = self.inside(|extent| extent.dictionary.as_deref())?;
        let check = Check {
            field: values,
            array,
            extent,
        };
        // SAFETY: part of the same array.
        let values = unsafe { check.column(0, check.size()?) }?;
        for row in 0..rows {
            let index = index_at(indices, primitive.width(), row);
            let inside = index.is_some_and(|index| index < values.rows);
            if !inside && !column.is_null(row) {
                let message = format!(
                    "row {} of {} has a dictionary index outside of the {} values",
                    row + 1,
                    shown(&self.field.name),
                    values.rows
                );
                return Err(AdapterError::new(ErrorCode::PluginIndex, message)
                    .help("the plugin hands over indices that point at nothing: report it to whoever made it"));
            }
        }
        Ok(Data::Dictionary {
            indices,
            values: Box::new(values),
        })
    }
}
