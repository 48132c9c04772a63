//! Scripts: what is computed by columns, what is interpreted, and that both say the same of unknown values.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use support::expression::{interpreted, lowered, show};
use uptake_rules::expr::Scope;
use uptake_rules::value::{Literal, Type};

fn scope() -> Scope {
    let mut scope = Scope::new("the example");
    for (name, ty) in [
        ("uses", Type::Int),
        ("days", Type::Int),
        ("hours", Type::Float),
        ("role", Type::Text),
        ("flag", Type::Bool),
    ] {
        scope.add(name, ty);
    }
    scope.over_periods()
}

/// What a script answers for `uses`, and the code of its fault.
fn answer(text: &str, uses: Literal) -> (Literal, Option<&'static str>) {
    let answer = interpreted(text, &scope(), &mut |name| match name {
        "uses" => uses.clone(),
        "days" => Literal::Int(2),
        "flag" => Literal::Unknown,
        "role" => Literal::Text("CSM".to_owned()),
        _ => Literal::Float(1.5),
    });
    (answer.value, answer.fault.map(|fault| fault.code.as_str()))
}

const YES: (Literal, Option<&str>) = (Literal::Bool(true), None);
const NO: (Literal, Option<&str>) = (Literal::Bool(false), None);
const UNKNOWN: (Literal, Option<&str>) = (Literal::Unknown, None);

#[test]
fn functions_stand_where_they_are_called() {
    let text = "fn early(row, limit) { row.days < limit }\nfn enough(row) { if early(row, 3) { return row.uses >= 1; } row.uses >= 3 }\nenough(row)";
    let expr = lowered(text, &scope()).unwrap();
    assert_eq!(show(&expr), "if (days < 3) { (uses >= 1) } else { (uses >= 3) }");
}

#[test]
fn a_loop_runs_in_the_interpreter() {
    let text = "let n = 0; for i in 0..uses { n += 1; } n >= 3";
    assert_eq!(answer(text, Literal::Int(3)), YES);
    assert_eq!(answer(text, Literal::Int(2)), NO);
}

#[test]
fn unknown_stays_unknown_in_the_interpreter() {
    let with = |condition: &str| format!("let n = 0; n += 1; {condition}");
    assert_eq!(answer(&with("uses >= 3"), Literal::Unknown), UNKNOWN);
    assert_eq!(answer(&with("uses >= 3 || days == 2"), Literal::Unknown), YES);
    assert_eq!(answer(&with("uses >= 3 && days == 1"), Literal::Unknown), NO);
    assert_eq!(
        answer(&with("if uses >= 3 { true } else { false }"), Literal::Unknown),
        UNKNOWN
    );
    assert_eq!(
        answer(&with("(if uses >= 3 { 1 } else { 2 }) ?? 3 == 3"), Literal::Unknown),
        YES
    );
    assert_eq!(
        answer("let n = 0; if flag { n += 1; } n == 0", Literal::Int(1)),
        UNKNOWN
    );
    assert_eq!(
        answer(
            &with("switch uses { 1 => true, 2 | 3 => false, _ => true }"),
            Literal::Unknown
        ),
        UNKNOWN
    );
    assert_eq!(
        answer(
            &with("switch uses { 1 => true, 2 | 3 => false, _ => true }"),
            Literal::Int(3)
        ),
        NO
    );
    assert_eq!(answer(&with("!flag"), Literal::Int(3)), UNKNOWN);
    assert_eq!(answer(&with("is_known(uses)"), Literal::Unknown), NO);
    assert_eq!(answer(&with("uses in [1, 2]"), Literal::Unknown), UNKNOWN);
    assert_eq!(answer(&with("uses in 1..=2"), Literal::Int(2)), YES);
    assert_eq!(answer(&with("role.to_lower() == \"csm\""), Literal::Int(2)), YES);
    assert_eq!(
        answer(&with("9223372036854775807 + uses > 0"), Literal::Int(1)),
        UNKNOWN
    );
    assert_eq!(answer(&with("1 / (uses - 1) > 0"), Literal::Int(1)), UNKNOWN);
}

#[test]
fn closures_over_lists_are_three_valued() {
    let text = "let l = [1, uses, 3]; l.filter(|v| v >= 2).len() == 2";
    assert_eq!(answer(text, Literal::Int(2)), YES);
    assert_eq!(answer(text, Literal::Unknown), UNKNOWN);
    assert_eq!(answer("[1, uses].some(|v| v >= 1)", Literal::Unknown), YES);
    assert_eq!(
        answer(
            "let k = 2; [1, uses].map(|v| v * k).reduce(|a, b| a + b, 0) == 8",
            Literal::Int(3)
        ),
        YES
    );
    assert_eq!(answer("[1, uses].contains(3)", Literal::Int(3)), YES);
    assert_eq!(answer("let l = [1]; l.push(uses); l[1] == 3", Literal::Int(3)), YES);
}

#[test]
fn what_is_asked_of_something_unknown_is_unknown_and_no_fault() {
    for text in [
        "let n = 0; for i in 0..uses { n += 1; } n == 0",
        "let n = 0; for i in 0..=uses { n += 1; } n == 0",
        "let n = 0; for i in range(0, uses) { n += 1; } n == 0",
        "let n = 0; for i in range(uses, 9) { n += 1; } n == 0",
        "let n = 0; while n < uses { n += 1; } n == 0",
        "let n = 0; do { n += 1; } while n < uses; n == 1",
        "let n = 0; for i in [1, 2] { if i < uses { n += 1; } } n == 2",
        "let l = [1, 2, 3]; l[uses] == 1",
        "let l = [1, 2, 3]; let n = 0; switch uses { 1 => { n += 1; } _ => { n += 2; } } n == 1",
        "let t = \"abc\"; t.sub_string(uses, 1) == \"a\"",
        "let l = [1, 2, 3]; l.extract(0, uses).len() == 1",
        "let l = [1, uses]; l[1] == 1",
        "let l = [uses]; l.all(|v| v == 1)",
        "let m = #{ a: uses }; m.a == 1",
    ] {
        assert_eq!(answer(text, Literal::Unknown), UNKNOWN, "{text}");
    }
}

#[test]
fn indexes_and_methods_follow_each_other() {
    for text in [
        "let l = [\"ab\", \"c\"]; l[0].len() == 2",
        "let l = [[1, 2], [3]]; l[0][1] == 2 && l[1].len() == 1",
        "let m = #{ a: [#{ b: 3 }] }; m.a[0].b == 3",
        "let m = #{ a: [#{ b: 3 }] }; m.a[0].b = 4; m[\"a\"][0].b == 4",
        "role.split(\"S\")[0].to_lower() == \"c\"",
        "role.split(\"S\")[0] + role.split(\"S\")[1] == \"CM\"",
        "[1, uses, 3].filter(|v| v > 1)[0] == 3",
        "[[1], [uses]].map(|v| v[0])[1] == 3",
        "[[1], [uses]].filter(|v| v.len() == 1)[1][0] == 3",
        "let l = [1, 2, 3]; l[uses - 1] == 3",
        "let l = [1, 2, 3]; l[-1] == 3",
        "let t = role; t[0] == \"C\"",
        "let l = [1]; l[0] += uses; l[0] == 4",
        "let l = [3, 1, 2]; l.sort(); l[0] == 1 && l[2] == 3",
    ] {
        assert_eq!(answer(text, Literal::Int(3)), YES, "{text}");
    }
}

#[test]
fn a_closure_sees_what_stands_around_it_and_changes_nothing() {
    for text in [
        "let k = uses; [1, 2].all(|v| v < k)",
        "let k = 0; let l = [1, 2].map(|v| { let k = v * 2; k }); k == 0 && l[1] == 4",
        "fn add(l, n) { l.map(|v| v + n) } add([1, uses], 2)[1] == 5",
        "fn sum(l) { let s = 0; for v in l { s += v; } s } sum([1, uses]) + sum([2]) == 6",
        "fn twice(n) { let n = n * 2; n } let n = uses; twice(n) == 6 && n == 3",
        "let l = [1]; fn change(l) { l.push(2); l.len() } change(l) == 2 && l.len() == 1",
        "[1, 2, uses].filter(|v| { if v == 2 { return false; } true }).len() == 2",
    ] {
        assert_eq!(answer(&format!("let z = []; {text}"), Literal::Int(3)), YES, "{text}");
    }
}

#[test]
fn a_script_beyond_its_limits_is_stopped_with_a_code() {
    let code = |text: &str| answer(text, Literal::Int(1)).1;
    assert_eq!(code("loop { } true"), Some("script-operations"));
    assert_eq!(code("let s = \"x\"; loop { s += s; } true"), Some("script-text-size"));
    assert_eq!(code("let l = [1]; loop { l += l; } true"), Some("script-list-size"));
    assert_eq!(
        code("let m = #{}; for i in 0..5000 { m[\"k\" + i] = i; } true"),
        Some("script-type")
    );
    assert_eq!(code("let n = 1; n += 1; n"), Some("script-type"));
    assert_eq!(code("throw \"no\";"), Some("script-failed"));
}

/// A pack with one definition, whose lines follow `active:`.
fn defined(lines: &str) -> support::Checked {
    let head = "uptake: 1\nentities: people\ndatasets:\n  people: { kind: entities, entity: id, columns: { id: text, uses: int } }\ndefinitions:\n  active:\n";
    let rules = format!("{head}{lines}");
    let own = "fn active(row) { row.uses >= 3 }\nfn other(row) { row.uses >= 9 }";
    let mut files = vec![("pack/rules.yaml", rules.as_str())];
    // A script that no rule names would be a finding of its own.
    if lines.contains(".rhai") {
        files.push(("pack/own.rhai", own));
    }
    support::check(&files)
}

#[test]
fn a_script_is_a_file_a_function_of_a_file_or_a_block() {
    let shown = |lines: &str| {
        let checked = defined(lines);
        assert_eq!(checked.text(), "", "{lines}");
        show(&checked.policy.definitions[0].when)
    };
    assert_eq!(shown("    rhai: own.rhai\n"), "(uses >= 3)");
    assert_eq!(shown("    rhai: own.rhai\n    function: other\n"), "(uses >= 9)");
    assert_eq!(shown("    when: { rhai: own.rhai, function: other }\n"), "(uses >= 9)");
    assert_eq!(shown("    rhai: |\n      let n = uses;\n      n >= 4\n"), "(uses >= 4)");
    let block = "    rhai: |\n      fn least(n) { n >= 5 }\n      fn active(row) { least(row.uses) }\n";
    assert_eq!(shown(block), "(uses >= 5)");
    assert_eq!(shown(&format!("{block}    function: active\n")), "(uses >= 5)");
    assert_eq!(
        shown(&format!("{block}      active(row) && uses < 9\n")),
        "((uses >= 5) && (uses < 9))"
    );
}

#[test]
fn a_script_that_is_not_there_is_said_to_be_missing() {
    let said = |lines: &str| -> Vec<String> {
        let lines = defined(lines).lines();
        lines
            .into_iter()
            .filter(|line| !line.contains("no rule names"))
            .collect()
    };
    assert_eq!(
        said("    rhai: owm.rhai\n"),
        ["owm.rhai: script file `owm.rhai` not found"]
    );
    assert_eq!(
        said("    rhai: own.rhai\n    function: othr\n"),
        ["othr: `own.rhai` has no function `othr`"]
    );
    assert_eq!(
        said("    rhai: ../own.rhai\n"),
        ["../own.rhai: `../own.rhai` is outside the pack"]
    );
    assert_eq!(
        said("    when: uses > 1\n    rhai: own.rhai\n"),
        ["rhai: `when` and `rhai` exclude each other"]
    );
}
