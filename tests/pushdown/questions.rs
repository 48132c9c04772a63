//! `adapters check --plan` says every question that an engine may be asked, as it is asked, and how many rows travel in answer.

use super::engines::Database;
use super::{COLUMNS, conformance, rows};
use crate::drivers::PASSWORD;

#[test]
fn every_question_is_told_with_the_rows_that_travel_and_can_be_asked_as_it_stands() {
    for database in Database::all() {
        let project = conformance("week", "monday", "Europe/Berlin", &database.block());
        let project = project.edit("uptake.yaml", "reduce: here", "reduce: pushdown");
        database.table(&project, "events", &COLUMNS, &rows());
        let arguments = ["adapters", "check", "events", "--project", "uptake.yaml", "--plan"];
        let json = database.command(&project, &[&arguments[..], &["--format", "json"]].concat());
        assert_eq!((json.code, json.stderr.as_str()), (0, ""));
        let told: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
        crate::schema::holds("commands/adapters-check-plan.json", &told);
        let queries = told[0]["queries"].as_array().unwrap();
        let find = |brings: &str| {
            let mut found = queries
                .iter()
                .filter(|query| query["brings"].as_str().unwrap().starts_with(brings));
            found.next().unwrap_or_else(|| panic!("{brings}"))
        };
        for brings in [
            "the different texts of `thing`",
            "how many keys come twice",
            "values that are told apart, or added up here",
            "if there are some: for how many rows",
            "if there are some: names in `thing` that no register lists",
        ] {
            find(brings);
        }
        // What is shown is what is asked: no letter is written otherwise than in SQL, and the answers are of so many rows.
        let text = database.command(&project, &arguments).stdout;
        for query in queries {
            let sql = query["sql"].as_str().unwrap();
            assert!(text.contains(&format!("\n{sql};\n")), "{sql}");
            if let Some(rows) = query["rows"].as_u64() {
                assert_eq!(database.count(&project, sql), rows, "{}", query["brings"]);
            }
        }
        let all = find("added up: a row for each entity and period")["rows"]
            .as_u64()
            .unwrap();
        let left = find("read as they are")["rows"].as_u64().unwrap();
        assert!(all > 0 && left > 0 && left < rows().len() as u64);
    }
}

#[test]
fn no_question_and_no_estimate_shows_what_stands_for_a_secret_in_the_query() {
    for database in Database::all() {
        let columns = COLUMNS.iter().filter(|(name, _)| *name != "sort");
        let columns: Vec<String> = columns.map(|(name, _)| format!("\\\"{name}\\\"")).collect();
        let secret = "'${env:UPTAKE_TEST_PASSWORD}'";
        let query = format!(
            "query: \"SELECT {}, CASE WHEN sort = 'x' THEN {secret} ELSE sort END AS sort FROM events WHERE note IS NULL OR note <> {secret}\"",
            columns.join(", ")
        );
        let project = conformance("week", "monday", "UTC", &database.block())
            .edit("uptake.yaml", "reduce: here", "reduce: pushdown")
            .edit("uptake.yaml", "table: events", &query);
        database.table(&project, "events", &COLUMNS, &rows());
        let arguments = ["adapters", "check", "events", "--project", "uptake.yaml", "--plan"];
        for more in [&[][..], &["--format", "json"]] {
            let answer = database.command(&project, &[&arguments[..], more].concat());
            assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
            assert!(answer.stdout.contains("note <> '…'"), "{}", answer.stdout);
            assert!(!answer.stdout.contains(PASSWORD), "{}", answer.stdout);
        }
    }
}

#[test]
fn a_query_may_end_with_a_semicolon_and_a_comment_as_where_its_rows_are_read() {
    for database in Database::all() {
        let project = conformance("week", "monday", "UTC", &database.block()).edit(
            "uptake.yaml",
            "table: events",
            "query: \"SELECT * FROM events WHERE ';' <> '' ; -- all; of them\"",
        );
        database.table(&project, "events", &COLUMNS, &rows());
        super::both(&database, &project, "events");
    }
}
