//! Shares are in percent: a fraction beside one is a hundredth of what was meant.

use super::telling::{warning, written};
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::expr::scope::Scope;
use crate::expr::{Expr, ExprKind, answers};

/// Whether its value is in percent.
pub(super) fn is_percent(expr: &Expr, scope: &Scope) -> bool {
    match &expr.kind {
        ExprKind::Column(name) => scope.is_percent(name),
        _ => answers::in_percent(expr, scope),
    }
}

/// `share(active) < 0.5`. A number that is written as a name is a constant, whose author may mean half a percent.
pub(super) fn fraction(whole: &Expr, name: &Expr, value: &Expr, cx: &Context<'_>) -> Option<Diagnostic> {
    let text = cx.sources.text(value.span).trim();
    let number: f64 = text.parse().ok()?;
    if number <= 0.0 || number >= 1.0 {
        return None;
    }
    let hundred = (number * 100.0 * 1e9).round() / 1e9;
    let message = format!(
        "`{}` is in percent: {text} is less than one of a hundred",
        written(name, cx)
    );
    let help = format!(
        "write `{hundred}` for {hundred} percent; for {text} percent, put it under `constants` and name it here"
    );
    Some(warning(Code::DoubtfulCondition, whole.span, message, help))
}
