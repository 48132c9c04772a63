//! Parts of a rewritten tree.

use rhai::{AST, ASTNode, CustomExpr, Dynamic, Expr, Module, Position, Stmt, StmtBlock};
use uptake_expr::expr::interpreted::INTERPRETED;
use uptake_expr::value::{Constant, Literal};

/// A call of the sandbox.
pub(super) fn custom(key: &str, inputs: Vec<Expr>, state: Dynamic, position: Position) -> Expr {
    Expr::Custom(
        Box::new(CustomExpr {
            inputs: inputs.into_iter().collect(),
            tokens: std::iter::once(key.into()).collect(),
            state,
            scope_may_be_changed: false,
            self_terminated: false,
        }),
        position,
    )
}

pub(super) fn variable(name: &str, position: Position) -> Expr {
    Expr::Variable(Box::new((None, name.into(), rhai::Namespace::NONE, 0)), None, position)
}

pub(super) fn as_expression(block: StmtBlock) -> Expr {
    Expr::Stmt(Box::new(block))
}

/// Whether statements change nothing outside of themselves, so that leaving them out is no more than an unknown value.
pub(super) fn is_pure(statements: &[Stmt]) -> bool {
    let ast = AST::new(statements.iter().cloned(), Module::new());
    ast.walk(&mut |path: &[ASTNode<'_>]| match path.last() {
        Some(ASTNode::Stmt(
            Stmt::Assignment(_)
            | Stmt::Return(..)
            | Stmt::BreakLoop(..)
            | Stmt::While(..)
            | Stmt::Do(..)
            | Stmt::For(..)
            | Stmt::TryCatch(..),
        )) => false,
        Some(
            ASTNode::Stmt(Stmt::FnCall(call, _)) | ASTNode::Expr(Expr::FnCall(call, _) | Expr::MethodCall(call, _)),
        ) => !INTERPRETED.contains(&call.name.as_str()),
        _ => true,
    })
}

pub(super) fn constant_expr(constant: &Constant, position: Position) -> Expr {
    let one = |value: &Literal| match value {
        Literal::Unknown => Expr::Unit(position),
        Literal::Bool(value) => Expr::BoolConstant(*value, position),
        Literal::Int(value) => Expr::IntegerConstant(*value, position),
        Literal::Text(text) => Expr::StringConstant(text.as_str().into(), position),
        other => Expr::DynamicConstant(Box::new(crate::value::dynamic(other)), position),
    };
    match constant {
        Constant::Value(value) => one(value),
        Constant::Set(items) => Expr::Array(items.iter().map(one).collect(), position),
    }
}
