//! Made-up organisations: their files, their project, and each fault found by the check of its name.

use crate::support::{Project, sha256};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uptake_simulate::{FAULTS, PLANTS};

/// The checks of an organisation with their verdicts.
fn verdicts(project: &Project, folder: &str) -> BTreeMap<String, String> {
    let answer = project.uptake(&["run", "--project", &format!("{folder}/uptake.yaml"), "--format", "json"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{folder}");
    let outcome: Value = serde_json::from_str(&answer.stdout).unwrap();
    let checks = outcome["checks"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    checks
        .map(|check| (text(&check["name"]), text(&check["verdict"])))
        .collect()
}

fn simulate(project: &Project, words: &[&str]) {
    let answer = project.uptake(&[&["simulate"], words].concat());
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{words:?}");
}

fn digests(project: &Project, folder: &str) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(project.path(folder).join("data")).unwrap();
    files
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, sha256(&std::fs::read(path).unwrap()))
        })
        .collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_in_both_forms_and_another_seed_gives_others() {
    let project = Project::empty();
    for form in ["csv", "parquet"] {
        simulate(&project, &["one", "--csms", "12", "--years", "1", "--format", form]);
        simulate(&project, &["two", "--csms", "12", "--years", "1", "--format", form]);
        simulate(
            &project,
            &["other", "--csms", "12", "--years", "1", "--seed", "8", "--format", form],
        );
        let one = digests(&project, "one");
        assert_eq!(one, digests(&project, "two"));
        let other = digests(&project, "other");
        let same = |name: &str| one.get(name) == other.get(name);
        assert_eq!(one.len(), other.len());
        let differ = one.keys().filter(|name| !same(name)).count();
        assert!(differ >= one.len() - 5, "{differ} of {} files differ", one.len());
    }
}

#[test]
fn both_forms_come_to_the_same_verdicts() {
    let project = Project::empty();
    simulate(&project, &["csv", "--csms", "12"]);
    simulate(&project, &["parquet", "--csms", "12", "--format", "parquet"]);
    let verdicts_of_csv = verdicts(&project, "csv");
    assert_eq!(verdicts_of_csv, verdicts(&project, "parquet"));
    assert!(verdicts_of_csv.len() > 40, "{}", verdicts_of_csv.len());
}

#[test]
fn what_was_made_is_replaced_and_what_was_not_stays() {
    let project = Project::empty();
    simulate(&project, &["made", "--csms", "12", "--years", "1"]);
    simulate(&project, &["made", "--csms", "12", "--years", "1", "--seed", "9"]);
    std::fs::write(project.path("made/mine.txt"), "mine").unwrap();
    let answer = project.uptake(&["simulate", "made", "--csms", "12"]);
    assert_eq!(answer.code, 2);
    assert!(answer.stderr.contains("which no run wrote"), "{}", answer.stderr);
}

#[test]
fn an_unknown_problem_is_an_error_with_the_one_that_was_meant() {
    let project = Project::empty();
    let answer = project.uptake(&["simulate", "made", "--plant", "score_foretels"]);
    assert_eq!(answer.code, 2);
    assert!(
        answer.stderr.contains("unknown problem `score_foretels`"),
        "{}",
        answer.stderr
    );
    assert!(answer.stderr.contains("score_foretells"), "{}", answer.stderr);
    let list = project.uptake(&["simulate", "--plant", "list"]);
    assert_eq!(list.code, 0);
    assert!(FAULTS.iter().all(|(name, _, _, _)| list.stdout.contains(name)));
    assert!(
        list.stdout.contains("; with it may fail: low_teams, tenure_mix\n"),
        "{}",
        list.stdout
    );
    assert_eq!(project.uptake(&["simulate"]).code, 2);
    let both = project.uptake(&["simulate", "made", "--plant", "none,shadow_use"]);
    assert_eq!(both.code, 2);
    assert!(
        both.stderr.contains("`none` is an organisation without a problem"),
        "{}",
        both.stderr
    );
    assert!(!project.path("made").exists());
}

#[test]
fn the_examples_of_help_name_problems_that_there_are() {
    let project = Project::empty();
    for command in ["simulate", "demo"] {
        let help = project.uptake(&[command, "--help"]).stdout;
        let named: Vec<&str> = help
            .lines()
            .filter(|line| line.starts_with("  uptake "))
            .filter_map(|line| line.split("--plant ").nth(1)?.split_whitespace().next())
            .flat_map(|names| names.split(','))
            .filter(|name| *name != "list")
            .collect();
        let list = project.uptake(&[command, "--plant", "list"]).stdout;
        assert!(!named.is_empty(), "{help}");
        for name in named {
            assert!(list.contains(name), "`{name}` isn't in {list}");
        }
    }
}

/// How many people an organisation has: 24, but where its check says nothing of fewer than so many accounts.
fn csms(fault: &str) -> &'static str {
    match fault {
        "blended_retention" => "30",
        "amplification" => "72",
        _ => "24",
    }
}

/// The checks that fail in an organisation of so many people with faults, without those that the guards look at.
fn failing(project: &Project, fault: &str, csms: &str) -> BTreeSet<String> {
    let words = ["--csms", csms, "--seed", "3", "--format", "parquet", "--plant", fault];
    simulate(project, &[&[fault][..], &words].concat());
    let all = verdicts(project, fault);
    let structural: BTreeSet<&str> = FAULTS.iter().map(|(name, _, _, _)| *name).collect();
    let failed = all
        .into_iter()
        .filter(|(name, verdict)| verdict == "fail" && structural.contains(name.as_str()));
    failed.map(|(name, _)| name).collect()
}

#[test]
fn a_healthy_organisation_fails_no_check_of_its_structure() {
    let project = Project::empty();
    for csms in ["24", "72"] {
        assert_eq!(failing(&project, "none", csms), BTreeSet::new(), "{csms}");
    }
}

#[test]
fn each_fault_fails_its_check_and_no_other_but_those_that_follow_from_it() {
    let project = Project::empty();
    let half = |odd: usize| {
        let mut wrong = Vec::new();
        for (name, _, _, with) in FAULTS.iter().skip(odd).step_by(2) {
            let failed = failing(&project, name, csms(name));
            let missed = !failed.contains(*name);
            let others: Vec<&String> = failed
                .iter()
                .filter(|check| check.as_str() != *name && !with.contains(&check.as_str()))
                .collect();
            if missed || !others.is_empty() {
                wrong.push(format!("{name}: missed {missed}, others {others:?}"));
            }
        }
        wrong
    };
    let (mut wrong, more) = std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        (half(0), other.join().unwrap())
    });
    wrong.extend(more);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The guards that fail in an organisation of 120 people with a fault in how it uses tools.
fn failing_guards(project: &Project, plant: &str) -> BTreeSet<String> {
    let words = [
        "--csms",
        "120",
        "--accounts-per-csm",
        "4",
        "--years",
        "1",
        "--seed",
        "5",
        "--plant",
        plant,
    ];
    simulate(project, &[&[plant][..], &words].concat());
    let guards: BTreeSet<&str> = PLANTS.iter().map(|(name, _, _, _)| *name).collect();
    let failed = verdicts(project, plant)
        .into_iter()
        .filter(|(name, verdict)| verdict == "fail" && guards.contains(name.as_str()));
    failed.map(|(name, _)| name).collect()
}

#[test]
fn each_fault_in_the_use_of_tools_fails_its_guard_and_no_other_but_those_that_follow_from_it() {
    let project = Project::empty();
    let wrong: Vec<String> = PLANTS
        .iter()
        .filter(|(name, _, _, _)| *name != "none")
        .filter_map(|(name, _, _, with)| {
            let failed = failing_guards(&project, name);
            let others = |check: &&String| check.as_str() != *name && !with.contains(&check.as_str());
            let others: Vec<&String> = failed.iter().filter(others).collect();
            let found = failed.contains(*name) && others.is_empty();
            (!found).then(|| format!("{name}: {failed:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
