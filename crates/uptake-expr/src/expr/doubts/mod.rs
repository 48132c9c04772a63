//! Expressions that are sound and probably don't say what was meant: warnings. Each is about what can't be of use, so that it
//! never speaks against a rule that works.

mod percent;
pub(super) mod telling;
mod texts;

use self::telling::{warning, written};
use super::answers::stated;
use super::scope::Scope;
use super::{Binary, Expr, ExprKind, Function};
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::value::{Literal, Type};
use std::collections::BTreeSet;

/// Looks through a finished expression.
pub(super) fn report(expr: &Expr, scope: &Scope, cx: &mut Context<'_>) {
    let mut found: Vec<Diagnostic> = Vec::new();
    each(expr, scope, &mut |part, scope| {
        let doubt = match &part.kind {
            ExprKind::Binary(Binary::Divide, left, right) => divided(part, left, right, cx),
            ExprKind::Binary(op, left, right) if op.compares() => {
                let names = [(left, right, *op), (right, left, turned(*op))];
                names
                    .into_iter()
                    .find_map(|(name, value, op)| compared(part, name, op, value, scope, cx))
            }
            ExprKind::In(item, values) => texts::among(item, values, scope, cx),
            ExprKind::Call(function, arguments) if *function == Function::Contains => {
                texts::part_of(part, arguments, cx)
            }
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

/// Calls `see` for an expression and all within it, with the names that it may use: what a function of groups reads of rows is read
/// over their names.
fn each<'e>(expr: &'e Expr, scope: &'e Scope, see: &mut dyn FnMut(&'e Expr, &'e Scope)) {
    see(expr, scope);
    match &expr.kind {
        ExprKind::Group(function, arguments) => {
            for (argument, wants) in arguments.iter().zip(function.arguments()) {
                let own = scope.rows().filter(|_| wants.over_rows());
                each(argument, own.unwrap_or(scope), see);
            }
        }
        _ => expr.parts(&mut |part| each(part, scope, see)),
    }
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
    let (a, b) = (written(left, cx), written(right, cx));
    let message = format!("`{a}` and `{b}` are whole numbers: the fraction of their quotient is cut off");
    let plain = |text: &str| {
        let name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
        // A call of one level holds together by itself.
        let call = text.strip_suffix(')').and_then(|text| text.split_once('('));
        text.chars().all(name) || call.is_some_and(|(of, within)| of.chars().all(name) && !within.contains(['(', ')']))
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
    match literal {
        Literal::Int(_) | Literal::Float(_) if percent::is_percent(name, scope) => {
            percent::fraction(whole, name, value, cx)
        }
        // A number that is written as a name is a constant, whose author may change it.
        Literal::Int(_) | Literal::Float(_) if is_count(name, scope) => counted(whole, name, op, value, cx),
        Literal::Text(text) if matches!(op, Binary::Equal | Binary::NotEqual) => match text.trim().is_empty() {
            // What a source delivers may be an empty text: a mapping reads it before anything is unknown.
            true if scope.looks_back() => texts::empty(whole, name, op, cx),
            true => None,
            false => texts::never(name, text, value.span, stated(name, scope), cx),
        },
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
