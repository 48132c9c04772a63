//! The interpreter with its limits.

use crate::call::Call;
use crate::charge::Charge;
use crate::limits::Limits;
use crate::lists::lists;
use crate::outcome::Outcome;
use crate::value::dynamic;
use crate::{branches, functions, native, values};
use rhai::packages::{
    BasicArrayPackage, BasicIteratorPackage, BasicMapPackage, BasicStringPackage, MoreStringPackage, Package,
};
use rhai::{AST, Dynamic, Engine, Map, Position, Scope};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use uptake_expr::value::Literal;

/// How many lines of one row are kept, and how long they may be.
const PRINTED: usize = 20;
const PRINTED_LETTERS: usize = 200;

type Lines = Arc<Mutex<Vec<(String, Option<(usize, Position)>)>>>;

/// An interpreter for one script on one thread.
pub(crate) struct Sandbox {
    engine: Engine,
    limits: Limits,
    printed: Lines,
    /// What slow steps of the row at hand are charged, on top of what the interpreter counts.
    charge: Charge,
    /// The operations of the row at hand, those that were charged included.
    used: Arc<AtomicU64>,
    /// How much of the stack was left when the run began.
    stack: Arc<AtomicUsize>,
}

/// How much of the stack a script may use. The interpreter's frames are large; threads have 2 MiB or more.
const STACK: usize = 1 << 20;

/// How much of this thread's stack is left. Where that can't be known, as much as ever.
fn stack_left() -> usize {
    stacker::remaining_stack().unwrap_or(usize::MAX)
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
        let charge = Charge::default();
        functions::register(&mut engine, zone, &charge);
        branches::register(&mut engine);
        values::register(&mut engine);
        lists(&mut engine, &calls, limits);
        native::register(&mut engine, limits, &charge);
        let printed = Lines::default();
        let lines = Arc::clone(&printed);
        engine.on_print(move |text| keep(&lines, text, None));
        let lines = Arc::clone(&printed);
        engine.on_debug(move |text, _, at| keep(&lines, text, Some((0, at))));
        let (charged, used) = (charge.clone(), Arc::new(AtomicU64::new(0)));
        let sum = Arc::clone(&used);
        let stack = Arc::new(AtomicUsize::new(0));
        let began = Arc::clone(&stack);
        engine.on_progress(move |operations| {
            // A second line of defence: what nests too deeply was refused before it ran, and calls are counted.
            if began.load(Ordering::Relaxed).saturating_sub(stack_left()) > STACK {
                return Some(Dynamic::TRUE);
            }
            let operations = operations.saturating_add(charged.sum());
            sum.store(operations, Ordering::Relaxed);
            (operations > limits.operations).then_some(Dynamic::UNIT)
        });
        Self {
            engine,
            limits,
            printed,
            charge,
            used,
            stack,
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
        self.charge.clear();
        self.used.store(0, Ordering::Relaxed);
        self.stack.store(stack_left(), Ordering::Relaxed);
        self.engine.eval_ast_with_scope(&mut scope, ast)
    }

    /// How many operations the last row took.
    pub(crate) fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }

    /// What was printed since the last call.
    pub(crate) fn printed(&self) -> Vec<(String, Option<(usize, Position)>)> {
        std::mem::take(&mut self.printed.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn keep(lines: &Lines, text: &str, at: Option<(usize, Position)>) {
    let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
    if lines.len() < PRINTED {
        lines.push((text.chars().take(PRINTED_LETTERS).collect(), at));
    }
}
