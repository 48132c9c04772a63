//! A column as one of Polars' arrays, with what lies inside of it.

use super::memory::{Import, bitmap};
use super::refusal::refused;
use polars::prelude::{CompatLevel, IdxCa, NewChunkedArray, PlSmallStr, PolarsError, PolarsResult, Series};
use polars_arrow::array::{Array, BinaryArray, BooleanArray, ListArray, NullArray, StructArray};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::{ArrowDataType, Field as PolarsField};
use polars_arrow::offset::OffsetsBuffer;
use uptake_abi::arrow::{Column, Data, Ends, Kind, index_at};
use uptake_adapter::{AdapterError, ErrorCode};

impl Import<'_> {
    /// A column as one of Polars' arrays.
    pub(super) fn array(self, column: &Column<'_>) -> Result<Box<dyn Array>, AdapterError> {
        let valid = column.valid.map(|valid| bitmap(valid, column.rows));
        let refused = |error: PolarsError| refused(column.field, &error);
        match (&column.field.kind, &column.data) {
            (_, Data::Dictionary { indices, values }) => self.dictionary(column, indices, values),
            (_, Data::Null) => Ok(Box::new(NullArray::new(ArrowDataType::Null, column.rows))),
            (_, Data::Bool(bits)) => {
                let array = BooleanArray::try_new(ArrowDataType::Boolean, bitmap(*bits, column.rows), valid);
                Ok(Box::new(array.map_err(refused)?))
            }
            (Kind::Primitive(primitive), Data::Fixed(bytes)) => self.primitive(column, primitive, bytes, valid),
            (Kind::FixedBytes(width), Data::Fixed(bytes)) => {
                let ends: Vec<i64> = steps(column.rows, *width);
                let ends = OffsetsBuffer::try_from(ends).map_err(refused)?;
                let array = BinaryArray::<i64>::try_new(ArrowDataType::LargeBinary, ends, self.values(bytes), valid);
                Ok(Box::new(array.map_err(refused)?))
            }
            (kind, Data::Parted { ends, values }) => {
                let text = matches!(kind, Kind::Text(_));
                match ends {
                    Ends::Small(ends) => Ok(self.parted(ends.clone(), values, valid, text)),
                    Ends::Large(ends) => Ok(self.parted(ends.clone(), values, valid, text)),
                }
            }
            (kind, Data::Views { views, buffers }) => {
                Ok(self.views(views.clone(), buffers, valid, matches!(kind, Kind::Text(_))))
            }
            (_, Data::List { ends, items }) => {
                let ends: Vec<i64> = match ends {
                    Ends::Small(ends) => ends.iter().copied().map(i64::from).collect(),
                    Ends::Large(ends) => ends.to_vec(),
                };
                self.list(ends, items, valid).map_err(refused)
            }
            (Kind::FixedList(width), Data::FixedList(items)) => {
                self.list(steps(column.rows, *width), items, valid).map_err(refused)
            }
            (_, Data::Struct(columns)) => {
                let arrays = columns
                    .iter()
                    .map(|column| self.array(column))
                    .collect::<Result<Vec<_>, _>>()?;
                let fields = columns.iter().zip(&arrays).map(|(column, array)| {
                    PolarsField::new(PlSmallStr::from_str(&column.field.name), array.dtype().clone(), true)
                });
                let dtype = ArrowDataType::Struct(fields.collect());
                let array = StructArray::try_new(dtype, column.rows, arrays, valid);
                Ok(Box::new(array.map_err(refused)?))
            }
            (_, Data::Fixed(_) | Data::FixedList(_)) => Err(AdapterError::new(
                ErrorCode::PluginAnswer,
                format!("`{}` isn't what its type says", column.field.name),
            )),
        }
    }

    pub(super) fn list(
        self,
        ends: Vec<i64>,
        items: &Column<'_>,
        valid: Option<Bitmap>,
    ) -> PolarsResult<Box<dyn Array>> {
        let items = self
            .array(items)
            .map_err(|error| PolarsError::ComputeError(error.message.into()))?;
        let dtype = ListArray::<i64>::default_datatype(items.dtype().clone());
        let ends = OffsetsBuffer::try_from(ends)?;
        Ok(Box::new(ListArray::<i64>::try_new(dtype, ends, items, valid)?))
    }

    /// A dictionary as its values, row by row: categories of several batches would not be the same.
    pub(super) fn dictionary(
        self,
        column: &Column<'_>,
        indices: &[u8],
        values: &Column<'_>,
    ) -> Result<Box<dyn Array>, AdapterError> {
        let Kind::Primitive(primitive) = &column.field.kind else {
            return Ok(Box::new(NullArray::new(ArrowDataType::Null, column.rows)));
        };
        let width = primitive.width();
        let index = |row: usize| {
            let index = index_at(indices, width, row).and_then(|index| u32::try_from(index).ok());
            index.filter(|_| !column.is_null(row))
        };
        let rows = IdxCa::from_iter_options(PlSmallStr::EMPTY, (0..column.rows).map(index));
        let taken = Series::try_from((PlSmallStr::EMPTY, self.array(values)?)).and_then(|values| values.take(&rows));
        let taken = taken.map_err(|error| refused(column.field, &error))?;
        Ok(taken.rechunk().to_arrow(0, CompatLevel::newest()))
    }
}

/// Ends of values that are as long in each row.
fn steps(rows: usize, width: usize) -> Vec<i64> {
    (0..=rows)
        .map(|row| i64::try_from(row.saturating_mul(width)).unwrap_or(i64::MAX))
        .collect()
}
