//! Records, derived tables, checks over them and gates, on rotations of engineers: nothing of it knows what a customer is.

use crate::support::Project;

const RULES: &str = r#"
uptake: 1
pack: on-call
datasets:
  rotations:
    kind: records
    held_by: the lead of the rotation
    from: starts_on
    through: ends_on
    columns: { team: text, engineer: { type: text, private: true }, starts_on: date, ends_on: { type: date, optional: true } }
  pages:
    kind: records
    held_by: the paging service
    optional: true
    key: [page]
    time: sent_on
    columns:
      page: text
      team: text
      sent_on: date
      severity: { type: int, optional: true }
      answered_on: { type: date, optional: true }
      resolution: { type: text, optional: true, known: answered_on }
constants: { most_pages: 2 }
tables:
  loads:
    about: Each rotation with its pages.
    rows: rotations
    shown_by: [team, starts_on]
    columns:
      pages: { count: pages, match: team, since: starts_on, through: ends_on }
      worst: { max: pages.severity, match: team, since: starts_on, through: ends_on }
      resolved: { count: pages, match: team, where: is_known(resolution) }
  engineers:
    rows: rotations
    per: [engineer]
    columns: { turns: { count: rows }, teams: { distinct: rows.team } }
checks:
  too_many:
    title: Too many pages
    rows: loads
    values: { loads: count(), heavy: count(pages > most_pages), most: max(pages) }
    enough: loads >= 2
    fail: heavy > 0
    evidence: { where: pages > most_pages, show: [pages, worst] }
    finding: "{heavy} of {loads} rotations had more than {most_pages} pages; the worst had {most}"
    why: People who are woken too often leave.
    fix: Split the rotation.
    called: alarm fatigue
  same_people:
    title: The same people again
    rows: engineers
    by: [engineer]
    values: { turns: sum(turns) }
    warn: turns > 1
    finding: "{engineer} had {turns} turns"
  more:
    title: Whether more alarms can be borne
    rows: loads
    values: { other: 'verdict("too_many")' }
    fail: other == "fail"
    warn: other == "insufficient data"
stages:
  quiet: { requires: [same_people] }
  loud: { about: More alarms., requires: [too_many, more, same_people] }
"#;

const PAGES: &str = "page,team,sent_on,severity,answered_on,resolution\n\
    p1,red,2026-01-05,2,2026-01-06,fixed\np2,red,2026-01-11,3,,\np3,red,2026-01-12,,2026-05-01,later\n\
    p4,blue,2026-01-20,1,2026-01-20,fixed\np5,red,2026-01-07,1,2026-01-07,fixed\n";

fn project() -> Project {
    Project::empty()
        .file("rules/on-call.yaml", RULES)
        .file(
            "uptake.yaml",
            "uptake: 1\nproject: calls\npacks: [rules]\nas_of: 2026-03-31\nsources:\n  rotations: { adapter: files, path: rotations.csv }\n  pages: { adapter: files, path: pages.csv }\n",
        )
        .file(
            "rotations.csv",
            "team,engineer,starts_on,ends_on\nred,ana,2026-01-05,2026-01-11\nred,ben,2026-01-12,2026-01-18\nblue,ana,2026-01-05,\n",
        )
        .file("pages.csv", PAGES)
}

/// The verdict of a check, or of one of its groups, and a value of it.
fn told(project: &Project, check: &str, group: &str, name: &str) -> (String, String) {
    let figures = project.figures(&[]);
    let rows = figures.csv("checks.csv");
    let of = |wanted: &str| {
        let found = rows
            .iter()
            .find(|row| row["check"] == check && row["group"] == group && row["name"] == wanted);
        found.cloned().unwrap_or_default()
    };
    let value = of(name).get("value").cloned().unwrap_or_default();
    (of("").get("verdict").cloned().unwrap_or_default(), value)
}

#[test]
fn rules_about_records_alone_run_and_tell_what_belongs_to_what() {
    let project = project();
    let answer = project.run(&[]);
    assert_eq!(answer.code, 0, "{}", answer.stdout);
    assert!(
        answer.stdout.starts_with("calls · as of 2026-03-31"),
        "{}",
        answer.stdout
    );
    assert!(
        answer.stdout.contains("data    8 of 8 rows of 2 sources used"),
        "{}",
        answer.stdout
    );
    assert!(
        answer
            .stdout
            .contains("1 of 3 rotations had more than 2 pages; the worst had 3"),
        "{}",
        answer.stdout
    );
    assert_eq!(
        told(&project, "too_many", "", "most"),
        ("fail".to_owned(), "3.0".to_owned())
    );
    assert_eq!(
        told(&project, "same_people", "ana", "turns"),
        ("warn".to_owned(), "2.0".to_owned())
    );
    assert_eq!(
        told(&project, "same_people", "ben", "turns"),
        ("pass".to_owned(), "1.0".to_owned())
    );
}

#[test]
fn a_gate_tells_what_stands_in_the_way_and_what_to_fix_first() {
    let project = project();
    let answer = project.uptake(&["gate"]);
    assert_eq!(answer.code, 1);
    let expected = "\
calls · stage quiet: pass · as of 2026-03-31
  warn  The same people again
        ana: ana had 2 turns

calls · stage loud: fail · as of 2026-03-31
  fail  Too many pages — alarm fatigue
        1 of 3 rotations had more than 2 pages; the worst had 3
  fail  Whether more alarms can be borne
        `other == \"fail\"`: other fail
  warn  The same people again
        ana: ana had 2 turns

fix first
  1. Split the rotation. (blocks stage loud and 1 other check)
     People who are woken too often leave.
  2. Whether more alarms can be borne (blocks stage loud)
";
    assert_eq!(answer.stdout, expected);
    assert_eq!(project.uptake(&["gate", "--stage", "quiet"]).code, 0);
    let json = project.uptake(&["gate", "--stage", "loud", "--format", "json"]);
    let gates: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((json.code, gates[0]["verdict"].as_str()), (1, Some("fail")));
    assert_eq!(gates[0]["checks"][0]["called"], "alarm fatigue");
    assert_eq!(gates[0]["checks"][0]["fix"], "Split the rotation.");
}

#[test]
fn a_stage_that_isnt_there_is_named_with_those_that_are() {
    let answer = project().uptake(&["gate", "--stage", "loudd"]);
    assert_eq!(answer.code, 2);
    assert!(answer.stderr.contains("error[no-gate]"), "{}", answer.stderr);
    assert!(answer.stderr.contains("`loud`"), "{}", answer.stderr);
    let nothing = Project::small().uptake(&["gate"]);
    assert_eq!(nothing.code, 2);
    assert!(
        nothing.stderr.contains("no stage of these rules requires checks"),
        "{}",
        nothing.stderr
    );
}

#[test]
fn what_no_source_provides_is_named_with_its_columns_and_who_has_it() {
    let project = project().edit("uptake.yaml", "  pages: { adapter: files, path: pages.csv }\n", "");
    assert_eq!(
        told(&project, "too_many", "", "most"),
        ("insufficient data".to_owned(), String::new())
    );
    // What doesn't rest on it is told all the same.
    assert_eq!(
        told(&project, "same_people", "ana", "turns"),
        ("warn".to_owned(), "2.0".to_owned())
    );
    let answer = project.uptake(&["gate", "--stage", "loud"]);
    assert_eq!(answer.code, 3, "{}", answer.stdout);
    assert!(
        answer.stdout.contains("no source provides `pages`"),
        "{}",
        answer.stdout
    );
    assert!(answer.stdout.contains("usually held by: "), "{}", answer.stdout);
}

#[test]
fn a_source_without_rows_is_known_to_have_none() {
    let project = project().file("pages.csv", "page,team,sent_on,severity,answered_on,resolution\n");
    assert_eq!(
        told(&project, "too_many", "", "most"),
        ("pass".to_owned(), "0.0".to_owned())
    );
}

#[test]
fn a_gate_over_records_without_rows_says_so() {
    let project = project().file("pages.csv", "page,team,sent_on,severity,answered_on,resolution\n");
    let answer = project.uptake(&["gate", "--stage", "loud"]);
    assert_eq!(answer.code, 0, "{}", answer.stdout);
    let first = answer.stdout.lines().next().unwrap();
    assert_eq!(first, "note: `pages` has no rows: checks count that as none");
}

#[test]
fn records_of_which_none_can_be_used_are_unknown_and_the_gate_says_why() {
    let pages: String = PAGES.replace("2026-01-", "01.2026-");
    let pages = pages
        .replace("01.2026-05", "05/31/2026")
        .replace("01.2026-20", "20/01/2026");
    let project = project().file("pages.csv", pages);
    let answer = project.uptake(&["gate", "--stage", "loud"]);
    assert_eq!(answer.code, 3, "{}", answer.stdout);
    let mut lines = answer.stdout.lines();
    assert_eq!(
        lines.next(),
        Some("error[nothing-usable]: none of the 5 rows of `pages` can be used")
    );
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("  help: `sent_on` isn't a date in 5 rows, such as `"),
        "{}",
        answer.stdout
    );
    assert!(answer.stdout.contains("n/a  Too many pages"), "{}", answer.stdout);
    let json = project.uptake(&["gate", "--stage", "quiet", "--format", "json"]);
    let gates: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    crate::schema::holds("commands/gate.json", &gates);
    assert_eq!(gates[0]["findings"][0]["code"], "nothing-usable");
    // What the stage requires passes, and yet nobody can rely on the data.
    assert_eq!((gates[0]["verdict"].as_str(), json.code), (Some("pass"), 3));
}

#[test]
fn a_gate_of_a_source_that_is_breached_keeps_a_stage_from_passing() {
    let project = project().edit("uptake.yaml", "path: pages.csv", "path: pages.csv, least_rows: 6");
    let answer = project.uptake(&["gate", "--stage", "quiet"]);
    assert_eq!(answer.code, 3);
    let expected = "\
error[too-few-rows]: 5 rows of `pages` are used: `least_rows` demands 6 (uptake.yaml:7:45)
  help: check whether the export is complete

calls · stage quiet: pass · as of 2026-03-31
  warn  The same people again
";
    assert!(answer.stdout.starts_with(expected), "{}", answer.stdout);
}

#[test]
fn a_gate_tells_which_rows_were_set_aside_and_which_overrides_are_in_force() {
    let mine = "uptake: 1\nextends: on-call\nowner: ops@example.com\nconstants: { most_pages: 9 }\n";
    let project = project()
        .file("mine.yaml", mine)
        .edit("uptake.yaml", "packs: [rules]", "packs: [rules, mine.yaml]")
        .file("pages.csv", format!("{PAGES}p6,red,31/31/2026,3,,\n"));
    let answer = project.uptake(&["gate", "--stage", "loud"]);
    assert_eq!(answer.code, 0, "{}", answer.stdout);
    let expected = "\
note: pages: 1 set aside: 1 wrong-type
note: an override is in force (everybody, mine.yaml:4): constants.most_pages

calls · stage loud: pass";
    assert!(answer.stdout.starts_with(expected), "{}", answer.stdout);
    let json = project.uptake(&["gate", "--stage", "loud", "--format", "json"]);
    let gates: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    crate::schema::holds("commands/gate.json", &gates);
    assert_eq!(
        gates[0]["overrides"][0],
        "an override is in force (everybody, mine.yaml:4): constants.most_pages"
    );
    assert_eq!(gates[0]["values"][0], "pages: 1 set aside: 1 wrong-type");
}

#[test]
fn of_many_overrides_a_gate_shows_five_and_says_where_the_others_stand() {
    let numbers: Vec<String> = (1..=7).map(|number| format!("limit_{number}: {number}")).collect();
    let constants = format!("constants: {{ most_pages: 2, {} }}", numbers.join(", "));
    let mut packs = "packs: [rules".to_owned();
    let mut project = project().edit("rules/on-call.yaml", "constants: { most_pages: 2 }", &constants);
    for number in 1..=7 {
        let text =
            format!("uptake: 1\nextends: on-call\nowner: ops@example.com\nconstants: {{ limit_{number}: 99 }}\n");
        project = project.file(&format!("mine-{number}.yaml"), text);
        packs += &format!(", mine-{number}.yaml");
    }
    let project = project.edit("uptake.yaml", "packs: [rules", &packs);
    let said = project.uptake(&["gate", "--stage", "loud"]).stdout;
    assert_eq!(said.matches("note: an override is in force (").count(), 5, "{said}");
    assert!(
        said.contains("note: 2 more overrides in force: see `overrides` of `--format json`\n"),
        "{said}"
    );
    let json = project.uptake(&["gate", "--stage", "loud", "--format", "json"]).stdout;
    let gates: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(gates[0]["overrides"].as_array().unwrap().len(), 7);
}

#[test]
fn of_what_a_verdict_takes_a_gate_tells_the_part_that_is_missing_with_constants_as_numbers() {
    let project = project()
        .edit("rules/on-call.yaml", "most_pages: 2 }", "most_pages: 2, least: 5 }")
        .edit(
            "rules/on-call.yaml",
            "enough: loads >= 2",
            "enough: loads >= least && heavy <= least && (most > 100.0 || loads > 2 * least)",
        );
    let answer = project.uptake(&["gate", "--stage", "loud"]);
    assert_eq!(answer.code, 3, "{}", answer.stdout);
    let words = answer.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected = "requires `loads >= 5 && (most > 100.0 || loads > 2 * 5)`, and `loads` is 3, `most` is 3";
    assert!(words.contains(expected), "{}", answer.stdout);
}

#[test]
fn what_is_known_later_than_the_figures_isnt_there_yet() {
    let project = project();
    let resolved = |as_of: &str| -> String {
        let json = project.uptake(&["run", "--as-of", as_of, "--format", "json"]);
        let outcome: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
        let check = outcome["checks"]
            .as_array()
            .unwrap()
            .iter()
            .find(|check| check["name"] == "too_many")
            .unwrap();
        check["groups"][0]["values"].to_string()
    };
    assert!(
        resolved("2026-01-08").contains(r#"{"name":"most","value":2.0}"#),
        "{}",
        resolved("2026-01-08")
    );
    assert!(
        resolved("2026-01-04").contains(r#"{"name":"loads","value":0}"#),
        "{}",
        resolved("2026-01-04")
    );
}

#[test]
fn people_in_records_are_hidden_as_people_on_lists_are() {
    let project = project().file("key.txt", "a key of thirty-two letters and more").edit(
        "uptake.yaml",
        "packs:",
        "privacy: { pseudonyms: '${file:key.txt}' }\npacks:",
    );
    let answer = project.run(&["--verbose"]);
    assert!(!answer.stdout.contains("ana"), "{}", answer.stdout);
    let figures = project.figures(&[]);
    for name in ["checks.csv", "outcome.json", "readiness.csv"] {
        let text = String::from_utf8_lossy(figures.bytes(name)).into_owned();
        assert!(
            !text.contains("ana,") && !text.contains("\"ana\"") && !text.contains("ana had"),
            "{name}: {text}"
        );
    }
}

#[test]
fn groups_of_single_people_arent_shown_where_small_groups_arent() {
    let project = project().edit("uptake.yaml", "packs:", "privacy: { smallest_group: 5 }\npacks:");
    let figures = project.figures(&[]);
    let rows = figures.csv("checks.csv");
    let values = rows
        .iter()
        .filter(|row| row["check"] == "same_people" && row["name"] == "turns");
    assert_eq!(values.count(), 0);
}

#[test]
fn the_readiness_of_stages_is_a_table_and_a_sheet() {
    let project = project();
    let figures = project.figures(&["--format", "xlsx"]);
    let rows = figures.csv("readiness.csv");
    let row = rows
        .iter()
        .find(|row| row["stage"] == "loud" && row["check"] == "too_many")
        .unwrap();
    let told = ["gate", "verdict", "called", "order"].map(|name| row[name].as_str());
    assert_eq!(told, ["fail", "fail", "alarm fatigue", "1"]);
}
