//! Windows over periods: by rows and by calendar, and what an absent period means.

use crate::support::{Project, RULES};

const WEEKS: [&str; 5] = ["2026-01-12", "2026-01-19", "2026-01-26", "2026-02-02", "2026-02-09"];

/// What `hours` gives over the five weeks. ana has rows of 4, nothing, 2, 0 and nothing; ben has the last week.
fn over(window: &str) -> String {
    let rules = RULES
        .replace("at: datetime\n", "at: date\n      hours: float\n")
        .replace(
            "uses_made: { count: uses }",
            &format!("uses_made: {{ count: uses }}\n  hours: {{ sum: uses.hours }}\n  answer: {window}"),
        );
    let rows = "id,at,hours\nana,2026-01-12,4\nana,2026-01-26,2\nana,2026-02-02,0\nben,2026-02-09,1\n";
    let figures = Project::small()
        .file("rules.yaml", rules)
        .edit(
            "uptake.yaml",
            "path: uses.csv",
            "path: uses.csv, covers: { from: 2026-01-12, through: 2026-02-15 }",
        )
        .file("uses.csv", rows)
        .figures(&[]);
    figures.over("ana", &WEEKS, "answer")
}

#[test]
fn a_week_without_a_row_has_no_sum() {
    assert_eq!(over("{ value: hours + 0 }"), "4.0 unknown 2.0 0.0 unknown");
}

#[test]
fn by_rows_a_window_is_the_last_rows_however_far_apart() {
    assert_eq!(
        over("{ mean: hours, over: { last: 2, by: rows, minimum: 1 } }"),
        "4.0 unknown 3.0 1.0 unknown"
    );
    assert_eq!(
        over("{ count: hours >= 2, over: { last: 2, by: rows, minimum: 1 } }"),
        "1 unknown 2 1 unknown"
    );
}

#[test]
fn by_rows_a_window_waits_until_it_is_full_unless_told_otherwise() {
    assert_eq!(
        over("{ sum: hours, over: { last: 3, by: rows } }"),
        "unknown unknown unknown 6.0 unknown"
    );
    assert_eq!(
        over("{ sum: hours, over: { last: 3, by: rows, minimum: 2 } }"),
        "unknown unknown 6.0 6.0 unknown"
    );
}

#[test]
fn by_calendar_an_absent_week_counts_as_zero() {
    assert_eq!(
        over("{ mean: hours, over: { last: 2, by: calendar, absent: zero, minimum: 1 } }"),
        "4.0 2.0 1.0 1.0 0.0"
    );
    assert_eq!(
        over("{ sum: hours, over: { last: 3, by: calendar, absent: zero } }"),
        "unknown unknown 6.0 2.0 2.0"
    );
}

#[test]
fn by_calendar_an_absent_week_makes_the_window_unknown() {
    assert_eq!(
        over("{ mean: hours, over: { last: 2, by: calendar, absent: unknown } }"),
        "unknown unknown unknown 1.0 unknown"
    );
}

#[test]
fn by_calendar_an_absent_week_is_passed_over() {
    assert_eq!(
        over("{ mean: hours, over: { last: 2, by: calendar, absent: skip, minimum: 1 } }"),
        "4.0 4.0 2.0 1.0 0.0"
    );
    assert_eq!(
        over("{ max: hours, over: { last: 3, by: calendar, absent: skip, minimum: 2 } }"),
        "unknown unknown 4.0 2.0 2.0"
    );
}

#[test]
fn a_window_by_calendar_has_to_say_what_absence_means() {
    let project = Project::small().edit(
        "rules.yaml",
        "uses_made: { count: uses }",
        "uses_made: { count: uses }\n  lately: { sum: uses_made, over: { last: 4, by: calendar } }",
    );
    assert_eq!(
        project.findings("rules.yaml"),
        [
            "error[missing-key] rules.yaml:21:35-36 a window by calendar requires the key `absent` (choose what a period without a value means: `absent: zero`, `absent: unknown` or `absent: skip`)"
        ]
    );
}

#[test]
fn a_window_reaches_back_before_the_reported_range() {
    let rules = RULES.replace(
        "uses_made: { count: uses }",
        "uses_made: { count: uses }\n  lately: { sum: uses_made, over: { last: 3, by: calendar, absent: zero } }",
    );
    let project = Project::small().file("rules.yaml", rules).file(
        "uses.csv",
        "id,at\nana,2026-01-26T12:00:00Z\nana,2026-02-02T12:00:00Z\nana,2026-02-09T12:00:00Z\n",
    );
    assert_eq!(
        project
            .figures(&["--period", "2026-W07"])
            .of("ana", "2026-02-09", "lately"),
        "3.0"
    );
    assert_eq!(
        project
            .figures(&[])
            .over("ana", &["2026-01-26", "2026-02-02", "2026-02-09"], "lately"),
        "unknown unknown 3.0"
    );
}

#[test]
fn counts_sums_means_extremes_and_distincts_are_taken_of_a_weeks_rows() {
    let rules = RULES
        .replace("at: datetime\n", "at: datetime\n      hours: float\n")
        .replace(
            "uses_made: { count: uses }",
            "\
uses_made: { count: uses }
  long: { count: uses, where: hours >= 2 }
  total: { sum: uses.hours }
  average: { mean: uses.hours }
  least: { min: uses.hours }
  most: { max: uses.hours }
  tools: { distinct: uses.tool }
  days: { distinct_days: uses }
  cut: { value: long / uses_made }
  share: { value: to_float(long) / uses_made }",
        );
    let figures = Project::small()
        .file("rules.yaml", rules)
        .file(
            "uses.csv",
            "id,at,hours,tool\nana,2026-02-02T08:00:00Z,1,a\nana,2026-02-02T09:00:00Z,2.5,b\nana,2026-02-04T08:00:00Z,,a\nana,2026-02-05T08:00:00Z,2,\n",
        )
        .figures(&[]);
    let columns = [
        "uses_made",
        "long",
        "total",
        "average",
        "least",
        "most",
        "tools",
        "days",
    ];
    let of = |person: &str| columns.map(|column| figures.of(person, "2026-02-02", column)).join(" ");
    assert_eq!(of("ana"), "4 2 5.5 1.8333333333333333 1.0 2.5 2 3");
    assert_eq!(of("ben"), "0 0 unknown unknown unknown unknown 0 0");
    // Whole numbers divide as whole numbers, as they do in Rhai; nothing divides by zero.
    assert_eq!(
        [
            figures.of("ana", "2026-02-02", "cut"),
            figures.of("ana", "2026-02-02", "share")
        ],
        ["0.0", "0.5"]
    );
    assert_eq!(
        [
            figures.of("ben", "2026-02-02", "cut"),
            figures.of("ben", "2026-02-02", "share")
        ],
        ["unknown", "unknown"]
    );
}

#[test]
fn unknown_stays_unknown_through_and_or_and_not() {
    let rules = RULES.replace(
        "active: { when: uses_made >= 3 }",
        "\
active: { when: uses_made >= 3 }
  red: { when: team == \"Red\" }
  red_or_active: { when: red || active }
  red_and_active: { when: red && active }
  not_red: { when: '!red' }
  listed: { when: is_known(team) }",
    );
    let figures = Project::small()
        .file("rules.yaml", rules)
        .file("people.csv", "id,team\nana,\nben,\n")
        .figures(&[]);
    let columns = ["red", "red_or_active", "red_and_active", "not_red", "listed"];
    let of = |person: &str| columns.map(|column| figures.of(person, "2026-02-02", column)).join(" ");
    assert_eq!(of("ana"), "unknown true unknown unknown false");
    assert_eq!(of("ben"), "unknown unknown false unknown false");
    let types: Vec<String> = columns
        .iter()
        .map(|column| figures.entity_periods().column(column).unwrap().dtype().to_string())
        .collect();
    assert_eq!(types, ["bool"; 5]);
}
