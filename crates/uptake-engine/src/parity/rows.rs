//! Entities and periods, row by row.

use super::found::{Both, ColumnDifference, Kind, Parity, RowDifference, ValueDifference};
use super::grid::Grid;
use super::values::equal;
use crate::calendar::date;
use crate::error::Error;
use crate::judge::checks::cell;
use crate::names::Private;
use polars::prelude::*;
use std::collections::BTreeSet;
use uptake_rules::policy::Policy;

/// Compares measures, definitions, ladders and cuts, row by row.
pub(super) fn rows(
    parity: &mut Parity,
    policy: &Policy,
    shared: &[(IdxSize, IdxSize)],
    (left, right): (&Grid<'_>, &Grid<'_>),
) -> Result<(), Error> {
    let (in_left, in_right): (Vec<IdxSize>, Vec<IdxSize>) = shared.iter().copied().unzip();
    let (in_left, in_right) = (
        IdxCa::from_vec("rows".into(), in_left),
        IdxCa::from_vec("rows".into(), in_right),
    );
    let mut differing = vec![false; shared.len()];
    let mut flipped = vec![false; shared.len()];
    let mut different = Vec::new();
    for (name, kind) in columns(policy, left, right) {
        let count = match kind {
            Kind::Measure => Some(&mut parity.compared.measures),
            Kind::Definition => Some(&mut parity.compared.definitions),
            Kind::Ladder => Some(&mut parity.compared.ladders),
            Kind::Column => None,
        };
        count.into_iter().for_each(|count| *count += 1);
        let (a, b) = (side(left, &name, &in_left)?, side(right, &name, &in_right)?);
        let mut rows = 0;
        let flips = matches!(kind, Kind::Definition | Kind::Ladder);
        for (row, (differing, flipped)) in differing.iter_mut().zip(&mut flipped).enumerate() {
            if !equal(&a.get(row)?, &b.get(row)?, parity.tolerance) {
                (*differing, *flipped) = (true, *flipped || flips);
                rows += 1;
            }
        }
        if rows > 0 {
            different.push((a, b, kind));
            parity.columns.push(ColumnDifference {
                column: name,
                kind,
                rows,
            });
        }
    }
    parity.differing_rows = differing.iter().filter(|differs| **differs).count() as u64;
    let told = |flags: &[bool]| -> Result<Option<RowDifference>, Error> {
        let Some(at) = flags.iter().position(|differs| *differs) else {
            return Ok(None);
        };
        let place = shared.get(at).map_or(0, |(place, _)| *place as usize);
        difference(left, place, at, &different, parity.tolerance).map(Some)
    };
    let (first, first_flip) = (told(&differing)?, told(&flipped)?);
    (parity.first, parity.first_flip) = (first, first_flip);
    Ok(())
}

/// A column of one side, in the rows that both have.
fn side(grid: &Grid<'_>, name: &str, places: &IdxCa) -> Result<Column, Error> {
    match grid.frame.column(name) {
        Ok(column) => Ok(column.take(places)?),
        // A dataset that one side doesn't deliver: its measures are unknown there.
        Err(_) => Ok(Column::full_null(name.into(), places.len(), &DataType::Null)),
    }
}

/// All that differs in the row `at` of the columns, which stands at `place` in the left outcome.
fn difference(
    left: &Grid<'_>,
    place: usize,
    at: usize,
    columns: &[(Column, Column, Kind)],
    tolerance: f64,
) -> Result<RowDifference, Error> {
    let mut values = Vec::new();
    let kind_of = |column: &Column| left.rows.kind(column.name());
    for (a, b, kind) in columns {
        let (of_a, of_b) = (a.get(at)?, b.get(at)?);
        if !equal(&of_a, &of_b, tolerance) {
            values.push(ValueDifference {
                column: a.name().to_string(),
                kind: *kind,
                values: Both {
                    a: cell(&of_a, kind_of(a)),
                    b: cell(&of_b, kind_of(b)),
                },
            });
        }
    }
    let id = left.ids.get(place);
    Ok(RowDifference {
        entity: id.map_or_else(Private::default, |id| left.rows.entity(id)),
        period: date(left.days.get(place).unwrap_or(0)),
        values,
    })
}

/// The columns to compare, in the order of the rules.
fn columns(policy: &Policy, left: &Grid<'_>, right: &Grid<'_>) -> Vec<(String, Kind)> {
    let measures = policy.measures.iter().map(|rule| (&rule.name.text, Kind::Measure));
    let definitions = policy
        .definitions
        .iter()
        .map(|rule| (&rule.name.text, Kind::Definition));
    let ladders = policy.ladders.iter().map(|rule| (&rule.name.text, Kind::Ladder));
    let cuts = policy.metrics.iter().flat_map(|metric| &metric.by);
    let cuts = cuts.map(|cut| (&cut.text, Kind::Column));
    let mut seen = BTreeSet::new();
    measures
        .chain(definitions)
        .chain(ladders)
        .chain(cuts)
        .filter(|(name, _)| left.frame.column(name).is_ok() || right.frame.column(name).is_ok())
        .filter(|(name, _)| seen.insert(name.as_str()))
        .map(|(name, kind)| (name.clone(), kind))
        .collect()
}
