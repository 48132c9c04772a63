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

/// Twelve people of one team at the walk.
fn walking(rollouts: Option<&str>) -> Value {
    let mut people = String::new();
    let mut interactions = String::new();
    for number in 0..12 {
        people.push_str(&format!("p-{number},CSM,SMB,Red,2024-01-01,\n"));
        interactions.push_str(&approved(&format!("p-{number}"), 3));
    }
    let project = Project::adoption(&people, &interactions);
    let config = project.read("uptake.yaml").replace("stage: run", "stage: walk");
    let project = match rollouts {
        None => project.file("uptake.yaml", config),
        Some(rows) => project
            .file(
                "uptake.yaml",
                format!("{config}  rollouts: {{ adapter: files, path: rollouts.csv }}\n"),
            )
            .file("rollouts.csv", format!("team,started_on,ended_on\n{rows}")),
    };
    let outcome = project.figures(&["--period", "2026-W06"]).outcome;
    let checks = outcome["checks"].as_array().unwrap().iter();
    checks
        .clone()
        .find(|check| check["name"] == "rolled_out")
        .unwrap()
        .clone()
}

#[test]
fn at_the_walk_a_roll_out_needs_its_date_and_none_is_guessed() {
    let without = walking(None);
    assert_eq!(without["verdict"], "insufficient data");
    assert!(
        without.to_string().contains("no source provides `rollouts`"),
        "{without}"
    );
    assert_eq!(walking(Some("Red,2025-06-01,\n"))["verdict"], "pass");
    let later = walking(Some("Red,2026-03-01,\n"));
    assert_eq!(later["verdict"], "fail");
    assert!(
        later
            .to_string()
            .contains("100 % of the weeks that are counted lie before"),
        "{later}"
    );
    // A team that isn't on the list of roll-outs has none.
    assert_eq!(walking(Some("Blue,2025-06-01,\n"))["verdict"], "fail");
}

#[test]
fn what_was_seen_of_tools_that_nobody_approved_is_locked_too() {
    for measure in ["unapproved_interactions", "unlisted_interactions", "ai_assisted_cases"] {
        let rules = format!("measures:\n  {measure}: {{ where: documented }}\n").replace(
            "ai_assisted_cases: { where: documented }",
            "ai_assisted_cases: { where: ai_documented }",
        );
        let file = format!("uptake: 1\nextends: csm-ai-adoption\nfor: {{ region: South }}\n{rules}");
        let found = two_regions().file("rules/south.yaml", file).findings("uptake.yaml");
        assert!(
            found.iter().any(|found| found.starts_with("error[locked-value]")),
            "{measure}: {found:?}"
        );
    }
}

/// Twenty people in the North with three interactions in the week, twenty in the South with five.
fn two_regions() -> Project {
    let mut people = String::new();
    let mut interactions = String::new();
    for (region, times) in [("North", 3), ("South", 5)] {
        for number in 0..20 {
            let person = format!("{region}-{number}");
            people.push_str(&format!("{person},CSM,SMB,{region},{region},2024-01-01,\n"));
            interactions.push_str(&approved(&person, times));
        }
    }
    let pack = [
        "data",
        "definition",
        "guards",
        "resolution",
        "stages",
        "tools",
        "benchmark",
    ];
    let mut project = Project::adoption("", &interactions)
        .edit("uptake.yaml", "[csm-ai-adoption]", "[rules]")
        .file(
            "people.csv",
            format!("person_id,role,segment,team,region,hired_on,left_on\n{people}"),
        );
    let root = crate::support::repository().join("rules/csm-ai-adoption");
    for name in pack {
        let text = std::fs::read(root.join(format!("{name}.yaml"))).unwrap();
        project = project.file(&format!("rules/{name}.yaml"), text);
    }
    project
}

/// A value of a check for everybody, or for the only group that it has, in one week.
fn value(project: &Project, check: &str, name: &str) -> String {
    let answer = project.run(&["--period", "2026-W06", "--format", "json"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    let outcome: Value = serde_json::from_str(&answer.stdout).unwrap();
    let checks = outcome["checks"].as_array().unwrap();
    let found = checks.iter().find(|found| found["name"] == check).unwrap();
    let values = found["groups"][0]["values"].as_array().unwrap();
    let found = values.iter().find(|found| found["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {values:#?}"))["value"].to_string()
}

/// What `docs` quotes of the definition `active`.
fn quoted(project: &Project) -> String {
    let text = project.uptake(&["docs", "uptake.yaml"]).stdout;
    let line = text
        .lines()
        .find(|line| line.starts_with("At least ") && line.contains("documented interactions with approved"));
    line.unwrap_or_else(|| panic!("{text}")).to_owned()
}

#[test]
fn guards_test_around_the_threshold_that_the_definition_states() {
    let three = two_regions();
    // All forty are active, half of them with exactly three.
    assert_eq!(value(&three, "compliance_threshold", "at_threshold"), "50.0");
    assert_eq!(value(&three, "compliance_threshold", "one_above"), "0.0");
    assert_eq!(value(&three, "threshold_sensitivity", "rate"), "100.0");
    assert_eq!(value(&three, "threshold_sensitivity", "above"), "50.0");
    assert_eq!(value(&three, "threshold_sensitivity", "just_above"), "50.0");
    assert_eq!(
        quoted(&three),
        "At least 3 documented interactions with approved tools in the week."
    );

    let five = two_regions().edit(
        "rules/definition.yaml",
        "when: approved_interactions >= 3",
        "when: approved_interactions >= 5",
    );
    // The South is active, all of it with exactly five; at four there are as many, at six there is nobody.
    assert_eq!(value(&five, "compliance_threshold", "at_threshold"), "100.0");
    assert_eq!(value(&five, "threshold_sensitivity", "rate"), "50.0");
    assert_eq!(value(&five, "threshold_sensitivity", "below"), "50.0");
    assert_eq!(value(&five, "threshold_sensitivity", "above"), "0.0");
    assert_eq!(
        quoted(&five),
        "At least 5 documented interactions with approved tools in the week."
    );
    // More than four is five and more.
    let over_four = two_regions().edit(
        "rules/definition.yaml",
        "when: approved_interactions >= 3",
        "when: approved_interactions > 4",
    );
    assert_eq!(value(&over_four, "compliance_threshold", "at_threshold"), "100.0");
}

#[test]
fn guards_follow_an_override_and_a_constant_of_a_region() {
    let override_of = |rules: &str| format!("uptake: 1\nextends: csm-ai-adoption\nfor: {{ region: South }}\n{rules}");
    let south = two_regions().file(
        "rules/south.yaml",
        override_of("definitions:\n  active: { when: approved_interactions >= 5 }\n"),
    );
    // The North is at its three, the South at its five: all forty are active, and all at the threshold.
    assert_eq!(value(&south, "compliance_threshold", "at_threshold"), "100.0");
    assert_eq!(value(&south, "threshold_sensitivity", "rate"), "100.0");
    assert_eq!(value(&south, "threshold_sensitivity", "above"), "0.0");
    assert_eq!(
        quoted(&south),
        "At least 3 (5 for region: South) documented interactions with approved tools in the week."
    );
    let constant = two_regions()
        .edit(
            "rules/definition.yaml",
            "constants:\n",
            "constants:\n  least_interactions: 3\n",
        )
        .edit(
            "rules/definition.yaml",
            "when: approved_interactions >= 3",
            "when: approved_interactions >= least_interactions",
        )
        .file("rules/south.yaml", override_of("constants:\n  least_interactions: 6\n"));
    // Nobody of the South has six: the twenty of the North are active, at their threshold.
    assert_eq!(value(&constant, "compliance_threshold", "at_threshold"), "100.0");
    assert_eq!(value(&constant, "threshold_sensitivity", "rate"), "50.0");
}

#[test]
fn a_threshold_that_a_definition_doesnt_state_is_unknown_and_warned_of() {
    let project = two_regions().edit(
        "rules/definition.yaml",
        "when: approved_interactions >= 3",
        "when: approved_days >= 1",
    );
    let answer = project.run(&["--period", "2026-W06"]);
    assert!(
        answer
            .stderr
            .contains("`active` doesn't compare `approved_interactions` with a number: `active_from` is unknown"),
        "{}",
        answer.stderr
    );
    assert!(
        !answer.stdout.contains("PASS Threshold sensitivity"),
        "{}",
        answer.stdout
    );
}

#[test]
fn what_counts_as_evidence_is_locked_and_a_forbidden_tool_stays_so_without_a_waiver() {
    let project = |rules: &str| {
        let file = format!("uptake: 1\nextends: csm-ai-adoption\nfor: {{ region: South }}\n{rules}");
        two_regions().file("rules/south.yaml", file).findings("uptake.yaml")
    };
    let found = project("measures:\n  approved_interactions: { where: tool.approved }\n");
    assert!(
        found.iter().any(|found| found.starts_with("error[locked-value]")),
        "{found:?}"
    );
    let found = project("registers:\n  tools: { entries: { deepseek: { approved: true } } }\n");
    assert!(
        found.iter().any(|found| found.starts_with("error[looser-override]")),
        "{found:?}"
    );
    assert_eq!(
        project("definitions:\n  active: { when: approved_interactions >= 5 }\n"),
        Vec::<String>::new()
    );
}
