//! Mappings: from a source's columns to a dataset's.

use super::dataset::Column;
use super::formula::Formula;
use crate::text::Name;

/// A mapping. Before it is resolved its condition and values are texts.
#[derive(Clone, Debug)]
pub struct Mapping<F = Formula> {
    /// Its name.
    pub name: Name,
    /// In words.
    pub about: Option<String>,
    /// Where the source's format is published.
    pub source: Option<String>,
    /// The dataset it fills.
    pub dataset: Name,
    /// The system whose names the rows bear, where a source doesn't state it.
    pub identities: Option<Name>,
    /// The list that holds the rows, where the document wraps them.
    pub rows: Option<String>,
    /// The list within a row of which each element becomes a row.
    pub explode: Option<String>,
    /// The columns that the source delivers, `list.field` for a field of the exploded list.
    pub input: Vec<Column>,
    /// Which rows count; a row for which it is unknown doesn't.
    pub filter: Option<F>,
    /// The dataset's columns, from the input's.
    pub columns: Vec<(Name, F)>,
}
