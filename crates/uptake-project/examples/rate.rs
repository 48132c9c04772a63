//! The rate of a built-in pack on two frames from memory, without files and without the command line.
//! Run it: `cargo run --release --workspace --example rate`.

use jiff::civil::date;
use polars::prelude::*;
use std::error::Error;
use uptake_engine::outcome::Number;
use uptake_project::{Counted, FixedWorld, ProjectFile, RunRequest, Session};
use uptake_rules::RuleFile;

const PROJECT: &str = "\
uptake: 1
project: from-memory
packs: [csm-ai-adoption]
stage: run
sources:
  people: { adapter: memory }
  interactions: { adapter: memory }
";

/// Four managers; two of them use an approved tool three times in the week from Monday, 2 February 2026.
pub(crate) fn rate() -> Result<Option<f64>, Box<dyn Error>> {
    let people = df![
        "person_id" => ["ana", "ben", "cem", "dee"],
        "role" => ["CSM"; 4],
        "segment" => ["SMB"; 4],
        "hired_on" => ["2020-01-01"; 4],
    ]?;
    let who = ["ana", "ana", "ana", "ben", "ben", "ben", "cem", "cem"];
    let interactions = df![
        "person_id" => who,
        "at" => ["2026-02-03T09:00:00Z"; 8],
        "tool" => ["Claude Enterprise"; 8],
        "documented" => [true; 8],
    ]?;
    let session = Session::new(FixedWorld::on(date(2026, 2, 9)))
        .with_frame("people", people)
        .with_frame("interactions", interactions);
    let project = RuleFile::new("uptake.yaml", PROJECT);
    let request = RunRequest::new(ProjectFile::InMemory(&project));
    let outcome = session.run(&request, &mut Counted)?.outcome;
    let metric = outcome
        .metrics
        .iter()
        .find(|metric| metric.name == "csm_ai_adoption_rate");
    let whole = metric.and_then(|metric| metric.rows.iter().find(|row| row.cut.is_none()));
    Ok(whole.and_then(|row| row.value).map(Number::nearest))
}

#[allow(clippy::print_stdout, reason = "an example is a program")]
fn main() -> Result<(), Box<dyn Error>> {
    match rate()? {
        Some(rate) => println!("{rate} %"),
        None => println!("unknown"),
    }
    Ok(())
}
