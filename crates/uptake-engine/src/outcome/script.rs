//! How an interpreted script went.

use super::Note;
use serde::Serialize;
use uptake_codes::{Code, RuleCode, RunCode};
use uptake_rules::Span;

/// A script that was interpreted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScriptOutcome {
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
    /// Rows that it wasn't tried on any more, because too many before them were stopped at a limit. They are unknown.
    pub not_tried: u64,
    /// What went wrong, by code.
    pub faults: Vec<FaultOutcome>,
    /// The first lines that it printed.
    pub printed: Vec<PrintedOutcome>,
    /// How many lines were printed beyond those.
    pub not_kept: u64,
}

/// What went wrong in a script.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FaultOutcome {
    /// Stable code.
    pub code: Code,
    /// On how many rows.
    pub rows: u64,
    /// The entity of the first of them.
    pub entity: String,
    /// Its period's name.
    pub period: String,
    /// What went wrong there; lowercase.
    pub message: String,
    /// Where in the script, as file:line:column; see [`super::Outcome::locate`].
    pub place: Option<String>,
    /// The same as a span.
    #[serde(skip)]
    pub span: Span,
}

/// A line that a script printed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PrintedOutcome {
    /// The entity of the row.
    pub entity: String,
    /// Its period's name.
    pub period: String,
    /// The text.
    pub text: String,
    /// Where in the script, as file:line:column; see [`super::Outcome::locate`].
    pub place: Option<String>,
    /// The same as a span.
    #[serde(skip)]
    pub span: Span,
}

impl ScriptOutcome {
    /// The same in words: that it was interpreted, what went wrong, what wasn't tried, and what it printed.
    #[must_use]
    pub fn notes(&self) -> Vec<Note> {
        let rule = &self.rule;
        let ran = format!(
            "`{rule}` ran in the interpreter on {}, because of {}",
            person_periods(self.rows),
            self.cause
        );
        let mut notes = vec![Note::new(RuleCode::Interpreted, ran).at(self.span)];
        notes.extend(self.faults.iter().map(|fault| {
            let message = format!(
                "`{rule}` has no answer for {} (first: {} in {}): {}",
                person_periods(fault.rows),
                fault.entity,
                fault.period,
                fault.message
            );
            Note::new(fault.code, message).at(fault.span)
        }));
        if self.not_tried > 0 {
            let message = format!(
                "`{rule}` wasn't tried on the other {}, because too many were stopped at a limit: they are unknown",
                person_periods(self.not_tried)
            );
            notes.push(Note::new(RunCode::ScriptNotTried, message).at(self.span));
        }
        notes.extend(self.printed.iter().map(|line| {
            let message = format!("`{rule}` printed for {} in {}: {}", line.entity, line.period, line.text);
            Note::new(RunCode::Printed, message).at(line.span)
        }));
        if self.not_kept > 0 {
            let lines = if self.not_kept == 1 { "line" } else { "lines" };
            let message = format!("`{rule}` printed {} more {lines}", grouped(self.not_kept));
            notes.push(Note::new(RunCode::Printed, message).at(self.span));
        }
        notes
    }
}

fn person_periods(rows: u64) -> String {
    let unit = if rows == 1 { "person-period" } else { "person-periods" };
    format!("{} {unit}", grouped(rows))
}

/// Digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
