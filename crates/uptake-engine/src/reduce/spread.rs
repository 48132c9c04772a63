//! Entities that are in several groups at once.

use crate::error::Error;
use polars::prelude::*;
use std::collections::BTreeMap;

/// Who is in several groups at once, by what a dataset's spells say.
#[derive(Default)]
pub(crate) struct Spread {
    /// For each row of the cube with several memberships those of them that the columns tell apart, as rows of `columns`.
    rows: BTreeMap<usize, Vec<usize>>,
    /// For each column that the spells set, its text in each membership.
    columns: Vec<(String, Vec<Option<String>>)>,
    /// Whether an entity counts with an equal share in each of them; else it counts wholly in each.
    pub(crate) shared: bool,
}

impl Spread {
    /// Of the memberships of each row of the cube, which are rows of `frame`.
    ///
    /// # Errors
    /// When a column isn't there.
    pub(crate) fn new(
        frame: &DataFrame,
        names: &[String],
        members: BTreeMap<usize, Vec<IdxSize>>,
        shared: bool,
    ) -> Result<Self, Error> {
        let mut all: Vec<IdxSize> = members.values().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        let taken = frame.take(&IdxCa::from_slice("rows".into(), &all))?;
        let mut columns = Vec::with_capacity(names.len());
        for name in names {
            let texts = taken.column(name)?.cast(&DataType::String)?;
            let texts = texts.str()?.iter().map(|text| text.map(str::to_owned)).collect();
            columns.push((name.clone(), texts));
        }
        let number = |row: &IdxSize| all.binary_search(row).ok();
        let rows = members.into_iter();
        Ok(Self {
            rows: rows
                .map(|(at, members)| (at, members.iter().filter_map(number).collect()))
                .collect(),
            columns,
            shared,
        })
    }

    /// Whether nobody is in several groups.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether it says something of a column.
    pub(crate) fn sets(&self, column: &str) -> bool {
        self.columns.iter().any(|(name, _)| name == column)
    }

    /// The columns that it says something of.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    /// Takes away what it says of the rows for which another dataset says something else.
    pub(crate) fn yield_to(&mut self, taken: impl Fn(usize) -> bool) {
        self.rows.retain(|row, _| !taken(*row));
    }

    /// The rows of the cube with several memberships.
    pub(crate) fn rows(&self) -> impl Iterator<Item = usize> {
        self.rows.keys().copied()
    }

    /// The texts of a column in the memberships of a row of the cube; none for a row that has no more than one.
    pub(crate) fn texts<'a>(&'a self, column: &str, row: usize) -> Vec<Option<&'a str>> {
        let known = self.columns.iter().find(|(name, _)| name == column);
        let (Some((_, texts)), Some(members)) = (known, self.rows.get(&row)) else {
            return Vec::new();
        };
        let text = |member: &usize| texts.get(*member).and_then(|text| text.as_deref());
        members.iter().map(text).collect()
    }
}
