//! Functions of groups: every example is computed, unknown rows change nothing, and every statistic is offered.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

use std::collections::BTreeSet;
use uptake_rules::expr::group::given::{Answer, Column, Given, Lack, Taken};
use uptake_rules::expr::group::{Argument, ColumnKind, Compute, Example, GroupFunction, group_functions};
use uptake_rules::value::{Literal, Type};

/// The values of a text: of the group, and of other groups.
fn values(text: &str) -> (Vec<Option<&str>>, Vec<Option<&str>>) {
    let (own, others) = text.split_once('|').unwrap_or((text, ""));
    (several(own), several(others))
}

fn several(text: &str) -> Vec<Option<&str>> {
    let repeated = text.split_whitespace().flat_map(|word| {
        let (word, times) = word.split_once('*').unwrap_or((word, "1"));
        std::iter::repeat_n(word, times.parse().unwrap())
    });
    repeated.map(|word| (word != "?").then_some(word)).collect()
}

fn column(kind: ColumnKind, values: &[Option<&str>]) -> Column {
    match kind {
        ColumnKind::Truths => Column::Truths(values.iter().map(|value| value.map(|v| v.parse().unwrap())).collect()),
        ColumnKind::Numbers => Column::Numbers(values.iter().map(|value| value.map(|v| v.parse().unwrap())).collect()),
        ColumnKind::Texts => Column::Texts(values.iter().map(|value| value.map(str::to_owned)).collect()),
    }
}

fn number(text: &str) -> Literal {
    match text {
        "?" => Literal::Unknown,
        _ => Literal::Float(text.parse().unwrap()),
    }
}

/// A call that can be changed.
struct Call {
    columns: Vec<Option<Column>>,
    values: Vec<Literal>,
    own: usize,
    whole: usize,
    periods: usize,
}

impl Call {
    fn of(function: &GroupFunction, example: &Example) -> Self {
        let arguments = function.arguments();
        assert_eq!(arguments.len(), example.arguments.len(), "{function:?}");
        let (mut own, mut whole) = (example.rows, example.rows);
        let mut columns = Vec::new();
        let mut literals = Vec::new();
        for (argument, text) in arguments.iter().zip(example.arguments) {
            let Some(kind) = argument.column() else {
                columns.push(None);
                literals.push(number(text));
                continue;
            };
            let (mut all, others) = values(text);
            own = all.len();
            all.extend(others);
            assert!(
                whole == 0 || whole == all.len(),
                "{function:?}: columns of unequal length"
            );
            whole = all.len();
            columns.push(Some(column(kind, &all)));
            literals.push(Literal::Unknown);
        }
        assert!(own.is_multiple_of(example.periods), "{function:?}: whole entities");
        Self {
            columns,
            values: literals,
            own,
            whole,
            periods: example.periods,
        }
    }

    fn answer(&self, function: &GroupFunction) -> Answer {
        let Compute::Group(form) = function.compute else {
            panic!("{function:?} isn't of one group")
        };
        let whole: Vec<usize> = (0..self.whole).collect();
        let arguments: Vec<Taken<'_>> = self
            .columns
            .iter()
            .zip(&self.values)
            .map(|(column, value)| match column {
                Some(column) => Taken::Rows(column),
                None => Taken::Value(value.clone()),
            })
            .collect();
        let given = Given {
            rows: &whole[..self.own],
            whole: &whole,
            periods: self.periods,
            arguments: &arguments,
        };
        form.answer(&given).expect("the arguments that the function takes")
    }
}

fn agrees(function: &GroupFunction, found: &Answer, expected: &str) -> bool {
    let near = |found: f64| {
        let expected: f64 = expected.parse().unwrap();
        (found - expected).abs() <= 1e-9 * expected.abs() + 2e-15
    };
    match found {
        Err(lack) => expected == "?" && *lack == Lack::Requirement,
        Ok(Literal::Float(found)) => function.ty == Type::Float && expected != "?" && near(*found),
        Ok(Literal::Int(found)) => function.ty == Type::Int && found.to_string() == expected,
        Ok(Literal::Bool(found)) => function.ty == Type::Bool && found.to_string() == expected,
        Ok(_) => false,
    }
}

/// Functions of one group, with their examples.
fn examples() -> impl Iterator<Item = (&'static GroupFunction, &'static Example)> {
    let of_one = group_functions().filter(|function| matches!(function.compute, Compute::Group(_)));
    of_one.flat_map(|function| function.examples.iter().map(move |example| (function, example)))
}

#[test]
fn every_example_is_so() {
    let mut wrong = Vec::new();
    for (function, example) in examples() {
        let found = Call::of(function, example).answer(function);
        if !agrees(function, &found, example.gives) {
            wrong.push(format!(
                "{function:?} of {:?} gives {found:?}, not {}",
                example.arguments, example.gives
            ));
        }
    }
    for function in group_functions() {
        let Compute::Groups(form) = function.compute else {
            continue;
        };
        for example in function.examples {
            let numbers: Vec<Option<f64>> = several(example.arguments[0])
                .iter()
                .map(|number| number.map(|number| number.parse().unwrap()))
                .collect();
            let found = form.answers(&numbers);
            let expected: Vec<&str> = example.gives.split_whitespace().collect();
            assert_eq!(found.len(), expected.len(), "{function:?}");
            for ((found, expected), number) in found.iter().zip(expected).zip(&numbers) {
                let unknown = number.is_none() && *found == Err(Lack::Argument(0));
                let right = if unknown {
                    expected == "?"
                } else {
                    agrees(function, found, expected)
                };
                if !right {
                    wrong.push(format!("{function:?} gives {found:?}, not {expected}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_function_has_an_answer_in_an_example_and_shows_what_it_requires() {
    for function in group_functions() {
        if function.names_a_rule().is_some() {
            continue;
        }
        let unmet = |example: &Example| example.gives.split(' ').all(|gives| gives == "?");
        assert!(function.examples.iter().any(|example| !unmet(example)), "{function:?}");
        assert_eq!(
            function.examples.iter().any(unmet),
            !function.requires.is_empty(),
            "{function:?}: an example of what it requires"
        );
        assert!(!function.about.is_empty(), "{function:?}");
    }
}

#[test]
fn a_row_of_which_an_argument_is_unknown_is_left_out() {
    let mut asked = 0;
    for (function, example) in examples() {
        let call = Call::of(function, example);
        let answer = call.answer(function);
        let over_rows = function
            .arguments()
            .iter()
            .filter(|argument| argument.over_rows())
            .count();
        // Another row at the end, with one argument unknown and the others those of the first row.
        for unknown in 0..over_rows {
            if example.periods > 1 || call.own < call.whole {
                continue;
            }
            let mut longer = Call::of(function, example);
            for (at, column) in longer.columns.iter_mut().enumerate() {
                match column {
                    Some(Column::Truths(values)) => values.push(values[0].filter(|_| at != unknown)),
                    Some(Column::Numbers(values)) => values.push(values[0].filter(|_| at != unknown)),
                    Some(Column::Texts(values)) => {
                        let first = values[0].clone();
                        values.push(first.filter(|_| at != unknown));
                    }
                    None => {}
                }
            }
            (longer.own, longer.whole) = (longer.own + 1, longer.whole + 1);
            assert_eq!(
                longer.answer(function),
                answer,
                "{function:?} with a row that isn't known whole"
            );
            asked += 1;
        }
    }
    assert!(asked > 100, "only {asked} asked");
}

#[test]
fn nothing_known_and_an_unknown_value_are_told_apart() {
    for (function, example) in examples() {
        let mut call = Call::of(function, example);
        for at in 0..call.values.len() {
            if call.columns[at].is_none() {
                let known = std::mem::replace(&mut call.values[at], Literal::Unknown);
                assert_eq!(call.answer(function), Err(Lack::Argument(at)), "{function:?}");
                call.values[at] = known;
            }
        }
        if call.columns.iter().all(Option::is_none) {
            continue;
        }
        let expected = match function.name {
            "known" => Ok(Literal::Int(0)),
            _ => Err(Lack::Nothing),
        };
        for column in call.columns.iter_mut().flatten() {
            let unknown = vec![None; call.whole];
            *column = self::column(column.kind(), &unknown);
        }
        assert_eq!(call.answer(function), expected, "{function:?}");
        // The same with no row at all.
        call.own = 0;
        assert_eq!(call.answer(function), expected, "{function:?}");
    }
}

#[test]
fn arguments_that_a_function_does_not_take_are_an_error_and_not_unknown() {
    for function in group_functions() {
        let Compute::Group(form) = function.compute else {
            continue;
        };
        if function.arguments().is_empty() {
            continue;
        }
        let given = Given {
            rows: &[],
            whole: &[],
            periods: 1,
            arguments: &[],
        };
        assert!(form.answer(&given).is_err(), "{function:?}");
    }
}

#[test]
fn no_two_functions_have_the_same_name_and_number_of_arguments() {
    let mut seen = BTreeSet::new();
    for function in group_functions() {
        assert!(seen.insert((function.name, function.parameters.len())), "{function:?}");
        assert!(uptake_rules::expr::is_name(function.name), "{function:?}");
        if function.over_groups() {
            assert_eq!(function.arguments(), [Argument::Each]);
        }
    }
}

#[test]
fn functions_that_go_from_period_to_period_need_periods_which_rows_of_a_table_have_not() {
    let needy: BTreeSet<&str> = group_functions()
        .filter(|function| function.needs_periods())
        .map(|function| function.name)
        .collect();
    let expected = [
        "earlier",
        "entities",
        "later",
        "mann_kendall",
        "mix_shift",
        "mix_shift_entities",
        "mix_shift_p",
        "mix_shift_periods",
        "periods",
        "slope",
        "slope_error",
        "slope_p",
        "steady",
        "theil_sen",
        "wobble",
    ];
    assert_eq!(needy, BTreeSet::from(expected));
}

/// Statistics that no function of checks offers, with the reason. None at present.
const NOT_OFFERED: &[(&str, &str)] = &[];

#[test]
fn every_statistic_is_offered_by_a_function_of_groups() {
    let offered: BTreeSet<&str> = group_functions()
        .flat_map(|function| function.statistics)
        .copied()
        .collect();
    let excused: BTreeSet<&str> = NOT_OFFERED.iter().map(|(name, _)| *name).collect();
    let listed: BTreeSet<&str> = uptake_statistics::catalog().map(|entry| entry.name).collect();
    assert_eq!(&offered | &excused, listed);
    assert!(offered.is_disjoint(&excused));
}

/// Functions whose examples have no figure of a library: they put several statistics together.
const OF_OUR_OWN: &[&str] = &["standardised_difference", "steady"];

#[test]
fn the_examples_of_statistics_have_the_figures_of_the_libraries() {
    let figures: serde_json::Value =
        serde_json::from_str(include_str!("../../uptake-statistics/tests/figures.json")).unwrap();
    for function in group_functions() {
        if function.statistics.is_empty() || OF_OUR_OWN.contains(&function.name) {
            continue;
        }
        let known: Vec<f64> = figures["cases"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|case| function.statistics.contains(&case["function"].as_str().unwrap()))
            .flat_map(|case| numbers(&case["expect"]))
            .collect();
        let scale = if function.unit.starts_with("in percent") {
            100.0
        } else {
            1.0
        };
        let first = function.examples[0].gives.split(' ').next().unwrap();
        let gives: f64 = match first {
            "true" => 1.0,
            _ => first.parse().unwrap(),
        };
        let near = |known: &f64| (scale * known - gives).abs() <= 1e-9 * gives.abs();
        assert!(known.iter().any(near), "{function:?}: no library says {first}");
    }
}

fn numbers(value: &serde_json::Value) -> Vec<f64> {
    match value {
        serde_json::Value::Number(number) => vec![number.as_f64().unwrap()],
        serde_json::Value::Bool(truth) => vec![f64::from(u8::from(*truth))],
        serde_json::Value::Array(parts) => parts.iter().flat_map(numbers).collect(),
        _ => Vec::new(),
    }
}
