//! Use that is made for the count, and counts that only look like use: what the guards say of small projects.

use crate::support::{Project, interactions};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::Value;

/// The Monday of the first of twelve weeks, of which the last is judged.
const FIRST: Date = date(2025, 11, 17);

/// Rows of a week: `times` uses of a tool by a person.
fn uses(week: i64, person: &str, tool: &str, times: usize) -> String {
    let monday = FIRST.checked_add(week.weeks()).unwrap();
    interactions(person, &monday.to_string(), tool, times)
}

/// So many people of one team, with the uses of each in each of twelve weeks.
fn project(people: usize, uses_of: impl Fn(usize, i64) -> String) -> Project {
    let list: String = (0..people)
        .map(|number| format!("p-{number:02},CSM,SMB,Red,2024-01-01,\n"))
        .collect();
    let rows: String = (0..12)
        .flat_map(|week| (0..people).map(move |number| (number, week)))
        .map(|(number, week)| uses_of(number, week))
        .collect();
    Project::adoption(&list, &rows)
}

/// What a check of the judged week says, with its values.
fn check(project: &Project, name: &str) -> (String, Value) {
    let answer = project.run(&["--period", "2026-W06", "--format", "json"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    let outcome: Value = serde_json::from_str(&answer.stdout).unwrap();
    let checks = outcome["checks"].as_array().unwrap();
    let found = checks.iter().find(|found| found["name"] == name).unwrap();
    (
        found["verdict"].as_str().unwrap().to_owned(),
        found["groups"][0]["values"].clone(),
    )
}

fn value(values: &Value, name: &str) -> f64 {
    let values = values.as_array().unwrap();
    let found = values.iter().find(|found| found["name"] == name).unwrap();
    found["value"].as_f64().unwrap_or_else(|| panic!("{name}: {found}"))
}

/// Counts of a week that differ from person to person and from week to week, as people's do: 1 to 8.
fn varied(number: usize, week: i64) -> usize {
    let mut lot = u64::try_from(number + 1).unwrap() * 1_000 + u64::try_from(week).unwrap();
    for _ in 0..4 {
        lot = lot.wrapping_mul(6_364_136_223_846_793_005).rotate_left(23) ^ 0x5bd1_e995;
    }
    1 + usize::try_from(lot % 8).unwrap()
}

fn name(number: usize) -> String {
    format!("p-{number:02}")
}

/// Uses of two tools in turn; of those of whom it is true, from the seventh week on all under one name.
fn renamed(people: usize, moves: fn(usize) -> bool) -> Project {
    project(people, move |number, week| {
        let times = varied(number, week);
        let now = if week >= 6 && moves(number) {
            "Microsoft 365 Copilot"
        } else {
            "Gainsight Copilot"
        };
        uses(week, &name(number), now, times) + &uses(week, &name(number), "Zoom AI Companion", times)
    })
}

#[test]
fn a_tool_that_all_people_change_in_one_week_is_a_drift_of_the_source() {
    let (verdict, values) = check(&renamed(24, |_| true), "surface_drift");
    assert_eq!(verdict, "fail");
    assert_eq!(value(&values, "gainsight_jump"), -50.0);
    assert_eq!(value(&values, "microsoft_jump"), 50.0);
    assert_eq!(value(&values, "zoom_jump"), 0.0);
    // Nobody uses it, so nobody's share changes.
    assert_eq!(value(&values, "github_jump"), 0.0);
}

#[test]
fn a_tool_that_half_of_the_people_take_up_is_a_warning_and_one_that_nobody_changes_passes() {
    assert_eq!(check(&renamed(60, |number| number % 2 == 0), "surface_drift").0, "warn");
    assert_eq!(check(&renamed(24, |_| false), "surface_drift").0, "pass");
}

#[test]
fn with_fewer_than_twenty_users_a_drift_is_told_from_chance_by_nobody() {
    assert_eq!(check(&renamed(19, |_| true), "surface_drift").0, "insufficient data");
    assert_eq!(check(&renamed(20, |_| true), "surface_drift").0, "fail");
}

#[test]
fn people_with_the_same_count_week_after_week_are_machine_like_and_a_routine_of_two_is_not() {
    let like = |written: usize, times: usize| {
        project(20, move |number, week| {
            let times = if number < written { times } else { varied(number, week) };
            uses(week, &name(number), "Zoom AI Companion", times)
        })
    };
    let (verdict, values) = check(&like(3, 6), "compliance_regularity");
    assert_eq!((verdict.as_str(), value(&values, "machine_like")), ("fail", 3.0));
    assert_eq!(value(&values, "machine_share"), 15.0);
    assert_eq!(check(&like(2, 6), "compliance_regularity").0, "warn");
    // One of twenty may be so by a habit of their own.
    assert_eq!(check(&like(1, 6), "compliance_regularity").0, "pass");
    assert_eq!(check(&like(3, 2), "compliance_regularity").0, "pass");
    assert_eq!(check(&like(0, 0), "compliance_regularity").0, "pass");
}

#[test]
fn many_at_the_threshold_fail_where_a_smooth_spread_would_have_fewer() {
    // All have one to five a week, as many of each: at three there are no more than beside it.
    let spread = project(25, |number, week| {
        let week = usize::try_from(week).unwrap();
        uses(
            i64::try_from(week).unwrap(),
            &name(number),
            "Zoom AI Companion",
            1 + (number + week) % 5,
        )
    });
    let (verdict, values) = check(&spread, "compliance_threshold");
    assert_eq!(value(&values, "at_threshold"), 100.0 / 3.0);
    assert_eq!((verdict.as_str(), value(&values, "by_chance") > 0.5), ("pass", true));
    // Who would have had two has three.
    let pushed = project(25, |number, week| {
        let week = usize::try_from(week).unwrap();
        let times = match 1 + (number + week) % 5 {
            2 => 3,
            times => times,
        };
        uses(i64::try_from(week).unwrap(), &name(number), "Zoom AI Companion", times)
    });
    let (verdict, values) = check(&pushed, "compliance_threshold");
    assert_eq!(value(&values, "at_threshold"), 50.0);
    assert_eq!((verdict.as_str(), value(&values, "by_chance") < 0.01), ("fail", true));
}

#[test]
fn regular_users_whose_cases_have_no_help_have_use_without_output() {
    let cases = |helped: usize| {
        let mut text = String::from("case_id,person_id,closed_at,ai_involvement,ai_documented\n");
        for number in 0..10 {
            for case in 0..12 {
                let day = FIRST.checked_add(case.weeks()).unwrap();
                let (part, recorded) = if number < helped {
                    ("drafted", true)
                } else {
                    ("none", false)
                };
                text += &format!("k-{number}-{case},{},{day}T10:00:00Z,{part},{recorded}\n", name(number));
            }
        }
        text
    };
    let with_cases = |helped: usize| {
        project(10, |number, week| {
            uses(week, &name(number), "Zoom AI Companion", 3 + varied(number, week))
        })
        .file("cases.csv", cases(helped))
        .edit(
            "uptake.yaml",
            "sources:\n",
            "sources:\n  cases: { adapter: files, path: cases.csv }\n",
        )
    };
    let (verdict, values) = check(&with_cases(7), "compliance_output");
    assert_eq!((verdict.as_str(), value(&values, "idle_share")), ("fail", 30.0));
    assert_eq!(check(&with_cases(8), "compliance_output").0, "warn");
    assert_eq!(check(&with_cases(10), "compliance_output").0, "pass");
}
