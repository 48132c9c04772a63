//! A chain that is taken apart has the answers of the chain as it stands.

use super::super::evaluate::evaluate;
use super::column;
use crate::compile::{compile, data_type};
use crate::panel::Panel;
use polars::prelude::*;
use proptest::prelude::*;
use uptake_rules::Span;
use uptake_rules::expr::{Binary, Expr as Rule, ExprKind};
use uptake_rules::value::{Literal, Type};

fn rule(kind: ExprKind, ty: Type) -> Rule {
    let span = Span::new(uptake_rules::FileId(0), 0, 0);
    Rule { kind, ty, span }
}

fn of(name: &str, ty: Type) -> Rule {
    rule(ExprKind::Column(name.to_owned()), ty)
}

/// A condition: of a team, of a day, of a truth, or of a number, by which no two rows have to be alike.
fn condition() -> impl Strategy<Value = Rule> {
    let compare = |op, name: &str, literal: Literal, ty| {
        let sides = [of(name, ty), rule(ExprKind::Literal(literal), ty)].map(Box::new);
        let [left, right] = sides;
        rule(ExprKind::Binary(op, left, right), Type::Bool)
    };
    prop_oneof![
        6 => (0..6_u8).prop_map(move |n| compare(Binary::Equal, "team", Literal::Text(format!("t{n}")), Type::Text)),
        2 => (0..4_i8).prop_map(move |n| {
            let day = jiff::civil::Date::constant(2026, 1, 5 + n);
            compare(Binary::GreaterEqual, "day", Literal::Date(day), Type::Date)
        }),
        2 => Just(of("sure", Type::Bool)),
        1 => (0..9_i64).prop_map(move |n| compare(Binary::Less, "n", Literal::Int(n), Type::Int)),
    ]
}

fn chain() -> impl Strategy<Value = Rule> {
    let value = || {
        (0..4_i64).prop_map(|n| {
            let sides = [of("n", Type::Int), rule(ExprKind::Literal(Literal::Int(n)), Type::Int)];
            let [left, right] = sides.map(Box::new);
            rule(ExprKind::Binary(Binary::GreaterEqual, left, right), Type::Bool)
        })
    };
    (prop::collection::vec((condition(), value()), 0..8), value()).prop_map(|(links, last)| {
        links.into_iter().rev().fold(last, |below, (condition, value)| {
            let [condition, value, below] = [condition, value, below].map(Box::new);
            rule(ExprKind::If(condition, value, below), Type::Bool)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn each_row_has_the_value_of_the_first_condition_that_holds(
        chain in chain(),
        rows in prop::collection::vec((prop::option::of(0..6_u8), prop::option::of(0..4_i32), any::<Option<bool>>(), prop::option::of(0..9_i64)), 0..200),
    ) {
        let texts: Vec<Option<String>> = rows.iter().map(|row| row.0.map(|n| format!("t{n}"))).collect();
        let days: Int32Chunked = rows.iter().map(|row| row.1.map(|n| 20_458 + n)).collect();
        let frame = df!(
            "team" => texts,
            "day" => days.into_series().cast(&DataType::Date).unwrap(),
            "sure" => rows.iter().map(|row| row.2).collect::<Vec<_>>(),
            "n" => rows.iter().map(|row| row.3).collect::<Vec<_>>(),
        ).unwrap();
        let whole = evaluate(&frame, compile(&chain, "UTC").cast(data_type(Type::Bool)), "found").unwrap();
        if let Some(found) = column(&Panel::of(frame.clone()), &chain, Type::Bool, "found", "UTC").unwrap() {
            let (whole, found) = (whole.as_materialized_series(), found.as_materialized_series());
            prop_assert!(whole.equals_missing(found), "{whole:?} {found:?}");
        }
    }
}

#[test]
fn a_chain_of_thousands_is_taken_apart_though_no_two_rows_are_alike() {
    let long = |links: usize| {
        let last = rule(ExprKind::Literal(Literal::Int(-1)), Type::Int);
        (0..links).rev().fold(last, |below, link| {
            let [left, right] = [
                of("team", Type::Text),
                rule(ExprKind::Literal(Literal::Text(format!("t{link}"))), Type::Text),
            ]
            .map(Box::new);
            let condition = rule(ExprKind::Binary(Binary::Equal, left, right), Type::Bool);
            let value = rule(ExprKind::Literal(Literal::Int(i64::try_from(link).unwrap())), Type::Int);
            rule(
                ExprKind::If(Box::new(condition), Box::new(value), Box::new(below)),
                Type::Int,
            )
        })
    };
    let frame = df!("team" => [Some("t2999"), Some("t0"), Some("nobody"), None]).unwrap();
    let found = column(&Panel::of(frame.clone()), &long(3_000), Type::Int, "found", "UTC")
        .unwrap()
        .unwrap();
    let numbers: Vec<Option<i64>> = found.i64().unwrap().iter().collect();
    assert_eq!(numbers, [Some(2_999), Some(0), Some(-1), None]);
}
