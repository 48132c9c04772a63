//! Stages: what is worth tracking, and how often.

use crate::support::{ADOPTION, Project, WEEK, approved, uses};

const RATE: &str = "csm_ai_adoption_rate";

fn team(size: usize, stage: &str) -> Project {
    let people: String = (1..=size)
        .map(|number| format!("p-{number},CSM,SMB,Red,2020-01-01,\n"))
        .collect();
    Project::adoption(&people, &approved("p-1", 3)).file("uptake.yaml", ADOPTION.replace("stage: run\n", stage))
}

#[test]
fn with_two_people_nothing_is_tracked() {
    let project = team(2, "");
    let figures = project.figures(&[]);
    assert_eq!(figures.rows().len(), 0);
    assert_eq!(figures.outcome["stage"]["name"], "crawl");
    assert_eq!(figures.outcome["stage"]["stated"], false);
    assert_eq!(figures.of("p-1", WEEK, "active"), "true");
    let said = project.run(&["--verbose"]).stdout;
    assert!(
        said.contains("\nAt stage crawl these metrics aren't tracked: csm_ai_adoption_rate, csm_any_tool_rate, csm_shadow_only_rate, csm_ai_assisted_resolution_rate, csm_unknown_involvement_rate\n  One or two CSMs."),
        "{said}"
    );
}

#[test]
fn a_team_walks_and_thirty_people_run() {
    let stage = |size: usize| {
        team(size, "").figures(&[]).outcome["stage"]["name"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!([stage(3), stage(29), stage(30)], ["walk", "walk", "run"]);
}

#[test]
fn a_stated_stage_wins_over_the_size_of_the_team() {
    let figures = team(2, "stage: run\n").figures(&[]);
    assert_eq!(figures.outcome["stage"]["stated"], true);
    assert_eq!(figures.row(RATE, WEEK, "").value, Some(50.0));
    assert_eq!(figures.outcome["metrics"][0]["priority"], "high");
    assert_eq!(team(40, "stage: crawl\n").figures(&[]).rows().len(), 0);
}

#[test]
fn a_month_is_the_mean_of_its_weeks() {
    // Weeks from 2026-01-26 to 2026-02-09 with 1, 0 and 2 of 2 active. The first begins in January, but most of its days
    // (Monday to Thursday of seven) don't reach February: it belongs to January.
    let rows = uses("ana", "2026-01-26", 3)
        + &uses("ana", "2026-02-03", 1)
        + &uses("ana", "2026-02-09", 3)
        + &uses("ben", "2026-02-09", 3);
    let stages = "stages:\n  only:\n    track:\n      rate: { cadence: month, priority: low }\n";
    let project = Project::small()
        .file("rules.yaml", format!("{}{stages}", crate::support::RULES))
        .file("uses.csv", format!("id,at\n{rows}"));
    let figures = project.figures(&[]);
    assert_eq!(figures.periods("rate"), ["2026-01-01", "2026-02-01"]);
    assert_eq!(figures.row("rate", "2026-01-01", "").to_string(), "1 of 2 = 50.0");
    assert_eq!(figures.row("rate", "2026-02-01", "").to_string(), "2 of 4 = 50.0");
    assert_eq!(
        figures.row("rate", "2026-02-01", "team=Red").to_string(),
        "1 of 2 = 50.0"
    );
    // The people stay by week.
    assert_eq!(figures.of("ana", "2026-02-09", "active"), "true");
}

#[test]
fn weeks_of_different_size_weigh_the_same_in_a_month() {
    // ana alone in the first week (1 of 1), ana and ben in the second (1 of 2): 75 %, not 2 of 3.
    let rules = crate::support::RULES
        .replace("kind: entities\n", "kind: entities\n    from: since\n")
        .replace("id: text\n      team", "id: text\n      since: date\n      team")
        .replace("measures:\n", "measures:\n  days_here: { days: { within: people } }\n")
        .replace("definitions:\n", "definitions:\n  here: { when: days_here >= 3 }\n")
        .replace("share: active,", "share: active, of: here,");
    let stages = "stages:\n  only:\n    track:\n      rate: { cadence: month }\n";
    let figures = Project::small()
        .file("rules.yaml", format!("{rules}{stages}"))
        .file("people.csv", "id,team,since\nana,Red,2020-01-01\nben,Blue,2026-02-09\n")
        .file(
            "uses.csv",
            format!(
                "id,at\n{}{}",
                uses("ana", "2026-02-02", 3),
                uses("ana", "2026-02-09", 3)
            ),
        )
        .figures(&[]);
    assert_eq!(figures.row("rate", "2026-02-01", "").to_string(), "2 of 3 = 75.0");
}

#[test]
fn days_are_reported_by_week_as_their_mean() {
    // ana and ben are there on Monday, ana on Tuesday, and ben on the Monday after: (100 + 50) / 7 and 50 / 7 of both.
    let rows = uses("ana", "2026-02-02", 3)
        + &uses("ben", "2026-02-02", 3)
        + &uses("ana", "2026-02-03", 3)
        + &uses("ben", "2026-02-09", 3);
    let stages =
        "calendar: { period: day, week_starts: monday }\nstages:\n  only:\n    track:\n      rate: { cadence: week }\n";
    let figures = Project::small()
        .file("rules.yaml", format!("{}{stages}", crate::support::RULES))
        .edit(
            "uptake.yaml",
            "uses.csv }",
            "uses.csv, covers: { from: 2026-02-02, through: 2026-02-15, without_rows: zero } }",
        )
        .file("uses.csv", format!("id,at\n{rows}"))
        .figures(&[]);
    assert_eq!(figures.periods("rate"), ["2026-02-02", "2026-02-09"]);
    assert_eq!(figures.row("rate", "2026-02-02", "").to_string(), "3 of 14 = 21.4");
    assert_eq!(figures.row("rate", "2026-02-09", "").to_string(), "1 of 14 = 7.1");
    assert_eq!(figures.of("ana", "2026-02-03", "active"), "true");
}
