//! `cargo xtask peers`: fetches the foreign programs that some tests talk to. Without them those tests say so and pass.

use crate::process::{self, succeeds, target};
use std::env::consts::{ARCH, OS};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) const HELP: &str = "\
Fetches the programs of others that some tests talk to, into the target folder. Without them those tests are skipped.

Usage: cargo xtask peers [PART…]

  adbc   the drivers that tests of the adapter `adbc` load: SQLite, PostgreSQL, Flight SQL, Spark, Snowflake and BigQuery
         from PyPI, DuckDB from npm (about 300 MB)
  sail   Sail, which speaks Flight SQL and Spark Connect, from PyPI (about 200 MB)
  clickhouse  ClickHouse as a library, from PyPI (about 550 MB)
  datafusion  DataFusion, and what a Flight SQL server in front of it needs, from PyPI (about 250 MB)
  snowflake   an emulator of Snowflake on DuckDB, from PyPI (about 300 MB); only if it is asked for
  spark  Spark itself, from PyPI (about 500 MB), which needs Java 17; only if it is asked for
  ballista  Ballista's scheduler and executor, built from crates.io with all of DataFusion, which takes a quarter of an hour and more; only
         if it is asked for
  prism  Prism and GitHub's description of its service, from npm (about 500 MB), which tests of the adapter `http` read
  stores s3rver, an S3 server, from npm (about 30 MB), which tests of the adapter `files` ask
  typst  Typst, which makes accessible PDF, and pikepdf, which reads it, from PyPI (about 60 MB)
  serve  axe-core from npm, schemathesis and prometheus_client from PyPI (about 80 MB): what looks at pages and interfaces

Without a PART all but `snowflake`, `spark` and `ballista`. They lie in the target folder, or in the one that `UPTAKE_PEERS` names. What is there already isn't fetched again. PostgreSQL's server isn't fetched: tests start the
one whose folder `pg_config --bindir` names.";

/// The versions that the tests were written with.
const DRIVERS: [(&str, &str); 6] = [
    ("adbc-driver-sqlite", "1.13.0"),
    ("adbc-driver-postgresql", "1.13.0"),
    ("adbc-driver-flightsql", "1.13.0"),
    ("adbc-driver-spark", "0.3.0"),
    ("adbc-driver-snowflake", "1.11.0"),
    ("adbc-driver-bigquery", "1.11.0"),
];
const DUCKDB: &str = "1.5.6-r.1";
const SAIL: (&str, &str) = ("pysail", "0.7.2");
const CLICKHOUSE: (&str, &str) = ("chdb-core", "26.9.0");
const DATAFUSION: [(&str, &str); 3] = [
    ("datafusion", "55.0.0"),
    ("pyarrow", "26.0.1"),
    ("adbc-driver-manager", "1.13.0"),
];
// The emulator's `server` extra, and the last major version of the connector that it works with.
const SNOWFLAKE: [(&str, &str); 4] = [
    ("fakesnow", "0.12.1"),
    ("snowflake-connector-python", "4.8.1"),
    ("starlette", "1.10.0"),
    ("uvicorn", "0.54.0"),
];
const SPARK: (&str, &str) = ("pyspark", "4.1.0");
// Flight SQL is a feature of the scheduler, which its documentation has as a part of it.
const BALLISTA: [(&str, &str, &[&str]); 2] = [
    ("ballista-scheduler", "55.0.0", &["--features", "flight-sql"]),
    ("ballista-executor", "55.0.0", &[]),
];
const S3RVER: (&str, &str) = ("s3rver", "3.7.1");
const AXE: (&str, &str) = ("axe-core", "4.14.1");
const ASKERS: [(&str, &str); 2] = [("schemathesis", "4.32.5"), ("prometheus_client", "0.26.0")];
const TYPST: [(&str, &str); 2] = [("typst", "0.15.2"), ("pikepdf", "10.18.0")];
const PRISM: [(&str, &str); 2] = [("@stoplight/prism-cli", "5.14.2"), ("@octokit/openapi", "23.0.2")];

/// The parts whose tests `cargo xtask conformance` alone runs, since they take long.
const SLOW: [&str; 3] = ["snowflake", "spark", "ballista"];

/// A part: its name, which tests are skipped without it, and how it is fetched into a folder.
struct Part {
    name: &'static str,
    tests: &'static str,
    fetch: fn(&Path) -> Result<(), String>,
}

const PARTS: [Part; 11] = [
    Part {
        name: "adbc",
        tests: "those of the adapter `adbc` that load a driver",
        fetch: adbc,
    },
    Part {
        name: "sail",
        tests: "those that ask Sail",
        fetch: sail,
    },
    Part {
        name: "clickhouse",
        tests: "those that have ClickHouse add rows up",
        fetch: clickhouse,
    },
    Part {
        name: "datafusion",
        tests: "those that have DataFusion add rows up",
        fetch: datafusion,
    },
    Part {
        name: "snowflake",
        tests: "those that have an emulator of Snowflake add rows up",
        fetch: snowflake,
    },
    Part {
        name: "spark",
        tests: "those that have Spark itself add rows up",
        fetch: spark,
    },
    Part {
        name: "ballista",
        tests: "those that have Ballista add rows up",
        fetch: ballista,
    },
    Part {
        name: "prism",
        tests: "those of the adapter `http` that ask Prism",
        fetch: prism,
    },
    Part {
        name: "stores",
        tests: "those of the adapter `files` that ask an S3 server",
        fetch: stores,
    },
    Part {
        name: "typst",
        tests: "those of `report` that make an accessible PDF",
        fetch: typst,
    },
    Part {
        name: "serve",
        tests: "those of `serve` that ask axe-core, schemathesis or prometheus_client",
        fetch: serve,
    },
];

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let known = |name: &String| PARTS.iter().any(|part| part.name == name);
    if let Some(unknown) = arguments.iter().find(|argument| !known(argument)) {
        return Err(format!("`peers` takes no argument `{unknown}`\n\n{HELP}"));
    }
    let asked = |part: &&Part| match arguments.is_empty() {
        true => !SLOW.contains(&part.name),
        false => arguments.iter().any(|argument| argument == part.name),
    };
    let failed: Vec<String> = PARTS
        .iter()
        .filter(asked)
        .filter_map(|part| fetch(part).err())
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(failed.join("\nxtask: "))
}

/// Fetches what can be fetched before the tests, and says which tests go without.
pub(crate) fn before_tests() {
    for part in PARTS.iter().filter(|part| !SLOW.contains(&part.name)) {
        if let Err(why) = fetch(part) {
            eprintln!("xtask: {why}\nxtask: skipped are {}", part.tests);
        }
    }
}

/// The folder of all parts.
pub(crate) fn folder() -> Result<PathBuf, String> {
    match std::env::var_os("UPTAKE_PEERS") {
        Some(folder) => Ok(PathBuf::from(folder)),
        None => Ok(target()?.join("peers")),
    }
}

fn fetch(part: &Part) -> Result<(), String> {
    let folder = folder()?.join(part.name);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    (part.fetch)(&folder).map_err(|why| format!("`{}` can't be fetched, is there a network? {why}", part.name))
}

fn adbc(folder: &Path) -> Result<(), String> {
    let missing = |(name, version): &&(&str, &str)| !has_package(folder, name, version);
    let missing: Vec<&(&str, &str)> = DRIVERS.iter().filter(missing).collect();
    let pip = || pip(&missing, folder);
    let drivers = if missing.is_empty() { Ok(()) } else { pip() };
    let duckdb = match duckdb_package() {
        Some(package) => npm(&[(&package, DUCKDB)], folder),
        None => Err(format!("DuckDB has no library for {OS} on {ARCH}")),
    };
    drivers.and(duckdb)
}

/// Wheels, unpacked side by side: their libraries are all that is wanted of them.
fn pip(packages: &[&(&str, &str)], folder: &Path) -> Result<(), String> {
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--no-deps", "--upgrade"])
        .args(QUIET_PIP);
    pip.arg("--target").arg(folder);
    pip.args(packages.iter().map(|(name, version)| format!("{name}=={version}")));
    process::run(&mut pip)
}

/// Where there is no network, that is known at once.
const QUIET_PIP: [&str; 6] = [
    "--quiet",
    "--disable-pip-version-check",
    "--retries",
    "0",
    "--timeout",
    "20",
];

/// DuckDB's library as npm has it for this machine.
fn duckdb_package() -> Option<String> {
    let system = match OS {
        "linux" => "linux",
        "macos" => "darwin",
        _ => return None,
    };
    let processor = match ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        _ => return None,
    };
    Some(format!("@duckdb/node-bindings-{system}-{processor}"))
}

fn sail(folder: &Path) -> Result<(), String> {
    environment(&[SAIL], folder)
}

fn clickhouse(folder: &Path) -> Result<(), String> {
    match has_package(folder, CLICKHOUSE.0, CLICKHOUSE.1) {
        true => Ok(()),
        false => pip(&[&CLICKHOUSE], folder),
    }
}

fn datafusion(folder: &Path) -> Result<(), String> {
    environment(&DATAFUSION, folder)
}

fn snowflake(folder: &Path) -> Result<(), String> {
    environment(&SNOWFLAKE, folder)
}

fn spark(folder: &Path) -> Result<(), String> {
    environment(&[SPARK], folder)
}

/// Programs that are built here. What they read takes so little that they needn't be fast: a build that is optimised takes many times as
/// long.
fn ballista(folder: &Path) -> Result<(), String> {
    for (name, version, more) in BALLISTA {
        let installed = fs::read_to_string(folder.join(".crates.toml")).unwrap_or_default();
        if installed.contains(&format!("\"{name} {version} ")) && folder.join("bin").join(name).is_file() {
            continue;
        }
        let mut cargo = Command::new("cargo");
        cargo.args(["install", name, "--version", version, "--locked", "--debug", "--root"]);
        cargo.arg(folder).args(more);
        let build = folder.join("build");
        process::run(cargo.env("CARGO_TARGET_DIR", &build).envs([
            ("CARGO_PROFILE_DEV_OPT_LEVEL", "0"),
            ("CARGO_PROFILE_DEV_DEBUG", "0"),
            ("CARGO_PROFILE_DEV_DEBUG_ASSERTIONS", "false"),
            ("CARGO_PROFILE_DEV_OVERFLOW_CHECKS", "false"),
            ("CARGO_INCREMENTAL", "0"),
        ]))?;
    }
    match fs::remove_dir_all(folder.join("build")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.to_string()),
        _ => Ok(()),
    }
}

fn typst(folder: &Path) -> Result<(), String> {
    environment(&TYPST, folder)
}

fn serve(folder: &Path) -> Result<(), String> {
    environment(&ASKERS, folder).and(npm(&[AXE], folder))
}

/// An environment of Python's own with packages and all that they need.
fn environment(wanted: &[(&str, &str)], folder: &Path) -> Result<(), String> {
    let packages = fs::read_dir(folder.join("lib")).ok().into_iter().flatten().flatten();
    let mut packages = packages.map(|python| python.path().join("site-packages"));
    let all = |packages: PathBuf| {
        wanted
            .iter()
            .all(|(name, version)| has_package(&packages, name, version))
    };
    if packages.any(all) {
        return Ok(());
    }
    process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder))?;
    let mut pip = Command::new(folder.join("bin/python"));
    pip.args(["-m", "pip", "install"]).args(QUIET_PIP);
    process::run(pip.args(wanted.iter().map(|(name, version)| format!("{name}=={version}"))))
}

fn prism(folder: &Path) -> Result<(), String> {
    npm(&PRISM, folder)
}

fn stores(folder: &Path) -> Result<(), String> {
    npm(&[S3RVER], folder)
}

/// Packages of npm, those that aren't there yet.
fn npm(packages: &[(&str, &str)], folder: &Path) -> Result<(), String> {
    let there = |(name, version): &(&str, &str)| {
        let about = folder.join("node_modules").join(name).join("package.json");
        fs::read_to_string(about).is_ok_and(|about| about.contains(&format!("\"version\": \"{version}\"")))
    };
    if packages.iter().all(there) {
        return Ok(());
    }
    if !succeeds(Command::new("npm").arg("--version")) {
        return Err("npm is absent: install Node.js".to_owned());
    }
    let mut npm = Command::new("npm");
    npm.args([
        "install",
        "--no-audit",
        "--no-fund",
        "--no-save",
        "--fetch-retries=0",
        "--prefix",
    ]);
    npm.arg(folder);
    process::run(npm.args(packages.iter().map(|(name, version)| format!("{name}@{version}"))))
}

/// Whether a folder of Python packages has one in this version.
fn has_package(folder: &Path, name: &str, version: &str) -> bool {
    let about: PathBuf = folder.join(format!("{}-{version}.dist-info", name.replace('-', "_")));
    about.is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_in_the_help_and_no_other_is_taken() {
        for part in &PARTS {
            assert!(HELP.contains(&format!("\n  {} ", part.name)), "{}", part.name);
        }
        let error = run(&["everything".to_owned()]).unwrap_err();
        assert!(error.starts_with("`peers` takes no argument `everything`"), "{error}");
    }
}
