//! Days of many rows, four bytes each.

use crate::calendar::Day;

/// What stands for an unknown day: no calendar reaches it.
const UNKNOWN: Day = Day::MIN;

/// A day of each row; it may be unknown.
#[derive(Clone, Debug, Default)]
pub(crate) struct DayColumn(Vec<Day>);

impl DayColumn {
    /// The day of a row, if it is known.
    pub(crate) fn get(&self, row: usize) -> Option<Day> {
        self.0.get(row).copied().filter(|day| *day != UNKNOWN)
    }

    /// The days in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Option<Day>> + '_ {
        self.0.iter().map(|day| (*day != UNKNOWN).then_some(*day))
    }

    /// Adds those of more rows.
    pub(crate) fn append(&mut self, more: &Self) {
        self.0.extend(&more.0);
    }

    /// The same with the day before each, from a row on: the last day where the one after it is stated.
    pub(crate) fn day_before(&mut self, first: usize) {
        for day in self.0.iter_mut().skip(first).filter(|day| **day != UNKNOWN) {
            *day = day.saturating_sub(1);
        }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl FromIterator<Option<Day>> for DayColumn {
    fn from_iter<T: IntoIterator<Item = Option<Day>>>(days: T) -> Self {
        Self(days.into_iter().map(|day| day.unwrap_or(UNKNOWN)).collect())
    }
}
