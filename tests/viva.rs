//! The published ladders on the published data: every label agrees.

use crate::support::{Figures, Project, repository, shared};
use std::collections::BTreeMap;
use std::path::Path;

/// The mappings of `tests/projects/viva`: one per metric of the labels.
const METRICS: [&str; 8] = [
    "all_actions_6col",
    "r_example_5col",
    "teams_actions",
    "excel_actions",
    "powerpoint_actions",
    "word_actions",
    "active_days",
    "emails_sent",
];

/// What the package answers about a person in a week.
struct Label {
    version: String,
    person: String,
    week: String,
    value: f64,
    mean: f64,
    habit: bool,
    segment: String,
}

fn labels(path: &Path) -> BTreeMap<String, Vec<Label>> {
    let mut reader = csv::Reader::from_reader(flate2::read::MultiGzDecoder::new(std::fs::File::open(path).unwrap()));
    assert_eq!(
        reader.headers().unwrap(),
        "metric,version,PersonId,MetricDate,value,rolling_mean,is_habit,segment"
            .split(',')
            .collect::<Vec<_>>()
    );
    let mut labels: BTreeMap<String, Vec<Label>> = BTreeMap::new();
    for row in reader.records() {
        let row = row.unwrap();
        let label = Label {
            version: row[1].to_owned(),
            person: row[2].to_owned(),
            week: row[3].to_owned(),
            value: row[4].parse().unwrap(),
            mean: row[5].parse().unwrap(),
            habit: &row[6] == "True",
            segment: row[7].to_owned(),
        };
        labels.entry(row[0].to_owned()).or_default().push(label);
    }
    labels
}

/// The project of `tests/projects/viva` with another mapping.
fn run(data: &Path, metric: &str) -> Figures {
    let home = repository();
    let text = std::fs::read_to_string(home.join("tests/projects/viva/project.yaml")).unwrap();
    let pack = home.join("rules/definitions/usage-ladders");
    let text = text
        .replace("../../../rules/definitions/usage-ladders", &pack.display().to_string())
        .replace(
            "mappings.yaml",
            &home.join("tests/projects/viva/mappings.yaml").display().to_string(),
        )
        .replace(
            "../../../../shared/data/viva/pq_data.csv.gz",
            &data.join("pq_data.csv.gz").display().to_string(),
        )
        .replace("mapping: all_actions_6col", &format!("mapping: {metric}"));
    Project::empty().file("uptake.yaml", text).figures(&[])
}

#[test]
fn every_label_of_every_metric_and_version_agrees() {
    let Some(data) = shared("viva") else { return };
    let labels = labels(&data.join("segment_labels.csv.gz"));
    assert_eq!(
        labels
            .keys()
            .map(String::as_str)
            .collect::<std::collections::BTreeSet<_>>(),
        METRICS.into()
    );
    let mut compared = 0;
    for metric in METRICS {
        let figures = run(&data, metric);
        assert_eq!(figures.set_aside(), Vec::<String>::new());
        compared += agrees(metric, &labels[metric], &figures);
    }
    assert_eq!(compared, 504_000);
}

fn agrees(metric: &str, labels: &[Label], figures: &Figures) -> usize {
    let frame = figures.entity_periods();
    assert_eq!(frame.height(), 10_500);
    let ids = frame.column("person_id").unwrap().str().unwrap();
    let periods = frame.column("period").unwrap();
    let rows: BTreeMap<(&str, String), usize> = (0..frame.height())
        .map(|row| {
            (
                (
                    ids.get(row).unwrap(),
                    periods.get(row).unwrap().str_value().into_owned(),
                ),
                row,
            )
        })
        .collect();
    let column = |prefix: &str, version: &str| frame.column(&format!("{prefix}_{version}")).unwrap();
    let mut by_version: BTreeMap<&str, Vec<&Label>> = BTreeMap::new();
    for label in labels {
        by_version.entry(&label.version).or_default().push(label);
    }
    assert_eq!(by_version.len(), 6);
    let actions = frame.column("actions").unwrap().f64().unwrap();
    let mut compared = 0;
    for (version, labels) in by_version {
        let ladder = column("ladder", version).str().unwrap();
        let habit = column("habit", version).bool().unwrap();
        // Two versions of our own look back as far as a published one does, and read its mean.
        let mean = match version {
            "t3_w3_m4_p10" => "4w",
            "t5_w9_m12_p8" => "12w",
            other => other,
        };
        let mean = column("mean", mean).f64().unwrap();
        for label in labels {
            let row = rows[&(label.person.as_str(), label.week.clone())];
            let place = || format!("{metric} {version} {} {}", label.person, label.week);
            assert_eq!(ladder.get(row), Some(label.segment.as_str()), "{}", place());
            assert_eq!(habit.get(row), Some(label.habit), "{}", place());
            assert_eq!(actions.get(row), Some(label.value), "{}", place());
            assert!((mean.get(row).unwrap() - label.mean).abs() < 1e-9, "{}", place());
            compared += 1;
        }
    }
    compared
}

#[test]
fn where_no_week_is_missing_the_calendar_reading_agrees_with_the_rows() {
    let Some(data) = shared("viva") else { return };
    let figures = run(&data, "all_actions_6col");
    let frame = figures.entity_periods();
    for version in ["12w", "4w"] {
        let by_rows = frame.column(&format!("ladder_{version}")).unwrap();
        let by_calendar = frame.column(&format!("ladder_{version}_calendar")).unwrap();
        assert!(
            by_rows
                .as_materialized_series()
                .clone()
                .equals_missing(&by_calendar.as_materialized_series().clone())
        );
    }
}

/// Rows every other week: by rows the ninth is a habit, by the calendar there is never one.
#[test]
fn where_every_other_week_is_missing_the_two_readings_part() {
    let pack = repository().join("rules/definitions/usage-ladders");
    let first: jiff::civil::Date = "2024-03-31".parse().unwrap();
    let week = |number: i64| first.checked_add(jiff::Span::new().weeks(number)).unwrap().to_string();
    let rows: String = (0..17)
        .step_by(2)
        .map(|number| format!("ana,{},5\n", week(number)))
        .collect();
    let project = Project::empty()
        .file(
            "uptake.yaml",
            format!("uptake: 1\nproject: gaps\npacks: ['{}']\nas_of: 2024-12-01\nsources:\n  weekly_use: {{ adapter: files, path: use.csv, covers: {{ from: 2024-03-31, through: 2024-07-27 }} }}\n", pack.display()),
        )
        .file("use.csv", format!("person_id,week,actions\n{rows}"));
    let figures = project.figures(&[]);
    let last = [week(14), week(15), week(16)];
    let last: Vec<&str> = last.iter().map(String::as_str).collect();
    assert_eq!(
        figures.over("ana", &last, "ladder_12w"),
        "Novice User unknown Habitual User"
    );
    assert_eq!(
        figures.over("ana", &last, "ladder_12w_calendar"),
        "Novice User Novice User Novice User"
    );
}
