//! `cargo xtask bench abi`: what the border costs that a plugin's rows cross.

use crate::process::{self, cargo, target};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The roads, each compared with the one before it.
const ROADS: [&str; 3] = ["built-in", "loaded", "isolated"];

/// What the ratios to the road before should be at most.
const AIMS: [f64; 3] = [1.0, 1.05, 1.3];

/// One scan.
#[derive(Clone, Copy, Debug)]
struct Scan {
    seconds: f64,
    /// Peak memory in KiB, of the process and of its child.
    memory: u64,
    child: u64,
}

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let (mut rows, mut runs) = (20_000_000_u64, 5_usize);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut number = || -> Result<u64, String> {
            let value = rest.next().ok_or_else(|| format!("`{argument}` lacks its value"))?;
            let wrong = |_| format!("`{argument}` takes a number, not `{value}`");
            value.parse::<u64>().map_err(wrong).and_then(|number| match number {
                0 => Err(format!("`{argument}` takes a number above 0")),
                number => Ok(number),
            })
        };
        match argument.as_str() {
            "--quick" => (rows, runs) = (1_000_000, 1),
            "--rows" => rows = number()?,
            "--runs" => runs = usize::try_from(number()?).unwrap_or(usize::MAX),
            other => return Err(format!("`bench abi` takes no argument `{other}`")),
        }
    }
    // The whole workspace, as everywhere: a part of it has other features unified, and Polars would be built again.
    let build = ["build", "--release", "--workspace", "--examples"];
    process::run(&mut cargo(build))?;
    let file = make(rows)?;
    // As many rows tell whether memory is bounded by the batch: a tenth of them takes as much.
    let few = make(rows / 10)?;
    let mut samples = vec![Vec::new(); ROADS.len()];
    for round in 0..=runs {
        for (road, samples) in ROADS.iter().zip(&mut samples) {
            let scan = scan(road, &file, rows)?;
            // The first round warms up.
            if round > 0 {
                samples.push(scan);
            }
        }
    }
    let mut report = String::new();
    let mut before = None;
    for ((road, aim), samples) in ROADS.iter().zip(AIMS).zip(&mut samples) {
        samples.sort_by(|left, right| left.seconds.total_cmp(&right.seconds));
        let Some(median) = samples.get(samples.len() / 2).copied() else {
            continue;
        };
        let memory = |value: fn(&Scan) -> u64| samples.iter().map(value).max().unwrap_or(0) >> 10;
        let ratio = before.map_or(1.0, |before| median.seconds / before);
        let tenth = scan(road, &few, rows / 10)?;
        let _ = writeln!(
            report,
            "| {road} | {:.2} | {ratio:.2} (aim {aim}) | {} | {} | {} | {} |",
            median.seconds,
            memory(|scan| scan.memory),
            memory(|scan| scan.child),
            tenth.memory >> 10,
            tenth.child >> 10,
        );
        before = Some(median.seconds);
    }
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!(
        "{rows} rows, {runs} rounds in turn after one to warm up, medians; load now: {}",
        load.trim()
    );
    println!(
        "\n| road | seconds | to the road above | peak MiB | of its child | peak MiB, a tenth of the rows | of its child |"
    );
    println!("|---|---|---|---|---|---|---|\n{report}");
    Ok(())
}

/// The file with so many rows, made once.
fn make(rows: u64) -> Result<PathBuf, String> {
    let folder = target()?.join("bench");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let file = folder.join(format!("roads-{rows}.parquet"));
    if !file.is_file() {
        // Under another name until it is whole.
        let part = file.with_extension("part");
        process::run(Command::new(program()?).arg("make").arg(&part).arg(rows.to_string()))?;
        fs::rename(&part, &file).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(file)
}

fn program() -> Result<PathBuf, String> {
    Ok(target()?
        .join("release/examples")
        .join(format!("roads{}", env::consts::EXE_SUFFIX)))
}

fn scan(road: &str, file: &Path, rows: u64) -> Result<Scan, String> {
    let library = format!("{}uptake_files{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    let release = target()?.join("release");
    let output = Command::new(program()?)
        .args(["scan", road])
        .arg(file)
        .arg(release.join("examples").join(library))
        .output()
        .map_err(|error| format!("can't scan: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let words: Vec<&str> = said.split_whitespace().collect();
    let failed = || {
        format!(
            "the road `{road}` failed: {said}{}",
            String::from_utf8_lossy(&output.stderr)
        )
    };
    let [read, seconds, memory, child] = words.as_slice() else {
        return Err(failed());
    };
    if read.parse() != Ok(rows) {
        return Err(format!("the road `{road}` read {read} rows of {rows}"));
    }
    let number = |word: &str| word.parse::<u64>().map_err(|_| failed());
    Ok(Scan {
        seconds: seconds.parse().map_err(|_| failed())?,
        memory: number(memory)?,
        child: number(child)?,
    })
}
