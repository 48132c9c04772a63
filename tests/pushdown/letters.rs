//! Letters of texts and of names as engines take them: where they take them otherwise than rules do, nothing is added up there.

use super::engines::Database;
use super::{COLUMNS, conformance, figures, rows};
use crate::drivers::{PASSWORD, Postgres, USER, execute};
use crate::support::Project;

/// What a run of the project says where rows are read, and where they are added up.
fn both(database: &Database, project: &Project) -> [crate::support::Answer; 2] {
    let pushed = project.read("uptake.yaml").replace("reduce: here", "reduce: pushdown");
    std::fs::write(project.path("pushed.yaml"), pushed).unwrap();
    ["uptake.yaml", "pushed.yaml"].map(|file| {
        let out = format!("out-{file}");
        database.command(project, &["run", "--project", file, "--out", &out])
    })
}

#[test]
fn columns_whose_names_differ_in_case_alone_are_refused_where_the_engine_takes_them_for_one() {
    for database in Database::all() {
        let project = conformance("week", "monday", "UTC", &database.block())
            .edit(
                "uptake.yaml",
                "table: events",
                "query: 'SELECT *, nr AS \"Sort\", note AS \"SORT\" FROM events'",
            )
            .edit(
                "rules.yaml",
                "note: { type: text, optional: true",
                "note: { type: text, column: SORT, optional: true",
            );
        database.table(&project, "events", &COLUMNS, &rows());
        if let Database::Postgres(_) = database {
            super::both(&database, &project, "events");
            continue;
        }
        let [_, answer] = both(&database, &project);
        assert_eq!(answer.code, 2, "{}", answer.stderr);
        let expected = "error[cannot-push]: `reduce: pushdown` can't be exact: the columns `sort` and `Sort`: duckdb doesn't tell names apart";
        assert!(answer.stderr.contains(expected), "{}", answer.stderr);
        assert!(!project.path("out-pushed.yaml").exists(), "no figures are written");
    }
}

#[test]
fn texts_of_another_encoding_are_read_as_what_they_are_and_arent_added_up_there() {
    let Some(postgres) = Postgres::start() else { return };
    for encoding in ["LATIN1", "WIN1251", "SQL_ASCII"] {
        let name = encoding.to_lowercase();
        postgres.sql(&format!(
            "CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        ));
        let uri = postgres.uri().replace("/postgres", &format!("/{name}"));
        let whole = uri.replace("://", &format!("://{USER}:{PASSWORD}@"));
        let text = if encoding == "WIN1251" { "яё" } else { "éß" };
        let statements = [
            "SET client_encoding TO 'UTF8'".to_owned(),
            "CREATE TABLE events (id text, at timestamptz, note text)".to_owned(),
            format!(
                "INSERT INTO events VALUES ('ana', '2026-03-20 10:00+00', '{text}'), ('ben', '2026-03-20 10:00+00', 'x')"
            ),
        ];
        execute("postgresql", &[("uri", &whole)], statements.iter().map(String::as_str));
        let block = format!(
            "adapter: adbc, driver: postgresql, uri: '{uri}', user: {USER}, password: '${{env:UPTAKE_TEST_PASSWORD}}'"
        );
        let rules = RULES.replace("TEXT", text);
        let project = conformance("week", "monday", "UTC", &block).file("rules.yaml", rules);
        let database = Database::DuckDb;
        let here = figures(&database, &project, "uptake.yaml");
        let ana = &here.csv("metrics.csv")[0];
        assert_eq!(ana["numerator"], "1", "{encoding}: {ana:?}");
        let [_, answer] = both(&database, &project);
        assert_eq!(answer.code, 2, "{}", answer.stderr);
        let expected = format!(
            "error[cannot-push]: `reduce: pushdown` can't be exact: texts in the encoding `{encoding}` of the database"
        );
        assert!(answer.stderr.contains(&expected), "{}", answer.stderr);
    }
}

const RULES: &str = r#"
uptake: 1
pack: letters
entities: people
datasets:
  people: { kind: entities, entity: id, key: [id], columns: { id: text, team: text } }
  events: { kind: events, entity: id, time: at, columns: { id: text, at: datetime, note: text } }
measures:
  two: { count: events, where: 'note.len() == 2 && note == "TEXT"' }
definitions:
  any: { when: two > 0 }
metrics:
  share: { share: any }
"#;
