//! GitHub Copilot: the report of people by day, and the lists of seats.

use super::{door, project, refused, sample, team, through, weeks};
use crate::support::{Figures, Project, repository, shared};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The places of the report that are a total of their own, and the count of what a person began there.
const PLACES: [(&str, &str); 4] = [
    ("totals_by_feature", "user_initiated_interaction_count"),
    ("totals_by_cli", "prompt_count"),
    ("totals_by_copilot_app", "prompt_count"),
    ("totals_by_3rd_party_agent", "user_initiated_interaction_count"),
];

/// The totals of a place: those of a list, or the one that an object is.
fn totals(place: &Value) -> Vec<&Value> {
    match place {
        Value::Null => Vec::new(),
        Value::Array(totals) => totals.iter().collect(),
        total => vec![total],
    }
}

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
        let all = PLACES
            .iter()
            .flat_map(|(place, count)| totals(&day[*place]).into_iter().map(|total| &total[*count]));
        for interactions in all {
            counted.rows += 1;
            let interactions = interactions.as_i64().unwrap();
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

#[test]
fn a_report_that_is_downloaded_twice_counts_once() {
    let report = repository().join("tests/samples/github-copilot-users-28-day.json");
    let twice = std::fs::read(&report).unwrap();
    let people = team(&["made-up-ada", "made-up-ben"]);
    let project = project(
        &people,
        "interactions",
        "github-copilot-users-28-day",
        Path::new("reports/*.json"),
        "",
    );
    let figures = project
        .file("reports/february.json", &twice)
        .file("reports/later.json", &twice)
        .figures(&[]);
    assert_eq!(
        door(&figures, "interactions"),
        "14 delivered, 8 left out, 3 used, 3 duplicate"
    );
    assert_eq!(figures.of("made-up-ada", "2026-02-02", "approved_interactions"), "5");
}

#[test]
fn seats_that_dont_reconcile_are_counted_and_a_last_touch_is_no_use() {
    let people = ["made-up-ada", "made-up-ben"];
    let figures = through(
        &team(&people),
        "licences",
        "github-copilot-seats",
        "github-copilot-seats.json",
    );
    // The file states 2 seats, lists 4, and has 2 people.
    assert_eq!(
        door(&figures, "licences"),
        "4 delivered, 0 left out, 2 used, 2 restated"
    );
    assert_eq!(
        weeks(&figures, &people, "licensed_days"),
        // Of ben's two seats the one without an end stays: he still has one.
        ["made-up-ada 5 5", "made-up-ben 5 5"]
    );
    assert_eq!(
        weeks(&figures, &people, "any_tool_interactions"),
        ["made-up-ada unknown unknown", "made-up-ben unknown unknown"]
    );
}

#[test]
fn seats_as_a_collector_stores_them_are_read_from_their_json() {
    let people = ["made-up-ada", "made-up-ben"];
    let figures = through(
        &team(&people),
        "licences",
        "github-copilot-seats-collected",
        "github-copilot-seats-collected.csv",
    );
    assert_eq!(door(&figures, "licences"), "2 delivered, 0 left out, 2 used");
    // Half past midnight in Moscow is the day before in UTC.
    assert_eq!(
        weeks(&figures, &people, "licensed_days"),
        ["made-up-ada 5 5", "made-up-ben 4 5"]
    );
}

#[test]
fn the_real_seats_are_those_of_a_plain_count() {
    let Some(folder) = shared("vendors") else { return };
    let file = folder.join("copilot-metrics-viewer__organization_seats_response_sample.json");
    let parsed: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let seats = parsed["seats"].as_array().unwrap();
    let logins: Vec<&str> = seats
        .iter()
        .map(|seat| seat["assignee"]["login"].as_str().unwrap())
        .collect();
    let distinct: BTreeSet<&str> = logins.iter().copied().collect();
    let people: Vec<&str> = distinct.iter().copied().collect();
    let figures = project(&team(&people), "licences", "github-copilot-seats", &file, "").figures(&[]);
    let intake = figures.intake("licences");
    assert_eq!(intake["used"], distinct.len());
    assert_eq!(
        intake["set_aside"]
            .get("duplicate")
            .map_or(0, |count| count.as_u64().unwrap()),
        (logins.len() - distinct.len()) as u64
    );
    // Every seat was given before February and none is being taken back.
    for seat in seats {
        let (login, since) = (
            seat["assignee"]["login"].as_str().unwrap(),
            seat["created_at"].as_str().unwrap(),
        );
        let days = if since < "2026-02-02" { "5" } else { "0" };
        assert_eq!(
            figures.of(login, "2026-02-02", "licensed_days"),
            days,
            "{login} {since}"
        );
    }
}

#[test]
fn the_real_seats_of_a_collector_are_those_of_a_plain_count() {
    let Some(folder) = shared("vendors") else { return };
    let file = folder.join("incubator-devlake___raw_copilot_seats.csv");
    let mut logins = Vec::new();
    for row in csv::Reader::from_path(&file)
        .unwrap()
        .deserialize::<BTreeMap<String, String>>()
    {
        let seat: Value = serde_json::from_str(&row.unwrap()["data"]).unwrap();
        logins.push(seat["assignee"]["login"].as_str().unwrap().to_owned());
    }
    let people: Vec<&str> = logins.iter().map(String::as_str).collect();
    let figures = project(&team(&people), "licences", "github-copilot-seats-collected", &file, "").figures(&[]);
    assert_eq!(
        door(&figures, "licences"),
        format!("{0} delivered, 0 left out, {0} used", people.len())
    );
    for login in people {
        assert_eq!(figures.of(login, "2026-02-02", "licensed_days"), "5");
    }
}

#[test]
fn the_metrics_of_an_organisation_name_nobody_and_are_refused() {
    let Some(folder) = shared("vendors") else { return };
    let file = folder.join("copilot-metrics-viewer__organization_metrics_response_sample.json");
    let answer = project("", "interactions", "github-copilot-users-28-day", &file, "").run(&[]);
    refused(
        &answer,
        "error[missing-column]: the source of `interactions` has none of the lists `totals_by_feature`, `totals_by_cli`",
    );
}

#[test]
fn our_sample_of_seats_states_two_lists_four_and_has_two_people() {
    let parsed: Value = serde_json::from_slice(&std::fs::read(sample("github-copilot-seats.json")).unwrap()).unwrap();
    let seats = parsed["seats"].as_array().unwrap();
    let people: BTreeSet<&str> = seats
        .iter()
        .map(|seat| seat["assignee"]["login"].as_str().unwrap())
        .collect();
    assert_eq!((&parsed["total_seats"], seats.len(), people.len()), (&2.into(), 4, 2));
}

/// A line of an NDJSON export: a day of a person with these places.
fn line(login: &str, day: &str, places: &Value) -> String {
    let mut line =
        serde_json::json!({ "day": day, "enterprise_id": "1", "user_login": login, "totals_by_feature": [] });
    let (line, places) = (line.as_object_mut().unwrap(), places.as_object().unwrap());
    line.extend(places.clone());
    serde_json::to_string(line).unwrap() + "\n"
}

/// What was begun in the chat panel, so often.
fn chat(count: u32) -> Value {
    serde_json::json!({ "totals_by_feature": [
        { "feature": "chat_panel_ask_mode", "user_initiated_interaction_count": count, "code_generation_activity_count": 40 },
    ] })
}

/// A project that reads exports of these names.
fn exports(people: &[&str], files: &[(&str, String)]) -> Figures {
    let covers = ", covers: { from: 2026-02-02, through: 2026-02-15 }";
    let pattern = Path::new("exports/*.ndjson");
    let mut project = project(
        &team(people),
        "interactions",
        "github-copilot-users-28-day",
        pattern,
        covers,
    );
    for (name, text) in files {
        project = project.file(&format!("exports/{name}.ndjson"), text);
    }
    project.figures(&[])
}

#[test]
fn who_works_on_the_command_line_in_the_app_or_with_an_agent_is_active() {
    let cli = serde_json::json!({ "totals_by_cli": { "session_count": 1, "request_count": 30, "prompt_count": 3 } });
    let idle = serde_json::json!({ "totals_by_cli": { "session_count": 1, "request_count": 9, "prompt_count": 0 } });
    let app = serde_json::json!({ "totals_by_copilot_app": { "session_count": 1, "prompt_count": 4 } });
    let agents = serde_json::json!({ "totals_by_3rd_party_agent": [
        { "agent_id": "8", "agent_name": "One", "user_initiated_interaction_count": 2 },
        { "agent_id": "9", "agent_name": "Two", "user_initiated_interaction_count": 1 },
    ] });
    let people = ["ada", "ben", "cem", "dan", "eve"];
    let text = line("ada", "2026-02-09", &cli)
        + &line("ben", "2026-02-10", &app)
        + &line("cem", "2026-02-11", &agents)
        + &line("dan", "2026-02-11", &idle)
        + &line("eve", "2026-02-12", &chat(3))
        + &line("eve", "2026-02-12", &cli);
    let figures = exports(&people, &[("february", text)]);
    assert_eq!(
        weeks(&figures, &people, "approved_interactions"),
        ["ada 0 3", "ben 0 4", "cem 0 3", "dan 0 0", "eve 0 6"]
    );
    assert_eq!(
        figures.row("csm_ai_adoption_rate", "2026-02-09", "").to_string(),
        "4 of 5 = 80.0 (37.6 to 96.4) Great"
    );
}

#[test]
fn a_day_that_a_later_export_restates_counts_as_it_came_to_be_whatever_the_files_are_called() {
    let people = ["ada", "ben"];
    let early = line("ada", "2026-02-10", &chat(1)) + &line("ben", "2026-02-10", &chat(4));
    let late = line("ada", "2026-02-10", &chat(5)) + &line("ben", "2026-02-10", &chat(4));
    for names in [["a", "b"], ["b", "a"]] {
        let figures = exports(&people, &[(names[0], early.clone()), (names[1], late.clone())]);
        assert_eq!(
            door(&figures, "interactions"),
            "4 delivered, 0 left out, 2 used, 1 duplicate, 1 restated"
        );
        assert_eq!(
            weeks(&figures, &people, "approved_interactions"),
            ["ada 0 5", "ben 0 4"]
        );
    }
}

#[test]
fn an_export_that_says_less_than_before_takes_nothing_back() {
    // Somebody who was counted and is then told with zero: the day's row of the earlier export isn't forgotten.
    let early = line("ada", "2026-02-10", &chat(3));
    let late = line("ada", "2026-02-10", &chat(0)) + &line("ben", "2026-02-10", &chat(3));
    let figures = exports(&["ada", "ben"], &[("a", early), ("b", late)]);
    assert_eq!(
        weeks(&figures, &["ada", "ben"], "approved_interactions"),
        ["ada 0 3", "ben 0 3"]
    );
}
