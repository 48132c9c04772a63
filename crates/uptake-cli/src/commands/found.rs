//! Findings about rules, in the forms that people and systems read.

use crate::output;
use clap::ValueEnum;
use uptake_project::{Checked, Failure};
use uptake_report::ci;
use uptake_rules::render::{self, JsonDiagnostic};

/// The forms.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, with the source underlined
    Text,
    /// An array of objects
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of a workflow on GitHub
    Github,
    /// Code quality of GitLab
    Gitlab,
    /// JUnit's XML: a case for each file
    Junit,
}

/// Prints findings; `summary` is the last line for people.
pub(crate) fn print(checked: &Checked, format: Format, summary: &str) -> Result<(), Failure> {
    match format {
        Format::Text => {
            let colour = output::colour();
            let found: String = checked.findings.iter().map(|part| part.text(colour)).collect();
            output::print(&found);
            output::print(summary);
        }
        Format::Json => output::json(&all(checked), "the findings")?,
        Format::Sarif => output::json(&ci::sarif(&all(checked), env!("CARGO_PKG_VERSION")), "the findings")?,
        Format::Github => output::print(&ci::github(&all(checked))),
        Format::Gitlab => output::json(&ci::gitlab(&all(checked)), "the findings")?,
        Format::Junit => output::print(&ci::junit(&all(checked), &checked.files)),
    }
    Ok(())
}

/// All findings, in their order.
fn all(checked: &Checked) -> Vec<JsonDiagnostic> {
    let parts = checked.findings.iter();
    parts
        .flat_map(|part| render::json(&part.diagnostics, &part.texts))
        .collect()
}
