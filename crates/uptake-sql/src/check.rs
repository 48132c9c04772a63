//! What has to hold for a row to be plain.

use crate::decisions::Decisions;

/// Where it comes to light that a text has blanks at its ends, if not row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// Nowhere.
    Nowhere,
    /// Among the texts of a column, where they are known one by one, and whether it is one of the mapping's input.
    Coded(bool, String),
    /// In what is asked anyway.
    Elsewhere,
}

/// What has to hold for a row to be plain.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    /// The condition, which is never unknown.
    pub(crate) said: String,
    /// The columns that have to be there for it.
    pub(crate) needs: Vec<String>,
    pub(crate) known: Known,
}

impl Check {
    /// A condition that has to be looked at row by row.
    pub(crate) fn of(said: String) -> Self {
        Self {
            said,
            needs: Vec::new(),
            known: Known::Nowhere,
        }
    }

    /// Whether rows have to be looked at, given what is decided.
    pub(crate) fn looks(&self, decisions: &Decisions) -> bool {
        match &self.known {
            Known::Nowhere => true,
            Known::Coded(of_input, column) => !decisions.know(*of_input, column),
            Known::Elsewhere => false,
        }
    }
}
