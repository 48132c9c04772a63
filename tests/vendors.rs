//! Vendors' formats, through the mappings of `rules/mappings`.

use crate::support::{Figures, Project, repository, shared};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// What a report says, counted in the plain way: interactions by person and week.
#[derive(Default)]
struct Counted {
    rows: u64,
    without_interaction: u64,
    interactions: BTreeMap<(String, String), i64>,
    days: BTreeMap<(String, String), Vec<String>>,
}

fn monday(day: &str) -> String {
    let day: Date = day.parse().unwrap();
    let back = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(jiff::Span::new().days(back)).unwrap().to_string()
}

fn count(report: &Value) -> Counted {
    let mut counted = Counted::default();
    for day in report["day_totals"].as_array().unwrap() {
        let (login, date) = (day["user_login"].as_str().unwrap(), day["day"].as_str().unwrap());
        for feature in day["totals_by_feature"].as_array().unwrap() {
            counted.rows += 1;
            let interactions = feature["user_initiated_interaction_count"].as_i64().unwrap();
            if interactions == 0 {
                counted.without_interaction += 1;
                continue;
            }
            let key = (login.to_owned(), monday(date));
            *counted.interactions.entry(key.clone()).or_default() += interactions;
            let days = counted.days.entry(key).or_default();
            if !days.contains(&date.to_owned()) {
                days.push(date.to_owned());
            }
        }
    }
    counted
}

/// The adoption of everybody in a report of GitHub Copilot.
fn copilot(report: &Path) -> (Counted, Figures) {
    let parsed: Value = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
    let mut logins: Vec<&str> = parsed["day_totals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| day["user_login"].as_str().unwrap())
        .collect();
    logins.sort_unstable();
    logins.dedup();
    let people: String = logins
        .iter()
        .map(|login| format!("{login},CSM,SMB,Red,2020-01-01,\n"))
        .collect();
    let figures = Project::adoption(&people, "")
        .edit("uptake.yaml", "[csm-ai-adoption]", "[csm-ai-adoption, mappings]")
        .edit(
            "uptake.yaml",
            "path: interactions.csv",
            &format!("path: '{}', mapping: github-copilot-users-28-day", report.display()),
        )
        .figures(&["--as-of", "2026-12-31"]);
    (count(&parsed), figures)
}

fn agrees(counted: &Counted, figures: &Figures) {
    let intake = figures.intake("interactions");
    assert_eq!(intake["left_out"], counted.without_interaction);
    assert_eq!(intake["used"], counted.rows - counted.without_interaction);
    assert_eq!(intake["set_aside"], serde_json::json!({}));
    let frame = figures.entity_periods();
    let (ids, periods) = (
        frame.column("person_id").unwrap().str().unwrap(),
        frame.column("period").unwrap(),
    );
    let (made, days) = (
        frame.column("approved_interactions").unwrap().i64().unwrap(),
        frame.column("approved_days").unwrap().i64().unwrap(),
    );
    let mut seen = 0;
    for row in 0..frame.height() {
        let key = (
            ids.get(row).unwrap().to_owned(),
            periods.get(row).unwrap().str_value().into_owned(),
        );
        assert_eq!(
            made.get(row).unwrap(),
            counted.interactions.get(&key).copied().unwrap_or(0),
            "{key:?}"
        );
        assert_eq!(
            days.get(row).unwrap(),
            counted.days.get(&key).map_or(0, |days| days.len() as i64),
            "{key:?}"
        );
        seen += usize::from(counted.interactions.contains_key(&key));
    }
    assert_eq!(seen, counted.interactions.len());
    assert!(seen > 0);
}

#[test]
fn our_sample_of_the_github_copilot_report_gives_what_its_readme_says() {
    let (counted, figures) = copilot(&repository().join("tests/samples/github-copilot-users-28-day.json"));
    agrees(&counted, &figures);
    assert_eq!(figures.intake("interactions")["used"], 3);
    assert_eq!(figures.of("made-up-ada", "2026-02-02", "approved_interactions"), "5");
    assert_eq!(figures.of("made-up-ben", "2026-02-09", "approved_interactions"), "4");
    assert_eq!(figures.of("made-up-ada", "2026-02-09", "approved_interactions"), "0");
    assert_eq!(
        figures.row("csm_ai_adoption_rate", "2026-02-02", "").to_string(),
        "1 of 2 = 50.0 (9.5 to 90.5) Good"
    );
}

#[test]
fn the_github_copilot_report_gives_the_same_as_a_plain_count() {
    let Some(folder) = shared("vendors") else { return };
    let (counted, figures) = copilot(&folder.join("copilot-metrics-viewer__organization-users-28-day-report.json"));
    agrees(&counted, &figures);
    assert!(
        counted.without_interaction > 0,
        "the report has rows without an interaction"
    );
}

#[test]
fn people_whom_the_report_knows_and_the_roster_doesnt_are_set_aside() {
    let report = repository().join("tests/samples/github-copilot-users-28-day.json");
    let figures = Project::adoption("made-up-ada,CSM,SMB,Red,2020-01-01,\n", "")
        .edit("uptake.yaml", "[csm-ai-adoption]", "[csm-ai-adoption, mappings]")
        .edit(
            "uptake.yaml",
            "path: interactions.csv",
            &format!("path: '{}', mapping: github-copilot-users-28-day", report.display()),
        )
        .figures(&[]);
    assert_eq!(
        figures.intake("interactions")["set_aside"],
        serde_json::json!({ "unknown-entity": 1 })
    );
    let told = figures.set_aside();
    assert!(told[0].ends_with(" unknown-entity person_id made-up-ben"), "{told:?}");
}
