//! The forms of what packs say of data: datasets, derived tables, registers.

use super::Written;
use serde::Serialize;

/// A dataset.
#[derive(Clone, Debug, Serialize)]
pub struct Dataset {
    /// Its name.
    pub name: String,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// What its rows are, in words.
    pub rows: String,
    /// The columns of which no two rows share all values.
    pub key: Vec<String>,
    /// Who usually has it.
    pub held_by: Option<String>,
    /// Whether a project may go without it.
    pub optional: bool,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// A column of a dataset.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: &'static str,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// What else its contract says, in words.
    pub contract: Vec<String>,
}

/// A derived table.
#[derive(Clone, Debug, Serialize)]
pub struct DerivedTable {
    /// Its name.
    pub name: String,
    /// What a row is, in its author's words.
    pub about: Option<String>,
    /// What its rows are made of, in words.
    pub rows: String,
    /// Which of these count.
    #[serde(rename = "where")]
    pub filter: Option<Written>,
    /// The day up to which a row may know anything; that of the figures if nothing is stated.
    pub now: Option<Written>,
    /// The columns by which people know a row.
    pub shown_by: Vec<String>,
    /// Its columns beside those of its rows.
    pub columns: Vec<DerivedColumn>,
}

/// A column of a derived table: in words, or as it is written.
#[derive(Clone, Debug, Serialize)]
pub struct DerivedColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: &'static str,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// How it comes about, if it is looked up in other rows.
    pub how: Option<String>,
    /// The value, if it is made of others of the row.
    pub written: Option<Written>,
}

/// A register.
#[derive(Clone, Debug, Serialize)]
pub struct Register {
    /// Its name.
    pub name: String,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// What is known of each entry, by name.
    pub fields: Vec<String>,
    /// Its entries.
    pub entries: Vec<Entry>,
}

/// An entry of a register.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: Option<String>,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// What it is called too.
    pub aliases: Vec<String>,
    /// The patterns of names that are it, with `*` for any letters.
    pub patterns: Vec<String>,
    /// The days on which it is listed, in words; always if there are none.
    pub days: Option<String>,
    /// For each field of the register what is known, in words.
    pub values: Vec<Option<String>>,
}
