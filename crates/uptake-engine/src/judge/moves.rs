//! Who moved between the states of a share, from the period before to the last judged one.

use super::cube::Cube;
use super::few_in_square;
use super::metrics::Members;
use crate::calendar::PeriodIndex;
use crate::error::Error;
use crate::outcome::{Moves, Stands, State};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::policy::metric::{Metric, MetricKind};

/// The moves of a metric; `None` where it isn't a share, or no period is before the last.
///
/// # Errors
/// When a column isn't there or can't be read.
pub(crate) fn moves(metric: &Metric, cube: &Cube<'_>) -> Result<Option<Moves>, Error> {
    let now = cube.periods().saturating_sub(1);
    let (MetricKind::Share(_), Some(past)) = (&metric.kind, now.checked_sub(1)) else {
        return Ok(None);
    };
    // Of each entity two rows alone: before, and now.
    let width = cube.periods().max(1);
    let rows = (0..cube.data.order.len()).flat_map(|place| [place * width + past, place * width + now]);
    let rows = rows.map(|row| IdxSize::try_from(row).unwrap_or(IdxSize::MAX));
    let rows = IdxCa::from_vec("rows".into(), rows.collect());
    let members = Members::of(metric, &|name| cube.frame.taken(name, &rows))?;
    let labels = match &metric.moves {
        Some(ladder) => Some(cube.frame.taken(&ladder.text, &rows)?.str()?.clone()),
        None => None,
    };
    let order: Vec<&str> = metric
        .moves
        .iter()
        .filter_map(|name| cube.policy.ladders.iter().find(|ladder| ladder.name.text == name.text))
        .flat_map(|ladder| ladder.labels.iter().map(String::as_str))
        .collect();
    let state = |row: usize| -> Place<'_> {
        let stands = match members.counted(row) {
            None => Stands::Outside,
            Some(None) => Stands::Unknown,
            Some(Some((numerator, _))) if numerator.nearest() == 0.0 => Stands::Without,
            Some(Some(_)) => Stands::With,
        };
        let label = labels.as_ref().filter(|_| stands.counts());
        let label = label.and_then(|labels| labels.get(row));
        // A label that isn't known comes before the first.
        let rank = label.map(|label| order.iter().position(|known| *known == label));
        (stands, rank, label)
    };
    let mut moved: BTreeMap<(Place<'_>, Place<'_>), u64> = BTreeMap::new();
    for place in 0..cube.data.order.len() {
        let (before, after) = (state(2 * place), state(2 * place + 1));
        if before.0 == Stands::Outside && after.0 == Stands::Outside {
            continue;
        }
        *moved.entry((before, after)).or_default() += 1;
    }
    let known: BTreeSet<Place<'_>> = moved.keys().flat_map(|(before, after)| [*before, *after]).collect();
    let count = |before: &Place<'_>, after: &Place<'_>| moved.get(&(*before, *after)).copied().unwrap_or(0);
    let square: Vec<Vec<u64>> = known
        .iter()
        .map(|before| known.iter().map(|after| count(before, after)).collect())
        .collect();
    let least = cube.policy.smallest_group.filter(|least| *least > 1);
    let (first, _) = cube.range();
    let label = |period: usize| {
        let index = first + PeriodIndex::try_from(period).unwrap_or(0);
        cube.data.periods.label(index)
    };
    Ok(Some(Moves {
        before: label(past),
        after: label(now),
        counts: few_in_square(&square, least.unwrap_or(0).into()),
        states: known
            .into_iter()
            .map(|(stands, _, label)| State {
                stands,
                label: label.map(str::to_owned),
            })
            .collect(),
        least,
    }))
}

/// How somebody counts, the place of the ladder's label, and the label.
type Place<'a> = (Stands, Option<Option<usize>>, Option<&'a str>);
