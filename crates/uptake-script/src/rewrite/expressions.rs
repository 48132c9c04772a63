//! Expressions.

use super::rewriter::Rewriter;
use super::tree::{as_expression, constant_expr, custom};
use crate::key;
use rhai::{Dynamic, Expr};

impl Rewriter<'_> {
    pub(super) fn exprs<'e>(&mut self, parts: impl IntoIterator<Item = &'e Expr>) -> Vec<Expr> {
        parts.into_iter().map(|part| self.expr(part)).collect()
    }

    pub(super) fn expr(&mut self, expression: &Expr) -> Expr {
        match expression {
            Expr::CharConstant(letter, position) => Expr::StringConstant(letter.to_string().into(), *position),
            Expr::And(parts, position) => custom(key::AND, self.exprs(parts.iter()), Dynamic::UNIT, *position),
            Expr::Or(parts, position) => custom(key::OR, self.exprs(parts.iter()), Dynamic::UNIT, *position),
            Expr::Coalesce(parts, position) => {
                let value = Expr::Coalesce(Box::new(self.exprs(parts.iter()).into_iter().collect()), *position);
                self.float(value, *position)
            }
            Expr::Variable(name, _, position) if name.2.is_empty() => match self.library.constants.get(name.1.as_str())
            {
                Some(constant) => constant_expr(&constant.value, *position),
                None => expression.clone(),
            },
            Expr::InterpolatedString(parts, position) => {
                Expr::InterpolatedString(self.exprs(parts.iter()).into_iter().collect(), *position)
            }
            Expr::Array(items, position) => Expr::Array(self.exprs(items.iter()).into_iter().collect(), *position),
            Expr::Map(entries, position) => {
                let keys = entries
                    .0
                    .iter()
                    .map(|(key, value)| (key.clone(), self.expr(value)))
                    .collect();
                Expr::Map(Box::new((keys, entries.1.clone())), *position)
            }
            Expr::Stmt(block) => as_expression(self.block(block)),
            Expr::FnCall(call, position) => self.call(call, *position),
            Expr::Dot(..) | Expr::Index(..) => self.chain(expression),
            other => other.clone(),
        }
    }
}
