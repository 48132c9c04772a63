//! `cargo xtask soundness`: the unsafe code at the border of plugins under Miri and under AddressSanitizer.

use crate::process::{self, cargo, succeeds, target};
use std::env;
use std::process::Command;

pub(crate) const HELP: &str = "\
Runs the tests of uptake-abi and uptake-plugins that need no Polars under Miri and under AddressSanitizer: both do what the
compiler can't check.

Usage: cargo xtask soundness [miri | sanitize]

  miri      every access of memory interpreted and checked; some minutes
  sanitize  natively, with a plugin in C in between; a minute. Linux on x86-64 and ARM, macOS

Both if neither is named. Needs `rustup toolchain install nightly --component miri,rust-src` (or a nightly cargo beside a
`cargo` that takes `+nightly`); where there is none, it says so and fails.";

/// The tests that run: those without Polars.
const TESTS: [&str; 8] = [
    "--package",
    "uptake-abi",
    "--package",
    "uptake-plugins",
    "--no-default-features",
    "--features",
    "uptake-abi/checks",
    "--lib",
];

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let (miri, sanitize) = match arguments {
        [] => (true, true),
        [one] if one == "miri" => (true, false),
        [one] if one == "sanitize" => (false, true),
        [other, ..] => return Err(format!("`soundness` takes no argument `{other}`\n\n{HELP}")),
    };
    if !succeeds(nightly().arg("--version")) {
        return Err(
            "there is no nightly toolchain: `rustup toolchain install nightly --component miri,rust-src`".to_owned(),
        );
    }
    // Both, also where the first fails.
    let failures: Vec<String> = [
        (miri, under_miri as fn() -> Result<(), String>),
        (sanitize, under_sanitizer),
    ]
    .into_iter()
    .filter(|(wanted, _)| *wanted)
    .filter_map(|(_, task)| task().err())
    .collect();
    match failures.is_empty() {
        true => Ok(()),
        false => Err(failures.join("\nxtask: ")),
    }
}

/// Cargo of the nightly toolchain, in the workspace's root. The cargo that runs this task is another toolchain's: what it
/// says about itself to its children is left out, or the other would use half of the one and half of the other.
fn nightly() -> Command {
    let mut command = cargo(["+nightly"]);
    let mut fresh = Command::new("cargo");
    fresh.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => fresh.env(name, value),
            None => fresh.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        fresh.current_dir(folder);
    }
    for name in [
        "CARGO",
        "RUSTC",
        "RUSTDOC",
        "RUSTUP_TOOLCHAIN",
        "LD_LIBRARY_PATH",
        "RUSTFLAGS",
    ] {
        fresh.env_remove(name);
    }
    command = fresh;
    command
}

fn under_miri() -> Result<(), String> {
    if !succeeds(nightly().args(["miri", "--version"])) {
        return Err(
            "the nightly toolchain has no Miri: `rustup component add --toolchain nightly miri rust-src`".to_owned(),
        );
    }
    let folder = target()?.join("miri");
    // Some tests read files.
    let flags = "-Zmiri-disable-isolation";
    let mut tests = nightly();
    tests.args(["miri", "test"]).args(TESTS);
    process::run(tests.env("CARGO_TARGET_DIR", folder).env("MIRIFLAGS", flags))
}

fn under_sanitizer() -> Result<(), String> {
    let host = host()?;
    let folder = target()?.join("sanitize");
    let mut tests = nightly();
    // A target that is named: build scripts and macros run without the sanitizer.
    tests.args(["test", "--target", &host]).args(TESTS);
    process::run(
        tests
            .env("CARGO_TARGET_DIR", folder)
            .env("RUSTFLAGS", "-Zsanitizer=address"),
    )
}

/// The triple of this machine, as the nightly compiler calls it.
fn host() -> Result<String, String> {
    let said = Command::new("rustc")
        .args(["+nightly", "-vV"])
        .env_remove("RUSTUP_TOOLCHAIN")
        .output()
        .map_err(|error| format!("can't ask the nightly compiler: {error}"))?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| {
        format!(
            "the nightly compiler doesn't say what it builds for ({})",
            env::consts::ARCH
        )
    })
}
