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

/// Functions that only the interpreter has: they change a list or map, or print.
pub const INTERPRETED: &[&str] = &[
    "print",
    "debug",
    "push",
    "pop",
    "shift",
    "insert",
    "remove",
    "reverse",
    "sort",
    "index_of",
    "extract",
    "truncate",
    "keys",
    "values",
    "chars",
    "split",
    "sub_string",
    "replace",
    "range",
];

/// Methods of lists that take a closure. They are three-valued: `filter` on an unknown condition makes the whole unknown.
pub const CLOSURE_METHODS: &[&str] = &["filter", "map", "all", "some", "reduce"];

/// What the sandbox keeps out, and why.
pub const FORBIDDEN: &[(&str, &str)] = &[
    (
        "eval",
        "a rule is what its text says; text can't become a rule while it runs",
    ),
    (
        "timestamp",
        "a figure depends on the data alone, not on the clock; `period` and `period_end` are the judged days",
    ),
    (
        "now",
        "a figure depends on the data alone, not on the clock; `period` and `period_end` are the judged days",
    ),
    (
        "today",
        "a figure depends on the data alone, not on the clock; `period` and `period_end` are the judged days",
    ),
    (
        "elapsed",
        "a figure depends on the data alone, not on the clock; `period` and `period_end` are the judged days",
    ),
    ("sleep", "a rule has no reason to wait"),
    (
        "rand",
        "the same data give the same figure, so there is no chance in it",
    ),
    (
        "random",
        "the same data give the same figure, so there is no chance in it",
    ),
    ("open_file", "a rule reads the row alone; data come in through sources"),
    ("read_file", "a rule reads the row alone; data come in through sources"),
    ("exit", "to end early, write `return`"),
    ("Fn", "call functions by their names"),
    ("call", "call functions by their names"),
    ("curry", "call functions by their names"),
    ("is_def_var", "names are checked before the script runs"),
    ("is_def_fn", "names are checked before the script runs"),
    ("type_of", "types are checked before the script runs"),
    ("is_shared", "types are checked before the script runs"),
];
