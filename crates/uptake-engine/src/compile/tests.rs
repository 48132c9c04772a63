#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::float_cmp,
    reason = "a test stops on a surprise, and compares to the bit"
)]

use super::*;
use crate::compile::literal::column;
use jiff::civil::Date;
use uptake_rules::expr::{Function, scalar};
use uptake_rules::source::{FileId, Span};
use uptake_rules::value::Literal;

fn rule(kind: ExprKind, ty: Type) -> Rule {
    Rule {
        kind,
        ty,
        span: Span::new(FileId(0), 0, 0),
    }
}

fn constant(value: &Literal, ty: Type) -> Rule {
    rule(ExprKind::Literal(value.clone()), ty)
}

fn name(name: &str, ty: Type) -> Rule {
    rule(ExprKind::Column(name.to_owned()), ty)
}

/// The answer of each row.
fn answers(rule: &Rule, frame: DataFrame) -> Vec<Literal> {
    let answer = frame
        .lazy()
        .with_columns([compile(rule, "Europe/Berlin").alias("answer")])
        .select([col("answer")])
        .collect()
        .unwrap();
    let answer = answer.column("answer").unwrap();
    assert_eq!(*answer.dtype(), data_type(rule.ty), "{rule:?}");
    let value = |row| match answer.get(row).unwrap() {
        AnyValue::Null => Literal::Unknown,
        AnyValue::Boolean(value) => Literal::Bool(value),
        AnyValue::Int64(value) => Literal::Int(value),
        AnyValue::Float64(value) => Literal::Float(value),
        AnyValue::String(value) => Literal::Text(value.to_owned()),
        AnyValue::StringOwned(value) => Literal::Text(value.to_string()),
        AnyValue::Date(value) => Literal::Date(crate::calendar::date(value)),
        AnyValue::Datetime(value, ..) => Literal::Datetime(value),
        other => panic!("{other:?}"),
    };
    (0..answer.len()).map(value).collect()
}

/// To the bit, but for NaN, which is one.
fn same(a: &Literal, b: &Literal) -> bool {
    match (a, b) {
        (Literal::Float(a), Literal::Float(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        _ => a == b,
    }
}

/// Checks a rule of two operands for all pairs of values: columns of one chunk, of several, of one row and of none, and
/// constants on either side and on both.
fn check(
    left: (&[Literal], Type),
    right: (&[Literal], Type),
    make: &dyn Fn(Rule, Rule) -> Rule,
    wanted: &dyn Fn(&Literal, &Literal) -> Literal,
) {
    let pairs: Vec<(Literal, Literal)> = left
        .0
        .iter()
        .flat_map(|a| right.0.iter().map(move |b| (a.clone(), b.clone())))
        .collect();
    let frame = |pairs: &[(Literal, Literal)]| {
        let side = |pick: &dyn Fn(&(Literal, Literal)) -> Literal| pairs.iter().map(pick).collect::<Vec<_>>();
        DataFrame::new(
            pairs.len(),
            vec![
                column("a", left.1, &side(&|pair| pair.0.clone())),
                column("b", right.1, &side(&|pair| pair.1.clone())),
            ],
        )
        .unwrap()
    };
    let expect = |found: Vec<Literal>, pairs: &[(Literal, Literal)], how: &str| {
        assert_eq!(found.len(), pairs.len(), "{how}");
        for (found, (a, b)) in found.iter().zip(pairs) {
            let wanted = wanted(a, b);
            assert!(
                same(found, &wanted),
                "{how}: {a:?}, {b:?} gives {found:?}, not {wanted:?}"
            );
        }
    };
    let (a, b) = (|| name("a", left.1), || name("b", right.1));
    expect(answers(&make(a(), b()), frame(&pairs)), &pairs, "columns");
    expect(answers(&make(a(), b()), frame(&[])), &[], "no rows");
    let mut chunks = frame(&[]);
    for part in pairs.chunks(5) {
        chunks.vstack_mut(&frame(part)).unwrap();
    }
    expect(answers(&make(a(), b()), chunks), &pairs, "chunks");
    // Constants of all values stand on either side below; for both sides at once some pairs tell enough.
    for pair in pairs.iter().step_by(7) {
        let one = std::slice::from_ref(pair);
        expect(answers(&make(a(), b()), frame(one)), one, "one row");
        let both = make(constant(&pair.0, left.1), constant(&pair.1, right.1));
        expect(answers(&both, frame(one)), one, "constants");
        assert_eq!(answers(&both, frame(&[])), [], "constants, no rows");
        expect(
            answers(&both, frame(&[pair.clone(), pair.clone()])),
            &[pair.clone(), pair.clone()],
            "constants, two rows",
        );
    }
    for constant_side in left.0 {
        let pairs: Vec<_> = right.0.iter().map(|b| (constant_side.clone(), b.clone())).collect();
        let made = || make(constant(constant_side, left.1), b());
        expect(answers(&made(), frame(&pairs)), &pairs, "a constant on the left");
        expect(answers(&made(), frame(&[])), &[], "a constant on the left, no rows");
    }
    for constant_side in right.0 {
        let pairs: Vec<_> = left.0.iter().map(|a| (a.clone(), constant_side.clone())).collect();
        let made = || make(a(), constant(constant_side, right.1));
        expect(answers(&made(), frame(&pairs)), &pairs, "a constant on the right");
        expect(answers(&made(), frame(&[])), &[], "a constant on the right, no rows");
    }
}

fn wholes() -> Vec<Literal> {
    let edges = [
        i64::MIN,
        i64::MIN + 1,
        -7,
        -2,
        -1,
        0,
        1,
        2,
        7,
        1 << 53,
        (1 << 53) + 1,
        i64::MAX,
    ];
    std::iter::once(Literal::Unknown)
        .chain(edges.map(Literal::Int))
        .collect()
}

fn floats() -> Vec<Literal> {
    let edges = [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        -0.0,
        0.0,
        0.5,
        -0.5,
        2.5,
        -7.25,
        f64::MAX,
        f64::MIN_POSITIVE,
        9_223_372_036_854_775_808.0,
        -9_223_372_036_854_775_808.0,
        9_007_199_254_740_992.0,
    ];
    std::iter::once(Literal::Unknown)
        .chain(edges.map(Literal::Float))
        .collect()
}

fn as_float(value: &Literal) -> Option<f64> {
    match value {
        Literal::Int(value) => Some(*value as f64),
        Literal::Float(value) => Some(*value),
        _ => None,
    }
}

const ARITHMETIC: [Binary; 5] = [
    Binary::Add,
    Binary::Subtract,
    Binary::Multiply,
    Binary::Divide,
    Binary::Remainder,
];
const COMPARISONS: [Binary; 6] = [
    Binary::Equal,
    Binary::NotEqual,
    Binary::Less,
    Binary::LessEqual,
    Binary::Greater,
    Binary::GreaterEqual,
];

fn holds<T: PartialOrd>(op: Binary, a: &T, b: &T) -> bool {
    match op {
        Binary::Equal => a == b,
        Binary::NotEqual => a != b,
        Binary::Less => a < b,
        Binary::LessEqual => a <= b,
        Binary::Greater => a > b,
        _ => a >= b,
    }
}

#[test]
fn whole_numbers_that_overflow_or_are_divided_by_zero_are_unknown() {
    let wholes = wholes();
    for op in ARITHMETIC {
        check(
            (&wholes, Type::Int),
            (&wholes, Type::Int),
            &|a, b| rule(ExprKind::Binary(op, Box::new(a), Box::new(b)), Type::Int),
            &|a, b| {
                let (Literal::Int(a), Literal::Int(b)) = (a, b) else {
                    return Literal::Unknown;
                };
                // In 128 bits nothing overflows.
                let (a, b) = (i128::from(*a), i128::from(*b));
                let exact = match op {
                    Binary::Add => a + b,
                    Binary::Subtract => a - b,
                    Binary::Multiply => a * b,
                    // The least number by -1 has no quotient in 64 bits, nor then a remainder.
                    _ if b == 0 || (a == i128::from(i64::MIN) && b == -1) => return Literal::Unknown,
                    Binary::Divide => a / b,
                    _ => a % b,
                };
                i64::try_from(exact).map_or(Literal::Unknown, Literal::Int)
            },
        );
    }
}

/// A whole number of either type by its digits; those beyond 127 bits stay behind.
fn digits(value: &Literal) -> Option<i128> {
    match value {
        Literal::Int(value) => Some((*value).into()),
        Literal::Float(value) if value.fract() == 0.0 => format!("{value:.0}").parse().ok(),
        _ => None,
    }
}

#[test]
fn floats_and_mixed_numbers_follow_ieee_754_but_are_compared_as_the_language_has_it() {
    for (left, right) in [
        ((floats(), Type::Float), (floats(), Type::Float)),
        ((wholes(), Type::Int), (floats(), Type::Float)),
        ((floats(), Type::Float), (wholes(), Type::Int)),
    ] {
        for op in ARITHMETIC {
            check(
                (&left.0, left.1),
                (&right.0, right.1),
                &|a, b| rule(ExprKind::Binary(op, Box::new(a), Box::new(b)), Type::Float),
                &|a, b| match as_float(a).zip(as_float(b)) {
                    None => Literal::Unknown,
                    Some((a, b)) => Literal::Float(match op {
                        Binary::Add => a + b,
                        Binary::Subtract => a - b,
                        Binary::Multiply => a * b,
                        Binary::Divide => a / b,
                        _ => a % b,
                    }),
                },
            );
        }
        for op in COMPARISONS {
            check(
                (&left.0, left.1),
                (&right.0, right.1),
                &|a, b| rule(ExprKind::Binary(op, Box::new(a), Box::new(b)), Type::Bool),
                &|a, b| match (as_float(a).zip(as_float(b)), digits(a).zip(digits(b))) {
                    (None, _) => Literal::Unknown,
                    // Two floats aren't, since they are equal where they differ by no more than their last digit.
                    (_, Some((one, two))) if a.ty() != b.ty() => Literal::Bool(scalar::meets(op, one.cmp(&two))),
                    (Some((a, b)), _) => Literal::Bool(scalar::compare_floats(op, a, b)),
                },
            );
        }
        for function in [Function::Min, Function::Max] {
            check(
                (&left.0, left.1),
                (&right.0, right.1),
                &|a, b| rule(ExprKind::Call(function, vec![a, b]), Type::Float),
                &|a, b| match as_float(a).zip(as_float(b)) {
                    None => Literal::Unknown,
                    Some((a, b)) => {
                        let first = if function == Function::Min { a <= b } else { a >= b };
                        Literal::Float(if first { a } else { b })
                    }
                },
            );
        }
    }
}

#[test]
fn whole_numbers_are_compared_exactly() {
    let wholes = wholes();
    for op in COMPARISONS {
        check(
            (&wholes, Type::Int),
            (&wholes, Type::Int),
            &|a, b| rule(ExprKind::Binary(op, Box::new(a), Box::new(b)), Type::Bool),
            &|a, b| match (a, b) {
                (Literal::Int(a), Literal::Int(b)) => Literal::Bool(holds(op, a, b)),
                _ => Literal::Unknown,
            },
        );
    }
    for function in [Function::Min, Function::Max] {
        check(
            (&wholes, Type::Int),
            (&wholes, Type::Int),
            &|a, b| rule(ExprKind::Call(function, vec![a, b]), Type::Int),
            &|a, b| match (a, b) {
                (Literal::Int(a), Literal::Int(b)) if function == Function::Min => Literal::Int(*a.min(b)),
                (Literal::Int(a), Literal::Int(b)) => Literal::Int(*a.max(b)),
                _ => Literal::Unknown,
            },
        );
    }
}

fn texts() -> Vec<Literal> {
    let texts = [
        "",
        " ",
        "a",
        "A",
        "ab",
        "b",
        "Straße",
        "ΌΣΟΣ",
        "ΑΣ Σ",
        "ǅ",
        "ﬀ",
        "İ",
        "\u{2003}x\u{a0}",
        "\u{1f600}e\u{301}",
        "ein langer Text, der nicht in eine Ansicht passt",
        "(a",
        ".*",
    ];
    std::iter::once(Literal::Unknown)
        .chain(texts.map(|text| Literal::Text(text.to_owned())))
        .collect()
}

#[test]
fn texts_are_joined_searched_and_compared_by_their_bytes() {
    let texts = texts();
    let both = |a: &Literal, b: &Literal| match (a, b) {
        (Literal::Text(a), Literal::Text(b)) => Some((a.clone(), b.clone())),
        _ => None,
    };
    for op in COMPARISONS {
        check(
            (&texts, Type::Text),
            (&texts, Type::Text),
            &|a, b| rule(ExprKind::Binary(op, Box::new(a), Box::new(b)), Type::Bool),
            &|a, b| {
                both(a, b).map_or(Literal::Unknown, |(a, b)| {
                    Literal::Bool(holds(op, &a.as_bytes(), &b.as_bytes()))
                })
            },
        );
    }
    check(
        (&texts, Type::Text),
        (&texts, Type::Text),
        &|a, b| rule(ExprKind::Binary(Binary::Add, Box::new(a), Box::new(b)), Type::Text),
        &|a, b| both(a, b).map_or(Literal::Unknown, |(a, b)| Literal::Text(format!("{a}{b}"))),
    );
    for function in [Function::Contains, Function::StartsWith, Function::EndsWith] {
        check(
            (&texts, Type::Text),
            (&texts, Type::Text),
            &|a, b| rule(ExprKind::Call(function, vec![a, b]), Type::Bool),
            &|a, b| {
                both(a, b).map_or(Literal::Unknown, |(a, b)| {
                    Literal::Bool(match function {
                        Function::Contains => a.contains(b.as_str()),
                        Function::StartsWith => a.starts_with(b.as_str()),
                        _ => a.ends_with(b.as_str()),
                    })
                })
            },
        );
    }
}

fn dates() -> Vec<Literal> {
    let dates = [
        Date::MIN,
        Date::constant(-1, 12, 31),
        Date::constant(1969, 12, 31),
        Date::constant(2024, 2, 29),
        Date::constant(2026, 1, 31),
        Date::constant(2026, 2, 28),
        Date::constant(2026, 3, 1),
        Date::MAX,
    ];
    std::iter::once(Literal::Unknown)
        .chain(dates.map(Literal::Date))
        .collect()
}

#[test]
fn days_and_months_between_dates_reach_over_the_whole_calendar() {
    let dates = dates();
    let check_dates = |function, wanted: &dyn Fn(Date, Date) -> i64| {
        check(
            (&dates, Type::Date),
            (&dates, Type::Date),
            &|a, b| rule(ExprKind::Call(function, vec![a, b]), Type::Int),
            &|a, b| match (a, b) {
                (Literal::Date(a), Literal::Date(b)) => Literal::Int(wanted(*a, *b)),
                _ => Literal::Unknown,
            },
        );
    };
    check_dates(Function::DaysBetween, &|a, b| i64::from(a.until(b).unwrap().get_days()));
    check_dates(Function::MonthsBetween, &|a, b| {
        let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
        let whole = months(b) - months(a);
        if b.day() < a.day() { whole - 1 } else { whole }
    });
    for op in COMPARISONS {
        check(
            (&dates, Type::Date),
            (&dates, Type::Date),
            &|a, b| rule(ExprKind::Binary(op, Box::new(a), Box::new(b)), Type::Bool),
            &|a, b| match (a, b) {
                (Literal::Date(a), Literal::Date(b)) => Literal::Bool(holds(op, a, b)),
                _ => Literal::Unknown,
            },
        );
    }
}

/// Checks a rule of one operand.
fn check_one(values: &[Literal], ty: Type, make: &dyn Fn(Rule) -> Rule, wanted: &dyn Fn(&Literal) -> Literal) {
    let ignored = [Literal::Unknown, Literal::Bool(true)];
    check((values, ty), (&ignored, Type::Bool), &|a, _| make(a), &|a, _| wanted(a));
}

#[test]
fn negating_and_cutting_numbers_leaves_nothing_out_of_range() {
    let negate = |ty| move |a| rule(ExprKind::Negate(Box::new(a)), ty);
    let call = |function, ty| move |a| rule(ExprKind::Call(function, vec![a]), ty);
    let whole = |f: fn(i64) -> Option<i64>| {
        move |value: &Literal| match value {
            Literal::Int(value) => f(*value).map_or(Literal::Unknown, Literal::Int),
            _ => Literal::Unknown,
        }
    };
    let float =
        |f: fn(f64) -> f64| move |value: &Literal| as_float(value).map_or(Literal::Unknown, |v| Literal::Float(f(v)));
    check_one(&wholes(), Type::Int, &negate(Type::Int), &whole(i64::checked_neg));
    check_one(&floats(), Type::Float, &negate(Type::Float), &float(|v| -v));
    check_one(
        &wholes(),
        Type::Int,
        &call(Function::Abs, Type::Int),
        &whole(i64::checked_abs),
    );
    check_one(
        &floats(),
        Type::Float,
        &call(Function::Abs, Type::Float),
        &float(f64::abs),
    );
    check_one(
        &floats(),
        Type::Float,
        &call(Function::Round, Type::Float),
        &float(f64::round),
    );
    check_one(
        &floats(),
        Type::Float,
        &call(Function::Floor, Type::Float),
        &float(f64::floor),
    );
    check_one(
        &floats(),
        Type::Float,
        &call(Function::Ceiling, Type::Float),
        &float(f64::ceil),
    );
    check_one(
        &wholes(),
        Type::Int,
        &call(Function::ToFloat, Type::Float),
        &float(|v| v),
    );
    for function in [Function::Round, Function::Floor, Function::Ceiling, Function::ToInt] {
        check_one(&wholes(), Type::Int, &call(function, Type::Int), &whole(Some));
    }
    check_one(
        &floats(),
        Type::Float,
        &call(Function::ToInt, Type::Int),
        &|value| match as_float(value) {
            Some(value) if value.is_finite() && value.abs() < 9.3e18 => {
                // Exact: what is left after cutting is a whole number below 2^64.
                i64::try_from(value.trunc() as i128).map_or(Literal::Unknown, Literal::Int)
            }
            _ => Literal::Unknown,
        },
    );
}

#[test]
fn texts_change_by_the_rules_of_unicode() {
    let call = |function, ty| move |a| rule(ExprKind::Call(function, vec![a]), ty);
    let text = |f: fn(&str) -> Literal| {
        move |value: &Literal| match value {
            Literal::Text(value) => f(value),
            _ => Literal::Unknown,
        }
    };
    let texts = texts();
    check_one(
        &texts,
        Type::Text,
        &call(Function::ToLower, Type::Text),
        &text(|t| Literal::Text(t.to_lowercase())),
    );
    check_one(
        &texts,
        Type::Text,
        &call(Function::ToUpper, Type::Text),
        &text(|t| Literal::Text(t.to_uppercase())),
    );
    check_one(
        &texts,
        Type::Text,
        &call(Function::Trimmed, Type::Text),
        &text(|t| Literal::Text(t.trim().to_owned())),
    );
    check_one(
        &texts,
        Type::Text,
        &call(Function::Len, Type::Int),
        &text(|t| Literal::Int(i64::try_from(t.chars().count()).unwrap())),
    );
}

#[test]
fn a_day_is_read_from_text_in_one_form_only() {
    let good = [
        ("2026-02-15", Date::constant(2026, 2, 15)),
        ("0000-01-01", Date::constant(0, 1, 1)),
        ("9999-12-31", Date::constant(9999, 12, 31)),
        ("2024-02-29", Date::constant(2024, 2, 29)),
    ];
    let bad = [
        "",
        "2026-2-15",
        "2026-02-30",
        "2026-13-01",
        "2026-00-10",
        "2026-01-00",
        "20260215",
        "2026/02/15",
        " 2026-02-15",
        "2026-02-15 ",
        "2026-02-15T00:00",
        "+2026-02-15",
        "-026-02-15",
        "2026-02-1\u{661}",
        "2026\u{2212}2-15",
        "15.02.2026",
    ];
    let values: Vec<Literal> = good
        .iter()
        .map(|(text, _)| *text)
        .chain(bad)
        .map(|text| Literal::Text(text.to_owned()))
        .chain([Literal::Unknown])
        .collect();
    check_one(
        &values,
        Type::Text,
        &|a| rule(ExprKind::Call(Function::Date, vec![a]), Type::Date),
        &|value| {
            good.iter()
                .find(|(text, _)| *value == Literal::Text((*text).to_owned()))
                .map_or(Literal::Unknown, |(_, date)| Literal::Date(*date))
        },
    );
}

#[test]
fn the_day_of_an_instant_is_that_of_the_zone_and_of_an_impossible_one_unknown() {
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_microsecond();
    let instants = [
        (at("2026-03-28T22:59:59Z"), Some(Date::constant(2026, 3, 28))),
        (at("2026-03-28T23:00:00Z"), Some(Date::constant(2026, 3, 29))),
        (i64::MAX, None),
        (at("2026-07-01T21:59:59Z"), Some(Date::constant(2026, 7, 1))),
        (i64::MIN, None),
        (at("2026-07-01T22:00:00Z"), Some(Date::constant(2026, 7, 2))),
        (-1, Some(Date::constant(1970, 1, 1))),
    ];
    let values: Vec<Literal> = instants
        .iter()
        .map(|(instant, _)| Literal::Datetime(*instant))
        .chain([Literal::Unknown])
        .collect();
    let day_of = |value: &Literal| {
        instants
            .iter()
            .find(|(instant, _)| *value == Literal::Datetime(*instant))
            .and_then(|(_, day)| *day)
    };
    check_one(
        &values,
        Type::Datetime,
        &|a| rule(ExprKind::Call(Function::Date, vec![a]), Type::Date),
        &|value| day_of(value).map_or(Literal::Unknown, Literal::Date),
    );
    check_one(
        &values,
        Type::Datetime,
        &|a| rule(ExprKind::Call(Function::Weekday, vec![a]), Type::Int),
        &|value| {
            day_of(value).map_or(Literal::Unknown, |day| {
                Literal::Int(i64::from(day.weekday().to_monday_one_offset()))
            })
        },
    );
    check_one(
        &dates(),
        Type::Date,
        &|a| rule(ExprKind::Call(Function::Weekday, vec![a]), Type::Int),
        &|value| match value {
            Literal::Date(day) => Literal::Int(i64::from(day.weekday().to_monday_one_offset())),
            _ => Literal::Unknown,
        },
    );
}

#[test]
fn a_value_is_in_a_list_if_it_equals_one_of_it_and_unknown_if_it_is() {
    let long = |few: &[Literal]| -> Vec<Literal> { few.iter().cycle().take(20).cloned().collect() };
    let lists: [(&[Literal], Type, Vec<Literal>); 8] = [
        (&wholes(), Type::Int, vec![]),
        (
            &wholes(),
            Type::Int,
            vec![Literal::Int(7), Literal::Int(i64::MIN), Literal::Float(2.0)],
        ),
        (
            &wholes(),
            Type::Int,
            vec![Literal::Float(9_007_199_254_740_992.0), Literal::Float(f64::NAN)],
        ),
        (
            &floats(),
            Type::Float,
            vec![Literal::Float(f64::NAN), Literal::Int(0), Literal::Float(2.5)],
        ),
        (
            &texts(),
            Type::Text,
            vec![Literal::Text(String::new()), Literal::Text("ab".to_owned())],
        ),
        (
            &dates(),
            Type::Date,
            vec![Literal::Date(Date::MAX), Literal::Date(Date::constant(2024, 2, 29))],
        ),
        (
            &[Literal::Unknown, Literal::Bool(true), Literal::Bool(false)],
            Type::Bool,
            vec![Literal::Bool(false)],
        ),
        (
            &[Literal::Unknown, Literal::Datetime(5), Literal::Datetime(i64::MAX)],
            Type::Datetime,
            vec![Literal::Datetime(i64::MAX)],
        ),
    ];
    for (items, ty, few) in lists {
        for list in [few.clone(), long(&few)] {
            check_one(
                items,
                ty,
                &|a| rule(ExprKind::In(Box::new(a), list.clone()), Type::Bool),
                &|item| match item {
                    Literal::Unknown => Literal::Unknown,
                    item => Literal::Bool(list.iter().any(|value| match (item, value) {
                        (Literal::Int(a), Literal::Int(b)) => a == b,
                        _ if as_float(item).is_some() => scalar::compare(Binary::Equal, item, value) == Some(true),
                        _ => item == value,
                    })),
                },
            );
        }
    }
}

#[test]
fn a_condition_that_is_unknown_makes_the_choice_unknown() {
    let truths = [Literal::Unknown, Literal::Bool(true), Literal::Bool(false)];
    for (values, ty) in [
        (wholes(), Type::Int),
        (floats(), Type::Float),
        (texts(), Type::Text),
        (dates(), Type::Date),
        (truths.to_vec(), Type::Bool),
    ] {
        for other in &values[..2] {
            check(
                (&truths, Type::Bool),
                (&values, ty),
                &|c, a| {
                    let other = constant(other, ty);
                    rule(ExprKind::If(Box::new(c), Box::new(a), Box::new(other)), ty)
                },
                &|c, a| match c {
                    Literal::Bool(true) => a.clone(),
                    Literal::Bool(false) => other.clone(),
                    _ => Literal::Unknown,
                },
            );
            check(
                (&truths, Type::Bool),
                (&values, ty),
                &|c, a| {
                    let other = constant(other, ty);
                    rule(ExprKind::If(Box::new(c), Box::new(other), Box::new(a)), ty)
                },
                &|c, a| match c {
                    Literal::Bool(true) => other.clone(),
                    Literal::Bool(false) => a.clone(),
                    _ => Literal::Unknown,
                },
            );
        }
        check(
            (&values, ty),
            (&values, ty),
            &|a, b| rule(ExprKind::Coalesce(vec![a, b]), ty),
            &|a, b| if *a == Literal::Unknown { b.clone() } else { a.clone() },
        );
    }
    // A branch of whole numbers becomes one of floats.
    check(
        (&truths, Type::Bool),
        (&wholes(), Type::Int),
        &|c, a| {
            let other = constant(&Literal::Float(0.5), Type::Float);
            rule(ExprKind::If(Box::new(c), Box::new(a), Box::new(other)), Type::Float)
        },
        &|c, a| match c {
            Literal::Bool(true) => as_float(a).map_or(Literal::Unknown, Literal::Float),
            Literal::Bool(false) => Literal::Float(0.5),
            _ => Literal::Unknown,
        },
    );
}

#[test]
fn and_or_and_not_are_three_valued_also_beside_what_is_always_unknown() {
    let truths = [Literal::Unknown, Literal::Bool(true), Literal::Bool(false)];
    let truth = |value: &Literal| match value {
        Literal::Bool(value) => Some(*value),
        _ => None,
    };
    let literal = |value: Option<bool>| value.map_or(Literal::Unknown, Literal::Bool);
    let and = move |a: Option<bool>, b: Option<bool>| match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    };
    let connected = |kind: fn(Vec<Rule>) -> ExprKind| {
        move |a, b| {
            let nothing = constant(&Literal::Unknown, Type::Unknown);
            rule(kind(vec![rule(kind(vec![a, nothing]), Type::Bool), b]), Type::Bool)
        }
    };
    check(
        (&truths, Type::Bool),
        (&truths, Type::Bool),
        &connected(ExprKind::And),
        &|a, b| literal(and(and(truth(a), None), truth(b))),
    );
    check(
        (&truths, Type::Bool),
        (&truths, Type::Bool),
        &connected(ExprKind::Or),
        &|a, b| {
            let not = |value: Option<bool>| value.map(|value| !value);
            literal(not(and(and(not(truth(a)), None), not(truth(b)))))
        },
    );
    check_one(
        &truths,
        Type::Bool,
        &|a| rule(ExprKind::Not(Box::new(a)), Type::Bool),
        &|a| literal(truth(a).map(|value| !value)),
    );
    let many = |a: &Rule| rule(ExprKind::And(vec![a.clone(); 3000]), Type::Bool);
    check_one(&truths, Type::Bool, &|a| many(&a), &Literal::clone);
}

#[test]
fn what_reads_only_the_unknown_is_unknown_of_the_right_type() {
    let nothing = || constant(&Literal::Unknown, Type::Unknown);
    let frame = || DataFrame::new(2, vec![column("a", Type::Int, &[Literal::Int(1), Literal::Unknown])]).unwrap();
    let unknown = [Literal::Unknown, Literal::Unknown];
    let a = || name("a", Type::Int);
    for op in ARITHMETIC {
        let sum = rule(ExprKind::Binary(op, Box::new(a()), Box::new(nothing())), Type::Int);
        assert_eq!(answers(&sum, frame()), unknown);
    }
    let min = rule(ExprKind::Call(Function::Min, vec![nothing(), a()]), Type::Int);
    assert_eq!(answers(&min, frame()), unknown);
    let negated = rule(ExprKind::Negate(Box::new(nothing())), Type::Unknown);
    assert_eq!(answers(&negated, frame()), unknown);
    let within = rule(ExprKind::In(Box::new(nothing()), vec![Literal::Int(1)]), Type::Bool);
    assert_eq!(answers(&within, frame()), unknown);
    let known = rule(ExprKind::Call(Function::IsKnown, vec![nothing()]), Type::Bool);
    assert_eq!(answers(&known, frame()), [Literal::Bool(false), Literal::Bool(false)]);
    let known = rule(ExprKind::Call(Function::IsKnown, vec![a()]), Type::Bool);
    assert_eq!(answers(&known, frame()), [Literal::Bool(true), Literal::Bool(false)]);
}

#[test]
fn nesting_does_not_make_the_compiled_expression_grow_beyond_its_parts() {
    let mut nested = name("a", Type::Int);
    for _ in 0..60 {
        let zero = constant(&Literal::Int(0), Type::Int);
        let positive = rule(
            ExprKind::Binary(Binary::Divide, Box::new(nested), Box::new(zero)),
            Type::Int,
        );
        let abs = rule(ExprKind::Call(Function::Abs, vec![positive]), Type::Int);
        let within = rule(
            ExprKind::In(Box::new(abs), vec![Literal::Int(1), Literal::Int(2)]),
            Type::Bool,
        );
        let one = || constant(&Literal::Int(1), Type::Int);
        let chosen = rule(
            ExprKind::If(Box::new(within), Box::new(one()), Box::new(one())),
            Type::Int,
        );
        nested = rule(ExprKind::Coalesce(vec![chosen, one()]), Type::Int);
    }
    let frame = DataFrame::new(1, vec![column("a", Type::Int, &[Literal::Int(1)])]).unwrap();
    assert_eq!(answers(&nested, frame), [Literal::Int(1)]);
}
