//! Every road gives one answer: an expression compiled for columns, and the same read row by row.
//!
//! Random typed expressions meet rows with unknowns, extreme whole numbers, NaN and the infinite, empty and odd texts, and
//! days at the ends of the calendar. `UPTAKE_CASES` says how many expressions, `UPTAKE_SEED` where to start.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

mod support;

use polars::prelude::*;
use std::collections::BTreeMap;
use support::{COLUMNS, Random, typed, value, written};
use uptake_engine::compile::literal::column;
use uptake_engine::compile::{compile, data_type};
use uptake_rules::expr::{Expr as Rule, evaluate};
use uptake_rules::value::{Literal, Type};

const ZONE: &str = "Europe/Berlin";
const DEPTH: usize = 5;
const ROWS: usize = 48;

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

type Row = BTreeMap<&'static str, Literal>;

fn rows(random: &mut Random, count: usize) -> Vec<Row> {
    (0..count)
        .map(|_| COLUMNS.iter().map(|(name, ty)| (*name, value(random, *ty))).collect())
        .collect()
}

fn frame(rows: &[Row]) -> DataFrame {
    let columns = COLUMNS
        .iter()
        .map(|(name, ty)| {
            let values: Vec<Literal> = rows.iter().map(|row| row[name].clone()).collect();
            column(name, *ty, &values)
        })
        .collect();
    DataFrame::new(rows.len(), columns).unwrap()
}

/// The answers of the compiled expression.
fn compiled(rule: &Rule, frame: &DataFrame) -> Result<Vec<Literal>, String> {
    let answered = frame
        .clone()
        .lazy()
        .with_columns([compile(rule, ZONE).alias("\u{1}answer")])
        .select([col("\u{1}answer")])
        .collect()
        .map_err(|error| error.to_string().chars().take(400).collect::<String>())?;
    let answers = answered.column("\u{1}answer").unwrap();
    if *answers.dtype() != data_type(rule.ty) {
        return Err(format!("it is of type {}, not {:?}", answers.dtype(), rule.ty));
    }
    let value = |row| match answers.get(row).unwrap() {
        AnyValue::Null => Literal::Unknown,
        AnyValue::Boolean(value) => Literal::Bool(value),
        AnyValue::Int64(value) => Literal::Int(value),
        AnyValue::Float64(value) => Literal::Float(value),
        AnyValue::String(value) => Literal::Text(value.to_owned()),
        AnyValue::StringOwned(value) => Literal::Text(value.to_string()),
        AnyValue::Date(value) => Literal::Date(uptake_engine::calendar::date(value)),
        AnyValue::Datetime(value, ..) | AnyValue::DatetimeOwned(value, ..) => Literal::Datetime(value),
        other => panic!("{other:?}"),
    };
    Ok((0..answers.len()).map(value).collect())
}

/// To the bit, but that all NaN are one.
fn same(a: &Literal, b: &Literal) -> bool {
    match (a, b) {
        (Literal::Float(a), Literal::Float(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        _ => a == b,
    }
}

/// The first disagreement between the roads, in words.
fn disagreement(rule: &Rule, rows: &[Row], frame: &DataFrame) -> Option<String> {
    let found = match compiled(rule, frame) {
        Ok(found) => found,
        Err(error) => return Some(format!("can't be computed: {error}")),
    };
    if found.len() != rows.len() {
        return Some(format!("{} answers for {} rows", found.len(), rows.len()));
    }
    rows.iter().zip(found).find_map(|(row, found)| {
        let wanted = evaluate(rule, ZONE, &mut |name| row[name].clone());
        (!same(&found, &wanted)).then(|| {
            let read: Vec<String> = rule
                .columns()
                .into_iter()
                .map(|name| format!("{name} = {:?}", row[name]))
                .collect();
            format!("by columns {found:?}, by rows {wanted:?}, where {}", read.join(", "))
        })
    })
}

#[test]
fn an_expression_gives_the_same_answer_by_columns_as_by_rows() {
    let (cases, start) = (setting("UPTAKE_CASES", 1_500), setting("UPTAKE_SEED", 1));
    let types = [
        Type::Bool,
        Type::Int,
        Type::Float,
        Type::Text,
        Type::Date,
        Type::Datetime,
    ];
    let mut known = 0usize;
    for case in start..start + cases {
        let mut random = Random(case);
        let ty = random.pick(&types);
        let depth = random.below(DEPTH) + 1;
        let rule = typed(&mut random, ty, depth);
        let height = random.pick(&[0, 1, 2, ROWS, ROWS, ROWS, ROWS]);
        let rows = rows(&mut random, height);
        let mut table = frame(&[]);
        let chunk = random.pick(&[ROWS, 5]);
        for part in rows.chunks(chunk) {
            table.vstack_mut(&frame(part)).unwrap();
        }
        if disagreement(&rule, &rows, &table).is_some() {
            // The smallest part that disagrees tells most.
            let mut parts = Vec::new();
            rule.visit(&mut |part| parts.push(part));
            let wrong = parts
                .into_iter()
                .filter(|part| disagreement(part, &rows, &table).is_some())
                .min_by_key(|part| written(part).len())
                .unwrap();
            let how = disagreement(wrong, &rows, &table).unwrap();
            panic!("UPTAKE_SEED={case}: {} {how}", written(wrong));
        }
        let value = |row: &Row| evaluate(&rule, ZONE, &mut |name| row[name].clone());
        known += rows.iter().filter(|row| value(row) != Literal::Unknown).count();
    }
    // Had everything been unknown, nothing would have been tested.
    assert!(
        cases < 100 || known > usize::try_from(cases).unwrap() * 8,
        "{known} known answers"
    );
}
