//! The functions of the language, for scripts: each is what its entry says.

use crate::charge::{Charge, LETTERS_OF_A_STEP};
use crate::outcome::{Outcome, mismatch};
use crate::value::{dynamic, literal};
use rhai::{Dynamic, Engine, Position};
use std::any::TypeId;
use std::sync::Arc;
use uptake_expr::expr::Function;
use uptake_expr::value::Literal;

/// The language's functions, under their names. Any of them may get `()`.
pub(crate) fn register(engine: &mut Engine, zone: &str, charge: &Charge) {
    for function in Function::ALL {
        let (name, parameters) = (function.name(), function.entry().parameters);
        let zone: Arc<str> = zone.into();
        let charge = charge.clone();
        let apply = move |arguments: &[Dynamic]| -> Outcome {
            let mut values = Vec::with_capacity(arguments.len());
            let letters = |argument: &Dynamic| argument.as_immutable_string_ref().map_or(0, |text| text.len());
            charge.add(arguments.iter().map(letters).sum::<usize>() / LETTERS_OF_A_STEP);
            for (argument, (_, parameter)) in arguments.iter().zip(parameters) {
                match literal(argument) {
                    Some(value) if parameter.accepts(value.ty()) => values.push(value),
                    // Lists and maps have a length too, and are known.
                    None if *function == Function::IsKnown => return Ok(Dynamic::TRUE),
                    _ => return Err(mismatch(parameter.name(), argument, Position::NONE)),
                }
            }
            let left_out = function.left_out(arguments.len());
            values.extend(left_out.map(|text| Literal::Text(text.to_owned())));
            Ok(dynamic(&function.call(&values, &zone)))
        };
        for arguments in function.least()..=function.arity() {
            let any = vec![TypeId::of::<Dynamic>(); arguments];
            let apply = apply.clone();
            engine.register_raw_fn(name, any, move |_, arguments| {
                let arguments: Vec<Dynamic> = arguments.iter().map(|argument| (**argument).clone()).collect();
                apply(&arguments)
            });
        }
    }
}
