//! Changed rule files at the door: `fuzz_rules TARGET SEEDS FOUND MINUTES`, which `cargo xtask fuzz` runs. The targets are `scripts`,
//! `mappings` and `project`.
//!
//! What must hold: no panic, no input that takes longer than ten seconds, every finding can be shown with its place.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "it talks to a developer's terminal, and stops on a surprise"
)]

#[path = "../../../adapters/files/examples/fuzz_formats/change.rs"]
mod change;

use change::Random;
use std::path::Path;
use std::time::{Duration, Instant};
use uptake_rules::{Diagnostics, RuleFile, Sources, load, project, render};

/// No input may take longer.
const LONGEST: Duration = Duration::from_secs(10);

/// Rules around the input, with names of every type.
const PACK: &str = "uptake: 1
entities: people
datasets:
  people: { kind: entities, entity: id, columns: { id: text, role: text, hired: date, hours: float, lead: bool } }
  calls: { kind: events, entity: id, time: at, columns: { id: text, at: datetime, tool: { type: text, optional: true } } }
measures:
  uses: { count: calls }
constants: { least: 3, roles: [CSM, Lead] }
";

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [target, seeds, found, minutes] = words.as_slice() else {
        panic!("usage: fuzz_rules TARGET SEEDS FOUND MINUTES");
    };
    let pool: Vec<Vec<u8>> = std::fs::read_dir(seeds)
        .unwrap()
        .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .collect();
    std::fs::create_dir_all(found).unwrap();
    let length = Duration::from_secs_f64(minutes.parse::<f64>().unwrap() * 60.0);
    let mut random = Random::new(std::process::id().into());
    let (start, mut slowest) = (Instant::now(), Duration::ZERO);
    let (mut inputs, mut sound, mut findings) = (0_u64, 0_u64, 0_u64);
    while start.elapsed() < length {
        let mut bytes = change::changed(&pool, &mut random);
        bytes.truncate(1 << 14);
        std::fs::write(Path::new(found).join(format!("{target}-last")), &bytes).unwrap();
        let before = Instant::now();
        let read = std::panic::catch_unwind(|| read(target, &bytes));
        slowest = slowest.max(before.elapsed());
        inputs += 1;
        match read {
            Ok(clean) if before.elapsed() < LONGEST => sound += u64::from(clean),
            _ => {
                findings += 1;
                std::fs::write(Path::new(found).join(format!("{target}-{inputs}")), &bytes).unwrap();
            }
        }
    }
    println!(
        "{target}: {inputs} inputs in {:.0} s; {sound} sound, {} refused, {findings} findings; the slowest took {:.1} s",
        start.elapsed().as_secs_f64(),
        inputs - sound - findings,
        slowest.as_secs_f64()
    );
    std::process::exit(i32::from(findings > 0));
}

/// Reads an input, and shows what is found. Whether nothing is wrong with it.
fn read(target: &str, bytes: &[u8]) -> bool {
    let file = |path: &str, bytes: &[u8]| RuleFile::new(path, bytes);
    let pack = match target {
        "scripts" => format!("{PACK}definitions:\n  active: {{ rhai: active.rhai }}\n"),
        _ => PACK.to_owned(),
    };
    let mut files = vec![file("pack.yaml", pack.as_bytes())];
    match target {
        "scripts" => files.extend([
            file("active.rhai", bytes),
            file("lib/tenure.rhai", b"/// Early days.\nfn early(row) { row.uses < 2 }"),
        ]),
        "mappings" => files.push(file("mapping.yaml", bytes)),
        "project" => {}
        other => panic!("unknown target `{other}`"),
    }
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let policy = load(&files, &mut sources, &mut diagnostics);
    if target == "project"
        && let Some(read) = project::read(&file("uptake.yaml", bytes), &mut sources, &mut diagnostics)
    {
        project::check(&read, &policy, &sources, &mut diagnostics);
    }
    let found = diagnostics.sorted(&sources);
    let shown = render::text(&found, &sources, false);
    assert!(!shown.contains('\u{1b}'), "an escape reaches the terminal");
    let _ = render::json(&found, &sources);
    !diagnostics.has_errors()
}
