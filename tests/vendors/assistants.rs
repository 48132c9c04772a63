//! Assistants with reports of their own, and the messages that are none.

use super::{door, team, through, weeks};

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
