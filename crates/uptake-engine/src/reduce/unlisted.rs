//! Names in the data that no register lists: somebody has to classify them.

use super::intern::TextColumns;
use crate::binary::binary;
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
    /// Rows by the number of the name, for each source of the dataset.
    rows: Vec<Vec<u64>>,
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

    /// Counts a batch of one of the dataset's sources.
    pub(super) fn add(&mut self, texts: &TextColumns, source: usize) {
        for column in &mut self.columns {
            let Some(read) = texts.get(column.name) else { continue };
            if column.rows.len() <= source {
                column.rows.resize(source + 1, Vec::new());
            }
            let Some(all) = column.rows.get_mut(source) else {
                continue;
            };
            all.resize(read.texts.len() + 1, 0);
            for number in read.numbers.iter() {
                if let Some(rows) = all.get_mut(*number as usize) {
                    *rows += 1;
                }
            }
        }
    }

    /// The rows of each name that isn't listed, by column.
    pub(super) fn counts(&self, texts: &TextColumns, source: usize) -> BTreeMap<String, BTreeMap<String, u64>> {
        let mut all = BTreeMap::new();
        for column in &self.columns {
            let (Some(read), Some(rows)) = (texts.get(column.name), column.rows.get(source)) else {
                continue;
            };
            let counts = read.texts.iter().zip(rows.iter().skip(1));
            let unlisted = counts.filter(|(text, rows)| **rows > 0 && column.register.find(text).is_none());
            let unlisted: BTreeMap<String, u64> = unlisted.map(|(text, rows)| (text.to_string(), *rows)).collect();
            all.insert(column.name.to_owned(), unlisted);
        }
        all
    }

    /// The names of such counts, those with the most rows first.
    pub(super) fn of_counts(&self, counts: &BTreeMap<String, BTreeMap<String, u64>>) -> Vec<UnlistedName> {
        let mut found = Vec::new();
        for column in &self.columns {
            let Some(rows) = counts.get(column.name) else { continue };
            let rows = rows.iter().map(|(text, rows)| (text.as_str(), *rows));
            found.extend(column.told(rows));
        }
        found
    }

    /// The names that aren't listed in the rows of a source, those with the most rows first.
    pub(super) fn names(&self, texts: &TextColumns, source: usize) -> Vec<UnlistedName> {
        let mut found = Vec::new();
        for column in &self.columns {
            let (Some(read), Some(rows)) = (texts.get(column.name), column.rows.get(source)) else {
                continue;
            };
            // Number 0 is a missing name.
            let counts = read.texts.iter().map(|text| &**text).zip(rows.iter().skip(1).copied());
            found.extend(column.told(counts));
        }
        found
    }
}

impl Column<'_> {
    /// The names among texts that the register doesn't list.
    fn told<'t>(&self, counts: impl Iterator<Item = (&'t str, u64)>) -> Vec<UnlistedName> {
        let names = folded(self.register, counts).into_iter();
        let told = names.map(|(name, rows)| UnlistedName {
            register: self.register.name.text.clone(),
            column: self.name.to_owned(),
            name: Private::new(self.kind, name),
            rows,
        });
        told.collect()
    }
}

/// The names among texts that a register doesn't list, with their rows, those with the most rows first. Names that differ in
/// case or blanks only are one, as it is most often written.
pub(crate) fn folded<'t>(register: &Register, counts: impl Iterator<Item = (&'t str, u64)>) -> Vec<(&'t str, u64)> {
    let mut folded: BTreeMap<String, (u64, u64, &str)> = BTreeMap::new();
    for (text, rows) in counts {
        if rows == 0 || register.find(text).is_some() {
            continue;
        }
        let (sum, most, shown) = folded.entry(Register::fold(text)).or_insert((0, 0, text));
        *sum += rows;
        if (rows, std::cmp::Reverse(text)) > (*most, std::cmp::Reverse(*shown)) {
            (*most, *shown) = (rows, text);
        }
    }
    let mut names: Vec<(&str, u64)> = folded.into_values().map(|(rows, _, name)| (name, rows)).collect();
    names.sort_by(|one, two| two.1.cmp(&one.1).then_with(|| one.0.cmp(two.0)));
    names
}

binary!(UnlistedName {
    register,
    column,
    name,
    rows
});
