//! What came to the door and what became of it: documents and rows are counted apart, and every row is in one number.

use crate::support::{Figures, Project, WEEK};
use serde_json::Value;

/// The small project, whose uses come as NDJSON through a mapping with these lists.
fn project(lists: &str, condition: &str, lines: &str) -> Project {
    let mapping = format!(
        "\
uptake: 1
mappings:
  export:
    dataset: uses
{lists}    input:
      who: text
      at: datetime
      list: {{ type: text, optional: true }}
      chats.n: {{ type: int, optional: true }}
      jobs.done.n: {{ type: int, optional: true }}
    where: {condition}
    columns: {{ id: who, at: at, tool: list }}
"
    );
    Project::small()
        .file("mapping.yaml", mapping)
        .edit("uptake.yaml", "[rules.yaml]", "[rules.yaml, mapping.yaml]")
        .edit("uptake.yaml", "path: uses.csv", "path: uses.ndjson, mapping: export")
        .file("uses.ndjson", lines)
}

const BOTH: &str = "    explode: [chats, jobs.done, \".\"]\n    discriminator: list\n";

const AT: &str = "\"at\":\"2026-02-03T09:00:00Z\"";

fn number(report: &Value, key: &str) -> u64 {
    report[key].as_u64().unwrap()
}

/// Used, left out, without an event and set aside make up all rows.
fn add_up(report: &Value) {
    let aside: u64 = report["set_aside"]
        .as_object()
        .unwrap()
        .values()
        .filter_map(Value::as_u64)
        .sum();
    let parts = ["used", "left_out", "without_event"].map(|key| number(report, key));
    assert_eq!(parts.iter().sum::<u64>() + aside, number(report, "rows"), "{report}");
}

fn intake(figures: &Figures) -> Value {
    let report = figures.intake("uses");
    add_up(report);
    report.clone()
}

#[test]
fn several_lists_become_rows_and_an_object_counts_as_a_list_of_one() {
    let lines = format!(
        "\
{{\"who\":\"ana\",{AT},\"chats\":[{{\"n\":1}},{{\"n\":2}}],\"jobs\":{{\"done\":{{\"n\":5}}}}}}
{{\"who\":\"ben\",{AT},\"chats\":[],\"jobs\":{{\"done\":null}}}}
"
    );
    let condition = "(list == \".\" && who == \"ben\") || chats.n > 0 || jobs.done.n > 0";
    let figures = project(BOTH, condition, &lines).figures(&[]);
    let report = intake(&figures);
    // Of ana two elements, an object and the row itself, which is left out; of ben the row itself.
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "3");
    assert_eq!(figures.of("ben", WEEK, "uses_made"), "1");
    assert_eq!((number(&report, "documents"), number(&report, "rows")), (2, 5));
    assert_eq!((number(&report, "used"), number(&report, "left_out")), (4, 1));
    assert_eq!(report["lists"].to_string(), "{\".\":2,\"chats\":2,\"jobs.done\":1}");
}

#[test]
fn the_discriminator_says_which_list_a_row_comes_from() {
    let lines =
        format!("{{\"who\":\"ana\",{AT},\"chats\":[{{\"n\":1}}],\"jobs\":{{\"done\":[{{\"n\":5}},{{\"n\":6}}]}}}}\n");
    for (list, uses) in [("chats", "1"), ("jobs.done", "2"), (".", "1")] {
        let figures = project(BOTH, &format!("list == \"{list}\""), &lines).figures(&[]);
        assert_eq!(figures.of("ana", WEEK, "uses_made"), uses, "{list}");
    }
}

#[test]
fn fields_of_one_list_are_unknown_in_the_rows_of_another() {
    let lines = format!("{{\"who\":\"ana\",{AT},\"chats\":[{{\"n\":7}}],\"jobs\":{{\"done\":[{{\"n\":7}}]}}}}\n");
    let figures = project(BOTH, "is_known(chats.n) && is_known(jobs.done.n)", &lines).figures(&[]);
    assert_eq!(number(&intake(&figures), "left_out"), 3);
}

#[test]
fn a_list_that_no_document_has_gives_no_rows_but_one_of_them_has_to_be_there() {
    let lines = format!("{{\"who\":\"ana\",{AT},\"chats\":[{{\"n\":1}}]}}\n");
    let lists = "    explode: [chats, jobs.done]\n    discriminator: list\n";
    let report = intake(&project(lists, "true", &lines).figures(&[]));
    assert_eq!(report["lists"].to_string(), "{\"chats\":1,\"jobs.done\":0}");

    let answer = project(lists, "true", &format!("{{\"who\":\"ana\",{AT}}}\n")).run(&[]);
    assert_eq!(answer.code, 2);
    let message = "the source of `uses` has none of the lists `chats`, `jobs.done`";
    assert!(answer.stderr.contains(message), "{}", answer.stderr);
}

#[test]
fn a_list_of_plain_values_is_an_error_as_ever() {
    let lines = format!("{{\"who\":\"ana\",{AT},\"chats\":4,\"jobs\":null}}\n");
    let answer = project(BOTH, "true", &lines).run(&[]);
    assert_eq!(answer.code, 2);
    assert!(answer.stderr.contains("`chats` should be a list"), "{}", answer.stderr);
}

#[test]
fn documents_are_counted_apart_from_their_rows_and_those_without_any_are_told() {
    let lines = format!(
        "\
{{\"who\":\"ana\",{AT},\"chats\":[{{\"n\":1}},{{\"n\":0}}]}}
{{\"who\":\"ben\",{AT},\"chats\":[]}}
{{\"who\":\"ben\",{AT},\"chats\":null}}
"
    );
    let project = project("    explode: chats\n", "chats.n > 0", &lines);
    let figures = project.figures(&[]);
    let report = intake(&figures);
    let counts = ["documents", "documents_without_rows", "rows", "used", "left_out"].map(|key| number(&report, key));
    assert_eq!(counts, [3, 2, 2, 1, 1]);
    let said = project.run(&["--verbose"]).stdout;
    assert!(
        said.contains("uses: 1 of 2 rows used, 2026-02-03 to 2026-02-03, 1 left out by the mapping\n  2 of 3 documents without a row"),
        "{said}"
    );
}

#[test]
fn a_wrapped_document_has_as_many_rows_as_its_list() {
    let row = |n: u32| format!("{{\"who\":\"ana\",{AT},\"chats\":[{{\"n\":{n}}}]}}");
    let wrapped = format!("{{\"items\":[{},{},{}]}}\n", row(2), row(1), row(0));
    let lists = "    rows: items\n    explode: chats\n";
    let report = intake(&project(lists, "chats.n > 0", &wrapped).figures(&[]));
    assert_eq!(
        ["documents", "rows", "used", "left_out"].map(|key| number(&report, key)),
        [1, 3, 2, 1]
    );
}

#[test]
fn a_row_of_which_the_mapping_reads_nothing_is_told() {
    let lines = format!("{{\"who\":\"ana\",{AT},\"chats\":[{{\"n\":1}},{{\"m\":2}}]}}\n");
    let project = project("    explode: chats\n", "chats.n > 0", &lines);
    assert_eq!(number(&intake(&project.figures(&[])), "nothing_read"), 1);
    assert!(
        project
            .run(&["--verbose"])
            .stdout
            .contains("  1 row has nothing that the mapping reads\n")
    );
}

#[test]
fn a_row_that_is_set_aside_says_which_element_it_is_and_keeps_its_values_as_json() {
    let lines = format!(
        "\
{{\"items\":[{{\"who\":\"ana\",{AT},\"chats\":[{{\"n\":1}}]}}]}}
{{\"items\":[{{\"who\":\"ana\",{AT}}},{{\"who\":\"zoe\",{AT},\"room\":null,\"chats\":[{{\"n\":3}},{{\"n\":4,\"by\":{{\"id\":1}}}}]}}]}}
"
    );
    let lists = "    rows: items\n    explode: chats\n";
    let figures = project(lists, "chats.n > 3", &lines).figures(&[]);
    let rows = figures.csv("set_aside.csv");
    assert_eq!(rows.len(), 1);
    let place = ["row", "element", "reason", "column", "value"].map(|column| rows[0][column].as_str());
    assert_eq!(place, ["2", "items.1.chats.1", "unknown-entity", "id", "zoe"]);
    let record: Value = serde_json::from_str(&rows[0]["record"]).unwrap();
    assert_eq!(record["chats"], serde_json::json!({ "n": 4, "by": { "id": 1 } }));
    assert_eq!(record["who"], "zoe");
}

#[test]
fn a_weight_of_zero_is_no_event_and_is_counted_as_that() {
    let rules = crate::support::RULES
        .replace("time: at\n", "time: at\n    weight: n\n")
        .replace("at: datetime\n", "at: datetime\n      n: int\n");
    let project = Project::small().file("rules.yaml", rules).file(
        "uses.csv",
        "id,at,n\nana,2026-02-03,2\nana,2026-02-03,0\nben,2026-02-03,\n",
    );
    let report = intake(&project.figures(&[]));
    assert_eq!(
        ["rows", "used", "without_event"].map(|key| number(&report, key)),
        [3, 2, 1]
    );
}
