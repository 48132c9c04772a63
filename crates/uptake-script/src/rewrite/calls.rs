//! Calls. Functions of scripts have their bodies put where they are called.
//!
//! The interpreter's own functions see nothing but their parameters, live in a table beside the tree, and may recurse. A body
//! in place needs no table, can't call itself (lowering refused that), and every place in it is known together with the calls
//! that lead there: so what lowering learnt of it, windows and floats, is found again by [`Place`](
//! uptake_expr::expr::interpreted::Place).

use super::rewriter::Rewriter;
use super::tree::{as_expression, custom};
use crate::call::Call;
use crate::key;
use rhai::{Dynamic, Expr, FnCallExpr, Position, StmtBlock};
use std::sync::Arc;
use uptake_expr::expr::typing;
use uptake_expr::expr::unit::Unit;
use uptake_expr::expr::window::WINDOWS;

impl Rewriter<'_> {
    pub(super) fn call(&mut self, call: &FnCallExpr, position: Position) -> Expr {
        if WINDOWS.contains(&call.name.as_str())
            && let Some(window) = self.window(position)
        {
            return window;
        }
        if let Some(unit) = self.callee(call) {
            return self.inline(&unit, call, position);
        }
        match (call.name.as_str(), call.args.as_slice()) {
            ("contains", [Expr::FnCall(range, _), item]) if range.name == ".." || range.name == "..=" => {
                let closed = range.name == "..=";
                let mut inputs = vec![self.expr(item)];
                inputs.extend(self.exprs(range.args.iter()));
                custom(key::WITHIN, inputs, closed.into(), position)
            }
            ("contains", [container, item]) => {
                let inputs = vec![self.expr(container), self.expr(item)];
                custom(key::IN, inputs, Dynamic::UNIT, position)
            }
            (name, [left, right]) if typing::operator(name).is_some() => {
                let inputs = vec![self.expr(left), self.expr(right)];
                custom(key::OPERATOR, inputs, name.into(), position)
            }
            (name @ (".." | "..="), [from, until]) => {
                let inputs = vec![self.expr(from), self.expr(until)];
                custom(key::RANGE, inputs, (name == "..=").into(), position)
            }
            (name @ ("!" | "-"), [operand]) => {
                let inputs = vec![self.expr(operand)];
                custom(key::OPERATOR, inputs, name.into(), position)
            }
            _ => {
                let mut changed = call.clone();
                changed.args = self.exprs(call.args.iter()).into_iter().collect();
                Expr::FnCall(Box::new(changed), position)
            }
        }
    }

    /// The text that holds the function of a call, if a script defines it.
    pub(super) fn callee(&self, call: &FnCallExpr) -> Option<Arc<Unit>> {
        let unit = self.unit()?;
        if call.namespace.is_empty() {
            return unit.function(&call.name).is_some().then_some(unit);
        }
        let alias = call.namespace.to_string();
        let import = unit.imports.iter().find(|import| import.alias == alias)?;
        self.library.imported(&unit, import)
    }

    pub(super) fn inline(&mut self, unit: &Arc<Unit>, call: &FnCallExpr, position: Position) -> Expr {
        let mut inputs = self.exprs(call.args.iter());
        let Some(function) = unit.function(&call.name) else {
            return Expr::Unit(position);
        };
        let known = self.units.iter().position(|known| Arc::ptr_eq(known, unit));
        let at = known.unwrap_or_else(|| {
            self.units.push(Arc::clone(unit));
            self.units.len() - 1
        });
        let Some(place) = self.place(position) else {
            return Expr::Unit(position);
        };
        let before = std::mem::replace(&mut self.path, place);
        let outer = std::mem::replace(&mut self.at, at);
        let statements = self.statements(&function.statements);
        self.at = outer;
        self.path = before;
        inputs.push(as_expression(StmtBlock::new(statements, position, position)));
        self.calls.push(Call {
            parameters: function.parameters.clone(),
            unit: at,
        });
        let index = i64::try_from(self.calls.len() - 1).unwrap_or(0);
        self.float(custom(key::CALL, inputs, index.into(), position), position)
    }
}
