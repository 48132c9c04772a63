//! Scripts that have no columnar form: they run in a sandboxed interpreter, one person-period at a time.
//!
//! The interpreter is Rhai's. [`rewrite`] changes a script's tree before it runs: `&&`, `||`, `if`, `switch` and all operators
//! become calls of [`sandbox`], which knows *unknown*, and functions stand where they are called. So both roads, columns and
//! interpreter, give the same answer.

mod fault;
mod limits;
mod lists;
mod native;
mod operators;
mod rewrite;
mod sandbox;
mod value;

pub use fault::{Printed, ScriptFault};
pub use limits::{CLOSURE_METHODS, FORBIDDEN, INTERPRETED, LIMITS, Limits};

use crate::expr::Expr;
use crate::expr::unit::{Library, Unit};
use crate::source::Span;
use crate::value::{Literal, Type};
use rhai::{AST, Position};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A place in a script, with the calls that lead to it: a function that stands in two places is two.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place(Vec<(usize, usize, usize)>);

impl Place {
    /// The place at `position` of `unit`, inside of the calls at `path`.
    pub(crate) fn new(path: &Self, unit: &Arc<Unit>, position: Position) -> Self {
        let mut path = path.0.clone();
        let (line, column) = (position.line().unwrap_or(0), position.position().unwrap_or(0));
        path.push((Arc::as_ptr(unit) as usize, line, column));
        Self(path)
    }

    /// Outside of all calls.
    pub(crate) fn top() -> Self {
        Self(Vec::new())
    }
}

/// What was learnt about a script while it was looked through, for the interpreter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Learnt {
    /// Its windows.
    pub(crate) windows: Vec<Hoisted>,
    /// Where a whole number becomes a float, since another way gives one.
    pub(crate) floats: BTreeSet<Place>,
}

/// A window whose value the interpreter gets.
#[derive(Clone, Debug)]
pub(crate) struct Hoisted {
    /// Where its call stands.
    pub(crate) place: Place,
    /// What it is.
    pub(crate) expr: Expr,
    /// The name under which the script finds its value.
    pub(crate) name: String,
}

impl Hoisted {
    pub(crate) fn new(place: Place, expr: Expr, index: usize) -> Self {
        Self {
            place,
            expr,
            name: format!("$window{index}"),
        }
    }
}

/// A script that is interpreted.
#[derive(Clone, Debug)]
pub struct Script {
    /// The type that its answers must have; unknown if any will do.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
    /// What makes it impossible to compute it by columns, in words such as "a loop", and where.
    pub cause: (String, Span),
    /// The names of its inputs, in the order of the values that it is run on.
    inputs: Vec<String>,
    ast: AST,
    /// The texts it is made of, for the places of faults; the first is the script's own.
    units: Vec<Arc<Unit>>,
    /// The functions that stand in it where they are called.
    calls: Arc<Vec<rewrite::Call>>,
}

impl PartialEq for Script {
    fn eq(&self, other: &Self) -> bool {
        self.span == other.span && self.ty == other.ty
    }
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
}

impl Script {
    pub(crate) fn new(
        unit: &Arc<Unit>,
        function: Option<&str>,
        library: &Library,
        inputs: Vec<String>,
        learnt: &Learnt,
        cause: (String, Span),
        span: Span,
    ) -> Self {
        let rewritten = rewrite::rewrite(unit, function, library, learnt);
        Self {
            ty: Type::Unknown,
            span,
            cause,
            inputs,
            ast: rewritten.ast,
            units: rewritten.units,
            calls: Arc::new(rewritten.calls),
        }
    }

    /// The same script, whose answers must have the type `ty`. A whole number counts as a float where one is wanted.
    #[must_use]
    pub fn with_type(&self, ty: Type) -> Self {
        Self { ty, ..self.clone() }
    }

    /// The names of its inputs, in the order of the values that it is run on. Windows have made-up names.
    #[must_use]
    pub fn inputs(&self) -> &[String] {
        &self.inputs
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
                || (Literal::Unknown, Some(fault::wrong_answer(&value, script))),
                |value| (value, None),
            ),
            Err(error) => (Literal::Unknown, Some(fault::of(&error, &script.units))),
        };
        let printed = self.sandbox.printed();
        Answer {
            value,
            fault,
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
