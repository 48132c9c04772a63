//! Copies of expressions with other parts.

use uptake_rules::expr::{Expr, ExprKind};

/// A copy of `expr` in whose place of each direct part stands what `part` makes of it.
///
/// # Errors
/// The first one of `part`.
pub(crate) fn with_parts<E>(expr: &Expr, part: &mut dyn FnMut(&Expr) -> Result<Expr, E>) -> Result<Expr, E> {
    let mut one = |inner: &Expr| part(inner).map(Box::new);
    let kind = match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Column(_) => expr.kind.clone(),
        ExprKind::Not(inner) => ExprKind::Not(one(inner)?),
        ExprKind::Negate(inner) => ExprKind::Negate(one(inner)?),
        ExprKind::Binary(op, left, right) => ExprKind::Binary(*op, one(left)?, one(right)?),
        ExprKind::In(item, values) => ExprKind::In(one(item)?, values.clone()),
        ExprKind::If(condition, then, otherwise) => ExprKind::If(one(condition)?, one(then)?, one(otherwise)?),
        ExprKind::Window(window, inner) => ExprKind::Window(*window, one(inner)?),
        ExprKind::And(parts) => ExprKind::And(all(parts, part)?),
        ExprKind::Or(parts) => ExprKind::Or(all(parts, part)?),
        ExprKind::Coalesce(parts) => ExprKind::Coalesce(all(parts, part)?),
        ExprKind::Group(function, parts) => ExprKind::Group(function, all(parts, part)?),
        ExprKind::Call(function, parts) => ExprKind::Call(*function, all(parts, part)?),
        ExprKind::Script(script, parts) => ExprKind::Script(script.clone(), all(parts, part)?),
    };
    Ok(Expr {
        kind,
        ty: expr.ty,
        span: expr.span,
    })
}

fn all<E>(parts: &[Expr], part: &mut dyn FnMut(&Expr) -> Result<Expr, E>) -> Result<Vec<Expr>, E> {
    parts.iter().map(part).collect()
}
