//! What isn't taken in, as an error.

use polars::prelude::PolarsError;
use uptake_abi::arrow::{Column, Field};
use uptake_adapter::{AdapterError, ErrorCode};

/// What Polars doesn't take.
pub(super) fn refused(field: &Field, error: &PolarsError) -> AdapterError {
    let message = format!("`{}` has the Arrow type `{}`: {error}", field.name, field.format);
    AdapterError::new(ErrorCode::Unsupported, message)
        .help("cast the column to text or to a plain number at the source, or leave it out")
}

/// A value outside of what its type can mean.
pub(super) fn outside(column: &Column<'_>, row: usize, what: &str) -> AdapterError {
    let message = format!("row {} of `{}` {what}", row + 1, column.field.name);
    AdapterError::new(ErrorCode::Unsupported, message)
        .help("turn such values into nulls or into text at the source; databases send `infinity` so")
}
