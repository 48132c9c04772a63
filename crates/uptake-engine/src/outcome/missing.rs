//! Why a check has no verdict about a group: facts, for which the report has the words.

/// What is missing for a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The group is hidden, since it or another one is too small to be shown.
    Hidden,
    /// No row of the group counts.
    NoRows,
    /// What the check asks for under `enough` doesn't hold.
    NotEnough {
        /// What of it doesn't hold, with constants as values; of checks of entities the condition as its author wrote it.
        condition: String,
        /// What of it doesn't hold: the names there, with their numbers; nothing of checks of entities.
        numbers: Vec<(String, String)>,
    },
    /// No source delivers a dataset that is read.
    NoSource {
        /// The dataset.
        dataset: String,
    },
    /// No source delivers a dataset of which derived rows are made.
    NoRecords {
        /// The dataset.
        dataset: String,
        /// Its columns that the rules read.
        columns: Vec<String>,
        /// Who usually has these data, if the rules say so.
        held_by: Option<String>,
    },
    /// Too many rows of a dataset were set aside for the others to stand for it.
    RowsLost {
        /// The dataset.
        dataset: String,
        /// How many.
        lost: u64,
        /// Of how many.
        of: u64,
        /// The stable code of the reason for most of them.
        reason: &'static str,
    },
    /// A dataset is delivered, and no row of it has what derived rows need.
    NoColumns {
        /// The dataset.
        dataset: String,
        /// Its columns that are empty, or not delivered.
        columns: Vec<String>,
        /// Who usually has these data, if the rules say so.
        held_by: Option<String>,
    },
    /// A column is unknown in all rows of the group.
    NothingKnown {
        /// The column.
        name: String,
    },
    /// A function of groups found no row in which all its arguments are known.
    NeverTogether {
        /// How it is called.
        call: String,
    },
    /// A number that a function of groups reads or answers is beyond those that floats hold.
    Beyond {
        /// How it is called.
        call: String,
    },
    /// What a function of groups requires isn't met.
    Requires {
        /// How it is called.
        call: String,
        /// What it requires.
        requires: &'static str,
    },
    /// All that a value is made of is known, and the value isn't: a division by zero, or a result that doesn't fit.
    NoValue {
        /// Its name.
        name: String,
    },
    /// A value, or one of the conditions `enough`, `fail` and `warn`, is unknown.
    Unknown {
        /// Its name.
        name: String,
    },
}
