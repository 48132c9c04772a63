//! Sources that give other rows each time that they are asked: refused where the query says so, an error where only the answers do, and
//! never figures of several of them.

use super::engines::Database;
use super::{COLUMNS, conformance, rows};
use crate::support::Project;

const RULES: &str = "
uptake: 1
pack: drawn
entities: people
datasets:
  people: { kind: entities, entity: id, key: [id], columns: { id: text, team: text } }
  events: { kind: events, entity: id, time: at, columns: { id: text, at: datetime, note: text } }
measures:
  kinds: { distinct: events.note }
definitions:
  any: { when: kinds > 0 }
metrics:
  share: { share: any }
";

fn pushed(database: &Database, table: &str) -> Project {
    conformance("week", "monday", "UTC", &database.block())
        .edit("uptake.yaml", "reduce: here", "reduce: pushdown")
        .edit("uptake.yaml", "table: events", table)
}

#[test]
fn a_query_that_draws_rows_at_random_is_refused_by_its_word() {
    for (query, word) in [
        ("SELECT * FROM events USING SAMPLE 10%", "sample"),
        ("SELECT * FROM events ORDER BY random() LIMIT 5", "random"),
    ] {
        let project = conformance("week", "monday", "UTC", "adapter: adbc, driver: duckdb")
            .edit("uptake.yaml", "reduce: here", "reduce: pushdown")
            .edit("uptake.yaml", "table: events", &format!("query: '{query}'"));
        let answer = project.uptake(&["check", "uptake.yaml"]);
        assert_eq!(answer.code, 1, "{}", answer.stdout);
        let expected =
            format!("an engine is asked several times, and by `{word}` its `query` gives other rows each time");
        assert!(answer.stdout.contains(&expected), "{}", answer.stdout);
    }
}

#[test]
fn a_view_that_draws_rows_at_random_is_an_error_and_gives_no_figures() {
    for database in Database::all() {
        let project = pushed(&database, "table: drawn");
        database.table(&project, "events", &COLUMNS, &rows());
        database.view(&project, "drawn", "SELECT * FROM events ORDER BY random() LIMIT 60");
        let answer = database.command(&project, &["run", "--project", "uptake.yaml", "--out", "out"]);
        assert_eq!(answer.code, 2, "{}", answer.stderr);
        let expected = "error[source-unreadable]: `events` gives other rows each time that it is asked";
        assert!(answer.stderr.contains(expected), "{}", answer.stderr);
        assert!(!project.path("out").exists(), "no figures are written");
    }
}

#[test]
fn two_columns_of_one_name_are_told_as_they_are_where_rows_are_read() {
    for database in Database::all() {
        let query = "query: \"SELECT *, 'zz' AS id FROM events\"";
        let project = pushed(&database, query);
        database.table(&project, "events", &COLUMNS, &rows());
        let here = project.read("uptake.yaml").replace("reduce: pushdown", "reduce: here");
        std::fs::write(project.path("here.yaml"), here).unwrap();
        for file in ["here.yaml", "uptake.yaml"] {
            let answer = database.command(&project, &["run", "--project", file, "--out", "out"]);
            assert_eq!(answer.code, 2, "{file}: {}", answer.stderr);
            assert!(
                answer.stderr.contains("error[source-unreadable]"),
                "{file}: {}",
                answer.stderr
            );
            assert!(
                answer.stderr.contains("has two columns `id`"),
                "{file}: {}",
                answer.stderr
            );
        }
    }
}

#[test]
fn times_and_weights_beyond_what_is_counted_are_told_with_the_code_that_reading_them_has() {
    for database in Database::all() {
        let mut plain = rows().swap_remove(0);
        let mut put = |name: &str, value: Option<&str>| {
            let at = COLUMNS.iter().position(|(own, _)| *own == name).unwrap();
            plain[at] = value.map(str::to_owned);
            plain.clone()
        };
        let early = put("at", Some("1990-03-28 10:00:00+00"));
        let late = put("at", Some("2026-03-28 10:00:00+00"));
        let heavy = put("times", Some("4294967295"));
        for (rows, code, names) in [
            (
                vec![early, late],
                "too-many-periods",
                "the events span from 1990-03-28 to 2026-03-28",
            ),
            (
                vec![heavy.clone(), heavy],
                "too-many-events",
                "`ana` has more than 4294967295 events in a period",
            ),
        ] {
            let project = conformance("week", "monday", "UTC", &database.block());
            database.table(&project, "events", &COLUMNS, &rows);
            let pushed = project.read("uptake.yaml").replace("reduce: here", "reduce: pushdown");
            std::fs::write(project.path("pushed.yaml"), pushed).unwrap();
            for file in ["uptake.yaml", "pushed.yaml"] {
                let answer = database.command(&project, &["run", "--project", file, "--out", "out"]);
                assert!(
                    answer.stderr.contains(&format!("error[{code}]")),
                    "{file}: {}",
                    answer.stderr
                );
                assert!(answer.stderr.contains(names), "{file}: {}", answer.stderr);
                assert!(answer.stderr.contains("help: check the"), "{file}: {}", answer.stderr);
            }
        }
    }
}

#[test]
fn a_view_that_gives_each_row_a_text_of_its_own_has_no_class_for_it() {
    for database in Database::all() {
        let project = pushed(&database, "table: drawn");
        let mut all = rows();
        let plain = all.swap_remove(0);
        let all: Vec<Vec<Option<String>>> = (0..7)
            .map(|number| {
                let mut row = plain.clone();
                row[0] = Some(number.to_string());
                row
            })
            .collect();
        database.table(&project, "events", &COLUMNS, &all);
        database.view(
            &project,
            "drawn",
            "SELECT id, \"at\", 'z' || CAST(floor(random() * 1000000000) AS TEXT) AS note FROM events",
        );
        let project = project.file("rules.yaml", RULES);
        let found = super::figures(&database, &project, "uptake.yaml");
        assert_eq!(found.of("ana", "2026-03-23", "kinds"), "7", "{}", database.name());
    }
}
