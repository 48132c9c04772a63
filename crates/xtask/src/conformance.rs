//! `cargo xtask conformance`: every engine that rows can be added up by, against adding them up here.

use crate::peers;
use crate::process::{self, cargo};

pub(crate) const HELP: &str = "\
Adds the same rows up here and by every engine that is there, and compares what comes out, to the byte.

Usage: cargo xtask conformance [CASES] [--engines NAMES]

  CASES            how many times rows and rules are made at random for each engine; 256 if not given
  --engines NAMES  those that are asked, with commas between them: duckdb, postgresql, clickhouse, datafusion, ballista, sail,
                   workers (Sail as a cluster), snowflake, spark; all if not given, but Spark, which takes seconds for each, no rows at random

Drivers and engines are fetched by `cargo xtask peers adbc sail clickhouse datafusion snowflake spark`, and this does it first;
Ballista is built by `cargo xtask peers ballista`, which takes long. PostgreSQL's server is the one whose folder `pg_config --bindir` names. What is absent is said, and skipped.";

/// What is fetched before.
const ENGINES: [&str; 6] = ["adbc", "sail", "clickhouse", "datafusion", "snowflake", "spark"];

/// The variable that says how many cases are tried.
const CASES: &str = "UPTAKE_CONFORMANCE_CASES";

/// The variable that says which engines are asked.
const NAMED: &str = "UPTAKE_CONFORMANCE_ENGINES";

/// The engines by the names that the tests know them by.
const NAMES: [&str; 9] = [
    "duckdb",
    "postgresql",
    "clickhouse",
    "datafusion",
    "ballista",
    "sail",
    "workers",
    "snowflake",
    "spark",
];

/// What is asked: how many cases, and of which engines, if not of all.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    cases: u32,
    engines: Option<String>,
}

impl Asked {
    fn read(arguments: &[String]) -> Result<Self, String> {
        let mut asked = Self {
            cases: 256,
            engines: None,
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            if argument == "--engines" {
                let names = arguments
                    .next()
                    .ok_or_else(|| format!("`--engines` needs names\n\n{HELP}"))?;
                if let Some(unknown) = names.split(',').find(|name| !NAMES.contains(name)) {
                    return Err(format!("`{unknown}` is no engine of the tests\n\n{HELP}"));
                }
                asked.engines = Some(names.clone());
                continue;
            }
            let cases = argument.parse().ok().filter(|cases| *cases > 0);
            asked.cases = cases.ok_or_else(|| format!("`conformance` takes no argument `{argument}`\n\n{HELP}"))?;
        }
        Ok(asked)
    }
}

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let asked = Asked::read(arguments)?;
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
    let mut tests = cargo(tests);
    tests.env(CASES, asked.cases.to_string());
    if let Some(engines) = asked.engines {
        tests.env(NAMED, engines);
    }
    process::run(&mut tests)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Asked, String> {
        Asked::read(
            &arguments
                .iter()
                .map(|argument| (*argument).to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn cases_and_engines_are_told_in_any_order_and_nothing_else_is() {
        let both = Asked {
            cases: 8,
            engines: Some("spark,duckdb".to_owned()),
        };
        assert_eq!(read(&["--engines", "spark,duckdb", "8"]), Ok(both));
        assert_eq!(
            read(&[]),
            Ok(Asked {
                cases: 256,
                engines: None
            })
        );
        for wrong in [&["0"][..], &["--engines"], &["--engines", "oracle"], &["some"]] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn every_engine_is_in_the_help() {
        for name in NAMES {
            assert!(HELP.contains(name), "{name}");
        }
    }
}
