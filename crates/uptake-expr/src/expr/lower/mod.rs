//! Rhai's syntax tree → the typed tree.
//!
//! Scripts are lowered without state: `let` names an expression, functions are put in where they are called, `if`, `switch`
//! and early `return` become one expression. What has no such form (loops, assignment, closures over lists) makes the whole
//! script one for the interpreter, where the place allows that; it is looked through all the same.
//!
//! One expression is what all readers have in common: columns know no statements. A function put in where it is called has its
//! arguments in place of its parameters, so a `let` or an argument that is read twice is copied twice. That grows, with calls
//! within calls by powers; so parts, heights and calls are counted over the whole, and what goes beyond a limit is refused
//! with the place where it happened.

mod branch;
mod call;
mod effects;
mod expression;
mod group;
mod inline;
mod lowering;
mod slips;
mod statement;
mod window;

pub use effects::{changed_variable, closure_at};

use super::interpreted::Interpreted;
use super::library::Library;
use super::scope::Scope;
use super::tree::{Expr, ExprKind};
use super::unit::Unit;
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::Condition;
use crate::value::Type;
use lowering::{Bound, Lowering};
use rhai::Stmt;
use std::sync::Arc;

/// Reads `condition` as an expression over the names of `scope`. Faults are reported; then the answer is `None`.
pub fn lower(condition: &Condition, scope: &Scope, cx: &mut Context<'_>) -> Option<Expr> {
    cx.diagnostics
        .note(|trace| trace.conditions.push((condition.clone(), scope.traced())));
    let before = errors(cx);
    let (unit, function) = find(condition, scope, cx)?;
    let mut lowering = Lowering::new(Arc::clone(&unit), scope, cx);
    lowering.imports(&unit);
    let value = match &function {
        None => {
            lowering.frame.mutated = effects::mutated(&unit.statements);
            let statements: Vec<_> = unit.statements.iter().collect();
            lowering.block(&statements)
        }
        Some(name) => lowering.enter(name),
    };
    let Lowering {
        cause,
        reads,
        learnt,
        windows,
        cx,
        ..
    } = lowering;
    if errors(cx) > before {
        return None;
    }
    let value = value?;
    let Some(cause) = cause else {
        super::constant::report(&value, cx);
        super::doubts::report(&value, scope, cx);
        return Some(value);
    };
    cx.diagnostics.push(
        Diagnostic::error(
            Code::Interpreted,
            cause.1,
            format!(
                "{} can't be computed by columns: the script runs in the interpreter, on the reduced rows only",
                cause.0
            ),
        )
        .severity(Severity::Note),
    );
    let span = condition.span;
    let column = |(name, ty): (String, Type)| Expr {
        kind: ExprKind::Column(name),
        ty,
        span,
    };
    let mut names: Vec<String> = reads.keys().cloned().collect();
    names.extend((0..windows.len()).map(window::hoisted));
    let script = Interpreted {
        ty: Type::Unknown,
        span,
        cause,
        inputs: names,
        unit,
        function,
        library: Arc::clone(scope.library()),
        learnt,
    };
    let inputs: Vec<Expr> = reads.into_iter().map(column).chain(windows).collect();
    Some(Expr {
        kind: ExprKind::Script(Arc::new(script), inputs),
        ty: Type::Unknown,
        span,
    })
}

/// The text of a condition, and the function in it that is the condition, unless it is what stands outside of functions.
fn find(condition: &Condition, scope: &Scope, cx: &mut Context<'_>) -> Option<(Arc<Unit>, Option<String>)> {
    let reference = condition.script.as_ref();
    if let Some(reference) = reference
        && let Some(file) = &reference.file
    {
        let beside = cx
            .sources
            .get(condition.span.file)
            .map_or_else(String::new, |file| file.path.clone());
        let unit = scope.library().file(&beside, &file.text, file.span, cx)?;
        let function = call::entry(&unit, reference, condition.span, cx)?;
        return Some((unit, Some(function)));
    }
    let unit = Unit::parse(condition.clone(), cx)?;
    if !unit.functions.is_empty() {
        check_functions(&unit, scope, cx);
    }
    let empty = unit
        .statements
        .iter()
        .all(|statement| matches!(statement, Stmt::Noop(_)));
    let stated = reference.filter(|reference| reference.function.is_some() || empty);
    let function = match stated {
        Some(reference) if !unit.functions.is_empty() => Some(call::entry(&unit, reference, condition.span, cx)?),
        _ => None,
    };
    Some((unit, function))
}

/// Looks through the functions of all script files, as far as that goes without knowing its arguments.
pub fn check(library: &Library, scope: &Scope, cx: &mut Context<'_>) {
    for unit in library.scripts.values().flatten() {
        check_functions(unit, scope, cx);
    }
}

/// Looks through every function of a text.
fn check_functions(unit: &Arc<Unit>, scope: &Scope, cx: &mut Context<'_>) {
    call::report_names(unit, cx);
    for function in &unit.functions {
        let mut lowering = Lowering::new(Arc::clone(unit), scope, cx);
        lowering.alone = true;
        lowering.imports(unit);
        lowering.calls.push(inline::full_name(unit, &function.name));
        lowering.frame.in_function = true;
        lowering.frame.mutated = effects::mutated(&function.statements);
        let any = lowering.dynamic(function.span);
        for parameter in &function.parameters {
            lowering
                .frame
                .bindings
                .push((parameter.clone(), Bound::Value(any.clone())));
        }
        if function.statements.is_empty() {
            lowering.report_empty(function);
            continue;
        }
        let statements: Vec<_> = function.statements.iter().collect();
        lowering.block(&statements);
    }
}

fn errors(cx: &Context<'_>) -> usize {
    cx.diagnostics.errors()
}
