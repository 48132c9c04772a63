//! `cargo xtask conformance`: every engine that rows can be added up by, against adding them up here.

use crate::peers;
use crate::process::{self, cargo};

pub(crate) const HELP: &str = "\
Adds the same rows up here and by every engine that is there, and compares what comes out, to the byte.

Usage: cargo xtask conformance [CASES]

  CASES  how many times rows and rules are made at random for each engine; 256 if not given

Drivers and engines are fetched by `cargo xtask peers adbc sail clickhouse datafusion snowflake spark`, and this does it first;
PostgreSQL's server is the one whose folder `pg_config --bindir` names. What is absent is said, and skipped.";

/// What is fetched before.
const ENGINES: [&str; 6] = ["adbc", "sail", "clickhouse", "datafusion", "snowflake", "spark"];

/// The variable that says how many cases are tried.
const CASES: &str = "UPTAKE_CONFORMANCE_CASES";

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let cases = match arguments {
        [] => "256",
        [cases] if cases.parse::<u32>().is_ok_and(|cases| cases > 0) => cases,
        _ => return Err(format!("`conformance` takes the number of cases\n\n{HELP}")),
    };
    if let Err(why) = peers::run(&ENGINES.map(str::to_owned)) {
        eprintln!("xtask: {why}");
    }
    let tests = [
        "test",
        "--release",
        "--workspace",
        "--test",
        "e2e",
        "pushdown",
        "--",
        "--nocapture",
    ];
    process::run(cargo(tests).env(CASES, cases))
}
