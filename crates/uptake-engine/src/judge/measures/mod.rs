//! Measures per entity and period, a file for each kind.

mod across;
mod columns;
mod days;
mod own_window;
pub(super) mod rows;
mod value;
mod window;

pub(crate) use across::answer as across_answer;
pub(crate) use own_window::OwnWindow;

use super::cube::Cube;
use super::expressions::Expressions;
use crate::error::Error;
use polars::prelude::*;
use uptake_rules::policy::measure::{Measure, MeasureKind};

/// The column of a measure, a value per row of the cube; `None` is unknown.
pub(super) fn measure<'a>(
    cube: &mut Cube<'a>,
    measure: &Measure,
    expressions: &mut Expressions<'a>,
) -> Result<Column, Error> {
    match &measure.kind {
        // Already there, see [`rows::counted`].
        MeasureKind::Rows(_) => Ok(cube.frame.column(&measure.name.text)?),
        MeasureKind::Days(rule) => Ok(days::judge(cube, measure, rule)),
        MeasureKind::Value(value) => value::judge(cube, measure, value, expressions),
        MeasureKind::Across(rule) => across::judge(cube, measure, rule, expressions),
        MeasureKind::Window(rule) => window::judge(cube, measure, rule, expressions),
    }
}
