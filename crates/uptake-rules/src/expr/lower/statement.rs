//! Statements: `let`, `if`, `switch`, `return`, and the value of the last one.

use super::{Bound, Expr, Lowering, branch, effects, literal};
use crate::codes::Code;
use crate::value::Literal;
use rhai::{Position, Stmt};

impl Lowering<'_, '_> {
    /// A list of statements whose last one gives the value.
    pub(super) fn block(&mut self, statements: &[&Stmt]) -> Option<Expr> {
        let depth = self.bindings.len();
        let value = self.statements(statements);
        self.bindings.truncate(depth);
        value
    }

    fn statements(&mut self, statements: &[&Stmt]) -> Option<Expr> {
        let Some((first, rest)) = statements.split_first() else {
            let span = self.unit.condition.span;
            self.cx.error(Code::ExpressionSyntax, span, "the expression is empty");
            return None;
        };
        match first {
            Stmt::Noop(_) | Stmt::Share(_) => self.statements(rest),
            Stmt::Var(..) => {
                let bound = self.bind(first);
                let value = self.last_or(rest, first.position());
                bound.and(value)
            }
            Stmt::Return(value, flags, position) => {
                if flags.intersects(rhai::ASTFlags::BREAK) {
                    return self.fallback(*position, "`throw`");
                }
                if let Some(next) = rest.iter().find(|next| !matches!(next, Stmt::Noop(_))) {
                    self.unreachable(next.position(), *position);
                }
                let value = match value {
                    Some(value) => self.inside(|lowering| lowering.expression(value)),
                    None => Some(literal(Literal::Unknown, self.token(*position))),
                };
                if self.tail {
                    return value;
                }
                value.and_then(|_| self.fallback(*position, "a `return` within a value"))
            }
            Stmt::If(flow, position) => self.branches(flow, rest, *position),
            Stmt::Switch(switch, position) => {
                if rest.iter().all(|next| matches!(next, Stmt::Noop(_))) {
                    return self.switch(switch, *position);
                }
                self.go_on(first, "a `switch` whose value is dropped", rest)
            }
            Stmt::Expr(expression) if rest.is_empty() => self.expression(expression),
            Stmt::FnCall(call, position) if rest.is_empty() => self.call(call, *position),
            Stmt::Block(block) if rest.is_empty() => {
                let inner: Vec<&Stmt> = block.iter().collect();
                self.block(&inner)
            }
            Stmt::Export(_, position) => {
                self.unsupported_help(*position, "`export`", "a module's functions are all public")
            }
            Stmt::Assignment(assignment) if !assignment.0.is_op_assignment() && !self.scope.interprets() => {
                self.unsupported_help(first.position(), "an assignment", "to compare, write `==`")
            }
            other => {
                let what = effects::name(other);
                self.go_on(other, what, rest)
            }
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
                format!("`{name}` is a constant of the rules, and can't be bound again"),
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
            Some(value) if !self.mutated.contains(&name) => value,
            _ => self.dynamic(span),
        };
        self.bindings.push((name, Bound::Value(value)));
        bound.then_some(())
    }

    /// A statement without a columnar form, then the rest.
    fn go_on(&mut self, statement: &Stmt, what: &str, rest: &[&Stmt]) -> Option<Expr> {
        let value = self.fallback(statement.position(), what);
        self.effect(statement);
        let last = self.last_or(rest, statement.position());
        value.and(last)
    }

    /// The value of what follows; unknown where nothing does.
    fn last_or(&mut self, rest: &[&Stmt], position: Position) -> Option<Expr> {
        if rest.iter().all(|next| matches!(next, Stmt::Noop(_))) {
            if self.scope.interprets() && self.cause.is_some() {
                return Some(self.dynamic(self.token(position)));
            }
            let span = self.token(position);
            let message = "nothing follows this, so there is no value";
            self.cx
                .error_help(Code::ExpressionSyntax, span, message, "end with an expression");
            return None;
        }
        self.statements(rest)
    }

    fn branches(&mut self, flow: &rhai::FlowControl, rest: &[&Stmt], position: Position) -> Option<Expr> {
        let last = rest.iter().all(|next| matches!(next, Stmt::Noop(_)));
        let ends = (branch::returns(flow.body.iter()), branch::returns(flow.branch.iter()));
        if !last && (!self.tail || ends == (false, false)) {
            // Its value is dropped, so it is there for what it does.
            let statement = Stmt::If(Box::new(flow.clone()), position);
            return self.go_on(&statement, "an `if` whose value is dropped", rest);
        }
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
                "say what holds otherwise: `else { … }`",
            );
        }
        let (then, otherwise) = (self.block(&then), self.block(&otherwise));
        let span = self.token(position);
        let value = crate::expr::typing::choose(condition?, then?, otherwise?, span, self.cx);
        self.learn(value, position)
    }

    fn unreachable(&mut self, at: Position, returned: Position) {
        let fault = crate::Diagnostic::error(
            Code::UnreachableBranch,
            self.token(at),
            "nothing gets here: a `return` stands before it",
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
