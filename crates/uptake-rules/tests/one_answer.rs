//! A script that is computed by columns and the same script that is interpreted give one answer, value for value.
//! Here the typed tree is read for single rows; the engine's test of the same name reads it as Polars expressions.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test stops on a surprise"
)]

mod support;

use support::expression::{lowered_any, run};
use support::random_script::{COLUMNS, Random, script, value};
use uptake_rules::expr::{Scope, evaluate};
use uptake_rules::value::Literal;

/// How many answers are compared; more with `UPTAKE_CASES`.
fn cases() -> usize {
    std::env::var("UPTAKE_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(4_000)
}

const ROWS: usize = 20;

fn same(left: &Literal, right: &Literal) -> bool {
    match (left, right) {
        (Literal::Float(a), Literal::Float(b)) => a == b || a.is_nan() && b.is_nan(),
        (left, right) => left == right,
    }
}

#[test]
fn columns_and_interpreter_give_one_answer() {
    let mut scope = Scope::new("the row");
    for (name, ty) in COLUMNS {
        scope.add(*name, *ty);
    }
    let scope = scope.over_periods();
    let mut compared = 0;
    for seed in 0..(cases() / ROWS) as u64 {
        let mut random = Random(seed);
        let script = script(&mut random);
        let text = script.text();
        // A script may grow beyond what is allowed; that is no matter here.
        let Some(compiled) = lowered_any(&text, &scope) else {
            continue;
        };
        let forced = script.forced();
        let Some(interpreted) = lowered_any(&forced, &scope) else {
            panic!("seed {seed}: {forced}")
        };
        let mut runner = run(&interpreted, compiled.ty);
        for _ in 0..ROWS {
            let row: Vec<(&str, Literal)> = COLUMNS
                .iter()
                .map(|(name, ty)| (*name, value(*ty, &mut random)))
                .collect();
            let mut of = |name: &str| {
                row.iter()
                    .find(|(known, _)| *known == name)
                    .map_or(Literal::Unknown, |(_, value)| value.clone())
            };
            let wanted = evaluate(&compiled, "UTC", &mut of);
            let found = runner(&mut of);
            compared += 1;
            assert!(
                found.fault.is_none() && same(&wanted, &found.value),
                "seed {seed}: {text}\nby columns {wanted:?}\ninterpreted {found:?}\nfor {row:?}"
            );
        }
    }
    assert!(compared * 10 > cases() * 9, "only {compared} answers were compared");
    println!("{compared} answers compared");
}
