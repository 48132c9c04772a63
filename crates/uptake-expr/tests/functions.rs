//! The examples of the language's functions, computed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops on a surprise")]

use uptake_expr::expr::{Expr, Function, Scope, evaluate, lower};
use uptake_expr::source::{SourceFile, Sources, Span};
use uptake_expr::text::{Condition, TextMap};
use uptake_expr::value::Literal;
use uptake_expr::{Context, Diagnostics};

/// A text without names as an expression.
fn read(text: &str) -> Expr {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add(SourceFile::new("example", text));
    let condition = Condition {
        text: text.to_owned(),
        map: TextMap::plain(file, text.len()),
        span: Span::new(file, 0, text.len()),
        script: None,
    };
    let mut cx = Context {
        sources: &sources,
        diagnostics: &mut diagnostics,
    };
    let expr = lower(&condition, &Scope::new("the example"), &mut cx);
    expr.unwrap_or_else(|| panic!("{text}: {diagnostics:?}"))
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
