//! What the prover says of generated pairs of conditions, beside brute force and beside an SMT solver.
//!
//! `cargo xtask pairs` runs as many as are wanted; without it there are some hundred. `UPTAKE_PAIRS` is how many, `UPTAKE_SEED` where
//! they begin, `UPTAKE_Z3` the solver's program (`pip install z3-solver` brings one). Conditions are over whole numbers, texts and
//! truths: how floats compare is the language's own, which the tests beside the prover try by brute force.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod brute;
mod conditions;
mod solver;

use conditions::{Random, condition, read};
use solver::{Asked, Solver};
use std::collections::BTreeSet;
use uptake_expr::expr::Expr;
use uptake_expr::expr::proof::{Facts, Occurs, pairs};

/// How many pairs are asked about at once.
const BATCH: usize = 64;

/// The truths, in the order of a pair's answers.
pub(crate) const TRUTHS: [Option<bool>; 3] = [Some(true), Some(false), None];

fn number(name: &str, otherwise: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.map_or(otherwise, |text| {
        text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}"))
    })
}

#[test]
fn no_answer_about_generated_pairs_is_wrong_and_nearly_all_are_given() {
    let wanted = usize::try_from(number("UPTAKE_PAIRS", 600)).unwrap();
    let mut random = Random::new(number("UPTAKE_SEED", 1));
    let mut solver = Solver::start();
    if solver.is_none() {
        eprintln!("skipped beside the solver: there is no z3; `UPTAKE_Z3` names one");
    }
    let (mut done, mut asked, mut open) = (0, 0_u64, 0_u64);
    let mut undecided = Vec::new();
    while done < wanted {
        let mut batch: Vec<(Expr, Expr, String)> = Vec::new();
        let mut claims: Vec<Asked> = Vec::new();
        for _ in 0..BATCH.min(wanted - done) {
            let (one, other) = (condition(&mut random, 3), condition(&mut random, 3));
            let (first, second) = (read(&one), read(&other));
            let found = pairs(&first, &second, &Facts::default(), "UTC");
            let text = format!("{one}  |||  {other}");
            let never = TRUTHS.iter().flat_map(|one| TRUTHS.map(|other| (*one, other)));
            let never = never
                .filter(|(one, other)| *found.of(*one, *other) == Occurs::Never)
                .count();
            // Where everything can be, there is nothing to deny.
            let all = if never > 0 {
                brute::answers(&first, &second)
            } else {
                BTreeSet::new()
            };
            let mut claim = Asked::default();
            for one in TRUTHS {
                for other in TRUTHS {
                    asked += 1;
                    match found.of(one, other) {
                        Occurs::Never => {
                            assert!(!all.contains(&(one, other)), "{text} answer {one:?} and {other:?}");
                            claim.never.push((one, other));
                        }
                        Occurs::Seen(case) => {
                            let came = brute::on(&first, &second, &case.0);
                            assert_eq!(came, (one, other), "{text} on {case:?}");
                            claim.seen.push(((one, other), case.0.clone()));
                        }
                        Occurs::Undecided => {
                            open += 1;
                            if undecided.len() < 40 {
                                undecided.push(format!("{one:?} {other:?}: {text}"));
                            }
                        }
                    }
                }
            }
            claims.push(claim);
            batch.push((first, second, text));
            done += 1;
        }
        if let Some(solver) = &mut solver {
            solver.agrees(&batch, &claims);
        }
        if done % (BATCH * 400) == 0 {
            eprintln!("{done} pairs, {open} of {asked} answers undecided, none wrong");
        }
    }
    eprintln!("{done} pairs, {open} of {asked} answers undecided, none wrong");
    if std::env::var("UPTAKE_SHOW").is_ok() {
        eprintln!("{}", undecided.join("\n"));
    }
    assert!(
        open * 50 <= asked,
        "{open} of {asked} undecided:\n{}",
        undecided.join("\n")
    );
}
