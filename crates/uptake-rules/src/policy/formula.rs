//! Expressions of a policy, with what their author wrote.

use crate::expr::Expr;
use crate::source::Span;
use std::ops::Deref;

/// A condition or a value of a rule: what it means, and what its author wrote. It can be read as its expression.
#[derive(Clone, Debug)]
pub struct Formula {
    /// What it means.
    pub expr: Expr,
    /// What its author wrote; nothing where the engine made the expression, as it does for a rule that varies and has
    /// several.
    pub written: Option<Written>,
}

/// What is written in a rule file or a script file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The text without the blanks around it; of a script file the text of the function, from `fn` to its last brace.
    pub text: String,
    /// The script file's function that stands for it.
    pub script: Option<WrittenScript>,
    /// Where the rule file has it.
    pub span: Span,
}

/// A function of a script file that stands for a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenScript {
    /// The file, as the rule names it.
    pub file: String,
    /// The function.
    pub function: String,
    /// Where the function is.
    pub span: Span,
}

impl Formula {
    /// An expression that nobody wrote.
    #[must_use]
    pub fn made(expr: Expr) -> Self {
        Self { expr, written: None }
    }
}

impl Deref for Formula {
    type Target = Expr;

    fn deref(&self) -> &Expr {
        &self.expr
    }
}
