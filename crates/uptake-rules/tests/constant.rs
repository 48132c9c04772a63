//! Conditions that always have the same answer, and branches that no value reaches: what is said, and that it is true.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use jiff::civil::date;
use proptest::collection::vec;
use proptest::prelude::*;
use uptake_rules::context::Context;
use uptake_rules::diagnostic::{Diagnostic, Severity};
use uptake_rules::expr::{Expr, ExprKind, Scope, constant, evaluate, lower};
use uptake_rules::source::{FileId, SourceFile, Span};
use uptake_rules::syntax::scalar::align;
use uptake_rules::text::Condition;
use uptake_rules::value::{Literal, Type};
use uptake_rules::{Code, Diagnostics, Sources};

const NAMES: &[(&str, Type)] = &[
    ("n", Type::Int),
    ("m", Type::Int),
    ("x", Type::Float),
    ("y", Type::Float),
    ("role", Type::Text),
    ("flag", Type::Bool),
    ("ready", Type::Bool),
    ("day", Type::Date),
    ("at", Type::Datetime),
];

/// The expression of `text` and what is found about it.
fn found(text: &str) -> Option<(Expr, Sources, Vec<Diagnostic>)> {
    let mut scope = Scope::new("the example");
    for (name, ty) in NAMES {
        scope.add(*name, *ty);
    }
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add(SourceFile::new("expression", text));
    let condition = Condition {
        text: text.to_owned(),
        map: align(file, text, 0, text),
        span: Span::new(FileId(0), 0, text.len()),
        script: None,
    };
    let mut cx = Context {
        sources: &sources,
        diagnostics: &mut diagnostics,
    };
    let expr = lower(&condition, &scope, &mut cx)?;
    constant::report(&expr, &mut cx);
    let all = diagnostics.sorted(&sources);
    assert!(all.iter().all(|found| found.severity == Severity::Warning), "{all:?}");
    Some((expr, sources, all))
}

/// What is said, a line each: the underlined text, the message, the help.
fn said(text: &str) -> Vec<String> {
    let (_, sources, all) = found(text).unwrap_or_else(|| panic!("{text} has a fault"));
    all.iter()
        .map(|d| {
            format!(
                "{} | {} | {}",
                sources.text(d.span.unwrap()),
                d.message,
                d.help.as_deref().unwrap_or("")
            )
        })
        .collect()
}

/// The one thing said, without the help.
fn one(text: &str) -> String {
    let mut all = said(text);
    assert_eq!(all.len(), 1, "{text}: {all:?}");
    let line = all.pop().unwrap();
    line.rsplit_once(" | ").unwrap().0.to_owned()
}

fn quiet(texts: &[&str]) {
    for text in texts {
        assert_eq!(said(text), Vec::<String>::new(), "{text}");
    }
}

mod constant_conditions {
    use super::{one, quiet, said};

    #[test]
    fn constants_compared_with_each_other() {
        assert_eq!(
            said("3 >= 3 && flag"),
            ["3 >= 3 | `3 >= 3` is always true | both sides are constants: compare a name with one of them"]
        );
        assert_eq!(
            one("(\"a\" == \"b\")"),
            "\"a\" == \"b\" | `\"a\" == \"b\"` can never be true"
        );
        assert_eq!(one("1 / 0 > 3"), "1 / 0 > 3 | `1 / 0 > 3` is always unknown");
        assert_eq!(one("n / 0 > 3"), "n / 0 > 3 | `n / 0 > 3` is always unknown");
        assert_eq!(one("flag || 3 < 2"), "3 < 2 | `3 < 2` can never be true");
        assert_eq!(one("3 in [1, 2]"), "3 in [1, 2 | `3 in [1, 2]` can never be true");
    }

    #[test]
    fn a_constant_that_decides_a_chain() {
        assert_eq!(
            said("n >= 3 || true"),
            [
                "n >= 3 || true | `n >= 3 || true` is always true | `true` alone decides the result: remove that part, or replace the whole by `true`"
            ]
        );
        assert_eq!(
            one("n >= 3 && false"),
            "n >= 3 && false | `n >= 3 && false` can never be true"
        );
    }

    #[test]
    fn two_parts_that_exclude_each_other() {
        assert_eq!(
            said("n > 5 && n < 3"),
            [
                "n > 5 && n < 3 | `n > 5` and `n < 3` are never true together | to accept either, write `||`; otherwise correct one of them"
            ]
        );
        for text in [
            "role == \"A\" && role == \"B\"",
            "role == \"A\" && role in [\"B\", \"C\"]",
            "n > 5 && n < 6",
            "n > 2.5 && n < 2.9",
            "x > 5 && x < 3",
            "x > 3.0 && x < 3",
            "x == 1.5 && x == 2",
            "flag && !flag",
            "n > m && m > n",
            "n == m && n != m",
            "x < y && y < x",
            "day < date(\"2026-01-01\") && day >= date(\"2026-01-01\")",
            "day > date(\"2026-01-01\") && day < date(\"2026-01-02\")",
            "len(role) > 5 && role.len() <= 5",
            "3 > n && 5 < n",
            "n in 1..5 && n > 7",
            "!(n > 5) && n > 7",
            "is_known(n) && !is_known(n)",
            "!is_known(n) && n > 3",
            "role > \"b\" && role < \"b\"",
            "at > at && flag",
        ] {
            assert_eq!(said(text).len(), 1, "{text}: {:?}", said(text));
        }
        assert_eq!(
            one("n > 5 && flag && (n < 3 || n == 4) && ready"),
            "n > 5 && flag && (n < 3 || n == 4 | `n > 5` and `n < 3 || n == 4` are never true together"
        );
    }

    #[test]
    fn two_parts_of_which_one_always_holds() {
        assert_eq!(
            said("n >= 0 || n < 5"),
            [
                "n >= 0 || n < 5 | `n >= 0` or `n < 5` is true for every known value | to require both, write `&&`; otherwise correct one of them"
            ]
        );
        for text in [
            "role != \"A\" || role != \"B\"",
            "flag || !flag",
            "is_known(x) || !is_known(x)",
            "n > 3 || !(n > 3)",
            "x < 3.0 || !(x < 3.0)",
            "n <= m || n > m",
        ] {
            assert_eq!(said(text).len(), 1, "{text}: {:?}", said(text));
        }
    }

    #[test]
    fn more_than_two_parts() {
        assert_eq!(said("n >= 3 && n <= 4 && n != 3 && n != 4").len(), 1);
        assert_eq!(said("(n < 3 && flag) || (n < 3 && !flag) || n >= 3").len(), 1);
    }

    #[test]
    fn what_a_function_can_answer_counts() {
        assert_eq!(
            said("len(role) < 0"),
            ["len(role) < 0 | `len(role) < 0` can never be true | `len(role)` is at least 0"]
        );
        assert_eq!(
            said("weekday(day) > 7"),
            ["weekday(day) > 7 | `weekday(day) > 7` can never be true | `weekday(day)` is between 1 and 7"]
        );
        for text in [
            "weekday(day) in 1..=7",
            "weekday(at) in [0, 8]",
            "abs(n) >= 0",
            "abs(x) < 0",
            "n % 7 >= 7",
            "min(n, 5) > 5",
            "max(n, 5) < 5",
            "len(role) > -0.5",
            "role.to_lower() == \"CSM\"",
            "role.to_upper() in [\"csm\", \"Lead\"]",
            "role.trimmed() == \"CSM \"",
            "n in []",
            "n in [1.5]",
            "n == 2.5",
            "n == n",
            "n < n",
            "role >= role",
            "role < \"\"",
            "n > 9223372036854775807",
        ] {
            assert_eq!(said(text).len(), 1, "{text}: {:?}", said(text));
        }
        assert_eq!(
            one("role in []"),
            "role | an empty list has no values, so this can never be true"
        );
    }

    #[test]
    fn an_empty_range() {
        assert_eq!(
            said("n in 5..3"),
            [
                "n in 5..3 | `n in 5..3` can never be true | this range is empty: the smaller end comes first, and only `..=` includes the last value"
            ]
        );
        assert_eq!(said("n in 5..5").len(), 1);
        assert_eq!(
            one("n !in 5..5"),
            "n !in 5..5 | `n !in 5..5` is true for every known value"
        );
        assert_eq!(
            one("role !in []"),
            "role | an empty list has no values, so this is true for every known value"
        );
        assert_eq!(
            one("let odd = n !in 5..5; odd && flag"),
            "odd | `odd` is true for every known value"
        );
        assert_eq!(said("day in date(\"2026-03-01\")..date(\"2026-01-01\")").len(), 1);
        quiet(&["n in 5..=5", "n in 5..6", "n !in 1..5", "x in 0.5..0.6"]);
    }

    #[test]
    fn both_branches_with_one_answer() {
        assert_eq!(
            one("if flag { true } else { true }"),
            "if flag { true } else { true | `if flag { true } else { true }` is true for every known value"
        );
        quiet(&["if flag { true } else { false }", "if n > 3 { true } else { n > 1 }"]);
    }

    #[test]
    fn a_branch_that_was_left_open_on_purpose_is_an_answer() {
        quiet(&[
            "if flag { false } else { () }",
            "if flag { () } else { true }",
            "if n > 3 { false } else if ready { false } else { () }",
            "switch role { \"CSM\" => false, _ => () }",
            // Nor is anything said of what is made of it.
            "!(if flag { false } else { () })",
            "ready && if flag { false } else { () }",
        ]);
        // What stands in it is looked at as ever.
        assert_eq!(
            one("if n > 5 && n < 3 { false } else { () }"),
            "n > 5 && n < 3 | `n > 5` and `n < 3` are never true together"
        );
        assert_eq!(said("if flag { false } else { false }").len(), 1);
    }

    #[test]
    fn what_may_go_either_way_is_fine() {
        quiet(&[
            "true",
            "false",
            "flag",
            "n > 3",
            "n >= 3 && n <= 3",
            "n > 5 || n < 3",
            "n >= 3 && n >= 1",
            "n in [1, 1]",
            "role != \"A\" && role != \"B\"",
            "role == \"A\" || role == \"B\"",
            "role > \"a\" && role < \"aa\"",
            "is_known(n) && n > 3",
            "!is_known(n) || n > 3",
            "n > 3 && m < 3",
            "n >= m && m >= n",
            "flag == ready",
            "len(role) > 0",
            "role.to_lower() == \"csm\"",
            "role.to_lower() > \"CSM\" && role.to_lower() < \"b\"",
            "weekday(day) >= 7",
            "(n ?? 0) > 3 && !is_known(flag)",
            "n + 1 > 5 && n < 3",
            "days_between(day, date(\"2026-01-01\")) > 100000",
            "n % 7 == 6",
        ]);
    }

    #[test]
    fn a_float_may_be_no_number() {
        quiet(&[
            "x < 3.0 || x >= 3.0",
            "x == x",
            "x >= 0.0 || x < 5.0",
            "x <= y || x > y",
            "!(x < 3.0) && !(x >= 3.0)",
            "abs(x) >= 0",
            "x == 0.1 && x == 0.1 + 0.00000000000000002",
            "x > 0.0 && x < 0.0000000000000000001",
        ]);
    }

    #[test]
    fn a_constant_with_a_name_is_a_switch() {
        quiet(&[
            "let strict = true; if strict { n >= 5 } else { n >= 3 }",
            "let strict = false; strict || n > 5",
            "let least = 3; least > 2 && n > 3",
            "let all = true; all",
        ]);
        assert_eq!(
            one("let low = 5; let high = 3; n > low && n < high"),
            "n > low && n < high | `n > low` and `n < high` are never true together"
        );
    }

    #[test]
    fn a_name_for_a_part_is_said_once() {
        assert_eq!(
            one("let odd = n > 5 && n < 3; odd || odd && flag"),
            "n > 5 && n < 3 | `n > 5` and `n < 3` are never true together"
        );
        assert_eq!(
            one("let many = n > 5; let few = n < 3; many && few"),
            "many && few | `many` and `few` are never true together"
        );
    }

    #[test]
    fn what_follows_from_a_constant_part_isnt_said_again() {
        assert_eq!(said("(n > 5 && n < 3) && flag").len(), 1);
        assert_eq!(said("!(n > 5 && n < 3) || flag").len(), 1);
        assert_eq!(said("if 3 >= 3 { flag } else { ready }").len(), 1);
    }
}

mod unreachable_branches {
    use super::{found, quiet, said};

    #[test]
    fn cases_of_a_switch_are_branches() {
        assert_eq!(
            said("switch n { 1 => \"a\", 2 | 3 => \"b\", 2 if flag => \"c\", _ => \"d\" }"),
            [
                "\"c\" | no value reaches this branch: its case can't be true here | put the narrower condition first, or remove this branch"
            ]
        );
        quiet(&[
            "switch n { 1 => 1, 2 => 2 }",
            "switch flag { true => 1, false => 2 }",
            "switch weekday(day) { 6 | 7 => true, _ => false }",
            "switch n { 1 if flag => 1, 1 => 2, 2..5 => 3, _ => 4 }",
        ]);
    }

    #[test]
    fn a_condition_that_a_wider_one_leaves_nothing() {
        assert_eq!(
            said("if n >= 3 { \"a\" } else if n >= 5 { \"b\" } else { \"c\" }"),
            [
                "\"b\" | no value reaches this branch: `n >= 5` can't be true here | put the narrower condition first, or remove this branch"
            ]
        );
        let (_, sources, all) = found("if n >= 3 { \"a\" } else if n >= 5 { \"b\" } else { \"c\" }").unwrap();
        let related: Vec<(&str, &str)> = all[0]
            .related
            .iter()
            .map(|(span, label)| (sources.text(*span), label.as_str()))
            .collect();
        assert_eq!(
            related,
            [("n >= 5", "never true here"), ("n >= 3", "because this isn't true")]
        );
    }

    #[test]
    fn an_else_after_conditions_that_cover_everything() {
        assert_eq!(
            said("if n >= 3 { 1 } else if n < 3 { 2 } else { 3 }"),
            [
                "3 | no value reaches this branch: `n < 3` is always true here | remove this branch, or correct the conditions before it"
            ]
        );
    }

    #[test]
    fn conditions_around_count_too() {
        for text in [
            "if n >= 3 { if n < 2 { 1 } else { 2 } } else { 3 }",
            "if n >= 3 { if n > 2 { 1 } else { 2 } } else { 3 }",
            "if n < 1 { 1 } else if n > 9 { 2 } else if n in 1..=9 { 3 } else { 4 }",
            "if n >= 3 { return 1; } if n >= 5 { return 2; } 3",
            "if flag { 1 } else if flag { 2 } else { 3 }",
            "if flag in [true] { 1 } else if flag == true { 2 } else { 3 }",
            "if role == \"A\" { 1 } else if role == \"B\" { 2 } else if role == \"A\" { 3 } else { 4 }",
            "if n > 5 && flag { if n > 3 { 1 } else { 2 } } else { 3 }",
            "if n > 5 || flag { 1 } else if n > 7 { 2 } else { 3 }",
            "if is_known(n) { 1 } else if n > 3 { 2 } else { 3 }",
            "if true { 1 } else { 2 }",
            "if n > 5 { 1 } else { (if n > 7 { 2 } else { 3 }) + 1 }",
        ] {
            assert_eq!(said(text).len(), 1, "{text}: {:?}", said(text));
        }
    }

    #[test]
    fn what_some_value_reaches_is_fine() {
        quiet(&[
            "if n >= 5 { 1 } else if n >= 3 { 2 } else { 3 }",
            "if x < 3.0 { 1 } else if x >= 3.0 { 2 } else { 3 }",
            "if n >= 3 && flag { 1 } else if n >= 5 { 2 } else { 3 }",
            "let y = if n > 3 { 1 } else { 2 }; if n > 5 { y } else { y + 1 }",
            "if role == \"A\" { 1 } else if role.to_lower() == \"a\" { 2 } else { 3 }",
            "if n > 3 { 1 } else if m > 3 { 2 } else { 3 }",
        ]);
    }
}

#[test]
fn hostile_conditions_take_no_time_to_speak_of() {
    let names = ["n", "m", "x", "y"];
    let part = |at: usize| format!("{} {} {at}.5", names[at % 4], ["<", ">", "!="][at % 3]);
    let chain: Vec<String> = (0..50).map(part).collect();
    let _ = found(&chain.join(" && "));
    let _ = found(&chain.join(" || "));
    let pairs: Vec<String> = chain.chunks(2).map(|pair| format!("({})", pair.join(" || "))).collect();
    let _ = found(&pairs.join(" && "));
    let list: Vec<String> = (0..2000).map(|at| at.to_string()).collect();
    let list = list.join(", ");
    let _ = found(&format!("n in [{list}] && m in [{list}] && (n > 3 || m > 3)"));
    let ladder: Vec<String> = (0..30)
        .map(|at| format!("if n > m + {at} {{ return {at}; }}"))
        .collect();
    let _ = found(&format!("{} 99", ladder.join("\n")));
    let doubled: Vec<String> = (1..12)
        .map(|at| format!("let a{at} = a{0} && n > {at} || a{0} && x < {at}.5;", at - 1))
        .collect();
    let _ = found(&format!("let a0 = flag; {} a11", doubled.join("\n")));
}

/// Comparisons, close together so that they often meet.
fn comparison() -> impl Strategy<Value = String> {
    let op = || proptest::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let int = || {
        proptest::sample::select(vec![
            "0",
            "1",
            "2",
            "3",
            "(-1)",
            "2.5",
            "9007199254740993",
            "9223372036854775807",
        ])
    };
    let float = || {
        proptest::sample::select(vec![
            "0",
            "1",
            "2",
            "2.5",
            "0.3",
            "(0.1 + 0.2)",
            "(-1.0)",
            "1.0000000000000002",
            "0.00001",
            "1.0e20",
        ])
    };
    let text = || proptest::sample::select(vec!["\"\"", "\"a\"", "\"A\"", "\"ab\"", "\"b\""]);
    let whole = || {
        proptest::sample::select(vec![
            "n",
            "m",
            "role.len()",
            "weekday(day)",
            "abs(n)",
            "(n % 3)",
            "min(n, 2)",
            "to_int(x)",
        ])
    };
    let day = || {
        proptest::sample::select(vec![
            "date(\"2026-01-01\")",
            "date(\"2026-01-02\")",
            "date(\"2026-01-03\")",
        ])
    };
    prop_oneof![
        6 => (whole(), op(), int()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        1 => (int(), op(), whole()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        4 => (proptest::sample::select(vec!["x", "y", "abs(x)", "to_float(n)"]), op(), float()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        3 => (proptest::sample::select(vec!["role", "role.to_lower()", "role.trimmed()"]), op(), text()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        2 => (op(), day()).prop_map(|(op, b)| format!("day {op} {b}")),
        2 => (proptest::sample::select(vec![("n", "m"), ("m", "n"), ("x", "y"), ("y", "x"), ("n", "x"), ("x", "x"), ("n", "n")]), op()).prop_map(|((a, b), op)| format!("{a} {op} {b}")),
        1 => (whole(), 0i64..4, -1i64..4).prop_map(|(a, from, until)| format!("{a} in {from}..{until}")),
        1 => (whole(), vec(int(), 0..3)).prop_map(|(a, items)| format!("{a} in [{}]", items.join(", "))),
        1 => vec(text(), 0..3).prop_map(|items| format!("role in [{}]", items.join(", "))),
        1 => proptest::sample::select(vec!["is_known(n)", "is_known(x)", "flag", "ready", "true", "false", "(flag ?? true)", "flag == ready", "is_known(flag)"]).prop_map(str::to_owned),
    ]
}

fn condition() -> impl Strategy<Value = String> {
    comparison().prop_recursive(3, 14, 3, |inner| {
        prop_oneof![
            2 => vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" && "))),
            2 => vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" || "))),
            1 => inner.clone().prop_map(|a| format!("!({a})")),
            1 => (inner.clone(), inner.clone(), inner.clone()).prop_map(|(a, b, c)| format!("(if {a} {{ {b} }} else {{ {c} }})")),
            1 => (inner.clone(), inner).prop_map(|(a, b)| format!("({a} ?? {b})")),
        ]
    })
}

fn branches() -> impl Strategy<Value = String> {
    prop_oneof![
        vec((condition(), comparison()), 1..5).prop_map(|steps| {
            let steps: Vec<String> = steps
                .iter()
                .map(|(when, then)| format!("if {when} {{ {then} }} else "))
                .collect();
            format!("{}{{ flag }}", steps.concat())
        }),
        vec((comparison(), comparison(), any::<bool>()), 1..5).prop_map(|steps| {
            let step = |(outer, inner, nested): &(String, String, bool)| {
                if *nested {
                    format!("if {outer} {{ if {inner} {{ return n > 1; }} }} ")
                } else {
                    format!("if {outer} {{ return {inner}; }} ")
                }
            };
            format!("{}flag", steps.iter().map(step).collect::<String>())
        }),
        (comparison(), condition()).prop_map(|(a, b)| format!("let a = {a}; if a {{ {b} }} else {{ a || ({b}) }}")),
        condition(),
    ]
}

fn value(ty: Type) -> BoxedStrategy<Literal> {
    let known = match ty {
        Type::Int => prop_oneof![
            8 => (-4i64..6).prop_map(Literal::Int),
            1 => proptest::sample::select(vec![i64::MIN, i64::MAX, i64::MAX - 1, 1 << 53, (1 << 53) + 1, (1 << 53) + 2]).prop_map(Literal::Int),
        ]
        .boxed(),
        Type::Float => {
            let around = |c: f64| (0i32..5, any::<bool>()).prop_map(move |(steps, up)| {
                Literal::Float((0..steps).fold(c, |near, _| if up { near.next_up() } else { near.next_down() }))
            });
            let special = vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, -0.0, f64::EPSILON, 1e-17, 5e-324, 1e20, 0.00001, 2.7];
            prop_oneof![
                3 => proptest::sample::select(special).prop_map(Literal::Float),
                4 => proptest::sample::select(vec![0.0, 1.0, 2.0, 2.5, 0.3, -1.0]).prop_flat_map(around),
            ]
            .boxed()
        }
        Type::Text => proptest::sample::select(vec!["", "a", "A", "ab", "aa", "b", "B", "c", " a", "a\0", "Z"])
            .prop_map(|text| Literal::Text(text.to_owned()))
            .boxed(),
        Type::Bool => any::<bool>().prop_map(Literal::Bool).boxed(),
        Type::Date => (0i32..5).prop_map(|days| Literal::Date(date(2025, 12, 31).checked_add(jiff::Span::new().days(days)).unwrap())).boxed(),
        _ => Just(Literal::Datetime(0)).boxed(),
    };
    prop_oneof![9 => known, 1 => Just(Literal::Unknown)].boxed()
}

type Row = Vec<Literal>;

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row: Vec<_> = NAMES.iter().map(|(_, ty)| value(*ty)).collect();
    vec(row, 60)
}

fn answer(expr: &Expr, row: &Row) -> Literal {
    evaluate(expr, "UTC", &mut |name| {
        row[NAMES.iter().position(|(known, _)| *known == name).unwrap()].clone()
    })
}

/// The places that a row reaches.
fn reach(expr: &Expr, row: &Row, reached: &mut Vec<Span>) {
    reached.push(expr.span);
    match &expr.kind {
        ExprKind::If(condition, then, otherwise) => {
            reach(condition, row, reached);
            match answer(condition, row) {
                Literal::Bool(true) => reach(then, row, reached),
                Literal::Bool(false) => reach(otherwise, row, reached),
                _ => {}
            }
        }
        ExprKind::Not(inner) | ExprKind::Negate(inner) | ExprKind::In(inner, _) => reach(inner, row, reached),
        ExprKind::Binary(_, left, right) => {
            reach(left, row, reached);
            reach(right, row, reached);
        }
        ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::Coalesce(parts) | ExprKind::Call(_, parts) => {
            parts.iter().for_each(|part| reach(part, row, reached));
        }
        _ => {}
    }
}

/// The conditions that a place stands for: the parts there, or two ends of a chain.
fn standing_at(expr: &Expr, span: Span) -> Vec<Expr> {
    let mut all = Vec::new();
    // The comparisons that a range stands for were not written.
    let mut unwritten: Vec<*const Expr> = Vec::new();
    expr.visit(&mut |part| {
        if let ExprKind::And(parts) = &part.kind
            && parts.len() == 2
            && parts[0].span.start == parts[1].span.start
        {
            unwritten.extend(parts.iter().map(std::ptr::from_ref));
        }
        if let ExprKind::Not(inner) = &part.kind
            && inner.span.start == part.span.start
        {
            unwritten.push(std::ptr::from_ref(inner.as_ref()));
        }
        if unwritten.contains(&std::ptr::from_ref(part)) {
            return;
        }
        if part.span == span {
            all.push(part.clone());
        } else if let ExprKind::And(parts) | ExprKind::Or(parts) = &part.kind {
            let first = parts.iter().position(|part| part.span.start == span.start);
            let last = parts.iter().rposition(|part| part.span.end == span.end);
            if let (Some(first), Some(last)) = (first, last)
                && last > first
            {
                let ends = vec![parts[first].clone(), parts[last].clone()];
                let kind = if matches!(part.kind, ExprKind::And(_)) {
                    ExprKind::And(ends)
                } else {
                    ExprKind::Or(ends)
                };
                all.push(Expr { kind, ..part.clone() });
            }
        }
    });
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("UPTAKE_CASES").map_or(1500, |n| n.parse().unwrap()), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_said_is_true_of_every_row(text in branches(), rows in rows()) {
        let Some((expr, _, all)) = found(&text) else { return Ok(()) };
        for found in &all {
            let span = found.span.unwrap();
            if found.code == Code::UnreachableBranch {
                for row in &rows {
                    let mut reached = Vec::new();
                    reach(&expr, row, &mut reached);
                    prop_assert!(!reached.contains(&span), "{}: {} but {:?}", text, found.message, row);
                }
                continue;
            }
            let meant = standing_at(&expr, span);
            prop_assert!(!meant.is_empty(), "{}: {}", text, found.message);
            for row in &rows {
                for part in &meant {
                    let answer = answer(part, row);
                    let never = ["can never be true", "are never true together"];
                    let fine = if never.iter().any(|said| found.message.contains(said)) {
                        answer != Literal::Bool(true)
                    } else if found.message.contains("is true for every known value") {
                        answer != Literal::Bool(false)
                    } else if found.message.contains("is always true") {
                        answer == Literal::Bool(true)
                    } else {
                        answer == Literal::Unknown
                    };
                    prop_assert!(fine, "{}: {} but {:?} for {:?}", text, found.message, answer, row);
                }
            }
        }
    }
}
