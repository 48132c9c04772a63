//! The interpreter with its limits, and what a rewritten script calls in place of Rhai's own `&&`, `if` and operators.

use crate::limits::Limits;
use crate::lists::lists;
use crate::native;
use crate::operators::{binary, contains, unary};
use crate::rewrite::Call;
use crate::value::{dynamic, kind, literal};
use rhai::packages::{
    BasicArrayPackage, BasicIteratorPackage, BasicMapPackage, BasicStringPackage, MoreStringPackage, Package,
};
use rhai::{AST, Dynamic, Engine, EvalAltResult, EvalContext, Expression, Map, Position, Scope};
use std::any::TypeId;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use uptake_expr::expr::Function;
use uptake_expr::expr::scalar;
use uptake_expr::value::Literal;

/// The names of what a rewritten script calls. No script can say them.
pub(crate) mod key {
    pub(crate) const AND: &str = "$and";
    pub(crate) const OR: &str = "$or";
    pub(crate) const IF: &str = "$if";
    pub(crate) const TRUTH: &str = "$truth";
    pub(crate) const GUARD: &str = "$guard";
    pub(crate) const SWITCH: &str = "$switch";
    pub(crate) const GIVEN: &str = "$given";
    pub(crate) const OPERATOR: &str = "$operator";
    pub(crate) const IN: &str = "$in";
    pub(crate) const RANGE: &str = "$range";
    pub(crate) const WITHIN: &str = "$within";
    pub(crate) const CALL: &str = "$call";
    pub(crate) const GROWN: &str = "$grown";
    pub(crate) const FLOAT: &str = "$float";
}

pub(crate) type Outcome = Result<Dynamic, Box<EvalAltResult>>;

/// How many lines of one row are kept, and how long they may be.
const PRINTED: usize = 20;
const PRINTED_LETTERS: usize = 200;

type Lines = Arc<Mutex<Vec<(String, Option<(usize, Position)>)>>>;

/// An interpreter for one script on one thread.
pub(crate) struct Sandbox {
    engine: Engine,
    limits: Limits,
    printed: Lines,
    begin: Instant,
    /// When the row at hand must be done, in microseconds after `begin`.
    deadline: Arc<AtomicU64>,
    /// Where on the stack the run began.
    bottom: Arc<AtomicUsize>,
}

/// How much of the stack a script may use. The interpreter's frames are large; threads have 2 MiB or more.
const STACK: usize = 1 << 20;

/// Roughly where on the stack we are.
fn stack() -> usize {
    let here = 0u8;
    std::ptr::addr_of!(here) as usize
}

impl Sandbox {
    pub(crate) fn new(calls: Arc<Vec<Call>>, zone: &str, limits: Limits) -> Self {
        let mut engine = Engine::new_raw();
        engine.set_max_operations(limits.operations);
        engine.set_max_call_levels(limits.calls);
        engine.set_max_expr_depths(limits.depth, limits.depth);
        engine.set_max_string_size(limits.text);
        engine.set_max_array_size(limits.list);
        engine.set_max_map_size(limits.map);
        engine.set_max_functions(0);
        engine.set_max_modules(0);
        engine.set_fail_on_invalid_map_property(true);
        BasicArrayPackage::new().register_into_engine(&mut engine);
        BasicMapPackage::new().register_into_engine(&mut engine);
        BasicIteratorPackage::new().register_into_engine(&mut engine);
        BasicStringPackage::new().register_into_engine(&mut engine);
        MoreStringPackage::new().register_into_engine(&mut engine);
        functions(&mut engine, zone);
        forms(&mut engine);
        lists(&mut engine, &calls, limits);
        native::register(&mut engine, limits);
        let printed = Lines::default();
        let lines = Arc::clone(&printed);
        engine.on_print(move |text| keep(&lines, text, None));
        let lines = Arc::clone(&printed);
        engine.on_debug(move |text, _, at| keep(&lines, text, Some((0, at))));
        let begin = Instant::now();
        let deadline = Arc::new(AtomicU64::new(u64::MAX));
        let due = Arc::clone(&deadline);
        let bottom = Arc::new(AtomicUsize::new(0));
        let began = Arc::clone(&bottom);
        engine.on_progress(move |operations| {
            // A second line of defence: what nests too deeply was refused before it ran, and calls are counted.
            if began.load(Ordering::Relaxed).abs_diff(stack()) > STACK {
                return Some(Dynamic::TRUE);
            }
            let late = operations % 64 == 0 && micros(begin) > due.load(Ordering::Relaxed);
            late.then_some(Dynamic::UNIT)
        });
        Self {
            engine,
            limits,
            printed,
            begin,
            deadline,
            bottom,
        }
    }

    /// Runs a rewritten script on a row.
    pub(crate) fn run(&mut self, ast: &AST, names: &[String], row: &[Literal]) -> Outcome {
        let mut scope = Scope::new();
        let mut map = Map::new();
        for (name, value) in names.iter().zip(row) {
            let value = dynamic(value);
            scope.push_dynamic(name.as_str(), value.clone());
            map.insert(name.as_str().into(), value);
        }
        if !names.iter().any(|name| name == "row") {
            scope.push_dynamic("row", map.into());
        }
        self.engine.set_max_variables(self.limits.variables + scope.len());
        let due = self.limits.time.as_micros().try_into().unwrap_or(u64::MAX);
        self.deadline
            .store(micros(self.begin).saturating_add(due), Ordering::Relaxed);
        self.bottom.store(stack(), Ordering::Relaxed);
        self.engine.eval_ast_with_scope(&mut scope, ast)
    }

    /// What was printed since the last call.
    pub(crate) fn printed(&self) -> Vec<(String, Option<(usize, Position)>)> {
        std::mem::take(&mut self.printed.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn micros(begin: Instant) -> u64 {
    begin.elapsed().as_micros().try_into().unwrap_or(u64::MAX)
}

fn keep(lines: &Lines, text: &str, at: Option<(usize, Position)>) {
    let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
    if lines.len() < PRINTED {
        lines.push((text.chars().take(PRINTED_LETTERS).collect(), at));
    }
}

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

/// The language's functions, under their names. Any of them may get `()`.
fn functions(engine: &mut Engine, zone: &str) {
    for function in Function::ALL {
        let (name, parameters) = (function.name(), function.entry().parameters);
        let zone: Arc<str> = zone.into();
        let apply = move |arguments: &[Dynamic]| -> Outcome {
            let mut values = Vec::with_capacity(arguments.len());
            for (argument, (_, parameter)) in arguments.iter().zip(parameters) {
                match literal(argument) {
                    Some(value) if parameter.accepts(value.ty()) => values.push(value),
                    // Lists and maps have a length too, and are known.
                    None if *function == Function::IsKnown => return Ok(Dynamic::TRUE),
                    _ => return Err(mismatch(parameter.name(), argument, Position::NONE)),
                }
            }
            Ok(dynamic(&function.call(&values, &zone)))
        };
        let any = vec![TypeId::of::<Dynamic>(); parameters.len()];
        engine.register_raw_fn(name, any, move |_, arguments| {
            let arguments: Vec<Dynamic> = arguments.iter().map(|argument| (**argument).clone()).collect();
            apply(&arguments)
        });
    }
}

/// A truth; `None` for unknown.
fn truth(
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
        .map_err(|_| mismatch("a truth", &value, input.position()))
}

pub(crate) fn nothing(input: Option<&Expression<'_>>) -> Box<EvalAltResult> {
    let at = input.map_or(Position::NONE, |input| input.position());
    Box::new(EvalAltResult::ErrorRuntime("something is missing".into(), at))
}

/// Ends the function that we are in, unknown.
fn unknown(at: Position) -> Box<EvalAltResult> {
    Box::new(EvalAltResult::Return(Dynamic::UNIT, at))
}

/// The mark of a `switch` whose condition is unknown.
const UNDECIDED: &str = "\0undecided";

pub(crate) fn add(
    engine: &mut Engine,
    key: &str,
    form: impl Fn(&mut EvalContext<'_, '_, '_, '_, '_, '_>, &[Expression<'_>], &Dynamic) -> Outcome + Send + Sync + 'static,
) {
    // It fails only without a syntax tree, which the features give us.
    let _ = engine.register_custom_syntax_handler(key, false, form);
}

fn forms(engine: &mut Engine) {
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
    add(engine, key::GIVEN, |context, inputs, _| {
        let item = inputs.first().ok_or_else(|| nothing(None))?;
        let value = context.eval_expression_tree(item)?;
        if value.is_unit() {
            Err(unknown(item.position()))
        } else {
            Ok(value)
        }
    });
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
    add(engine, key::FLOAT, |context, inputs, _| {
        let input = inputs.first().ok_or_else(|| nothing(None))?;
        let value = context.eval_expression_tree(input)?;
        Ok(value.as_int().map_or(value, |whole| scalar::to_float(whole).into()))
    });
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
