//! A whole organisation, whose figures a script of its own works out: every row of them agrees.
//!
//! `tests/projects/organisation/figures.py` knows the data and what docs/rules.md says, and nothing of the engine. What it wrote is
//! recorded in `expected/`, so that the comparison needs no Python; where Python is there, the record is made again.

use crate::support::{Answer, Figures, Project, csv_rows, repository};
use polars::prelude::AnyValue;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

type Row = BTreeMap<String, String>;

fn home() -> PathBuf {
    repository().join("tests/projects/organisation")
}

fn recorded(name: &str) -> Vec<Row> {
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
fn person_weeks(figures: &Figures) -> Vec<Row> {
    let frame = figures.entity_periods();
    let text = |value: AnyValue<'_>| match value {
        AnyValue::Null => String::new(),
        AnyValue::Float64(value) => value.to_string(),
        value => value.str_value().into_owned(),
    };
    let row = |number: usize| -> Row {
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
fn compare(name: &str, key: &[&str], computed: &[Row], recorded: &[Row]) {
    let key_of = |row: &Row| key.iter().map(|column| row[*column].clone()).collect::<Vec<_>>();
    let by_key: BTreeMap<Vec<String>, &Row> = computed.iter().map(|row| (key_of(row), row)).collect();
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
    let shown = |row: &Row| {
        figures
            .rows()
            .iter()
            .any(|own| key.iter().all(|of| own[*of] == row[*of]) && own["suppressed"] == "false")
    };
    // The record has every figure and says which groups have to be hidden; more are, for their sake, but not most.
    let (small, large): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row["suppressed"] == "true");
    assert_eq!(
        small.iter().filter(|row| shown(row)).count(),
        0,
        "small groups that are shown"
    );
    let kept: Vec<Row> = large.iter().filter(|row| shown(row)).cloned().collect();
    assert!(kept.len() * 3 > large.len() * 2, "{} of {}", kept.len(), large.len());
    let told: Vec<Row> = figures
        .rows()
        .iter()
        .filter(|row| row["suppressed"] == "false")
        .cloned()
        .collect();
    compare("metrics.csv", &key, &told, &kept);
    for row in figures.rows().iter().filter(|row| row["suppressed"] == "true") {
        let figures = ["numerator", "denominator", "unknown", "value", "low", "high", "band"];
        assert!(figures.iter().all(|column| row[*column].is_empty()), "{row:?}");
    }
    // Of reasons too few or kept back for others' sake only the name is told.
    let reasons = recorded("excluded.csv");
    let key = ["metric", "period", "reason"];
    let of_reason = figures.csv("excluded.csv");
    assert_eq!(of_reason.len(), reasons.len());
    let told: Vec<Row> = of_reason
        .into_iter()
        .filter(|row| row["suppressed"] == "false")
        .collect();
    let is_told = |row: &&Row| told.iter().any(|own| key.iter().all(|of| own[*of] == row[*of]));
    let kept: Vec<Row> = reasons.iter().filter(is_told).cloned().collect();
    assert!(
        kept.iter().all(|row| row["entities"].parse::<u64>().unwrap() >= 5),
        "{kept:?}"
    );
    compare("excluded.csv", &key, &told, &kept);
}

/// The rules of the project, with a part of a file replaced.
fn changed(file: &str, from: &str, to: &str) -> Project {
    let mut project = Project::empty();
    for folder in [".", "rules", "overrides"] {
        for entry in std::fs::read_dir(home().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "yaml") {
                let name = format!("{folder}/{}", path.file_name().unwrap().to_string_lossy());
                project = project.file(&name, std::fs::read(&path).unwrap());
            }
        }
    }
    project.edit(file, from, to)
}

/// The codes of what `uptake check` finds, each once.
fn codes(project: &Project) -> Vec<String> {
    let findings = project.findings("project.yaml");
    let mut codes: Vec<String> = findings
        .iter()
        .map(|text| text.split(' ').next().unwrap().to_owned())
        .collect();
    codes.sort();
    codes.dedup();
    codes
}

#[test]
fn what_no_team_may_change_and_what_it_may_only_tighten_is_guarded() {
    // The pilot of Harbour has ended by the day of the figures, and its weeks keep the rule that they had.
    let unchanged = changed("project.yaml", "organisation", "same");
    assert_eq!(codes(&unchanged), ["note[expired-waiver]"]);
    for (file, from, to, code) in [
        (
            "rules/rules.yaml",
            "for: { team: Harbour }",
            "for: { team: Gull }",
            "error[locked-value]",
        ),
        (
            "overrides/harbour.yaml",
            "for: { team: Harbour }",
            "for: { region: South }",
            "error[locked-value]",
        ),
        (
            "overrides/harbour.yaml",
            "until: 2026-03-23",
            "until: 2026-03-30",
            "error[locked-value]",
        ),
        (
            "overrides/drift-tools.yaml",
            "forge: { approved: true }",
            "quill: { approved: false }",
            "error[locked-value]",
        ),
        (
            "overrides/south.yaml",
            "least_days: 4",
            "least_days: 2",
            "error[looser-override]",
        ),
        (
            "overrides/gull.yaml",
            "approved_uses >= 8",
            "approved_uses >= 5",
            "error[looser-override]",
        ),
        (
            "overrides/fjord-gull.yaml",
            "[55, 75]",
            "[45, 75]",
            "error[looser-override]",
        ),
        (
            "overrides/gull.yaml",
            "for: { team: Gull }",
            "for: { team: [Gull, Harbour] }",
            "error[ambiguous-override]",
        ),
        (
            "rules/rules.yaml",
            "from: 2026-03-11",
            "from: 2026-03-10",
            "error[effective-days]",
        ),
        (
            "rules/rules.yaml",
            "from: 2026-03-11",
            "from: 2026-03-12",
            "error[effective-days]",
        ),
    ] {
        let found = codes(&changed(file, from, to));
        assert!(found.iter().any(|found| found == code), "{file}, {to}: {found:?}");
    }
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
