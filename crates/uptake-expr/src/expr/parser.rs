//! Rhai's parser, which is all that reading expressions needs of it.

use super::limits::{MAX_BYTES, MAX_DEPTH, MAX_FUNCTIONS};
use rhai::{AST, Engine, OptimizationLevel, ParseError};
use std::sync::LazyLock;

/// One for all threads: it keeps no state between two texts.
static PARSER: LazyLock<Engine> = LazyLock::new(|| {
    let mut engine = Engine::new_raw();
    engine.set_optimization_level(OptimizationLevel::None);
    engine.set_max_expr_depths(MAX_DEPTH, MAX_DEPTH);
    engine.set_max_string_size(MAX_BYTES);
    engine.set_max_functions(MAX_FUNCTIONS);
    engine.set_max_variables(128);
    engine
});

/// The tree of a text, as it is written.
pub(super) fn parse(text: &str) -> Result<AST, ParseError> {
    PARSER.compile(text)
}
