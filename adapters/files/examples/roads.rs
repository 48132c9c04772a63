//! One scan on one road: the adapter `files` built in, from its shared library, or isolated in a child process.
//! `cargo xtask bench abi` runs it, each time as a process of its own.
//!
//! `roads make FILE ROWS` writes a Parquet file; `roads scan ROAD FILE LIBRARY` reads all of it, drops each batch when it has
//! counted its rows, and prints rows, seconds, and the peak memory of this process and of its child in KiB. The child is
//! `roads host LIBRARY`.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a program for developers, which stops on a surprise"
)]

use polars::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use uptake_adapter::{Adapter, ScanRequest, Settings};
use uptake_files::Files;
use uptake_plugins::{Grants, Isolated, Load, Plugin, Program, serve};

/// Rows of a row group.
const GROUP: u64 = 1 << 18;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["host", library] => return serve(Path::new(library)),
        ["make", file, rows] => make(Path::new(file), rows.parse().unwrap()),
        ["scan", road, file, library] => scan(road, file, Path::new(library)),
        _ => {
            eprintln!("roads make FILE ROWS | roads scan ROAD FILE LIBRARY");
            return ExitCode::from(64);
        }
    }
    ExitCode::SUCCESS
}

/// Rows as the other benches have them: 20,000 people, twelve tools, five kinds, in order of time. Each value is a hash of
/// the row's number, so that the same file is written again.
fn make(file: &Path, rows: u64) {
    let tools: Vec<String> = (0..12).map(|tool| format!("Assistant {tool}")).collect();
    let kinds = ["chat", "draft", "summary", "search", "code review"];
    let hash = |row: u64, salt: u64| (row ^ salt << 40).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    let mut writer = None;
    for start in (0..rows).step_by(GROUP as usize) {
        let numbers: Vec<u64> = (start..rows.min(start + GROUP)).collect();
        let text = |value: &dyn Fn(u64) -> String| numbers.iter().map(|row| value(*row)).collect::<Vec<String>>();
        let at: Vec<i64> = numbers
            .iter()
            .map(|row| 1_754_265_600_000_000 + (row * 15_724_800 / rows) as i64 * 1_000_000)
            .collect();
        let mut frame = df!(
            "person_id" => text(&|row| format!("person-{:05}", hash(row, 1) % 20_000)),
            "tool" => text(&|row| tools[(hash(row, 2) % 12) as usize].clone()),
            "kind" => text(&|row| kinds[(hash(row, 3) % 5) as usize].to_owned()),
            "documented" => numbers.iter().map(|row| hash(*row, 4) % 100 < 85).collect::<Vec<bool>>(),
        )
        .unwrap();
        let at = Int64Chunked::new("at".into(), at).into_datetime(TimeUnit::Microseconds, Some(TimeZone::UTC));
        frame.with_column(at.into_column()).unwrap();
        let writer = writer.get_or_insert_with(|| {
            ParquetWriter::new(File::create(file).unwrap())
                .with_row_group_size(Some(GROUP as usize))
                .batched(frame.schema())
                .unwrap()
        });
        writer.write_batch(&frame).unwrap();
    }
    if let Some(writer) = writer {
        writer.finish().unwrap();
    }
}

fn scan(road: &str, file: &str, library: &Path) {
    let load = Load {
        path: library.to_owned(),
        grants: Grants {
            read: vec![file.into()],
            ..Grants::default()
        },
        ..Load::default()
    };
    let adapter: Box<dyn Adapter> = match road {
        "built-in" => Box::new(Files),
        "loaded" => Box::new(Plugin::load(&load).unwrap()),
        "isolated" => {
            let program = Program {
                path: std::env::current_exe().unwrap(),
                arguments: vec!["host".into()],
            };
            Box::new(Isolated::load(&load, program).unwrap())
        }
        other => panic!("there is no road `{other}`"),
    };
    let settings = Settings::new("", BTreeMap::from([("path".to_owned(), file.to_owned())]));
    let (child, over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let watch = {
        let (child, over) = (Arc::clone(&child), Arc::clone(&over));
        std::thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                child.fetch_max(children(), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(20));
            }
        })
    };
    let started = Instant::now();
    let mut source = adapter.open(&settings).unwrap();
    let mut rows = 0;
    for batch in source.scan(&ScanRequest::default()).unwrap() {
        rows += batch.unwrap().frame.height();
    }
    let seconds = started.elapsed().as_secs_f64();
    over.store(true, Ordering::Relaxed);
    watch.join().unwrap();
    println!("{rows} {seconds} {} {}", peak("self"), child.load(Ordering::Relaxed));
}

/// The peak memory of a process in KiB; 0 where the system doesn't tell.
fn peak(process: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

/// The peak memory of this process's children.
fn children() -> u64 {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    threads
        .flat_map(|thread| {
            let children = std::fs::read_to_string(thread.path().join("children")).unwrap_or_default();
            children.split_whitespace().map(peak).collect::<Vec<u64>>()
        })
        .sum()
}
