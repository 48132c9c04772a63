//! The type rules: each builder checks its parts and answers a typed expression, or reports why not.

use super::cures::cure;
use super::doubts::telling::written;
use super::functions::Function;
use super::{Binary, Expr, ExprKind};
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::value::{Literal, Type};

/// The operator of a symbol.
pub fn operator(symbol: &str) -> Option<Binary> {
    Some(match symbol {
        "+" => Binary::Add,
        "-" => Binary::Subtract,
        "*" => Binary::Multiply,
        "/" => Binary::Divide,
        "%" => Binary::Remainder,
        "==" => Binary::Equal,
        "!=" => Binary::NotEqual,
        "<" => Binary::Less,
        "<=" => Binary::LessEqual,
        ">" => Binary::Greater,
        ">=" => Binary::GreaterEqual,
        _ => return None,
    })
}

/// The type that two can share, if any: equal ones, numbers, and unknown with anything.
pub fn common(left: Type, right: Type) -> Option<Type> {
    match (left, right) {
        (left, right) if left == right => Some(left),
        (Type::Unknown, other) | (other, Type::Unknown) => Some(other),
        (left, right) if left.is_number() && right.is_number() => Some(Type::Float),
        _ => None,
    }
}

/// Two operands.
pub(super) fn binary(op: Binary, left: Expr, right: Expr, cx: &mut Context<'_>) -> Option<Expr> {
    let span = join(left.span, right.span);
    let shared = common(left.ty, right.ty);
    let ty = if op.compares() {
        let ordered = shared.is_some_and(|ty| ty != Type::Bool) || matches!(op, Binary::Equal | Binary::NotEqual);
        if shared.is_none() || !ordered {
            let help = cured(op, &left, &right, cx);
            cx.error_help(
                Code::TypeMismatch,
                span,
                format!(
                    "can't compare {} with {} by `{}`",
                    left.ty.name(),
                    right.ty.name(),
                    op.symbol()
                ),
                help,
            );
            return None;
        }
        if matches!(left.kind, ExprKind::Literal(Literal::Unknown))
            || matches!(right.kind, ExprKind::Literal(Literal::Unknown))
        {
            cx.error_help(
                Code::TypeMismatch,
                span,
                format!("comparing with `()` by `{}` is always unknown", op.symbol()),
                "use `is_known(x)` or `!is_known(x)`",
            );
            return None;
        }
        Type::Bool
    } else {
        let text = op == Binary::Add && shared == Some(Type::Text);
        match shared.filter(|ty| ty.is_number() || text || *ty == Type::Unknown) {
            Some(ty) => ty,
            None => {
                let help = cured(op, &left, &right, cx);
                cx.error_help(
                    Code::TypeMismatch,
                    span,
                    format!(
                        "can't apply `{}` to {} and {}",
                        op.symbol(),
                        left.ty.name(),
                        right.ty.name()
                    ),
                    help,
                );
                return None;
            }
        }
    };
    Some(Expr {
        kind: ExprKind::Binary(op, Box::new(left), Box::new(right)),
        ty,
        span,
    })
}

fn cured(op: Binary, left: &Expr, right: &Expr, cx: &Context<'_>) -> String {
    cure(op, left, right, (written(left, cx), written(right, cx)))
}

/// `&&` and `||`.
pub(super) fn connect(
    parts: Vec<Expr>,
    kind: fn(Vec<Expr>) -> ExprKind,
    symbol: &str,
    cx: &mut Context<'_>,
) -> Option<Expr> {
    let mut good = true;
    for part in &parts {
        if !matches!(part.ty, Type::Bool | Type::Unknown) {
            good = false;
            cx.error_help(
                Code::TypeMismatch,
                part.span,
                format!("`{symbol}` expects truth values, found {}", part.ty.name()),
                "compare it with something, as in `x >= 1`",
            );
        }
    }
    let span = match (parts.first(), parts.last()) {
        (Some(first), Some(last)) => join(first.span, last.span),
        _ => return None,
    };
    good.then_some(Expr {
        kind: kind(parts),
        ty: Type::Bool,
        span,
    })
}

/// `??`.
pub(super) fn coalesce(parts: Vec<Expr>, cx: &mut Context<'_>) -> Option<Expr> {
    let mut ty = Type::Unknown;
    for part in &parts {
        match common(ty, part.ty) {
            Some(shared) => ty = shared,
            None => {
                cx.error(
                    Code::TypeMismatch,
                    part.span,
                    format!(
                        "`??` expects values of one type, found {} after {}",
                        part.ty.name(),
                        ty.name()
                    ),
                );
                return None;
            }
        }
    }
    let span = join(parts.first()?.span, parts.last()?.span);
    Some(Expr {
        kind: ExprKind::Coalesce(parts),
        ty,
        span,
    })
}

/// `!x`.
pub(super) fn not(operand: Expr, span: Span, cx: &mut Context<'_>) -> Option<Expr> {
    if !matches!(operand.ty, Type::Bool | Type::Unknown) {
        let help = match operand.ty {
            Type::Text => "it belongs to what follows it: write `!(x == y)`, or `x != y`",
            _ => "compare it with something, as in `!(x >= 1)`",
        };
        let message = format!("`!` expects a truth value, found {}", operand.ty.name());
        cx.error_help(Code::TypeMismatch, operand.span, message, help);
        return None;
    }
    let span = join(span, operand.span);
    Some(Expr {
        kind: ExprKind::Not(Box::new(operand)),
        ty: Type::Bool,
        span,
    })
}

/// `-x`.
pub(super) fn negate(operand: Expr, span: Span, cx: &mut Context<'_>) -> Option<Expr> {
    if !operand.ty.is_number() && operand.ty != Type::Unknown {
        cx.error(
            Code::TypeMismatch,
            operand.span,
            format!("`-` expects a number, found {}", operand.ty.name()),
        );
        return None;
    }
    let (ty, span) = (operand.ty, join(span, operand.span));
    Some(Expr {
        kind: ExprKind::Negate(Box::new(operand)),
        ty,
        span,
    })
}

/// `if c { a } else { b }`.
pub(super) fn choose(condition: Expr, then: Expr, otherwise: Expr, span: Span, cx: &mut Context<'_>) -> Option<Expr> {
    if !matches!(condition.ty, Type::Bool | Type::Unknown) {
        cx.error(
            Code::TypeMismatch,
            condition.span,
            format!("`if` expects a truth value, found {}", condition.ty.name()),
        );
        return None;
    }
    let Some(ty) = common(then.ty, otherwise.ty) else {
        cx.error(
            Code::TypeMismatch,
            otherwise.span,
            format!(
                "both branches of `if` must have one type, found {} after {}",
                otherwise.ty.name(),
                then.ty.name()
            ),
        );
        return None;
    };
    let span = join(span, otherwise.span);
    Some(Expr {
        kind: ExprKind::If(Box::new(condition), Box::new(then), Box::new(otherwise)),
        ty,
        span,
    })
}

/// `x in [a, b]`.
pub(super) fn within(item: Expr, items: Vec<Expr>, cx: &mut Context<'_>) -> Option<Expr> {
    let mut span = item.span;
    let mut literals = Vec::new();
    let mut good = true;
    for candidate in items {
        span = join(span, candidate.span);
        if common(item.ty, candidate.ty).is_none() {
            good = false;
            cx.error(
                Code::TypeMismatch,
                candidate.span,
                format!(
                    "can't look for {} among values that are {}",
                    item.ty.name(),
                    candidate.ty.name()
                ),
            );
        }
        match candidate.kind {
            ExprKind::Literal(Literal::Unknown) => {
                good = false;
                let message = "the list after `in` has `()`, which equals nothing";
                cx.error_help(
                    Code::TypeMismatch,
                    candidate.span,
                    message,
                    "add `|| !is_known(x)` to accept unknown values",
                );
            }
            ExprKind::Literal(literal) => literals.push(literal),
            _ => {
                good = false;
                cx.error(
                    Code::UnsupportedExpression,
                    candidate.span,
                    "only constants are allowed in the list after `in`",
                );
            }
        }
    }
    good.then_some(Expr {
        kind: ExprKind::In(Box::new(item), literals),
        ty: Type::Bool,
        span,
    })
}

/// `x in a..b`; with `..=` the end belongs to it. It reads `x` twice, so it takes it twice.
pub(super) fn range(item: [Expr; 2], from: Expr, until: Expr, closed: bool, cx: &mut Context<'_>) -> Option<Expr> {
    let [item, copy] = item;
    let mut good = true;
    for end in [&from, &until] {
        if common(item.ty, end.ty).is_none_or(|ty| ty == Type::Bool) {
            good = false;
            let message = format!("can't look for {} in a range of {}", item.ty.name(), end.ty.name());
            cx.error(Code::TypeMismatch, end.span, message);
        }
    }
    if !good {
        return None;
    }
    let below = if closed { Binary::LessEqual } else { Binary::Less };
    let low = binary(Binary::GreaterEqual, item, from, cx);
    let high = binary(below, copy, until, cx);
    connect(vec![low?, high?], ExprKind::And, "in", cx)
}

/// A call.
pub(super) fn call(function: Function, mut arguments: Vec<Expr>, span: Span, cx: &mut Context<'_>) -> Option<Expr> {
    let entry = function.entry();
    if !(function.least()..=function.arity()).contains(&arguments.len()) {
        let count = match (function.least(), function.arity()) {
            (1, 1) => "1 argument".to_owned(),
            (least, most) if least == most => format!("{most} arguments"),
            (least, most) => format!("{least} to {most} arguments"),
        };
        let message = format!("`{}` takes {count}, not {}", entry.name, arguments.len());
        let numbers: Vec<i64> = arguments.iter().filter_map(whole).collect();
        let fault = Diagnostic::error(Code::TypeMismatch, span, message);
        cx.diagnostics.push(match (function, numbers.as_slice()) {
            (Function::Date, [year, month, day]) => fault.help(format!(
                "write the day as one text: `date(\"{year:04}-{month:02}-{day:02}\")`"
            )),
            _ => fault,
        });
        return None;
    }
    arguments.extend(function.left_out(arguments.len()).map(|text| Expr {
        ty: Type::Text,
        kind: ExprKind::Literal(Literal::Text(text.to_owned())),
        span,
    }));
    let mut good = true;
    for (argument, (_, parameter)) in arguments.iter().zip(entry.parameters) {
        if !parameter.accepts(argument.ty) {
            good = false;
            let (wanted, found) = (parameter.name(), argument.ty.name());
            let message = format!("`{}` expects {wanted} here, found {found}", entry.name);
            cx.error(Code::TypeMismatch, argument.span, message);
        }
    }
    if !good {
        return None;
    }
    let whole = arguments
        .iter()
        .fold(span, |whole, argument| join(whole, argument.span));
    let constants: Vec<Option<&Literal>> = arguments.iter().map(constant).collect();
    match (entry.constants)(&constants) {
        Ok(None) => {}
        Ok(Some(value)) => {
            return Some(Expr {
                ty: value.ty(),
                kind: ExprKind::Literal(value),
                span: whole,
            });
        }
        Err(wrong) => {
            let at = arguments.get(wrong.argument).map_or(whole, |argument| argument.span);
            cx.error_help(Code::WrongValue, at, wrong.message, wrong.help);
            return None;
        }
    }
    let types: Vec<Type> = arguments.iter().map(|argument| argument.ty).collect();
    Some(Expr {
        ty: function.result(&types),
        kind: ExprKind::Call(function, arguments),
        span: whole,
    })
}

/// The whole number that an expression is.
fn whole(expr: &Expr) -> Option<i64> {
    match constant(expr) {
        Some(Literal::Int(value)) => Some(*value),
        _ => None,
    }
}

/// The constant that an expression is.
fn constant(expr: &Expr) -> Option<&Literal> {
    match &expr.kind {
        ExprKind::Literal(value) => Some(value),
        _ => None,
    }
}

/// From the start of one span to the end of another. Where they stand in two files, as when a function of another file was
/// put in, it is the first.
pub(super) fn join(first: Span, last: Span) -> Span {
    if first.file != last.file {
        return first;
    }
    Span::new(first.file, first.start.min(last.start), first.end.max(last.end))
}
