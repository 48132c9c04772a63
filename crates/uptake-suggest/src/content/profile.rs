//! What the values of one column may be.

use super::dates::{self, Days};
use super::numbers;
use super::truths::{self, Truths};
use crate::table::TableColumn;
use std::collections::BTreeSet;
use uptake_rules::value::Type;

/// What the values of a column may be.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Whether it has a value at all.
    pub filled: bool,
    /// Whether rows lack one.
    pub gaps: bool,
    /// How its days are written, if it has days.
    pub days: Option<Days>,
    /// How its truths are written, if it has truths.
    pub truths: Option<Truths>,
    /// Whether its values are numbers, however written.
    pub numbers: bool,
    /// Whether they may all be whole numbers.
    pub whole: bool,
    /// Its different values.
    pub distinct: BTreeSet<String>,
}

impl Profile {
    /// Looks at a column.
    #[must_use]
    pub fn of(column: &TableColumn) -> Self {
        let all = || column.values.iter();
        let read = |whole: bool| {
            let fits = |text: &String| {
                let mut readings = numbers::readings(text).into_iter();
                readings.any(|(_, number)| !whole || number.fract() == 0.0)
            };
            // A value or two that are no numbers don't make it another column.
            all().filter(|text| fits(text)).count() * 10 >= column.values.len() * 9
        };
        let days = dates::days(column.texts());
        let has_days = days.is_some();
        let filled = !column.values.is_empty();
        Self {
            filled,
            gaps: column.gaps > 0,
            days,
            truths: truths::truths(column.texts()),
            numbers: filled && !has_days && read(false),
            whole: filled && !has_days && read(true),
            distinct: all().cloned().collect(),
        }
    }

    /// Whether the values may be of a type; a column without values may be of any.
    #[must_use]
    pub fn fits(&self, ty: Type) -> bool {
        !self.filled
            || match ty {
                Type::Bool => self.truths.is_some(),
                Type::Int => self.whole,
                Type::Float => self.numbers,
                Type::Date | Type::Datetime => self.days.is_some(),
                Type::Text => self.days.is_none(),
                Type::Unknown => true,
            }
    }

    /// The share of different values for which something holds.
    #[must_use]
    pub fn share(&self, holds: impl Fn(&str) -> bool) -> f64 {
        let known = self.distinct.iter().filter(|value| holds(value)).count();
        crate::shape::share(known, self.distinct.len())
    }
}
