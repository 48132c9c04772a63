//! The rate: who counts, what counts, and what it is called.

use crate::support::{Project, WEEK, approved, interactions};

const RATE: &str = "csm_ai_adoption_rate";

/// As many CSMs of a segment and team, named `prefix-1` and on, all long employed.
fn csms(prefix: &str, count: usize, segment: &str, team: &str) -> String {
    (1..=count)
        .map(|number| format!("{prefix}-{number},CSM,{segment},{team},2020-01-01,\n"))
        .collect()
}

/// Three approved interactions each, for the first `count` of them.
fn active(prefix: &str, count: usize) -> String {
    (1..=count)
        .map(|number| approved(&format!("{prefix}-{number}"), 3))
        .collect()
}

#[test]
fn nine_of_twelve_are_75_percent_with_their_interval_of_wilson() {
    let figures = Project::adoption(&csms("p", 12, "SMB", "Red"), &active("p", 9)).figures(&[]);
    let row = figures.row(RATE, WEEK, "");
    assert_eq!(
        (row.numerator, row.denominator, row.value),
        (Some(9.0), Some(12.0), Some(75.0))
    );
    // Reckoned outside: p = 0.75, n = 12, z = 1.959964.
    assert!((row.low.unwrap() - 46.769_47).abs() < 1e-4, "{:?}", row.low);
    assert!((row.high.unwrap() - 91.105_83).abs() < 1e-4, "{:?}", row.high);
}

#[test]
fn the_bands_of_smb_start_at_50_70_and_85_and_an_edge_belongs_to_the_higher_one() {
    for (active_of, of, shown, band) in [
        (7, 10, "70.0", "Great"),
        (17, 20, "85.0", "World class"),
        (16, 20, "80.0", "Great"),
        (5, 10, "50.0", "Good"),
        (4, 10, "40.0", "Below good"),
        (0, 10, "0.0", "Below good"),
        (10, 10, "100.0", "World class"),
    ] {
        // Somebody who doesn't count uses a tool too, so that the week is known also where nobody is active.
        let people = csms("p", of, "SMB", "Red") + "boss,Manager,SMB,Red,2020-01-01,\n";
        let figures = Project::adoption(&people, &(active("p", active_of) + &approved("boss", 1))).figures(&[]);
        let row = figures.row(RATE, WEEK, "segment=SMB");
        assert_eq!(
            (format!("{:.1}", row.value.unwrap()), row.band.as_deref()),
            (shown.to_owned(), Some(band))
        );
    }
}

#[test]
fn each_segment_has_its_own_bands_and_their_mix_has_none() {
    let people = csms("s", 10, "SMB", "Red") + &csms("m", 20, "Mid-Market", "Red") + &csms("e", 5, "Enterprise", "Red");
    let uses = active("s", 6) + &active("m", 13) + &active("e", 3);
    let figures = Project::adoption(&people, &uses).figures(&[]);
    let band = |cut: &str| figures.row(RATE, WEEK, cut).band;
    assert_eq!(band("segment=SMB").as_deref(), Some("Good"));
    assert_eq!(band("segment=Mid-Market").as_deref(), Some("Great"));
    assert_eq!(band("segment=Enterprise").as_deref(), Some("Great"));
    assert_eq!(band(""), None);
    assert_eq!(band("team=Red"), None);
}

#[test]
fn a_team_in_which_nobody_counts_has_its_row_and_no_rate() {
    let people = csms("p", 2, "SMB", "Red") + "guest,Analyst,SMB,Guests,2020-01-01,\n";
    let figures = Project::adoption(&people, &active("p", 2)).figures(&[]);
    assert_eq!(figures.row(RATE, WEEK, "team=Guests").to_string(), "0 of 0, no value");
    assert_eq!(figures.row(RATE, WEEK, "team=Red").value, Some(100.0));
}

#[test]
fn who_isnt_eligible_is_in_neither_numerator_nor_denominator() {
    let people = csms("p", 2, "SMB", "Red") + "boss,Manager,SMB,Red,2020-01-01,\n";
    let figures = Project::adoption(&people, &(active("p", 1) + &approved("boss", 9))).figures(&[]);
    assert_eq!(
        figures.row(RATE, WEEK, "").to_string(),
        "1 of 2 = 50.0 (9.5 to 90.5) Good"
    );
    assert_eq!(figures.of("boss", WEEK, "active"), "true");
    assert_eq!(figures.of("boss", WEEK, "eligible"), "false");
}

#[test]
fn two_interactions_arent_use_and_three_are() {
    let people = csms("p", 3, "SMB", "Red");
    let figures = Project::adoption(
        &people,
        &(approved("p-1", 2) + &approved("p-2", 3) + &approved("p-3", 30)),
    )
    .figures(&[]);
    assert_eq!(figures.row(RATE, WEEK, "").numerator, Some(2.0));
    assert_eq!(figures.of("p-1", WEEK, "active"), "false");
}

#[test]
fn leave_takes_working_days_away_and_two_left_are_too_few() {
    let people = csms("p", 3, "SMB", "Red");
    let figures = Project::adoption(&people, &active("p", 3))
        .file(
            "leave.csv",
            // p-1 is away from Monday to Wednesday; p-2 from Saturday to Tuesday; p-3 on two single days and a weekend.
            "person_id,starts_on,ends_on\np-1,2026-02-02,2026-02-04\np-2,2026-01-31,2026-02-03\np-3,2026-02-02,2026-02-02\np-3,2026-02-06,2026-02-08\n",
        )
        .figures(&[]);
    let days = |person: &str| figures.of(person, WEEK, "working_days");
    assert_eq!([days("p-1"), days("p-2"), days("p-3")], ["2", "3", "3"]);
    assert_eq!(
        figures.row(RATE, WEEK, "").to_string(),
        "2 of 2 = 100.0 (34.2 to 100.0) World class"
    );
}

#[test]
fn joiners_and_leavers_count_from_their_third_working_day() {
    let people = "\
new-wed,CSM,SMB,Red,2026-02-04,
new-thu,CSM,SMB,Red,2026-02-05,
left-tue,CSM,SMB,Red,2020-01-01,2026-02-03
left-wed,CSM,SMB,Red,2020-01-01,2026-02-04
gone,CSM,SMB,Red,2020-01-01,2026-01-30
";
    let figures = Project::adoption(people, &approved("new-wed", 3)).figures(&[]);
    let of = |person: &str| {
        (
            figures.of(person, WEEK, "working_days"),
            figures.of(person, WEEK, "eligible"),
        )
    };
    let pair = |days: &str, eligible: &str| (days.to_owned(), eligible.to_owned());
    assert_eq!(of("new-wed"), pair("3", "true"));
    assert_eq!(of("new-thu"), pair("2", "false"));
    assert_eq!(of("left-tue"), pair("2", "false"));
    assert_eq!(of("left-wed"), pair("3", "true"));
    assert_eq!(of("gone"), pair("0", "false"));
    assert_eq!(
        figures.row(RATE, WEEK, "").to_string(),
        "1 of 2 = 50.0 (9.5 to 90.5) Good"
    );
}

#[test]
fn a_tool_counts_from_the_day_of_its_approval() {
    // Salesforce Agentforce is approved from Monday 2025-06-02.
    let people = csms("p", 2, "SMB", "Red");
    let tool = "Salesforce Agentforce";
    let uses = interactions("p-1", "2025-06-01", tool, 3) + &interactions("p-2", "2025-06-02", tool, 3);
    let figures = Project::adoption(&people, &uses).figures(&[]);
    assert_eq!(figures.of("p-1", "2025-05-26", "approved_interactions"), "0");
    assert_eq!(figures.of("p-1", "2025-05-26", "unapproved_interactions"), "3");
    assert_eq!(figures.of("p-2", "2025-06-02", "approved_interactions"), "3");
    assert_eq!(figures.row(RATE, "2025-05-26", "").numerator, Some(0.0));
    assert_eq!(figures.row(RATE, "2025-06-02", "").numerator, Some(1.0));
}

#[test]
fn the_days_of_an_approval_begin_in_the_zone_of_the_calendar() {
    // 2025-06-01 23:30 in UTC is 2025-06-02 01:30 in Berlin: the first day of the approval.
    let rules = "uptake: 1\nentities: people\ncalendar: { time_zone: Europe/Berlin }\nregisters:\n  tools:\n    fields: { approved: bool }\n    entries:\n      agent: { approved: { from: 2025-06-02 } }\n";
    let rest = crate::support::RULES
        .replace("uptake: 1\nentities: people\n", "")
        .replace(
            "tool: { type: text, optional: true }",
            "tool: { type: text, register: tools }",
        )
        .replace("{ count: uses }", "{ count: uses, where: tool.approved }");
    let project = |zone: &str| {
        Project::small()
            .file("rules.yaml", format!("{rules}{rest}").replace("Europe/Berlin", zone))
            .file("uses.csv", "id,at,tool\nana,2025-06-01T23:30:00Z,agent\n")
            .figures(&[])
    };
    assert_eq!(project("UTC").of("ana", "2025-05-26", "uses_made"), "0");
    assert_eq!(project("Europe/Berlin").of("ana", "2025-06-02", "uses_made"), "1");
}

#[test]
fn an_unlisted_tool_is_neither_approved_nor_unapproved() {
    let figures =
        Project::adoption(&csms("p", 1, "SMB", "Red"), &interactions("p-1", WEEK, "NotesGenie", 4)).figures(&[]);
    let of = |column: &str| figures.of("p-1", WEEK, column);
    assert_eq!(of("approved_interactions"), "0");
    assert_eq!(of("unapproved_interactions"), "0");
    assert_eq!(of("unlisted_interactions"), "4");
    assert_eq!(of("any_tool_interactions"), "4");
    assert_eq!(of("shadow_only"), "true");
    assert_eq!(
        figures.notes()[4],
        "undecided-rows: some rows of `interactions` weren't counted because their condition is unknown, for example because a name is unlisted: \
         `approved_interactions` (4), `approved_days` (4), `approved_tools` (4), `first_day_interactions` (4)"
    );
}

#[test]
fn a_tool_answers_to_its_id_its_title_and_its_aliases_in_any_case() {
    let spellings = [
        "microsoft-365-copilot",
        "Microsoft 365 Copilot",
        "M365 Copilot",
        "m365 COPILOT",
        "Copilot for Microsoft 365",
    ];
    let uses: String = spellings
        .iter()
        .map(|tool| interactions("p-1", WEEK, tool, 1))
        .collect();
    let figures = Project::adoption(&csms("p", 1, "SMB", "Red"), &uses).figures(&[]);
    assert_eq!(figures.of("p-1", WEEK, "approved_interactions"), "5");
    assert_eq!(figures.of("p-1", WEEK, "approved_tools"), "1");
    assert_eq!(figures.of("p-1", WEEK, "approved_days"), "1");
}

#[test]
fn what_nobody_documented_doesnt_count() {
    let uses = approved("p-1", 3).replace("true", "false") + &approved("p-1", 2);
    let figures = Project::adoption(&csms("p", 1, "SMB", "Red"), &uses).figures(&[]);
    assert_eq!(figures.of("p-1", WEEK, "approved_interactions"), "2");
    assert_eq!(figures.of("p-1", WEEK, "undocumented_interactions"), "3");
    assert_eq!(figures.row(RATE, WEEK, "").numerator, Some(0.0));
}

#[test]
fn a_bundle_counts_with_its_quantity_and_zero_is_no_use() {
    let bundles = format!(
        "person_id,at,tool,documented,quantity\np-1,{WEEK},Zoom AI Companion,true,3\np-2,{WEEK},Zoom AI Companion,true,0\np-3,{WEEK},Zoom AI Companion,true,\n"
    );
    let figures = Project::adoption(&csms("p", 3, "SMB", "Red"), "")
        .file("interactions.csv", bundles)
        .figures(&[]);
    let of = |person: &str| {
        (
            figures.of(person, WEEK, "approved_interactions"),
            figures.of(person, WEEK, "approved_days"),
        )
    };
    let pair = |count: &str, days: &str| (count.to_owned(), days.to_owned());
    assert_eq!(of("p-1"), pair("3", "1"));
    assert_eq!(of("p-2"), pair("0", "0"));
    assert_eq!(of("p-3"), pair("1", "1"));
    assert_eq!(figures.intake("interactions")["without_event"], 1);
}

#[test]
fn the_rates_by_any_tool_and_by_shadow_use_stand_beside() {
    let people = csms("p", 4, "SMB", "Red");
    let uses = approved("p-1", 3)
        + &approved("p-2", 1)
        + &interactions("p-2", WEEK, "DeepSeek", 2)
        + &interactions("p-3", WEEK, "DeepSeek", 1);
    let figures = Project::adoption(&people, &uses).figures(&[]);
    assert_eq!(figures.row(RATE, WEEK, "").value, Some(25.0));
    assert_eq!(figures.row("csm_any_tool_rate", WEEK, "").value, Some(50.0));
    assert_eq!(figures.row("csm_shadow_only_rate", WEEK, "").value, Some(25.0));
}

#[test]
fn a_person_without_a_segment_stays_in_the_whole_and_is_unknown_in_the_cut() {
    let people = csms("p", 3, "SMB", "Red") + "odd,CSM,,Red,2020-01-01,\n";
    let figures = Project::adoption(&people, &(active("p", 2) + &approved("odd", 3))).figures(&[]);
    assert_eq!(figures.row(RATE, WEEK, "").to_string(), "3 of 4 = 75.0 (30.1 to 95.4)");
    assert_eq!(
        figures.row(RATE, WEEK, "segment=SMB").to_string(),
        "2 of 3 = 66.7 (20.8 to 93.9) Good"
    );
    assert_eq!(
        figures.row(RATE, WEEK, "segment=(unknown)").to_string(),
        "1 of 1 = 100.0 (20.7 to 100.0)"
    );
    assert_eq!(figures.intake("people")["missing"]["segment"], 1);
}

#[test]
fn of_whom_it_isnt_known_whether_they_count_is_unknown_and_counted_as_such() {
    let people = csms("p", 2, "SMB", "Red") + "odd,,SMB,Red,2020-01-01,\n";
    let figures = Project::adoption(&people, &(active("p", 1) + &approved("odd", 3))).figures(&[]);
    assert_eq!(figures.of("odd", WEEK, "eligible"), "unknown");
    assert_eq!(figures.of("odd", WEEK, "active"), "true");
    assert_eq!(
        figures.row(RATE, WEEK, "").to_string(),
        "1 of 2 = 50.0 (9.5 to 90.5) Good, 1 unknown"
    );
}

#[test]
fn tenure_is_banded_and_six_months_to_the_day_are_the_second_band() {
    let people = "\
new,CSM,SMB,Red,2025-08-03,
six,CSM,SMB,Red,2025-08-02,
old,CSM,SMB,Red,2024-02-02,
odd,CSM,SMB,Red,,
";
    let figures = Project::adoption(people, &approved("six", 3)).figures(&[]);
    let band = |person: &str| figures.of(person, WEEK, "tenure_band");
    assert_eq!(
        [band("new"), band("six"), band("old"), band("odd")],
        ["under 6 months", "6 to 24 months", "24 months and more", "unknown"]
    );
    assert_eq!(figures.row(RATE, WEEK, "tenure_band=6 to 24 months").value, Some(100.0));
}

#[test]
fn a_metric_can_be_a_mean_or_a_ratio() {
    let rules = crate::support::RULES
        .replace("at: datetime\n", "at: datetime\n      hours: float\n")
        .replace(
            "definitions:",
            "  hours: { sum: uses.hours }\ndefinitions:\n  any: { when: uses_made > 0 }",
        )
        + "  uses_each: { mean: uses_made }\n  hours_each: { mean: hours, of: any }\n  hours_per_use: { ratio: hours, to: uses_made, by: [team] }\n";
    let figures = Project::small()
        .file("rules.yaml", rules)
        .file(
            "uses.csv",
            "id,at,hours\nana,2026-02-02T09:00:00Z,1\nana,2026-02-02T09:00:00Z,2.5\n",
        )
        .figures(&[]);
    assert_eq!(figures.row("uses_each", WEEK, "").to_string(), "2 of 2 = 1.0");
    // ben has no hours: that is unknown, not 0, and he is no part of the mean.
    assert_eq!(figures.row("hours_each", WEEK, "").to_string(), "3.5 of 1 = 3.5");
    assert_eq!(
        figures.row("hours_per_use", WEEK, "").to_string(),
        "3.5 of 2 = 1.8, 1 unknown"
    );
    assert_eq!(
        figures.row("hours_per_use", WEEK, "team=Blue").to_string(),
        "0 of 0, no value, 1 unknown"
    );
}

#[test]
fn without_people_there_is_no_rate_and_a_note() {
    let project = Project::adoption("", &approved("p-1", 3));
    let figures = project.figures(&["--period", "2026-W06"]);
    assert_eq!(figures.row(RATE, WEEK, "").to_string(), "0 of 0, no value");
    assert_eq!(
        figures.notes(),
        [
            "no-entities: `people` has no rows, so there are no entities to measure",
            "not-delivered: no source provides `holidays`; no days are excluded",
            "no-events: `interactions` has no rows that can be used, so everything measured from it is unknown",
            "no-events: no source provides `cases`, so everything measured from it is unknown",
        ]
    );
    assert_eq!(figures.intake("interactions")["set_aside"]["unknown-entity"], 3);
    let said = project.run(&["--period", "2026-W06", "--verbose"]).stdout;
    assert!(
        said.contains("CSM AI Adoption Rate\n  no rate: no entities count in 2026-W06\n"),
        "{said}"
    );
}

#[test]
fn without_interactions_the_rate_is_unknown_and_not_zero() {
    let project = Project::adoption(&csms("p", 12, "SMB", "Red"), "");
    let figures = project.figures(&[]);
    assert_eq!(figures.periods(RATE), ["2026-02-09"]);
    assert_eq!(
        figures.row(RATE, "2026-02-09", "").to_string(),
        "0 of 0, no value, 12 unknown"
    );
    assert_eq!(figures.of("p-1", "2026-02-09", "active"), "unknown");
    assert_eq!(figures.of("p-1", "2026-02-09", "eligible"), "true");
    assert_eq!(
        figures.notes(),
        [
            "not-delivered: no source provides `holidays`; no days are excluded",
            "no-events: `interactions` has no rows that can be used, so everything measured from it is unknown",
            "no-events: no source provides `cases`, so everything measured from it is unknown",
        ]
    );
    let said = project.run(&["--verbose"]).stdout;
    assert!(said.contains("  no rate: 12 entities have unknown status\n"), "{said}");
}
