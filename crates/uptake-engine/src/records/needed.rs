//! Which columns of which records the rules read.

use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::Reference;
use uptake_rules::policy::table::{ColumnKind, Relation, Table};

/// By dataset, the columns that tables read. Of rows that a table is made of all: checks show them.
pub(crate) fn needed(policy: &Policy) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for table in &policy.tables {
        if let Some(Relation::Records(name)) = &table.source
            && let Some(dataset) = policy.dataset(name)
        {
            let columns = dataset.columns.iter().map(|column| column.name.text.clone());
            all.entry(name.clone()).or_default().extend(columns);
        }
        for (name, columns) in related(table, policy) {
            all.entry(name).or_default().extend(columns);
        }
    }
    // What refers to other records is looked up among them.
    let referring: Vec<(String, String, &Reference)> = references(policy)
        .filter(|(dataset, _, to)| all.contains_key(*dataset) && all.contains_key(&to.dataset.text))
        .map(|(dataset, column, to)| (dataset.to_owned(), column.to_owned(), to))
        .collect();
    for (dataset, column, to) in referring {
        all.entry(dataset).or_default().insert(column);
        all.entry(to.dataset.text.clone())
            .or_default()
            .insert(to.column.clone());
    }
    // Since when a value is known stands in another column.
    for (name, columns) in &mut all {
        let Some(dataset) = policy.dataset(name) else { continue };
        // An end that is known late is read whatever the rules name.
        let end = dataset.end.as_ref().and_then(|end| dataset.column(&end.column().text));
        columns.extend(end.filter(|end| end.known.is_some()).map(|end| end.name.text.clone()));
        let own = dataset
            .columns
            .iter()
            .filter(|column| columns.contains(&column.name.text));
        let known: Vec<String> = own
            .filter_map(|column| column.known.as_ref())
            .map(|known| known.text.clone())
            .collect();
        columns.extend(known);
        // By these the versions of a record are found, and their order.
        if dataset.has_versions() {
            let own = [&dataset.known, &dataset.time, &dataset.from];
            columns.extend(
                own.into_iter()
                    .flatten()
                    .chain(&dataset.key)
                    .map(|name| name.text.clone()),
            );
        }
    }
    all
}

/// The columns that refer to other records: their dataset, their name, and what they refer to.
pub(super) fn references(policy: &Policy) -> impl Iterator<Item = (&str, &str, &Reference)> {
    policy.datasets.iter().flat_map(|dataset| {
        let columns = dataset.columns.iter();
        columns.filter_map(|column| {
            let to = column.references.as_ref()?;
            Some((dataset.name.text.as_str(), column.name.text.as_str(), to))
        })
    })
}

fn related(table: &Table, policy: &Policy) -> Vec<(String, BTreeSet<String>)> {
    let mut found = Vec::new();
    for column in &table.columns {
        let ColumnKind::Related(related) = &column.kind else {
            continue;
        };
        let Relation::Records(name) = &related.of else { continue };
        let mut columns: BTreeSet<String> = related.matches.iter().map(|(theirs, _)| theirs.text.clone()).collect();
        columns.extend(related.column.clone());
        columns.extend(related.at.iter().map(|at| at.text.clone()));
        // Which row of a day is the first one is told by its instant.
        if related.take.is_by_time() && related.at.is_none() {
            let instants = policy.dataset(name).and_then(|dataset| dataset.instants());
            columns.extend(instants.map(str::to_owned));
        }
        for formula in related.filter.iter().chain(&related.holds) {
            // What a register says of a value is read from the value.
            let names = formula.columns();
            columns.extend(
                names
                    .iter()
                    .map(|name| name.split_once('.').map_or(*name, |(name, _)| name).to_owned()),
            );
        }
        found.push((name.clone(), columns));
    }
    found
}
