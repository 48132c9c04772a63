//! Chains such as `a.b[0].f(x)`.
//!
//! Rhai keeps what follows an index *within* the index, and evaluates a chain as a whole. Where a step is a method of ours
//! (`contains`, those that take a closure) or the chain begins with a window, it is taken apart into its steps from left to
//! right and put together again around that step; else each part is rewritten where it stands.

use super::rewriter::Rewriter;
use super::tree::{as_expression, custom};
use crate::call::Call;
use crate::key;
use rhai::{ASTFlags, BinaryExpr, Dynamic, Expr, FnCallExpr, Position, StmtBlock};
use uptake_expr::expr::interpreted::CLOSURE_METHODS;
use uptake_expr::expr::lower::closure_at;

impl Rewriter<'_> {
    /// A chain of dots and indexes.
    pub(super) fn links(&mut self, expression: &Expr) -> Expr {
        match expression {
            Expr::Dot(pair, flags, position) => Expr::Dot(
                Box::new(BinaryExpr {
                    lhs: self.links(&pair.lhs),
                    rhs: self.links(&pair.rhs),
                }),
                *flags,
                *position,
            ),
            Expr::Index(pair, flags, position) => Expr::Index(
                Box::new(BinaryExpr {
                    lhs: self.links(&pair.lhs),
                    rhs: self.index(&pair.rhs, *flags),
                }),
                *flags,
                *position,
            ),
            Expr::MethodCall(call, position) => {
                let mut changed = (**call).clone();
                changed.args = self.exprs(call.args.iter()).into_iter().collect();
                Expr::MethodCall(Box::new(changed), *position)
            }
            Expr::Property(..) => expression.clone(),
            other => self.expr(other),
        }
    }

    /// What follows an opening bracket: an index, with the rest of the chain after it unless the chain breaks off there.
    pub(super) fn index(&mut self, index: &Expr, flags: ASTFlags) -> Expr {
        match index {
            Expr::Dot(pair, flags_of_dot, position) if !flags.intersects(ASTFlags::BREAK) => Expr::Dot(
                Box::new(BinaryExpr {
                    lhs: self.known_index(&pair.lhs),
                    rhs: self.links(&pair.rhs),
                }),
                *flags_of_dot,
                *position,
            ),
            Expr::Index(pair, flags_of_index, position) if !flags.intersects(ASTFlags::BREAK) => Expr::Index(
                Box::new(BinaryExpr {
                    lhs: self.known_index(&pair.lhs),
                    rhs: self.index(&pair.rhs, *flags_of_index),
                }),
                *flags_of_index,
                *position,
            ),
            other => self.known_index(other),
        }
    }

    /// An index that ends the function, unknown, where it is unknown.
    pub(super) fn known_index(&mut self, index: &Expr) -> Expr {
        if index.is_constant() {
            return self.expr(index);
        }
        self.given(index)
    }

    pub(super) fn chain(&mut self, expression: &Expr) -> Expr {
        let mut steps = Vec::new();
        chain_steps(expression, &mut steps);
        let mut rest: &[Step<'_>] = &steps;
        let mut value = None;
        if let [Step::Link(Expr::FnCall(call, position)), after @ ..] = rest
            && call.name == "last"
            && let Some(window) = self.window(*position)
        {
            // `last(n, x).at_least(k).mean()`: the value was computed before.
            let two = matches!(after.first(), Some(Step::Link(Expr::MethodCall(call, _))) if call.name == "at_least");
            rest = after.get(if two { 2 } else { 1 }..).unwrap_or(&[]);
            value = Some(window);
        }
        let own = |step: &Step<'_>| matches!(step, Step::Link(Expr::MethodCall(call, _)) if is_own_method(call));
        if value.is_none() && !rest.iter().any(own) {
            return self.links(expression);
        }
        for step in rest {
            value = Some(match (step, value) {
                (Step::Link(link), None) => self.links(link),
                (Step::Link(Expr::MethodCall(call, position)), Some(value)) if is_own_method(call) => {
                    self.closure_method(value, call, *position)
                }
                (Step::Link(link), Some(lhs)) => {
                    let (position, rhs) = (link.position(), self.links(link));
                    Expr::Dot(Box::new(BinaryExpr { lhs, rhs }), ASTFlags::empty(), position)
                }
                (Step::At(index, position), lhs) => {
                    let pair = BinaryExpr {
                        lhs: lhs.unwrap_or_default(),
                        rhs: self.known_index(index),
                    };
                    Expr::Index(Box::new(pair), ASTFlags::BREAK, *position)
                }
            });
        }
        value.unwrap_or_default()
    }

    pub(super) fn closure_method(&mut self, receiver: Expr, call: &FnCallExpr, position: Position) -> Expr {
        let mut inputs = vec![receiver];
        if call.name == "contains" {
            inputs.extend(self.exprs(call.args.iter()));
            return custom(key::IN, inputs, Dynamic::UNIT, position);
        }
        let mut parameters = Vec::new();
        for argument in &call.args {
            let body = closure_at(argument).and_then(|at| self.unit()?.closure(at));
            match body {
                Some((names, statements)) => {
                    parameters = names;
                    let statements = self.statements(&statements);
                    inputs.insert(1, as_expression(StmtBlock::new(statements, position, position)));
                }
                None => inputs.push(self.expr(argument)),
            }
        }
        self.calls.push(Call {
            parameters,
            unit: self.at,
        });
        let index = i64::try_from(self.calls.len() - 1).unwrap_or(0);
        custom(&format!("${}", call.name), inputs, index.into(), position)
    }
}

/// A step of a chain such as `a.b[0].f(x)`.
enum Step<'e> {
    /// Its first part, a property, or a call of a method.
    Link(&'e Expr),
    /// What stands in brackets, and where they open.
    At(&'e Expr, Position),
}

/// The steps of a chain from left to right. Rhai has what follows an index within the index.
fn chain_steps<'e>(expression: &'e Expr, steps: &mut Vec<Step<'e>>) {
    match expression {
        Expr::Dot(pair, ..) => {
            chain_steps(&pair.lhs, steps);
            chain_steps(&pair.rhs, steps);
        }
        Expr::Index(pair, flags, position) => {
            chain_steps(&pair.lhs, steps);
            let (mut index, mut flags, mut position) = (&pair.rhs, *flags, *position);
            while !flags.intersects(ASTFlags::BREAK) {
                match index {
                    Expr::Dot(pair, ..) => {
                        steps.push(Step::At(&pair.lhs, position));
                        return chain_steps(&pair.rhs, steps);
                    }
                    Expr::Index(pair, next, at) => {
                        steps.push(Step::At(&pair.lhs, position));
                        (index, flags, position) = (&pair.rhs, *next, *at);
                    }
                    _ => break,
                }
            }
            steps.push(Step::At(index, position));
        }
        other => steps.push(Step::Link(other)),
    }
}

/// Whether the sandbox has a method instead of the interpreter.
fn is_own_method(call: &FnCallExpr) -> bool {
    call.name == "contains" || CLOSURE_METHODS.contains(&call.name.as_str())
}
