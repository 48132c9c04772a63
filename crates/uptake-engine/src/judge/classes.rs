//! Rows of the cube that are alike in some columns: what is asked of these alone is answered once for all of them.

use crate::compile::compile;
use crate::error::Error;
use crate::panel::Panel;
use crate::reduce::intern::Interner;
use polars::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::hash::Hash;
use uptake_rules::expr::Expr as Rule;
use uptake_rules::{hidden, hidden_name};

/// There have to be so many rows to a class, else nothing is won.
const ROWS: usize = 4;

/// Rows, numbered by what they have in some columns.
pub(crate) struct Classes {
    /// The class of each row, in the order of their first rows.
    of_rows: Vec<u32>,
    /// The first row of each class.
    firsts: Vec<IdxSize>,
}

impl Classes {
    /// By columns of texts, truths and days; nothing where there are others, or where few rows are alike.
    pub(crate) fn of(frame: &Panel, columns: &BTreeSet<&str>) -> Result<Option<Self>, Error> {
        let mut classes = Self {
            of_rows: vec![0; frame.height()],
            firsts: vec![0; frame.height().min(1)],
        };
        for name in columns {
            let Ok((along, column)) = frame.held(name) else {
                return Ok(None);
            };
            let Some(numbers) = numbered(column)? else {
                return Ok(None);
            };
            classes.divide(&frame.each_row(along, numbers));
            if classes.len() * ROWS > frame.height() {
                return Ok(None);
            }
        }
        Ok(Some(classes))
    }

    /// Each row by itself.
    pub(crate) fn each(rows: usize) -> Self {
        let all: Vec<u32> = (0..u32::try_from(rows).unwrap_or(u32::MAX)).collect();
        Self {
            firsts: all.clone(),
            of_rows: all,
        }
    }

    fn divide(&mut self, numbers: &[u32]) {
        let mut pairs = Numbers::default();
        let mut firsts = Vec::new();
        for ((row, class), number) in (0..).zip(&mut self.of_rows).zip(numbers) {
            *class = pairs.of((*class, *number));
            if *class as usize == firsts.len() {
                firsts.push(row);
            }
        }
        self.firsts = firsts;
    }

    /// How many classes there are.
    pub(crate) fn len(&self) -> usize {
        self.firsts.len()
    }

    /// The class of each row.
    pub(crate) fn of_rows(&self) -> &[u32] {
        &self.of_rows
    }

    /// For each condition what it is for each class. They read no other columns than those that the classes were made by.
    ///
    /// # Errors
    /// When one can't be computed.
    pub(crate) fn truths(&self, frame: &Panel, conditions: &[&Rule], zone: &str) -> Result<Vec<BooleanChunked>, Error> {
        let read: BTreeSet<&str> = conditions.iter().flat_map(|condition| condition.columns()).collect();
        let firsts = IdxCa::from_vec("firsts".into(), self.firsts.clone());
        let mut table = rows(frame, &read, &firsts)?;
        let name = |number: usize| hidden::scratch("truth", number);
        let answers = conditions.iter().enumerate().map(|(number, condition)| {
            let answer = compile(condition, zone).cast(DataType::Boolean);
            answer.alias(name(number))
        });
        table = table.lazy().with_columns(answers.collect::<Vec<Expr>>()).collect()?;
        let truths = (0..conditions.len()).map(|number| Ok(table.column(&name(number))?.bool()?.clone()));
        truths.collect()
    }
}

/// Some rows of some columns of a frame. Without any column a frame has no rows: it gets one of its own.
pub(crate) fn rows(frame: &Panel, columns: &BTreeSet<&str>, rows: &IdxCa) -> Result<DataFrame, Error> {
    let mut all = vec![Column::full_null(
        hidden_name!("height").into(),
        rows.len(),
        &DataType::Boolean,
    )];
    for name in columns {
        all.push(frame.taken(name, rows)?);
    }
    Ok(DataFrame::new(rows.len(), all)?)
}

/// The values of a column as numbers, the same for the same ones; nothing for a type of which there may be as many as rows.
fn numbered(column: &Column) -> Result<Option<Vec<u32>>, Error> {
    let series = column.as_materialized_series();
    Ok(match series.dtype() {
        DataType::String => {
            let mut numbers = Vec::new();
            Interner::default().codes(series.str()?, true, u32::MAX, &mut numbers);
            Some(numbers)
        }
        DataType::Boolean => {
            let number = |truth: Option<bool>| truth.map_or(2, u32::from);
            Some(series.bool()?.iter().map(number).collect())
        }
        DataType::Date => {
            let mut days = Numbers::default();
            let physical = series.to_physical_repr();
            Some(physical.i32()?.iter().map(|day| days.of(day)).collect())
        }
        _ => None,
    })
}

/// Numbers values in the order of first sight.
struct Numbers<K> {
    known: FxHashMap<K, u32>,
    /// Rows beside each other are often alike.
    last: Option<(K, u32)>,
}

impl<K> Default for Numbers<K> {
    fn default() -> Self {
        Self {
            known: FxHashMap::default(),
            last: None,
        }
    }
}

impl<K: Copy + Eq + Hash> Numbers<K> {
    fn of(&mut self, value: K) -> u32 {
        if let Some((last, number)) = self.last
            && last == value
        {
            return number;
        }
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        let number = *self.known.entry(value).or_insert(next);
        self.last = Some((value, number));
        number
    }
}
