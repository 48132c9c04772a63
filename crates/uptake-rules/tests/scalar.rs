//! What operators and functions make of values: as Rhai's own operators have it, and as the reference says.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use support::expression::lowered;
use uptake_rules::expr::{Binary, Scope, evaluate, scalar, written};
use uptake_rules::value::{Literal, Type};

/// Equal, NaN to NaN.
fn same(a: &Literal, b: &Literal) -> bool {
    match (a, b) {
        (Literal::Float(a), Literal::Float(b)) => a == b || a.is_nan() && b.is_nan(),
        _ => a == b,
    }
}

/// The value of `text` over `row`, or `None` if the text is refused.
fn ours(text: &str, row: &[(&str, Literal)]) -> Option<Literal> {
    let mut scope = Scope::new("the example");
    for (name, value) in row {
        scope.add(*name, value.ty());
    }
    let expr = lowered(text, &scope).ok()?;
    let find = |name: &str| row.iter().find(|(known, _)| *known == name).unwrap().1.clone();
    let found = evaluate(&expr, "UTC", &mut |name| find(name));
    assert!(
        found == Literal::Unknown || found.ty() == expr.ty,
        "{text} is {found:?}, not {}",
        expr.ty.name()
    );
    Some(found)
}

/// Rhai, but for one thing: a whole number is compared exactly with a float that has no fraction.
fn engine() -> rhai::Engine {
    let mut engine = rhai::Engine::new();
    engine.set_fast_operators(false);
    for (symbol, op) in [
        ("==", Binary::Equal),
        ("!=", Binary::NotEqual),
        ("<", Binary::Less),
        ("<=", Binary::LessEqual),
        (">", Binary::Greater),
        (">=", Binary::GreaterEqual),
    ] {
        engine.register_fn(symbol, move |a: i64, b: f64| {
            holds(op, &(a.into()), &(b.into()), (a as f64, b))
        });
        engine.register_fn(symbol, move |a: f64, b: i64| {
            holds(op, &(a.into()), &(b.into()), (a, b as f64))
        });
    }
    engine
}

/// A number by its digits: whole, whole and beyond 127 bits, or neither.
enum Whole {
    Yes(i128),
    Beyond,
    No,
}

impl From<i64> for Whole {
    fn from(number: i64) -> Self {
        Self::Yes(number.into())
    }
}

impl From<f64> for Whole {
    fn from(number: f64) -> Self {
        match format!("{number:.1}").strip_suffix(".0").map(str::parse::<i128>) {
            Some(Ok(whole)) if whole as f64 == number => Self::Yes(whole),
            Some(Err(_)) if number.is_finite() => Self::Beyond,
            _ => Self::No,
        }
    }
}

fn holds(op: Binary, a: &Whole, b: &Whole, floats: (f64, f64)) -> bool {
    match (a, b) {
        (Whole::Yes(a), Whole::Yes(b)) => scalar::meets(op, a.cmp(b)),
        // Far beyond any whole number of 64 bits.
        (Whole::Beyond, _) | (_, Whole::Beyond) => scalar::meets(op, floats.0.partial_cmp(&floats.1).unwrap()),
        _ => scalar::compare_floats(op, floats.0, floats.1),
    }
}

/// What Rhai makes of `text`: its own operators on its own values, but for those of [`engine`]; an error is unknown.
fn rhais(text: &str, row: &[(&str, Literal)]) -> Literal {
    thread_local!(static ENGINE: rhai::Engine = engine());
    let mut scope = rhai::Scope::new();
    for (name, value) in row {
        match value {
            Literal::Bool(value) => scope.push(*name, *value),
            Literal::Int(value) => scope.push(*name, *value),
            Literal::Float(value) => scope.push(*name, *value),
            Literal::Text(value) => scope.push(*name, value.clone()),
            other => panic!("{other:?}"),
        };
    }
    let answer = ENGINE.with(|engine| engine.eval_with_scope::<rhai::Dynamic>(&mut scope, text));
    let Ok(answer) = answer else { return Literal::Unknown };
    if let Ok(value) = answer.as_bool() {
        Literal::Bool(value)
    } else if let Ok(value) = answer.as_int() {
        Literal::Int(value)
    } else if let Ok(value) = answer.as_float() {
        Literal::Float(value)
    } else if let Ok(value) = answer.clone().into_string() {
        Literal::Text(value)
    } else {
        panic!("{text} is {answer:?}")
    }
}

fn ints() -> impl Strategy<Value = i64> {
    prop_oneof![
        3 => -4i64..=4,
        2 => proptest::sample::select(vec![i64::MIN, i64::MIN + 1, i64::MAX, i64::MAX - 1, 1 << 53, (1 << 53) + 1, -(1 << 53) - 1, 1 << 32]),
        1 => any::<i64>(),
    ]
}

fn floats() -> impl Strategy<Value = f64> {
    let special = vec![
        0.0,
        -0.0,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        5e-324,
        f64::EPSILON,
        f64::EPSILON / 2.0,
        1e-20,
        1e-170,
        0.1 + 0.2,
        0.3,
        0.5,
        -2.5,
        9_007_199_254_740_992.0,
        9_223_372_036_854_775_808.0,
    ];
    prop_oneof![
        3 => proptest::sample::select(special),
        2 => (-4i64..=4).prop_map(scalar::to_float),
        1 => (1u64..6, any::<bool>()).prop_map(|(steps, up)| {
            let bits = 1.0f64.to_bits();
            f64::from_bits(if up { bits + steps } else { bits - steps })
        }),
        1 => any::<f64>(),
    ]
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(vec!["", " ", "a", "A", "ab", "b", "ä", "Ä", "ß", "ΑΣ", "🎉", "a\0", "\u{feff}", "İ"]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ]
}

fn values() -> impl Strategy<Value = Literal> {
    prop_oneof![
        3 => ints().prop_map(Literal::Int),
        3 => floats().prop_map(Literal::Float),
        1 => texts().prop_map(Literal::Text),
        1 => any::<bool>().prop_map(Literal::Bool),
    ]
}

/// A value as it stands in an expression, where it can.
fn written(value: &Literal) -> Option<String> {
    let text = match value {
        Literal::Int(i64::MIN) => return None, // its digits alone are too great a number
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) if value.is_finite() => format!("{value:?}"),
        Literal::Float(_) => return None,
        Literal::Bool(value) => value.to_string(),
        Literal::Text(text) if text.contains(['\0', '"', '\\', '\u{feff}']) => return None,
        Literal::Text(text) => format!("\"{text}\""),
        other => panic!("{other:?}"),
    };
    // Rhai wants a point before an exponent.
    let point = !matches!(value, Literal::Float(_)) || text.contains('.');
    point.then(|| format!("({text})"))
}

/// Numbers by arithmetic of `a` and `b` (whole), `x` and `y` (floats).
fn number() -> impl Strategy<Value = String> {
    let leaf =
        proptest::sample::select(vec!["a", "b", "x", "y", "2", "0", "(-1)", "0.5", "1.0"]).prop_map(str::to_owned);
    leaf.prop_recursive(3, 12, 2, |inner| {
        let op = proptest::sample::select(vec!["+", "-", "*", "/", "%"]);
        prop_oneof![
            4 => (inner.clone(), op, inner.clone()).prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            1 => inner.prop_map(|a| format!("(-{a})")),
        ]
    })
}

/// One comparison of numbers, texts or truths.
fn comparison() -> impl Strategy<Value = String> {
    let op = proptest::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    prop_oneof![
        4 => (number(), op.clone(), number()).prop_map(|(a, op, b)| format!("({a} {op} {b})")),
        1 => op.prop_map(|op| format!("(s {op} t)")),
        1 => proptest::sample::select(vec!["(s + t == t + s)", "(p == q)", "(p != q)", "(s in t)", "(a in [0, 1, 2])", "(s !in [\"a\", \"\"])"]).prop_map(str::to_owned),
    ]
}

/// Truths by `&&`, `||`, `!` and `if`.
fn truth() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![3 => comparison(), 1 => Just("p".to_owned()), 1 => Just("q".to_owned())];
    leaf.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            inner.clone().prop_map(|a| format!("!{a}")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("(if {a} {{ {b} }} else {{ {c} }})")),
        ]
    })
}

prop_compose! {
    fn rows()(a in ints(), b in ints(), x in floats(), y in floats(), s in texts(), t in texts(), p in any::<bool>(), q in any::<bool>()) -> Vec<(&'static str, Literal)> {
        vec![
            ("a", Literal::Int(a)), ("b", Literal::Int(b)), ("x", Literal::Float(x)), ("y", Literal::Float(y)),
            ("s", Literal::Text(s)), ("t", Literal::Text(t)), ("p", Literal::Bool(p)), ("q", Literal::Bool(q)),
        ]
    }
}

const OPERATORS: &[&str] = &["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">="];

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("UPTAKE_CASES").map_or(2000, |n| n.parse().unwrap()), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_operator_answers_what_rhais_own_answers(a in values(), b in values()) {
        let row = [("a", a.clone()), ("b", b.clone())];
        for op in OPERATORS {
            let text = format!("a {op} b");
            let Some(found) = ours(&text, &row) else { continue };
            let wanted = rhais(&text, &row);
            prop_assert!(same(&found, &wanted), "{} of {:?}: {:?}, Rhai says {:?}", text, row, found, wanted);
            if let (Some(a), Some(b)) = (written(&a), written(&b)) {
                let text = format!("{a} {op} {b}");
                if let Some(found) = ours(&text, &[]) {
                    let wanted = rhais(&text, &[]);
                    prop_assert!(same(&found, &wanted), "{}: {:?}, Rhai says {:?}", text, found, wanted);
                }
            }
        }
    }

    #[test]
    fn arithmetic_and_comparison_answer_what_rhai_answers(text in prop_oneof![number(), comparison()], row in rows()) {
        let found = ours(&text, &row).unwrap();
        let wanted = rhais(&text, &row);
        prop_assert!(same(&found, &wanted), "{} of {:?}: {:?}, Rhai says {:?}", text, row, found, wanted);
    }

    // The other way round a false part may decide here what an error ends in Rhai.
    #[test]
    fn where_rhai_has_a_truth_it_is_ours(text in truth(), row in rows()) {
        let found = ours(&text, &row).unwrap();
        let wanted = rhais(&text, &row);
        prop_assert!(wanted == Literal::Unknown || found == wanted, "{} of {:?}: {:?}, Rhai says {:?}", text, row, found, wanted);
    }

    #[test]
    fn a_function_answers_what_rhais_own_answers(row in rows()) {
        for text in [
            "-a", "-x", "abs(a)", "abs(x)", "min(a, b)", "max(a, b)", "min(x, y)", "max(x, y)", "min(a, x)", "max(x, b)",
            "round(x)", "floor(x)", "ceiling(x)", "to_float(a)", "s.contains(t)", "s.starts_with(t)", "s.ends_with(t)",
            "s.to_lower()", "s.to_upper()", "s.len()", "s + t", "!p", "if p { a } else { b }",
        ] {
            let (found, wanted) = (ours(text, &row).unwrap(), rhais(text, &row));
            prop_assert!(same(&found, &wanted), "{} of {:?}: {:?}, Rhai says {:?}", text, row, found, wanted);
        }
    }

    #[test]
    fn a_day_is_read_back_as_it_is_written(days in -700_000i32..2_900_000) {
        let day = date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        if day.year() >= 0 {
            prop_assert_eq!(scalar::parse_day(&day.to_string()), Some(day));
        }
        prop_assert_eq!(scalar::days_between(date(1970, 1, 1), day), i64::from(days));
        prop_assert_eq!(scalar::day_of(i64::from(days) * 86_400_000_000 + 5, "UTC"), Some(day));
    }
}

#[test]
fn whole_numbers_that_overflow_are_unknown() {
    assert_eq!(scalar::add(i64::MAX, 1), None);
    assert_eq!(scalar::subtract(i64::MIN, 1), None);
    assert_eq!(scalar::multiply(i64::MIN, -1), None);
    assert_eq!(scalar::divide(i64::MIN, -1), None);
    assert_eq!(scalar::remainder(i64::MIN, -1), None);
    assert_eq!(scalar::negate(i64::MIN), None);
    assert_eq!(scalar::abs(i64::MIN), None);
    assert_eq!(scalar::divide(1, 0), None);
    assert_eq!(scalar::remainder(1, 0), None);
    assert_eq!(scalar::divide(-7, 2), Some(-3));
    assert_eq!(scalar::remainder(-7, 2), Some(-1));
}

#[test]
fn a_float_outside_64_bits_is_no_whole_number() {
    assert_eq!(scalar::to_int(-2.9), Some(-2));
    assert_eq!(scalar::to_int(f64::NAN), None);
    assert_eq!(scalar::to_int(f64::INFINITY), None);
    assert_eq!(scalar::to_int(9_223_372_036_854_775_808.0), None);
    assert_eq!(scalar::to_int(-9_223_372_036_854_775_808.0), Some(i64::MIN));
}

#[test]
fn a_day_is_written_in_one_way_only() {
    assert_eq!(scalar::parse_day("2026-02-15"), Some(date(2026, 2, 15)));
    assert_eq!(scalar::parse_day("2024-02-29"), Some(date(2024, 2, 29)));
    for text in [
        "",
        "2026-2-15",
        "2026-02-30",
        "20260215",
        " 2026-02-15",
        "2026-02-15 ",
        "2026-02-15T00:00",
        "+026-02-15",
        "2026-02-1５",
        "15.02.2026",
        "-026-02-15",
    ] {
        assert_eq!(scalar::parse_day(text), None, "{text}");
    }
}

#[test]
fn json_is_read_by_paths() {
    let text = r#"{"a": {"b": 1, "c.d": "two", "e": null, "f": [1.5, true, {"name": "x", "value": "y"}]}, "": 3}"#;
    for (path, value) in [
        ("a.b", Some("1")),
        ("a.c.d", Some("two")),
        ("a.e", None),
        ("a.f.0", Some("1.5")),
        ("a.f.1", Some("true")),
        ("a.f.3", None),
        ("a.f.2.value", Some("y")),
        ("a.f[name=x].value", Some("y")),
        ("a.f[name=z].value", None),
        ("a.f.name", None),
        ("a.b.c", None),
        ("z", None),
        ("a.f", Some(r#"[1.5,true,{"name":"x","value":"y"}]"#)),
    ] {
        assert_eq!(written::json(text, path).as_deref(), value, "{path}");
    }
    assert_eq!(written::json("\u{feff}{\"a\":\"b\"}", "a").as_deref(), Some("b"));
    for broken in ["", "{", "a: b", "{} {}"] {
        assert_eq!(written::json(broken, "a"), None, "{broken}");
    }
}

#[test]
fn days_and_times_of_other_forms_become_iso() {
    for (text, pattern, value) in [
        ("1/31/2026", "%m/%d/%Y", Some("2026-01-31")),
        ("01/31/2026", "%m/%d/%Y", Some("2026-01-31")),
        ("31.01.2026 7:05", "%d.%m.%Y %H:%M", Some("2026-01-31T07:05:00")),
        (
            "1/31/2026 12:15:00 AM",
            "%m/%d/%Y %I:%M:%S %p",
            Some("2026-01-31T00:15:00"),
        ),
        (
            "2026-01-31T10:00:00.250+0530",
            "%Y-%m-%dT%H:%M:%S%.f%z",
            Some("2026-01-31T10:00:00.25+05:30"),
        ),
        ("31 Jan 2026", "%d %b %Y", Some("2026-01-31")),
        ("2/30/2026", "%m/%d/%Y", None),
        ("1/31/2026 ", "%m/%d/%Y", None),
        ("", "%m/%d/%Y", None),
        ("1/31", "%m/%d", None),
        ("1", "%Q", None),
    ] {
        assert_eq!(written::iso(text, pattern).as_deref(), value, "{text} as {pattern}");
    }
}

#[test]
fn seconds_since_1970_are_instants() {
    assert_eq!(written::instant(1_771_198_200), Some(1_771_198_200_000_000));
    assert_eq!(written::instant(-1), Some(-1_000_000));
    assert_eq!(written::instant(i64::MAX), None);
    assert_eq!(written::instant_of_fraction(0.25), Some(250_000));
    for lost in [f64::NAN, f64::INFINITY, 1e300] {
        assert_eq!(written::instant_of_fraction(lost), None);
    }
}

#[test]
fn a_month_is_over_on_the_same_day_of_the_next_one() {
    let months = |a: Date, b: Date| scalar::months_between(a, b);
    assert_eq!(months(date(2026, 1, 15), date(2026, 2, 14)), 0);
    assert_eq!(months(date(2026, 1, 15), date(2026, 2, 15)), 1);
    assert_eq!(months(date(2026, 1, 31), date(2026, 2, 28)), 0);
    assert_eq!(months(date(2026, 1, 31), date(2026, 3, 1)), 1);
    assert_eq!(months(date(2025, 11, 1), date(2026, 2, 1)), 3);
    assert_eq!(months(date(2026, 3, 15), date(2026, 2, 20)), -1);
    assert_eq!(months(date(2026, 3, 15), date(2026, 2, 10)), -2);
}

#[test]
fn the_day_of_an_instant_is_that_of_the_zone() {
    let late = 1_771_198_200_000_000; // 2026-02-15, 23:30 in UTC
    assert_eq!(scalar::day_of(late, "UTC"), Some(date(2026, 2, 15)));
    assert_eq!(scalar::day_of(late, "Europe/Berlin"), Some(date(2026, 2, 16)));
    assert_eq!(scalar::day_of(late, "America/New_York"), Some(date(2026, 2, 15)));
    assert_eq!(scalar::day_of(-1, "UTC"), Some(date(1969, 12, 31)));
    assert_eq!(scalar::day_of(i64::MAX, "UTC"), None);
    assert_eq!(scalar::weekday(date(2026, 2, 16)), 1);
    assert_eq!(scalar::weekday(date(2026, 2, 15)), 7);
}

/// The value of `text` where `n`, `x`, `flag`, `word`, `day` and `at` are unknown.
fn of_unknowns(text: &str) -> Literal {
    let mut scope = Scope::new("the example");
    for (name, ty) in [
        ("n", Type::Int),
        ("x", Type::Float),
        ("flag", Type::Bool),
        ("word", Type::Text),
        ("day", Type::Date),
        ("at", Type::Datetime),
    ] {
        scope.add(name, ty);
    }
    evaluate(&lowered(text, &scope).unwrap(), "UTC", &mut |_| Literal::Unknown)
}

#[test]
fn an_unknown_part_makes_the_whole_unknown() {
    for text in [
        "n + 1",
        "-n",
        "!flag",
        "n > 3",
        "word + \"a\"",
        "n in [1, 2]",
        "n in []",
        "abs(n)",
        "min(n, 1)",
        "max(1, n)",
        "round(x)",
        "to_int(x)",
        "to_float(n)",
        "word.contains(\"\")",
        "\"\".starts_with(word)",
        "word.len()",
        "json(word, \"\")",
        "json(\"{}\", word)",
        "iso(word, \"%Y-%m-%d\")",
        "instant(n)",
        "instant(x)",
        "date(at)",
        "date(word)",
        "weekday(day)",
        "days_between(day, date(\"2026-01-01\"))",
        "months_between(date(\"2026-01-01\"), at)",
        "if flag { 1 } else { 1 }",
        "flag && true",
        "flag || false",
        "n ?? n",
        "n == n",
    ] {
        assert_eq!(of_unknowns(text), Literal::Unknown, "{text}");
    }
}

#[test]
fn some_answers_are_known_in_spite_of_an_unknown_part() {
    for (text, value) in [
        ("flag && false", Literal::Bool(false)),
        ("false && flag", Literal::Bool(false)),
        ("flag || true", Literal::Bool(true)),
        ("flag || n > 3 || 3 >= 3", Literal::Bool(true)),
        ("is_known(n)", Literal::Bool(false)),
        ("is_known(1)", Literal::Bool(true)),
        ("n ?? 3", Literal::Int(3)),
        ("if is_known(n) { n } else { 0 }", Literal::Int(0)),
    ] {
        assert_eq!(of_unknowns(text), value, "{text}");
    }
}

#[test]
fn a_whole_number_where_a_float_is_asked_for_is_a_float() {
    for text in [
        "if is_known(n) { 2.5 } else { 1 }",
        "x ?? 1",
        "min(1, 2.5)",
        "max(1, 0.5)",
        "n ?? x ?? 1",
        "if true { n ?? 1 } else { 0.5 }",
    ] {
        assert_eq!(of_unknowns(text), Literal::Float(1.0), "{text}");
    }
}
