//! From cells to columns: names from the header, a type from the cells below it.

use super::value::Value;
use crate::file::File;
use calamine::{Data, Range};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uptake_adapter::{AdapterError, Lines, typed_mark};

/// From here on a sheet's number stands for several whole numbers, and which one was meant is lost.
const SEVERAL: f64 = 9_007_199_254_740_992.0;

/// The cells of a sheet, from the header down, without the empty ones.
pub(super) struct Grid {
    sheet: String,
    /// The row with the names, from 0.
    header: u32,
    names: BTreeMap<u32, String>,
    cells: BTreeMap<u32, Vec<(u32, Value)>>,
    /// Rows with a value. Others, at the end or in between, are no rows.
    rows: BTreeSet<u32>,
    /// How many cells may still come.
    left: u64,
}

/// The rows and columns that a sheet may have.
const SIZE: (u32, u32) = (1 << 20, 1 << 14);

impl Grid {
    /// A grid for at most so many cells.
    pub(super) fn new(sheet: String, header: u32, most: u64) -> Self {
        Self {
            sheet,
            header,
            names: BTreeMap::new(),
            cells: BTreeMap::new(),
            rows: BTreeSet::new(),
            left: most,
        }
    }

    /// The name of the sheet.
    pub(super) fn sheet(&self) -> &str {
        &self.sheet
    }

    /// The rows as the sheet numbers them.
    pub(super) fn lines(&self) -> Lines {
        self.rows.iter().map(|row| u64::from(*row) + 1).collect()
    }

    /// Adds a cell; row and column count from 0.
    ///
    /// # Errors
    /// When it is outside of what a sheet can have, or one too many.
    pub(super) fn add(&mut self, (row, column): (u32, u32), data: Data) -> Result<(), &'static str> {
        if row >= SIZE.0 || column >= SIZE.1 {
            return Err("a cell is outside of any sheet");
        }
        // A cell that says "not available" makes its row a row.
        let says_something =
            !matches!(&data, Data::Empty) && !matches!(&data, Data::String(text) if text.trim().is_empty());
        let value = Value::new(data);
        if row == self.header {
            if let Some(value) = value {
                self.names.insert(column, value.text());
            }
        } else if row > self.header && says_something {
            self.left = self
                .left
                .checked_sub(1)
                .ok_or("it has more cells than `largest_document` allows")?;
            self.rows.insert(row);
            if let Some(value) = value {
                self.cells.entry(column).or_default().push((row, value));
            }
        }
        Ok(())
    }

    /// Adds a cell with a formula whose result isn't there: the program that wrote it hasn't computed it.
    pub(super) fn without_result(&mut self, (row, column): (u32, u32)) {
        if row > self.header {
            self.rows.insert(row);
            let value = Value::Broken("a formula without its result".to_owned());
            self.cells.entry(column).or_default().push((row, value));
        }
    }

    /// Adds every cell of a range.
    ///
    /// # Errors
    /// As for a cell.
    pub(super) fn add_range(&mut self, range: &Range<Data>) -> Result<(), &'static str> {
        let Some((top, left)) = range.start() else {
            return Ok(());
        };
        for (row, column, data) in range.used_cells() {
            let place = |start: u32, index: usize| start.saturating_add(u32::try_from(index).unwrap_or(u32::MAX));
            self.add((place(top, row), place(left, column)), data.clone())?;
        }
        Ok(())
    }

    /// The rows as a frame. Columns that aren't asked for are not looked at: what is broken there is no matter.
    pub(super) fn frame(mut self, file: &File, asked: Option<&[String]>) -> Result<DataFrame, AdapterError> {
        let origin = file.origin();
        let header = self.header + 1;
        let place = format!("the sheet `{}` of `{}`", self.sheet, file.shown);
        if self.names.is_empty() {
            let message = format!("row {header} of {place} names no columns");
            return Err(origin.fault(message).help("set `header_row` to the row that does"));
        }
        let mut seen = BTreeSet::new();
        let names = self.names.values();
        let several: BTreeSet<String> = names.filter(|name| !seen.insert(name.as_str())).cloned().collect();
        if let Some(name) = several
            .iter()
            .find(|name| asked.is_some_and(|asked| asked.contains(name)))
        {
            let message = format!("{place} has two columns `{name}`");
            return Err(origin.fault(message).help("rename or remove one of them"));
        }
        let rows: Vec<u32> = self.rows.iter().copied().collect();
        let mut columns = Vec::new();
        for (number, name) in &self.names {
            if several.contains(name) || asked.is_some_and(|asked| !asked.contains(name)) {
                continue;
            }
            let mut cells = self.cells.remove(number).unwrap_or_default();
            // Cells come in order, but nothing in a file says that they must.
            cells.sort_by_key(|(row, _)| *row);
            let twice = cells.windows(2).find_map(|pair| match pair {
                [(row, _), (next, _)] if row == next => Some(row + 1),
                _ => None,
            });
            if let Some(row) = twice {
                let message = format!("row {row} of {place} has two values in `{name}`");
                return Err(origin.fault(message).help("save the workbook again"));
            }
            if let Some((row, Value::Broken(shown))) = cells.iter().find(|(_, value)| matches!(value, Value::Broken(_)))
            {
                let message = format!(
                    "row {} of {place} has {shown} in `{name}`, which isn't a value",
                    row + 1
                );
                return Err(origin.fault(message).help(format!(
                    "fix cell {}{}, or let it be #N/A or empty: both mean unknown",
                    letters(*number),
                    row + 1
                )));
            }
            // Beside texts it would be an id or the like, and two of them might become one.
            let of_texts = cells.iter().any(|(_, value)| !matches!(value, Value::Number(_)));
            if let Some((row, value)) = cells.iter().find(|(_, value)| of_texts && is_rounded(value)) {
                let message = format!(
                    "row {} of {place} has the number {} in `{name}` beside texts, and a sheet doesn't keep so many digits",
                    row + 1,
                    value.text()
                );
                let cell = format!("{}{}", letters(*number), row + 1);
                return Err(origin.fault(message).help(format!("write cell {cell} as text")));
            }
            columns.extend(column(name, &rows, cells));
        }
        DataFrame::new(rows.len(), columns).map_err(|error| origin.unreadable(&error))
    }
}

/// Whether a whole number may have lost digits.
fn is_rounded(value: &Value) -> bool {
    matches!(value, Value::Number(number) if number.fract() == 0.0 && number.abs() >= SEVERAL)
}

/// A column of the one type that all its cells have; text where they have several, and beside it which of its cells aren't texts.
fn column(name: &str, rows: &[u32], cells: Vec<(u32, Value)>) -> Vec<Column> {
    let (values, mark) = (values_of(rows, cells), typed_mark(name));
    let column = of_one_type(name, &values);
    let is_typed = |value: &Option<Value>| value.as_ref().is_some_and(Value::is_typed);
    match column.dtype() == &DataType::String && values.iter().any(is_typed) {
        true => {
            let typed = BooleanChunked::from_iter_values(mark.into(), values.iter().map(is_typed));
            vec![column, typed.into_column()]
        }
        false => vec![column],
    }
}

/// The value of each row.
fn values_of(rows: &[u32], cells: Vec<(u32, Value)>) -> Vec<Option<Value>> {
    let mut values: Vec<Option<Value>> = vec![None; rows.len()];
    for (row, value) in cells {
        if let Ok(index) = rows.binary_search(&row)
            && let Some(slot) = values.get_mut(index)
        {
            *slot = Some(value);
        }
    }
    values
}

fn of_one_type(name: &str, values: &[Option<Value>]) -> Column {
    let all = |test: fn(&Value) -> bool| values.iter().flatten().all(test);
    let name = PlSmallStr::from_str(name);
    if values.iter().all(Option::is_none) {
        return Column::new(name, vec![None::<&str>; values.len()]);
    }
    if all(|value| matches!(value, Value::Number(number) if number.fract() == 0.0 && number.abs() < SEVERAL)) {
        #[expect(clippy::cast_possible_truncation, reason = "whole, and looked at above")]
        let whole = |value: &Value| match value {
            Value::Number(number) => Some(*number as i64),
            _ => None,
        };
        return of(name, values, whole);
    }
    if all(|value| matches!(value, Value::Number(_))) {
        return of(name, values, |value| match value {
            Value::Number(number) => Some(*number),
            _ => None,
        });
    }
    if all(|value| matches!(value, Value::Truth(_))) {
        return of(name, values, |value| match value {
            Value::Truth(truth) => Some(*truth),
            _ => None,
        });
    }
    if all(Value::is_day) {
        let days: Int32Chunked = values
            .iter()
            .map(|value| value.as_ref().and_then(Value::days))
            .collect();
        return days.with_name(name).into_date().into_column();
    }
    if all(|value| matches!(value, Value::Moment(_))) {
        return milliseconds(name, values)
            .into_datetime(TimeUnit::Milliseconds, None)
            .into_column();
    }
    if all(|value| matches!(value, Value::Length(_))) {
        return milliseconds(name, values)
            .into_duration(TimeUnit::Milliseconds)
            .into_column();
    }
    of(name, values, |value| Some(value.text()))
}

fn of<T>(name: PlSmallStr, values: &[Option<Value>], read: impl Fn(&Value) -> Option<T>) -> Column
where
    Series: NamedFrom<Vec<Option<T>>, [Option<T>]>,
{
    let values: Vec<Option<T>> = values.iter().map(|value| value.as_ref().and_then(&read)).collect();
    Series::new(name, values).into_column()
}

fn milliseconds(name: PlSmallStr, values: &[Option<Value>]) -> Int64Chunked {
    let values: Int64Chunked = values
        .iter()
        .map(|value| match value {
            Some(Value::Moment(count) | Value::Length(count)) => Some(*count),
            _ => None,
        })
        .collect();
    values.with_name(name)
}

/// A column as the sheet calls it: `A`, `Z`, `AA`.
fn letters(column: u32) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_called_as_in_the_sheet() {
        let called: Vec<String> = [0, 25, 26, 701, 702, 16_383].into_iter().map(letters).collect();
        assert_eq!(called, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }
}
