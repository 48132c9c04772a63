//! Annotations of GitHub's workflows: a line for each finding.

use super::words;
use std::fmt::Write;
use uptake_rules::diagnostic::Severity;
use uptake_rules::render::JsonDiagnostic;

/// Findings as commands of a workflow.
#[must_use]
pub fn github(found: &[JsonDiagnostic]) -> String {
    let mut out = String::new();
    for one in found {
        // Writing into a text can't fail.
        let _ = line(&mut out, one);
    }
    out
}

fn line(out: &mut String, found: &JsonDiagnostic) -> std::fmt::Result {
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    write!(out, "::{level} ")?;
    if let Some(file) = &found.file {
        write!(out, "file={},", property(file.strip_prefix("./").unwrap_or(file)))?;
    }
    let places = [
        ("line", found.line),
        ("endLine", found.end_line),
        ("col", found.column),
        ("endColumn", found.end_column),
    ];
    for (name, number) in places {
        if let Some(number) = number {
            write!(out, "{name}={number},")?;
        }
    }
    writeln!(
        out,
        "title={}::{}",
        property(&format!("uptake {}", found.code)),
        data(&words(found))
    )
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
