//! Arbitrary bytes as rule files. What must hold: no panic, no overflow of the stack, no end in sight missed; every
//! diagnostic can be shown; a script that is sound can be run, and is stopped at its limits.
//!
//! The first line of the input says what the rest is: `rhai` for a script file, `when` for a condition, else a rule file.

#![no_main]

use libfuzzer_sys::fuzz_target;
use uptake_rules::expr::{Expr, ExprKind};
use uptake_rules::value::{Literal, Type};
use uptake_rules::{Diagnostics, RuleFile, Sources, load, render};

/// A small pack around the input, with names of every type.
const PACK: &str = "uptake: 1
entities: people
datasets:
  people: { kind: entities, entity: id, columns: { id: text, role: text, hired: date, hours: float, lead: bool } }
  calls: { kind: events, entity: id, time: at, columns: { id: text, at: datetime, tool: text } }
measures:
  uses: { count: calls }
constants: { least: 3, roles: [CSM, Lead] }
";

fuzz_target!(|bytes: &[u8]| {
    let (kind, rest) = match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (&b""[..], bytes),
    };
    let file = |path: &str, bytes: Vec<u8>| RuleFile::new(path, bytes);
    let files = match kind {
        b"rhai" => vec![
            file("pack.yaml", format!("{PACK}definitions:\n  active: {{ rhai: active.rhai }}\n").into_bytes()),
            file("active.rhai", rest.to_vec()),
            file("lib/tenure.rhai", b"/// Early days.\nfn early(row) { row.uses < 2 }".to_vec()),
        ],
        b"when" => {
            let text = String::from_utf8_lossy(rest).replace('\n', "\n      ");
            vec![file("pack.yaml", format!("{PACK}definitions:\n  active:\n    when: |\n      {text}\n").into_bytes())]
        }
        _ => vec![file("pack.yaml", bytes.to_vec())],
    };
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let policy = load(&files, &mut sources, &mut diagnostics);
    let found = diagnostics.sorted(&sources);
    let _ = render::text(&found, &sources, false);
    let _ = render::json(&found, &sources);
    if diagnostics.has_errors() {
        return;
    }
    for definition in &policy.definitions {
        run(&definition.when);
    }
});

/// Runs an interpreted script on a row of ordinary values and on one of unknowns.
fn run(expr: &Expr) {
    let ExprKind::Script(script, inputs) = &expr.kind else {
        return;
    };
    let script = uptake_script::Script::new(script);
    let mut runner = script.runner("Europe/Berlin");
    let ordinary = |input: &Expr| match input.ty {
        Type::Bool => Literal::Bool(true),
        Type::Int => Literal::Int(3),
        Type::Float => Literal::Float(0.5),
        Type::Text => Literal::Text("CSM".to_owned()),
        _ => Literal::Unknown,
    };
    runner.answer(&inputs.iter().map(ordinary).collect::<Vec<_>>());
    runner.answer(&vec![Literal::Unknown; inputs.len()]);
}
