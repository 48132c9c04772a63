//! What holds for any text: nothing breaks, and every place leads back to what the author typed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use proptest::collection::vec;
use proptest::prelude::*;
use support::expression::{lowered, show};
use support::{check, check_bytes};
use uptake_rules::expr::Scope;
use uptake_rules::source::FileId;
use uptake_rules::syntax::scalar::align;
use uptake_rules::syntax::{Node, Value};
use uptake_rules::value::Type;
use uptake_rules::{Diagnostics, RuleFile, Sources};

/// Texts and signs that rule files are made of, so that random files get far into the reader.
const PIECES: &[&str] = &[
    "uptake: 1\n",
    "measures:\n",
    "definitions:\n",
    "ladders:\n",
    "metrics:\n",
    "datasets:\n",
    "registers:\n",
    "mappings:\n",
    "stages:\n",
    "benchmarks:\n",
    "calendar:\n",
    "entities: seen\n",
    "  a:\n",
    "  b: ",
    "    when: ",
    "    count: ",
    "    over: ",
    "{ last: 4, by: rows }\n",
    "    steps:\n",
    "      - ",
    "label: x\n",
    "{ ",
    " }",
    "[",
    "]",
    ", ",
    ": ",
    "'",
    "\"",
    "''",
    "\\",
    "\\n",
    "\\u00e9",
    "|\n",
    ">-\n",
    "|2\n",
    "&x ",
    "*x",
    "!!str ",
    "# c\n",
    "\n",
    "\r\n",
    "\t",
    "  ",
    "ü",
    "🎉",
    "a",
    "b",
    "3",
    "2.5",
    ">=",
    "&&",
    "||",
    "!",
    "(",
    ")",
    "in ",
    "if ",
    "else ",
    "let ",
    "return ",
    "null",
    "~",
    "true",
    "- ",
    "?",
    "---\n",
    "kind: events\n",
    "columns: { a: int }\n",
    "value: ",
    "share: a\n",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "\0",
    "days: {}\n",
];

fn pieces(most: usize) -> impl Strategy<Value = String> {
    vec(proptest::sample::select(PIECES), 0..most).prop_map(|pieces| pieces.concat())
}

/// Every text in a tree, with its node.
fn texts<'a>(node: &'a Node, into: &mut Vec<(&'a Node, &'a str)>) {
    match &node.value {
        Value::Text(text) => into.push((node, text)),
        Value::List(items) => items.iter().for_each(|item| texts(item, into)),
        Value::Map(entries) => entries.iter().for_each(|(_, node)| texts(node, into)),
        _ => {}
    }
}

/// Each visible letter of every scalar must map to itself, to its escape, or to the alias that stands for it.
fn maps_back(text: &str) -> Result<(), TestCaseError> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let Some(node) = RuleFile::new("rules.yaml", text.as_bytes()).read(&mut sources, &mut diagnostics) else {
        return Ok(());
    };
    let source = sources.iter().next().unwrap().1.text.clone();
    let mut all = Vec::new();
    texts(&node, &mut all);
    for (node, value) in all {
        let map = align(FileId(0), &source, node.span.start, value);
        for (at, letter) in value.char_indices().filter(|(_, letter)| !letter.is_whitespace()) {
            let span = map.span(at, at + letter.len_utf8());
            let under = &source[span.start..span.end];
            let itself =
                under.chars().eq([letter]) || under.starts_with(['\\', '*']) || (under == "''" && letter == '\'');
            prop_assert!(
                itself,
                "{letter:?} of {value:?} maps to {under:?} at {} in\n{source}",
                span.start
            );
        }
    }
    Ok(())
}

/// A word or sign of an expression, in the value of a scalar.
fn token() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,6}",
        "[0-9]{1,3}",
        Just("&&".to_owned()),
        Just(">=".to_owned()),
        Just("\"".to_owned()),
        Just("'".to_owned()),
        Just("\\".to_owned()),
        Just("ü".to_owned()),
        Just("🎉".to_owned()),
    ]
}

/// Lines of tokens, as an author would spread an expression over lines.
fn lines() -> impl Strategy<Value = Vec<Vec<String>>> {
    vec(vec(token(), 1..5), 1..6)
}

/// The ways in which YAML lets lines stand: the text of a scalar under a key at `indent`.
fn written(lines: &[Vec<String>], style: usize, indent: usize, gap: bool, line_end: &str) -> String {
    let margin = " ".repeat(indent + 2);
    let between = format!("{line_end}{}{margin}", if gap { line_end } else { "" });
    let joined = |escape: &dyn Fn(&str) -> String| {
        let lines: Vec<String> = lines.iter().map(|line| escape(&line.join(" "))).collect();
        lines.join(&between)
    };
    match style {
        0 => format!("|{line_end}{margin}{}", joined(&str::to_owned)),
        1 => format!(">-{line_end}{margin}{}", joined(&str::to_owned)),
        2 => format!("'{}'", joined(&|line| line.replace('\'', "''"))),
        3 => format!(
            "\"{}\"",
            joined(&|line| line.replace('\\', "\\\\").replace('"', "\\\"").replace('ü', "\\u00fc"))
        ),
        4 => format!(
            "|+  # kept{line_end}{line_end}{margin}{}{line_end}{line_end}",
            joined(&str::to_owned)
        ),
        _ => format!("w {}", joined(&|line| line.replace(['"', '\'', '\\'], "q"))),
    }
}

fn names() -> Scope {
    let mut scope = Scope::new("the example");
    for (name, ty) in [
        ("n", Type::Int),
        ("x", Type::Float),
        ("t", Type::Text),
        ("f", Type::Bool),
        ("d", Type::Date),
    ] {
        scope.add(name, ty);
    }
    scope
}

/// Signs that expressions are made of.
const SIGNS: &[&str] = &[
    "n",
    "x",
    "t",
    "f",
    "d",
    "nope",
    "1",
    "2.5",
    "\"a\"",
    "'c'",
    "true",
    "()",
    "+",
    "-",
    "*",
    "/",
    "%",
    "==",
    "!=",
    "<",
    ">=",
    "&&",
    "||",
    "!",
    "??",
    "in",
    "!in",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    ",",
    ";",
    ".",
    "..",
    "..=",
    "if",
    "else",
    "let",
    "y",
    "=",
    "return",
    "abs(",
    "max(",
    "is_known(",
    "t.len()",
    "date(",
    "\"2026-02-15\"",
    "weekday(",
    "row.n",
    "switch",
    "while",
    "|",
    "&",
    "`",
    "${",
    "fn",
    "this",
    "#{",
    ":",
    "//",
    "/*",
    "*/",
    "\n",
    "ü",
    "🎉",
    "\u{0}",
    "\\",
    "const",
    "throw",
    "=>",
    "_",
    "?.",
    "::",
    "@",
    "~",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("UPTAKE_CASES").map_or(600, |n| n.parse().unwrap()), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in vec(any::<u8>(), 0..400)) {
        let checked = check_bytes(&[("rules.yaml", &bytes)]);
        checked.text();
    }

    #[test]
    fn any_text_is_read_without_a_panic_and_maps_back(text in "\\PC{0,200}") {
        check(&[("rules.yaml", &text)]).text();
        maps_back(&text)?;
    }

    #[test]
    fn any_pieces_of_rule_files_are_read_without_a_panic_and_map_back(text in pieces(60)) {
        check(&[("rules.yaml", &text)]).text();
        maps_back(&text)?;
    }

    #[test]
    fn every_style_of_scalar_maps_back_to_the_same_letters(
        lines in lines(),
        style in 0usize..6,
        indent in 0usize..5,
        gap in any::<bool>(),
        windows in any::<bool>(),
    ) {
        let line_end = if windows { "\r\n" } else { "\n" };
        let margin = " ".repeat(indent);
        let scalar = written(&lines, style, indent, gap, line_end);
        let text = format!("first: 1{line_end}top:{line_end}{margin}  key: {scalar}{line_end}last: x{line_end}")
            .replace(&format!("{line_end}{margin}  key"), &format!("{line_end} {margin}key"));
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        prop_assert!(RuleFile::new("rules.yaml", text.as_bytes()).read(&mut sources, &mut diagnostics).is_some(), "{}", text);
        maps_back(&text)?;
    }

    #[test]
    fn any_text_is_taken_as_an_expression_without_a_panic(text in "\\PC{0,120}") {
        let _ = lowered(&text, &names());
    }

    #[test]
    fn any_signs_are_taken_as_an_expression_without_a_panic(signs in vec(proptest::sample::select(SIGNS), 0..24), tight in any::<bool>()) {
        let _ = lowered(&signs.join(if tight { "" } else { " " }), &names());
    }

    #[test]
    fn an_expression_shown_with_all_brackets_is_understood_as_the_same(signs in vec(proptest::sample::select(SIGNS), 1..12)) {
        if let Ok(expr) = lowered(&signs.join(" "), &names()) {
            let shown = show(&expr);
            // Days are shown bare, and texts as Rust writes them.
            if !shown.contains("2026-02-15") && !shown.contains("\\u{") {
                let again = lowered(&shown, &names()).map(|expr| show(&expr));
                prop_assert_eq!(again.unwrap(), shown);
            }
        }
    }

    #[test]
    fn diagnostics_lie_within_their_file_on_the_boundaries_of_letters(text in pieces(60)) {
        let checked = check(&[("rules.yaml", &text)]);
        for diagnostic in &checked.found {
            if let Some(span) = diagnostic.span {
                let file = checked.sources.get(span.file).unwrap();
                prop_assert!(file.text.get(span.start..span.end).is_some(), "{:?} in {:?}", diagnostic, file.text);
            }
        }
    }
}
