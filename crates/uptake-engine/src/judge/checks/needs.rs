//! The columns of records behind what a check of a table reads.

use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::policy::Policy;
use uptake_rules::policy::formula::Formula;
use uptake_rules::policy::table::{ColumnKind, Related, Relation, Table};

/// By dataset, its columns.
pub(super) type Needs = BTreeMap<String, BTreeSet<String>>;

/// What is behind the rows of a table and behind these columns of it.
pub(super) fn behind<'a>(table: &Table, columns: impl IntoIterator<Item = &'a str>, policy: &Policy) -> Needs {
    let mut search = Search {
        policy,
        seen: BTreeSet::new(),
        found: Needs::new(),
    };
    search.rows(table);
    for column in columns {
        search.column(table, column);
    }
    search.found
}

struct Search<'p> {
    policy: &'p Policy,
    /// Tables, and columns of tables, that were looked at.
    seen: BTreeSet<(String, Option<String>)>,
    found: Needs,
}

impl<'p> Search<'p> {
    fn new_here(&mut self, table: &Table, column: Option<&str>) -> bool {
        self.seen.insert((table.name.text.clone(), column.map(str::to_owned)))
    }

    fn table(&self, name: &str) -> Option<&'p Table> {
        self.policy.tables.iter().find(|table| table.name.text == name)
    }

    /// What decides which rows there are.
    fn rows(&mut self, table: &Table) {
        if !self.new_here(table, None) {
            return;
        }
        match &table.source {
            Some(Relation::Records(dataset)) => {
                self.found.entry(dataset.clone()).or_default();
                if table.on.is_some() {
                    self.days(dataset);
                }
            }
            Some(Relation::Table(name)) => {
                if let Some(source) = self.table(name) {
                    self.rows(source);
                }
            }
            // Of entities, periods and rows of a group the contract says what it takes.
            Some(Relation::Entities | Relation::EntityPeriods | Relation::Rows) | None => {}
        }
        let formulas = table.filter.iter().chain(&table.on).chain(&table.now);
        let read = formulas.flat_map(|formula| formula.columns());
        for name in read.chain(table.per.iter().map(|name| name.text.as_str())) {
            self.of_source(table, name);
        }
    }

    /// What is behind a column of a table.
    fn column(&mut self, table: &Table, name: &str) {
        let name = first(name);
        if !self.new_here(table, Some(name)) {
            return;
        }
        match table.column(name).map(|column| &column.kind) {
            None => self.of_source(table, name),
            Some(ColumnKind::Value(formula)) => self.columns(table, [formula]),
            Some(ColumnKind::Rank { of, per, .. }) => {
                for name in std::iter::once(of).chain(per) {
                    self.column(table, &name.text);
                }
            }
            Some(ColumnKind::Related(related)) => self.related(table, related),
        }
    }

    fn columns<'a>(&mut self, table: &Table, formulas: impl IntoIterator<Item = &'a Formula>) {
        for formula in formulas {
            for name in formula.columns() {
                self.column(table, name);
            }
        }
    }

    /// A column that a table has from what its rows are made of.
    fn of_source(&mut self, table: &Table, name: &str) {
        let name = first(name);
        match &table.source {
            Some(Relation::Records(dataset)) => self.need(dataset, name),
            Some(Relation::Table(source)) => {
                if let Some(source) = self.table(source) {
                    self.column(source, name);
                }
            }
            Some(Relation::Entities | Relation::EntityPeriods | Relation::Rows) | None => {}
        }
    }

    /// What belongs to a row: by what it is found, what is taken, and the days that bound it.
    fn related(&mut self, table: &Table, related: &Related) {
        for (_, own) in &related.matches {
            self.column(table, &own.text);
        }
        let bounds = [&related.since, &related.through, &related.before, &related.on];
        self.columns(table, bounds.into_iter().flatten());
        let mut theirs: BTreeSet<&str> = related.matches.iter().map(|(theirs, _)| theirs.text.as_str()).collect();
        theirs.extend(related.column.as_deref());
        theirs.extend(related.at.as_ref().map(|at| at.text.as_str()));
        for formula in related.filter.iter().chain(&related.holds) {
            theirs.extend(formula.columns());
        }
        match &related.of {
            Relation::Records(dataset) => {
                for name in theirs {
                    self.need(dataset, first(name));
                }
                if related.on.is_some() || related.at.is_none() {
                    self.days(dataset);
                }
            }
            Relation::Table(name) => {
                if let Some(other) = self.table(name) {
                    self.rows(other);
                    for name in theirs {
                        self.column(other, name);
                    }
                }
            }
            Relation::Rows => {
                for name in theirs {
                    self.of_source(table, name);
                }
            }
            Relation::Entities | Relation::EntityPeriods => {}
        }
    }

    /// The columns that say on which days records hold, or when they were.
    fn days(&mut self, dataset: &str) {
        let Some(contract) = self.policy.dataset(dataset) else {
            return;
        };
        for name in contract.time.iter().chain(&contract.from) {
            self.need(dataset, &name.text);
        }
    }

    fn need(&mut self, dataset: &str, name: &str) {
        let contract = self.policy.dataset(dataset);
        let columns = self.found.entry(dataset.to_owned()).or_default();
        // What a table has beside them, such as the values of `each`, is nobody's to deliver.
        if contract.is_some_and(|contract| contract.column(name).is_some()) {
            columns.insert(name.to_owned());
        }
    }
}

/// The column that a path into a register begins with.
fn first(name: &str) -> &str {
    name.split_once('.').map_or(name, |(name, _)| name)
}
