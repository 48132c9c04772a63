//! One number of all entities in a period: quantiles, totals, and cut-offs that stay.

use crate::support::{Project, RULES, uses};

const WEEKS: [&str; 2] = ["2026-02-02", "2026-02-09"];

/// Five people with 1, 2, 4, 8 and no uses in the first week, and one more of each of the four in the second.
fn project(measures: &str) -> Project {
    let mut rows = String::new();
    for (person, times) in [("ana", 1), ("ben", 2), ("cid", 4), ("dee", 8)] {
        rows += &uses(person, WEEKS[0], times);
        rows += &uses(person, WEEKS[1], times + 1);
    }
    let rules = RULES.replace("measures:\n", &format!("measures:\n{measures}"));
    Project::small()
        .file("rules.yaml", rules)
        .file("people.csv", "id,team\nana,Red\nben,Red\ncid,Blue\ndee,Blue\neve,\n")
        .file("uses.csv", format!("id,at\n{rows}"))
}

#[test]
fn a_quantile_is_the_same_for_everybody_and_goes_in_proportion() {
    let figures =
        project("  cut_off: { quantile: uses_made, across: { at: 0.75, where: uses_made > 0 } }\n").figures(&[]);
    for person in ["ana", "dee", "eve"] {
        assert_eq!(figures.over(person, &WEEKS, "cut_off"), "5.0 6.0");
    }
}

#[test]
fn who_isnt_known_to_count_is_left_out() {
    // Nobody knows the team of eve, so she is in neither count.
    let figures = project(
        "  reds: { count: uses_made >= 2, across: { where: 'team == \"Red\"' } }\n  total: { sum: uses_made, across: {} }\n  part: { value: uses_made * 1.0 / total }\n  least: { min: uses_made, across: {} }\n  most: { max: uses_made, across: { where: is_known(team) } }\n  usual: { mean: uses_made, across: { where: is_known(team) } }\n",
    )
    .figures(&[]);
    assert_eq!(figures.over("eve", &WEEKS, "reds"), "1 2");
    assert_eq!(figures.over("eve", &WEEKS, "total"), "15.0 19.0");
    assert_eq!(figures.of("ana", WEEKS[0], "part"), format!("{:?}", 1.0 / 15.0));
    assert_eq!(figures.over("ana", &WEEKS, "least"), "0.0 0.0");
    assert_eq!(figures.over("ana", &WEEKS, "most"), "8.0 9.0");
    assert_eq!(figures.over("ana", &WEEKS, "usual"), "3.75 4.75");
}

#[test]
fn with_too_few_the_answer_is_unknown() {
    let of = |least: usize| {
        let measure = format!(
            "  median: {{ quantile: uses_made, across: {{ at: 0.5, where: uses_made > 0, least: {least} }} }}\n"
        );
        project(&measure).figures(&[]).over("ana", &WEEKS, "median")
    };
    assert_eq!([of(4), of(5)], ["3.0 4.0", "unknown unknown"]);
}

#[test]
fn a_frozen_cut_off_stays_and_is_unknown_before_its_period() {
    let of = |day: &str| {
        let measure = format!(
            "  median: {{ quantile: uses_made, across: {{ at: 0.5, where: uses_made > 0, frozen: {day} }} }}\n"
        );
        project(&measure).figures(&[]).over("ana", &WEEKS, "median")
    };
    // Any day of the week stands for it.
    assert_eq!(of("2026-02-08"), "3.0 3.0");
    assert_eq!(of("2026-02-09"), "unknown 4.0");
    assert_eq!(of("2026-01-31"), "unknown unknown", "the data begin later");
}

#[test]
fn a_metric_may_be_a_sum_and_a_group_without_anybody_has_none() {
    let metric = "metrics:\n  all_uses: { sum: uses_made, of: active, by: [team] }\n";
    let rules = RULES.replace("metrics:\n", metric);
    let project = project("").file("rules.yaml", rules);
    let figures = project.figures(&[]);
    assert_eq!(figures.row("all_uses", WEEKS[0], "").to_string(), "12 of 2 = 12.0");
    assert_eq!(
        figures.row("all_uses", WEEKS[0], "team=Blue").to_string(),
        "12 of 2 = 12.0"
    );
    assert_eq!(
        figures.row("all_uses", WEEKS[0], "team=Red").to_string(),
        "0 of 0, no value"
    );
    let said = project.run(&["--period", "2026-W06", "--verbose"]).stdout;
    assert!(said.contains("all uses\n  12.00\n"), "{said}");
}

#[test]
fn the_reference_of_a_pack_tells_what_stands_across_entities() {
    let project = project(
        "  cut_off: { quantile: uses_made, across: { at: 0.75, where: uses_made > 0, least: 8, frozen: 2026-03-01 } }\n",
    );
    let said = project.uptake(&["docs", "rules.yaml"]).stdout;
    for part in [
        "quantile at 0.75",
        "It is the same for everybody in a period.",
        "uses_made > 0",
        "With fewer than 8, it is unknown.",
        "It stays as it was in the period of 2026-03-01; before that it is unknown.",
    ] {
        assert!(said.contains(part), "`{part}` isn't in\n{said}");
    }
}
