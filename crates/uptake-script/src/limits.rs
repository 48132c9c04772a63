//! What the sandbox allows.

use std::time::Duration;

/// How much a script may use for one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Steps of the interpreter.
    pub operations: u64,
    /// How deeply calls of functions may nest.
    pub calls: usize,
    /// How deeply an expression may nest.
    pub depth: usize,
    /// The longest text, in bytes; those in a list or map count together.
    pub text: usize,
    /// The longest list, lists within it counted along. It bounds how deeply lists nest, which takes room on the stack.
    pub list: usize,
    /// The largest map, maps within it counted along.
    pub map: usize,
    /// How many variables may be there at once.
    pub variables: usize,
    /// Wall time. The operations end a script long before: this is for steps that are slow.
    pub time: Duration,
}

/// The limits of every script.
pub const LIMITS: Limits = Limits {
    operations: 100_000,
    calls: 32,
    depth: 256,
    text: 16 << 10,
    list: 500,
    map: 250,
    variables: 256,
    time: Duration::from_millis(900),
};
