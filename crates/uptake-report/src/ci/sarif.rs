//! SARIF 2.1.0, which code scanning takes.

use super::{address, words};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uptake_rules::diagnostic::Severity;
use uptake_rules::render::JsonDiagnostic;

/// Findings as a log of one run; `version` is the program's.
#[must_use]
pub fn sarif(found: &[JsonDiagnostic], version: &str) -> Value {
    let codes: BTreeSet<&str> = found.iter().map(|one| one.code).collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(code)).collect();
    let results: Vec<Value> = found.iter().map(|one| result(one, &codes)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "uptake", "semanticVersion": version, "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: &str) -> Value {
    match uptake_codes::find(code) {
        Some(entry) => json!({
            "id": code,
            "shortDescription": { "text": entry.about() },
            "help": { "text": entry.help() },
        }),
        None => json!({ "id": code }),
    }
}

fn result(found: &JsonDiagnostic, codes: &BTreeSet<&str>) -> Value {
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let place = found.file.as_ref().map(|file| json!({ "uri": address(file) }));
    let region = found.line.zip(found.column).map(|(line, column)| {
        let (end_line, end_column) = (found.end_line.unwrap_or(line), found.end_column.unwrap_or(column));
        json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
    });
    let fix = found
        .suggestion
        .as_ref()
        .zip(region.as_ref())
        .map(|(suggestion, region)| {
            let replacement = json!({ "deletedRegion": region, "insertedContent": { "text": suggestion } });
            json!({ "artifactChanges": [{ "artifactLocation": place, "replacements": [replacement] }] })
        });
    let location = match (&place, region) {
        (Some(place), Some(region)) => {
            Some(json!({ "physicalLocation": { "artifactLocation": place, "region": region } }))
        }
        (Some(place), None) => Some(json!({ "physicalLocation": { "artifactLocation": place } })),
        (None, _) => None,
    };
    json!({
        "ruleId": found.code,
        "ruleIndex": codes.iter().position(|code| *code == found.code),
        "level": level,
        "message": { "text": words(found) },
        "locations": Vec::from_iter(location),
        "fixes": Vec::from_iter(fix),
    })
}
