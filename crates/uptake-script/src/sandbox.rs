//! The interpreter with its limits.

use crate::call::Call;
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
use std::time::Instant;
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
    begin: Instant,
    /// When the row at hand must be done, in microseconds after `begin`.
    deadline: Arc<AtomicU64>,
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
        functions::register(&mut engine, zone);
        branches::register(&mut engine);
        values::register(&mut engine);
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
        let stack = Arc::new(AtomicUsize::new(0));
        let began = Arc::clone(&stack);
        engine.on_progress(move |operations| {
            // A second line of defence: what nests too deeply was refused before it ran, and calls are counted.
            if began.load(Ordering::Relaxed).saturating_sub(stack_left()) > STACK {
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
        let due = self.limits.time.as_micros().try_into().unwrap_or(u64::MAX);
        self.deadline
            .store(micros(self.begin).saturating_add(due), Ordering::Relaxed);
        self.stack.store(stack_left(), Ordering::Relaxed);
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
