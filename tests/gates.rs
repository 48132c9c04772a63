//! Gates at the intake: what must hold of a source whatever the figures say, and how the run ends.

use crate::support::{Project, WEEK, uses};

const NEXT: &str = "2026-02-09";

fn project(rows: &str, more: &str) -> Project {
    Project::small().file("uses.csv", format!("id,at\n{rows}")).edit(
        "uptake.yaml",
        "path: uses.csv",
        &format!("path: uses.csv{more}"),
    )
}

fn both() -> String {
    uses("ana", WEEK, 3) + &uses("ana", NEXT, 3) + &uses("ben", "2026-02-13", 1)
}

#[test]
fn a_source_without_a_usable_row_ends_with_2_and_the_files_are_there() {
    for (rows, said) in [
        ("", "nothing-usable: `uses` has no rows"),
        (
            "ana,someday\nben,someday\n",
            "nothing-usable: none of the 2 rows of `uses` can be used",
        ),
        (
            "zoe,2026-02-09T09:00:00Z\n",
            "nothing-usable: none of the 1 rows of `uses` can be used",
        ),
    ] {
        for more in ["", ", covers: { from: 2026-02-02, through: 2026-02-15 }"] {
            let project = project(rows, more);
            let figures = project.figures(&[]);
            assert_eq!((figures.code(), figures.findings()), (2, vec![said.to_owned()]));
            let answer = project.run(&[]);
            assert_eq!(answer.code, 2);
            let second = answer.stdout.lines().nth(1).unwrap();
            assert!(second.starts_with("error[nothing-usable]: "), "{}", answer.stdout);
        }
    }
}

#[test]
fn what_keeps_rows_from_being_used_is_told_with_its_cure() {
    for (rows, help) in [
        (
            "ana,13/02/2026\nben,14/02/2026\n",
            "`at` isn't a time in 2 rows, such as `13/02/2026` (row 2 of uses.csv); set `dates: \"%d/%m/%Y\"`",
        ),
        (
            "zoe,2026-02-09T09:00:00Z\n",
            "1 unknown-entity: add the entity to the list, or map its name with a dataset of names",
        ),
        (
            "ANA,2026-02-09T09:00:00Z\n",
            "1 unknown-entity: 1 row has a name that differs from a name on the list by case alone: `ANA` for `ana` (1); state `names_ignore: [case]` at the source if they are the same",
        ),
        ("", "check the export: it has no row, or an empty list"),
    ] {
        let answer = project(rows, "").run(&["--format", "json"]);
        let outcome: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
        assert_eq!((answer.code, outcome["findings"][0]["help"].as_str()), (2, Some(help)));
    }
}

#[test]
fn a_source_of_which_most_rows_cannot_be_read_ends_with_1_unless_a_share_is_stated() {
    let wrong = |rows: usize| {
        (0..rows)
            .map(|day| format!("ana,{}/02/2026\n", day + 10))
            .collect::<String>()
    };
    let said = |figures: &crate::support::Figures| (figures.code(), figures.findings());
    let told = "mostly-unreadable: 8 of 15 rows of `uses` can't be read";
    assert_eq!(
        said(&project(&(both() + &wrong(8)), "").figures(&[])),
        (1, vec![told.to_owned()])
    );
    assert_eq!(said(&project(&(both() + &wrong(7)), "").figures(&[])), (0, Vec::new()));
    let stated = ", most_set_aside: 60 %";
    assert_eq!(
        said(&project(&(both() + &wrong(8)), stated).figures(&[])),
        (0, Vec::new())
    );
}

#[test]
fn figures_of_an_earlier_period_than_the_last_one_that_is_over_say_so() {
    let notes = |rows: &str, arguments: &[&str]| project(rows, "").figures(arguments).notes();
    let told = "later-period: 2026-W07 is over, and no source has a row of it: the last figures are of 2026-W06";
    let before = uses("ana", WEEK, 3);
    assert!(
        notes(&before, &[]).contains(&told.to_owned()),
        "{:?}",
        notes(&before, &[])
    );
    let none = |notes: &[String]| !notes.iter().any(|note| note.starts_with("later-period"));
    assert!(none(&notes(&both(), &[])));
    assert!(none(&notes(&before, &["--period", "2026-W06"])));
    // Of a week that isn't over nobody expects all rows.
    assert!(none(&notes(&before, &["--as-of", "2026-02-14"])));
}

#[test]
fn whoever_tries_a_source_without_rows_is_told() {
    let answer = project("", "").uptake(&["adapters", "check", "uses"]);
    assert_eq!(answer.code, 1, "{}", answer.stdout);
    assert!(
        answer.stdout.contains("no row came: check the export"),
        "{}",
        answer.stdout
    );
}

#[test]
fn nobody_away_and_nobody_with_another_name_is_no_dead_feed() {
    let people = "ana,CSM,SMB,Red,2020-01-01,\n";
    let rows = "ana,2026-02-03T09:00:00Z,Zoom AI Companion,true\nana,2026-02-10T09:00:00Z,Zoom AI Companion,true\n";
    let figures = Project::adoption(people, rows).figures(&[]);
    assert_eq!((figures.code(), figures.findings()), (0, Vec::new()));
}

#[test]
fn an_export_that_stopped_ends_with_1() {
    let march = uses("ana", WEEK, 3);
    let said = |figures: &crate::support::Figures| figures.findings();
    let stopped = project(&march, ", covers: { from: 2026-02-02, through: 2026-02-15 }").figures(&[]);
    assert_eq!(
        said(&stopped),
        ["source-stopped: the rows of `uses` end on 2026-02-02, before 2026-W07 begins"]
    );
    // Where the rows alone say what the last week is, one may be missing, but not two.
    assert_eq!(
        said(&project(&march, "").figures(&["--as-of", "2026-02-15"])),
        Vec::<String>::new()
    );
    assert_eq!(
        said(&project(&march, "").figures(&["--as-of", "2026-02-22"])),
        ["source-stopped: the rows of `uses` end on 2026-02-02, before 2026-W07 begins"]
    );
    let silent = ", covers: { from: 2026-02-02, through: 2026-02-15, without_rows: zero }";
    assert_eq!(said(&project(&march, silent).figures(&[])), Vec::<String>::new());
    // Who asks for a week that is there gets it.
    assert_eq!(
        said(&project(&march, "").figures(&["--as-of", "2026-06-30", "--period", "2026-W06"])),
        Vec::<String>::new()
    );
}

#[test]
fn a_gate_that_is_breached_is_told_with_its_place_and_one_that_holds_isnt() {
    for (gate, rows, said) in [
        (
            "fresh_within: 1d",
            both(),
            "not-fresh: the last row of `uses` is of 2026-02-13, 2 days old: `fresh_within` allows 1",
        ),
        ("fresh_within: 2d", both(), ""),
        (
            "least_rows: 8",
            both(),
            "too-few-rows: 7 rows of `uses` are used: `least_rows` demands 8",
        ),
        ("least_rows: 7", both(), ""),
        (
            "most_set_aside: 12 %",
            both() + "zoe,2026-02-09T09:00:00Z\n",
            "too-many-set-aside: 1 of 8 rows of `uses` are set aside: `most_set_aside` allows 12 %",
        ),
        ("most_set_aside: 13 %", both() + "zoe,2026-02-09T09:00:00Z\n", ""),
        ("most_set_aside: 0 %", both(), ""),
        ("expect: { id: [ana, ben] }", both(), ""),
        (
            "expect: { id: [ana, cleo] }",
            both(),
            "values-missing: no used row of `uses` has `cleo` as `id`",
        ),
    ] {
        let project = project(&rows, &format!(", {gate}"));
        let figures = project.figures(&[]);
        let wanted: Vec<&str> = Some(said).into_iter().filter(|said| !said.is_empty()).collect();
        assert_eq!(figures.findings(), wanted, "{gate}");
        let manifest: serde_json::Value = serde_json::from_slice(figures.bytes("manifest.json")).unwrap();
        assert_eq!(manifest["findings"], figures.outcome["findings"]);
        if let Some(finding) = figures.outcome["findings"].get(0) {
            assert!(
                finding["place"].as_str().unwrap().starts_with("uptake.yaml:7:"),
                "{finding}"
            );
        }
    }
}

#[test]
fn rows_that_repeat_others_or_lie_outside_the_stated_days_are_no_loss() {
    let rules = crate::support::RULES
        .replace("time: at\n", "time: at\n    key: [nr]\n")
        .replace("at: datetime\n", "at: datetime\n      nr: text\n");
    let figures = Project::small()
        .file("rules.yaml", rules)
        .file(
            "uses.csv",
            "id,at,nr\nana,2026-01-02T09:00:00Z,0\nana,2026-02-03T09:00:00Z,1\nana,2026-02-03T09:00:00Z,1\nana,2026-02-10T09:00:00Z,2\n",
        )
        .edit(
            "uptake.yaml",
            "path: uses.csv",
            "path: uses.csv, most_set_aside: 0 %, covers: { from: 2026-02-02, through: 2026-02-15 }",
        )
        .figures(&[]);
    assert_eq!(figures.findings(), Vec::<String>::new());
}

#[test]
fn a_gate_on_a_column_that_isnt_there_or_on_a_list_is_an_error() {
    let answer = project(&both(), ", expect: { ide: [ana] }").run(&[]);
    assert_eq!(answer.code, 2);
    assert!(answer.stderr.contains("column `ide`"), "{}", answer.stderr);
    let answer = Project::small()
        .edit("uptake.yaml", "path: people.csv", "path: people.csv, fresh_within: 7d")
        .run(&[]);
    assert_eq!(answer.code, 2);
    assert!(
        answer.stderr.contains("`fresh_within` has no effect"),
        "{}",
        answer.stderr
    );
}

#[test]
fn the_intake_and_too_little_data_fail_a_run_if_asked_for() {
    let clean = project(&both(), ", covers: { from: 2026-02-02, through: 2026-02-15 }");
    assert_eq!(clean.run(&["--fail-on", "intake"]).code, 0);
    let aside = project(&(both() + "zoe,2026-02-09T09:00:00Z\n"), "");
    assert_eq!(aside.run(&[]).code, 0);
    assert_eq!(aside.run(&["--fail-on", "intake"]).code, 1);
    assert_eq!(aside.run(&["--fail-on", "fail", "--fail-on", "intake"]).code, 1);
    let checks = "checks:\n  sized: { about: Some size., enough: entities() >= 10, fail: entities() < 3 }\n";
    let small = project(&both(), "").file("rules.yaml", format!("{}{checks}", crate::support::RULES));
    assert_eq!(small.run(&["--fail-on", "warn"]).code, 0, "{}", small.run(&[]).stdout);
    assert_eq!(small.run(&["--fail-on", "insufficient"]).code, 1);
}

#[test]
fn a_look_at_the_sources_tells_the_gates_that_they_breach() {
    let gates = ", fresh_within: 1d, least_rows: 9, most_set_aside: 10 %, expect: { id: [zoe] }";
    let project = project(&(both() + "ben,someday\n"), gates);
    let answer = project.uptake(&["adapters", "check", "uses"]);
    assert_eq!(answer.code, 1, "{}", answer.stderr);
    for part in [
        "  error[not-fresh]: the last row of `uses` is of 2026-02-13, 2 days old: `fresh_within` allows 1 (uptake.yaml:",
        "    help: renew the export\n",
        "  error[too-few-rows]: 7 rows of `uses` are used: `least_rows` demands 9 (uptake.yaml:",
        "  error[too-many-set-aside]: 1 of 8 rows of `uses` are set aside: `most_set_aside` allows 10 % (uptake.yaml:",
        "  error[values-missing]: no used row of `uses` has `zoe` as `id` (uptake.yaml:",
    ] {
        assert!(answer.stdout.contains(part), "{part}\nin\n{}", answer.stdout);
    }
    let answer = project.uptake(&["adapters", "check", "uses", "--format", "json"]);
    let seen: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
    crate::schema::holds("commands/adapters-check.json", &seen);
    let codes: Vec<&str> = seen["sources"][0]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["code"].as_str().unwrap())
        .collect();
    assert_eq!(
        codes,
        ["not-fresh", "too-few-rows", "too-many-set-aside", "values-missing"]
    );
}

#[test]
fn a_look_at_some_rows_demands_nothing_of_the_whole() {
    let project = project(&both(), ", least_rows: 9");
    let answer = project.uptake(&["adapters", "check", "uses", "--rows", "2"]);
    assert!(!answer.stdout.contains("too-few-rows"), "{}", answer.stdout);
}
