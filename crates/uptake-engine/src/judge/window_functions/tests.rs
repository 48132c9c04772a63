#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a test may stop"
)]

use super::*;
use crate::compile::literal::column;
use proptest::prelude::*;
use uptake_rules::value::Literal;

fn values(answers: &Series) -> Vec<Literal> {
    let value = |row| match answers.get(row).unwrap() {
        AnyValue::Boolean(value) => Literal::Bool(value),
        AnyValue::Int64(value) => Literal::Int(value),
        AnyValue::Float64(value) => Literal::Float(value),
        AnyValue::String(value) => Literal::Text(value.to_owned()),
        AnyValue::Date(value) => Literal::Date(crate::calendar::date(value)),
        AnyValue::Datetime(value, ..) => Literal::Datetime(value),
        _ => Literal::Unknown,
    };
    (0..answers.len()).map(value).collect()
}

fn found(window: Window, operand: &[Literal], ty: Type, periods: usize) -> Vec<Literal> {
    let operand = column("operand", ty, operand);
    let answers = answers(window, operand.as_materialized_series(), ty, periods).unwrap();
    assert_eq!(*answers.dtype(), data_type(window.result(ty)), "{window:?} of {ty:?}");
    values(&answers)
}

fn least_or_greatest(known: &[&Literal], greatest: bool) -> Literal {
    let mut best = known[0];
    for value in known {
        let above = match (value, best) {
            (Literal::Float(a), Literal::Float(b)) => {
                if b.is_nan() {
                    continue;
                }
                if a.is_nan() {
                    best = value;
                    continue;
                }
                a.partial_cmp(b)
            }
            (Literal::Bool(a), Literal::Bool(b)) => a.partial_cmp(b),
            (Literal::Int(a), Literal::Int(b)) => a.partial_cmp(b),
            (Literal::Text(a), Literal::Text(b)) => a.partial_cmp(b),
            (Literal::Date(a), Literal::Date(b)) => a.partial_cmp(b),
            (Literal::Datetime(a), Literal::Datetime(b)) => a.partial_cmp(b),
            _ => None,
        };
        let wanted = if greatest {
            std::cmp::Ordering::Greater
        } else {
            std::cmp::Ordering::Less
        };
        if above == Some(wanted) {
            best = value;
        }
    }
    best.clone()
}

/// The answer for the last of an entity's periods so far, as the language's own words have it.
fn plainly(window: Window, record: &[Literal]) -> Literal {
    let holds = |value: &Literal| match value {
        Literal::Bool(holds) => Some(*holds),
        _ => None,
    };
    let whole = |count: usize| Literal::Int(i64::try_from(count).unwrap());
    match window {
        Window::Lag(back) => record
            .iter()
            .rev()
            .nth(back as usize)
            .cloned()
            .unwrap_or(Literal::Unknown),
        Window::First => {
            let known = record.iter().find(|value| **value != Literal::Unknown);
            known.cloned().unwrap_or(Literal::Unknown)
        }
        Window::Streak => {
            let ends = record.iter().rev().position(|value| holds(value) != Some(true));
            match ends {
                None => whole(record.len()),
                Some(back) => match holds(&record[record.len() - 1 - back]) {
                    None => Literal::Unknown,
                    Some(_) => whole(back),
                },
            }
        }
        Window::Since => {
            let met = record.iter().rev().position(|value| holds(value) != Some(false));
            match met {
                Some(back) if holds(&record[record.len() - 1 - back]) == Some(true) => whole(back),
                _ => Literal::Unknown,
            }
        }
        Window::Last(last) => {
            let window = &record[record.len().saturating_sub(last.periods as usize)..];
            let known: Vec<&Literal> = window.iter().filter(|value| **value != Literal::Unknown).collect();
            if last.take == Take::Known {
                return whole(known.len());
            }
            if known.len() < last.least as usize {
                return Literal::Unknown;
            }
            let floats = || {
                known.iter().filter_map(|value| match value {
                    Literal::Float(value) => Some(*value),
                    _ => None,
                })
            };
            let exact: i128 = known
                .iter()
                .map(|value| match value {
                    Literal::Int(value) => i128::from(*value),
                    _ => 0,
                })
                .sum();
            let of_wholes = matches!(known[0], Literal::Int(_));
            match last.take {
                Take::Known => Literal::Unknown,
                Take::Count => whole(known.iter().filter(|value| holds(value) == Some(true)).count()),
                Take::Sum if of_wholes => i64::try_from(exact).map_or(Literal::Unknown, Literal::Int),
                Take::Sum => total(&floats().collect::<Vec<_>>(), 1.0),
                Take::Mean if of_wholes => Literal::Float(divided(exact, known.len() as i128)),
                Take::Mean => total(&floats().collect::<Vec<_>>(), known.len() as f64),
                Take::Min => least_or_greatest(&known, false),
                Take::Max => least_or_greatest(&known, true),
            }
        }
    }
}

/// A quotient by its digits, of which there are enough for a divisor below ten.
fn divided(number: i128, divisor: i128) -> f64 {
    let (whole, rest) = (number.abs() / divisor, number.abs() % divisor);
    let sign = if number < 0 { "-" } else { "" };
    let answer: f64 = format!("{sign}{whole}.{:030}", rest * 10_i128.pow(30) / divisor)
        .parse()
        .unwrap();
    answer + 0.0
}

/// Floats added digit by digit, rounded once, and divided; unknown where finite ones give nothing finite.
fn total(floats: &[f64], divisor: f64) -> Literal {
    if !floats.iter().all(|float| float.is_finite()) {
        return Literal::Float(floats.iter().fold(0.0, |sum, float| sum + float) / divisor);
    }
    let large = by_digits(floats.iter().copied()).is_infinite();
    // A sum beyond the largest float may have a mean.
    let unit = if large { 2f64.powi(64) } else { 1.0 };
    let answer = by_digits(floats.iter().map(|float| float / unit)) / divisor * unit;
    match answer.is_finite() && (divisor > 1.0 || !large) {
        true => Literal::Float(answer + 0.0),
        false => Literal::Unknown,
    }
}

/// The sum of floats as a school does it: all digits of each, one below the other.
fn by_digits(floats: impl Iterator<Item = f64>) -> f64 {
    const PLACES: usize = 1074;
    const WIDTH: usize = PLACES + 320;
    let mut sum = [0i32; WIDTH];
    for float in floats {
        let text = format!("{:.PLACES$}", float.abs());
        let digits = text.bytes().rev().filter(u8::is_ascii_digit);
        for (place, digit) in sum.iter_mut().zip(digits) {
            let digit = i32::from(digit - b'0');
            *place += if float.is_sign_negative() { -digit } else { digit };
        }
    }
    let negative = sum
        .iter()
        .rev()
        .find(|digit| **digit != 0)
        .is_some_and(|digit| *digit < 0);
    let mut carry = 0;
    let mut digits = Vec::new();
    for (place, digit) in sum.iter().enumerate() {
        let digit = if negative { -digit } else { *digit } + carry;
        carry = digit.div_euclid(10);
        if place == PLACES {
            digits.push(b'.');
        }
        digits.push(b'0' + u8::try_from(digit.rem_euclid(10)).unwrap());
    }
    digits.reverse();
    let sum: f64 = std::str::from_utf8(&digits).unwrap().parse().unwrap();
    if negative { -sum } else { sum }
}

fn same(a: &Literal, b: &Literal) -> bool {
    match (a, b) {
        (Literal::Float(a), Literal::Float(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        _ => a == b,
    }
}

fn value(ty: Type) -> BoxedStrategy<Literal> {
    let known = match ty {
        Type::Bool => any::<bool>().prop_map(Literal::Bool).boxed(),
        Type::Int => prop_oneof![
            Just(i64::MIN),
            Just(i64::MAX),
            Just(0),
            Just(-1),
            -5..5i64,
            any::<i64>()
        ]
        .prop_map(Literal::Int)
        .boxed(),
        Type::Float => prop_oneof![
            Just(f64::NAN),
            Just(f64::INFINITY),
            Just(f64::NEG_INFINITY),
            Just(-0.0),
            -5.0..5.0,
            any::<f64>()
        ]
        .prop_map(Literal::Float)
        .boxed(),
        Type::Text => "[a-c\u{e9}]{0,2}".prop_map(Literal::Text).boxed(),
        Type::Date => (-3000..30_000i32)
            .prop_map(|day| Literal::Date(crate::calendar::date(day)))
            .boxed(),
        Type::Datetime => any::<i64>().prop_map(Literal::Datetime).boxed(),
        Type::Unknown => Just(Literal::Unknown).boxed(),
    };
    prop_oneof![1 => Just(Literal::Unknown), 3 => known].boxed()
}

fn takes(ty: Type) -> Vec<Take> {
    let mut takes = vec![Take::Known, Take::Min, Take::Max];
    match ty {
        Type::Bool => takes.push(Take::Count),
        Type::Int | Type::Float => takes.extend([Take::Sum, Take::Mean]),
        Type::Unknown => takes.extend([Take::Sum, Take::Mean, Take::Count]),
        _ => {}
    }
    takes
}

fn window(ty: Type) -> BoxedStrategy<Window> {
    let last = (1..6u32, proptest::sample::select(takes(ty)))
        .prop_flat_map(|(periods, take)| (Just(periods), 1..=periods, Just(take)))
        .prop_map(|(periods, least, take)| Window::Last(Last { periods, least, take }));
    let row = prop_oneof![(0..4u32).prop_map(Window::Lag), Just(Window::First)];
    match ty {
        Type::Bool | Type::Unknown => {
            prop_oneof![2 => last, 1 => row, 1 => Just(Window::Streak), 1 => Just(Window::Since)].boxed()
        }
        _ => prop_oneof![2 => last, 1 => row].boxed(),
    }
}

const TYPES: [Type; 7] = [
    Type::Bool,
    Type::Int,
    Type::Float,
    Type::Text,
    Type::Date,
    Type::Datetime,
    Type::Unknown,
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_window_of_every_type_agrees_with_looking_back_from_each_period(
        (ty, window, periods, operand) in proptest::sample::select(&TYPES[..]).prop_flat_map(|ty| {
            (Just(ty), window(ty), 1..8usize, 0..4usize).prop_flat_map(|(ty, window, periods, entities)| {
                (Just(ty), Just(window), Just(periods), proptest::collection::vec(value(ty), periods * entities))
            })
        })
    ) {
        let found = found(window, &operand, ty, periods);
        let wanted: Vec<Literal> = operand
            .chunks(periods)
            .flat_map(|record| (1..=record.len()).map(|upto| plainly(window, &record[..upto])))
            .collect();
        prop_assert_eq!(found.len(), wanted.len());
        for (found, wanted) in found.iter().zip(&wanted) {
            prop_assert!(same(found, wanted), "{:?} gives {:?}, not {:?}", window, found, wanted);
        }
    }
}

#[test]
fn a_sum_that_overflows_on_the_way_but_not_in_the_end_is_known() {
    let sum = Window::Last(Last {
        periods: 3,
        least: 1,
        take: Take::Sum,
    });
    let operand = [i64::MAX, 1, -2, i64::MAX].map(Literal::Int);
    assert_eq!(
        found(sum, &operand, Type::Int, 4),
        [
            Literal::Int(i64::MAX),
            Literal::Unknown,
            Literal::Int(i64::MAX - 1),
            Literal::Int(i64::MAX - 1)
        ]
    );
}

#[test]
fn the_record_of_one_entity_never_reaches_into_that_of_the_next() {
    let truths = [Some(true), Some(true), None, Some(true)].map(|truth| truth.map_or(Literal::Unknown, Literal::Bool));
    assert_eq!(
        found(Window::Streak, &truths, Type::Bool, 2),
        [Literal::Int(1), Literal::Int(2), Literal::Unknown, Literal::Unknown]
    );
    assert_eq!(
        found(Window::Lag(1), &truths, Type::Bool, 2),
        [
            Literal::Unknown,
            Literal::Bool(true),
            Literal::Unknown,
            Literal::Unknown
        ]
    );
    assert_eq!(
        found(Window::First, &truths, Type::Bool, 2),
        [
            Literal::Bool(true),
            Literal::Bool(true),
            Literal::Unknown,
            Literal::Bool(true)
        ]
    );
}
