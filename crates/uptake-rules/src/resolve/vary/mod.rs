//! Rules that differ between groups or over time: their forms become one rule that chooses.
//!
//! The engine sees rules as ever. A definition becomes one condition, a chain of `if` over its cases. The forms of a measure
//! or a ladder become rules under hidden names, and the rule itself picks one of them for each entity and period: so all
//! forms of all measures are counted in one pass over the events, which is the expensive part, and nobody is judged twice. A
//! policy per group instead would read everything as often as there are groups, and a window that reaches back over a
//! change of rules or of teams would have no policy to ask.

mod columns;
mod constants;
mod tables;

pub(super) use columns::{definition, ladder, measure};
pub(super) use constants::{VariedConstant, split};
pub(super) use tables::{benchmark, by_register, register};

use crate::codes::Code;
use crate::context::Context;
use crate::expr::{Expr, ExprKind};
use crate::policy::varying::Varying;
use crate::source::Span;
use crate::text::Name;
use crate::value::{Literal, Type};

fn unknown(ty: Type, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Literal(Literal::Unknown),
        ty,
        span,
    }
}

fn column(name: &str, ty: Type, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Column(name.to_owned()),
        ty,
        span,
    }
}

/// The value of the first case whose condition holds.
fn chain(cases: Vec<(Expr, Expr)>, otherwise: Expr) -> Expr {
    cases
        .into_iter()
        .rev()
        .fold(otherwise, |below, (condition, value)| Expr {
            ty: value.ty,
            span: value.span,
            kind: ExprKind::If(Box::new(condition), Box::new(value), Box::new(below)),
        })
}

/// Compares each form that may only be tighter with what it may not be looser than; `compare` is given the bound, the form,
/// the place that says so and the override's.
fn compare_bounds<T>(
    rule: &Varying<T>,
    cx: &mut Context<'_>,
    mut compare: impl FnMut(&T, &T, Span, Span, &mut Context<'_>),
) {
    for case in &rule.cases {
        let found = cx.diagnostics.len();
        for bound in &case.bounds {
            // What is looser than the pack's rule needs to be told once.
            if cx.diagnostics.len() == found {
                compare(&bound.form, &case.form, bound.mark, bound.at, cx);
            }
        }
    }
}

/// Reports forms of different types.
fn report_mixed(name: &Name, (ty, span): (Type, Span), first: Type, what: &str, cx: &mut Context<'_>) {
    let message = format!("`{}` is {} here and {} elsewhere", name.text, ty.name(), first.name());
    let help = format!("give all variants of {what} the same type");
    cx.error_help(Code::TypeMismatch, span, message, help);
}
