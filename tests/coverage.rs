//! No zero without evidence: of which periods a source tells, and whose rows were refused.

use crate::support::{Figures, Project, WEEK, uses};

const NEXT: &str = "2026-02-09";
const BOTH: [&str; 2] = [WEEK, NEXT];

/// The small project with these rows and keys of its source of uses. ana and ben are on the list.
fn project(rows: &str, more: &str) -> Project {
    Project::small().file("uses.csv", format!("id,at\n{rows}")).edit(
        "uptake.yaml",
        "path: uses.csv",
        &format!("path: uses.csv{more}"),
    )
}

fn figures(rows: &str, more: &str) -> Figures {
    project(rows, more).figures(&["--from", WEEK, "--to", "2026-02-15"])
}

/// What ana and ben did in the two weeks.
fn told(figures: &Figures) -> String {
    let of = |person| figures.over(person, &BOTH, "uses_made");
    format!("ana {} | ben {}", of("ana"), of("ben"))
}

const STATED: &str = ", covers: { from: 2026-02-02, through: 2026-02-15 }";
const SILENT: &str = ", covers: { from: 2026-02-02, through: 2026-02-15, without_rows: zero }";

#[test]
fn a_source_of_which_no_row_can_be_used_says_nothing_whatever_it_states_to_cover() {
    for rows in [
        "ana,09/02/2026\nben,10/02/2026\n",
        "3F2A,2026-02-09T09:00:00Z\n9B8A,2026-02-10T09:00:00Z\n",
        "",
        ",2026-02-09T09:00:00Z\n",
    ] {
        for more in ["", STATED, SILENT] {
            let figures = figures(rows, more);
            assert_eq!(
                told(&figures),
                "ana unknown unknown | ben unknown unknown",
                "{rows} {more}"
            );
            assert_eq!(figures.row("rate", NEXT, "").to_string(), "0 of 0, no value, 2 unknown");
            assert_eq!(
                figures.notes(),
                ["no-events: `uses` has no rows that can be used, so everything measured from it is unknown"]
            );
        }
    }
}

#[test]
fn an_empty_list_in_a_document_is_no_evidence_of_nothing() {
    let mapping = "\
uptake: 1
mappings:
  export:
    dataset: uses
    rows: data
    input: { id: text, at: datetime }
    columns: { id: id, at: at }
";
    for document in [r#"{"data":[],"has_more":false}"#, r#"{"data":[]}"#] {
        let figures = Project::small()
            .file("mapping.yaml", mapping)
            .edit("uptake.yaml", "[rules.yaml]", "[rules.yaml, mapping.yaml]")
            .edit(
                "uptake.yaml",
                "path: uses.csv",
                &format!("path: uses.json, mapping: export{STATED}"),
            )
            .file("uses.json", document)
            .figures(&["--from", WEEK, "--to", "2026-02-15"]);
        assert_eq!(told(&figures), "ana unknown unknown | ben unknown unknown");
    }
}

#[test]
fn a_week_in_which_rows_came_and_none_can_be_used_is_unknown() {
    let rows = |second: &str| uses("ana", WEEK, 1) + &uses("ana", "2026-02-07", 1) + second;
    for second in [
        "zoe,2026-02-10T09:00:00Z\n",
        ",2026-02-10T09:00:00Z\n",
        "zoe,2026-02-10T09:00:00Z\nzoe,2026-02-11T09:00:00Z\n",
    ] {
        for more in ["", STATED, SILENT] {
            let figures = figures(&rows(second), more);
            assert_eq!(told(&figures), "ana 2 unknown | ben 0 unknown", "{second} {more}");
            assert_eq!(
                figures.notes(),
                [
                    "none-usable: none of the rows of `uses` in 2026-W07 can be used: what is measured from it is unknown in that period"
                ]
            );
        }
    }
}

#[test]
fn an_early_week_without_a_row_is_zero_if_it_is_stated_and_a_late_one_is_not() {
    assert_eq!(told(&figures(&uses("ana", NEXT, 2), STATED)), "ana 0 2 | ben 0 0");
    assert_eq!(
        told(&figures(&uses("ana", NEXT, 2), "")),
        "ana unknown 2 | ben unknown 0"
    );
    assert_eq!(
        told(&figures(&uses("ana", WEEK, 2), STATED)),
        "ana 2 unknown | ben 0 unknown"
    );
    assert_eq!(told(&figures(&uses("ana", WEEK, 2), SILENT)), "ana 2 0 | ben 0 0");
}

#[test]
fn a_week_without_a_row_between_others_is_known_only_if_it_is_stated() {
    let rows = uses("ana", "2026-01-26", 2) + &uses("ana", NEXT, 2);
    let weeks = ["2026-01-26", WEEK, NEXT];
    let over = |more: &str| {
        let figures = project(&rows, more).figures(&[]);
        (figures.over("ana", &weeks, "uses_made"), figures.notes())
    };
    let (values, notes) = over("");
    assert_eq!(values, "2 unknown 2");
    assert_eq!(
        notes[0],
        "no-rows: `uses` has no rows in 2026-W06, and no `covers` says that there was nothing: what is measured from it is unknown in that period"
    );
    let (values, notes) = over(", covers: { from: 2026-01-26, through: 2026-02-15 }");
    assert_eq!(values, "2 0 2");
    assert_eq!(
        notes,
        ["silent-period: `uses` has no rows in 2026-W06: counted as zero, because its `covers` includes that period"]
    );
}

#[test]
fn a_week_that_the_stated_days_cut_is_unknown_at_either_end() {
    let rows = uses("ana", WEEK, 3)
        + &uses("ana", "2026-02-05", 1)
        + &uses("ana", "2026-02-09", 2)
        + &uses("ana", "2026-02-10", 1);
    let figures = figures(&rows, ", covers: { from: 2026-02-04, through: 2026-02-09 }");
    assert_eq!(told(&figures), "ana unknown unknown | ben unknown unknown");
    assert_eq!(
        figures.notes(),
        [
            "not-covered: `uses` covers the days from 2026-02-04 to 2026-02-09, only a part of 2026-W06 and 2026-W07: what is measured from it is unknown in those periods"
        ]
    );
    // What lies outside isn't part of it, before as after.
    assert_eq!(
        figures.intake("uses")["set_aside"],
        serde_json::json!({ "before-coverage": 3, "after-coverage": 1 })
    );
}

#[test]
fn what_the_day_of_the_figures_cuts_is_not_cut_by_the_source() {
    let figures = project(&uses("ana", NEXT, 2), STATED).figures(&["--as-of", "2026-02-11", "--period", "2026-W07"]);
    assert_eq!(figures.of("ana", NEXT, "uses_made"), "2");
    let figures = project(
        &uses("ana", NEXT, 2),
        ", covers: { from: 2026-02-09, through: 2026-02-10 }",
    );
    let figures = figures.figures(&["--as-of", "2026-02-11", "--period", "2026-W07"]);
    assert_eq!(figures.of("ana", NEXT, "uses_made"), "unknown");
}

#[test]
fn without_stated_days_a_gap_at_either_end_is_told_with_its_days() {
    let figures = figures(&(uses("ana", "2026-02-05", 2) + &uses("ana", "2026-02-11", 1)), "");
    assert_eq!(told(&figures), "ana 2 1 | ben 0 0");
    assert_eq!(
        figures.notes(),
        [
            "data-begin-late: the rows of `uses` begin on 2026-02-05, after 2026-W06 does: its figures may be too low",
            "data-end-early: the rows of `uses` end on 2026-02-11, before 2026-W07 does: its figures may be too low",
        ]
    );
}

#[test]
fn who_came_with_rows_that_cant_be_used_alone_is_unknown_and_not_inactive() {
    let ben = uses("ben", WEEK, 3) + &uses("ben", NEXT, 3);
    // Of which day, or of which in the calendar's zone, nobody knows.
    for row in ["ana,2026-02-10T09:00:00\n", "ana,10/02/2026\n", "ana,\n"] {
        let figures = figures(&(ben.clone() + row), STATED);
        assert_eq!(figures.over("ana", &BOTH, "uses_made"), "unknown unknown", "{row}");
        assert_eq!(figures.row("rate", NEXT, "").unknown, 1);
        assert_eq!(figures.row("rate", NEXT, "").denominator, Some(1.0));
        assert_eq!(
            figures.notes(),
            ["refused-rows: 1 entity is unknown in 2026-W06 and 2026-W07: its rows of `uses` can't be used"]
        );
    }
}

/// The small project whose uses have a number of times, and a key.
fn numbered(rows: &str, measures: &str) -> Project {
    let rules = crate::support::RULES
        .replace("time: at\n", "time: at\n    key: [nr]\n")
        .replace(
            "at: datetime\n",
            "at: datetime\n      nr: text\n      times: int\n      on: { type: text, missing: set_aside }\n",
        )
        .replace(
            "  uses_made: { count: uses }\n",
            &format!("  uses_made: {{ count: uses }}\n{measures}"),
        );
    Project::small()
        .file("rules.yaml", rules)
        .file("uses.csv", format!("id,at,nr,times,on\n{rows}"))
}

#[test]
fn a_refused_row_reaches_every_measure_of_its_dataset_in_its_week_alone() {
    let measures = "  times: { sum: uses.times, absent: zero }
  days_used: { distinct_days: uses }
  kinds: { distinct: uses.on }
  most: { max: uses.times, absent: zero }
  two_weeks: { sum: uses_made, over: { last: 2, by: calendar, absent: zero, minimum: 1 } }
  kinds_of_two: { distinct: uses.on, over: { last: 2, by: calendar, minimum: 1 } }
";
    let clean = "ben,2026-01-28T09:00:00Z,1,1,x\nben,2026-02-02T09:00:00Z,2,1,x\nben,2026-02-09T09:00:00Z,3,1,x\n";
    for refused in [
        "ana,2026-02-03T09:00:00Z,9,many,x\n",
        "ana,2026-02-03T09:00:00Z,,1,x\n",
        "ana,2026-02-03T09:00:00Z,9,1,\n",
    ] {
        let figures = numbered(&format!("{clean}{refused}"), measures).figures(&[]);
        let weeks = ["2026-01-26", WEEK, NEXT];
        for measure in ["uses_made", "times", "days_used", "kinds", "most"] {
            assert_eq!(
                figures.over("ana", &weeks, measure),
                "0 unknown 0",
                "{measure}: {refused}"
            );
        }
        assert_eq!(
            figures.over("ana", &weeks, "two_weeks"),
            "0.0 unknown unknown",
            "{refused}"
        );
        assert_eq!(figures.over("ana", &weeks, "kinds_of_two"), "0 unknown unknown");
        assert_eq!(figures.over("ben", &weeks, "two_weeks"), "1.0 2.0 2.0");
        assert_eq!(figures.over("ana", &weeks, "active"), "false unknown false");
    }
}

#[test]
fn who_has_a_row_that_can_be_used_is_known_by_it() {
    let figures = numbered(
        "ana,2026-02-03T09:00:00Z,1,1,x\nana,2026-02-04T09:00:00Z,2,many,x\n",
        "",
    )
    .figures(&[]);
    // `times` is read by no rule, so that the second row is fine.
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "2");
    let figures = numbered("ana,2026-02-03T09:00:00Z,1,1,x\nana,2026-02-04T09:00:00Z,,1,x\n", "").figures(&[]);
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "1");
}

#[test]
fn a_row_that_repeats_another_or_lies_outside_refuses_nobody() {
    let rows = "ben,2026-02-03T09:00:00Z,1,1,x\nana,2026-02-03T09:00:00Z,1,1,x\nana,2026-03-04T09:00:00Z,2,1,x\n";
    let figures = numbered(rows, "").figures(&["--period", "2026-W06"]);
    // Of the two rows with one key the one counts whose values come first.
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "1");
    assert_eq!(figures.of("ben", WEEK, "uses_made"), "0");
}

#[test]
fn the_person_of_a_refused_row_is_found_by_another_name() {
    let rules = crate::support::RULES.replace(
        "measures:\n",
        "  names:\n    kind: names\n    entity: id\n    name: known_as\n    columns: { id: text, known_as: text }\nmeasures:\n",
    );
    let figures = Project::small()
        .file("rules.yaml", rules)
        .edit(
            "uptake.yaml",
            "  uses:",
            "  names: { adapter: files, path: names.csv }\n  uses:",
        )
        .file("names.csv", "id,known_as\nana,Ana@Example.com\n")
        .file(
            "uses.csv",
            format!("id,at\n{}ana@example.com,someday\n", uses("ben", WEEK, 3)),
        )
        .figures(&[]);
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "unknown");
    assert_eq!(figures.intake("uses")["identities"]["joined"], 0);
}

#[test]
fn without_a_list_a_refused_row_makes_nobody_known_and_taints_who_is() {
    let rules = crate::support::RULES
        .replace("entities: people\n", "")
        .replace("  people:\n    kind: entities\n    entity: id\n    key: [id]\n    columns:\n      id: text\n      team: { type: text, optional: true, missing: report }\n", "")
        .replace(", by: [team]", "");
    let figures = Project::small()
        .file("rules.yaml", rules)
        .edit("uptake.yaml", "  people: { adapter: files, path: people.csv }\n", "")
        .file(
            "uses.csv",
            format!(
                "id,at\n{}{}ana,2026-02-31T09:00:00Z\ngarbage,someday\n",
                uses("ben", WEEK, 3),
                uses("ana", NEXT, 1) + &uses("ben", NEXT, 1)
            ),
        )
        .figures(&[]);
    assert_eq!(figures.entity_periods().height(), 4);
    assert_eq!(figures.over("ana", &BOTH, "uses_made"), "unknown 1");
}

/// The small project, where leave takes days away, with these rows of leave; of ben one that can be used.
fn with_leave(rows: &str) -> Project {
    let rules = crate::support::RULES.replace(
        "measures:\n",
        "  leave:\n    kind: spells\n    entity: id\n    from: begins\n    through: ends\n    key: [id, begins, kind]\n    columns: { id: text, begins: date, ends: { type: date, optional: true }, kind: text }\nmeasures:\n  days_here: { days: { except: [leave] } }\n",
    );
    Project::small()
        .file("rules.yaml", rules)
        .edit(
            "uptake.yaml",
            "  uses:",
            "  leave: { adapter: files, path: leave.csv }\n  uses:",
        )
        .file(
            "leave.csv",
            format!("id,begins,ends,kind\nben,2026-02-03,2026-02-03,x\n{rows}"),
        )
        .file(
            "uses.csv",
            format!("id,at\n{}{}", uses("ben", WEEK, 3), uses("ben", NEXT, 3)),
        )
}

#[test]
fn days_on_which_a_refused_row_of_spells_may_hold_are_unknown_and_no_others() {
    for (rows, ana) in [
        ("", "5 5"),
        // Nobody knows when it ends, when it begins, or either.
        ("ana,2026-02-09,28.02.2026,x\n", "5 unknown"),
        ("ana,03.02.2026,2026-02-04,x\n", "unknown 5"),
        ("ana,03.02.2026,04.02.2026,x\n", "unknown unknown"),
        // When it was is known, and whether it counts isn't.
        ("ana,2026-02-10,2026-02-11,\n", "5 unknown"),
        ("ana,2026-02-12,2026-02-10,x\n", "5 unknown"),
        // No working day is in doubt, or all that are were taken away anyhow.
        ("ana,2026-02-07,2026-02-08,\n", "5 5"),
        ("ana,2026-02-09,2026-02-15,x\nana,2026-02-10,2026-02-11,\n", "5 0"),
        // Of somebody else, or of nobody.
        ("dora,2026-02-10,someday,x\n,2026-02-10,2026-02-11,x\n", "5 5"),
        // A row that repeats another one leaves no doubt.
        ("ana,2026-02-10,2026-02-10,x\nana,2026-02-10,2026-02-10,x\n", "5 4"),
    ] {
        let figures = with_leave(rows).figures(&["--from", WEEK, "--to", "2026-02-15"]);
        assert_eq!(figures.over("ana", &BOTH, "days_here"), ana, "{rows}");
        assert_eq!(figures.over("ben", &BOTH, "days_here"), "4 5", "{rows}");
        let told = figures
            .notes()
            .iter()
            .any(|note| note.contains("its rows of `leave` can't be used"));
        assert_eq!(told, ana.contains("unknown"), "{rows}: {:?}", figures.notes());
    }
}

#[test]
fn a_refused_row_of_spells_of_a_group_leaves_its_days_in_doubt_if_they_can_be_read() {
    let rules = crate::support::RULES.replace(
        "measures:\n",
        "  closed:\n    kind: spells\n    by: team\n    from: begins\n    through: ends\n    key: [team, begins, kind]\n    columns: { team: text, begins: date, ends: date, kind: text }\nmeasures:\n  days_here: { days: { except: [closed] } }\n",
    );
    for (row, told) in [
        ("red,2026-02-10,2026-02-10,x\n", "5 4"),
        ("red,2026-02-10,2026-02-10,\n", "5 unknown"),
        ("red,someday,2026-02-10,x\n", "5 5"),
        ("blue,2026-02-10,2026-02-10,\n", "5 5"),
    ] {
        let figures = Project::small()
            .file("rules.yaml", &rules)
            .edit(
                "uptake.yaml",
                "  uses:",
                "  closed: { adapter: files, path: closed.csv }\n  uses:",
            )
            .file("people.csv", "id,team\nana,red\nben,green\n")
            .file(
                "closed.csv",
                format!("team,begins,ends,kind\nred,2026-01-01,2026-01-01,x\n{row}"),
            )
            .file(
                "uses.csv",
                format!("id,at\n{}{}", uses("ben", WEEK, 3), uses("ben", NEXT, 3)),
            )
            .figures(&["--from", WEEK, "--to", "2026-02-15"]);
        assert_eq!(figures.over("ana", &BOTH, "days_here"), told, "{row}");
        assert_eq!(figures.over("ben", &BOTH, "days_here"), "5 5", "{row}");
    }
}

#[test]
fn what_isnt_known_of_spells_isnt_known_of_what_is_kept_of_them_either() {
    let project = with_leave("ana,2026-02-09,28.02.2026,x\n");
    let told = |out: &str| {
        let answer = project.run(&["--from", WEEK, "--to", "2026-02-15", "--cache", "kept", "--out", out]);
        assert!(
            answer.stdout.contains("its rows of `leave` can't be used"),
            "{}",
            answer.stdout
        );
        (answer.stderr, project.read(&format!("{out}/people.csv")))
    };
    let (said, fresh) = told("fresh");
    assert!(said.contains("nothing of them is kept"), "{said}");
    let ana: Vec<&str> = fresh.lines().filter(|line| line.starts_with("ana,")).collect();
    assert!(
        ana[0].starts_with("ana,2026-02-02,Red,5,") && ana[1].starts_with("ana,2026-02-09,Red,,"),
        "{fresh}"
    );
    let (said, kept) = told("again");
    assert!(!said.contains("the sources were read"), "{said}");
    assert_eq!(kept, fresh);
}

#[test]
fn a_mapping_that_cant_read_a_row_still_tells_whose_it_is_and_of_which_day() {
    let mapping = "\
uptake: 1
mappings:
  export:
    dataset: uses
    input: { login: text, day: date, hits: int, kind: text }
    where: kind == \"use\" && hits > 0
    columns: { id: login.to_lower(), at: day }
";
    let figures = Project::small()
        .file("mapping.yaml", mapping)
        .edit("uptake.yaml", "[rules.yaml]", "[rules.yaml, mapping.yaml]")
        .edit("uptake.yaml", "path: uses.csv", "path: export.csv, mapping: export")
        .file(
            "export.csv",
            "login,day,hits,kind\nBEN,2026-02-02,1,use\nBEN,2026-02-09,1,use\nANA,2026-02-10,many,use\nANA,2026-02-03,many,other\n",
        )
        .figures(&[]);
    assert_eq!(told(&figures), "ana 0 unknown | ben 1 1");
}

#[test]
fn one_source_of_two_that_is_silent_makes_the_week_unknown_and_is_named() {
    let two = "  uses:\n    - { name: web, adapter: files, path: uses.csv }\n    - { name: desk, adapter: files, path: desk.csv }\n";
    let figures = Project::small()
        .edit("uptake.yaml", "  uses: { adapter: files, path: uses.csv }\n", two)
        .file(
            "uses.csv",
            format!("id,at\n{}{}", uses("ana", WEEK, 1), uses("ana", NEXT, 1)),
        )
        .file("desk.csv", format!("id,at\n{}", uses("ben", WEEK, 2)))
        .figures(&[]);
    assert_eq!(told(&figures), "ana 1 unknown | ben 2 unknown");
    assert_eq!(
        figures.notes()[1],
        "data-end-early: the rows of `uses/desk` end on 2026-02-02, before 2026-W07 begins: what is measured from it is unknown in that period"
    );
}

#[test]
fn a_list_that_is_known_since_a_day_says_nothing_about_earlier_weeks() {
    let figures = Project::small()
        .edit(
            "uptake.yaml",
            "path: people.csv",
            "path: people.csv, covers: { from: 2026-02-09 }",
        )
        .file(
            "uses.csv",
            format!("id,at\n{}{}", uses("ana", WEEK, 3), uses("ana", NEXT, 3)),
        )
        .edit(
            "rules.yaml",
            "active: { when: uses_made >= 3 }",
            "active: { when: team == \"Red\" && uses_made >= 3 }",
        )
        .figures(&[]);
    assert_eq!(figures.over("ana", &BOTH, "active"), "unknown true");
    assert_eq!(
        figures.row("rate", WEEK, "").to_string(),
        "0 of 1 = 0.0 (0.0 to 79.3), 1 unknown"
    );
    assert_eq!(figures.row("rate", NEXT, "").to_string(), "1 of 2 = 50.0 (9.5 to 90.5)");
    assert_eq!(
        figures.notes()[0],
        "not-covered: `people` covers the days from 2026-02-09, none of 2026-W06: what is measured from it is unknown in that period"
    );
}

#[test]
fn spells_are_unknown_outside_the_days_that_they_state() {
    let people = "ana,CSM,SMB,Red,2020-01-01,\nben,CSM,SMB,Red,2020-01-01,\n";
    let rows = "ana,2026-02-03T09:00:00Z,Zoom AI Companion,true\nana,2026-02-10T09:00:00Z,Zoom AI Companion,true\n";
    let project = || {
        Project::adoption(people, rows).file("leave.csv", "person_id,starts_on,ends_on\nben,2026-02-02,2026-02-06\n")
    };
    let days = |figures: &Figures| figures.over("ben", &BOTH, "working_days");
    // As ever, where nothing is stated.
    assert_eq!(days(&project().figures(&[])), "0 5");
    let stated = project().edit(
        "uptake.yaml",
        "path: leave.csv",
        "path: leave.csv, covers: { from: 2026-01-01, through: 2026-02-08 }",
    );
    let figures = stated.figures(&[]);
    assert_eq!(days(&figures), "0 unknown");
    assert_eq!(figures.row("csm_ai_adoption_rate", NEXT, "").value, None);
    assert_eq!(figures.of("ben", NEXT, "employed_days"), "5");
    assert!(figures.notes().iter().any(|note| note
        == "not-covered: `leave` covers the days from 2026-01-01 to 2026-02-08, none of 2026-W07: what is measured from it is unknown in that period"));
}

#[test]
fn days_stated_for_names_have_no_effect_and_that_is_an_error() {
    let rules = crate::support::RULES.replace(
        "measures:\n",
        "  names:\n    kind: names\n    entity: id\n    name: known_as\n    columns: { id: text, known_as: text }\nmeasures:\n",
    );
    let answer = Project::small()
        .file("rules.yaml", rules)
        .edit(
            "uptake.yaml",
            "  uses:",
            "  names: { adapter: files, path: names.csv, covers: { from: 2026-02-02 } }\n  uses:",
        )
        .file("names.csv", "id,known_as\n")
        .run(&[]);
    assert_eq!(answer.code, 2);
    assert!(
        answer
            .stderr
            .contains("`covers` has no effect: a name in `names` holds on the days that its row says"),
        "{}",
        answer.stderr
    );
}

#[test]
fn months_and_days_are_known_by_the_same_rules() {
    let rules = |period: &str| format!("{}calendar: {{ period: {period} }}\n", crate::support::RULES);
    let rows = uses("ana", "2026-01-30", 1) + &uses("ana", "2026-02-06", 1) + &uses("ana", "2026-02-09", 1);
    let months = Project::small()
        .file("rules.yaml", rules("month"))
        .edit(
            "uptake.yaml",
            "path: uses.csv",
            "path: uses.csv, covers: { from: 2026-01-15, through: 2026-02-28 }",
        )
        .file("uses.csv", format!("id,at\n{rows}"))
        .figures(&["--as-of", "2026-02-28"]);
    assert_eq!(
        months.over("ana", &["2026-01-01", "2026-02-01"], "uses_made"),
        "unknown 2"
    );
    let days = Project::small()
        .file("rules.yaml", rules("day"))
        .file("uses.csv", format!("id,at\n{rows}"))
        .figures(&["--from", "2026-01-29", "--to", "2026-02-10"]);
    // A weekend is quiet, a week isn't.
    let over = [
        "2026-01-29",
        "2026-01-30",
        "2026-02-02",
        "2026-02-06",
        "2026-02-08",
        "2026-02-09",
        "2026-02-10",
    ];
    assert_eq!(days.over("ana", &over, "uses_made"), "unknown 1 0 1 0 1 unknown");
}

#[test]
fn a_summary_says_how_far_each_source_reaches() {
    let project = project(&(uses("ana", "2026-02-03", 2) + &uses("ana", NEXT, 2)), "");
    let said = project.run(&["--verbose"]).stdout;
    assert!(
        said.contains("uses: 4 of 4 rows used, 2026-02-03 to 2026-02-09\n"),
        "{said}"
    );
    let figures = project.figures(&[]);
    assert_eq!(
        figures.intake("uses")["reaches"],
        serde_json::json!(["2026-02-03", "2026-02-09"])
    );
}
