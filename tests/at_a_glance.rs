//! What a run says at a glance, in one line and with every detail.

use crate::forty_teams::large;
use crate::support::Project;

#[test]
fn a_failed_check_says_which_limit_broke_by_how_much_and_shows_its_evidence() {
    let project = large();
    let said = project.run(&["--verbose"]).stdout;
    for line in [
        "  FAIL  Low\n        A team of which fewer than nine in ten are active.\n        team Customer Success Team Number 0: `rate < 90.0`: rate 60, 30 below\n",
        "            p-0-0 2026-02-09: uses_made 1, role Agent\n",
        "  warn  Few\n        `count() < 1000`: count() 200, 800 below\n",
        "  pass  Well\n",
    ] {
        assert!(said.contains(line), "`{line}` isn't in\n{said}");
    }
    let figures = project.figures(&[]);
    let rows = figures.csv("checks.csv");
    let row = rows
        .iter()
        .find(|row| row["group"] == "Customer Success Team Number 0" && row["name"].is_empty());
    let row = row.unwrap();
    assert_eq!(
        (row["title"].as_str(), row["limit"].as_str()),
        ("Low", "`rate < 90.0`: rate 60, 30 below")
    );
    assert_eq!(row["about"], "A team of which fewer than nine in ten are active.");
    assert!(
        rows.iter()
            .any(|row| row["name"] == "(evidence)" && row["value"] == "p-0-0 2026-02-09: uses_made 1, role Agent")
    );
    let broken = &figures.outcome["checks"][0]["groups"][0]["broken"][0];
    assert_eq!(broken["condition"], "rate < 90.0");
    assert_eq!(
        (broken["by"].as_f64(), broken["values"][0]["value"].as_f64()),
        (Some(-30.0), Some(60.0))
    );
}

#[test]
fn one_line_says_the_figure_what_changed_and_what_failed() {
    let said = large().run(&["--brief"]).stdout;
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.starts_with("small 2026-W07: Rate 65.0 % ("), "{said}");
    assert!(
        said.contains(" since 2026-W06 (other rules) · failed: Low · warned: Few"),
        "{said}"
    );
}

#[test]
fn where_the_files_are_is_told() {
    let said = Project::small().run(&["--out", "out"]).stdout;
    assert!(
        said.ends_with("Written to out; people.csv says who counts and why\n"),
        "{said}"
    );
}

#[test]
fn a_check_says_that_a_group_has_rules_of_its_own_and_that_rules_changed() {
    let project = large().edit(
        "rules.yaml",
        "  low: { title: Low,",
        "  low: { over: { last: 2 }, title: Low,",
    );
    let figures = project.figures(&[]);
    let rule = "team Customer Success Team Number 2, north.yaml:6, since 2026-02-09";
    let told = format!("has rules of its own: {rule}; rules changed in 2026-W07: {rule}");
    let rows = figures.csv("checks.csv");
    let row = |team: &str| {
        rows.iter()
            .find(|row| row["group"] == team && row["name"].is_empty())
            .unwrap()
    };
    assert_eq!(row("Customer Success Team Number 2")["rules"], told);
    assert_eq!(
        row("Customer Success Team Number 3")["rules"],
        format!("rules changed in 2026-W07: {rule}")
    );
}
