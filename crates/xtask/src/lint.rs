//! `cargo xtask lint`: what a change must keep besides the tests.

use crate::generate;
use crate::process::{self, cargo, root, succeeds, target};
use crate::walls;
use std::env;
use std::ffi::OsString;
use std::path::Path;

pub(crate) const HELP: &str = "\
Checks the format (rustfmt.toml), the walls (ARCHITECTURE.md), the lints (Cargo.toml, clippy.toml), whether what is made from
the code is up to date (`cargo xtask generate`), and licences, bans and sources (deny.toml).

Usage: cargo xtask lint

All of them run, also where the first fails. Where cargo-deny is missing, it is installed into the target folder (some
minutes, once).";

/// The series of cargo-deny that deny.toml is written for.
const CARGO_DENY: &str = "^0.20";

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    if let Some(argument) = arguments.first() {
        return Err(format!("`lint` takes no argument `{argument}`"));
    }
    let failures: Vec<String> = [format(), walls::check(), clippy(), generate::check(), deny()]
        .into_iter()
        .filter_map(Result::err)
        .collect();
    if failures.is_empty() {
        Ok(())
    } else {
        Err(failures.join("\nxtask: "))
    }
}

fn format() -> Result<(), String> {
    process::run(&mut cargo(["fmt", "--all", "--check"]))
}

/// In release like the tests: what build scripts made for them serves here too.
fn clippy() -> Result<(), String> {
    process::run(&mut cargo([
        "clippy",
        "--release",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

fn deny() -> Result<(), String> {
    let tools = target()?.join("tools");
    let path = path_with(&tools.join("bin"))?;
    if !succeeds(cargo(["deny", "--version"]).env("PATH", &path)) {
        let install = ["install", "--locked", "cargo-deny", "--version", CARGO_DENY, "--root"];
        // Outside the workspace's settings, which are not made for it.
        process::run(cargo(install).arg(&tools).current_dir(env::temp_dir()))?;
    }
    let check = ["deny", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"];
    process::run(cargo(check).env("PATH", &path).current_dir(root()))
}

/// PATH with a folder before all others.
fn path_with(folder: &Path) -> Result<OsString, String> {
    let rest = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_path_buf()).chain(env::split_paths(&rest));
    env::join_paths(folders).map_err(|error| format!("can't put {} on PATH: {error}", folder.display()))
}
