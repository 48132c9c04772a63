//! Bodies that stand where they are called, and the methods of lists that take a closure.

use crate::call::Call;
use crate::fault::WITHIN;
use crate::form::add;
use crate::key;
use crate::limits::Limits;
use crate::outcome::{Outcome, mismatch, nothing, too_long};
use rhai::{Dynamic, Engine, EvalAltResult, EvalContext, Expression};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use uptake_expr::expr::interpreted::CLOSURE_METHODS;

/// Runs a body that stands where it is called, with its parameters as variables.
fn body(
    context: &mut EvalContext<'_, '_, '_, '_, '_, '_>,
    call: &Call,
    arguments: impl IntoIterator<Item = Dynamic>,
    statements: &Expression<'_>,
) -> Outcome {
    let before = context.scope().len();
    for (name, value) in call.parameters.iter().zip(arguments) {
        context.scope_mut().push_dynamic(name.as_str(), value);
    }
    let value = context.eval_expression_tree(statements);
    context.scope_mut().rewind(before);
    match value {
        Err(error) => match *error {
            EvalAltResult::Return(value, _) => Ok(value),
            // A `catch` around the call must not go on after a limit, as it could if this were wrapped as below.
            error if !error.is_catchable() => Err(Box::new(EvalAltResult::ErrorSystem(
                call.unit.to_string(),
                Box::new(error),
            ))),
            error => Err(Box::new(EvalAltResult::ErrorInFunctionCall(
                call.unit.to_string(),
                WITHIN.to_owned(),
                Box::new(error),
                statements.position(),
            ))),
        },
        value => value,
    }
}

pub(crate) fn lists(engine: &mut Engine, calls: &Arc<Vec<Call>>, limits: Limits) {
    let table = Arc::clone(calls);
    let depth = AtomicUsize::new(0);
    add(engine, key::CALL, move |context, inputs, index| {
        let call = site(&table, index)?;
        let Some((statements, arguments)) = inputs.split_last() else {
            return Err(nothing(None));
        };
        let arguments: Vec<Dynamic> = arguments
            .iter()
            .map(|argument| context.eval_expression_tree(argument))
            .collect::<Result<_, _>>()?;
        // Functions stand where they are called, so the interpreter doesn't count them.
        if depth.load(Ordering::Relaxed) >= limits.calls {
            return Err(Box::new(EvalAltResult::ErrorStackOverflow(statements.position())));
        }
        depth.fetch_add(1, Ordering::Relaxed);
        let value = body(context, call, arguments, statements);
        depth.fetch_sub(1, Ordering::Relaxed);
        value
    });
    for method in CLOSURE_METHODS {
        let table = Arc::clone(calls);
        add(engine, &format!("${method}"), move |context, inputs, index| {
            let call = site(&table, index)?;
            let [list, statements, rest @ ..] = inputs else {
                return Err(nothing(inputs.first()));
            };
            let at = list.position();
            let list = context.eval_expression_tree(list)?;
            if list.is_unit() {
                return Ok(Dynamic::UNIT);
            }
            let list = match list.into_array() {
                Ok(list) => list,
                Err(found) => {
                    return Err(Box::new(EvalAltResult::ErrorMismatchDataType(
                        "a list".into(),
                        found.into(),
                        at,
                    )));
                }
            };
            let first = match rest.first() {
                Some(first) => context.eval_expression_tree(first)?,
                None => Dynamic::UNIT,
            };
            over(context, method, call, list, first, statements, limits)
        });
    }
}

fn site<'a>(table: &'a [Call], index: &Dynamic) -> Result<&'a Call, Box<EvalAltResult>> {
    let index = index.as_int().ok().and_then(|index| usize::try_from(index).ok());
    index.and_then(|index| table.get(index)).ok_or_else(|| nothing(None))
}

/// A method of a list with a closure.
fn over(
    context: &mut EvalContext<'_, '_, '_, '_, '_, '_>,
    method: &str,
    call: &Call,
    list: Vec<Dynamic>,
    first: Dynamic,
    statements: &Expression<'_>,
    limits: Limits,
) -> Outcome {
    let at = statements.position();
    let mut answer = Vec::new();
    let mut known = true;
    let mut sum = first;
    let mut room = limits.text;
    for item in list {
        let value = match method {
            "reduce" => body(context, call, [sum.clone(), item.clone()], statements)?,
            _ => body(context, call, [item.clone()], statements)?,
        };
        let truth = if value.is_unit() {
            Ok(None)
        } else {
            value.as_bool().map(Some)
        };
        match method {
            "map" => {
                // The interpreter looks at the whole list only once it is there.
                let size = value.as_immutable_string_ref().map_or(0, |text| text.len());
                room = room.checked_sub(size).ok_or_else(|| too_long(at))?;
                answer.push(value);
            }
            "reduce" => sum = value,
            _ => match (method, truth.map_err(|_| mismatch("a truth value", &value, at))?) {
                ("filter", Some(true)) => answer.push(item),
                ("all", Some(false)) => return Ok(Dynamic::FALSE),
                ("some", Some(true)) => return Ok(Dynamic::TRUE),
                (_, None) => known = false,
                _ => {}
            },
        }
    }
    Ok(match method {
        "reduce" => sum,
        _ if !known => Dynamic::UNIT,
        "all" => Dynamic::TRUE,
        "some" => Dynamic::FALSE,
        _ => answer.into(),
    })
}
