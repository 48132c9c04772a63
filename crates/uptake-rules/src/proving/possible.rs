//! Whether a branch of a rule can have an answer.

use super::assumed::spread;
use super::questions::{Prover, TRUE, truth};
use crate::branches::Branch;
use crate::expr::proof::{self, Facts, Occurs, Witness};
use crate::expr::{Expr, ExprKind, Function};
use crate::policy::Policy;
use crate::value::{Literal, Type};
use std::convert::Infallible;

/// Whether an answer can be.
#[derive(Clone, Debug, PartialEq)]
pub enum Possible {
    /// Never, whatever the data are.
    Never,
    /// With these values.
    Seen(Vec<(String, Literal)>),
    /// It can't be told.
    Undecided,
}

impl Prover<'_> {
    /// Whether a branch can have an answer where it is asked.
    pub fn possible(&mut self, branch: &Branch, answer: Option<bool>) -> Possible {
        if let Some(dataset) = &branch.rows_of {
            return of_row(&branch.condition, answer, dataset, self.meanings.policy);
        }
        let mut asked: Vec<Expr> = branch.group.iter().chain(&branch.reach).cloned().collect();
        asked.push(truth(ExprKind::Literal(Literal::Bool(true))));
        let where_asked = self.meanings.closure(&truth(ExprKind::And(asked)), &mut self.leaves);
        let condition = self.meanings.closure(&branch.condition, &mut self.leaves);
        let (Ok(where_asked), Ok(condition)) = (where_asked, condition) else {
            return Possible::Undecided;
        };
        let known = ["period", "period_end"].into_iter();
        let known = known.filter(|name| condition.columns().contains(name));
        let mut parts: Vec<Expr> = known.map(|name| is_known(name, &condition)).collect();
        parts.push(where_asked);
        let where_asked = truth(ExprKind::And(parts));
        let compared = self.compare(&spread(&where_asked), &spread(&condition), &[(TRUE, answer)]);
        match compared.pairs.of(TRUE, answer) {
            Occurs::Never => Possible::Never,
            Occurs::Seen(Witness(values)) => Possible::Seen(values.clone()),
            Occurs::Undecided => Possible::Undecided,
        }
    }
}

/// That a column is known: a period has its days, whatever the data are.
fn is_known(name: &str, at: &Expr) -> Expr {
    let column = Expr {
        kind: ExprKind::Column(name.to_owned()),
        ty: Type::Date,
        span: at.span,
    };
    truth(ExprKind::Call(Function::IsKnown, vec![column]))
}

/// Whether a condition can have an answer for a row: its columns may hold anything, but those without which a row is set aside
/// are known.
fn of_row(condition: &Expr, answer: Option<bool>, dataset: &str, policy: &Policy) -> Possible {
    let condition = spread(&chosen(condition));
    let mut sure: Vec<Expr> = surely(&condition, dataset, policy);
    sure.push(truth(ExprKind::Literal(Literal::Bool(true))));
    let pairs = proof::some_pairs(
        [&truth(ExprKind::And(sure)), &condition],
        &Facts {
            delivered: true,
            ..Facts::default()
        },
        &policy.calendar.time_zone,
        &[(TRUE, answer)],
        &mut |_| true,
    );
    match pairs.of(TRUE, answer) {
        Occurs::Never => Possible::Never,
        Occurs::Seen(Witness(values)) => Possible::Seen(values.clone()),
        Occurs::Undecided => Possible::Undecided,
    }
}

/// That what a row can't lack is known: its key, its time and its entity, and the weekday of that time.
fn surely(condition: &Expr, dataset: &str, policy: &Policy) -> Vec<Expr> {
    let Some(dataset) = policy.dataset(dataset) else {
        return Vec::new();
    };
    let needed = dataset
        .key
        .iter()
        .chain(&dataset.time)
        .chain(std::iter::once(&dataset.entity));
    let needed: Vec<&str> = needed.map(|name| name.text.as_str()).collect();
    let is_needed = |part: &Expr| matches!(&part.kind, ExprKind::Column(name) if needed.contains(&name.as_str()));
    let mut found = Vec::new();
    condition.visit(&mut |part| {
        let known = match &part.kind {
            ExprKind::Column(_) => is_needed(part),
            ExprKind::Call(Function::Weekday, of) => of.iter().all(is_needed),
            _ => false,
        };
        if known {
            found.push(truth(ExprKind::Call(Function::IsKnown, vec![part.clone()])));
        }
    });
    found
}

/// The same with a choice in place of `a ?? b`: `a` where it is known, else `b`.
fn chosen(expr: &Expr) -> Expr {
    let Ok(inner) = expr.with_parts(&mut |part| Ok::<_, Infallible>(chosen(part)));
    let ExprKind::Coalesce(parts) = &inner.kind else {
        return inner;
    };
    if inner.ty == Type::Bool {
        return inner;
    }
    let mut rest = parts.iter().rev();
    let Some(last) = rest.next() else { return inner };
    rest.fold(last.clone(), |otherwise, part| Expr {
        ty: inner.ty,
        span: inner.span,
        kind: ExprKind::If(
            Box::new(truth(ExprKind::Call(Function::IsKnown, vec![part.clone()]))),
            Box::new(part.clone()),
            Box::new(otherwise),
        ),
    })
}
