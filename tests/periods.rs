//! Which periods are reported, and what the data say about them.

use crate::support::{Project, WEEK, uses};

/// Uses in three weeks: 3, 1 and 3 of ana, and none of ben.
fn three_weeks() -> Project {
    let rows = uses("ana", "2026-01-26", 3) + &uses("ana", WEEK, 1) + &uses("ana", "2026-02-09", 3);
    Project::small().file("uses.csv", format!("id,at\n{rows}"))
}

#[test]
fn without_a_range_every_period_is_reported_that_the_data_cover_and_that_is_over() {
    assert_eq!(
        three_weeks().figures(&[]).periods("rate"),
        ["2026-01-26", WEEK, "2026-02-09"]
    );
    // On Saturday the week isn't over.
    let figures = three_weeks().figures(&["--as-of", "2026-02-14"]);
    assert_eq!(figures.periods("rate"), ["2026-01-26", WEEK]);
}

#[test]
fn one_period_is_reported_by_its_name() {
    let figures = three_weeks().figures(&["--period", "2026-W06"]);
    assert_eq!(figures.periods("rate"), [WEEK]);
    assert_eq!(figures.row("rate", WEEK, "").to_string(), "0 of 2 = 0.0 (0.0 to 65.8)");
    assert_eq!(figures.entity_periods().height(), 2);
    // The trend still tells what came before.
    assert_eq!(figures.outcome["metrics"][0]["trend"].as_array().unwrap().len(), 2);
}

#[test]
fn a_range_reports_the_whole_periods_within() {
    let periods = |arguments: &[&str]| three_weeks().figures(arguments).periods("rate").join(" ");
    assert_eq!(
        periods(&["--from", "2026-02-02", "--to", "2026-02-15"]),
        "2026-02-02 2026-02-09"
    );
    assert_eq!(periods(&["--from", "2026-01-27", "--to", "2026-02-14"]), "2026-02-02");
    assert_eq!(periods(&["--from", "2026-02-03"]), "2026-02-09");
    assert_eq!(periods(&["--to", "2026-02-08"]), "2026-01-26 2026-02-02");
}

#[test]
fn a_period_that_the_calendar_doesnt_have_is_told() {
    for wrong in ["2026-W54", "2026-02", "yesterday", "2026-02-30"] {
        three_weeks().run(&["--period", wrong]).refuses(&format!(
            "\
error[unknown-period]: unknown period `{wrong}`
  help: the calendar of these rules expects a period such as `2026-W07`
"
        ));
    }
}

#[test]
fn a_period_may_be_named_by_a_day_in_it_as_figures_do() {
    for day in ["2026-02-02", "2026-02-08"] {
        assert_eq!(three_weeks().figures(&["--period", day]).periods("rate"), [WEEK]);
    }
}

#[test]
fn a_range_without_a_whole_period_is_told() {
    three_weeks()
        .run(&["--from", "2026-02-03", "--to", "2026-02-07"])
        .refuses(
            "\
error[empty-range]: no complete week lies between these days
  help: use an earlier first day or a later last day
",
        );
}

#[test]
fn a_range_before_the_data_is_unknown() {
    let figures = three_weeks().figures(&["--period", "2026-W03"]);
    assert_eq!(
        figures.row("rate", "2026-01-12", "").to_string(),
        "0 of 0, no value, 2 unknown"
    );
}

#[test]
fn the_last_period_of_all_is_named_rightly() {
    let days = ["9999-12-14", "9999-12-21", "9999-12-22", "9999-12-30"];
    let rows: String = days.iter().map(|day| format!("ana,{day}T09:00:00Z\n")).collect();
    let project = Project::small().file("uses.csv", format!("id,at\n{rows}"));
    let figures = project.figures(&["--as-of", "9999-12-31", "--period", "9999-W51"]);
    assert_eq!(figures.outcome["range"]["last"], "9999-W51");
    assert_eq!(figures.outcome["range"]["last_ends"], "9999-12-26");
}

#[test]
fn arguments_that_cant_be_read_are_told_by_the_command_line() {
    let answer = three_weeks().run(&["--from", "someday"]);
    assert_eq!(answer.code, 2);
    assert!(
        answer
            .stderr
            .starts_with("error: invalid value 'someday' for '--from <DATE>'"),
        "{}",
        answer.stderr
    );
    let answer = three_weeks().run(&["--period", "2026-W06", "--from", "2026-02-02"]);
    assert_eq!(answer.code, 2);
    assert!(
        answer
            .stderr
            .starts_with("error: the argument '--period <PERIOD>' cannot be used with '--from <DATE>'"),
        "{}",
        answer.stderr
    );
}

#[test]
fn after_the_end_of_the_data_a_week_is_unknown_and_not_zero() {
    let figures = three_weeks().figures(&["--as-of", "2026-03-01", "--period", "2026-W08"]);
    assert_eq!(figures.of("ana", "2026-02-16", "uses_made"), "unknown");
    assert_eq!(
        figures.row("rate", "2026-02-16", "").to_string(),
        "0 of 0, no value, 2 unknown"
    );
    assert_eq!(
        figures.notes(),
        [
            "data-end-early: the rows of `uses` end on 2026-02-09, before 2026-W08 begins: what is measured from it is unknown in that period"
        ]
    );
}

#[test]
fn a_source_can_state_what_it_covers() {
    let project = three_weeks().edit(
        "uptake.yaml",
        "path: uses.csv",
        "path: uses.csv, covers: { from: 2026-01-19, through: 2026-02-22 }",
    );
    let figures = project.figures(&["--as-of", "2026-03-01"]);
    assert_eq!(
        figures.periods("rate"),
        ["2026-01-19", "2026-01-26", WEEK, "2026-02-09", "2026-02-16"]
    );
    // Before its rows it had none; after them it may have stopped, whatever is stated.
    assert_eq!(
        figures.over("ana", &["2026-01-19", "2026-02-16"], "uses_made"),
        "0 unknown"
    );
    assert_eq!(
        figures.row("rate", "2026-02-16", "").to_string(),
        "0 of 0, no value, 2 unknown"
    );
    assert_eq!(
        figures.notes(),
        [
            "data-end-early: the rows of `uses` end on 2026-02-09, before 2026-W08 begins: what is measured from it is unknown in that period",
            "silent-period: `uses` has no rows in 2026-W04: counted as zero, because its `covers` includes that period"
        ]
    );
}

#[test]
fn data_that_end_early_in_the_week_are_told() {
    let figures = three_weeks().figures(&["--period", "2026-W07"]);
    assert_eq!(
        figures.notes(),
        ["data-end-early: the rows of `uses` end on 2026-02-09, before 2026-W07 does: its figures may be too low"]
    );
}

#[test]
fn a_period_that_isnt_over_is_told() {
    let figures = three_weeks().figures(&["--as-of", "2026-02-11", "--period", "2026-W07"]);
    assert_eq!(
        figures.notes()[0],
        "not-over: 2026-W07 isn't over on 2026-02-11: its figures will change"
    );
}

#[test]
fn rows_after_the_day_of_the_figures_are_set_aside() {
    let figures = three_weeks().figures(&["--as-of", "2026-02-08"]);
    assert_eq!(figures.intake("uses")["set_aside"]["from-the-future"], 3);
    assert_eq!(figures.periods("rate"), ["2026-01-26", WEEK]);
}

#[test]
fn the_day_of_the_figures_is_that_of_the_project_unless_the_command_line_says_otherwise() {
    let as_of = |arguments: &[&str]| {
        three_weeks().figures(arguments).outcome["as_of"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(as_of(&[]), "2026-02-15");
    assert_eq!(as_of(&["--as-of", "2026-02-10"]), "2026-02-10");
}

#[test]
fn the_future_begins_with_the_next_day_of_the_zone() {
    // On 2026-02-15 at 23:30 in UTC it is the 16th in Berlin.
    let rows = "id,at\nana,2026-02-15T22:59:59Z\nana,2026-02-15T23:30:00Z\n";
    let set_aside = |zone: &str| {
        Project::small()
            .edit(
                "rules.yaml",
                "uptake: 1\n",
                &format!("uptake: 1\ncalendar: {{ time_zone: {zone} }}\n"),
            )
            .file("uses.csv", rows)
            .figures(&[])
            .set_aside()
            .join(" ")
    };
    assert_eq!(set_aside("UTC"), "");
    assert_eq!(
        set_aside("Europe/Berlin"),
        "uses.csv:3 from-the-future at 2026-02-15T23:30:00Z"
    );
}

#[test]
fn a_row_before_what_the_source_covers_is_set_aside() {
    let figures = Project::small()
        .edit(
            "uptake.yaml",
            "path: uses.csv }",
            "path: uses.csv, covers: { from: 2026-02-02 } }",
        )
        .file(
            "uses.csv",
            format!(
                "id,at\n0001-old,0001-01-03T00:00:00Z\n{}{}",
                uses("ana", "2026-02-01", 1),
                uses("ana", "2026-02-10", 3)
            ),
        )
        .figures(&[]);
    assert_eq!(
        figures.set_aside(),
        [
            "uses.csv:2 before-coverage at 0001-01-03T00:00:00Z",
            "uses.csv:3 before-coverage at 2026-02-01T09:00:00Z"
        ]
    );
}

#[test]
fn events_that_span_more_than_twenty_years_are_refused_with_the_days() {
    Project::small()
        .file("people.csv", "id\nana\n")
        .file(
            "uses.csv",
            format!("id,at\nana,0001-01-03T00:00:00Z\n{}", uses("ana", "2026-02-10", 3)),
        )
        .run(&[])
        .refuses(
            "\
error[too-many-periods]: the events span from 0001-01-03 to 2026-02-10, more than twenty years
  help: check the times in the source; to set earlier rows aside, add `covers: { from: … }` to the source
",
        );
}

#[test]
fn a_range_of_centuries_is_refused_before_it_takes_the_machine() {
    let project = Project::small();
    for from in ["0001-01-01", "0206-02-01", "-009999-01-01"] {
        let from = format!("--from={from}");
        let answer = project.run(&[&from]);
        assert_eq!(answer.code, 2, "{from}");
        assert!(
            answer.stderr.contains("error[too-many-periods]: the range spans from "),
            "{}",
            answer.stderr
        );
    }
}
