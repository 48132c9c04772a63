//! The rows of one entity, noted as they are read: nothing else of the reading changes.

use super::entities::EntityIndex;
use super::spells::stretches;
use crate::binary::binary;
use crate::calendar::{Day, date};
use crate::error::Error;
use crate::intake::Admitted;
use polars::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use uptake_rules::hidden;
use uptake_rules::policy::dataset::Dataset;

/// The rows of one entity.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The name of the entity, as the list has it.
    pub(crate) entity: String,
    /// The rows of each dataset, in the order in which they came.
    pub(crate) rows: BTreeMap<String, Vec<TracedRow>>,
}

/// A row that was used.
#[derive(Clone, Debug)]
pub struct TracedRow {
    /// The part of the source that has it.
    pub(crate) part: Arc<str>,
    /// Its number within the part, from 1.
    pub(crate) row: u64,
    /// Its first and its last day.
    pub(crate) days: (Day, Day),
    /// Of events: whether each of the plan's conditions holds for it.
    pub(crate) truths: Vec<Option<bool>>,
    /// For how many events it stands.
    pub(crate) events: i64,
    /// Its values in the columns that rules read, as a table has them; nothing where one is unknown.
    pub(crate) values: Vec<(String, Option<String>)>,
}

impl Trace {
    /// The rows of an entity, of which none has come yet.
    #[must_use]
    pub fn of(entity: &str) -> Self {
        Self {
            entity: entity.to_owned(),
            rows: BTreeMap::new(),
        }
    }

    /// The number of the entity, if it is known by now.
    pub(super) fn code(&self, entities: &EntityIndex) -> Option<u32> {
        entities.find(&self.entity)
    }

    /// Takes the rows of a dataset, instead of those of an earlier reading.
    pub(super) fn take(&mut self, dataset: &str, rows: Vec<TracedRow>) {
        self.rows.insert(dataset.to_owned(), rows);
    }

    /// The rows of a dataset.
    pub(crate) fn of_dataset(&self, dataset: &str) -> &[TracedRow] {
        self.rows.get(dataset).map_or(&[], Vec::as_slice)
    }
}

/// The rows of spells, or of a list, that are of an entity with this number.
///
/// # Errors
/// When a column of the contract isn't there.
pub(super) fn spell_rows(dataset: &Dataset, admitted: &Admitted, code: u32) -> Result<Vec<TracedRow>, Error> {
    if !admitted.entities.contains(&code) {
        return Ok(Vec::new());
    }
    let days = stretches(dataset, &admitted.frame)?;
    let own = admitted.entities.iter().zip(days).enumerate();
    let own = own.filter(|(_, (entity, _))| **entity == code);
    let rows = own.map(|(row, (_, days))| {
        let (part, number) = admitted.places.of(row);
        TracedRow {
            part: part.into(),
            row: number,
            days,
            truths: Vec::new(),
            events: 1,
            values: values(&admitted.frame, row),
        }
    });
    Ok(rows.collect())
}

/// The values of a row, as a table has them.
pub(super) fn values(frame: &DataFrame, row: usize) -> Vec<(String, Option<String>)> {
    let value = |column: &Column| match column.get(row) {
        Err(_) | Ok(AnyValue::Null) => None,
        Ok(AnyValue::Boolean(held)) => Some(held.to_string()),
        Ok(AnyValue::Float64(number)) => Some(number.to_string()),
        Ok(AnyValue::Date(day)) => Some(date(day).to_string()),
        Ok(AnyValue::Datetime(micros, TimeUnit::Microseconds, _)) => {
            let moment = jiff::Timestamp::from_microsecond(micros);
            moment.ok().map(|moment| moment.to_string())
        }
        Ok(other) => Some(other.str_value().into_owned()),
    };
    let columns = frame.columns().iter();
    let shown = columns.filter(|column| !hidden::is_hidden(column.name()));
    shown.map(|column| (column.name().to_string(), value(column))).collect()
}

binary!(Trace { entity, rows });
binary!(TracedRow {
    part,
    row,
    days,
    truths,
    events,
    values
});
