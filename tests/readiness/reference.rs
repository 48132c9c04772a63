//! Every constant and every check stands on the page as the rule files have them, and every value of a made-up organisation is what
//! a script of its own works out.
//!
//! `tests/projects/readiness/figures.py` and `guards.py` know the CSV files, and neither the rules nor the engine. What they wrote of two
//! organisations of 40 people and about 1,500 accounts is recorded beside them, so that the comparison needs no Python; where Python is,
//! the record is made again. If the simulator writes another organisation, renew the record: UPTAKE_RENEW=1 with UPTAKE_PYTHON.

use crate::support::{Answer, Project, csv_rows, repository};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The organisations: the name of the record, the seed, and the faults.
const ORGANISATIONS: &[(&str, &str, &str)] = &[
    ("sound", "7", ""),
    (
        "faulty",
        "12",
        "books_within_capacity,renewal_rhythms,committee_continuity,score_in_time,green_but_dark,use_up_price_down,headline_ties,\
         segments_by_size,outreach_volume,where_ai_works",
    ),
];
/// The scripts: the name, what the names of their records end with, and of how many checks they work out all values.
const SCRIPTS: &[(&str, &str, usize)] = &[("figures.py", ".csv", 27), ("guards.py", "_guards.csv", 18)];
/// The day of the figures of what the simulator writes.
const DAY: &str = "2026-02-15";

fn home() -> PathBuf {
    repository().join("tests/projects/readiness")
}

/// Python with what the script needs, if it is there: `UPTAKE_PYTHON`, else `python3`.
fn python() -> Option<String> {
    let name = std::env::var("UPTAKE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let asked = Command::new(&name)
        .args(["-c", "import pandas, scipy, sklearn"])
        .output();
    match asked {
        Ok(output) if output.status.success() => Some(name),
        _ => {
            println!(
                "skipped: `{name}` isn't Python with pandas, SciPy and scikit-learn (UPTAKE_PYTHON may name another one)"
            );
            None
        }
    }
}

/// The values by check, group and name.
type Told = BTreeMap<(String, String, String), String>;

fn recorded(bytes: &[u8]) -> Told {
    csv_rows(bytes)
        .into_iter()
        .map(|row| {
            (
                (row["check"].clone(), row["group"].clone(), row["value"].clone()),
                row["figure"].clone(),
            )
        })
        .collect()
}

fn computed(outcome: &Value) -> Told {
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut told = Told::new();
    for check in outcome["checks"].as_array().unwrap() {
        for group in check["groups"].as_array().unwrap() {
            let names: Vec<String> = group["group"].as_array().unwrap().iter().map(text).collect();
            for value in group["values"].as_array().unwrap() {
                told.insert(
                    (text(&check["name"]), names.join("/"), text(&value["name"])),
                    text(&value["value"]),
                );
            }
        }
    }
    told
}

/// The same text, or the same number but for what the order of sums may do.
fn agree(one: &str, other: &str) -> bool {
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(one), Ok(other)) => (one - other).abs() <= 1e-9 * other.abs().max(1.0),
        _ => one == other,
    }
}

fn compare(name: &str, checks_of_script: usize, computed: &Told, recorded: &Told) {
    assert!(recorded.len() > 200, "{name}: {}", recorded.len());
    let differ: Vec<String> = recorded
        .iter()
        .filter_map(|(key, wanted)| match computed.get(key) {
            Some(found) if agree(found, wanted) => None,
            found => Some(format!("{key:?}: {found:?}, recorded {wanted}")),
        })
        .collect();
    assert_eq!(differ, Vec::<String>::new(), "{name}");
    // The other way around: nothing is told of a check that the script doesn't work out. Adoption is worked out in `tests/organisation.rs`.
    let checks: BTreeSet<&str> = recorded.keys().map(|(check, _, _)| check.as_str()).collect();
    let untold: Vec<&(String, String, String)> = computed
        .keys()
        .filter(|key| checks.contains(key.0.as_str()) && key.2 != "adoption_rise" && !recorded.contains_key(*key))
        .collect();
    assert!(untold.is_empty(), "{name}: {untold:?}");
    assert_eq!(checks.len(), checks_of_script, "{name}: {checks:?}");
}

fn run_script(name: &str, python: &str, data: &Path, out: &Path) {
    let mut command = Command::new(python);
    // They read a file beside them, and leave nothing there.
    command.arg("-B").arg(home().join(name)).arg(data).arg(DAY).arg(out);
    let answer = Answer::of(&mut command);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
}

#[test]
fn every_value_of_every_check_agrees_with_a_script_of_its_own() {
    let python = python();
    for (record, seed, faults) in ORGANISATIONS {
        let folder = Project::empty();
        let mut arguments = vec!["simulate", "made", "--csms", "40", "--seed", seed];
        if !faults.is_empty() {
            arguments.extend(["--plant", faults]);
        }
        assert_eq!(folder.uptake(&arguments).code, 0);
        let answer = folder.uptake(&["run", "--project", "made/uptake.yaml", "--out", "out"]);
        assert_eq!(answer.code, 0, "{}", answer.stderr);
        let outcome: Value = serde_json::from_str(&folder.read("out/outcome.json")).unwrap();
        let computed = computed(&outcome);
        for (script, ending, checks) in SCRIPTS {
            let record = format!("{record}{ending}");
            let path = home().join(&record);
            if let Some(python) = &python {
                let again = folder.path("again.csv");
                run_script(script, python, &folder.path("made/data"), &again);
                compare(&record, *checks, &computed, &recorded(&std::fs::read(&again).unwrap()));
                if std::env::var_os("UPTAKE_RENEW").is_some() {
                    std::fs::copy(&again, &path).unwrap();
                }
            }
            compare(&record, *checks, &computed, &recorded(&std::fs::read(&path).unwrap()));
        }
    }
}

#[test]
fn the_page_has_every_check_of_the_pack_and_its_thresholds() {
    let page = std::fs::read_to_string(repository().join("docs/readiness.md")).unwrap();
    let mut checks = 0;
    for file in crate::support::files_in("rules/cs-readiness") {
        let text = std::fs::read_to_string(file).unwrap();
        let mut section = "";
        for line in text.lines() {
            if let Some(name) = line.strip_suffix(':').filter(|name| !name.starts_with([' ', '#'])) {
                section = name;
            }
            let own = line.strip_prefix("  ").filter(|own| !own.starts_with([' ', '#', '-']));
            match (section, own.and_then(|own| own.split_once(':'))) {
                ("checks", Some((name, ""))) => {
                    checks += 1;
                    assert!(page.contains(&format!("| `{name}` | ")), "no row of `{name}`");
                }
                ("constants", Some((name, value))) if page.contains(&format!("`{name}`: ")) => {
                    let value = value.split('#').next().unwrap().trim();
                    // What states its range is a mapping.
                    let stated = value
                        .strip_prefix("{ value: ")
                        .map(|rest| rest.split([',', ' ']).next().unwrap());
                    let value = stated.unwrap_or(value);
                    assert!(
                        page.contains(&format!("`{name}`: {value}")),
                        "`{name}` isn't {value} on the page"
                    );
                }
                _ => {}
            }
        }
    }
    assert_eq!(checks, 26);
}
