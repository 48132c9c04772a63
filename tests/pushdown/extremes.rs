//! Values at the ends of what an engine has: told as where rows are read, since their rows are read.

use super::engines::Database;
use super::{COLUMNS, conformance, rows};

#[test]
fn a_time_beyond_the_years_of_rules_is_told_with_the_code_that_reading_it_has() {
    for database in Database::all() {
        // DuckDB's client writes no year beyond 9999.
        if !matches!(database, Database::Postgres(_)) {
            continue;
        }
        for time in ["294276-12-31 10:00:00+00", "infinity"] {
            let project = conformance("week", "monday", "UTC", &database.block());
            let mut all = rows();
            all.truncate(20);
            let at = COLUMNS.iter().position(|(name, _)| *name == "at").unwrap();
            all[7][at] = Some(time.to_owned());
            database.table(&project, "events", &COLUMNS, &all);
            let pushed = project.read("uptake.yaml").replace("reduce: here", "reduce: pushdown");
            std::fs::write(project.path("pushed.yaml"), pushed).unwrap();
            for file in ["uptake.yaml", "pushed.yaml"] {
                let answer = database.command(&project, &["run", "--project", file, "--out", "out"]);
                assert_eq!(answer.code, 2, "{time}, {file}: {}", answer.stderr);
                let expected = ["error[source-unsupported]", "of `at` is a time outside of the years"];
                for part in expected {
                    assert!(answer.stderr.contains(part), "{time}, {file}: {}", answer.stderr);
                }
                assert!(!project.path("out").exists(), "no figures are written");
            }
        }
    }
}

#[test]
fn a_day_beyond_the_years_of_rules_in_a_condition_is_told_as_where_rows_are_read() {
    for database in Database::all() {
        for day in ["infinity", "-infinity", "12026-03-20"] {
            for ty in ["DATE", "TIMESTAMPTZ"] {
                let project = conformance("week", "monday", "UTC", &database.block());
                let project = project
                    .edit(
                        "rules.yaml",
                        "      due: { type: date, missing: set_aside }",
                        &format!(
                            "      due: {{ type: {}, optional: true }}",
                            if ty == "DATE" { "date" } else { "datetime" }
                        ),
                    )
                    .edit(
                        "rules.yaml",
                        "  late: { count: events, where: 'days_between(due, at) > 0' }\n",
                        "",
                    )
                    .edit("rules.yaml", "due < date(\"2026-03-30\")", "is_known(due)");
                let mut columns = COLUMNS;
                let due = COLUMNS.iter().position(|(name, _)| *name == "due").unwrap();
                columns[due].1 = ty;
                let mut all = rows();
                all.truncate(20);
                all[7][due] = Some(day.to_owned());
                database.table(&project, "events", &columns, &all);
                let pushed = project.read("uptake.yaml").replace("reduce: here", "reduce: pushdown");
                std::fs::write(project.path("pushed.yaml"), pushed).unwrap();
                for file in ["uptake.yaml", "pushed.yaml"] {
                    let answer = database.command(&project, &["run", "--project", file, "--out", "out"]);
                    assert_eq!(answer.code, 2, "{day} {ty}, {file}: {}", answer.stderr);
                    let row = if file == "uptake.yaml" {
                        "row 8 of `due`"
                    } else {
                        "a row of `due`"
                    };
                    for part in ["error[source-unsupported]", row, "outside of the years"] {
                        assert!(answer.stderr.contains(part), "{day} {ty}, {file}: {}", answer.stderr);
                    }
                    assert!(!project.path("out").exists(), "no figures are written");
                }
            }
        }
    }
}
