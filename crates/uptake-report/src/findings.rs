//! The words of findings about sources.

use crate::Written;
use crate::identities::near;
use crate::layout::wrapped;
use crate::notes::quoted;
use crate::number::thousands;
use crate::style::Style;
use crate::terminal::unreadable;
use serde::Serialize;
use uptake_codes::Code;
use uptake_engine::intake::{IntakeReport, Reason};
use uptake_engine::outcome::{Finding, FindingKind};

/// A finding in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrittenFinding {
    /// Stable code.
    pub code: Code,
    /// What the source is called.
    pub source: String,
    /// Lowercase.
    pub message: String,
    /// What helps: what is wrong with the rows, as far as one can tell, or else what the code says.
    pub help: String,
    /// The place of the gate in the project's files, as file:line:column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// All findings of an outcome.
#[must_use]
pub fn findings(outcome: &Written) -> Vec<WrittenFinding> {
    let findings = outcome.findings.iter();
    findings.map(|finding| written(finding, &outcome.intake)).collect()
}

/// A finding in words, with what the door said of the sources.
pub(crate) fn written(finding: &Finding<String>, intake: &[IntakeReport<String>]) -> WrittenFinding {
    WrittenFinding {
        code: finding.kind.code(),
        source: finding.source.clone(),
        message: message(&finding.source, &finding.kind),
        help: help(intake, finding),
        place: finding.place.clone(),
    }
}

/// The errors about sources for people, each with what helps; the first ones, if only so many are to be shown.
pub(crate) fn lines(outcome: &Written, most: usize, style: Style) -> Vec<FindingLines> {
    let lines = |finding: WrittenFinding| FindingLines {
        error: wrapped(&headline(&finding, style), style.width, 2),
        help: wrapped(&format!("  help: {}", finding.help), style.width, 8),
    };
    findings(outcome).into_iter().take(most).map(lines).collect()
}

/// The code, what it is, and where the gate is.
pub(crate) fn headline(finding: &WrittenFinding, style: Style) -> String {
    let place = finding
        .place
        .as_ref()
        .map_or(String::new(), |place| format!(" ({place})"));
    format!("{}[{}]: {}{place}", style.wrong("error"), finding.code, finding.message)
}

/// An error about a source, as lines.
pub(crate) struct FindingLines {
    /// What it is.
    pub(crate) error: String,
    /// What helps.
    pub(crate) help: String,
}

/// What helps. Of rows that can't be used the reason that most of them have, with its cure.
fn help(intake: &[IntakeReport<String>], finding: &Finding<String>) -> String {
    let of_code = || finding.kind.code().help().to_owned();
    let report = intake.iter().find(|report| report.label() == finding.source);
    match (&finding.kind, report) {
        (FindingKind::NothingUsable { rows: 0 }, _) => "check the export: it has no row, or an empty list".to_owned(),
        (
            FindingKind::NothingUsable { .. } | FindingKind::Unreadable { .. } | FindingKind::TooManySetAside { .. },
            Some(report),
        ) => cause(report).unwrap_or_else(of_code),
        (FindingKind::Repeated { of: None, key, .. }, _) if !key.is_empty() => format!(
            "let the files not overlap, or export {}, by which such rows are found and counted once",
            quoted(key)
        ),
        _ => of_code(),
    }
}

/// Why rows of a source can't be used: what most of them have.
fn cause(report: &IntakeReport<String>) -> Option<String> {
    let (reason, rows) = report.set_aside.iter().max_by_key(|(_, rows)| **rows)?;
    let unread = report.refused.iter().max_by_key(|refused| refused.rows);
    if let (Reason::WrongType, Some(refused)) = (reason, unread) {
        return Some(unreadable(refused));
    }
    let near = near(&report.near).into_iter().next();
    let near = near.filter(|_| *reason == Reason::UnknownEntity);
    let help = near.unwrap_or_else(|| Code::from(*reason).help().to_owned());
    Some(format!("{} {}: {help}", thousands(*rows), reason.as_str()))
}

fn message(source: &str, kind: &FindingKind<String>) -> String {
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
        FindingKind::Unreadable { unreadable, rows } => format!(
            "{} of {} rows of `{source}` can't be read",
            thousands(*unreadable),
            thousands(*rows)
        ),
        FindingKind::Repeated { rows, of, .. } => {
            let (rows, repeat) = match rows {
                1 => ("1 row".to_owned(), "repeats"),
                rows => (format!("{} rows", thousands(*rows)), "repeat"),
            };
            match of {
                Some(other) => format!("{rows} of `{source}` {repeat} rows of `{other}`, and both count"),
                None => format!("{rows} of `{source}` {repeat} rows of another file, and both count"),
            }
        }
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
