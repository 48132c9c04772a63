//! Pseudonyms: no name of anybody leaves the program, by whatever way.
//!
//! Every name in the data of these projects contains [`CANARY`]; no output, message or file may.

use crate::support::{Figures, Project};
use polars::prelude::*;

const CANARY: &str = "anary";

const RULES: &str = r#"
uptake: 1
entities: people
datasets:
  people:
    kind: entities
    entity: id
    key: [id]
    columns:
      id: text
      team: text
      boss: { type: text, optional: true }
  names:
    kind: names
    entity: id
    name: known_as
    columns:
      id: text
      known_as: text
  uses:
    kind: events
    entity: id
    key: [row]
    time: at
    columns:
      row: text
      id: text
      at: datetime
      tool: { type: text, optional: true, register: tools }
      helped_by: { type: text, optional: true, values: [nobody] }
      minutes: { type: float, optional: true }
registers:
  tools:
    fields: { approved: bool }
    entries:
      helper: { approved: true }
measures:
  uses_made: { count: uses }
  minutes_spent: { sum: uses.minutes, absent: zero }
  tools_used: { distinct: uses.tool }
  helpers: { distinct: uses.helped_by }
  approved_uses: { count: uses, where: tool.approved }
definitions:
  active:
    rhai: |
      for i in 0..1 { print(id); }
      if id.contains("zoe") { throw id; }
      uses_made >= 3
metrics:
  rate: { title: Rate, share: active, by: [id, boss, team] }
checks:
  c:
    by: [id]
    values: { n: "count()", whom: 'id' }
    fail: n > 0
    evidence: { where: uses_made >= 0, show: [uses_made, id, boss] }
"#;

const PROJECT: &str = "\
uptake: 1
project: small
packs: [rules.yaml]
as_of: 2026-02-15
privacy: { smallest_group: 1, pseudonyms: '${file:key.txt}' }
sources:
  names: { adapter: files, path: names.csv }
  people: { adapter: files, path: people.csv }
  uses: { adapter: files, path: uses.csv }
";

/// Three people, of whom two share a name, and rows with everything that can be wrong with one.
fn project() -> Project {
    let rows = [
        "r1,ana.canary,2026-02-02T09:00:00Z,helper,nobody,1",
        // The key of this row and of its duplicate is made of a name.
        "ana.canary/1,ana.canary,2026-02-02T10:00:00Z,helper,nobody,1",
        "ana.canary/1,ana.canary,2026-02-02T10:00:00Z,helper,nobody,1",
        // An ambiguous name, one that nobody has, and one in other letters.
        "r2,shared canary,2026-02-02T09:00:00Z,helper,nobody,1",
        "r3,stranger.canary,2026-02-02T09:00:00Z,helper,nobody,1",
        "r4,BEN.canary@example.com,2026-02-02T09:00:00Z,helper,nobody,1",
        // Cells that slipped by a column.
        "r5,ben.canary,ben.canary,helper,nobody,1",
        "r6,ben.canary,2026-02-02T09:00:00Z,helper,nobody,ben.canary",
        "r7,ben.canary,2027-02-02T09:00:00Z,helper,nobody,1",
        "r8,ben.canary,2026-02-03T09:00:00Z,ana.canary,ana.canary,1",
    ];
    Project::empty()
        .file("uptake.yaml", PROJECT)
        .file("rules.yaml", RULES)
        .file("key.txt", "a-long-random-text-for-tests\n")
        .file(
            "people.csv",
            "id,team,boss\nana.canary,Red,ben.canary\nben.canary,Blue,zoe.canary\nzoe.canary,Blue,\n",
        )
        .file(
            "names.csv",
            "id,known_as\nana.canary,shared canary\nben.canary,shared canary\nben.canary,ben.canary@example.com\n",
        )
        .file(
            "uses.csv",
            format!("row,id,at,tool,helped_by,minutes\n{}\n", rows.join("\n")),
        )
}

fn holds_canary(text: &str) -> bool {
    text.to_lowercase().contains(CANARY)
}

fn says_nothing(what: &str, text: &str) {
    assert!(!holds_canary(text), "{what}: {text}");
}

/// All that the files of a run hold.
fn files(figures: &Figures, folder: &std::path::Path) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let bytes = std::fs::read(&path).unwrap();
            (path.display().to_string(), String::from_utf8_lossy(&bytes).into_owned())
        })
        .collect();
    for table in ["entity_periods.parquet", "metrics.parquet"] {
        all.push((table.to_owned(), cells(&figures.table(table))));
    }
    all
}

/// Every cell of a table.
fn cells(frame: &DataFrame) -> String {
    let texts = frame
        .columns()
        .iter()
        .flat_map(|column| (0..frame.height()).map(|row| column.get(row).unwrap().str_value().into_owned()));
    texts.collect::<Vec<_>>().join("\n")
}

#[test]
fn no_name_is_in_any_output_of_a_run() {
    let project = project();
    let answer = project.run(&["--out", "out"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    says_nothing("the summary", &answer.stdout);
    says_nothing("standard error", &answer.stderr);
    let figures = Figures::read(&project.path("out"));
    for (name, text) in files(&figures, &project.path("out")) {
        says_nothing(&name, &text);
    }
    says_nothing("the outcome", &project.run(&["--format", "json"]).stdout);
    // With names everything is there again: the test would find them.
    let clear = project.run(&["--out", "out", "--names"]);
    assert_eq!(clear.code, 0, "{}", clear.stderr);
    assert!(holds_canary(&clear.stdout));
    let figures = Figures::read(&project.path("out"));
    let mut silent: Vec<String> = files(&figures, &project.path("out"))
        .into_iter()
        .filter(|(_, text)| !holds_canary(text))
        .map(|(name, _)| name.rsplit('/').next().unwrap_or_default().to_owned())
        .collect();
    silent.retain(|name| !name.ends_with(".parquet"));
    silent.sort();
    // A metric without reasons has none to list; nothing else may be silent, or it tests nothing.
    assert_eq!(silent, ["excluded.csv", "manifest.json", "rules.md"]);
}

#[test]
fn the_same_name_has_the_same_hash_in_every_file() {
    let project = project();
    let figures = project.figures(&[]);
    let hash_of = |rows: Vec<std::collections::BTreeMap<String, String>>, column: &str, chosen: (&str, &str)| {
        let row = rows.into_iter().find(|row| row[chosen.0] == chosen.1).unwrap();
        row[column].clone()
    };
    let stranger = hash_of(figures.csv("identities.csv"), "name", ("what", "unmatched"));
    let set_aside = hash_of(figures.csv("set_aside.csv"), "value", ("reason", "unknown-entity"));
    assert!(stranger.starts_with("p-"), "{stranger}");
    assert_eq!(stranger, set_aside);
    // Whom an ambiguous name may stand for, as in the table of people and periods; and in the order of the hashes.
    let both = hash_of(figures.csv("identities.csv"), "entities", ("what", "ambiguous"));
    let ids = figures.entity_periods().column("id").unwrap().str().unwrap().clone();
    let both: Vec<&str> = both.split("; ").collect();
    assert!(
        both.iter().all(|hash| ids.iter().flatten().any(|id| id == *hash)),
        "{both:?}"
    );
    assert!(both.is_sorted());
    // A boss is somebody, too.
    let bosses: Vec<String> = figures
        .rows()
        .iter()
        .filter(|row| row["cut"] == "boss" && row["cut_value"] != "(unknown)")
        .map(|row| row["cut_value"].clone())
        .collect();
    assert!(
        bosses.iter().all(|boss| ids.iter().flatten().any(|id| id == boss)),
        "{bosses:?}"
    );
    // What can't be hashed piece by piece is withheld; what names nobody stays.
    assert_eq!(
        hash_of(figures.csv("set_aside.csv"), "value", ("reason", "duplicate")),
        "(withheld)"
    );
    assert!(figures.rows().iter().any(|row| row["cut_value"] == "Blue"));
}

#[test]
fn the_order_of_rows_does_not_tell_the_alphabet() {
    let figures = project().figures(&[]);
    let ids: Vec<String> = figures
        .rows()
        .iter()
        .filter(|row| row["cut"] == "id" && row["period"] == "2026-02-02")
        .map(|row| row["cut_value"].clone())
        .collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.is_sorted(), "{ids:?}");
    let table = figures.entity_periods().column("id").unwrap().str().unwrap().clone();
    assert!(table.iter().flatten().collect::<Vec<_>>().is_sorted());
    let groups = figures.outcome["checks"][0]["groups"].as_array().unwrap();
    let groups: Vec<&str> = groups.iter().map(|group| group["group"][0].as_str().unwrap()).collect();
    assert!(groups.is_sorted(), "{groups:?}");
}

#[test]
fn a_look_at_the_sources_names_nobody_without_names() {
    let project = project();
    for format in ["text", "json"] {
        let answer = project.uptake(&["adapters", "check", "--format", format]);
        assert_eq!(answer.code, 1, "{}", answer.stderr);
        says_nothing("adapters check", &answer.stdout);
        says_nothing("its standard error", &answer.stderr);
    }
    assert!(holds_canary(&project.uptake(&["adapters", "check", "--names"]).stdout));
}

#[test]
fn parity_names_nobody_without_names() {
    let sources = |uses: &str, people: &str| {
        format!(
            "uptake: 1\nsources:\n  names: {{ adapter: files, path: names.csv }}\n  people: {{ adapter: files, path: {people} }}\n  uses: {{ adapter: files, path: {uses} }}\n"
        )
    };
    let project = project()
        .file(
            "fewer.csv",
            "row,id,at,tool\nr1,ben.canary,2026-02-02T09:00:00Z,helper\n",
        )
        .file(
            "others.csv",
            "id,team,boss\nana.canary,Red,zoe.canary\nben.canary,Red,\nnew.canary,Red,\n",
        )
        .file("a.yaml", sources("uses.csv", "people.csv"))
        .file("b.yaml", sources("fewer.csv", "others.csv"));
    for format in ["text", "json"] {
        let arguments = ["parity", "--a", "a.yaml", "--b", "b.yaml", "--format", format];
        let answer = project.uptake(&arguments);
        assert_eq!(answer.code, 1, "{}", answer.stderr);
        says_nothing("parity", &answer.stdout);
        assert!(answer.stdout.contains("p-"), "{}", answer.stdout);
        assert!(holds_canary(
            &project.uptake(&[&arguments[..], &["--names"]].concat()).stdout
        ));
    }
}

#[test]
fn errors_quote_nothing_from_data() {
    let broken = [
        // Without its header a file's columns are called by the values of its first row.
        ("people.csv", "id.canary,team,boss\nana.canary,Red,ben.canary\n"),
        ("people.csv", "id,team\nana.canary,Red,ben.canary\n"),
        ("people.csv", "id,team,boss\nana.canary,\"Red,ben.canary\n"),
        ("uses.csv", "row,id.canary,at\nr1,ana.canary,2026-02-02T09:00:00Z\n"),
    ];
    for (file, text) in broken {
        let project = project().file(file, text);
        let answer = project.run(&[]);
        assert_eq!(answer.code, 2, "{}", answer.stdout);
        says_nothing(text, &answer.stderr);
        let answer = project.uptake(&["adapters", "check"]);
        says_nothing(text, &answer.stdout);
        says_nothing(text, &answer.stderr);
    }
}

#[test]
fn errors_in_words_of_ours_are_told() {
    let missing = project()
        .edit("uptake.yaml", "path: uses.csv", "path: nowhere.csv")
        .run(&[]);
    assert!(
        missing.stderr.contains("the file `nowhere.csv` wasn't found"),
        "{}",
        missing.stderr
    );
    let ragged = project()
        .file("people.csv", "id,team\nana.canary,Red,ben.canary\n")
        .run(&[]);
    assert!(
        ragged
            .stderr
            .contains("line 2 of `people.csv` has 3 fields, but the header has 2"),
        "{}",
        ragged.stderr
    );
}

#[test]
fn what_a_program_says_of_its_failure_is_withheld() {
    let project = project().edit(
        "uptake.yaml",
        "uses: { adapter: files, path: uses.csv }",
        "uses: { adapter: exec, format: ndjson, command: [sh, -c, 'echo no such person as ana.canary >&2; exit 3'] }",
    );
    let answer = project.run(&[]);
    assert_eq!(answer.code, 2, "{}", answer.stdout);
    // The setting itself stands in the project file.
    assert!(!answer.stderr.contains("no such person"), "{}", answer.stderr);
    assert!(answer.stderr.contains("(withheld)"), "{}", answer.stderr);
    assert!(
        project
            .run(&["--names"])
            .stderr
            .contains("no such person as ana.canary")
    );
}

/// A duplicate in a report whose rows are counted by a login: the key that a built-in mapping makes has the login in it.
#[test]
fn the_key_that_a_mapping_makes_of_a_login_is_withheld() {
    let day = r#"{"user_login":"maria-canary","day":"2026-02-03","totals_by_feature":[{"feature":"chat","user_initiated_interaction_count":3}]}"#;
    let project = Project::empty()
        .file(
            "uptake.yaml",
            "uptake: 1\nproject: p\npacks: [csm-ai-adoption, mappings]\nstage: run\nas_of: 2026-02-08\nprivacy: { smallest_group: 1, pseudonyms: '${file:key.txt}' }\nsources:\n  people: { adapter: files, path: people.csv }\n  interactions: { adapter: files, path: report.json, mapping: github-copilot-users-28-day }\n",
        )
        .file("key.txt", "a-long-random-text-for-tests\n")
        .file("people.csv", "person_id,role,segment,hired_on,left_on\nmaria-canary,CSM,SMB,2020-01-01,\n")
        .file("report.json", format!("{{\"day_totals\":[\n{day},\n{day}]}}\n"));
    let answer = project.run(&["--out", "out"]);
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    says_nothing("the summary", &answer.stdout);
    let figures = Figures::read(&project.path("out"));
    assert_eq!(
        figures.set_aside(),
        ["report.json:1 duplicate interaction_id (withheld)"]
    );
    for (name, text) in files(&figures, &project.path("out")) {
        says_nothing(&name, &text);
    }
}

#[test]
fn whom_a_gate_expects_is_told_by_a_pseudonym() {
    let project = project().edit(
        "uptake.yaml",
        "path: uses.csv",
        "path: uses.csv, expect: { id: [missing.canary, zoe.canary], helped_by: [zoe.canary] }",
    );
    for arguments in [
        &["run", "--project", "uptake.yaml"][..],
        &["run", "--project", "uptake.yaml", "--format", "json"],
        &["adapters", "check"],
        &["adapters", "check", "--format", "json"],
        &["report", "--out", "page.md"],
    ] {
        let answer = project.uptake(arguments);
        let said = format!("{}{}", answer.stdout, answer.stderr);
        says_nothing(&arguments.join(" "), &said);
        assert!(
            said.contains("no used row of `uses` has") || arguments[0] == "report",
            "{said}"
        );
    }
    says_nothing("the page", &project.read("page.md"));
}
