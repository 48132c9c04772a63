//! How long one explanation takes once a project is read and judged. `cargo xtask bench explain PROJECT PEOPLE COLUMN` runs it on a
//! project file and a CSV file of its people, of which a column has the names.
//!
//! The data are read and judged once; then every question is answered from the cube. Times are those of the wall: compare
//! processor time where other programs run.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for developers, which stops on a surprise"
)]

use jiff::civil::Date;
use std::path::Path;
use std::time::{Duration, Instant};
use uptake_engine::explain::About;
use uptake_project::{ExplainQuestion, ExplainRequest, FixedWorld, ProjectFile, Session};

/// More people than this aren't asked about.
const MOST: usize = 500;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [project, people, column] = arguments.as_slice() else {
        println!("usage: explain PROJECT PEOPLE COLUMN");
        return;
    };
    let session = Session::new(FixedWorld::on(Date::constant(2026, 12, 31)));
    let metric = ExplainRequest {
        project: ProjectFile::At(Path::new(project)),
        sources: None,
        period: None,
        as_of: None,
        names: true,
        question: ExplainQuestion::Person {
            name: "",
            about: About::Metric(None),
            rows: false,
        },
    };
    let start = Instant::now();
    let explaining = session.explaining(&metric).unwrap();
    println!("read    {:>9.1} ms", millis(start.elapsed()));
    let start = Instant::now();
    let judged = explaining.judged().unwrap();
    println!(
        "judge   {:>9.1} ms, {} rows of entities and periods",
        millis(start.elapsed()),
        judged.cube.frame.height()
    );
    let mut times = Vec::new();
    for name in names(people, column) {
        let question = ExplainQuestion::Person {
            name: &name,
            about: About::Metric(None),
            rows: false,
        };
        let start = Instant::now();
        explaining.answer(&judged, &question).unwrap();
        times.push(start.elapsed());
    }
    times.sort();
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
    println!(
        "explain {:>9.1} ms at the median, {:.1} ms at the 95th of 100, {} people",
        millis(at(50)),
        millis(at(95)),
        times.len()
    );
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The names in a column of a file without quotes.
fn names(path: &str, column: &str) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let place = lines
        .next()
        .unwrap()
        .split(',')
        .position(|name| name == column)
        .unwrap();
    let all: Vec<&str> = lines.collect();
    let every = (all.len() / MOST).max(1);
    let some = all.into_iter().step_by(every).take(MOST);
    some.map(|line| line.split(',').nth(place).unwrap().to_owned())
        .collect()
}
