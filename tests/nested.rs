//! Nested sources: the paths of a mapping through objects and lists.

use crate::support::{Figures, Project, RULES, WEEK};

/// The small project with a mapping whose `id` is at `path`, and the lines of its source.
fn read(path: &str, more: &str, lines: &str) -> Figures {
    let mapping = format!(
        "\
uptake: 1
mappings:
  export:
    dataset: uses
{more}    input:
      id: {{ type: text, column: \"{path}\", optional: true }}
      at: {{ type: int, column: seconds }}
    columns: {{ id: id, at: instant(at) }}
"
    );
    Project::small()
        .file("mapping.yaml", mapping)
        .edit("uptake.yaml", "[rules.yaml]", "[rules.yaml, mapping.yaml]")
        .edit("uptake.yaml", "path: uses.csv", "path: uses.ndjson, mapping: export")
        .file("uses.ndjson", lines)
        .figures(&[])
}

fn uses(figures: &Figures) -> (String, String, String) {
    (
        figures.of("ana", WEEK, "uses_made"),
        figures.of("ben", WEEK, "uses_made"),
        figures.intake("uses")["set_aside"].to_string(),
    )
}

fn told(ana: &str, ben: &str, set_aside: &str) -> (String, String, String) {
    (ana.to_owned(), ben.to_owned(), set_aside.to_owned())
}

#[test]
fn an_element_of_a_list_is_told_by_its_number() {
    let lines = "\
{\"seconds\":1770019200,\"who\":[{\"id\":\"ana\"},{\"id\":\"ben\"}]}
{\"seconds\":1770019200,\"who\":[]}
{\"seconds\":1770019200,\"who\":null}
{\"seconds\":1770019200,\"who\":[{\"id\":\"ana\"}]}
";
    let nobody = "{\"missing-key\":2}";
    assert_eq!(uses(&read("who.0.id", "", lines)), told("2", "0", nobody));
    assert_eq!(
        uses(&read("who.1.id", "", lines)),
        told("0", "1", "{\"missing-key\":3}")
    );
}

#[test]
fn an_element_of_a_list_is_told_by_what_it_says() {
    let lines = "\
{\"seconds\":1770019200,\"tags\":[{\"k\":\"team\",\"v\":\"ben\"},{\"k\":\"user\",\"v\":\"ana\"}]}
{\"seconds\":1770019200,\"tags\":[{\"k\":\"user\",\"v\":\"ben\"},{\"k\":\"user\",\"v\":\"ana\"}]}
{\"seconds\":1770019200,\"tags\":[{\"k\":\"team\",\"v\":\"ben\"}]}
{\"seconds\":1770019200,\"tags\":null}
{\"seconds\":1770019200,\"tags\":[{\"k\":null,\"v\":\"ben\"}]}
";
    assert_eq!(
        uses(&read("tags[k=user].v", "", lines)),
        told("1", "1", "{\"missing-key\":3}")
    );
}

#[test]
fn a_name_may_hold_dots_itself() {
    let lines = "\
{\"seconds\":1770019200,\"urn:2.0:User\":{\"id.of\":\"ana\"},\"urn:2\":{\"id\":\"x\"}}
{\"seconds\":1770019200,\"urn:2.0:User\":{\"id.of\":\"ben\"},\"urn:2\":null}
";
    assert_eq!(uses(&read("urn:2.0:User.id.of", "", lines)), told("1", "1", "{}"));
}

#[test]
fn a_list_deep_in_an_object_is_spread_over_rows() {
    let lines = "\
{\"seconds\":1770019200,\"all\":{\"of\":[{\"id\":\"ana\"},{\"id\":\"ana\"},{\"id\":\"ben\"}]}}
{\"seconds\":1770019200,\"all\":{\"of\":[]}}
{\"seconds\":1770019200,\"all\":null}
";
    assert_eq!(
        uses(&read("all.of.id", "    explode: all.of\n", lines)),
        told("2", "1", "{}")
    );
}

#[test]
fn a_path_that_leads_nowhere_leaves_the_column_out() {
    let lines = "{\"seconds\":1770019200,\"who\":[{\"id\":\"ana\"}],\"plain\":1}\n";
    for path in [
        "who.id",
        "who[id]",
        "who.0.name",
        "plain.id",
        "none.at.all",
        "who[name=x].id",
    ] {
        let figures = read(path, "", lines);
        assert_eq!(
            figures.intake("uses")["set_aside"].to_string(),
            "{\"missing-key\":1}",
            "{path}"
        );
    }
}

#[test]
fn lists_without_elements_give_no_rows_and_no_fault() {
    for lines in ["{\"all\":{\"of\":[]}}\n", "{\"all\":{\"of\":[]}}\n{\"all\":null}\n"] {
        for list in [
            "    rows: all.of\n",
            "    explode: all.of\n",
            "    rows: all.of\n    explode: of\n",
        ] {
            let figures = read("all.of.id", list, lines);
            let intake = figures.intake("uses");
            assert_eq!((&intake["used"], &intake["left_out"]), (&0.into(), &0.into()), "{list}");
        }
    }
}

#[test]
fn a_number_beside_texts_is_that_number_within_objects_and_lists_too() {
    let mapping = "\
uptake: 1
mappings:
  export:
    dataset: uses
    explode: [spent]
    input:
      id: text
      at: datetime
      spent: float
      m: { type: float, column: more.m }
      last: { type: float, column: tail.1 }
    columns: { id: id, at: at, n: spent + m + last }
";
    let rules = RULES
        .replace(
            "tool: { type: text, optional: true }",
            "n: { type: float, optional: true }",
        )
        .replace("{ count: uses }", "{ count: uses }\n  total: { sum: uses.n }");
    let lines = "\
{\"id\":\"ana\",\"at\":\"2026-02-02T09:00:00Z\",\"spent\":[1.234,\"2,5\"],\"more\":{\"m\":0.125},\"tail\":[0,1.125]}
{\"id\":\"ana\",\"at\":\"2026-02-02T09:00:00Z\",\"spent\":[\"4\"],\"more\":{\"m\":\"1,5\"},\"tail\":[\"x\",\"1,5\"]}
";
    let figures = Project::small()
        .file("rules.yaml", rules)
        .file("mapping.yaml", mapping)
        .edit("uptake.yaml", "[rules.yaml]", "[rules.yaml, mapping.yaml]")
        .edit(
            "uptake.yaml",
            "path: uses.csv",
            "path: uses.ndjson, mapping: export, decimal: ','",
        )
        .file("uses.ndjson", lines)
        .figures(&[]);
    // 1.234 + 0.125 + 1.125, 2.5 + 0.125 + 1.125 and 4 + 1.5 + 1.5.
    assert_eq!(figures.of("ana", WEEK, "total"), "13.234");
}
