//! How scripts become one expression: `switch`, functions, modules, windows, constants; and what is said when they can't.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use support::check;
use support::expression::{lowered, read, show, type_name};
use uptake_rules::Severity;
use uptake_rules::expr::Scope;
use uptake_rules::value::Type;

fn scope() -> Scope {
    let mut scope = Scope::new("the example");
    for (name, ty) in [
        ("n", Type::Int),
        ("m", Type::Int),
        ("x", Type::Float),
        ("name", Type::Text),
        ("flag", Type::Bool),
        ("ready", Type::Bool),
        ("day", Type::Date),
        ("tool", Type::Text),
        ("tool.approved", Type::Bool),
    ] {
        scope.add(name, ty);
    }
    scope.over_periods()
}

fn understood(text: &str) -> String {
    match lowered(text, &scope()) {
        Ok(expr) => format!("{} : {}", show(&expr), type_name(expr.ty)),
        Err(said) => panic!("{text}: {said:?}"),
    }
}

/// Each text is understood as is written beside it.
fn are_understood(texts: &[(&str, &str)]) {
    for (text, wanted) in texts {
        assert_eq!(understood(text), *wanted, "{text}");
    }
}

/// The one thing that is said of each text: its code, what is underlined, the message.
fn are_refused(texts: &[(&str, &str, &str, &str)]) {
    for (text, code, under, message) in texts {
        let (_, said) = read(text, &scope());
        let said: Vec<_> = said
            .iter()
            .map(|said| (said.code, said.under.as_str(), said.message.as_str()))
            .collect();
        assert_eq!(said, [(*code, *under, *message)], "{text}");
    }
}

#[test]
fn a_switch_is_one_expression() {
    are_understood(&[
        (
            "switch n { 1 => true, _ => false }",
            "if (n in [1]) { true } else { false } : bool",
        ),
        (
            r#"switch n { 1 | 2 => "a", 3..9 => "b", 9..=12 => "c", _ => "d" }"#,
            r#"if (n in [1, 2]) { "a" } else { if ((n >= 3) && (n < 9)) { "b" } else { if ((n >= 9) && (n <= 12)) { "c" } else { "d" } } } : text"#,
        ),
        (
            r#"switch name { "a" => 1, "b" => 2 }"#,
            r#"if (name in ["a"]) { 1 } else { if (name in ["b"]) { 2 } else { () } } : int"#,
        ),
        (
            "switch flag { true => 1, false => 2 }",
            "if (flag in [true]) { 1 } else { if (flag in [false]) { 2 } else { () } } : int",
        ),
        (
            "switch n { 1 if flag => 1, 1 => 2, _ => 3 }",
            "if ((n in [1]) && flag) { 1 } else { if (n in [1]) { 2 } else { 3 } } : int",
        ),
        (
            "switch n { 1 if flag => 1, 0..5 => 2, _ => 3 }",
            "if ((n in [1]) && flag) { 1 } else { if ((n >= 0) && (n < 5)) { 2 } else { 3 } } : int",
        ),
        (
            "let k = switch n { 1 => 2, _ => 3 }; k + 1",
            "(if (n in [1]) { 2 } else { 3 } + 1) : int",
        ),
        (
            "switch n + m { 1 => { let k = n; k + 1 } _ => 0 }",
            "if ((n + m) in [1]) { (n + 1) } else { 0 } : int",
        ),
        (
            "switch n { 1 => 1, _ => 0.5 }",
            "if (n in [1]) { 1 } else { 0.5 } : float",
        ),
        ("switch n { 1 => (), _ => 2 }", "if (n in [1]) { () } else { 2 } : int"),
        (
            "switch x { 0..5 => 1, _ => 2 }",
            "if ((x >= 0) && (x < 5)) { 1 } else { 2 } : int",
        ),
        (
            "switch n { 1 => return true, _ => false }",
            "if (n in [1]) { true } else { false } : bool",
        ),
        (
            "switch n { 1 => { return true; } _ => {} } flag",
            "script(flag, n) because of a `switch` whose value is dropped : unknown",
        ),
        (
            "fn f(a) { switch a { 1 => return 2, _ => 3 } } f(n)",
            "if (n in [1]) { 2 } else { 3 } : int",
        ),
    ]);
}

#[test]
fn what_is_said_about_a_switch() {
    are_refused(&[
        (
            r#"switch n { "a" => 1, _ => 2 }"#,
            "type-mismatch",
            "switch",
            "can't look for int among values that are text",
        ),
        (
            r#"switch n { 1 => 1, _ => "a" }"#,
            "type-mismatch",
            "1",
            "the cases of a `switch` must have one type, found int and text",
        ),
        (
            "switch n { 1 => 1, 1 => 2, _ => 3 }",
            "unreachable-branch",
            "2",
            "no value reaches this branch: its case can't be true here",
        ),
        (
            "switch n { }",
            "expression-syntax",
            "switch",
            "this `switch` has no cases",
        ),
        (
            "switch n { 1.5 => 1, _ => 2 }",
            "unsupported-expression",
            "switch",
            "a float as a case isn't allowed in a condition",
        ),
        (
            "switch x { 1 => 1, _ => 2 }",
            "type-mismatch",
            "x",
            "a float never equals a case that is a whole number",
        ),
        (
            "switch n { () => 1, _ => 2 }",
            "unsupported-expression",
            "switch",
            "`()` as a case isn't allowed in a condition",
        ),
        (
            "switch name { 'a' => 1, _ => 2 }",
            "unsupported-expression",
            "switch",
            "a letter in single quotes as a case isn't allowed in a condition",
        ),
        (
            "switch name { 0..5 => 1, _ => 2 }",
            "type-mismatch",
            "name",
            "can't look for text in a range of int",
        ),
        (
            "switch n { 1 if m => 1, _ => 2 }",
            "type-mismatch",
            "m",
            "`if` expects truth values, found int",
        ),
        (
            "switch n { m => 1, _ => 2 }",
            "expression-syntax",
            "m",
            "not a valid expression: expecting a literal expression",
        ),
        (
            "switch day { 1 => 1, _ => 2 }",
            "type-mismatch",
            "switch",
            "can't look for date among values that are int",
        ),
        (
            "switch n { 1 => 1, _ => 2, 3 => 4 }",
            "expression-syntax",
            "_",
            "not a valid expression: default switch case must be the last",
        ),
    ]);
}

#[test]
fn functions_stand_where_they_are_called() {
    are_understood(&[
        ("fn f(a) { a + 1 } f(n)", "(n + 1) : int"),
        (
            "fn f(a) { if a > 1 { return 1; } let b = a * 2; b } f(n) + f(m)",
            "(if (n > 1) { 1 } else { (n * 2) } + if (m > 1) { 1 } else { (m * 2) }) : int",
        ),
        (
            "fn g(a) { a * 2 } fn f(a) { g(a) + g(1) } f(n)",
            "((n * 2) + (1 * 2)) : int",
        ),
        (
            "fn f(row) { row.n > 1 && row.tool.approved } f(row)",
            "((n > 1) && tool.approved) : bool",
        ),
        ("fn f(r) { r.n > 1 } f(row)", "(n > 1) : bool"),
        ("fn g(p, k) { p.n > k } fn f(r) { g(r, 2) } f(row)", "(n > 2) : bool"),
        (
            "fn f(a) { let a = a + 1; a } let a = n; f(a) + a",
            "((n + 1) + n) : int",
        ),
        ("fn f() { 3 } n > f()", "(n > 3) : bool"),
        (
            "fn steady(v, k) { last(k, v).mean() } steady(n, 4) > steady(m, 2)",
            "(last(4, n).mean() > last(2, m).mean()) : bool",
        ),
    ]);
}

#[test]
fn what_is_said_about_functions() {
    are_refused(&[
        ("fn f(a) { a } f()", "type-mismatch", "f", "`f` takes 1 argument, not 0"),
        (
            "fn f(a) { a } f(n, m)",
            "type-mismatch",
            "f",
            "`f` takes 1 argument, not 2",
        ),
        ("fn f(a) { n } f(m)", "unknown-column", "n", "this function has no `n`"),
        (
            "fn f(a) { row.n } f(m)",
            "unknown-column",
            "row.n",
            "this function has no `row.n`",
        ),
        (
            "fn f(row) { row } f(row)",
            "type-mismatch",
            "row",
            "`row` is the whole row, not a value",
        ),
        (
            "fn f(row) { row.nn } f(row)",
            "unknown-column",
            "row.nn",
            "the example has no `nn`",
        ),
        (
            "fn early(a) { a } erly(n)",
            "unknown-function",
            "erly",
            "unknown function `erly`",
        ),
        (
            r#"fn f(a) { a + "x" } f(n)"#,
            "type-mismatch",
            r#"a + "x""#,
            "can't apply `+` to int and text",
        ),
        ("fn f(a) { f(a) } f(n)", "recursive-function", "f", "`f` calls itself"),
        (
            "fn f(a) { } f(n)",
            "expression-syntax",
            "f",
            "the function `f` is empty",
        ),
        (
            "fn f(a) { let b = a; } f(n)",
            "expression-syntax",
            "let",
            "the expression has no value, because nothing follows this",
        ),
        ("row", "type-mismatch", "row", "`row` is the whole row, not a value"),
        ("row > 1", "type-mismatch", "row", "`row` is the whole row, not a value"),
        (
            "fn f(a) { a } n.f()",
            "unsupported-expression",
            "f",
            "a function of the script called as a method isn't allowed in a condition",
        ),
        (
            "fn f(a, a) { a } f(n, m)",
            "expression-syntax",
            "a",
            "not a valid expression: duplicated parameter a for function f",
        ),
        ("m::f(n)", "unknown-name", "m", "no module is imported as `m`"),
        (
            r#"import "x" as m; m::f(n)"#,
            "missing-script",
            r#""x""#,
            "module `x` not found",
        ),
    ]);
}

#[test]
fn windows_have_the_type_of_what_they_take() {
    are_understood(&[
        ("lag(n, 1)", "lag(n, 1) : int"),
        ("first(name)", "first(name) : text"),
        ("streak(n > 1)", "streak((n > 1)) : int"),
        ("since(flag)", "since(flag) : int"),
        ("last(4, n).sum()", "last(4, n).sum() : int"),
        ("last(4, n).mean()", "last(4, n).mean() : float"),
        ("last(4, x).min()", "last(4, x).min() : float"),
        ("last(4, x).max()", "last(4, x).max() : float"),
        ("last(4, flag).count()", "last(4, flag).count() : int"),
        ("last(4, name).known()", "last(4, name).known() : int"),
        (
            "last(12, n).count_where(|v| v >= 3)",
            "last(12, (n >= 3)).count() : int",
        ),
        (
            "last(12, n).at_least(6).mean()",
            "last(12, n).at_least(6).mean() : float",
        ),
        (
            "last(4, n + m).mean().round() > 2.0",
            "(round(last(4, (n + m)).mean()) > 2.0) : bool",
        ),
        ("last(4, lag(n, 1)).sum()", "last(4, lag(n, 1)).sum() : int"),
        ("let w = 4; last(w, n).sum()", "last(4, n).sum() : int"),
        ("lag(row.n, 1)", "lag(n, 1) : int"),
        (
            "last(4, n).count_where(|v| { let k = v * 2; k > m })",
            "last(4, ((n * 2) > m)).count() : int",
        ),
    ]);
}

#[test]
fn what_is_said_about_windows() {
    are_refused(&[
        ("lag(n)", "type-mismatch", "lag", "`lag` takes 2 arguments, not 1"),
        (
            "lag(n, m)",
            "wrong-value",
            "m",
            "expected a constant number of periods, a whole number from 1 to 10000",
        ),
        (
            "lag(n, 0)",
            "wrong-value",
            "0",
            "expected a constant number of periods, a whole number from 1 to 10000",
        ),
        (
            "lag(n, -1)",
            "wrong-value",
            "-1",
            "expected a constant number of periods, a whole number from 1 to 10000",
        ),
        (
            "lag(n, 1.0)",
            "wrong-value",
            "1.0",
            "expected a constant number of periods, a whole number from 1 to 10000",
        ),
        (
            "last(4, n)",
            "type-mismatch",
            "last",
            "`last(n, x)` is a window of several periods, not a value",
        ),
        (
            "last(4, n).median()",
            "unknown-function",
            "median",
            "a window has no `median`",
        ),
        (
            "last(4, n).count()",
            "type-mismatch",
            "n",
            "`last(n, x).count()` expects a truth value here, found int",
        ),
        (
            "last(4, name).sum()",
            "type-mismatch",
            "name",
            "`last(n, x).sum()` expects a number here, found text",
        ),
        (
            "last(4, n).at_least(5).sum()",
            "wrong-value",
            "last",
            "a window of 4 periods can't have 5 known values",
        ),
        (
            "last(4, n).at_least().sum()",
            "type-mismatch",
            "at_least",
            "`at_least` takes 1 argument: in how many periods `x` must be known",
        ),
        (
            "last(4, n).at_least(2)",
            "type-mismatch",
            "last",
            "`last(n, x)` is a window of several periods, not a value",
        ),
        (
            "last(0, n).sum()",
            "wrong-value",
            "0",
            "expected a constant number of periods, a whole number from 1 to 10000",
        ),
        (
            "last(4, n).count_where(3)",
            "type-mismatch",
            "count_where",
            "`count_where` takes a closure with one parameter",
        ),
        (
            "last(4, n).count_where(|a, b| a > b)",
            "type-mismatch",
            "count_where",
            "the closure of `count_where` has one parameter: the value of a period",
        ),
        (
            "last(4, n).count_where(|v| v)",
            "type-mismatch",
            "v",
            "`count_where` expects a truth value here, found int",
        ),
        (
            "streak(n)",
            "type-mismatch",
            "n",
            "`streak` expects a truth value here, found int",
        ),
        (
            "since(name)",
            "type-mismatch",
            "name",
            "`since` expects a truth value here, found text",
        ),
        ("lst(4, n).sum()", "unknown-function", "lst", "unknown function `lst`"),
        ("first()", "type-mismatch", "first", "`first` takes 1 argument, not 0"),
        (
            "last(4, n).sum",
            "type-mismatch",
            "last",
            "`last(n, x)` is a window of several periods, not a value",
        ),
        (
            "let n = 0; n += 1; last(4, n).sum()",
            "unsupported-expression",
            "n",
            "a window reads the columns of the row, not values that the script computes while it runs",
        ),
        ("lag(nn, 1)", "unknown-column", "nn", "the example has no `nn`"),
    ]);
}

#[test]
fn a_return_within_a_value_is_for_the_interpreter() {
    are_understood(&[
        (
            "let k = { if flag { return true; } 3 }; k > n",
            "script(flag, n) because of an `if` whose value is dropped : unknown",
        ),
        (
            "n > 1 && { return flag }",
            "script(flag, n) because of a `return` inside a value : unknown",
        ),
    ]);
}

/// What makes a script one for the interpreter, and what is underlined as the cause.
#[test]
fn the_first_place_without_a_columnar_form_is_the_cause() {
    for (text, under, what) in [
        ("let k = 0; while k < n { k += 1; } k > 2", "while", "a loop"),
        ("let k = 0; for i in 0..n { k += i; } k > 2", "for", "a loop"),
        ("let l = [n]; l.len() > 1", "[", "a list outside `in`"),
        ("`${n}` == name", "`${n}`", "an interpolated text"),
        ("#{ a: n }.a > 1", "#{", "an object map"),
        (r#"name[0] == "a""#, "[", "an index"),
        (r#"name.split(",").len() > 1"#, "split", "`split`"),
        ("print(n); n > 1", "print", "`print`"),
        (
            "let k = 1; if flag { k = 2; } k > n",
            "if",
            "an `if` whose value is dropped",
        ),
        ("try { n > 1 } catch { false }", "try", "`try`"),
        (r#"if n > 1 { throw "x" } flag"#, "if", "an `if` whose value is dropped"),
        ("n > 1; flag", ">", "an expression whose value is dropped"),
        (
            "fn f(a) { let s = 0; for i in 0..a { s += i; } s } f(n) > 2",
            "for",
            "a loop",
        ),
        (
            "let k = flag && { return ready }; k",
            "return",
            "a `return` inside a value",
        ),
        ("0..n == 3", "..", "a range outside `in`"),
        ("[n].some(|v| v > 1)", "[", "a list outside `in`"),
        ("loop { break; } flag", "loop", "a loop"),
        ("do { break; } while flag; flag", "do", "a loop"),
        ("if flag { print(n); } n > 1", "if", "an `if` whose value is dropped"),
        (
            "switch n { 1 => print(n), _ => () } flag",
            "switch",
            "a `switch` whose value is dropped",
        ),
    ] {
        let (expr, said) = read(text, &scope());
        assert!(expr.is_some(), "{text}: {said:?}");
        let notes: Vec<_> = said.iter().filter(|said| said.code == "interpreted").collect();
        assert_eq!(notes.len(), 1, "{text}: {said:?}");
        assert_eq!(notes[0].under, under, "{text}");
        let message = format!(
            "{what} can't be computed by columns: the script runs in the interpreter, on the reduced rows only"
        );
        assert_eq!(notes[0].message, message, "{text}");
    }
}

#[test]
fn what_runs_in_the_interpreter_is_a_fault_where_rows_are_judged() {
    let mut rows = Scope::new("the rows");
    for (name, ty) in [("n", Type::Int), ("name", Type::Text), ("flag", Type::Bool)] {
        rows.add(name, ty);
    }
    for text in [
        "let k = 0; while k < n { k += 1; } k > 2",
        "[n].some(|v| v > 1)",
        "let l = [n]; l.len() > 1",
        "`${n}` == name",
        "name[0] == \"a\"",
        "print(n); flag",
        "lag(n, 1) > 2",
        "let k = flag && { return n > 1 }; k",
    ] {
        let (expr, said) = read(text, &rows);
        assert!(expr.is_none(), "{text}");
        assert!(
            said.iter().all(|said| said.code == "unsupported-expression"),
            "{text}: {said:?}"
        );
    }
    let (expr, said) = read(
        "fn enough(row, k) { row.n >= k } if flag { return enough(row, 1); } enough(row, 3)",
        &rows,
    );
    let shown = "if flag { (n >= 1) } else { (n >= 3) }";
    assert_eq!((show(&expr.unwrap()).as_str(), said), (shown, Vec::new()));
}

const DATA: &str = "uptake: 1
entities: people
datasets:
  people: { kind: entities, entity: id, columns: { id: text, role: text, hired_on: date, hours: float } }
  calls: { kind: events, entity: id, time: at, columns: { id: text, at: datetime, length: int } }
measures:
  uses: { count: calls }
";

/// What is said about a rule file with scripts beside it: the underlined text and the message, notes left out.
fn faults(rules: &str, scripts: &[(&str, &str)]) -> Vec<String> {
    let rules = format!("uptake: 1\n{rules}");
    let mut files = vec![("data.yaml", DATA), ("rules.yaml", rules.as_str())];
    files.extend(scripts);
    let mut checked = check(&files);
    checked.found.retain(|d| d.severity != Severity::Note);
    checked.lines()
}

#[test]
fn scripts_stand_wherever_an_expression_may() {
    let script = "fn few(row) { row.length < 3 }\nfn rank(row) { row.uses * 2 }\nfn much(row) { row.uses > 3 }\nfn who(row) { row.user.to_lower() }\nfn small(row) { row.much < 5 }\n";
    let rules = "
measures:
  short: { count: calls, where: { rhai: all.rhai, function: few } }
  rank: { value: { rhai: all.rhai, function: rank } }
  often: { count: { rhai: all.rhai, function: much }, over: { last: 4, by: rows } }
definitions:
  much: { rhai: all.rhai }
  more: { when: { rhai: all.rhai, function: much } }
  block:
    rhai: |
      fn enough(row, k) { row.uses >= k }
      enough(row, 3)
ladders:
  steps: { steps: [ { label: a, when: { rhai: all.rhai, function: much } }, { otherwise: b } ] }
  bands: { of: { rhai: all.rhai, function: rank }, edge: higher, bands: [ { label: a }, { label: b, from: 3 } ] }
stages:
  first: { when: { rhai: stage.rhai, function: small } }
mappings:
  report:
    dataset: calls
    input: { user: text, day: date }
    columns: { id: { rhai: mapping.rhai, function: who }, at: day, length: \"3\" }
";
    let only = |name: &str| script.lines().find(|line| line.contains(name)).unwrap().to_owned();
    // A function is looked at by itself too, so it stays with those of its kind.
    let found = faults(
        rules,
        &[
            ("all.rhai", &[only("few"), only("rank"), only("much")].join("\n")),
            ("stage.rhai", &only("small")),
            ("mapping.rhai", &only("who")),
        ],
    );
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_script_in_the_wrong_place_says_so_at_its_own_characters() {
    let loops = "fn few(row) {\n    let n = 0;\n    for i in 0..3 { n += row.length; }\n    n > 3\n}\n";
    let found = faults(
        "measures: { short: { count: calls, where: { rhai: few.rhai } } }",
        &[("few.rhai", loops)],
    );
    assert!(
        found.contains(&"for: a loop isn't allowed in a condition".to_owned()),
        "{found:?}"
    );
    let found = faults(
        "stages: { first: { when: { rhai: small.rhai } } }",
        &[("small.rhai", "fn small(row) { row.uss > 1 }")],
    );
    assert_eq!(found, ["row.uss: a stage has no `uss`"]);
    let found = faults(
        "definitions: { late: { rhai: late.rhai } }",
        &[("late.rhai", "fn late(row) { months_between(row.hird_on, row.period) }")],
    );
    assert_eq!(found, ["row.hird_on: an entity in a period has no `hird_on`"]);
    let found = faults(
        "definitions: { late: { rhai: late.rhai } }",
        &[("late.rhai", "fn late(row) { row.uses + 1 }")],
    );
    assert_eq!(found, ["row.uses + 1: expected true or false, found int"]);
    let found = faults(
        "definitions: { late: { rhai: late.rhai } }",
        &[("late.rhai", "fn late() { true }")],
    );
    assert_eq!(
        found,
        ["late: `late` is used as a condition, so it must have one parameter, the row; it has 0"]
    );
}

#[test]
fn modules_lend_their_functions() {
    let lib = "/// Whether somebody is new.\nfn early(row) { months_between(row.hired_on, row.period) < 3 }\nfn more(n) { n + 1 }\n";
    let rule = "definitions: { steady: { rhai: steady.rhai } }";
    let with = |script: &str, lib: &str| faults(rule, &[("steady.rhai", script), ("lib/tenure.rhai", lib)]);
    let import = "import \"tenure\" as tenure;\n";
    let fine = format!("{import}fn steady(row) {{ tenure::early(row) || tenure::more(row.uses) > 3 }}\n");
    assert_eq!(with(&fine, lib), Vec::<String>::new());
    for (body, wanted) in [
        ("tenure::erly(row)", "erly: the module `tenure` has no function `erly`"),
        ("tenur::early(row)", "tenur: no module is imported as `tenur`"),
        ("early(row)", "early: unknown function `early`"),
        ("tenure::more(row.uses, 1) > 1", "more: `more` takes 1 argument, not 2"),
        ("tenure::more(row.role) > 1", "n + 1: can't apply `+` to text and int"),
        (
            "tenure::limit > 1",
            "tenure: a variable of a module isn't allowed in a condition",
        ),
    ] {
        let script = format!("{import}fn steady(row) {{ {body} }}\n");
        assert_eq!(with(&script, lib), [wanted], "{body}");
    }
    // The number of periods may be a parameter, as long as every call states it.
    let lib = "fn usual(x, n, k) { last(n, x).at_least(k).mean() }\n";
    let fine = format!("{import}fn steady(row) {{ tenure::usual(row.uses, 4, 2) > 3 }}\n");
    assert_eq!(with(&fine, lib), Vec::<String>::new());
    let deep = "import \"other\" as other;\nfn early(row) { other::late(row) }\n";
    let found = faults(
        rule,
        &[
            (
                "steady.rhai",
                &format!("{import}fn steady(row) {{ tenure::early(row) }}\n"),
            ),
            ("lib/tenure.rhai", deep),
            ("lib/other.rhai", "fn late(row) { row.uses > 3 }\n"),
        ],
    );
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn constants_are_known_everywhere() {
    let rules = "
constants: { least: 3, roles: [CSM, Lead], begins: 2026-02-15, share: 0.5, strict: true }
measures:
  long: { count: calls, where: length >= least }
definitions:
  a: { when: uses >= least && role in roles && period >= begins && strict }
  b: { when: hours > share }
  c: { when: 'fn enough(n) { n >= least } enough(uses)' }
  d: { when: 'let n = 0; for i in 0..uses { n += least; } role in roles && n > 3' }
";
    assert_eq!(faults(rules, &[]), Vec::<String>::new());
    for (condition, wanted) in [
        (
            "role == roles",
            "roles: `roles` is a set of constants, which is only allowed after `in`",
        ),
        ("role == least", "role == least: can't compare text with int by `==`"),
        ("uses in roles", "roles: can't look for int among values that are text"),
        ("uses >= leats", "leats: an entity in a period has no `leats`"),
        (
            "let least = 4; uses >= least",
            "least: `least` is a constant of the rules, and can't be redefined",
        ),
    ] {
        let rules =
            format!("constants: {{ least: 3, roles: [CSM, Lead] }}\ndefinitions:\n  a: {{ when: '{condition}' }}\n");
        let found = faults(&rules, &[]);
        assert_eq!(found.len(), 1, "{condition}: {found:?}");
        assert_eq!(found[0], wanted, "{condition}");
    }
}
