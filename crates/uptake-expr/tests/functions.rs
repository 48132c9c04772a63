//! The examples of the language's functions, computed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops on a surprise")]

use uptake_expr::expr::{Expr, Function, Scope, alone, evaluate};
use uptake_expr::value::Literal;

/// A text without names as an expression.
fn read(text: &str) -> Expr {
    alone(text, &Scope::new("the example")).unwrap_or_else(|found| panic!("{text}: {found:?}"))
}

fn value(expr: &Expr) -> Literal {
    evaluate(expr, "UTC", &mut |_| Literal::Unknown)
}

#[test]
fn every_example_gives_what_it_says() {
    for function in Function::ALL {
        let entry = function.entry();
        assert!(!entry.examples.is_empty(), "`{}` has no example", entry.name);
        for (call, gives) in entry.examples {
            assert!(
                call.contains(&format!("{}(", entry.name)),
                "{call} doesn't call `{}`",
                entry.name
            );
            let (found, wanted) = (read(call), read(gives));
            assert_eq!(value(&found), value(&wanted), "{call}");
            if value(&wanted) != Literal::Unknown {
                assert_eq!(found.ty, value(&wanted).ty(), "the type of {call}");
            }
        }
    }
}

#[test]
fn an_entry_is_whole_and_no_name_stands_twice() {
    for function in Function::ALL {
        let entry = function.entry();
        assert_eq!(
            Function::find(entry.name),
            Some(*function),
            "two functions named `{}`",
            entry.name
        );
        assert!(!entry.parameters.is_empty() && !entry.takes.is_empty() && !entry.about.is_empty());
    }
}

#[test]
fn what_is_unknown_makes_a_call_unknown_but_for_the_question_whether_it_is() {
    for function in Function::ALL {
        let found = function.call(&vec![Literal::Unknown; function.arity()], "UTC");
        assert_eq!(
            found == Literal::Unknown,
            !function.sees_unknown(),
            "{}",
            function.name()
        );
    }
}

/// Days at the edges of the calendar: calls and what they are.
const DAYS: &[(&str, &str)] = &[
    // The leap day, and years that have none.
    (r#"add_days(date("2024-02-28"), 1)"#, r#"date("2024-02-29")"#),
    (r#"add_days(date("2100-02-28"), 1)"#, r#"date("2100-03-01")"#),
    (r#"add_months(date("2024-02-29"), 12)"#, r#"date("2025-02-28")"#),
    (r#"add_months(date("2024-02-29"), 48)"#, r#"date("2028-02-29")"#),
    (r#"days_between(date("2024-02-28"), date("2024-03-01"))"#, "2"),
    (r#"months_between(date("2024-02-29"), date("2025-02-28"))"#, "11"),
    (r#"months_between(date("2024-02-29"), date("2025-03-01"))"#, "12"),
    // Short months: the last day, and no way back.
    (r#"add_months(date("2026-03-31"), -1)"#, r#"date("2026-02-28")"#),
    (
        r#"add_months(add_months(date("2026-03-31"), -1), 1)"#,
        r#"date("2026-03-28")"#,
    ),
    (r#"add_months(date("2026-01-31"), 3)"#, r#"date("2026-04-30")"#),
    // Backwards it is rounded down, so that a day before is no month of nought.
    (r#"months_between(date("2026-03-31"), date("2026-02-28"))"#, "-2"),
    (r#"months_between(date("2026-03-31"), date("2026-03-30"))"#, "-1"),
    // Quarters and years.
    (r#"first_of("quarter", date("2024-02-29"))"#, r#"date("2024-01-01")"#),
    (r#"first_of("quarter", date("2026-12-31"))"#, r#"date("2026-10-01")"#),
    (r#"first_of("month", date("2024-02-29"))"#, r#"date("2024-02-01")"#),
    (r#"first_of("year", date("2026-01-01"))"#, r#"date("2026-01-01")"#),
    // Beyond the calendar, and parts of days.
    (r#"add_days(date("9999-12-31"), 1)"#, "()"),
    (r#"add_days(date("0001-01-01"), -1)"#, "()"),
    (r#"add_months(date("9999-12-01"), 1)"#, "()"),
    (r#"add_days(date("2026-01-01"), 9223372036854775807)"#, "()"),
    (r#"add_days(date("2026-01-01"), 0.5)"#, "()"),
    (r#"add_days(date("2026-01-01"), 2.0)"#, r#"date("2026-01-03")"#),
    (r#"add_days(date("2026-01-01"), 1.0 / 0.0)"#, "()"),
];

#[test]
fn days_are_added_and_counted_over_leap_days_short_months_and_the_ends_of_the_calendar() {
    for (call, wanted) in DAYS {
        assert_eq!(value(&read(call)), value(&read(wanted)), "{call}");
    }
}
