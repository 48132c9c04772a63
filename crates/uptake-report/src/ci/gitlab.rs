//! GitLab's report of code quality.

use super::words;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uptake_rules::diagnostic::Severity;
use uptake_rules::render::JsonDiagnostic;

/// Findings as a list of issues. A finding keeps its fingerprint while lines move: file, code and words make it, and which one of several
/// with all of these in common it is.
#[must_use]
pub fn gitlab(found: &[JsonDiagnostic]) -> Value {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let issues = found.iter().map(|one| {
        let path = one.file.as_deref().unwrap_or("");
        let path = path.strip_prefix("./").unwrap_or(path);
        let known = format!("{path}\0{}\0{}", one.code, one.message);
        let number = seen.entry(known.clone()).or_default();
        *number += 1;
        let digest = Sha256::digest(format!("{known}\0{number}"));
        let fingerprint: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        json!({
            "description": words(one),
            "check_name": one.code,
            "fingerprint": fingerprint,
            "severity": match one.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Note => "info",
            },
            "location": { "path": path, "lines": { "begin": one.line.unwrap_or(1) } },
        })
    });
    Value::Array(issues.collect())
}
