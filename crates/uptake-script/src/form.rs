//! A form: what the interpreter does in place of Rhai's own `if`, `&&` or operator.

use crate::outcome::{Outcome, mismatch};
use rhai::{Dynamic, Engine, EvalAltResult, EvalContext, Expression};

/// Gives the interpreter a form under its name. The form gets its parts unevaluated, so that it decides which are read.
pub(crate) fn add(
    engine: &mut Engine,
    key: &str,
    form: impl Fn(&mut EvalContext<'_, '_, '_, '_, '_, '_>, &[Expression<'_>], &Dynamic) -> Outcome + Send + Sync + 'static,
) {
    // It fails only without a syntax tree, which the features give us.
    let _ = engine.register_custom_syntax_handler(key, false, form);
}

/// A truth; `None` for unknown.
pub(crate) fn truth(
    context: &mut EvalContext<'_, '_, '_, '_, '_, '_>,
    input: &Expression<'_>,
) -> Result<Option<bool>, Box<EvalAltResult>> {
    let value = context.eval_expression_tree(input)?;
    if value.is_unit() {
        return Ok(None);
    }
    value
        .as_bool()
        .map(Some)
        .map_err(|_| mismatch("a truth value", &value, input.position()))
}
