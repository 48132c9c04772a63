//! Which columns a door asks a source for.

use super::contract;
use super::nested;
use std::collections::BTreeSet;
use uptake_rules::policy::dataset::{Column as Rule, Dataset};
use uptake_rules::policy::mapping::Mapping;

/// The columns that a door asks for.
pub(crate) struct Asked<'a> {
    /// The dataset's: those that are wanted, and those that the contract itself needs.
    pub(super) needed: Vec<&'a Rule>,
    /// The columns of the mapping's input behind them, or the same where there is no mapping.
    pub(super) inputs: Vec<&'a Rule>,
    /// Of them the one that no source delivers: the door says which list a row comes from.
    discriminator: Option<&'a str>,
}

impl<'a> Asked<'a> {
    /// For the columns `needed` of a dataset.
    pub(crate) fn of(dataset: &'a Dataset, mapping: Option<&'a Mapping>, needed: &BTreeSet<String>) -> Self {
        let own = contract::own_columns(dataset);
        let needed: Vec<&Rule> = dataset
            .columns
            .iter()
            .filter(|column| needed.contains(&column.name.text) || own.contains(column.name.text.as_str()))
            .collect();
        let inputs = match mapping {
            None => needed.clone(),
            Some(mapping) => {
                let mut read: BTreeSet<&str> = BTreeSet::new();
                for (name, expr) in &mapping.columns {
                    if needed.iter().any(|column| column.name.text == name.text) {
                        read.extend(expr.columns());
                    }
                }
                if let Some(filter) = &mapping.filter {
                    read.extend(filter.columns());
                }
                mapping
                    .input
                    .iter()
                    .filter(|column| read.contains(column.name.text.as_str()))
                    .collect()
            }
        };
        let discriminator = mapping.and_then(|mapping| mapping.discriminator.as_ref());
        Self {
            needed,
            inputs,
            discriminator: discriminator.map(|name| name.text.as_str()),
        }
    }

    /// The top-level columns to ask the source for.
    pub(super) fn request(&self, mapping: Option<&Mapping>) -> Vec<String> {
        let paths = self.paths();
        match mapping {
            Some(mapping) => nested::top_level(mapping, &paths),
            None => paths.into_iter().map(str::to_owned).collect(),
        }
    }

    /// Where the inputs stand in the source.
    pub(super) fn paths(&self) -> Vec<&'a str> {
        let delivered = |column: &&&Rule| self.discriminator != Some(column.name.text.as_str());
        let inputs = self.inputs.iter().filter(delivered);
        inputs.map(|column| column.source_name()).collect()
    }

    /// Whether a name is asked for: as a column of the dataset, as one of the mapping's input.
    pub(crate) fn of_name(&self, name: &str) -> (bool, bool) {
        let among = |columns: &[&Rule]| columns.iter().any(|column| column.name.text == name);
        (among(&self.needed), among(&self.inputs))
    }
}
