//! The parts of the page about sources, derived tables and constants.

use super::page::{Page, code, codes};
use uptake_project::reference::{Constant, DerivedTable, SourceReference, Written};

impl Page {
    /// Where a project's rows come from, and what it states of them.
    pub(super) fn sources(&mut self, sources: &[SourceReference]) {
        if sources.is_empty() {
            return;
        }
        self.heading(0, "Sources");
        let each = sources.iter().map(|source| {
            let states = match source.states.as_slice() {
                [] => String::new(),
                states => format!(": {}", states.join("; ")),
            };
            format!(
                "{} by the adapter {}{states}",
                code(&source.name),
                code(&source.adapter)
            )
        });
        self.list(&each.collect::<Vec<_>>());
    }

    pub(super) fn derived(&mut self, table: &DerivedTable) {
        self.heading(2, &code(&table.name));
        self.maybe(table.about.as_ref());
        let mut facts = vec![table.rows.clone()];
        let mut written = |what: &str, written: &Option<Written>| {
            facts.extend(
                written
                    .as_ref()
                    .map(|written| format!("{what} {}", code(&written.text))),
            );
        };
        written("Counts rows where", &table.filter);
        written("Knows nothing after", &table.now);
        if !table.shown_by.is_empty() {
            facts.push(format!("Known by {}", codes(&table.shown_by)));
        }
        self.list(&facts);
        let rows: Vec<Vec<String>> = table
            .columns
            .iter()
            .map(|column| {
                let written = column.written.as_ref().map(|written| code(&written.text));
                let mut is = column.how.clone().or(written).unwrap_or_default();
                if let Some(about) = &column.about {
                    is.push_str(&format!(" ({about})"));
                }
                vec![code(&column.name), column.ty.to_owned(), is]
            })
            .collect();
        if !rows.is_empty() {
            self.table(&["column", "type", "is"], &rows);
        }
    }

    pub(super) fn constants(&mut self, constants: &[Constant]) {
        let told = constants.iter().any(|constant| constant.about.is_some());
        let rows: Vec<Vec<String>> = constants
            .iter()
            .map(|constant| {
                let about = told.then(|| constant.about.clone().unwrap_or_default());
                [code(&constant.name), code(&constant.value)]
                    .into_iter()
                    .chain(about)
                    .collect()
            })
            .collect();
        match told {
            true => self.table(&["name", "value", "meaning"], &rows),
            false => self.table(&["name", "value"], &rows),
        }
    }
}
