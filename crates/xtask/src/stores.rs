//! The part `stores` of `cargo xtask peers`: a server that speaks S3, for the tests of the adapter `files`.

use crate::process::{self, target};
use std::fs;
use std::process::Command;

/// The version that the tests were written with.
const S3RVER: &str = "s3rver@3.7.1";

/// Fetches it into the target folder; npm is there.
pub(crate) fn fetch() -> Result<(), String> {
    let folder = target()?.join("peers/stores");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--no-save", "--prefix"]);
    process::run(npm.arg(&folder).arg(S3RVER))
}
