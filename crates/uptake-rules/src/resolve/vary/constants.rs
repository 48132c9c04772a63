//! Constants that differ between groups or over time: each becomes a value per entity and period.

use super::{chain, compare_bounds, report_mixed, unknown};
use crate::codes::Code;
use crate::context::Context;
use crate::decode::constant::{ConstantDraft, Direction};
use crate::expr::scalar::order_numbers;
use crate::expr::{Constant, Expr, ExprKind};
use crate::policy::varying::Varying;
use crate::resolve::tighten;
use crate::resolve::worded::{in_words, spelled};
use crate::source::Span;
use crate::text::Name;
use crate::value::{Literal, Type};
use std::cmp::Ordering;

/// A constant that differs between groups or over time.
pub(crate) struct VariedConstant {
    pub(crate) name: Name,
    /// Where it is said for whom or when it differs.
    pub(crate) differs: Span,
    pub(crate) ty: Type,
    pub(crate) value: Expr,
    /// What it is for whom, in words, if a text may quote it.
    pub(crate) words: Option<String>,
    /// What it is for, in its author's words.
    pub(crate) about: Option<String>,
}

/// Tells constants that are the same for everybody from those that differ.
pub(crate) fn split(
    drafts: Vec<Varying<ConstantDraft>>,
    cx: &mut Context<'_>,
) -> (Vec<ConstantDraft>, Vec<VariedConstant>) {
    let (mut plain, mut varied) = (Vec::new(), Vec::new());
    for draft in drafts {
        match draft.varies() {
            true => varied.extend(vary(&draft, cx)),
            false => plain.extend(draft.otherwise),
        }
    }
    (plain, varied)
}

fn vary(draft: &Varying<ConstantDraft>, cx: &mut Context<'_>) -> Option<VariedConstant> {
    compare_bounds(draft, cx, compare);
    let name = draft.main()?.name.clone();
    let mut cases = Vec::with_capacity(draft.cases.len());
    for case in &draft.cases {
        cases.extend(scalar(&case.form, cx).map(|value| (case.who.condition(), value)));
    }
    let otherwise = draft.otherwise.as_ref().and_then(|draft| scalar(draft, cx));
    let ty = common_type(&name, &cases, otherwise.as_ref(), cx)?;
    let otherwise = otherwise.unwrap_or_else(|| unknown(ty, name.span));
    let mut value = chain(cases, otherwise);
    value.visit_mut(&mut |part| {
        if let ExprKind::Literal(Literal::Int(number)) = part.kind
            && ty == Type::Float
        {
            #[allow(clippy::cast_precision_loss, reason = "a number typed into a rule file")]
            let number = number as f64;
            part.kind = ExprKind::Literal(Literal::Float(number));
            part.ty = Type::Float;
        }
    });
    value.ty = ty;
    Some(VariedConstant {
        differs: draft.cases.first().map_or(name.span, |case| case.who.span),
        name,
        ty,
        value,
        words: words(draft),
        about: draft.main().and_then(|draft| draft.about.clone()),
    })
}

fn words(draft: &Varying<ConstantDraft>) -> Option<String> {
    let value = |draft: &ConstantDraft| match &draft.value {
        Constant::Value(value) => spelled(value),
        Constant::Set(_) => None,
    };
    let cases = draft
        .cases
        .iter()
        .filter_map(|case| Some((&case.who, value(&case.form)?)));
    let words = in_words(draft.otherwise.as_ref().and_then(value), cases.collect());
    (!words.is_empty()).then_some(words)
}

/// The type of all forms: floating-point for numbers of both types. Other mixtures are reported.
fn common_type(name: &Name, cases: &[(Expr, Expr)], otherwise: Option<&Expr>, cx: &mut Context<'_>) -> Option<Type> {
    let forms = || cases.iter().map(|(_, value)| value).chain(otherwise);
    let first = forms().next()?;
    let Some(other) = forms().find(|form| form.ty != first.ty) else {
        return Some(first.ty);
    };
    if forms().all(|form| form.ty.is_number()) {
        return Some(Type::Float);
    }
    report_mixed(name, (other.ty, other.span), first.ty, "a constant", cx);
    None
}

fn scalar(draft: &ConstantDraft, cx: &mut Context<'_>) -> Option<Expr> {
    match &draft.value {
        Constant::Value(value) => Some(Expr {
            kind: ExprKind::Literal(value.clone()),
            ty: value.ty(),
            span: draft.span,
        }),
        Constant::Set(_) => {
            let help = "move what differs into a register, or write a definition for each set";
            cx.error_help(
                Code::UnsupportedExpression,
                draft.span,
                "a set can't differ between groups or over time",
                help,
            );
            None
        }
    }
}

/// Compares a constant with what it may not be looser than, in the way that the constant states.
fn compare(bound: &ConstantDraft, draft: &ConstantDraft, mark: Span, at: Span, cx: &mut Context<'_>) {
    let number = |draft: &ConstantDraft| match &draft.value {
        Constant::Value(value @ (Literal::Int(_) | Literal::Float(_))) => Some(value.clone()),
        Constant::Value(_) | Constant::Set(_) => None,
    };
    let shown = |value: &Literal| match value {
        Literal::Int(number) => number.to_string(),
        Literal::Float(number) => number.to_string(),
        other => format!("{other:?}"),
    };
    match (number(bound), number(draft), bound.tighten_only) {
        (Some(old), Some(new), Some(way)) => {
            let order = order_numbers(&new, &old);
            let (fine, which) = match way {
                Direction::Higher => (order.is_some_and(Ordering::is_ge), "lower"),
                Direction::Lower => (order.is_some_and(Ordering::is_le), "higher"),
            };
            if !fine {
                let message = format!("{} is {which} than {}", shown(&new), shown(&old));
                tighten::report_looser(&message, at, mark, cx);
            }
        }
        (_, _, Some(_)) => tighten::report_undecided("these aren't numbers", at, mark, cx),
        (_, _, None) => {}
    }
}
