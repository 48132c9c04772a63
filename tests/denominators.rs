//! The adoption rate over other denominators.

use crate::support::{Project, WEEK, approved, interactions};

fn project(licences: &str) -> Project {
    let people = ["ana", "ben", "cem", "dana"].map(|id| format!("{id},CSM,SMB,Red,2024-01-01,\n"));
    let uses = [
        approved("ana", 3),
        approved("ben", 3),
        interactions("cem", WEEK, "ChatGPT Free", 1),
    ];
    Project::adoption(&people.concat(), &uses.concat())
        .edit("uptake.yaml", "packs: [csm-ai-adoption]", "packs: [csm-denominators]")
        .edit(
            "uptake.yaml",
            "sources:\n",
            "sources:\n  licences: { adapter: files, path: licences.csv }\n",
        )
        .file(
            "licences.csv",
            format!("person_id,tool,assigned_on,ended_on\n{licences}"),
        )
}

#[test]
fn each_denominator_has_its_rate_and_says_whom_it_leaves_out() {
    // Ana and Dana have a licence, Ben works without one, Cem only tried another tool.
    let figures = project("ana,Zoom AI Companion,2025-01-01,\ndana,Zoom AI Companion,2026-02-06,\nben,Zoom AI Companion,2025-01-01,2026-01-31\n")
        .figures(&["--period", "2026-W06"]);
    let rate = |metric: &str| {
        let row = figures.row(metric, WEEK, "");
        format!("{} of {}", row.numerator.unwrap(), row.denominator.unwrap())
    };
    assert_eq!(rate("csm_ai_adoption_rate"), "2 of 4");
    assert_eq!(rate("csm_rate_of_licensed"), "1 of 2");
    assert_eq!(rate("csm_rate_of_seen"), "2 of 3");
    assert_eq!(rate("csm_licensed_share"), "2 of 4");
    assert_eq!(rate("csm_active_without_licence"), "1 of 4");
    let excluded: Vec<String> = figures
        .csv("excluded.csv")
        .iter()
        .filter(|row| row["metric"] == "csm_rate_of_licensed")
        .map(|row| format!("{} {}", row["reason"], row["entities"]))
        .collect();
    assert_eq!(excluded, ["no licence 2"]);
}

#[test]
fn without_a_list_of_licences_what_is_divided_by_them_is_unknown() {
    let figures = project("")
        .edit(
            "uptake.yaml",
            "  licences: { adapter: files, path: licences.csv }\n",
            "",
        )
        .figures(&["--period", "2026-W06"]);
    let row = figures.row("csm_rate_of_licensed", WEEK, "");
    assert_eq!((row.value, row.unknown), (None, 4));
    assert_eq!(figures.row("csm_rate_of_seen", WEEK, "").denominator, Some(3.0));
}
