#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "a test may stop"
)]

use super::*;
use uptake_rules::source::FileId;

fn span() -> Span {
    Span::new(FileId(0), 3, 5)
}

fn fault(code: Code, message: String, limit: bool) -> Answer {
    Answer {
        value: Literal::Unknown,
        fault: Some(ScriptFault {
            code,
            message,
            span: span(),
            limit,
        }),
        printed: Vec::new(),
        operations: 1,
    }
}

fn fine(value: i64) -> Answer {
    Answer {
        value: Literal::Int(value),
        fault: None,
        printed: Vec::new(),
        operations: 1,
    }
}

/// Numbers from 0 as the only input.
fn numbers(height: usize) -> Vec<Input> {
    let numbers: Vec<i64> = (0..height as i64).collect();
    vec![Input::Int(Int64Chunked::from_vec("n".into(), numbers))]
}

fn number(row: &[Literal]) -> i64 {
    match row {
        [Literal::Int(number)] => *number,
        other => panic!("{other:?}"),
    }
}

/// Runs `answer` over rows numbered from 0, whatever the number of threads, which must make no difference.
fn outcome(height: usize, answer: impl Fn(i64) -> Answer + Sync) -> (Vec<Option<i64>>, ScriptOutcome<String>) {
    let cause = ("a loop".to_owned(), span());
    let runs: Vec<_> = [1, 2, 7]
        .into_iter()
        .map(|threads| {
            let runners = || |row: &[Literal]| answer(number(row));
            let interpreted = interpret(&numbers(height), height, threads, LONGEST, runners)
                .unwrap()
                .unwrap();
            let answers = interpreted.answers(Type::Int).unwrap();
            assert_eq!(answers.len(), height);
            let answers: Vec<Option<i64>> = answers.i64().unwrap().iter().collect();
            let place = |row: usize| {
                (
                    Private::new(Kind::Name, format!("p-{}", row / 10)),
                    format!("{}", row % 10),
                )
            };
            let clear = crate::names::Disclosure::clear();
            let outcome = interpreted.outcome("active", &cause, &place);
            (answers, outcome.map(&mut |text| clear.over(&[]).write(&text)))
        })
        .collect();
    assert_eq!(runs[0], runs[1]);
    assert_eq!(runs[0], runs[2]);
    runs.into_iter().next().unwrap()
}

#[test]
fn rows_are_answered_in_order_and_faults_are_counted_with_the_first_of_each_code() {
    let (answers, outcome) = outcome(5_200, |number| match number % 1_000 {
        17 => fault(Code::ScriptFailed, format!("failed on {number}"), false),
        18 | 19 => fault(Code::ScriptOperations, format!("too slow on {number}"), true),
        _ => fine(number * 2),
    });
    for (row, answer) in answers.iter().enumerate() {
        let wanted = if (17..20).contains(&(row % 1_000)) {
            None
        } else {
            Some(row as i64 * 2)
        };
        assert_eq!(*answer, wanted, "{row}");
    }
    assert_eq!((outcome.rows, outcome.unknown, outcome.not_tried), (5_200, 18, 0));
    let told: Vec<_> = outcome
        .faults
        .iter()
        .map(|fault| {
            (
                fault.code.as_str(),
                fault.rows,
                fault.entity.as_str(),
                fault.period.as_str(),
                fault.message.as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("script-operations", 12, "p-1", "8", "too slow on 18"),
            ("script-failed", 6, "p-1", "7", "failed on 17"),
        ]
    );
}

#[test]
fn after_a_hundred_answers_stopped_at_a_limit_the_other_rows_are_not_tried() {
    // Every third row is stopped; the hundredth of them is row 297.
    let (answers, outcome) = outcome(20_000, |number| match number % 3 {
        0 => fault(Code::ScriptOperations, "too much".to_owned(), true),
        1 => fault(Code::ScriptFailed, "failed".to_owned(), false),
        _ => Answer {
            printed: vec![Printed {
                text: format!("row {number}"),
                span: span(),
            }],
            ..fine(number)
        },
    });
    assert_eq!((outcome.rows, outcome.not_tried, outcome.unknown), (298, 19_702, 199));
    for (row, answer) in answers.iter().enumerate() {
        let wanted = (row < 298 && row % 3 == 2).then_some(row as i64);
        assert_eq!(*answer, wanted, "{row}");
    }
    let counts: Vec<_> = outcome
        .faults
        .iter()
        .map(|fault| (fault.code.as_str(), fault.rows))
        .collect();
    assert_eq!(counts, [("script-operations", 100), ("script-failed", 99)]);
    assert_eq!(outcome.printed.len(), 20);
    assert_eq!(outcome.printed[19].text, "row 59");
    assert_eq!(outcome.not_kept, 79);
}

#[test]
fn limits_met_far_apart_are_counted_over_all_blocks() {
    // One in each block, the last row of it; the hundredth is the last row of the hundredth block.
    let block = BLOCK as i64;
    let (answers, outcome) = outcome(150 * BLOCK, |number| {
        if number % block == block - 1 {
            fault(Code::ScriptOperations, "too much".to_owned(), true)
        } else {
            fine(number)
        }
    });
    assert_eq!(outcome.rows as usize, 100 * BLOCK);
    assert_eq!(outcome.not_tried as usize, 50 * BLOCK);
    assert_eq!(answers[100 * BLOCK - 2], Some(100 * block - 2));
    assert!(answers[100 * BLOCK..].iter().all(Option::is_none));
}

#[test]
fn a_cube_without_rows_and_a_script_without_inputs_are_no_trouble() {
    let (answers, outcome) = outcome(0, |_| fine(1));
    assert_eq!((answers.len(), outcome.rows), (0, 0));
    let runners = || |row: &[Literal]| fine(row.len() as i64);
    let interpreted = interpret(&[], 3, 2, LONGEST, runners).unwrap().unwrap();
    let answers = interpreted.answers(Type::Int).unwrap();
    assert_eq!(answers.i64().unwrap().iter().flatten().collect::<Vec<_>>(), [0, 0, 0]);
}

#[test]
fn a_script_sees_the_values_of_its_inputs_with_their_types() {
    let values = [
        (Type::Bool, Literal::Bool(true)),
        (Type::Int, Literal::Int(i64::MIN)),
        (Type::Float, Literal::Float(f64::INFINITY)),
        (Type::Text, Literal::Text("é".to_owned())),
        (Type::Date, Literal::Date(jiff::civil::Date::constant(2026, 2, 15))),
        (Type::Datetime, Literal::Datetime(-1)),
        (Type::Unknown, Literal::Unknown),
    ];
    for (ty, value) in values {
        let column = literal::column("x", ty, &[value.clone(), Literal::Unknown]);
        let input = Input::of(&column, ty).unwrap();
        assert_eq!((input.value(0), input.value(1)), (value, Literal::Unknown));
    }
}

#[test]
fn rows_after_the_one_with_which_the_operations_of_a_run_are_used_up_are_not_tried() {
    // Each row takes more than a row may on average, by a thousandth of what all may: so 999 rows are enough.
    let rows = 1_500;
    let each = budget(rows) / 999 + 1;
    let (answers, outcome) = outcome(rows, |number| Answer {
        operations: each,
        ..fine(number)
    });
    assert_eq!((outcome.rows, outcome.not_tried, outcome.unknown), (999, 501, 0));
    assert_eq!(outcome.why_not_tried, Some(NotTried::Operations));
    assert!(answers[..999].iter().all(Option::is_some) && answers[999..].iter().all(Option::is_none));
}

#[test]
fn one_row_that_takes_much_is_made_up_for_by_the_others() {
    let (answers, outcome) = outcome(3_000, |number| Answer {
        operations: if number == 7 { 100_000 } else { 9_900 },
        ..fine(number)
    });
    assert_eq!((outcome.rows, outcome.why_not_tried), (3_000, None));
    assert!(answers.iter().all(Option::is_some));
}

#[test]
fn a_script_that_takes_too_long_ends_the_run_and_makes_no_row_unknown() {
    let runners = || |row: &[Literal]| fine(number(row));
    for threads in [1, 2, 7] {
        let late = interpret(&numbers(3_000), 3_000, threads, Duration::ZERO, runners).unwrap();
        assert!(late.is_none());
    }
}
