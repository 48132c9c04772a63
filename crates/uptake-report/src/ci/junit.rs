//! JUnit's XML: a case for each file, a failure for each error and warning in it.

use super::words;
use crate::suites::escaped;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use uptake_rules::diagnostic::Severity;
use uptake_rules::render::JsonDiagnostic;

/// Findings in `files`, which were all looked at. Notes ask for nothing and are left out.
#[must_use]
pub fn junit(found: &[JsonDiagnostic], files: &BTreeSet<String>) -> String {
    let mut cases: BTreeMap<&str, Vec<&JsonDiagnostic>> =
        files.iter().map(|file| (file.as_str(), Vec::new())).collect();
    for one in found.iter().filter(|one| one.severity != Severity::Note) {
        cases.entry(one.file.as_deref().unwrap_or("")).or_default().push(one);
    }
    let failed = cases.values().filter(|found| !found.is_empty()).count();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    // Writing into a text can't fail.
    let _ = writeln!(
        out,
        "  <testsuite name=\"uptake check\" tests=\"{}\" failures=\"{failed}\" errors=\"0\">",
        cases.len()
    );
    for (file, found) in cases {
        let _ = case(&mut out, file, &found);
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

fn case(out: &mut String, file: &str, found: &[&JsonDiagnostic]) -> std::fmt::Result {
    let file = escaped(file);
    if found.is_empty() {
        return writeln!(out, "    <testcase classname=\"uptake check\" name=\"{file}\"/>");
    }
    writeln!(out, "    <testcase classname=\"uptake check\" name=\"{file}\">")?;
    for one in found {
        let place = match (one.line, one.column) {
            (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
            _ => file.clone(),
        };
        writeln!(
            out,
            "      <failure type=\"{}\" message=\"{}\">{place}: {}</failure>",
            escaped(one.code),
            escaped(&one.message),
            escaped(&words(one))
        )?;
    }
    writeln!(out, "    </testcase>")
}
