//! A whole organisation, whose figures a script of its own works out: every row of them agrees.
//!
//! `tests/projects/organisation/figures.py` knows the data and what docs/rules.md says, and nothing of the engine. What it wrote is
//! recorded in `expected/`, so that the comparison needs no Python; where Python is there, the record is made again.

use crate::support::{Answer, Figures, Project, csv_rows, repository};
use polars::prelude::AnyValue;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

type Rows = Vec<BTreeMap<String, String>>;

fn home() -> PathBuf {
    repository().join("tests/projects/organisation")
}

fn recorded(name: &str) -> Rows {
    let rows = csv_rows(&std::fs::read(home().join("expected").join(name)).unwrap());
    assert!(!rows.is_empty(), "{name}");
    rows
}

fn figures() -> Figures {
    let folder = Project::empty();
    let project = home().join("project.yaml");
    let answer = folder.uptake(&["run", "--project", &project.to_string_lossy(), "--out", "out"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    Figures::read(&folder.path("out"))
}

/// The person-weeks of a run with all their columns as text; unknown is empty, as in the record.
fn person_weeks(figures: &Figures) -> Rows {
    let frame = figures.entity_periods();
    let text = |value: AnyValue| match value {
        AnyValue::Null => String::new(),
        value => value.str_value().into_owned(),
    };
    let row = |number: usize| {
        let cells = frame.columns().iter();
        cells
            .map(|column| (column.name().to_string(), text(column.get(number).unwrap())))
            .collect()
    };
    (0..frame.height()).map(row).collect()
}

/// The same text, or the same number but for the last of the ten digits that the record has.
fn agree(one: &str, other: &str) -> bool {
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(one), Ok(other)) => (one - other).abs() <= 1e-9 * other.abs().max(1.0),
        _ => one == other,
    }
}

/// Compares two tables row by row, each row found by its key, in all columns of the record.
fn compare(name: &str, key: &[&str], computed: &Rows, recorded: &Rows) {
    let key_of = |row: &BTreeMap<String, String>| key.iter().map(|column| row[*column].clone()).collect::<Vec<_>>();
    let by_key: BTreeMap<Vec<String>, &BTreeMap<String, String>> =
        computed.iter().map(|row| (key_of(row), row)).collect();
    assert_eq!(by_key.len(), computed.len(), "{name}: two rows share a key");
    let mut differences = Vec::new();
    for wanted in recorded {
        let Some(found) = by_key.get(&key_of(wanted)) else {
            differences.push(format!("{:?} is missing", key_of(wanted)));
            continue;
        };
        for (column, value) in wanted {
            if !agree(&found[column], value) {
                let said = &found[column];
                differences.push(format!("{:?} {column}: `{said}`, recorded `{value}`", key_of(wanted)));
            }
        }
    }
    assert_eq!(differences, Vec::<String>::new(), "{name}");
    assert_eq!(computed.len(), recorded.len(), "{name}: rows that nobody recorded");
}

#[test]
fn every_person_week_agrees_with_the_recorded_figures() {
    let recorded = recorded("person_weeks.csv");
    assert_eq!(recorded.len(), 600, "sixty people and ten weeks");
    compare(
        "person_weeks.csv",
        &["person_id", "period"],
        &person_weeks(&figures()),
        &recorded,
    );
}

#[test]
fn every_metric_of_every_cut_and_every_reason_agrees_with_the_recorded_figures() {
    let figures = figures();
    let rows = recorded("metrics.csv");
    for (column, value) in [("suppressed", "true"), ("band", "Good"), ("cut_value", "Harbour")] {
        assert!(rows.iter().any(|row| row[column] == value), "no {column} {value}");
    }
    let key = ["metric", "period", "cut", "cut_value"];
    compare("metrics.csv", &key, &figures.rows().to_vec(), &rows);
    compare(
        "excluded.csv",
        &["metric", "period", "reason"],
        &figures.csv("excluded.csv"),
        &recorded("excluded.csv"),
    );
}

/// Python with pandas, if it is there: `UPTAKE_PYTHON`, else `python3`.
fn python() -> Option<String> {
    let name = std::env::var("UPTAKE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let asked = Command::new(&name)
        .args(["-c", "import sys, pandas; sys.exit(sys.version_info < (3, 10))"])
        .output();
    match asked {
        Ok(output) if output.status.success() => Some(name),
        _ => {
            println!("skipped: `{name}` isn't Python 3.10 or later with pandas (UPTAKE_PYTHON may name another one)");
            None
        }
    }
}

#[test]
fn the_script_still_writes_what_is_recorded() {
    let Some(python) = python() else { return };
    let folder = Project::empty();
    let out = folder.path("figures");
    let answer = Answer::of(Command::new(python).arg(home().join("figures.py")).arg(&out));
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    for name in ["person_weeks.csv", "metrics.csv", "excluded.csv"] {
        let [now, recorded] =
            [&out, &home().join("expected")].map(|folder| std::fs::read_to_string(folder.join(name)).unwrap());
        let [now, recorded] = [&now, &recorded].map(|text| text.lines().collect::<Vec<&str>>());
        let differs = now.iter().zip(&recorded).position(|(now, recorded)| now != recorded);
        assert_eq!(differs.map(|line| (now[line], recorded[line])), None, "{name}");
        assert_eq!(now.len(), recorded.len(), "{name}");
    }
}
