//! Who counts, for people: `people.csv`, the same columns in Parquet, and the rules that made the figures.

use crate::support::{Figures, Project, WEEK, uses};

const NEXT: &str = "2026-02-09";

const RULES: &str = "\
uptake: 1
pack: base
entities: people
datasets:
  people:
    kind: entities
    entity: id
    key: [id]
    columns:
      id: text
      role: { type: text, optional: true }
      region: { type: text, optional: true }
      hired_on: { type: date, optional: true }
      remote: { type: bool, optional: true }
  uses:
    kind: events
    entity: id
    time: at
    columns:
      id: text
      at: datetime
      minutes: { type: float, optional: true }
constants:
  least: 3
measures:
  uses_made: { count: uses }
  minutes_spent: { sum: uses.minutes }
definitions:
  employed: { when: role == \"Agent\" }
  active: { when: uses_made >= least }
ladders:
  why:
    steps:
      - { label: no role, when: !is_known(role) }
      - { otherwise: another role }
metrics:
  rate: { title: Rate, share: active, of: employed, excluded_by: why }
";

/// Ana and Ben are agents in the North and the South, Cem is of another role, Dana's role isn't known.
fn project(overrides: &[(&str, &str)]) -> Project {
    let mut events = String::from("id,at,minutes\n");
    for (id, count) in [("ana", 4), ("ben", 4), ("cem", 4), ("=dana", 4)] {
        for day in [WEEK, NEXT] {
            for line in uses(id, day, count).lines() {
                events.push_str(&format!("{line},2.5\n"));
            }
        }
    }
    let base = Project::empty()
        .file("rules/base.yaml", RULES.replace("when: !is_known(role)", "when: \"!is_known(role)\""))
        .file(
            "people.csv",
            "id,role,region,hired_on,remote\nana,Agent,North,2020-01-01,no\nben,Agent,South,,yes\ncem,Lead,North,2021-05-06,\n=dana,,,,\n",
        )
        .file("uses.csv", events)
        .file(
            "uptake.yaml",
            "uptake: 1\nproject: who\npacks: [rules, overrides]\nas_of: 2026-02-15\nsources:\n  people: { adapter: files, path: people.csv }\n  uses: { adapter: files, path: uses.csv }\n",
        )
        .file("overrides/none.yaml", "uptake: 1\nextends: base\nmeasures: {}\n");
    overrides.iter().fold(base, |project, (name, rest)| {
        project.file(
            &format!("overrides/{name}.yaml"),
            format!("uptake: 1\nextends: base\n{rest}"),
        )
    })
}

const NORTH: (&str, &str) = (
    "north",
    "owner: north@example.com\nfor: { region: North }\neffective: { from: 2026-02-04 }\nconstants:\n  least: 5\n",
);

/// A line of `people.csv`, by column.
fn line(figures: &Figures, id: &str, period: &str, column: &str) -> String {
    let rows = figures.csv("people.csv");
    let row = rows.iter().find(|row| row["id"] == id && row["period"] == period);
    row.unwrap()[column].clone()
}

#[test]
fn a_line_says_what_the_list_says_what_was_counted_who_is_active_why_not_and_by_which_rule() {
    let figures = project(&[NORTH]).figures(&[]);
    let text = String::from_utf8(figures.bytes("people.csv").to_vec()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "id,period,role,region,hired_on,remote,uses_made,minutes_spent,employed,active,why,not_counted,rule"
    );
    assert!(
        lines.contains(
            &"ana,2026-02-02,Agent,North,2020-01-01,false,4,10,yes,yes,another role,,\"everybody, rules/base.yaml:30\""
        ),
        "{text}"
    );
    assert!(
        lines.contains(&"ana,2026-02-09,Agent,North,2020-01-01,false,4,10,yes,no,another role,,\"region North, overrides/north.yaml:7, since 2026-02-09 (stated from 2026-02-04)\""),
        "{text}"
    );
    assert!(
        lines.contains(&"cem,2026-02-02,Lead,North,2021-05-06,,4,10,no,yes,another role,another role,\"everybody, rules/base.yaml:30\""),
        "{text}"
    );
    // What is unknown of a definition is a word, all else that is unknown is empty, and no name is a formula.
    assert!(
        lines.contains(
            &"'=dana,2026-02-02,,,,,4,10,unknown,yes,no role,`employed` is unknown,\"everybody, rules/base.yaml:30\""
        ),
        "{text}"
    );
}

#[test]
fn the_table_of_entities_and_periods_says_the_same() {
    let figures = project(&[NORTH]).figures(&[]);
    for (id, period) in [("ana", WEEK), ("ana", NEXT), ("cem", NEXT)] {
        for column in ["not_counted", "rule", "role", "hired_on"] {
            let csv = line(&figures, id, period, column);
            assert_eq!(
                figures.of(id, period, column),
                if csv.is_empty() { "unknown".to_owned() } else { csv },
                "{column} of {id}"
            );
        }
    }
}

#[test]
fn several_rules_that_hold_are_told_the_most_specific_first() {
    let figures = project(&[
        (
            "all",
            "effective: { from: 2026-02-09 }\nmeasures:\n  uses_made: { about: All. }\n",
        ),
        NORTH,
    ])
    .figures(&[]);
    assert_eq!(
        line(&figures, "ana", NEXT, "rule"),
        "region North, overrides/north.yaml:7, since 2026-02-09 (stated from 2026-02-04); \
         everybody, overrides/all.yaml:5, since 2026-02-09"
    );
    assert_eq!(
        line(&figures, "ben", NEXT, "rule"),
        "everybody, overrides/all.yaml:5, since 2026-02-09"
    );
}

#[test]
fn a_version_of_a_rule_is_told_with_the_day_on_which_it_began() {
    let figures = project(&[])
        .edit(
            "rules/base.yaml",
            "  active: { when: uses_made >= least }",
            "  active:\n    versions:\n      - { when: uses_made >= 3, effective: { until: 2026-02-09 } }\n      - { when: uses_made >= 5, effective: { from: 2026-02-09 } }",
        )
        .figures(&[]);
    assert_eq!(
        line(&figures, "ben", NEXT, "rule"),
        "version of active, rules/base.yaml:33, since 2026-02-09"
    );
    assert_eq!(
        line(&figures, "ben", WEEK, "rule"),
        "version of active, rules/base.yaml:32, until 2026-02-09"
    );
    assert_eq!(line(&figures, "ben", WEEK, "active"), "yes");
    assert_eq!(line(&figures, "ben", NEXT, "active"), "no");
}

#[test]
fn an_override_that_no_definition_rests_on_is_no_rule_of_a_person() {
    let figures = project(&[(
        "north",
        "for: { region: North }\nmeasures:\n  minutes_spent: { about: Minutes. }\n",
    )])
    .figures(&[]);
    assert_eq!(line(&figures, "ana", WEEK, "rule"), "everybody, rules/base.yaml:30");
    assert_eq!(figures.outcome["rules"]["differing"][1]["decides"], false);
    assert_eq!(figures.outcome["rules"]["differing"][1]["entities"], 2);
}

#[test]
fn people_are_written_under_pseudonyms_or_with_small_groups_only_to_who_may_see_names() {
    let key = "a-long-random-text-for-the-tests";
    for (edit, why) in [
        (
            "as_of: 2026-02-15\nprivacy: { pseudonyms: \"${file:key}\" }",
            "the project asks for pseudonyms",
        ),
        (
            "as_of: 2026-02-15\nprivacy: { smallest_group: 3 }",
            "groups of fewer than 3 people aren't shown",
        ),
    ] {
        let project = project(&[NORTH])
            .file("key", key)
            .edit("uptake.yaml", "as_of: 2026-02-15", edit);
        let figures = project.figures(&[]);
        assert!(!project.path("out/people.csv").exists());
        let told = format!("people.csv wasn't written, because {why}; `--names` writes it");
        assert!(
            figures.notes().iter().any(|note| note.contains(&told)),
            "{:?}",
            figures.notes()
        );
        // What tells of single people all the same is named where the files are, and in the manifest.
        let written = project
            .run(&["--out", "out"])
            .stdout
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(
            written.contains(
                "Other files tell of single people, too, and aren't to be handed on: entity_periods.parquet, set_aside.csv, \
                 and the evidence in checks.csv, outcome.json"
            ),
            "{written}"
        );
        let manifest: serde_json::Value = serde_json::from_slice(figures.bytes("manifest.json")).unwrap();
        let outputs = manifest["outputs"].as_array().unwrap();
        let people = |name: &str| outputs.iter().find(|output| output["file"] == name).unwrap()["people"].clone();
        for (name, tells) in [
            ("entity_periods.parquet", "all"),
            ("checks.csv", "evidence"),
            ("metrics.csv", "none"),
        ] {
            assert_eq!(people(name), tells, "{name}");
        }
        // Rules may name somebody, so they aren't there under pseudonyms.
        let rules = outputs.iter().find(|output| output["file"] == "rules.md");
        assert_eq!(rules.is_some(), !edit.contains("pseudonyms"));
        let figures = project.figures(&["--names"]);
        assert_eq!(line(&figures, "ana", WEEK, "active"), "yes");
        assert!(!figures.notes().iter().any(|note| note.contains("people.csv")));
    }
}

#[test]
fn a_constant_that_differs_is_quoted_with_what_it_is_for_whom() {
    let project = project(&[NORTH]).edit(
        "rules/base.yaml",
        "  active: { when: uses_made >= least }",
        "  active: { about: \"At least {least} uses.\", when: uses_made >= least }",
    );
    let quoted = "At least 3 (5 for region: North from 2026-02-04) uses.";
    assert!(project.run(&["--person", "ana"]).stdout.contains(quoted));
    let page = project.uptake(&["docs"]).stdout;
    assert!(page.contains(quoted), "{page}");
    // What holds for everybody else is among the constants, too.
    assert!(
        page.contains("| `least` | `3 (5 for region: North from 2026-02-04)` |"),
        "{page}"
    );
}

#[test]
fn the_rules_that_made_the_figures_are_beside_them_and_show_what_was_edited() {
    let project = project(&[NORTH]);
    let before = project.figures(&[]);
    let page = |figures: &Figures| String::from_utf8(figures.bytes("rules.md").to_vec()).unwrap();
    // It is the page of `docs`, with places from the project's folder wherever it is run from.
    assert_eq!(page(&before), project.uptake(&["docs"]).stdout);
    assert!(
        page(&before).contains("in `overrides/north.yaml:4:1`"),
        "{}",
        page(&before)
    );
    let project = project.edit(
        "rules/base.yaml",
        "when: uses_made >= least",
        "when: uses_made >= least - 1",
    );
    let after = project.figures(&[]);
    let lines = |page: &str| page.lines().map(str::to_owned).collect::<Vec<_>>();
    let (before, after) = (lines(&page(&before)), lines(&page(&after)));
    let changed: Vec<&String> = after.iter().filter(|line| !before.contains(line)).collect();
    assert_eq!(changed, ["uses_made >= least - 1"]);
}

#[test]
fn the_outcome_and_the_manifest_name_the_rules_that_differ() {
    let figures = project(&[NORTH]).figures(&[]);
    let north = &figures.outcome["rules"]["differing"][1];
    assert_eq!(north["kind"], "override");
    assert_eq!(north["group"], serde_json::json!({ "region": ["North"] }));
    assert_eq!(
        (north["from"].as_str(), north["since"].as_str()),
        (Some("2026-02-04"), Some("2026-02-09"))
    );
    assert_eq!(north["changes"][0]["rule"], "constants.least");
    assert_eq!(north["changes"][0]["place"], "overrides/north.yaml:7:3");
    assert_eq!(
        (north["in_force"].as_bool(), north["entities"].as_u64()),
        (Some(true), Some(2))
    );
    assert_eq!(figures.outcome["rules"]["base"]["place"], "rules/base.yaml:30:3");
    let manifest: serde_json::Value = serde_json::from_slice(figures.bytes("manifest.json")).unwrap();
    assert_eq!(manifest["in_force"], figures.outcome["rules"]);
}

#[test]
fn a_trend_says_with_which_week_a_rule_changed_that_its_metric_rests_on() {
    let figures = project(&[NORTH]).figures(&[]);
    let trend = &figures.outcome["metrics"][0]["trend"];
    assert!(trend[0].get("changed").is_none(), "{trend}");
    assert_eq!(trend[1]["changed"], serde_json::json!([1]));
    // Where nobody is in the group nothing changes.
    let figures = project(&[("west", &NORTH.1.replace("North", "West"))]).figures(&[]);
    let trend = &figures.outcome["metrics"][0]["trend"];
    assert!(trend[1].get("changed").is_none(), "{trend}");
}

#[test]
fn one_person_is_told_with_the_parts_of_each_definition_and_the_rule_that_holds() {
    let project = project(&[NORTH]);
    let said = project.run(&["--person", "ana"]);
    assert_eq!((said.code, said.stderr.as_str()), (0, ""));
    assert_eq!(
        said.stdout,
        "\
ana · 2026-W07 (from 2026-02-09)
  counted   yes
  rule      region North, overrides/north.yaml:7, since 2026-02-09 (stated from 2026-02-04)
  employed: yes
      yes      role == \"Agent\"   role Agent
  active: no
      no       uses_made >= least   least 5 · uses_made 4
  labels    why another role
  measured  uses_made 4 · minutes_spent 10
  list      role Agent · region North · hired_on 2020-01-01 · remote no

before
  2026-W06  employed yes · active yes
"
    );
    let json: serde_json::Value = serde_json::from_str(
        &project
            .run(&["--person", "cem", "--period", "2026-W06", "--format", "json"])
            .stdout,
    )
    .unwrap();
    let period = &json["periods"][0];
    assert_eq!(
        (json["person"].as_str(), json["periods"].as_array().unwrap().len()),
        (Some("cem"), 1)
    );
    assert_eq!(
        (period["counted"].as_bool(), period["not_counted"].as_str()),
        (Some(false), Some("another role"))
    );
    assert_eq!(period["definitions"][0]["parts"][0]["condition"], "role == \"Agent\"");
    assert_eq!(period["definitions"][0]["parts"][0]["holds"], false);
    assert_eq!(period["listed"]["role"], "Lead");
}

#[test]
fn a_name_that_nobody_has_is_answered_with_those_that_are_near() {
    let project = project(&[]);
    project
        .run(&["--person", "anna"])
        .refuses("error[unknown-person]: nobody is called `anna`\n  help: did you mean `ana`?\n");
    let said = project.run(&["--person", "zacharias"]);
    assert!(said.stderr.contains("nobody is called `zacharias`"), "{}", said.stderr);
}

#[test]
fn one_person_is_shown_only_to_who_may_see_names() {
    let project = project(&[]).edit(
        "uptake.yaml",
        "as_of: 2026-02-15",
        "as_of: 2026-02-15\nprivacy: { smallest_group: 3 }",
    );
    project.run(&["--person", "ana"]).refuses(
        "error[person-withheld]: `--person` shows a single person, and groups of fewer than 3 people aren't shown\n  help: add `--names`, if you may see names\n",
    );
    assert_eq!(project.run(&["--person", "ana", "--names"]).code, 0);
}

#[test]
fn a_run_in_which_nobody_counts_says_so() {
    let silent = project(&[]).edit("rules/base.yaml", "role == \"Agent\"", "role.contains(\"agent\")");
    let answer = silent.run(&[]);
    let told = "nobody is `employed` in 2026-W07: it is false for all 3 who are there";
    assert!(answer.stdout.contains(told), "{}", answer.stdout);
    let brief = silent.run(&["--brief"]);
    assert!(brief.stdout.contains(told), "{}", brief.stdout);
    let json = silent.run(&["--format", "json"]);
    assert!(json.stdout.contains("\"nobody-counts\""), "{}", json.stdout);
    let answer = project(&[]).run(&["--verbose"]);
    assert!(!answer.stdout.contains("nobody is"), "{}", answer.stdout);
}

/// What reads only what somebody has in all weeks is computed once for them where there are many rows, and for each row where there are
/// few.
#[test]
fn many_people_are_judged_like_the_few_among_them() {
    const RULES: &str = "\
uptake: 1
entities: people
datasets:
  people:
    kind: entities
    entity: id
    key: [id]
    columns:
      id: text
      role: { type: text, optional: true }
      level: { type: int, optional: true }
      hired: date
      left: { type: date, optional: true }
  uses:
    kind: events
    entity: id
    time: at
    columns: { id: text, at: datetime }
measures:
  uses_made: { count: uses }
definitions:
  senior: { when: 'level * 2 >= 6 && role.to_lower() in [\"csm\", \"lead\"]' }
  eligible: { when: '(senior || role == \"CSM\") && hired <= period_end && (left ?? period_end) >= period' }
  active: { when: 'uses_made >= (if level >= 3 { 2 } else { 1 })' }
ladders:
  standing:
    steps:
      - { label: none, when: '!(role.to_lower() in [\"csm\", \"lead\"])' }
      - { label: new, when: 'level == 1 || hired > period_end' }
      - otherwise: old
metrics:
  rate: { title: Rate, share: active, of: eligible, by: [standing] }
";
    let role = |person: u32| ["CSM", "csm", "Lead", "", "Sales"][person as usize % 5];
    let level = |person: u32| ["1", "2", "3", "", "5", "4", "3"][person as usize % 7];
    let left = |person: u32| ["", "", "2025-08-20"][person as usize % 3];
    let project = |people: u32| {
        let row = |person: u32| {
            let (role, level, left) = (role(person), level(person), left(person));
            format!("p{person},{role},{level},2025-{:02}-11,{left}\n", 1 + person % 12)
        };
        let use_of = |number: u32| {
            let (person, week) = (number % people, number / people);
            let day = 1 + (week * 7 + person * 3) % 28;
            let times = (person + week) % 4;
            let one = format!("p{person},2025-{:02}-{day:02}T10:00:00Z\n", 1 + week % 12);
            one.repeat(times as usize)
        };
        Project::small()
            .edit("uptake.yaml", "as_of: 2026-02-15", "as_of: 2026-01-05")
            .file("rules.yaml", RULES)
            .file(
                "people.csv",
                format!("id,role,level,hired,left\n{}", (0..people).map(row).collect::<String>()),
            )
            .file(
                "uses.csv",
                format!("id,at\n{}", (0..people * 12).map(use_of).collect::<String>()),
            )
            .figures(&[])
    };
    let (many, few) = (project(400), project(35));
    for person in [0, 2, 7, 11, 18, 23, 34] {
        for week in ["2025-02-03", "2025-08-18", "2025-12-22"] {
            for column in ["senior", "eligible", "active", "standing", "not_counted"] {
                let of = |figures: &Figures| figures.of(&format!("p{person}"), week, column);
                assert_eq!(of(&many), of(&few), "{column} of {person} in {week}");
            }
        }
    }
}
