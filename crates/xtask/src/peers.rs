//! `cargo xtask peers`: fetches the foreign programs that some tests talk to. Without them those tests say so and pass.

use crate::process::{self, succeeds, target};
use std::fs;
use std::process::Command;

pub(crate) const HELP: &str = "\
Fetches the programs of others that some tests talk to, into the target folder. Without them those tests are skipped.

Usage: cargo xtask peers

  Prism and GitHub's description of its service (npm, about 500 MB), which the tests of the adapter `http` read
  s3rver (npm, about 30 MB), an S3 server that the tests of the adapter `files` ask";

/// The versions that the tests were written with.
const PRISM: [&str; 2] = ["@stoplight/prism-cli@5.14.2", "@octokit/openapi@23.0.2"];

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    if let Some(unknown) = arguments.first() {
        return Err(format!("`peers` takes no argument `{unknown}`"));
    }
    if !succeeds(Command::new("npm").arg("--version")) {
        return Err("npm is absent: install Node.js to fetch Prism".to_owned());
    }
    let folder = target()?.join("peers/prism");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--no-save", "--prefix"]);
    process::run(npm.arg(&folder).args(PRISM))?;
    crate::stores::fetch()
}
