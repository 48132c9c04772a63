//! Whether a folder of outputs is as its manifest says, and the rules as they were.

use crate::error::{LedgerError, unreadable};
use crate::{Approved, CubeDigest, FileDigest, Finding, FindingKind, SourceDigest, digest_of_file};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;

/// The name of the manifest.
pub const MANIFEST: &str = "manifest.json";

/// What the ledger takes from a manifest; it has more.
#[derive(Clone, Debug, Deserialize)]
pub struct Manifest {
    /// The project's name.
    pub project: String,
    /// The day of the figures.
    pub as_of: String,
    /// The first and the last reported period.
    pub range: Range,
    /// The rule files.
    pub rules: Vec<FileDigest>,
    /// Under which approvals the packs stood.
    #[serde(default)]
    pub approvals: Option<Vec<ListedPack>>,
    /// What the sources consisted of.
    pub sources: Vec<SourceDigest>,
    /// What was counted; nothing where the project keeps no ledger.
    #[serde(default)]
    pub cube: Option<CubeDigest>,
    /// The outputs beside it.
    pub outputs: Vec<Listed>,
}

/// The approvals of a pack in a manifest; it has more.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedPack {
    /// The pack.
    pub pack: String,
    /// The digest of what was signed.
    pub sha256: String,
    /// The approvals that held.
    pub approvals: Vec<ListedApproval>,
}

/// An approval of a manifest.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedApproval {
    /// Who approved.
    pub principal: String,
}

/// The reported periods.
#[derive(Clone, Debug, Deserialize)]
pub struct Range {
    /// The first one.
    pub first: String,
    /// The last one.
    pub last: String,
}

/// An output of a manifest.
#[derive(Clone, Debug, Deserialize)]
pub struct Listed {
    /// Its name.
    pub file: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// Its digest.
    pub sha256: String,
}

impl Manifest {
    /// Who approved which pack, as a ledger records it.
    #[must_use]
    pub fn approved(&self) -> Option<Vec<Approved>> {
        let packs = self.approvals.as_ref()?.iter().map(|pack| Approved {
            pack: pack.pack.clone(),
            sha256: pack.sha256.clone(),
            by: pack
                .approvals
                .iter()
                .map(|approval| approval.principal.clone())
                .collect(),
        });
        Some(packs.collect())
    }

    /// Reads a folder's manifest; none if what lies there isn't one.
    ///
    /// # Errors
    /// When it isn't there, or can't be read.
    pub fn read(folder: &Path) -> Result<Option<Self>, LedgerError> {
        let path = folder.join(MANIFEST);
        let bytes = match crate::digest::read(&path) {
            Err(error) if error.kind() == ErrorKind::InvalidInput => return Ok(None),
            bytes => bytes.map_err(|error| unreadable(&path, &error))?,
        };
        Ok(serde_json::from_slice(&bytes).ok())
    }

    /// The outputs by their digests, and the manifest itself, as a ledger records them.
    ///
    /// # Errors
    /// When the manifest can't be read.
    pub fn recorded(&self, folder: &Path) -> Result<Vec<FileDigest>, LedgerError> {
        let path = folder.join(MANIFEST);
        let (bytes, sha256) = digest_of_file(&path).map_err(|error| unreadable(&path, &error))?;
        let outputs = self.outputs.iter().map(|output| FileDigest {
            file: output.file.clone(),
            bytes: output.bytes,
            sha256: output.sha256.clone(),
        });
        let manifest = FileDigest {
            file: MANIFEST.to_owned(),
            bytes,
            sha256,
        };
        Ok(outputs.chain([manifest]).collect())
    }
}

/// Compares the files of a folder with what was recorded of them. `inner` are names that may lie there besides.
///
/// # Errors
/// When the folder can't be read.
pub fn check_folder(folder: &Path, recorded: &[FileDigest], inner: &[&str]) -> Result<Vec<Finding>, LedgerError> {
    let mut findings = Vec::new();
    for output in recorded {
        let path = folder.join(&output.file);
        let kind = match digest_of_file(&path) {
            Ok((bytes, sha256)) if (bytes, sha256.as_str()) == (output.bytes, output.sha256.as_str()) => continue,
            Ok(_) => FindingKind::OutputChanged {
                file: output.file.clone(),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => FindingKind::OutputMissing {
                file: output.file.clone(),
            },
            Err(error) if error.kind() == ErrorKind::InvalidInput => FindingKind::OutputNoFile {
                file: output.file.clone(),
            },
            Err(error) => return Err(unreadable(&path, &error)),
        };
        findings.push(kind.into());
    }
    let known: BTreeSet<&str> = recorded.iter().map(|output| output.file.as_str()).collect();
    let mut names = Vec::new();
    let beside = match std::fs::read_dir(folder) {
        // Each of its files is missing, which was said.
        Err(error) if error.kind() == ErrorKind::NotFound && !recorded.is_empty() => return Ok(findings),
        beside => beside.map_err(|error| unreadable(folder, &error))?,
    };
    for entry in beside {
        let name = entry.map_err(|error| unreadable(folder, &error))?.file_name();
        names.push(name.to_string_lossy().into_owned());
    }
    names.sort();
    for file in names {
        if !known.contains(file.as_str()) && !inner.contains(&file.as_str()) {
            findings.push(FindingKind::OutputUnknown { file }.into());
        }
    }
    Ok(findings)
}

/// Compares rule files with what they were in a run; `read` gives the present text of a path, or none if there is none.
///
/// # Errors
/// What `read` answers with.
pub fn check_rules<E>(
    recorded: &[FileDigest],
    mut read: impl FnMut(&str) -> Result<Option<Vec<u8>>, E>,
) -> Result<Vec<Finding>, E> {
    let mut findings = Vec::new();
    for rule in recorded {
        match read(&rule.file)? {
            Some(bytes) if crate::sha256(&bytes) == rule.sha256 => {}
            Some(_) => findings.push(
                FindingKind::RulesChanged {
                    file: rule.file.clone(),
                }
                .into(),
            ),
            None => findings.push(
                FindingKind::RulesMissing {
                    file: rule.file.clone(),
                }
                .into(),
            ),
        }
    }
    Ok(findings)
}
