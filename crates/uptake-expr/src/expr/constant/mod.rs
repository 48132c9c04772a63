//! Conditions that always have the same answer, and branches that no value reaches: warnings, since neither is what an
//! author means.
//!
//! Only what is certain is said. One place may stand for several parts of the tree (a `let` is copied to each use, what
//! follows an early `return` stands in both branches): something is said of it only if it is so in all of them.

pub(in crate::expr) mod key;
mod linear;
mod links;
pub(in crate::expr) mod model;
mod monotone;
pub(in crate::expr) mod sample;
mod say;
mod shape;
mod way;

use super::{Expr, ExprKind, Function};
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::source::{Sources, Span};
use crate::value::{Literal, Type};
use model::{Answers, Budget, Model};
use shape::{Fact, is_not_in, is_range, is_written_unknown, may_be_left_open};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Reports constant conditions and unreachable branches in a finished expression. A constant as the whole is fine, as is a
/// constant that bears a name: its author may change it.
pub fn report(expr: &Expr, cx: &mut Context<'_>) {
    let mut finder = Finder {
        sources: cx.sources,
        said: HashSet::new(),
        budget: Budget(STEPS),
        conditions: BTreeMap::new(),
        branches: BTreeMap::new(),
        reached: BTreeSet::new(),
    };
    finder.walk(expr, &mut Vec::new());
    let Finder {
        conditions,
        branches,
        reached,
        ..
    } = finder;
    for found in conditions.into_values().flatten() {
        cx.diagnostics.push(found);
    }
    for found in branches.into_values().flatten() {
        if !found.span.is_some_and(|span| reached.contains(&span)) {
            cx.diagnostics.push(found);
        }
    }
}

/// Which of `before` leave nothing to `last`, which is taken only where none of them holds: the first that does so alone, or all
/// together; `None` where something is left, or where that can't be told.
#[must_use]
pub fn hidden_by(last: &Expr, before: &[&Expr], sources: &Sources) -> Option<Vec<usize>> {
    let said = HashSet::new();
    let mut budget = Budget(STEPS);
    let mut left = |facts: &[usize]| -> bool {
        let mut model = Model::new(Some(sources), &said);
        let node = model.add(last);
        let facts: Vec<_> = facts
            .iter()
            .filter_map(|at| before.get(*at))
            .map(|fact| (model.add(fact), false))
            .collect();
        model
            .answers(&node, &facts, &mut budget)
            .is_none_or(|answers| answers.yes)
    };
    if !left(&[]) {
        return None; // a condition that never holds is a finding of its own
    }
    let all: Vec<usize> = (0..before.len().min(FACTS)).collect();
    if let Some(alone) = all.iter().find(|at| !left(&[**at])) {
        return Some(vec![*alone]);
    }
    (all.len() > 1 && !left(&all)).then_some(all)
}

/// How much is tried for one expression; what is left after that goes unsaid. It takes a fraction of a second.
const STEPS: usize = 200_000;
/// How many conditions around a branch are looked at, the nearest first.
const FACTS: usize = 32;

struct Finder<'a> {
    sources: &'a Sources,
    /// Parts of which something was said, or nothing may be: what follows from them isn't said.
    said: HashSet<*const Expr>,
    budget: Budget,
    /// By the place of a condition what is said of it; nothing if it isn't so everywhere.
    conditions: BTreeMap<Span, Option<Diagnostic>>,
    /// The same by the places of an `if`'s condition and of a branch, and by whether the one must hold for the other.
    branches: BTreeMap<(Span, Span, bool), Option<Diagnostic>>,
    /// The places that some value reaches.
    reached: BTreeSet<Span>,
}

impl<'a> Finder<'a> {
    fn walk(&mut self, expr: &'a Expr, facts: &mut Vec<Fact<'a>>) {
        self.inside(expr, facts);
        if judged(expr) {
            // Whoever writes `()` means to leave something open: then false, or true, for the rest is an answer, not a slip.
            let open = may_be_left_open(expr, self.sources);
            let found = if open { None } else { self.constant(expr) };
            if open || found.is_some() {
                self.said.insert(std::ptr::from_ref(expr));
            }
            agree(&mut self.conditions, expr.span, found);
        }
    }

    /// Walks the parts of an expression.
    fn inside(&mut self, expr: &'a Expr, facts: &mut Vec<Fact<'a>>) {
        self.reached.insert(expr.span);
        match &expr.kind {
            ExprKind::Literal(_) | ExprKind::Column(_) => {}
            // Of `x !in …` only the whole was written.
            ExprKind::Not(inner) if is_not_in(expr, self.sources) => self.inside(inner, facts),
            ExprKind::Not(inner) | ExprKind::Negate(inner) | ExprKind::In(inner, _) => self.walk(inner, facts),
            // In other periods other things hold.
            ExprKind::Window(_, inner) => self.walk(inner, &mut Vec::new()),
            // Names of rows, and of other groups, aren't those around them.
            ExprKind::Group(_, parts) => {
                for part in parts {
                    self.walk(part, &mut Vec::new());
                }
            }
            ExprKind::Binary(_, left, right) => {
                self.walk(left, facts);
                self.walk(right, facts);
            }
            ExprKind::And(parts)
            | ExprKind::Or(parts)
            | ExprKind::Coalesce(parts)
            | ExprKind::Call(_, parts)
            | ExprKind::Script(_, parts) => {
                let range = is_range(expr);
                for part in parts {
                    match &part.kind {
                        // The two comparisons of a range weren't written.
                        ExprKind::Binary(_, left, right) if range => {
                            self.walk(left, facts);
                            self.walk(right, facts);
                        }
                        _ => self.walk(part, facts),
                    }
                }
            }
            ExprKind::If(condition, then, otherwise) => {
                self.walk(condition, facts);
                for (branch, held) in [(then, true), (otherwise, false)] {
                    let dead = self.dead(condition, branch, held, facts);
                    let reached = dead.is_none();
                    agree(&mut self.branches, (condition.span, branch.span, held), dead);
                    if reached {
                        facts.push((condition, held));
                        self.walk(branch, facts);
                        facts.pop();
                    }
                }
            }
        }
    }

    /// What is said of a condition that always has the same answer.
    fn constant(&mut self, expr: &'a Expr) -> Option<Diagnostic> {
        if let (ExprKind::And(parts) | ExprKind::Or(parts), false) = (&expr.kind, is_range(expr))
            && let Some((first, second)) = self.pair(parts, matches!(expr.kind, ExprKind::Or(_)))
        {
            return Some(say::pair(expr, first, second, self.sources));
        }
        let mut model = Model::new(Some(self.sources), &self.said);
        let node = model.add(expr);
        let answers = model.answers(&node, &[], &mut self.budget)?;
        one_answer(answers).then(|| say::constant_condition(expr, answers, self.sources))
    }

    /// Two parts of a chain that decide it: of `&&` two that never hold together, of `||` two of which one always holds.
    fn pair(&mut self, parts: &'a [Expr], or: bool) -> Option<(&'a Expr, &'a Expr)> {
        let keys: Vec<BTreeSet<String>> = parts
            .iter()
            .map(|part| {
                let mut model = Model::new(Some(self.sources), &self.said);
                model.add(part);
                model.keys()
            })
            .collect();
        for (at, (second, its)) in parts.iter().zip(&keys).enumerate() {
            for (first, others) in parts.iter().zip(&keys).take(at) {
                if its.is_disjoint(others) {
                    continue;
                }
                let mut model = Model::new(Some(self.sources), &self.said);
                let nodes = vec![model.add(first), model.add(second)];
                let node = if or {
                    model::Node::Or(nodes)
                } else {
                    model::Node::And(nodes)
                };
                let answers = model.answers(&node, &[], &mut self.budget)?;
                if if or { !answers.no } else { !answers.yes } {
                    return Some((first, second));
                }
            }
        }
        None
    }

    /// What is said of a branch that is taken if `condition` is `held`, where it never is under what holds around it.
    fn dead(&mut self, condition: &'a Expr, branch: &Expr, held: bool, facts: &[Fact<'a>]) -> Option<Diagnostic> {
        // Nobody wrote it, so nobody has to remove it.
        if branch.kind == ExprKind::Literal(Literal::Unknown) && !is_written_unknown(branch, self.sources) {
            return None;
        }
        let alone = self.under(condition, &[])?;
        let taken = |answers: Answers| if held { answers.yes } else { answers.no };
        if !taken(alone) {
            // What isn't as plain as a literal is said of the condition itself.
            let literal = matches!(condition.kind, ExprKind::Literal(Literal::Bool(_)));
            return literal.then(|| say::branch(condition, branch, Some(!held), &[], self.sources));
        }
        let mut model = Model::new(Some(self.sources), &self.said);
        model.add(condition);
        let mut keys = model.keys();
        let mut related = Vec::new();
        for fact in facts.iter().rev().take(FACTS) {
            let mut model = Model::new(Some(self.sources), &self.said);
            model.add(fact.0);
            let its = model.keys();
            if !its.is_disjoint(&keys) {
                keys.extend(its);
                related.push(*fact);
            }
        }
        // A condition that is unknown takes neither branch, which is said of the first only.
        let decides = |answers: Answers| match (answers.yes, answers.no) {
            (true, true) => None,
            (true, false) => (!held).then_some(Some(true)),
            (false, true) => held.then_some(Some(false)),
            (false, false) => (held && answers.unknown).then_some(None),
        };
        for fact in &related {
            if let Some(answer) = decides(self.under(condition, &[*fact])?) {
                return Some(say::branch(condition, branch, answer, &[*fact], self.sources));
            }
        }
        if related.len() < 2 {
            return None;
        }
        let answer = decides(self.under(condition, &related)?)?;
        Some(say::branch(condition, branch, answer, &related, self.sources))
    }

    /// The answers of a condition where `facts` are as they say.
    fn under(&mut self, condition: &'a Expr, facts: &[Fact<'a>]) -> Option<Answers> {
        let mut model = Model::new(Some(self.sources), &self.said);
        let node = model.add(condition);
        let facts: Vec<_> = facts.iter().map(|(fact, held)| (model.add(fact), *held)).collect();
        model.answers(&node, &facts, &mut self.budget)
    }
}

/// Notes what is said at a place: it stays only if the same is said there every time.
fn agree<K: Ord>(all: &mut BTreeMap<K, Option<Diagnostic>>, key: K, found: Option<Diagnostic>) {
    match all.entry(key) {
        std::collections::btree_map::Entry::Vacant(place) => {
            place.insert(found);
        }
        std::collections::btree_map::Entry::Occupied(mut place) => {
            if *place.get() != found {
                place.insert(None);
            }
        }
    }
}

fn one_answer(answers: Answers) -> bool {
    !(answers.yes && answers.no) && (answers.yes || answers.no || answers.unknown)
}

/// Whether it is a condition that was written, and is more than a name or a constant.
fn judged(expr: &Expr) -> bool {
    expr.ty == Type::Bool
        && match &expr.kind {
            // The bands of a ladder are comparisons that stand at the place of their operand.
            ExprKind::Binary(op, left, right) => op.compares() && left.span != expr.span && right.span != expr.span,
            ExprKind::Not(_)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Coalesce(_)
            | ExprKind::In(..)
            | ExprKind::If(..) => true,
            ExprKind::Call(function, _) => *function == Function::IsKnown,
            _ => false,
        }
}
