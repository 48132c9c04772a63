//! Checked Arrow columns as Polars frames. Plain numbers and text views are not copied: the frame holds the array.

mod array;
mod memory;
mod primitive;
mod refusal;
mod text;

use memory::Import;
use polars::frame::DataFrame;
use polars::prelude::{Column, PlSmallStr, Series};
use refusal::refused;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use uptake_abi::OwnedArray;
use uptake_abi::arrow::{Column as Checked, Extent, Field, columns, columns_within};
use uptake_adapter::{AdapterError, ErrorCode, is_asked};

/// An array as a frame: the asked columns, those that came.
///
/// # Safety
/// The array came through the Arrow C interface, from a producer that is bound to its rules, and is of the field's type or
/// breaks them in a way that can be seen.
///
/// # Errors
/// When the array breaks the interface in a way that can be seen, or holds what Polars doesn't carry.
pub unsafe fn frame_of(field: &Field, array: OwnedArray, wanted: Option<&[String]>) -> Result<DataFrame, AdapterError> {
    let owner = Arc::new(array);
    // SAFETY: the caller's. What of the interface's rules can be seen, `columns` looks at; the rest is why untrusted plugins
    // run in a process of their own.
    let (rows, columns) = unsafe { columns(field, &owner) }?;
    frame(&owner, rows, &columns, wanted)
}

/// The same of all columns of an array whose buffers reach as far as the extent says.
///
/// # Safety
/// The array's pointers point at as much as the extent says, until it is released.
///
/// # Errors
/// As [`frame_of`]; also when a buffer is shorter than the rows need.
pub(crate) unsafe fn frame_within(
    field: &Field,
    array: OwnedArray,
    extent: &Extent,
) -> Result<DataFrame, AdapterError> {
    let owner = Arc::new(array);
    // SAFETY: the caller's.
    let (rows, columns) = unsafe { columns_within(field, &owner, extent) }?;
    frame(&owner, rows, &columns, None)
}

/// Columns of an array, which the frame holds.
fn frame(
    owner: &Arc<OwnedArray>,
    rows: usize,
    columns: &[Checked<'_>],
    wanted: Option<&[String]>,
) -> Result<DataFrame, AdapterError> {
    // Polars is given nothing that it could choke on. Should it still, that is a fault of this batch, not of the program.
    catch_unwind(AssertUnwindSafe(|| {
        let columns = columns
            .iter()
            .filter(|column| wanted.is_none_or(|wanted| is_asked(wanted, &column.field.name)))
            .map(|column| {
                let name = PlSmallStr::from_str(&column.field.name);
                let array = Import { owner }.array(column)?;
                let series = Series::try_from((name, array)).map_err(|error| refused(column.field, &error))?;
                Ok(series.into())
            })
            .collect::<Result<Vec<Column>, AdapterError>>()?;
        DataFrame::new(rows, columns)
            .map_err(|error| AdapterError::new(ErrorCode::PluginAnswer, format!("a batch isn't a table: {error}")))
    }))
    .unwrap_or_else(|_| {
        Err(AdapterError::new(
            ErrorCode::PluginAnswer,
            "a batch holds values that can't be read",
        ))
    })
}
