//! The one expression language: Rhai's syntax, typed, as a small tree that every reader walks.
//!
//! [`lower`](lower()) is the only place here that knows Rhai's tree, of which it needs the parser alone. The engine reads [`Expr`] as
//! Polars expressions.
//!
//! # What an expression means
//!
//! Every reader gives the same answer, null for null. The rules are Rhai's, with *unknown* in place of its errors:
//!
//! - **Whole numbers** have 64 bits. `+ - *`, negation and `abs` that overflow are unknown; `/` cuts toward zero, `%` has the
//!   sign of the dividend; both are unknown for a divisor of 0, and for the least whole number by -1.
//! - **Floats** follow IEEE 754 in their arithmetic: `1.0 / 0.0` is infinite, `0.0 / 0.0` is NaN, `%` has the sign of the
//!   dividend. They are *compared* as Rhai compares them: what differs by no more than 2^-52 of the greater one is equal
//!   ([`scalar::compare_floats`] has the details), so `0.1 + 0.2 == 0.3` holds. No comparison holds with an infinite value,
//!   and none with NaN, not even `!=`; only beside zero NaN counts as equal.
//! - **Across types**: a whole number beside a float becomes a float first. Nothing else mixes.
//! - **`min(a, b)`** is `a` if `a <= b`, else `b`; **`max(a, b)`** is `a` if `a >= b`, else `b`,
//!   here by IEEE 754: the second wins beside NaN.
//! - **`to_int`** cuts toward zero; NaN and what lies outside 64 bits is unknown. `round` takes halves away from zero.
//! - **Text** is compared by its bytes (UTF-8), measured in characters, changed by Unicode's rules as Rust's `str` has them.
//! - **`date(text)`** reads exactly `YYYY-MM-DD`; anything else is unknown.
//! - **`json`, `iso` and `instant`** are what [`written`] says.

pub mod alone;
pub mod answers;
pub mod constant;
mod cures;
mod doubts;
pub mod evaluate;
mod fault;
pub mod flip;
pub mod functions;
pub mod group;
mod habits;
pub mod interpreted;
pub mod library;
pub mod limits;
pub mod lower;
mod number;
pub mod operator;
mod outline;
mod parser;
pub mod proof;
pub mod scalar;
pub mod scope;
mod token;
pub mod tree;
pub mod typing;
pub mod unit;
mod walk;
pub mod window;
mod wording;
pub mod words;
pub mod written;

pub use crate::value::Constant;
pub use alone::alone;
pub use evaluate::evaluate;
pub use functions::Function;
pub use group::GroupFunction;
pub use interpreted::Interpreted;
pub use library::Library;
pub use lower::lower;
pub use operator::Binary;
pub use scope::{Scope, Stated};
pub use tree::{Expr, ExprKind};
pub use unit::Function as ScriptFunction;
pub use window::{Last, Take, Window};
pub use words::is_name;
