//! Scripts without a columnar form, as plain data: what the interpreter needs to know of them, and the words it has.
//!
//! Lowering looks through such a script as through any other; the crate `uptake-script` makes it run.

use super::library::Library;
use super::unit::Unit;
use crate::source::Span;
use crate::value::Type;
use rhai::Position;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A script that is interpreted.
#[derive(Clone, Debug)]
pub struct Interpreted {
    /// The type that its answers must have; unknown if any will do.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
    /// What makes it impossible to compute it by columns, in words such as "a loop", and where.
    pub cause: (String, Span),
    /// The names of its inputs, in the order of the values that it is run on. Windows have made-up names.
    pub inputs: Vec<String>,
    /// Its text.
    pub unit: Arc<Unit>,
    /// The function in it that is the condition; `None` for what stands outside of functions.
    pub function: Option<String>,
    /// The constants and modules that it may name.
    pub library: Arc<Library>,
    /// What was learnt about it while it was looked through.
    pub learnt: Learnt,
}

impl PartialEq for Interpreted {
    fn eq(&self, other: &Self) -> bool {
        self.span == other.span && self.ty == other.ty
    }
}

impl Interpreted {
    /// The same script, whose answers must have the type `ty`. A whole number counts as a float where one is wanted.
    #[must_use]
    pub fn with_type(&self, ty: Type) -> Self {
        Self { ty, ..self.clone() }
    }

    /// The names of its inputs, in the order of the values that it is run on.
    #[must_use]
    pub fn inputs(&self) -> &[String] {
        &self.inputs
    }
}

/// A place in a script, with the calls that lead to it: a function that stands in two places is two.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(Vec<(usize, usize, usize)>);

impl Place {
    /// The place at `position` of `unit`, inside of the calls at `path`.
    #[must_use]
    pub fn new(path: &Self, unit: &Arc<Unit>, position: Position) -> Self {
        let mut path = path.0.clone();
        let (line, column) = (position.line().unwrap_or(0), position.position().unwrap_or(0));
        path.push((Arc::as_ptr(unit) as usize, line, column));
        Self(path)
    }

    /// Outside of all calls.
    #[must_use]
    pub fn top() -> Self {
        Self(Vec::new())
    }
}

/// What was learnt about a script while it was looked through, for the interpreter.
#[derive(Clone, Debug, Default)]
pub struct Learnt {
    /// Where its windows stand, and the names under which the script finds their values.
    pub windows: BTreeMap<Place, String>,
    /// Where a whole number becomes a float, since another way gives one.
    pub floats: BTreeSet<Place>,
}

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
    ("eval", "rules are fixed before they run; text can't be run as a rule"),
    (
        "timestamp",
        "a figure depends only on the data, not on the clock; `period` and `period_end` are the measured days",
    ),
    (
        "now",
        "a figure depends only on the data, not on the clock; `period` and `period_end` are the measured days",
    ),
    (
        "today",
        "a figure depends only on the data, not on the clock; `period` and `period_end` are the measured days",
    ),
    (
        "elapsed",
        "a figure depends only on the data, not on the clock; `period` and `period_end` are the measured days",
    ),
    ("sleep", "a rule never waits"),
    (
        "rand",
        "the same data must always give the same figure, so rules have no random numbers",
    ),
    (
        "random",
        "the same data must always give the same figure, so rules have no random numbers",
    ),
    ("open_file", "a rule reads only its row; data come from sources"),
    ("read_file", "a rule reads only its row; data come from sources"),
    ("exit", "to end early, write `return`"),
    ("Fn", "call functions by their names"),
    ("call", "call functions by their names"),
    ("curry", "call functions by their names"),
    ("is_def_var", "names are checked before the script runs"),
    ("is_def_fn", "names are checked before the script runs"),
    ("type_of", "types are checked before the script runs"),
    ("is_shared", "types are checked before the script runs"),
];
