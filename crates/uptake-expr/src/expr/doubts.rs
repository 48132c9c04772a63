//! Expressions that are sound and probably don't say what was meant: warnings. Each is about what can't be of use, so that it
//! never speaks against a rule that works.

use super::scope::{Scope, Stated};
use super::{Binary, Expr, ExprKind, Function};
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Severity};
use crate::near::nearest;
use crate::source::Span;
use crate::value::{Literal, Type};
use std::collections::BTreeSet;

/// Looks through a finished expression.
pub(super) fn report(expr: &Expr, scope: &Scope, cx: &mut Context<'_>) {
    let mut found: Vec<Diagnostic> = Vec::new();
    expr.visit(&mut |part| {
        let doubt = match &part.kind {
            ExprKind::Binary(Binary::Divide, left, right) => divided(part, left, right, cx),
            ExprKind::Binary(op, left, right) if op.compares() => {
                let names = [(left, right, *op), (right, left, turned(*op))];
                names
                    .into_iter()
                    .find_map(|(name, value, op)| compared(part, name, op, value, scope, cx))
            }
            ExprKind::In(item, values) => among(item, values, scope, cx),
            ExprKind::Call(function, arguments) if *function == Function::Contains => part_of(part, arguments, cx),
            _ => None,
        };
        found.extend(doubt);
    });
    // One place may stand for several parts of the tree.
    let mut said: BTreeSet<(Option<Span>, String)> = BTreeSet::new();
    for doubt in found {
        if said.insert((doubt.span, doubt.message.clone())) {
            cx.diagnostics.push(doubt);
        }
    }
}

fn warning(code: Code, span: Span, message: String, help: String) -> Diagnostic {
    Diagnostic::error(code, span, message)
        .severity(Severity::Warning)
        .help(help)
}

/// `a / b` of whole numbers: 4 / 5 is 0.
fn divided(whole: &Expr, left: &Expr, right: &Expr, cx: &Context<'_>) -> Option<Diagnostic> {
    let zero = |expr: &Expr| expr.kind == ExprKind::Literal(Literal::Int(0));
    let constant = |expr: &Expr| matches!(expr.kind, ExprKind::Literal(_));
    if left.ty != Type::Int
        || right.ty != Type::Int
        || whole.ty != Type::Int
        || constant(left) && constant(right)
        || zero(right)
    {
        return None;
    }
    // A part that a `let` or a function was put in for is at the place of its name.
    let (a, b) = (cx.sources.text(left.span).trim(), cx.sources.text(right.span).trim());
    let message = format!("`{a}` and `{b}` are whole numbers: the fraction of their quotient is cut off");
    let plain = |text: &str| {
        text.chars()
            .all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '.'))
    };
    let (a, b) = match (plain(a), plain(b)) {
        (true, true) => (a.to_owned(), b.to_owned()),
        (true, false) => (a.to_owned(), format!("({b})")),
        (false, true) => (format!("({a})"), b.to_owned()),
        (false, false) => (format!("({a})"), format!("({b})")),
    };
    let help = format!("write `{a} * 1.0 / {b}`; to cut on purpose, `floor({a} * 1.0 / {b})`");
    Some(warning(Code::CutDivision, whole.span, message, help))
}

fn turned(op: Binary) -> Binary {
    match op {
        Binary::Less => Binary::Greater,
        Binary::LessEqual => Binary::GreaterEqual,
        Binary::Greater => Binary::Less,
        Binary::GreaterEqual => Binary::LessEqual,
        other => other,
    }
}

/// Whether it is a number of things.
fn is_count(expr: &Expr, scope: &Scope) -> bool {
    match &expr.kind {
        ExprKind::Column(name) => scope.is_count(name),
        ExprKind::Group(function, _) => ["count", "entities", "known", "periods", "distinct"].contains(&function.name),
        _ => false,
    }
}

/// A comparison of a name with a constant.
fn compared(
    whole: &Expr,
    name: &Expr,
    op: Binary,
    value: &Expr,
    scope: &Scope,
    cx: &Context<'_>,
) -> Option<Diagnostic> {
    let ExprKind::Literal(literal) = &value.kind else {
        return None;
    };
    let column = match &name.kind {
        ExprKind::Column(column) => column.as_str(),
        _ => "",
    };
    match literal {
        // A number that is written as a name is a constant, whose author may change it.
        Literal::Int(_) | Literal::Float(_) if is_count(name, scope) => counted(whole, name, op, value, cx),
        Literal::Text(text) if matches!(op, Binary::Equal | Binary::NotEqual) => {
            stated(column, text, value.span, scope, cx)
        }
        _ => None,
    }
}

/// A number of things is never negative.
fn counted(whole: &Expr, name: &Expr, op: Binary, value: &Expr, cx: &Context<'_>) -> Option<Diagnostic> {
    let number: f64 = cx.sources.text(value.span).trim().parse().ok()?;
    let answer = match op {
        Binary::GreaterEqual if number <= 0.0 => true,
        Binary::Greater | Binary::NotEqual if number < 0.0 => true,
        Binary::Less if number <= 0.0 => false,
        Binary::LessEqual | Binary::Equal if number < 0.0 => false,
        _ => return None,
    };
    let text = cx.sources.text(whole.span).trim();
    let message = match answer {
        true => format!("`{text}` is true for every known value"),
        false => format!("`{text}` can never be true"),
    };
    let name = cx.sources.text(name.span).trim();
    let help = format!("`{name}` is at least 0: correct the comparison, or remove it");
    Some(warning(Code::ConstantCondition, whole.span, message, help))
}

/// A text that a name never is.
fn stated(column: &str, text: &str, span: Span, scope: &Scope, cx: &Context<'_>) -> Option<Diagnostic> {
    // A constant, or a value that a function was given, stands where its name does.
    match scope.stated(column)? {
        Stated::Only(values, what) if !values.iter().any(|value| value == text) => {
            let near = nearest(text, values.iter().map(String::as_str));
            let listed: Vec<String> = values.iter().take(12).map(|value| format!("`{value}`")).collect();
            let more = if values.len() > 12 { ", …" } else { "" };
            let message = format!("`{text}` isn't one of the {what} `{column}` has");
            let help = format!("available: {}{more}", listed.join(", "));
            let mut found = warning(Code::UnknownValue, span, message, help);
            if let Some(near) = near {
                found.help = Some(format!("did you mean `{near}`?"));
                let quoted = cx.sources.text(span).starts_with('"');
                found.suggestion = Some(if quoted { format!("\"{near}\"") } else { near.to_owned() });
            }
            Some(found)
        }
        Stated::Only(..) => None,
        Stated::Delivered(spellings) => {
            let fold = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            let (_, id) = spellings.iter().find(|(spelling, _)| fold(spelling) == fold(text))?;
            let message =
                format!("`{column}` is the spelling that was delivered: other spellings of `{id}` don't count");
            let help = format!("compare the entry of the register: `{column}.id == \"{id}\"`");
            Some(warning(Code::DoubtfulCondition, span, message, help))
        }
    }
}

/// A list of texts of which some never are.
fn among(item: &Expr, values: &[Literal], scope: &Scope, cx: &Context<'_>) -> Option<Diagnostic> {
    let ExprKind::Column(column) = &item.kind else {
        return None;
    };
    values.iter().find_map(|value| match value {
        Literal::Text(text) => stated(column, text, place_of(text, item.span, cx), scope, cx),
        _ => None,
    })
}

/// Where a text of a list is written after the name that is looked for; the name's own place where it isn't, as in a set.
fn place_of(text: &str, item: Span, cx: &Context<'_>) -> Span {
    let rest = cx.sources.get(item.file).and_then(|file| file.text.get(item.end..));
    let list = rest.and_then(|rest| rest.get(..rest.find(']')?));
    let quoted = format!("\"{text}\"");
    match list.and_then(|list| list.find(&quoted)) {
        Some(at) => Span::new(item.file, item.end + at, item.end + at + quoted.len()),
        None => item,
    }
}

/// `x in "a, b"`: a text in a text.
fn part_of(whole: &Expr, arguments: &[Expr], cx: &Context<'_>) -> Option<Diagnostic> {
    let [text, part] = arguments else { return None };
    let ExprKind::Literal(Literal::Text(list)) = &text.kind else {
        return None;
    };
    if matches!(part.kind, ExprKind::Literal(_)) || !cx.sources.text(whole.span).contains(" in ") {
        return None;
    }
    let name = cx.sources.text(part.span).trim();
    let items: Vec<String> = list
        .split([',', ';'])
        .map(|item| format!("\"{}\"", item.trim()))
        .collect();
    let message =
        format!("`{name}` is looked for as a part of a text: it also is one if it is empty, or a single letter");
    let help = format!(
        "for a list, write `{name} in [{}]`; for a part of a text, `\"…\".contains({name})`",
        items.join(", ")
    );
    Some(warning(Code::DoubtfulCondition, whole.span, message, help))
}
