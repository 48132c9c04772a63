//! The guards of the pack: a healthy organisation passes all, each planted fault is found by its own guard and by no other,
//! and with too little data there is no verdict.

use crate::support::{Project, WEEK, approved, uptake};
use serde_json::Value;

/// The checks of an outcome, each as `name: verdict`.
fn verdicts(outcome: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let checks = outcome["checks"].as_array().unwrap().iter();
    checks
        .map(|check| format!("{}: {}", text(&check["name"]), text(&check["verdict"])))
        .collect()
}

fn demo(plant: &str) -> Value {
    let output = uptake()
        .args(["demo", "--plant", plant, "--format", "json"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The faults that can be planted.
fn plants() -> Vec<String> {
    let output = uptake().args(["demo", "--plant", "list"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect()
}

#[test]
fn a_healthy_organisation_passes_all_guards() {
    let verdicts = verdicts(&demo("none"));
    assert!(verdicts.len() >= 15, "{verdicts:#?}");
    let others: Vec<_> = verdicts.iter().filter(|verdict| !verdict.ends_with(": pass")).collect();
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
fn each_planted_fault_fails_its_own_guard_and_no_other() {
    let outcome = demo("none");
    let guards: Vec<&str> = outcome["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| check["name"].as_str().unwrap())
        .collect();
    let plants = plants();
    for guard in &guards {
        assert!(
            plants.iter().any(|plant| plant == guard),
            "nothing is planted for {guard}"
        );
    }
    let wrong: Vec<String> = plants
        .iter()
        .filter(|plant| *plant != "none")
        .filter_map(|plant| {
            let verdicts = verdicts(&demo(plant));
            let failed: Vec<_> = verdicts
                .iter()
                .filter_map(|verdict| verdict.strip_suffix(": fail"))
                .collect();
            (failed != [plant]).then(|| format!("{plant}: {failed:?} failed"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_fault_that_nobody_knows_is_told_with_the_nearest() {
    let output = uptake().args(["demo", "--plant", "shadow_us"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error[unknown-name]: unknown problem `shadow_us`\n  help: did you mean `shadow_use`?\n"
    );
}

#[test]
fn with_too_little_data_no_guard_passes_and_what_is_missing_is_named() {
    let people = "p-1,CSM,SMB,Red,2020-01-01,\np-2,CSM,SMB,Red,2020-01-01,\n";
    let figures = Project::adoption(people, &approved("p-1", 3)).figures(&["--period", "2026-W06"]);
    assert_eq!(figures.of("p-1", WEEK, "active"), "true");
    let verdicts = verdicts(&figures.outcome);
    let passed: Vec<_> = verdicts
        .iter()
        .filter(|verdict| verdict.ends_with(": pass") || verdict.ends_with(": warn"))
        .collect();
    assert!(passed.is_empty(), "{verdicts:#?}");
    // Two people at the stage of thirty, without cases: that much can be said.
    let failed: Vec<_> = verdicts.iter().filter(|verdict| verdict.ends_with(": fail")).collect();
    assert_eq!(failed, ["resolution_beside_adoption: fail", "stage_fits: fail"]);
    let said = figures.outcome["checks"].to_string();
    for dataset in ["cases", "targets", "barriers"] {
        assert!(
            said.contains(&format!("no source provides `{dataset}`")),
            "nothing about {dataset}: {said}"
        );
    }
}
