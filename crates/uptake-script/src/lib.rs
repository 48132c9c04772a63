//! Scripts that have no columnar form: they run in a sandboxed interpreter, one person-period at a time.
//!
//! The interpreter is Rhai's. [`rewrite`] changes a script's tree before it runs: `&&`, `||`, `if`, `switch` and all operators
//! become calls of [`sandbox`], which knows *unknown*, and functions stand where they are called. So both roads, columns and
//! interpreter, give the same answer.

mod branches;
mod call;
mod charge;
mod fault;
mod form;
mod functions;
mod key;
mod limits;
mod lists;
mod native;
mod operators;
mod outcome;
mod rewrite;
mod sandbox;
mod value;
mod values;

pub use fault::{Printed, ScriptFault};
pub use limits::{LIMITS, Limits, OPERATIONS_AT_LEAST, OPERATIONS_PER_ROW};

use rhai::AST;
use std::sync::Arc;
use uptake_expr::expr::Interpreted;
use uptake_expr::expr::unit::Unit;
use uptake_expr::source::Span;
use uptake_expr::value::{Literal, Type};

/// A script that is ready to run.
#[derive(Clone, Debug)]
pub struct Script {
    /// The type that its answers must have; unknown if any will do.
    ty: Type,
    /// Where it stands.
    span: Span,
    /// The names of its inputs, in the order of the values that it is run on.
    inputs: Vec<String>,
    ast: AST,
    /// The texts it is made of, for the places of faults; the first is the script's own.
    units: Vec<Arc<Unit>>,
    /// The functions that stand in it where they are called.
    calls: Arc<Vec<call::Call>>,
}

/// What a script says of one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The value, of the script's type, or unknown.
    pub value: Literal,
    /// Why it is unknown, if something went wrong. An answer that is unknown because what it reads is unknown has no fault.
    pub fault: Option<ScriptFault>,
    /// What the script printed, in order.
    pub printed: Vec<Printed>,
    /// How many operations it took: the same on every machine.
    pub operations: u64,
}

impl Script {
    /// Makes a script ready that was looked through without finding a fault.
    #[must_use]
    pub fn new(script: &Interpreted) -> Self {
        let rewritten = rewrite::rewrite(script);
        Self {
            ty: script.ty,
            span: script.span,
            inputs: script.inputs.clone(),
            ast: rewritten.ast,
            units: rewritten.units,
            calls: Arc::new(rewritten.calls),
        }
    }

    /// A runner for this thread; `zone` is the one in which days begin.
    #[must_use]
    pub fn runner(&self, zone: &str) -> Runner<'_> {
        Runner {
            script: self,
            sandbox: sandbox::Sandbox::new(Arc::clone(&self.calls), zone, LIMITS),
        }
    }
}

/// Runs one script on many rows. Each thread has its own.
pub struct Runner<'a> {
    script: &'a Script,
    sandbox: sandbox::Sandbox,
}

impl Runner<'_> {
    /// The answer for a row: the values of the script's inputs, in their order.
    pub fn answer(&mut self, row: &[Literal]) -> Answer {
        let script = self.script;
        let result = self.sandbox.run(&script.ast, &script.inputs, row);
        let (value, fault) = match result {
            Ok(value) => value::typed(&value, script.ty).map_or_else(
                || {
                    (
                        Literal::Unknown,
                        Some(fault::wrong_answer(&value, script.ty, script.span)),
                    )
                },
                |value| (value, None),
            ),
            Err(error) => (Literal::Unknown, Some(fault::of(&error, &script.units))),
        };
        let printed = self.sandbox.printed();
        Answer {
            value,
            fault,
            operations: self.sandbox.used(),
            printed: printed
                .into_iter()
                .map(|(text, at)| Printed {
                    text,
                    span: at.map_or(script.span, |(unit, at)| fault::place(&script.units, unit, at)),
                })
                .collect(),
        }
    }
}
