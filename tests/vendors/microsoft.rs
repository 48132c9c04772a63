//! Microsoft 365 Copilot: the usage detail of licensed people, and the audit log.

use super::{door, project, sample, team, through, weeks};
use crate::support::repository;

const PEOPLE: [&str; 2] = ["ada@example.com", "ben@example.com"];

#[test]
fn the_usage_detail_says_who_has_a_licence_and_nothing_about_use() {
    let figures = through(
        &team(&PEOPLE),
        "licences",
        "microsoft-365-copilot-usage-detail",
        "microsoft-365-copilot-usage-detail.csv",
    );
    // A hash in the place of a name matches nobody, and is told.
    assert_eq!(
        door(&figures, "licences"),
        "3 delivered, 0 left out, 2 used, 1 unknown-entity"
    );
    let told = figures.set_aside();
    assert!(
        told[0].ends_with(" unknown-entity person_id 5f0c1d3a9b7e42d68a1b2c3d4e5f6071"),
        "{told:?}"
    );
    assert_eq!(
        weeks(&figures, &PEOPLE, "licensed_days"),
        ["ada@example.com 5 5", "ben@example.com 5 5"]
    );
    assert_eq!(
        weeks(&figures, &PEOPLE, "any_tool_interactions"),
        ["ada@example.com unknown unknown", "ben@example.com unknown unknown"]
    );
}

#[test]
fn the_other_published_forms_of_the_usage_detail_say_the_same() {
    for (mapping, file) in [
        (
            "microsoft-365-copilot-usage-graph",
            "microsoft-365-copilot-usage-graph.json",
        ),
        (
            "microsoft-365-copilot-usage-admin-centre",
            "microsoft-365-copilot-usage-admin-centre.csv",
        ),
    ] {
        let figures = through(&team(&PEOPLE), "licences", mapping, file);
        assert_eq!(
            door(&figures, "licences"),
            "3 delivered, 0 left out, 2 used, 1 unknown-entity",
            "{mapping}"
        );
        assert_eq!(
            weeks(&figures, &PEOPLE, "licensed_days"),
            ["ada@example.com 5 5", "ben@example.com 5 5"]
        );
    }
}

#[test]
fn the_audit_log_counts_exchanges_that_somebody_began() {
    let figures = through(
        &team(&PEOPLE),
        "interactions",
        "purview-copilot-interactions",
        "purview-copilot-interactions.csv",
    );
    assert_eq!(
        door(&figures, "interactions"),
        "8 delivered, 2 left out, 4 used, 1 duplicate, 1 missing-key"
    );
    assert_eq!(
        weeks(&figures, &PEOPLE, "approved_interactions"),
        ["ada@example.com 3 0", "ben@example.com 1 unknown"]
    );
}

#[test]
fn the_same_records_as_objects_count_the_same() {
    let figures = through(
        &team(&PEOPLE),
        "interactions",
        "purview-copilot-records",
        "purview-copilot-records.ndjson",
    );
    assert_eq!(
        door(&figures, "interactions"),
        "8 delivered, 3 left out, 4 used, 1 duplicate"
    );
    assert_eq!(
        weeks(&figures, &PEOPLE, "approved_interactions"),
        ["ada@example.com 3 0", "ben@example.com 1 0"]
    );
}

#[test]
fn the_times_of_the_audit_log_are_in_utc_whatever_the_calendar_is() {
    let export = std::fs::read_to_string(sample("purview-copilot-interactions.csv")).unwrap();
    assert!(
        export.starts_with('\u{feff}'),
        "the export starts with a byte-order mark"
    );
    // 23:30 on a Sunday in UTC is a Monday in Berlin.
    let data = std::fs::read_to_string(repository().join("rules/csm-ai-adoption/data.yaml")).unwrap();
    assert!(data.contains("time_zone: UTC"));
    let berlin = project(
        &team(&PEOPLE),
        "interactions",
        "purview-copilot-interactions",
        &sample("purview-copilot-interactions.csv"),
        ", covers: { from: 2026-02-02, through: 2026-02-15 }",
    );
    let berlin = crate::support::files_in("rules/csm-ai-adoption")
        .into_iter()
        .fold(berlin, |project, path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            project.file(&format!("berlin/{name}"), std::fs::read(path).unwrap())
        })
        .file(
            "berlin/data.yaml",
            data.replace("time_zone: UTC", "time_zone: Europe/Berlin"),
        )
        .edit("uptake.yaml", "[csm-ai-adoption,", "[berlin,");
    let figures = berlin.figures(&[]);
    assert_eq!(
        weeks(&figures, &PEOPLE, "approved_interactions"),
        ["ada@example.com 2 1", "ben@example.com 1 unknown"]
    );
}
