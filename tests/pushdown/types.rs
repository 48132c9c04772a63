//! Types of which a driver makes something else than its engine does: what is read of them here isn't what would be added up there.

use super::engines::Database;
use super::{COLUMNS, conformance, rows};

#[test]
fn a_type_that_comes_as_something_else_is_refused_with_the_cast_to_write() {
    for database in Database::all() {
        let Database::Postgres(postgres) = &database else {
            continue;
        };
        for (ty, column, cast) in [
            ("money", "note", "CAST(note AS text)"),
            ("numeric", "note", "CAST(note AS text)"),
            ("oid", "amount", "CAST(amount AS bigint)"),
            ("money", "amount", "CAST(CAST(amount AS numeric) AS bigint)"),
        ] {
            let project = conformance("week", "monday", "UTC", &database.block());
            database.table(&project, "events", &COLUMNS, &rows());
            postgres.sql(&format!("ALTER TABLE events ALTER {column} TYPE {ty} USING NULL"));
            let pushed = project.read("uptake.yaml").replace("reduce: here", "reduce: pushdown");
            std::fs::write(project.path("pushed.yaml"), pushed).unwrap();
            for arguments in [
                &["run", "--out", "out", "--project", "pushed.yaml"][..],
                &["adapters", "check", "events", "--plan", "--project", "pushed.yaml"],
            ] {
                let answer = database.command(&project, arguments);
                assert_eq!(answer.code, 2, "{ty}: {}", answer.stderr);
                for part in [
                    "error[cannot-push]",
                    &format!("`{column}`: the source has `{ty}` there"),
                    cast,
                ] {
                    assert!(answer.stderr.contains(part), "{ty}: {}", answer.stderr);
                }
            }
        }
    }
}
