//! What networks and sign-ins know of AI tools: contact, which never makes anybody active.

use super::{door, project, team, through, weeks};
use crate::support::Project;
use std::path::Path;

const PEOPLE: [&str; 2] = ["ada@example.com", "ben@example.com"];

#[test]
fn netskope_counts_what_was_sent_to_ai_tools() {
    let figures = through(
        &team(&PEOPLE),
        "interactions",
        "netskope-application-events",
        "netskope-application-events.json",
    );
    assert_eq!(
        door(&figures, "interactions"),
        "7 delivered, 3 left out, 2 used, 1 duplicate, 1 missing-key"
    );
    assert_eq!(
        weeks(&figures, &PEOPLE, "unapproved_interactions"),
        ["ada@example.com 1 0", "ben@example.com 0 0"]
    );
    assert_eq!(
        weeks(&figures, &PEOPLE, "unlisted_interactions"),
        ["ada@example.com 0 0", "ben@example.com 0 1"]
    );
    assert_eq!(
        weeks(&figures, &PEOPLE, "shadow_only"),
        ["ada@example.com true false", "ben@example.com false true"]
    );
}

#[test]
fn okta_shows_contact_with_watched_tools_only() {
    let figures = through(
        &team(&PEOPLE),
        "interactions",
        "okta-system-log",
        "okta-system-log.ndjson",
    );
    assert_eq!(
        door(&figures, "interactions"),
        "8 delivered, 5 left out, 2 used, 1 duplicate"
    );
    assert_eq!(
        weeks(&figures, &PEOPLE, "shadow_only"),
        ["ada@example.com true false", "ben@example.com false true"]
    );
    // Nobody has records of tools that aren't approved: contact is all that can be known of them.
    assert_eq!(
        weeks(&figures, &PEOPLE, "any_tool_interactions"),
        ["ada@example.com 1 0", "ben@example.com 0 1"]
    );
    assert_eq!(
        weeks(&figures, &PEOPLE, "active"),
        ["ada@example.com false false", "ben@example.com false false"]
    );
}

#[test]
fn sign_ins_to_an_approved_tool_make_nobody_active() {
    let figures = through(&team(&PEOPLE), "interactions", "entra-sign-ins", "entra-sign-ins.json");
    assert_eq!(door(&figures, "interactions"), "8 delivered, 3 left out, 5 used");
    // Three sign-ins in a week would be enough if they were use.
    assert_eq!(
        weeks(&figures, &PEOPLE, "undocumented_interactions"),
        ["ada@example.com 0 0", "ben@example.com 0 3"]
    );
    assert_eq!(
        weeks(&figures, &PEOPLE, "approved_interactions"),
        ["ada@example.com 0 0", "ben@example.com 0 0"]
    );
    // What isn't approved is seen by the log alone; the three sign-ins to the approved tool are no use by any rate.
    assert_eq!(
        weeks(&figures, &PEOPLE, "any_tool_interactions"),
        ["ada@example.com 1 0", "ben@example.com 0 1"]
    );
    assert_eq!(
        weeks(&figures, &PEOPLE, "active"),
        ["ada@example.com false false", "ben@example.com false false"]
    );
    assert_eq!(
        weeks(&figures, &PEOPLE, "unapproved_interactions"),
        ["ada@example.com 0 0", "ben@example.com 0 1"]
    );
}

/// What a table of interactions says of one row's tool and record.
fn measured(tool: &str, documented: &str) -> [String; 5] {
    let row = format!("p,2026-02-03,{tool},{documented}\n");
    let figures = Project::adoption(&team(&["p"]), &row)
        .file("rules/tools.yaml", UNDECIDED)
        .edit("uptake.yaml", "[csm-ai-adoption]", "[csm-ai-adoption, rules]")
        .figures(&[]);
    [
        "approved_interactions",
        "any_tool_interactions",
        "unapproved_interactions",
        "unlisted_interactions",
        "undocumented_interactions",
    ]
    .map(|measure| figures.of("p", "2026-02-02", measure))
}

/// A tool that is listed, and of which nobody has decided whether it is approved.
const UNDECIDED: &str = "\
uptake: 1
extends: csm-ai-adoption
registers:
  tools:
    entries:
      deepseek: { remove: [approved] }
";

#[test]
fn what_a_row_counts_for_depends_on_its_tool_and_on_its_record() {
    for (tool, documented, counts) in [
        ("GitHub Copilot", "true", ["1", "1", "0", "0", "0"]),
        ("GitHub Copilot", "false", ["0", "0", "0", "0", "1"]),
        ("GitHub Copilot", "", ["0", "0", "0", "0", "0"]),
        ("ChatGPT Free", "true", ["0", "1", "1", "0", "0"]),
        ("ChatGPT Free", "false", ["0", "1", "1", "0", "0"]),
        ("ChatGPT Free", "", ["0", "1", "1", "0", "0"]),
        ("Homebrew", "true", ["0", "1", "0", "1", "0"]),
        ("Homebrew", "false", ["0", "1", "0", "1", "0"]),
        ("Homebrew", "", ["0", "1", "0", "1", "0"]),
        // Listed, and nobody knows whether it is approved: only its own record says anything.
        ("DeepSeek", "true", ["0", "1", "0", "0", "0"]),
        ("DeepSeek", "false", ["0", "0", "0", "0", "0"]),
        ("DeepSeek", "", ["0", "0", "0", "0", "0"]),
    ] {
        assert_eq!(measured(tool, documented), counts, "{tool}, documented `{documented}`");
    }
}

/// The check of shadow use of a team of twenty of whom so many used an unlisted tool this often a week, by a log alone, while all
/// of them use an approved tool.
fn guard(people: usize, times: usize) -> String {
    let ids: Vec<String> = (0..20).map(|number| format!("p{number:02}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut rows = String::new();
    for id in &ids {
        rows += &format!("{id},2026-02-03,GitHub Copilot,true\n").repeat(3);
    }
    for id in ids.iter().take(people) {
        rows += &format!("{id},2026-02-03,Homebrew,false\n").repeat(times);
    }
    let figures = Project::adoption(&team(&ids), &rows).figures(&["--as-of", "2026-02-08"]);
    let checks = figures.outcome["checks"].as_array().unwrap().clone();
    let check = checks.iter().find(|check| check["name"] == "shadow_use").unwrap();
    check["verdict"].as_str().unwrap().to_owned()
}

#[test]
fn the_guard_sees_a_team_that_uses_unlisted_tools_beside_approved_ones() {
    assert_eq!(guard(4, 1), "pass");
    assert_eq!(guard(12, 1), "warn");
    assert_eq!(guard(14, 1), "fail");
    assert_eq!(guard(20, 5), "fail");
}

#[test]
fn the_rate_with_any_tool_and_the_gap_are_right_where_the_evidence_is_a_log() {
    let events = |user: &str, app: &str, count: usize| -> Vec<serde_json::Value> {
        let event = |number: usize| {
            serde_json::json!({
                "_id": format!("{user}-{app}-{number}"), "timestamp": 1_770_019_200 + number, "user": user, "app": app,
                "appcategory": "Generative AI", "activity": "Post",
            })
        };
        (0..count).map(event).collect()
    };
    let mut result = events("ada@example.com", "NotesGenie", 3);
    result.extend(events("ben@example.com", "GitHub Copilot", 5));
    result.extend(events("cem@example.com", "DeepSeek", 2));
    let people = [
        "ada@example.com",
        "ben@example.com",
        "cem@example.com",
        "dan@example.com",
    ];
    let log = serde_json::json!({ "ok": 1, "result": result }).to_string();
    let covers = ", covers: { from: 2026-02-02, through: 2026-02-15 }";
    let figures = project(
        &team(&people),
        "interactions",
        "netskope-application-events",
        Path::new("log.json"),
        covers,
    )
    .file("log.json", log)
    .figures(&[]);
    let rate = |metric: &str| figures.row(metric, "2026-02-02", "").value;
    assert_eq!(rate("csm_ai_adoption_rate"), Some(0.0));
    assert_eq!(rate("csm_any_tool_rate"), Some(25.0));
    assert_eq!(rate("csm_shadow_only_rate"), Some(50.0));
    assert_eq!(
        figures.of("ada@example.com", "2026-02-02", "unlisted_interactions"),
        "3"
    );
}
