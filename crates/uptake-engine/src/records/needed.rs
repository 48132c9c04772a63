//! Which columns of which records the rules read.

use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::policy::Policy;
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
        for (name, columns) in related(table) {
            all.entry(name).or_default().extend(columns);
        }
    }
    // Since when a value is known stands in another column.
    for (name, columns) in &mut all {
        let Some(dataset) = policy.dataset(name) else { continue };
        let own = dataset
            .columns
            .iter()
            .filter(|column| columns.contains(&column.name.text));
        let known: Vec<String> = own
            .filter_map(|column| column.known.as_ref())
            .map(|known| known.text.clone())
            .collect();
        columns.extend(known);
    }
    all
}

fn related(table: &Table) -> Vec<(String, BTreeSet<String>)> {
    let mut found = Vec::new();
    for column in &table.columns {
        let ColumnKind::Related(related) = &column.kind else {
            continue;
        };
        let Relation::Records(name) = &related.of else { continue };
        let mut columns: BTreeSet<String> = related.matches.iter().map(|(theirs, _)| theirs.text.clone()).collect();
        columns.extend(related.column.clone());
        columns.extend(related.at.iter().map(|at| at.text.clone()));
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
