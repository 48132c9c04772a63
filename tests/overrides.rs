//! Overrides: teams and regions with rules of their own, and the figures they make.

use crate::support::{Project, WEEK, uses};

const NEXT: &str = "2026-02-09";

const PACK: &str = "\
uptake: 1
pack: base
layers: [region, team]
entities: people
datasets:
  people:
    kind: entities
    entity: id
    key: [id]
    columns:
      id: text
      region: { type: text, optional: true }
      team: { type: text, optional: true }
      segment: { type: text, optional: true }
  uses:
    kind: events
    entity: id
    time: at
    columns:
      id: text
      at: datetime
      tool: { type: text, optional: true, register: tools, default: helper }
registers:
  tools:
    fields: { approved: bool }
    entries:
      helper: { approved: true }
      other: { approved: false }
constants:
  least: 3
measures:
  uses_made: { count: uses, where: tool.approved }
  active_weeks: { count: active, over: { last: 2, by: calendar, absent: unknown, minimum: 1 } }
definitions:
  active: { when: uses_made >= least }
ladders:
  habit:
    steps:
      - { label: much, when: uses_made >= 3 }
      - { otherwise: little }
metrics:
  rate: { title: Rate, share: active, by: [team, habit], benchmark: good }
benchmarks:
  good: { edge: higher, below: Low, bands: [Good], table: { all: [50] } }
";

/// Ana is of team Red in the North, Ben of Blue in the North, Cem of Green in the South, Dana of no team.
fn project(overrides: &[(&str, &str)]) -> Project {
    let mut events = String::from("id,at,tool\n");
    for (id, first, second) in [("ana", 4, 4), ("ben", 4, 6), ("cem", 4, 2), ("dana", 4, 4)] {
        for (day, count) in [(WEEK, first), (NEXT, second)] {
            for line in uses(id, day, count).lines() {
                events.push_str(&format!("{line},helper\n"));
            }
        }
    }
    let base = Project::empty()
        .file("rules/base.yaml", PACK)
        .file("people.csv", "id,region,team,segment\nana,North,Red,SMB\nben,North,Blue,SMB\ncem,South,Green,SMB\ndana,,,\n")
        .file("uses.csv", events)
        .file(
            "uptake.yaml",
            "uptake: 1\nproject: teams\npacks: [rules, overrides]\nas_of: 2026-02-15\nsources:\n  people: { adapter: files, path: people.csv }\n  uses: { adapter: files, path: uses.csv }\n",
        );
    overrides.iter().fold(base, |project, (name, rest)| {
        project.file(
            &format!("overrides/{name}.yaml"),
            format!("uptake: 1\nextends: base\n{rest}"),
        )
    })
}

const NORTH: (&str, &str) = ("north", "for: { region: North }\nconstants: { least: 5 }\n");
const RED: (&str, &str) = (
    "red",
    "for: { team: Red }\neffective: { from: 2026-02-09 }\nconstants: { least: 4 }\n",
);

#[test]
fn each_person_is_judged_by_the_rules_of_the_own_team() {
    let figures = project(&[NORTH, RED]).figures(&[]);
    let active = |id| figures.over(id, &[WEEK, NEXT], "active");
    // Four uses are too few in the North, and enough for Red from the second week on.
    assert_eq!(active("ana"), "false true");
    assert_eq!(active("ben"), "false true");
    assert_eq!(active("cem"), "true false");
    assert_eq!(active("dana"), "true true", "who has no team keeps the pack's rule");
}

#[test]
fn a_window_over_a_change_takes_each_week_by_its_own_rules() {
    let figures = project(&[NORTH, RED]).figures(&[]);
    let weeks = |id| figures.over(id, &[WEEK, NEXT], "active_weeks");
    assert_eq!([weeks("ana"), weeks("cem"), weeks("dana")], ["0 1", "1 1", "1 2"]);
}

#[test]
fn a_tool_that_is_approved_within_a_trend_breaks_it_and_comparisons_say_so() {
    let project = project_with_entry("title: The other, approved: { from: 2026-02-11 }");
    let said = project.run(&[]).stdout;
    let change = "The other approved from 2026-02-11, rules/base.yaml:28";
    for told in [
        format!("| rules changed in 2026-W07: {change}\n"),
        "since 2026-W06 (other rules)".to_owned(),
        "█|▁".to_owned(),
    ] {
        assert!(said.contains(&told), "`{told}` isn't in\n{said}");
    }
    let outcome = project.figures(&[]).outcome;
    let points = outcome["metrics"][0]["trend"].as_array().unwrap().clone();
    assert_eq!(points.last().unwrap()["entries"], serde_json::json!([0]));
    let entry = &outcome["rules"]["entries"][0];
    assert_eq!(
        (&entry["register"], &entry["entry"], &entry["field"], &entry["day"]),
        (
            &"tools".into(),
            &"other".into(),
            &"approved".into(),
            &"2026-02-11".into()
        )
    );
    // What nobody looks up changes nothing, and neither does what was so before.
    for other in [
        "approved: { from: 2026-02-01 }",
        "approved: false, safe: { from: 2026-02-11 }",
    ] {
        let project = project_with_entry(other);
        let said = project.run(&[]).stdout;
        assert!(!said.contains("rules changed"), "{said}");
    }
    let said = project_with_entry("approved: true, effective: { until: 2026-02-11 }")
        .run(&[])
        .stdout;
    assert!(
        said.contains("rules changed in 2026-W07: other not listed from 2026-02-11, "),
        "{said}"
    );
}

/// The project without overrides, whose second tool says this.
fn project_with_entry(entry: &str) -> Project {
    project(&[])
        .edit("uptake.yaml", "packs: [rules, overrides]", "packs: [rules]")
        .edit(
            "rules/base.yaml",
            "fields: { approved: bool }",
            "fields: { approved: bool, safe: bool }",
        )
        .edit(
            "rules/base.yaml",
            "other: { approved: false }",
            &format!("other: {{ {entry} }}"),
        )
}

#[test]
fn the_best_and_the_worst_group_say_that_they_have_rules_of_their_own() {
    let people: String = (0..12)
        .map(|number| {
            format!(
                "p-{number},{},SMB\n",
                if number < 6 { "North,Red" } else { "South,Green" }
            )
        })
        .collect();
    let events: String = (0..12)
        .flat_map(|number| [WEEK, NEXT].map(|day| uses(&format!("p-{number}"), day, 4).replace('\n', ",helper\n")))
        .collect();
    let project = project(&[NORTH])
        .file("people.csv", format!("id,region,team,segment\n{people}"))
        .file("uses.csv", format!("id,at,tool\n{events}"));
    for arguments in [&[] as &[&str], &["--verbose"]] {
        let said = project.run(arguments).stdout;
        assert!(said.contains(" by a rule of its own, overrides/north.yaml:4"), "{said}");
        assert!(!said.contains("Green 100.0 % (6 of 6) by"), "{said}");
    }
    let outcome = project.figures(&[]).outcome;
    let rows = outcome["metrics"][0]["rows"].as_array().unwrap().clone();
    let own = |team: &str| {
        let row = rows.iter().rev().find(|row| row["cut_value"] == team).unwrap();
        row["own_rules"].clone()
    };
    assert_eq!(
        (own("Red"), own("Green")),
        (serde_json::json!([0]), serde_json::Value::Null)
    );
}

#[test]
fn what_is_only_on_the_way_is_not_among_the_figures() {
    let project = project(&[NORTH, RED]);
    let figures = project.figures(&[]);
    let columns = figures.entity_periods().get_column_names();
    let columns: Vec<&str> = columns.iter().map(|name| name.as_str()).collect();
    assert_eq!(
        columns,
        [
            "id",
            "period",
            "uses_made",
            "active_weeks",
            "active",
            "habit",
            "team",
            "region",
            "segment",
            "not_counted",
            "rule"
        ]
    );
    let docs = project.uptake(&["docs", "uptake.yaml"]).stdout;
    assert!(!docs.contains('$'), "{docs}");
}

#[test]
fn a_register_a_ladder_a_measure_and_a_benchmark_may_differ() {
    let figures = project(&[(
        "red",
        "for: { team: Red }\nregisters: { tools: { entries: { helper: { approved: false } } } }\n\
         ladders: { habit: { steps: [{ label: some, when: uses_made >= 1 }, { otherwise: none }] } }\n\
         benchmarks: { good: { table: { all: [0] } } }\n",
    )])
    .figures(&[]);
    assert_eq!(figures.over("ana", &[WEEK, NEXT], "uses_made"), "0 0");
    assert_eq!(figures.over("ben", &[WEEK, NEXT], "uses_made"), "4 6");
    assert_eq!(figures.of("ana", WEEK, "habit"), "none");
    assert_eq!(figures.of("ben", WEEK, "habit"), "much");
    // Nobody of Red is active, which is good for Red and for nobody else; all together have no table in common.
    let band = |cut: &str| figures.row("rate", WEEK, cut).band;
    assert_eq!(
        [band("team=Red"), band("team=Blue")],
        [Some("Good".to_owned()), Some("Good".to_owned())]
    );
    assert_eq!(band(""), None);
}

#[test]
fn an_override_of_a_register_for_everybody_is_the_register_for_all_that_reads_it() {
    let project = project(&[(
        "all",
        "registers: { tools: { entries: { helper: { aliases: [aide], approved: true } } } }\n",
    )]);
    let events = project.read("uses.csv").replacen(",helper\n", ",aide\n", 3);
    let project = project.file("uses.csv", events).edit(
        "rules/base.yaml",
        "measures:\n",
        "measures:\n  tools_used: { distinct: uses.tool }\n",
    );
    let figures = project.figures(&[]);
    // Both are names of one entry, and neither is unlisted or of unknown approval.
    assert_eq!(figures.of("ana", WEEK, "tools_used"), "1");
    assert_eq!(figures.over("ana", &[WEEK, NEXT], "uses_made"), "4 4");
    assert!(!project.path("out/unlisted.yaml").exists());
    assert!(
        !figures.notes().iter().any(|note| note.contains("unknown")),
        "{:?}",
        figures.notes()
    );
    let page = project.uptake(&["docs"]).stdout;
    assert!(page.contains("| `helper` | aide | true |"), "{page}");
}

#[test]
fn a_measure_may_count_other_rows_for_a_team() {
    let figures = project(&[(
        "red",
        "for: { team: Red }\nmeasures: { uses_made: { where: '!tool.approved' } }\n",
    )])
    .figures(&[]);
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "0");
    assert_eq!(figures.of("ben", WEEK, "uses_made"), "4");
}

#[test]
fn a_tool_is_listed_on_the_days_that_it_says() {
    let figures = project(&[])
        .edit(
            "rules/base.yaml",
            "helper: { approved: true }",
            "helper: { approved: true, effective: { from: 2026-02-09 } }",
        )
        .edit("uptake.yaml", "packs: [rules, overrides]", "packs: [rules]")
        .figures(&[]);
    // Before that day nobody knows whether it is approved, so nothing counts.
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "0");
    assert_ne!(figures.of("ana", NEXT, "uses_made"), "0");
}

#[test]
fn resolve_says_what_holds_for_a_team_and_which_line_decided_it() {
    let project = project(&[NORTH, RED]);
    let text = |arguments: &[&str]| {
        project
            .uptake(&[&["resolve", "--only", "constants"], arguments].concat())
            .stdout
    };
    assert_eq!(
        text(&[
            "--team",
            "Red",
            "--for",
            "region=North",
            "--at",
            "2026-02-09",
            "--origin"
        ]),
        "# teams, for region: North, team: Red, on 2026-02-09\n\
         # applied: overrides/north.yaml:3:1 (region: North)\n\
         # applied: overrides/red.yaml:3:1 (team: Red)\n\
         constants:\n\
         \x20 least: 4                                        # overrides/red.yaml:5:21, over overrides/north.yaml:4:21 (5), over rules/base.yaml:30:10 (3)\n"
    );
    assert_eq!(
        text(&["--for", "region=North", "--at", "2026-02-02"]),
        "# teams, for region: North, on 2026-02-02\n# applied: overrides/north.yaml:3:1 (region: North)\nconstants:\n  least: 5\n"
    );
    let json: serde_json::Value = serde_json::from_str(&text(&["--team", "Red", "--format", "json"])).unwrap();
    crate::schema::holds("commands/resolve.json", &json);
    assert_eq!(json["values"][0]["value"], "4");
    assert_eq!(json["might_apply"][0]["for"], "region: North");
}

#[test]
fn resolve_and_a_run_agree_about_the_week_in_which_a_rule_changes() {
    // Wednesday: the week that holds it is judged by the rules of its Monday.
    let project = project(&[(
        "north",
        "for: { region: North }\neffective: { from: 2026-02-11 }\nconstants: { least: 5 }\n",
    )])
    .edit("uptake.yaml", "as_of: 2026-02-15", "as_of: 2026-02-22");
    let text = |arguments: &[&str]| {
        let all = [&["resolve", "--only", "constants", "--for", "region=North"], arguments].concat();
        project.uptake(&all).stdout
    };
    assert_eq!(
        text(&["--at", "2026-02-11"]),
        "# teams, for region: North, on 2026-02-11\n\
         # 2026-02-11 is in 2026-W07, which has the rules of its first day, 2026-02-09\n\
         constants:\n  least: 3\n"
    );
    assert_eq!(
        text(&["--period", "2026-W08"]),
        "# teams, for region: North, on 2026-02-16\n# applied: overrides/north.yaml:3:1 (region: North)\nconstants:\n  least: 5\n"
    );
    assert_eq!(
        text(&["--period", "2026-W07"]),
        "# teams, for region: North, on 2026-02-09\nconstants:\n  least: 3\n"
    );
    assert_eq!(
        project.figures(&["--period", "2026-W07"]).of("ana", NEXT, "active"),
        "true"
    );
    let answer = project.uptake(&["resolve", "--period", "W7"]);
    assert_eq!(answer.code, 2);
    assert!(answer.stderr.contains("W7"), "{}", answer.stderr);
}

#[test]
fn resolve_names_a_group_that_no_rule_knows() {
    let project = project(&[("green", "for: { team: Green East }\nconstants: { least: 5 }\n")]).edit(
        "rules/base.yaml",
        "segment: { type: text, optional: true }",
        "segment: { type: text, optional: true, values: [SMB, Enterprise] }",
    );
    let text = |arguments: &[&str]| {
        project
            .uptake(&[&["resolve", "--only", "constants"], arguments].concat())
            .stdout
    };
    for (arguments, said) in [
        (
            &["--team", "East Green"][..],
            "# no override is for team `East Green`; did you mean `Green East`?\n",
        ),
        (
            &["--team", "Gren East"][..],
            "# no override is for team `Gren East`; did you mean `Green East`?\n",
        ),
        (&["--team", "Violet"][..], "# no override is for team `Violet`\n"),
        (
            &["--for", "segment=smb"][..],
            "# `segment` never is `smb`: its contract lists `SMB`, `Enterprise`; did you mean `SMB`?\n",
        ),
    ] {
        let found = text(arguments);
        assert!(found.contains(said), "{found}");
    }
    let known = text(&["--team", "Green East", "--for", "segment=SMB"]);
    assert!(!known.contains("no override") && !known.contains("never"), "{known}");
}

#[test]
fn resolve_finds_an_entry_of_a_register_by_the_name_that_its_lock_has() {
    let project = project(&[NORTH]);
    let only = |name: &str| project.uptake(&["resolve", "--only", name]).stdout;
    let whole = only("registers.tools.entries.helper");
    assert!(whole.contains("approved: true"), "{whole}");
    assert_eq!(only("registers.tools.helper"), whole);
}

#[test]
fn resolve_refuses_what_is_not_there() {
    let project = project(&[NORTH]);
    for (arguments, said) in [
        (
            &["resolve", "--only", "constants.most"][..],
            "unknown section or rule `constants.most`",
        ),
        (&["resolve", "nowhere"][..], "unknown pack, file or folder `nowhere`"),
        (&["resolve", "--for", "region"][..], "write COLUMN=VALUE"),
        (&["resolve", "--for", "regio=North"][..], "did you mean `region`?"),
    ] {
        let answer = project.uptake(arguments);
        assert_eq!(answer.code, 2);
        assert!(answer.stderr.contains(said), "{}", answer.stderr);
    }
}

#[test]
fn a_folder_of_overrides_is_checked_with_the_pack_it_extends() {
    let project = project(&[
        NORTH,
        RED,
        ("blue", "for: { team: Blue }\ndefinitions: { activ: { when: true } }\n"),
    ]);
    let findings = project.findings(".");
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].starts_with("error[unknown-name] "), "{findings:?}");
    assert!(findings[0].contains("overrides/blue.yaml:4:16"), "{findings:?}");
}

#[test]
fn a_waiver_that_has_ended_is_told_by_check_and_by_run() {
    let project = project(&[(
        "red",
        "for: { team: Red }\neffective: { until: 2026-02-09 }\ndefinitions: { active: { when: uses_made >= 1 } }\n",
    )])
    .edit(
        "rules/base.yaml",
        "active: { when: uses_made >= least }",
        "active: { when: uses_made >= least, locked: true }",
    )
    .edit(
        "rules/base.yaml",
        "pack: base\n",
        "pack: base\nwaivers:\n  pilot: { of: definitions.active, for: { team: Red }, owner: ops@example.com, reason: Pilot., until: 2026-02-09 }\n",
    );
    let findings = project.findings("uptake.yaml");
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(
        findings[0].starts_with("note[expired-waiver] rules/base.yaml:4:"),
        "{findings:?}"
    );
    let answer = project.run(&["--verbose"]);
    assert!(
        answer.stdout.contains("the waiver `pilot` ended on 2026-02-09"),
        "{}",
        answer.stdout
    );
}

#[test]
fn a_check_that_reads_a_constant_of_a_group_names_the_override_that_makes_it_differ() {
    let check = "checks:\n  many:\n    of: active\n    values: { people: entities() }\n    fail: people < least\n";
    let project = project(&[NORTH]).file("rules/base.yaml", PACK.to_owned() + check);
    let answer = project.uptake(&["check"]);
    assert_eq!(answer.code, 1);
    let place = "::: ./overrides/north.yaml:3:1";
    let wanted = [
        "for: { region: North }",
        "it differs here",
        "state its value for everybody and always",
    ];
    for words in std::iter::once(place).chain(wanted) {
        assert!(answer.stdout.contains(words), "`{words}` isn't in\n{}", answer.stdout);
    }
}
