//! Functions of scripts, whose bodies stand where they are called.

use super::effects;
use super::lowering::{Bound, Frame, Lowering};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::expr::interpreted::Place;
use crate::expr::limits::MAX_INLINED;
use crate::expr::tree::Expr;
use crate::expr::unit::{Function, Unit};
use crate::source::Span;
use rhai::{Expr as Rhai, Position};
use std::sync::Arc;

/// A function of a unit.
pub(super) fn full_name(unit: &Arc<Unit>, name: &str) -> String {
    format!("{}:{name}", address(unit))
}

/// What tells units apart.
pub(super) fn address(unit: &Arc<Unit>) -> usize {
    Arc::as_ptr(unit) as usize
}

impl Lowering<'_, '_> {
    /// The body of the function that stands for the whole condition.
    pub(super) fn enter(&mut self, name: &str) -> Option<Expr> {
        let unit = Arc::clone(&self.frame.unit);
        let function = unit.function(name)?;
        self.frame.in_function = true;
        self.calls.push(full_name(&unit, name));
        let row = function.parameters.first()?.clone();
        self.frame.bindings.push((row, Bound::Row));
        self.frame.mutated = effects::mutated(&function.statements);
        if function.statements.is_empty() {
            self.report_empty(function);
            return None;
        }
        let statements: Vec<_> = function.statements.iter().collect();
        self.block(&statements)
    }

    /// Reports a function without a value.
    pub(super) fn report_empty(&mut self, function: &Function) {
        let message = format!("the function `{}` is empty", function.name);
        self.cx.error_help(
            Code::ExpressionSyntax,
            function.span,
            message,
            "end it with an expression",
        );
    }

    /// The body of a function of a script, its parameters bound to the arguments.
    pub(super) fn inline(
        &mut self,
        unit: &Arc<Unit>,
        name: &str,
        arguments: &[Rhai],
        position: Position,
    ) -> Option<Expr> {
        let function = unit.function(name)?;
        let span = self.token(position);
        let full = full_name(unit, name);
        if self.calls.contains(&full) {
            let fault = Diagnostic::error(Code::RecursiveFunction, span, format!("`{name}` calls itself"));
            let fault = fault.help("a definition can't be recursive; to look back, use a window such as `last(4, x)`");
            self.cx.diagnostics.push(fault.related(function.span, "the function"));
            return None;
        }
        // Faults of the arguments are reported whatever else is wrong.
        let bound: Vec<Option<Bound>> = arguments.iter().map(|argument| self.bound(argument)).collect();
        if !self.can_take(function, arguments.len(), span) || !self.has_room_for_call(span) {
            return None;
        }
        let bound: Vec<Bound> = bound.into_iter().collect::<Option<_>>()?;
        self.calls.push(full);
        let frame = self.frame_of(unit, function, bound, position);
        let statements: Vec<_> = function.statements.iter().collect();
        let value = self.within(frame, |lowering| {
            // Said at the call where it is too much, so in the caller's text.
            if !lowering.has_room(span) {
                return None;
            }
            lowering.depth += 1;
            let value = lowering.block(&statements);
            lowering.depth -= 1;
            value
        });
        self.calls.pop();
        self.learn(value, position)
    }

    /// What an argument stands for; `None` if it has a fault.
    fn bound(&mut self, argument: &Rhai) -> Option<Bound> {
        if self.is_row_argument(argument) {
            return Some(Bound::Row);
        }
        self.inside(|lowering| lowering.expression(argument)).map(Bound::Value)
    }

    /// Whether a function has a body and takes so many arguments. Reports it if not.
    fn can_take(&mut self, function: &Function, arguments: usize, span: Span) -> bool {
        if function.statements.is_empty() {
            self.report_empty(function);
            return false;
        }
        let (name, wants) = (&function.name, function.parameters.len());
        if arguments != wants {
            let plural = if wants == 1 { "" } else { "s" };
            let message = format!("`{name}` takes {wants} argument{plural}, not {arguments}");
            let fault = Diagnostic::error(Code::TypeMismatch, span, message);
            self.cx.diagnostics.push(fault.related(function.span, "the function"));
        }
        arguments == wants
    }

    /// Counts a call that is put in. Reports it once if there are too many.
    fn has_room_for_call(&mut self, span: Span) -> bool {
        self.inlined += 1;
        // A function that is looked through alone leaves it to the rules that call it.
        if self.inlined == MAX_INLINED + 1 && !self.alone {
            self.cx.error_help(
                Code::ExpressionSize,
                span,
                format!("this expands to more than {MAX_INLINED} function calls"),
                "move a part of it into a measure or definition of its own",
            );
        }
        self.inlined <= MAX_INLINED
    }

    /// The frame of a body. A parameter that the body assigns to is known to the interpreter alone.
    fn frame_of(&self, unit: &Arc<Unit>, function: &Function, bound: Vec<Bound>, position: Position) -> Frame {
        let mutated = effects::mutated(&function.statements);
        let any = self.dynamic(self.token(position));
        let bindings = function.parameters.iter().cloned().zip(bound);
        let bindings = bindings
            .map(|(name, bound)| match mutated.contains(&name) {
                true => (name, Bound::Value(any.clone())),
                false => (name, bound),
            })
            .collect();
        Frame {
            unit: Arc::clone(unit),
            bindings,
            mutated,
            tail: true,
            in_function: true,
            path: Place::new(&self.frame.path, &self.frame.unit, position),
        }
    }
}
