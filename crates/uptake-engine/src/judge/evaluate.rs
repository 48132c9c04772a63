//! One expression over the rows of a frame.

use crate::error::Error;
use polars::prelude::*;

/// A column of the frame's height, also where the expression is a constant.
pub(crate) fn evaluate(frame: &DataFrame, expr: Expr, name: &str) -> Result<Column, Error> {
    let frame = frame
        .clone()
        .lazy()
        .with_column(expr.alias(name))
        .select([col(name)])
        .collect()?;
    Ok(frame.column(name)?.clone())
}
