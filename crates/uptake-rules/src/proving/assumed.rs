//! A condition for a group of entities on some days: what is for others falls away.

use crate::expr::{Binary, Expr, ExprKind};
use crate::policy::who::Who;
use crate::value::{Literal, Type};
use std::convert::Infallible;

/// The most parts to which choices are spread out.
const MOST_PARTS: usize = 20_000;

/// What a condition says for those in `who`.
pub(crate) fn among(expr: &Expr, who: &Who) -> Expr {
    let simpler = match &expr.kind {
        // The group that somebody is in now says nothing about other periods.
        ExprKind::Window(..) | ExprKind::Script(..) | ExprKind::Literal(_) | ExprKind::Column(_) => expr.clone(),
        // A rule that differs asks for one group after the other: what isn't for them is passed over, not copied.
        ExprKind::If(condition, then, otherwise) => match settled(condition, who) {
            Some(true) => return among(then, who),
            Some(false) => return among(otherwise, who),
            None => {
                let condition = among(condition, who);
                match condition.kind {
                    ExprKind::Literal(Literal::Bool(true)) => return among(then, who),
                    ExprKind::Literal(Literal::Bool(false)) => return among(otherwise, who),
                    _ => Expr {
                        kind: ExprKind::If(
                            Box::new(condition),
                            Box::new(among(then, who)),
                            Box::new(among(otherwise, who)),
                        ),
                        ty: expr.ty,
                        span: expr.span,
                    },
                }
            }
        },
        _ => {
            let Ok(inner) = expr.with_parts(&mut |part| Ok::<_, Infallible>(among(part, who)));
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
fn lift(expr: Expr, left: &mut usize) -> Option<Expr> {
    let strict = match &expr.kind {
        ExprKind::Binary(..) | ExprKind::Negate(_) | ExprKind::In(..) => true,
        ExprKind::Call(function, _) => !function.sees_unknown(),
        _ => false,
    };
    if !strict {
        return Some(expr);
    }
    let mut choice = None;
    let mut at = 0;
    expr.parts(&mut |part| {
        if choice.is_none() {
            if let ExprKind::If(condition, ..) = &part.kind {
                choice = Some(condition.as_ref().clone());
            } else {
                at += 1;
            }
        }
    });
    let Some(condition) = choice else { return Some(expr) };
    let branch = |first: bool, left: &mut usize| -> Option<Expr> {
        let mut number = 0;
        let mut whole = expr.clone();
        whole.parts_mut(&mut |part| {
            if number == at
                && let ExprKind::If(_, then, otherwise) = &part.kind
            {
                *part = if first {
                    then.as_ref().clone()
                } else {
                    otherwise.as_ref().clone()
                };
            }
            number += 1;
        });
        *left = left.checked_sub(1)?;
        lift(whole, left)
    };
    let (then, otherwise) = (branch(true, left)?, branch(false, left)?);
    Some(Expr {
        ty: expr.ty,
        span: expr.span,
        kind: ExprKind::If(Box::new(condition), Box::new(then), Box::new(otherwise)),
    })
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
