//! A table: columns with their headings and the values of a sample of rows.

use uptake_rules::value::Type;

/// A cell of a grid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Its text, without blanks at the ends; empty if there is nothing.
    pub text: String,
    /// The type that it has by itself; `None` for text, which may be anything.
    pub ty: Option<Type>,
}

/// A row of a file, before it is known which of them are the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridRow {
    /// Its first line, or its row in a sheet, from 1.
    pub first: u64,
    /// Its last line.
    pub last: u64,
    /// Its cells.
    pub cells: Vec<Cell>,
}

impl GridRow {
    /// The cells that hold something, each with its place.
    pub fn filled(&self) -> impl Iterator<Item = (usize, &Cell)> + Clone {
        self.cells.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty())
    }

    /// Whether a place holds something.
    #[must_use]
    pub fn has(&self, at: usize) -> bool {
        self.cells.get(at).is_some_and(|cell| !cell.text.is_empty())
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.filled().next().is_none()
    }
}

/// A column of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableColumn {
    /// Its heading, as a reader gives it; of nested data the path.
    pub heading: String,
    /// The values of the sample, without those that are missing.
    pub values: Vec<String>,
    /// The type that all its values have by themselves.
    pub ty: Option<Type>,
    /// Whether its moments have a zone by themselves.
    pub zoned: bool,
    /// How many rows of the sample have no value.
    pub gaps: usize,
}

impl TableColumn {
    /// The column at a place of rows.
    pub(crate) fn of(heading: String, rows: &[GridRow], at: usize) -> Self {
        let cells = rows.iter().filter_map(|row| row.cells.get(at));
        let filled: Vec<&Cell> = cells.filter(|cell| !cell.text.is_empty()).collect();
        let first = filled.first().and_then(|cell| cell.ty);
        Self {
            heading,
            ty: first.filter(|_| filled.iter().all(|cell| cell.ty == first)),
            zoned: false,
            gaps: rows.len().saturating_sub(filled.len()),
            values: filled.into_iter().map(|cell| cell.text.clone()).collect(),
        }
    }

    /// The values as texts.
    pub fn texts(&self) -> impl Iterator<Item = &str> + Clone {
        self.values.iter().map(String::as_str)
    }
}

/// What is known of a file's rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The columns that have a name of their own.
    pub columns: Vec<TableColumn>,
    /// Headings that several columns have: none of them can be read.
    pub repeated: Vec<String>,
    /// Rows of the sample.
    pub rows: usize,
}

impl Table {
    /// The table below the headings of a row.
    pub(crate) fn under(header: &GridRow, rows: &[GridRow]) -> Self {
        let headings: Vec<&str> = header.cells.iter().map(|cell| cell.text.as_str()).collect();
        let twice = |heading: &str| headings.iter().filter(|other| **other == heading).count() > 1;
        let named = headings.iter().enumerate().filter(|(_, heading)| !heading.is_empty());
        let mut repeated: Vec<String> = named
            .clone()
            .filter(|(_, heading)| twice(heading))
            .map(|(_, heading)| (*heading).to_owned())
            .collect();
        repeated.dedup();
        repeated.sort();
        repeated.dedup();
        Self {
            columns: named
                .filter(|(_, heading)| !twice(heading))
                .map(|(at, heading)| TableColumn::of((*heading).to_owned(), rows, at))
                .collect(),
            repeated,
            rows: rows.len(),
        }
    }

    /// The column of a heading.
    #[must_use]
    pub fn column(&self, heading: &str) -> Option<&TableColumn> {
        self.columns.iter().find(|column| column.heading == heading)
    }
}
