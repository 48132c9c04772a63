//! Assistants with reports of their own, and the messages that are none.

use super::{door, project, sample, team, through, weeks};
use crate::support::{Figures, Project};
use std::path::Path;

const PEOPLE: [&str; 2] = ["ada@example.com", "ben@example.com"];

#[test]
fn chatgpt_enterprise_counts_weeks_once_and_nobody_who_wrote_nothing() {
    let figures = through(
        &team(&["ada@example.com", "ben@example.com", "cem@example.com"]),
        "interactions",
        "chatgpt-enterprise-users",
        "chatgpt-enterprise-users.csv",
    );
    assert_eq!(
        door(&figures, "interactions"),
        "6 delivered, 3 left out, 2 used, 1 duplicate"
    );
    // The export's week begins on Sunday, 1 February; the messages fall into the week in which they were written.
    assert_eq!(
        weeks(&figures, &PEOPLE, "any_tool_interactions"),
        ["ada@example.com 12 0", "ben@example.com 0 4"]
    );
}

#[test]
fn openai_usage_counts_requests_of_named_users_by_bucket() {
    let people = ["user-ada", "user-ben"];
    let figures = through(
        &team(&people),
        "interactions",
        "openai-usage-completions",
        "openai-usage-completions.json",
    );
    assert_eq!(
        door(&figures, "interactions"),
        "6 delivered, 2 left out, 3 used, 1 missing-key"
    );
    // The last second of Sunday is still in the first week.
    assert_eq!(
        weeks(&figures, &people, "any_tool_interactions"),
        ["user-ada 7 0", "user-ben 3 0"]
    );
}

#[test]
fn claude_code_counts_sessions_of_people() {
    let figures = through(
        &team(&PEOPLE),
        "interactions",
        "claude-code-analytics",
        "claude-code-analytics.json",
    );
    assert_eq!(
        door(&figures, "interactions"),
        "6 delivered, 1 left out, 3 used, 1 duplicate, 1 missing-key"
    );
    assert_eq!(
        weeks(&figures, &PEOPLE, "any_tool_interactions"),
        ["ada@example.com 4 0", "ben@example.com 0 2"]
    );
}

#[test]
fn gemini_counts_what_people_asked_for_and_not_what_it_offered() {
    let figures = through(
        &team(&PEOPLE),
        "interactions",
        "gemini-in-workspace",
        "gemini-in-workspace.json",
    );
    assert_eq!(
        door(&figures, "interactions"),
        "7 delivered, 3 left out, 3 used, 1 duplicate"
    );
    assert_eq!(
        weeks(&figures, &PEOPLE, "any_tool_interactions"),
        ["ada@example.com 2 0", "ben@example.com 0 1"]
    );
}

#[test]
fn slack_messages_are_activity_and_never_use_of_ai() {
    let figures = through(
        &team(&PEOPLE),
        "activity",
        "slack-member-analytics",
        "slack-member-analytics.ndjson",
    );
    assert_eq!(
        door(&figures, "activity"),
        "5 delivered, 2 left out, 2 used, 1 missing-key"
    );
    assert_eq!(
        weeks(&figures, &PEOPLE, "messages"),
        ["ada@example.com 20 0", "ben@example.com 0 0"]
    );
    for measure in [
        "any_tool_interactions",
        "unlisted_interactions",
        "approved_interactions",
    ] {
        assert_eq!(
            weeks(&figures, &PEOPLE, measure),
            ["ada@example.com unknown unknown", "ben@example.com unknown unknown"],
            "{measure}"
        );
    }
}

/// What a file gives where the pack's days are those of a zone.
fn in_zone(zone: &str, people: &[&str], mapping: &str, file: &Path) -> Figures {
    let covers = ", covers: { from: 2026-02-02, through: 2026-02-15 }";
    let mut project = project(&team(people), "interactions", mapping, file, covers);
    for rules in crate::support::files_in("rules/csm-ai-adoption") {
        let text = std::fs::read_to_string(&rules).unwrap();
        let text = text.replace("time_zone: UTC", &format!("time_zone: {zone}"));
        project = project.file(&format!("rules/{}", rules.file_name().unwrap().display()), text);
    }
    project.edit("uptake.yaml", "[csm-ai-adoption,", "[rules,").figures(&[])
}

#[test]
fn a_day_in_utc_is_that_day_also_west_of_greenwich() {
    let zone = "America/New_York";
    let file = sample("claude-code-analytics.json");
    let claude = in_zone(zone, &PEOPLE, "claude-code-analytics", &file);
    // Ben's sessions are of Monday, 9 February.
    assert_eq!(
        weeks(&claude, &PEOPLE, "any_tool_interactions"),
        ["ada@example.com 4 0", "ben@example.com 0 2"]
    );
    let people = ["user-ada", "user-ben"];
    let file = sample("openai-usage-completions.json");
    let openai = in_zone(zone, &people, "openai-usage-completions", &file);
    assert_eq!(
        weeks(&openai, &people, "any_tool_interactions"),
        ["user-ada 7 unknown", "user-ben 3 unknown"]
    );
}

#[test]
fn a_bucket_of_an_hour_is_a_moment() {
    // Monday 00:00 in UTC is Sunday evening in New York.
    let bucket = "{\"data\": [{\"start_time\": 1770595200, \"end_time\": 1770598800, \"results\": \
                  [{\"user_id\": \"u\", \"num_model_requests\": 2}]}]}";
    let folder = Project::empty().file("bucket.json", bucket);
    for (zone, wanted) in [("America/New_York", "u 2 unknown"), ("Europe/Berlin", "u 0 2")] {
        let file = folder.path("bucket.json");
        let figures = in_zone(zone, &["u"], "openai-usage-completions", &file);
        assert_eq!(weeks(&figures, &["u"], "any_tool_interactions"), [wanted], "{zone}");
    }
}

#[test]
fn a_person_with_a_subscription_and_the_api_has_both_in_each_organisation() {
    let row = |organisation: &str, customer: &str, sessions: u32| {
        serde_json::json!({
            "date": "2026-02-03T00:00:00Z", "actor": { "type": "user_actor", "email_address": "ada@example.com" },
            "organization_id": organisation, "customer_type": customer, "terminal_type": "vscode",
            "core_metrics": { "num_sessions": sessions },
        })
    };
    let first = serde_json::json!({ "data": [row("o1", "api", 1), row("o1", "subscription", 1), row("o2", "api", 1)] });
    let later = serde_json::json!({ "data": [row("o1", "api", 3), row("o1", "subscription", 1)] });
    let covers = ", covers: { from: 2026-02-02, through: 2026-02-15 }";
    let figures = project(
        &team(&PEOPLE),
        "interactions",
        "claude-code-analytics",
        Path::new("e/*.json"),
        covers,
    )
    .file("e/a.json", later.to_string())
    .file("e/b.json", first.to_string())
    .figures(&[]);
    assert_eq!(
        door(&figures, "interactions"),
        "5 delivered, 0 left out, 3 used, 1 duplicate, 1 restated"
    );
    assert_eq!(
        figures.of("ada@example.com", "2026-02-02", "any_tool_interactions"),
        "5"
    );
}
