//! Whether a condition holds in each of many rows.

use super::keys::Compared;
use super::registers;
use super::theirs::Theirs;
use crate::compile::compile;
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::judge::evaluate::evaluate;
use crate::records::Stored;
use polars::prelude::*;
use std::collections::BTreeSet;
use uptake_rules::policy::formula::Formula;

/// That a condition doesn't hold, holds, or is unknown.
pub(super) const DENIED: u8 = 0;
/// See [`DENIED`].
pub(super) const HELD: u8 = 1;
/// See [`DENIED`].
pub(super) const UNDECIDED: u8 = 2;

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

/// The same of a condition that reads one text of records and nothing else: each text is looked at once. `None` for any other.
pub(super) fn by_text(condition: &Formula, theirs: &Theirs<'_>, cube: &Cube<'_>) -> Result<Option<Vec<u8>>, Error> {
    let read = condition.columns();
    let mut names = read.iter();
    let (Some(name), None) = (names.next(), names.next()) else {
        return Ok(None);
    };
    if name.contains('.') {
        return Ok(None);
    }
    let Compared::Stored(Stored::Texts { codes, names }) = theirs.compared(name)? else {
        return Ok(None);
    };
    if names.len() >= theirs.rows {
        return Ok(None);
    }
    let texts: StringChunked = names.iter().map(|text| Some(&**text)).chain([None]).collect();
    let frame = DataFrame::new(names.len() + 1, vec![texts.with_name((*name).into()).into_column()])?;
    let expr = compile(condition, cube.policy.calendar.time_zone.as_str()).cast(DataType::Boolean);
    let column = evaluate(&frame, expr, "held")?;
    let truths = column.bool()?;
    let of = |row: usize| {
        // The missing text comes last; a constant is the same for all.
        let place = (codes.get(row) as usize)
            .min(names.len())
            .min(truths.len().saturating_sub(1));
        code(truths.get(place))
    };
    Ok(Some((0..theirs.rows).map(of).collect()))
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
