//! `cargo xtask bench adbc`: rows through the adapter against the databases' own export, in one run.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a bench stops on a surprise, and prints"
)]

#[path = "../tests/databases/mod.rs"]
mod databases;

use databases::{PASSWORD, Postgres, USER, driver_folder, execute, shown};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use uptake_adapter::{Adapter, ScanRequest, Settings};
use uptake_adbc::Adbc;

/// What a measured process tells.
#[derive(Clone, Copy, Debug)]
struct Measured {
    rows: u64,
    seconds: f64,
    /// The most memory that the process held, in MiB.
    peak: f64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        Some((first, rest)) if first == "scan" => scan(rest),
        Some((first, rest)) if first == "export" => export(rest),
        _ => bench(&arguments),
    }
}

/// Reads a source to its end, in a process of its own.
fn scan(settings: &[String]) {
    let values: BTreeMap<String, String> = settings
        .iter()
        .map(|setting| setting.split_once('=').unwrap())
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
    let started = Instant::now();
    let mut source = Adbc.open(&Settings::new("", values)).unwrap();
    let mut rows = 0;
    for batch in source.scan(&ScanRequest::default()).unwrap() {
        rows += batch.unwrap().frame.height() as u64;
    }
    tell(rows, started);
}

/// Has DuckDB export a query itself.
fn export(arguments: &[String]) {
    let started = Instant::now();
    let options = [("path", arguments[0].as_str()), ("access_mode", "READ_ONLY")];
    execute("duckdb", &options, [arguments[1].as_str()]);
    tell(0, started);
}

fn tell(rows: u64, started: Instant) {
    let seconds = started.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak: f64 = peak
        .and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(f64::NAN);
    println!("{rows} {seconds} {}", peak / 1024.0);
}

/// Runs this program anew with other arguments.
fn child(arguments: &[&str]) -> Measured {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let answer = command.args(arguments).output().unwrap();
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    let said = String::from_utf8(answer.stdout).unwrap();
    let words: Vec<&str> = said.split_whitespace().collect();
    Measured {
        rows: words[0].parse().unwrap(),
        seconds: words[1].parse().unwrap(),
        peak: words[2].parse().unwrap(),
    }
}

fn bench(arguments: &[String]) {
    let (mut rows, mut runs) = (20_000_000, 3);
    for pair in arguments.chunks(2) {
        match pair {
            [key, value] if key == "--rows" => rows = value.parse().unwrap(),
            [key, value] if key == "--runs" => runs = value.parse().unwrap(),
            other => panic!("unknown arguments {other:?}"),
        }
    }
    println!("{rows} rows, best of {runs} runs, in turn");
    let folder = tempfile::tempdir().unwrap();
    if driver_folder("duckdb").is_some() {
        duckdb(folder.path(), rows, runs);
    }
    if let Some(postgres) = Postgres::start() {
        postgresql(&postgres, folder.path(), rows, runs);
    }
}

fn best(one: Option<Measured>, other: Measured) -> Option<Measured> {
    Some(one.filter(|one| one.seconds <= other.seconds).unwrap_or(other))
}

fn report(name: &str, own: &str, scanned: &[Option<Measured>; 2], exported: f64) {
    let [small, whole] = scanned.map(Option::unwrap);
    println!(
        "{name}: adbc {:.2} s ({:.1} M rows/s), {own} {exported:.2} s, ratio {:.2}; peak memory {:.0} MiB, of a tenth of the rows {:.0} MiB",
        whole.seconds,
        whole.rows as f64 / whole.seconds / 1e6,
        whole.seconds / exported,
        whole.peak,
        small.peak,
    );
}

fn duckdb(folder: &Path, rows: u64, runs: u32) {
    let path = folder.join("bench.duckdb");
    let make = format!(
        "CREATE TABLE uses AS SELECT n AS id, 'person ' || (n % 5000) AS person, \
         TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_seconds(n % 3600000) AS at, (n % 1000) / 10.0 AS share \
         FROM range({rows}) t(n)"
    );
    execute("duckdb", &[("path", shown(&path))], [make.as_str()]);
    let drivers = format!("driver_folder={}", shown(&driver_folder("duckdb").unwrap()));
    let uri = format!("uri={}", shown(&path));
    let read = |rows: u64| {
        let query = format!("query=SELECT * FROM uses LIMIT {rows}");
        child(&["scan", "driver=duckdb", &drivers, &uri, &query])
    };
    let out = folder.join("bench.csv");
    let copy = format!(
        "COPY (SELECT * FROM uses LIMIT {rows}) TO '{}' (FORMAT csv, HEADER)",
        shown(&out)
    );
    let (mut small, mut whole, mut exported) = (None, None, None);
    for _ in 0..runs {
        small = best(small, read(rows / 10));
        whole = best(whole, read(rows));
        exported = best(exported, child(&["export", shown(&path), &copy]));
    }
    assert_eq!(whole.unwrap().rows, rows);
    report("DuckDB", "its COPY to CSV", &[small, whole], exported.unwrap().seconds);
}

fn postgresql(postgres: &Postgres, folder: &Path, rows: u64, runs: u32) {
    postgres.sql(&format!(
        "CREATE UNLOGGED TABLE uses AS SELECT n AS id, 'person ' || (n % 5000) AS person, \
         timestamptz '2026-01-01 00:00:00+00' + make_interval(secs => n % 3600000) AS at, (n % 1000) / 10.0::float8 AS share \
         FROM generate_series(1, {rows}) AS n; ANALYZE uses"
    ));
    let drivers = format!("driver_folder={}", shown(&driver_folder("postgresql").unwrap()));
    let (uri, user) = (format!("uri={}", postgres.uri()), format!("user={USER}"));
    let password = format!("password={PASSWORD}");
    let read = |rows: u64| {
        let query = format!("query=SELECT * FROM uses LIMIT {rows}");
        child(&["scan", "driver=postgresql", &drivers, &uri, &user, &password, &query])
    };
    let out = folder.join("bench.csv");
    let copy = format!(
        "\\copy (SELECT * FROM uses LIMIT {rows}) TO '{}' (FORMAT csv, HEADER)",
        shown(&out)
    );
    let (mut small, mut whole) = (None, None);
    let mut exported = f64::INFINITY;
    for _ in 0..runs {
        small = best(small, read(rows / 10));
        whole = best(whole, read(rows));
        let started = Instant::now();
        postgres.sql(&copy);
        exported = exported.min(started.elapsed().as_secs_f64());
    }
    assert_eq!(whole.unwrap().rows, rows);
    report("PostgreSQL", "psql's \\copy to CSV", &[small, whole], exported);
}
