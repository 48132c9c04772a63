//! The door: what doesn't keep the contract is set aside with its reason, counted and told.

use crate::support::{Project, WEEK, uses};

#[test]
fn every_row_that_cant_be_used_is_kept_with_its_reason() {
    let rules = crate::support::RULES
        .replace("time: at\n", "time: at\n    key: [nr]\n    weight: times\n")
        .replace("at: datetime\n", "at: datetime\n      nr: text\n      times: { type: int, default: 1 }\n      on: { type: text, missing: set_aside }\n");
    let project = Project::small().file("rules.yaml", rules).file(
        "uses.csv",
        "\
nr,id,at,times,on
1,ana,2026-02-02T09:00:00Z,1,x
1,ana,2026-02-02T09:00:00Z,1,x
3,ana,31/01/2026,1,x
4,,2026-02-02T09:00:00Z,1,x
,ana,2026-02-02T09:00:00Z,1,x
6,ana,,1,x
7,ana,2026-02-02T09:00:00Z,many,x
8,ana,2026-02-16T00:00:00Z,1,x
9,zoe,2026-02-02T09:00:00Z,1,x
10,ana,2026-02-02T09:00:00Z,1,
11,ana,2026-02-15T23:59:59Z,,x
12,ana,2026-02-02T09:00:00,1,x
",
    );
    let figures = project.figures(&[]);
    assert_eq!(
        figures.set_aside(),
        [
            "uses.csv:4 wrong-type at 31/01/2026",
            "uses.csv:5 missing-key id",
            "uses.csv:6 missing-key nr",
            "uses.csv:7 missing-key at",
            "uses.csv:8 wrong-type times many",
            "uses.csv:9 from-the-future at 2026-02-16T00:00:00Z",
            "uses.csv:11 missing-value on",
            "uses.csv:13 no-time-zone at 2026-02-02T09:00:00",
            "uses.csv:10 unknown-entity id zoe",
            "uses.csv:3 duplicate nr 1",
        ]
    );
    let intake = figures.intake("uses");
    assert_eq!((intake["rows"].as_u64(), intake["used"].as_u64()), (Some(12), Some(2)));
    assert_eq!(
        intake["set_aside"],
        serde_json::json!({
            "wrong-type": 2, "no-time-zone": 1, "missing-key": 3, "missing-value": 1,
            "duplicate": 1, "from-the-future": 1, "unknown-entity": 1
        })
    );
    let records = figures.csv("set_aside.csv");
    assert_eq!(records[9]["dataset"], "uses");
    assert_eq!(
        records[9]["record"],
        r#"{"nr":"1","id":"ana","at":"2026-02-02T09:00:00Z","times":"1","on":"x"}"#
    );
    let said = project.run(&["--verbose"]).stdout;
    assert!(
        said.contains("uses: 2 of 12 rows used, 2026-02-02 to 2026-02-15, 10 set aside: 2 wrong-type, 1 no-time-zone, 3 missing-key, 1 missing-value, 1 duplicate, 1 from-the-future, 1 unknown-entity\n"),
        "{said}"
    );
}

#[test]
fn a_row_with_a_fault_doesnt_make_its_twin_a_duplicate() {
    let rules = crate::support::RULES
        .replace("time: at\n", "time: at\n    key: [nr]\n")
        .replace("at: datetime\n", "at: datetime\n      nr: text\n");
    let figures = Project::small()
        .file("rules.yaml", rules)
        .file("uses.csv", "nr,id,at\n1,ana,never\n1,ana,2026-02-02T09:00:00Z\n")
        .figures(&[]);
    assert_eq!(figures.set_aside(), ["uses.csv:2 wrong-type at never"]);
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "1");
}

#[test]
fn a_row_that_is_set_aside_has_the_line_that_an_editor_shows() {
    let aside = |file: &str, more: &str, text: &str| {
        let project = Project::small()
            .edit("uptake.yaml", "path: uses.csv", &format!("path: {file}{more}"))
            .file(file, text);
        let said = project.run(&["--verbose"]).stdout;
        let figures = project.figures(&[]);
        let refused = figures.intake("uses")["refused"][0]["at"].clone();
        (figures.set_aside(), refused, said)
    };
    let text = "Uses of May\n\nid,at,what\nana,2026-02-02T09:00:00Z,\"two\nlines\"\n\nana,never,x\n";
    let (rows, refused, said) = aside("t.csv", ", header_row: 3", text);
    assert_eq!(rows, ["t.csv:7 wrong-type at never"]);
    assert_eq!(refused, serde_json::json!({ "part": "t.csv", "row": 7 }));
    assert!(said.contains("such as `never` (row 7 of t.csv)"), "{said}");
    let text = "\n{\"id\":\"ana\",\"at\":\"2026-02-02T09:00:00Z\"}\n\n{\"id\":\"ana\",\"at\":\"never\"}\n";
    assert_eq!(aside("t.ndjson", "", text).0, ["t.ndjson:4 wrong-type at never"]);
    let text = "[{\"id\":\"ana\",\"at\":\"2026-02-02T09:00:00Z\"},\n\n{\"id\":\"ana\",\"at\":\"never\"}]\n";
    assert_eq!(aside("t.json", "", text).0, ["t.json:2 wrong-type at never"]);
}

#[test]
fn a_person_listed_twice_counts_once_and_as_the_values_that_come_first_say() {
    let figures = Project::small()
        .file("people.csv", "id,team\nana,Red\nben,Blue\nana,Blue\n")
        .figures(&[]);
    assert_eq!(figures.set_aside(), ["people.csv:2 restated id ana"]);
    assert_eq!(
        figures.row("rate", WEEK, "team=Blue").to_string(),
        "1 of 2 = 50.0 (9.5 to 90.5)"
    );
    assert_eq!(figures.row("rate", WEEK, "").denominator, Some(2.0));
}

#[test]
fn a_row_that_two_files_share_counts_once() {
    let rules = crate::support::RULES
        .replace("time: at\n", "time: at\n    key: [nr]\n")
        .replace("at: datetime\n", "at: datetime\n      nr: int\n");
    let figures = Project::small()
        .file("rules.yaml", rules)
        .edit("uptake.yaml", "path: uses.csv", "path: 'uses-*.csv'")
        .file(
            "uses-1.csv",
            "nr,id,at\n1,ana,2026-02-02T09:00:00Z\n2,ana,2026-02-03T09:00:00Z\n",
        )
        .file(
            "uses-2.csv",
            "nr,id,at\n2,ana,2026-02-03T09:00:00Z\n3,ana,2026-02-04T09:00:00Z\n",
        )
        .figures(&[]);
    assert_eq!(figures.set_aside(), ["uses-2.csv:2 duplicate nr 2"]);
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "3");
}

#[test]
fn a_column_that_is_a_number_in_one_json_row_and_text_in_another_is_read_as_text() {
    let figures = Project::small()
        .edit("uptake.yaml", "path: uses.csv", "path: uses.ndjson")
        .file("people.csv", "id,team\n1,Red\nana,Red\n")
        .file("uses.ndjson", "{\"id\": 1, \"at\": \"2026-02-02T09:00:00Z\"}\n{\"id\": \"ana\", \"at\": \"2026-02-02T09:00:00Z\"}\n{\"id\": \"ana\", \"at\": null}\n{\"id\": \"ana\"}\n")
        .figures(&[]);
    assert_eq!(
        [figures.of("1", WEEK, "uses_made"), figures.of("ana", WEEK, "uses_made")],
        ["1", "1"]
    );
    assert_eq!(
        figures.set_aside(),
        ["uses.ndjson:3 missing-key at", "uses.ndjson:4 missing-key at"]
    );
}

#[test]
fn a_value_that_the_contract_doesnt_list_stays_and_is_told() {
    let project = Project::small().edit(
        "rules.yaml",
        "team: { type: text, optional: true, missing: report }",
        "team: { type: text, values: [Red, Green] }",
    );
    let figures = project.figures(&[]);
    assert_eq!(
        figures.intake("people")["unexpected"],
        serde_json::json!({ "team": { "Blue": 1 } })
    );
    assert_eq!(figures.row("rate", WEEK, "team=Blue").denominator, Some(1.0));
    let said = project.run(&["--verbose"]).stdout;
    assert!(
        said.contains("  `team` has values that its contract doesn't list: `Blue` (1)\n"),
        "{said}"
    );
}

#[test]
fn an_optional_column_that_no_source_delivers_is_unknown() {
    let figures = Project::small().file("people.csv", "id\nana\nben\n").figures(&[]);
    assert_eq!(figures.row("rate", WEEK, "team=(unknown)").denominator, Some(2.0));
    assert_eq!(figures.intake("people")["missing"]["team"], 2);
}

#[test]
fn the_order_of_rows_changes_no_figure() {
    let (one, two) = (uses("ana", WEEK, 3), uses("ben", "2026-02-09", 2));
    let forth = Project::small()
        .file("uses.csv", format!("id,at\n{one}{two}"))
        .figures(&[]);
    let back = Project::small()
        .file("people.csv", "team,id\nBlue,ben\nRed,ana\n")
        .file("uses.csv", format!("id,at\n{two}{one}"))
        .figures(&[]);
    assert_eq!(forth.bytes("metrics.csv"), back.bytes("metrics.csv"));
    assert!(
        forth
            .entity_periods()
            .select(["id", "period", "uses_made"])
            .unwrap()
            .equals_missing(&back.entity_periods().select(["id", "period", "uses_made"]).unwrap())
    );
}

#[test]
fn a_source_says_the_same_in_other_words_through_a_mapping() {
    let mapping = "\
uptake: 1
mappings:
  export:
    dataset: uses
    input:
      login: { type: text, column: User Login }
      day: date
      hits: int
    where: hits > 0
    columns:
      id: login.to_lower()
      at: day
      tool: '\"the tool\"'
";
    let project = Project::small()
        .file("mapping.yaml", mapping)
        .edit("uptake.yaml", "[rules.yaml]", "[rules.yaml, mapping.yaml]")
        .edit("uptake.yaml", "path: uses.csv", "path: export.csv, mapping: export")
        .file("export.csv", "User Login,day,hits\nANA,2026-02-02,2\nAna,2026-02-03,1\nben,2026-02-02,0\nANA,2026-02-04,1\nben,someday,1\n");
    let figures = project.figures(&[]);
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "3");
    // His row of someday may be of this week.
    assert_eq!(figures.of("ben", WEEK, "uses_made"), "unknown");
    assert_eq!(figures.set_aside(), ["export.csv:6 wrong-type day someday"]);
    assert_eq!(figures.intake("uses")["left_out"], 1);
}
