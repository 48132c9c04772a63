//! The ways through a tree. What an expression is made of is said here alone: a kind that is added and forgotten doesn't
//! compile.

use super::tree::{Expr, ExprKind};

/// Calls `$see` for each expression right within `$kind`, in order; for a changeable one they are changeable.
macro_rules! each_part {
    ($kind:expr, $see:expr) => {
        match $kind {
            ExprKind::Literal(_) | ExprKind::Column(_) => {}
            ExprKind::Not(inner) | ExprKind::Negate(inner) | ExprKind::In(inner, _) | ExprKind::Window(_, inner) => {
                $see(inner);
            }
            ExprKind::Binary(_, left, right) => {
                $see(left);
                $see(right);
            }
            ExprKind::And(parts)
            | ExprKind::Or(parts)
            | ExprKind::Coalesce(parts)
            | ExprKind::Call(_, parts)
            | ExprKind::Group(_, parts)
            | ExprKind::Script(_, parts) => {
                for part in parts {
                    $see(part);
                }
            }
            ExprKind::If(condition, then, otherwise) => {
                $see(condition);
                $see(then);
                $see(otherwise);
            }
        }
    };
}

impl Expr {
    /// Calls `see` for each expression right within it.
    pub fn parts<'a>(&'a self, see: &mut dyn FnMut(&'a Expr)) {
        each_part!(&self.kind, see);
    }

    /// Calls `change` for each expression right within it.
    pub fn parts_mut(&mut self, change: &mut dyn FnMut(&mut Expr)) {
        each_part!(&mut self.kind, change);
    }

    /// Calls `see` for this expression and all within it.
    pub fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Expr)) {
        see(self);
        self.parts(&mut |part| part.visit(see));
    }

    /// Calls `change` for this expression and all within it, the outer ones first.
    pub fn visit_mut(&mut self, change: &mut dyn FnMut(&mut Expr)) {
        change(self);
        self.parts_mut(&mut |part| part.visit_mut(change));
    }

    /// A copy in which what `part` makes of it stands in place of each direct part.
    ///
    /// # Errors
    /// The first one of `part`.
    pub fn with_parts<E>(&self, part: &mut dyn FnMut(&Expr) -> Result<Expr, E>) -> Result<Expr, E> {
        let mut one = |inner: &Expr| part(inner).map(Box::new);
        let kind = match &self.kind {
            ExprKind::Literal(_) | ExprKind::Column(_) => self.kind.clone(),
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
            ty: self.ty,
            span: self.span,
        })
    }
}

fn all<E>(parts: &[Expr], part: &mut dyn FnMut(&Expr) -> Result<Expr, E>) -> Result<Vec<Expr>, E> {
    parts.iter().map(part).collect()
}
