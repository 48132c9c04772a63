//! Files are read on all processors: row groups, pieces and batches beside each other. The answer is the one that a single
//! processor gives, to the byte, with the same rows set aside in the same order.

use crate::support::{Answer, Project, RULES};
use polars::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Rows of two weeks: most are good, some have no time, a name that nobody has, or a day after that of the figures.
fn rows(count: u32) -> DataFrame {
    let mut state = 7_u32;
    let mut next = |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % below
    };
    let (mut ids, mut times, mut tools) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..count {
        ids.push(match next(40) {
            0 => format!("nobody-{}", next(9)),
            _ => format!("person-{:03}", next(300)),
        });
        let day = if next(500) == 0 { 27 } else { 2 + next(13) };
        let time = format!(
            "2026-02-{day:02}T{:02}:{:02}:{:02}.{:06}Z",
            next(24),
            next(60),
            next(60),
            row
        );
        times.push((next(300) > 0).then_some(time));
        tools.push((next(50) > 0).then(|| format!("tool {}", next(4_000))));
    }
    df!["id" => ids, "at" => times, "tool" => tools].unwrap()
}

/// An object a line; what is missing is null.
fn ndjson(frame: &DataFrame) -> String {
    let texts: Vec<_> = frame.columns().iter().map(|column| column.str().unwrap()).collect();
    let line = |row: usize| {
        let values = texts.iter().map(|column| match column.get(row) {
            Some(text) => format!("\"{}\":\"{text}\"", column.name()),
            None => format!("\"{}\":null", column.name()),
        });
        format!("{{{}}}\n", values.collect::<Vec<_>>().join(","))
    };
    (0..frame.height()).map(line).collect()
}

fn project(name: &str, content: &[u8]) -> Project {
    let people: String = (0..300)
        .map(|person| format!("person-{person:03},{}\n", ["Red", "Blue"][person % 2]))
        .collect();
    let rules = RULES
        .replace(
            "uses_made: { count: uses }",
            "uses_made: { count: uses }\n  tools: { distinct: uses.tool }\n  few: { count: uses, where: 'tool == \"tool 1\"' }",
        );
    let of_file = format!("  uses: {{ adapter: files, path: {name} }}");
    Project::small()
        .file("rules.yaml", rules)
        .file("people.csv", format!("id,team\n{people}"))
        .edit("uptake.yaml", "  uses: { adapter: files, path: uses.csv }", &of_file)
        .file(name, content)
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = entries.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path));
    named.map(|(name, path)| (name, std::fs::read(path).unwrap())).collect()
}

/// `uptake run --out` on the first processor alone, if a program is there that can see to it.
fn on_one(project: &Project, out: &str) -> Option<Answer> {
    let tried = Command::new("taskset").args(["-c", "0", "true"]).status();
    if !tried.is_ok_and(|status| status.success()) {
        return None;
    }
    let mut command = Command::new("taskset");
    command
        .args([
            "-c",
            "0",
            env!("CARGO_BIN_EXE_uptake"),
            "run",
            "--project",
            "uptake.yaml",
            "--out",
            out,
        ])
        .current_dir(project.path(""))
        .env_remove("POLARS_MAX_THREADS")
        .env("NO_COLOR", "1");
    Some(Answer::of(&mut command))
}

#[test]
fn files_give_the_same_bytes_on_all_processors_and_on_one() {
    let mut frame = rows(150_000);
    let mut all: Vec<(&str, Vec<u8>)> = Vec::new();
    let mut parquet = Vec::new();
    ParquetWriter::new(&mut parquet)
        .with_row_group_size(Some(7_000))
        .finish(&mut frame)
        .unwrap();
    all.push(("uses.parquet", parquet));
    let mut csv = Vec::new();
    CsvWriter::new(&mut csv).finish(&mut frame).unwrap();
    all.push(("uses.csv", csv));
    all.push(("uses.ndjson", ndjson(&frame).into_bytes()));
    let mut figures: Option<Vec<u8>> = None;
    for (name, content) in all {
        let project = project(name, &content);
        let answer = project.run(&["--out", "all"]);
        assert!(answer.code < 2, "{name}: {}", answer.stderr);
        let first = files(&project.path("all"));
        let set_aside = String::from_utf8_lossy(&first["set_aside.csv"]).lines().count();
        assert!(set_aside > 3_000, "{name}: {set_aside} rows set aside");
        for _ in 0..3 {
            project.run(&["--out", "again"]);
            assert!(
                files(&project.path("again")) == first,
                "{name}: another answer the second time"
            );
        }
        match on_one(&project, "one") {
            None => println!("there is no `taskset`: {name} isn't read on one processor"),
            Some(one) => {
                assert_eq!((one.code, &one.stderr), (answer.code, &answer.stderr), "{name}");
                assert!(
                    files(&project.path("one")) == first,
                    "{name}: another answer on one processor"
                );
            }
        }
        // And the formats agree with each other on what people are told.
        let told = first["people.csv"].clone();
        assert!(
            *figures.get_or_insert_with(|| told.clone()) == told,
            "{name}: other figures than in Parquet"
        );
    }
}
