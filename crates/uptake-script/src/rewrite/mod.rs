//! A script's tree, made three-valued: everything that would fail on `()` becomes a call of the sandbox.
//!
//! Rhai knows no unknown: `()` in a condition or an operator is an error, `&&` takes truths only, and its operators differ
//! from the language's where whole numbers overflow or floats are near. Changing the interpreter isn't possible from outside,
//! and running a script's text as it is would give another answer than its columns. So the tree is changed before it runs:
//! `&&`, `||`, `if`, `switch`, loops' conditions and all operators become forms of ours ([`crate::branches`],
//! [`crate::values`]) under names that no script can write. What can't fail on `()` stays as it was written.

mod calls;
mod chain;
mod expressions;
mod rewriter;
mod statements;
mod tree;

use crate::call::Call;
use rewriter::Rewriter;
use rhai::{AST, ASTFlags, Module, Position, Stmt};
use std::sync::Arc;
use tree::variable;
use uptake_expr::expr::interpreted::{Interpreted, Place};
use uptake_expr::expr::unit::Unit;

/// What comes out.
pub(crate) struct Rewritten {
    pub(crate) ast: AST,
    pub(crate) units: Vec<Arc<Unit>>,
    pub(crate) calls: Vec<Call>,
}

/// Rewrites a script that was looked through without finding a fault.
pub(crate) fn rewrite(script: &Interpreted) -> Rewritten {
    let unit = &script.unit;
    let mut rewriter = Rewriter {
        library: &script.library,
        learnt: &script.learnt,
        path: Place::top(),
        units: vec![Arc::clone(unit)],
        calls: Vec::new(),
        at: 0,
    };
    let statements = match script.function.as_deref().and_then(|name| unit.function(name)) {
        // The row is a variable under the function's own name for it.
        Some(function) => {
            let row = function.parameters.first().cloned().unwrap_or_default();
            let mut statements = Vec::new();
            if row != "row" {
                let name = rhai::Ident {
                    name: row.as_str().into(),
                    pos: Position::NONE,
                };
                statements.push(Stmt::Var(
                    Box::new((name, variable("row", Position::NONE), None)),
                    ASTFlags::empty(),
                    Position::NONE,
                ));
            }
            statements.extend(rewriter.statements(&function.statements));
            statements
        }
        None => rewriter.statements(&unit.statements),
    };
    Rewritten {
        ast: AST::new(statements, Module::new()),
        units: rewriter.units,
        calls: rewriter.calls,
    }
}
