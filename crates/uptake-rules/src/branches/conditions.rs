//! The comparisons of a condition.

use super::truth::truth;
use crate::expr::{Expr, ExprKind, Function};
use crate::policy::Policy;
use crate::value::Type;

/// A comparison that is asked.
pub(super) struct Asked<'e> {
    /// What has to hold for that.
    pub(super) reach: Option<Expr>,
    pub(super) condition: &'e Expr,
}

/// The comparisons of a condition. What another definition says has branches of its own.
pub(super) fn comparisons<'e>(rule: &'e Expr, reach: Option<&Expr>, policy: &Policy) -> Vec<Asked<'e>> {
    let mut found = Vec::new();
    walk(rule, reach, policy, &mut found);
    found
}

/// The comparisons by which an expression chooses a value.
pub(super) fn inner_conditions<'e>(rule: &'e Expr, reach: Option<&Expr>, policy: &Policy) -> Vec<Asked<'e>> {
    let mut found = Vec::new();
    choices(rule, reach, policy, &mut found);
    found
}

fn walk<'e>(rule: &'e Expr, reach: Option<&Expr>, policy: &Policy, found: &mut Vec<Asked<'e>>) {
    match &rule.kind {
        ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::Coalesce(parts) => {
            for part in parts {
                walk(part, reach, policy, found);
            }
        }
        ExprKind::Not(inner) => walk(inner, reach, policy, found),
        ExprKind::If(condition, then, otherwise) => {
            walk(condition, reach, policy, found);
            walk(then, Some(&both(reach, condition.as_ref().clone())), policy, found);
            walk(otherwise, Some(&both(reach, not(condition))), policy, found);
        }
        ExprKind::Literal(_) => {}
        // What the engine asks of a number with bands: whether it is one. Nobody wrote it.
        ExprKind::Binary(_, left, right) if left == right => {}
        ExprKind::Column(name) if is_definition(name, policy) => {}
        // What a script asks is its own affair: its answer is.
        ExprKind::Script(..) => found.push(Asked {
            reach: reach.cloned(),
            condition: rule,
        }),
        ExprKind::Column(_)
        | ExprKind::Negate(_)
        | ExprKind::Binary(..)
        | ExprKind::In(..)
        | ExprKind::Call(..)
        | ExprKind::Group(..)
        | ExprKind::Window(..) => {
            found.push(Asked {
                reach: reach.cloned(),
                condition: rule,
            });
            rule.parts(&mut |part| choices(part, reach, policy, found));
        }
    }
}

/// The conditions within a value, each by which it is chosen or which is counted over periods.
fn choices<'e>(rule: &'e Expr, reach: Option<&Expr>, policy: &Policy, found: &mut Vec<Asked<'e>>) {
    match &rule.kind {
        ExprKind::If(condition, then, otherwise) => {
            walk(condition, reach, policy, found);
            choices(then, Some(&both(reach, condition.as_ref().clone())), policy, found);
            choices(otherwise, Some(&both(reach, not(condition))), policy, found);
        }
        ExprKind::Script(..) => {}
        // Whether a truth is known is the question, not which one it is.
        ExprKind::Call(Function::IsKnown, _) => {}
        _ if rule.ty == Type::Bool => walk(rule, reach, policy, found),
        _ => rule.parts(&mut |part| choices(part, reach, policy, found)),
    }
}

fn is_definition(name: &str, policy: &Policy) -> bool {
    policy.definitions.iter().any(|rule| rule.name.text == name)
}

fn both(reach: Option<&Expr>, condition: Expr) -> Expr {
    match reach {
        None => condition,
        Some(reach) => truth(ExprKind::And(vec![reach.clone(), condition.clone()]), condition.span),
    }
}

fn not(condition: &Expr) -> Expr {
    truth(ExprKind::Not(Box::new(condition.clone())), condition.span)
}
