//! What tests of the ledger record.

use uptake_ledger::{Asked, FileDigest, Program, Run, sha256};

/// A file of a run.
pub(crate) fn digest(file: &str, bytes: &[u8]) -> FileDigest {
    FileDigest {
        file: file.to_owned(),
        bytes: bytes.len() as u64,
        sha256: sha256(bytes),
    }
}

/// A run of no rules, which read nothing and wrote nothing.
pub(crate) fn run() -> Run {
    Run {
        project: "made up".to_owned(),
        project_file: "uptake.yaml".to_owned(),
        asked: Asked::default(),
        as_of: "2026-02-15".to_owned(),
        periods: ("2026-W01".to_owned(), "2026-W07".to_owned()),
        program: Program {
            name: "uptake".to_owned(),
            version: "0.1.0".to_owned(),
            sha256: sha256(b"program"),
        },
        adapters: Vec::new(),
        rules: Vec::new(),
        approvals: None,
        sources: Vec::new(),
        cube: None,
        folder: "figures".to_owned(),
        outputs: Vec::new(),
    }
}
