//! The forms of a rule that differs between groups or over time, each with those for whom it holds.

use super::truth::truth;
use crate::expr::{Expr, ExprKind};
use crate::hidden;
use crate::policy::Policy;
use crate::policy::measure::MeasureKind;
use std::collections::BTreeMap;

/// A form of a rule.
pub(super) struct Form<'e> {
    /// Those for whom it holds; everybody if `None`.
    pub(super) group: Option<Expr>,
    pub(super) rule: &'e Expr,
}

/// Whether a rule differs between groups or over time, so that its condition chooses among forms.
pub(super) fn varies(policy: &Policy, name: &str) -> bool {
    let mut changes = policy.governing.iter().flat_map(|governing| &governing.changes);
    changes.any(|changed| changed.name.text == hidden::owner(name))
}

/// The forms of a rule; of one that doesn't differ itself.
pub(super) fn forms<'e>(rule: &'e Expr, name: &str, policy: &Policy) -> Vec<Form<'e>> {
    let mut found = Vec::new();
    let mut before: Vec<Expr> = Vec::new();
    let mut rest = rule;
    while let (true, ExprKind::If(condition, then, otherwise)) = (varies(policy, name), &rest.kind) {
        found.push(Form {
            group: group(&before, Some(condition)),
            rule: then,
        });
        before.push(truth(ExprKind::Not(condition.clone()), condition.span));
        rest = otherwise;
    }
    found.push(Form {
        group: group(&before, None),
        rule: rest,
    });
    found
}

/// For each ladder and measure that is a form of another rule those for whom it holds.
pub(super) fn forms_by_name(policy: &Policy) -> BTreeMap<&str, Option<Expr>> {
    let ladders = policy.ladders.iter();
    let ladders = ladders.filter_map(|rule| Some((rule.name.text.as_str(), rule.choice.as_ref()?)));
    let measures = policy.measures.iter().filter_map(|rule| match &rule.kind {
        MeasureKind::Value(value) => Some((rule.name.text.as_str(), &value.expr)),
        MeasureKind::Rows(_) | MeasureKind::Window(_) | MeasureKind::Days(_) | MeasureKind::Across(_) => None,
    });
    let mut found = BTreeMap::new();
    for (name, choice) in ladders.chain(measures) {
        for form in forms(choice, name, policy) {
            if let ExprKind::Column(form_name) = &form.rule.kind
                && hidden::is_hidden(form_name)
            {
                found.insert(form_name.as_str(), form.group);
            }
        }
    }
    found
}

fn group(before: &[Expr], own: Option<&Expr>) -> Option<Expr> {
    let mut parts = before.to_vec();
    parts.extend(own.cloned());
    let span = parts.first()?.span;
    Some(truth(ExprKind::And(parts), span))
}
