//! Derived tables: rows of records, tables, entities or what was judged, with what belongs to them.
//!
//! - [`source`] makes the rows: which count, once for each value of `each`, one for each combination of `per`.
//! - [`theirs`] is what rows are related to, [`index`] and [`belonging`] find those that belong to a row, [`related`]
//!   makes one value of them, [`values`] are their values, [`span`] their days.
//! - [`late`] is about values that became known later than their row, [`truths`] about conditions over many rows.
//! - [`rank`] gives places.
//! - [`kept`] has tables that were made before, [`meaning`] says which are the same.
//!
//! A row knows nothing that became known after its `now`: what is later doesn't exist for it, so that no rule can look ahead
//! by mistake.

mod axis;
mod belonging;
mod derived;
mod index;
mod kept;
mod keys;
mod late;
mod meaning;
mod rank;
mod registers;
mod related;
mod source;
mod span;
mod theirs;
mod truths;
mod undelivered;
mod values;

use super::cube::Cube;
use crate::error::Error;
use crate::records::DayColumn;
pub(crate) use derived::{Derived, Tables};
pub use kept::KeptTables;
use kept::Made;
use meaning::Meanings;
pub(super) use meaning::placeless;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::policy::table::{ColumnKind, Relation, Table};

/// The tables that are `wanted`, and those that they read. The cube has all its columns.
///
/// # Errors
/// When a column can't be computed.
pub(crate) fn tables<'a>(cube: &Cube<'a>, wanted: &BTreeSet<&str>) -> Result<Tables<'a>, Error> {
    let policy = cube.policy;
    let mut needed: BTreeSet<&str> = wanted.clone();
    // Each comes after those that it reads.
    for table in policy.tables.iter().rev() {
        if needed.contains(table.name.text.as_str()) {
            for read in table.reads() {
                if let Relation::Table(name) = read {
                    needed.insert(name);
                }
            }
        }
    }
    let mut done: Tables<'a> = BTreeMap::new();
    let kept = cube.data.tables.as_ref();
    let mut meanings = kept.map(|_| Meanings::of(policy));
    for table in policy
        .tables
        .iter()
        .filter(|table| needed.contains(table.name.text.as_str()))
    {
        let meaning = meanings.as_mut().and_then(|meanings| meanings.table(table));
        let known = kept.zip(meaning).and_then(|(kept, meaning)| kept.get(meaning));
        let derived = match known {
            Some(made) => made.of(table, meaning),
            None => {
                let derived = Derived {
                    meaning,
                    ..derive(table, cube, &done)?
                };
                if let (Some(kept), Some(meaning)) = (kept, meaning) {
                    kept.keep(meaning, Made::from(&derived));
                }
                derived
            }
        };
        done.insert(table.name.text.as_str(), derived);
    }
    Ok(done)
}

fn derive<'a>(table: &'a Table, cube: &Cube<'a>, done: &Tables<'a>) -> Result<Derived<'a>, Error> {
    let made = source::rows(table, cube, done)?;
    let mut frame = made.frame;
    let now: DayColumn = frame
        .column("now")?
        .as_materialized_series()
        .to_physical_repr()
        .i32()?
        .iter()
        .collect();
    let mut undelivered = made.undelivered;
    let mut private = made.private;
    let mut indexes = index::Indexes::default();
    for column in &table.columns {
        let name = column.name.text.as_str();
        let values = match &column.kind {
            ColumnKind::Value(formula) => {
                if formula.columns().iter().any(|read| private.contains(*read)) {
                    private.insert(name.to_owned());
                }
                undelivered.note(name, undelivered.behind_all([formula]));
                source::expression(&frame, formula, name, column.ty, cube)?
            }
            ColumnKind::Rank { of, per, falling } => {
                let behind = std::iter::once(of)
                    .chain(per)
                    .flat_map(|read| undelivered.behind(&read.text));
                undelivered.note(name, behind.collect());
                rank::rank(&frame, name, &of.text, per, *falling)?
            }
            ColumnKind::Related(related) => {
                let theirs = theirs::Theirs::of(&related.of, cube, done, made.group.as_ref())?;
                if related
                    .column
                    .as_ref()
                    .is_some_and(|column| theirs.private.contains(column))
                {
                    private.insert(name.to_owned());
                }
                let (values, behind) =
                    related::column(&frame, &now, column, related, &table.per, &theirs, &mut indexes, cube)?;
                let mine = related
                    .matches
                    .iter()
                    .flat_map(|(_, mine)| undelivered.behind(&mine.text));
                let bounds = [&related.since, &related.through, &related.before, &related.on];
                let bounds = undelivered.behind_all(bounds.into_iter().flatten());
                undelivered.note(name, behind.into_iter().chain(mine).chain(bounds).collect());
                values
            }
        };
        frame.with_column(values)?;
    }
    let undecided = made.undecided + indexes.undecided();
    // What rows were looked up in isn't needed while they are put in order.
    drop((indexes, now, made.group));
    let order: Vec<&str> = table.shown_by.iter().map(|name| name.text.as_str()).collect();
    if !order.is_empty() {
        frame = in_order(frame, &order)?;
    }
    Ok(Derived {
        table,
        meaning: None,
        frame,
        undecided,
        undelivered,
        private,
    })
}

/// The rows by these columns; equals stay as they were. Column by column, so that all of them are never there twice.
fn in_order(frame: DataFrame, by: &[&str]) -> Result<DataFrame, Error> {
    const PLACE: &str = " place";
    let height = frame.height();
    let keys = frame.select(by.iter().copied())?.with_row_index(PLACE.into(), None)?;
    let keys = keys.sort(
        by.iter().copied(),
        SortMultipleOptions::default().with_maintain_order(true),
    )?;
    let places = keys.column(PLACE)?.idx()?.clone();
    drop(keys);
    let columns = frame.into_columns().into_iter().map(|column| column.take(&places));
    Ok(DataFrame::new(height, columns.collect::<PolarsResult<Vec<Column>>>()?)?)
}
