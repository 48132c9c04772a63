//! Vendors' formats, through the mappings of `rules/mappings`.
//!
//! Every mapping reads a sample of our own, whose figures stand in `tests/samples/README.md`. Where a real file lies beside
//! the repository, the mapping reads it too, and a plain count in the test has to agree.

mod assistants;
mod cases;
mod github;
mod microsoft;
mod page;
mod people;
mod readiness;
mod shadow_use;

use crate::support::{Answer, Figures, Project, repository};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The weeks that most samples play in.
const FIRST: &str = "2026-02-02";
const SECOND: &str = "2026-02-09";

/// Measures over the datasets that no rule of the pack asks for.
const MORE: &str = "\
uptake: 1
measures:
  all_cases: { count: cases }
  messages: { count: activity }
  licensed_days: { days: { within: licences } }
definitions:
  agent: { when: 'role == \"agent\"' }
";

/// A sample of our own.
fn sample(name: &str) -> PathBuf {
    repository().join("tests/samples").join(name)
}

/// A list of people with these ids, all long employed.
fn team(ids: &[&str]) -> String {
    ids.iter().map(|id| format!("{id},CSM,SMB,Red,2020-01-01,\n")).collect()
}

/// A project of the built-in packs in which one dataset comes from a vendor's file. `more` are further keys of its source.
fn project(people: &str, dataset: &str, mapping: &str, file: &Path, more: &str) -> Project {
    let source = format!(
        "  {dataset}: {{ adapter: files, path: '{}', mapping: {mapping}{more} }}\n",
        file.display()
    );
    let project = Project::adoption(people, "").file("more.yaml", MORE).edit(
        "uptake.yaml",
        "[csm-ai-adoption]",
        "[csm-ai-adoption, mappings, more.yaml]",
    );
    let text = project.read("uptake.yaml");
    let kept: String = text
        .lines()
        .filter(|line| !line.starts_with(&format!("  {dataset}:")))
        .map(|line| format!("{line}\n"))
        .collect();
    // The two weeks are judged whatever the file says.
    let kept = kept.replace(
        "path: interactions.csv",
        "path: interactions.csv, covers: { from: 2026-02-02, through: 2026-02-15 }",
    );
    project.file("uptake.yaml", kept + &source)
}

/// What a sample gives, read as the account of the two weeks.
fn through(people: &str, dataset: &str, mapping: &str, file: &str) -> Figures {
    let covers = match dataset {
        "people" | "leave" | "licences" => "",
        // The samples are all there was in the two weeks.
        _ => ", covers: { from: 2026-02-02, through: 2026-02-15, without_rows: zero }",
    };
    project(people, dataset, mapping, &sample(file), covers).figures(&[])
}

/// What happened at a dataset's door, in one line.
fn door(figures: &Figures, dataset: &str) -> String {
    let intake = figures.intake(dataset);
    let mut told = format!(
        "{} delivered, {} left out, {} used",
        intake["rows"], intake["left_out"], intake["used"]
    );
    let reasons: BTreeMap<&String, &Value> = intake["set_aside"].as_object().unwrap().iter().collect();
    for (reason, count) in reasons {
        told += &format!(", {count} {reason}");
    }
    told
}

/// A column for people over the two weeks, a line each.
fn weeks(figures: &Figures, people: &[&str], column: &str) -> Vec<String> {
    let weeks = [FIRST, SECOND];
    people
        .iter()
        .map(|id| format!("{id} {}", figures.over(id, &weeks, column)))
        .collect()
}

/// A file that a mapping can't read gives no figures, and says what is missing.
fn refused(answer: &Answer, said: &str) {
    assert_eq!((answer.code, answer.stdout.as_str()), (2, ""), "{}", answer.stderr);
    assert!(answer.stderr.contains(said), "{}", answer.stderr);
}
