//! Statements.

use super::rewriter::Rewriter;
use super::tree::{as_expression, custom, is_pure};
use crate::key;
use rhai::{BinaryExpr, Dynamic, Expr, FlowControl, OpAssignment, Position, Stmt, StmtBlock};
use uptake_expr::expr::lower::changed_variable;

impl Rewriter<'_> {
    pub(super) fn statements(&mut self, statements: &[Stmt]) -> Vec<Stmt> {
        statements.iter().map(|statement| self.statement(statement)).collect()
    }

    pub(super) fn block(&mut self, block: &StmtBlock) -> StmtBlock {
        StmtBlock::new(
            self.statements(block.statements()),
            block.position(),
            block.end_position(),
        )
    }

    pub(super) fn statement(&mut self, statement: &Stmt) -> Stmt {
        match statement {
            Stmt::If(flow, position) => self.branches(flow, *position),
            Stmt::Switch(switch, position) => self.switch(switch, *position),
            Stmt::While(flow, position) => Stmt::While(self.looped(flow), *position),
            Stmt::Do(flow, flags, position) => Stmt::Do(self.looped(flow), *flags, *position),
            Stmt::For(parts, position) => {
                let (item, counter, flow) = &**parts;
                let flow = FlowControl {
                    expr: self.given(&flow.expr),
                    body: self.block(&flow.body),
                    branch: self.block(&flow.branch),
                };
                Stmt::For(Box::new((item.clone(), counter.clone(), flow)), *position)
            }
            Stmt::Var(var, flags, position) => {
                Stmt::Var(Box::new((var.0.clone(), self.expr(&var.1), var.2)), *flags, *position)
            }
            Stmt::Assignment(assignment) => self.measured(&assignment.0, &assignment.1),
            Stmt::FnCall(call, position) => Stmt::Expr(Box::new(self.expr(&Expr::FnCall(call.clone(), *position)))),
            Stmt::Block(block) => Stmt::Block(Box::new(self.block(block))),
            Stmt::TryCatch(flow, position) => {
                let flow = FlowControl {
                    expr: flow.expr.clone(),
                    body: self.block(&flow.body),
                    branch: self.block(&flow.branch),
                };
                Stmt::TryCatch(Box::new(flow), *position)
            }
            Stmt::Expr(expression) => Stmt::Expr(Box::new(self.expr(expression))),
            Stmt::BreakLoop(value, flags, position) => {
                let value = value.as_ref().map(|value| Box::new(self.expr(value)));
                Stmt::BreakLoop(value, *flags, *position)
            }
            Stmt::Return(value, flags, position) => {
                let value = value.as_ref().map(|value| Box::new(self.expr(value)));
                Stmt::Return(value, *flags, *position)
            }
            // Closures stand where they are used, so nothing is shared.
            Stmt::Share(_) => Stmt::Noop(Position::NONE),
            other => other.clone(),
        }
    }

    pub(super) fn looped(&mut self, flow: &FlowControl) -> Box<FlowControl> {
        // `loop` has no condition.
        let expr = if flow.expr.is_unit() {
            flow.expr.clone()
        } else {
            self.truth(&flow.expr)
        };
        Box::new(FlowControl {
            expr,
            body: self.block(&flow.body),
            branch: self.block(&flow.branch),
        })
    }

    /// A condition that ends the function, unknown, where it is unknown.
    pub(super) fn truth(&mut self, condition: &Expr) -> Expr {
        let position = condition.start_position();
        custom(key::TRUTH, vec![self.expr(condition)], Dynamic::UNIT, position)
    }

    pub(super) fn branches(&mut self, flow: &FlowControl, position: Position) -> Stmt {
        if is_pure(flow.body.statements()) && is_pure(flow.branch.statements()) {
            let inputs = vec![
                self.expr(&flow.expr),
                as_expression(self.block(&flow.body)),
                as_expression(self.block(&flow.branch)),
            ];
            let value = custom(key::IF, inputs, Dynamic::UNIT, position);
            return Stmt::Expr(Box::new(self.float(value, position)));
        }
        let flow = FlowControl {
            expr: self.truth(&flow.expr),
            body: self.block(&flow.body),
            branch: self.block(&flow.branch),
        };
        Stmt::If(Box::new(flow), position)
    }

    pub(super) fn switch(&mut self, switch: &(Expr, rhai::SwitchCasesCollection), position: Position) -> Stmt {
        let (item, cases) = switch;
        let body = |case: &BinaryExpr| match &case.rhs {
            Expr::Stmt(block) => is_pure(block.statements()),
            _ => true,
        };
        let pure = cases.expressions.iter().all(body);
        let mut changed = cases.clone();
        changed.expressions = cases
            .expressions
            .iter()
            .map(|case| BinaryExpr {
                lhs: match &case.lhs {
                    Expr::BoolConstant(..) => case.lhs.clone(),
                    guard if pure => {
                        let at = guard.start_position();
                        custom(key::GUARD, vec![self.expr(guard)], Dynamic::UNIT, at)
                    }
                    guard => self.truth(guard),
                },
                rhs: self.expr(&case.rhs),
            })
            .collect();
        let item = self.expr(item);
        if pure {
            let inner = Stmt::Switch(Box::new((item.clone(), changed)), position);
            let inner = as_expression(StmtBlock::new([inner], position, position));
            let value = custom(key::SWITCH, vec![item, inner], Dynamic::UNIT, position);
            return Stmt::Expr(Box::new(self.float(value, position)));
        }
        let item = custom(key::GIVEN, vec![item], Dynamic::UNIT, position);
        Stmt::Switch(Box::new((item, changed)), position)
    }

    /// A value that ends the function, unknown, where it is unknown.
    pub(super) fn given(&mut self, value: &Expr) -> Expr {
        let position = value.start_position();
        custom(key::GIVEN, vec![self.expr(value)], Dynamic::UNIT, position)
    }

    /// An assignment to a part of a list or map, after which the whole is measured: the interpreter looks at the part alone.
    pub(super) fn measured(&mut self, assignment: &OpAssignment, pair: &BinaryExpr) -> Stmt {
        let position = assignment.position();
        let changed = self.assignment(assignment, pair);
        let Some(whole) = matches!(pair.lhs, Expr::Dot(..) | Expr::Index(..))
            .then(|| changed_variable(&pair.lhs))
            .flatten()
        else {
            return changed;
        };
        let measure = custom(key::GROWN, vec![Expr::Unit(position)], whole.into(), position);
        let statements = [changed, Stmt::Expr(Box::new(measure))];
        Stmt::Block(Box::new(StmtBlock::new(statements, position, position)))
    }

    /// `x += y` becomes `x = x + y`, with our own `+`.
    pub(super) fn assignment(&mut self, assignment: &OpAssignment, pair: &BinaryExpr) -> Stmt {
        let lhs = self.expr(&pair.lhs);
        let rhs = self.expr(&pair.rhs);
        let position = assignment.position();
        let rhs = match assignment.get_op_assignment_info() {
            Some((.., symbol)) => custom(key::OPERATOR, vec![lhs.clone(), rhs], symbol.into(), position),
            None => rhs,
        };
        Stmt::Assignment(Box::new((
            OpAssignment::new_assignment(position),
            BinaryExpr { lhs, rhs },
        )))
    }
}
