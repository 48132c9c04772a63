//! Batches → records.

use super::growing::Growing;
use super::versions::replaced;
use super::{DayColumn, Lost, Records};
use crate::calendar::{Day, ZoneClock};
use crate::error::Error;
use crate::intake::IntakeReport;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::policy::dataset::{Dataset, SpellEnd};
use uptake_rules::text::Name;
use uptake_rules::value::Type;

/// The records of a dataset while they come.
pub(crate) struct Building<'a> {
    dataset: &'a Dataset,
    clock: ZoneClock,
    as_of: Day,
    columns: BTreeMap<String, Growing>,
    whole: Records,
}

impl<'a> Building<'a> {
    /// None yet. `needed` are the columns that rules read.
    pub(crate) fn new(dataset: &'a Dataset, needed: &BTreeSet<String>, clock: ZoneClock, as_of: Day) -> Self {
        let own = dataset
            .columns
            .iter()
            .filter(|column| needed.contains(&column.name.text));
        let columns = own.map(|column| (column.name.text.clone(), Growing::new(column.ty)));
        let days = |name: Option<&Name>| name.map(|_| DayColumn::default());
        Self {
            clock,
            as_of,
            columns: columns.collect(),
            whole: Records {
                time: days(dataset.time.as_ref()),
                from: days(dataset.from.as_ref()),
                last: days(dataset.end.as_ref().map(SpellEnd::column)),
                known: days(dataset.known.as_ref()),
                ..Records::default()
            },
            dataset,
        }
    }

    /// Adds a batch, and counts what of it isn't known on the day of the figures.
    pub(crate) fn add(&mut self, frame: &DataFrame, told: &mut IntakeReport) -> Result<(), Error> {
        let dataset = self.dataset;
        let mut frame = self.as_known(frame, told)?;
        let mut days = self.days(&frame)?;
        let known = |row: usize| {
            let of = |days: &Option<DayColumn>| days.as_ref().and_then(|days| days.get(row));
            of(&days.known).or_else(|| of(&days.time)).or_else(|| of(&days.from))
        };
        let as_of = self.as_of;
        let all = [&days.known, &days.time, &days.from];
        // Mostly nothing is later.
        let any_later = all.into_iter().flatten().any(|days| days.latest() > Some(as_of));
        if any_later {
            let keep: Vec<bool> = (0..frame.height())
                .map(|row| known(row).is_none_or(|day| day <= as_of))
                .collect();
            let later = keep.iter().filter(|keep| !**keep).count() as u64;
            if later > 0 {
                told.later += later;
                frame = frame.filter(&BooleanChunked::from_iter_values("keep".into(), keep.iter().copied()))?;
                days = self.days(&frame)?;
            }
        }
        for (name, growing) in &mut self.columns {
            growing.add(frame.column(name)?.as_materialized_series())?;
        }
        let whole = &mut self.whole;
        whole.rows += frame.height();
        for (all, more) in [
            (&mut whole.time, days.time),
            (&mut whole.from, days.from),
            (&mut whole.last, days.last),
            (&mut whole.known, days.known),
        ] {
            if let (Some(all), Some(more)) = (all, more) {
                all.append(&more);
            }
        }
        if let Some(SpellEnd::Until(_)) = dataset.end
            && let Some(last) = &mut whole.last
        {
            last.day_before(last.len() - frame.height());
        }
        Ok(())
    }

    /// The rows with what isn't known yet taken out of their columns. A value without the day since when it is known is never known,
    /// and is counted.
    fn as_known(&self, frame: &DataFrame, told: &mut IntakeReport) -> Result<DataFrame, Error> {
        let mut frame = frame.clone();
        for column in &self.dataset.columns {
            let name = column.name.text.as_str();
            let Some(known) = column.known.as_ref().filter(|_| self.columns.contains_key(name)) else {
                continue;
            };
            let days = day_column(&frame, &known.text, &mut self.clock.clone())?;
            let mask = days.iter().map(|day| day.is_some_and(|day| day <= self.as_of));
            let mask = BooleanChunked::from_iter_values("known".into(), mask);
            let values = frame.column(name)?.as_materialized_series();
            let there = values.is_not_null();
            let undated = there.iter().zip(days.iter());
            let undated = undated
                .filter(|(there, day)| *there == Some(true) && day.is_none())
                .count() as u64;
            if undated > 0 {
                *told.undated.entry(name.to_owned()).or_default() += undated;
            }
            let masked = values.zip_with(
                &mask,
                &Series::full_null(values.name().clone(), values.len(), values.dtype()),
            )?;
            frame.with_column(masked.into_column())?;
        }
        Ok(frame)
    }

    fn days(&self, frame: &DataFrame) -> Result<Days, Error> {
        let mut clock = self.clock.clone();
        let mut of = |name: Option<&Name>| name.map(|name| day_column(frame, &name.text, &mut clock)).transpose();
        let dataset = self.dataset;
        Ok(Days {
            time: of(dataset.time.as_ref())?,
            from: of(dataset.from.as_ref())?,
            last: of(dataset.end.as_ref().map(SpellEnd::column))?,
            known: of(dataset.known.as_ref())?,
        })
    }

    /// All of them.
    pub(crate) fn done(self, delivered: bool, lost: Option<Lost>) -> Result<Records, Error> {
        let mut whole = self.whole;
        whole.delivered = delivered && lost.is_none();
        whole.lost = lost;
        for (name, growing) in self.columns {
            let ty = self.dataset.column(&name).map_or(Type::Text, |column| column.ty);
            whole.columns.insert(name, growing.done(ty)?);
        }
        for days in [&mut whole.time, &mut whole.from, &mut whole.last, &mut whole.known] {
            days.iter_mut().for_each(DayColumn::shrink);
        }
        if self.dataset.has_versions() {
            whole.replaced = replaced(&whole, self.dataset)?;
        }
        Ok(whole)
    }
}

struct Days {
    time: Option<DayColumn>,
    from: Option<DayColumn>,
    last: Option<DayColumn>,
    known: Option<DayColumn>,
}

/// The day of each row: a date, or the day of an instant in the calendar's zone.
pub(crate) fn day_column(frame: &DataFrame, name: &str, clock: &mut ZoneClock) -> Result<DayColumn, Error> {
    days_of(frame.column(name)?.as_materialized_series(), clock)
}

/// The same for a series of days or instants.
pub(crate) fn days_of(series: &Series, clock: &mut ZoneClock) -> Result<DayColumn, Error> {
    let physical = series.to_physical_repr().into_owned();
    Ok(match series.dtype() {
        DataType::Date => physical.i32()?.iter().collect(),
        _ => physical
            .i64()?
            .iter()
            .map(|micros| micros.map(|micros| clock.day_of(micros)))
            .collect(),
    })
}
