//! All faults of all files in one pass, and each fault once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use support::check;
use uptake_rules::render;

const DATA: &str = "
uptake: 1
entities: people
datasets:
  people: { kind: entities, entity: id, columns: { id: text, role: text, hours: float } }
  calls: { kind: events, entity: id, time: at, columns: { id: text, at: datetime, length: int } }
";

#[test]
fn the_faults_of_several_files_come_together_a_file_that_cant_be_read_first_then_sorted_by_file_and_place() {
    let checked = check(&[
        (
            "z.yaml",
            "uptake: 1\nmeasurs: {}\nmetrics:\n  rate: { share: active, off: everybody }\n",
        ),
        ("broken.yaml", "uptake: 1\npack: [a\n"),
        ("data.yaml", DATA),
        ("empty.yaml", ""),
        (
            "a.yaml",
            "uptake: 3\nmeasures:\n  long: { count: calls, where: lenght > 60 }\ndefinitions:\n  active: { when: long >= \"3\" }\n",
        ),
    ]);
    let places: Vec<String> = checked
        .found
        .iter()
        .map(|d| match d.span {
            Some(span) => format!("{} {}", checked.sources.place(span), d.code),
            None => format!("{} {}", d.path.as_deref().unwrap(), d.code),
        })
        .collect();
    assert_eq!(
        places,
        [
            "broken.yaml:2:7 yaml-syntax",
            "a.yaml:1:9 unknown-version",
            "a.yaml:3:32 unknown-column",
            "a.yaml:5:19 type-mismatch",
            "empty.yaml empty-file",
            "z.yaml:2:1 unknown-key",
            "z.yaml:4:26 unknown-key",
        ]
    );
}

#[test]
fn all_parts_of_an_expression_are_looked_at() {
    let checked = check(&[
        ("data.yaml", DATA),
        (
            "rules.yaml",
            "uptake: 1\ndefinitions:\n  a: { when: 'rol == 1 && hous > 2 || !ho && shout(rool) in [houres]' }\n  b: { when: \"let x = rol; hous > 1\" }\n  c: { when: \"if rol { hous } else { houses }\" }\n",
        ),
    ]);
    assert_eq!(
        checked.lines(),
        [
            "rol: an entity in a period has no `rol`",
            "hous: an entity in a period has no `hous`",
            "ho: an entity in a period has no `ho`",
            "shout: unknown function `shout`",
            "rool: an entity in a period has no `rool`",
            "houres: an entity in a period has no `houres`",
            "rol: an entity in a period has no `rol`",
            "hous: an entity in a period has no `hous`",
            "rol: an entity in a period has no `rol`",
            "hous: an entity in a period has no `hous`",
            "houses: an entity in a period has no `houses`",
        ]
    );
}

#[test]
fn a_rule_with_a_fault_brings_none_to_those_who_name_it() {
    let rules = "
uptake: 1
measures:
  calls_made: { cuont: calls }
  long: { count: calls, where: lenght > 60 }
  both: { value: calls_made + long }
definitions:
  active: { wen: calls_made >= 3 }
  busy: { when: long >= '3' }
  either: { when: active || busy }
ladders:
  habit: { step: [] }
  load: { steps: [{ label: busy, when: busy && habit == \"user\" }] }
metrics:
  rate: { shares: active, of: busy }
  other: { share: busy, of: active, by: [habit, load], benchmark: table }
  mean: { mean: both }
benchmarks:
  table: { by: load, bands: [Good], table: { busy: [50] } }
stages:
  run: { when: active >= 1, track: { rate: { cadence: week }, other: { cadence: week } } }
";
    let checked = check(&[("data.yaml", DATA), ("rules.yaml", rules)]);
    assert_eq!(
        checked.lines(),
        [
            "cuont: unknown key `cuont` in a measure",
            "lenght: the dataset `calls` has no `lenght`",
            "wen: unknown key `wen` in a definition",
            "long >= '3': can't compare int with text by `>=`",
            "step: unknown key `step` in a ladder",
            "shares: unknown key `shares` in a metric",
            "table: required key `edge` is missing from a benchmark",
        ]
    );
}

#[test]
fn a_contract_with_a_fault_brings_none_to_the_rules_over_it() {
    let data = "
uptake: 1
entities: people
datasets:
  people: { knd: entities, entity: id, columns: { id: text, role: txt, hours: float } }
  calls: { kind: events, entity: id, time: at, columns: { id: text, at: datetime, length: integer, tool: { register: tools } } }
";
    let rules = "
uptake: 1
measures:
  volume: { sum: calls.length, where: length > 3 && tool != \"\" }
definitions:
  csm: { when: role == \"CSM\" && hours > 1 && volume > 1 }
metrics:
  rate: { share: csm, by: [role] }
mappings:
  export:
    dataset: calls
    input: { who: text, day: date, length: number }
    columns: { id: who, at: day, length: length, tool: who }
";
    let checked = check(&[("data.yaml", data), ("rules.yaml", rules)]);
    assert_eq!(
        checked.lines(),
        [
            "knd: unknown key `knd` in a dataset",
            "txt: `type`: invalid value `txt`",
            "integer: `type`: invalid value `integer`",
            "tool: required key `type` is missing from a column",
            "tools: unknown register `tools`",
            "number: `type`: invalid value `number`",
        ]
    );
}

#[test]
fn a_fault_behind_an_alias_is_shown_where_the_alias_stands() {
    let rules = "uptake: 1\nmeasures:\n  a: &shared { count: calls, where: lenght > 1 }\n  b: *shared\n  c: *shared\n";
    let checked = check(&[("data.yaml", DATA), ("rules.yaml", rules)]);
    let places: Vec<String> = checked
        .found
        .iter()
        .map(|d| checked.sources.place(d.span.unwrap()))
        .collect();
    assert_eq!(places, ["rules.yaml:3:37", "rules.yaml:4:6", "rules.yaml:5:6"]);
}

#[test]
fn the_json_form_counts_lines_and_columns_from_one_with_an_exclusive_end() {
    let checked = check(&[("rules.yaml", "uptake: 1\nmeasurs: {}\n"), ("empty.yaml", "")]);
    let json = serde_json::to_value(render::json(&checked.found, &checked.sources)).unwrap();
    assert_eq!(
        json,
        serde_json::json!([
            {
                "code": "empty-file",
                "severity": "error",
                "message": "the file is empty",
                "help": "a rule file starts with `uptake: 1`; `uptake init DIR` writes an example",
                "file": "empty.yaml",
                "line": null,
                "column": null,
                "end_line": null,
                "end_column": null,
                "suggestion": null
            },
            {
                "code": "unknown-key",
                "severity": "error",
                "message": "unknown key `measurs` in a rule file",
                "help": "did you mean `measures`?",
                "file": "rules.yaml",
                "line": 2,
                "column": 1,
                "end_line": 2,
                "end_column": 8,
                "suggestion": "measures"
            }
        ])
    );
}
