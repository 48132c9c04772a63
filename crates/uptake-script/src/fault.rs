//! What went wrong in the interpreter, in the words of rule files.

use rhai::{Dynamic, EvalAltResult, Position};
use std::sync::Arc;
use uptake_expr::codes::Code;
use uptake_expr::expr::unit::Unit;
use uptake_expr::source::Span;
use uptake_expr::value::Type;

/// Why a script has no answer for a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptFault {
    /// The stable code.
    pub code: Code,
    /// Lowercase, without the row.
    pub message: String,
    /// The place in the script.
    pub span: Span,
    /// Whether it was stopped at a limit, which costs time on every row that it happens in.
    pub limit: bool,
}

/// A line from `print` or `debug`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The text.
    pub text: String,
    /// The place of a `debug`; the script's own for a `print`.
    pub span: Span,
}

/// The mark of an error that left the body of a function: its name is the number of the text that it stands in.
pub(crate) const WITHIN: &str = "$within";

/// The place of a position in one of the texts.
pub(crate) fn place(units: &[Arc<Unit>], unit: usize, position: Position) -> Span {
    let unit = units.get(unit).or(units.first());
    unit.map_or(Span::new(uptake_expr::FileId(0), 0, 0), |unit| unit.value(position))
}

/// An answer of the wrong type.
pub(crate) fn wrong_answer(value: &Dynamic, wanted: Type, span: Span) -> ScriptFault {
    ScriptFault {
        code: Code::ScriptType,
        message: format!(
            "the script returned {}, expected {}",
            crate::value::kind(value),
            wanted.name()
        ),
        span,
        limit: false,
    }
}

/// An error of the interpreter.
pub(crate) fn of(error: &EvalAltResult, units: &[Arc<Unit>]) -> ScriptFault {
    let mut unit = 0;
    let mut inner = error;
    // A function of the interpreter's own doesn't know where it was called: whoever called it does.
    let mut found = (unit, inner.position());
    loop {
        inner = match inner {
            EvalAltResult::ErrorInFunctionCall(name, mark, within, _) => {
                if mark == WITHIN {
                    unit = name.parse().unwrap_or(0);
                }
                within
            }
            EvalAltResult::ErrorSystem(name, within) => match within.downcast_ref::<EvalAltResult>() {
                Some(within) => {
                    unit = name.parse().unwrap_or(0);
                    within
                }
                None => break,
            },
            _ => break,
        };
        if !inner.position().is_none() {
            found = (unit, inner.position());
        }
    }
    let (code, message, limit) = describe(inner);
    ScriptFault {
        code,
        message,
        span: place(units, found.0, found.1),
        limit,
    }
}

fn describe(error: &EvalAltResult) -> (Code, String, bool) {
    use crate::limits::LIMITS;
    match error {
        EvalAltResult::ErrorStackOverflow(_) => (
            Code::ScriptCallDepth,
            format!("stopped because calls are nested more than {} deep", LIMITS.calls),
            true,
        ),
        EvalAltResult::ErrorTooManyVariables(_) => (
            Code::ScriptVariables,
            format!("stopped because it has more than {} variables", LIMITS.variables),
            true,
        ),
        EvalAltResult::ErrorTerminated(token, _) if token.as_bool() == Ok(true) => (
            Code::ScriptCallDepth,
            "stopped because calls are nested too deeply".to_owned(),
            true,
        ),
        EvalAltResult::ErrorTooManyOperations(_) | EvalAltResult::ErrorTerminated(..) => (
            Code::ScriptOperations,
            format!("stopped after {} operations", LIMITS.operations),
            true,
        ),
        EvalAltResult::ErrorDataTooLarge(what, _) => {
            let what = what.to_lowercase();
            if what.contains("string") {
                (
                    Code::ScriptTextSize,
                    format!("stopped because a text grew beyond {} bytes", LIMITS.text),
                    true,
                )
            } else if what.contains("map") {
                (
                    Code::ScriptMapSize,
                    format!("stopped because a map grew beyond {} entries", LIMITS.map),
                    true,
                )
            } else {
                (
                    Code::ScriptListSize,
                    format!("stopped because a list grew beyond {} items", LIMITS.list),
                    true,
                )
            }
        }
        EvalAltResult::ErrorMismatchDataType(wanted, found, _)
        | EvalAltResult::ErrorMismatchOutputType(wanted, found, _) => {
            (Code::ScriptType, format!("found {found}, expected {wanted}"), false)
        }
        EvalAltResult::ErrorRuntime(thrown, _) => (Code::ScriptFailed, format!("the script threw `{thrown}`"), false),
        other => {
            let mut error = other.to_string();
            if let Some(at) = error.rfind(" (line ") {
                error.truncate(at);
            }
            let mut letters = error.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
            (
                Code::ScriptFailed,
                format!("{first}{}", letters.as_str()).replace('\'', "`"),
                false,
            )
        }
    }
}
