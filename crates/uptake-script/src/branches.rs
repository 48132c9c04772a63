//! Conditions and what depends on them, three-valued.
//!
//! Rhai stops with an error where a condition is `()`. Here an unknown condition makes the value of an `if` or `switch`
//! unknown; where a branch does something that would be missed (assigns, returns, breaks), the whole function is ended,
//! unknown, since nobody can say whether it should have been done.

use crate::form::{add, truth};
use crate::key;
use crate::outcome::{nothing, unknown};
use rhai::{Dynamic, Engine, EvalAltResult};

/// The mark of a `switch` whose condition is unknown.
const UNDECIDED: &str = "\0undecided";

/// Gives the interpreter `&&`, `||`, `if`, `switch`, and the conditions of loops.
pub(crate) fn register(engine: &mut Engine) {
    connectives(engine);
    conditions(engine);
    switches(engine);
}

fn connectives(engine: &mut Engine) {
    // `&&` is false if one part is, and `||` true, even beside an unknown one.
    for (key, decides) in [(key::AND, false), (key::OR, true)] {
        add(engine, key, move |context, inputs, _| {
            let mut known = true;
            for input in inputs {
                match truth(context, input)? {
                    Some(value) if value == decides => return Ok(decides.into()),
                    Some(_) => {}
                    None => known = false,
                }
            }
            Ok(if known { (!decides).into() } else { Dynamic::UNIT })
        });
    }
}

fn conditions(engine: &mut Engine) {
    add(engine, key::IF, |context, inputs, _| {
        let [condition, then, otherwise] = inputs else {
            return Err(nothing(inputs.first()));
        };
        match truth(context, condition)? {
            Some(true) => context.eval_expression_tree(then),
            Some(false) => context.eval_expression_tree(otherwise),
            None => Ok(Dynamic::UNIT),
        }
    });
    add(engine, key::TRUTH, |context, inputs, _| {
        let condition = inputs.first().ok_or_else(|| nothing(None))?;
        match truth(context, condition)? {
            Some(value) => Ok(value.into()),
            None => Err(unknown(condition.position())),
        }
    });
    add(engine, key::GIVEN, |context, inputs, _| {
        let item = inputs.first().ok_or_else(|| nothing(None))?;
        let value = context.eval_expression_tree(item)?;
        if value.is_unit() {
            Err(unknown(item.position()))
        } else {
            Ok(value)
        }
    });
}

fn switches(engine: &mut Engine) {
    add(engine, key::GUARD, |context, inputs, _| {
        let condition = inputs.first().ok_or_else(|| nothing(None))?;
        match truth(context, condition)? {
            Some(value) => Ok(value.into()),
            None => Err(Box::new(EvalAltResult::ErrorRuntime(
                UNDECIDED.into(),
                condition.position(),
            ))),
        }
    });
    add(engine, key::SWITCH, |context, inputs, _| {
        let [item, switch] = inputs else {
            return Err(nothing(inputs.first()));
        };
        if context.eval_expression_tree(item)?.is_unit() {
            return Ok(Dynamic::UNIT);
        }
        match context.eval_expression_tree(switch) {
            Err(error) if matches!(&*error, EvalAltResult::ErrorRuntime(mark, _) if mark.as_immutable_string_ref().is_ok_and(|mark| mark.as_str() == UNDECIDED)) => {
                Ok(Dynamic::UNIT)
            }
            other => other,
        }
    });
}
