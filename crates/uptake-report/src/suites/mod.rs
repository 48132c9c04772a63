//! What came of suites: for people, as JSON, and as JUnit's XML, which build servers read.

mod coverage;
mod form;
mod junit;
mod words;
mod written_suite;

pub use form::SuitesForm;
pub(crate) use junit::escaped;
pub use junit::junit;
pub use written_suite::{WrittenForm, written_text};

use crate::style::Style;
use std::fmt::Write;
use uptake_project::{Outcomes, TriedSuite};
use uptake_rules::visible::visible;
use words::counted;

/// For people: a line for each suite, each case that failed with what came out, and how many there were.
#[must_use]
pub fn text(found: &Outcomes, style: Style) -> String {
    let mut out = String::new();
    for suite in &found.suites {
        // Writing into a text can't fail.
        let _ = self::suite(&mut out, suite, style);
    }
    let cases = || found.suites.iter().flat_map(|suite| &suite.cases);
    let failed = cases().filter(|case| !case.unmet.is_empty()).count();
    let broken = found.suites.iter().filter(|suite| suite.cases.is_empty()).count();
    let mut total = format!(
        "{}, {}",
        counted(found.suites.len(), "suite"),
        counted(cases().count(), "case")
    );
    match (failed, broken) {
        (0, 0) => total.push_str(", all passed"),
        _ => {
            let _ = write!(total, ", {failed} failed");
            if broken > 0 {
                let _ = write!(total, ", {} without a case that could run", counted(broken, "suite"));
            }
        }
    }
    if found.stopped {
        total.push_str("; stopped there, as `--fail-fast` asks");
    }
    let _ = writeln!(out, "{total}");
    if let Some(found) = &found.coverage {
        let _ = coverage::text(&mut out, found, style);
    }
    out
}

fn suite(out: &mut String, suite: &TriedSuite, style: Style) -> std::fmt::Result {
    let failed = suite.cases.iter().filter(|case| !case.unmet.is_empty()).count();
    let verdict = match (&suite.findings, failed, suite.cases.len()) {
        (Some(_), _, _) => style.wrong("error"),
        (None, _, 0) => style.wrong("empty"),
        (None, 0, _) => style.well("pass"),
        (None, _, _) => style.wrong("fail"),
    };
    writeln!(
        out,
        "{verdict}  {} ({})  {}",
        visible(&suite.name),
        counted(suite.cases.len(), "case"),
        suite.path
    )?;
    if let Some(findings) = &suite.findings {
        write!(out, "{}", findings.text(style.colour))?;
    }
    for case in suite.cases.iter().filter(|case| !case.unmet.is_empty()) {
        writeln!(out, "  {}  {}", style.wrong("fail"), visible(&case.name))?;
        for unmet in &case.unmet {
            writeln!(out, "    {}", visible(&words::unmet(unmet)))?;
            writeln!(out, "      at {}", unmet.place)?;
        }
    }
    Ok(())
}
