//! How an interpreted script went.

use crate::names::Private;
use serde::Serialize;
use uptake_codes::Code;
use uptake_rules::Span;

/// A script that was interpreted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScriptOutcome<T = Private> {
    /// The rule it stands in.
    pub rule: String,
    /// What makes it impossible to compute it by columns, in words such as "a loop".
    pub cause: String,
    /// Where that stands, as file:line:column; see [`super::Outcome::locate`].
    pub place: Option<String>,
    /// The same as a span.
    #[serde(skip)]
    pub span: Span,
    /// The rows, each an entity in a period, that it ran on.
    pub rows: u64,
    /// Those of them that are unknown because something went wrong.
    pub unknown: u64,
    /// Rows that it wasn't tried on any more, as [`Self::why_not_tried`] says. They are unknown.
    pub not_tried: u64,
    /// Why it wasn't.
    pub why_not_tried: Option<NotTried>,
    /// What went wrong, by code.
    pub faults: Vec<FaultOutcome<T>>,
    /// The first lines that it printed.
    pub printed: Vec<PrintedOutcome<T>>,
    /// How many lines were printed beyond those.
    pub not_kept: u64,
}

/// Why a script wasn't tried on the rest of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotTried {
    /// A hundred rows were stopped at a limit.
    Stopped,
    /// All rows together took more operations than a run allows.
    Operations,
}

/// What went wrong in a script.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FaultOutcome<T = Private> {
    /// Stable code.
    pub code: Code,
    /// On how many rows.
    pub rows: u64,
    /// The entity of the first of them.
    pub entity: T,
    /// Its period's name.
    pub period: String,
    /// What went wrong there; lowercase.
    pub message: T,
    /// Where in the script, as file:line:column; see [`super::Outcome::locate`].
    pub place: Option<String>,
    /// The same as a span.
    #[serde(skip)]
    pub span: Span,
}

/// A line that a script printed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PrintedOutcome<T = Private> {
    /// The entity of the row.
    pub entity: T,
    /// Its period's name.
    pub period: String,
    /// The text.
    pub text: T,
    /// Where in the script, as file:line:column; see [`super::Outcome::locate`].
    pub place: Option<String>,
    /// The same as a span.
    #[serde(skip)]
    pub span: Span,
}
