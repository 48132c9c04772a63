//! Derived tables as Markdown.

use super::page::{Page, code};
use uptake_project::reference::DerivedTable;

impl Page {
    pub(super) fn derived(&mut self, table: &DerivedTable) {
        self.heading(2, &code(&table.name));
        self.maybe(table.about.as_ref());
        self.list(&table.rows);
        let rows: Vec<Vec<String>> = table
            .columns
            .iter()
            .map(|column| {
                let value = column.written.as_ref().map(|written| code(&written.text));
                let how: Vec<String> = [column.how.clone()].into_iter().chain(value).collect();
                let about = column.about.iter().map(|about| format!("{about} "));
                let about: String = about.collect();
                vec![
                    code(&column.name),
                    column.ty.to_owned(),
                    format!("{about}{}.", how.join(" ")),
                ]
            })
            .collect();
        if !rows.is_empty() {
            self.table(&["column", "type", "meaning"], &rows);
        }
    }
}
