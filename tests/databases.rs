//! Sources that are databases: the same figures as from files, also through the plugin, and nothing left behind.

use crate::drivers::{PASSWORD, Postgres, Sail, USER, driver_folder, execute, folders, quoted, shown};
use crate::support::{Answer, Figures, Project, csv_rows};
use polars::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use uptake_adapter::conformance::{self, Verdict};
use uptake_adapter::{Adapter, Batch, ScanRequest, Settings};
use uptake_adbc::Adbc;
use uptake_plugins::{Load, Plugin};

const DATASETS: [&str; 3] = ["people", "leave", "interactions"];

/// The demo's project and data, and its figures from files.
fn demo() -> (Project, Figures) {
    let project = Project::empty();
    let answer = project.uptake(&["demo", "--out", "demo"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    let figures = Figures::read(&project.path("demo"));
    (project, figures)
}

/// A CSV file of the demo as statements that make a table of texts.
fn statements(project: &Project, dataset: &str) -> Vec<String> {
    let text = project.read(&format!("demo/project/data/{dataset}.csv"));
    let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let rows = csv_rows(text.as_bytes());
    let columns: Vec<String> = header.iter().map(|name| format!("\"{name}\" TEXT")).collect();
    let mut all = vec![format!("CREATE TABLE {dataset} ({})", columns.join(", "))];
    for rows in rows.chunks(500) {
        let row = |row: &BTreeMap<String, String>| {
            let value = |name: &&str| match row[*name].as_str() {
                // What a CSV file has as nothing, a database has as null.
                "" => "NULL".to_owned(),
                text => quoted(text),
            };
            let values: Vec<String> = header.iter().map(value).collect();
            format!("({})", values.join(", "))
        };
        let rows: Vec<String> = rows.iter().map(row).collect();
        all.push(format!("INSERT INTO {dataset} VALUES {}", rows.join(", ")));
    }
    all
}

/// The demo with all its sources from elsewhere.
fn moved(project: &Project, blocks: impl Fn(&str) -> String) -> Figures {
    let mut text = project.read("demo/project/uptake.yaml");
    for dataset in DATASETS {
        let from = format!("  {dataset}: {{ adapter: files, path: data/{dataset}.csv }}");
        assert!(text.contains(&from), "{text}");
        text = text.replace(&from, &format!("  {dataset}: {}", blocks(dataset)));
    }
    std::fs::write(project.path("demo/project/moved.yaml"), text).unwrap();
    let mut command = project.command(&["run", "--project", "demo/project/moved.yaml", "--out", "moved"]);
    command
        .env("UPTAKE_ADBC_DRIVERS", folders())
        .env("UPTAKE_TEST_PASSWORD", PASSWORD);
    let answer = Answer::of(&mut command);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    let figures = Figures::read(&project.path("moved"));
    std::fs::remove_dir_all(project.path("moved")).unwrap();
    figures
}

/// The figures, and what was set aside and why.
fn same(found: &Figures, expected: &Figures) {
    for file in ["metrics.csv", "entity_periods.parquet"] {
        assert!(found.bytes(file) == expected.bytes(file), "`{file}` differs");
    }
    // A file's rows are numbered as an editor shows them, the heading being the first; a table's from its first row on.
    let reasons = |figures: &Figures, heading: u64| {
        let mut rows = figures.csv("set_aside.csv");
        for row in &mut rows {
            row.remove("source");
            let number: u64 = row["row"].parse().unwrap();
            row.insert("row".to_owned(), (number + heading).to_string());
        }
        rows
    };
    assert_eq!(reasons(found, 1), reasons(expected, 0));
}

#[test]
fn the_demo_gives_the_same_figures_from_every_database() {
    let (project, expected) = demo();
    let all: Vec<String> = DATASETS
        .iter()
        .flat_map(|dataset| statements(&project, dataset))
        .collect();
    if driver_folder("sqlite").is_some() {
        let path = project.path("demo/project/demo.db");
        let uri = format!("file:{}", shown(&path));
        execute("sqlite", &[("uri", &uri)], all.iter().map(String::as_str));
        let found = moved(&project, |dataset| {
            format!("{{ adapter: adbc, driver: sqlite, uri: demo.db, table: {dataset} }}")
        });
        same(&found, &expected);
        let part = found.csv("set_aside.csv")[0]["source"].clone();
        assert_eq!(part, "sqlite:people");
    }
    if driver_folder("duckdb").is_some() {
        let path = project.path("demo/project/demo.duckdb");
        execute("duckdb", &[("path", shown(&path))], all.iter().map(String::as_str));
        let found = moved(&project, |dataset| {
            format!("{{ adapter: adbc, driver: duckdb, uri: demo.duckdb, query: \"SELECT * FROM {dataset}\" }}")
        });
        same(&found, &expected);
    }
    if let Some(postgres) = Postgres::start() {
        for statement in &all {
            postgres.sql(statement);
        }
        let uri = postgres.uri();
        let found = moved(&project, |dataset| {
            format!(
                "{{ adapter: adbc, driver: postgresql, uri: '{uri}', user: {USER}, password: '${{env:UPTAKE_TEST_PASSWORD}}', table: {dataset} }}"
            )
        });
        same(&found, &expected);
        assert!(!String::from_utf8_lossy(found.bytes("manifest.json")).contains(PASSWORD));
    }
    if let Some(sail) = Sail::start() {
        let uri = sail.uri();
        for dataset in DATASETS {
            let bytes = project.read(&format!("demo/project/data/{dataset}.csv"));
            let rows = csv_rows(bytes.as_bytes());
            let header: Vec<&str> = bytes.lines().next().unwrap().split(',').collect();
            let column = |name: &&str| {
                let values = rows
                    .iter()
                    .map(|row| Some(row[*name].as_str()).filter(|text| !text.is_empty()));
                let values: Vec<Option<&str>> = values.collect();
                Column::new((*name).into(), values)
            };
            let frame = DataFrame::new(rows.len(), header.iter().map(column).collect()).unwrap();
            std::fs::write(
                project.path(&format!("{dataset}.parquet")),
                crate::support::parquet_bytes(&frame),
            )
            .unwrap();
        }
        let found = moved(&project, |dataset| {
            let path = project.path(&format!("{dataset}.parquet"));
            let query = format!("SELECT * FROM parquet.`{}`", path.display());
            format!("{{ adapter: adbc, driver: flightsql, uri: '{uri}', query: \"{query}\" }}")
        });
        same(&found, &expected);
    }
}

const FILES: [&str; 2] = [
    "{ adapter: files, path: people.csv }",
    "{ adapter: files, path: uses.csv }",
];

/// The small project with its sources from elsewhere.
fn small(people: &str, uses: &str) -> Project {
    Project::small()
        .edit("uptake.yaml", FILES[0], people)
        .edit("uptake.yaml", FILES[1], uses)
}

fn run(project: &Project) -> Answer {
    let mut command = project.command(&["run", "--project", "uptake.yaml", "--out", "out"]);
    command
        .env("UPTAKE_ADBC_DRIVERS", folders())
        .env("UPTAKE_TEST_PASSWORD", PASSWORD);
    Answer::of(&mut command)
}

#[test]
fn typed_columns_give_the_same_figures_as_texts() {
    let expected = Project::small().figures(&[]);
    let uses: Vec<String> = csv_rows(Project::small().read("uses.csv").as_bytes())
        .iter()
        .map(|row| format!("('{}', '{}')", row["id"], row["at"]))
        .collect();
    let uses = uses.join(", ");
    let mut blocks = Vec::new();
    if driver_folder("sqlite").is_some() {
        // A team that nobody has: SQLite calls it a number, as it does a tool.
        blocks.push((
            "{ adapter: adbc, driver: sqlite, query: \"SELECT column1 AS id, column2 AS team FROM (VALUES ('ana', 'Red'), ('ben', 'Blue'))\" }".to_owned(),
            format!("{{ adapter: adbc, driver: sqlite, query: \"SELECT column1 AS id, column2 AS at, NULL AS tool FROM (VALUES {uses})\" }}"),
        ));
    }
    if driver_folder("duckdb").is_some() {
        blocks.push((
            "{ adapter: adbc, driver: duckdb, query: \"SELECT id, team::ENUM('Red', 'Blue') AS team FROM (VALUES ('ana', 'Red'), ('ben', 'Blue')) AS t(id, team)\" }".to_owned(),
            format!(
                "{{ adapter: adbc, driver: duckdb, query: \"SELECT id, x::TIMESTAMPTZ AS at FROM (VALUES {uses}) AS t(id, x)\" }}"
            ),
        ));
    }
    let postgres = Postgres::start();
    if let Some(postgres) = &postgres {
        postgres.sql("CREATE TABLE people (id char(3), team varchar(10)); INSERT INTO people VALUES ('ana', 'Red'), ('ben', 'Blue')");
        postgres.sql(&format!(
            "CREATE TABLE uses (id text, at timestamptz); INSERT INTO uses VALUES {uses}"
        ));
        let at = format!(
            "adapter: adbc, driver: postgresql, uri: '{}', user: {USER}, password: '${{env:UPTAKE_TEST_PASSWORD}}'",
            postgres.uri()
        );
        blocks.push((format!("{{ {at}, table: people }}"), format!("{{ {at}, table: uses }}")));
        blocks.push((
            format!("{{ {at}, table: people }}"),
            format!("{{ {at}, time_zone: America/New_York, query: \"SELECT id, at AT TIME ZONE 'America/New_York' AS at FROM uses\" }}"),
        ));
    }
    for (people, uses) in blocks {
        let project = small(&people, &uses);
        let answer = run(&project);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{people} {uses}");
        let found = Figures::read(&project.path("out"));
        for file in ["metrics.csv", "entity_periods.parquet"] {
            assert!(
                found.bytes(file) == expected.bytes(file),
                "`{file}` differs for {people}"
            );
        }
    }
}

#[test]
fn a_column_of_nulls_that_a_database_calls_a_number_is_unknown_whatever_its_type() {
    if driver_folder("sqlite").is_none() {
        return;
    }
    let project = small(
        FILES[0],
        "{ adapter: adbc, driver: sqlite, query: \"SELECT 'ana' AS id, NULL AS at\" }",
    );
    let answer = run(&project);
    // A source without any usable row ends a run so.
    assert_eq!(answer.code, 2, "{}", answer.stderr);
    assert!(answer.stdout.contains("error[nothing-usable]"), "{}", answer.stdout);
    let figures = Figures::read(&project.path("out"));
    assert_eq!(figures.intake("uses")["used"], 0);
}

#[test]
fn a_fault_names_its_place_and_shows_no_secret() {
    let absent = small("{ adapter: adbc, driver: nobodys, table: people }", FILES[1]);
    let answer = run(&absent);
    assert_eq!(answer.code, 2);
    let start = "\
error[source-settings]: the driver `nobodys` wasn't found
  at uptake.yaml:6:36
  help: name its folder as `driver_folder`, or give the path of the library as `driver`; looked in `";
    assert!(answer.stderr.starts_with(start), "{}", answer.stderr);

    let Some(postgres) = Postgres::start() else { return };
    let uri = postgres.uri();
    let block = format!(
        "{{ adapter: adbc, driver: postgresql, uri: '{uri}', user: {USER}, password: hunter2-wr0ng, table: people }}"
    );
    let column = "  people: ".len() + block.find("hunter2").unwrap() + 1;
    let answer = run(&small(&block, FILES[1]));
    answer.refuses(&format!(
        "\
error[source-refused]: no connection through `postgresql`: [libpq] Failed to connect: connection to server at \"127.0.0.1\", port {} failed: FATAL:  password authentication failed for user \"ana\"
  at uptake.yaml:6:{column}
  help: the credentials may be wrong, missing, or not enough: `user`, `password`, or what `options` say
",
        postgres.port
    ));
}

#[test]
fn a_run_that_is_interrupted_leaves_no_query_behind() {
    let Some(postgres) = Postgres::start() else { return };
    let query = "SELECT 'ana' AS id, pg_sleep(3600)::text AS at, 'nap_at_interrupt' AS tool";
    let uri = postgres.uri();
    let block = format!(
        "{{ adapter: adbc, driver: postgresql, uri: '{uri}', user: {USER}, password: '${{env:UPTAKE_TEST_PASSWORD}}', query: \"{query}\" }}"
    );
    let project = small(FILES[0], &block);
    let mut command = project.command(&["run", "--project", "uptake.yaml"]);
    command
        .env("UPTAKE_ADBC_DRIVERS", driver_folder("postgresql").unwrap())
        .env("UPTAKE_TEST_PASSWORD", PASSWORD);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    postgres.until_running("nap_at_interrupt", 1);
    let interrupted = Command::new("kill")
        .args(["-s", "INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(interrupted.success());
    assert!(!child.wait().unwrap().success());
    postgres.until_running("nap_at_interrupt", 0);
}

/// The adapter as a shared library, which `cargo test --workspace` builds as an example.
fn plugin() -> Option<PathBuf> {
    let profile = Path::new(env!("CARGO_BIN_EXE_uptake")).parent().unwrap();
    let name = format!(
        "{}uptake_adbc{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    );
    let path = profile.join("examples").join(name);
    if !path.is_file() {
        println!(
            "skipped: `{}` isn't built; `cargo build --workspace --examples`",
            path.display()
        );
        return None;
    }
    Some(path)
}

fn rows(adapter: &dyn Adapter, settings: &Settings) -> Vec<Batch> {
    let mut source = adapter.open(settings).unwrap();
    source
        .scan(&ScanRequest::default())
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

#[test]
fn through_the_abi_databases_are_read_as_by_the_adapter_that_is_built_in() {
    let Some(path) = plugin() else { return };
    let plugin = Plugin::load(&Load {
        path,
        ..Load::default()
    })
    .unwrap();
    assert_eq!(
        plugin.describe().to_json(plugin.secrets()),
        Adbc.describe().to_json(Adbc.secrets())
    );
    let postgres = Postgres::start();
    let mut tried = vec![
        (
            "sqlite",
            "SELECT column1 AS id, column2 AS n, NULL AS t FROM (VALUES ('a', 1), ('b', NULL))",
            None,
        ),
        (
            "duckdb",
            "SELECT n, 'person ' || n AS id, TIMESTAMPTZ '2026-02-02 09:00:00+00' AS at, n::DECIMAL(9, 2) AS d FROM range(150000) t(n)",
            None,
        ),
    ];
    if let Some(postgres) = &postgres {
        let sql = "SELECT n, n::numeric AS d, date '2026-02-02' AS day FROM generate_series(1, 1000) AS n";
        tried.push(("postgresql", sql, Some(postgres.uri())));
    }
    for (driver, sql, uri) in tried {
        let Some(folder) = driver_folder(driver) else { continue };
        let mut values: BTreeMap<String, String> =
            [("driver", driver), ("driver_folder", shown(&folder)), ("query", sql)]
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into();
        if let Some(uri) = uri {
            values.insert("uri".to_owned(), uri);
            values.insert("user".to_owned(), USER.to_owned());
            values.insert("password".to_owned(), PASSWORD.to_owned());
        }
        let settings = Settings::new("", values.clone());
        let (found, expected) = (rows(&plugin, &settings), rows(&Adbc, &settings));
        assert_eq!(found.len(), expected.len(), "{driver}");
        for (found, expected) in found.iter().zip(&expected) {
            assert!(found.frame.equals_missing(&expected.frame), "{driver}");
            assert_eq!((&found.part, found.first_row), (&expected.part, expected.first_row));
        }
        let findings = conformance::check(&plugin, &settings);
        assert!(
            findings.iter().all(|finding| finding.verdict == Verdict::Kept),
            "{driver}: {findings:#?}"
        );
        values.insert("query".to_owned(), "SELECT 1 FROM WHERE".to_owned());
        let broken = Settings::new("", values);
        let fault = |adapter: &dyn Adapter| {
            let mut source = adapter.open(&broken).unwrap();
            let answer = source
                .scan(&ScanRequest::default())
                .and_then(Iterator::collect::<Result<Vec<Batch>, _>>);
            answer.map(|batches| batches.len()).unwrap_err()
        };
        assert_eq!(fault(&plugin), fault(&Adbc), "{driver}");
    }
}
