//! `manifest.json`: what a figure was made from, by digest.

use super::digesting::{Digests, FileDigest};
use super::{OUTPUTS, Output, People, Write};
use crate::Written;
use crate::export::ExportError;
use crate::governing::GoverningForm;
use crate::json::printable;
use serde_json::{Value, json};
use std::path::Path;
use uptake_engine::CubeDigest;
use uptake_ledger::{digest_of_file, sha256};
use uptake_project::{Confined, Digested, Hold};
use uptake_rules::RuleFile;

pub(super) const OUTPUT: Output = Output {
    name: "manifest.json",
    about: "names rules, sources and all other files with their digests",
    only: None,
    people: People::None,
    columns: &[],
    write: Write::Last,
};

/// What the manifest names beside the outputs.
pub struct Manifest<'a> {
    /// The version of the program.
    pub version: &'a str,
    /// The outcome.
    pub outcome: &'a Written,
    /// The project's folder: paths of rule files are told from it.
    pub project: &'a Path,
    /// The rule files and scripts.
    pub rules: &'a [RuleFile],
    /// What the sources consist of, by dataset.
    pub sources: &'a [Digested],
    /// What was counted; nothing where the project keeps no ledger.
    pub cube: Option<&'a CubeDigest>,
    /// The sources that run code of others.
    pub confined: &'a [Confined],
    /// The digests of outputs that were taken as they were written; those of all others are taken now.
    pub digests: &'a Digests,
}

impl Manifest<'_> {
    /// Writes the manifest into `folder`, beside the outputs it names.
    ///
    /// # Errors
    /// When an output can't be read, or the manifest not be written.
    pub fn write(&self, folder: &Path) -> Result<(), ExportError> {
        let rules: Vec<Value> = self
            .rules
            .iter()
            .map(|file| {
                let path = Path::new(file.path());
                let shown = path.strip_prefix(self.project).unwrap_or(path).display().to_string();
                json!({ "file": shown, "bytes": file.bytes().len(), "sha256": sha256(file.bytes()) })
            })
            .collect();
        let sources: Vec<Value> = self
            .sources
            .iter()
            .flat_map(|source| match &source.parts {
                None => vec![json!({ "dataset": source.source, "part": null, "bytes": null, "sha256": null })],
                Some(parts) => parts
                    .iter()
                    .map(|part| {
                        let mut told = json!({ "dataset": source.source, "part": part.part, "bytes": part.bytes, "sha256": part.sha256 });
                        if let (Some(read), Some(fields)) = (part.read, told.as_object_mut()) {
                            fields.insert("bytes_read".to_owned(), json!(read));
                        }
                        told
                    })
                    .collect(),
            })
            .collect();
        let mut manifest = json!({
            "version": 1,
            "engine": { "name": "uptake", "version": self.version },
            "project": self.outcome.project,
            "as_of": self.outcome.as_of.to_string(),
            "range": { "first": self.outcome.range.first, "last": self.outcome.range.last },
            "findings": crate::findings::findings(self.outcome),
            "in_force": GoverningForm::of(&self.outcome.governing),
            "rules": rules,
            "sources": sources,
            "plugins": self.confined.iter().map(|confined| plugin(confined, self.project)).collect::<Vec<Value>>(),
            "outputs": outputs(folder, self.digests)?,
        });
        if let (Some(day), Some(fields)) = (self.outcome.known_at, manifest.as_object_mut()) {
            fields.insert("known_at".to_owned(), json!(day.to_string()));
        }
        if let (Some(cube), Some(fields)) = (self.cube, manifest.as_object_mut()) {
            fields.insert("cube".to_owned(), json!({ "rows": cube.rows, "sha256": cube.sha256 }));
        }
        if let (Some(approvals), Some(manifest)) = (&self.outcome.approvals, manifest.as_object_mut()) {
            manifest.insert("approvals".to_owned(), serde_json::to_value(approvals)?);
        }
        let text = printable(serde_json::to_string_pretty(&manifest)?);
        std::fs::write(folder.join(OUTPUT.name), format!("{text}\n"))?;
        Ok(())
    }
}

/// A plugin: what it was granted, and whether the system held it to that.
fn plugin(confined: &Confined, project: &Path) -> Value {
    let Confined {
        source, confinement, ..
    } = confined;
    let here = Path::new(".");
    let project = if project.as_os_str().is_empty() { here } else { project };
    let project = project.canonicalize().unwrap_or_else(|_| project.to_owned());
    let shown = |path: &String| match Path::new(path).strip_prefix(&project) {
        Ok(rest) => rest.display().to_string(),
        Err(_) => path.clone(),
    };
    let (isolated, held) = match &confinement.hold {
        Hold::Loaded => (false, json!("not asked for")),
        Hold::Off => (true, json!("not asked for")),
        Hold::Confined { whole: true } => (true, json!("yes")),
        Hold::Confined { whole: false } => (true, json!("yes, by an older system")),
        Hold::Failed(_) => (true, json!("no")),
    };
    json!({
        "dataset": source,
        "isolated": isolated,
        "read": confinement.read.iter().map(shown).collect::<Vec<String>>(),
        "network": confinement.network,
        "environment": confinement.environment,
        "confined": held,
    })
}

/// The other files that were written, in their order.
fn outputs(folder: &Path, known: &Digests) -> Result<Vec<Value>, ExportError> {
    let mut outputs = Vec::new();
    for output in OUTPUTS.iter().filter(|output| output.name != OUTPUT.name) {
        let path = folder.join(output.name);
        if path.try_exists()? {
            let mut entry = match known.of(output.name) {
                Some(digest) => entry(output.name, digest),
                None => listed(output.name, &path)?,
            };
            if let Some(entry) = entry.as_object_mut() {
                entry.insert("people".to_owned(), output.people.as_str().into());
            }
            outputs.push(entry);
        }
    }
    Ok(outputs)
}

/// Marks a folder as one that the program made: a manifest of all files in it. A folder with one is replaced as long as
/// nothing in it was changed.
///
/// # Errors
/// When a file can't be read, or the manifest not be written.
pub fn mark(folder: &Path, version: &str) -> Result<(), ExportError> {
    let mut names = Vec::new();
    below(folder, "", &mut names)?;
    names.sort();
    let outputs: Result<Vec<Value>, ExportError> = names.iter().map(|name| listed(name, &folder.join(name))).collect();
    let manifest = json!({
        "version": 1,
        "engine": { "name": "uptake", "version": version },
        "outputs": outputs?,
    });
    let text = printable(serde_json::to_string_pretty(&manifest)?);
    std::fs::write(folder.join(OUTPUT.name), format!("{text}\n"))?;
    Ok(())
}

fn listed(name: &str, path: &Path) -> Result<Value, ExportError> {
    let (bytes, sha256) = digest_of_file(path)?;
    Ok(entry(name, &FileDigest { bytes, sha256 }))
}

fn entry(name: &str, digest: &FileDigest) -> Value {
    json!({ "file": name, "bytes": digest.bytes, "sha256": digest.sha256 })
}

/// The files below a folder, by their paths from where `prefix` begins.
fn below(folder: &Path, prefix: &str, names: &mut Vec<String>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.file_type()?.is_dir() {
            true => below(&entry.path(), &format!("{name}/"), names)?,
            false => names.push(name),
        }
    }
    Ok(())
}
