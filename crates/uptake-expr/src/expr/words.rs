//! Words that the language keeps for itself.

use super::parser::parse;
use rhai::{Expr as Rhai, Stmt};

/// Whether expressions can use `name`, which looks like an identifier: some words the language keeps for itself.
#[must_use]
pub fn is_name(name: &str) -> bool {
    parse(name).is_ok_and(
        |ast| matches!(ast.statements(), [Stmt::Expr(expression)] if matches!(**expression, Rhai::Variable(..))),
    )
}
