//! What networks and sign-ins know of AI tools: contact, which never makes anybody active.

use super::{door, team, through, weeks};

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
    assert_eq!(
        weeks(&figures, &PEOPLE, "any_tool_interactions"),
        ["ada@example.com 0 0", "ben@example.com 0 0"]
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
    for measure in ["approved_interactions", "any_tool_interactions"] {
        assert_eq!(
            weeks(&figures, &PEOPLE, measure),
            ["ada@example.com 0 0", "ben@example.com 0 0"],
            "{measure}"
        );
    }
    assert_eq!(
        weeks(&figures, &PEOPLE, "active"),
        ["ada@example.com false false", "ben@example.com false false"]
    );
    assert_eq!(
        weeks(&figures, &PEOPLE, "unapproved_interactions"),
        ["ada@example.com 0 0", "ben@example.com 0 1"]
    );
}
