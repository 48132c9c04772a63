//! Different values of several periods, taken together.

use crate::support::{Project, RULES};
use std::collections::BTreeSet;

const MEASURES: &str = "measures:
  tools: { distinct: uses.tool }
  tools_3w: { distinct: uses.tool, over: { last: 3, by: calendar } }
  tools_soon: { distinct: uses.tool, over: { last: 3, by: calendar, minimum: 1 } }
  good_tools: { distinct: uses.tool, where: 'tool != \"b\"', over: { last: 3, by: calendar } }
";

const WEEKS: [&str; 5] = ["2026-01-12", "2026-01-19", "2026-01-26", "2026-02-02", "2026-02-09"];

fn project(rows: &str) -> Project {
    Project::small()
        .file("rules.yaml", RULES.replace("measures:\n", MEASURES))
        .file("uses.csv", format!("id,at,tool\n{rows}"))
        .edit(
            "uptake.yaml",
            "uses.csv }",
            "uses.csv, covers: { from: 2026-01-12, through: 2026-02-15 } }",
        )
}

#[test]
fn what_occurs_in_several_weeks_counts_once() {
    let rows = [(0, "a"), (0, "b"), (1, "a"), (2, "c"), (4, "d"), (4, ""), (4, "d")];
    let rows: String = rows
        .map(|(week, tool)| format!("ana,{}T09:00:00Z,{tool}\n", WEEKS[week]))
        .concat();
    let figures = project(&rows).figures(&[]);
    assert_eq!(figures.over("ana", &WEEKS, "tools"), "2 1 1 0 1");
    assert_eq!(figures.over("ana", &WEEKS, "tools_3w"), "unknown unknown 3 2 2");
    assert_eq!(figures.over("ana", &WEEKS, "tools_soon"), "2 2 3 2 2");
    assert_eq!(figures.over("ana", &WEEKS, "good_tools"), "unknown unknown 2 2 2");
    // Nothing at all is no tool, where the data cover the weeks.
    assert_eq!(figures.over("ben", &WEEKS, "tools_3w"), "unknown unknown 0 0 0");
}

#[test]
fn many_different_values_are_counted_as_by_hand() {
    // More than the 64 that fit into a word, spread over the weeks in a way that repeats some of them.
    let mut rows = String::new();
    let mut by_week: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); WEEKS.len()];
    for number in 0..900_usize {
        let (week, tool) = (number % 5, number * number % 211);
        rows += &format!("ana,{}T09:00:00Z,t{tool}\n", WEEKS[week]);
        by_week[week].insert(tool);
    }
    let figures = project(&rows).figures(&[]);
    let together = |week: usize| -> BTreeSet<usize> {
        let from = week.saturating_sub(2);
        by_week[from..=week].iter().flatten().copied().collect()
    };
    let expected: Vec<String> = (0..5).map(|week| together(week).len().to_string()).collect();
    assert!(together(2).len() > 64);
    assert_eq!(figures.over("ana", &WEEKS, "tools_soon"), expected.join(" "));
}
