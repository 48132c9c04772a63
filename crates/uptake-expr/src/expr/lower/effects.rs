//! Statements that are there for what they do: looked through, so that their faults show, and left to the interpreter.

use super::lowering::{Bound, Lowering};
use crate::codes::Code;
use crate::expr::typing;
use rhai::{AST, ASTNode, Expr as Rhai, FnCallExpr, Module, Position, Stmt, StmtBlock};
use std::collections::BTreeSet;

/// What a statement without a columnar form is called.
pub(super) fn name(statement: &Stmt) -> &'static str {
    match statement {
        Stmt::While(..) | Stmt::Do(..) | Stmt::For(..) => "a loop",
        Stmt::Assignment(..) => "an assignment",
        Stmt::TryCatch(..) => "`try`",
        Stmt::BreakLoop(..) => "`break` or `continue`",
        Stmt::FnCall(call, _) if is_print(call) => "`print`",
        Stmt::Expr(expression) if matches!(&**expression, Rhai::FnCall(call, _) if is_print(call)) => "`print`",
        Stmt::If(..) => "an `if` whose value is dropped",
        Stmt::Switch(..) => "a `switch` whose value is dropped",
        Stmt::Expr(_) | Stmt::FnCall(..) => "an expression whose value is dropped",
        _ => "this statement",
    }
}

fn is_print(call: &FnCallExpr) -> bool {
    call.name == "print" || call.name == "debug"
}

/// The variables that are assigned to, or changed by a method, anywhere in the statements.
pub(super) fn mutated(statements: &[Stmt]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let ast = AST::new(statements.iter().cloned(), Module::new());
    ast.walk(&mut |path: &[ASTNode<'_>]| {
        if let Some(ASTNode::Stmt(Stmt::Assignment(assignment))) = path.last() {
            names.extend(changed_variable(&assignment.1.lhs));
        }
        true
    });
    names
}

/// The variable that a chain of properties and indexes starts with.
pub fn changed_variable(expression: &Rhai) -> Option<String> {
    match expression {
        Rhai::Variable(variable, _, _) => Some(variable.1.to_string()),
        Rhai::Dot(pair, _, _) | Rhai::Index(pair, _, _) => changed_variable(&pair.lhs),
        _ => None,
    }
}

/// The closure in the block that Rhai makes of one that uses outer variables.
pub(super) fn captured_closure(block: &StmtBlock) -> Option<&Rhai> {
    match block.statements() {
        [Stmt::Share(_), Stmt::Expr(curry)] => match &**curry {
            Rhai::FnCall(call, _) => call.args.first(),
            _ => None,
        },
        [Stmt::Share(_), Stmt::FnCall(call, _)] => call.args.first(),
        _ => None,
    }
}

/// Where an argument is a closure, the place of its first `|`.
pub fn closure_at(argument: &Rhai) -> Option<Position> {
    match argument {
        Rhai::DynamicConstant(value, position) if value.is_fnptr() => Some(*position),
        Rhai::Stmt(block) => captured_closure(block).and_then(closure_at),
        _ => None,
    }
}

impl Lowering<'_, '_> {
    /// Looks through a block for what it does.
    fn effects(&mut self, block: &StmtBlock) {
        let depth = self.frame.bindings.len();
        for statement in block.iter() {
            self.effect(statement);
        }
        self.frame.bindings.truncate(depth);
    }

    /// Looks through a statement for what it does. Its place has been noted as one for the interpreter.
    pub(super) fn effect(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Var(..) => {
                self.bind(statement);
            }
            Stmt::Assignment(assignment) => {
                let (how, pair) = &**assignment;
                let span = self.token(how.position());
                if let Some((.., symbol)) = how.get_op_assignment_info()
                    && typing::operator(symbol).is_none()
                {
                    let message = format!("unknown operator `{symbol}=`");
                    self.cx.error(Code::UnknownFunction, span, message);
                }
                if let Some(name) = changed_variable(&pair.lhs)
                    && !matches!(self.binding(&name), Some(Bound::Value(_)))
                    && self.look_through(std::iter::once(&pair.lhs))
                {
                    let message =
                        format!("can't assign to `{name}`: only variables declared with `let` can be changed");
                    let help = "to compare, write `==`; to count, start with `let n = 0;`";
                    self.cx.error_help(Code::UnsupportedExpression, span, message, help);
                    return;
                }
                self.look_through([&pair.lhs, &pair.rhs].into_iter());
            }
            Stmt::If(flow, _) | Stmt::While(flow, _) | Stmt::Do(flow, ..) | Stmt::TryCatch(flow, _) => {
                if !flow.expr.is_unit() && !matches!(statement, Stmt::TryCatch(..)) {
                    self.look_through(std::iter::once(&flow.expr));
                }
                self.effects(&flow.body);
                let depth = self.frame.bindings.len();
                if let (Stmt::TryCatch(..), Rhai::Variable(variable, _, _)) = (statement, &flow.expr) {
                    let fault = self.dynamic(self.frame.unit.condition.span);
                    self.frame.bindings.push((variable.1.to_string(), Bound::Value(fault)));
                }
                self.effects(&flow.branch);
                self.frame.bindings.truncate(depth);
            }
            Stmt::For(parts, position) => {
                let (item, counter, flow) = &**parts;
                self.look_through(std::iter::once(&flow.expr));
                let depth = self.frame.bindings.len();
                let value = self.dynamic(self.token(*position));
                for name in std::iter::once(item).chain(counter) {
                    self.frame
                        .bindings
                        .push((name.name.to_string(), Bound::Value(value.clone())));
                }
                self.effects(&flow.body);
                self.frame.bindings.truncate(depth);
            }
            Stmt::Switch(switch, _) => {
                self.look_through(std::iter::once(&switch.0));
                for case in &switch.1.expressions {
                    self.look_through(std::iter::once(&case.lhs));
                    match &case.rhs {
                        Rhai::Stmt(block) => self.effects(block),
                        other => {
                            self.look_through(std::iter::once(other));
                        }
                    }
                }
            }
            Stmt::Block(block) => self.effects(block),
            Stmt::Import(import, _) => self.import_within(import.0.start_position()),
            Stmt::Expr(expression) => match &**expression {
                Rhai::Stmt(block) => self.effects(block),
                other => {
                    self.look_through(std::iter::once(other));
                }
            },
            Stmt::FnCall(call, position) => {
                self.inside(|lowering| lowering.call(call, *position));
            }
            Stmt::Return(Some(value), _, _) | Stmt::BreakLoop(Some(value), _, _) => {
                self.look_through(std::iter::once(&**value));
            }
            _ => {}
        }
    }
}
