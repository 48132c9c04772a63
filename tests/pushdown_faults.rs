//! Engines that die, are slow or are interrupted while they add rows up: a coded error and no figures, and the run can be made again.

use crate::drivers::engines::Engine;
use crate::drivers::{PASSWORD, Postgres, Sail, USER, driver_folder, execute, folders, shown};
use crate::pushdown::asked;
use crate::support::{Answer, Project};
use std::process::{Command, Stdio};
use std::time::Duration;

const RULES: &str = "
uptake: 1
pack: faults
entities: people
datasets:
  people: { kind: entities, entity: id, key: [id], columns: { id: text } }
  events: { kind: events, entity: id, time: at, columns: { id: text, at: datetime, kind: text } }
measures:
  rows: { count: events, where: 'kind == \"x\"' }
definitions:
  always: { when: 'true' }
metrics:
  mean_rows: { mean: rows, of: always }
";

/// A project whose source is added up by an engine.
fn project(block: &str) -> Project {
    let people = "id\nana\nben\n";
    Project::empty()
        .file("rules.yaml", RULES)
        .file("people.csv", people)
        .file(
            "uptake.yaml",
            format!(
                "uptake: 1\nproject: faults\npacks: [rules.yaml]\nas_of: 2026-03-01\nprivacy: {{ smallest_group: 1 }}\nsources:\n  people: {{ adapter: files, path: people.csv }}\n  events: {{ {block}, reduce: pushdown }}\n"
            ),
        )
}

fn postgres_block(postgres: &Postgres, more: &str) -> String {
    format!(
        "adapter: adbc, driver: postgresql, uri: '{}', user: {USER}, password: '${{env:UPTAKE_TEST_PASSWORD}}', {more}",
        postgres.uri()
    )
}

/// A table whose rows take as long as another table says, so that a run is slow once and quick the next time.
fn slow_table(postgres: &Postgres) {
    postgres.sql(
        "CREATE TABLE nap (seconds double precision); INSERT INTO nap VALUES (3600);
         CREATE TABLE events (id text, at timestamptz, kind text);
         INSERT INTO events VALUES ('ana', '2026-02-24 10:00+00', 'x'), ('ben', '2026-02-24 10:00+00', 'y');
         CREATE VIEW slow AS SELECT id, at, CASE WHEN pg_sleep((SELECT max(seconds) FROM nap))::text = '' THEN kind END AS kind FROM events",
    );
}

fn started(project: &Project) -> std::process::Child {
    let mut command = run(project);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn run(project: &Project) -> Command {
    let mut command = project.command(&["run", "--project", "uptake.yaml", "--out", "out"]);
    command
        .env(
            "UPTAKE_ADBC_DRIVERS",
            std::env::join_paths(std::env::split_paths(&folders()).chain(driver_folder("postgresql"))).unwrap(),
        )
        .env("UPTAKE_TEST_PASSWORD", PASSWORD);
    command
}

/// The figures after all.
fn goes_through(project: &Project) {
    let answer = Answer::of(&mut run(project));
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    let metrics = project.read("out/metrics.csv");
    assert!(metrics.contains("mean_rows"), "{metrics}");
}

#[test]
fn a_backend_that_is_ended_under_its_query_is_an_error_and_the_run_can_be_made_again() {
    let Some(postgres) = Postgres::start() else { return };
    slow_table(&postgres);
    let project = project(&postgres_block(&postgres, "table: slow"));
    let child = started(&project);
    postgres.until_running("uptake events", 1);
    postgres.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE '%uptake events%'",
    );
    let answer = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&answer.stderr);
    assert_eq!(answer.status.code(), Some(2), "{said}");
    assert!(said.contains("error[source-busy]"), "{said}");
    assert!(!said.contains(PASSWORD), "{said}");
    assert!(!project.path("out").exists(), "no figures are written");
    postgres.sql("UPDATE nap SET seconds = 0");
    goes_through(&project);
}

#[test]
fn a_secret_that_the_database_takes_apart_isnt_shown_word_by_word() {
    let Some(postgres) = Postgres::start() else { return };
    postgres.sql("CREATE TABLE events (id text, at timestamptz, kind text)");
    for reduce in ["reduce: pushdown", "reduce: here"] {
        let block = postgres_block(&postgres, "query: 'SELECT ${env:UPTAKE_TEST_PASSWORD} FROM events'");
        let project = project(&block).edit("uptake.yaml", "reduce: pushdown", reduce);
        let answer = Answer::of(&mut run(&project));
        assert_eq!(answer.code, 2, "{}", answer.stderr);
        assert!(
            answer.stderr.contains("column \"…\" does not exist"),
            "{}",
            answer.stderr
        );
        for word in PASSWORD.split('-') {
            assert!(!answer.stderr.contains(word), "{}", answer.stderr);
        }
        assert!(
            !answer.stderr.contains("Query was"),
            "the query is known: {}",
            answer.stderr
        );
    }
}

#[test]
fn a_run_that_is_interrupted_ends_its_query_in_the_engine() {
    let Some(postgres) = Postgres::start() else { return };
    slow_table(&postgres);
    let project = project(&postgres_block(&postgres, "table: slow"));
    let child = started(&project);
    postgres.until_running("uptake events", 1);
    let interrupted = Command::new("kill")
        .args(["-s", "INT", &child.id().to_string()])
        .status();
    assert!(interrupted.unwrap().success());
    assert!(!child.wait_with_output().unwrap().status.success());
    postgres.until_running("uptake events", 0);
    assert!(!project.path("out").exists(), "no figures are written");
}

#[test]
fn a_query_that_takes_longer_than_its_time_is_ended_in_the_engine() {
    let Some(postgres) = Postgres::start() else { return };
    slow_table(&postgres);
    let project = project(&postgres_block(&postgres, "table: slow, timeout: 2s"));
    let answer = Answer::of(&mut run(&project));
    assert_eq!(answer.code, 2, "{}", answer.stderr);
    assert!(answer.stderr.contains("error[source-busy]"), "{}", answer.stderr);
    assert!(answer.stderr.contains("took longer than 2s"), "{}", answer.stderr);
    postgres.until_running("uptake events", 0);
    postgres.sql("UPDATE nap SET seconds = 0");
    goes_through(&project);
}

#[test]
fn nothing_that_is_asked_writes_whatever_the_source_calls() {
    let Some(postgres) = Postgres::start() else { return };
    postgres.sql(
        "CREATE TABLE written (n int);
         CREATE TABLE events (id text, at timestamptz, kind text);
         INSERT INTO events VALUES ('ana', '2026-02-24 10:00+00', 'x');
         CREATE FUNCTION writes() RETURNS text LANGUAGE plpgsql AS $$ BEGIN INSERT INTO written VALUES (1); RETURN 'x'; END $$;
         CREATE VIEW writing AS SELECT id, at, writes() AS kind FROM events",
    );
    let project = project(&postgres_block(&postgres, "table: writing"));
    let answer = Answer::of(&mut run(&project));
    assert_eq!(answer.code, 2, "{}", answer.stderr);
    assert!(answer.stderr.contains("read-only transaction"), "{}", answer.stderr);
    assert_eq!(postgres.sql("SELECT count(*) FROM written"), "0");
}

#[test]
fn a_server_of_a_protocol_that_is_killed_under_its_query_is_an_error_and_the_run_can_be_made_again() {
    let (Some(mut sail), Some(_)) = (Sail::start(), driver_folder("duckdb")) else {
        return;
    };
    let rows = |project: &Project, count: u64| {
        let path = project.path("events.parquet");
        let copy = format!(
            "COPY (SELECT CASE WHEN i % 2 = 0 THEN 'ana' ELSE 'ben' END AS id, TIMESTAMPTZ '2026-02-24 10:00:00+00' + to_seconds(i % 86400) AS at, 'x' AS kind FROM range({count}) AS r(i)) TO '{}' (FORMAT parquet)",
            path.display()
        );
        execute(
            "duckdb",
            &[("path", shown(&project.path("made.duckdb")))],
            ["SET TimeZone = 'UTC'", copy.as_str()],
        );
        path
    };
    let block = |uri: &str, query: &str| {
        format!("adapter: adbc, driver: flightsql, dialect: spark, uri: '{uri}', query: \"{query}\"")
    };
    // A query that goes on for as long as anybody lets it.
    let endless = "SELECT CASE WHEN a.id % 2 = 0 THEN 'ana' ELSE 'ben' END AS id, TIMESTAMP '2026-02-24 10:00:00Z' AS at, CAST(b.id AS STRING) AS kind FROM range(10000000) AS a CROSS JOIN range(1000000) AS b WHERE (a.id * b.id) % 7 = 3";
    let project = project(&block(&sail.uri(), endless));
    let child = started(&project);
    std::thread::sleep(Duration::from_secs(5));
    sail.kill();
    let answer = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&answer.stderr);
    assert_eq!(answer.status.code(), Some(2), "{said}");
    assert!(said.contains("error[source-"), "{said}");
    assert!(!project.path("out").exists(), "no figures are written");
    let Some(sail) = Sail::start() else { return };
    let path = rows(&project, 1000);
    let text = project.read("uptake.yaml");
    let (before, _) = text.split_once("  events: ").unwrap();
    let block = block(&sail.uri(), &format!("SELECT * FROM parquet.`{}`", path.display()));
    let project = project.file(
        "uptake.yaml",
        format!("{before}  events: {{ {block}, reduce: pushdown }}\n"),
    );
    goes_through(&project);
}

/// The processes that another one has started.
fn children(of: u32) -> Vec<u32> {
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    let numbers = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let parent = |process: u32| -> Option<u32> {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        status
            .lines()
            .find_map(|line| line.strip_prefix("PPid:"))?
            .trim()
            .parse()
            .ok()
    };
    numbers.filter(|process| parent(*process) == Some(of)).collect()
}

#[test]
fn a_worker_of_a_cluster_that_is_killed_under_its_query_changes_no_figure() {
    if std::env::var_os("UPTAKE_CONFORMANCE_CASES").is_none() {
        println!("skipped: `cargo xtask conformance` starts a cluster");
        return;
    }
    if !asked("spark") {
        println!("skipped: Spark isn't among the engines that are asked");
        return;
    }
    let Some(spark) = Engine::spark("local-cluster[2,1,1024]") else {
        return;
    };
    let rows = "SELECT CASE WHEN a.id % 2 = 0 THEN 'ana' ELSE 'ben' END AS id, TIMESTAMP '2026-02-24 10:00:00Z' AS at, CASE WHEN (a.id * b.id) % 7 = 3 THEN 'x' ELSE 'y' END AS kind FROM range(0, 20000, 1, 8) AS a CROSS JOIN range(5000) AS b";
    let project = project(&format!("{}, query: \"{rows}\"", spark.block));
    goes_through(&project);
    let expected = project.read("out/metrics.csv");
    std::fs::remove_dir_all(project.path("out")).unwrap();
    let child = started(&project);
    std::thread::sleep(Duration::from_secs(5));
    let workers = children(spark.process().unwrap());
    assert!(!workers.is_empty(), "executors have processes of their own");
    let killed = Command::new("kill")
        .args(["-9", &workers[0].to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let answer = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&answer.stderr);
    match answer.status.code() {
        // Spark has done it elsewhere.
        Some(0) => assert_eq!(project.read("out/metrics.csv"), expected),
        code => {
            assert_eq!(code, Some(2), "{said}");
            assert!(said.contains("error[source-"), "{said}");
            assert!(!project.path("out").exists(), "no figures are written");
            goes_through(&project);
            assert_eq!(project.read("out/metrics.csv"), expected);
        }
    }
}
