//! Mappings: from a source's columns to a dataset's.

use super::dataset::Column;
use super::formula::Formula;
use super::keep::{Keep, NamesIgnore};
use crate::text::Name;

/// What `explode` calls the row itself, in place of a list within it.
pub const THE_ROW: &str = ".";

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
    /// The lists within a row of which each element becomes a row; an object counts as a list of one, `.` is the row itself.
    pub explode: Vec<Name>,
    /// The input column that gets the name of the list that a row comes from.
    pub discriminator: Option<Name>,
    /// Which of several rows with one key stays, by a column of the input or else of the dataset; wins over the contract's.
    pub keep: Option<Keep>,
    /// What makes no difference between the rows' names of entities and those that are known.
    pub names_ignore: Option<NamesIgnore>,
    /// The columns that the source delivers, `list.field` for a field of the exploded list.
    pub input: Vec<Column>,
    /// Which rows count; a row for which it is unknown doesn't.
    pub filter: Option<F>,
    /// The dataset's columns, from the input's.
    pub columns: Vec<(Name, F)>,
}
