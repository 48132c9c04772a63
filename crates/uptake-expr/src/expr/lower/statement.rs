//! Statements: `let`, `if`, `switch`, `return`, and the value of the last one.

use super::lowering::{Bound, Lowering, literal};
use super::{branch, effects};
use crate::codes::Code;
use crate::expr::Expr;
use crate::value::Literal;
use rhai::{Position, Stmt};

impl Lowering<'_, '_> {
    /// A list of statements whose last one gives the value.
    pub(super) fn block(&mut self, statements: &[&Stmt]) -> Option<Expr> {
        let depth = self.frame.bindings.len();
        let value = self.statements(statements);
        self.frame.bindings.truncate(depth);
        value
    }

    /// Statement by statement, not one within the other: a script may have thousands of them.
    fn statements(&mut self, statements: &[&Stmt]) -> Option<Expr> {
        let mut good = true;
        let mut left = statements;
        loop {
            let Some((first, rest)) = left.split_first() else {
                let span = self.frame.unit.condition.span;
                self.cx.error(Code::ExpressionSyntax, span, "the expression is empty");
                return None;
            };
            let value = match first {
                Stmt::Noop(_) | Stmt::Share(_) => {
                    left = rest;
                    continue;
                }
                Stmt::Return(value, flags, position) => {
                    if flags.intersects(rhai::ASTFlags::BREAK) {
                        return self.fallback(*position, "`throw`").filter(|_| good);
                    }
                    if let Some(next) = rest.iter().find(|next| !matches!(next, Stmt::Noop(_))) {
                        self.unreachable(next.position(), *position);
                    }
                    let value = match value {
                        Some(value) => self.inside(|lowering| lowering.expression(value)),
                        None => Some(literal(Literal::Unknown, self.token(*position))),
                    };
                    if self.frame.tail {
                        value
                    } else {
                        value.and_then(|_| self.fallback(*position, "a `return` inside a value"))
                    }
                }
                Stmt::If(flow, position) if !self.is_dropped(flow, rest) => self.branches(flow, rest, *position),
                Stmt::Switch(switch, position) if is_last(rest) => self.switch(switch, *position),
                Stmt::Expr(expression) if rest.is_empty() => self.expression(expression),
                Stmt::FnCall(call, position) if rest.is_empty() => self.call(call, *position),
                Stmt::Block(block) if rest.is_empty() => {
                    let inner: Vec<&Stmt> = block.iter().collect();
                    self.deeper(first.position(), |lowering| lowering.block(&inner))
                }
                Stmt::Export(_, position) => {
                    self.unsupported_help(*position, "`export`", "a module's functions are all public")
                }
                Stmt::Assignment(assignment) if !assignment.0.is_op_assignment() && !self.scope.interprets() => {
                    self.unsupported_help(first.position(), "an assignment", "to compare, write `==`")
                }
                Stmt::Import(import, _) => {
                    self.import_within(import.0.start_position());
                    None
                }
                statement => {
                    good &= match statement {
                        Stmt::Var(..) => self.bind(statement).is_some(),
                        other => {
                            let known = self.fallback(other.position(), effects::name(other)).is_some();
                            self.effect(other);
                            known
                        }
                    };
                    if is_last(rest) {
                        return self.nothing_follows(statement.position()).filter(|_| good);
                    }
                    left = rest;
                    continue;
                }
            };
            return value.filter(|_| good);
        }
    }

    /// Binds the name of a `let`; `None` if its value has a fault.
    pub(super) fn bind(&mut self, statement: &Stmt) -> Option<()> {
        let Stmt::Var(var, _, position) = statement else {
            return None;
        };
        let name = var.0.name.to_string();
        if let Some(constant) = self.scope.library().constants.get(&name) {
            let fault = crate::Diagnostic::error(
                Code::DuplicateId,
                self.token(var.0.pos),
                format!("`{name}` is a constant of the rules, and can't be redefined"),
            );
            self.cx.diagnostics.push(
                fault
                    .help("give it another name")
                    .related(constant.span, "the constant"),
            );
        }
        let value = self.inside(|lowering| lowering.expression(&var.1));
        let bound = value.is_some();
        let span = self.token(*position);
        let value = match value {
            Some(value) if !self.frame.mutated.contains(&name) => value,
            _ => self.dynamic(span),
        };
        self.frame.bindings.push((name, Bound::Value(value)));
        bound.then_some(())
    }

    /// The value where a statement without one comes last: what the interpreter makes of it.
    fn nothing_follows(&mut self, position: Position) -> Option<Expr> {
        let span = self.token(position);
        if self.scope.interprets() && self.cause.is_some() {
            return Some(self.dynamic(span));
        }
        let message = "the expression has no value, because nothing follows this";
        self.cx
            .error_help(Code::ExpressionSyntax, span, message, "end with an expression");
        None
    }

    /// Whether the value of an `if` is dropped, so that it is there for what it does.
    fn is_dropped(&self, flow: &rhai::FlowControl, rest: &[&Stmt]) -> bool {
        let ends = branch::returns(flow.body.iter()) || branch::returns(flow.branch.iter());
        !(is_last(rest) || self.frame.tail && ends)
    }

    fn branches(&mut self, flow: &rhai::FlowControl, rest: &[&Stmt], position: Position) -> Option<Expr> {
        let ends = (branch::returns(flow.body.iter()), branch::returns(flow.branch.iter()));
        let condition = self.inside(|lowering| lowering.expression(&flow.expr));
        // Without a return the value of `if … {}` in the middle is dropped, so the rest follows both branches.
        let way = |branch: &rhai::StmtBlock, ends: bool| -> usize { if ends { branch.len() } else { usize::MAX } };
        let then: Vec<&Stmt> = flow
            .body
            .iter()
            .chain(rest.iter().copied())
            .take(way(&flow.body, ends.0))
            .collect();
        let otherwise: Vec<&Stmt> = flow
            .branch
            .iter()
            .chain(rest.iter().copied())
            .take(way(&flow.branch, ends.1))
            .collect();
        if otherwise.iter().all(|statement| matches!(statement, Stmt::Noop(_))) {
            self.block(&then);
            return self.unsupported_help(
                position,
                "an `if` without `else`",
                "add the value for the other case: `else { … }`",
            );
        }
        let then = self.deeper(position, |lowering| lowering.block(&then));
        let otherwise = self.deeper(position, |lowering| lowering.block(&otherwise));
        let span = self.token(position);
        let value = crate::expr::typing::choose(condition?, then?, otherwise?, span, self.cx);
        self.learn(value, position)
    }

    fn unreachable(&mut self, at: Position, returned: Position) {
        let fault = crate::Diagnostic::error(
            Code::UnreachableBranch,
            self.token(at),
            "this is never reached: there is a `return` before it",
        );
        let related = self.token(returned);
        self.cx.diagnostics.push(
            fault
                .severity(crate::Severity::Warning)
                .help("remove what follows the `return`")
                .related(related, "it ends here"),
        );
    }
}

/// Whether nothing follows.
fn is_last(rest: &[&Stmt]) -> bool {
    rest.iter().all(|next| matches!(next, Stmt::Noop(_)))
}
