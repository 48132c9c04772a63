//! A script compiled to Polars and the same script interpreted row by row give one answer, value for value.
//!
//! Random typed scripts (functions, `let`, `switch`, early `return`, every operator and function) meet rows with unknowns,
//! extreme whole numbers, NaN, empty texts and days. `UPTAKE_CASES` says how many answers are compared, `UPTAKE_SEED` where
//! to start.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    dead_code,
    reason = "a test may stop"
)]

#[path = "../../uptake-rules/tests/support/random_script.rs"]
mod random_script;

use polars::prelude::*;
use random_script::{COLUMNS, Random, script, value};
use uptake_engine::compile::literal::column;
use uptake_engine::compile::{compile, data_type};
use uptake_rules::context::Context;
use uptake_rules::expr::{Expr as Rule, ExprKind, Scope, lower};
use uptake_rules::source::{FileId, SourceFile, Span};
use uptake_rules::text::Condition;
use uptake_rules::text::TextMap;
use uptake_rules::value::Literal;
use uptake_rules::{Diagnostics, Sources};

const ZONE: &str = "UTC";
const ROWS: usize = 50;

fn setting(name: &str, otherwise: usize) -> usize {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

/// The script as an expression; `None` if it grows beyond what is allowed.
fn read(text: &str, scope: &Scope) -> Option<Rule> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add(SourceFile::new("script", text));
    let condition = Condition {
        text: text.to_owned(),
        map: TextMap::plain(file, text.len()),
        span: Span::new(FileId(0), 0, text.len()),
        script: None,
    };
    let mut cx = Context {
        sources: &sources,
        diagnostics: &mut diagnostics,
    };
    let rule = lower(&condition, scope, &mut cx);
    let all = diagnostics.sorted(&sources);
    assert!(
        rule.is_some() || all.iter().any(|found| found.code.as_str().starts_with("expression-")),
        "{text}: {all:?}"
    );
    rule
}

fn answers(rule: &Rule, frame: &DataFrame) -> Vec<Literal> {
    let answered = frame
        .clone()
        .lazy()
        .with_columns([compile(rule, ZONE).cast(data_type(rule.ty)).alias("answer")])
        .select([col("answer")])
        .collect()
        .unwrap();
    let answers = answered.column("answer").unwrap();
    let value = |row| match answers.get(row).unwrap() {
        AnyValue::Null => Literal::Unknown,
        AnyValue::Boolean(value) => Literal::Bool(value),
        AnyValue::Int64(value) => Literal::Int(value),
        AnyValue::Float64(value) => Literal::Float(value),
        AnyValue::String(value) => Literal::Text(value.to_owned()),
        AnyValue::StringOwned(value) => Literal::Text(value.to_string()),
        AnyValue::Date(value) => Literal::Date(uptake_engine::calendar::date(value)),
        other => panic!("{other:?}"),
    };
    (0..answers.len()).map(value).collect()
}

/// To the bit, but that all NaN are one.
fn same(a: &Literal, b: &Literal) -> bool {
    match (a, b) {
        (Literal::Float(a), Literal::Float(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        _ => a == b,
    }
}

#[test]
fn a_script_gives_the_same_answer_by_columns_as_in_the_interpreter() {
    let (cases, start) = (setting("UPTAKE_CASES", 5_000), setting("UPTAKE_SEED", 0));
    let mut scope = Scope::new("the row");
    for (name, ty) in COLUMNS {
        scope.add(*name, *ty);
    }
    let scope = scope.over_periods();
    let (mut compared, mut known, mut seed) = (0, 0, start as u64);
    while compared < cases {
        seed += 1;
        let mut random = Random(seed);
        let script = script(&mut random);
        let (text, forced) = (script.text(), script.forced());
        let (Some(compiled), Some(interpreted)) = (read(&text, &scope), read(&forced, &scope)) else {
            continue;
        };
        let ExprKind::Script(interpreted, inputs) = &interpreted.kind else {
            panic!("{forced} isn't interpreted");
        };
        let rows: Vec<Vec<Literal>> = (0..ROWS)
            .map(|_| COLUMNS.iter().map(|(_, ty)| value(*ty, &mut random)).collect())
            .collect();
        let columns = COLUMNS.iter().enumerate().map(|(at, (name, ty))| {
            let values: Vec<Literal> = rows.iter().map(|row| row[at].clone()).collect();
            column(name, *ty, &values)
        });
        let frame = DataFrame::new(ROWS, columns.collect()).unwrap();
        let found = answers(&compiled, &frame);
        let interpreted = uptake_script::Script::new(&interpreted.with_type(compiled.ty));
        let mut runner = interpreted.runner(ZONE);
        for (row, found) in rows.iter().zip(found) {
            let input = |input: &Rule| match &input.kind {
                ExprKind::Column(name) => row[COLUMNS.iter().position(|(known, _)| known == name).unwrap()].clone(),
                other => panic!("{other:?}"),
            };
            let answer = runner.answer(&inputs.iter().map(input).collect::<Vec<_>>());
            assert!(
                answer.fault.is_none() && same(&found, &answer.value),
                "UPTAKE_SEED={}: {text}\nby columns {found:?}\ninterpreted {answer:?}\nfor {row:?}",
                seed - 1
            );
            compared += 1;
            known += usize::from(found != Literal::Unknown);
        }
    }
    println!("{compared} answers compared, {known} of them known");
    assert!(known * 10 > compared, "only {known} of {compared} are known");
}
