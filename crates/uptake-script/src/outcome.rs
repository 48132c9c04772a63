//! What a step of the interpreter comes to: a value, or an error that the interpreter knows.

use crate::value::kind;
use rhai::{Dynamic, EvalAltResult, Expression, Position};

/// A value, or why there is none.
pub(crate) type Outcome = Result<Dynamic, Box<EvalAltResult>>;

/// A text that grew beyond its limit.
pub(crate) fn too_long(at: Position) -> Box<EvalAltResult> {
    Box::new(EvalAltResult::ErrorDataTooLarge("Length of string".into(), at))
}

pub(crate) fn mismatch(wanted: &str, found: &Dynamic, at: Position) -> Box<EvalAltResult> {
    Box::new(EvalAltResult::ErrorMismatchDataType(
        wanted.into(),
        kind(found).into(),
        at,
    ))
}

/// A form that got fewer parts than it has, which the rewriting rules out.
pub(crate) fn nothing(input: Option<&Expression<'_>>) -> Box<EvalAltResult> {
    let at = input.map_or(Position::NONE, |input| input.position());
    Box::new(EvalAltResult::ErrorRuntime("something is missing".into(), at))
}

/// Ends the function that we are in, unknown.
pub(crate) fn unknown(at: Position) -> Box<EvalAltResult> {
    Box::new(EvalAltResult::Return(Dynamic::UNIT, at))
}
