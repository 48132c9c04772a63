//! `uptake impact` with several edits: another name is no change, and what edits do only together is told with their names.

use crate::explain;
use crate::impact::{answered, beside, names, of};
use crate::support::Project;
use serde_json::{Value, json};

/// The organisation of `explain`, with the rules as they were in `before`.
fn project() -> Project {
    crate::impact::project()
}

/// The rules with other names, each wherever it stands as a word.
fn named(rules: &str, renamed: &[(&str, &str)]) -> String {
    let word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let mut out = String::new();
    let mut rest = rules;
    while let Some(letter) = rest.chars().next() {
        let end = match word(letter) {
            true => rest.find(|letter| !word(letter)).unwrap_or(rest.len()),
            false => letter.len_utf8(),
        };
        let (token, after) = rest.split_at(end);
        let other = renamed.iter().find(|(was, _)| *was == token);
        out.push_str(other.map_or(token, |(_, is)| is));
        rest = after;
    }
    out
}

/// `definitions.enough ← definitions.active` of each edit.
fn edits(found: &Value) -> Vec<String> {
    let all = found["edits"].as_array().unwrap().iter();
    let words = all.map(|edit| match edit["was"].as_str() {
        Some(was) => {
            assert_eq!(edit["kind"], "renamed");
            format!("{} ← {was}", edit["name"].as_str().unwrap())
        }
        None => edit["name"].as_str().unwrap().to_owned(),
    });
    words.collect()
}

/// `change: edits` of each pair behind what edits do only together to a metric.
fn pairs(found: &Value, metric: &str) -> Vec<String> {
    let all = of(found, "interactions", metric)["pairs"].as_array().unwrap().iter();
    let words = all.map(|pair| {
        let edits = pair["edits"].as_array().unwrap().iter();
        let edits: Vec<&str> = edits.map(|edit| edit.as_str().unwrap()).collect();
        format!("{:.1}: {}", pair["change"].as_f64().unwrap(), edits.join(" and "))
    });
    words.collect()
}

#[test]
fn another_name_with_all_that_name_it_is_one_edit_without_an_effect() {
    let rules = explain::project().read("rules.yaml");
    let over = "uptake: 1\nextends: base\nfor: { team: Blue }\ndefinitions: { active: { when: uses_made >= 5 } }\n";
    let layers = |rules: &str| rules.replace("entities: people\n", "entities: people\nlayers: [team]\n");
    for renamed in [
        &[("active", "enough")][..],
        &[("uses_made", "made_uses")],
        &[("least", "uses_needed")],
        &[("why_not", "reason")],
        &[("rate", "adoption")],
        &[
            ("uses_made", "made_uses"),
            ("active", "enough"),
            ("rate", "adoption"),
            ("least", "uses_needed"),
        ],
    ] {
        let project = project()
            .file("before/rules.yaml", layers(&rules))
            .file("before/blue.yaml", over)
            .file("rules.yaml", named(&layers(&rules), renamed))
            .file("blue.yaml", named(over, renamed))
            .edit("uptake.yaml", "packs: [rules.yaml]", "packs: [rules.yaml, blue.yaml]");
        let found = beside(&project);
        let mut told = edits(&found);
        told.sort();
        let section = |name: &str| match name {
            "active" => "definitions",
            "uses_made" => "measures",
            "least" => "constants",
            "why_not" => "ladders",
            _ => "metrics",
        };
        let mut wanted: Vec<String> = renamed
            .iter()
            .map(|(was, is)| format!("{0}.{is} ← {0}.{was}", section(was)))
            .collect();
        wanted.sort();
        assert_eq!(told, wanted);
        for edit in found["edits"].as_array().unwrap() {
            assert_eq!(edit["alone"], json!({ "metrics": [], "checks": [], "rules": [] }));
            let place = |side: &str| edit[side].as_str().unwrap().to_owned();
            assert_eq!(place("before").trim_start_matches("before/"), place("after"));
        }
        for metric in found["metrics"].as_array().unwrap() {
            assert_eq!(
                (&metric["change"], &metric["flipped"]),
                (&json!(0.0), &json!(0)),
                "{metric}"
            );
        }
        for list in ["rules", "checks", "interactions"] {
            assert_eq!(found[list], json!([]), "{list}");
        }
        assert_eq!(found["proved"], json!({ "definitions": [], "shares": [] }));
        let table = project.uptake(&["impact", "--base", "before"]).stdout;
        let (was, is) = renamed[0];
        let line = format!("{0}.{is} renamed from {0}.{was} rules.yaml:", section(was));
        assert!(table.contains(&line) && table.contains("no effect"), "{table}");
    }
}

#[test]
fn an_edit_beside_another_name_is_told_by_itself() {
    let project = project();
    let rules = named(&project.read("rules.yaml"), &[("active", "enough")]);
    let project = project.file(
        "rules.yaml",
        rules.replace("streak(uses_made >= 3) >= 2", "streak(uses_made >= 3) >= 200"),
    );
    let found = beside(&project);
    assert_eq!(
        edits(&found),
        ["definitions.enough ← definitions.active", "definitions.steady"]
    );
    let steady = of(&found, "edits", "definitions.steady");
    assert_eq!(steady["before"], "before/rules.yaml:38:3");
    assert_eq!(steady["alone"]["rules"][0]["name"], "steady");
    let markdown = project
        .uptake(&["impact", "--base", "before", "--format", "markdown"])
        .stdout;
    let row = "| `definitions.enough` renamed from `definitions.active` | rules.yaml:37:3 | no effect |";
    assert!(markdown.lines().any(|line| line == row), "{markdown}");
}

#[test]
fn a_rule_that_says_something_else_under_another_name_is_not_renamed() {
    let project = project();
    let rules = named(&project.read("rules.yaml"), &[("active", "enough")]);
    let project = project.file("rules.yaml", rules.replace("uses_made >= least", "uses_made >= 4"));
    let found = beside(&project);
    let told = edits(&found);
    assert!(told.contains(&"definitions.enough".to_owned()), "{told:?}");
    assert!(told.contains(&"definitions.active".to_owned()), "{told:?}");
    assert!(
        found["edits"]
            .as_array()
            .unwrap()
            .iter()
            .all(|edit| edit["was"].is_null())
    );
}

#[test]
fn two_edits_that_act_only_together_are_named() {
    // Each alone takes somebody away; both take the same person.
    let project = project().edit("rules.yaml", "least: 3", "least: 4").edit(
        "rules.yaml",
        "when: role == \"Agent\" && working_days",
        "when: id != \"ana\" && role == \"Agent\" && working_days",
    );
    let found = beside(&project);
    let rest = of(&found, "interactions", "rate");
    assert_eq!(
        (&rest["by"], &rest["more"], &rest["pairs"][0]["change"]),
        (&json!("pairs"), &json!(0.0), &rest["rest"])
    );
    assert_eq!(
        rest["pairs"][0]["edits"],
        json!(["constants.least", "definitions.eligible"])
    );
    let table = project.uptake(&["impact", "--base", "before"]).stdout;
    let words = table.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("pp only together: constants.least and definitions.eligible"),
        "{table}"
    );
}

/// Rules in which one answer is asked of four constants.
fn of_four(when: &str) -> Project {
    let before = crate::support::RULES
        .replace("measures:\n", "constants: { a: 0, b: 0, c: 0, d: 0 }\nmeasures:\n")
        .replace("when: uses_made >= 3", &format!("when: '{when}'"));
    let all = Project::small()
        .file("before/rules.yaml", &before)
        .file("rules.yaml", &before);
    all.edit("rules.yaml", "a: 0, b: 0, c: 0, d: 0", "a: 1, b: 1, c: 1, d: 1")
}

#[test]
fn of_several_edits_the_pair_is_found_that_acts_only_together() {
    let found = answered(&of_four("uses_made + a * d * 10 >= 8"), &["--base", "before"]);
    assert_eq!(names(&found, "edits").len(), 4);
    assert_eq!(pairs(&found, "rate"), ["100.0: constants.a and constants.d"]);
    let rest = of(&found, "interactions", "rate");
    assert_eq!(
        (&rest["alone"], &rest["rest"], &rest["more"]),
        (&json!(0.0), &json!(100.0), &json!(0.0))
    );
}

#[test]
fn what_only_three_edits_do_together_is_told_as_of_more_than_two() {
    let project = of_four("uses_made + a * b * d * 10 >= 8");
    let found = answered(&project, &["--base", "before"]);
    let rest = of(&found, "interactions", "rate");
    assert_eq!((&rest["pairs"], &rest["more"]), (&json!([]), &json!(100.0)));
    let table = project.uptake(&["impact", "--base", "before"]).stdout;
    let words = table.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("+100.0 pp only together: no two of the edits do it, but more of them"),
        "{table}"
    );
}

#[test]
fn of_many_edits_it_is_said_that_pairs_were_not_looked_for() {
    let all: Vec<String> = (0..13).map(|number| format!("c{number}: 0")).collect();
    let sum: Vec<String> = (0..13).map(|number| format!("c{number}")).collect();
    let before = crate::support::RULES
        .replace(
            "measures:\n",
            &format!("constants: {{ {} }}\nmeasures:\n", all.join(", ")),
        )
        .replace(
            "when: uses_made >= 3",
            &format!("when: 'uses_made + ({}) * 10 >= 15'", sum.join(" + ")),
        );
    let project = Project::small()
        .file("before/rules.yaml", &before)
        .file("rules.yaml", before.replace(": 0", ": 1"));
    let found = answered(&project, &["--base", "before"]);
    let rest = of(&found, "interactions", "rate");
    assert_eq!((&rest["by"], &rest["pairs"]), (&json!("too many edits"), &json!([])));
    let table = project.uptake(&["impact", "--base", "before"]).stdout;
    assert!(table.contains("which of the 13 edits"), "{table}");
}
