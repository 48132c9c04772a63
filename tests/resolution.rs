//! The AI-assisted resolution rate: in how many cases a tool had a documented part.

use crate::support::{ADOPTION, Project, WEEK, approved};

const RATE: &str = "csm_ai_assisted_resolution_rate";
const UNKNOWN: &str = "csm_unknown_involvement_rate";

/// As many cases of a person in [`WEEK`], of one involvement and record; both may be empty.
fn cases(person: &str, count: usize, involvement: &str, documented: &str) -> String {
    (1..=count)
        .map(|number| format!("{person}-{involvement}-{documented}-{number},{person},2026-02-03T10:00:00Z,{involvement},{documented}\n"))
        .collect()
}

fn project(people: &str, cases: &str) -> Project {
    Project::adoption(people, &approved("p-1", 1))
        .file(
            "uptake.yaml",
            format!("{ADOPTION}  cases: {{ adapter: files, path: cases.csv }}\n"),
        )
        .file(
            "cases.csv",
            format!("case_id,person_id,closed_at,ai_involvement,ai_documented\n{cases}"),
        )
}

fn csm(name: &str, segment: &str) -> String {
    format!("{name},CSM,{segment},Red,2020-01-01,\n")
}

#[test]
fn of_800_cases_320_with_a_documented_part_are_40_percent() {
    let rows = [
        cases("p-1", 300, "drafted", "true"),
        cases("p-2", 20, "surfaced", "true"),
        cases("p-1", 100, "none", "false"),
        cases("p-2", 380, "none", "true"),
    ];
    let figures = project(&(csm("p-1", "SMB") + &csm("p-2", "SMB")), &rows.concat()).figures(&[]);
    assert_eq!(figures.row(RATE, WEEK, "").to_string(), "320 of 800 = 40.0 Great");
    assert_eq!(
        figures.row(RATE, WEEK, "segment=SMB").to_string(),
        "320 of 800 = 40.0 Great"
    );
    let metrics = figures.outcome["metrics"].as_array().unwrap();
    let metric = metrics.iter().find(|metric| metric["name"] == RATE).unwrap();
    assert_eq!(
        (&metric["unit"], &metric["priority"]),
        (&"percent".into(), &"high".into())
    );
}

#[test]
fn the_bands_of_each_segment_start_where_they_are_published_and_an_edge_belongs_to_the_higher_one() {
    for (segment, [good, great, best]) in [
        ("SMB", [20, 40, 65]),
        ("Mid-Market", [15, 35, 60]),
        ("Enterprise", [10, 25, 50]),
    ] {
        for (assisted, band) in [
            (0, "Below good"),
            (good - 1, "Below good"),
            (good, "Good"),
            (great - 1, "Good"),
            (great, "Great"),
            (best - 1, "Great"),
            (best, "World class"),
            (100, "World class"),
        ] {
            let rows = cases("p-1", assisted, "drafted", "true") + &cases("p-1", 100 - assisted, "none", "false");
            let figures = project(&csm("p-1", segment), &rows).figures(&[]);
            let row = figures.row(RATE, WEEK, &format!("segment={segment}"));
            assert_eq!(
                (row.value, row.band.as_deref()),
                (Some(assisted as f64), Some(band)),
                "{segment}"
            );
        }
    }
}

#[test]
fn a_case_of_which_nobody_knows_is_neither_assisted_nor_not() {
    let rows = [
        cases("p-1", 4, "drafted", "true"),
        cases("p-1", 3, "drafted", "false"),
        cases("p-1", 2, "none", ""),
        cases("p-1", 1, "", "false"),
        cases("p-1", 5, "drafted", ""),
        cases("p-1", 6, "", "true"),
        cases("p-1", 7, "", ""),
    ];
    let figures = project(&csm("p-1", "SMB"), &rows.concat()).figures(&[]);
    let of = |measure: &str| figures.of("p-1", WEEK, measure);
    // No record or no part is a no, whatever the other says: 3 + 2 + 1. Of 5 + 6 + 7 nobody knows.
    assert_eq!(
        ["cases_closed", "cases_of_known_involvement", "ai_assisted_cases"].map(of),
        ["28", "10", "4"]
    );
    assert_eq!(figures.row(RATE, WEEK, "").to_string(), "4 of 10 = 40.0 Great");
    assert_eq!(figures.row(UNKNOWN, WEEK, "").to_string(), "18 of 28 = 64.3");
}

#[test]
fn each_level_of_involvement_has_its_count() {
    let rows = [
        cases("p-1", 4, "surfaced", "true"),
        cases("p-1", 3, "drafted", "true"),
        cases("p-1", 2, "autonomous", "true"),
        cases("p-1", 9, "autonomous", "false"),
    ];
    let figures = project(&csm("p-1", "SMB"), &rows.concat()).figures(&[]);
    let of = |measure: &str| figures.of("p-1", WEEK, measure);
    assert_eq!(
        ["ai_surfaced_cases", "ai_drafted_cases", "ai_autonomous_cases"].map(of),
        ["4", "3", "2"]
    );
}

#[test]
fn without_data_of_cases_the_rate_is_unknown_and_says_so() {
    let project = Project::adoption(&csm("p-1", "SMB"), &approved("p-1", 3));
    let figures = project.figures(&[]);
    assert_eq!(figures.row(RATE, WEEK, "").to_string(), "0 of 0, no value, 1 unknown");
    let said = project.run(&["--verbose"]).stdout;
    for line in [
        "\nAI-Assisted Resolution Rate\n  no rate: 1 entity has unknown status\n",
        "\nnote: no source provides `cases`, so everything measured from it is unknown\n",
    ] {
        assert!(said.contains(line), "`{line}` isn't in\n{said}");
    }
    // The adoption rate needs none.
    assert_eq!(figures.row("csm_ai_adoption_rate", WEEK, "").value, Some(100.0));
}

#[test]
fn a_source_that_tells_nothing_of_tools_leaves_the_rate_unknown() {
    let rows = cases("p-1", 3, "", "");
    let figures = project(&csm("p-1", "SMB"), &rows).figures(&[]);
    assert_eq!(figures.row(RATE, WEEK, "").to_string(), "0 of 0, no value");
    assert_eq!(figures.row(UNKNOWN, WEEK, "").value, Some(100.0));
}

#[test]
fn cases_of_other_people_count_for_nobody_and_leave_doesnt_take_a_case_away() {
    let people = csm("p-1", "SMB") + "boss,CS Manager,SMB,Red,2020-01-01,\n";
    let rows = cases("p-1", 1, "drafted", "true") + &cases("boss", 9, "drafted", "true");
    let figures = project(&people, &rows)
        .file("leave.csv", "person_id,starts_on,ends_on\np-1,2026-02-04,2026-02-28\n")
        .figures(&[]);
    assert_eq!(figures.of("p-1", WEEK, "eligible"), "false");
    assert_eq!(figures.row(RATE, WEEK, "").to_string(), "1 of 1 = 100.0 World class");
}

#[test]
fn it_isnt_tracked_at_the_crawl_and_monthly_at_the_walk() {
    let at = |stage: &str| {
        let rows = cases("p-1", 1, "drafted", "true");
        let project = project(&csm("p-1", "SMB"), &rows);
        let text = project.read("uptake.yaml").replace("stage: run", stage);
        let figures = project.file("uptake.yaml", text).figures(&[]);
        let metrics = figures.outcome["metrics"].as_array().unwrap().clone();
        let metric = metrics.iter().find(|metric| metric["name"] == RATE);
        metric.map(|metric| {
            let text = |key: &str| metric[key].as_str().unwrap().to_owned();
            [text("cadence"), text("priority")].join(" ")
        })
    };
    assert_eq!(at("stage: crawl"), None);
    assert_eq!(at("stage: walk").as_deref(), Some("month low"));
    assert_eq!(at("stage: run").as_deref(), Some("week high"));
}
