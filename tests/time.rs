//! Times: zones, weeks and months.

use crate::support::{Project, RULES, WEEK, parquet_bytes};
use polars::prelude::*;

/// [`RULES`] with this calendar.
fn calendar(calendar: &str) -> String {
    RULES.replace("uptake: 1\n", &format!("uptake: 1\ncalendar: {calendar}\n"))
}

/// Instants of 2026-02-08 23:30 and 2026-02-09 00:30, without a zone, as a typed column.
fn walls() -> Vec<u8> {
    let wall = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_microsecond();
    let walls = Series::new(
        "at".into(),
        [wall("2026-02-08T23:30:00Z"), wall("2026-02-09T00:30:00Z")],
    );
    let walls = walls.cast(&DataType::Datetime(TimeUnit::Microseconds, None)).unwrap();
    let columns = vec![Column::new("id".into(), ["ana", "ana"]), walls.into_column()];
    parquet_bytes(&DataFrame::new(2, columns).unwrap())
}

#[test]
fn times_of_several_zones_in_one_file_are_each_taken_as_they_say() {
    // All but the second are on Sunday 2026-02-08 in UTC.
    let figures = Project::small()
        .file(
            "uses.csv",
            "id,at\nana,2026-02-08T23:30:00Z\nana,2026-02-08T23:30:00-01:00\nana,2026-02-09T00:30:00+01:00\nana,2026-02-09T05:00:00+05:30\n",
        )
        .figures(&[]);
    assert_eq!(figures.over("ana", &[WEEK, "2026-02-09"], "uses_made"), "3 1");
    assert_eq!(figures.set_aside(), Vec::<String>::new());
}

#[test]
fn a_time_without_a_zone_among_others_is_set_aside() {
    let figures = Project::small()
        .file(
            "uses.csv",
            "id,at\nana,2026-02-02T09:00:00Z\nana,2026-02-02 09:00:00\nana,2026-02-02T09:00:00+01:00\n",
        )
        .figures(&[]);
    assert_eq!(figures.set_aside(), ["uses.csv:3 no-time-zone at 2026-02-02 09:00:00"]);
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "2");
}

#[test]
fn with_a_stated_zone_a_time_without_one_is_taken_in_it() {
    // 00:30 on Monday in Berlin is Sunday 23:30 in UTC.
    let figures = Project::small()
        .edit(
            "uptake.yaml",
            "path: uses.csv",
            "path: uses.csv, time_zone: Europe/Berlin",
        )
        .file("uses.csv", "id,at\nana,2026-02-09 00:30:00\nana,2026-02-09T00:30:00Z\n")
        .figures(&[]);
    assert_eq!(figures.over("ana", &[WEEK, "2026-02-09"], "uses_made"), "1 1");
    assert_eq!(figures.set_aside(), Vec::<String>::new());
}

#[test]
fn a_typed_column_of_times_without_a_zone_needs_one() {
    let project = Project::small()
        .edit("uptake.yaml", "path: uses.csv", "path: uses.parquet")
        .file("uses.parquet", walls());
    project.run(&["--out", "out"]).refuses(
        "\
error[no-time-zone]: the times in `at` have no time zone
  at rules.yaml:17:7
  help: add the time zone of the source, as in `time_zone: Europe/Berlin`
",
    );
    assert!(!project.path("out").exists());
    let project = project.edit(
        "uptake.yaml",
        "path: uses.parquet",
        "path: uses.parquet, time_zone: Europe/Berlin",
    );
    // 23:30 and 00:30 in Berlin are 22:30 and 23:30 in UTC: both on Sunday.
    assert_eq!(project.figures(&[]).of("ana", WEEK, "uses_made"), "2");
}

#[test]
fn a_zone_other_than_utc_moves_an_interaction_to_another_week() {
    let project = |zone: &str| {
        Project::small()
            .file("rules.yaml", calendar(&format!("{{ time_zone: {zone} }}")))
            .file(
                "uses.csv",
                "id,at\nana,2026-02-02T12:00:00Z\nana,2026-02-08T23:30:00Z\nana,2026-02-09T03:00:00Z\nben,2026-02-12T12:00:00Z\n",
            )
            .figures(&[])
            .over("ana", &[WEEK, "2026-02-09"], "uses_made")
    };
    assert_eq!(project("UTC"), "2 1");
    assert_eq!(project("Europe/Berlin"), "1 2");
    assert_eq!(project("America/New_York"), "3 0");
}

#[test]
fn typed_instants_count_whatever_their_unit_and_zone() {
    let micros = "2026-02-08T23:30:00Z"
        .parse::<jiff::Timestamp>()
        .unwrap()
        .as_microsecond();
    for (unit, value) in [
        (TimeUnit::Milliseconds, micros / 1_000),
        (TimeUnit::Microseconds, micros),
        (TimeUnit::Nanoseconds, micros * 1_000),
    ] {
        for zone in ["UTC", "Asia/Tokyo"] {
            let zone = TimeZone::opt_try_new(Some(zone)).unwrap();
            let at = Series::new("at".into(), [value])
                .cast(&DataType::Datetime(unit, zone))
                .unwrap();
            let frame = DataFrame::new(1, vec![Column::new("id".into(), ["ana"]), at.into_column()]).unwrap();
            let figures = Project::small()
                .edit("uptake.yaml", "path: uses.csv", "path: uses.parquet")
                .file("uses.parquet", parquet_bytes(&frame))
                .figures(&[]);
            assert_eq!(figures.periods("rate"), [WEEK]);
            assert_eq!(figures.of("ana", WEEK, "uses_made"), "1");
        }
    }
}

#[test]
fn a_date_without_a_time_is_the_day_of_the_calendars_zone() {
    let figures = Project::small()
        .file("rules.yaml", calendar("{ time_zone: America/New_York }"))
        .file("uses.csv", "id,at\nana,2026-02-08\nana,2026-02-09\n")
        .figures(&[]);
    assert_eq!(figures.over("ana", &[WEEK, "2026-02-09"], "uses_made"), "1 1");
}

#[test]
fn an_instant_goes_through_a_mapping_unchanged() {
    let mapping = "\
uptake: 1
mappings:
  export:
    dataset: uses
    input: { id: text, moment: datetime }
    where: date(moment) >= date(\"2026-02-01\")
    columns: { id: id, at: moment }
";
    // 23:30 on Sunday in UTC, and walls that show Monday: in Berlin the first is still on Sunday in UTC.
    let rows = "id,moment\nana,2026-02-08T23:30:00Z\nana,2026-02-09 00:30:00\nana,2026-02-09 01:30:00\n";
    let project = Project::small()
        .file("mapping.yaml", mapping)
        .file("uses.csv", rows)
        .edit("uptake.yaml", "[rules.yaml]", "[rules.yaml, mapping.yaml]")
        .edit("uptake.yaml", "path: uses.csv", "path: uses.csv, mapping: export");
    let figures = project.figures(&[]);
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "1");
    assert_eq!(
        figures.intake("uses")["set_aside"],
        serde_json::json!({ "no-time-zone": 2 })
    );
    let figures = project
        .edit(
            "uptake.yaml",
            "mapping: export",
            "mapping: export, time_zone: Europe/Berlin",
        )
        .figures(&[]);
    assert_eq!(figures.over("ana", &[WEEK, "2026-02-09"], "uses_made"), "2 1");
    assert_eq!(figures.set_aside(), Vec::<String>::new());
}

#[test]
fn weeks_can_start_on_sunday() {
    let figures = Project::small()
        .file("rules.yaml", calendar("{ week_starts: sunday }"))
        .file(
            "uses.csv",
            "id,at\nana,2026-02-07T12:00:00Z\nana,2026-02-08T12:00:00Z\nana,2026-02-14T12:00:00Z\n",
        )
        .figures(&[]);
    assert_eq!(figures.periods("rate"), ["2026-02-01", "2026-02-08"]);
    assert_eq!(figures.over("ana", &["2026-02-01", "2026-02-08"], "uses_made"), "1 2");
    assert_eq!(figures.outcome["range"]["last"], "2026-W07");
}

#[test]
fn months_can_be_periods() {
    let project = Project::small()
        .file("rules.yaml", calendar("{ period: month }"))
        .file("uses.csv", "id,at\nana,2025-12-31T23:59:59Z\nana,2026-01-01T00:00:00Z\nana,2026-01-31T12:00:00Z\nana,2026-02-01T00:00:00Z\n");
    let figures = project.figures(&["--as-of", "2026-02-28"]);
    assert_eq!(figures.periods("rate"), ["2025-12-01", "2026-01-01", "2026-02-01"]);
    assert_eq!(
        figures.over("ana", &["2025-12-01", "2026-01-01", "2026-02-01"], "uses_made"),
        "1 2 1"
    );
    assert_eq!(
        project.figures(&["--period", "2026-01"]).periods("rate"),
        ["2026-01-01"]
    );
    // On 2026-02-15 February isn't over.
    assert_eq!(project.figures(&[]).periods("rate"), ["2025-12-01", "2026-01-01"]);
}

#[test]
fn days_can_be_periods() {
    let figures = Project::small()
        .file("rules.yaml", calendar("{ period: day }"))
        .file(
            "uses.csv",
            "id,at\nana,2026-02-02T12:00:00Z\nana,2026-02-04T12:00:00Z\n",
        )
        .figures(&[]);
    assert_eq!(
        figures.over("ana", &["2026-02-02", "2026-02-03", "2026-02-04"], "uses_made"),
        "1 0 1"
    );
}
