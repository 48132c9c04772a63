//! What the steps from a source's columns to plain rows are made of.

use crate::check::Check;
use crate::part::Part;
use crate::question::Question;

/// What the steps are made of, said once.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    /// The first step's columns: `i0`, `i1`, …
    pub(crate) inputs: Vec<String>,
    /// What makes them plain.
    pub(crate) plain_inputs: Vec<Check>,
    /// The dataset's columns: `c0`, `c1`, …
    pub(crate) columns: Vec<String>,
    /// What makes them plain.
    pub(crate) plain_columns: Vec<Check>,
    /// Whether the mapping wants a row.
    pub(crate) keep: Option<String>,
    /// The conditions: `f0`, `f1`, …
    pub(crate) filters: Vec<String>,
    /// The parts that are decided text by text: `p0`, `p1`, …
    pub(crate) parts: Vec<Part>,
    /// The day of a row.
    pub(crate) day: String,
}

impl Steps {
    /// The name of a column of the dataset in the steps.
    pub(crate) fn column(question: &Question<'_>, name: &str) -> Option<String> {
        let at = question.needed.iter().position(|column| column.name.text == name)?;
        Some(format!("c{at}"))
    }

    /// The same of a column that the plan reads. Of one that it doesn't, a name that no relation has: the engine refuses the text then, and
    /// nothing is added up without the column.
    pub(crate) fn read(question: &Question<'_>, name: &str) -> String {
        Self::column(question, name).unwrap_or_else(|| "a_column_that_is_not_read".to_owned())
    }
}
