//! Names in the data that no register lists: somebody has to classify them.

use super::intern::TextColumns;
use crate::names::{Kind, Private, value_kind};
use serde::Serialize;
use std::collections::BTreeMap;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::policy::register::Register;

/// A name that a register doesn't list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnlistedName<T = Private> {
    /// The register.
    pub register: String,
    /// The column with the name.
    pub column: String,
    /// The name, as it is most often written.
    pub name: T,
    /// How many rows have it.
    pub rows: u64,
}

impl<T> UnlistedName<T> {
    /// The same with its name in another form.
    pub(crate) fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> UnlistedName<U> {
        UnlistedName {
            register: self.register,
            column: self.column,
            name: turn(self.name),
            rows: self.rows,
        }
    }
}

/// Counts the rows of each name, for the columns that a register knows and a rule reads.
pub(super) struct Unlisted<'a> {
    columns: Vec<Column<'a>>,
}

struct Column<'a> {
    name: &'a str,
    kind: Kind,
    register: &'a Register,
    /// Rows by the number of the name.
    rows: Vec<u64>,
}

impl<'a> Unlisted<'a> {
    /// For the columns of a dataset.
    pub(super) fn new(dataset: &'a Dataset, registers: &'a [Register]) -> Self {
        let columns = dataset.columns.iter().filter_map(|column| {
            let named = column.register.as_ref()?;
            Some(Column {
                name: column.name.text.as_str(),
                kind: value_kind(dataset, &column.name.text),
                register: registers.iter().find(|register| register.name.text == named.text)?,
                rows: Vec::new(),
            })
        });
        Self {
            columns: columns.collect(),
        }
    }

    /// Counts a batch.
    pub(super) fn add(&mut self, texts: &TextColumns) {
        for column in &mut self.columns {
            let Some(read) = texts.get(column.name) else { continue };
            column.rows.resize(read.texts.len() + 1, 0);
            for number in &read.numbers {
                if let Some(rows) = column.rows.get_mut(*number as usize) {
                    *rows += 1;
                }
            }
        }
    }

    /// The names that aren't listed, those with the most rows first. Names that differ in case or blanks only are one.
    pub(super) fn names(self, texts: &TextColumns) -> Vec<UnlistedName> {
        let mut found = Vec::new();
        for column in self.columns {
            let Some(read) = texts.get(column.name) else { continue };
            let mut folded: BTreeMap<String, (u64, u64, &str)> = BTreeMap::new();
            // Number 0 is a missing name.
            for (text, rows) in read.texts.iter().zip(column.rows.iter().skip(1)) {
                if *rows == 0 || column.register.find(text).is_some() {
                    continue;
                }
                let (sum, most, shown) = folded.entry(Register::fold(text)).or_insert((0, 0, text));
                *sum += rows;
                if *rows > *most {
                    (*most, *shown) = (*rows, text);
                }
            }
            let mut names: Vec<UnlistedName> = folded
                .into_values()
                .map(|(rows, _, name)| UnlistedName {
                    register: column.register.name.text.clone(),
                    column: column.name.to_owned(),
                    name: Private::new(column.kind, name),
                    rows,
                })
                .collect();
            names.sort_by(|one, two| two.rows.cmp(&one.rows).then_with(|| one.name.cmp(&two.name)));
            found.extend(names);
        }
        found
    }
}
