//! What is proposed for a file: data that a program can take, and [`crate::yaml`] writes for people.

use crate::fit::matching::Because;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What stands for a value that only a person can decide: nothing reads it.
pub const UNDECIDED: &str = "???";

/// What is proposed for a file.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Proposal {
    /// The file, as it was named.
    pub file: String,
    /// Whether nothing is left for a person to decide.
    pub ready: bool,
    /// The dataset; `None` if no one fits.
    pub dataset: Option<String>,
    /// How well the file fits it, from 0 to 1.
    pub fit: f64,
    /// The other datasets, the best first, with how well the file fits them.
    pub others: Vec<Other>,
    /// The source block: keys and values in order.
    pub source: Map<String, Value>,
    /// The mapping that the block names, if it names one.
    pub mapping: Option<ProposedMapping>,
    /// Which column of the file feeds which of the dataset.
    pub columns: Vec<ProposedColumn>,
    /// Columns of the file that nothing reads.
    pub unused: Vec<String>,
    /// What is left for a person to decide. A run of what is proposed is refused until then.
    pub undecided: Vec<Doubt>,
    /// What is worth a look.
    pub notes: Vec<Doubt>,
    /// What became of its first rows when the proposal was tried on them; `None` if it wasn't.
    pub tried: Option<Tried>,
    /// The source block as YAML, below `sources:`.
    pub source_yaml: String,
    /// The rule file with the mapping as YAML, if there is a new one.
    pub mapping_yaml: Option<String>,
}

/// What became of a file's first rows when a proposal was tried on them. Nobody was looked up on the list of entities.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// Rows that came.
    pub rows: u64,
    /// Rows that can be used.
    pub used: u64,
    /// Rows that are set aside, by reason.
    pub set_aside: BTreeMap<String, u64>,
    /// Columns with values of another type than the contract's, for which rows are set aside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RefusedColumn>,
    /// Why the reading ended early, if it did.
    pub failure: Option<String>,
}

/// A column with values of another type than the contract's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefusedColumn {
    /// The column, as the file calls it.
    pub column: String,
    /// The type that its values should have, as in the rules.
    #[serde(rename = "type")]
    pub ty: String,
    /// How many rows are set aside for it.
    pub rows: u64,
    /// One of the values, where it may be shown.
    pub example: Option<String>,
    /// The first row that has it, as an editor or a spreadsheet shows it.
    pub row: u64,
}

impl RefusedColumn {
    /// "`minutes` isn't of type float in 3 rows, such as `n/a` in row 5".
    fn told(&self) -> String {
        let rows = if self.rows == 1 { "row" } else { "rows" };
        let example = match &self.example {
            Some(example) => format!(", such as `{example}` in row {}", self.row),
            None => format!(", first in row {}", self.row),
        };
        format!(
            "`{}` isn't of type {} in {} {rows}{example}",
            self.column, self.ty, self.rows
        )
    }
}

impl Proposal {
    /// Takes in what became of its rows: what can't be read, or not at all, isn't ready.
    pub fn take(&mut self, tried: Tried) {
        let reasons: Vec<String> = tried
            .set_aside
            .iter()
            .map(|(reason, count)| format!("{count} as {reason}"))
            .collect();
        let mut reasons = reasons.join(", ");
        for refused in &tried.refused {
            reasons = format!("{reasons}; {}", refused.told());
        }
        if let Some(failure) = &tried.failure {
            self.undecided
                .push(Doubt::new("file", format!("it can't be read so: {failure}")));
        } else if tried.used == 0 && tried.rows > 0 && !reasons.is_empty() {
            let why = format!("none of {} rows can be used: set aside {reasons}", tried.rows);
            self.undecided.push(Doubt::new("file", why));
        } else if !reasons.is_empty() {
            let why = format!("of the first {} rows some are set aside: {reasons}", tried.rows);
            self.notes.push(Doubt::new("file", why));
        }
        self.ready = self.undecided.is_empty();
        self.tried = Some(tried);
    }
}

/// Another dataset.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Other {
    /// Its name.
    pub dataset: String,
    /// How well the file fits it, from 0 to 1.
    pub fit: f64,
}

/// The mapping that a block names.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ProposedMapping {
    /// Its name.
    pub name: String,
    /// Whether the rules have it already.
    pub known: bool,
    /// What it is for, in words, if the rules have it.
    pub about: Option<String>,
    /// The file that it may be written to, if it is new.
    pub file: Option<String>,
    /// The list that holds the rows, where a document wraps them.
    pub rows: Option<String>,
}

/// A column of the file that feeds one of the dataset.
#[derive(Clone, Debug, Serialize)]
pub struct ProposedColumn {
    /// The dataset's column.
    pub column: String,
    /// The file's heading.
    pub heading: String,
    /// How well they fit, from 0 to 1.
    pub fit: f64,
    /// Why.
    pub because: Because,
    /// A few of its values; none where names aren't shown.
    pub examples: Vec<String>,
    /// What the mapping's input calls its type.
    #[serde(skip)]
    pub ty: &'static str,
    /// What the mapping computes of it.
    #[serde(skip)]
    pub expression: String,
    /// Whether the file may come without it.
    #[serde(skip)]
    pub optional: bool,
}

/// Something that isn't sure, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// The key, or the dataset's column, that it is about.
    pub about: String,
    /// What isn't sure, and why.
    pub why: String,
    /// What may be written, if it is one of a few.
    pub candidates: Vec<String>,
}

impl Doubt {
    /// A doubt without candidates.
    #[must_use]
    pub fn new(about: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            about: about.into(),
            why: why.into(),
            candidates: Vec::new(),
        }
    }

    /// The same with what may be written.
    #[must_use]
    pub fn among(mut self, candidates: impl IntoIterator<Item = String>) -> Self {
        self.candidates.extend(candidates);
        self
    }
}
