//! The prover's answers against those of an SMT solver: `UPTAKE_PYTHON` names a Python with `z3-solver`, `UPTAKE_CASES` how many
//! pairs. `cargo test --release --workspace --lib -- --ignored a_solver_agrees`.
//!
//! Conditions are over whole numbers, texts and truths: how floats compare is the language's own, which brute force covers.

use super::tests::{Random, read};
use super::{Facts, Occurs, pairs};
use crate::expr::{Expr, ExprKind, Function};
use crate::value::Literal;
use std::io::Write;
use std::process::{Command, Stdio};

const SOLVER: &str = include_str!("second_opinion.py");

fn condition(random: &mut Random, depth: usize) -> String {
    let compares = ["==", "!=", "<", "<=", ">", ">="];
    if depth == 0 || random.below(4) == 0 {
        return match random.below(10) {
            0..4 => format!(
                "{} {} {}",
                random.pick(&["n", "m"]),
                random.pick(&compares),
                random.below(6)
            ),
            4 => format!("n {} m", random.pick(&compares)),
            5 => format!("n + m {} {}", random.pick(&compares), random.below(6)),
            6 => format!("t {} \"{}\"", random.pick(&["==", "!="]), random.pick(&["a", "b"])),
            7 => format!("t in [\"a\", \"{}\"]", random.pick(&["b", "c"])),
            8 => format!("is_known({})", random.pick(&["n", "m", "t", "flag"])),
            _ => "flag".to_owned(),
        };
    }
    let depth = depth - 1;
    let part = |random: &mut Random| condition(random, depth);
    match random.below(7) {
        0 | 1 => format!("({} && {})", part(random), part(random)),
        2 | 3 => format!("({} || {})", part(random), part(random)),
        4 => format!("!({})", part(random)),
        5 => format!(
            "(if {} {{ {} }} else {{ {} }})",
            part(random),
            part(random),
            part(random)
        ),
        _ => format!("(({}) ?? {})", part(random), random.pick(&["true", "false"])),
    }
}

/// An expression for the solver's script.
fn written(expr: &Expr) -> String {
    let all = |name: &str, parts: &[&Expr]| {
        let parts: Vec<String> = parts.iter().map(|part| written(part)).collect();
        format!("(\"{name}\", {})", parts.join(", "))
    };
    let literal = |value: &Literal| match value {
        Literal::Int(number) => number.to_string(),
        Literal::Text(text) => format!("\"{text}\""),
        Literal::Bool(true) => "True".to_owned(),
        Literal::Bool(false) => "False".to_owned(),
        _ => "None".to_owned(),
    };
    match &expr.kind {
        ExprKind::Literal(value) => format!("(\"literal\", {})", literal(value)),
        ExprKind::Column(name) => format!("(\"column\", \"{name}\")"),
        ExprKind::Not(inner) => all("not", &[inner]),
        ExprKind::And(parts) => all("and", &parts.iter().collect::<Vec<_>>()),
        ExprKind::Or(parts) => all("or", &parts.iter().collect::<Vec<_>>()),
        ExprKind::Coalesce(parts) => all("coalesce", &parts.iter().collect::<Vec<_>>()),
        ExprKind::Binary(op, left, right) => all(op.symbol(), &[left, right]),
        ExprKind::If(condition, then, otherwise) => all("if", &[condition, then, otherwise]),
        ExprKind::Call(Function::IsKnown, parts) => all("known", &parts.iter().collect::<Vec<_>>()),
        ExprKind::In(item, values) => {
            let values: Vec<String> = values.iter().map(literal).collect();
            format!("(\"in\", {}, [{}])", written(item), values.join(", "))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
#[ignore = "it needs a Python with z3-solver"]
fn a_solver_agrees_about_what_can_be() {
    let cases: usize = std::env::var("UPTAKE_CASES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(2000);
    let python = std::env::var("UPTAKE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut solver = Command::new(python)
        .args(["-c", SOLVER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = solver.stdin.take().unwrap();
    let mut random = Random(0x5851_f42d_4c95_7f2d);
    let (mut open, mut asked) = (0usize, 0usize);
    for _ in 0..cases {
        let (one, other) = (condition(&mut random, 3), condition(&mut random, 3));
        let (first, second) = (read(&one), read(&other));
        let found = pairs(&first, &second, &Facts::default(), "UTC");
        let mut said = String::new();
        for first in [Some(true), Some(false), None] {
            for second in [Some(true), Some(false), None] {
                asked += 1;
                said.push(match found.of(first, second) {
                    Occurs::Never => '-',
                    Occurs::Seen(_) => '+',
                    Occurs::Undecided => {
                        open += 1;
                        '?'
                    }
                });
            }
        }
        writeln!(lines, "({}, {}, \"{said}\")", written(&first), written(&second)).unwrap();
    }
    drop(lines);
    let answer = solver.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&answer.stdout);
    eprintln!("{text}{open} of {asked} undecided");
    assert!(text.contains(&format!("{cases} pairs, 0 wrong")), "{text}");
    assert!(open * 50 <= asked, "{open} of {asked} undecided");
}
