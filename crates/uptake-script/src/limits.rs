//! What the sandbox allows.
//!
//! Scripts are stopped by what they do, which is counted, and never by a clock: an answer doesn't depend on how busy the
//! machine is. Nearly every step takes about the same time, since texts and lists are short; what takes longer by the
//! length of what it works on is charged as several operations.

/// How much a script may use for one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Steps of the interpreter. A step that takes much longer than others counts as several.
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
};

/// How many operations all rows of a script may use together, on average for a row.
pub const OPERATIONS_PER_ROW: u64 = 10_000;

/// How many operations all rows may use together where there are few rows.
pub const OPERATIONS_AT_LEAST: u64 = 10 * LIMITS.operations;
