//! Measures from other values of the same entity and period.

use super::columns::column;
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::judge::expressions::Expressions;
use polars::prelude::*;
use uptake_rules::policy::formula::Formula;
use uptake_rules::policy::measure::Measure;
use uptake_rules::value::Type;

/// The column of a computed measure.
pub(super) fn judge<'a>(
    cube: &mut Cube<'a>,
    measure: &Measure,
    value: &Formula,
    expressions: &mut Expressions<'a>,
) -> Result<Column, Error> {
    let name = measure.name.text.as_str();
    match measure.ty {
        Type::Float => Ok(column(name, measure.ty, expressions.numbers(cube, value, name)?)),
        ty => expressions.column(cube, value, name, ty),
    }
}
