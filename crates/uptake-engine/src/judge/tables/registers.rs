//! What registers say of the values of records: `column.field` in a condition.

use super::theirs::Theirs;
use crate::calendar::{Day, day};
use crate::compile::literal;
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::reduce::register_fields::{RegisterFields, field_of, field_type};
use polars::prelude::*;
use rustc_hash::FxHashMap;
use uptake_rules::policy::register::Entry;
use uptake_rules::value::Literal;

/// The column of a path, for some rows of records that begin at `first`. On the day of each row; of records without one on the
/// day of the figures.
pub(super) fn column(
    path: &str,
    frame: &DataFrame,
    theirs: &Theirs<'_>,
    first: usize,
    cube: &Cube<'_>,
) -> Result<Column, Error> {
    let dataset = theirs.dataset.ok_or_else(|| super::theirs::internal(path))?;
    let fields = RegisterFields::of(dataset, &cube.policy.registers);
    let (name, register) = fields.behind(path).ok_or_else(|| super::theirs::internal(path))?;
    let texts = frame.column(name)?.str()?;
    let as_of: Day = day(cube.data.as_of);
    let of = |row: usize| {
        theirs
            .time
            .get()
            .and_then(|days| days.get(first + row))
            .unwrap_or(as_of)
    };
    // Rows have few names, and a register is asked for each of them once.
    let mut entries: FxHashMap<&str, Option<&Entry>> = FxHashMap::default();
    let values: Vec<_> = texts
        .iter()
        .enumerate()
        .map(|(row, text)| {
            let entry = text.and_then(|text| *entries.entry(text).or_insert_with(|| register.find(text)));
            text.map_or(Literal::Unknown, |_| field_of(entry, path, of(row)))
        })
        .collect();
    Ok(literal::column(path, field_type(register, path), &values))
}
