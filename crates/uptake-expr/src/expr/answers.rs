//! What names and functions of groups can answer, as far as that is stated.

use super::group::NamedRule;
use super::scope::{Scope, Stated};
use super::tree::{Expr, ExprKind};

/// Under what a scope keeps the answers of a function that names a rule: no name is written so.
#[must_use]
pub fn key(kind: NamedRule, name: &str) -> String {
    match kind {
        // All checks have the same verdicts.
        NamedRule::Check => "verdict()".to_owned(),
        NamedRule::Benchmark => format!("band({name})"),
        NamedRule::Metric => format!("metric({name})"),
    }
}

/// The texts that an expression can be; `None` where that isn't stated.
#[must_use]
pub fn stated<'s>(expr: &Expr, scope: &'s Scope) -> Option<&'s Stated> {
    match &expr.kind {
        ExprKind::Column(name) => scope.stated(name),
        _ => {
            let (kind, name) = expr.named_rule()?;
            scope.stated(&key(kind, name))
        }
    }
}

/// Whether a function of groups, or a metric, answers in percent.
#[must_use]
pub fn in_percent(expr: &Expr, scope: &Scope) -> bool {
    match (&expr.kind, expr.named_rule()) {
        (_, Some((kind, name))) => scope.is_percent(&key(kind, name)),
        (ExprKind::Group(function, _), None) => function.unit == "in percent",
        _ => false,
    }
}
