//! `cargo xtask pairs`: the prover beside brute force and an SMT solver, on as many generated pairs of conditions as are wanted.

use crate::process::{cargo, run as run_command};

pub(crate) const HELP: &str = "\
Asks the prover about generated pairs of conditions, and asks brute force and z3 about each of its answers. A wrong `never`, a case that
isn't one, or more than 2 % undecided is a fault. What was run is recorded in `docs/reliability.md`.

Usage: cargo xtask pairs [--count N] [--seed N] [--z3 PROGRAM]

  --count N     how many pairs; 10000 if not given
  --seed N      which ones; 1 if not given
  --z3 PROGRAM  the solver, as `pip install z3-solver` brings one; `z3` if not given, and brute force alone where there is none";

pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let (mut count, mut seed, mut solver) = ("10000".to_owned(), "1".to_owned(), None);
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().cloned().ok_or(format!("`{word}` needs a value"));
        match word.as_str() {
            "--count" => count = value()?,
            "--seed" => seed = value()?,
            "--z3" => solver = Some(value()?),
            other => return Err(format!("`pairs` has no option `{other}`\n\n{HELP}")),
        }
    }
    for (name, text) in [("--count", &count), ("--seed", &seed)] {
        text.parse::<u64>()
            .map_err(|_| format!("`{name}` needs a whole number, not `{text}`"))?;
    }
    let mut test = cargo([
        "test",
        "--release",
        "--workspace",
        "--test",
        "second_opinion",
        "--",
        "--nocapture",
    ]);
    test.env("UPTAKE_PAIRS", count).env("UPTAKE_SEED", seed);
    if let Some(solver) = solver {
        test.env("UPTAKE_Z3", solver);
    }
    run_command(&mut test)
}
