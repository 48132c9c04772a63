//! Whether two expressions are the same but for their places.

use crate::expr::{Expr, ExprKind};
use std::fmt::Write;
use std::sync::Arc;

/// A text that two expressions share only if they have the same value on every row.
pub(in crate::expr) fn key(expr: &Expr) -> String {
    let mut text = String::new();
    write(expr, &mut text);
    text
}

fn write(expr: &Expr, into: &mut String) {
    let several = |name: &str, parts: &[Expr], into: &mut String| {
        into.push_str(name);
        into.push('(');
        for part in parts {
            write(part, into);
            into.push(',');
        }
        into.push(')');
    };
    let one = |name: &str, part: &Expr, into: &mut String| several(name, std::slice::from_ref(part), into);
    match &expr.kind {
        ExprKind::Literal(value) => {
            let _ = write!(into, "{value:?}");
        }
        ExprKind::Column(name) => {
            let _ = write!(into, "{name:?}");
        }
        ExprKind::Not(inner) => one("not", inner, into),
        ExprKind::Negate(inner) => one("negate", inner, into),
        ExprKind::Binary(op, left, right) => {
            one(op.symbol(), left, into);
            write(right, into);
        }
        ExprKind::And(parts) => several("and", parts, into),
        ExprKind::Or(parts) => several("or", parts, into),
        ExprKind::Coalesce(parts) => several("known", parts, into),
        ExprKind::In(item, values) => {
            one("in", item, into);
            let _ = write!(into, "{values:?}");
        }
        ExprKind::If(condition, then, otherwise) => {
            one("if", condition, into);
            write(then, into);
            into.push(':');
            write(otherwise, into);
        }
        ExprKind::Call(function, arguments) => several(function.name(), arguments, into),
        ExprKind::Group(function, arguments) => {
            into.push_str("group ");
            several(function.name, arguments, into);
        }
        ExprKind::Window(window, operand) => {
            let _ = write!(into, "{window:?}");
            one("", operand, into);
        }
        ExprKind::Script(script, inputs) => {
            let _ = write!(into, "script {:?}", Arc::as_ptr(script));
            several("", inputs, into);
        }
    }
}
