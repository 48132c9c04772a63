//! `manifest.json`: what a figure was made from, by digest.

use crate::exit::Failure;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::Path;
use uptake_adapter::Fingerprint;
use uptake_report::Written;
use uptake_rules::RuleFile;

/// The files that a run may write before its manifest.
pub(crate) const OUTPUTS: [&str; 8] = [
    "metrics.csv",
    "metrics.parquet",
    "excluded.csv",
    "checks.csv",
    "entity_periods.parquet",
    "set_aside.csv",
    "identities.csv",
    "outcome.json",
];

/// Writes the manifest into `folder`, beside the outputs it names. Paths of rule files are told from `project`.
pub(crate) fn write(
    folder: &Path,
    project: &Path,
    outcome: &Written,
    rules: &[RuleFile],
    sources: &[(String, Fingerprint)],
) -> Result<(), Failure> {
    let unwritable = |error: &dyn std::fmt::Display| {
        Failure::new(format!("the manifest can't be written: {error}")).code("unwritable")
    };
    let rules: Vec<Value> = rules
        .iter()
        .map(|file| {
            let path = Path::new(&file.path);
            let shown = path.strip_prefix(project).unwrap_or(path).display().to_string();
            json!({ "file": shown, "bytes": file.bytes.len(), "sha256": sha256(&file.bytes) })
        })
        .collect();
    let sources: Vec<Value> = sources
        .iter()
        .map(|(dataset, part)| json!({ "dataset": dataset, "part": part.part, "bytes": part.bytes, "sha256": part.sha256 }))
        .collect();
    let mut outputs = Vec::new();
    for name in OUTPUTS.iter().filter(|name| folder.join(name).exists()) {
        let bytes = std::fs::read(folder.join(name)).map_err(|error| unwritable(&error))?;
        outputs.push(json!({ "file": name, "bytes": bytes.len(), "sha256": sha256(&bytes) }));
    }
    let manifest = json!({
        "version": 1,
        "engine": { "name": "uptake", "version": env!("CARGO_PKG_VERSION") },
        "project": outcome.project,
        "as_of": outcome.as_of.to_string(),
        "range": { "first": outcome.range.first, "last": outcome.range.last },
        "rules": rules,
        "sources": sources,
        "outputs": outputs,
    });
    let text = serde_json::to_string_pretty(&manifest).map_err(|error| unwritable(&error))?;
    std::fs::write(folder.join("manifest.json"), format!("{text}\n")).map_err(|error| unwritable(&error))
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
