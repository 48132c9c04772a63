//! Whether a condition holds in each of many rows.

use super::keys::Compared;
use super::registers;
use super::theirs::Theirs;
use crate::compile::compile;
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::judge::evaluate::evaluate;
use crate::records::{Codes, Stored};
use polars::prelude::*;
use std::collections::BTreeSet;
use uptake_rules::policy::formula::Formula;

/// That a condition doesn't hold, holds, or is unknown.
pub(super) const DENIED: u8 = 0;
/// See [`DENIED`].
pub(super) const HELD: u8 = 1;
/// See [`DENIED`].
pub(super) const UNDECIDED: u8 = 2;

/// Whether a condition holds in each row.
pub(super) enum Truths<'a> {
    /// Of each row.
    Own(Vec<u8>),
    /// Of each value of a column, the missing one last, and the values of the rows by number.
    OfValues(&'a Codes, Vec<u8>),
}

impl Truths<'_> {
    /// The truth in a row.
    pub(super) fn get(&self, row: usize) -> u8 {
        let truth = match self {
            Truths::Own(truths) => truths.get(row),
            Truths::OfValues(codes, truths) => {
                let last = truths.len().saturating_sub(1);
                truths.get((codes.get(row) as usize).min(last))
            }
        };
        truth.copied().unwrap_or(UNDECIDED)
    }
}

/// What is done to a block of rows, which begins at a row, before it is looked at.
type Prepare<'a> = &'a dyn Fn(DataFrame, usize) -> Result<DataFrame, Error>;

/// Whether a condition holds in each row, block by block, so that no text of many rows is in memory at once.
pub(super) fn truths(
    condition: &Formula,
    theirs: &Theirs<'_>,
    prepare: Prepare<'_>,
    cube: &Cube<'_>,
) -> Result<Vec<u8>, Error> {
    const BLOCK: usize = 1 << 16;
    let zone = cube.policy.calendar.time_zone.as_str();
    let read = condition.columns();
    let names: BTreeSet<&str> = read.iter().map(|name| plain(name)).collect();
    let paths: Vec<&str> = read.iter().copied().filter(|name| name.contains('.')).collect();
    let expr = compile(condition, zone).cast(DataType::Boolean);
    let mut held = Vec::with_capacity(theirs.rows);
    for first in (0..theirs.rows).step_by(BLOCK) {
        let rows = first..theirs.rows.min(first + BLOCK);
        let height = rows.len();
        let mut frame = prepare(theirs.block(rows, &names)?, first)?;
        for path in &paths {
            let column = registers::column(path, &frame, theirs, first, cube)?;
            frame.with_column(column)?;
        }
        let column = evaluate(&frame, expr.clone(), "held")?;
        let truths = column.bool()?;
        match truths.len() == height {
            true => held.extend(truths.iter().map(code)),
            // A constant.
            false => held.extend(std::iter::repeat_n(code(truths.get(0)), height)),
        }
    }
    Ok(held)
}

/// The same of a condition that reads one column of records of which few values differ, and nothing else: each value is looked at
/// once. `None` for any other.
pub(super) fn by_value<'a>(
    condition: &Formula,
    theirs: &Theirs<'a>,
    cube: &Cube<'_>,
) -> Result<Option<Truths<'a>>, Error> {
    let read = condition.columns();
    let mut names = read.iter();
    let (Some(name), None) = (names.next(), names.next()) else {
        return Ok(None);
    };
    if name.contains('.') {
        return Ok(None);
    }
    // The missing value comes last.
    let (codes, count, column) = match theirs.compared(name)? {
        Compared::Stored(Stored::Texts { codes, names }) => {
            let texts: StringChunked = names.iter().map(|text| Some(&**text)).chain([None]).collect();
            (codes, names.len(), texts.with_name((*name).into()).into_column())
        }
        Compared::Stored(Stored::Few { codes, values }) => {
            let floats = values.iter().copied().map(Some).chain([None]);
            let floats = Float64Chunked::from_iter_options((*name).into(), floats);
            (codes, values.len(), floats.into_column())
        }
        Compared::Stored(Stored::Other(_)) | Compared::Series(_) => return Ok(None),
    };
    if count >= theirs.rows {
        return Ok(None);
    }
    let frame = DataFrame::new(count + 1, vec![column])?;
    let expr = compile(condition, cube.policy.calendar.time_zone.as_str()).cast(DataType::Boolean);
    let column = evaluate(&frame, expr, "held")?;
    let truths = column.bool()?;
    let truths: Vec<u8> = match truths.len() {
        // A constant.
        1 => vec![code(truths.get(0)); count + 1],
        _ => truths.iter().map(code).collect(),
    };
    Ok(Some(Truths::OfValues(codes, truths)))
}

fn code(held: Option<bool>) -> u8 {
    match held {
        Some(true) => HELD,
        Some(false) => DENIED,
        None => UNDECIDED,
    }
}

/// The column in which a path begins.
pub(super) fn plain(name: &str) -> &str {
    name.split_once('.').map_or(name, |(name, _)| name)
}
