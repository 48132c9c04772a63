//! What a run says of its checks.

use super::{Cell, Missing, RuleChange};
use crate::names::Private;
use jiff::civil::Date;
use serde::Serialize;
use uptake_rules::policy::check::Quoted;

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Too little is known.
    #[serde(rename = "insufficient data")]
    Insufficient,
    /// All is well.
    Pass,
    /// Worth a look.
    Warn,
    /// Not well.
    Fail,
}

impl Verdict {
    /// In words, as in the files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Insufficient => "insufficient data",
            Verdict::Pass => "pass",
            Verdict::Warn => "warn",
            Verdict::Fail => "fail",
        }
    }
}

/// A check with its verdict. Its JSON form is the report's.
#[derive(Clone, Debug)]
pub struct CheckOutcome<T = Private> {
    /// Its name.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// A word that puts checks together.
    pub topic: Option<String>,
    /// In words.
    pub about: Option<String>,
    /// The document that asks for it.
    pub source: Option<String>,
    /// Whether it sees what goes together, not what comes of what.
    pub observational: bool,
    /// The worst of its groups that have a verdict.
    pub verdict: Verdict,
    /// The name of the first period that it looks at.
    pub first: String,
    /// The name of the last one.
    pub last: String,
    /// Changes of the rules that it rests on, between its first period and its last.
    pub changed: Vec<RuleChange>,
    /// Rows of which it isn't known whether they count. They don't.
    pub unknown: u64,
    /// What its groups are; empty if the whole is the only one.
    pub by: Vec<String>,
    /// Its groups; one for the whole.
    pub groups: Vec<GroupOutcome<T>>,
    /// What was found, in a sentence that quotes values of a group.
    pub finding: Option<Vec<Quoted>>,
    /// Why that matters.
    pub why: Option<String>,
    /// What to fix first.
    pub fix: Option<String>,
    /// What to call it if it fails.
    pub called: Option<String>,
}

/// A verdict about a group.
#[derive(Clone, Debug)]
pub struct GroupOutcome<T = Private> {
    /// The value of each column that the groups are by.
    pub group: Vec<T>,
    /// What was found.
    pub verdict: Verdict,
    /// The named values, in the order of the rule.
    pub values: Vec<ValueOutcome<T>>,
    /// Where the verdict is a failure or a warning: the conditions that made it so.
    pub broken: Vec<Broken<T>>,
    /// For each value that is unknown its name, and why it is.
    pub unknown: Vec<(String, Vec<Missing>)>,
    /// Why there is no verdict.
    pub missing: Vec<Missing>,
    /// The differing rules that hold for somebody in the group and aren't for everybody, by their places in the list.
    pub own_rules: Vec<usize>,
    /// The rows that it rests on, if the rule asks for them.
    pub evidence: Option<EvidenceOutcome<T>>,
}

/// A named value of a group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ValueOutcome<T = Private> {
    /// Its name.
    pub name: String,
    /// A number, a truth, a text; null if it is unknown.
    pub value: Cell<T>,
}

/// The rows that a verdict rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EvidenceOutcome<T = Private> {
    /// How many there are; not all may be shown.
    pub total: u64,
    /// What is shown of each.
    pub columns: Vec<String>,
    /// The first of them.
    pub rows: Vec<EvidenceRow<T>>,
}

/// A row of evidence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EvidenceRow<T = Private> {
    /// The entity.
    pub entity: T,
    /// The period's first day.
    pub period: Date,
    /// What is shown, in the order of the columns.
    pub values: Vec<Cell<T>>,
}

/// A condition that made a check fail or warn.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken<T = Private> {
    /// The condition, with constants as values.
    pub condition: String,
    /// Whether it holds; else it is that it doesn't which made the verdict.
    pub held: bool,
    /// The names and calls in it with their values, in order.
    pub values: Vec<(String, Cell<T>)>,
    /// Where it compares numbers: the left one less the right one.
    pub by: Option<f64>,
}
