//! Every function against SciPy, statsmodels and scikit-learn (`figures.py` says how), and answers to broken arguments.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use std::collections::BTreeMap;

use serde_json::Value;
use support::{Found, Given, call};
use uptake_statistics::catalog;

const FIGURES: &str = include_str!("figures.json");

/// How far a figure may be off: a thousand-millionth of it. Where the library itself takes a difference from 1 (the p of
/// statsmodels' StratifiedTable), what is left below 1e-15 is its rounding.
const RELATIVE: f64 = 1e-9;
const ABSOLUTE: f64 = 2e-15;

struct Case {
    function: String,
    input: Vec<Given>,
    expect: Value,
    text: String,
}

fn cases() -> Vec<Case> {
    let figures: Value = serde_json::from_str(FIGURES).unwrap();
    let cases = figures["cases"].as_array().unwrap();
    cases
        .iter()
        .map(|case| Case {
            function: case["function"].as_str().unwrap().to_owned(),
            input: case["input"].as_array().unwrap().iter().map(Given::of).collect(),
            expect: case["expect"].clone(),
            text: case.to_string().chars().take(300).collect(),
        })
        .collect()
}

fn agrees(found: &Found, expect: &Value) -> bool {
    match (found, expect) {
        (Found::Unknown, Value::Null) => true,
        (Found::Truth(found), Value::Bool(expect)) => found == expect,
        (Found::Number(found), Value::Number(expect)) => {
            let expect = expect.as_f64().unwrap();
            (found - expect).abs() <= RELATIVE * expect.abs() + ABSOLUTE
        }
        (Found::List(found), Value::Array(expect)) => {
            found.len() == expect.len() && found.iter().zip(expect).all(|(found, expect)| agrees(found, expect))
        }
        _ => false,
    }
}

#[test]
fn every_figure_is_that_of_the_libraries() {
    let wrong: Vec<String> = cases()
        .iter()
        .filter_map(|case| {
            let found = call(&case.function, &case.input).expect("a function that the figures name");
            (!agrees(&found, &case.expect))
                .then(|| format!("{}\n  found {found:?}\n  expected {}", case.text, case.expect))
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} figures differ:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(40)].join("\n")
    );
}

#[test]
fn every_function_has_figures_and_cases_that_are_unknown() {
    let mut known: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for case in cases() {
        let counts = known.entry(case.function).or_default();
        if case.expect.is_null() {
            counts.1 += 1;
        } else {
            counts.0 += 1;
        }
    }
    for entry in catalog() {
        let (known, unknown) = known.remove(entry.name).unwrap_or_default();
        assert!(
            known >= 3 && unknown >= 3,
            "`{}` has {known} known figures and {unknown} unknown ones",
            entry.name
        );
    }
    assert!(known.is_empty(), "figures of no function: {:?}", known.keys());
}

/// Numbers that break careless arithmetic.
const HOSTILE: [f64; 15] = [
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    0.0,
    -0.0,
    -1.0,
    0.5,
    1.0,
    f64::EPSILON,
    1e-308,
    f64::MIN_POSITIVE / 4.0,
    1e155,
    f64::MAX,
    f64::MIN,
    9_007_199_254_740_993.0,
];

/// Functions of labels, which may be anything.
const OF_LABELS: [&str; 5] = [
    "mutual_information",
    "adjusted_mutual_information",
    "theils_u",
    "evenness",
    "label_entropy",
];

/// How many numbers are in the arguments, lists included.
fn numbers(given: &[Given]) -> usize {
    let count = |part: &Given| match part {
        Given::Number(_) => 1,
        Given::List(parts) => numbers(parts),
        _ => 0,
    };
    given.iter().map(count).sum()
}

/// Whether a number above a million is in the arguments.
fn has_large(given: &[Given]) -> bool {
    given.iter().any(|part| match part {
        Given::Number(number) => *number > 1e6,
        Given::List(parts) => has_large(parts),
        _ => false,
    })
}

/// The arguments with another number in one place, counted through all lists.
fn with(given: &[Given], place: &mut usize, number: f64) -> Vec<Given> {
    let change = |part: &Given| match part {
        Given::Number(old) => {
            let here = *place == 0;
            *place = place.wrapping_sub(1);
            Given::Number(if here { number } else { *old })
        }
        Given::List(parts) => Given::List(with(parts, place, number)),
        other => other.clone(),
    };
    given.iter().map(change).collect()
}

#[test]
fn no_number_however_hostile_makes_an_answer_that_is_none() {
    let mut asked = 0;
    for case in cases() {
        let count = numbers(&case.input);
        // Large counts take exact walks their time, and add nothing to this.
        if count > 40 || has_large(&case.input) {
            continue;
        }
        for place in 0..count {
            for number in HOSTILE {
                let mut at = place;
                let given = with(&case.input, &mut at, number);
                let found = call(&case.function, &given).unwrap();
                assert!(!found.is_broken(), "{}{given:?} gives {found:?}", case.function);
                // A label is any bits at all; everywhere else what is no finite number is refused.
                let refused = number.is_finite() || OF_LABELS.contains(&case.function.as_str());
                assert!(
                    refused || found.is_unknown(),
                    "{}{given:?} gives {found:?}",
                    case.function
                );
                asked += 1;
            }
        }
    }
    assert!(asked > 50_000, "only {asked} asked");
}

#[test]
fn all_numbers_the_same_hostile_one_make_no_answer_that_is_none() {
    fn all(given: &[Given], number: f64) -> Vec<Given> {
        let change = |part: &Given| match part {
            Given::Number(_) => Given::Number(number),
            Given::List(parts) => Given::List(all(parts, number)),
            other => other.clone(),
        };
        given.iter().map(change).collect()
    }
    for case in cases() {
        for number in HOSTILE {
            let given = all(&case.input, number);
            let found = call(&case.function, &given).unwrap();
            assert!(!found.is_broken(), "{} of {number} gives {found:?}", case.text);
        }
    }
}
