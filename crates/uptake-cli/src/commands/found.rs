//! Findings about rules, in the forms that people and systems read.

use crate::output;
use crate::recording::below;
use clap::ValueEnum;
use std::path::Path;
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
        Format::Sarif => output::json(
            &ci::sarif(&from_here(checked), env!("CARGO_PKG_VERSION")),
            "the findings",
        )?,
        Format::Github => output::print(&ci::github(&from_here(checked))),
        Format::Gitlab => output::json(&ci::gitlab(&from_here(checked)), "the findings")?,
        Format::Junit => {
            let files = checked.files.iter().map(|file| here(file)).collect();
            output::print(&ci::junit(&from_here(checked), &files));
        }
    }
    Ok(())
}

/// What was left aside, for people: nothing if all was looked at.
pub(crate) fn aside(checked: &Checked) -> String {
    match checked.aside.len() {
        0 => String::new(),
        1 => "1 file of another program left aside\n".to_owned(),
        many => format!("{many} files of other programs left aside\n"),
    }
}

/// All findings, with paths from this folder, where systems look for the files, however the folder that they lie in was named.
fn from_here(checked: &Checked) -> Vec<JsonDiagnostic> {
    let mut found = all(checked);
    for one in &mut found {
        one.file = one.file.as_deref().map(here);
    }
    found
}

/// A path from this folder, if it lies below it.
fn here(file: &str) -> String {
    match Path::new(file).is_absolute() {
        true => below(Path::new(file), Path::new("")).display().to_string(),
        false => file.to_owned(),
    }
}

/// All findings, in their order.
fn all(checked: &Checked) -> Vec<JsonDiagnostic> {
    let parts = checked.findings.iter();
    parts
        .flat_map(|part| render::json(&part.diagnostics, &part.texts))
        .collect()
}
