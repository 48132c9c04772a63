//! `cargo xtask generate`: what is written down is what the code says.

use crate::process::{self, cargo};

pub(crate) const HELP: &str = "\
Writes what is made from the code: the pages docs/codes.md, docs/commands.md and docs/statistics.md, tables on other pages (between
`<!-- generated: … -->` and `<!-- end -->`), completions, manual pages and JSON Schemas.

Usage: cargo xtask generate [--check] [--golden]

  --check   writes nothing, and fails where something is stale; `cargo xtask lint` does the same
  --golden  also writes what tests compare word by word, such as crates/uptake-rules/tests/faults. Read the difference
            before you commit it

Each is a test whose name starts with `generated_`, in the crate that knows, or one of the tests below; they compare with
files, or write them where UPTAKE_RENEW is set.";

/// The tests that write, besides those called `generated_…`.
const GOLDEN: [&str; 1] = ["what_is_said_about_each_example_is_what_is_written_beside_it"];

/// Where the tests are: these targets alone are built.
const TARGETS: &[&str] = &[
    "--test",
    "generated",
    "--test",
    "reference",
    "--test",
    "statistics",
    "--bin",
    "uptake",
];

/// What sets the tests to writing.
const SWITCH: &str = "UPTAKE_RENEW";

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let (mut checks, mut golden) = (false, false);
    for argument in arguments {
        match argument.as_str() {
            "--check" => checks = true,
            "--golden" => golden = true,
            other => return Err(format!("`generate` takes no argument `{other}`\n\n{HELP}")),
        }
    }
    match checks {
        true => check(),
        false => tests(golden, true),
    }
}

/// Fails where something is stale.
pub(crate) fn check() -> Result<(), String> {
    tests(false, false)
}

fn tests(golden: bool, writes: bool) -> Result<(), String> {
    // The whole workspace, as everywhere: a part of it has other features unified, and Polars would be built again.
    let mut tests = cargo(["test", "--release", "--workspace", "--no-fail-fast", "--quiet"]);
    tests.args(TARGETS);
    if golden {
        tests.args(["--test", "faults"]);
    }
    tests.args(["--", "generated_"]);
    if golden {
        tests.args(GOLDEN);
    }
    tests.env_remove(SWITCH);
    if writes {
        tests.env(SWITCH, "1");
    }
    process::run(&mut tests).map_err(|error| match writes {
        true => error,
        false => format!("{error}\nsomething that is made from the code is stale: `cargo xtask generate` writes it"),
    })
}
