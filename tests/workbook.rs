//! `--format xlsx`: the tables of a run as a workbook.

use crate::support::{Project, approved, interactions};
use calamine::{Data, Reader, Xlsx, open_workbook};
use std::path::Path;

/// The cells of a sheet as text, as a reader of spreadsheets sees them.
fn sheet(path: &Path, name: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range(name).unwrap();
    let text = |cell: &Data| match cell {
        Data::Empty => String::new(),
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

/// A cell of CSV as it was before it was made safe for spreadsheets.
fn plain(cell: &str) -> String {
    cell.strip_prefix('\'').unwrap_or(cell).to_owned()
}

fn hostile() -> Project {
    let people = "ana,CSM,=1+1,Red,2024-01-01,\nben,CSM,\"a\nb\",Blue,2024-01-01,\n";
    let rows = approved("ana", 3) + &interactions("=cmd|' /C calc'!A0", "2026-02-02", "Zoom AI Companion", 1);
    Project::adoption(people, &rows)
}

#[test]
fn every_table_of_the_folder_is_a_sheet_with_the_same_cells() {
    let project = hostile();
    let answer = project.run(&["--out", "out", "--format", "xlsx"]);
    assert_eq!(answer.stderr, "");
    let book = project.path("out/figures.xlsx");
    for (file, name) in [
        ("metrics.csv", "Metrics"),
        ("checks.csv", "Checks"),
        ("excluded.csv", "Excluded"),
        ("set_aside.csv", "Set aside"),
    ] {
        let bytes = std::fs::read(project.path("out").join(file)).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]);
        let wanted: Vec<Vec<String>> = reader
            .records()
            .map(|record| record.unwrap().iter().map(plain).collect())
            .collect();
        let found = sheet(&book, name);
        assert_eq!(found.len(), wanted.len(), "{file}");
        for (found, wanted) in found.iter().zip(&wanted) {
            for (found, wanted) in found.iter().zip(wanted) {
                let same_number = || {
                    found
                        .parse::<f64>()
                        .is_ok_and(|a| wanted.parse::<f64>().is_ok_and(|b| a == b))
                };
                assert!(found == wanted || same_number(), "{file}: {found:?}, not {wanted:?}");
            }
        }
    }
}

#[test]
fn numbers_and_days_are_such_and_a_formula_is_text() {
    let project = hostile();
    project.run(&["--out", "out", "--format", "xlsx"]);
    let mut book: Xlsx<_> = open_workbook(project.path("out/figures.xlsx")).unwrap();
    let metrics = book.worksheet_range("Metrics").unwrap();
    let column = |name: &str| {
        metrics
            .rows()
            .next()
            .unwrap()
            .iter()
            .position(|cell| cell == name)
            .unwrap()
    };
    let first = metrics.rows().nth(1).unwrap();
    assert!(matches!(first[column("period")], Data::DateTime(_)), "{first:?}");
    assert!(matches!(first[column("value")], Data::Float(_)), "{first:?}");
    let texts: Vec<String> = metrics.rows().map(|row| row[column("cut_value")].to_string()).collect();
    assert!(texts.iter().any(|text| text == "=1+1"), "{texts:?}");
    // So are those of tables whose columns the rules decide about, and the values of checks.
    let kinds = |book: &mut Xlsx<_>, sheet: &str, name: &str| -> Vec<&'static str> {
        let range = book.worksheet_range(sheet).unwrap();
        let at = range
            .rows()
            .next()
            .unwrap()
            .iter()
            .position(|cell| cell == name)
            .unwrap();
        let kind = |row: &[Data]| match row[at] {
            Data::DateTime(_) => "day",
            Data::Float(_) | Data::Int(_) => "number",
            _ => "other",
        };
        range.rows().skip(1).map(kind).collect()
    };
    assert!(kinds(&mut book, "People", "period").iter().all(|kind| *kind == "day"));
    assert!(kinds(&mut book, "People", "hired_on").contains(&"day"));
    assert!(kinds(&mut book, "People", "approved_interactions").contains(&"number"));
    assert!(kinds(&mut book, "Checks", "value").contains(&"number"));
    for sheet in book.sheet_names() {
        let formulas = book.worksheet_formula(&sheet).unwrap();
        assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{sheet}");
    }
}

#[test]
fn the_first_sheet_has_the_figures_the_checks_and_what_the_other_sheets_are() {
    let project = hostile();
    project.run(&["--out", "out", "--format", "xlsx"]);
    let summary = sheet(&project.path("out/figures.xlsx"), "Summary");
    let row = |first: &str| {
        summary
            .iter()
            .find(|row| row[0] == first)
            .unwrap_or_else(|| panic!("{first}"))
    };
    assert_eq!(row("CSM AI Adoption Rate")[1..3], ["50", "%"].map(str::to_owned));
    assert_eq!(row("Metrics")[2].split(' ').next(), Some("has"));
    assert!(summary.iter().any(|row| row[0] == "check" && row[1] == "verdict"));
}

#[test]
fn the_first_sheet_says_which_stages_may_begin_and_what_to_fix_first() {
    let project = Project::empty();
    let made = ["simulate", "made", "--csms", "12", "--plant", "books_within_capacity"];
    assert_eq!(project.uptake(&made).code, 0);
    let run = [
        "run",
        "--project",
        "made/uptake.yaml",
        "--out",
        "out",
        "--format",
        "xlsx",
    ];
    assert_eq!(project.uptake(&run).code, 0);
    let summary = sheet(&project.path("out/figures.xlsx"), "Summary");
    let place = |first: &str| summary.iter().position(|row| row[0] == first).unwrap();
    let stages = &summary[place("stage")..];
    assert_eq!((stages[1][0].as_str(), stages[1][1].as_str()), ("walk", "fail"));
    assert_eq!((stages[2][0].as_str(), stages[2][1].as_str()), ("run", "fail"));
    let first = &summary[place("fix first") + 1];
    assert!(first[0].starts_with("Move accounts or hire"), "{first:?}");
    assert_eq!(first[2], "Books within capacity");
    assert!(first[3].starts_with("blocks stages walk, run"), "{first:?}");
}

#[test]
fn the_same_figures_are_the_same_workbook_and_it_stands_in_the_manifest() {
    let project = hostile();
    for out in ["one", "two"] {
        project.run(&["--out", out, "--format", "xlsx"]);
    }
    let bytes = |out: &str| std::fs::read(project.path(out).join("figures.xlsx")).unwrap();
    assert_eq!(bytes("one"), bytes("two"));
    assert!(project.read("one/manifest.json").contains("figures.xlsx"));
    // A run without it replaces the folder, and the workbook goes.
    let answer = project.run(&["--out", "one"]);
    assert!(answer.code < 2, "{}", answer.stderr);
    assert!(!project.path("one/figures.xlsx").exists());
}

#[test]
fn a_workbook_needs_a_folder() {
    let answer = hostile().run(&["--format", "xlsx"]);
    answer.refuses(
        "error: `--format xlsx` needs `--out`\n  help: name the folder that the workbook is written into, as in `--out \
         figures`\n",
    );
}
