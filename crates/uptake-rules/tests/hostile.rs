//! Scripts that mean harm, or look as if: each is refused when the rules are read, or stopped as it runs, with a code and the
//! characters that it is about. None of them panics, overflows the stack of a thread, or takes long.
//!
//! The scripts stand in `tests/hostile/`; those that would be too long for a file are made here.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use std::path::Path;
use support::check;
use uptake_rules::Severity;
use uptake_rules::expr::{ExprKind, evaluate};
use uptake_rules::value::Literal;

const RULES: &str = "uptake: 1
entities: people
datasets:
  people: { kind: entities, entity: id, columns: { id: text, role: text, uses: int, left_on: date, hours: float } }
definitions:
  active: { rhai: active.rhai }
";

/// The row that scripts run on.
fn value(name: &str) -> Literal {
    match name {
        "uses" => Literal::Int(5),
        "role" => Literal::Text("CSM".to_owned()),
        "hours" => Literal::Float(7.5),
        _ => Literal::Unknown,
    }
}

/// Code and underlined text of the first error, or of what stopped the script. `None` if it has an answer.
fn meets(text: &str) -> Option<(String, String)> {
    let checked = check(&[("rules.yaml", RULES), ("active.rhai", text)]);
    let error = checked.found.iter().find(|d| d.severity == Severity::Error);
    if let Some(error) = error {
        let under = error.span.map_or("", |span| checked.sources.text(span));
        return Some((error.code.to_string(), under.to_owned()));
    }
    let when = &checked.policy.definitions[0].when;
    let ExprKind::Script(script, inputs) = &when.kind else {
        evaluate(when, "UTC", &mut value);
        return None;
    };
    let row: Vec<Literal> = inputs.iter().map(|input| evaluate(input, "UTC", &mut value)).collect();
    let fault = uptake_script::Script::new(script).runner("UTC").answer(&row).fault?;
    Some((fault.code.to_string(), checked.sources.text(fault.span).to_owned()))
}

/// The same on a thread with a stack as small as those that tests and the engine run on.
fn met(text: String) -> Option<(String, String)> {
    let thread = std::thread::Builder::new().stack_size(2 << 20);
    thread.spawn(move || meets(&text)).unwrap().join().expect("a panic")
}

/// File, code, underlined text.
const SCRIPTS: &[(&str, &str, &str)] = &[
    ("and-of-5000-parts.rhai", "expression-depth", "."),
    ("assigned-to-a-column.rhai", "unsupported-expression", "+="),
    ("assigned-to-the-row.rhai", "unsupported-expression", "="),
    ("bits.rhai", "unknown-function", "<<="),
    ("blocks-nested-deeply.rhai", "expression-depth", "{"),
    ("calls-nested-deeply.rhai", "expression-depth", "("),
    ("chance.rhai", "forbidden-in-script", "rand"),
    ("clock.rhai", "forbidden-in-script", "timestamp"),
    ("closure-returned.rhai", "unsupported-expression", "|"),
    ("closure-stored.rhai", "unsupported-expression", "|"),
    ("closure-with-no-parameter.rhai", "unsupported-expression", "||"),
    ("closure-with-this.rhai", "unsupported-expression", "|"),
    ("closures-nested-and-multiplied.rhai", "script-operations", "true"),
    ("closures-nested.rhai", "expression-depth", "["),
    ("direction-marks-in-a-text.rhai", "forbidden-in-script", "\u{202e}"),
    ("direction-marks.rhai", "forbidden-in-script", "\u{202e}"),
    ("endless-caught-in-a-function.rhai", "script-operations", "{"),
    ("endless-caught.rhai", "script-operations", "{"),
    ("endless-copy-of-a-list.rhai", "script-operations", "true"),
    ("endless-copy-of-a-map.rhai", "script-operations", "map"),
    ("endless-empty-for.rhai", "script-operations", "{"),
    ("endless-json.rhai", "script-operations", "n"),
    ("endless-list-joined.rhai", "script-operations", "x"),
    ("endless-loop.rhai", "script-operations", "{"),
    ("endless-print.rhai", "script-operations", "print"),
    ("endless-replace.rhai", "script-operations", "true"),
    ("endless-search-of-a-text.rhai", "script-operations", "true"),
    ("endless-sort.rhai", "script-operations", "list"),
    ("endless-split.rhai", "script-operations", "."),
    ("endless-text-joined.rhai", "script-operations", "\"b\""),
    ("endless-while.rhai", "script-operations", "<"),
    ("eval-as-a-method.rhai", "expression-syntax", "eval"),
    ("eval.rhai", "forbidden-in-script", "eval"),
    ("exit.rhai", "forbidden-in-script", "exit"),
    ("file.rhai", "forbidden-in-script", "open_file"),
    ("function-by-name.rhai", "forbidden-in-script", "Fn"),
    ("functions-that-double.rhai", "expression-size", "f40"),
    ("global.rhai", "unsupported-expression", "global"),
    ("ifs-in-a-row.rhai", "expression-depth", "true"),
    ("ifs-nested-deeply.rhai", "expression-depth", "{"),
    ("import-in-a-block.rhai", "import-outside-pack", "\"/etc/passwd\""),
    ("import-in-a-function.rhai", "import-outside-pack", "\"/etc/passwd\""),
    ("import-in-a-loop.rhai", "import-outside-pack", "\"/etc/passwd\""),
    ("import-of-a-computed-name.rhai", "import-outside-pack", "+"),
    (
        "import-of-a-network-name.rhai",
        "import-outside-pack",
        "\"https://example.com/x\"",
    ),
    ("import-of-a-windows-path.rhai", "import-outside-pack", "\"..\\\\x\""),
    (
        "import-of-an-absolute-path.rhai",
        "import-outside-pack",
        "\"/etc/passwd\"",
    ),
    (
        "import-of-an-interpolated-name.rhai",
        "import-outside-pack",
        "`${\"x\"}`",
    ),
    ("import-of-itself.rhai", "missing-script", "\"import-of-itself\""),
    ("import-of-the-folder-above.rhai", "import-outside-pack", "\"../x\""),
    ("index-beyond-the-end.rhai", "script-failed", "-9223372036854775807"),
    ("lets-that-double.rhai", "expression-size", "a11"),
    ("list-bomb-inserted.rhai", "script-list-size", "insert"),
    ("list-bomb-nested.rhai", "script-list-size", "list"),
    ("list-bomb-pushed.rhai", "script-list-size", "push"),
    ("list-bomb-split.rhai", "script-list-size", "split"),
    ("list-bomb.rhai", "script-list-size", "+="),
    ("list-nested-deeply-and-copied.rhai", "script-list-size", "+"),
    ("list-nested-deeply-and-printed.rhai", "script-operations", "{"),
    ("list-nested-deeply.rhai", "script-list-size", "list"),
    ("lists-nested-deeply.rhai", "expression-depth", "["),
    ("look-alike-letters.rhai", "expression-syntax", "ѕ"),
    ("map-bomb.rhai", "script-map-size", "="),
    ("map-nested-deeply-and-printed.rhai", "script-operations", "{"),
    ("map-nested-deeply.rhai", "script-map-size", "map"),
    ("maps-nested-deeply.rhai", "expression-depth", "#"),
    ("methods-in-a-row.rhai", "expression-depth", "."),
    ("nots-in-a-row.rhai", "expression-depth", "!"),
    ("operator-assignment.rhai", "unknown-function", "**="),
    ("properties-in-a-row.rhai", "expression-depth", "."),
    ("range-of-floats.rhai", "script-operations", "{"),
    ("range-to-a-list.rhai", "script-list-size", "push"),
    ("range-to-text.rhai", "script-type", "r"),
    ("range-with-huge-steps.rhai", "script-failed", "range"),
    ("recursion-between-two.rhai", "recursive-function", "odd"),
    ("recursion-through-a-closure.rhai", "recursive-function", "again"),
    ("recursion.rhai", "recursive-function", "active"),
    ("returns-in-a-row.rhai", "expression-depth", "row"),
    ("shadowed-eval.rhai", "expression-syntax", "eval"),
    ("shadowed-inner-name.rhai", "expression-syntax", "$if"),
    ("shadowed-is-known.rhai", "shadowed-function", "is_known"),
    ("shadowed-last.rhai", "shadowed-function", "last"),
    ("shadowed-min.rhai", "shadowed-function", "min"),
    ("shadowed-operator.rhai", "expression-syntax", "+"),
    ("shadowed-print.rhai", "expression-syntax", "print"),
    ("signs-in-a-row.rhai", "expression-depth", "-"),
    ("sort-by-a-closure.rhai", "unsupported-expression", "|"),
    ("sort-of-a-list-without-order.rhai", "script-operations", "n"),
    ("sort-of-a-mixed-list.rhai", "script-failed", "sort"),
    (
        "sub-string-with-extreme-indices.rhai",
        "script-failed",
        "9223372036854775807",
    ),
    ("sum-of-5000-parts.rhai", "expression-depth", "."),
    ("text-bomb-caught.rhai", "script-text-size", "+="),
    ("text-bomb-in-a-map.rhai", "script-text-size", "="),
    ("text-bomb-interpolated.rhai", "script-text-size", "{"),
    ("text-bomb-mapped.rhai", "script-text-size", "map"),
    ("text-bomb-of-lets.rhai", "expression-size", "k"),
    ("text-bomb-replaced.rhai", "script-text-size", "replace"),
    ("text-bomb-through-a-function-caught.rhai", "script-text-size", "+"),
    ("text-bomb.rhai", "script-text-size", "+="),
    ("text-of-1-mebibyte-joined.rhai", "script-text-size", "+"),
    ("this.rhai", "expression-syntax", "this"),
    ("throw.rhai", "script-failed", "throw"),
    ("two-of-one-name-with-other-parameters.rhai", "duplicate-id", "limit"),
    ("two-of-one-name.rhai", "duplicate-id", "fn"),
    ("unterminated-block.rhai", "expression-syntax", "{"),
    ("unterminated-closure.rhai", "expression-syntax", "("),
    ("unterminated-comment.rhai", "expression-syntax", "}"),
    ("unterminated-function.rhai", "expression-syntax", "{"),
    (
        "unterminated-interpolation.rhai",
        "expression-syntax",
        "` == row.role\n}\n",
    ),
    ("unterminated-list.rhai", "expression-syntax", "["),
    ("unterminated-parameters.rhai", "expression-syntax", "("),
    ("unterminated-text.rhai", "expression-syntax", "\"CSM\n}"),
    ("variable-bomb-in-functions.rhai", "script-variables", "let"),
    ("variable-bomb.rhai", "script-variables", "let"),
    ("window-of-a-million.rhai", "wrong-value", "9223372036854775807"),
    ("wrong-answer.rhai", "script-type", "active.rhai"),
    ("wrong-condition.rhai", "script-type", "["),
    ("zero-byte.rhai", "not-text", ""),
];

#[test]
fn each_hostile_script_is_refused_or_stopped_with_its_code_at_its_place() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let mut wrong = Vec::new();
    for (name, code, under) in SCRIPTS {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let found = met(text);
        let wanted = Some(((*code).to_owned(), (*under).to_owned()));
        if found != wanted {
            wrong.push(format!("{name}: {found:?}, not {wanted:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let mut files: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".rhai"))
        .collect();
    files.sort();
    let listed: Vec<&str> = SCRIPTS.iter().map(|(name, _, _)| *name).collect();
    assert_eq!(files, listed, "every file of the folder is in the table, in order");
}

fn function(body: &str) -> String {
    format!("fn active(row) {{\n    {body}\n}}\n")
}

/// The code that a made script meets, and the start of what is underlined.
fn code(text: String) -> (String, String) {
    let start = text.chars().take(40).collect::<String>();
    let (code, under) = met(text).unwrap_or_else(|| panic!("{start} has an answer"));
    (code, under.chars().take(8).collect())
}

fn is(code: &str, under: &str) -> (String, String) {
    (code.to_owned(), under.to_owned())
}

#[test]
fn an_expression_of_a_mebibyte_is_refused_for_its_size() {
    let long = function(&format!("row.role == \"{}\"", "x".repeat(1 << 20)));
    assert_eq!(code(long), is("expression-size", "fn activ"));
    let long = function(&vec!["row.uses > 1"; 1 << 16].join(" && "));
    assert_eq!(code(long), is("expression-size", "fn activ"));
    let long = function(&format!("// {}\n    true", "x".repeat(1 << 20)));
    assert_eq!(code(long), is("expression-size", "fn activ"));
}

#[test]
fn a_hundred_thousand_brackets_are_refused_for_their_depth() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("#{ a: ", "}"),
        ("abs(", ")"),
        ("[1].all(|v| ", ")"),
    ] {
        let text = function(&format!("{}row.uses{}", open.repeat(100_000), close.repeat(100_000)));
        let (code, _) = code(text);
        assert_eq!(code, "expression-depth", "{open}");
    }
    let (code, under) = code(function(&"(".repeat(100_000)));
    assert_eq!((code.as_str(), under.as_str()), ("expression-depth", "("));
}

#[test]
fn a_switch_of_ten_thousand_cases_is_refused_for_its_size() {
    let cases = |count: usize| {
        let cases: String = (0..count).map(|n| format!("{n}=>1,")).collect();
        function(&format!("let found = switch row.uses {{{cases}_=>2}}; found > 1"))
    };
    assert_eq!(code(cases(10_000)), is("expression-size", "fn activ"));
    assert_eq!(code(cases(6_000)), is("expression-size", "switch"));
    assert_eq!(met(cases(100)), None);
}

#[test]
fn ten_thousand_functions_are_refused_for_their_number() {
    let text: String = (0..10_000).map(|n| format!("fn f{n}() {{ 1 }}\n")).collect();
    assert_eq!(
        code(format!("{text}{}", function("f0() > 1"))),
        is("expression-size", "fn f0() ")
    );
    let text: String = (0..3_000).map(|n| format!("fn f{n}() {{ 1 }}\n")).collect();
    assert_eq!(code(format!("{text}{}", function("f0() > 1"))).0, "expression-size");
}

/// Scripts that nest as deeply as they may, and run in the interpreter: these have an answer, on a small stack too.
#[test]
fn what_nests_just_within_the_limits_fits_on_the_stack() {
    let loops = "let n = 0; n += 1;";
    let nested = |open: &str, inner: &str, close: &str, depth: usize| {
        format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
    };
    let mut deepest = Vec::new();
    for (open, inner, close) in [
        ("abs(", "n", ")"),
        ("(1 + ", "n", ")"),
        ("(n ?? ", "n", ")"),
        ("(if n > 1 { 1 } else { ", "n", " })"),
        ("if n == 1 { ", "n", " } else { 2 }"),
        ("{ let k = ", "n", "; k }"),
        ("switch n { 1 => ", "n", ", _ => 2 }"),
        ("[n].reduce(|a, b| ", "n", ", 0)"),
        ("-(", "n", ")"),
        ("max(n, ", "n", ")"),
    ] {
        // As deep as the parser lets one text be, in one function within another.
        let fits = |depth: usize, functions: usize| {
            let chain: String = (0..functions)
                .map(|at| {
                    let inner = if at + 1 == functions {
                        inner.to_owned()
                    } else {
                        format!("f{}(n)", at + 1)
                    };
                    format!("fn f{at}(n) {{ {} }}\n", nested(open, &inner, close, depth))
                })
                .collect();
            let text = format!("{chain}fn active(row) {{ {loops} f0(n) == 3 }}\n");
            match met(text) {
                None => true,
                Some((code, _)) => {
                    let known = ["expression-depth", "expression-size", "script-call-depth"].contains(&code.as_str());
                    assert!(known, "{open} {depth} {functions}: {code}");
                    false
                }
            }
        };
        let depth = [39, 30, 29, 28, 20, 19, 15, 14, 12, 10, 9, 8, 7, 6, 5, 4];
        let depth = depth.into_iter().find(|depth| fits(*depth, 1)).unwrap();
        let functions = [20, 12, 8, 6, 5, 4, 3, 2, 1];
        let functions = functions.into_iter().find(|functions| fits(depth, *functions)).unwrap();
        let many = [60, 33, 32, 31, 30, 20, 10]
            .into_iter()
            .find(|functions| fits(1, *functions))
            .unwrap();
        deepest.push((open, depth, functions, many));
    }
    assert!(deepest.iter().all(|(_, depth, ..)| *depth >= 4), "{deepest:?}");
}

#[test]
fn long_scripts_without_harm_have_an_answer() {
    let counting = format!("let n = 0;\n{}n > 3", "n += 1;\n".repeat(4_000));
    assert_eq!(met(function(&counting)), None);
    let lets: String = (0..200).map(|n| format!("let a{n} = row.uses;\n")).collect();
    assert_eq!(met(function(&format!("{lets}a199 > 3"))), None);
    let text = function(&format!("row.role == \"{}\"", "x".repeat(60_000)));
    assert_eq!(met(text), None);
}
