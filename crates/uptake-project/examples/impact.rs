//! How long the impact of an edit takes once a project is read and judged. `cargo xtask bench impact PROJECT OTHER` runs it on two
//! project files of the same data, whose rules differ.
//!
//! The data are read once; then the other rules are judged on them and laid beside the first, five times. Times are those of the
//! wall: compare processor time where other programs run.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for developers, which stops on a surprise"
)]

use jiff::civil::Date;
use std::path::Path;
use std::time::{Duration, Instant};
use uptake_engine::impact::impact;
use uptake_project::{ExplainQuestion, ExplainRequest, FixedWorld, ProjectFile, Session};

/// How often the impact is computed.
const ROUNDS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [project, other] = arguments.as_slice() else {
        println!("usage: impact PROJECT OTHER");
        return;
    };
    let session = Session::new(FixedWorld::on(Date::constant(2026, 12, 31)));
    let loaded = session.load(ProjectFile::At(Path::new(project)), None).unwrap();
    let metric = loaded.policy.metrics.first().unwrap().name.text.clone();
    let start = Instant::now();
    let explaining = session
        .explaining(&ExplainRequest {
            project: ProjectFile::At(Path::new(project)),
            sources: None,
            period: None,
            as_of: None,
            names: true,
            question: ExplainQuestion::Metric(&metric),
        })
        .unwrap();
    println!("read    {:>9.1} ms", millis(start.elapsed()));
    let start = Instant::now();
    let before = explaining.judged().unwrap();
    println!(
        "judge   {:>9.1} ms, {} rows of entities and periods",
        millis(start.elapsed()),
        before.cube.frame.height()
    );
    let other = session.load(ProjectFile::At(Path::new(other)), None).unwrap();
    let mut times = Vec::new();
    let mut flipped = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let after = explaining.judged_by(&other.policy).unwrap();
        let found = impact(&before, &after, true).unwrap();
        times.push(start.elapsed());
        flipped = found.metrics.iter().filter_map(|metric| metric.flipped).sum();
    }
    times.sort();
    println!(
        "impact  {:>9.1} ms at the median of {ROUNDS}, {flipped} flips over all metrics",
        millis(times.get(ROUNDS / 2).copied().unwrap_or_default())
    );
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
