//! Records as they were read: rows about anything, in columns that take little room. Derived tables are made of them.

mod building;
mod by_reference;
mod codes;
mod days;
mod growing;
mod likeness;
mod meeting;
mod needed;
mod references;
mod stored;
mod versions;
mod whole_numbers;

pub(crate) use building::{Building, day_column, days_of};
pub(crate) use codes::{Codes, NO_VALUE};
pub(crate) use days::DayColumn;
pub(crate) use likeness::short_forms;
pub(crate) use meeting::meeting;
pub(crate) use needed::needed;
pub(crate) use references::dangling;
pub(crate) use stored::Stored;
pub(crate) use whole_numbers::whole_numbers;

use crate::binary::binary;
use crate::error::Error;
use crate::intake::{IntakeReport, Reason};
use polars::prelude::*;
use std::collections::BTreeMap;
use uptake_rules::policy::dataset::Dataset;

/// The records of a dataset, without those that aren't known on the day of the figures.
#[derive(Default)]
pub(crate) struct Records {
    /// How many there are.
    pub(crate) rows: usize,
    /// Whether a source delivers them; none of them may still be there.
    pub(crate) delivered: bool,
    /// What was lost, where that is why they count as not delivered.
    pub(crate) lost: Option<Lost>,
    /// The columns that rules read.
    columns: BTreeMap<String, Stored>,
    /// The day of each, of records of a moment.
    pub(crate) time: Option<DayColumn>,
    /// The first day of each, of records that hold on days; unknown means "always".
    pub(crate) from: Option<DayColumn>,
    /// The last day of each; unknown means "still".
    pub(crate) last: Option<DayColumn>,
    /// Since when each is known, if the contract names a column for it; unknown means always.
    pub(crate) known: Option<DayColumn>,
    /// Since when a later version of each is known, where there is one; none if no record has several versions.
    pub(crate) replaced: Option<DayColumn>,
}

/// Rows that came and were set aside, so that the others aren't the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lost {
    /// How many.
    pub(crate) rows: u64,
    /// Of how many.
    pub(crate) of: u64,
    /// The reason for most of them.
    pub(crate) reason: Reason,
}

impl Lost {
    /// What was lost of a dataset, if it is more than its contract lets be set aside: all of it, if that says nothing.
    pub(crate) fn of(dataset: &Dataset, reports: &[IntakeReport]) -> Option<Self> {
        let sum = |count: fn(&IntakeReport) -> u64| reports.iter().map(count).sum::<u64>();
        let (rows, of) = (sum(IntakeReport::lost_rows), sum(|report| report.rows));
        let kept = sum(|report| report.used + report.left_out);
        #[allow(clippy::cast_precision_loss, reason = "no source has 2^53 rows")]
        let too_many = dataset
            .most_set_aside
            .is_some_and(|most| rows as f64 > most * of as f64);
        let mut reasons: BTreeMap<Reason, u64> = BTreeMap::new();
        for (reason, rows) in reports.iter().flat_map(|report| &report.set_aside) {
            *reasons.entry(*reason).or_default() += rows;
        }
        let lost = reasons.into_iter().filter(|(reason, _)| reason.is_loss());
        // Of equal numbers the first one.
        let (reason, _) = lost.rev().max_by_key(|(_, rows)| *rows)?;
        (too_many || kept == 0).then_some(Self { rows, of, reason })
    }
}

binary!(Lost { rows, of, reason });

impl Records {
    /// A column that rules read.
    pub(crate) fn column(&self, name: &str) -> Option<&Stored> {
        self.columns.get(name)
    }

    /// Some rows of some columns, as expressions read them.
    ///
    /// # Errors
    /// When a column wasn't read.
    pub(crate) fn block<'n>(
        &self,
        rows: std::ops::Range<usize>,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<DataFrame, Error> {
        let height = rows.len();
        let columns = names.into_iter().map(|name| {
            let stored = self.columns.get(name).ok_or_else(|| {
                let message = format!("internal error: the column `{name}` of records wasn't read");
                Error::new(uptake_codes::RunCode::Engine, message)
            })?;
            Ok(stored.slice(name, rows.clone()))
        });
        let columns = columns.collect::<Result<Vec<Column>, Error>>()?;
        Ok(DataFrame::new(height, columns)?)
    }
}

binary!(Records {
    rows,
    delivered,
    lost,
    columns,
    time,
    from,
    last,
    known,
    replaced
});
