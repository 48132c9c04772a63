//! Spells: stretches of days of an entity.

use crate::calendar::Day;
use crate::error::Error;
use polars::prelude::*;
use std::collections::BTreeMap;
use uptake_rules::policy::dataset::{Dataset, SpellEnd};

/// Days on which each entity has a spell: first and last day, both included.
pub type Spells = Vec<Vec<(Day, Day)>>;

/// Days on which it isn't known whether somebody has a spell: those of rows that can't be used, by name.
pub type Doubts = BTreeMap<Box<str>, Vec<(Day, Day)>>;

/// The same by the number of whom they are about.
pub type DoubtsOf = BTreeMap<u32, Vec<(Day, Day)>>;

/// Whether a day is in one of some spells.
pub(crate) fn covers(spells: &[(Day, Day)], day: Day) -> bool {
    spells.iter().any(|(from, through)| (*from..=*through).contains(&day))
}

/// The first and the last day of each row. An unknown start means "always", an unknown end "still"; a dataset without such a
/// column has neither.
///
/// # Errors
/// When a column of the contract isn't there.
pub(crate) fn stretches(dataset: &Dataset, frame: &DataFrame) -> Result<Vec<(Day, Day)>, Error> {
    let days = |name: Option<&str>| -> Result<Vec<Option<Day>>, Error> {
        let Some(name) = name else {
            return Ok(vec![None; frame.height()]);
        };
        let days = frame.column(name)?.cast(&DataType::Date)?;
        Ok(days.as_materialized_series().to_physical_repr().i32()?.iter().collect())
    };
    let from = days(dataset.from.as_ref().map(|name| name.text.as_str()))?;
    let end = days(dataset.end.as_ref().map(|end| end.column().text.as_str()))?;
    let until = matches!(dataset.end, Some(SpellEnd::Until(_)));
    let last = |end: Option<Day>| end.map_or(Day::MAX, |end| if until { end - 1 } else { end });
    let rows = from.into_iter().zip(end);
    Ok(rows.map(|(from, end)| (from.unwrap_or(Day::MIN), last(end))).collect())
}

/// Adds the spells of a frame's rows to those of their entities, of whom there are `count` by now.
///
/// # Errors
/// When a column of the contract isn't there.
pub fn add_spells(
    dataset: &Dataset,
    frame: &DataFrame,
    entities: &[u32],
    count: usize,
    spells: &mut Spells,
) -> Result<(), Error> {
    spells.resize(spells.len().max(count), Vec::new());
    for (entity, stretch) in entities.iter().zip(stretches(dataset, frame)?) {
        if let Some(spells) = spells.get_mut(*entity as usize) {
            spells.push(stretch);
        }
    }
    Ok(())
}
