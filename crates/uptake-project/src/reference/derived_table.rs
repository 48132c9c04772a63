//! What is told of a derived table.

use super::written::Written;
use serde::Serialize;

/// A derived table.
#[derive(Clone, Debug, Serialize)]
pub struct DerivedTable {
    /// Its name.
    pub name: String,
    /// What a row is, in its author's words.
    pub about: Option<String>,
    /// What its rows are made of, in words.
    pub rows: Vec<String>,
    /// What it has beside the columns of its source.
    pub columns: Vec<DerivedColumn>,
}

/// A column of a derived table.
#[derive(Clone, Debug, Serialize)]
pub struct DerivedColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: &'static str,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// How it comes about, in words; the value follows if there is one.
    pub how: String,
    /// The value.
    pub written: Option<Written>,
}
