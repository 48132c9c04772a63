//! Operators, ranges, and what keeps values within their types and limits.

use crate::form::add;
use crate::key;
use crate::operators::{binary, contains, unary};
use crate::outcome::{mismatch, nothing};
use rhai::{Dynamic, Engine, Expression, Position};
use uptake_expr::expr::scalar;

/// Gives the interpreter its operators, `in`, and ranges.
pub(crate) fn register(engine: &mut Engine) {
    operators(engine);
    ranges(engine);
    measured(engine);
}

fn operators(engine: &mut Engine) {
    add(engine, key::OPERATOR, |context, inputs, symbol| {
        let symbol = symbol
            .as_immutable_string_ref()
            .map(|symbol| symbol.to_string())
            .unwrap_or_default();
        match inputs {
            [operand] => {
                let value = context.eval_expression_tree(operand)?;
                unary(&symbol, &value, operand.position())
            }
            [left, right] => {
                let at = left.position();
                let (left, right) = (
                    context.eval_expression_tree(left)?,
                    context.eval_expression_tree(right)?,
                );
                binary(&symbol, left, right, at)
            }
            _ => Err(nothing(inputs.first())),
        }
    });
    add(engine, key::IN, |context, inputs, _| {
        let [container, item] = inputs else {
            return Err(nothing(inputs.first()));
        };
        let at = container.position();
        let (container, item) = (
            context.eval_expression_tree(container)?,
            context.eval_expression_tree(item)?,
        );
        contains(&container, &item, at)
    });
    add(engine, key::FLOAT, |context, inputs, _| {
        let input = inputs.first().ok_or_else(|| nothing(None))?;
        let value = context.eval_expression_tree(input)?;
        Ok(value.as_int().map_or(value, |whole| scalar::to_float(whole).into()))
    });
}

fn ranges(engine: &mut Engine) {
    // The interpreter takes a range up to `()` for one without an end.
    add(engine, key::RANGE, |context, inputs, closed| {
        let [from, until] = inputs else {
            return Err(nothing(inputs.first()));
        };
        let (first, last) = (
            context.eval_expression_tree(from)?,
            context.eval_expression_tree(until)?,
        );
        if first.is_unit() || last.is_unit() {
            return Ok(Dynamic::UNIT);
        }
        let whole = |end: &Dynamic, at: Position| end.as_int().map_err(|_| mismatch("a whole number", end, at));
        let (from, until) = (whole(&first, from.position())?, whole(&last, until.position())?);
        Ok(if closed.as_bool().unwrap_or(false) {
            Dynamic::from(from..=until)
        } else {
            Dynamic::from(from..until)
        })
    });
    add(engine, key::WITHIN, |context, inputs, closed| {
        let [item, from, until] = inputs else {
            return Err(nothing(inputs.first()));
        };
        let at = item.position();
        let item = context.eval_expression_tree(item)?;
        let (from, until) = (
            context.eval_expression_tree(from)?,
            context.eval_expression_tree(until)?,
        );
        let below = if closed.as_bool().unwrap_or(false) { "<=" } else { "<" };
        let (low, high) = (binary(">=", item.clone(), from, at)?, binary(below, item, until, at)?);
        let sides = [low.as_bool().ok(), high.as_bool().ok()];
        Ok(match sides {
            [Some(false), _] | [_, Some(false)] => Dynamic::FALSE,
            [Some(true), Some(true)] => Dynamic::TRUE,
            _ => Dynamic::UNIT,
        })
    });
}

fn measured(engine: &mut Engine) {
    // The interpreter looks at the size of what is assigned, not of the whole that it becomes a part of.
    add(engine, key::GROWN, |context, inputs, name| {
        let name = name
            .as_immutable_string_ref()
            .map(|name| name.to_string())
            .unwrap_or_default();
        if let Some(whole) = context.scope().get(&name) {
            context
                .engine()
                .ensure_data_size_within_limits(whole)
                .map_err(|mut error| {
                    error.set_position(inputs.first().map_or(Position::NONE, Expression::position));
                    error
                })?;
        }
        Ok(Dynamic::UNIT)
    });
}
