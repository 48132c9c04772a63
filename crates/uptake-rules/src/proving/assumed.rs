//! A condition for a group of entities on some days: what is for others falls away.

use super::choices::without_function;
use super::whole::as_whole;
use crate::expr::{Binary, Expr, ExprKind, Function};
use crate::policy::who::Who;
use crate::source::Span;
use crate::value::{Literal, Type};
use std::convert::Infallible;

/// The most parts to which choices are spread out.
const MOST_PARTS: usize = 20_000;

/// What a condition says for those in `who`.
pub(crate) fn among(expr: &Expr, who: &Who) -> Expr {
    among_by(expr, who, &|_| None)
}

/// The links of a chain of choices that may be for a group, and what is left where none of them is.
pub(super) type Links<'e> = Option<(Vec<&'e Expr>, &'e Expr)>;

/// The same where it is known of some chains of choices which links aren't for those in `who`.
pub(super) fn among_by<'e>(expr: &Expr, who: &Who, links: &dyn Fn(&Expr) -> Links<'e>) -> Expr {
    if let Some((own, last)) = links(expr) {
        return chain(&own, last, who, links);
    }
    let simpler = match &expr.kind {
        // The group that somebody is in now says nothing about other periods.
        ExprKind::Window(..) | ExprKind::Script(..) | ExprKind::Literal(_) | ExprKind::Column(_) => expr.clone(),
        // A rule that differs asks for one group after the other: what isn't for them is passed over, not copied.
        ExprKind::If(condition, then, otherwise) => {
            return choice(expr, [condition, then], who, links, &|| among_by(otherwise, who, links));
        }
        _ => {
            let Ok(inner) = expr.with_parts(&mut |part| Ok::<_, Infallible>(among_by(part, who, links)));
            inner
        }
    };
    match settled(&simpler, who) {
        Some(truth) => Expr {
            kind: ExprKind::Literal(Literal::Bool(truth)),
            ..simpler
        },
        None => simpler,
    }
}

/// What a choice says for those in `who`; `rest` is what it says where its condition doesn't hold.
fn choice<'e>(
    whole: &Expr,
    [condition, then]: [&Expr; 2],
    who: &Who,
    links: &dyn Fn(&Expr) -> Links<'e>,
    rest: &dyn Fn() -> Expr,
) -> Expr {
    match settled(condition, who) {
        Some(true) => return among_by(then, who, links),
        Some(false) => return rest(),
        None => {}
    }
    let condition = among_by(condition, who, links);
    match condition.kind {
        ExprKind::Literal(Literal::Bool(true)) => among_by(then, who, links),
        ExprKind::Literal(Literal::Bool(false)) => rest(),
        _ => {
            let simpler = Expr {
                kind: ExprKind::If(
                    Box::new(condition),
                    Box::new(among_by(then, who, links)),
                    Box::new(rest()),
                ),
                ty: whole.ty,
                span: whole.span,
            };
            match settled(&simpler, who) {
                Some(truth) => Expr {
                    kind: ExprKind::Literal(Literal::Bool(truth)),
                    ..simpler
                },
                None => simpler,
            }
        }
    }
}

/// What a chain of choices says for those in `who`, of which only these links may be for them.
fn chain<'e>(own: &[&'e Expr], last: &'e Expr, who: &Who, links: &dyn Fn(&Expr) -> Links<'e>) -> Expr {
    let Some((first, others)) = own.split_first() else {
        return among_by(last, who, links);
    };
    let rest = || chain(others, last, who, links);
    match &first.kind {
        ExprKind::If(condition, then, _) => choice(first, [condition, then], who, links, &rest),
        _ => rest(),
    }
}

/// The answer of a condition that is the same for all of them.
fn settled(expr: &Expr, who: &Who) -> Option<bool> {
    let fixed = |part: &Expr| settled(part, who);
    match &expr.kind {
        ExprKind::Literal(Literal::Bool(truth)) => Some(*truth),
        ExprKind::In(item, values) => {
            let ExprKind::Column(column) = &item.kind else {
                return None;
            };
            let (_, theirs) = who.selector.groups().find(|(name, _)| name == column)?;
            let listed = |value: &String| {
                values
                    .iter()
                    .any(|known| matches!(known, Literal::Text(text) if text == value))
            };
            match (theirs.iter().all(listed), theirs.iter().any(listed)) {
                (true, _) => Some(true),
                (_, false) => Some(false),
                _ => None,
            }
        }
        ExprKind::Binary(op, left, right) => {
            let (ExprKind::Column(name), ExprKind::Literal(Literal::Date(day))) = (&left.kind, &right.kind) else {
                return None;
            };
            if name != "period" {
                return None;
            }
            let after = who.days.from.is_some_and(|from| from >= *day);
            let before = who.days.until.is_some_and(|until| until <= *day);
            match op {
                Binary::GreaterEqual if after => Some(true),
                Binary::GreaterEqual if before => Some(false),
                Binary::Less if before => Some(true),
                Binary::Less if after => Some(false),
                _ => None,
            }
        }
        ExprKind::Coalesce(parts) => parts.first().and_then(fixed),
        ExprKind::Not(inner) => fixed(inner).map(|truth| !truth),
        ExprKind::And(parts) if parts.iter().any(|part| fixed(part) == Some(false)) => Some(false),
        ExprKind::And(parts) if parts.iter().all(|part| fixed(part) == Some(true)) => Some(true),
        ExprKind::Or(parts) if parts.iter().any(|part| fixed(part) == Some(true)) => Some(true),
        ExprKind::Or(parts) if parts.iter().all(|part| fixed(part) == Some(false)) => Some(false),
        _ => None,
    }
}

/// The same with choices around comparisons, not within them: `n >= (if c { 3 } else { 5 })` is
/// `if c { n >= 3 } else { n >= 5 }`. Both are unknown where `c` is.
pub(crate) fn spread(expr: &Expr) -> Expr {
    let mut left = MOST_PARTS;
    out(expr, &mut left).unwrap_or_else(|| expr.clone())
}

fn out(expr: &Expr, left: &mut usize) -> Option<Expr> {
    *left = left.checked_sub(1)?;
    let inner = expr.with_parts(&mut |part| out(part, left).ok_or(())).ok()?;
    lift(inner, left)
}

/// Takes the first choice among the operands out of an expression that is unknown wherever an operand is.
fn lift(mut expr: Expr, left: &mut usize) -> Option<Expr> {
    if let ExprKind::Coalesce(parts) = &expr.kind
        && expr.ty != Type::Bool
        && parts.iter().all(|part| part.ty == expr.ty)
    {
        return first_known(parts, &expr, left);
    }
    if let ExprKind::Call(Function::IsKnown, parts) = &mut expr.kind {
        let Some(of) = parts.pop() else { return Some(expr) };
        return known(of, expr.span, left);
    }
    let strict = match &expr.kind {
        ExprKind::Binary(..) | ExprKind::Negate(_) | ExprKind::In(..) => true,
        ExprKind::Call(function, _) => !function.sees_unknown(),
        _ => false,
    };
    if !strict {
        return Some(expr);
    }
    let (mut choice, mut at, mut number) = (None, 0, 0);
    expr.parts_mut(&mut |part| {
        if choice.is_none() && matches!(part.kind, ExprKind::If(..)) {
            // It is moved: a chain of choices may be long.
            let kind = std::mem::replace(&mut part.kind, ExprKind::Literal(Literal::Unknown));
            if let ExprKind::If(condition, then, otherwise) = kind {
                (choice, at) = (Some((condition, then, otherwise)), number);
            }
        }
        number += 1;
    });
    let Some((condition, then, otherwise)) = choice else {
        return Some(without_function(&expr).unwrap_or_else(|| compared(expr)));
    };
    let (ty, span) = (expr.ty, expr.span);
    let mut with = |mut whole: Expr, value: Expr| -> Option<Box<Expr>> {
        let (mut value, mut number) = (Some(value), 0);
        whole.parts_mut(&mut |part| {
            if let Some(value) = value.take_if(|_| number == at) {
                *part = value;
            }
            number += 1;
        });
        *left = left.checked_sub(1)?;
        lift(whole, left).map(Box::new)
    };
    let then = with(expr.clone(), *then)?;
    let otherwise = with(expr, *otherwise)?;
    Some(Expr {
        kind: ExprKind::If(condition, then, otherwise),
        ty,
        span,
    })
}

/// The first of some values that is known, as a choice.
fn first_known(parts: &[Expr], whole: &Expr, left: &mut usize) -> Option<Expr> {
    let mut rest = parts.iter().rev();
    let last = rest.next()?.clone();
    rest.try_fold(last, |others, part| {
        *left = left.checked_sub(1)?;
        Some(Expr {
            kind: ExprKind::If(
                Box::new(known(part.clone(), whole.span, left)?),
                Box::new(part.clone()),
                Box::new(others),
            ),
            ..whole.clone()
        })
    })
}

/// That something is known: of a choice, where its condition is, what is chosen.
fn known(of: Expr, span: Span, left: &mut usize) -> Option<Expr> {
    *left = left.checked_sub(1)?;
    let truth = |kind: ExprKind| Expr {
        kind,
        ty: Type::Bool,
        span,
    };
    Some(match of.kind {
        ExprKind::Literal(value) => truth(ExprKind::Literal(Literal::Bool(value != Literal::Unknown))),
        ExprKind::If(condition, then, otherwise) => {
            let chosen = ExprKind::If(
                condition,
                Box::new(known(*then, span, left)?),
                Box::new(known(*otherwise, span, left)?),
            );
            let no = truth(ExprKind::Literal(Literal::Bool(false)));
            truth(ExprKind::Coalesce(vec![truth(chosen), no]))
        }
        _ => {
            let of = as_whole(&of).cloned().unwrap_or(of);
            truth(ExprKind::Call(Function::IsKnown, vec![of]))
        }
    })
}

/// A comparison of a whole number that stands as a float, as one of the whole number.
fn compared(expr: Expr) -> Expr {
    let ExprKind::Binary(op, left, right) = &expr.kind else {
        return expr;
    };
    let number = |side: &Expr| match &side.kind {
        ExprKind::Literal(Literal::Int(number)) => number.abs() < 1 << 50,
        ExprKind::Literal(Literal::Float(number)) => number.abs() < 1e15,
        _ => false,
    };
    let sides = match (as_whole(left), as_whole(right)) {
        (Some(whole), None) if number(right) => (whole.clone(), right.as_ref().clone()),
        (None, Some(whole)) if number(left) => (left.as_ref().clone(), whole.clone()),
        _ => return expr,
    };
    match op.compares() {
        true => Expr {
            kind: ExprKind::Binary(*op, Box::new(sides.0), Box::new(sides.1)),
            ..expr
        },
        false => expr,
    }
}

/// A condition that holds for those in `who` alone and says there what `expr` says.
pub(crate) fn only(expr: Expr, who: &Who) -> Expr {
    if who.is_always() {
        return expr;
    }
    let span = expr.span;
    Expr {
        kind: ExprKind::And(vec![who.condition(), expr]),
        ty: Type::Bool,
        span,
    }
}
