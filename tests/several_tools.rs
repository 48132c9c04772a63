//! Two vendors' reports and a proxy's log in one project: every figure is that of a script that knows nothing of the engine.
//!
//! `tests/projects/several_tools/figures.py` counted what is recorded in `expected/`; where Python is there, the record is made again.

use crate::support::{Figures, Project, csv_rows, repository};
use std::path::PathBuf;
use std::process::Command;

fn home() -> PathBuf {
    repository().join("tests/projects/several_tools")
}

fn figures() -> Figures {
    let folder = Project::empty();
    let project = home().join("project.yaml");
    let answer = folder.uptake(&["run", "--project", &project.to_string_lossy(), "--out", "out"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    Figures::read(&folder.path("out"))
}

#[test]
fn the_rates_over_three_sources_are_those_of_the_recount() {
    let figures = figures();
    let recorded = csv_rows(&std::fs::read(home().join("expected/rates.csv")).unwrap());
    assert_eq!(recorded.len(), 12);
    for row in recorded {
        let found = figures.rows().iter().find(|found| {
            found["metric"] == row["metric"] && found["period"] == row["period"] && found["cut"].is_empty()
        });
        let found = found.unwrap_or_else(|| panic!("no {} {}", row["metric"], row["period"]));
        for column in ["numerator", "denominator"] {
            assert_eq!(
                found[column], row[column],
                "{} {} {column}",
                row["metric"], row["period"]
            );
        }
    }
}

#[test]
fn what_each_person_used_in_each_week_is_that_of_the_recount() {
    let figures = figures();
    let recorded = csv_rows(&std::fs::read(home().join("expected/people.csv")).unwrap());
    assert_eq!(recorded.len(), 104);
    for row in recorded {
        let of = |column: &str| figures.of(&row["person_id"], &row["period"], column);
        let number = |column: &str| {
            of(column)
                .parse::<u64>()
                .unwrap_or_else(|_| panic!("{row:?}: {}", of(column)))
        };
        for column in ["approved_interactions", "any_tool_interactions"] {
            assert_eq!(number(column).to_string(), row[column], "{row:?} {column}");
        }
        let shadow = number("unapproved_interactions") + number("unlisted_interactions");
        assert_eq!(shadow.to_string(), row["shadow"], "{row:?}");
    }
}

#[test]
fn each_source_has_its_own_counts_at_the_door() {
    let figures = figures();
    let reports = figures.outcome["intake"].as_array().unwrap();
    let counts: Vec<String> = reports
        .iter()
        .filter(|report| report["dataset"] == "interactions")
        .map(|report| {
            format!(
                "{} {} of {}, {} left out, {}",
                report["source"].as_str().unwrap(),
                report["used"],
                report["rows"],
                report["left_out"],
                report["set_aside"]
            )
        })
        .collect();
    assert_eq!(
        counts,
        [
            r#"copilot 205 of 553, 310 left out, {"duplicate":26,"restated":12}"#,
            r#"claude 62 of 87, 23 left out, {"duplicate":2}"#,
            r#"proxy 193 of 259, 64 left out, {"duplicate":1,"unknown-entity":1}"#,
        ]
    );
}

#[test]
fn the_record_is_what_the_script_counts() {
    let copy = Project::empty();
    for folder in ["data", "expected"] {
        std::fs::create_dir(copy.path(folder)).unwrap();
        for entry in std::fs::read_dir(home().join(folder)).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), copy.path(folder).join(entry.file_name())).unwrap();
        }
    }
    let script = home().join("figures.py");
    let Ok(output) = Command::new("python3").arg(script).current_dir(copy.path(".")).output() else {
        eprintln!("skipped: there is no python3");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for file in ["expected/rates.csv", "expected/people.csv"] {
        assert_eq!(
            copy.read(file),
            std::fs::read_to_string(home().join(file)).unwrap(),
            "{file}"
        );
    }
}
