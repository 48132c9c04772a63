//! One set of rows in every format: the figures are the same, byte for byte.

use crate::support::{Figures, Project, approved, csv_rows, interactions, parquet_bytes};
use polars::prelude::*;
use std::collections::BTreeMap;
use std::io::Write;

const PEOPLE: &str = "ana,CSM,SMB,Red,2020-01-01,\nben,CSM,SMB,Red,2020-01-01,\ncleo,CSM,Enterprise,Blue,2020-01-01,\n";

fn rows() -> String {
    approved("ana", 4)
        + &approved("ben", 2)
        + &interactions("cleo", "2026-02-09", "NotesGenie", 3)
        + &approved("cleo", 3)
}

fn by_csv() -> (Project, Figures) {
    let project = Project::adoption(PEOPLE, &rows());
    let figures = project.figures(&[]);
    assert_eq!(
        figures.row("csm_ai_adoption_rate", "2026-02-02", "").to_string(),
        "2 of 3 = 66.7 (20.8 to 93.9)"
    );
    (project, figures)
}

/// The same figures from a file of this name and content.
fn same(name: &str, content: impl AsRef<[u8]>) {
    let (_, csv) = by_csv();
    let project = Project::adoption(PEOPLE, "")
        .edit("uptake.yaml", "path: interactions.csv", &format!("path: '{name}'"))
        .file(name, content);
    assert_eq!(
        String::from_utf8_lossy(project.figures(&[]).bytes("metrics.csv")),
        String::from_utf8_lossy(csv.bytes("metrics.csv"))
    );
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn csv_text() -> String {
    format!("person_id,at,tool,documented\n{}", rows())
}

fn objects() -> Vec<serde_json::Value> {
    let (project, _) = by_csv();
    let rows: Vec<BTreeMap<String, String>> = csv_rows(project.read("interactions.csv").as_bytes());
    let object = |row: &BTreeMap<String, String>| serde_json::json!({ "person_id": row["person_id"], "at": row["at"], "tool": row["tool"], "documented": row["documented"] == "true" });
    rows.iter().map(object).collect()
}

fn ndjson() -> String {
    objects().iter().map(|object| format!("{object}\n")).collect()
}

/// The rows, typed: instants in UTC, truths as truths.
fn frame() -> DataFrame {
    let objects = objects();
    let text = |key: &str| {
        objects
            .iter()
            .map(|object| object[key].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let instant = |at: &String| at.parse::<jiff::Timestamp>().unwrap().as_microsecond();
    let micros: Vec<i64> = text("at").iter().map(instant).collect();
    let at = Series::new("at".into(), micros)
        .cast(&DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)))
        .unwrap();
    let documented: Vec<bool> = objects
        .iter()
        .map(|object| object["documented"].as_bool().unwrap())
        .collect();
    let columns = vec![
        Column::new("person_id".into(), text("person_id")),
        at.into_column(),
        Column::new("tool".into(), text("tool")),
        Column::new("documented".into(), documented),
    ];
    DataFrame::new(objects.len(), columns).unwrap()
}

#[test]
fn csv_with_gzip_gives_the_same_figures() {
    same("interactions.csv.gz", gzip(csv_text().as_bytes()));
}

#[test]
fn csv_with_zstd_gives_the_same_figures() {
    same(
        "interactions.csv.zst",
        zstd::encode_all(csv_text().as_bytes(), 3).unwrap(),
    );
}

#[test]
fn csv_with_zstd_behind_a_frame_without_content_gives_the_same_figures() {
    let passed_over = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd";
    let packed = zstd::encode_all(csv_text().as_bytes(), 3).unwrap();
    same("interactions.csv.zst", [&passed_over[..], &packed].concat());
}

#[test]
fn compression_is_told_by_the_content_and_not_by_the_name() {
    same("interactions.csv", gzip(csv_text().as_bytes()));
}

#[test]
fn tabs_between_fields_give_the_same_figures() {
    let (_, csv) = by_csv();
    let project = Project::adoption(PEOPLE, "")
        .edit(
            "uptake.yaml",
            "path: interactions.csv",
            "path: interactions.tsv, separator: tab",
        )
        .file("interactions.tsv", csv_text().replace(',', "\t"));
    assert_eq!(project.figures(&[]).bytes("metrics.csv"), csv.bytes("metrics.csv"));
}

#[test]
fn ndjson_gives_the_same_figures() {
    same("interactions.ndjson", ndjson());
}

#[test]
fn ndjson_with_gzip_gives_the_same_figures() {
    same("interactions.ndjson.gz", gzip(ndjson().as_bytes()));
}

#[test]
fn a_json_list_gives_the_same_figures() {
    same("interactions.json", serde_json::to_string_pretty(&objects()).unwrap());
}

#[test]
fn parquet_gives_the_same_figures() {
    same("interactions.parquet", parquet_bytes(&frame()));
}

#[test]
fn arrow_ipc_gives_the_same_figures() {
    let mut bytes = Vec::new();
    IpcWriter::new(&mut bytes).finish(&mut frame()).unwrap();
    same("interactions.arrow", bytes);
}

#[test]
fn a_pattern_over_two_files_gives_the_same_figures() {
    let (_, csv) = by_csv();
    let text = csv_text();
    let lines: Vec<&str> = text.lines().collect();
    let part = |lines: &[&str]| format!("person_id,at,tool,documented\n{}\n", lines.join("\n"));
    let project = Project::adoption(PEOPLE, "")
        .edit("uptake.yaml", "path: interactions.csv", "path: exports/part-*.csv")
        .file("exports/part-1.csv", part(&lines[1..5]))
        .file("exports/part-2.csv", part(&lines[5..]))
        .file("exports/other.csv", "no,such,columns\n");
    let figures = project.figures(&[]);
    assert_eq!(figures.bytes("metrics.csv"), csv.bytes("metrics.csv"));
    let manifest: serde_json::Value = serde_json::from_slice(figures.bytes("manifest.json")).unwrap();
    let parts: Vec<&str> = manifest["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["part"].as_str().unwrap())
        .collect();
    assert_eq!(
        parts,
        ["exports/part-1.csv", "exports/part-2.csv", "leave.csv", "people.csv"]
    );
}

#[test]
fn a_number_as_id_in_parquet_meets_the_same_id_as_text_in_csv() {
    let people = df![
        "person_id" => [1i64, 2, 30],
        "role" => ["CSM", "CSM", "CSM"],
        "segment" => ["SMB", "SMB", "SMB"],
        "team" => ["Red", "Red", "Red"],
        "hired_on" => ["2020-01-01", "2020-01-01", "2020-01-01"]
    ]
    .unwrap();
    let figures = Project::adoption("", &(approved("1", 3) + &approved("30", 3)))
        .edit("uptake.yaml", "path: people.csv", "path: people.parquet")
        .file("people.parquet", parquet_bytes(&people))
        .figures(&[]);
    assert_eq!(
        figures.row("csm_ai_adoption_rate", "2026-02-02", "").to_string(),
        "2 of 3 = 66.7 (20.8 to 93.9) Good"
    );
    assert_eq!(figures.of("30", "2026-02-02", "active"), "true");
    assert_eq!(figures.set_aside(), Vec::<String>::new());
}
