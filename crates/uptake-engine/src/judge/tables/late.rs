//! Values that became known later than the rest of their row: to whoever looks earlier they are unknown.
//!
//! A condition may read several such columns. Of one row they become known one after the other, so that it has one truth for each
//! number of columns that are known by then: see [`Staged`].

use super::theirs::Theirs;
use super::truths::{Truths, UNDECIDED, by_value, plain, truths};
use crate::calendar::Day;
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::records::DayColumn;
use polars::prelude::*;
use std::collections::BTreeSet;
use uptake_rules::policy::formula::Formula;

/// Late columns that become known on the same days, with these.
pub(super) struct Together {
    /// Their names.
    pub(super) names: BTreeSet<String>,
    /// Since when they are known, of each row.
    days: DayColumn,
}

impl Together {
    /// Those among the late columns that are read.
    fn read(read: &BTreeSet<&str>, theirs: &Theirs<'_>, cube: &Cube<'_>) -> Result<Vec<Self>, Error> {
        let mut found: Vec<(String, Self)> = Vec::new();
        for late in theirs.late.iter().filter(|late| read.contains(late.name.as_str())) {
            match found.iter_mut().find(|(known, _)| *known == late.known) {
                Some((_, together)) => {
                    together.names.insert(late.name.clone());
                }
                None => found.push((
                    late.known.clone(),
                    Self {
                        names: BTreeSet::from([late.name.clone()]),
                        days: theirs.days_of(&late.known, cube)?,
                    },
                )),
            }
        }
        Ok(found.into_iter().map(|(_, together)| together).collect())
    }
}

/// Whether a condition holds in each row, for each number of late columns that are known by then.
pub(super) struct Staged<'a> {
    together: Vec<Together>,
    /// By how many are known: the truth in each row.
    truths: Vec<Truths<'a>>,
}

impl<'a> Staged<'a> {
    /// The truths of a condition.
    pub(super) fn of(condition: &Formula, theirs: &Theirs<'a>, cube: &Cube<'_>) -> Result<Self, Error> {
        let columns = condition.columns();
        let read: BTreeSet<&str> = columns.iter().map(|name| plain(name)).collect();
        let together = Together::read(&read, theirs, cube)?;
        if together.is_empty()
            && let Some(truths) = by_value(condition, theirs, cube)?
        {
            return Ok(Self {
                together,
                truths: vec![truths],
            });
        }
        let truths = (0..=together.len())
            .map(|known| {
                let hide = |frame: DataFrame, first: usize| hidden(frame, first, &together, known);
                truths(condition, theirs, &hide, cube).map(Truths::Own)
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self { together, truths })
    }

    /// Whether it depends on the day from which one looks.
    pub(super) fn is_late(&self) -> bool {
        !self.together.is_empty()
    }

    /// The truth in a row to whoever knows what was known up to a day.
    pub(super) fn at(&self, row: usize, limit: Day) -> u8 {
        let known = self
            .together
            .iter()
            .filter(|together| is_known(&together.days, row, limit));
        let truths = self.truths.get(known.count());
        truths.map_or(UNDECIDED, |truths| truths.get(row))
    }

    /// Whether there is a number of known columns with which it has this truth in a row.
    pub(super) fn ever(&self, row: usize, truth: u8) -> bool {
        self.truths.iter().any(|truths| truths.get(row) == truth)
    }
}

/// Whether the value of a row is known up to a day.
pub(super) fn is_known(days: &DayColumn, row: usize, limit: Day) -> bool {
    days.get(row).is_some_and(|day| day <= limit)
}

/// Rows from `first` on, in which of the late columns only the first `known` are known: those that become known earliest.
fn hidden(mut frame: DataFrame, first: usize, together: &[Together], known: usize) -> Result<DataFrame, Error> {
    for (number, own) in together.iter().enumerate() {
        let place = |row: usize| {
            let day = |other: &Together| other.days.get(row).unwrap_or(Day::MAX);
            let before = together.iter().enumerate();
            before
                .filter(|(other, theirs)| (day(theirs), *other) < (day(own), number))
                .count()
        };
        let mask = (first..first + frame.height()).map(|row| place(row) < known);
        let mask = BooleanChunked::from_iter_values("known".into(), mask);
        for name in &own.names {
            let values = frame.column(name)?.as_materialized_series();
            let none = Series::full_null(values.name().clone(), values.len(), values.dtype());
            let masked = values.zip_with(&mask, &none)?;
            frame.with_column(masked.into_column())?;
        }
    }
    Ok(frame)
}
