//! What is asked: a file's content, and the rules that it is held against.

use crate::shape::text::Bytes;
use crate::table::Table;
use std::collections::BTreeSet;
use uptake_rules::Policy;

/// What a file holds.
#[derive(Clone, Debug)]
pub enum Content<'a> {
    /// Delimited text.
    Text(Bytes<'a>),
    /// A workbook, whole.
    Workbook(&'a [u8]),
    /// Rows that a reader has typed, such as those of Parquet or JSON.
    Rows {
        /// The plain columns of a sample.
        table: Table,
        /// The columns of a row itself.
        top: Vec<String>,
        /// All columns, nested ones as paths.
        paths: Vec<String>,
        /// The list that holds the rows, where a document wraps them.
        rows: Option<String>,
    },
}

/// What to look at.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The file, as the source block names it.
    pub path: &'a str,
    /// Its format, if its name doesn't show it.
    pub format: Option<&'a str>,
    /// What it holds.
    pub content: Content<'a>,
    /// The rules.
    pub policy: &'a Policy,
    /// The sheet of a workbook, if it is stated.
    pub sheet: Option<&'a str>,
    /// The dataset, if it is stated.
    pub dataset: Option<&'a str>,
    /// The names of entities, where a project has a list of them.
    pub entities: Option<&'a BTreeSet<String>>,
    /// Whether values may be shown.
    pub examples: bool,
}
