//! What of the rules has conditions of which no branch is asked.

use crate::expr::{Expr, ExprKind};
use crate::policy::Policy;
use crate::policy::measure::MeasureKind;
use crate::source::Span;
use std::collections::BTreeSet;

/// A rule with conditions of which no branch is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// What it is.
    pub kind: PassedOverKind,
    /// Its name.
    pub rule: String,
    /// Where it is.
    pub span: Span,
}

/// What a rule is whose conditions aren't looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PassedOverKind {
    /// A check: its conditions are over groups.
    Check,
    /// A derived table: its conditions are over rows of records.
    Table,
    /// The `where` of a mapping: it is asked of rows as the source delivers them.
    Mapping,
    /// The steps of a script without a columnar form; its answer is a branch of the rule that calls it.
    Script,
}

/// The rules of a policy whose conditions aren't among its [branches](super::branches).
#[must_use]
pub fn passed_over(policy: &Policy) -> Vec<PassedOver> {
    let mut found = Vec::new();
    let mut add = |kind, rule: &str, span| {
        found.push(PassedOver {
            kind,
            rule: rule.to_owned(),
            span,
        });
    };
    for check in &policy.checks {
        add(PassedOverKind::Check, &check.name.text, check.name.span);
    }
    for table in policy.tables.iter().filter(|table| !table.formulas().is_empty()) {
        add(PassedOverKind::Table, &table.name.text, table.name.span);
    }
    for mapping in policy.mappings.iter().filter(|mapping| mapping.filter.is_some()) {
        add(PassedOverKind::Mapping, &mapping.name.text, mapping.name.span);
    }
    let mut scripts = BTreeSet::new();
    for (rule, expr) in judged(policy) {
        if has_script(expr) && scripts.insert(rule.clone()) {
            add(PassedOverKind::Script, &rule, expr.span);
        }
    }
    found
}

/// What is asked of entities in periods, by the rule that asks it.
fn judged(policy: &Policy) -> Vec<(String, &Expr)> {
    let owner = |name: &str| crate::hidden::owner(name).to_owned();
    let mut found: Vec<(String, &Expr)> = Vec::new();
    for rule in &policy.definitions {
        found.push((owner(&rule.name.text), &rule.when.expr));
    }
    for rule in &policy.ladders {
        let steps = rule.steps.iter().filter_map(|step| step.when.as_ref());
        found.extend(steps.map(|when| (owner(&rule.name.text), &when.expr)));
    }
    for rule in &policy.measures {
        if let MeasureKind::Value(value) = &rule.kind {
            found.push((owner(&rule.name.text), &value.expr));
        }
    }
    found
}

fn has_script(expr: &Expr) -> bool {
    let mut found = matches!(expr.kind, ExprKind::Script(..));
    expr.parts(&mut |part| found = found || has_script(part));
    found
}
