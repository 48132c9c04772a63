//! The rows of a batch on their way through the door.

use super::places::Origin;
use super::record::{element, record, shown};
use super::refused::{Refusals, RowPlace, Value};
use super::set_aside::{Reason, SetAsideRow, SetAsideSink};
use super::unwrapped::ROW;
use crate::error::Error;
use crate::names::{Kind, Private, value_kind};
use polars::prelude::*;
use std::sync::Arc;
use uptake_adapter::Codes;
use uptake_rules::policy::dataset::{Column as Rule, Dataset};
use uptake_rules::policy::mapping::Mapping;

/// A row that can't be used.
pub(super) struct Fault {
    /// Its place in the batch.
    pub(super) row: usize,
    /// Why.
    pub(super) reason: Reason,
    /// The column at fault.
    pub(super) column: String,
    /// The value at fault, where a mapping made it: it stands neither in what was delivered nor in the typed column.
    pub(super) made: Option<Made>,
}

/// A value that a mapping made.
pub(super) struct Made {
    /// As it is shown.
    pub(super) value: String,
    /// Whether it is a text.
    pub(super) is_text: bool,
}

/// Which source's rows they are.
pub(super) struct Of<'a> {
    /// What the source is called.
    pub(super) source: &'a str,
    /// Its dataset.
    pub(super) dataset: &'a Dataset,
    /// Its mapping.
    pub(super) mapping: Option<&'a Mapping>,
    /// The columns that are read of what is delivered.
    pub(super) inputs: &'a [&'a Rule],
}

/// Rows on their way: typed as far as they have come, beside what was delivered. Both frames have the same rows.
pub(super) struct Passing {
    /// The columns, typed.
    pub(super) typed: DataFrame,
    /// Those of them that came as numbers, and are what they came as.
    pub(super) codes: Codes,
    /// The same rows as they were delivered, with their number in the batch under [`ROW`].
    pub(super) raw: DataFrame,
    /// The columns among those that weren't delivered, but made of others.
    pub(super) derived: Vec<String>,
    /// What was found against some of them; in any order, also several times for a row.
    pub(super) faults: Vec<Fault>,
    /// Where they come from.
    pub(super) origin: Origin,
}

impl Passing {
    /// Leaves the rows for which `keep` holds.
    pub(super) fn keep(&mut self, keep: &BooleanChunked) -> Result<(), Error> {
        self.typed = self.typed.filter(keep)?;
        self.raw = self.raw.filter(keep)?;
        self.codes = self.codes.filter(keep)?;
        Ok(())
    }

    /// Takes the faulty rows out and hands them to the `sink`, each once, with the fault that was found first. Those faults
    /// come back.
    pub(super) fn set_aside(
        &mut self,
        of: &Of<'_>,
        sink: &mut dyn SetAsideSink,
        refusals: &mut Refusals,
    ) -> Result<Vec<Fault>, Error> {
        let mut faults = std::mem::take(&mut self.faults);
        if faults.is_empty() {
            return Ok(faults);
        }
        // Stable: of several faults of a row the one found first stays first.
        faults.sort_by_key(|fault| fault.row);
        faults.dedup_by_key(|fault| fault.row);
        let mut keep = vec![true; self.typed.height()];
        for fault in &faults {
            sink.keep(self.row(fault, of, refusals)?)?;
            if let Some(keep) = keep.get_mut(fault.row) {
                *keep = false;
            }
        }
        self.keep(&BooleanChunked::from_iter_values("keep".into(), keep.into_iter()))?;
        Ok(faults)
    }

    /// A faulty row as it is kept.
    fn row(&self, fault: &Fault, of: &Of<'_>, refusals: &mut Refusals) -> Result<SetAsideRow, Error> {
        let raw = &self.raw;
        let number = raw.column(ROW)?.u32()?.get(fault.row).unwrap_or(0);
        let at = self.origin.number(u64::from(number));
        let delivered = of
            .inputs
            .iter()
            .find(|rule| rule.name.text == fault.column)
            .map_or(fault.column.as_str(), |rule| rule.source_name());
        // A column that a mapping fills was delivered under no name of its own: its value is the mapping's.
        let column = raw.column(delivered).or_else(|_| self.typed.column(&fault.column));
        let (value, is_text) = match (&fault.made, column) {
            (Some(made), _) => (made.value.clone(), made.is_text),
            (None, Ok(column)) => (shown(column, fault.row), column.dtype().is_string()),
            (None, Err(_)) => (String::new(), false),
        };
        if fault.reason == Reason::WrongType {
            let input = of.inputs.iter().find(|rule| rule.name.text == fault.column).copied();
            if let Some(rule) = input.or_else(|| of.dataset.column(&fault.column)) {
                let at = RowPlace {
                    part: Arc::clone(&self.origin.part),
                    row: at,
                };
                let value = Value {
                    text: &value,
                    is_text,
                    kind: kind(fault, of.dataset),
                };
                refusals.add(delivered, rule.ty, value, at);
            }
        }
        Ok(SetAsideRow {
            dataset: of.source.to_owned(),
            part: Arc::clone(&self.origin.part),
            row: at,
            element: element(raw, fault.row, of.mapping)?,
            reason: fault.reason,
            column: fault.column.clone(),
            value: Private::new(kind(fault, of.dataset), value),
            record: Private::new(
                Kind::Record,
                record(raw, fault.row, &self.derived, of.mapping)?.to_string(),
            ),
        })
    }
}

/// What the value at fault is.
fn kind(fault: &Fault, dataset: &Dataset) -> Kind {
    if value_kind(dataset, &fault.column) == Kind::Name {
        return Kind::Name;
    }
    match fault.reason {
        Reason::Duplicate | Reason::Restated | Reason::MissingKey => Kind::Key,
        // A text that can't be read may be anything, in a row that slipped by a column too.
        Reason::WrongType => Kind::Free,
        // A number.
        Reason::NegativeWeight => Kind::Open,
        // A time, or nothing.
        Reason::NoTimeZone
        | Reason::FromTheFuture
        | Reason::BeforeCoverage
        | Reason::AfterCoverage
        | Reason::EndsBeforeStart
        | Reason::MissingValue => Kind::Open,
        Reason::UnknownEntity | Reason::AmbiguousIdentity => Kind::Name,
    }
}
