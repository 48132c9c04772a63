//! `uptake adapters check`: what the sources deliver, without a run.

use crate::schema;
use crate::support::{Answer, Project, WEEK, uses};

fn check(project: &Project, arguments: &[&str]) -> Answer {
    project.uptake(&[&["adapters", "check"], arguments].concat())
}

fn json(project: &Project, arguments: &[&str]) -> (i32, serde_json::Value) {
    let answer = check(project, &[&["--format", "json"], arguments].concat());
    let found = serde_json::from_str(&answer.stdout).expect(&answer.stderr);
    schema::holds("commands/adapters-check.json", &found);
    (answer.code, found)
}

#[test]
fn sources_without_a_finding_are_described_and_end_with_0() {
    let project = Project::small().file(
        "uses.csv",
        format!("id,at,room\n{}", uses("ana", WEEK, 2).replace("Z\n", "Z,4\n")),
    );
    let answer = check(&project, &[]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    assert_eq!(
        answer.stdout,
        "\
people from files
  id    text  feeds id
  team  text  feeds team
  people: 2 of 2 rows used

uses from files
  id    text  feeds id
  at    text  feeds at
  room  text  unused
  no column `tool` for tool, which is optional
  uses: 2 of 2 rows used
  first 2026-02-02, last 2026-02-02: 13 days before 2026-02-15
"
    );
}

#[test]
fn what_breaks_a_contract_is_counted_by_reason_and_ends_with_1() {
    let rules = crate::support::RULES
        .replace("time: at\n", "time: at\n    key: [nr]\n")
        .replace("at: datetime\n", "at: datetime\n      nr: text\n")
        .replace(
            "tool: { type: text, optional: true }",
            "tool: { type: text, register: tools }",
        )
        + "registers: { tools: { entries: { helper: { aliases: [Help] } } } }\n";
    let project = Project::small().file("rules.yaml", rules).file(
        "uses.csv",
        "\
nr,id,at,tool
1,ana,2026-02-02T09:00:00Z,help
1,ana,2026-02-02T09:00:00Z,help
2,ana,2026-02-14T09:00:00Z,Gizmo
3,ben,2026-02-13T09:00:00Z,Gizmo
4,zoe,2026-02-02T09:00:00Z,helper
5,ana,2026-02-16T09:00:00Z,helper
6,ana,soon,helper
",
    );
    let answer = check(&project, &["uses"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (1, ""));
    assert_eq!(
        answer.stdout,
        "\
uses from files
  nr    text  feeds nr
  id    text  feeds id
  at    text  feeds at
  tool  text  feeds tool
  uses: 3 of 7 rows used, 4 set aside: 1 wrong-type, 1 duplicate, 1 from-the-future, 1 unknown-entity
    `at` isn't a time in 1 row, such as `soon` (row 8 of uses.csv); `dates` of the source says how they are written
  `tool` has names that aren't in its register: `Gizmo` (2)
  first 2026-02-02, last 2026-02-14: 1 day before 2026-02-15
"
    );
    let (code, all) = json(&project, &["uses"]);
    assert_eq!((code, all["as_of"].as_str()), (1, Some("2026-02-15")));
    assert_eq!(all["sources"].as_array().unwrap().len(), 1);
    let seen = &all["sources"][0];
    assert_eq!(seen["set_aside"]["duplicate"], 1);
    assert_eq!(seen["unlisted"], serde_json::json!({ "tool": { "Gizmo": 2 } }));
    assert_eq!(
        (&seen["first"], &seen["last"]),
        (&"2026-02-02".into(), &"2026-02-14".into())
    );
    assert_eq!(
        (&seen["days_old"], &seen["fault"]),
        (&1.into(), &serde_json::Value::Null)
    );
    assert_eq!(
        seen["columns"][3],
        serde_json::json!({ "name": "tool", "types": ["text"], "feeds": ["tool"] })
    );
}

#[test]
fn a_source_that_cant_be_read_is_told_and_the_others_are_looked_at() {
    let line = "  uses: { adapter: files, path: uses.csv }";
    let project = Project::small().edit("uptake.yaml", line, "  uses: { adapter: files, path: none.csv }");
    let answer = check(&project, &[]);
    assert_eq!(answer.code, 2);
    assert!(
        answer.stdout.contains("  people: 2 of 2 rows used\n"),
        "{}",
        answer.stdout
    );
    assert!(
        answer
            .stderr
            .starts_with("error[source-unreadable]: the file `none.csv` wasn't found\n  at uptake.yaml:7:33\n"),
        "{}",
        answer.stderr
    );
    let (code, all) = json(&project, &[]);
    assert_eq!(code, 2);
    assert_eq!(all["sources"][0]["used"], 2);
    assert_eq!(all["sources"][1]["fault"]["code"], "source-unreadable");
    // A missing column is such a fault too; the columns that are there are listed all the same.
    let project = Project::small().file("uses.csv", "id,when\nana,2026-02-02T09:00:00Z\n");
    let answer = check(&project, &[]);
    assert_eq!(answer.code, 2);
    assert!(
        answer
            .stdout
            .ends_with("uses from files\n  id    text  feeds id\n  when  text  unused\n  no column `at` for at, which is required\n  no column `tool` for tool, which is optional\n  uses: 0 of 1 rows used\n"),
        "{}",
        answer.stdout
    );
    assert!(answer.stderr.starts_with("error[missing-column]:"), "{}", answer.stderr);
}

#[test]
fn without_the_list_nobody_is_looked_up_and_that_is_told() {
    let project = Project::small().edit("uptake.yaml", "path: people.csv", "path: none.csv");
    let answer = check(&project, &["uses"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    assert!(
        answer.stdout.contains(
            "  no names were looked up because the list can't be read: the source of `people` can't be opened\n"
        ),
        "{}",
        answer.stdout
    );
    assert!(
        answer.stdout.contains("  uses: 4 of 4 rows used\n"),
        "{}",
        answer.stdout
    );
}

#[test]
fn a_part_of_the_rows_is_looked_at_if_asked_for() {
    let project = Project::small();
    let answer = check(&project, &["uses", "--rows", "3"]);
    assert_eq!(answer.code, 0);
    assert!(
        answer
            .stdout
            .contains("  only the first 3 rows were looked at\n  uses: 3 of 3 rows used\n"),
        "{}",
        answer.stdout
    );
    // As many as there are is all of them.
    let answer = check(&project, &["uses", "--rows", "4"]);
    assert!(!answer.stdout.contains("only the first"), "{}", answer.stdout);
    assert_eq!(check(&project, &["--rows", "0"]).code, 2);
    // People past the first rows of their list are known all the same.
    let (code, all) = json(&project, &["--rows", "1"]);
    assert_eq!((code, &all["sources"][0]["partial"]), (0, &true.into()));
    assert_eq!(all["sources"][1]["used"], 1);
}

#[test]
fn a_mapping_tells_what_each_delivered_column_feeds() {
    let rules = crate::support::RULES.to_owned()
        + "mappings:\n  report:\n    dataset: uses\n    rows: value\n    input: { who: text, day: date, n: int, lost: { type: text, optional: true } }\n    where: n > 0\n    columns: { id: who.to_lower(), at: day, tool: 'lost ?? \"x\"' }\n";
    let line = "  uses: { adapter: files, path: uses.csv }";
    let project = Project::small()
        .file("rules.yaml", rules)
        .edit(
            "uptake.yaml",
            line,
            "  uses: { adapter: files, path: uses.ndjson, mapping: report }",
        )
        .file(
            "uses.ndjson",
            "{\"value\":[{\"who\":\"ANA\",\"day\":\"2026-02-02\",\"n\":1}]}\n",
        );
    let (code, all) = json(&project, &["uses"]);
    assert_eq!(code, 0, "{all}");
    let seen = &all["sources"][0];
    assert_eq!((&seen["mapping"], &seen["used"]), (&"report".into(), &1.into()));
    assert_eq!(
        seen["columns"],
        serde_json::json!([{ "name": "value", "types": ["list of object"], "feeds": ["id", "at", "where", "tool"] }])
    );
    let project = project.edit("rules.yaml", "    rows: value\n", "").file(
        "uses.ndjson",
        "{\"who\":\"ANA\",\"day\":\"2026-02-02\",\"n\":1,\"extra\":true}\n",
    );
    let (_, all) = json(&project, &["uses"]);
    let columns = all["sources"][0]["columns"].as_array().unwrap();
    let feeds: Vec<String> = columns
        .iter()
        .map(|column| format!("{} {} {}", column["name"], column["types"], column["feeds"]))
        .collect();
    assert_eq!(
        feeds,
        [
            r#""who" ["text"] ["id"]"#,
            r#""day" ["text"] ["at"]"#,
            r#""n" ["int"] ["where"]"#,
            r#""extra" ["bool"] []"#,
        ]
    );
    assert_eq!(
        all["sources"][0]["absent"],
        serde_json::json!([{ "name": "lost", "feeds": ["tool"], "optional": true }])
    );
}

#[test]
fn a_source_that_the_project_doesnt_have_is_told() {
    check(&Project::small(), &["use"])
        .refuses("error[unknown-name]: the project has no source for `use`\n  help: did you mean `uses`?\n");
    check(&Project::small(), &["--project", "none.yaml"])
        .refuses("error[unreadable]: the file `none.yaml` wasn't found\n");
}
