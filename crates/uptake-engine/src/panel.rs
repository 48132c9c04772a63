//! A row per entity and period, of which each value is kept once: what an entity has in all periods once per entity, what a
//! period has for everybody once per period. Whole columns are made where somebody reads them, most often of some rows alone.

use crate::along::Along;
use crate::stretches::Stretches;
use polars::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use uptake_rules::hidden_name;

/// Columns over entities and periods: entities in order, each with all periods in order.
#[derive(Clone, Debug)]
pub struct Panel {
    entities: usize,
    periods: usize,
    columns: Vec<(Along, Column)>,
}

impl Panel {
    /// Of so many entities and periods, without columns.
    #[must_use]
    pub(crate) fn new(entities: usize, periods: usize) -> Self {
        Self {
            entities,
            periods,
            columns: Vec::new(),
        }
    }

    /// The rows of a frame, each for itself.
    #[must_use]
    pub(crate) fn of(frame: DataFrame) -> Self {
        Self {
            entities: frame.height(),
            periods: 1,
            columns: frame
                .into_columns()
                .into_iter()
                .map(|column| (Along::Rows, column))
                .collect(),
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn height(&self) -> usize {
        self.entities * self.periods
    }

    /// How many columns there are.
    #[must_use]
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// How many periods each entity has.
    #[must_use]
    pub fn periods(&self) -> usize {
        self.periods
    }

    /// The names of the columns, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(_, column)| column.name().as_str())
    }

    /// The columns as they are kept, in their order.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().map(|(_, column)| column)
    }

    /// Whether there is a column.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.names().any(|known| known == name)
    }

    /// The first so many columns.
    #[must_use]
    pub(crate) fn first(&self, columns: usize) -> Self {
        Self {
            columns: self.columns.iter().take(columns).cloned().collect(),
            ..*self
        }
    }

    /// Some of the columns, in the order of their names here.
    ///
    /// # Errors
    /// When there is none of a name.
    pub(crate) fn select<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> PolarsResult<Self> {
        let held = |name| self.held(name).map(|(along, column)| (along, column.clone()));
        Ok(Self {
            columns: names.into_iter().map(held).collect::<PolarsResult<_>>()?,
            ..*self
        })
    }

    /// A column as it is kept: a value for each of what it is along.
    ///
    /// # Errors
    /// When there is none of that name.
    pub(crate) fn held(&self, name: &str) -> PolarsResult<(Along, &Column)> {
        let found = self.columns.iter().find(|(_, column)| column.name() == name);
        let (along, column) = found.ok_or_else(|| PolarsError::ColumnNotFound(name.to_owned().into()))?;
        Ok((*along, column))
    }

    /// A column with a value for each row.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn column(&self, name: &str) -> PolarsResult<Column> {
        let (along, column) = self.held(name)?;
        self.values(along, column, 0..self.height())
    }

    /// Adds a column, or puts it into the place of that of its name.
    ///
    /// # Errors
    /// When it has another number of values.
    pub(crate) fn put(&mut self, along: Along, column: Column) -> PolarsResult<()> {
        let wanted = match along {
            Along::Rows => self.height(),
            Along::Entities => self.entities,
            Along::Periods => self.periods,
        };
        if column.len() != wanted {
            let told = format!("`{}` has {} values instead of {wanted}", column.name(), column.len());
            return Err(PolarsError::ShapeMismatch(told.into()));
        }
        let known = self.columns.iter_mut().find(|(_, known)| known.name() == column.name());
        match known {
            Some(known) => *known = (along, column),
            None => self.columns.push((along, column)),
        }
        Ok(())
    }

    /// Adds a column with a value for each row, or puts it into the place of that of its name.
    ///
    /// # Errors
    /// When it has another number of values.
    pub fn with_column(&mut self, column: Column) -> PolarsResult<()> {
        self.put(Along::Rows, column)
    }

    /// Adds columns with a value for each row.
    ///
    /// # Errors
    /// When one has another number of values.
    pub fn with_columns(&mut self, columns: Vec<Column>) -> PolarsResult<()> {
        columns.into_iter().try_for_each(|column| self.with_column(column))
    }

    /// Takes a column out, if it is there.
    pub(crate) fn remove(&mut self, name: &str) {
        self.columns.retain(|(_, column)| column.name() != name);
    }

    /// Some rows: of columns with a value for each row all, of others those that are named.
    ///
    /// # Errors
    /// When a column can't be read.
    pub(crate) fn part(&self, rows: Range<usize>, names: &BTreeSet<&str>) -> PolarsResult<DataFrame> {
        let read = |(along, column): &&(Along, Column)| *along == Along::Rows || names.contains(column.name().as_str());
        self.frame(self.columns.iter().filter(read), rows)
    }

    /// Columns that have a value for each entity, with a row for each.
    ///
    /// # Errors
    /// When there is none of a name, or it has a value for each row or period.
    pub(crate) fn of_entities(&self, names: &BTreeSet<&str>) -> PolarsResult<DataFrame> {
        let columns = names.iter().map(|name| match self.held(name)? {
            (Along::Entities, column) => Ok(column.clone()),
            (Along::Rows | Along::Periods, _) => {
                polars_bail!(ComputeError: "`{name}` doesn't have a value for each entity")
            }
        });
        DataFrame::new(self.entities, columns.collect::<PolarsResult<_>>()?)
    }

    /// Some rows of all columns.
    ///
    /// # Errors
    /// When a column can't be read.
    pub(crate) fn rows(&self, rows: Range<usize>) -> PolarsResult<DataFrame> {
        self.frame(self.columns.iter(), rows)
    }

    /// All rows of all columns.
    ///
    /// # Errors
    /// When a column can't be read.
    pub fn whole(&self) -> PolarsResult<DataFrame> {
        self.rows(0..self.height())
    }

    fn frame<'c>(
        &self,
        columns: impl Iterator<Item = &'c (Along, Column)>,
        rows: Range<usize>,
    ) -> PolarsResult<DataFrame> {
        let height = rows.len();
        let columns = columns.map(|(along, column)| self.values(*along, column, rows.clone()));
        let mut columns = columns.collect::<PolarsResult<Vec<Column>>>()?;
        // Without any column a frame has no rows.
        if columns.is_empty() {
            columns.push(Column::full_null(
                hidden_name!("height").into(),
                height,
                &DataType::Boolean,
            ));
        }
        DataFrame::new(height, columns)
    }

    /// The values of a column in some rows.
    pub(crate) fn values(&self, along: Along, column: &Column, rows: Range<usize>) -> PolarsResult<Column> {
        match along {
            Along::Rows if rows.len() == column.len() => Ok(column.clone()),
            Along::Rows => Ok(column.slice(i64::try_from(rows.start).unwrap_or(i64::MAX), rows.len())),
            Along::Entities | Along::Periods => {
                let stretches = Stretches {
                    along,
                    rows,
                    periods: self.periods,
                };
                match stretches.column(column)? {
                    Some(column) => Ok(column),
                    None => column.take(&stretches.places()),
                }
            }
        }
    }

    /// The values of a column in the rows of these numbers.
    ///
    /// # Errors
    /// When there is no such column, or no such row.
    pub(crate) fn taken(&self, name: &str, rows: &IdxCa) -> PolarsResult<Column> {
        let (along, column) = self.held(name)?;
        let periods = IdxSize::try_from(self.periods.max(1)).unwrap_or(IdxSize::MAX);
        let rows = match along {
            Along::Rows => Cow::Borrowed(rows),
            Along::Entities => Cow::Owned(rows.apply_values(|row| row / periods)),
            Along::Periods => Cow::Owned(rows.apply_values(|row| row % periods)),
        };
        column.take(&rows)
    }

    /// The value of a column in a row.
    ///
    /// # Errors
    /// When there is no such column, or no such row.
    pub(crate) fn value(&self, name: &str, row: usize) -> PolarsResult<AnyValue<'_>> {
        let (along, column) = self.held(name)?;
        column.get(along.place(row, self.periods))
    }

    /// Numbers of a column's values, as it is kept, for each row.
    pub(crate) fn each_row(&self, along: Along, numbers: Vec<u32>) -> Vec<u32> {
        match along {
            Along::Rows => numbers,
            Along::Entities => {
                let mut all = Vec::with_capacity(self.height());
                for number in numbers {
                    all.resize(all.len() + self.periods, number);
                }
                all
            }
            Along::Periods => numbers.repeat(self.entities),
        }
    }

    /// The same without the first so many periods.
    ///
    /// # Errors
    /// When a column can't be read.
    pub(crate) fn since(&self, period: usize) -> PolarsResult<Self> {
        if period == 0 {
            return Ok(self.clone());
        }
        let periods = self.periods.saturating_sub(period);
        let width = self.periods.max(1);
        let kept = (0..self.height()).filter(|row| row % width >= period);
        let kept = kept.map(|row| IdxSize::try_from(row).unwrap_or(IdxSize::MAX));
        let rows = IdxCa::from_vec(PlSmallStr::EMPTY, kept.collect());
        let columns = self.columns.iter().map(|(along, column)| {
            let column = match along {
                Along::Rows => column.take(&rows)?,
                Along::Entities => column.clone(),
                Along::Periods => column.slice(i64::try_from(period).unwrap_or(i64::MAX), periods),
            };
            Ok((*along, column))
        });
        Ok(Self {
            entities: self.entities,
            periods,
            columns: columns.collect::<PolarsResult<_>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    fn panel() -> Panel {
        let mut panel = Panel::new(3, 4);
        let column =
            |name: &str, first: i64, count: i64| Column::new(name.into(), (first..first + count).collect::<Vec<i64>>());
        panel.put(Along::Entities, column("entity", 100, 3)).unwrap();
        panel.put(Along::Periods, column("period", 10, 4)).unwrap();
        panel.with_column(column("row", 0, 12)).unwrap();
        panel
    }

    fn numbers(column: &Column) -> Vec<i64> {
        column.i64().unwrap().iter().flatten().collect()
    }

    #[test]
    fn each_row_has_what_its_entity_and_its_period_have() {
        let panel = panel();
        let whole = panel.whole().unwrap();
        let of = |frame: &DataFrame, name: &str| numbers(frame.column(name).unwrap());
        assert_eq!(
            of(&whole, "entity"),
            [100, 100, 100, 100, 101, 101, 101, 101, 102, 102, 102, 102]
        );
        assert_eq!(of(&whole, "period"), [10, 11, 12, 13].repeat(3));
        for first in 0..=12 {
            for last in first..=12 {
                let part = panel.rows(first..last).unwrap();
                for name in ["entity", "period", "row"] {
                    assert_eq!(of(&part, name), of(&whole, name)[first..last], "{name} {first} {last}");
                }
            }
        }
        let rows = IdxCa::from_vec(PlSmallStr::EMPTY, vec![11, 0, 5]);
        for (name, wanted) in [
            ("entity", [102, 100, 101]),
            ("period", [13, 10, 11]),
            ("row", [11, 0, 5]),
        ] {
            assert_eq!(numbers(&panel.taken(name, &rows).unwrap()), wanted);
        }
        assert_eq!(panel.each_row(Along::Entities, vec![7, 8, 9])[3..5], [7, 8]);
        assert_eq!(panel.each_row(Along::Periods, vec![1, 2, 3, 4])[3..5], [4, 1]);
    }

    #[test]
    fn later_periods_are_the_rows_that_they_are_of_the_whole() {
        let panel = panel();
        let whole = panel.whole().unwrap();
        for period in 0..4 {
            let later = panel.since(period).unwrap().whole().unwrap();
            for name in ["entity", "period", "row"] {
                let all = numbers(whole.column(name).unwrap());
                let wanted: Vec<i64> = (0..12).filter(|row| row % 4 >= period).map(|row| all[row]).collect();
                assert_eq!(numbers(later.column(name).unwrap()), wanted, "{name} {period}");
            }
        }
    }

    #[test]
    fn a_column_takes_the_place_of_that_of_its_name_and_none_of_another_length_comes_in() {
        let mut panel = panel();
        panel
            .with_column(Column::new("entity".into(), vec![1_i64; 12]))
            .unwrap();
        assert_eq!(panel.names().collect::<Vec<_>>(), ["entity", "period", "row"]);
        assert!(panel.with_column(Column::new("other".into(), vec![1_i64; 3])).is_err());
        assert!(panel.column("other").is_err());
        let named = panel.part(0..2, &BTreeSet::new()).unwrap();
        assert_eq!(named.get_column_names(), ["entity", "row"]);
        panel.remove("row");
        assert!(!panel.has("row"));
    }
}
