//! The expression language: how it is understood, which types go together, and what is said when they don't.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use support::expression::{lowered, show, type_name};
use uptake_rules::expr::Scope;
use uptake_rules::value::Type;

/// The names that the examples use: a few of every type.
fn scope() -> Scope {
    let mut scope = Scope::new("the example");
    for (name, ty) in [
        ("n", Type::Int),
        ("m", Type::Int),
        ("x", Type::Float),
        ("name", Type::Text),
        ("word", Type::Text),
        ("flag", Type::Bool),
        ("ready", Type::Bool),
        ("day", Type::Date),
        ("hired", Type::Date),
        ("at", Type::Datetime),
        ("seen", Type::Datetime),
        ("tool", Type::Text),
        ("tool.approved", Type::Bool),
        ("tool.listed", Type::Bool),
    ] {
        scope.add(name, ty);
    }
    scope
}

/// How `text` is understood, and its type.
fn understood(text: &str) -> String {
    match lowered(text, &scope()) {
        Ok(expr) => format!("{} : {}", show(&expr), type_name(expr.ty)),
        Err(said) => panic!("{text}: {said:?}"),
    }
}

/// The type of `text`.
fn ty(text: &str) -> &'static str {
    match lowered(text, &scope()) {
        Ok(expr) => type_name(expr.ty),
        Err(said) => panic!("{text}: {said:?}"),
    }
}

/// The one thing said about `text`: the underlined part, the message, the help.
fn said(text: &str) -> (String, String, String) {
    match lowered(text, &scope()) {
        Ok(expr) => panic!("{text} is fine: {}", show(&expr)),
        Err(mut said) => {
            assert_eq!(said.len(), 1, "{text}: {said:?}");
            let said = said.pop().unwrap();
            (said.under, said.message, said.help)
        }
    }
}

/// The same as a tuple of texts to compare with.
fn is(under: &str, message: &str, help: &str) -> (String, String, String) {
    (under.to_owned(), message.to_owned(), help.to_owned())
}

mod how_it_is_understood {
    use super::{is, said, understood};

    #[test]
    fn constants_have_the_type_they_look_like() {
        assert_eq!(understood("true"), "true : bool");
        assert_eq!(understood("42"), "42 : int");
        assert_eq!(understood("-42"), "-42 : int");
        assert_eq!(understood("1_000"), "1000 : int");
        assert_eq!(understood("2.5"), "2.5 : float");
        assert_eq!(understood("-2.5"), "-2.5 : float");
        assert_eq!(understood("\"CSM\""), "\"CSM\" : text");
        assert_eq!(understood("'x'"), "\"x\" : text");
        assert_eq!(understood("`as \"it\" stands`"), "\"as \\\"it\\\" stands\" : text");
        assert_eq!(understood("\"a\\tb\\u00fc\""), "\"a\\tbü\" : text");
        assert_eq!(understood("()"), "() : unknown");
        assert_eq!(understood("date(\"2026-02-15\")"), "2026-02-15 : date");
    }

    #[test]
    fn operators_bind_as_in_other_languages() {
        assert_eq!(understood("n + m * 2"), "(n + (m * 2)) : int");
        assert_eq!(understood("(n + m) * 2"), "((n + m) * 2) : int");
        assert_eq!(understood("n - m - 1"), "((n - m) - 1) : int");
        assert_eq!(
            understood("n + 1 >= m && flag || ready"),
            "((((n + 1) >= m) && flag) || ready) : bool"
        );
        assert_eq!(
            understood("flag || ready && n > 1"),
            "(flag || (ready && (n > 1))) : bool"
        );
        assert_eq!(understood("!flag && ready"), "(!flag && ready) : bool");
        assert_eq!(understood("!(flag && ready)"), "!(flag && ready) : bool");
        assert_eq!(understood("-n + m"), "(-n + m) : int");
        assert_eq!(understood("n ?? m > 1"), "((n ?? m) > 1) : bool");
        assert_eq!(
            understood("flag && ready && n > 1"),
            "(flag && ready && (n > 1)) : bool"
        );
    }

    #[test]
    fn blanks_line_ends_and_comments_mean_nothing() {
        assert_eq!(
            understood("  n>1\n  // at least two\n  &&\tflag /* and ready */\n"),
            "((n > 1) && flag) : bool"
        );
        assert_eq!(understood("n > 1;"), "(n > 1) : bool");
    }

    #[test]
    fn a_dot_asks_for_a_field_of_the_register_or_calls_a_function() {
        assert_eq!(
            understood("tool.approved && !tool.listed"),
            "(tool.approved && !tool.listed) : bool"
        );
        assert_eq!(understood("name.to_lower()"), "to_lower(name) : text");
        assert_eq!(
            understood("name.trimmed().to_lower().contains(\"csm\")"),
            "contains(to_lower(trimmed(name)), \"csm\") : bool"
        );
        assert_eq!(understood("(n - m).abs()"), "abs((n - m)) : int");
        assert_eq!(understood("row.n + row.x"), "(n + x) : float");
        assert_eq!(understood("row.tool.approved"), "tool.approved : bool");
    }

    #[test]
    fn in_looks_for_a_value_among_constants_in_a_range_or_in_a_text() {
        assert_eq!(
            understood("name in [\"CSM\", \"Lead\"]"),
            "(name in [\"CSM\", \"Lead\"]) : bool"
        );
        assert_eq!(understood("name !in [\"CSM\"]"), "!(name in [\"CSM\"]) : bool");
        assert_eq!(understood("n in [1, -2]"), "(n in [1, -2]) : bool");
        assert_eq!(
            understood("day in [date(\"2026-01-01\")]"),
            "(day in [2026-01-01]) : bool"
        );
        assert_eq!(understood("n in 1..5"), "((n >= 1) && (n < 5)) : bool");
        assert_eq!(understood("n in 1..=5"), "((n >= 1) && (n <= 5)) : bool");
        assert_eq!(understood("x in n..m"), "((x >= n) && (x < m)) : bool");
        assert_eq!(
            understood("day in date(\"2026-01-01\")..=date(\"2026-03-31\")"),
            "((day >= 2026-01-01) && (day <= 2026-03-31)) : bool"
        );
        assert_eq!(understood("\"CS\" in name"), "contains(name, \"CS\") : bool");
    }

    #[test]
    fn let_names_an_expression_for_what_follows() {
        assert_eq!(
            understood("let strong = n >= 3; strong && flag"),
            "((n >= 3) && flag) : bool"
        );
        assert_eq!(understood("let a = n; let a = a + 1; a * 2"), "((n + 1) * 2) : int");
        assert_eq!(understood("const LEAST = 3; n >= LEAST"), "(n >= 3) : bool");
        assert_eq!(understood("let n = 7; n > 1"), "(7 > 1) : bool");
    }

    #[test]
    fn a_name_ends_with_its_block() {
        assert_eq!(understood("let a = { let b = n; b + 1 }; a"), "(n + 1) : int");
        assert_eq!(
            said("let a = { let b = n; b + 1 }; b"),
            is("b", "the example has no `b`", "did you mean `a`?")
        );
    }

    #[test]
    fn if_and_return_become_one_expression() {
        assert_eq!(understood("if flag { 1 } else { 2 }"), "if flag { 1 } else { 2 } : int");
        assert_eq!(
            understood("if n > 9 { \"a\" } else if n > 5 { \"b\" } else { \"c\" }"),
            "if (n > 9) { \"a\" } else { if (n > 5) { \"b\" } else { \"c\" } } : text"
        );
        assert_eq!(understood("if flag { return 1; } 2"), "if flag { 1 } else { 2 } : int");
        assert_eq!(
            understood("if n > 9 { return 3 } if n > 5 { return 2 } return 1;"),
            "if (n > 9) { 3 } else { if (n > 5) { 2 } else { 1 } } : int"
        );
        assert_eq!(
            understood("let few = n < 3; if few { return false } let many = n > 9; many || flag"),
            "if (n < 3) { false } else { ((n > 9) || flag) } : bool"
        );
        assert_eq!(
            understood("if flag { 1 } else { return 2 }"),
            "if flag { 1 } else { 2 } : int"
        );
        assert_eq!(
            understood("(if flag { 1 } else { 2 }) + n"),
            "(if flag { 1 } else { 2 } + n) : int"
        );
    }
}

mod the_types_of_operators {
    use super::{is, said, ty};

    #[test]
    fn arithmetic_takes_numbers_and_gives_a_float_as_soon_as_one_is() {
        for op in ["+", "-", "*", "/", "%"] {
            assert_eq!(ty(&format!("n {op} m")), "int", "{op}");
            assert_eq!(ty(&format!("n {op} ()")), "int", "{op}");
            assert_eq!(ty(&format!("n {op} x")), "float", "{op}");
            assert_eq!(ty(&format!("x {op} 2")), "float", "{op}");
            assert_eq!(
                said(&format!("n {op} flag")),
                is(
                    &format!("n {op} flag"),
                    &format!("can't apply `{op}` to int and bool"),
                    "write `if x { 1 } else { 0 }` to count a truth value"
                )
            );
            assert_eq!(
                said(&format!("name {op} n")),
                is(
                    &format!("name {op} n"),
                    &format!("can't apply `{op}` to text and int"),
                    "both sides have to be numbers; `+` also joins two texts"
                )
            );
            assert_eq!(
                said(&format!("day {op} 1")),
                is(
                    &format!("day {op} 1"),
                    &format!("can't apply `{op}` to date and int"),
                    "days are counted by `days_between(from, until)`, months by `months_between(from, until)`"
                )
            );
        }
    }

    #[test]
    fn plus_joins_texts_and_nothing_else_does() {
        assert_eq!(ty("name + \"-\" + word"), "text");
        assert_eq!(
            said("name - word"),
            is(
                "name - word",
                "can't apply `-` to text and text",
                "both sides have to be numbers; `+` also joins two texts"
            )
        );
        assert_eq!(
            said("day - hired"),
            is(
                "day - hired",
                "can't apply `-` to date and date",
                "write `days_between(hired, day)`: the days from the second to the first"
            )
        );
    }

    #[test]
    fn comparisons_take_values_of_one_type_and_give_a_truth() {
        for op in ["==", "!=", "<", "<=", ">", ">="] {
            for pair in [
                "n {} m",
                "n {} x",
                "name {} \"a\"",
                "day {} hired",
                "at {} seen",
                "day {} date(at)",
            ] {
                assert_eq!(ty(&pair.replace("{}", op)), "bool", "{pair} {op}");
            }
            assert_eq!(
                said(&format!("n {op} name")),
                is(
                    &format!("n {op} name"),
                    &format!("can't compare int with text by `{op}`"),
                    "compare values of one type"
                )
            );
        }
    }

    #[test]
    fn truths_are_equal_or_not_and_have_no_order() {
        assert_eq!(ty("flag == ready"), "bool");
        assert_eq!(ty("flag != true"), "bool");
        assert_eq!(
            said("flag > ready"),
            is(
                "flag > ready",
                "can't compare bool with bool by `>`",
                "a truth value needs no comparison: write `x` or `!x`"
            )
        );
        assert_eq!(
            said("n < m < 3"),
            is(
                "n < m < 3",
                "`<` and `<` can't share `m`: a comparison has two sides",
                "write `n < m && m < 3`"
            )
        );
    }

    #[test]
    fn a_day_is_no_text_and_no_instant() {
        assert_eq!(
            said("day == \"2026-01-01\""),
            is(
                "day == \"2026-01-01\"",
                "can't compare date with text by `==`",
                "write the day as `date(\"2026-01-01\")`"
            )
        );
        assert_eq!(
            said("at >= day"),
            is(
                "at >= day",
                "can't compare datetime with date by `>=`",
                "use the day of the instant: `date(…)`"
            )
        );
    }

    #[test]
    fn nothing_compares_with_unknown() {
        for op in ["==", "!=", "<", ">="] {
            assert_eq!(
                said(&format!("n {op} ()")),
                is(
                    &format!("n {op} ()"),
                    &format!("comparing with `()` by `{op}` is always unknown"),
                    "use `is_known(x)` or `!is_known(x)`"
                )
            );
        }
    }

    #[test]
    fn and_or_and_not_take_truths() {
        assert_eq!(ty("flag && ready || !flag"), "bool");
        let help = "compare it with something, as in `x >= 1`";
        assert_eq!(said("flag && n"), is("n", "`&&` expects truth values, found int", help));
        assert_eq!(
            said("name || flag"),
            is("name", "`||` expects truth values, found text", help)
        );
        assert_eq!(said("flag && 1"), is("1", "expected true or false", ""));
        assert_eq!(said("() || flag"), is("()", "expected true or false", ""));
        assert_eq!(
            said("!n"),
            is(
                "n",
                "`!` expects a truth value, found int",
                "compare it with something, as in `!(x >= 1)`"
            )
        );
        assert_eq!(
            said("!(n + m)"),
            is(
                "n + m",
                "`!` expects a truth value, found int",
                "compare it with something, as in `!(x >= 1)`"
            )
        );
    }

    #[test]
    fn minus_before_a_value_takes_a_number() {
        assert_eq!(ty("-n"), "int");
        assert_eq!(ty("-x"), "float");
        assert_eq!(said("-name"), is("name", "`-` expects a number, found text", ""));
    }

    #[test]
    fn coalesce_takes_values_of_one_type() {
        assert_eq!(ty("n ?? 0"), "int");
        assert_eq!(ty("n ?? 0.5"), "float");
        assert_eq!(ty("() ?? name ?? \"none\""), "text");
        assert_eq!(
            said("n ?? name"),
            is("name", "`??` expects values of one type, found text after int", "")
        );
    }

    #[test]
    fn if_takes_a_truth_and_two_values_of_one_type() {
        assert_eq!(ty("if flag { 1 } else { 0.5 }"), "float");
        assert_eq!(ty("if flag { name } else { () }"), "text");
        assert_eq!(said("if () { 1 } else { 2 }"), is("()", "expected true or false", ""));
        assert_eq!(
            said("if n { 1 } else { 2 }"),
            is("n", "`if` expects a truth value, found int", "")
        );
        assert_eq!(
            said("if flag { 1 } else { \"a\" }"),
            is(
                "\"a\"",
                "both branches of `if` must have one type, found text after int",
                ""
            )
        );
    }

    #[test]
    fn in_takes_constants_of_the_type_it_looks_for() {
        assert_eq!(ty("x in [1, 2.5]"), "bool");
        assert_eq!(
            said("n in [1, \"a\"]"),
            is("\"a\"", "can't look for int among values that are text", "")
        );
        assert_eq!(
            said("n in [m]"),
            is("m", "only constants are allowed in the list after `in`", "")
        );
        assert_eq!(
            said("n in [1, ()]"),
            is(
                "()",
                "the list after `in` has `()`, which equals nothing",
                "add `|| !is_known(x)` to accept unknown values"
            )
        );
        assert_eq!(
            said("name in \"a\"..3"),
            is("3", "can't look for text in a range of int", "")
        );
        assert_eq!(
            said("flag in name"),
            is("flag", "`contains` expects text here, found bool", "")
        );
    }
}

mod the_types_of_functions {
    use super::{is, said, ty};
    use uptake_rules::expr::Function;
    use uptake_rules::value::Type;

    type Good = (&'static str, &'static str);
    type Bad = (&'static str, &'static str, &'static str);

    /// For each function: calls with the type of their result, then calls with the wrong argument and what it should be.
    const CALLS: &[(&str, &[Good], &[Bad])] = &[
        (
            "is_known",
            &[
                ("is_known(n)", "bool"),
                ("is_known(name)", "bool"),
                ("is_known(())", "bool"),
            ],
            &[],
        ),
        (
            "abs",
            &[("abs(n)", "int"), ("abs(x)", "float")],
            &[("abs(name)", "name", "a number, not text")],
        ),
        (
            "min",
            &[("min(n, m)", "int"), ("min(n, x)", "float")],
            &[("min(n, day)", "day", "a number, not date")],
        ),
        (
            "max",
            &[("max(n, m)", "int"), ("max(x, 1)", "float")],
            &[("max(flag, 1)", "flag", "a number, not bool")],
        ),
        (
            "round",
            &[("round(x)", "float"), ("round(n)", "int")],
            &[("round(name)", "name", "a number, not text")],
        ),
        (
            "floor",
            &[("floor(x)", "float")],
            &[("floor(at)", "at", "a number, not datetime")],
        ),
        (
            "ceiling",
            &[("ceiling(x)", "float")],
            &[("ceiling(flag)", "flag", "a number, not bool")],
        ),
        (
            "to_int",
            &[("to_int(x)", "int"), ("to_int(n)", "int")],
            &[("to_int(name)", "name", "a number, not text")],
        ),
        (
            "to_float",
            &[("to_float(n)", "float")],
            &[("to_float(\"1\")", "\"1\"", "a number, not text")],
        ),
        (
            "contains",
            &[("name.contains(\"a\")", "bool")],
            &[("name.contains(n)", "n", "text, not int")],
        ),
        (
            "starts_with",
            &[("name.starts_with(word)", "bool")],
            &[("n.starts_with(\"a\")", "n", "text, not int")],
        ),
        (
            "ends_with",
            &[("name.ends_with(\"a\")", "bool")],
            &[("name.ends_with(1)", "1", "text, not int")],
        ),
        (
            "to_lower",
            &[("name.to_lower()", "text")],
            &[("n.to_lower()", "n", "text, not int")],
        ),
        (
            "to_upper",
            &[("to_upper(name)", "text")],
            &[("day.to_upper()", "day", "text, not date")],
        ),
        (
            "trimmed",
            &[("name.trimmed()", "text")],
            &[("x.trimmed()", "x", "text, not float")],
        ),
        ("len", &[("name.len()", "int")], &[("n.len()", "n", "text, not int")]),
        (
            "json",
            &[("json(name, \"a.b\")", "text"), ("name.json(name)", "text")],
            &[("json(n, \"a\")", "n", "text, not int")],
        ),
        (
            "iso",
            &[("iso(name, \"%m/%d/%Y\")", "text"), ("iso(name, word)", "text")],
            &[("iso(day, \"%Y\")", "day", "text, not date")],
        ),
        (
            "instant",
            &[("instant(n)", "datetime"), ("instant(x / 1000.0)", "datetime")],
            &[("instant(name)", "name", "a number, not text")],
        ),
        (
            "date",
            &[
                ("date(at)", "date"),
                ("date(day)", "date"),
                ("date(name)", "date"),
                ("date(\"2026-02-28\")", "date"),
            ],
            &[("date(n)", "n", "a date or text, not int")],
        ),
        (
            "weekday",
            &[("weekday(day)", "int"), ("weekday(at)", "int")],
            &[("weekday(name)", "name", "a date, not text")],
        ),
        (
            "days_between",
            &[("days_between(hired, at)", "int")],
            &[("days_between(n, day)", "n", "a date, not int")],
        ),
        (
            "months_between",
            &[("months_between(hired, day)", "int")],
            &[(
                "months_between(day, \"2026-01-01\")",
                "\"2026-01-01\"",
                "a date, not text",
            )],
        ),
    ];

    #[test]
    fn every_function_is_tested_here() {
        // One that isn't in the list has its examples, which a test of the language computes, and the wrong arguments below.
        for (name, _, _) in CALLS {
            assert!(Function::find(name).is_some(), "{name}");
        }
        for function in Function::ALL {
            let listed = CALLS.iter().any(|(name, _, _)| *name == function.name());
            assert!(listed || !function.entry().examples.is_empty(), "{}", function.name());
        }
    }

    #[test]
    fn every_parameter_refuses_what_it_does_not_take() {
        const SOME: &[(Type, &str)] = &[
            (Type::Bool, "flag"),
            (Type::Int, "n"),
            (Type::Float, "x"),
            (Type::Text, "name"),
            (Type::Date, "day"),
            (Type::Datetime, "at"),
        ];
        for function in Function::ALL {
            let parameters = function.entry().parameters;
            for (index, (_, parameter)) in parameters.iter().enumerate() {
                for (ty, column) in SOME {
                    let mut arguments = vec!["()"; parameters.len()];
                    arguments[index] = *column;
                    let call = format!("{}({})", function.name(), arguments.join(", "));
                    assert_eq!(
                        super::lowered(&call, &super::scope()).is_ok(),
                        parameter.accepts(*ty),
                        "{call}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_call_has_the_type_of_its_function() {
        for (name, good, _) in CALLS {
            for (call, result) in *good {
                assert!(call.contains(name), "{call} doesn't call {name}");
                assert_eq!(ty(call), *result, "{call}");
            }
        }
    }

    #[test]
    fn an_argument_of_the_wrong_type_is_underlined() {
        for (name, _, bad) in CALLS {
            for (call, under, wanted) in *bad {
                let message = format!("`{name}` expects {}", wanted.replace(", not", " here, found"));
                assert_eq!(said(call), is(under, &message, ""), "{call}");
            }
        }
    }

    #[test]
    fn unknown_may_stand_for_any_argument() {
        for function in Function::ALL {
            let call = format!("{}({})", function.name(), vec!["()"; function.arity()].join(", "));
            assert!(super::lowered(&call, &super::scope()).is_ok(), "{call}");
        }
    }

    #[test]
    fn the_number_of_arguments_is_checked() {
        assert_eq!(said("abs(n, m)"), is("abs", "`abs` takes 1 argument, not 2", ""));
        assert_eq!(said("max(n)"), is("max", "`max` takes 2 arguments, not 1", ""));
        assert_eq!(said("name.len(1)"), is("len", "`len` takes 1 argument, not 2", ""));
    }

    #[test]
    fn a_pattern_that_no_text_can_fit_is_refused() {
        let help = "such as `%m/%d/%Y`, or `%d.%m.%Y %H:%M`";
        for pattern in ["%m/%d", "%Q", "%", "day", ""] {
            let literal = format!("\"{pattern}\"");
            let message = format!("`{pattern}` isn't a valid pattern for a day or time");
            assert_eq!(said(&format!("iso(name, {literal})")), is(&literal, &message, help));
        }
    }

    #[test]
    fn a_day_that_the_calendar_does_not_have_is_refused() {
        let help = "write it as `2026-02-15`";
        for day in ["2026-02-30", "2026-2-1", "15.02.2026", ""] {
            let literal = format!("\"{day}\"");
            let message = format!("`{day}` isn't a valid date");
            assert_eq!(said(&format!("day > date({literal})")), is(&literal, &message, help));
        }
    }
}

mod what_is_said_about_names {
    use super::{is, said};

    #[test]
    fn a_near_miss_is_suggested_and_otherwise_what_there_is() {
        assert_eq!(
            said("nmae == \"a\""),
            is("nmae", "the example has no `nmae`", "did you mean `name`?")
        );
        assert_eq!(
            said("weather > 1"),
            is(
                "weather",
                "the example has no `weather`",
                "available: `n`, `m`, `x`, `name`, `word`, `flag`, `ready`, `day`, `hired`, `at`, `seen`, `tool`"
            )
        );
    }

    #[test]
    fn a_path_is_one_name() {
        assert_eq!(
            said("tool.aproved"),
            is(
                "tool.aproved",
                "the example has no `tool.aproved`",
                "did you mean `tool.approved`?"
            )
        );
        assert_eq!(said("flag && tool . colour").0, "tool . colour");
    }

    #[test]
    fn a_function_that_does_not_exist_is_underlined_by_its_name() {
        assert_eq!(
            said("name.lenn() > 1"),
            is("lenn", "unknown function `lenn`", "did you mean `len`?")
        );
        assert_eq!(said("shout(name)"), is("shout", "unknown function `shout`", ""));
        assert_eq!(said("n ** 2"), is("**", "unknown operator `**`", ""));
        assert_eq!(
            said("flag & ready"),
            is("&", "unknown operator `&`", "write `&&` for both, `+` to join texts")
        );
    }
}
