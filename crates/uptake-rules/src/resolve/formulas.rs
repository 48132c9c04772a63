//! Texts → expressions of the type that is needed, with what was written.

use crate::codes::Code;
use crate::context::Context;
use crate::expr::{Expr, ExprKind, Library, Scope, lower};
use crate::policy::formula::{Formula, Written, WrittenScript};
use crate::syntax::scalar::written_number;
use crate::text::Condition;
use crate::value::Type;
use std::sync::Arc;

/// An expression of any type.
pub(super) fn formula(condition: &Condition, scope: &Scope, cx: &mut Context<'_>) -> Option<Formula> {
    let expr = lower(condition, scope, cx)?;
    Some(Formula {
        expr,
        written: Some(written(condition, scope.library(), cx)),
    })
}

/// An expression that should be a truth value.
pub(super) fn truth(condition: &Condition, scope: &Scope, cx: &mut Context<'_>) -> Option<Formula> {
    let formula = formula(condition, scope, cx)?;
    if matches!(formula.ty, Type::Bool | Type::Unknown) {
        return Some(answering(formula, Type::Bool));
    }
    cx.error_help(
        Code::TypeMismatch,
        formula.span,
        format!("expected true or false, found {}", formula.ty.name()),
        "compare it with something, as in `x >= 1`",
    );
    None
}

/// An expression that should be a number.
pub(super) fn number(condition: &Condition, scope: &Scope, cx: &mut Context<'_>) -> Option<Formula> {
    let formula = formula(condition, scope, cx)?;
    if formula.ty.is_number() || matches!(formula.kind, ExprKind::Script(..)) {
        return Some(answering(formula, Type::Float));
    }
    cx.error(
        Code::TypeMismatch,
        formula.span,
        format!("expected a number, found {}", formula.ty.name()),
    );
    None
}

/// The same expression; a script is told which type its answers must have.
fn answering(formula: Formula, ty: Type) -> Formula {
    let expr = match formula.expr.kind {
        ExprKind::Script(script, inputs) => Expr {
            kind: ExprKind::Script(Arc::new(script.with_type(ty)), inputs),
            ty,
            ..formula.expr
        },
        _ => formula.expr,
    };
    Formula { expr, ..formula }
}

/// What was written for a condition that was lowered.
fn written(condition: &Condition, library: &Library, cx: &Context<'_>) -> Written {
    let reference = condition.script.as_ref();
    let file = reference.and_then(|reference| reference.file.as_ref());
    let beside = cx
        .sources
        .get(condition.span.file)
        .map_or("", |file| file.path.as_str());
    let function = reference.and_then(|reference| library.entry(beside, reference));
    if let (Some(file), Some(function)) = (file, function) {
        return Written {
            text: cx.sources.text(function.whole).to_owned(),
            script: Some(WrittenScript {
                file: file.text.clone(),
                function: function.name.clone(),
                span: function.whole,
            }),
            span: condition.span,
        };
    }
    // A number is kept as it is written, since its digits may say more than its value does.
    let number = condition.text.parse::<f64>().is_ok();
    let digits = written_number(cx.sources.text(condition.span)).filter(|_| number);
    Written {
        text: digits.unwrap_or(condition.text.trim()).to_owned(),
        script: None,
        span: condition.span,
    }
}
