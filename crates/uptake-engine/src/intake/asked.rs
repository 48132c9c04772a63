//! Which columns a door asks a source for.

use super::contract;
use super::nested;
use std::collections::BTreeSet;
use uptake_rules::policy::dataset::{Column as Rule, Dataset};
use uptake_rules::policy::keep::Keep;
use uptake_rules::policy::mapping::Mapping;

/// The columns that a door asks for.
#[derive(Clone)]
pub(crate) struct Asked<'a> {
    /// The dataset's: those that are wanted, and those that the contract itself needs.
    pub(super) needed: Vec<&'a Rule>,
    /// The columns of the mapping's input behind them, or the same where there is no mapping.
    pub(super) inputs: Vec<&'a Rule>,
    /// Of the dataset's those whose value the project states: nothing is read for them.
    set: BTreeSet<String>,
    /// Of both those that are read for whoever looks on alone.
    shown: BTreeSet<&'a str>,
    /// Of them the one that no source delivers: the door says which list a row comes from.
    discriminator: Option<&'a str>,
}

impl<'a> Asked<'a> {
    /// For the columns `needed` of a dataset.
    pub(crate) fn of(dataset: &'a Dataset, mapping: Option<&'a Mapping>, needed: &BTreeSet<String>) -> Self {
        let mut own = contract::own_columns(dataset);
        // Of the input if it has one of that name, else of the dataset.
        let deciding = mapping.and_then(|mapping| mapping.keep.as_ref()?.column());
        own.extend(deciding.map(|name| name.text.as_str()));
        let needed: Vec<&Rule> = dataset
            .columns
            .iter()
            .filter(|column| needed.contains(&column.name.text) || own.contains(column.name.text.as_str()))
            .collect();
        let set = BTreeSet::new();
        let inputs = inputs(&needed, mapping, &set);
        let discriminator = mapping.and_then(|mapping| mapping.discriminator.as_ref());
        Self {
            needed,
            inputs,
            set,
            shown: BTreeSet::new(),
            discriminator: discriminator.map(|name| name.text.as_str()),
        }
    }

    /// The same, where the project states the value of columns.
    pub(crate) fn setting(mut self, mapping: Option<&'a Mapping>, set: BTreeSet<String>) -> Self {
        self.inputs = inputs(&self.needed, mapping, &set);
        self.set = set;
        self
    }

    /// The dataset's columns that come from the source, or from the mapping.
    pub(super) fn filled(&self) -> Vec<&'a Rule> {
        let set = |rule: &&&Rule| self.set.contains(&rule.name.text);
        self.needed.iter().filter(|rule| !set(rule)).copied().collect()
    }

    /// The same, with more columns for whoever looks on.
    pub(super) fn showing(
        mut self,
        dataset: &'a Dataset,
        mapping: Option<&'a Mapping>,
        more: &BTreeSet<String>,
    ) -> Self {
        let judged: Vec<&Rule> = self.needed.iter().chain(&self.inputs).copied().collect();
        let known = |column: &&Rule| self.needed.iter().any(|needed| needed.name.text == column.name.text);
        let more = dataset.columns.iter().filter(|column| more.contains(&column.name.text));
        let more: Vec<&Rule> = more.filter(|column| !known(column)).collect();
        self.needed.extend(more);
        self.inputs = inputs(&self.needed, mapping, &self.set);
        let all = self.needed.iter().chain(&self.inputs).copied();
        self.shown = all
            .filter(|rule| !judged.iter().any(|judged| std::ptr::eq(*judged, *rule)))
            .map(|rule| rule.name.text.as_str())
            .collect();
        self
    }

    /// Whether a column is read for whoever looks on alone, so that nothing is held against a row because of it.
    pub(super) fn is_shown(&self, name: &str) -> bool {
        self.shown.contains(name)
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

    /// The dataset's columns that are asked for.
    pub(crate) fn dataset_columns(&self) -> impl Iterator<Item = &'a str> {
        self.needed.iter().map(|column| column.name.text.as_str())
    }

    /// The dataset's columns that a row is judged by.
    pub(super) fn judged(&self) -> Vec<&'a Rule> {
        let judged = self.needed.iter().filter(|column| !self.is_shown(&column.name.text));
        judged.copied().collect()
    }

    /// Where those stand that a row is judged by.
    pub(super) fn judged_paths(&self) -> Vec<&'a str> {
        let judged = |column: &&&Rule| {
            let name = column.name.text.as_str();
            self.discriminator != Some(name) && !self.is_shown(name)
        };
        let inputs = self.inputs.iter().filter(judged);
        inputs.map(|column| column.source_name()).collect()
    }

    /// The dataset's columns that are asked for, and those of the input.
    pub(crate) fn columns(&self) -> (&[&'a Rule], &[&'a Rule]) {
        (&self.needed, &self.inputs)
    }

    /// Whether a name is asked for: as a column of the dataset, as one of the mapping's input.
    pub(crate) fn of_name(&self, name: &str) -> (bool, bool) {
        let among = |columns: &[&Rule]| columns.iter().any(|column| column.name.text == name);
        (among(&self.needed), among(&self.inputs))
    }
}

/// The columns of a mapping's input behind those of the dataset, or the same where there is no mapping.
fn inputs<'a>(needed: &[&'a Rule], mapping: Option<&'a Mapping>, set: &BTreeSet<String>) -> Vec<&'a Rule> {
    let from_source = |name: &str| !set.contains(name);
    let Some(mapping) = mapping else {
        let needed = needed.iter().filter(|column| from_source(&column.name.text));
        return needed.copied().collect();
    };
    let mut read: BTreeSet<&str> = BTreeSet::new();
    for (name, expr) in &mapping.columns {
        if from_source(&name.text) && needed.iter().any(|column| column.name.text == name.text) {
            read.extend(expr.columns());
        }
    }
    if let Some(filter) = &mapping.filter {
        read.extend(filter.columns());
    }
    let deciding = mapping.keep.as_ref().and_then(Keep::column);
    read.extend(deciding.map(|name| name.text.as_str()));
    let inputs = mapping.input.iter();
    inputs
        .filter(|column| read.contains(column.name.text.as_str()))
        .collect()
}
