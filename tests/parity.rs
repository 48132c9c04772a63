//! `uptake parity`: identical, or what differs, and how many.

use crate::schema;
use crate::support::{Answer, Project, WEEK, uses};

/// The small project with two files of sources, whose uses lie in `a.csv` and `b.csv`.
fn two(a: &str, b: &str) -> Project {
    let sources = |uses: &str| {
        format!(
            "uptake: 1\nsources:\n  people: {{ adapter: files, path: people.csv }}\n  uses: {{ adapter: files, path: {uses} }}\n"
        )
    };
    Project::small()
        .file("a.yaml", sources("a.csv"))
        .file("b.yaml", sources("b.csv"))
        .file("a.csv", format!("id,at\n{a}"))
        .file("b.csv", format!("id,at\n{b}"))
}

fn parity(project: &Project, arguments: &[&str]) -> Answer {
    project.uptake(&[&["parity", "--a", "a.yaml", "--b", "b.yaml"], arguments].concat())
}

fn json(project: &Project, arguments: &[&str]) -> (i32, serde_json::Value) {
    let answer = parity(project, &[&["--format", "json"], arguments].concat());
    let found = serde_json::from_str(&answer.stdout).expect(&answer.stderr);
    schema::holds("commands/parity.json", &found);
    (answer.code, found)
}

#[test]
fn the_same_rows_in_another_order_are_identical() {
    let (ana, ben) = (uses("ana", WEEK, 3), uses("ben", WEEK, 1));
    let mut back: Vec<&str> = ana.lines().chain(ben.lines()).collect();
    back.reverse();
    let project = two(&format!("{ana}{ben}"), &format!("{}\n", back.join("\n")));
    let answer = parity(&project, &[]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    assert_eq!(
        answer.stdout,
        "identical\ncompared: 2 person-periods (2 people in 1 period) with 1 measure, 1 definition and 0 ladders; 1 metric with 3 rows\n"
    );
    let (code, found) = json(&project, &[]);
    assert_eq!((code, &found["identical"]), (0, &serde_json::json!(true)));
    assert_eq!(found["first"], serde_json::Value::Null);
}

#[test]
fn a_difference_is_told_with_its_first_row_what_flips_and_how_many() {
    let rows = |ana: usize, ben: usize| format!("{}{}", uses("ana", WEEK, ana), uses("ben", WEEK, ben));
    let project = two(&rows(5, 3), &rows(4, 2));
    let answer = parity(&project, &[]);
    assert_eq!((answer.code, answer.stderr.as_str()), (1, ""));
    assert_eq!(
        answer.stdout,
        "\
different
compared: 2 person-periods (2 people in 1 period) with 1 measure, 1 definition and 0 ladders; 1 metric with 3 rows
2 of 2 person-periods differ: measure uses_made (2), definition active (1)
first difference: ana, period of 2026-02-02
  measure uses_made: A 5, B 4
first that flips: ben, period of 2026-02-02
  measure uses_made: A 3, B 2
  definition active: A true, B false
2 rows of metrics differ:
  rate 2026-W06: A 100 (2 of 2), B 50 (1 of 2)
  rate 2026-W06, team Blue: A 100 (1 of 1), B 0 (0 of 1)
uses: A used 8 of 8 rows, B 6 of 6
"
    );
    let (code, found) = json(&project, &[]);
    assert_eq!(code, 1);
    assert_eq!(
        found["first_flip"],
        serde_json::json!({ "entity": "ben", "period": "2026-02-02", "values": [
            { "column": "uses_made", "kind": "measure", "a": 3, "b": 2 },
            { "column": "active", "kind": "definition", "a": true, "b": false },
        ] })
    );
    assert_eq!(
        (&found["differing_rows"], &found["differing_metric_rows"]),
        (&2.into(), &2.into())
    );
}

#[test]
fn people_and_periods_that_one_side_alone_has_are_named_as_such() {
    let project = two(
        &uses("ana", WEEK, 3),
        &format!("{}{}", uses("ana", WEEK, 3), uses("ana", "2026-02-09", 3)),
    )
    .file("more.csv", "id,team\nana,Red\nben,Blue\nzoe,Red\n")
    .edit("a.yaml", "people.csv", "more.csv");
    let (code, found) = json(&project, &[]);
    assert_eq!(code, 1);
    assert_eq!(
        found["only"],
        serde_json::json!({
            "a": { "entities": ["zoe"], "periods": [] }, "b": { "entities": [], "periods": ["2026-02-09"] }
        })
    );
    assert_eq!(found["compared"]["rows"], 2);
    assert_eq!(found["differing_rows"], 0);
    let said = parity(&project, &[]).stdout;
    assert!(
        said.contains("only in A: 1 person: zoe\nonly in B: 1 period: 2026-02-09\n"),
        "{said}"
    );
    // Within the days that both have, only the person is left.
    let (_, found) = json(&project, &["--to", "2026-02-08"]);
    assert_eq!(found["only"]["b"]["periods"], serde_json::json!([]));
}

#[test]
fn unknown_equals_unknown_and_not_zero() {
    // Without rows of its own a week outside the data is unknown; a week within them is zero.
    let weeks = |middle: usize| format!("{}{}", uses("ana", WEEK, 1), uses("ben", "2026-02-09", middle));
    let project = two(&weeks(1), &weeks(1));
    let rules = project.read("rules.yaml").replace(
        "  uses_made: { count: uses }\n",
        "  uses_made: { count: uses, absent: unknown }\n  uses_or_none: { count: uses }\n",
    );
    let project = project.file("rules.yaml", rules);
    assert_eq!(parity(&project, &[]).code, 0);
    let project = project.file("b.csv", format!("id,at\n{}{}", weeks(1), uses("ana", "2026-02-09", 1)));
    let (code, found) = json(&project, &[]);
    assert_eq!(code, 1);
    assert_eq!(
        found["first"]["values"][0],
        serde_json::json!({ "column": "uses_made", "kind": "measure", "a": null, "b": 1 })
    );
    let said = parity(&project, &[]).stdout;
    assert!(said.contains("  measure uses_made: A unknown, B 1\n"), "{said}");
}

#[test]
fn fractions_are_compared_exactly_unless_a_tolerance_is_stated() {
    let rows = |last: &str| format!("ana,2026-02-02T09:00:00Z,0.5\nana,2026-02-02T10:00:00Z,{last}\n");
    let project = two("", "");
    let rules = project
        .read("rules.yaml")
        .replace("tool: { type: text, optional: true }", "hours: float")
        .replace(
            "  uses_made: { count: uses }\n",
            "  uses_made: { count: uses }\n  hours: { sum: uses.hours }\n",
        );
    let project = project
        .file("rules.yaml", rules)
        .file("a.csv", format!("id,at,hours\n{}", rows("1.0")))
        .file("b.csv", format!("id,at,hours\n{}", rows("1.0000000001")));
    assert_eq!(parity(&project, &[]).code, 1);
    assert_eq!(parity(&project, &["--tolerance", "1e-12"]).code, 1);
    let answer = parity(&project, &["--tolerance", "1e-9"]);
    assert_eq!(answer.code, 0);
    assert!(
        answer
            .stdout
            .contains("1 metric with 3 rows, fractions to within 1e-9\n"),
        "{}",
        answer.stdout
    );
    let answer = parity(&project, &["--tolerance", "-1"]);
    assert_eq!(answer.code, 2);
}

#[test]
fn what_cant_be_compared_ends_with_2() {
    let project = two("", "").file("b.yaml", "uptake: 1\nsources: {}\n");
    let answer = parity(&project, &[]);
    assert_eq!((answer.code, answer.stdout.as_str()), (2, ""));
    assert!(
        answer.stderr.contains("no source provides the dataset `people`"),
        "{}",
        answer.stderr
    );
    let answer = project.uptake(&["parity", "--a", "a.yaml", "--b", "none.yaml"]);
    answer.refuses("error[unreadable]: the file `none.yaml` wasn't found\n");
}

#[test]
fn sources_without_a_usable_row_are_not_compared() {
    for (a, b, file) in [
        (String::new(), String::new(), "a.yaml"),
        (uses("ana", WEEK, 3), String::new(), "b.yaml"),
        ("ana,someday\n".to_owned(), uses("ana", WEEK, 3), "a.yaml"),
    ] {
        let answer = parity(&two(&a, &b), &[]);
        assert_eq!((answer.code, answer.stdout.as_str()), (2, ""));
        assert_eq!(
            answer.stderr,
            format!(
                "error[nothing-usable]: nothing can be compared: no row of `uses` in `{file}` can be used\n  help: `uptake adapters check --sources {file}` says why\n"
            )
        );
    }
}
