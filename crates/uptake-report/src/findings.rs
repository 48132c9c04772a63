//! The words of findings about sources.

use crate::Written;
use crate::number::thousands;
use serde::Serialize;
use uptake_codes::Code;
use uptake_engine::outcome::FindingKind;

/// A finding in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrittenFinding {
    /// Stable code.
    pub code: Code,
    /// What the source is called.
    pub source: String,
    /// Lowercase.
    pub message: String,
    /// The place of the gate in the project's files, as file:line:column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// All findings of an outcome.
#[must_use]
pub fn findings(outcome: &Written) -> Vec<WrittenFinding> {
    let findings = outcome.findings.iter().map(|finding| WrittenFinding {
        code: finding.kind.code(),
        source: finding.source.clone(),
        message: message(&finding.source, &finding.kind),
        place: finding.place.clone(),
    });
    findings.collect()
}

fn message(source: &str, kind: &FindingKind) -> String {
    match kind {
        FindingKind::NothingUsable { rows: 0 } => format!("`{source}` has no rows"),
        FindingKind::NothingUsable { rows } => {
            format!("none of the {} rows of `{source}` can be used", thousands(*rows))
        }
        FindingKind::Stopped { last, period } => {
            format!("the rows of `{source}` end on {last}, before {period} begins")
        }
        FindingKind::NotFresh { last, days, most } => {
            format!("the last row of `{source}` is of {last}, {days} days old: `fresh_within` allows {most}")
        }
        FindingKind::TooFewRows { used, least } => format!(
            "{} rows of `{source}` are used: `least_rows` demands {}",
            thousands(*used),
            thousands(u64::from(*least))
        ),
        FindingKind::TooManySetAside { set_aside, rows, most } => format!(
            "{} of {} rows of `{source}` are set aside: `most_set_aside` allows {} %",
            thousands(*set_aside),
            thousands(*rows),
            most * 100.0
        ),
        FindingKind::Undated { column, rows } => {
            let rest = match *rows {
                1 => "has no day since when it is known, so it never is",
                _ => "have no day since when they are known, so they never are",
            };
            let values = if *rows == 1 { "value" } else { "values" };
            format!("{} {values} of `{column}` in `{source}` {rest}", thousands(*rows))
        }
        FindingKind::ValuesMissing { column, values } => {
            let values: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
            format!("no used row of `{source}` has {} as `{column}`", values.join(" or "))
        }
    }
}
