//! What vendors deliver for the pack `cs-readiness`.

use super::sample;
use crate::support::Project;
use serde_json::Value;

/// The rows of a dataset as a mapping made them: the columns `show`, in the order of the first of them.
fn rows(dataset: &str, mapping: &str, file: &str, show: &str) -> Vec<String> {
    let first = show.split(", ").next().unwrap();
    let look = format!(
        "uptake: 1\npack: look\nneeds: [cs-readiness]\n\
        tables:\n  seen: {{ rows: {dataset}, shown_by: [{first}], columns: {{ counted: 1 }} }}\n\
        checks:\n  look: {{ rows: seen, values: {{ n: count() }}, warn: n > 0, evidence: {{ show: [{show}], most: 99 }} }}\n"
    );
    let path = sample(file);
    let project = Project::empty().file("look.yaml", look).file(
        "uptake.yaml",
        format!(
            "uptake: 1\nproject: vendors\npacks: [look.yaml]\nas_of: 2026-06-30\nsources:\n  {dataset}: {{ adapter: files, path: '{}', mapping: {mapping} }}\n",
            path.display()
        ),
    );
    let answer = project.uptake(&["run", "--out", "out"]);
    assert_eq!(answer.code, 0, "{}{}", answer.stdout, answer.stderr);
    let outcome: Value = serde_json::from_str(&project.read("out/outcome.json")).unwrap();
    let checks = outcome["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["name"] == "look").unwrap();
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => "-".to_owned(),
        other => other.to_string(),
    };
    let shown = check["groups"][0]["evidence"]["rows"].as_array().unwrap();
    shown
        .iter()
        .map(|row| {
            let values = row["values"].as_array().unwrap().iter().map(text);
            std::iter::once(text(&row["entity"]))
                .chain(values)
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

#[test]
fn salesforce_renewals_are_opportunities_of_that_type_in_their_newest_version() {
    assert_eq!(
        rows(
            "renewals",
            "salesforce-opportunities",
            "salesforce-opportunities.json",
            "renewal_id, account_id, due_on, decided_on, outcome, revenue_after, term_months"
        ),
        [
            "006A1 001A 2026-02-28 2026-02-10 renewed 13000.0 12",
            "006B1 001B 2026-02-04 2026-02-04 churned 0.0 -",
            "006C1 001C 2026-06-30 - - - 24",
        ]
    );
}

#[test]
fn salesforce_accounts_are_customers_and_no_prospects() {
    assert_eq!(
        rows(
            "accounts",
            "salesforce-accounts",
            "salesforce-accounts.csv",
            "account_id, segment, started_on, ended_on, revenue"
        ),
        ["001A SMB 2024-03-01 - 13000.0", "001B SMB 2023-02-05 2026-02-04 8000.0"]
    );
}

#[test]
fn salesforce_teams_hold_accounts_and_its_history_says_who_handed_over() {
    assert_eq!(
        rows(
            "holdings",
            "salesforce-account-team",
            "salesforce-account-team.csv",
            "account_id, role, person_id, starts_on"
        ),
        ["001A CSM 0051 2025-03-01", "001A AE 0052 2025-03-02"]
    );
    assert_eq!(
        rows(
            "handovers",
            "salesforce-account-history",
            "salesforce-account-history.csv",
            "account_id, handed_on, from_id, to_id"
        ),
        ["001A 2026-01-05 10:00:00 005000000000001 005000000000002"]
    );
}

#[test]
fn zendesk_tickets_are_words_from_the_customer() {
    assert_eq!(
        rows(
            "touches",
            "zendesk-ticket-contacts",
            "zendesk-ticket-contacts.json",
            "account_id, channel, direction, answered"
        ),
        [
            "501 web in -",
            "502 email in -",
            "502 email in -",
            "503 phone out -",
            "503 chat in -"
        ]
    );
}

#[test]
fn intercom_messages_go_both_ways_and_those_of_bots_are_written_by_ai() {
    assert_eq!(
        rows(
            "touches",
            "intercom-conversation-contacts",
            "intercom-conversation-contacts.ndjson",
            "account_id, direction, ai_written, person_id"
        ),
        ["acme in false -", "acme out true -", "acme out - ada@example.com"]
    );
}

#[test]
fn intercom_conversations_begin_with_a_message_that_is_in_none_of_their_parts() {
    assert_eq!(
        rows(
            "touches",
            "intercom-conversation-openings",
            "intercom-conversation-contacts.ndjson",
            "account_id, direction, ai_written, person_id"
        ),
        ["acme in false -", "best out - ada@example.com"]
    );
}

#[test]
fn gainsight_snapshots_are_known_since_they_were_last_changed() {
    assert_eq!(
        rows(
            "health_scores",
            "gainsight-scorecard-history",
            "gainsight-scorecard-history.csv",
            "account_id, scored_on, recorded_on, score, colour"
        ),
        [
            "1P01 2026-01-05 2026-01-05 82.0 green",
            "1P01 2026-01-12 2026-01-20 39.0 red",
            "1P02 2026-01-12 2026-01-13 70.0 green",
        ]
    );
}

#[test]
fn other_words_for_colours_are_read_and_those_that_are_none_are_unknown() {
    assert_eq!(
        rows(
            "health_scores",
            "health-score-export",
            "health-score-export.csv",
            "account_id, scored_on, score, colour"
        ),
        [
            "A1 2026-01-05 91.0 green",
            "A1 2026-01-12 35.0 red",
            "A2 2026-01-05 55.0 yellow",
            "A3 2026-01-05 60.0 Undecided"
        ]
    );
}
