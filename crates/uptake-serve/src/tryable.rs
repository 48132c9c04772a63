//! Which files can be tried.

use std::path::{Path, PathBuf};
use uptake_codes::ProgramCode;
use uptake_project::Failure;
use uptake_rules::RuleFile;

/// The files that can be tried: those of packs, without the project's own.
pub(crate) fn files(files: &[RuleFile], own: &[PathBuf]) -> Vec<(String, String)> {
    let tryable = files
        .iter()
        .filter(|file| !own.iter().any(|own| own == Path::new(file.path())));
    let texts = tryable.filter_map(|file| {
        Some((
            file.path().to_owned(),
            std::str::from_utf8(file.bytes()).ok()?.to_owned(),
        ))
    });
    texts.collect()
}

/// That a file can't be tried.
pub(crate) fn untriable(path: &str) -> Failure {
    Failure::new(format!("`{path}` is no rule file of the project's packs"))
        .code(ProgramCode::BadRequest)
        .help("`/api/v1/rules` lists the files that can be tried")
}
