//! Changed files at the door: `fuzz_formats FORMAT SEEDS FOUND MINUTES`, which `cargo xtask fuzz` runs.
//!
//! Seeds are changed at random and read through the adapter. What must hold: no panic, no abort, no input that takes longer
//! than ten seconds, the same number of rows with all columns and with one, and of lines only those that another reader of
//! JSON takes, too. The input that is being read lies in FOUND, so that it is still there after an abort.
//!
//! `fuzz_formats --seeds FOLDER` writes the seeds of the binary formats.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "it talks to a developer's terminal, and stops on a surprise"
)]

mod change;
mod check;
mod seeds;
#[allow(dead_code, reason = "the tests use the rest of it")]
#[path = "../../tests/workbook/mod.rs"]
mod workbook;

use change::Random;
use check::{Came, Door};
use std::path::Path;
use std::time::{Duration, Instant};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["--seeds", folder] => seeds::write(Path::new(folder)),
        [format, seeds, found, minutes] => {
            // Panics that are caught and told are counted; their words would only be noise.
            std::panic::set_hook(Box::new(|_| {}));
            let found = run(format, Path::new(seeds), Path::new(found), minutes.parse().unwrap());
            std::process::exit(i32::from(found > 0));
        }
        _ => panic!("usage: fuzz_formats FORMAT SEEDS FOUND MINUTES"),
    }
}

/// Reads changed seeds for so many minutes. The number of inputs that broke something.
fn run(format: &str, seeds: &Path, found: &Path, minutes: f64) -> usize {
    let seeds: Vec<Vec<u8>> = std::fs::read_dir(seeds)
        .unwrap()
        .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .collect();
    std::fs::create_dir_all(found).unwrap();
    let door = Door::new(format, found);
    let mut random = Random::new(std::process::id().into());
    let (start, length) = (Instant::now(), Duration::from_secs_f64(minutes * 60.0));
    let (mut read, mut refused, mut broke, mut inputs, mut longest) = (0_u64, 0_u64, 0_u64, 0_u64, Duration::ZERO);
    // What was read well is worth changing further.
    let mut pool = seeds.clone();
    let mut findings = 0;
    while start.elapsed() < length {
        let bytes = change::changed(&pool, &mut random);
        let before = Instant::now();
        let came = door.read(&bytes);
        longest = longest.max(before.elapsed());
        inputs += 1;
        match came {
            Came::Rows(rows) => {
                read += 1;
                if rows > 0 && bytes.len() < 20_000 && random.below(20) == 0 {
                    let place = random.below(64);
                    if seeds.len() + place < pool.len() {
                        pool[seeds.len() + place] = bytes;
                    } else {
                        pool.push(bytes);
                    }
                }
            }
            Came::Refused => refused += 1,
            Came::Broke => broke += 1,
            Came::Wrong(why) => {
                findings += 1;
                let name = format!("{format}-{inputs}");
                std::fs::write(found.join(&name), &bytes).unwrap();
                println!("{name}: {why}");
            }
        }
    }
    println!(
        "{format}: {inputs} inputs in {:.0} s; {read} read, {refused} refused, {broke} panics of a library told as errors, {findings} findings; the slowest took {:.1} s",
        start.elapsed().as_secs_f64(),
        longest.as_secs_f64()
    );
    findings
}
